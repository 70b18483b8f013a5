"""Real models on the flights sample, real bundles, and the real server as a process."""

from __future__ import annotations

import functools
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from modelyard.artifacts import BundleInfo, BundleRequest, build_bundle
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.domain.models import InputField, Signature
from modelyard.domain.monitoring import FeatureBins, Reference
from modelyard.training.features import make_pipeline, prepare_frame

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-the-tests"
PLAIN = ExperimentSpec("x", "v", "y", (), ())
COLUMNS = {
    "dep_delay": ColumnType.NUMBER,
    "sched_dep_time": ColumnType.INTEGER,
    "hour": ColumnType.INTEGER,
    "distance": ColumnType.INTEGER,
    "carrier": ColumnType.TEXT,
    "origin": ColumnType.TEXT,
    "dest": ColumnType.TEXT,
    "day": ColumnType.INTEGER,
}
ALGORITHMS = ("baseline", "logistic_regression", "random_forest", "hist_gradient_boosting")
SIGNATURE = Signature(tuple(InputField(name, kind) for name, kind in COLUMNS.items()), "late", ("false", "true"))
REFERENCE = Reference(
    100,
    (FeatureBins("dep_delay", "numeric", (0.0, 10.0), (), (50, 30, 15, 5)),),
    FeatureBins("prediction", "numeric", (0.5,), (), (60, 40, 0)),
    {"roc_auc": 0.9},
)


class Context:
    """A job context that keeps the log and can be told to cancel."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.fractions: list[float | None] = []

    def progress(self, fraction: float | None, text: str = "") -> None:
        self.fractions.append(fraction)

    def log(self, text: str) -> None:
        self.lines.append(text)

    def cancelled(self) -> bool:
        return False

    def check_cancelled(self) -> None:
        pass


@functools.cache
def flights() -> pd.DataFrame:
    return pd.read_parquet(ROOT / "resources" / "samples" / "flights.parquet", columns=[*COLUMNS, "month", "late"])


@functools.cache
def train(algorithm: str) -> Any:
    """A pipeline fitted on 20,000 flights of January to March, by the code that trains for users."""
    table = flights()
    rows = table[(table.month <= 3) & table.late.notna()].sample(20_000, random_state=0)
    params = {"n_estimators": 40} if algorithm == "random_forest" else {}
    return make_pipeline(COLUMNS, PLAIN, AlgorithmSpec(algorithm, params), 0).fit(
        prepare_frame(rows, COLUMNS), rows.late.astype(int)
    )


def april(table: pd.DataFrame, rows: int = 2_000) -> pd.DataFrame:
    """Flights of April, missing departure delays among them."""
    month = table[table.month == 4]
    missing = month[month.dep_delay.isna()].head(min(50, rows // 4))
    return pd.concat([missing, month.head(rows - len(missing))])[list(COLUMNS)].reset_index(drop=True)


def bundle(pipeline: Any, validation: pd.DataFrame, folder: Path, signature: Signature = SIGNATURE) -> BundleInfo:
    request = BundleRequest(
        "late-arrival",
        3,
        signature,
        "Algorithm",
        {"roc_auc": 0.91},
        REFERENCE,
        validation,
        {"Training rows": "20,000"},
        "A note.",
        "ada",
    )
    return build_bundle(pipeline, request, folder, Context())


def rows_of(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows as JSON has them."""
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


def split_body(frame: pd.DataFrame, **params: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"dataframe_split": {"columns": list(frame.columns), "data": rows_of(frame)}}
    return {**body, "params": params} if params else body


def expected(pipeline: Any, frame: pd.DataFrame) -> np.ndarray:
    return pipeline.predict_proba(prepare_frame(frame, COLUMNS))


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def predictions(self) -> Any:
        assert self.status == 200, self.body
        return self.json["predictions"]


class Server:
    """`python -m modelyard_server` on a free port."""

    def __init__(self, folder: Path, log_dir: Path, *options: str, env: dict[str, str] | None = None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log_dir = log_dir
        self.stderr = log_dir.parent / f"{log_dir.name}.stderr"
        command = [sys.executable, "-m", "modelyard_server", "--bundle", str(folder), "--port", str(self.port)]
        command += ["--log-dir", str(log_dir), *options]
        variables = {**os.environ, "PYTHONPATH": str(ROOT / "app"), "MODELYARD_TOKEN": TOKEN, **(env or {})}
        started = time.perf_counter()
        with self.stderr.open("ab") as sink:
            self.process = subprocess.Popen(command, env=variables, stderr=sink, stdout=sink, cwd=ROOT)
        self._wait()
        self.seconds_to_ping = time.perf_counter() - started

    def _wait(self) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(self.stderr.read_text())
            try:
                if self.request("GET", "/ping").status == 200:
                    return
            except ConnectionError:
                time.sleep(0.01)
        self.kill()
        raise AssertionError("The server did not answer within 120 s.")

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, token: str | None = TOKEN
    ) -> Answer:
        sent = {} if token is None else {"Authorization": f"Bearer {token}"}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            found = {k.lower(): v for k, v in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def invoke(self, body: Any, **headers: str) -> Answer:
        return self.request("POST", "/invocations", body, {k.replace("_", "-"): v for k, v in headers.items()})

    def log(self, after: int = 0, limit: int = 1000) -> list[dict[str, Any]]:
        answer = self.request("GET", f"/modelyard/log?after={after}&limit={limit}")
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/x-ndjson"
        return [json.loads(line) for line in answer.body.splitlines()]

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)
