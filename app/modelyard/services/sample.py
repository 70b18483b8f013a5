"""The flights sample: a workspace made from it, and replaying a dataset's rows as live traffic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import NotFoundError
from modelyard.core.paths import resources_dir
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, SplitKind, SplitSpec
from modelyard.domain.jobs import Job, JobContext
from modelyard.services import deployments, models
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.server_client import ServerClient
from modelyard.services.workspace import Workspace

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

REPLAY = "sample.replay"
FILL = "sample.fill"

TARGET = "late"
FEATURES = ("dep_delay", "sched_dep_time", "hour", "distance", "carrier", "origin", "dest")
TRAINING = "month <= 3"
LIVE = "month > 3 AND dep_delay IS NOT NULL"
ID_COLUMNS = ("year", "month", "day", "carrier", "flight", "origin")
TIME_COLUMN = "time_hour"
ALGORITHMS = ("baseline", "logistic_regression", "random_forest", "hist_gradient_boosting")


def flights_file() -> Path:
    """The sample's Parquet file."""
    return resources_dir() / "samples" / "flights.parquet"


def write_flights_csv(target: Path) -> None:
    """Write the sample as the CSV file a user would have (336,776 rows, 34 MB)."""
    import duckdb

    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        table = db.read_parquet(str(flights_file()))
        table.write_csv(str(target))


def flights_spec(version_id: str, name: str = "late-arrival") -> ExperimentSpec:
    """The question: will a flight arrive over 15 minutes late, known at departure; trained on January to March."""
    return ExperimentSpec(
        name=name,
        dataset_version_id=version_id,
        target=TARGET,
        features=FEATURES,
        algorithms=tuple(AlgorithmSpec(key) for key in ALGORITHMS),
        split=SplitSpec(SplitKind.TIME, 0.2, TIME_COLUMN),
        where=TRAINING,
    )


def fill(workspace: Workspace) -> tuple[Job, Changes]:
    """Start to fill a workspace with the sample: a dataset, an experiment of four runs, a registered model."""
    return workspace.start_job("sample.fill", FILL, "Make the sample workspace", {}, workspace.name)


def fill_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Import, train and register, one after the other, as jobs of their own."""
    context.progress(0.0, "Importing flights")
    job, _ = datasets.import_file(workspace, ImportRequest(str(flights_file()), "flights", note="NYC flights 2013"))
    version_id = _await(context, workspace, job)["version_id"]
    started, _ = experiments.start(workspace, flights_spec(version_id))
    for position, run in enumerate(started):
        context.progress(0.1 + 0.7 * position / len(started), f"Training {run.algorithm_name.lower()}")
        assert run.job_id is not None
        _await(context, workspace, workspace.job(run.job_id))
    context.progress(0.8, "Registering the best run")
    best = experiments.best_run([experiments.run(workspace, run.id) for run in started])
    if best is None:
        raise NotFoundError("No run of the sample finished.", "Look at the runs' errors.")
    job, _ = models.register(workspace, best.id, "late-arrival", "Best of the sample's four runs")
    return _await(context, workspace, job), Changes.of(Kind.WORKSPACE)


def _await(context: JobContext, workspace: Workspace, job: Job) -> dict[str, Any]:
    def look(_: Job) -> None:
        context.check_cancelled()

    return workspace.wait(job.id, look).result


@dataclass(frozen=True, slots=True)
class ReplayTask:
    """What to send where: rows of a table that pass `where`, in the order of `time_column`, one request an hour."""

    table: str
    where: str
    columns: tuple[str, ...]
    id_columns: tuple[str, ...]
    time_column: str
    url: str
    token: str


def replay(
    workspace: Workspace,
    deployment_id: str,
    version_id: str,
    *,
    where: str = LIVE,
    id_columns: tuple[str, ...] = ID_COLUMNS,
    time_column: str = TIME_COLUMN,
) -> tuple[Job, Changes]:
    """Start to send a dataset's rows to a running model as if they were live traffic, one request an hour of theirs."""
    deployment = deployments.get(workspace, deployment_id)
    params = {
        "deployment_id": deployment_id,
        "version_id": version_id,
        "where": where,
        "id_columns": list(id_columns),
        "time_column": time_column,
    }
    title = f"Replay traffic to {deployment.name}"
    return workspace.start_job("deployment.replay", REPLAY, title, params, deployment.name, after=params)


def replay_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Send the rows from a child process."""
    deployment = deployments.get(workspace, params["deployment_id"])
    signature = models.version(workspace, deployment.model_version_id).signature
    task = ReplayTask(
        table=str(datasets.table_path(workspace, params["version_id"])),
        where=params["where"],
        columns=tuple(f.name for f in signature.inputs),
        id_columns=tuple(params["id_columns"]),
        time_column=params["time_column"],
        url=deployment.url,
        token=deployments.token(workspace, deployment.id),
    )
    requests, rows = context.run_in_child(send_rows, task)
    return {"requests": requests, "rows": rows}, Changes.of(Kind.MONITORING, deployment.id)


def send_rows(context: JobContext, task: ReplayTask) -> tuple[int, int]:
    """Send every hour's rows as one request; returns requests and rows."""
    from modelyard.tables.frames import read_frame

    context.progress(None, "Reading rows")
    wanted = list(dict.fromkeys((*task.columns, *task.id_columns, task.time_column)))
    frame = read_frame(Path(task.table), wanted, task.where).sort_values(task.time_column, kind="stable")
    times = frame[task.time_column].dt.as_unit("s").astype("int64").to_numpy()
    ids = _joined(frame, task.id_columns)
    values = [_json_values(frame[c]) for c in task.columns]
    requests, begin, total = 0, 0, len(frame)
    with ServerClient(task.url, task.token) as client:
        while begin < total:
            context.check_cancelled()
            end = begin + 1
            while end < total and times[end] // 3600 == times[begin] // 3600:
                end += 1
            rows = list(zip(*(v[begin:end] for v in values), strict=True))
            client.predict(task.columns, rows, ids=ids[begin:end], event_times=times[begin:end].tolist())
            requests, begin = requests + 1, end
            if requests % 50 == 0:
                day = datetime.fromtimestamp(int(times[end - 1]), UTC)
                context.progress(end / total, f"{end:,} of {total:,} rows, {day:%d %b %Y}")
    return requests, total


def _joined(frame: Any, columns: tuple[str, ...]) -> list[str]:
    parts = [[str(v) for v in _json_values(frame[c])] for c in columns]
    return ["-".join(row) for row in zip(*parts, strict=True)]


def _json_values(column: Any) -> list[Any]:
    """A column as JSON values; whole floats become integers, as the table held them."""
    values = column.tolist()
    whole = [None if v is None or v != v else int(v) if isinstance(v, float) and v == int(v) else v for v in values]
    return whole


def write_labels_csv(workspace: Workspace, version_id: str, target: Path, where: str = LIVE) -> int:
    """Write the true outcomes of the replayed rows as a CSV of prediction ids and labels; returns the rows."""
    import duckdb

    table = datasets.table_path(workspace, version_id)
    identity = f"concat_ws('-', {', '.join(ID_COLUMNS)})"
    with duckdb.connect() as db:
        query = (
            f"SELECT {identity} AS prediction_id, {TARGET} FROM read_parquet(?) WHERE ({where}) AND {TARGET} NOT NULL"
        )
        written = db.execute(f"COPY ({query}) TO '{str(target).replace(chr(39), chr(39) * 2)}' (HEADER)", [str(table)])
        counted = written.fetchone()
    return int(counted[0]) if counted else 0
