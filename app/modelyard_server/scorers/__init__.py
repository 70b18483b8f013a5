"""Scorers: compiled preprocessing with coefficients or trees, or scikit-learn itself."""
