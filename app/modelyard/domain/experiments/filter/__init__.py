"""The filter language of runs: its words, its tree, and what completes and checks it."""
