"""Quality rules through the service, the command line and text: kept, suggested, checked, in the way of training."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from modelyard.cli.main import app
from modelyard.core.changes import Kind
from modelyard.core.errors import ConflictError, InputError, NotFoundError, QualityError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.data.quality import RuleKind, RuleParams, RuleSpec, RuleState, Severity
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.services import activity, home
from modelyard.services.data import datasets as data
from modelyard.services.data import quality as data_quality
from modelyard.services.data import quality_text as text
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, create_workspace, open_workspace
from modelyard.store.tables import datasets
from tests.data.tables_support import Context

NOT_MISSING = RuleSpec(RuleKind.NOT_MISSING, ("legs",), severity=Severity.ERROR)
RANGE = RuleSpec(RuleKind.RANGE, ("legs",), RuleParams(minimum="0", maximum="8"))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "lab", actor="ana")
    yield made
    made.close()


def _lines(rows: int, bad: int = 0) -> list[str]:
    kinds = ("cat", "dog", "owl")
    lines = ["pet_id,kind,legs,month,tame,weight"]
    for i in range(rows):
        legs = "" if i < bad else str(2 + 2 * (i % 2))
        lines.append(f"p{i:05},{kinds[i % 3]},{legs},{1 + i % 12},{i % 4 == 0},{(i % 50) / 7:.3f}")
    return lines


def _import(workspace: Workspace, folder: Path, rows: int = 600, bad: int = 0, name: str = "pets") -> dict[str, Any]:
    file = folder / f"{name}-{rows}-{bad}.csv"
    file.write_text("\n".join(_lines(rows, bad)) + "\n", encoding="utf-8")
    job, _ = data.import_file(workspace, ImportRequest(str(file), name))
    return workspace.wait(job.id, timeout=60).result


def _states(workspace: Workspace, version_id: str) -> list[str]:
    report = data_quality.report(workspace, version_id)
    return ["" if s.result is None else s.result.state.value for s in report.statuses]


def test_rules_are_kept_ordered_edited_removed_and_put_back(workspace: Workspace, tmp_path: Path) -> None:
    made = _import(workspace, tmp_path, bad=5)
    dataset_id, version_id = made["dataset_id"], made["version_id"]
    (first, second), changes = data_quality.add_rules(workspace, dataset_id, [NOT_MISSING, RANGE])
    assert changes.ids(Kind.DATASET) == {dataset_id}
    assert [r.spec for r in data_quality.rules(workspace, dataset_id)] == [NOT_MISSING, RANGE]
    with pytest.raises(ConflictError, match="legs is 0 to 8"):
        data_quality.add_rules(workspace, dataset_id, [RuleSpec(RuleKind.UNIQUE, ("pet_id",)), RANGE])
    with pytest.raises(InputError, match=r"lags.*legs"):
        data_quality.add_rules(workspace, dataset_id, [RuleSpec(RuleKind.UNIQUE, ("lags",))])
    assert len(data_quality.rules(workspace, dataset_id)) == 2  # all or none
    data_quality.move_rule(workspace, second.id, 0)
    assert [r.id for r in data_quality.rules(workspace, dataset_id)] == [second.id, first.id]
    workspace.wait(data_quality.check(workspace, version_id)[0].id, timeout=60)
    assert _states(workspace, version_id) == ["pass", "fail"]
    tighter = replace(RANGE, params=RuleParams(maximum="2"))
    data_quality.edit_rule(workspace, second.id, tighter)
    assert _states(workspace, version_id) == ["", "fail"]  # what was found before says nothing of it now
    data_quality.edit_rule(workspace, first.id, replace(NOT_MISSING, name="Legs are counted"))
    assert _states(workspace, version_id) == ["", "fail"]  # another name is no other question
    removed, _ = data_quality.remove_rule(workspace, first.id)
    assert [r.id for r in data_quality.rules(workspace, dataset_id)] == [second.id]
    data_quality.restore_rule(workspace, removed)
    assert _states(workspace, version_id) == ["", "fail"]
    assert [r.spec.title for r in data_quality.rules(workspace, dataset_id)] == [
        "legs is at most 2",
        "Legs are counted",
    ]
    with pytest.raises(ConflictError):
        data_quality.restore_rule(workspace, removed)
    with pytest.raises(NotFoundError):
        data_quality.remove_rule(workspace, "nothing")
    actions = [e.action for e in activity.audit(workspace, limit=20)]
    for action in ("add", "move", "check", "edit", "remove", "restore"):
        assert f"dataset.quality.{action}" in actions


def test_every_new_version_is_checked_and_kept_whatever_is_found(workspace: Workspace, tmp_path: Path) -> None:
    first = _import(workspace, tmp_path)
    assert first["quality"] == {}
    specs = [
        NOT_MISSING,
        RANGE,
        RuleSpec(RuleKind.SAME_COLUMNS),
        RuleSpec(RuleKind.ROW_COUNT, params=RuleParams(max_change=0.1)),
        RuleSpec(RuleKind.SAME_DISTRIBUTION, ("kind",)),
    ]
    rules, _ = data_quality.add_rules(workspace, first["dataset_id"], specs)
    second = _import(workspace, tmp_path, 700, 30)
    assert second["quality"] == {"pass": 3, "warn": 1, "fail": 1, "unchecked": 0}
    assert _states(workspace, second["version_id"]) == ["fail", "pass", "pass", "warn", "pass"]
    missing = data_quality.report(workspace, second["version_id"]).statuses[0]
    assert (missing.result.failing, missing.result.total) == (30, 700)
    assert data_quality.report(workspace, second["version_id"]).worst.rule.id == rules[0].id
    third = tmp_path / "other.csv"
    third.write_text("pet_id,kind\n" + "".join(f"p{i},cat\n" for i in range(50)), encoding="utf-8")
    job, _ = data.import_file(workspace, ImportRequest(str(third), "pets"))
    result = workspace.wait(job.id, timeout=60).result
    assert result["quality"] == {"pass": 0, "warn": 3, "fail": 0, "unchecked": 2}
    gone = data_quality.report(workspace, result["version_id"]).statuses[0]
    assert gone.result.blocks
    assert "no column legs" in gone.result.text
    found = data_quality.history(workspace, rules[0].id)
    assert [(r.version, r.state.value, r.failing) for r in found] == [(2, "fail", 30), (3, "unchecked", 0)]
    attention = [a for a in home.summary(workspace).attention if a.page == "data"]
    assert [(a.severity, a.title) for a in attention] == [("bad", "pets v3 breaks a quality rule")]


def test_a_version_stays_when_the_check_cannot_be_done(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _import(workspace, tmp_path)
    data_quality.add_rules(workspace, first["dataset_id"], [NOT_MISSING])

    def broken(*_: object) -> None:
        raise InputError("The disk went away.", "Plug it in.")

    monkeypatch.setattr("modelyard.tables.quality.check.check_rules", broken)
    second = _import(workspace, tmp_path, 700)
    assert second["quality"] == {"stopped": 1}
    assert data.version(workspace, second["version_id"]).number == 2
    assert _states(workspace, second["version_id"]) == [""]


def test_a_stopped_check_keeps_the_version_and_no_result(workspace: Workspace, tmp_path: Path) -> None:
    made = _import(workspace, tmp_path)
    data_quality.add_rules(workspace, made["dataset_id"], [NOT_MISSING, RuleSpec(RuleKind.UNIQUE, ("pet_id",))])
    context = Context(stop_at=0.0)
    found, changes = data_quality.check_new(workspace, "ana", made["version_id"], context)
    assert (found, bool(changes)) == ({"stopped": 1}, False)
    assert "cancelled" in context.lines[-1]
    assert _states(workspace, made["version_id"]) == ["", ""]


def test_suggestions_hold_are_not_asked_yet_and_are_no_accident(workspace: Workspace, tmp_path: Path) -> None:
    made = _import(workspace, tmp_path, 600, 10)
    found = data_quality.suggest(workspace, made["version_id"])
    likely = {s.spec.title for s in found if s.likely}
    assert {
        "Same columns as before",
        "pet_id is unique",
        "pet_id is never missing",
        "kind is cat, dog or owl",
        "month is 1 to 12",
        "tame is never missing",
    } <= likely
    titles = {s.spec.title for s in found}
    assert "legs is never missing" not in titles  # it is, in ten rows
    assert not {t for t in titles if t.startswith("weight is one of") or t == "weight is unique"}
    assert all(s.reason for s in found)
    data_quality.add_rules(workspace, made["dataset_id"], [s.spec for s in found])
    again, _ = data_quality.check_version(workspace, "ana", made["version_id"])
    assert {s.result.state for s in again.statuses} == {RuleState.PASS}
    assert data_quality.suggest(workspace, made["version_id"]) == []


def test_small_and_odd_tables_get_no_false_suggestions(workspace: Workspace, tmp_path: Path) -> None:
    few = _import(workspace, tmp_path, 5, name="few")
    assert [s.spec.kind for s in data_quality.suggest(workspace, few["version_id"])] == [RuleKind.SAME_COLUMNS]
    file = tmp_path / "odd.csv"
    lines = [f"{i * 1.5},{13 + i % 5},{'' if i else 'x'},n{i},{i % 60}" for i in range(400)]
    file.write_text("measure,month,empty,name,grid\n" + "\n".join(lines) + "\n", encoding="utf-8")
    job, _ = data.import_file(workspace, ImportRequest(str(file), "odd"))
    version_id = workspace.wait(job.id, timeout=60).result["version_id"]
    found = {s.spec.title: s.likely for s in data_quality.suggest(workspace, version_id)}
    assert "measure is unique" not in found  # measurements differ by chance
    assert not [t for t in found if t.startswith("month is 1")]  # 13 is no month
    assert not [t for t in found if t.startswith("empty")]
    assert found["name is unique"] is False
    assert "grid is unique" not in found


def _spec(version_id: str) -> ExperimentSpec:
    features = ("legs", "month", "weight")
    return ExperimentSpec("tame", version_id, "tame", features, (AlgorithmSpec("logistic_regression"),))


def test_an_error_stops_training_until_a_reason_is_given(workspace: Workspace, tmp_path: Path) -> None:
    made = _import(workspace, tmp_path, 600, 10)
    version_id = made["version_id"]
    data_quality.add_rules(workspace, made["dataset_id"], [NOT_MISSING, replace(RANGE, params=RuleParams(maximum="3"))])
    assert _states(workspace, version_id) == ["", ""]
    for reason in ("", "  \n"):
        with pytest.raises(QualityError, match=r"legs is never missing \(10 rows have no legs"):
            experiments.start(workspace, _spec(version_id), reason)
    assert _states(workspace, version_id) == ["fail", "warn"]  # it was checked first
    assert experiments.runs(workspace) == []
    runs, _ = experiments.start(workspace, _spec(version_id), " They are counted later ")
    activity.cancel(workspace, str(runs[0].job_id))
    workspace.wait(str(runs[0].job_id), timeout=120)
    entry = next(e for e in activity.audit(workspace, limit=50) if e.action == "experiment.quality.override")
    assert entry.after == {
        "reason": "They are counted later", "data": "pets v1", "rules": ["legs is never missing"],
    }  # fmt: skip
    warning = data_quality.rules(workspace, made["dataset_id"])[0]
    data_quality.edit_rule(workspace, warning.id, replace(NOT_MISSING, severity=Severity.WARNING))
    assert data_quality.checked_report(workspace, version_id)[0].blocking == ()


def test_rules_travel_as_text(workspace: Workspace, tmp_path: Path) -> None:
    made, other = _import(workspace, tmp_path), _import(workspace, tmp_path, 500, name="copies")
    specs = [
        NOT_MISSING,
        replace(RANGE, allowed_rows=3, name="Legs: “0–8”"),
        replace(RANGE, columns=("weight",), params=RuleParams(minimum="-0.5"), allowed_share=0.01),
        RuleSpec(RuleKind.UNIQUE, ("pet_id", "kind")),
        RuleSpec(RuleKind.IN_SET, ("kind",), RuleParams(values=("cat", "no", "007", "é"))),
        RuleSpec(RuleKind.IN_SET, ("tame",), RuleParams(values=("true", "false"))),
        RuleSpec(RuleKind.PATTERN, ("pet_id",), RuleParams(pattern=r"p\d+ #: '")),
        RuleSpec(RuleKind.ROW_COUNT, params=RuleParams(minimum="10", max_change=0.5)),
        RuleSpec(RuleKind.BALANCE, params=RuleParams(left="legs", right="month", ratio=True, maximum="100")),
        RuleSpec(RuleKind.EXPRESSION, params=RuleParams(expression="legs > 1 OR kind = 'owl'")),
        RuleSpec(RuleKind.REFERENCE, ("kind",), RuleParams(dataset="copies", column="kind")),
        RuleSpec(RuleKind.SAME_COLUMNS),
        RuleSpec(RuleKind.SAME_DISTRIBUTION, ("month",), RuleParams(limit=0.15)),
    ]
    data_quality.add_rules(workspace, made["dataset_id"], specs)
    file = tmp_path / "rules.yaml"
    assert text.export_rules(workspace, made["dataset_id"], file) == len(specs)
    assert text.from_yaml(file.read_text(encoding="utf-8")) == specs
    added, _ = text.import_rules(workspace, other["dataset_id"], file)
    assert len(added) == len(specs)
    assert text.import_rules(workspace, other["dataset_id"], file)[0] == []  # all of them are there
    for wrong, words in [
        ("rules: [", "not YAML in line"),
        ("a: 1", "no list"),
        ("format: 9\nrules: []", "format 9"),
        ("rules: [{rule: nonsense}]", "Rule 1: the rule is 'nonsense'"),
        ("rules: [{rule: same_columns}, {rule: range, columns: [legs], max: 3}]", "Rule 2 .*no “max”"),
        ("rules: [{rule: range, columns: [legs]}]", "Rule 1: A range needs"),
        ("rules: [{rule: range, columns: [legs], minimum: 1, allowed_rows: 1.5}]", "whole number"),
        ("rules: [{rule: fresh, columns: [legs], hours: soon}]", "not a number"),
        ("rules: [!!python/object/apply:os.system [echo]]", "Rule 1 is not"),
        ("rules: [{rule: [range]}]", "Rule 1: the rule is"),
        ("rules: [{rule: type, columns: [legs], type: {a: b}}]", "Rule 1: the type is"),
        ("rules: [{rule: range, columns: [legs], minimum: [1]}]", "more than one value"),
    ]:
        with pytest.raises(InputError, match=words):
            text.from_yaml(wrong)


def test_a_reference_follows_its_dataset_through_a_new_name(workspace: Workspace, tmp_path: Path) -> None:
    made = _import(workspace, tmp_path)
    spec = RuleSpec(RuleKind.REFERENCE, ("kind",), RuleParams(dataset="kinds", column="name"))
    with pytest.raises(InputError, match="no dataset kinds"):
        data_quality.add_rules(workspace, made["dataset_id"], [spec])
    file = tmp_path / "kinds.csv"
    file.write_text("name,n\ncat,1\ndog,2\n", encoding="utf-8")
    workspace.wait(data.import_file(workspace, ImportRequest(str(file), "kinds"))[0].id, timeout=60)
    (rule,), _ = data_quality.add_rules(workspace, made["dataset_id"], [spec])
    workspace.wait(data_quality.check(workspace, made["version_id"])[0].id, timeout=60)
    result = data_quality.report(workspace, made["version_id"]).statuses[0].result
    assert (result.failing, result.total) == (200, 600)
    page = data_quality.failing_rows(workspace, made["version_id"], rule.id).read_page(0, 2)
    assert [row[:3] for row in page.rows] == [(3, "p00002", "owl"), (6, "p00005", "owl")]
    with workspace.database.bookkeeping() as write:
        write.execute(sa.update(datasets).where(datasets.c.name == "kinds").values(name="species"))
    status = data_quality.report(workspace, made["version_id"]).statuses[0]
    assert (status.title, status.result.failing) == ("kind is known in species", 200)
    again, _ = data_quality.check_version(workspace, "ana", made["version_id"])
    assert again.statuses[0].result.failing == 200
    assert "species" in text.to_yaml(data_quality.rules(workspace, made["dataset_id"]))


KILLED = """
import os, sys
from pathlib import Path
from modelyard.services.data import quality
from modelyard.services.workspace import open_workspace
from modelyard.store.data import quality as store

