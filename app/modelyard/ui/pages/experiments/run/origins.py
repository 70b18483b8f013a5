"""What went into a run, as rows of names and values: data, parameters, preparation, search, environment."""

from __future__ import annotations

from datetime import datetime

from modelyard.domain.experiments.evaluation import Evaluation
from modelyard.domain.experiments.own_code import is_own, sha_of
from modelyard.domain.experiments.runs import Run, RunDetails
from modelyard.domain.experiments.spec import (
    ClassWeight,
    Encoding,
    ExperimentSpec,
    FoldKind,
    Missing,
    Preparation,
    Scaling,
    SearchMethod,
    SplitKind,
    Task,
)
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts as words
from modelyard.ui.pages.experiments.facts import Parameters, tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.reading import RunFacts

Rows = list[tuple[str, ...]]
LOCK_FILE = "requirements.lock"
ENVIRONMENT = {"python": "Python", "cores": "Cores", "platform": "System", "machine": "Machine"}
"""What is recorded of the environment besides packages, and what people call it."""
NAMED = 2
"""Columns left out that are named; of more only their number is said."""


def short_hash(digest: str) -> str:
    """9c41f7…e2a8."""
    return f"{digest[:6]}…{digest[-4:]}"


# --- data ---------------------------------------------------------------------------------------------------------


def data_rows(facts: RunFacts) -> Rows:
    """The data a run learned from."""
    run, spec = facts.run, facts.spec
    rows: Rows = []
    if run.data_hash:
        rows.append((tr("Data hash"), short_hash(run.data_hash), "mono", *_data_state(facts)))
    if run.split_hash:
        rows.append((tr("Split hash"), short_hash(run.split_hash), "mono"))
    if spec is not None:
        rows += _question_rows(facts, spec)
    if spec is None:
        rows += [
            (name, run.environment[key])
            for key, name in (("script", tr("Script")), ("host", tr("Computer")))
            if run.environment.get(key)
        ]
    for one in facts.details.inputs:
        rows.append((one.context or tr("Input"), one.name))
        if one.digest:
            rows.append((tr("Digest"), one.digest, "mono"))
    if facts.details.origin is not None:
        rows.append((tr("Imported from"), facts.details.origin.tool))
        rows.append((tr("Id there"), facts.details.origin.id, "mono"))
    return rows


def _data_state(facts: RunFacts) -> tuple[str, str]:
    """An icon and a word for whether the data is still what the run learned from."""
    version = facts.version
    if version is None or version.purged_at is not None:
        return "warn", tr("deleted")
    same = version.content_hash == facts.run.data_hash
    return ("ok", tr("unchanged")) if same else ("warn", tr("changed"))


def _question_rows(facts: RunFacts, spec: ExperimentSpec) -> Rows:
    rows: Rows = [(tr("Features"), _features(facts, spec))]
    if spec.task.supervised:
        rows.append((tr("Target"), _target(spec, facts.evaluation)))
    rows.append((tr("Hold-out"), hold_out(spec)))
    if spec.folds is not None:
        rows.append((tr("Folds"), _folds(spec)))
    if spec.where:
        rows.append((tr("Rows where"), spec.where, "mono"))
    if facts.details.missing_target:
        left = texts.counted(facts.details.missing_target, tr("row left out"), tr("rows left out"))
        rows.append((tr("No target"), left))
    if spec.class_weight is not ClassWeight.NONE:
        rows.append((tr("Class weights"), _weights(spec)))
    rows.append((tr("Seed"), str(facts.run.seed)))
    return rows


def _features(facts: RunFacts, spec: ExperimentSpec) -> str:
    if facts.version is None:
        return texts.count(len(spec.features))
    usable = [c.name for c in facts.version.columns if c.name != spec.target]
    out = [name for name in usable if name not in spec.features]
    text = tr("{count} of {all}").format(count=texts.count(len(spec.features)), all=texts.count(len(usable)))
    return tr("{text}, {names} left out").format(text=text, names=", ".join(out)) if 0 < len(out) <= NAMED else text


def _target(spec: ExperimentSpec, evaluation: Evaluation | None) -> str:
    binary = evaluation.binary if evaluation is not None else None
    if binary is not None and binary.rows:
        share = texts.percent(binary.positives / binary.rows, 1)
        return tr("{target}, {share} {positive}").format(target=spec.target, share=share, positive=binary.classes[1])
    classes = evaluation.classes if evaluation is not None else None
    if classes is not None:
        return tr("{target}, {n} classes").format(target=spec.target, n=texts.count(len(classes.classes)))
    return spec.target


def hold_out(spec: ExperimentSpec) -> str:
    """How the test rows were chosen."""
    share = texts.percent(spec.split.test_share)
    if spec.split.kind is SplitKind.STORED:
        return tr("split {name}, {share}").format(name=spec.split.name, share=share)
    if spec.split.kind is SplitKind.TIME:
        return tr("latest {share} by {column}").format(share=share, column=spec.split.time_column)
    return tr("{share} at random").format(share=share)


def _folds(spec: ExperimentSpec) -> str:
    folds = spec.folds
    if folds is None:
        return texts.MISSING
    text = texts.counted(folds.count, tr("fold"), tr("folds"))
    if folds.kind in (FoldKind.GROUP, FoldKind.TIME) and folds.column:
        return tr("{folds} by {column}").format(folds=text, column=folds.column)
    return text


def _weights(spec: ExperimentSpec) -> str:
    if spec.class_weight is ClassWeight.BALANCED:
        return tr("balanced")
    return ", ".join(f"{name} {value:g}" for name, value in spec.weights.items())


# --- parameters, preparation, search ------------------------------------------------------------------------------


