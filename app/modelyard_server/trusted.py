"""What a bundle's pipeline may hold beyond what skops trusts by itself. Fixed: never taken from the file."""

from __future__ import annotations

_DISTANCES = "sklearn.metrics._dist_metrics."
_UNIVARIATE = "sklearn.feature_selection._univariate_selection."

TRUSTED = (
    "collections.OrderedDict",
    "functools.partial",  # with check_array, which hist gradient boosting keeps, and mutual information with its seed
    "lightgbm.basic.Booster",
    "lightgbm.sklearn.LGBMClassifier",
    "lightgbm.sklearn.LGBMRegressor",
    "modelyard_server.transformers.DateParts",
    "modelyard_server.transformers.Formulas",
    "modelyard_server.transformers.TextNumbers",
    "modelyard_server.transformers.WordWeights",
    "numpy.dtype",
    "scipy.sparse._csr.csr_matrix",  # training rows that neighbours and kernels keep, many of them one-hot
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.feature_selection._mutual_info.mutual_info_classif",
    "sklearn.feature_selection._mutual_info.mutual_info_regression",
    _UNIVARIATE + "f_classif",
    _UNIVARIATE + "f_regression",
    _DISTANCES + "EuclideanDistance64",
    _DISTANCES + "ManhattanDistance64",
    _DISTANCES + "MinkowskiDistance64",
    "sklearn.model_selection._split.KFold",
    "sklearn.model_selection._split.StratifiedKFold",
    "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.tree._tree.Tree",
    "sklearn.utils._bunch.Bunch",
    "sklearn.utils.validation.check_array",
    "xgboost.core.Booster",
    "xgboost.sklearn.XGBClassifier",
    "xgboost.sklearn.XGBRegressor",
)
