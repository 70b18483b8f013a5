"""Where a dataset's rows come from, on the Data page: reading the source again, and when that happens by itself."""
