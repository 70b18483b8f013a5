"""Files of every format to typed Parquet; rows that do not fit are kept aside, none is dropped silently."""