def member_name(facts: RunFacts, member: Run) -> str:
    """A run that an ensemble is of, with its experiment where that is another one."""
    name = words.run_name(member)
    return name if member.experiment_id == facts.run.experiment_id else f"{member.experiment_name}, {name}"


def parameter_rows(facts: RunFacts, parameters: Parameters) -> Rows:
    """A run's parameters by label; before them the text of own code, or the runs that an ensemble is of, as links."""
    key = facts.run.algorithm
    code: Rows = [(tr("Code, sha256"), sha_of(key), "mono")] if is_own(key) else []
    members: Rows = [(member_name(facts, m), words.what_is_learned(m), "link") for m in facts.members]
    shown = parameters.values(facts.run).items()
    return [*code, *members, *((label, words.param_text(value)) for label, value in shown)]


def preparation_rows(preparation: Preparation) -> Rows:
    """How columns became inputs, where it differs from what is usual."""
    usual = Preparation()
    rows: Rows = []
    if preparation.missing is not Missing.AUTO:
        rows.append((tr("Missing numbers"), preparation.missing.value.replace("_", " ")))
    if preparation.missing_flags:
        rows.append((tr("Flags of missing"), tr("yes")))
    if preparation.scaling is not Scaling.AUTO:
        rows.append((tr("Scaling"), preparation.scaling.value.replace("_", " ")))
    if preparation.encoding is not Encoding.AUTO:
        rows.append((tr("Categories"), preparation.encoding.value.replace("_", "-")))
    if preparation.text_words != usual.text_words:
        rows.append((tr("Most words"), texts.count(preparation.text_words)))
    if preparation.text_pairs:
        rows.append((tr("Pairs of words"), tr("yes")))
    rows += [(formula.name, formula.expression, "mono") for formula in preparation.formulas]
    if preparation.select is not None:
        rows.append((tr("Best inputs kept"), texts.count(preparation.select)))
    return rows or [(tr("Preparation"), tr("as usual for the algorithm"))]


def search_rows(facts: RunFacts) -> Rows:
    """How the parameters were searched; nothing of a run without a search."""
    spec = facts.spec
    if spec is None or spec.search is None:
        return []
    search = spec.search
    method = {
        SearchMethod.TPE: tr("TPE"),
        SearchMethod.RANDOM: tr("random"),
        SearchMethod.GRID: tr("grid"),
        SearchMethod.HALVING: tr("successive halving"),
    }[search.method]
    rows: Rows = [(tr("Search"), method), (tr("Metric"), figures.name(spec.metric))]
    made = tr("{made} of {planned}")
    rows.append((tr("Trials"), made.format(made=texts.count(len(facts.trials)), planned=texts.count(search.trials))))
    if search.minutes:
        rows.append((tr("Budget"), texts.duration(60 * search.minutes)))
    rows.append((tr("Pruning"), tr("yes") if search.prune else tr("no")))
    return rows


# --- environment --------------------------------------------------------------------------------------------------


def model_rows(details: RunDetails) -> Rows:
    """The fitted models of a run from outside, each with its versions in the other tool's registry."""
    rows: Rows = []
    for model in details.models:
        rows.append((model.name, model.tags.get("class") or model.kind))
        for one in model.versions:
            name = f"{one.model} v{one.version}" if one.version else one.model
            said = [*one.aliases, *([one.stage] if one.stage not in ("", "None") else [])]
            rows.append((name, ", ".join(said) or (tr("registered") if one.version else tr("no versions"))))
    return rows


def environment_rows(run: Run, details: RunDetails) -> Rows:
    """What a run was trained with, and the commit of the linked repository."""
    env = run.environment
    rows: Rows = [(tr("Python"), env["python"])] if env.get("python") else []
    if env.get("scikit-learn"):
        rows.append(("scikit-learn", env["scikit-learn"]))
    both = [name for name in ("numpy", "pandas") if env.get(name)]
    if both:
        rows.append((", ".join(both), ", ".join(env[name] for name in both)))
    if machine := _machine(env):
        rows.append((tr("Machine"), machine))
    known = {*ENVIRONMENT, "scikit-learn", "numpy", "pandas", "scipy", "joblib", "script", "host"}
    rows += [(name, str(value)) for name, value in env.items() if name not in known]
    if details.packages:
        rows.append((tr("Lock file"), LOCK_FILE, "link"))
    if details.git is not None:
        rows.append((tr("Code"), details.git.commit[:8], "mono", *_code_state(details)))
        if details.git.branch:
            rows.append((tr("Branch"), details.git.branch))
    rows.append((tr("Trained by") if run.algorithm else tr("Logged by"), run.created_by))
    return rows


def _code_state(details: RunDetails) -> tuple[str, ...]:
    return ("warn", tr("with changes")) if details.git is not None and details.git.dirty else ()


def _machine(env: dict[str, str]) -> str:
    cores = tr("{n} cores").format(n=env["cores"]) if env.get("cores") else ""
    system = env.get("platform", "").split("-")[0]
    return ", ".join(part for part in (cores, system) if part)


def time_rows(run: Run) -> Rows:
    """When the run began and ended."""
    moments: list[tuple[str, datetime | None]] = [
        (tr("Created"), run.created_at),
        (tr("Started"), run.started_at),
        (tr("Ended"), run.ended_at),
    ]
    rows: Rows = [(name, texts.when(at)) for name, at in moments if at is not None]
    if run.model_size:
        rows.append((tr("Model"), texts.size(run.model_size)))
    return rows


def task_text(task: Task) -> str:
    """What kind of answer is learned."""
    return {
        Task.BINARY: tr("Yes or no"),
        Task.MULTICLASS: tr("One of several classes"),
        Task.REGRESSION: tr("A number"),
        Task.ANOMALY: tr("Unusual rows"),
        Task.CLUSTERING: tr("Groups of rows"),
    }[task]
