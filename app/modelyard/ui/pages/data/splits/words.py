"""How a split is said in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from modelyard.domain.data.splits import SplitCounts, SplitDefinition, SplitMethod
from modelyard.ui import texts


def tr(text: str) -> str:
    """A text of the Splits tab in the window's language."""
    return QCoreApplication.translate("Splits", text)


def method(kind: SplitMethod) -> str:
    """The method's name."""
    return {
        SplitMethod.RANDOM: tr("At random"),
        SplitMethod.STRATIFIED: tr("Stratified"),
        SplitMethod.GROUP: tr("By group"),
        SplitMethod.TIME: tr("Latest rows"),
    }[kind]


def explain(kind: SplitMethod) -> str:
    """What the method is for, in one sentence."""
    return {
        SplitMethod.RANDOM: tr("Rows are drawn by chance. For rows that have nothing to do with each other."),
        SplitMethod.STRATIFIED: tr("The same share of each value is drawn, so that rare classes are judged too."),
        SplitMethod.GROUP: tr("All rows of a customer, machine or house stay on one side, so none is recognised."),
        SplitMethod.TIME: tr("The latest rows judge, as in real life: a model is asked about the future."),
    }[kind]


def rule(definition: SplitDefinition) -> str:
    """How the rows were divided, for example "latest 20 % by time_hour"."""
    share, column = texts.percent(definition.hold_out), definition.column
    if definition.method is SplitMethod.RANDOM:
        return tr("{share} at random").format(share=share)
    if definition.method is SplitMethod.STRATIFIED:
        return tr("{share} of each {column}").format(share=share, column=column)
    if definition.method is SplitMethod.GROUP:
        return tr("{share}, whole groups of {column}").format(share=share, column=column)
    return tr("latest {share} by {column}").format(share=share, column=column)


def found(counts: SplitCounts, definition: SplitDefinition) -> str:
    """What a division came to, in a sentence or two."""
    text = tr("{training} rows to train, {hold_out} held out ({share}).").format(
        training=texts.count(counts.training),
        hold_out=texts.count(counts.hold_out),
        share=texts.percent(counts.share, 1),
    )
    if counts.begins:
        text += " " + tr("The hold-out begins at {time}.").format(time=counts.begins)
    elif definition.method is SplitMethod.GROUP:
        text += " " + tr("{some} of {all} groups are held out.").format(
            some=texts.count(counts.hold_out_values), all=texts.count(counts.values)
        )
    elif definition.method is SplitMethod.STRATIFIED:
        text += " " + tr("{n} different values keep their share.").format(n=texts.count(counts.values))
    if counts.left_out:
        text += " " + tr("{n} rows without {column} are on neither side.").format(
            n=texts.count(counts.left_out), column=definition.column
        )
    return text
