"""Learning with scikit-learn: catalogue, preparation, hold-out and folds, fit, search, evaluation, early warnings."""
