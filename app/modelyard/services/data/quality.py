"""Quality rules of datasets: keep, suggest, check, and show the rows that fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, CancelledError, ConflictError, InputError, NotFoundError
from modelyard.core.files import writable
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.quality import (
    Finding,
    QualityReport,
    RemovedRule,
    Rule,
    RuleKind,
    RuleResult,
    RuleSpec,
    RuleState,
    RuleStatus,
    Suggestion,
    plain_minus,
)
from modelyard.domain.data.quality_check import check_spec
from modelyard.domain.jobs import Job, JobContext
from modelyard.store.data import datasets as data_store
from modelyard.store.data import quality as store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.services.workspace import Workspace
    from modelyard.tables.quality.check import Stored, Surroundings
    from modelyard.tables.quality.rows import FailingRows

CHECK = "data.quality"
MAX_RULES = 500


# --- rules ----------------------------------------------------------------------------------------------------------


def rules(workspace: Workspace, dataset_id: str) -> list[Rule]:
    """A dataset's rules in their order."""
    return store.rule_list(workspace.database, dataset_id)


def find_rule(workspace: Workspace, dataset_id: str, name: str) -> Rule:
    """A rule by its number (from 1), its name or its id. Raises `NotFoundError`."""
    found = rules(workspace, dataset_id)
    for i, rule in enumerate(found, 1):
        if name in (str(i), rule.id) or plain_minus(name).casefold() == plain_minus(rule.spec.title).casefold():
            return rule
    raise NotFoundError(f"There is no rule {name}.", "List the rules to see their numbers and names.")


def add_rules(
    workspace: Workspace, dataset_id: str, specs: Sequence[RuleSpec], *, skip_known: bool = False
) -> tuple[list[Rule], Changes]:
    """Add rules behind the others: all or none. With `skip_known` those that ask what a rule asks already are left out.

    Raises `InputError` for what cannot be checked on the newest version, `ConflictError` for a rule that is there.
    """
    name = _dataset_name(workspace, dataset_id)
    made: list[Rule] = []
    ready = _ready(workspace, dataset_id, specs)
    with workspace.database.write(workspace.actor) as write:
        present = store.rules(write.connection, dataset_id)
        asked = {r.spec.question: r for r in present}
        for spec in ready:
            if (twin := asked.get(spec.question)) is not None:
                if skip_known:
                    continue
                raise ConflictError(f"There is a rule “{twin.spec.title}” already.", "Edit that one.")
            position = 1 + max((r.position for r in (*present, *made)), default=-1)
            rule = Rule(clock.new_id(), dataset_id, spec, position, clock.now(), workspace.actor)
            asked[spec.question] = rule
            made.append(rule)
            store.add_rule(write, rule)
        if len(present) + len(made) > MAX_RULES:
            raise InputError(f"{len(present) + len(made):,} rules are too many for a dataset.", f"Keep {MAX_RULES}.")
        after = {"rules": [r.spec.title for r in made]}
        write.record("dataset.quality.add", Kind.DATASET, dataset_id, name, after=after)
    return made, write.changes


def edit_rule(workspace: Workspace, rule_id: str, spec: RuleSpec) -> tuple[Rule, Changes]:
    """Change a rule; it has no result until it is checked again. Raises what `add_rules` raises."""
    before = _rule(workspace, rule_id)
    (spec,) = _ready(workspace, before.dataset_id, [spec])
    name = _dataset_name(workspace, before.dataset_id)
    with workspace.database.write(workspace.actor) as write:
        for other in store.rules(write.connection, before.dataset_id):
            if other.id != rule_id and other.spec.question == spec.question:
                raise ConflictError(f"There is a rule “{other.spec.title}” already.", "Edit that one.")
        before = store.rule(write.connection, rule_id)
        store.update_rule(write, rule_id, spec)
        write.record("dataset.quality.edit", Kind.DATASET, before.dataset_id, name,
                     before=codec.to_builtins(before.spec), after=codec.to_builtins(spec))  # fmt: skip
    return replace(before, spec=spec), write.changes


