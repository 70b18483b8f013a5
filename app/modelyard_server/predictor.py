"""From a bundle to probabilities: picks the scorer the manifest names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from modelyard_server import bundle as files
from modelyard_server.bundle import Bundle
from modelyard_server.errors import BundleError
from modelyard_server.schema import Columns, Schema

T = TypeVar("T")


class Scorer(Protocol):
    """What scores columns that fit the schema."""

    def score(self, columns: Columns, rows: int) -> list[float]:
        """The probability of the positive class, one a row."""


class Predictor:
    """A loaded model: its schema, classes, threshold and scorer."""

    def __init__(self, bundle: Bundle, scorer: Scorer) -> None:
        self.bundle = bundle
        self.manifest = bundle.manifest
        self.schema = Schema(bundle.manifest.inputs)
        self._scorer = scorer

    def score(self, columns: Columns, rows: int) -> list[float]:
        """The probability of the positive class, one a row. `columns` have passed the schema."""
        return self._scorer.score(columns, rows)

    def predictions(self, scores: list[float], labels: bool) -> list[Any]:
        """The answer: [p_no, p_yes] a row, or the class's name where the probability reaches the threshold."""
        if labels:
            no, yes = self.manifest.classes
            return [yes if p >= self.manifest.threshold else no for p in scores]
        return [[1.0 - p, p] for p in scores]


def load_predictor(bundle: Bundle, scorer: str | None = None) -> Predictor:
    """Load a bundle's model with the scorer its manifest names, or with another one it has the files of.

    Raises `BundleError` for files that do not make sense together.
    """
    kind = scorer or bundle.manifest.scorer
    if kind == "sklearn":
        from modelyard_server import own_code
        from modelyard_server.scorers.sklearn import SklearnScorer, load_trusted

        own_code.load(bundle.folder, bundle.manifest)
        return Predictor(bundle, SklearnScorer(bundle.manifest.inputs, load_trusted(bundle.folder / files.PIPELINE)))
    if kind not in ("linear", "trees"):
        raise BundleError(f"The bundle asks for the scorer {kind}, which this server does not have.")
    return Predictor(bundle, load_fast(bundle.folder, kind))


def load_fast(folder: Path, kind: str) -> Scorer:
    """The "linear" or "trees" scorer from a bundle's scorer/ folder."""
    from modelyard_server.scorers.linear import LinearModel, LinearScorer
    from modelyard_server.scorers.preprocess import Preprocess

    preprocess = _read(folder / files.PREPROCESS, Preprocess)
    if kind == "linear":
        return LinearScorer(preprocess, _read(folder / files.LINEAR, LinearModel))
    from modelyard_server.scorers.trees import TreeModel, TreeScorer

    return TreeScorer(preprocess, _read(folder / files.TREES, TreeModel), folder / files.TREE_ARRAYS)


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise BundleError(f"The bundle's file {path.name} cannot be used: {error}.") from error
