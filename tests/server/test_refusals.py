"""What is wrong with a request is said in a sentence: column, rule, type; never the data."""

from __future__ import annotations

import json
import random
import socket
import time

import pytest

from tests.server import support

GOOD = {
    "dep_delay": 3.0, "sched_dep_time": 515, "hour": 5, "distance": 1400, "carrier": "UA", "origin": "EWR",
    "dest": "IAH", "day": 1,
}  # fmt: skip
SECRET = "s3cret-value"


def records(**changes):
    return {"dataframe_records": [GOOD, {**GOOD, **changes}]}


@pytest.mark.parametrize(
    ("changes", "rule", "message"),
    [
        ({"dep_delay": SECRET}, "type", 'Column "dep_delay", row 2: expected a number, got a string.'),
        ({"dep_delay": True}, "type", 'Column "dep_delay", row 2: expected a number, got a boolean.'),
        ({"dep_delay": [SECRET]}, "type", 'Column "dep_delay", row 2: expected a number, got a list.'),
        ({"dep_delay": {"a": SECRET}}, "type", 'Column "dep_delay", row 2: expected a number, got an object.'),
        ({"dep_delay": 1e39}, "range", 'Column "dep_delay", row 2: the number is too large.'),
        ({"dep_delay": -(10**60)}, "range", 'Column "dep_delay", row 2: the number is too large.'),
        ({"hour": 2**63}, "range", 'Column "hour", row 2: the integer does not fit into 64 bits.'),
        ({"hour": -(2**63) - 1}, "range", 'Column "hour", row 2: the integer does not fit into 64 bits.'),
        ({"hour": 5.5}, "type", 'Column "hour", row 2: expected an integer, got a number with a fraction.'),
        ({"hour": SECRET}, "type", 'Column "hour", row 2: expected an integer, got a string.'),
        ({"carrier": 7}, "type", 'Column "carrier", row 2: expected a string, got an integer.'),
        ({"carrier": 7.5}, "type", 'Column "carrier", row 2: expected a string, got a number.'),
        ({"carrier": False}, "type", 'Column "carrier", row 2: expected a string, got a boolean.'),
    ],
)
def test_a_value_that_does_not_fit(linear, changes, rule, message):
    before = linear.request("GET", "/modelyard/info").json["log"]["last_seq"]
    answer = linear.invoke(records(**changes))
    assert answer.status == 400
    assert answer.json == {"error_code": "INVALID_PARAMETER_VALUE", "message": message}
    (record,) = linear.log(before)
    assert record["error"] == {"column": next(iter(changes)), "rule": rule}
    assert (record["status"], record["rows"], record["ids"], record["inputs"], record["scores"]) == (400, 0, [], {}, [])


@pytest.mark.parametrize("value", [5, 5.0, -5, 2**63 - 1, -(2**63), None])
def test_an_integer_column_takes(linear, value):
    assert len(linear.invoke(records(hour=value)).predictions) == 2


def test_a_missing_column_is_named(linear):
    row = {k: v for k, v in GOOD.items() if k != "distance"}
    for body in (
        {"dataframe_records": [GOOD, row]},
        {"dataframe_split": {"columns": list(row), "data": [list(row.values())]}},
        {"inputs": {name: [value] for name, value in row.items()}},
    ):
        answer = linear.invoke(body)
        assert answer.status == 400
        assert answer.json["error_code"] == "INVALID_PARAMETER_VALUE"
        assert '"distance"' in answer.json["message"]
        assert "missing" in answer.json["message"]
    answer = linear.invoke(b"dep_delay,hour\n1,2\n", Content_Type="text/csv")
    assert answer.status == 400
    assert '"sched_dep_time" is missing' in answer.json["message"]


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity", b"nan"])
def test_what_is_not_json_but_looks_like_a_number(linear, word):
    body = json.dumps(records(dep_delay=12345)).encode().replace(b"12345", word)
    answer = linear.invoke(body)
    assert answer.status == 400
    assert answer.json["message"] == "NaN and Infinity are not JSON. Send null for a missing value."


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"1", b'"x"', b"{}", b'{"dataframe_split": 1}', b'{"dataframe_records": {}}',
        b'{"dataframe_records": [1]}', b'{"dataframe_records": []}', b'{"inputs": [[1, 2]]}', b'{"instances": [1]}',
        b'{"inputs": {}}', b'{"inputs": {"a": [1], "b": 2}}', b'{"inputs": {"a": [1], "b": [1, 2]}}',
        b'{"dataframe_split": {"data": [[1]]}}', b'{"dataframe_split": {"columns": ["a", "a"], "data": [[1, 2]]}}',
        b'{"dataframe_split": {"columns": ["a"], "data": [[1, 2]]}}',
        b'{"dataframe_split": {"columns": [1], "data": []}}',
        b'{"dataframe_records": [{"dep_delay": ' + b"7" * 5_000 + b"}]}",
        b'{"dataframe_split": {"columns": ["a"], "data": [1]}}', b'{"inputs": [], "instances": []}',
        b"\xff\xfe{}", b'{"dataframe_records": [{"a": "\xff"}]}', b"[" * 100_000, b'{"a":' * 50_000,
        b'{"dataframe_records": [{"dep_delay": 1e999}]}', b"\x00" * 100, b"{'a': 1}",
    ],
)  # fmt: skip
def test_bodies_of_another_shape(linear, body):
    answer = linear.invoke(body)
    assert answer.status == 400
    assert set(answer.json) == {"error_code", "message"}
    assert answer.json["message"].endswith(".")
    assert linear.request("GET", "/ping").status == 200


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({"prediction_ids": ["a"]}, "prediction_ids"),
        ({"prediction_ids": ["a", ""]}, "prediction_ids"),
        ({"prediction_ids": ["a", {}]}, "prediction_ids"),
        ({"prediction_ids": ["a", "x" * 300]}, "prediction_ids"),
        ({"prediction_ids": "ab"}, "prediction_ids"),
        ({"event_times": ["2013-04-01", SECRET]}, "event_times"),
        ({"event_times": [1, 1e300]}, "event_times"),
        ({"event_times": [1, True]}, "event_times"),
        ({"predict_method": "transform"}, "predict_method"),
        ({"monitor": "no"}, "monitor"),
        ([1], "params"),
    ],
)
def test_params_that_make_no_sense(linear, params, named):
    answer = linear.invoke({**records(), "params": params})
    assert answer.status == 400
    assert named in answer.json["message"]
    assert SECRET not in answer.json["message"]


