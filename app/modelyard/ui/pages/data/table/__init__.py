"""The Table tab's parts: filter, search, columns, copying, export."""
