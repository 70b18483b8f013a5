"""The Correlations tab: how strongly the columns of a version go together."""
