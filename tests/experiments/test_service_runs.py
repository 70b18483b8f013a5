"""What is done with runs after they were made: found, sorted, grouped, tagged, archived, deleted, restored, purged."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.domain.experiments.bin import number_text
from modelyard.domain.experiments.find import RunGroup, RunQuery
from modelyard.services import activity, home
from modelyard.services.experiments import bin as run_bin
from modelyard.services.experiments import compare, find, tags
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, check, collect_garbage, create_workspace
from modelyard.store import tables
from tests.experiments.runs_support import BEGAN, add_experiment, add_runs


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "lab", actor="ana", role="cli")
    yield made
    made.close()


def _numbers(workspace: Workspace, found: object) -> list[int]:
    return [r.number for r in find.run_rows(workspace, found.ids)]  # type: ignore[attr-defined]


# --- lists --------------------------------------------------------------------------------------------------------


def test_missing_values_come_last_and_text_after_numbers(workspace: Workspace) -> None:
    given = [{"params": p, "metrics": m} for p, m in (
        ({"a": 10}, {"f1": 0.5}), ({"a": "9"}, {"f1": math.nan}), ({"a": "gini"}, {"f1": math.inf}), ({"a": None}, {}),
        ({}, {"f1": -math.inf}), ({"a": "Entropy"}, {"f1": 0.25}), ({"a": 0.5}, {"f1": 0.75}),
    )]  # fmt: skip
    ids = add_runs(workspace, add_experiment(workspace, "flights"), given)

    def order(sort: str, *, descending: bool) -> list[int]:
        return _numbers(workspace, find.find_runs(workspace, RunQuery(sort=sort, descending=descending)))

    assert order("", descending=True) == [7, 6, 5, 4, 3, 2, 1]
    assert order("f1", descending=True) == [3, 7, 1, 6, 5, 4, 2]
    assert order("metrics.f1", descending=False) == [5, 6, 1, 7, 3, 4, 2]
    assert order("params.a", descending=False) == [7, 2, 1, 6, 3, 5, 4]
    assert order("params.a", descending=True) == [1, 2, 7, 3, 6, 5, 4]
    assert order("no_such_name", descending=True) == [7, 6, 5, 4, 3, 2, 1]
    shown = {r.number: r.metrics for r in find.run_rows(workspace, ids)}
    assert math.isnan(shown[2]["f1"])
    assert (shown[3]["f1"], shown[5]["f1"]) == (math.inf, -math.inf)
    assert experiments.best_run(find.run_rows(workspace, ids[:2]), "f1").number == 1  # type: ignore[union-attr]


def test_one_thing_with_several_names_is_sorted_as_one(workspace: Workspace) -> None:
    given = [
        {"algorithm": "random_forest", "params": {"n_estimators": 20, "max_iter": 99}},
        {"algorithm": "hist_gradient_boosting", "params": {"max_iter": 30}},
        {"algorithm": "logistic_regression", "params": {"max_iter": 1000}},  # its passes are no trees
        {"algorithm": "mine", "params": {"Trees": 25}},
        {"algorithm": "hist_gradient_boosting", "params": {"max_iter": "auto"}},
        {"algorithm": "extra_trees", "params": {"n_estimators": 10}},
    ]
    add_runs(workspace, add_experiment(workspace, "flights"), given)
    names = {"random_forest": "n_estimators", "extra_trees": "n_estimators", "hist_gradient_boosting": "max_iter"}

    def order(*, descending: bool, **more: str) -> list[int]:
        query = RunQuery(sort="params.Trees", descending=descending, sort_names=names, **more)  # type: ignore[arg-type]
        return _numbers(workspace, find.find_runs(workspace, query))

    assert order(descending=True) == [2, 4, 1, 6, 5, 3]
    assert order(descending=False) == [6, 1, 4, 2, 5, 3]
    assert order(descending=True, filter="algorithm != mine") == [2, 1, 6, 5, 3]


def test_a_child_is_found_without_its_parent_and_stands_below_it(workspace: Workspace) -> None:
    experiment = add_experiment(workspace, "search")
    parent, lone = add_runs(workspace, experiment, [{"metrics": {"f1": 0.1}}, {"metrics": {"f1": 0.6}, "number": 9}])
    children = add_runs(workspace, experiment, [
        {"number": n, "parent_id": parent, "metrics": {"f1": f1}} for n, f1 in ((2, 0.9), (3, 0.2), (4, 0.7))
    ])  # fmt: skip
    (grandchild,) = add_runs(workspace, experiment, [{"number": 5, "parent_id": children[1], "metrics": {"f1": 0.95}}])
    found = find.find_runs(workspace, RunQuery("f1 > 0.5", sort="f1"))
    assert found.ids == (lone, parent, children[0], children[2], children[1], grandchild)
    assert (found.matched, found.total) == (4, 6)
    assert found.context == {parent, children[1]}
    assert found.parents == {children[0]: parent, children[1]: parent, children[2]: parent, grandchild: children[1]}
    alone = find.find_runs(workspace, RunQuery("f1 > 0.5", sort="f1", nested=False))
    assert alone.ids == (grandchild, children[0], children[2], lone)
    tags.archive(workspace, [parent])
    assert find.find_runs(workspace, RunQuery("f1 > 0.8")).ids == (children[1], grandchild, children[0])
    assert find.find_runs(workspace, RunQuery("parent = 1", nested=False)).matched == 3


def test_groups_have_their_best_run(workspace: Workspace) -> None:
    ids = add_runs(workspace, add_experiment(workspace, "flights"), [
        {"metrics": {"log_loss": 0.5}, "tags": {"team": "a"}, "params": {"depth": 5}},
        {"metrics": {"log_loss": 0.2}, "tags": {"team": "b"}, "params": {"depth": "5"}},
        {"metrics": {"log_loss": 0.1}, "tags": {"team": "a"}, "params": {"depth": True}},
        {"metrics": {"log_loss": math.nan}},
    ])  # fmt: skip
    found = find.find_runs(workspace, RunQuery(group="tags.team", metric="log_loss"))
    assert found.ids == (ids[2], ids[0], ids[1], ids[3])
    assert found.groups == (
        RunGroup("a", 0, 2, ids[2], 0.1), RunGroup("b", 2, 1, ids[1], 0.2), RunGroup(None, 3, 1, None, None),
    )  # fmt: skip
    by_depth = find.find_runs(workspace, RunQuery(group="params.depth"))
    assert [(g.value, g.count) for g in by_depth.groups] == [("true", 1), ("5", 2), (None, 1)]
    by_state = find.find_runs(workspace, RunQuery(group="algorithm"))
    assert [(g.value, g.count) for g in by_state.groups] == [("Random forest", 4)]


def test_names_for_columns_and_completion(workspace: Workspace) -> None:
    first, second = add_experiment(workspace, "one"), add_experiment(workspace, "two")
    add_runs(
        workspace, first, [{"metrics": {"custom": 1, "f1": 1, "roc_auc": 1}, "params": {"b": 1}, "tags": {"t": ""}}]
    )
    add_runs(workspace, second, [{"metrics": {"other": 1}, "params": {"A": 1}, "deleted_at": BEGAN}])
    fields = find.run_fields(workspace)
    assert (fields.metrics, fields.params, fields.tags) == (("roc_auc", "f1", "custom"), ("b",), ("t",))
    assert fields.choices["algorithm"] == ("Random forest",)
    assert find.run_fields(workspace, second).metrics == ()


def test_archived_runs_are_left_out_unless_the_filter_speaks_of_them(workspace: Workspace) -> None:
    ids = add_runs(workspace, add_experiment(workspace, "flights"), [{}, {}, {}])
    changes = tags.archive(workspace, ids[:1])
    assert changes.ids(Kind.RUN) == {ids[0]}

    def found(text: str, *, archived: bool = False) -> list[int]:
        return _numbers(workspace, find.find_runs(workspace, RunQuery(text, archived=archived)))

    assert found("") == [3, 2]
    assert found("", archived=True) == [3, 2, 1]
    assert found("archived") == [1]
    assert found('state = "archived"') == [1]
    assert found('state != "archived"') == [3, 2]
    tags.unarchive(workspace, ids)
    assert found("") == [3, 2, 1]
    assert experiments.best_run(experiments.runs(workspace)) is None


def test_saved_filters(workspace: Workspace) -> None:
    saved, changes = find.save_filter(workspace, " Good ones ", "no_such_metric > 0.9")
    assert changes.touches(Kind.EXPERIMENT)
    with pytest.raises(InputError, match="value is missing"):
        find.save_filter(workspace, "broken", "f1 >")
    again, _ = find.save_filter(workspace, "Good ones", "state = finished")
    assert again.id == saved.id
    find.save_filter(workspace, "another", "archived")
    with pytest.raises(ConflictError, match="already"):
        find.rename_filter(workspace, saved.id, "another")
    find.rename_filter(workspace, saved.id, "best")
    assert [(f.name, f.text) for f in find.saved_filters(workspace)] == [
        ("another", "archived"), ("best", "state = finished"),
    ]  # fmt: skip
    find.delete_filter(workspace, saved.id)
    with pytest.raises(NotFoundError, match="not saved"):
        find.delete_filter(workspace, saved.id)
    assert [e.action for e in activity.audit(workspace, limit=5)] == [
        "filter.delete", "filter.rename", "filter.save", "filter.save", "filter.save",
    ]  # fmt: skip


# --- tags, notes, names -------------------------------------------------------------------------------------------


def test_tags_notes_and_names_of_many_at_once(workspace: Workspace) -> None:
    ids = add_runs(workspace, add_experiment(workspace, "flights"), [{"tags": {"team": "old"}}, {}, {}])
    changes = tags.tag(workspace, ids[:2], {"team": "a", "keep": ""})
    assert changes.ids(Kind.RUN) == {*ids[:2], ""}
    entry = activity.audit(workspace, limit=1)[0]
    assert (entry.action, entry.subject, entry.after) == ("run.tag", "2 runs of flights", {"team": "a", "keep": ""})
    assert entry.before == {"run 1 of flights": {"team": "old"}}
    assert [r.tags for r in find.run_rows(workspace, ids)] == [{"team": "a", "keep": ""}] * 2 + [{}]
    assert find.find_runs(workspace, RunQuery('tag "keep"')).matched == 2
    tags.untag(workspace, ids, ["keep"])
    assert [list(r.tags) for r in find.run_rows(workspace, ids)] == [["team"], ["team"], []]
    with pytest.raises(NotFoundError, match="has the tag keep"):
        tags.untag(workspace, ids, ["keep"])
    tags.set_note(workspace, ids[:2], "look again")
    tags.rename(workspace, ids[2], "the good one")
    found = find.run_rows(workspace, ids)
    assert [r.note for r in found] == ["look again", "look again", ""]
    assert found[2].name == "the good one"
    for bad in ("", "a=b", "x" * 251, "a\nb"):
        with pytest.raises(InputError):
            tags.tag(workspace, ids, {bad: ""})
    with pytest.raises(NotFoundError):
        tags.set_note(workspace, [*ids, "gone"], "x")
    assert find.run_rows(workspace, ids[:1])[0].note == "look again"


# --- the recycle bin ----------------------------------------------------------------------------------------------


def _blob(workspace: Workspace, content: bytes) -> str:
    file = workspace.blobs.stage(".bin")
    file.write_bytes(content)
    return workspace.blobs.adopt(file)


def test_delete_restore_and_purge_give_space_back_at_once(workspace: Workspace) -> None:
    shared, own, figure = (_blob(workspace, bytes([i]) * 1000 * i) for i in (1, 2, 3))
    experiment = add_experiment(workspace, "flights")
    ids = add_runs(workspace, experiment, [
        {"model_blob": shared}, {"model_blob": shared, "predictions_blob": own}, {"tags": {"a": "b"}},
    ])  # fmt: skip
    with workspace.database.bookkeeping() as write:
        write.execute(sa.insert(tables.run_files).values(run_id=ids[1], path="f.png", blob=figure, size=3000))
    assert collect_garbage(workspace) == 0
    preview = run_bin.preview(workspace, ids[1:])
    assert (preview.run_ids, preview.size_bytes, preview.whole, preview.kept) == ((ids[2], ids[1]), 5000, False, ())
    run_bin.delete(workspace, ids[1:])
    assert [r.number for r in experiments.runs(workspace)] == [1]
    assert find.find_runs(workspace, RunQuery()).ids == (ids[0],)
    (entry,) = run_bin.recycle_bin(workspace)
    assert (entry.label, entry.size_bytes, entry.deleted_by) == ("runs 2, 3 of flights", 5000, "ana")
    with pytest.raises(NotFoundError, match="in the recycle bin"):
        run_bin.delete(workspace, ids[1:2])
    run_bin.restore(workspace, ids[2:])
    assert find.find_runs(workspace, RunQuery("tags.a = b")).matched == 1
    with pytest.raises(ConflictError, match="Not all"):
        run_bin.purge(workspace, ids[1:])
    done, changes = run_bin.purge(workspace, ids[1:2])
    assert (done.freed, done.removed, done.waiting) == (5000, 1, 0)
    assert changes.ids(Kind.EXPERIMENT) == {experiment}
    assert run_bin.recycle_bin(workspace) == []
    assert check(workspace, blobs=True) == []
    assert workspace.blobs.path(shared).exists()


def test_an_experiment_goes_with_its_runs_and_comes_back_with_them(workspace: Workspace) -> None:
    experiment, empty = add_experiment(workspace, "flights"), add_experiment(workspace, "empty")
    ids = add_runs(workspace, experiment, [{}, {}])
    assert [e.runs for e in experiments.experiments(workspace)] == [2, 0]
    run_bin.delete_experiment(workspace, empty)
    assert run_bin.preview_experiment(workspace, experiment).whole
    run_bin.delete_experiment(workspace, experiment)
    assert experiments.experiments(workspace) == []
    assert [e.label for e in run_bin.recycle_bin(workspace)] == ["flights"]
    run_bin.restore(workspace, ids[:1])
    assert [(e.name, e.runs) for e in experiments.experiments(workspace)] == [("flights", 1)]
    run_bin.delete(workspace, ids[:1])
    assert run_bin.empty(workspace, older_than_days=1)[0].removed == 0
    with workspace.database.bookkeeping() as write:
        write.execute(sa.update(tables.runs).values(deleted_at=clock.now() - timedelta(days=2)))
    assert run_bin.empty(workspace, older_than_days=1)[0].removed == 2
    with workspace.database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.experiments)) == 0
    with pytest.raises(NotFoundError, match="not in the workspace"):
        run_bin.delete_experiment(workspace, experiment)


def test_what_others_need_cannot_be_deleted(workspace: Workspace) -> None:
    experiment = add_experiment(workspace, "flights")
    registered, working, parent, member, free = add_runs(workspace, experiment, [{}, {"state": "running"}, {}, {}, {}])
    (child, voting) = add_runs(workspace, experiment, [
        {"number": 6, "parent_id": parent}, {"number": 7, "spec": {"algorithms": [{"members": [member]}]}},
    ])  # fmt: skip
    with workspace.database.bookkeeping() as write:
        write.execute(sa.insert(tables.models).values(id="m", name="late-arrival", created_at=BEGAN))
        write.execute(sa.insert(tables.model_versions).values(
            id="v", model_id="m", number=2, run_id=registered, bundle_hash="0" * 64, size_bytes=1, parity={},
            signature={}, reference={}, metrics={}, created_at=BEGAN,
        ))  # fmt: skip
    reasons = {k.run_id: k.reason for k in run_bin.preview_experiment(workspace, experiment).kept}
    assert reasons == {
        registered: "It is registered as late-arrival v2. Archive it instead.",
        working: "It is running. Stop it first.",
    }
    kept = {k.run_id: k.reason for k in run_bin.preview(workspace, [parent, member, free]).kept}
    assert kept == {
        parent: "1 run below it would be left alone. Delete it too.",
        member: "It is a part of run 7 of flights. Delete that too, or archive it instead.",
    }
    with pytest.raises(ConflictError, match=r"Run 4 of flights cannot be deleted\. It is a part of .* 1 more of them"):
        run_bin.delete(workspace, [parent, member, free])
    assert len(experiments.runs(workspace)) == 7
    with pytest.raises(ConflictError, match="Run 2 of flights cannot be deleted"):
        run_bin.delete_experiment(workspace, experiment)
    run_bin.delete(workspace, [parent, child, member, voting, free])
    run_bin.restore(workspace, [child])
    with pytest.raises(ConflictError, match="below it would be left alone"):
        run_bin.purge(workspace, [parent])
    run_bin.delete(workspace, [child])
    run_bin.purge(workspace, [parent])
    run_bin.restore(workspace, [child])
    assert find.run_rows(workspace, [child])[0].parent_id is None


def test_another_process_hears_of_many_runs(workspace: Workspace) -> None:
    from modelyard.store import audit
    from modelyard.store.database import Database

    ids = add_runs(workspace, add_experiment(workspace, "flights"), [{}, {}])
    other = Database(workspace.database.path)
    before = audit.last_id(other)
    tags.archive(workspace, ids)
    assert audit.changes_since(other, before)[1] == Changes.of(Kind.RUN) | Changes.of(Kind.AUDIT)
    other.close()


def test_numbers_as_a_person_lists_them() -> None:
    assert number_text([1]) == "1"
    assert number_text([2, 1]) == "1, 2"
    assert number_text([7, 3, 2, 1, 9]) == "1 to 3, 7, 9"


# --- side by side -------------------------------------------------------------------------------------------------


def test_runs_side_by_side(workspace: Workspace) -> None:
    details = {"packages": {"numpy": "2.4"}, "git": {"commit": "a" * 40, "branch": "main"}}
    ids = add_runs(workspace, add_experiment(workspace, "flights"), [
        {"params": {"depth": 5, "flag": True}, "metrics": {"f1": math.nan, "roc_auc": 0.9}, "data_hash": "x",
         "details": details},
        {"params": {"depth": 5, "flag": 1}, "metrics": {"f1": math.nan}, "data_hash": "y",
         "details": {"packages": {"numpy": "2.5"}}},
    ])  # fmt: skip
    found = compare.comparison(workspace, [ids[1], ids[0]])
    assert [r.number for r in found.runs] == [2, 1]
    assert [(f.section.value, f.name, f.values) for f in found.differences()] == [
        ("parameters", "flag", (1, True)),
        ("metrics", "roc_auc", (None, 0.9)),
        ("data", "data_hash", ("y", "x")),
        ("packages", "numpy", ("2.5", "2.4")),
        ("environment", "git_branch", (None, "main")),
        ("environment", "git_commit", (None, "a" * 40)),
        ("environment", "git_dirty", (None, False)),
    ]
    same = {f.name for f in found.facts if not f.differs}
    assert {"depth", "f1", "seed", "task", "python"} <= same
    with pytest.raises(InputError, match="One run alone"):
        compare.comparison(workspace, [ids[0], ids[0]])


# --- where else runs are counted ----------------------------------------------------------------------------------


def test_home_counts_what_lists_show(workspace: Workspace) -> None:
    older, newest = add_experiment(workspace, "older"), add_experiment(workspace, "newest")
    add_runs(workspace, older, [{"state": "failed", "error": "No memory."}, {"state": "running"}])
    ids = add_runs(workspace, newest, [{} for _ in range(10)])
    tags.archive(workspace, ids[:1])
    run_bin.delete(workspace, ids[1:2])
    found = home.summary(workspace)
    assert (found.experiment, found.run_count) == ("newest", 8)
    assert [r.number for r in found.runs] == [10, 9, 8, 7, 6, 5, 4, 3]
    stage = next(s for s in found.stages if s.page == "experiments")
    assert (stage.figure, stage.fact, stage.state, stage.count) == ("10 runs", "1 running", "active", 10)
    assert [(a.title, a.text) for a in found.attention] == [("Run 1 failed", "No memory.")]
