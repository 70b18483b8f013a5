"""The catalogue's hand-kept half: which algorithms there are, and which of their parameters people look at first.

Types, ranges and documentation of parameters come from the estimators themselves (`parameters.py`); what is said here
wins: labels, hints, the values a form offers, our own defaults, and the range that a search tries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modelyard.domain.experiments.spec import SearchRange, Task

BASELINE = "baseline"
LINEAR_REGRESSION = "linear_regression"
RIDGE = "ridge"
LASSO = "lasso"
ELASTIC_NET = "elastic_net"
LOGISTIC_REGRESSION = "logistic_regression"
NAIVE_BAYES = "naive_bayes"
K_NEIGHBORS = "k_neighbors"
LINEAR_SVM = "linear_svm"
KERNEL_SVM = "kernel_svm"
DECISION_TREE = "decision_tree"
RANDOM_FOREST = "random_forest"
EXTRA_TREES = "extra_trees"
HIST_GRADIENT_BOOSTING = "hist_gradient_boosting"
LIGHTGBM = "lightgbm"
XGBOOST = "xgboost"
MULTI_LAYER_PERCEPTRON = "multi_layer_perceptron"
VOTING = "voting"
STACKING = "stacking"
ISOLATION_FOREST = "isolation_forest"
K_MEANS = "k_means"

ENSEMBLES = frozenset({VOTING, STACKING})
"""Made of finished runs."""

CLASSES = frozenset({Task.BINARY, Task.MULTICLASS})
NUMBER = frozenset({Task.REGRESSION})
SUPERVISED = CLASSES | NUMBER

FAMILIES = {
    "linear": "Linear models",
    "neighbours": "Neighbours and Bayes",
    "vectors": "Support vectors",
    "trees": "Trees and forests",
    "boosting": "Boosting",
    "neural": "Neural networks",
    "ensembles": "Ensembles",
    "unsupervised": "Without a target",
    "baseline": "Baseline",
    "own": "Own code",
}
"""The headings algorithms are listed under."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A parameter that a form shows first. What is None (`default`: absent) comes from the estimator.

    `number` is the default where the target is a number.
    """

    name: str
    label: str
    default: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    kind: str = ""
    hint: str = ""
    search: SearchRange | None = None
    number: tuple[Any, ...] = ()
    optional: bool | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One algorithm. `classifier` and `regressor` are where its classes are; the second also does without a target.

    `first` are the tasks that offer it by default; `hidden` are parameters no form shows.
    """

    key: str
    name: str
    summary: str
    family: str
    tasks: frozenset[Task]
    classifier: str = ""
    regressor: str = ""
    shown: tuple[Shown, ...] = ()
    first: frozenset[Task] = frozenset()
    hidden: frozenset[str] = frozenset()
    package: str = ""


def _log(low: float, high: float) -> SearchRange:
    return SearchRange(low, high, log=True)


def _even(low: float, high: float) -> SearchRange:
    return SearchRange(low, high)


def _one_of(*choices: Any) -> SearchRange:
    return SearchRange(choices=choices)


_CLASS_WEIGHT = Shown(
    "class_weight",
    "Class weight",
    ("none",),
    choices=("none", "balanced"),
    kind="choice",
    hint="Balanced gives both classes the same say. It helps a rare class, and probabilities no longer match shares.",
)
_TREES = Shown("n_estimators", "Trees", (100,), 1, 2000, hint="More is steadier and slower.")
_DEPTH = Shown(
    "max_depth",
    "Largest depth",
    (14,),
    1,
    64,
    kind="integer",
    optional=False,
    hint="Deeper fits the data closer.",
    search=_even(3, 32),
)
_LEAF = Shown("min_samples_leaf", "Fewest rows in a leaf", (10,), 1, 100_000, kind="integer", search=_log(1, 100))
_TRIED = Shown(
    "max_features",
    "Features tried at a split",
    ("sqrt",),
    choices=("sqrt", "log2", "all"),
    kind="choice",
    hint="Fewer makes the trees differ more.",
    search=_one_of("sqrt", "log2", "all"),
    number=("all",),
)
_FOREST = (_TREES, _DEPTH, _LEAF, _TRIED, _CLASS_WEIGHT)
_ALPHA = Shown(
    "alpha",
    "Regularisation (alpha)",
    (1.0,),
    0.0,
    1e6,
    hint="Larger keeps the weights smaller.",
    search=_log(1e-4, 1e3),
)
_SVM_C = Shown(
    "C",
    "Penalty of errors (C)",
    (1.0,),
    1e-6,
    1e6,
    hint="Larger fits the training rows closer.",
    search=_log(1e-3, 1e2),
)
_RATE = Shown(
    "learning_rate",
    "Learning rate",
    (0.1,),
    1e-4,
    1.0,
    kind="number",
    hint="Smaller needs more trees.",
    search=_log(0.01, 0.5),
)
_L2 = Shown("reg_lambda", "L2 regularisation", (0.0,), 0.0, 1e6, kind="number", search=_log(1e-6, 100.0))
_L1 = Shown("reg_alpha", "L1 regularisation", (0.0,), 0.0, 1e6, kind="number", search=_log(1e-6, 10.0))
_COLUMNS = Shown(
    "colsample_bytree", "Share of features a tree", (1.0,), 0.01, 1.0, kind="number", search=_even(0.3, 1.0)
)
_BOOSTED_TREES = Shown(
    "n_estimators", "Trees", (100,), 1, 5000, kind="integer", hint="More is slower and, with a small rate, better."
)

