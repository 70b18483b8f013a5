"""Write down the parameters of the catalogue's estimators: types, ranges, defaults and documentation, as they are.

`resources/catalogue/parameters.json` is read in place of the estimators, whose import takes seconds. A test says when
it no longer is what the installed packages say; then run `.venv/bin/python packaging/make_catalogue.py`.
"""

from __future__ import annotations

import inspect
import json
import math
import re
import sys
from importlib import import_module
from numbers import Integral
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "catalogue" / "parameters.json"
NEVER = {
    "callbacks", "cache_size", "copy", "copy_x", "copy_X", "n_jobs", "nthread", "oob_score", "random_state", "scoring",
    "verbose", "verbosity", "warm_start",
}  # fmt: skip
"""What the application decides, or what changes no result."""
SMALLEST = 1e-12
"""What stands for "more than 0"; ranges are written with both ends inside."""


def read() -> dict[str, Any]:
    """Class -> parameter -> facts, for every class of the catalogue."""
    from modelyard.training.catalogue.entries import ENTRIES

    classes = sorted({path for entry in ENTRIES for path in (entry.classifier, entry.regressor) if path})
    return {path: read_class(path) for path in classes}


def read_class(path: str) -> dict[str, Any]:
    """Parameter -> its default, text and, where the class states them, kind and range."""
    module, _, name = path.rpartition(".")
    kind = getattr(import_module(module), name)
    constraints = getattr(kind, "_parameter_constraints", {})
    texts = documented(kind.__doc__ or "")
    found = {}
    for parameter in arguments(kind):
        if parameter.name in NEVER | {"self"} or parameter.default == "deprecated":
            continue
        facts = {"text": texts.get(parameter.name, "")} | described(
            constraints.get(parameter.name, []), parameter.default
        )
        found[parameter.name] = facts
    return found


def arguments(kind: type) -> list[inspect.Parameter]:
    """The named arguments of a constructor, and of those it hands the rest on to, as XGBoost's do."""
    found: dict[str, inspect.Parameter] = {}
    for one in kind.__mro__:
        if "__init__" not in vars(one):
            continue
        given = inspect.signature(vars(one)["__init__"]).parameters.values()
        for parameter in given:
            if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                found.setdefault(parameter.name, parameter)
        if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in given):
            break
    return list(found.values())


def described(constraints: Any, default: Any) -> dict[str, Any]:
    """Kind, default, range and choices, or nothing where no form can show the parameter."""
    from sklearn.utils._param_validation import Hidden, Interval, Options, make_constraint

    rules = [make_constraint(c) for c in constraints if not isinstance(c, Hidden)] if constraints else []
    intervals = [rule for rule in rules if isinstance(rule, Interval)]
    words = {
        w for rule in rules if isinstance(rule, Options) and rule.type is str for w in rule.options - rule.deprecated
    }
    optional = None in constraints
    boolean = "boolean" in constraints
    if isinstance(default, bool) and boolean:
        return {"kind": "boolean", "default": default}
    if isinstance(default, str) and default in words:
        return {"kind": "choice", "default": default, "choices": sorted(words | ({"none"} if optional else set()))}
    if default is None and words and not intervals:
        return {"kind": "choice", "default": "none", "choices": [*sorted(words), "none"]}
    if not intervals or isinstance(default, (str, tuple)):
        return {}
    whole = [i for i in intervals if i.type is Integral]
    chosen = whole[0] if whole and not isinstance(default, float) else intervals[-1]
    if isinstance(default, float):
        chosen = next((i for i in intervals if i.type is not Integral), chosen)
    return ranged(chosen, default, optional)


def ranged(interval: Any, default: Any, optional: bool) -> dict[str, Any]:
    """An interval with both ends inside; an end at infinity is left out."""
    whole = interval.type is Integral
    step = 1 if whole else SMALLEST
    low, high = interval.left, interval.right
    if low is not None and math.isfinite(low) and interval.closed in ("right", "neither"):
        low += step
    if high is not None and math.isfinite(high) and interval.closed in ("left", "neither"):
        high -= step
    facts: dict[str, Any] = {"kind": "integer" if whole else "number", "default": default}
    if low is not None and math.isfinite(low):
        facts["minimum"] = low
    if high is not None and math.isfinite(high):
        facts["maximum"] = high
    return facts | ({"optional": True} if optional else {})


def documented(text: str) -> dict[str, str]:
    """Parameter -> first paragraph, from the section "Parameters" of a docstring in NumPy's style."""
    lines = inspect.cleandoc(text).splitlines()
    start = next((i for i, line in enumerate(lines) if line.strip() == "Parameters"), None)
    if start is None:
        return {}
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for at in range(start + 2, len(lines)):
        line = lines[at]
        if at + 1 < len(lines) and re.fullmatch(r"-{3,}", lines[at + 1].strip()):
            break
        if line and not line[0].isspace():
            names = [name.strip() for name in line.split(":")[0].split(",")]
            found |= {name: [] for name in names}
        else:
            for name in names:
                found[name].append(line.strip())
    return {name: plain(paragraph(body)) for name, body in found.items()}


def paragraph(lines: list[str]) -> str:
    """The lines before the first gap, list or directive."""
    taken: list[str] = []
    for line in lines:
        if (not line and taken) or line.startswith((".. ", "- ", "* ")):
            break
        if line:
            taken.append(line)
    return " ".join(taken)


def plain(text: str) -> str:
    """ReStructuredText as plain words."""
    text = re.sub(r":\w+:`~?([^`<]*?)\s*(?:<[^>]*>)?`", r"\1", text)
    text = re.sub(r"`([^`<]+?)\s*<[^>]*>`_+", r"\1", text).replace("``", "").replace("`", "").replace("**", "")
    text = re.sub(r"\s*(Read more in|See) the User Guide[^.]*\.?", "", text)
    return re.sub(r"\s+", " ", text).strip().removesuffix(":").strip()


def written(facts: dict[str, Any]) -> str:
    """The file's text."""
    return json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "app"))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(written(read()), encoding="utf-8")
