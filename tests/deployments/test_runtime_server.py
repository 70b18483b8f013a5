"""The real server in the real runtime image: the same answers as scikit-learn, as a container and as a process."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from modelyard.artifacts import build_bundle
from modelyard.artifacts.archive import pack
from modelyard.artifacts.request import BundleRequest
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.deployments import Limits, ServerHandle, ServerSpec
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.domain.models import InputField, Signature
from modelyard.domain.monitoring import FeatureBins, Reference
from modelyard.runtime.backend import Backend
from modelyard.runtime.docker_backend import DockerBackend
from modelyard.runtime.image import ensure_runtime_image
from modelyard.runtime.process_backend import ProcessBackend
from modelyard.training.features import make_pipeline
from tests.deployments.conftest import Context

if TYPE_CHECKING:
    import docker
    import pandas as pd

PLAIN = ExperimentSpec("x", "v", "y", (), ())
COLUMNS = {"delay": ColumnType.NUMBER, "hour": ColumnType.NUMBER, "carrier": ColumnType.TEXT}
ROWS = 2_000
CLICK_TO_ANSWER = 2.5


def table(rows: int, seed: int) -> "pd.DataFrame":
    import pandas as pd

    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "delay": rng.normal(10, 30, rows),
            "hour": rng.integers(5, 24, rows).astype(float),
            "carrier": rng.choice(["UA", "AA", "DL", "B6"], rows).astype(object),
        }
    )
    frame.loc[::17, "delay"] = np.nan
    frame.loc[::19, "carrier"] = None
    return frame


class Fitted:
    """A fitted pipeline and its bundle."""

    def __init__(self, kind: str, folder: Path) -> None:
        frame = table(6_000, 0)
        target = (frame["delay"].fillna(0) + np.random.default_rng(1).normal(0, 20, len(frame)) > 20).to_numpy(int)
        self.pipeline: Any = make_pipeline(
            COLUMNS, PLAIN, AlgorithmSpec("logistic_regression" if kind == "slow" else kind), 0
        )
        if kind == "slow":  # one that only scikit-learn itself can score
            from sklearn.linear_model import LogisticRegression
            from sklearn.pipeline import Pipeline
            from sklearn.preprocessing import MinMaxScaler, StandardScaler

            model = Pipeline([("a", StandardScaler()), ("b", MinMaxScaler()), ("c", LogisticRegression())])
            self.pipeline.steps[-1] = ("model", model)
        self.pipeline.fit(frame, target)
        signature = Signature(tuple(InputField(n, t) for n, t in COLUMNS.items()), "late", ("false", "true"))
        bins = FeatureBins("score", "numeric", (0.5,), (), (3_000, 3_000, 0))
        request = BundleRequest("runtime test", 1, signature, kind, {}, Reference(6_000, (), bins), frame.head(500))
        self.info = build_bundle(self.pipeline, request, folder / "bundle", Context())
        self.tar = pack(folder / "bundle", folder / "bundle.tar")


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Fitted]:
    made: dict[str, Fitted] = {}

    def get(kind: str) -> Fitted:
        if kind not in made:
            made[kind] = Fitted(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return get


@pytest.fixture(params=["docker", "process"])
def backend(
    request: pytest.FixtureRequest, clean_engine: "docker.DockerClient", tmp_path: Path, workspace_id: str
) -> Iterator[Backend]:
    if request.param == "docker":
        containers = DockerBackend()
        yield containers
        containers.close()
    else:
        processes = ProcessBackend(tmp_path / "deployments")
        yield processes
        for server in processes.find_own(workspace_id):
            processes.remove(server.handle, purge=True)


def spec_of(make_spec: Callable[..., ServerSpec], fitted: Fitted) -> ServerSpec:
    import hashlib

    digest = hashlib.sha256(fitted.tar.read_bytes()).hexdigest()
    return make_spec(bundle=str(fitted.tar), bundle_hash=digest, limits=Limits())


def call(handle: ServerHandle, token: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(handle.url + path, data, headers), timeout=30) as answer:
        return answer.read()


def invoke(handle: ServerHandle, token: str, frame: "pd.DataFrame") -> Any:
    body = {"dataframe_split": json.loads(frame.to_json(orient="split", double_precision=15))}
    return json.loads(call(handle, token, "/invocations", body))["predictions"]


@pytest.mark.parametrize("kind", ["logistic_regression", "random_forest", "hist_gradient_boosting", "slow"])
def test_served_predictions_are_scikit_learns(
    kind: str,
    backend: Backend,
    fitted: Callable[[str], Fitted],
    make_spec: Callable[..., ServerSpec],
    ctx: Context,
) -> None:
    model = fitted(kind)
    assert (model.info.scorer == "sklearn") == (kind == "slow")
    spec = spec_of(make_spec, model)
    handle = backend.start(spec, ctx)
    backend.wait_ready(handle, ctx)
    frame = table(ROWS, 7)
    # the same numbers on both sides: JSON rounds to 15 digits
    frame["delay"] = [None if np.isnan(x) else float(f"{x:.12g}") for x in frame["delay"]]
    served = np.array(invoke(handle, spec.token, frame))
    assert served.shape == (ROWS, 2)
    assert np.abs(served - model.pipeline.predict_proba(frame)).max() <= 1e-12


def test_wrong_token_and_durable_log(
    backend: Backend, fitted: Callable[[str], Fitted], make_spec: Callable[..., ServerSpec], ctx: Context
) -> None:
    spec = spec_of(make_spec, fitted("logistic_regression"))
    handle = backend.start(spec, ctx)
    backend.wait_ready(handle, ctx)
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(handle, "wrong", "/invocations", {})
    assert refused.value.code == 401
    refused.value.close()
    invoke(handle, spec.token, table(3, 1))
    backend.remove(handle)
    handle = backend.start(spec, ctx)  # another container, or process, with the same log
    backend.wait_ready(handle, ctx)
    lines = call(handle, spec.token, "/modelyard/log?after=0&limit=10").decode().splitlines()
    assert [json.loads(line)["rows"] for line in lines] == [3]


@pytest.mark.parametrize("kind", ["logistic_regression", "slow"])
def test_click_to_first_answer(
    kind: str,
    clean_engine: "docker.DockerClient",
    fitted: Callable[[str], Fitted],
    make_spec: Callable[..., ServerSpec],
    ctx: Context,
) -> None:
    """Under 2.5 s from the call to the first 200, the model's image included; the best of three.

    On a computer that is busy with other work, twice what it now takes to import scikit-learn may be longer.
    """
    backend = DockerBackend()
    ensure_runtime_image(backend.client, ctx)
    spec = spec_of(make_spec, fitted(kind))
    took = []
    for _ in range(3):
        began = time.perf_counter()
        handle = backend.start(spec, ctx)
        backend.wait_ready(handle, ctx)
        took.append(time.perf_counter() - began)
        backend.remove(handle, purge=True)  # and its image
    backend.close()
    print(f"\n{kind}: {', '.join(f'{seconds:.2f}' for seconds in took)} s from the click to the first answer")
    if min(took) >= CLICK_TO_ANSWER:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import sklearn.base, skops.io"], check=True)
        assert min(took) < 2 * (time.perf_counter() - began)
