"""How well one column alone tells a target: fitted to one half of the rows, measured on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import ColumnType
from modelyard.training.features import DATE_TYPES, NUMERIC_TYPES, prepare_frame

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def lone_column(rows: pd.DataFrame, name: str, kind: ColumnType) -> tuple[pd.Series, bool]:
    """One column as the measures below take it, and whether it holds numbers; dates become their place in time."""
    import numpy as np
    import pandas as pd

    column = prepare_frame(rows, {name: kind})[name]
    if kind not in DATE_TYPES:
        return column, kind in NUMERIC_TYPES
    places, _ = pd.factorize(column, sort=True)  # ISO 8601 text sorts by time
    return pd.Series(np.where(places < 0, np.nan, places), index=column.index, name=name), True


def auc_alone(column: pd.Series, numeric: bool, y: NDArray[np.int8], half: NDArray[np.bool_]) -> float:
    """ROC AUC on one half of the rows of a small model of this column, fitted to the other half."""
    from sklearn.metrics import roc_auc_score
    from sklearn.tree import DecisionTreeClassifier

    if numeric:
        x = column.to_numpy().reshape(-1, 1)
        tree = DecisionTreeClassifier(max_leaf_nodes=32, min_samples_leaf=5, random_state=0).fit(x[half], y[half])
        score = tree.predict_proba(x[~half])[:, 1]
    else:
        text = column.fillna("")
        mean = float(y[half].mean())
        sums = _group(text[half], y[half])
        rate = (sums["sum"] + mean) / (sums["count"] + 1)
        score = text[~half].map(rate).fillna(mean).to_numpy(dtype=float)
    return float(roc_auc_score(y[~half], score))


def _group(text: pd.Series, y: NDArray[np.int8]) -> pd.DataFrame:
    import pandas as pd

    return pd.Series(y, index=text.index).groupby(text).agg(["sum", "count"])


def accuracy_alone(column: pd.Series, numeric: bool, y: NDArray[Any], half: NDArray[np.bool_]) -> float:
    """The share of the errors of always guessing the most frequent class that a small model of this column avoids."""
    import numpy as np
    from sklearn.tree import DecisionTreeClassifier

    base = int(np.bincount(y[half]).argmax())
    if numeric:
        x = column.to_numpy().reshape(-1, 1)
        tree = DecisionTreeClassifier(max_leaf_nodes=64, min_samples_leaf=5, random_state=0).fit(x[half], y[half])
        guess = tree.predict(x[~half])
    else:
        text = column.fillna("")
        best = _frame(text[half], y[half]).groupby("x")["y"].agg(lambda g: g.value_counts().index[0])
        guess = text[~half].map(best).fillna(base).to_numpy()
    wrong, at_best = float((guess != y[~half]).mean()), float((y[~half] != base).mean())
    return max(0.0, 1.0 - wrong / at_best) if at_best else 0.0


def r2_alone(column: pd.Series, numeric: bool, y: NDArray[Any], half: NDArray[np.bool_]) -> float:
    """The share of a quantity's variance that a small model of this column explains."""
    import numpy as np
    from sklearn.tree import DecisionTreeRegressor

    if numeric:
        x = column.to_numpy().reshape(-1, 1)
        tree = DecisionTreeRegressor(max_leaf_nodes=256, min_samples_leaf=5, random_state=0).fit(x[half], y[half])
        guess = tree.predict(x[~half])
    else:
        text = column.fillna("")
        means = _frame(text[half], y[half]).groupby("x")["y"].mean()
        guess = text[~half].map(means).fillna(float(y[half].mean())).to_numpy(dtype=np.float64)
    around = float(((y[~half] - y[~half].mean()) ** 2).sum())
    return max(0.0, 1.0 - float(((y[~half] - guess) ** 2).sum()) / around) if around else 0.0


def _frame(x: pd.Series, y: NDArray[Any]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"x": x.to_numpy(), "y": y})