real, seen = store.codec.to_builtins, []

def counting(value):
    if type(value).__name__ == "RuleResult":
        seen.append(value)
        if len(seen) == 2:
            os._exit(9)  # one result is written, the other is not
    return real(value)

store.codec.to_builtins = counting
workspace = open_workspace(Path(sys.argv[1]), role="cli")
quality.check_version(workspace, "ana", sys.argv[2])
"""


def test_results_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    made = create_workspace(tmp_path / "lab", actor="ana")
    first = _import(made, tmp_path)
    data_quality.add_rules(made, first["dataset_id"], [NOT_MISSING, RANGE])
    made.close()
    arguments = [sys.executable, "-c", KILLED, str(tmp_path / "lab"), first["version_id"]]
    ended = subprocess.run(arguments, env={**os.environ}, timeout=60, check=False)
    assert ended.returncode == 9
    opened = open_workspace(tmp_path / "lab", actor="ana")
    assert _states(opened, first["version_id"]) == ["", ""]
    assert not [e for e in activity.audit(opened, limit=50) if e.action == "dataset.quality.check"]
    opened.close()


def test_the_command_line(tmp_path: Path) -> None:
    made = create_workspace(tmp_path / "lab", actor="ana")
    _import(made, tmp_path, 600, 10)
    made.close()
    runner = CliRunner()

    def call(*words: str, code: int = 0) -> Any:
        arguments = ["data", "quality", *words]
        from modelyard.cli.context import shared

        shared.workspace, shared.json = tmp_path / "lab", True
        try:
            result = runner.invoke(app, arguments)
        finally:
            shared.workspace, shared.json = None, False
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return json.loads(result.output) if result.output else None

    assert len(call("suggest", "pets", "--add")["added"]) >= 6
    call("add", "pets", "not_missing", "--column", "legs", "--severity", "error")
    report = call("check", "pets", code=10)
    states = [s["result"]["state"] for s in report["statuses"]]
    assert states.count("fail") == 1
    assert states[-1] == "fail"
    assert len(call("failing", "pets", "legs is never missing")["rows"]) == 10
    out = tmp_path / "bad.csv"
    assert call("failing", "pets", str(len(states)), "--export", str(out))["rows"] == 10
    assert len(out.read_text(encoding="utf-8").splitlines()) == 11
    assert call("export", "pets", str(tmp_path / "r.yaml"))["rules"] == len(states)
    assert call("move", "pets", "legs is never missing", "--to", "1")[0]["spec"]["columns"] == ["legs"]
    call("remove", "pets", "1")
    assert len(call("import", "pets", str(tmp_path / "r.yaml"))["added"]) == 1
    with pytest.raises(NotFoundError):
        call("remove", "pets", "no such rule")
