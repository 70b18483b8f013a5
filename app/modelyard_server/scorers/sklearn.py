"""scikit-learn itself, where no fast scorer is exact: model.skops, loaded with a fixed list of types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from modelyard_server.bundle import InputSpec
from modelyard_server.errors import BundleError
from modelyard_server.own_code import trusted
from modelyard_server.scorers.preprocess import Columns
from modelyard_server.trusted import TRUSTED


def load_trusted(path: Path) -> Any:
    """Load a skops file. Raises `BundleError` that names the first type that is neither on the fixed list nor of own
    code that was run in this process."""
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    asked = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED)
    own = [name for name in asked if trusted(name)]
    foreign = sorted(asked.difference(own))
    if foreign:
        raise BundleError(f"The model holds the type {foreign[0]}, which is not on the list of trusted types.")
    try:
        return skops.io.load(path, trusted=[*TRUSTED, *own])
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        raise BundleError(f"The model needs the package {package}, which is not installed here.") from error
    except UntrustedTypesFoundException as error:
        raise BundleError(f"The model holds a type that is not on the list of trusted types: {error}.") from error


class SklearnScorer:
    """Builds a frame and asks the pipeline."""

    def __init__(self, inputs: tuple[InputSpec, ...], pipeline: Any) -> None:
        import pandas as pd

        assert pd  # imported here, so that the first request does not wait for it
        self._inputs = inputs
        self._pipeline = pipeline

    def score(self, columns: Columns, rows: int) -> list[float]:
        """The probability of the positive class, one a row."""
        probabilities: list[float] = self._pipeline.predict_proba(frame(self._inputs, columns))[:, 1].tolist()
        return probabilities


def frame(inputs: tuple[InputSpec, ...], columns: Columns) -> Any:
    """A pandas frame as training makes it: numbers and booleans float64 (missing NaN), all else object (None)."""
    import numpy as np
    import pandas as pd

    numeric = ("boolean", "integer", "number")
    data = {
        spec.name: np.array(columns[spec.name], dtype=np.float64 if spec.type in numeric else object) for spec in inputs
    }
    return pd.DataFrame(data)
