"""The Table tab: the rows of a version, their filter, search and columns, copying and export."""