def test_unknown_params_are_ignored_as_mlflow_does(linear):
    assert len(linear.invoke({**records(), "params": {"temperature": 1}}).predictions) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"dep_delay\n", b'a,"b\n1,2', b"\xff\xfea,b\n", b"a,b\n1\n", b"a,a\n1,2\n", b"a,b\n1,2,3\n"],
)
def test_bad_csv(linear, content):
    answer = linear.invoke(content, Content_Type="text/csv")
    assert answer.status == 400
    assert answer.json["message"].endswith(".")


def test_csv_values(linear):
    header = ",".join(GOOD)
    good = ",".join(str(v) for v in GOOD.values())
    assert len(linear.invoke(f"{header}\n{good}\n".encode(), Content_Type="text/csv").predictions) == 1
    missing = linear.invoke(f"{header}\n,515,5,NA,UA,EWR,,1\n".encode(), Content_Type="text/csv").predictions
    wanted = linear.invoke({"inputs": {**GOOD, "dep_delay": None, "distance": None, "dest": None}}).predictions
    assert missing == wanted
    for text in (SECRET, "inf", "+nan", "1_000", "0x1f", "1,5", "9" * 5000):
        row = ",".join(f'"{text}"' if name == "dep_delay" else str(v) for name, v in GOOD.items())
        answer = linear.invoke(f"{header}\n{row}\n".encode(), Content_Type="text/csv")
        assert answer.status == 400, text
        assert 'Column "dep_delay", row 1' in answer.json["message"]
        assert text not in answer.json["message"]


def test_content_types(linear):
    body = json.dumps(records()).encode()
    for header, status in [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ('application/json; charset="UTF-8"', 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ]:
        answer = linear.invoke(body, Content_Type=header)
        assert answer.status == status, header
    head = f"POST /invocations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {support.TOKEN}\r\nConnection: close\r\n"
    text = raw(linear, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert text.startswith(b"HTTP/1.1 415")
    assert b"The Content-Type header is missing." in text


def raw(server, *parts):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        for part in parts:
            connection.sendall(part)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


def test_tokens(linear):
    before = linear.request("GET", "/modelyard/info").json["log"]["last_seq"]
    for path, method in [("/invocations", "POST"), ("/metrics", "GET"), ("/modelyard/info", "GET"),
                         ("/modelyard/log", "GET"), ("/modelyard/log/acknowledge", "POST")]:  # fmt: skip
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {support.TOKEN}"},
                        {"Authorization": "Bearer "}, {"Authorization": f"Bearer {support.TOKEN}x"}):  # fmt: skip
            answer = linear.request(method, path, b"{}" if method == "POST" else None, headers, token=None)
            assert answer.status == 401, (path, headers)
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.json["error_code"] == "UNAUTHENTICATED"
            assert support.TOKEN not in answer.json["message"]
    for path in ("/ping", "/health", "/version"):
        assert linear.request("GET", path, token=None).status == 200
    assert linear.request("GET", "/modelyard/info").json["log"]["last_seq"] == before, "a 401 is not logged"
    assert linear.request("GET", "/metrics", headers={"Authorization": f"bearer {support.TOKEN}"}).status == 200


def test_addresses_and_methods(linear):
    assert linear.request("GET", "/nothing").status == 404
    assert linear.request("GET", "/modelyard/logs").json["error_code"] == "ENDPOINT_NOT_FOUND"
    answer = linear.request("GET", "/invocations")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert linear.request("POST", "/ping", b"{}").status == 405
    assert linear.request("HEAD", "/ping").body == b""


def test_mlflow_health_answers(linear):
    for path in ("/ping", "/health"):
        answer = linear.request("GET", path, token=None)
        assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"\n", "application/json")


