"""The fitted steps of a pipeline that are not scikit-learn's own: they go into containers, so they live here.

All of them take columns as `scorers.sklearn.frame` makes them and give float64, NaN for missing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

from modelyard_server.formulas import parse
from modelyard_server.moments import absent, parts

DATE_PARTS = ("year", "month", "day", "isodow")
TIME_PARTS = ("hour", "minute")
PARTS = {"date": DATE_PARTS, "datetime": (*DATE_PARTS, *TIME_PARTS), "time": TIME_PARTS}
"""What becomes of a date, an instant (in UTC) and a time of day."""


def columns_of(x: Any) -> dict[str, NDArray[np.object_]]:
    """The columns of a frame by name, as objects; those of an array are named x0, x1, …"""
    names = [str(name) for name in getattr(x, "columns", ())] or [f"x{i}" for i in range(np.shape(x)[1])]
    values = [x[name] for name in x.columns] if hasattr(x, "columns") else list(np.asarray(x, dtype=object).T)
    return {name: np.asarray(column, dtype=object) for name, column in zip(names, values, strict=True)}


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

    Values are ISO 8601 text or Python's own objects; text that is none counts as missing. A weekday is 1 on Monday.
    """

    def __init__(self, kind: str = "datetime") -> None:
        self.kind = kind

    def _made(self) -> list[tuple[str, str]]:
        wanted = PARTS[self.kind]
        return [(name, f"_{part.replace('isodow', 'weekday')}") for name in self.columns_ for part in wanted]

    def transform(self, x: Any) -> NDArray[np.float64]:
        """(rows, columns times parts)."""
        check_is_fitted(self)
        blocks = [parts(column.tolist(), self.kind, PARTS[self.kind]) for column in columns_of(x).values()]
        return np.hstack(blocks) if blocks else np.empty((len(x), 0))


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


class Formulas(_Columns):
    """Numbers from other columns of the same row: `expressions` by name, over columns of `kinds`."""

    def __init__(self, expressions: dict[str, str], kinds: dict[str, str]) -> None:
        self.expressions = expressions
        self.kinds = kinds

    def _made(self) -> list[tuple[str, str]]:
        return [(name, "") for name in self.expressions]

    def transform(self, x: Any) -> NDArray[np.float64]:
        """(rows, expressions)."""
        check_is_fitted(self)
        columns = columns_of(x)
        formulas = [parse(text, self.kinds) for text in self.expressions.values()]
        return np.column_stack([formula.values(columns, len(x)) for formula in formulas])
