"""Quality rules as text (YAML), so that they can be read, kept beside code and shared."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.changes import Changes
from modelyard.core.errors import InputError
from modelyard.core.files import write_text
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.quality import Against, Rule, RuleKind, RuleParams, RuleSpec, Severity
from modelyard.domain.data.quality_check import check_spec
from modelyard.services.data import quality as service

if TYPE_CHECKING:
    from modelyard.services.workspace import Workspace

FORMAT = 1
PARAMS: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.NOT_MISSING: (),
    RuleKind.UNIQUE: (),
    RuleKind.RANGE: ("minimum", "maximum"),
    RuleKind.IN_SET: ("values",),
    RuleKind.PATTERN: ("pattern",),
    RuleKind.TYPE: ("type",),
    RuleKind.ROW_COUNT: ("minimum", "maximum", "max_change"),
    RuleKind.FRESH: ("hours", "against"),
    RuleKind.BALANCE: ("left", "right", "tolerance", "ratio", "minimum", "maximum"),
    RuleKind.EXPRESSION: ("expression",),
    RuleKind.REFERENCE: ("dataset", "column"),
    RuleKind.SAME_COLUMNS: (),
    RuleKind.SAME_DISTRIBUTION: ("limit",),
}
"""What belongs to each kind, in the order it is written."""

_COMMON = ("rule", "columns", "severity", "allowed_rows", "allowed_share", "name")
_DEFAULTS = RuleParams()
_NUMBERS = ("max_change", "hours", "tolerance", "limit", "allowed_share")
_NEEDED = ("hours", "limit")


def to_yaml(rules: list[Rule]) -> str:
    """Rules as YAML, without ids, dates and people."""
    import yaml

    text = {"format": FORMAT, "rules": [_plain(rule.spec) for rule in rules]}
    return str(yaml.safe_dump(text, sort_keys=False, allow_unicode=True, width=100))


def _plain(spec: RuleSpec) -> dict[str, Any]:
    found: dict[str, Any] = {"rule": spec.kind.value}
    if spec.columns:
        found["columns"] = list(spec.columns)
    for name in PARAMS[spec.kind]:
        value = getattr(spec.params, name)
        if value != getattr(_DEFAULTS, name) or name in _NEEDED:
            found[name] = _written(value, name)
    found["severity"] = spec.severity.value
    for name in ("allowed_rows", "allowed_share", "name"):
        if value := getattr(spec, name):
            found[name] = value
    return found


def _written(value: Any, name: str) -> Any:
    """Bounds that are plain whole numbers are written without quotes."""
    if name in ("minimum", "maximum") and str(value).lstrip("-").isdigit() and str(int(value)) == value:
        return int(value)
    return list(value) if isinstance(value, tuple) else getattr(value, "value", value)


def from_yaml(text: str) -> list[RuleSpec]:
    """Rules from YAML. Raises `InputError` naming the rule (from 1) and the word that is wrong.

    Values stand as they are written: YAML itself would read no as false, 007 as 7 and 17:30 as 1050.
    """
    import yaml

    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise InputError(f"The rules are not YAML{place}: {problem}.", "Export rules to see how they look.") from error
    if not isinstance(found, dict) or not isinstance(found.get("rules"), list):
        raise InputError("The file holds no list “rules”.", "Export rules to see how they look.")
    if found.get("format", str(FORMAT)) != str(FORMAT):
        raise InputError(f"The rules have the format {found['format']}; this version knows {FORMAT}.", "Update it.")
    return [_spec(rule, number) for number, rule in enumerate(found["rules"], 1)]


def _spec(found: Any, number: int) -> RuleSpec:
    where = f"Rule {number}"
    if not isinstance(found, dict):
        raise InputError(f"{where} is not a list of names and values.", "Write “rule: …” and what belongs to it.")
    kinds = ", ".join(k.value for k in RuleKind)
    kind = _word(found.get("rule"), RuleKind, f"{where}: the rule", kinds)
    known = (*_COMMON, *PARAMS[kind])
    for name in found:
        if name not in known:
            raise InputError(f"{where} ({kind.value}) has no “{name}”.", f"It may have: {', '.join(known)}.")
    columns = found.get("columns", [])
    columns = [columns] if isinstance(columns, str) else columns
    if not isinstance(columns, list) or not all(isinstance(c, str) for c in columns):
        raise InputError(f"{where}: the columns are not a list of names.", "Write “columns: [month]”.")
    severity = _word(found.get("severity", "warning"), Severity, f"{where}: the severity", "warning, error")
    try:
        rows = int(_text(found.get("allowed_rows", "0"), "allowed_rows", where))
    except ValueError:
        said = f"{where}: allowed_rows is {found['allowed_rows']!r}, not a whole number."
        raise InputError(said, "Write “allowed_rows: 10”.") from None
    params = RuleParams(**{f.name: _param(found[f.name], f.name, where) for f in fields(RuleParams) if f.name in found})
    share = _param(found.get("allowed_share", "0"), "allowed_share", where)
    spec = RuleSpec(kind, tuple(columns), params, severity, rows, share, _text(found.get("name", ""), "name", where))
    try:
        check_spec(spec)
    except InputError as error:
        raise InputError(f"{where}: {error.message}", error.hint) from error
    return spec


def _param(value: Any, name: str, where: str) -> Any:
    if name in _NUMBERS:
        try:
            return float(_text(value, name, where))
        except ValueError:
            raise InputError(f"{where}: {name} is {value!r}, not a number.", "Write digits.") from None
    if name == "values":
        if not isinstance(value, list):
            raise InputError(f"{where}: the values are not a list.", "Write “values: [EWR, JFK]”.")
        return tuple(_text(v, name, where) for v in value)
    if name == "type":
        return _word(value, ColumnType, f"{where}: the type", ", ".join(ColumnType))
    if name == "against":
        return _word(value, Against, f"{where}: against", ", ".join(Against))
    if name == "ratio":
        if value not in ("true", "false"):
            raise InputError(f"{where}: ratio is {value!r}, not true or false.", "Correct it.")
        return value == "true"
    return _text(value, name, where)


def _text(value: Any, name: str, where: str) -> str:
    """A value as it is written. Raises `InputError` for a list or a mapping in its place."""
    if not isinstance(value, str):
        raise InputError(f"{where}: {name} holds more than one value.", "Write one.")
    return value


def _word(value: Any, kind: Any, what: str, words: str) -> Any:
    if not isinstance(value, str) or value not in {k.value for k in kind}:
        raise InputError(f"{what} is {value!r}.", f"Write one of: {words}.")
    return kind(value)


def export_rules(workspace: Workspace, dataset_id: str, path: Path) -> int:
    """Write a dataset's rules to a YAML file; returns how many."""
    found = service.rules(workspace, dataset_id)
    try:
        write_text(path.expanduser(), to_yaml(found))
    except OSError as error:
        raise InputError(f"{path} cannot be written.", "Choose another place.", repr(error)) from error
    return len(found)


def import_rules(workspace: Workspace, dataset_id: str, path: Path) -> tuple[list[Rule], Changes]:
    """Add the rules of a YAML file: all or none; those that are asked already are left out."""
    try:
        text = path.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read.", "Choose a YAML file with rules.", repr(error)) from error
    return service.add_rules(workspace, dataset_id, from_yaml(text), skip_known=True)
