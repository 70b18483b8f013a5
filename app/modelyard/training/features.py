"""From columns to model inputs: the one pipeline structure every run uses, of stock scikit-learn classes only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.training.catalogue import HIST_GRADIENT_BOOSTING, LOGISTIC_REGRESSION, RANDOM_FOREST, make_estimator

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.pipeline import Pipeline

NUMERIC_TYPES = frozenset({ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN})
CATEGORY_TYPES = frozenset({ColumnType.TEXT})

# Hist gradient boosting takes at most 255 categories a feature, the one for rare values included.
MOST_CATEGORIES = 255
# One-hot: values seen in fewer rows share one column, as do those beyond the most frequent 200.
FEWEST_ROWS = 5
MOST_COLUMNS = 200


def usable_features(columns: Mapping[str, ColumnType]) -> tuple[dict[str, ColumnType], tuple[str, ...]]:
    """The columns a model can learn from, in order, and a sentence for those it cannot.

    Date, time and datetime columns are left out: no stock scikit-learn class takes them apart, and a bundle holds
    only such classes.
    """
    kept = {name: kind for name, kind in columns.items() if kind in NUMERIC_TYPES | CATEGORY_TYPES}
    left = [name for name in columns if name not in kept]
    if not left:
        return kept, ()
    return kept, (f"Date and time columns are not used as features so far: {', '.join(left)}.",)


def prepare_frame(frame: pd.DataFrame, columns: Mapping[str, ColumnType]) -> pd.DataFrame:
    """The feature columns alone, as the pipeline takes them: numbers and booleans as float64, text as object.

    Missing is NaN in numbers and None in text. Infinite numbers, and those beyond float32's range (which trees
    compare in), count as missing. Raises `InputError` when a column is absent or holds something else.
    """
    import numpy as np
    import pandas as pd

    data: dict[str, Any] = {}
    for name, kind in columns.items():
        if name not in frame.columns:
            raise InputError(f"The table has no column called {name!r}.", "Choose the features again.")
        series = frame[name]
        if kind in NUMERIC_TYPES:
            try:
                values = series.to_numpy(dtype=np.float64, na_value=np.nan)
            except (TypeError, ValueError) as error:
                raise InputError(
                    f"The column {name!r} holds something that is not a number.",
                    "Import the table again with the column as text.",
                    repr(error),
                ) from error
            with np.errstate(invalid="ignore"):
                usable = np.abs(values) <= np.finfo(np.float32).max
            data[name] = values if usable.all() else np.where(usable, values, np.nan)
        else:
            values = np.array(series, dtype=object)
            values[series.isna().to_numpy()] = None
            data[name] = pd.Series(values, index=frame.index, dtype=object)
    return pd.DataFrame(data, index=frame.index, columns=list(columns))


def make_pipeline(columns: Mapping[str, ColumnType], key: str, params: Mapping[str, Any], seed: int) -> Pipeline:
    """An unfitted `Pipeline([("prepare", ColumnTransformer), ("model", estimator)])` for these feature columns.

    "prepare" has up to two parts, each left out when it has no columns: "numeric" (integer, number, boolean as 0/1)
    and "category" (text). Category values are imputed with "missing" (NaN and None alike) and then encoded: one-hot
    for logistic regression; ordinal for the trees, where a value unseen in training is -1 (NaN, that is missing, in
    hist gradient boosting, which treats the codes as categories). Numbers: median and standard scaling for logistic
    regression, median for the forest, untouched otherwise (so a number column without any value cannot be fitted
    by hist gradient boosting; `fit_run` leaves it out).

    Raises `InputError` for date columns, no columns, an unknown algorithm or unusable parameters.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

    estimator = make_estimator(key, params, seed)
    kept, warnings = usable_features(columns)
    if warnings:
        raise InputError(warnings[0], "Leave these columns out.")
    if not kept:
        raise InputError("No features are chosen.", "Choose at least one column with numbers, text or true/false.")
    numeric = [name for name, kind in kept.items() if kind in NUMERIC_TYPES]
    category = [name for name, kind in kept.items() if kind in CATEGORY_TYPES]
    parts: list[tuple[str, Any, list[str]]] = []
    if numeric:
        parts.append(("numeric", _numeric(key), numeric))
    if category:
        parts.append(("category", _category(key), category))
        if key == HIST_GRADIENT_BOOSTING:
            estimator.set_params(categorical_features=list(range(len(numeric), len(numeric) + len(category))))
    prepare = ColumnTransformer(parts, verbose_feature_names_out=False)
    return Pipeline([("prepare", prepare), ("model", estimator)])


def _numeric(key: str) -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    impute = SimpleImputer(strategy="median", keep_empty_features=True)
    if key == LOGISTIC_REGRESSION:
        return Pipeline([("impute", impute), ("scale", StandardScaler())])
    return impute if key == RANDOM_FOREST else "passthrough"


def _category(key: str) -> Any:
    import numpy as np
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

    def impute(missing: float | None) -> SimpleImputer:
        return SimpleImputer(
            missing_values=missing, strategy="constant", fill_value="missing", keep_empty_features=True
        )

    if key == LOGISTIC_REGRESSION:
        encode: Any = OneHotEncoder(
            handle_unknown="infrequent_if_exist", min_frequency=FEWEST_ROWS, max_categories=MOST_COLUMNS
        )
    else:
        unknown = np.nan if key == HIST_GRADIENT_BOOSTING else -1
        encode = OrdinalEncoder(
            handle_unknown="use_encoded_value",
            unknown_value=unknown,
            encoded_missing_value=unknown,
            max_categories=MOST_CATEGORIES,
        )
    # A SimpleImputer replaces either NaN or None; a frame from elsewhere may hold both.
    return Pipeline([("impute_nan", impute(np.nan)), ("impute_none", impute(None)), ("encode", encode)])