def move_rule(workspace: Workspace, rule_id: str, place: int) -> tuple[list[Rule], Changes]:
    """Put a rule at another place in the order, from 0; beyond the ends means at the end."""
    rule = _rule(workspace, rule_id)
    name = _dataset_name(workspace, rule.dataset_id)
    with workspace.database.write(workspace.actor) as write:
        present = store.rules(write.connection, rule.dataset_id)
        before = next((i for i, r in enumerate(present) if r.id == rule_id), 0)
        moved = [r for r in present if r.id != rule_id]
        moved.insert(max(0, min(place, len(moved))), rule)
        store.set_order(write, [r.id for r in moved])
        facts = {"rule": rule.spec.title}
        write.record("dataset.quality.move", Kind.DATASET, rule.dataset_id, name,
                     before={**facts, "place": before}, after={**facts, "place": moved.index(rule)})  # fmt: skip
    return [replace(r, position=i) for i, r in enumerate(moved)], write.changes


def remove_rule(workspace: Workspace, rule_id: str) -> tuple[RemovedRule, Changes]:
    """Take a rule away with its results; `restore_rule` puts it back."""
    rule = _rule(workspace, rule_id)
    name = _dataset_name(workspace, rule.dataset_id)
    with workspace.database.write(workspace.actor) as write:
        removed = RemovedRule(
            store.rule(write.connection, rule_id), tuple(store.rule_results(write.connection, rule_id))
        )
        store.remove_rule(write, rule_id)
        before = codec.to_builtins(removed.rule.spec)
        write.record("dataset.quality.remove", Kind.DATASET, rule.dataset_id, name, before=before)
    return removed, write.changes


def restore_rule(workspace: Workspace, removed: RemovedRule) -> tuple[Rule, Changes]:
    """Put a rule back where it was, with its results. Raises `ConflictError` when its question is asked again."""
    rule = removed.rule
    name = _dataset_name(workspace, rule.dataset_id)
    with workspace.database.write(workspace.actor) as write:
        for other in store.rules(write.connection, rule.dataset_id):
            if other.id == rule.id or other.spec.question == rule.spec.question:
                raise ConflictError(f"There is a rule “{other.spec.title}” already.", "Nothing was changed.")
        store.add_rule(write, rule)
        store.save_results(write, removed.results)
        after = codec.to_builtins(rule.spec)
        write.record("dataset.quality.restore", Kind.DATASET, rule.dataset_id, name, after=after)
    return rule, write.changes


def suggest(workspace: Workspace, version_id: str) -> list[Suggestion]:
    """Rules that the profile of a version speaks for, that hold in it, and that are not asked yet."""
    from modelyard.domain.data import quality_suggest as suggesting
    from modelyard.tables.quality.check import check_rules, distinct_values

    version = data_store.version(workspace.database, version_id)
    profile = data_store.profile(workspace.database, version_id)
    table = _stored(workspace, version)
    columns = suggesting.few_values(profile)
    sets = distinct_values(table.path, columns, suggesting.FEW) if columns and table.path else {}
    asked = {r.spec.question for r in rules(workspace, version.dataset_id)}
    found = [s for s in suggesting.suggest(profile, sets) if s.spec.question not in asked]
    findings = check_rules(table, [s.spec for s in found], _surroundings(workspace, version, []), _psi)
    return [s for s, f in zip(found, findings, strict=True)
            if f.state(s.spec) is RuleState.PASS or s.spec.kind is RuleKind.SAME_COLUMNS]  # fmt: skip


def try_rule(workspace: Workspace, version_id: str, spec: RuleSpec) -> Finding:
    """What a rule would find in a version, without keeping anything. Raises `InputError` for what it cannot be."""
    from modelyard.tables.quality.check import check_rules, try_out

    check_spec(spec)
    version = data_store.version(workspace.database, version_id)
    table, around = _stored(workspace, version), _surroundings(workspace, version, [spec])
    try_out(table, [spec], around)
    return check_rules(table, [spec], around, _psi)[0]


# --- checking -------------------------------------------------------------------------------------------------------


def report(workspace: Workspace, version_id: str) -> QualityReport:
    """The rules of a version's dataset, each with what the last check found; None where it was changed since."""
    dataset_id = data_store.version(workspace.database, version_id).dataset_id
    with workspace.database.read() as connection:
        present, found = store.rules(connection, dataset_id), store.results(connection, version_id)
    return QualityReport(version_id, tuple(_status(rule, found.get(rule.id)) for rule in present))


def _status(rule: Rule, result: RuleResult | None) -> RuleStatus:
    return RuleStatus(rule, result if result is not None and rule.spec.same_check(result.spec) else None)


