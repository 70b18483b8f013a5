"""Which columns the list of runs has, where and how wide, and what it was asked for last; kept for each experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from modelyard.domain.experiments.find import RunFields
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.ui.pages.experiments.facts import Parameters, tr
from modelyard.ui.pages.experiments.reading import ALL, Asked
from modelyard.ui.pages.experiments.runs.columns import Choice, choice, full_title, section
from modelyard.ui.widgets.columns_popup import ColumnsPopup

MOST_KEPT = 50
"""Of how many experiments the choices are kept; those not looked at for longest are forgotten."""


class Arrangement(QObject):
    """`changed` says that other columns are chosen. `kept` is the page's dictionary in the settings."""

    changed = Signal()

    def __init__(self, kept: dict[str, Any], parent: QObject) -> None:
        super().__init__(parent)
        self._lists: dict[str, dict[str, Any]] = kept.setdefault("lists", {})
        self._place = ""
        self._shown: tuple[Any, ...] = ()
        self._choice = Choice((), ())
        self._popup: ColumnsPopup | None = None

    def _of(self, place: str) -> dict[str, Any]:
        return self._lists.setdefault(place, {})

    # --- what the list is asked for -----------------------------------------------------------------------------
    def asked(self, place: str) -> Asked:
        """What an experiment's list was asked for last."""
        kept = self._lists.get(place, {})
        return Asked(str(kept.get("filter", "")), kept.get("sort"), bool(kept.get("descending", True)),
                     str(kept.get("group", "")), bool(kept.get("archived", False)))  # fmt: skip

    def keep(self, place: str, asked: Asked) -> None:
        """Keep what a list was asked for; the usual order stays the usual one until a head is clicked."""
        kept = self._lists.pop(place, {})
        kept.update(filter=asked.text, sort=asked.sort, descending=asked.descending, group=asked.group,
                    archived=asked.archived)  # fmt: skip
        self._lists[place] = kept
        for old in list(self._lists)[:-MOST_KEPT]:
            del self._lists[old]

    def forget(self) -> None:
        """Forget all filters and groups; columns stay."""
        for kept in self._lists.values():
            kept.pop("filter", None)
            kept.pop("group", None)

    # --- columns ------------------------------------------------------------------------------------------------
    def show(self, place: str, sample: Sequence[Run], fields: RunFields, parameters: Parameters,
             spec: ExperimentSpec | None) -> None:  # fmt: skip
        """Arrange the columns for an experiment, or for all of them."""
        self._place = place
        shown = (place, fields, spec, tuple((r.id, r.name, len(r.params), len(r.metrics), len(r.tags)) for r in sample))
        if shown == self._shown:
            return
        self._shown = shown
        self._choice = choice(sample, fields, parameters, many=place == ALL, spec=spec)

    def shown(self) -> list[str]:
        """The keys of the columns to show, in their order."""
        hidden = set(self.hidden())
        return [k for k in self.order() if k not in hidden]

    def order(self) -> list[str]:
        """All keys: as they were put, then those never seen before; what belongs together stays together."""
        known = [k for k in self._of(self._place).get("order", []) if k in self._choice.keys]
        return sorted([*known, *(k for k in self._usual_order() if k not in known)], key=section)

    def hidden(self) -> list[str]:
        """The keys that are not shown; columns that came since the choice are as usual."""
        kept, usual = self._of(self._place), set(self._choice.usual)
        chosen, seen = set(kept.get("hidden", [])), set(kept.get("order", []))
        return [k for k in self.order() if (k in chosen if k in seen else k not in usual)]

    def widths(self) -> dict[str, int]:
        """The widths that were given to columns, by key, in pixels at 100 %."""
        return dict(self._of(self._place).get("widths", {}))

    @Slot(object)
    def widen(self, widths: Mapping[str, int | None]) -> None:
        """Keep the widths of some columns; None brings back the usual one."""
        now = {key: width for key, width in {**self.widths(), **widths}.items() if width is not None}
        self._of(self._place)["widths"] = now
        self.changed.emit()

    @Slot(object)
    def move(self, shown: Sequence[str]) -> None:
        """Put the columns that are shown into another order; hidden ones keep their places."""
        there = set(shown)
        following = iter(shown)
        order = [next(following) if key in there else key for key in self.order()]
        self._chosen(sorted(order, key=section), self.hidden())

    def choose(self, below: QWidget) -> None:
        """Open the chooser under its button, or close it."""
        if self._popup is None:
            self._popup = ColumnsPopup(below, tr("Usual"))
            self._popup.changed.connect(self._chosen)
        elif self._popup.isVisible():
            self._popup.dismiss()
            return
        usual = self._usual_order()
        unusual = [k for k in usual if k not in self._choice.usual]
        self._popup.popup(usual, self.order(), self.hidden(), below,
                          titles={k: full_title(k) for k in self._choice.keys}, usually_hidden=unusual)  # fmt: skip

    @Slot(object, object)
    def _chosen(self, order: list[str], hidden: list[str]) -> None:
        kept = self._of(self._place)
        usual = self._usual_order()
        if order == usual and set(hidden) == set(usual) - set(self._choice.usual):
            kept.pop("order", None)
            kept.pop("hidden", None)
        else:
            kept.update(order=list(order), hidden=list(hidden))
        self.changed.emit()

    def _usual_order(self) -> list[str]:
        return sorted([*self._choice.usual, *(k for k in self._choice.keys if k not in self._choice.usual)],
                      key=section)  # fmt: skip
