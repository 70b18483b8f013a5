"""Recipes as YAML text and back. Lossless from steps to text to steps; comments in a text are not kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from modelyard.core.errors import InputError
from modelyard.domain.data.prepare import RecipeText, Step
from modelyard.store.data.prepare_codec import StepValueError, from_builtins, to_builtins

MAX_BYTES = 1_000_000
DEEPEST = 20
FIELDS = ("name", "description", "steps")


class RecipeTextError(InputError):
    """A text is no recipe. `line` counts from 1; 0 when no line is to blame."""

    def __init__(self, message: str, hint: str = "", details: str = "", line: int = 0) -> None:
        super().__init__(f"Line {line}: {message}" if line else message, hint, details)
        self.line = line

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, str]]:
        return InputError, (self.message, self.hint, self.details)


class _Loader(yaml.SafeLoader):
    """YAML's safe values, save that dates stay text: a recipe has them as text only."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Lists indented under their key; short lists of plain values on one line; texts on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _list(dumper: yaml.SafeDumper, values: list[Any]) -> yaml.Node:
    plain = all(not isinstance(v, dict | list) for v in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=plain)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    """Rare line breaks are escaped: plain or in single quotes PyYAML would read them back as spaces."""
    style = '"' if any(c in text for c in "\x85\u2028\u2029") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(str, _text)


def to_text(steps: Sequence[Step], name: str = "", description: str = "") -> str:
    """A recipe as YAML; fields that have their default value are left out."""
    whole: dict[str, Any] = {}
    if name:
        whole["name"] = name
    if description:
        whole["description"] = description
    whole["steps"] = [to_builtins(s, brief=True) for s in steps]
    return yaml.dump(
        whole, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000, default_flow_style=False
    )


def from_text(text: str) -> RecipeText:
    """A recipe from YAML. Raises `RecipeTextError` with the line that is wrong."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise RecipeTextError("The text is larger than 1 MB, which no recipe is.", "Choose another file.")
    try:
        return _decode(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it is not YAML"
        hint = "Check indentation, colons and quotes."
        raise RecipeTextError(
            f"This cannot be read: {what}.", hint, str(error), mark.line + 1 if mark else 0
        ) from error


def _decode(text: str) -> RecipeText:
    loader = _Loader(text)
    try:
        _no_aliases(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise RecipeTextError("A recipe begins with name: or steps:.", "Write steps: and a list below it.", line=1)
        _no_repeats(root)
        fields = {str(loader.construct_object(key, deep=True)): (key, value) for key, value in root.value}
        for name, (key, _) in fields.items():
            if name not in FIELDS:
                raise RecipeTextError(f"A recipe has no field {name!r}.", f"Its fields are {', '.join(FIELDS)}.",
                                      line=_line(key))  # fmt: skip
        texts = {}
        for name in ("name", "description"):
            value = loader.construct_object(fields[name][1], deep=True) if name in fields else ""
            if not isinstance(value, str):
                raise RecipeTextError(f"The {name} is not text.", "Put it in quotes.", line=_line(fields[name][1]))
            texts[name] = value
        if "steps" not in fields:
            raise RecipeTextError("There are no steps.", "Write steps: and a list below it.", line=1)
        steps = fields["steps"][1]
        if not isinstance(steps, yaml.SequenceNode):
            raise RecipeTextError("steps is not a list.", "Begin each step with - step:", line=_line(steps))
        return RecipeText(texts["name"], texts["description"], tuple(_step(loader, node) for node in steps.value))
    finally:
        loader.dispose()


def _step(loader: _Loader, node: yaml.Node) -> Step:
    value = loader.construct_object(node, deep=True)
    try:
        return from_builtins(value)
    except StepValueError as error:
        line = _line(node)
        if isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                if str(loader.construct_object(key)) == error.field:
                    line = _line(key)
        raise RecipeTextError(error.message, error.hint, line=line) from error


def _no_aliases(text: str) -> None:
    """References within a text can make a few bytes grow without bound, and depth takes long; no recipe needs them."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = int(getattr(event.start_mark, "line", -1)) + 1
        if isinstance(event, yaml.AliasEvent):
            raise RecipeTextError(f"*{event.anchor} refers to another place.", "Write the value out.", line=line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RecipeTextError("The text is nested too deeply.", "A recipe is a list of steps.", line=line)


def _no_repeats(node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is None:
                raise RecipeTextError("A field's name is not text.", "Write name: value.", line=_line(key))
            if name in seen:
                raise RecipeTextError(f"{name} is there twice.", "Keep one of them.", line=_line(key))
            seen.add(name)
            _no_repeats(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _no_repeats(item)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1 if node.start_mark else 0
