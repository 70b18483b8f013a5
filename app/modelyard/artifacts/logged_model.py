"""A fitted estimator that a script logs, as an MLflow model in a folder: skops, signature, environment, example."""

from __future__ import annotations

import json
import uuid
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from modelyard.artifacts.bundle import write_pipeline
from modelyard.artifacts.mlflow_format import EXAMPLE, MLFLOW, PACKAGES, library_versions
from modelyard.core import clock
from modelyard.core.errors import InputError
from modelyard_server.bundle import PIPELINE

EXAMPLE_ROWS = 5
KIND = "skops"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the model's class and its signature as JSON (empty without an example)."""

    algorithm: str
    signature: str


def write_logged_model(model: Any, example: Any, folder: Path) -> Written:
    """Write the files of a model into a folder.

    Raises `InputError` for what is not a fitted estimator, or holds a function without a name. A class that only the
    running script has is warned of.
    """
    from sklearn.base import BaseEstimator
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    if not isinstance(model, BaseEstimator):
        raise InputError(f"{type(model).__name__} is no scikit-learn estimator.", "Keep it with log_file instead.")
    try:
        check_is_fitted(model)
    except NotFittedError as error:
        raise InputError(f"This {type(model).__name__} is not fitted.", "Fit it before it is logged.") from error
    folder.mkdir(parents=True)
    write_pipeline(model, folder / PIPELINE)
    foreign = _foreign(folder / PIPELINE)
    signature = None if example is None else _signature(model, example)
    shown = None if example is None else _write_example(example, folder)
    libraries = library_versions(folder / PIPELINE)
    _write_environment(folder, libraries)
    described = _mlmodel(model, folder / PIPELINE, foreign, signature, shown, libraries)
    (folder / "MLmodel").write_text(yaml.safe_dump(described, sort_keys=True), encoding="utf-8")
    return Written(type(model).__name__, "" if signature is None else json.dumps(signature))


def _foreign(file: Path) -> list[str]:
    """Classes and functions of the model that are not scikit-learn's own, by their full names."""
    from skops.io import get_untrusted_types

    found = sorted(get_untrusted_types(file=file))
    nameless = [name for name in found if "<" in name]
    if nameless:
        raise InputError(
            f"The model holds {nameless[0]}, which nobody could load again.", "Use a function of a module, with a name."
        )
    if own := [name for name in found if name.startswith("__main__.")]:
        warnings.warn(
            f"{own[0]} is defined in this script, so the model can be loaded only where that is. Put it into a module.",
            stacklevel=6,
        )
    return found


def _mlmodel(
    model: Any,
    file: Path,
    foreign: list[str],
    signature: dict[str, Any] | None,
    shown: dict[str, Any] | None,
    libraries: dict[str, str],
) -> dict[str, Any]:
    described: dict[str, Any] = {
        "flavors": {
            "python_function": {
                "env": {"virtualenv": "python_env.yaml"},
                "loader_module": "mlflow.sklearn",
                "model_path": file.name,
                "predict_fn": "predict" if hasattr(model, "predict") else "transform",
                "python_version": libraries["python"],
            },
            "sklearn": {
                "code": None,
                "pickled_model": file.name,
                "serialization_format": "skops",
                "sklearn_version": libraries["scikit-learn"],
                "skops_trusted_types": foreign,
            },
        },
        "mlflow_version": MLFLOW,
        "model_size_bytes": file.stat().st_size,
        "model_uuid": uuid.uuid4().hex,
        "utc_time_created": clock.now().strftime("%Y-%m-%d %H:%M:%S.%f"),
    }
    if signature is not None:
        described["signature"] = {k: None if v is None else json.dumps(v) for k, v in signature.items()}
    if shown is not None:
        described["saved_input_example_info"] = shown
    return described


def _write_environment(folder: Path, libraries: dict[str, str]) -> None:
    lines = [f"mlflow=={MLFLOW}", *(f"{name}=={libraries[name]}" for name in PACKAGES)]
    (folder / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = {
        "python": libraries["python"],
        "build_dependencies": ["pip", "setuptools", "wheel"],
        "dependencies": ["-r requirements.txt"],
    }
    (folder / "python_env.yaml").write_text(yaml.safe_dump(environment), encoding="utf-8")


def _signature(model: Any, example: Any) -> dict[str, Any]:
    """The names and types of the example's columns and of what the model makes of it, as MLflow writes them."""
    outputs = None
    if hasattr(model, "predict"):
        try:
            outputs = _spec(model.predict(example))
        except (ValueError, TypeError, KeyError) as error:
            hint = "Give rows as it was fitted on."
            raise InputError("The model cannot predict the example.", hint, repr(error)) from error
    return {"inputs": _spec(example), "outputs": outputs, "params": None}


def _dense(data: Any) -> Any:
    """Rows as they are, but those of a sparse matrix with their zeros."""
    return data.toarray() if hasattr(data, "toarray") else data


def _spec(data: Any) -> list[dict[str, Any]]:
    if hasattr(data, "dtypes") and hasattr(data, "columns"):
        return [
            {"type": _type(kind), "name": str(name), "required": not bool(data[name].isna().any())}
            for name, kind in data.dtypes.items()
        ]
    import numpy as np

    array = np.asarray(_dense(data))
    if array.dtype.kind in "OUS":
        return [{"type": "string", "required": True}]
    return [{"type": "tensor", "tensor-spec": {"dtype": str(array.dtype), "shape": [-1, *array.shape[1:]]}}]


def _type(kind: Any) -> str:
    name = str(kind).lower()
    if name.startswith("bool"):
        return "boolean"
    if name.startswith(("int", "uint")):
        return "long" if "64" in name else "integer"
    if name.startswith("float"):
        return "double" if "64" in name else "float"
    return "datetime" if name.startswith("datetime") else "string"


def _write_example(example: Any, folder: Path) -> dict[str, Any]:
    """Write a few rows of the example; returns how MLflow is told of them."""
    rows = example[:EXAMPLE_ROWS]
    if hasattr(rows, "to_json"):
        text = rows.to_json(orient="split", index=False, date_format="iso")
        shown = {"artifact_path": EXAMPLE, "pandas_orient": "split", "type": "dataframe"}
    else:
        import numpy as np

        text = json.dumps({"inputs": np.asarray(_dense(rows)).tolist()})
        shown = {"artifact_path": EXAMPLE, "format": "tf-serving", "type": "ndarray"}
    (folder / EXAMPLE).write_text(text + "\n", encoding="utf-8")
    return shown
