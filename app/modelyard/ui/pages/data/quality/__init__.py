"""The quality rules of a dataset on the Data page: panel, tab, forms."""
