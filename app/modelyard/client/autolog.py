"""Autologging: every fit of a scikit-learn estimator leaves a run, or adds to the active one.

The estimators' `fit` methods are wrapped. Only the outermost fit is logged: neither the steps of a pipeline nor the
candidates of a search, which become the run's trials. What goes wrong while logging never reaches the fit.
"""

from __future__ import annotations

import functools
import os
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from modelyard.client import fluent
from modelyard.client.run import Run
from modelyard.client.values import json_value

DEFAULT_EXPERIMENT = "Autolog"


@dataclass
class _Settings:
    enabled: bool = False
    experiment: str = DEFAULT_EXPERIMENT
    workspace: str | os.PathLike[str] | None = None
    score: bool = True
    models: bool = False
    warned: bool = False


_settings = _Settings()
_inside = threading.local()
_patched: set[type] = set()


def autolog(
    experiment: str = "",
    *,
    workspace: str | os.PathLike[str] | None = None,
    score: bool = True,
    models: bool = False,
    enabled: bool = True,
) -> None:
    """Log every `fit` of scikit-learn's estimators, and of those built on them, from now on; `enabled=False` stops it.

    The class, the parameters, the fit time, the score on the training rows (unless `score` is off) and a search's
    trials are logged; the fitted model, too, with `models`. The first fit within an active run adds to that run, each
    further one is a nested run; without an active run each fit is a run of `experiment`. Fits inside joblib's workers
    are not logged.
    """
    global _settings
    from sklearn.base import BaseEstimator

    _settings = _Settings(enabled, experiment or DEFAULT_EXPERIMENT, workspace, score, models)
    if enabled and BaseEstimator not in _patched:
        _patch_tree(BaseEstimator)
        _patch_later(BaseEstimator)


def _patch_tree(base: Any) -> None:
    _patched.add(base)
    _patch(base)
    for child in base.__subclasses__():
        if child not in _patched:
            _patch_tree(child)


def _patch_later(base: Any) -> None:
    """Classes that are made, or imported, after this."""
    before = base.__init_subclass__.__func__

    def __init_subclass__(cls: Any, /, **kwargs: Any) -> None:
        before(cls, **kwargs)
        if cls not in _patched:
            _patched.add(cls)
            _patch(cls)

    base.__init_subclass__ = classmethod(__init_subclass__)


def _patch(cls: type) -> None:
    for name in ("fit", "fit_transform", "fit_predict"):
        original = cls.__dict__.get(name)
        if callable(original):
            setattr(cls, name, _logged(original))


