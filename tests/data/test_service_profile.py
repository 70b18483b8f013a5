"""Profiles completed, correlations and targets on demand, and the warnings that follow, over a real workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from typer.testing import CliRunner

from modelyard.cli.context import shared
from modelyard.cli.main import app
from modelyard.core.changes import Kind
from modelyard.core.errors import InputError, NotFoundError
from modelyard.domain.data.datasets import ColumnType, ImportRequest, ReadOptions
from modelyard.domain.data.profile import REVISION
from modelyard.domain.data.warnings import Severity, TargetReport, WarningKind, of_column
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.data import profile as service
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.data import profile as store


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = create_workspace(tmp_path_factory.mktemp("w") / "lab", actor="ana")
    yield made
    made.close()


def table(rows: int = 4000) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    base = rng.normal(size=rows)
    frame = pd.DataFrame({"id": np.arange(rows), "base": base, "double": 2 * base + rng.normal(size=rows) * 1e-3})
    frame["same"] = 7
    frame["rare"] = np.where(rng.random(rows) < 0.7, np.nan, base)
    frame["word"] = np.where(rng.random(rows) < 0.5, "red", np.where(rng.random(rows) < 0.5, "Red", "blue "))
    frame["price"] = [f"{v:.2f}" if v > -2 else "free" for v in base]
    frame["age"] = np.where(rng.random(rows) < 0.01, -999, rng.integers(1, 90, rows))
    frame["copy"] = frame["age"]
    frame["income"] = np.exp(3 * rng.normal(size=rows))
    frame["late"] = base + rng.normal(size=rows) * 0.01 > 2
    frame["grade"] = np.where(base < -1, "a", np.where(base < 1, "b", "c"))
    return frame


@pytest.fixture(scope="module")
def version_id(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("f") / "people.csv"
    table().to_csv(path, index=False)
    options = ReadOptions(types={"price": ColumnType.TEXT})
    job, _ = datasets.import_file(workspace, ImportRequest(str(path), "people", options))
    return str(workspace.wait(job.id).result["version_id"])


def test_a_profile_warns_of_what_matters_in_training(workspace: Workspace, version_id: str) -> None:
    found = service.insight(workspace, version_id)
    assert found.complete
    kinds = {(w.columns[0] if w.columns else "", w.kind) for w in found.warnings}
    assert {
        ("id", WarningKind.IDENTIFIER),
        ("same", WarningKind.CONSTANT),
        ("rare", WarningKind.MOSTLY_MISSING),
        ("word", WarningKind.PADDED),
        ("word", WarningKind.VARIANTS),
        ("price", WarningKind.NUMBERS_AS_TEXT),
        ("age", WarningKind.SENTINEL),
        ("copy", WarningKind.TWIN),
        ("income", WarningKind.SKEWED),
        ("income", WarningKind.OUTLIERS),
    } <= kinds
    assert not [w for w in found.warnings if "base" in w.columns or "grade" in w.columns]
    assert [list(Severity).index(w.severity) for w in found.warnings] == sorted(
        list(Severity).index(w.severity) for w in found.warnings
    )
    numbers = next(w for w in found.warnings if w.kind is WarningKind.NUMBERS_AS_TEXT)
    assert "“free”" in numbers.text
    assert len(of_column(found.warnings, "age")) == 2
    for warning in found.warnings:
        assert warning.text.endswith(".")
        assert warning.advice.endswith(".")


def test_correlations_are_kept_and_warn(workspace: Workspace, version_id: str) -> None:
    assert service.correlations(workspace, version_id) is None
    job, _ = service.correlate(workspace, version_id)
    ended = workspace.wait(job.id)
    found = service.correlations(workspace, version_id)
    assert found is not None
    assert ended.result["pairs"] == len(found.pairs)
    assert dict(found.left_out)["same"] == "It has only one value."
    frame = table()
    place = {name: i for i, name in enumerate(found.columns)}
    pair = next(p for p in found.pairs if (p.first, p.second) == (place["base"], place["double"]))
    assert pair.pearson == pytest.approx(frame["base"].corr(frame["double"]), abs=1e-12)
    warned = service.insight(workspace, version_id).warnings
    assert [w for w in warned if w.kind is WarningKind.CORRELATED and set(w.columns) == {"base", "double"}]
    assert not [w for w in warned if w.kind is WarningKind.CORRELATED and set(w.columns) == {"age", "copy"}]
    actions = [e.action for e in activity.audit(workspace)]
    assert "dataset.correlate" in actions


def look(workspace: Workspace, version_id: str, target: str) -> TargetReport:
    workspace.wait(service.look_at_target(workspace, version_id, target)[0].id)
    report = service.target_report(workspace, version_id, target)
    assert report is not None
    return report


def test_two_classes_are_told_by_auc(workspace: Workspace, version_id: str) -> None:
    report = look(workspace, version_id, "late")
    frame = table()
    assert report.measure == "auc"
    assert dict(report.classes) == {"false": int((~frame["late"]).sum()), "true": int(frame["late"].sum())}
    values = {a.column: a.value for a in report.alone}
    assert values["base"] == pytest.approx(roc_auc_score(frame["late"], frame["base"]), abs=0.02)
    assert abs(values["age"] - 0.5) < 0.1
    assert [a.value for a in report.alone] == sorted(values.values(), reverse=True)
    warned = service.insight(workspace, version_id, "late").warnings
    leaks = [w.columns[0] for w in warned if w.kind is WarningKind.LEAK]
    assert set(leaks) >= {"base", "double"}
    assert "age" not in leaks
    assert warned[0].severity is Severity.BAD
    rare = next(w for w in warned if w.kind is WarningKind.IMBALANCE)
    assert f"{int(frame['late'].sum()):,} rows" in rare.text


def test_classes_and_quantities(workspace: Workspace, version_id: str) -> None:
    grades = look(workspace, version_id, "grade")
    assert (grades.measure, len(grades.classes)) == ("accuracy", 3)
    values = {a.column: a.value for a in grades.alone}
    assert values["base"] > 0.97
    assert values["age"] < 0.05
    amounts = look(workspace, version_id, "double")
    values = {a.column: a.value for a in amounts.alone}
    assert amounts.measure == "r2"
    assert values["base"] > 0.98
    assert values["grade"] < 0.9
    useless = look(workspace, version_id, "same")
    assert (useless.measure, useless.alone) == ("", ())
    assert "only one value" in useless.problem
    words = look(workspace, version_id, "price")
    assert "too many for classes" in words.problem
    with pytest.raises(InputError, match="has no column nothing"):
        service.look_at_target(workspace, version_id, "nothing")


def test_an_old_profile_is_completed(workspace: Workspace, version_id: str) -> None:
    whole = datasets.profile(workspace, version_id)
    old = replace(
        whole,
        duplicate_rows=None,
        twins=(),
        revision=1,
        columns=tuple(replace(c, outliers=None, text=None, skewness=None, sentinels=()) for c in whole.columns),
    )
    with workspace.database.write("ana") as write:
        store.set_profile(write, version_id, old)
        write.record("dataset.profile", Kind.DATASET, "", "people v1")
    found = service.insight(workspace, version_id)
    assert not found.complete
    assert found.warnings  # what can be told is told
    workspace.wait(service.complete_profile(workspace, version_id)[0].id)
    assert datasets.profile(workspace, version_id) == whole
    assert whole.revision == REVISION


def test_the_command_line(tmp_path: Path) -> None:
    made = create_workspace(tmp_path / "lab", actor="ana")
    table(800).to_csv(tmp_path / "people.csv", index=False)
    made.wait(datasets.import_file(made, ImportRequest(str(tmp_path / "people.csv"), "people"))[0].id)
    made.close()
    runner = CliRunner()

    def call(*words: str, as_json: bool = True) -> Any:
        shared.workspace, shared.json = tmp_path / "lab", as_json
        try:
            result = runner.invoke(app, ["data", *words])
        finally:
            shared.workspace, shared.json = None, False
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return json.loads(result.output) if as_json else result.output

    whole = call("profile", "people", "--target", "late")
    assert [c["name"] for c in whole["columns"]] == list(table(1).columns)
    assert {w["kind"] for w in whole["warnings"]} >= {"identifier", "constant", "imbalance", "twin"}
    assert whole["target"]["measure"] == "auc"
    one = call("profile", "people", "--column", "base")
    assert one["column"]["mean"] == table(800)["base"].mean()
    shown = call("profile", "people", "--column", "age", as_json=False)
    assert "Far out (3 IQR)" in shown
    assert "-999 in " in shown
    pairs = call("correlations", "people", "--measure", "spearman", "--most", "1", as_json=False)
    assert "1.0000" in pairs
    assert len(call("correlations", "people")["pairs"]) > 10
    out = tmp_path / "people.html"
    assert call("report", "people", "-o", str(out), "--target", "late")["warnings"] >= len(whole["warnings"])
    assert "Rare class" in out.read_text(encoding="utf-8")
    with pytest.raises(NotFoundError, match="has no column nothing"):
        call("profile", "people", "--column", "nothing")