def history(workspace: Workspace, rule_id: str) -> list[RuleResult]:
    """What a rule found in each version, oldest first, with the rule as it was then."""
    with workspace.database.read() as connection:
        return store.rule_results(connection, rule_id)


def check(workspace: Workspace, version_id: str) -> tuple[Job, Changes]:
    """Start to check all rules of a version's dataset on it."""
    version = data_store.version(workspace.database, version_id)
    if not rules(workspace, version.dataset_id):
        raise InputError(f"{version.dataset_name} has no quality rules.", "Add some, or take the suggested ones.")
    title, name, label = f"Check {version.label}", version.dataset_name, version.label
    params = {"version_id": version_id}
    return workspace.start_job("dataset.quality.check.start", CHECK, title, params, name, label=label)


def check_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Check a version's rules and keep what was found."""
    version_id = params["version_id"]
    found, changes = check_version(workspace, context.job.created_by, version_id, context)
    return {"version_id": version_id, "quality": counts(found)}, changes


def check_version(
    workspace: Workspace, actor: str, version_id: str, ctx: JobContext | None = None, *, unknown_only: bool = False
) -> tuple[QualityReport, Changes]:
    """Check the rules of a version's dataset on it, and keep all that was found in one transaction.

    With `unknown_only` just the rules without a result. Raises `CancelledError`; nothing is kept then.
    """
    from modelyard.tables.engine import QUIET
    from modelyard.tables.quality.check import check_rules

    version = data_store.version(workspace.database, version_id)
    known = report(workspace, version_id)
    wanted = [s.rule for s in known.statuses if not (unknown_only and s.result is not None)]
    if not wanted:
        return known, Changes()
    specs = [r.spec for r in wanted]
    around = _surroundings(workspace, version, specs)
    findings = check_rules(_stored(workspace, version), specs, around, _psi, ctx or QUIET)
    results = [_result(version, r, f) for r, f in zip(wanted, findings, strict=True)]
    with workspace.database.write(actor) as write:
        store.save_results(write, results)
        facts = {s.value: sum(r.state is s for r in results) for s in RuleState}
        write.record("dataset.quality.check", Kind.DATASET, version.dataset_id, version.label, after=facts)
    return report(workspace, version_id), write.changes


def check_new(
    workspace: Workspace, actor: str, version_id: str, ctx: JobContext | None = None
) -> tuple[dict[str, int], Changes]:
    """Check a version that was just made; it stays whatever happens here.

    Returns `counts`; empty when there are no rules, and with "stopped" when the check could not be finished.
    """
    try:
        found, changes = check_version(workspace, actor, version_id, ctx)
    except (AppError, CancelledError) as error:
        if ctx is not None:
            ctx.log(f"The quality rules were not checked: {str(error) or 'it was cancelled'}")
        return {"stopped": 1}, Changes()
    return counts(found) if found.statuses else {}, changes


def counts(found: QualityReport) -> dict[str, int]:
    """How many rules are in each state."""
    return {state.value: found.count(state) for state in RuleState}


def _result(version: DatasetVersion, rule: Rule, finding: Finding) -> RuleResult:
    return RuleResult(
        rule_id=rule.id,
        version_id=version.id,
        version=version.number,
        at=clock.now(),
        state=finding.state(rule.spec),
        failing=finding.failing,
        total=finding.total,
        value=finding.value,
        text=finding.problem or finding.text,
        spec=rule.spec,
    )


def checked_report(workspace: Workspace, version_id: str) -> tuple[QualityReport, Changes]:
    """Like `report`, but the rules without a result are checked first, at once; not where nothing may be written."""
    found = report(workspace, version_id)
    if not found.unknown or workspace.database.read_only:
        return found, Changes()
    return check_version(workspace, workspace.actor, version_id, unknown_only=True)


def failing_newest(workspace: Workspace) -> list[tuple[str, str, list[RuleStatus]]]:
    """Newest versions in which error rules do not hold: (version id, "pets v3", rules)."""
    with workspace.database.read() as connection:
        newest = store.newest_versions(connection)
        found = {key: (store.rules(connection, key), store.results(connection, v)) for key, (v, _) in newest.items()}
    answer = []
    for dataset_id, (version_id, name) in newest.items():
        present, results = found[dataset_id]
        statuses = [_status(r, results.get(r.id)) for r in present]
        if blocked := [s for s in statuses if s.result is not None and s.result.blocks]:
            number = blocked[0].result.version if blocked[0].result else 0
            answer.append((version_id, f"{name} v{number}", blocked))
    return answer


