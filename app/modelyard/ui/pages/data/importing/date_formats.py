"""The date formats that can be chosen by an example, and the dialog that asks for a pattern of one's own."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField
from modelyard.ui.widgets.labels import Label

EXAMPLE = datetime(2013, 12, 31, 17, 5, 9, tzinfo=UTC)

ISO = "%Y-%m-%d"
PRESETS = ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", ISO, "%d-%b-%Y", "%Y%m%d")
"""`strptime` patterns, the most frequent first."""


def example(pattern: str) -> str:
    """31 December 2013 as the pattern writes it; empty when it is no pattern."""
    if "%" not in pattern:
        return ""
    try:
        return EXAMPLE.strftime(pattern)
    except ValueError:
        return ""


def check(pattern: str) -> str:
    """What is wrong with a pattern; empty when nothing is."""
    translate = QCoreApplication.translate
    written = example(pattern)
    if not written or written == pattern:
        return translate("DateFormats", "A pattern has parts such as %d, %m and %Y.")
    try:
        parsed = datetime.strptime(written, pattern)  # noqa: DTZ007 - only its day is looked at
    except ValueError:
        return translate("DateFormats", "This pattern cannot be read back. Write it with %d, %m, %Y, %H, %M, %S.")
    if (parsed.year, parsed.month, parsed.day) != (EXAMPLE.year, EXAMPLE.month, EXAMPLE.day):
        return translate("DateFormats", "The pattern needs a day, a month and a year.")
    return ""


class PatternDialog(Dialog):
    """Asks how the dates of one column are written; `chosen` carries the pattern."""

    chosen = Signal(str)

    def __init__(self, column: str, pattern: str = "", parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Dates of {column}").format(column=column), parent, width=420)
        self.pattern = QLineEdit(pattern or PRESETS[0], self)
        self.pattern.setMaxLength(60)
        self.field = FormField(self.tr("Pattern"), self.pattern, parent=self)
        self.body.addWidget(self.field)
        explain = self.tr("%d day, %m month, %b Jan to Dec, %Y year of four digits, %y of two, %H hour, %I hour of "
                          "twelve with %p, %M minute, %S second.")  # fmt: skip
        self.body.addWidget(Label(explain, "small", "text3", self, wrap=True))
        self.set_primary(self.tr("Use pattern"))
        self.pattern.textChanged.connect(self._typed)
        self.pattern.returnPressed.connect(self._try_submit)
        self._typed()

    def _typed(self) -> None:
        problem = check(self.pattern.text())
        self.field.set_error(problem)
        if not problem:
            self.field.set_hint(self.tr("Reads {example}").format(example=example(self.pattern.text())))
        self.primary.setEnabled(not problem)

    def submit(self) -> None:
        """Hand the pattern over."""
        self.chosen.emit(self.pattern.text())
        self.accept()
