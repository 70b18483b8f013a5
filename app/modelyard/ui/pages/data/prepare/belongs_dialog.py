"""The dialog that says what is data preparation, and what belongs to the model."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from modelyard.ui.pages.data.prepare import words
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.labels import Label


class BelongsDialog(Dialog):
    """What is data preparation, and what belongs to the model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(words.tr("What belongs where"), parent, width=560)
        for head, text in (
            (words.tr("Steps here"), words.tr(
                "Make a table to train on: which rows count, how they are read, joined and counted together. They run "
                "once, when a version is made. A served model never sees them.")),
            (words.tr("In the model"), words.tr(
                "Everything it must do again for each new row: filling in, scaling, encoding categories. New "
                "experiment adds that by itself, learned from the training rows only and served with the model, so "
                "that requests carry raw columns and training and serving cannot drift apart.")),
            (words.tr("Steps that learn"), words.tr(
                "Mean, median and most frequent value, outlier bounds, isolation forests and rare categories are "
                "computed on all rows at hand, test rows among them. Use them to clean; leave what a model is judged "
                "by to the model.")),
            (words.tr("A formula used as a feature"), words.tr(
                "Whoever sends requests must compute it in the same way, because the model expects the column.")),
        ):  # fmt: skip
            self.body.addWidget(Label(head, "strong", parent=self))
            self.body.addWidget(Label(text, "body", "text2", self, wrap=True))
        self.body.addWidget(Label(words.tr("More in docs/data/prepare.md."), "small", "text3", self))
        self.cancel.setText(words.tr("Close"))
