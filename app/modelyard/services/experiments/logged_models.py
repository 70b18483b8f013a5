"""Fitted models that scripts log: written as an MLflow model, its files kept like all files of a run."""

from __future__ import annotations

import shutil
from typing import Any

from modelyard.core import clock
from modelyard.domain.experiments.runs import LoggedModel, RunFile
from modelyard.services.experiments.logging import Logbook


def keep_model(logbook: Logbook, model: Any, name: str, example: Any) -> tuple[list[RunFile], LoggedModel]:
    """Keep a fitted scikit-learn estimator among a run's files in `models/NAME`.

    Raises `InputError` for what is not fitted, or cannot be written without pickling.
    """
    from modelyard.artifacts.logged_model import KIND, write_logged_model

    path = f"models/{name}"
    staged = logbook.blobs.stage()
    try:
        written = write_logged_model(model, example, staged)
        files = []
        for file in sorted(p for p in staged.rglob("*") if p.is_file()):
            relative, size = file.relative_to(staged).as_posix(), file.stat().st_size
            files.append(RunFile(f"{path}/{relative}", logbook.blobs.adopt(file), size))
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    tags = {"class": written.algorithm}
    return files, LoggedModel(name, path, "", KIND, "ready", clock.now(), written.signature, tags=tags)
