"""Served predictions equal scikit-learn's."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from tests.server import support


@pytest.mark.parametrize("algorithm", support.ALGORITHMS)
def test_two_thousand_flights_equal_scikit_learn(algorithm, bundles, pipelines, flights, start):
    frame = support.april(flights)
    assert len(frame) == 2_000
    assert frame.dep_delay.isna().sum() >= 50
    server = start(bundles[algorithm])
    given = np.array(server.invoke(support.split_body(frame)).predictions)
    wanted = support.expected(pipelines[algorithm], frame)
    assert given.shape == (2_000, 2)
    assert np.abs(given - wanted).max() <= 1e-12
    single = np.array([server.invoke(support.split_body(frame.iloc[[i]])).predictions[0] for i in (0, 7, 1_999)])
    assert np.abs(single - wanted[[0, 7, 1_999]]).max() <= 1e-12
    info = server.request("GET", "/modelyard/info").json
    assert info["scorer"] == ("trees" if algorithm in ("random_forest", "hist_gradient_boosting") else "linear")


@pytest.mark.parametrize("algorithm", support.ALGORITHMS)
def test_edge_values_equal_scikit_learn(algorithm, bundles, pipelines, flights, start):
    frame = support.april(flights, 60).astype(object)
    frame.loc[0, "carrier"] = "never seen"
    frame.loc[1, ["carrier", "origin", "dest"]] = None
    frame.loc[2, "dep_delay"] = 3.4e38
    frame.loc[3, "dep_delay"] = -3.4e38
    frame.loc[4, list(support.COLUMNS)] = None
    frame.loc[5, "distance"] = 2**60
    frame.loc[6, "dest"] = ""
    given = np.array(start(bundles[algorithm]).invoke(support.split_body(frame)).predictions)
    assert np.abs(given - support.expected(pipelines[algorithm], frame)).max() <= 1e-12


def test_the_scikit_learn_scorer_gives_the_same(bundles, pipelines, flights, tmp_path, start):
    """A pipeline that no fast scorer knows is served by scikit-learn, and the bundle says why."""
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.pipeline import Pipeline

    prepare = pipelines["random_forest"].named_steps["prepare"]
    rows = flights[(flights.month == 1) & flights.late.notna()].head(2_000)
    inputs = support.prepare_frame(rows, support.COLUMNS)
    model = ExtraTreesClassifier(10, random_state=0).fit(prepare.transform(inputs), rows.late.astype(int))
    pipeline = Pipeline([("prepare", prepare), ("model", model)])
    frame = support.april(flights, 500)
    made = support.bundle(pipeline, frame, tmp_path / "bundle")
    assert made.scorer == "sklearn"
    assert made.parity.reason == "There is no fast scorer for ExtraTreesClassifier."
    server = start(tmp_path / "bundle")
    given = np.array(server.invoke(support.split_body(frame)).predictions)
    assert np.abs(given - support.expected(pipeline, frame)).max() <= 1e-12


def test_every_format_gives_the_same(linear, flights):
    frame = support.april(flights, 80)
    rows = support.rows_of(frame)
    names = list(frame.columns)
    records = [dict(zip(names, row, strict=True)) for row in rows]
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    wanted = linear.invoke(support.split_body(frame)).predictions
    for body in (
        {"dataframe_records": records},
        {"inputs": records},
        {"instances": records},
        {"inputs": columns},
        {"instances": columns},
    ):
        assert linear.invoke(body).predictions == wanted
    csv = frame.to_csv(index=False).encode()
    assert linear.invoke(csv, Content_Type="text/csv").predictions == wanted
    assert linear.invoke(csv, Content_Type="text/csv; charset=UTF-8").predictions == wanted
    assert linear.invoke({"inputs": records[0]}).predictions == wanted[:1]


def test_more_columns_and_another_order_change_nothing(linear, flights):
    frame = support.april(flights, 20)
    wanted = linear.invoke(support.split_body(frame)).predictions
    other = frame[list(reversed(frame.columns))].assign(tailnum="N1", nested="x")
    assert linear.invoke(support.split_body(other)).predictions == wanted


def test_labels_on_request(linear, flights):
    frame = support.april(flights, 200)
    scores = [p for _, p in linear.invoke(support.split_body(frame)).predictions]
    labels = linear.invoke(support.split_body(frame, predict_method="predict")).predictions
    assert labels == ["true" if p >= 0.5 else "false" for p in scores]
    assert set(labels) == {"true", "false"}


def test_a_fast_server_never_imports_the_heavy_libraries(bundles, tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from modelyard_server.bundle import open_bundle; from modelyard_server.predictor import load_predictor\n"
        "import modelyard_server.asgi, uvicorn\n"
        "p = load_predictor(open_bundle(Path(sys.argv[1])))\n"
        "p.score({s.name: [None] for s in p.schema.inputs}, 1)\n"
        "heavy = ('modelyard', 'sklearn', 'scipy', 'pandas', 'skops', 'numpy')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    found = {}
    for algorithm in ("logistic_regression", "random_forest", "hist_gradient_boosting"):
        command = [sys.executable, "-c", code, str(bundles[algorithm])]
        environment = {"PYTHONPATH": str(support.ROOT / "app")}
        found[algorithm] = json.loads(subprocess.check_output(command, env=environment).decode().replace("'", '"'))
    assert "numpy" not in found["logistic_regression"]
    for modules in found.values():
        assert not {"modelyard", "sklearn", "scipy", "pandas", "skops"} & set(modules)


def test_ping_is_not_held_up_by_a_large_batch(bundles, flights, start):
    server = start(bundles["random_forest"])
    frame = support.april(flights)
    body = json.dumps(support.split_body(flights.iloc[np.resize(frame.index, 60_000)][list(frame.columns)])).encode()
    assert len(body) > 2_000_000
    answers = []
    worker = threading.Thread(target=lambda: answers.append(server.invoke(body)))
    worker.start()
    slowest, pings = 0.0, 0
    while worker.is_alive():
        started = time.perf_counter()
        assert server.request("GET", "/ping").status == 200
        slowest = max(slowest, time.perf_counter() - started)
        pings += 1
    worker.join()
    assert len(answers[0].predictions) == 60_000
    assert pings >= 3
    assert slowest < 1.0
