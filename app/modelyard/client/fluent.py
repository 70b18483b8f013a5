"""The functions for scripts that name no run: they log to the run that their thread started last."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelyard.client import session as sessions
from modelyard.client.run import Run, package_versions
from modelyard.core.errors import ConflictError, InputError


def start_run(
    experiment: str = "",
    *,
    name: str = "",
    workspace: str | os.PathLike[str] | None = None,
    nested: bool = False,
    parent: Run | str | None = None,
    tags: Mapping[str, Any] | None = None,
    note: str = "",
) -> Run:
    """Start a run in an experiment, which is made when it is not there; the window shows it at once.

    Without `workspace`: `MODELYARD_WORKSPACE`, or the workspace that was opened last. `nested` makes it a part of the
    active run, `parent` a part of another one (a run or its id); the parent's experiment is the default then.
    """
    from modelyard.services.experiments import logging

    outer = active_run()
    if outer is not None and not nested and parent is None:
        raise ConflictError(
            f"{outer.label} is still open in this thread.", "End it with end_run(), or start a part of it: nested=True."
        )
    if nested and parent is None and outer is None:
        raise ConflictError("There is no active run to nest in.", "Start the outer run first.")
    above = parent if parent is not None else outer if nested else None
    if isinstance(above, Run) and workspace is None:
        workspace = above.workspace
    opened = sessions.session(workspace)
    parent_id = None
    if above is not None:
        parent_id = logging.find_run_id(opened.logbook, above.id if isinstance(above, Run) else above)
    if not experiment and isinstance(above, Run):
        experiment = above.experiment
    if not experiment:
        raise InputError("The run needs an experiment.", 'Name one: start_run("churn").')
    record, _ = logging.start(
        opened.logbook, experiment, name=name, parent_id=parent_id, script=_script(), packages=package_versions()
    )
    return _opened(opened, record, tags, note)


def resume_run(run_id: str, *, workspace: str | os.PathLike[str] | None = None) -> Run:
    """Go on with a run that a script logged before, of this process or another that has ended it."""
    from modelyard.services.experiments import logging

    opened = sessions.session(workspace)
    record, _ = logging.resume(opened.logbook, run_id)
    return _opened(opened, record, None, "")


def _opened(opened: sessions.Session, record: Any, tags: Mapping[str, Any] | None, note: str) -> Run:
    run = Run(opened, record)
    try:
        run.set_tags(tags or {})
        if note:
            run.set_note(note)
    except BaseException as error:
        run.end(error=error)
        raise
    opened.add(run)
    sessions.stack().append(run)
    return run


def _script() -> str:
    """The script's name, for the run's record; empty in a notebook or at a prompt."""
    main = sys.modules.get("__main__")
    return Path(getattr(main, "__file__", None) or "").name


def active_run() -> Run | None:
    """The run that this thread started last and did not end."""
    found = sessions.stack()
    return found[-1] if found else None


def _active() -> Run:
    found = active_run()
    if found is None:
        raise ConflictError(
            "There is no active run in this thread.",
            'Start one: with start_run("churn") as run. In another thread, log to the run itself: run.log_metric(…).',
        )
    return found


def end_run(state: str = "finished") -> None:
    """End the active run: "finished", "failed" or "cancelled"."""
    _active().end(state)


def flush() -> None:
    """Write all that was logged to the active run."""
    _active().flush()


def log_param(key: str, value: Any) -> None:
    """Log one parameter to the active run; see `Run.log_params`."""
    _active().log_param(key, value)


def log_params(params: Mapping[str, Any]) -> None:
    """Log parameters to the active run; see `Run.log_params`."""
    _active().log_params(params)


def log_metric(key: str, value: Any, step: int | None = None) -> None:
    """Log one value of a metric to the active run; see `Run.log_metric`."""
    _active().log_metric(key, value, step)


def log_metrics(metrics: Mapping[str, Any], step: int | None = None) -> None:
    """Log one value each of several metrics to the active run."""
    _active().log_metrics(metrics, step)


def set_tag(key: str, value: Any) -> None:
    """Set a tag of the active run; None removes it."""
    _active().set_tag(key, value)


def set_tags(tags: Mapping[str, Any]) -> None:
    """Set several tags of the active run."""
    _active().set_tags(tags)


def set_note(text: str | None) -> None:
    """Set the active run's note."""
    _active().set_note(text)


def log_file(path: str | Path, name: str = "") -> None:
    """Copy a file or a folder into the active run; see `Run.log_file`."""
    _active().log_file(path, name)


def log_text(text: str, name: str) -> None:
    """Keep a text as a file of the active run."""
    _active().log_text(text, name)


def log_dict(value: Any, name: str) -> None:
    """Keep a mapping or list as a JSON or YAML file of the active run."""
    _active().log_dict(value, name)


def log_figure(figure: Any, name: str) -> None:
    """Keep a Matplotlib or Plotly figure as a file of the active run; see `Run.log_figure`."""
    _active().log_figure(figure, name)


def log_model(model: Any, name: str = "model", *, example: Any = None) -> None:
    """Keep a fitted scikit-learn estimator in the active run; see `Run.log_model`."""
    _active().log_model(model, name, example=example)
