"""Drift and quality from counts over bins frozen at training: NumPy only, mergeable by addition."""
