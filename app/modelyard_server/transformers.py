"""The fitted steps of a pipeline that are not scikit-learn's own: they go into containers, so they live here.

All of them take columns as `scorers.sklearn.frame` makes them and give float64, NaN for missing.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

DATE_PARTS = ("year", "month", "day", "weekday")
TIME_PARTS = ("hour", "minute")
PARTS = {"date": DATE_PARTS, "datetime": (*DATE_PARTS, *TIME_PARTS), "time": TIME_PARTS}
"""What becomes of a date, an instant and a time of day. Monday is weekday 1; instants are taken in UTC."""


def columns_of(x: Any) -> dict[str, NDArray[np.object_]]:
    """The columns of a frame by name, as objects; those of an array are named x0, x1, …"""
    names = [str(name) for name in getattr(x, "columns", ())] or [f"x{i}" for i in range(np.shape(x)[1])]
    values = [x[name] for name in x.columns] if hasattr(x, "columns") else list(np.asarray(x, dtype=object).T)
    return {name: np.asarray(column, dtype=object) for name, column in zip(names, values, strict=True)}


def absent(value: Any) -> bool:
    """Whether a value is missing: None, NaN, NaT."""
    return value is None or value != value


class _Columns(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Transforms each column by itself; remembers the names that it was fitted with."""

    def fit(self, x: Any, y: Any = None) -> _Columns:
        self.columns_ = list(columns_of(x))
        return self

    def _made(self) -> list[tuple[str, str]]:
        """(input, suffix) of each column that is made."""
        return [(name, "") for name in self.columns_]

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        check_is_fitted(self)
        return np.array([name + suffix for name, suffix in self._made()], dtype=object)


class DateParts(_Columns):
    """Dates, instants or times of day taken apart into numbers; `kind` is "date", "datetime" or "time".

    Values are ISO 8601 text or Python's own objects; text that is none counts as missing. An instant without an offset
    is taken as UTC.
    """

    def __init__(self, kind: str = "datetime") -> None:
        self.kind = kind

    def _made(self) -> list[tuple[str, str]]:
        return [(name, f"_{part}") for name in self.columns_ for part in PARTS[self.kind]]

    def transform(self, x: Any) -> NDArray[np.float64]:
        """(rows, columns times parts)."""
        check_is_fitted(self)
        blocks = [parts(column, self.kind) for column in columns_of(x).values()]
        return np.hstack(blocks) if blocks else np.empty((len(x), 0))


def parts(column: NDArray[np.object_], kind: str) -> NDArray[np.float64]:
    """(rows, parts) of one column; each value is taken apart once."""
    take = _TAKE[kind]
    nothing = (math.nan,) * len(PARTS[kind])
    known: dict[Any, tuple[float, ...]] = {}
    for value in column.tolist():
        if value not in known:
            try:
                known[value] = nothing if absent(value) else take(value)
            except ValueError:
                known[value] = nothing
    rows = [known[value] for value in column.tolist()]
    return np.array(rows, dtype=np.float64).reshape(len(column), len(nothing))


def _moment(value: Any) -> tuple[float, ...]:
    moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime.combine(moment, datetime.time())
    if moment.tzinfo is not None:
        moment = moment.astimezone(datetime.UTC)
    return (*_day(moment), moment.hour, moment.minute)


def _day(value: Any) -> tuple[float, ...]:
    day = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return (day.year, day.month, day.day, day.isoweekday())


def _time(value: Any) -> tuple[float, ...]:
    time = datetime.time.fromisoformat(value) if isinstance(value, str) else value
    return (time.hour, time.minute)


_TAKE: dict[str, Callable[[Any], tuple[float, ...]]] = {"date": _day, "datetime": _moment, "time": _time}


class TextNumbers(_Columns):
    """Numbers that are written as text; text that is none counts as missing."""

    def transform(self, x: Any) -> NDArray[np.float64]:
        """(rows, columns)."""
        check_is_fitted(self)
        return np.column_stack([np.array([_number(v) for v in c.tolist()]) for c in columns_of(x).values()])


def _number(value: Any) -> float:
    try:
        number = math.nan if value is None else float(value)
    except (TypeError, ValueError):
        return math.nan
    return number if math.isfinite(number) and abs(number) <= float(np.finfo(np.float32).max) else math.nan


class WordWeights(_Columns):
    """How much each of the most frequent words tells of one text column (TF-IDF), words in lower case.

    Missing text has no words. A column without any word in the training rows gives no inputs.
    """

    def __init__(self, most: int = 1000, pairs: bool = False) -> None:
        self.most = most
        self.pairs = pairs

    def fit(self, x: Any, y: Any = None) -> WordWeights:
        super().fit(x)
        self.words_: TfidfVectorizer | None = TfidfVectorizer(
            max_features=self.most, ngram_range=(1, 2 if self.pairs else 1), sublinear_tf=True
        )
        try:
            self.words_.fit(self._texts(x))
        except ValueError:  # not one word
            self.words_ = None
        return self

    def _texts(self, x: Any) -> list[str]:
        (column,) = columns_of(x).values()
        return ["" if absent(value) else str(value) for value in column.tolist()]

    def _made(self) -> list[tuple[str, str]]:
        words = [] if self.words_ is None else self.words_.get_feature_names_out().tolist()
        return [(self.columns_[0], f"_{word}") for word in words]

    def transform(self, x: Any) -> Any:
        """(rows, words), sparse."""
        check_is_fitted(self)
        from scipy.sparse import csr_matrix

        texts = self._texts(x)
        return csr_matrix((len(texts), 0)) if self.words_ is None else self.words_.transform(texts)
