"""The versions of a dataset in the window: their panel and menu, what is done with them, the recycle bin."""
