"""The commands' root: shared options, groups, errors as sentences with exit codes."""

from __future__ import annotations

import sys
from pathlib import Path

import typer
from typer.exceptions import TyperException

from modelyard import __version__
from modelyard.cli import activity, demo, deployments, models, monitoring, workspace
from modelyard.cli.context import shared
from modelyard.cli.data import datasets
from modelyard.cli.experiments import again, code, exchange, manage, search, show
from modelyard.cli.experiments import runs as experiments
from modelyard.core import codec
from modelyard.core.errors import AppError

EPILOG = "Anywhere: --workspace FOLDER, --json. Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 conflict, \
5 bad input, 6 workspace, 7 engine, 8 too many rows do not fit, 9 password needed, 130 cancelled."

app = typer.Typer(
    name="modelyard",
    help="Carry a model from a table to a running, watched container. Without arguments the window opens.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(workspace.app, name="workspace")
app.add_typer(datasets.app, name="data")
for part in (show, search, manage, again, exchange, code):
    experiments.app.add_typer(part.app)
app.add_typer(experiments.app, name="experiments")
app.add_typer(models.app, name="models")
app.add_typer(deployments.app, name="deployments")
app.add_typer(monitoring.app, name="monitoring")
app.add_typer(activity.app, name="activity")
app.command(name="demo")(demo.demo)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"modelyard {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Modelyard's command line."""


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    try:
        rest = _take_shared(arguments)
        code = app(args=rest, prog_name="modelyard", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except AppError as error:
        return _fail(error)
    except TyperException as error:
        _show_usage(error)
        return error.exit_code
    return code if isinstance(code, int) else 0


def _show_usage(error: TyperException) -> None:
    """What Typer itself would print for a wrong option; only usage errors know how."""
    show = getattr(error, "show", None)
    if show is None:
        typer.echo(str(error), err=True)
    else:
        show()


def _fail(error: AppError) -> int:
    if shared.json:
        typer.echo(codec.to_json({"error": {"message": error.message, "hint": error.hint}}))
    else:
        typer.echo(f"{error.message}", err=True)
        if error.hint:
            typer.echo(error.hint, err=True)
    return error.exit_code


def _take_shared(arguments: list[str]) -> list[str]:
    """Take `--json` and `--workspace FOLDER` out of the arguments, wherever they stand before a bare `--`."""
    shared.json, shared.workspace = False, None
    rest: list[str] = []
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        position += 1
        if argument == "--":
            return [*rest, *arguments[position - 1 :]]
        if argument == "--json":
            shared.json = True
        elif argument.startswith("--workspace="):
            shared.workspace = Path(argument.partition("=")[2])
        elif argument in ("--workspace", "-w"):
            if position >= len(arguments):
                raise AppError("--workspace needs a folder.", "Type its path after it.")
            shared.workspace = Path(arguments[position])
            position += 1
        else:
            rest.append(argument)
    return rest


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
