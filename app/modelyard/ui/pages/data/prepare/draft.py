"""The steps somebody works on for one dataset, with undo; kept while the window lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from modelyard.domain.data.prepare import Recipe, RecipeVersion, Step

KEPT = 200


@dataclass
class Draft:
    """Steps with undo and redo, and the recipe they came from. `chosen` is the step in front, 0 the input."""

    steps: tuple[Step, ...] = ()
    chosen: int = 0
    recipe_id: str = ""
    name: str = ""
    number: int = 0
    saved: tuple[Step, ...] = ()
    _undo: list[tuple[tuple[Step, ...], int]] = field(default_factory=list)
    _redo: list[tuple[tuple[Step, ...], int]] = field(default_factory=list)
    _key: str = ""

    @property
    def changed(self) -> bool:
        """Whether the steps are others than the saved ones."""
        return self.steps != self.saved

    @property
    def step(self) -> Step | None:
        """The step in front."""
        return self.steps[self.chosen - 1] if 0 < self.chosen <= len(self.steps) else None

    def set(self, steps: Sequence[Step], chosen: int, key: str = "") -> None:
        """Take other steps. Changes that follow each other with the same key are one for undo."""
        if tuple(steps) == self.steps:
            self.chosen = chosen
            return
        if not key or key != self._key:
            self._undo = [*self._undo[-KEPT:], (self.steps, self.chosen)]
        self._redo.clear()
        self._key = key
        self.steps, self.chosen = tuple(steps), max(0, min(chosen, len(steps)))

    def choose(self, number: int) -> None:
        """Bring another step to the front."""
        self.chosen, self._key = max(0, min(number, len(self.steps))), ""

    def add(self, step: Step) -> None:
        """Add a step behind the one in front, or at the end when the input is in front."""
        at = self.chosen or len(self.steps)
        self.set((*self.steps[:at], step, *self.steps[at:]), at + 1)

    def edit(self, step: Step, field_name: str) -> None:
        """Replace the step in front by one with another value in a field."""
        at = self.chosen - 1
        self.set((*self.steps[:at], step, *self.steps[at + 1 :]), self.chosen, f"{self.chosen} {field_name}")

    def remove(self, number: int) -> None:
        """Take a step out."""
        steps = self.steps[: number - 1] + self.steps[number:]
        self.set(steps, min(number, len(steps)))

    def duplicate(self, number: int) -> None:
        """Put a copy behind a step."""
        self.set((*self.steps[:number], self.steps[number - 1], *self.steps[number:]), number + 1)

    def toggle(self, number: int) -> None:
        """Switch a step off or on."""
        at = number - 1
        step = replace(self.steps[at], disabled=not self.steps[at].disabled)
        self.set((*self.steps[:at], step, *self.steps[at + 1 :]), number)

    def move(self, number: int, to: int) -> None:
        """Put a step at another place; both count from 1."""
        to = max(1, min(to, len(self.steps)))
        if number == to or not 1 <= number <= len(self.steps):
            return
        rest = list(self.steps)
        step = rest.pop(number - 1)
        rest.insert(to - 1, step)
        self.set(rest, to)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone."""
        return bool(self._redo)

    def undo(self) -> bool:
        """Go back one change."""
        return self._travel(self._undo, self._redo)

    def redo(self) -> bool:
        """Do again what was undone."""
        return self._travel(self._redo, self._undo)

    def _travel(self, back: list[tuple[tuple[Step, ...], int]], forth: list[tuple[tuple[Step, ...], int]]) -> bool:
        if not back:
            return False
        forth.append((self.steps, self.chosen))
        self.steps, self.chosen = back.pop()
        self._key = ""
        return True

    def open(self, recipe: Recipe | None, version: RecipeVersion) -> None:
        """Take the steps of a recipe's version; saving makes the recipe's next one."""
        self.set(version.steps, len(version.steps))
        self.recipe_id, self.name, self.number = version.recipe_id, version.recipe_name, version.number
        newest = recipe is None or recipe.version_id == version.id
        self.saved = version.steps if newest else ()

    def was_saved(self, version: RecipeVersion) -> None:
        """The steps are kept as this version now."""
        self.recipe_id, self.name, self.number = version.recipe_id, version.recipe_name, version.number
        self.saved = version.steps
