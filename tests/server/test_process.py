"""The server as a process: start, stop, what it refuses to start with, metrics."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time

import pytest

from modelyard_server.bundle import open_bundle
from modelyard_server.errors import BundleError
from tests.server import support
from tests.server.support import TOKEN, Server
from tests.server.test_refusals import records


def test_sigterm_finishes_what_was_asked(bundles, flights, start):
    server = start(bundles["random_forest"])
    body = json.dumps(support.split_body(support.april(flights, 20_000))).encode()
    answers = []
    worker = threading.Thread(target=lambda: answers.append(server.invoke(body)))
    worker.start()
    deadline = time.monotonic() + 10
    while "inflight_requests 2" not in server.request("GET", "/metrics").body.decode() and not answers:
        assert time.monotonic() < deadline
    assert server.stop() == 0
    worker.join()
    assert answers[0].status == 200
    assert "Traceback" not in server.stderr.read_text()


def refused(folder, tmp_path, *options, **env):
    with pytest.raises(AssertionError) as caught:
        Server(folder, tmp_path / "log", *options, env=env)
    text = str(caught.value)
    assert "Traceback" not in text
    return text


def test_it_does_not_start_with_an_altered_bundle(bundles, tmp_path):
    copy = shutil.copytree(bundles["logistic_regression"], tmp_path / "copy")
    (copy / "scorer" / "linear.json").write_bytes((copy / "scorer" / "linear.json").read_bytes() + b" ")
    assert "scorer/linear.json was altered" in refused(copy, tmp_path)
    shutil.rmtree(copy)
    shutil.copytree(bundles["logistic_regression"], copy)
    (copy / "extra.py").write_text("")
    assert "extra.py, which its manifest does not name" in refused(copy, tmp_path)
    (copy / "extra.py").unlink()
    (copy / "card.md").unlink()
    assert "card.md is missing" in refused(copy, tmp_path)
    (copy / "card.md").symlink_to("/etc/passwd")
    assert "card.md is missing" in refused(copy, tmp_path)
    assert "There is no model bundle" in refused(tmp_path / "nowhere", tmp_path)


def test_it_checks_the_digest_it_was_launched_with(bundles, tmp_path, start):
    folder = bundles["logistic_regression"]
    digest = open_bundle(folder).digest
    server = start(folder, MODELYARD_BUNDLE_DIGEST=digest)
    assert server.request("GET", "/modelyard/info").json["digest"] == digest
    text = refused(folder, tmp_path / "other", MODELYARD_BUNDLE_DIGEST="0" * 64) if make(tmp_path / "other") else ""
    assert "is not the one that was launched" in text


def make(folder):
    folder.mkdir()
    return True


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format": 2}', b'{"format": 1}', b"\xff"])
def test_a_malformed_manifest_is_a_sentence(tmp_path, content):
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(BundleError):
        open_bundle(tmp_path)


def test_it_does_not_start_without_a_token(bundles, tmp_path, start):
    folder = bundles["logistic_regression"]
    assert "There is no token" in refused(folder, tmp_path, MODELYARD_TOKEN="")
    assert "cannot be read" in refused(folder, tmp_path, "--token-file", str(tmp_path / "absent"), MODELYARD_TOKEN="")
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    server = start(folder, "--token-file", str(tmp_path / "token"), MODELYARD_TOKEN="")
    assert server.invoke(records()).status == 200


def test_a_port_that_is_taken(bundles, tmp_path, start):
    server = start(bundles["logistic_regression"])
    text = refused(
        bundles["logistic_regression"], tmp_path, "--port", str(server.port), "--log-dir", str(tmp_path / "b")
    )
    assert f"Port {server.port} is taken" in text


def test_metrics_are_prometheus_text(bundles, start):
    server = start(bundles["logistic_regression"])
    server.invoke(records())
    server.invoke(records(dep_delay="x"))
    server.request("GET", "/ping", token="wrong")
    answer = server.request("GET", "/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    text = answer.body.decode()
    assert text.endswith("\n")
    assert 'modelyard_requests_total{route="/invocations",code="200"} 1' in text
    assert 'modelyard_requests_total{route="/invocations",code="400"} 1' in text
    assert 'modelyard_validation_errors_total{column="dep_delay",rule="type"} 1' in text
    assert "modelyard_rows_total 2\n" in text
    assert 'modelyard_model_info{model="late-arrival",version="3",scorer="linear"} 1' in text
    assert 'modelyard_request_duration_seconds_bucket{route="/invocations",le="+Inf"} 2' in text
    assert 'modelyard_request_duration_seconds_count{route="/invocations"} 2' in text
    typed = set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name = line.split()[2]
            assert name not in typed
            typed.add(name)
        elif not line.startswith("#"):
            match = re.fullmatch(r'([a-z_]+)(\{([a-z]+="[^"\n]*",?)+\})? [0-9.e+-]+', line)
            assert match, line
            assert re.sub("_(bucket|sum|count)$", "", match[1]) in typed or match[1] in typed, line


def test_a_bug_says_nothing_of_its_inside(bundles, tmp_path, monkeypatch):
    """Run in this process: a scorer that fails gives 500 without trace, and the log keeps the trace."""
    import asyncio

    from modelyard_server.asgi import Application
    from modelyard_server.prediction_log import PredictionLog
    from modelyard_server.predictor import load_predictor

    predictor = load_predictor(open_bundle(bundles["logistic_regression"]))
    monkeypatch.setattr(predictor, "score", lambda *_: 1 / 0)
    log = PredictionLog(tmp_path / "log")
    application = Application(predictor, log, TOKEN)
    sent = []

    async def ask():
        body = json.dumps(records()).encode()

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        headers = [(b"authorization", f"Bearer {TOKEN}".encode()), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/invocations", "query_string": b"", "headers": headers}
        await application(scope, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 500
    answer = json.loads(sent[1]["body"])
    assert answer["error_code"] == "INTERNAL_ERROR"
    assert "ZeroDivision" not in answer["message"]
    assert json.loads(log.read(0, 1)[0])["status"] == 500
    log.close()
