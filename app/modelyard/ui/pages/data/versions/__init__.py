"""What is done with versions in the window: notes, tags, names, restore, delete and the recycle bin."""