# --- failing rows ---------------------------------------------------------------------------------------------------


def failing_rows(workspace: Workspace, version_id: str, rule_id: str, limit: int | None = None) -> FailingRows:
    """The first rows of a version that fail a rule, with their numbers. Raises `InputError` where rows do not fail."""
    from modelyard.tables.quality.rows import failing_rows as read

    table, spec, other = _failing(workspace, version_id, rule_id)
    return read(table, spec, other, limit)


def export_failing(workspace: Workspace, version_id: str, rule_id: str, path: Path) -> int:
    """Write all rows that fail a rule to a CSV file; returns how many."""
    from modelyard.tables.quality.rows import export_failing as write

    table, spec, other = _failing(workspace, version_id, rule_id)
    return write(table, spec, writable(path), other)


def _failing(workspace: Workspace, version_id: str, rule_id: str) -> tuple[Stored, RuleSpec, Stored | None]:
    rule = _rule(workspace, rule_id)
    version = data_store.version(workspace.database, version_id)
    others = _surroundings(workspace, version, [rule.spec]).others
    return _stored(workspace, version), rule.spec, others.get(rule.spec.params.dataset)


# --- what rules stand on --------------------------------------------------------------------------------------------


def _rule(workspace: Workspace, rule_id: str) -> Rule:
    with workspace.database.read() as connection:
        return store.rule(connection, rule_id)


def _dataset_name(workspace: Workspace, dataset_id: str) -> str:
    with workspace.database.read() as connection:
        name = store.dataset_names(connection).get(dataset_id)
    if name is None:
        raise NotFoundError("This dataset is not in the workspace.", "It may have been deleted meanwhile.")
    return name


def _ready(workspace: Workspace, dataset_id: str, specs: Sequence[RuleSpec]) -> list[RuleSpec]:
    """Rules as they are kept: tidy, with the id of the dataset they refer to, and tried on the newest version."""
    from modelyard.tables.quality.check import try_out

    with workspace.database.read() as connection:
        ids = {name: key for key, name in store.dataset_names(connection).items()}
    ready = []
    for spec in specs:
        check_spec(spec)
        params = spec.params
        if spec.kind is RuleKind.REFERENCE:
            if params.dataset not in ids:
                raise InputError(f"There is no dataset {params.dataset}.", "List the datasets to see their names.")
            params = replace(params, dataset_id=ids[params.dataset])
        ready.append(replace(spec, params=params, name=" ".join(spec.name.split())))
    if ready and (newest := _usable(workspace, dataset_id)):
        try_out(_stored(workspace, newest[0]), ready, _surroundings(workspace, newest[0], ready))
    return ready


def _usable(workspace: Workspace, dataset_id: str) -> list[DatasetVersion]:
    """The versions whose rows are there and that are not in the recycle bin, newest first."""
    found = [v for v in data_store.versions(workspace.database, dataset_id) if not (v.deleted_at or v.purged_at)]
    return sorted(found, key=lambda v: -v.number)


def _stored(workspace: Workspace, version: DatasetVersion) -> Stored:
    from modelyard.tables.quality.check import Stored

    path = None if version.purged_at else workspace.blobs.path(version.content_hash)
    return Stored(path, version.columns, version.rows)


def _surroundings(workspace: Workspace, version: DatasetVersion, specs: Sequence[RuleSpec]) -> Surroundings:
    from modelyard.tables.quality.check import Surroundings

    older = [v for v in _usable(workspace, version.dataset_id) if v.number < version.number]
    others = {}
    for params in {s.params.dataset: s.params for s in specs if s.kind is RuleKind.REFERENCE}.values():
        if newest := _usable(workspace, params.dataset_id or _dataset_id(workspace, params.dataset)):
            others[params.dataset] = _stored(workspace, newest[0])
    before = _stored(workspace, older[0]) if older else None
    return Surroundings(before, others, now=clock.now(), imported=version.created_at)


def _dataset_id(workspace: Workspace, name: str) -> str:
    with workspace.database.read() as connection:
        return next((key for key, n in store.dataset_names(connection).items() if n == name), "-")


def _psi(before: Sequence[int], now: Sequence[int]) -> float:
    from modelyard.drift.distances import psi

    return psi(before, now)
