"""Background work: the only creator of threads and processes of the application."""
