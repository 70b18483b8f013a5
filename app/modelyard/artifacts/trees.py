"""The trees of a fitted forest or of hist gradient boosting, laid out for `modelyard_server.scorers.trees`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard_server.scorers.trees import (
    CHILD_BITS,
    FEATURE_BITS,
    RANK_BITS,
    RANK_MASK,
    SLOTS,
    TreeModel,
    pack,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class _Tree:
    """One tree in its own numbering; `left` is -1 for a leaf, `category` -1 for a numeric split."""

    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    missing_left: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    category: NDArray[np.int64]


def compile_forest(model: Any, width: int) -> tuple[TreeModel, dict[str, NDArray[Any]]]:
    """A RandomForestClassifier of two classes: a leaf's value is its share of the positive class."""
    import numpy as np

    trees = []
    for estimator in model.estimators_:
        tree = estimator.tree_
        trees.append(
            _Tree(
                tree.feature.astype(np.int64),
                tree.threshold.astype(np.float64),
                tree.missing_go_to_left.astype(np.int64),
                tree.children_left.astype(np.int64),
                tree.children_right.astype(np.int64),
                tree.value[:, 0, 1].astype(np.float64),
                np.full(tree.node_count, -1, dtype=np.int64),
            )
        )
    return TreeModel("mean"), _arrays(trees, width, np.zeros((0, SLOTS), dtype=np.bool_))


def compile_boosting(model: Any, width: int) -> tuple[TreeModel, dict[str, NDArray[Any]]]:
    """A HistGradientBoostingClassifier of two classes: leaves add up to log odds.

    Reads private attributes of scikit-learn 1.9 (`_predictors`, `_bin_mapper`, `_baseline_prediction`); where another
    release differs, the parity check notices.
    """
    import numpy as np

    known, column_of = model._bin_mapper.make_known_categories_bitsets()
    tables: list[NDArray[np.bool_]] = []
    trees = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        category = np.full(len(nodes), -1, dtype=np.int64)
        for index in np.flatnonzero(nodes["is_categorical"].astype(bool) & ~leaf):
            node = nodes[index]
            category[index] = len(tables)
            left = predictor.raw_left_cat_bitsets[node["bitset_idx"]]
            tables.append(_table(left, known[column_of[node["feature_idx"]]], bool(node["missing_go_to_left"])))
        trees.append(
            _Tree(
                nodes["feature_idx"].astype(np.int64),
                nodes["num_threshold"].astype(np.float64),
                nodes["missing_go_to_left"].astype(np.int64),
                np.where(leaf, -1, nodes["left"].astype(np.int64)),
                np.where(leaf, -1, nodes["right"].astype(np.int64)),
                nodes["value"].astype(np.float64),
                category,
            )
        )
    remapped = model._is_categorical_remapped
    categorical = () if remapped is None else tuple(np.flatnonzero(remapped).tolist())
    baseline = float(np.asarray(model._baseline_prediction).ravel()[0])
    arrays = _arrays(trees, width, np.array(tables, dtype=np.bool_).reshape(-1, SLOTS))
    return TreeModel("logistic", baseline, categorical), arrays


def _table(left: NDArray[np.uint32], known: NDArray[np.uint32], missing_left: bool) -> NDArray[np.bool_]:
    """Whether codes 0 to 255, and missing, go left. Codes training did not see go where missing goes."""
    import numpy as np

    codes = np.arange(SLOTS - 1)

    def member(bitset: NDArray[np.uint32]) -> NDArray[np.bool_]:
        return ((bitset[codes // 32] >> (codes % 32).astype(np.uint32)) & 1).astype(np.bool_)

    table = np.full(SLOTS, missing_left, dtype=np.bool_)
    table[:-1] = member(left) | (~member(known) & missing_left)
    return table


def _arrays(trees: list[_Tree], width: int, categories: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
    """All trees, renumbered so that siblings are neighbours, thresholds replaced by their ranks."""
    import numpy as np

    from modelyard.artifacts.compiler import Unsupported

    thresholds = _thresholds(trees, width)
    size = sum(len(tree.left) for tree in trees)
    longest = max((len(t) for t in thresholds), default=0)
    if width >= 1 << FEATURE_BITS or size >= 1 << CHILD_BITS or longest >= (1 << RANK_BITS) - 1:
        raise Unsupported("The trees are too large for the fast scorer.")
    nodes = np.empty(size, dtype=np.int64)
    values = np.empty(size, dtype=np.float64)
    roots = []
    start = 0
    for tree in trees:
        order, left = _breadth_first(tree)
        inner = left >= 0
        feature = np.where(inner, tree.feature[order], 0)
        rank = np.full(len(order), RANK_MASK, dtype=np.int64)
        category = tree.category[order]
        for f in np.unique(feature[inner & (category < 0)]):
            at = np.flatnonzero(inner & (category < 0) & (feature == f))
            rank[at] = np.searchsorted(thresholds[f], tree.threshold[order][at])
        split = inner & (category >= 0)
        rank[split] = category[split]
        missing = np.where(inner, tree.missing_left[order], 1)
        here = np.arange(len(order), dtype=np.int64)
        end = start + len(order)
        nodes[start:end] = pack(feature, rank, missing, split.astype(np.int64), np.where(inner, left, here) + start)
        values[start:end] = tree.value[order]
        roots.append(start)
        start = end
    offsets = np.cumsum([0, *(len(t) for t in thresholds)], dtype=np.int64)
    return {
        "nodes": nodes,
        "values": values,
        "roots": np.array(roots, dtype=np.int64),
        "thresholds": np.concatenate([*thresholds, np.empty(0)]).astype(np.float64),
        "offsets": offsets,
        "categories": categories,
    }


def _thresholds(trees: list[_Tree], width: int) -> list[NDArray[np.float64]]:
    """The distinct thresholds of each feature, ascending."""
    import numpy as np

    numeric = [(tree.left >= 0) & (tree.category < 0) for tree in trees]
    feature = np.concatenate([t.feature[m] for t, m in zip(trees, numeric, strict=True)])
    threshold = np.concatenate([t.threshold[m] for t, m in zip(trees, numeric, strict=True)])
    return [np.unique(threshold[feature == f]) for f in range(width)]


def _breadth_first(tree: _Tree) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The nodes level by level, siblings side by side; and each one's left child in the new numbering, -1 for none."""
    import numpy as np

    order = np.empty(len(tree.left), dtype=np.int64)
    left = np.full(len(tree.left), -1, dtype=np.int64)
    level = np.zeros(1, dtype=np.int64)
    done = 0
    while len(level):
        order[done : done + len(level)] = level
        inner = np.flatnonzero(tree.left[level] >= 0)
        after = done + len(level)
        left[done + inner] = after + 2 * np.arange(len(inner))
        level = np.column_stack([tree.left[level[inner]], tree.right[level[inner]]]).ravel()
        done = after
    return order[:done], left[:done]
