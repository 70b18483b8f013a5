"""The prediction log as Parquet parts, late labels beside them, and both joined for realised quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from modelyard.core.files import replace_file
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.models import Signature
from modelyard.tables.engine import connect, explain, identifier, literal, parquet_source
from modelyard.tables.labels import LabelsInfo, import_labels

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "LabelsInfo",
    "PartInfo",
    "Requests",
    "Scores",
    "feature_column",
    "import_labels",
    "read_features",
    "read_requests",
    "read_scores",
    "write_part",
]

RESERVED = (
    "_seq",
    "_row",
    "_id",
    "_event_time",
    "_received_at",
    "_request_id",
    "_status",
    "_seconds",
    "_rows",
    "_score",
)
Stamps = NDArray[np.datetime64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PartInfo:
    """What one part holds. `predictions` and `requests` leave out answers that asked not to be monitored."""

    path: Path
    first_seq: int
    last_seq: int
    requests: int
    predictions: int
    errors: int
    first_event: datetime | None
    last_event: datetime | None
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Predictions of a window in order of event time (UTC, microseconds): score, and label 1, 0 or NaN for none."""

    event_times: Stamps
    scores: Floats
    labels: Floats


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests of a window in order of arrival (UTC, microseconds). `seconds` is how long each answer took."""

    received_at: Stamps
    status: NDArray[np.int64]
    seconds: Floats
    rows: NDArray[np.int64]


def feature_column(name: str) -> str:
    """The column of a part that holds a feature: its name, save where the log needs that name itself."""
    return f"feature{name}" if name in RESERVED else name


def write_part(records: Sequence[Mapping[str, Any]], signature: Signature, out: Path) -> PartInfo:
    """Write log records as one Parquet part, whole or not at all.

    A row a prediction; a request without predictions (refused, for instance) is one row with `_row` = −1, so that
    traffic can be counted from the same file. Features have the signature's types; a value that does not fit is
    missing. Records with "monitored": false are left out. Raises WorkspaceError for a full disk.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not records:
        raise ValueError("a part needs at least one record")
    kept = [r for r in records if r.get("monitored", True)]
    columns = _log_columns(kept)
    counts = [len(r["ids"]) for r in kept]
    arrays: dict[str, pa.Array] = {
        "_seq": pa.array(columns["_seq"], pa.int64()),
        "_row": pa.array(columns["_row"], pa.int32()),
        "_id": pa.array(columns["_id"], pa.string()),
        "_event_time": pa.array(columns["_event_time"], pa.timestamp("us", "UTC")),
        "_received_at": pa.array(columns["_received_at"], pa.timestamp("us", "UTC")),
        "_request_id": pa.array(columns["_request_id"], pa.string()),
        "_status": pa.array(columns["_status"], pa.int32()),
        "_seconds": pa.array(columns["_seconds"], pa.float64()),
        "_rows": pa.array([n for n in counts for _ in range(max(n, 1))], pa.int32()),
        "_score": pa.array(columns["_score"], pa.float64()),
    }
    for item in signature.inputs:
        values: list[Any] = []
        for record, n in zip(kept, counts, strict=True):
            given = (record.get("inputs") or {}).get(item.name) if n else None
            values += list(given) if given is not None and len(given) == n else [None] * max(n, 1)
        arrays[feature_column(item.name)] = _feature(values, item.type)
    table = pa.table(arrays)
    temporary = out.with_name(f".{out.name}.part")
    try:
        pq.write_table(table, temporary, compression="zstd")
        replace_file(temporary, out)
    except Exception as error:
        temporary.unlink(missing_ok=True)
        raise explain(error, out, out) from error
    return _info(records, kept, counts, arrays["_event_time"], out)


