"""Search for the best parameters. Trials follow from the settings, the seed and earlier trials alone."""
