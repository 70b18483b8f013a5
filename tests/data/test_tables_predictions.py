"""Prediction parts: every record kept in its place, late labels joined, the last word counting."""

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType, ReadOptions
from modelyard.domain.models import InputField, Signature
from modelyard.tables.predictions import (
    feature_column,
    import_labels,
    read_features,
    read_requests,
    read_scores,
    write_part,
)
from tests.data.tables_support import write

SIGNATURE = Signature(
    (
        InputField("delay", ColumnType.INTEGER),
        InputField("x", ColumnType.NUMBER),
        InputField("carrier", ColumnType.TEXT),
        InputField("flag", ColumnType.BOOLEAN),
        InputField("at", ColumnType.DATETIME),
        InputField("_id", ColumnType.TEXT),
    ),
    "late",
    ("false", "true"),
)
START = 1_763_721_600.125


def record(seq: int, rows: int = 2, **changes: Any) -> dict[str, Any]:
    made = {
        "seq": seq,
        "at": START + seq,
        "request_id": f"r{seq}",
        "route": "/invocations",
        "status": 200,
        "rows": rows,
        "seconds": 0.001 * seq,
        "ids": [f"p{seq}-{i}" for i in range(rows)],
        "event_times": [START + seq * 60 + i for i in range(rows)],
        "inputs": {
            "delay": [i or None for i in range(rows)],
            "x": [0.5 + i for i in range(rows)],
            "carrier": ["UA"] * rows,
            "flag": [True] * rows,
            "at": ["2013-01-01T10:00:00Z"] * rows,
            "_id": ["mine"] * rows,
        },
        "scores": [0.1 * (i + 1) for i in range(rows)],
        "error": None,
    }
    return {**made, **changes}


def refused(seq: int) -> dict[str, Any]:
    error = {"column": "delay", "rule": "type"}
    return record(seq, 0, status=400, inputs={}, error=error)