def _info(
    records: Sequence[Mapping[str, Any]],
    kept: Sequence[Mapping[str, Any]],
    counts: Sequence[int],
    events: pa.Array,
    out: Path,
) -> PartInfo:
    seqs = [int(r["seq"]) for r in records]
    times = np.asarray(events.drop_null().cast("timestamp[us]"))
    return PartInfo(
        out,
        min(seqs),
        max(seqs),
        len(kept),
        sum(counts),
        sum(int(r["status"]) >= 400 for r in kept),
        _as_datetime(times.min()) if times.size else None,
        _as_datetime(times.max()) if times.size else None,
        out.stat().st_size,
    )


def _as_datetime(stamp: np.datetime64) -> datetime:
    return stamp.astype("datetime64[us]").item().replace(tzinfo=UTC)  # type: ignore[no-any-return]


def _log_columns(kept: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in RESERVED}
    for record in kept:
        ids, n = record["ids"], len(record["ids"])
        rows = max(n, 1)
        at = _microseconds(record["at"])
        times, scores = record.get("event_times") or [], record.get("scores") or []
        columns["_row"] += range(n) if n else [-1]
        columns["_id"] += ids if n else [None]
        columns["_event_time"] += (
            [_microseconds(t) for t in times] if len(times) == n and n else [at if n else None] * rows
        )
        columns["_score"] += scores if len(scores) == n and n else [None] * rows
        columns["_seq"] += [record["seq"]] * rows
        columns["_received_at"] += [at] * rows
        columns["_request_id"] += [record.get("request_id")] * rows
        columns["_status"] += [record["status"]] * rows
        columns["_seconds"] += [record.get("seconds")] * rows
    return columns


def _microseconds(seconds: float) -> int:
    return round(seconds * 1e6)


def _feature(values: list[Any], kind: ColumnType) -> pa.Array:
    import pyarrow as pa

    if kind is ColumnType.NUMBER:
        return pa.array([float(v) if _is_number(v) else None for v in values], pa.float64())
    if kind is ColumnType.INTEGER:
        whole = [int(v) if _is_number(v) and float(v).is_integer() and abs(v) < 2**63 else None for v in values]
        return pa.array(whole, pa.int64())
    if kind is ColumnType.BOOLEAN:
        return pa.array([bool(v) if v is True or v is False or v in (0, 1) else None for v in values], pa.bool_())
    if kind is ColumnType.DATE:
        return pa.array([_parsed(v, date.fromisoformat) for v in values], pa.date32())
    if kind is ColumnType.DATETIME:
        return pa.array([_parsed(v, _instant) for v in values], pa.timestamp("us", "UTC"))
    if kind is ColumnType.TIME:
        return pa.array([_parsed(v, time.fromisoformat) for v in values], pa.time64("us"))
    return pa.array([v if v is None or isinstance(v, str) else str(v) for v in values], pa.string())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and np.isfinite(value)


def _parsed(value: Any, parse: Any) -> Any:
    if isinstance(value, str):
        try:
            return parse(value)
        except ValueError:
            return None
    return None


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def read_scores(
    parts: Sequence[Path], labels: Sequence[Path], start: datetime | None = None, end: datetime | None = None
) -> Scores:
    """Predictions with start ≤ event time < end, joined with their labels by id.

    Of several predictions with one id the last one (by sequence number) counts, over all parts given; of several
    labels for one id the newest: files in the order given, and in a file the later row.
    """
    if not parts:
        nothing = np.array([], dtype=np.float64)
        return Scores(np.array([], dtype="datetime64[us]"), nothing, nothing)
    latest = (
        "SELECT _id, max_by(_event_time, (_seq, _row)) AS happened, max_by(_score, (_seq, _row)) AS score "
        f"FROM {parquet_source(parts)} WHERE _row >= 0 GROUP BY _id"
    )
    if labels:
        listed = " UNION ALL ".join(
            f"SELECT _id, label, {i} AS file, file_row_number AS line FROM {parquet_source(p, row_number=True)}"
            for i, p in enumerate(labels)
        )
        newest = f"SELECT _id, max_by(label, (file, line)) AS label FROM ({listed}) GROUP BY _id"
        joined = f"SELECT p.*, l.label FROM ({latest}) p LEFT JOIN ({newest}) l USING (_id)"
    else:
        joined = f"SELECT *, NULL::BOOLEAN AS label FROM ({latest})"
    table = _table(
        f"SELECT epoch_us(happened) AS event_us, score, CAST(label AS DOUBLE) AS label FROM ({joined})"
        f"{_between('happened', start, end)} ORDER BY event_us, _id",
        parts[0],
    )
    return Scores(
        _stamps(table.column("event_us")),
        _floats(table.column("score")),
        _floats(table.column("label")),
    )


