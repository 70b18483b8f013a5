"""How good a fitted model is: metrics and their intervals, curves, importance, comparisons, segments."""
