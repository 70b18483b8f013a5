"""A bundle is an MLflow model, and our server answers as MLflow's own does."""

from __future__ import annotations

import asyncio
import json
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.server import support
from tests.server.support import Server
from tests.server.test_refusals import GOOD, records

with warnings.catch_warnings():  # MLflow warns about its own type hints
    warnings.simplefilter("ignore")
    import mlflow
    from mlflow.models import Model
    from mlflow.pyfunc import scoring_server
    from mlflow.utils.proto_json_utils import dump_input_data

pytestmark = pytest.mark.filterwarnings("ignore:.*:UserWarning", "ignore::DeprecationWarning")


@pytest.fixture
def models(bundles, monkeypatch):
    """The bundles with MLflow's own check of versions and its telemetry out of the way."""
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    return bundles


def mlflow_frame(frame):
    """What MLflow's schema asks of a caller: doubles where an integer may be missing."""
    numbers = {n: "float64" for n, kind in support.COLUMNS.items() if kind.numeric}
    return frame.astype(numbers)


@pytest.mark.parametrize("algorithm", support.ALGORITHMS)
def test_mlflow_loads_it_and_predicts_the_same(algorithm, models, pipelines, flights):
    frame = support.april(flights)
    wanted = support.expected(pipelines[algorithm], frame)
    flavour = mlflow.sklearn.load_model(str(models[algorithm]))
    assert np.abs(flavour.predict_proba(support.prepare_frame(frame, support.COLUMNS)) - wanted).max() <= 1e-15
    generic = mlflow.pyfunc.load_model(str(models[algorithm]))
    assert np.abs(generic.predict(mlflow_frame(frame)) - wanted).max() <= 1e-15


def test_mlflow_reads_the_description(models):
    model = Model.load(str(models["hist_gradient_boosting"]))
    assert model.signature.inputs.input_names() == list(support.COLUMNS)
    assert [str(t) for t in model.signature.inputs.input_types()][:5] == [
        "DataType.double", "DataType.double", "DataType.double", "DataType.double", "DataType.string",
    ]  # fmt: skip
    assert model.flavors["sklearn"]["serialization_format"] == "skops"
    assert model.flavors["python_function"]["predict_fn"] == "predict_proba"
    example: Any = model.load_input_example(str(models["hist_gradient_boosting"]))
    assert list(example.columns) == list(support.COLUMNS)
    assert len(example) == 3
    assert "scikit-learn==" in (models["baseline"] / "requirements.txt").read_text()


def mlflow_answers(application, body, content_type="application/json"):
    """MLflow's own scoring server, asked without a socket: (status, body)."""
    sent = []

    async def ask():
        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
            "path": "/invocations", "raw_path": b"/invocations", "query_string": b"", "root_path": "",
            "headers": [(b"content-type", content_type.encode())], "client": ("test", 1), "server": ("test", 80),
        }  # fmt: skip
        await application(scope, receive, send)

    asyncio.run(ask())
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:])


@pytest.fixture
def both(models, tmp_path):
    """The same bundle in MLflow's server and in ours."""
    server = Server(models["hist_gradient_boosting"], tmp_path / "log")
    yield scoring_server.init(mlflow.pyfunc.load_model(str(models["hist_gradient_boosting"]))), server
    server.kill()


def test_the_same_answers_as_mlflows_server(both, flights):
    application, server = both
    frame = support.april(flights, 60)
    rows = support.rows_of(frame)
    names = list(frame.columns)
    bodies = {
        "split": support.split_body(frame),
        "split, extra column": support.split_body(frame.assign(more=1)),
        "split, index": {"dataframe_split": {"columns": names, "index": list(range(60)), "data": rows}},
        "records": {"dataframe_records": [dict(zip(names, row, strict=True)) for row in rows]},
        "inputs, records": {"inputs": [dict(zip(names, row, strict=True)) for row in rows]},
        "inputs, columns": {"inputs": {n: [row[i] for row in rows] for i, n in enumerate(names)}},
        "unknown params": {**support.split_body(frame), "params": {"temperature": 1}},
    }
    for name, body in bodies.items():
        status, answer = mlflow_answers(application, json.dumps(body).encode())
        assert status == 200, (name, answer)
        wanted = np.array(json.loads(answer)["predictions"])
        given = server.invoke(body)
        assert list(given.json) == ["predictions"]
        assert np.abs(np.array(given.predictions) - wanted).max() <= 1e-12, name
    csv = frame.to_csv(index=False).encode()
    status, answer = mlflow_answers(application, csv, "text/csv")
    assert status == 200
    given = server.invoke(csv, Content_Type="text/csv").predictions
    assert np.abs(np.array(given) - np.array(json.loads(answer)["predictions"])).max() <= 1e-12


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b"{}", b'{"dataframe_split": 1}', b'{"inputs": [[1, 2]]}', b'{"instances": [[1, 2]]}',
        json.dumps({**records(), "inputs": []}).encode(), json.dumps(records(dep_delay="x")).encode(),
        json.dumps({"dataframe_records": [{k: v for k, v in GOOD.items() if k != "hour"}]}).encode(),
    ],
)  # fmt: skip
def test_the_same_refusals_as_mlflows_server(both, body):
    application, server = both
    status, answer = mlflow_answers(application, body)
    given = server.invoke(body)
    assert given.status == status == 400
    assert {"error_code", "message"} <= set(json.loads(answer))
    assert set(given.json) == {"error_code", "message"}
    assert given.json["error_code"] in ("BAD_REQUEST", "INVALID_PARAMETER_VALUE")


def test_mlflows_client_side_helpers_fit(both, flights):
    """The body MLflow's client writes, and the way it reads the answer."""
    _, server = both
    frame = mlflow_frame(support.april(flights, 30))
    body = dump_input_data(frame.astype(object).where(frame.notna(), None))
    answer = server.invoke(body.encode())
    table = pd.DataFrame(answer.predictions)
    assert table.shape == (30, 2)
    assert np.allclose(table.sum(axis=1), 1.0)
