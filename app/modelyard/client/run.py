"""A run as a script holds it. Logging puts things into memory; a thread writes them a moment later."""

from __future__ import annotations

import sys
import threading
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from modelyard.client import session as sessions
from modelyard.client.values import file_path, json_value, name_of, number_of, step_of, text_of
from modelyard.core.errors import ConflictError, InputError

if TYPE_CHECKING:
    from modelyard.client.session import Session
    from modelyard.domain.experiments.runs import RunState, Trial
    from modelyard.services.experiments.logging import Batch, OpenRun


class Run:
    """An open run. Use it as a context manager, or call `end`. Every thread may log to it.

    What is logged is in memory for at most a third of a second; `flush` writes it now. A process that is killed before
    loses that third of a second, and nothing else.
    """

    def __init__(self, session: Session, record: OpenRun) -> None:
        self._session = session
        self._record = record
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._batch = _new_batch()
        self._refused: Batch | None = None
        self._params = dict(record.params)
        self._next_step = {key: step + 1 for key, step in record.last_steps.items()}
        self._written_at = time.monotonic()
        self._complained = False
        self._closed = False
        self._packages = package_versions()
        self.fitted = False
        self.ended = False

    @property
    def id(self) -> str:
        """The run's id, for `resume_run` and for a nested run's `parent`."""
        return self._record.id

    @property
    def number(self) -> int:
        """Its number within the experiment."""
        return self._record.number

    @property
    def experiment(self) -> str:
        """Its experiment's name."""
        return self._record.experiment

    @property
    def label(self) -> str:
        """How people call it: "churn run 12"."""
        return self._record.label

    @property
    def workspace(self) -> Path:
        """The workspace's folder."""
        return self._session.logbook.path

    def __repr__(self) -> str:
        return f"<{self.label}{', ended' if self.ended else ''}>"

    # Parameters, metrics, tags

    def log_param(self, key: str, value: Any) -> None:
        """Log one parameter; see `log_params`."""
        self.log_params({key: value})

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Log parameters: any JSON value, of any length; what JSON does not know is kept as `repr` shows it.

        Raises `ConflictError` when a parameter has another value already; none of them is logged then.
        """
        fresh = {name_of(key, "parameter"): json_value(value) for key, value in params.items()}
        with self._lock:
            self._check_open()
            for key, value in fresh.items():
                if key in self._params and self._params[key] != value:
                    raise ConflictError(
                        f"The parameter {key} is {self._params[key]!r} already, and cannot become {value!r}.",
                        "A run has one value a parameter. Log what changes as a metric, or start another run.",
                    )
            self._params.update(fresh)
            self._batch.params.update(fresh)

    def log_metric(self, key: str, value: Any, step: int | None = None) -> None:
        """Log one value of a metric; NaN and infinities are kept. Without a step, steps count from 0."""
        number = value if type(value) is float else number_of(key, value)
        at = time.time()
        with self._lock:
            if self.ended:
                self._check_open()
            if step is None:
                step = self._next_step.get(key, 0)
            elif type(step) is not int:
                step = step_of(step)
            if key not in self._next_step:
                name_of(key, "metric")
            self._next_step[key] = step + 1
            self._batch.points.append((key, step, at, number))

    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Log one value each of several metrics."""
        for key, value in metrics.items():
            self.log_metric(key, value, step)

    def set_tag(self, key: str, value: Any) -> None:
        """Set a tag, in place of an older value; None removes it."""
        self.set_tags({key: value})

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Set several tags."""
        fresh = {name_of(key, "tag"): None if value is None else text_of(value) for key, value in tags.items()}
        with self._lock:
            self._check_open()
            self._batch.tags.update(fresh)

    def set_note(self, text: str | None) -> None:
        """Set the run's note, in place of an older one; None removes it."""
        self.set_columns(note="" if text is None else text_of(text))

    def set_columns(self, **values: Any) -> None:
        """Set fields of the run's record, such as its algorithm and fit time; for autolog."""
        with self._lock:
            self._check_open()
            self._batch.columns.update(values)

    def add_trials(self, trials: list[Trial]) -> None:
        """Add what a search tried; for autolog."""
        with self._lock:
            self._check_open()
            self._batch.trials.extend(trials)

    # Files

    def log_file(self, path: str | Path, name: str = "") -> None:
        """Copy a file into the run, or a folder with all its files, as `name` (its own name by default)."""
        source = Path(path).expanduser()
        target = file_path(name or source.resolve().name)
        if not source.is_dir():
            self._keep(source, target)
            return
        found = sorted(p for p in source.rglob("*") if p.is_file())
        if not found:
            raise InputError(f"The folder {source} has no files.", "Check its path.")
        for one in found:
            self._keep(one, file_path(f"{target}/{one.relative_to(source).as_posix()}"))

    def log_text(self, text: str, name: str) -> None:
        """Keep a text as a file of the run."""
        if not isinstance(text, str):
            raise InputError(f"{type(text).__name__} is no text.", "Use str(…), or log_file for a file.")
        self._keep_bytes(text_of(text).encode(), file_path(name))

    def log_dict(self, value: Any, name: str) -> None:
        """Keep a mapping or list as a file: YAML for a name that ends so, else JSON."""
        import json

        target, plain = file_path(name), json_value(value)
        if target.endswith((".yaml", ".yml")):
            import yaml

            text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
        else:
            text = json.dumps(plain, indent=2, ensure_ascii=False)
        self._keep_bytes(text.encode(), target)

    def log_figure(self, figure: Any, name: str) -> None:
        """Keep a Matplotlib figure as PNG, SVG or PDF by its name's ending; a Plotly figure as HTML."""
        import io

        target = file_path(name)
        if not hasattr(figure, "savefig"):  # axes, as plots of pandas are, know their figure
            figure = getattr(figure, "figure", figure)
        if hasattr(figure, "savefig"):
            buffer = io.BytesIO()
            try:
                figure.savefig(buffer, format=Path(target).suffix[1:] or "png", bbox_inches="tight")
            except ValueError as error:
                hint = "End its name in .png, .svg or .pdf."
                raise InputError(f"A figure cannot be kept as {target}.", hint, str(error)) from error
            self._keep_bytes(buffer.getvalue(), target if Path(target).suffix else f"{target}.png")
        elif hasattr(figure, "to_html"):
            self._keep_bytes(figure.to_html().encode(), target)
        else:
            raise InputError(f"{type(figure).__name__} is no kind of figure.", "Log a Matplotlib or a Plotly figure.")

    def log_model(self, model: Any, name: str = "model", *, example: Any = None) -> None:
        """Keep a fitted scikit-learn estimator or pipeline in `models/NAME`, as skops and never as a pickle.

        `example` is a few rows of its input (a frame or an array): names and types of the columns are kept as the
        model's signature. Raises `InputError` for what is not fitted, or holds a function without a name.
        """
        from modelyard.services.experiments.logged_models import keep_model

        files, found = keep_model(self._session.logbook, model, file_path(name), example)
        with self._lock:
            self._check_open()
            self._batch.files.update((f.path, f) for f in files)
            self._batch.models.append(found)
            self._batch.columns["model_size"] = sum(f.size for f in files)
        self.flush()

    def _keep(self, source: Path, target: str) -> None:
        from modelyard.services.experiments.logging import keep_file

        self._check_open()
        self._name_file(target, *keep_file(self._session.logbook, source))

    def _keep_bytes(self, content: bytes, target: str) -> None:
        self._check_open()
        self._name_file(target, self._session.logbook.blobs.add_bytes(content), len(content))

    def _name_file(self, target: str, blob: str, size: int) -> None:
        from modelyard.domain.experiments.runs import RunFile

        with self._lock:
            self._check_open()
            self._batch.files[target] = RunFile(target, blob, size)

    # Writing and ending

    def flush(self) -> None:
        """Write all that was logged before; whatever becomes of this process then, it is kept."""
        self._write(None, "")

    def end(self, state: str = "finished", *, error: BaseException | None = None) -> None:
        """Write all and end the run: "finished", "failed" or "cancelled"; with an error, failed because of it."""
        from modelyard.domain.experiments.runs import RunState

        if self.ended:
            return
        states = {s.value: s for s in (RunState.FINISHED, RunState.FAILED, RunState.CANCELLED)}
        if state not in states:
            raise InputError(f"A run cannot end as {state!r}.", f"Say one of {', '.join(states)}.")
        ended, text = states[state], ""
        if error is not None:
            ended = RunState.CANCELLED if isinstance(error, KeyboardInterrupt) else RunState.FAILED
            text = f"{type(error).__name__}: {error}".removesuffix(": ")
        with self._lock:
            self.ended = True
        try:
            self._write(ended, text)
        except BaseException:
            self.ended = False  # so that it can be ended again
            raise
        self._session.remove(self)
        if self in sessions.stack():
            sessions.stack().remove(self)

    def write_waiting(self, now: float) -> None:
        """Write what waits, or a sign of life when nothing was written for long; called by the session's thread."""
        from modelyard.services.experiments.logging import ALIVE_SECONDS

        if self._batch or self._refused is not None or now - self._written_at > ALIVE_SECONDS:
            self._write(None, "")

    def _write(self, state: RunState | None, error: str) -> None:
        from modelyard.services.experiments.logging import add

        with self._writing:
            if self._closed:
                return
            if self._refused is not None:
                add(self._session.logbook, self._record, self._refused)
                self._refused = None
            with self._lock:
                batch, self._batch = self._batch, _new_batch()
            batch.state, batch.error = state, error
            if state is not None:
                packages = package_versions()
                batch.packages = {} if packages is self._packages else packages
            try:
                add(self._session.logbook, self._record, batch)
            except BaseException:
                batch.state = None
                self._refused = batch
                raise
            self._written_at = time.monotonic()
            self._closed = state is not None

    def disown(self) -> None:
        """Leave the run to the process that this one was forked from."""
        self._lock, self._writing = threading.Lock(), threading.Lock()  # others may have held them at that moment
        self.ended = self._closed = True

    def complain(self, error: Exception) -> None:
        """Warn once that the run cannot be written at the moment."""
        if not self._complained:
            self._complained = True
            warnings.warn(f"{self.label} waits to be written: {error}", stacklevel=1)

    def _check_open(self) -> None:
        if self.ended:
            hint = f'Start another run, or go on with it: resume_run("{self.id}").'
            raise ConflictError(f"{self.label} has ended, or belongs to another process.", hint)

    def __reduce__(self) -> str:
        raise ConflictError(
            f"{self.label} cannot be sent to another process.",
            "Send run.id, and start a part of it there: start_run(…, parent=id).",
        )

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, SystemExit) and not error.code:
            error = None
        self.end(error=error)


def _new_batch() -> Batch:
    from modelyard.services.experiments.logging import Batch

    return Batch()


_versions: tuple[int, dict[str, str]] = (0, {})


def package_versions() -> dict[str, str]:
    """The versions of the packages that the script has imported; looked up again when more modules are loaded."""
    global _versions
    loaded = len(sys.modules)
    if _versions[0] != loaded:
        found = {}
        for name, module in list(sys.modules.items()):
            version = None if "." in name or name[0] == "_" else getattr(module, "__dict__", {}).get("__version__")
            if isinstance(version, str) and name not in sys.stdlib_module_names:
                found[name] = version
        _versions = (loaded, found)
    return _versions[1]