def _logged(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        # No more than a call: classes of a script are pickled by value for joblib's workers, with what this names.
        return _fit_logged(original, self, args, kwargs)

    return fit


def _fit_logged(original: Callable[..., Any], estimator: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if not _settings.enabled or getattr(_inside, "fit", False) or _in_worker():
        return original(estimator, *args, **kwargs)
    _inside.fit = True
    try:
        run = _safely(_begin, estimator)
        began = time.time()
        try:
            result = original(estimator, *args, **kwargs)
        except BaseException as error:
            if run is not None:
                _safely(_give_up, run, error)
            raise
        if run is not None:
            _safely(_finish, run, estimator, args, kwargs, began, time.time() - began)
        return result
    finally:
        _inside.fit = False


def _in_worker() -> bool:
    from joblib.parallel import get_active_backend

    return bool(getattr(get_active_backend()[0], "nesting_level", 0))


def _safely(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function; what it raises becomes one warning, and None."""
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001 - logging must never break a fit
        if not _settings.warned:
            _settings.warned = True
            warnings.warn(f"A fit could not be logged: {error}", stacklevel=5)
        return None


@dataclass
class _Fit:
    """A fit that is being logged; `owned` says that its run was started for it."""

    run: Run
    owned: bool


def _begin(estimator: Any) -> _Fit:
    name = type(estimator).__name__
    active = fluent.active_run()
    if active is not None and not active.fitted:
        fit = _Fit(active, owned=False)
    elif active is not None:
        fit = _Fit(fluent.start_run(name=name, nested=True), owned=True)
    else:
        fit = _Fit(fluent.start_run(_settings.experiment, name=name, workspace=_settings.workspace), owned=True)
    try:
        fit.run.fitted = True
        fit.run.set_columns(algorithm=name)
        fit.run.set_tag("estimator", f"{type(estimator).__module__}.{type(estimator).__qualname__}")
        fit.run.log_params(_params(estimator))
    except BaseException as error:
        _give_up(fit, error)
        raise
    return fit


def _give_up(fit: _Fit, error: BaseException) -> None:
    if fit.owned:
        fit.run.end(error=error)


def _params(estimator: Any) -> dict[str, Any]:
    """All parameters, of the steps, too; an estimator among them is its class's name, a list of them is left out."""
    from sklearn.base import BaseEstimator

    found = {}
    for key, value in estimator.get_params(deep=True).items():
        if isinstance(value, BaseEstimator):
            found[key] = type(value).__name__
        elif not _holds_estimators(value):
            found[key] = json_value(value)
    return found


def _holds_estimators(value: Any) -> bool:
    from sklearn.base import BaseEstimator

    if not isinstance(value, list | tuple):
        return False
    return any(isinstance(part, BaseEstimator) for item in value if isinstance(item, list | tuple) for part in item)


def _finish(
    fit: _Fit, estimator: Any, args: tuple[Any, ...], kwargs: dict[str, Any], began: float, seconds: float
) -> None:
    run = fit.run
    try:
        run.log_metric("fit_seconds", seconds)
        run.set_columns(fit_seconds=seconds)
        if hasattr(estimator, "cv_results_"):
            _log_search(run, estimator, began)
        rows, target = _data(args, kwargs)
        if _settings.score and rows is not None and hasattr(estimator, "score"):
            run.log_metric("training_score", estimator.score(rows, target))
        if _settings.models and rows is not None:
            run.log_model(estimator, example=rows[:100])
    finally:
        if fit.owned:
            run.end()


def _data(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any]:
    rows = args[0] if args else kwargs.get("X")
    return rows, args[1] if len(args) > 1 else kwargs.get("y")


def _log_search(run: Run, search: Any, began: float) -> None:
    """What a search over parameters tried becomes the run's trials; the best of it parameters and a metric."""
    from modelyard.domain.experiments.runs import Trial, TrialState

    results = search.cv_results_
    score = "score" if "mean_test_score" in results else getattr(search, "refit", "")
    if f"mean_test_{score}" not in results:
        score = next((k.removeprefix("mean_test_") for k in results if k.startswith("mean_test_")), "")
    folds = [k for k in results if k.startswith("split") and k.endswith(f"_test_{score}")]
    at, trials = began, []
    for position, params in enumerate(results["params"]):
        value = float(results[f"mean_test_{score}"][position])
        seconds = float(results["mean_fit_time"][position]) * max(1, len(folds))
        failed = value != value
        values = tuple(float(results[key][position]) for key in folds)
        state, shown = (TrialState.FAILED, None) if failed else (TrialState.FINISHED, value)
        start = datetime.fromtimestamp(at, UTC)
        trials.append(Trial(position, state, _trial_params(params), shown, values, start, seconds))
        at += seconds
    run.add_trials(trials)
    if hasattr(search, "best_params_"):
        run.log_params({f"best_{key}": value for key, value in _trial_params(search.best_params_).items()})
    if hasattr(search, "best_score_"):
        run.log_metric("best_score", search.best_score_)


def _trial_params(params: dict[str, Any]) -> dict[str, Any]:
    from sklearn.base import BaseEstimator

    return {k: type(v).__name__ if isinstance(v, BaseEstimator) else json_value(v) for k, v in params.items()}
