"""The durable log: complete, in order, and there after a kill."""

from __future__ import annotations

import errno
import http.client
import json
import resource
import threading
import time

import pytest

from modelyard_server.errors import ServerError
from modelyard_server.prediction_log import PredictionLog, Record
from tests.server import support
from tests.server.test_refusals import GOOD, records


def record(**changes):
    return Record(**{"at": 1.5, "request_id": "r", "route": "/invocations", "status": 200, **changes})


def seqs(log, after=0, limit=10**6):
    return [json.loads(line)["seq"] for line in log.read(after, limit)]


def test_a_record_says_what_was_asked_and_answered(linear):
    before = linear.request("GET", "/modelyard/info").json["log"]["last_seq"]
    started = time.time()
    body = {
        **records(dep_delay=None),
        "params": {
            "prediction_ids": ["2013-04-01-UA-1545-EWR", 7],
            "event_times": ["2013-04-01T05:15:00Z", 1364793300],
        },
    }
    answer = linear.invoke(body, X_Request_Id="my-id.1")
    assert answer.headers["x-request-id"] == "my-id.1"
    (found,) = linear.log(before)
    assert list(found) == [
        "seq", "at", "request_id", "route", "status", "rows", "seconds", "monitored", "ids", "event_times", "inputs",
        "scores", "error",
    ]  # fmt: skip
    assert found["seq"] == before + 1
    assert started <= found["at"] <= time.time()
    assert (found["request_id"], found["route"], found["status"], found["rows"]) == ("my-id.1", "/invocations", 200, 2)
    assert 0 < found["seconds"] < 5
    assert found["ids"] == ["2013-04-01-UA-1545-EWR", "7"]
    assert found["event_times"] == [1364793300.0, 1364793300.0]
    assert found["inputs"] == {n: [GOOD[n], None if n == "dep_delay" else GOOD[n]] for n in support.COLUMNS}
    assert found["scores"] == [p for _, p in answer.predictions]
    assert found["monitored"] is True
    assert found["error"] is None


def test_default_ids_and_times(linear):
    before = linear.request("GET", "/modelyard/info").json["log"]["last_seq"]
    request_id = linear.invoke(records()).headers["x-request-id"]
    (found,) = linear.log(before)
    assert found["ids"] == [f"{request_id}-0", f"{request_id}-1"]
    assert found["event_times"] == [found["at"]] * 2


def test_trying_it_out_keeps_no_inputs(linear):
    before = linear.request("GET", "/modelyard/info").json["log"]["last_seq"]
    assert len(linear.invoke({**records(), "params": {"monitor": False}}).predictions) == 2
    (found,) = linear.log(before)
    assert (found["monitored"], found["rows"], found["inputs"], found["scores"]) == (False, 2, {}, [])


def test_pages_and_acknowledgement(bundles, start):
    server = start(bundles["logistic_regression"])
    for _ in range(25):
        server.invoke(records())
    pages, after = [], 0
    while page := server.log(after, 10):
        pages.append(len(page))
        after = page[-1]["seq"]
    assert pages == [10, 10, 5]
    assert after == 25
    answer = server.request("POST", "/modelyard/log/acknowledge", {"seq": 25})
    assert answer.json == {"acknowledged_seq": 25}
    assert server.log(0) == []
    assert server.request("GET", "/modelyard/info").json["log"]["bytes"] == 0
    server.invoke(records())
    assert [r["seq"] for r in server.log(25)] == [26]
    assert server.request("POST", "/modelyard/log/acknowledge", {"seq": 10**9}).json == {"acknowledged_seq": 26}
    for body in (b"", b"[]", b'{"seq": "1"}', b"{}"):
        assert server.request("POST", "/modelyard/log/acknowledge", body).status == 400
    for query in ("after=-1", "limit=x", "after=1e3", "after=" + "9" * 40):
        assert server.request("GET", f"/modelyard/log?{query}").status == 400


