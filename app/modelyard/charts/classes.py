"""Charts of a question with several classes: confusion, recall by class, one-against-rest curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from modelyard.charts.curves import CurveSeries, area_under, average_precision, precision_recall, roc
from modelyard.charts.parts import bar_regions, name_rows
from modelyard.charts.runs import shade_of
from modelyard.charts.style import (
    BELOW,
    Region,
    chart,
    color,
    empty,
    interaction,
    left_margin,
    new_figure,
    on_fill,
    palette,
    place,
    series_color,
    shorten_each,
    text_width,
    tr,
)
from modelyard.charts.table import Table
from modelyard.charts.ticks import percent, short
from modelyard.domain.experiments.evaluation import ClassesEvaluation, Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_CLASSES = 20
MEAN_POINTS = 401
"""The mean of several curves is taken at so many places of the axis."""


def shown_classes(evaluation: ClassesEvaluation, most: int = MOST_CLASSES) -> list[int]:
    """The places of the classes to draw, in order: all, or those with most rows told wrong."""
    count = len(evaluation.classes)
    if count <= most:
        return list(range(count))
    matrix = evaluation.confusion
    wrong = [
        sum(matrix[i]) + sum(row[i] for row in matrix) - 2 * matrix[i][i] for i in range(count)
    ]  # taken for another, and others taken for it
    return sorted(sorted(range(count), key=lambda i: -wrong[i])[:most])


def class_name(evaluation: ClassesEvaluation, place_: int) -> str:
    """A class as people read it."""
    return evaluation.classes[place_] or tr("(empty)")


def class_recalls(evaluation: ClassesEvaluation) -> list[tuple[str, int, int]]:
    """(class, rows told right, rows) of each class that has rows."""
    return [(class_name(evaluation, i), row[i], sum(row)) for i, row in enumerate(evaluation.confusion) if sum(row)]


# --- confusion matrix ---------------------------------------------------------------------------------------------


@chart
def class_confusion(evaluation: ClassesEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """Actual against predicted class; the shade is the share of the actual class. Of more than 20 classes, those most
    often confused."""
    if not any(map(sum, evaluation.confusion)):
        return empty(tr("No confusion matrix yet"), width=width, height=height, theme=theme)
    shown = shown_classes(evaluation)
    names = shorten_each([class_name(evaluation, i) for i in shown], max(36.0, width * 0.22))
    figure = new_figure(width, height)
    left = left_margin(names, title=True)
    inner_w, inner_h = width - left - 12, height - 10 - BELOW
    axes = place(figure, left, 12, 10, BELOW)
    axes.set_xlim(0, len(shown))
    axes.set_ylim(len(shown), 0)
    _cells(figure, axes, evaluation, shown, (left, 10.0, inner_w / len(shown), inner_h / len(shown)), theme)
    _class_ticks(axes, names, inner_w, inner_h, theme)
    axes.set_xlabel(tr("Predicted"))
    axes.set_ylabel(tr("Actual"))
    return figure


def _cells(
    figure: Figure, axes: Axes, evaluation: ClassesEvaluation, shown: Sequence[int],
    box: tuple[float, float, float, float], theme: str,
) -> None:  # fmt: skip
    """The cells, with counts where they fit; `box` is left, top, width and height of the first one in px."""
    left, top, cell_w, cell_h = box
    from matplotlib.collections import PolyCollection

    fills = palette(theme, "sequential")
    boxes, shades = [], []
    gap_x, gap_y = min(1 / cell_w, 0.1), min(1 / cell_h, 0.1)
    for y, i in enumerate(shown):
        total = sum(evaluation.confusion[i])
        for x, k in enumerate(shown):
            count = evaluation.confusion[i][k]
            share = count / total if total else 0.0
            fill = shade_of(fills, share)
            ends = (x + gap_x, x + 1 - gap_x, y + gap_y, y + 1 - gap_y)
            boxes.append([(ends[0], ends[2]), (ends[1], ends[2]), (ends[1], ends[3]), (ends[0], ends[3])])
            shades.append(fill)
            text = f"{count:,}" if text_width(f"{count:,}") <= cell_w - 4 else short(count)
            if count and cell_h >= 15 and text_width(text) <= cell_w - 4:
                axes.text(x + 0.5, y + 0.5, text, color=on_fill(fill), ha="center", va="center_baseline")
            said = tr("{actual} taken for {predicted}: {count:,}, {share} of {total:,}").format(
                actual=class_name(evaluation, i), predicted=class_name(evaluation, k), count=count,
                share=percent(share), total=total)  # fmt: skip
            region = Region(left + x * cell_w, top + y * cell_h, cell_w, cell_h, (i, k), said)
            interaction(figure).regions.append(region)
    axes.add_collection(PolyCollection(boxes, facecolors=shades, linewidths=0), autolim=False)


def _class_ticks(axes: Axes, names: Sequence[str], inner_w: float, inner_h: float, theme: str) -> None:
    """Names of the columns and rows, as many as fit."""
    cell_w, cell_h = inner_w / len(names), inner_h / len(names)
    every = max(1, -(-14 // max(int(cell_h), 1)))
    places = range(0, len(names), every)
    axes.set_yticks([i + 0.5 for i in places], [names[i] for i in places])
    wide = max(map(text_width, names)) + 8
    step = max(1, -(-int(min(wide, 44)) // max(int(cell_w), 1)))
    places = range(0, len(names), step)
    axes.set_xticks([i + 0.5 for i in places], shorten_each([names[i] for i in places], max(step * cell_w - 6, 18)))
    axes.tick_params(length=0, labelcolor=color(theme, "text2"))
    axes.spines["bottom"].set_visible(False)


def describe_class_confusion(evaluation: ClassesEvaluation) -> str:
    """One sentence: the share told right and the pair confused most."""
    matrix = evaluation.confusion
    total = sum(map(sum, matrix))
    if not total:
        return tr("There is no confusion matrix yet.")
    right = sum(row[i] for i, row in enumerate(matrix))
    wrong = [(n, i, k) for i, row in enumerate(matrix) for k, n in enumerate(row) if i != k and n]
    text = tr("{right:,} of {total:,} rows were told right.").format(right=right, total=total)
    if not wrong:
        return text
    count, i, k = max(wrong, key=lambda found: found[0])
    more = tr("Most often {actual} was taken for {predicted}, {count:,} times.")
    return f"{text} " + more.format(actual=class_name(evaluation, i), predicted=class_name(evaluation, k), count=count)


def class_confusion_table(evaluation: ClassesEvaluation) -> Table:
    """The counts of all classes."""
    columns = (tr("Actual"), *(tr("Predicted {name}").format(name=name) for name in evaluation.classes))
    return Table(columns, tuple((n, *row) for n, row in zip(evaluation.classes, evaluation.confusion, strict=False)))


# --- recall by class ----------------------------------------------------------------------------------------------


@chart
def class_recall(evaluation: ClassesEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """The share of each class that was found, lowest first; the dashed line is that of all rows."""
    found = sorted(class_recalls(evaluation), key=lambda c: c[1] / c[2])[:MOST_CLASSES]
    if not found:
        return empty(tr("No classes yet"), width=width, height=height, theme=theme)
    figure = new_figure(width, height)
    names = shorten_each([name for name, _, _ in found], max(48.0, width * 0.3))
    left, room = left_margin(names), height - 8 - BELOW
    axes = place(figure, left, 52, 8, BELOW)
    shares = [right / rows for _, right, rows in found]
    axes.barh(range(len(found)), shares, height=0.62, color=series_color(theme, 0, 0))
    name_rows(axes, names, theme, room)
    if room / len(found) >= 13:
        for y, share in enumerate(shares):
            axes.annotate(percent(share), (1, y), (34, 0), xycoords=("axes fraction", "data"), ha="right",
                          textcoords="offset points", va="center_baseline", color=color(theme, "text2"))  # fmt: skip
    every = class_recalls(evaluation)
    axes.axvline(sum(r for _, r, _ in every) / sum(n for _, _, n in every), color=color(theme, "text3"), linewidth=1,
                 linestyle=(0, (3, 3)))  # fmt: skip
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0) if width - left > 200 else (0.0, 0.5, 1.0)
    axes.set_xlim(0, 1)
    axes.set_xticks(ticks, [percent(t) for t in ticks])
    axes.grid(True, axis="x")
    axes.set_xlabel(tr("Found of each class (recall)"))
    texts = [tr("{name}: {right:,} of {rows:,} found, {share}").format(name=n, right=r, rows=c, share=percent(r / c))
             for n, r, c in found]  # fmt: skip
    bar_regions(figure, (0, 8, width, room), texts, across=True)
    return figure


def describe_class_recall(evaluation: ClassesEvaluation) -> str:
    """One sentence: the classes found least and most often."""
    found = sorted(class_recalls(evaluation), key=lambda c: c[1] / c[2])
    if not found:
        return tr("There are no classes yet.")
    (low, a, b), (high, c, d) = found[0], found[-1]
    text = tr("Of {count} classes, {low} is found least often, {least}, and {high} most often, {most}.")
    return text.format(count=len(found), low=low, least=percent(a / b), high=high, most=percent(c / d))


def class_recall_table(evaluation: ClassesEvaluation) -> Table:
    """Rows, rows told right, recall and precision of each class."""
    matrix = evaluation.confusion
    rows = []
    for i, (name, row) in enumerate(zip(evaluation.classes, matrix, strict=False)):
        said, total = sum(r[i] for r in matrix), sum(row)
        rows.append((name, total, row[i], row[i] / total if total else None, row[i] / said if said else None))
    return Table((tr("Class"), tr("Rows"), tr("Told right"), tr("Recall"), tr("Precision")), tuple(rows))


# --- curves -------------------------------------------------------------------------------------------------------


def class_curves(evaluation: ClassesEvaluation, curves: Sequence[Curve]) -> list[CurveSeries]:
    """A series a class, one against the rest: the classes with most rows first, which have the colours."""
    rows = [sum(row) for row in evaluation.confusion] or [0] * len(evaluation.classes)
    order = sorted(range(min(len(evaluation.classes), len(curves))), key=lambda i: -rows[i])
    return [(class_name(evaluation, i), None, curves[i]) for i in order if curves[i].x]


def against_rest(
    evaluation: ClassesEvaluation, curves: Sequence[Curve], name: str = "", *, steps: bool = False
) -> Curve | None:
    """The curve of one class against the rest; without a name the mean of all classes, each counting the same (macro).

    With `steps`, as for precision over recall, a curve keeps the value of its next point; else it is a straight line
    between points. None where the run has no such curve.
    """
    import numpy as np

    if name:
        places = [i for i in range(min(len(evaluation.classes), len(curves))) if class_name(evaluation, i) == name]
        return next((curves[i] for i in places if curves[i].x), None)
    known = [c for c in curves if c.x]
    if not known:
        return None
    grid = np.linspace(0.0, 1.0, MEAN_POINTS)
    if steps:
        values = [np.asarray(c.y)[np.minimum(np.searchsorted(c.x, grid), len(c.x) - 1)] for c in known]
    else:
        values = [np.interp(grid, c.x, c.y) for c in known]
    mean = np.mean(values, axis=0)
    return Curve(tuple(grid.tolist()), tuple(mean.tolist()))


@chart
def class_roc(evaluation: ClassesEvaluation, *, width: float, height: float, theme: str = "light") -> Figure:
    """A ROC curve a class, one against the rest; beyond six classes, those with fewest rows are grey."""
    return roc(class_curves(evaluation, evaluation.roc), width=width, height=height, theme=theme)


def describe_class_roc(evaluation: ClassesEvaluation) -> str:
    """One sentence: the classes that are told from the rest best and worst."""
    found = [(area_under(c), name) for name, _, c in class_curves(evaluation, evaluation.roc)]
    return _extremes(found, tr("ROC AUC"))


def class_roc_table(evaluation: ClassesEvaluation) -> Table:
    """Every point of every curve."""
    return _points(evaluation, evaluation.roc, tr("False positive rate"), tr("True positive rate"))


@chart
def class_precision_recall(
    evaluation: ClassesEvaluation, *, width: float, height: float, theme: str = "light"
) -> Figure:
    """A precision-recall curve a class, one against the rest; beyond six classes, those with fewest rows are grey."""
    series = class_curves(evaluation, evaluation.precision_recall)
    return precision_recall(series, width=width, height=height, theme=theme)


def describe_class_precision_recall(evaluation: ClassesEvaluation) -> str:
    """One sentence: the classes that are told from the rest best and worst."""
    found = [(average_precision(c), name) for name, _, c in class_curves(evaluation, evaluation.precision_recall)]
    return _extremes(found, tr("average precision"))


def class_precision_recall_table(evaluation: ClassesEvaluation) -> Table:
    """Every point of every curve."""
    return _points(evaluation, evaluation.precision_recall, tr("Recall"), tr("Precision"))


def _extremes(found: Sequence[tuple[float, str]], name: str) -> str:
    if not found:
        return tr("There are no curves yet.")
    (least, low), (most, high) = min(found), max(found)
    text = tr("Of {count} classes, {high} is told from the rest best, {name} {most:.3f}, and {low} worst, {least:.3f}.")
    return text.format(count=len(found), high=high, low=low, name=name, most=most, least=least)


def _points(evaluation: ClassesEvaluation, curves: Sequence[Curve], x: str, y: str) -> Table:
    rows = tuple((name, a, b) for name, _, c in class_curves(evaluation, curves) for a, b in zip(c.x, c.y, strict=True))
    return Table((tr("Class"), x, y), rows)