def read_requests(parts: Sequence[Path], start: datetime | None = None, end: datetime | None = None) -> Requests:
    """Requests with start ≤ arrival < end, refused ones among them."""
    if not parts:
        whole = np.array([], dtype=np.int64)
        return Requests(np.array([], dtype="datetime64[us]"), whole, np.array([], dtype=np.float64), whole)
    table = _table(
        "SELECT epoch_us(_received_at) AS received_us, _status, _seconds, "
        "CASE WHEN _row < 0 THEN 0 ELSE _rows END AS n "
        f"FROM {parquet_source(parts)}"
        f"{_between('_received_at', start, end, '_row <= 0')} ORDER BY _received_at, _seq",
        parts[0],
    )
    return Requests(
        _stamps(table.column("received_us")),
        np.asarray(table.column("_status"), dtype=np.int64),
        _floats(table.column("_seconds")),
        np.asarray(table.column("n"), dtype=np.int64),
    )


def read_features(
    parts: Sequence[Path], signature: Signature, start: datetime | None = None, end: datetime | None = None
) -> dict[str, NDArray[Any]]:
    """Logged inputs with start ≤ event time < end by feature name, with "_event_time" and "_score".

    Numbers, integers and booleans are float64 with NaN for missing; everything else is text or None.
    """
    names = {f.name: (feature_column(f.name), f.type) for f in signature.inputs}
    if not parts:
        empty: dict[str, NDArray[Any]] = {n: np.array([], dtype=np.float64) for n in ("_score", *names)}
        return {"_event_time": np.array([], dtype="datetime64[us]"), **empty}
    wanted = ["epoch_us(_event_time) AS _at", "_score"]
    for column, kind in names.values():
        number = kind.numeric or kind is ColumnType.BOOLEAN
        shown = f"CAST({identifier(column)} AS TIMESTAMP)" if kind is ColumnType.DATETIME else identifier(column)
        wanted.append(f"CAST({shown} AS {'DOUBLE' if number else 'VARCHAR'}) AS {identifier(column)}")
    table = _table(
        f"SELECT {', '.join(wanted)} FROM {parquet_source(parts)}"
        f"{_between('_event_time', start, end, '_row >= 0')} ORDER BY _event_time, _seq, _row",
        parts[0],
    )
    found: dict[str, NDArray[Any]] = {
        "_event_time": _stamps(table.column("_at")),
        "_score": _floats(table.column("_score")),
    }
    for name, (column, kind) in names.items():
        values = table.column(column)
        number = kind.numeric or kind is ColumnType.BOOLEAN
        found[name] = _floats(values) if number else values.to_numpy(zero_copy_only=False)
    return found


def _between(column: str, start: datetime | None, end: datetime | None, also: str = "") -> str:
    wanted = [also] if also else []
    if start is not None:
        wanted.append(f"{column} >= TIMESTAMPTZ {literal(start.astimezone(UTC).isoformat())}")
    if end is not None:
        wanted.append(f"{column} < TIMESTAMPTZ {literal(end.astimezone(UTC).isoformat())}")
    return f" WHERE {' AND '.join(wanted)}" if wanted else ""


def _table(sql: str, path: Path) -> pa.Table:
    try:
        with connect() as connection:
            return connection.sql(sql).to_arrow_table()
    except Exception as error:
        raise explain(error, path) from error


def _stamps(column: pa.ChunkedArray) -> Stamps:
    return np.asarray(column, dtype=np.int64).astype("datetime64[us]")


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
