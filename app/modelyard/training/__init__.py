"""Learning a yes/no question with scikit-learn: catalogue, features, hold-out, fit, evaluation, early warnings."""
