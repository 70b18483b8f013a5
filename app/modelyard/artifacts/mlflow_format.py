"""The files that make a bundle an MLflow model. Written by hand: MLflow is not needed to make one.

The format follows MLflow 3.17 (mlflow/models/model.py, mlflow/sklearn/__init__.py).
"""

from __future__ import annotations

import json
import platform
import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from modelyard.core.paths import server_dir
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.models import InputField, Signature
from modelyard_server.bundle import OWN_FOLDER, PIPELINE
from modelyard_server.own_code import trusted
from modelyard_server.trusted import TRUSTED

MLFLOW = "3.17.2"
PACKAGES = ("scikit-learn", "skops", "numpy", "scipy", "pandas")
BOOSTERS = ("lightgbm", "xgboost")
OWN_STEPS = ("__init__", "formulas", "moments", "transformers")
"""The modules of the server that a pipeline's own steps are made of."""
EXAMPLE = "input_example.json"
SERVING_EXAMPLE = "serving_input_example.json"


def write_mlflow_files(
    folder: Path, signature: Signature, example: dict[str, list[Any]], libraries: dict[str, str], now: datetime
) -> None:
    """Write MLmodel, requirements.txt, python_env.yaml and the input examples. `example` holds a few rows."""
    _write(folder / "MLmodel", _yaml(_mlmodel(folder, signature, libraries, now)))
    lines = [f"mlflow=={MLFLOW}", *(f"{name}=={libraries[name]}" for name in libraries if name != "python")]
    _write(folder / "requirements.txt", "\n".join(lines) + "\n")
    environment = {
        "python": libraries["python"],
        "build_dependencies": ["pip", "setuptools", "wheel"],
        "dependencies": ["-r requirements.txt"],
    }
    _write(folder / "python_env.yaml", _yaml(environment))
    split = {"columns": list(example), "data": [list(row) for row in zip(*example.values(), strict=True)]}
    _write(folder / EXAMPLE, json.dumps(split) + "\n")
    _write(folder / SERVING_EXAMPLE, json.dumps({"dataframe_split": split}) + "\n")


def _mlmodel(folder: Path, signature: Signature, libraries: dict[str, str], now: datetime) -> dict[str, Any]:
    code = _write_code(folder)
    inputs = [{"type": mlflow_type(f), "name": f.name, "required": f.required} for f in signature.inputs]
    outputs = [{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}]
    return {
        "flavors": {
            "python_function": {
                "code": code,
                "env": {"virtualenv": "python_env.yaml"},
                "loader_module": "mlflow.sklearn",
                "model_path": PIPELINE,
                "predict_fn": "predict_proba",
                "python_version": libraries["python"],
            },
            "sklearn": {
                "code": code,
                "pickled_model": PIPELINE,
                "serialization_format": "skops",
                "sklearn_version": libraries["scikit-learn"],
                "skops_trusted_types": [*TRUSTED, *filter(trusted, _types(folder / PIPELINE))],
            },
        },
        "is_signature_from_type_hint": False,
        "mlflow_version": MLFLOW,
        "model_size_bytes": (folder / PIPELINE).stat().st_size,
        "model_uuid": uuid.uuid4().hex,
        "saved_input_example_info": {
            "artifact_path": EXAMPLE,
            "pandas_orient": "split",
            "serving_input_path": SERVING_EXAMPLE,
            "type": "dataframe",
        },
        "signature": {"inputs": json.dumps(inputs), "outputs": json.dumps(outputs), "params": None},
        "type_hint_from_example": False,
        "utc_time_created": now.strftime("%Y-%m-%d %H:%M:%S.%f"),
    }


def mlflow_type(field: InputField) -> str:
    """MLflow's name of a column's type. An integer that may be missing is a double there, as in pandas."""
    if field.type is ColumnType.INTEGER:
        return "double" if field.nullable else "long"
    if field.type is ColumnType.BOOLEAN:
        return "double" if field.nullable else "boolean"
    names = {ColumnType.NUMBER: "double", ColumnType.DATE: "datetime", ColumnType.DATETIME: "datetime"}
    return names.get(field.type, "string")


def library_versions(pipeline: Path) -> dict[str, str]:
    """The versions that fitted a pipeline, which is a skops file: Python and the packages that load it."""
    from importlib.metadata import packages_distributions, version

    used = [name for name in BOOSTERS if any(t.startswith(f"{name}.") for t in _types(pipeline))]
    sources = {name: packages_distributions()[name][0] for name in used}
    versions = {name: version(name) for name in PACKAGES} | {name: version(d) for name, d in sources.items()}
    return {"python": platform.python_version(), **versions}


def _types(pipeline: Path) -> list[str]:
    """The types in a skops file that skops does not trust by itself."""
    import skops.io

    found: list[str] = skops.io.get_untrusted_types(file=pipeline)
    return found


def _write_code(folder: Path) -> str | None:
    """Put the code of a pipeline's own steps beside it where it has such, so that MLflow loads it anywhere.

    Returns the folder of code, which own code is in already; None where there is none.
    """
    code = folder / OWN_FOLDER
    if any(name.startswith("modelyard_server.") for name in _types(folder / PIPELINE)):
        target = code / "modelyard_server"
        target.mkdir(parents=True)
        for name in OWN_STEPS:
            shutil.copyfile(server_dir() / f"{name}.py", target / f"{name}.py")
    return OWN_FOLDER if code.exists() else None


def _yaml(value: dict[str, Any], indent: int = 0) -> str:
    """Nested mappings, lists of scalars and scalars as YAML; scalars are quoted as JSON, which YAML reads."""
    pad = " " * indent
    lines = []
    for key, item in value.items():
        if isinstance(item, dict):
            lines.append(f"{pad}{key}:\n{_yaml(item, indent + 2)}".rstrip("\n"))
        elif isinstance(item, list):
            lines.append(f"{pad}{key}:")
            lines += [f"{pad}- {json.dumps(one)}" for one in item]
        else:
            lines.append(f"{pad}{key}: {json.dumps(item)}")
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
