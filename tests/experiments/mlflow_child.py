"""Real MLflow in a process of its own: `python -m tests.experiments.mlflow_child write|read|predict URI …` prints JSON.

`write` fills a store with what is hard to read back; it and `read` say what MLflow itself sees in the store; `predict`
loads a model of the store named before. Starting MLflow takes seconds, so one process does several things.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from typing import Any

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
warnings.simplefilter("ignore")

import mlflow  # noqa: E402
import pandas as pd  # noqa: E402
from mlflow.data.pandas_dataset import from_pandas  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402


def write() -> None:
    from sklearn.linear_model import LogisticRegression

    client = mlflow.MlflowClient()
    mlflow.set_experiment("first")
    mlflow.set_experiment_tag("owner", "anna")
    frame = pd.DataFrame({"x": [1.0, 2, 3, 4], "y": [0, 1, 0, 1]})
    with mlflow.start_run(run_name="parent", description="a note"):
        mlflow.log_params({"a": 1, "long": "x" * 3000, "nested/p": "q", "lines": "one\ntwo"})
        for step, value in enumerate((1.0, float("nan"), float("inf"), float("-inf"))):
            mlflow.log_metric("loss/train", value, step=step)
        mlflow.log_metric("acc", 0.5, step=3)
        mlflow.log_metric("acc", 0.25, step=1)  # later, but not the last step
        mlflow.set_tags({"team": "a", "empty": ""})
        mlflow.log_text("hello", "notes/a.txt")
        data = from_pandas(frame, source="/data/x.csv", name="table", targets="y")
        mlflow.log_input(data, context="training")
        model = LogisticRegression().fit(frame[["x"]], frame.y)
        info = mlflow.sklearn.log_model(model, name="model", input_example=frame[["x"]], registered_model_name="reg")
        mlflow.log_metric("judged", 0.3, step=7, model_id=info.model_id, dataset=data)
        client.set_registered_model_alias("reg", "champion", "1")
        client.set_model_version_tag("reg", "1", "reviewed", "yes")
        client.create_model_version("reg", info.model_uri)
        client.delete_model_version("reg", "2")
        with mlflow.start_run(nested=True, run_name="child"):
            mlflow.log_param("q", 1)
    with mlflow.start_run(run_name="thrown away") as deleted:
        mlflow.log_param("d", 1)
    client.delete_run(deleted.info.run_id)
    client.set_terminated(client.create_run(client.get_experiment_by_name("first").experiment_id).info.run_id, "KILLED")
    client.create_registered_model("bare", tags={"k": "v"}, description="no version yet")
    gone = mlflow.create_experiment("gone")
    client.create_run(gone, run_name="of gone")
    client.delete_experiment(gone)


def read() -> dict[str, Any]:
    """Everything MLflow sees, by run id."""
    client = mlflow.MlflowClient()
    points = client.get_metric_history
    found: dict[str, Any] = {}
    for experiment in client.search_experiments(view_type=ViewType.ALL):
        for run in client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL, max_results=1000):
            run_id = run.info.run_id
            found[run_id] = {
                "experiment": experiment.name,
                "experiment_tags": {k: v for k, v in experiment.tags.items() if not k.startswith("mlflow.")},
                "name": run.info.run_name,
                "status": run.info.status,
                "stage": run.info.lifecycle_stage,
                "started": run.info.start_time,
                "ended": run.info.end_time,
                "user": run.info.user_id,
                "params": run.data.params,
                "tags": run.data.tags,
                "last": {k: _number(v) for k, v in run.data.metrics.items()},
                "history": {
                    key: sorted({(m.step, m.timestamp, _number(m.value)) for m in points(run_id, key)})
                    for key in run.data.metrics
                },
                "inputs": [
                    [
                        i.dataset.name,
                        i.dataset.digest,
                        i.dataset.source,
                        i.dataset.schema,
                        {t.key: t.value for t in i.tags},
                    ]
                    for i in (run.inputs.dataset_inputs if run.inputs else [])
                ],
                "files": sorted(_files(client, run_id, None)),
            }
    return found


def registry() -> dict[str, Any]:
    """Registered models by name, as MLflow sees them."""
    client = mlflow.MlflowClient()
    found: dict[str, Any] = {}
    for model in client.search_registered_models():
        versions = client.search_model_versions(f"name = '{model.name}'")
        described = [[str(v.version), v.run_id, v.tags, v.aliases, v.status, v.description] for v in versions]
        found[model.name] = [model.description, model.tags, {k: str(v) for k, v in model.aliases.items()}, described]
    return found


def _number(value: float) -> str:
    """As text; MLflow's database gives infinities as the largest numbers."""
    return str(value) if not abs(value) >= sys.float_info.max else "inf" if value > 0 else "-inf"


def _files(client: Any, run_id: str, path: str | None) -> list[str]:
    found = []
    for one in client.list_artifacts(run_id, path):
        found += _files(client, run_id, one.path) if one.is_dir else [one.path]
    return found


def predict(uri: str) -> list[float]:
    """What MLflow predicts with a model it loads."""
    return [float(v) for v in mlflow.sklearn.load_model(uri).predict(pd.DataFrame({"x": [0.5, 3.5]}))]


if __name__ == "__main__":
    results: dict[str, Any] = {}
    for command, uri in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        if command == "predict":
            results["predicted"] = predict(uri)
            continue
        mlflow.set_tracking_uri(uri)
        mlflow.set_registry_uri(uri)
        if command == "write":
            write()
        results[uri] = read()
        results[f"registry of {uri}"] = registry()
    print("RESULT " + json.dumps(results))
