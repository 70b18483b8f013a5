"""What was chosen for single columns of a source: types, date formats, what does not fit, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from modelyard.domain.data.datasets import ColumnType, ImportProblem, Misfit, ProblemKind, ReadOptions

ASIDE, MISSING, TEXT = Misfit.ASIDE.value, Misfit.MISSING.value, "text"
KEEP, OUT = "keep", "out"


@dataclass(frozen=True, slots=True)
class _Was:
    """How a column was read before something was chosen about its misfits; `chosen` and `pattern` if by hand."""

    problem: ImportProblem
    kind: ColumnType
    chosen: ColumnType | None
    pattern: str | None


class ColumnChoices:
    """The choices, which hold until the columns may be others."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """The columns may be others now."""
        self.types: dict[str, ColumnType] = {}
        self.date_formats: dict[str, str] = {}
        self.misfits: dict[str, Misfit] = {}
        self.left_out: dict[str, None] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        self._was: dict[str, _Was] = {}

    def take(self, options: ReadOptions) -> None:
        """Choose what an earlier import did."""
        self.clear()
        self.types, self.date_formats = dict(options.types), dict(options.date_formats)
        self.misfits, self.left_out = dict(options.misfits), dict.fromkeys(options.leave_out)
        self.words = dict(options.missing_words)

    def applied(self, options: ReadOptions) -> ReadOptions:
        """The options with what was chosen."""
        types, formats = dict(self.types), dict(self.date_formats)
        misfits, out = dict(self.misfits), tuple(self.left_out)
        words = dict(self.words)
        return replace(options, types=types, date_formats=formats, misfits=misfits, leave_out=out, missing_words=words)

    def set_type(self, column: str, kind: ColumnType, pattern: str = "") -> None:
        """Read a column as this type, its dates written like the pattern; text has no misfits."""
        self._was.pop(column, None)
        self.types[column] = kind
        self.date_formats.pop(column, None)
        if pattern:
            self.date_formats[column] = pattern
        if kind is ColumnType.TEXT:
            self.misfits.pop(column, None)

    def set_left_out(self, column: str, out: bool) -> None:
        """Leave a column out, or bring it back."""
        self.left_out.pop(column, None)
        if out:
            self.left_out[column] = None

    def settle(self, problem: ImportProblem, choice: str, kind: ColumnType) -> None:
        """Take what was chosen about a problem of a column that is read as `kind` now.

        Whoever sets values to missing means the type they see, so that one counts as chosen from then on: the rest of
        the file, or a refresh, cannot make the column text. Back to rows kept aside, it is as it was before.
        """
        column = problem.column or ""
        if problem.kind is ProblemKind.EMPTY:
            self.set_left_out(column, choice == OUT)
            return
        if problem.kind is ProblemKind.ODD:
            self._set_words(column, problem.words, choice == MISSING)
            return
        now = _Was(problem, kind, self.types.get(column), self.date_formats.get(column))
        was = self._was.setdefault(column, now)
        self._restore(column, was)
        if choice == MISSING:
            self.types[column], self.misfits[column] = was.kind, Misfit.MISSING
        elif choice == TEXT:
            self.types[column] = ColumnType.TEXT
            self.date_formats.pop(column, None)
        else:
            del self._was[column]

    def _set_words(self, column: str, words: tuple[str, ...], missing: bool) -> None:
        """Let these texts mean "missing" in a column, or stand for themselves again."""
        others = tuple(w for w in self.words.pop(column, ()) if w not in words)
        if kept := (*others, *words) if missing else others:
            self.words[column] = kept

    def _restore(self, column: str, was: _Was) -> None:
        self.types.pop(column, None)
        self.date_formats.pop(column, None)
        self.misfits.pop(column, None)
        if was.chosen is not None:
            self.types[column] = was.chosen
        if was.pattern is not None:
            self.date_formats[column] = was.pattern

    def settled(self) -> tuple[ImportProblem, ...]:
        """The problems that keeping the column as text has settled."""
        return tuple(w.problem for c, w in self._was.items() if self.types.get(c) is ColumnType.TEXT)
