"""`modelyard data quality …`: rules for a dataset, and what they find in its versions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.core.errors import InputError, QualityError
from modelyard.core.words import counted
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.quality import Against, QualityReport, Rule, RuleKind, RuleParams, RuleSpec, Severity
from modelyard.services.data import datasets
from modelyard.services.data import quality as service
from modelyard.services.data import quality_text as text

app = typer.Typer(help="Rules for a dataset's rows, and what they find.", no_args_is_help=True)

DATASET = typer.Argument(..., help="The dataset's name.")
VERSION = typer.Option(None, help="The version's number; the newest by default.")
RULE = typer.Argument(..., help="The rule's number in the list, or its name.")


@app.command("list")
def list_(dataset: str = DATASET, version: int | None = VERSION) -> None:
    """List the rules with what the last check of a version found."""
    with workspace() as opened:
        _print(service.report(opened, datasets.find_version(opened, dataset, version).id))


def _print(found: QualityReport) -> None:
    rows = []
    for i, status in enumerate(found.statuses, 1):
        result, spec = status.result, status.rule.spec
        state = "not checked" if result is None else result.state.value
        failing = None if result is None or not spec.kind.has_rows else f"{result.failing:,}"
        rows.append([i, status.title, spec.severity.value, state, failing, result.text if result else None])
    table(["", "Rule", "Severity", "State", "Failing", "Found"], rows, found)


@app.command()
def suggest(
    dataset: str = DATASET,
    version: int | None = VERSION,
    add: bool = typer.Option(False, "--add", help="Add the ticked suggestions."),
) -> None:
    """Suggest rules from the profile; those with a star are the ones that --add takes."""
    with workspace() as opened:
        found_version = datasets.find_version(opened, dataset, version)
        found = service.suggest(opened, found_version.id)
        if add:
            likely = [s.spec for s in found if s.likely]
            made, _ = service.add_rules(opened, found_version.dataset_id, likely, skip_known=True)
            _show_added(made)
            return
    rows = [["*" if s.likely else "", s.spec.title, s.reason] for s in found]
    table(["", "Rule", "Why"], rows, found)


@app.command()
def add(
    dataset: str = DATASET,
    kind: RuleKind = typer.Argument(..., help="What the rule asks."),
    column: list[str] = typer.Option([], help="A column the rule is about; may be repeated."),
    minimum: str = typer.Option("", "--min", help="The smallest value, row count or ratio."),
    maximum: str = typer.Option("", "--max", help="The largest value, row count or ratio."),
    max_change: float | None = typer.Option(None, help="row_count: the largest change as a share, 0.2 for 20 %."),
    value: list[str] = typer.Option([], help="in_set: a value of the set; may be repeated."),
    pattern: str = typer.Option("", help="pattern: what the whole value must match (RE2)."),
    type_: ColumnType | None = typer.Option(None, "--type", help="type: what every value must be."),
    hours: float = typer.Option(24.0, help="fresh: the largest age of the newest value."),
    against: Against = typer.Option(Against.NOW, help="fresh: measured against now, or the time of the import."),
    left: str = typer.Option("", help="balance: the left side, such as a + b."),
    right: str = typer.Option("", help="balance: the right side, such as total."),
    tolerance: float = typer.Option(0.0, help="balance: how far the sides may lie apart."),
    ratio: bool = typer.Option(False, "--ratio", help="balance: left / right lies between --min and --max."),
    expression: str = typer.Option("", help='expression: such as "dep_delay <= arr_delay + 100".'),
    to: str = typer.Option("", help="reference: DATASET.COLUMN that must know every value."),
    limit: float = typer.Option(0.2, help="same_distribution: the largest PSI."),
    severity: Severity = typer.Option(Severity.WARNING, help="An error stops training unless a reason is given."),
    allowed_rows: int = typer.Option(0, help="How many rows may fail."),
    allowed_share: float = typer.Option(0.0, help="Which share of the rows may fail, 0 to 1."),
    name: str = typer.Option("", help="A name in place of the one in plain words."),
) -> None:
    """Add a rule."""
    other, _, other_column = to.rpartition(".")
    if to and not other:
        raise InputError(f"{to!r} names no column of a dataset.", "Write DATASET.COLUMN")
    params = RuleParams(
        minimum=minimum, maximum=maximum, max_change=max_change, values=tuple(value), pattern=pattern, type=type_,
        hours=hours, against=against, left=left, right=right, tolerance=tolerance, ratio=ratio, expression=expression,
        dataset=other, column=other_column, limit=limit,
    )  # fmt: skip
    spec = RuleSpec(kind, tuple(column), params, severity, allowed_rows, allowed_share, name)
    with workspace() as opened:
        made, _ = service.add_rules(opened, datasets.find_version(opened, dataset).dataset_id, [spec])
    show(made[0], f"Added the rule: {made[0].spec.title}")


@app.command()
def remove(dataset: str = DATASET, rule: str = RULE) -> None:
    """Remove a rule and what it found."""
    with workspace() as opened:
        found = service.find_rule(opened, datasets.find_version(opened, dataset).dataset_id, rule)
        removed, _ = service.remove_rule(opened, found.id)
    show(removed.rule, f"Removed the rule: {removed.rule.spec.title}")


@app.command()
def move(
    dataset: str = DATASET, rule: str = RULE, to: int = typer.Option(..., help="Its number in the list then.")
) -> None:
    """Move a rule in the list."""
    with workspace() as opened:
        found = service.find_rule(opened, datasets.find_version(opened, dataset).dataset_id, rule)
        rules, _ = service.move_rule(opened, found.id, max(0, to - 1))
    show(rules, "\n".join(f"{i}  {r.spec.title}" for i, r in enumerate(rules, 1)))


@app.command()
def check(dataset: str = DATASET, version: int | None = VERSION) -> None:
    """Check the rules on a version; ends with an error code when an error rule does not hold."""
    with workspace() as opened:
        found = datasets.find_version(opened, dataset, version)
        job, _ = service.check(opened, found.id)
        wait(opened, job)
        report = service.report(opened, found.id)
    _print(report)
    if report.blocking:
        raise typer.Exit(QualityError.exit_code)


@app.command()
def failing(
    dataset: str = DATASET,
    rule: str = RULE,
    version: int | None = VERSION,
    limit: int = typer.Option(20, help="How many rows to show.", min=1),
    export: Path | None = typer.Option(None, help="Write them all to this CSV file."),
) -> None:
    """Show the rows that fail a rule, by their number and the columns it is about; or export them whole."""
    with workspace() as opened:
        found = datasets.find_version(opened, dataset, version)
        chosen = service.find_rule(opened, found.dataset_id, rule)
        if export is not None:
            count = service.export_failing(opened, found.id, chosen.id, export)
            show({"rows": count, "file": str(export)}, f"Wrote {counted(count, 'row')} to {export}")
            return
        page = service.failing_rows(opened, found.id, chosen.id, limit).read_page(0, limit)
    spec = chosen.spec
    words = f"{spec.params.expression} {spec.params.left} {spec.params.right}"
    names = [c.name for c in page.columns]
    shown = [i for i, name in enumerate(names) if i == 0 or name in spec.columns or name in words]
    table([names[i] for i in shown], [[row[i] for i in shown] for row in page.rows], page)


@app.command("export")
def export_(dataset: str = DATASET, file: Path = typer.Argument(..., help="The YAML file to write.")) -> None:
    """Write the rules to a YAML file."""
    with workspace() as opened:
        count = text.export_rules(opened, datasets.find_version(opened, dataset).dataset_id, file)
    show({"rules": count, "file": str(file)}, f"Wrote {counted(count, 'rule')} to {file}")


@app.command("import")
def import_(dataset: str = DATASET, file: Path = typer.Argument(..., help="A YAML file with rules.")) -> None:
    """Add the rules of a YAML file; those that are there already are left out."""
    with workspace() as opened:
        made, _ = text.import_rules(opened, datasets.find_version(opened, dataset).dataset_id, file)
    _show_added(made)


def _show_added(made: Sequence[Rule]) -> None:
    lines = [f"Added {counted(len(made), 'rule')}", *(f"  {r.spec.title}" for r in made)]
    show({"added": made}, "\n".join(lines))