def test_nothing_that_was_answered_is_lost_by_a_kill(bundles, start, tmp_path):
    """kill -9 at random moments under load, five times; every answered request is in the log exactly once."""
    answered: set[str] = set()
    attempt = 0
    for round_ in range(5):
        server = start(bundles["logistic_regression"], log_dir=tmp_path / "log")
        stop = threading.Event()

        def ask(server=server, stop=stop, round_=round_, thread=0):
            number = 0
            while not stop.is_set():
                number += 1
                name = f"{round_}-{thread}-{number}"
                try:
                    if server.invoke(records(), X_Request_Id=name).status == 200:
                        answered.add(name)
                except (OSError, http.client.HTTPException):
                    return

        threads = [threading.Thread(target=ask, kwargs={"thread": n}) for n in range(3)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while len(answered) < attempt + 40 + 13 * round_ and time.monotonic() < deadline:
            time.sleep(0.001)
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        assert len(answered) > attempt
        attempt = len(answered)
    server = start(bundles["logistic_regression"], log_dir=tmp_path / "log")
    found = server.log(0, 100_000)
    assert [r["seq"] for r in found] == list(range(1, len(found) + 1))
    names = [r["request_id"] for r in found]
    assert len(set(names)) == len(names)
    assert answered <= set(names)
    assert server.request("GET", "/modelyard/info").json["log"]["corrupt_records"] == 0


def test_a_torn_tail_is_cut_off(tmp_path):
    log = PredictionLog(tmp_path)
    for _ in range(3):
        log.append(record())
    log.close()
    (segment,) = tmp_path.glob("*.log")
    whole = segment.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in (last + 1, last + 7, last + 9, last + 20, (last + len(whole)) // 2, len(whole) - 2, len(whole) - 1):
        segment.write_bytes(whole[:cut])
        log = PredictionLog(tmp_path)
        assert seqs(log) == [1, 2]
        assert log.append(record()) == 3
        assert seqs(log) == [1, 2, 3]
        log.close()


def test_damage_in_the_middle_costs_that_record_only(tmp_path):
    log = PredictionLog(tmp_path)
    for _ in range(3):
        log.append(record())
    log.close()
    (segment,) = tmp_path.glob("*.log")
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(lines[0] + lines[1].replace(b'"status":200', b'"status":900') + lines[2])
    log = PredictionLog(tmp_path)
    assert seqs(log) == [1, 3]
    assert log.status()["corrupt_records"] == 1
    assert log.append(record()) == 4
    log.close()


def test_numbers_go_on_after_everything_was_acknowledged(tmp_path):
    log = PredictionLog(tmp_path)
    for _ in range(3):
        log.append(record())
    identity = log.status()["id"]
    log.acknowledge(3)
    log.close()
    log = PredictionLog(tmp_path)
    assert log.append(record()) == 4
    assert log.status()["id"] == identity
    assert log.status()["acknowledged_seq"] == 3
    log.close()


def test_only_whole_segments_below_the_acknowledged_number_go(tmp_path):
    log = PredictionLog(tmp_path, segment=1000)
    for _ in range(40):
        log.append(record())
    segments = len(list(tmp_path.glob("*.log")))
    assert segments > 5
    log.acknowledge(20)
    kept = seqs(log)
    assert kept[-1] == 40
    assert 1 < kept[0] <= 21
    assert kept == list(range(kept[0], 41))
    assert len(list(tmp_path.glob("*.log"))) < segments
    assert seqs(log, after=30) == list(range(31, 41))
    log.close()


def test_at_the_limit_the_oldest_go_and_are_counted(tmp_path):
    log = PredictionLog(tmp_path, limit=20_000)
    for _ in range(300):
        log.append(record())
    kept = seqs(log)
    status = log.status()
    assert int(str(status["bytes"])) <= 20_000
    assert kept == list(range(kept[0], 301))
    assert status["dropped_records"] == kept[0] - 1 > 0
    log.close()
    log = PredictionLog(tmp_path, limit=20_000)
    assert log.status()["dropped_records"] == kept[0] - 1
    log.close()


def test_two_servers_never_share_a_folder(tmp_path):
    log = PredictionLog(tmp_path)
    with pytest.raises(ServerError, match="Another server"):
        PredictionLog(tmp_path)
    log.close()
    PredictionLog(tmp_path).close()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerError, match="cannot be used"):
        PredictionLog(tmp_path / "file" / "log")


def test_a_disk_that_refuses_refuses_predictions_and_recovers(bundles, start):
    """A file-size limit on the running server stands in for the full disk: the write fails half-way."""
    server = start(bundles["logistic_regression"])
    for _ in range(3):
        assert server.invoke(records()).status == 200
    size = server.request("GET", "/modelyard/info").json["log"]["bytes"]
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size + 100, resource.RLIM_INFINITY))
    for body in (records(), records(dep_delay="x")):
        answer = server.invoke(body)
        assert answer.status == (503 if body == records() else 400)
    assert server.invoke(records()).json == {
        "error_code": "LOG_UNAVAILABLE",
        "message": "The prediction log cannot be written, so nothing is predicted. Free some disk space.",
    }
    assert server.request("GET", "/ping").status == 200
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert server.invoke(records()).status == 200
    assert [(r["seq"], r["status"]) for r in server.log()] == [(1, 200), (2, 200), (3, 200), (4, 200)]


def test_a_full_disk_costs_the_oldest_segment_first(tmp_path):
    """ENOSPC cannot be provoked without a mount, so the file object is a fake that runs out of room once."""
    log = PredictionLog(tmp_path, segment=1000)
    for _ in range(31):
        log.append(record())
    first = seqs(log)[0]

    class Full:
        def __init__(self, file):
            self.file, self.full = file, 2

        def write(self, data):
            if self.full:
                self.full -= 1
                self.file.write(bytes(data[:20]))
                raise OSError(errno.ENOSPC, "No space left on device")
            return self.file.write(data)

        def __getattr__(self, name):
            return getattr(self.file, name)

    log._file = Full(log._file)  # type: ignore[assignment]
    assert log.append(record()) == 32
    kept = seqs(log)
    assert kept[0] > first
    assert kept == list(range(kept[0], 33))
    assert log.status()["dropped_records"] == kept[0] - first
    log.close()
    log = PredictionLog(tmp_path)
    assert seqs(log) == kept
    log.close()


def test_many_threads_share_a_log(tmp_path):
    log = PredictionLog(tmp_path, segment=5_000)
    given: list[int] = []
    threads = [
        threading.Thread(target=lambda: given.extend(log.append(record()) for _ in range(200))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 1_601))
    assert seqs(log) == list(range(1, 1_601))
    log.close()
