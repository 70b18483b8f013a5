"""Forests and boosted trees in NumPy: exact, without scikit-learn, scipy or treelite (which imports scipy).

A feature takes part only through comparisons with the thresholds of its splits. So each value is first replaced by its
rank, the number of thresholds below it (x <= threshold k exactly when rank <= k), and walking the trees needs integers
only. All lanes (row, tree) take one step at a time; lanes that reached a leaf are dropped from time to time.

scorer/trees.npz holds, little-endian: `nodes` (int64, packed, see `pack`), `values` (float64, a leaf's contribution),
`roots` (int64), `thresholds` (float64, ascending for each feature), `offsets` (int64, width + 1), `depth` (int64),
`categories` (bool, one row of 257 a categorical split: goes left; slot 256 is missing) or none of it.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from modelyard_server.scorers.linear import expit
from modelyard_server.scorers.matrix import Matrix, matrix
from modelyard_server.scorers.preprocess import Columns, Preprocess

FEATURE_BITS, RANK_BITS, CHILD_BITS = 12, 20, 29
RANK_SHIFT = FEATURE_BITS
MISSING_SHIFT = RANK_SHIFT + RANK_BITS
CATEGORY_SHIFT = MISSING_SHIFT + 1
CHILD_SHIFT = CATEGORY_SHIFT + 1
FEATURE_MASK = (1 << FEATURE_BITS) - 1
RANK_MASK = (1 << RANK_BITS) - 1
MISSING_RANK = 1 << RANK_BITS
SLOTS = 257
LANES = 1 << 15

Ints = NDArray[np.int64]


class TreeModel(msgspec.Struct, frozen=True):
    """How leaves make a probability: "mean" of them, or "logistic": expit(`baseline` + their sum)."""

    link: str
    baseline: float = 0.0
    categorical: tuple[int, ...] = ()


def pack(feature: Ints, rank: Ints, missing_left: Ints, categorical: Ints, left: Ints) -> Ints:
    """Nodes as one integer each; the right child follows the left one. A leaf is its own left child."""
    return (
        feature
        | (rank << RANK_SHIFT)
        | (missing_left << MISSING_SHIFT)
        | (categorical << CATEGORY_SHIFT)
        | (left << CHILD_SHIFT)
    )


class TreeScorer:
    """Walks the trees of scorer/trees.npz."""

    def __init__(self, preprocess: Preprocess, model: TreeModel, arrays: Path) -> None:
        self._preprocess = preprocess
        self._model = model
        with np.load(arrays, allow_pickle=False) as file:
            self._nodes: Ints = file["nodes"]
            self._values: NDArray[np.float64] = file["values"]
            self._roots: Ints = file["roots"]
            thresholds, offsets = file["thresholds"], file["offsets"]
            self._categories: NDArray[np.bool_] = file["categories"].ravel()
        self._thresholds = [thresholds[a:b] for a, b in itertools.pairwise(offsets)]
        self._used = [f for f in range(preprocess.width) if len(self._thresholds[f]) or f in model.categorical]
        self._categorical = frozenset(model.categorical)

    def score(self, columns: Columns, rows: int) -> list[float]:
        """The probability of the positive class, one a row."""
        ranks = self._ranks(matrix(self._preprocess, columns, rows))
        total = np.zeros(rows)
        step = max(1, LANES // len(self._roots))
        for start in range(0, rows, step):
            total[start : start + step] = self._sum(ranks[start : start + step])
        if self._model.link == "mean":
            shares: list[float] = (total / len(self._roots)).tolist()
            return shares
        return [expit(x) for x in (total + self._model.baseline).tolist()]

    def _ranks(self, x: Matrix) -> Ints:
        """Values as ranks, categories as codes, missing as MISSING_RANK; (rows, width)."""
        ranks = np.zeros(x.shape, dtype=np.int64)
        for feature in self._used:
            column = x[:, feature]
            if feature in self._categorical:
                # Codes beyond 255 do not exist; scikit-learn treats what is negative as missing.
                known = (column >= 0) & (column < SLOTS - 1)
                ranks[:, feature] = np.where(known, column, SLOTS - 1)
            else:
                rank = np.searchsorted(self._thresholds[feature], column, side="left")
                ranks[:, feature] = np.where(np.isnan(column), MISSING_RANK, rank)
        return ranks

    def _sum(self, ranks: Ints) -> NDArray[np.float64]:
        """The sum of the leaves each row falls into."""
        rows, width = ranks.shape
        trees = len(self._roots)
        flat = np.ascontiguousarray(ranks).ravel()
        missing = bool((ranks == MISSING_RANK).any())
        node = np.repeat(self._roots, rows)  # tree-major: neighbours share a tree, and with it the cache
        base = np.tile(np.arange(rows, dtype=np.int64) * width, trees)
        final = np.empty(rows * trees, dtype=np.int64)
        lane: Ints | None = None
        steps = 0
        while len(node):
            packed = self._nodes.take(node)
            left = packed >> CHILD_SHIFT
            if steps % 2 == 0:
                leaf = left == node
                if leaf.any():
                    if lane is None:
                        lane = np.arange(len(node), dtype=np.int64)
                    final[lane[leaf]] = node[leaf]
                    going = np.flatnonzero(~leaf)
                    if not len(going):
                        break
                    lane, base = lane.take(going), base.take(going)
                    packed, left = packed.take(going), left.take(going)
            rank = flat.take(base + (packed & FEATURE_MASK))
            limit = (packed >> RANK_SHIFT) & RANK_MASK
            right = rank > limit
            if missing:
                right &= ~((rank == MISSING_RANK) & ((packed >> MISSING_SHIFT) & 1).astype(bool))
            if len(self._categories):
                self._categorical_splits(packed, rank, limit, right)
            node = left + right
            steps += 1
        leaves: NDArray[np.float64] = self._values.take(final).reshape(trees, rows).sum(axis=0)
        return leaves

    def _categorical_splits(self, packed: Ints, rank: Ints, limit: Ints, right: NDArray[np.bool_]) -> None:
        """Decide the categorical splits among the lanes, in place."""
        at = np.flatnonzero((packed >> CATEGORY_SHIFT) & 1)
        if len(at):
            right[at] = ~self._categories.take(limit[at] * SLOTS + rank[at])
