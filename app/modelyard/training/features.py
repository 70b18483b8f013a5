"""From columns to model inputs: what each column is to a model, the frame a pipeline takes, and the pipeline itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Role
from modelyard.training.catalogue import make_estimator
from modelyard.training.preparation import MOST_CATEGORIES, Preparer, category_inputs, column_parts

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from sklearn.pipeline import Pipeline

__all__ = [
    "MOST_CATEGORIES",
    "NUMERIC_TYPES",
    "make_pipeline",
    "prepare_frame",
    "role_of",
    "roles_of",
    "usable_features",
]

NUMERIC_TYPES = frozenset({ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN})
DATE_TYPES = frozenset({ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME})


def roles_of(kind: ColumnType) -> tuple[Role, ...]:
    """The roles a column of this type can have; the first is what it has unless somebody chooses."""
    if kind in NUMERIC_TYPES:
        return (Role.NUMERIC, Role.CATEGORY, Role.IGNORED)
    if kind in DATE_TYPES:
        return (Role.DATE, Role.CATEGORY, Role.IGNORED)
    return (Role.CATEGORY, Role.TEXT, Role.NUMERIC, Role.DATE, Role.IGNORED)


def role_of(name: str, kind: ColumnType, roles: Mapping[str, Role]) -> Role:
    """What a column is to a model. Raises `InputError` for a role that its type cannot have."""
    possible = roles_of(kind)
    role = roles.get(name, possible[0])
    if role not in possible:
        raise InputError(
            f"The column {name!r} holds {kind.value} values, which cannot be used as {role.value}.",
            f"Choose one of: {', '.join(possible)}.",
        )
    return role


def usable_features(
    columns: Mapping[str, ColumnType], roles: Mapping[str, Role] | None = None
) -> tuple[dict[str, ColumnType], tuple[str, ...]]:
    """The columns a model learns from, in order, and sentences for those it cannot use.

    Columns whose role is "ignored" are left out without a word. Raises `InputError` for a role that a column's type
    cannot have.
    """
    chosen = roles or {}
    return {n: kind for n, kind in columns.items() if role_of(n, kind, chosen) is not Role.IGNORED}, ()


def prepare_frame(frame: pd.DataFrame, columns: Mapping[str, ColumnType]) -> pd.DataFrame:
    """The feature columns alone, as the pipeline takes them: numbers and booleans as float64, all else as object.

    Missing is NaN in numbers and None elsewhere. Infinite numbers, and those beyond float32's range (which trees
    compare in), count as missing. Dates, instants (in UTC) and times become ISO 8601 text, as a server is sent them.
    Raises `InputError` when a column is absent or holds something else.
    """
    import pandas as pd

    data: dict[str, Any] = {}
    for name, kind in columns.items():
        if name not in frame.columns:
            raise InputError(f"The table has no column called {name!r}.", "Choose the features again.")
        series = frame[name]
        if kind in NUMERIC_TYPES:
            data[name] = _numbers(series)
        else:
            values = _iso(series, kind) if kind in DATE_TYPES else _objects(series)
            data[name] = pd.Series(values, index=frame.index, dtype=object)
    return pd.DataFrame(data, index=frame.index, columns=list(columns))


def _numbers(series: pd.Series) -> NDArray[np.float64]:
    import numpy as np

    try:
        values = series.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"The column {series.name!r} holds something that is not a number.",
            "Import the table again with the column as text.",
            repr(error),
        ) from error
    with np.errstate(invalid="ignore"):
        usable = np.abs(values) <= np.finfo(np.float32).max
    return values if usable.all() else np.where(usable, values, np.nan)


def _objects(series: pd.Series) -> NDArray[np.object_]:
    import numpy as np

    values = np.array(series, dtype=object)
    values[series.isna().to_numpy()] = None
    return values


def _iso(series: pd.Series, kind: ColumnType) -> NDArray[np.object_]:
    """Dates as 2013-04-01, instants as 2013-04-01T15:45:00Z, times as 15:45:00; text stays as it is."""
    import numpy as np
    import pandas as pd

    if not pd.api.types.is_datetime64_any_dtype(series.dtype):
        return np.array([getattr(v, "isoformat", lambda v=v: v)() for v in _objects(series)], dtype=object)
    zone = getattr(series.dtype, "tz", None)
    moments = (series if zone is None else series.dt.tz_convert("UTC").dt.tz_localize(None)).to_numpy("datetime64[s]")
    days = kind is ColumnType.DATE
    text = (
        np.datetime_as_string(moments.astype("datetime64[D]"))
        if days
        else np.datetime_as_string(moments, timezone="UTC")
    )
    values: NDArray[np.object_] = text.astype(object)
    values[np.isnat(moments)] = None
    return values


def make_pipeline(
    columns: Mapping[str, ColumnType], spec: ExperimentSpec, algorithm: AlgorithmSpec, seed: int
) -> Pipeline:
    """An unfitted `Pipeline([("prepare", …), ("model", estimator)])` for these feature columns.

    "prepare" is a `ColumnTransformer`, with a part a role, followed by a `SelectKBest` where only the best inputs are
    wanted; see `preparation.column_parts`. By default numbers get the median for missing and standard scaling where
    the algorithm measures distances or weights, the median for trees, nothing where it takes missing values (so a
    number column without any value cannot be fitted by hist gradient boosting; `fit_run` leaves it out). Categories
    are one-hot for the former and ordinal for trees, where a value unseen in training is -1 (NaN, that is missing, in
    hist gradient boosting, which treats the codes as categories).

    Raises `InputError` for no columns, a role that a column cannot have, a wrong formula, an unknown algorithm or
    unusable parameters.
    """
    from sklearn.pipeline import Pipeline

    estimator = make_estimator(algorithm.key, algorithm.params, seed, spec.task)
    kept, _ = usable_features(columns, spec.roles)
    if not kept:
        raise InputError("No features are chosen.", "Choose at least one column.")
    preparer = Preparer(spec, algorithm.key, seed)
    parts = column_parts(preparer, kept, {name: role_of(name, kind, spec.roles) for name, kind in kept.items()})
    categories = category_inputs(parts)
    if preparer.categorical and categories:
        estimator.set_params(categorical_features=categories)
    return Pipeline([("prepare", preparer.together(parts)), ("model", estimator)])
