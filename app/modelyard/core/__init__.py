"""What every layer may use: errors, paths, settings, log, changes, clock."""