ENTRIES = (
    Entry(
        BASELINE,
        "Baseline",
        "The floor to beat: predicts the share of each class, or the mean, whatever the input.",
        "baseline",
        SUPERVISED,
        "sklearn.dummy.DummyClassifier",
        "sklearn.dummy.DummyRegressor",
        first=SUPERVISED,
        hidden=frozenset({"strategy", "constant", "quantile"}),
    ),
    Entry(
        LINEAR_REGRESSION,
        "Linear regression",
        "Fast, small, easy to explain: a weighted sum of the features by least squares.",
        "linear",
        NUMBER,
        regressor="sklearn.linear_model.LinearRegression",
    ),
    Entry(
        RIDGE,
        "Ridge",
        "Fast, steady: keeps weights small, so that features that go together do it no harm.",
        "linear",
        NUMBER,
        regressor="sklearn.linear_model.Ridge",
        shown=(_ALPHA,),
        first=NUMBER,
    ),
    Entry(
        LASSO,
        "Lasso",
        "Fast, drops useless features: linear regression that sets their weights to zero.",
        "linear",
        NUMBER,
        regressor="sklearn.linear_model.Lasso",
        shown=(_ALPHA, Shown("max_iter", "Largest number of iterations", (1000,), 10, 100_000, optional=False)),
    ),
    Entry(
        ELASTIC_NET,
        "Elastic net",
        "Ridge and lasso at once: small weights, and none for useless features.",
        "linear",
        NUMBER,
        regressor="sklearn.linear_model.ElasticNet",
        shown=(
            _ALPHA,
            Shown(
                "l1_ratio", "Share of lasso", (0.5,), 0.0, 1.0, hint="0 is ridge, 1 is lasso.", search=_even(0.05, 0.95)
            ),
            Shown("max_iter", "Largest number of iterations", (1000,), 10, 100_000, optional=False),
        ),
    ),
    Entry(
        LOGISTIC_REGRESSION,
        "Logistic regression",
        "Fast, easy to explain: a weighted sum of the features.",
        "linear",
        CLASSES,
        "sklearn.linear_model.LogisticRegression",
        shown=(
            Shown(
                "C",
                "Inverse regularisation (C)",
                (1.0,),
                1e-6,
                1e6,
                hint="Smaller keeps the weights smaller.",
                search=_log(1e-4, 1e3),
            ),
            Shown("max_iter", "Largest number of iterations", (1000,), 10, 100_000),
            _CLASS_WEIGHT,
        ),
        first=CLASSES,
    ),
    Entry(
        NAIVE_BAYES,
        "Naive Bayes",
        "Very fast, often too sure: assumes that features say independent things.",
        "neighbours",
        CLASSES,
        "sklearn.naive_bayes.GaussianNB",
        shown=(
            Shown(
                "var_smoothing",
                "Smoothing",
                (1e-9,),
                0.0,
                1.0,
                hint="A share of the largest variance, added to all.",
                search=_log(1e-12, 1e-1),
            ),
        ),
    ),
    Entry(
        K_NEIGHBORS,
        "Nearest neighbours",
        "Large, slow to answer: answers as the most similar training rows did, and keeps all of them.",
        "neighbours",
        SUPERVISED,
        "sklearn.neighbors.KNeighborsClassifier",
        "sklearn.neighbors.KNeighborsRegressor",
        (
            Shown(
                "n_neighbors",
                "Neighbours",
                (5,),
                1,
                10_000,
                optional=False,
                hint="More is smoother.",
                search=_log(1, 100),
            ),
            Shown(
                "weights",
                "Say of a neighbour",
                ("uniform",),
                choices=("uniform", "distance"),
                kind="choice",
                hint="Distance: nearer ones count more.",
                search=_one_of("uniform", "distance"),
            ),
            Shown(
                "p",
                "Distance (p)",
                (2.0,),
                1.0,
                10.0,
                optional=False,
                kind="number",
                hint="1 sums the differences, 2 is the straight line.",
                search=_one_of(1.0, 2.0),
            ),
        ),
        hidden=frozenset({"metric", "metric_params"}),
    ),
    Entry(
        LINEAR_SVM,
        "Linear support vectors",
        "Good with many features: a border far from both sides. Probabilities come from calibration on 3 folds.",
        "vectors",
        SUPERVISED,
        "sklearn.svm.LinearSVC",
        "sklearn.svm.LinearSVR",
        (_SVM_C, Shown("max_iter", "Largest number of iterations", (5000,), 10, 1_000_000)),
        hidden=frozenset({"multi_class"}),
    ),
    Entry(
        KERNEL_SVM,
        "Kernel support vectors",
        "Small files only, up to some 10,000 rows: a curved border. Probabilities from calibration on 3 folds.",
        "vectors",
        SUPERVISED,
        "sklearn.svm.SVC",
        "sklearn.svm.SVR",
        (
            _SVM_C,
            Shown(
                "kernel",
                "Kernel",
                ("rbf",),
                choices=("rbf", "poly", "sigmoid", "linear"),
                kind="choice",
                search=_one_of("rbf", "poly"),
            ),
            Shown(
                "gamma",
                "Reach of a row (gamma)",
                ("scale",),
                choices=("scale", "auto", "0.001", "0.01", "0.1", "1"),
                kind="choice",
                hint="Larger is nearer, so the border is more winding.",
                search=_one_of("scale", "0.001", "0.01", "0.1", "1"),
            ),
        ),
        hidden=frozenset({"probability", "decision_function_shape", "break_ties", "cache_size"}),
    ),
    Entry(
        DECISION_TREE,
        "Decision tree",
        "Can be read: questions with two answers, one after the other. A forest is more accurate.",
        "trees",
        SUPERVISED,
        "sklearn.tree.DecisionTreeClassifier",
        "sklearn.tree.DecisionTreeRegressor",
        (
            Shown("max_depth", "Largest depth", (8,), 1, 64, kind="integer", optional=False, search=_even(2, 20)),
            _LEAF,
        ),
        hidden=frozenset({"class_weight"}),
    ),
    Entry(
        RANDOM_FOREST,
        "Random forest",
        "Robust, large files: averages many trees, each grown on other rows and features.",
        "trees",
        SUPERVISED,
        "sklearn.ensemble.RandomForestClassifier",
        "sklearn.ensemble.RandomForestRegressor",
        _FOREST,
        first=SUPERVISED,
    ),
    Entry(
        EXTRA_TREES,
        "Extra trees",
        "Quicker than a forest, often as good: it also draws by chance where to split.",
        "trees",
        SUPERVISED,
        "sklearn.ensemble.ExtraTreesClassifier",
        "sklearn.ensemble.ExtraTreesRegressor",
        _FOREST[:-1],
        hidden=frozenset({"class_weight"}),
    ),
    Entry(
        HIST_GRADIENT_BOOSTING,
        "Hist gradient boosting",
        "Usually the most accurate: adds small trees, each correcting the ones before.",
        "boosting",
        SUPERVISED,
        "sklearn.ensemble.HistGradientBoostingClassifier",
        "sklearn.ensemble.HistGradientBoostingRegressor",
        (
            _RATE,
            Shown("max_iter", "Trees", (100,), 1, 5000, search=_log(50, 500)),
            Shown("max_leaf_nodes", "Most leaves a tree", (31,), 2, 1023, optional=False, search=_log(7, 127)),
            Shown("min_samples_leaf", "Fewest rows in a leaf", (20,), 1, 100_000, search=_log(5, 200)),
            Shown("l2_regularization", "L2 regularisation", (0.0,), 0.0, 1e6, search=_log(1e-6, 100.0)),
            Shown(
                "early_stopping",
                "Stop early",
                (False,),
                kind="boolean",
                hint="Keeps a tenth of the training rows aside and stops when they no longer gain.",
            ),
            _CLASS_WEIGHT,
        ),
        first=SUPERVISED,
    ),
    Entry(
        LIGHTGBM,
        "LightGBM",
        "Very fast on large tables: boosting that grows the most telling leaf first.",
        "boosting",
        SUPERVISED,
        "lightgbm.LGBMClassifier",
        "lightgbm.LGBMRegressor",
        (
            _RATE,
            _BOOSTED_TREES,
            Shown("num_leaves", "Most leaves a tree", (31,), 2, 1023, kind="integer", search=_log(7, 127)),
            Shown("min_child_samples", "Fewest rows in a leaf", (20,), 1, 100_000, kind="integer", search=_log(5, 200)),
            _COLUMNS,
            _L2,
            _L1,
        ),
        package="lightgbm",
    ),
    Entry(
        XGBOOST,
        "XGBoost",
        "Fast, accurate, widely used: boosting with weights kept small at every leaf.",
        "boosting",
        SUPERVISED,
        "xgboost.XGBClassifier",
        "xgboost.XGBRegressor",
        (
            _RATE,
            _BOOSTED_TREES,
            Shown("max_depth", "Largest depth", (6,), 1, 64, kind="integer", search=_even(2, 12)),
            Shown(
                "min_child_weight", "Least weight in a leaf", (1.0,), 0.0, 1e6, kind="number", search=_log(0.1, 100.0)
            ),
            Shown("subsample", "Share of rows a tree", (1.0,), 0.01, 1.0, kind="number", search=_even(0.5, 1.0)),
            _COLUMNS,
            Shown("reg_lambda", "L2 regularisation", (1.0,), 0.0, 1e6, kind="number", search=_log(1e-3, 100.0)),
            _L1,
        ),
        package="xgboost",
    ),
    Entry(
        MULTI_LAYER_PERCEPTRON,
        "Multi-layer perceptron",
        "Wants many rows and patience: a small neural network that can learn any shape.",
        "neural",
        SUPERVISED,
        "sklearn.neural_network.MLPClassifier",
        "sklearn.neural_network.MLPRegressor",
        (
            Shown(
                "hidden_layer_sizes",
                "Units of the hidden layers",
                ("100",),
                choices=("16", "32", "64", "100", "200", "32, 16", "64, 32", "100, 50", "200, 100", "64, 32, 16"),
                kind="choice",
                search=_one_of("32", "100", "64, 32", "100, 50"),
            ),
            Shown(
                "alpha",
                "L2 regularisation (alpha)",
                (1e-4,),
                0.0,
                1e6,
                hint="Larger keeps the weights smaller.",
                search=_log(1e-6, 1.0),
            ),
            Shown("learning_rate_init", "Learning rate", (1e-3,), 1e-6, 1.0, search=_log(1e-4, 1e-1)),
            Shown("activation", "Activation", ("relu",), choices=("relu", "tanh", "logistic"), kind="choice"),
            Shown("max_iter", "Most passes over the rows", (200,), 1, 10_000),
            Shown(
                "early_stopping",
                "Stop early",
                (False,),
                kind="boolean",
                hint="Keeps a tenth of the training rows aside and stops when they no longer gain.",
            ),
        ),
    ),
    Entry(
        VOTING,
        "Voting",
        "The mean of what finished runs predict. Helps where good models err on different rows.",
        "ensembles",
        SUPERVISED,
    ),
    Entry(
        STACKING,
        "Stacking",
        "A linear model learns how far to trust each finished run, from predictions on rows each did not learn from.",
        "ensembles",
        SUPERVISED,
        shown=(
            Shown("folds", "Folds", (5,), 2, 20, kind="integer", hint="Each finished run is fitted anew this often."),
        ),
    ),
    Entry(
        ISOLATION_FOREST,
        "Isolation forest",
        "Rows that few random questions set apart from the rest are unusual.",
        "unsupervised",
        frozenset({Task.ANOMALY}),
        regressor="sklearn.ensemble.IsolationForest",
        shown=(
            _TREES,
            Shown(
                "contamination",
                "Share of unusual rows",
                ("auto",),
                choices=("auto", "0.001", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2"),
                kind="choice",
                hint="Where the border lies. Auto puts it at a fixed score.",
            ),
            Shown("max_features", "Share of features a tree", (1.0,), 0.01, 1.0, kind="number"),
        ),
        first=frozenset({Task.ANOMALY}),
    ),
    Entry(
        K_MEANS,
        "K-means",
        "Groups rows around centres, so that each row is near its own.",
        "unsupervised",
        frozenset({Task.CLUSTERING}),
        regressor="sklearn.cluster.KMeans",
        shown=(
            Shown("n_clusters", "Clusters", (8,), 1, 1000, search=_even(2, 12)),
            Shown(
                "n_init",
                "Beginnings tried",
                (10,),
                1,
                1000,
                kind="integer",
                hint="The best of so many random beginnings is kept.",
            ),
        ),
        first=frozenset({Task.CLUSTERING}),
    ),
)
"""Every algorithm, simplest first in its family."""
