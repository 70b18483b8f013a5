"""`modelyard models …`: register runs and move aliases."""

from __future__ import annotations

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.cli.experiments.naming import find_run
from modelyard.domain.models import CHAMPION
from modelyard.services import models as service

app = typer.Typer(help="Register runs as model versions.", no_args_is_help=True)


@app.command()
def register(
    experiment: str = typer.Argument(..., help="The experiment's name."),
    run: int | None = typer.Option(None, help="The run's number; the best by the experiment's metric by default."),
    name: str = typer.Option("", help="The model's name; by default the experiment's."),
    note: str = typer.Option("", help="A note kept with the version."),
) -> None:
    """Make a run the next version of a model."""
    with workspace() as opened:
        found = find_run(opened, experiment, run)
        job, _ = service.register(opened, found.id, name or experiment, note)
        result = wait(opened, job).result
        version = service.version(opened, result["version_id"])
    parity = version.parity
    text = f"{version.label} from run {version.run_number}, served by the {version.scorer} scorer"
    text += (
        f" (largest difference to scikit-learn {parity.max_difference:.1e} on {parity.rows + parity.edge_rows:,} rows)"
    )
    show(version, text)


@app.command("list")
def list_(model: str = typer.Argument("", help="A model's name; all by default.")) -> None:
    """List the versions, newest first."""
    with workspace() as opened:
        found = [v for v in service.versions(opened) if not model or v.model_name == model]
    rows = [
        [v.label, ", ".join(v.aliases), v.algorithm_name, f"{v.metrics.get('roc_auc', float('nan')):.4f}", v.scorer]
        for v in found
    ]
    table(["Version", "Aliases", "Algorithm", "ROC AUC", "Scorer"], rows, found)


@app.command()
def alias(
    model: str = typer.Argument(..., help="The model's name."),
    version: str = typer.Argument(..., help="The version's number, or an alias it has."),
    alias: str = typer.Argument(CHAMPION, help="champion or challenger."),
) -> None:
    """Point an alias at a version."""
    with workspace() as opened:
        found, _ = service.set_alias(opened, service.find_version(opened, model, version).id, alias)
    show(found, f"{found.label} is the {alias}")