def stamp(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def test_a_part_holds_every_record(tmp_path: Path) -> None:
    records = [record(1), refused(2), record(3, 1), record(4, 2, monitored=False, inputs=None)]
    info = write_part(records, SIGNATURE, tmp_path / "part.parquet")
    assert (info.first_seq, info.last_seq, info.requests, info.predictions, info.errors) == (1, 4, 3, 3, 1)
    assert (info.first_event, info.last_event) == (stamp(START + 60), stamp(START + 180))
    assert info.size_bytes == (tmp_path / "part.parquet").stat().st_size
    assert [p.name for p in tmp_path.iterdir()] == ["part.parquet"]
    rows = pq.read_table(tmp_path / "part.parquet").to_pylist()
    assert [(r["_seq"], r["_row"], r["_id"]) for r in rows] == [
        (1, 0, "p1-0"),
        (1, 1, "p1-1"),
        (2, -1, None),
        (3, 0, "p3-0"),
    ]
    assert [r["delay"] for r in rows] == [None, 1, None, None]
    assert [r["x"] for r in rows] == [0.5, 1.5, None, 0.5]
    assert [r[feature_column("_id")] for r in rows] == ["mine", "mine", None, "mine"]
    assert rows[0]["at"] == dt.datetime(2013, 1, 1, 10, tzinfo=dt.UTC)
    assert rows[0]["_received_at"].timestamp() == START + 1
    assert rows[2]["_event_time"] is None
    schema = pq.read_schema(tmp_path / "part.parquet")
    assert schema.field("_event_time").type == pa.timestamp("us", "UTC")
    assert schema.field("delay").type == pa.int64()


def test_values_that_do_not_fit_are_missing(tmp_path: Path) -> None:
    odd = {
        "delay": [1.0, 1.5, "x", True],
        "x": [1, float("inf"), "x", None],
        "carrier": ["a", 5, None, ""],
        "flag": [1, "x", None, False],
        "at": ["2013-01-01", "x", None, "2013-01-01T10:00:00+02:00"],
    }
    write_part([record(1, 4, inputs=odd)], SIGNATURE, tmp_path / "p")
    table = pq.read_table(tmp_path / "p")
    assert table.column("delay").to_pylist() == [1, None, None, None]
    assert table.column("x").to_pylist() == [1.0, None, None, None]
    assert table.column("carrier").to_pylist() == ["a", "5", None, ""]
    assert table.column("flag").to_pylist() == [True, None, None, False]
    assert [v and v.hour for v in table.column("at").to_pylist()] == [0, None, None, 8]


def test_requests_for_traffic(tmp_path: Path) -> None:
    write_part([record(1, 3), refused(2)], SIGNATURE, tmp_path / "a")
    write_part([record(3, 1)], SIGNATURE, tmp_path / "b")
    found = read_requests([tmp_path / "a", tmp_path / "b"])
    assert found.status.tolist() == [200, 400, 200]
    assert found.rows.tolist() == [3, 0, 1]
    assert found.seconds.tolist() == pytest.approx([0.001, 0.002, 0.003])
    assert found.received_at.astype("int64").tolist() == [round((START + s) * 1e6) for s in (1, 2, 3)]
    some = read_requests([tmp_path / "a", tmp_path / "b"], stamp(START + 2), stamp(START + 3))
    assert some.status.tolist() == [400]
    assert read_requests([]).status.size == 0


def test_features_for_drift(tmp_path: Path) -> None:
    write_part([record(1, 3), refused(2), record(3, 2)], SIGNATURE, tmp_path / "a")
    found = read_features([tmp_path / "a"], SIGNATURE, stamp(START), stamp(START + 180))
    assert found["_event_time"].size == 3
    assert np.isnan(found["delay"][0])
    assert found["delay"][1:].tolist() == [1, 2]
    assert found["flag"].tolist() == [1.0, 1.0, 1.0]
    assert found["carrier"].tolist() == ["UA"] * 3
    assert found["at"].tolist() == ["2013-01-01 10:00:00"] * 3
    assert found["_score"].tolist() == pytest.approx([0.1, 0.2, 0.3])
    assert set(read_features([], SIGNATURE)) == set(found)


def labels_file(folder: Path, name: str, rows: list[tuple[str, bool | None]]) -> Path:
    table = pa.table({"_id": [r[0] for r in rows], "label": pa.array([r[1] for r in rows], pa.bool_())})
    pq.write_table(table, folder / name)
    return folder / name


def test_late_labels_join_by_id_and_the_last_word_counts(tmp_path: Path) -> None:
    write_part([record(1), record(2)], SIGNATURE, tmp_path / "a")
    again = record(3, 1, ids=["p1-0"], event_times=[START + 900], scores=[0.9])
    write_part([again], SIGNATURE, tmp_path / "b")
    old = labels_file(tmp_path, "l1", [("p1-0", False), ("p1-1", True), ("p1-1", False), ("unknown", True)])
    new = labels_file(tmp_path, "l2", [("p1-0", True)])
    for parts, labels in itertools.product(itertools.permutations([tmp_path / "a", tmp_path / "b"]), [[old, new]]):
        found = read_scores(list(parts), labels)
        assert found.scores.tolist() == pytest.approx([0.2, 0.1, 0.2, 0.9])
        assert np.array_equal(found.labels, [0.0, np.nan, np.nan, 1.0], equal_nan=True)
    assert read_scores([tmp_path / "b", tmp_path / "a"], [new, old]).labels[3] == 0.0
    assert np.isnan(read_scores([tmp_path / "a"], []).labels).all()
    window = read_scores([tmp_path / "a", tmp_path / "b"], [old], stamp(START + 60), stamp(START + 120))
    assert window.scores.tolist() == pytest.approx([0.2])
    assert read_scores([], []).scores.size == 0


def test_labels_from_csv(tmp_path: Path) -> None:
    content = b"key,late,other\np1,TRUE,1\np2,false,2\np3,,3\n,true,4\np4,maybe,5\np1,false,6\np5,1,7\nshort\n"
    info = import_labels(
        write(tmp_path, content), ReadOptions(), "key", "late", "true", tmp_path / "l.parquet", negative="false"
    )
    assert (info.rows, info.positives, info.rejected, info.missing, info.repeated) == (3, 1, 3, 1, 1)
    assert info.reasons == {"key is missing": 1, "late is neither class": 1, "Too few values": 1}
    assert pq.read_table(tmp_path / "l.parquet").to_pylist() == [
        {"_id": "p2", "label": False},
        {"_id": "p1", "label": False},
        {"_id": "p5", "label": True},
    ]


@pytest.mark.parametrize(
    ("positive", "negative", "values", "expected"),
    [
        ("OO", "UA", ["OO", "UA", "oo"], [True, False, True]),
        ("1", "0", ["1", "0.0", "1.0"], [True, False, True]),
        ("2.5", "1", ["2.50", "1", "1.0"], [True, False, False]),
        ("yes", None, ["yes", "no", "true"], [True, False, True]),
    ],
)
def test_label_words(
    tmp_path: Path, positive: str, negative: str | None, values: list[str], expected: list[bool]
) -> None:
    content = "id,y\n" + "".join(f"00{i},{v}\n" for i, v in enumerate(values))
    path = write(tmp_path, content.encode())
    import_labels(path, ReadOptions(), "id", "y", positive, tmp_path / "l", negative=negative)
    assert pq.read_table(tmp_path / "l").to_pylist() == [{"_id": f"00{i}", "label": e} for i, e in enumerate(expected)]


def test_labels_from_parquet(tmp_path: Path) -> None:
    pq.write_table(pa.table({"n": [1, 2], "late": [True, None]}), tmp_path / "y.parquet")
    info = import_labels(tmp_path / "y.parquet", ReadOptions(), "n", "late", "true", tmp_path / "l", negative="false")
    assert (info.rows, info.missing) == (1, 1)
    assert pq.read_table(tmp_path / "l").to_pylist() == [{"_id": "1", "label": True}]


def test_labels_that_cannot_be_used(tmp_path: Path) -> None:
    path = write(tmp_path, b"id,y\n1,x\n")
    with pytest.raises(InputError, match="There is no column key"):
        import_labels(path, ReadOptions(), "key", "y", "true", tmp_path / "l")
    with pytest.raises(InputError, match="has no label for any row in y"):
        import_labels(path, ReadOptions(), "id", "y", "true", tmp_path / "l", negative="false")
    assert not (tmp_path / "l").exists()