def test_a_large_body_is_refused_unread(linear):
    head = f"POST /invocations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {support.TOKEN}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: 52428800\r\n\r\n"
    with socket.create_connection(("127.0.0.1", linear.port), timeout=30) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 413"), "answered before the body was sent"
    answer = linear.invoke(b"x" * 52_428_800)
    assert answer.status == 413
    assert linear.invoke(b"x" * 52_428_800, Connection="close").status == 413, "the answer survives the close"
    assert linear.request("POST", "/invocations", b"x" * 9_000_000, {"Connection": "close"}, token=None).status == 401
    assert answer.json == {
        "error_code": "REQUEST_TOO_LARGE",
        "message": "The body is larger than 16 MB. Send fewer rows at once.",
    }


def test_a_large_chunked_body_is_refused_and_not_kept(linear):
    before = memory(linear)
    head = f"POST /invocations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {support.TOKEN}\r\n"
    head += "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    received = raw(linear, head.encode(), *[chunk] * 50, b"0\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 413")
    assert memory(linear) - before < 60_000_000
    assert linear.invoke(records()).status == 200


def memory(server):
    import psutil

    return psutil.Process(server.process.pid).memory_info().rss


def test_a_body_of_millions_of_tiny_objects_is_refused_before_it_is_parsed(linear):
    before = memory(linear)
    answer = linear.invoke(b'{"inputs":[' + b"{}," * 5_000_000 + b"{}]}")
    assert answer.status == 413
    assert "500,000 lists and objects" in answer.json["message"]
    assert memory(linear) - before < 60_000_000


def test_a_chunked_body_is_read(linear):
    body = json.dumps(records()).encode()
    head = f"POST /invocations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {support.TOKEN}\r\n"
    head += "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    parts = [b"%x\r\n%b\r\n" % (1, body[i : i + 1]) for i in range(len(body))]
    assert b'"predictions"' in raw(linear, head.encode(), *parts, b"0\r\n\r\n")


def test_many_large_bodies_at_once_are_put_off(linear):
    head = f"POST /invocations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {support.TOKEN}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {16 * 1024 * 1024}\r\n\r\n"
    waiting = [socket.create_connection(("127.0.0.1", linear.port), timeout=30) for _ in range(5)]
    try:
        answers = []
        for connection in waiting:
            connection.sendall(head.encode())
        for connection in waiting:
            connection.settimeout(0.3)
            try:
                answers.append(connection.recv(65536))
            except TimeoutError:
                answers.append(b"")
        (refusal,) = [a for a in answers if a]
        assert refusal.startswith(b"HTTP/1.1 503")
        assert b"retry-after: 1" in refusal
        assert linear.invoke(records()).status == 200, "small requests still get through"
        assert linear.invoke(b"x" * 1_000_000).status == 503
    finally:
        for connection in waiting:
            connection.close()
    deadline = time.monotonic() + 10
    while linear.invoke(b"x" * 1_000_000).status == 503 and time.monotonic() < deadline:
        pass
    assert linear.invoke(b"x" * 1_000_000).status == 400, "memory is free again once they hung up"


def test_a_client_that_hangs_up_half_way_does_no_harm(linear):
    before = linear.request("GET", "/modelyard/info").json["log"]["last_seq"]
    head = f"POST /invocations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {support.TOKEN}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    with socket.create_connection(("127.0.0.1", linear.port), timeout=30) as connection:
        connection.sendall(head.encode())
    assert linear.invoke(records()).status == 200
    assert [r["status"] for r in linear.log(before)] == [200]


def test_random_bodies_never_fail_the_server(linear):
    """Every mutation of a good body is answered with 200 or a clean 400."""
    generator = random.Random(7)
    good = json.dumps(records()).encode()
    statuses = set()
    for _ in range(400):
        body = bytearray(good)
        for _ in range(generator.randint(1, 6)):
            at = generator.randrange(len(body))
            kind = generator.randrange(4)
            if kind == 0:
                body[at] = generator.randrange(256)
            elif kind == 1:
                del body[at : at + generator.randint(1, 9)]
            elif kind == 2:
                body[at:at] = generator.choice(
                    [b"null", b"[", b"}", b'"', b"1e400", b"-", b"true", b"\\u0000", b"[[]]"]
                )
            else:
                body[at : at + 5] = bytes(generator.randrange(256) for _ in range(5))
        answer = linear.invoke(bytes(body))
        assert answer.status in (200, 400), bytes(body)
        assert ("predictions" in answer.json) == (answer.status == 200)
        statuses.add(answer.status)
    assert 400 in statuses
