"""What scikit-learn warns of while a model learns, as sentences for a run's record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

NOT_SETTLED = "Learning ended before it had settled. More iterations, or scaled numbers, may make it better."
FEW_DIFFERENT = "There are fewer different rows than clusters, so some clusters have none."


@contextmanager
def gathered(told: list[str]) -> Iterator[None]:
    """Add to `told` that learning did not settle, once, instead of a warning; other warnings are shown as usual."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    keep_filters()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always", ConvergenceWarning)
        yield
    for one in seen:
        if issubclass(one.category, ConvergenceWarning):
            sentence = FEW_DIFFERENT if "distinct clusters" in str(one.message) else NOT_SETTLED
            told += [] if sentence in told else [sentence]
        else:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


@cache
def keep_filters() -> None:
    """Let scikit-learn's parallel tasks leave the process's warning filters as they are.

    WORKAROUND https://github.com/scikit-learn/scikit-learn/issues/32631: since 1.7 each task empties the filters and
    fills them anew. Two threads do that to each other: filters are lost for good, and each later task warns.
    """
    from sklearn import config_context
    from sklearn.utils import parallel

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        with config_context(**getattr(self, "config", {})):
            return self.function(*args, **kwargs)

    parallel._FuncWrapper.__call__ = call
