"""One run's own page."""
