"""The ASGI application: routes, answers, and the order of things for one prediction.

A prediction is authorised, read within limits, parsed and checked against the schema, scored, written to the log, and
only then answered. Small bodies are worked on in the event loop, others in a thread, so that /ping is not held up.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any
from urllib.parse import parse_qs

import msgspec

from modelyard_server import __version__, metrics
from modelyard_server.auth import Guard
from modelyard_server.body import BodyReader, Disconnected, Receive, Scope, content_type
from modelyard_server.errors import RequestError, bad_request
from modelyard_server.metrics import Metrics
from modelyard_server.prediction_log import PredictionLog, Record
from modelyard_server.predictor import Predictor
from modelyard_server.protocols.mlflow import Asked, parse_csv, parse_json

Send = Callable[[dict[str, Any]], Awaitable[None]]

INLINE_BYTES = 8 * 1024
LARGE_BYTES = 1024 * 1024
PAGE_RECORDS = 1000
DRAIN_SECONDS = 10.0
JSON = b"application/json"

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_log = logging.getLogger("modelyard_server")


class Answer(msgspec.Struct):
    """A response ready to be sent."""

    status: int
    body: bytes
    content_type: bytes = JSON
    headers: list[tuple[bytes, bytes]] = []


class Request:
    """What a handler needs of one request."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self._receive = receive
        self.at = time.time()
        self.started = time.perf_counter()
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]
        given = self.header(b"x-request-id")
        self.id = given.decode() if given and _REQUEST_ID.fullmatch(given) else os.urandom(8).hex()
        length = self.header(b"content-length")
        self.unread = length not in (None, b"0") or self.header(b"transfer-encoding") is not None

    def header(self, name: bytes) -> bytes | None:
        """The first header of that (lower-case) name."""
        return next((value for key, value in self._headers if key == name), None)

    async def receive(self) -> dict[str, Any]:
        """The next part of the body."""
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self.unread = False
        return message

    @property
    def seconds(self) -> float:
        """Time since the request came."""
        return time.perf_counter() - self.started


Handler = Callable[[Request], Awaitable[Answer]]


class Application:
    """The server's routes over one predictor and one log."""

    def __init__(self, predictor: Predictor, log: PredictionLog, token: str, bodies: BodyReader | None = None) -> None:
        manifest = predictor.manifest
        self._predictor = predictor
        self._log = log
        self._guard = Guard(token)
        self._bodies = bodies or BodyReader()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="predict")
        self._large = asyncio.Semaphore(1)
        self._inline_bytes = (
            INLINE_BYTES if manifest.scorer != "sklearn" else 0
        )  # scikit-learn takes milliseconds a row
        self._started = time.time()
        self._metrics = Metrics({"model": manifest.name, "version": str(manifest.version), "scorer": manifest.scorer})
        self._routes: dict[str, tuple[bool, dict[str, Handler]]] = {
            "/ping": (False, {"GET": self._ping, "HEAD": self._ping}),
            "/health": (False, {"GET": self._ping, "HEAD": self._ping}),
            "/version": (False, {"GET": self._version, "HEAD": self._version}),
            "/invocations": (True, {"POST": self._invocations}),
            "/metrics": (True, {"GET": self._metrics_text}),
            "/modelyard/info": (True, {"GET": self._info}),
            "/modelyard/log": (True, {"GET": self._read_log}),
            "/modelyard/log/acknowledge": (True, {"POST": self._acknowledge}),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        self._metrics.inflight += 1
        try:
            answer = await self._answer(request)
            route = request.path if request.path in self._routes else "other"
            self._metrics.request(route, answer.status, request.seconds)
            await _send(send, request, answer)
        except Disconnected:
            pass
        finally:
            self._metrics.inflight -= 1

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                self._threads.shutdown(cancel_futures=True)
                self._log.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, request: Request) -> Answer:
        """Find the handler, check the token, turn every failure into an answer."""
        try:
            secured, methods = self._routes.get(request.path, (False, {}))
            if secured:
                self._guard.check(request.header(b"authorization"))
            if not methods:
                raise RequestError(404, "There is nothing at this address.", code="ENDPOINT_NOT_FOUND", rule="route")
            handler = methods.get(request.method)
            if handler is None:
                message = f"This address takes {' or '.join(sorted(methods))}."
                raise RequestError(405, message, code="METHOD_NOT_ALLOWED", rule="method")
            return await handler(request)
        except RequestError as error:
            return await self._refuse(request, error)
        except Disconnected:
            raise
        except Exception as error:  # noqa: BLE001 - a bug: the trace goes to our log, never to the caller
            _log.error("Request %s failed.", request.id, exc_info=error)
            message = f"The server failed on this request. Its log says why, under {request.id}."
            failure = RequestError(500, message, code="INTERNAL_ERROR", rule="internal")
            return await self._refuse(request, failure)

    async def _refuse(self, request: Request, error: RequestError) -> Answer:
        if error.status not in (401, 404):
            self._metrics.refused(error.column, error.rule)
        if request.path == "/invocations" and error.status != 401:
            record = Record(
                at=request.at,
                request_id=request.id,
                route=request.path,
                status=error.status,
                seconds=request.seconds,
                error={"column": error.column, "rule": error.rule},
            )
            try:
                self._log.append(record)
            except OSError as problem:  # the answer is a refusal already; a full disk must not change which
                _log.error("A refused request could not be logged: %s", problem)
        headers = []
        if error.status == 401:
            headers.append((b"www-authenticate", b'Bearer realm="modelyard"'))
        elif error.status == 405:
            headers.append((b"allow", ", ".join(sorted(self._routes[request.path][1])).encode()))
        elif error.status == 503:
            headers.append((b"retry-after", b"1"))
        body = msgspec.json.encode({"error_code": error.code, "message": error.message})
        return Answer(error.status, body, headers=headers)

    # -------------------------------------------------------------------------------------------- MLflow's routes

    async def _ping(self, _: Request) -> Answer:
        return Answer(200, b"\n")

    async def _version(self, _: Request) -> Answer:
        return Answer(200, __version__.encode(), b"text/plain; charset=utf-8")

    async def _invocations(self, request: Request) -> Answer:
        length = self._bodies.check_length(request.header(b"content-length"))
        media = content_type(request.header(b"content-type"))
        with self._bodies.room(length):
            body = await self._bodies.read(request.receive)
            self._bodies.check_parts(body)
            if len(body) <= self._inline_bytes:
                return self._predict(request, media, body)
            loop = asyncio.get_running_loop()
            # Large bodies one at a time: parsed, each takes about twenty times its size.
            async with self._large if len(body) > LARGE_BYTES else nullcontext():
                return await loop.run_in_executor(self._threads, self._predict, request, media, body)

    def _predict(self, request: Request, media: str, body: bytes) -> Answer:
        """Parse, score, log, answer: in that order."""
        parse = parse_json if media == "application/json" else parse_csv
        asked = parse(body, self._predictor.schema)
        started = time.perf_counter()
        scores = self._predictor.score(asked.columns, asked.rows)
        self._metrics.prediction(asked.rows, time.perf_counter() - started)
        answer = msgspec.json.encode({"predictions": self._predictor.predictions(scores, asked.labels)})
        try:
            self._log.append(_record(request, asked, scores))
        except OSError as error:
            _log.error("A prediction could not be logged, so it was refused: %s", error)
            message = "The prediction log cannot be written, so nothing is predicted. Free some disk space."
            raise RequestError(503, message, code="LOG_UNAVAILABLE", rule="log") from None
        return Answer(200, answer)

    # ---------------------------------------------------------------------------------------- Modelyard's routes

    async def _metrics_text(self, _: Request) -> Answer:
        log = self._log.status()
        gauges = {
            f"log_{name}": (text, float(str(log[key])))
            for name, key, text in (
                ("last_seq", "last_seq", "Number of the newest log record."),
                ("acknowledged_seq", "acknowledged_seq", "Number up to which the log was pulled."),
                ("dropped_records_total", "dropped_records", "Log records dropped at the size limit."),
                ("bytes", "bytes", "Size of the log."),
            )
        }
        gauges["start_timestamp_seconds"] = ("When the server started.", self._started)
        return Answer(200, self._metrics.text(gauges), metrics.CONTENT_TYPE)

    async def _info(self, _: Request) -> Answer:
        manifest = self._predictor.manifest
        return Answer(
            200,
            msgspec.json.encode(
                {
                    "server": __version__,
                    "name": manifest.name,
                    "version": manifest.version,
                    "algorithm": manifest.algorithm,
                    "digest": self._predictor.bundle.digest,
                    "scorer": manifest.scorer,
                    "parity": manifest.parity,
                    "inputs": manifest.inputs,
                    "target": manifest.target,
                    "classes": manifest.classes,
                    "threshold": manifest.threshold,
                    "started_at": self._started,
                    "pid": os.getpid(),
                    "log": self._log.status(),
                }
            ),
        )

    async def _read_log(self, request: Request) -> Answer:
        query = parse_qs(request.query.decode("latin-1"))
        after = _number(query, "after", 0)
        limit = _number(query, "limit", PAGE_RECORDS)
        loop = asyncio.get_running_loop()
        lines = await loop.run_in_executor(self._threads, self._log.read, after, max(1, limit))
        lines.append(b"")
        return Answer(200, b"\n".join(lines), b"application/x-ndjson")

    async def _acknowledge(self, request: Request) -> Answer:
        self._bodies.check_length(request.header(b"content-length"))
        body = await self._bodies.read(request.receive)
        try:
            seq = msgspec.json.decode(body, type=dict[str, int])["seq"]
        except (msgspec.MsgspecError, KeyError):
            raise bad_request('The body has to be {"seq": n} with a whole number.', "format") from None
        loop = asyncio.get_running_loop()
        acknowledged = await loop.run_in_executor(self._threads, self._log.acknowledge, seq)
        return Answer(200, msgspec.json.encode({"acknowledged_seq": acknowledged}))


def _record(request: Request, asked: Asked, scores: list[float]) -> Record:
    record = Record(
        at=request.at,
        request_id=request.id,
        route=request.path,
        status=200,
        rows=asked.rows,
        seconds=request.seconds,
        monitored=asked.monitored,
    )
    if asked.monitored:
        record.ids = asked.ids if asked.ids is not None else [f"{request.id}-{row}" for row in range(asked.rows)]
        record.event_times = asked.event_times if asked.event_times is not None else [request.at] * asked.rows
        record.inputs = asked.columns
        record.scores = scores
    return record


def _number(query: dict[str, list[str]], name: str, default: int) -> int:
    text = query.get(name, [str(default)])[0]
    if not text.isdecimal() or len(text) > 18:
        raise bad_request(f'"{name}" has to be a whole number from 0 up.', "params")
    return int(text)


async def _send(send: Send, request: Request, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.content_type),
        (b"content-length", str(len(answer.body)).encode()),
        (b"x-request-id", request.id.encode()),
        *answer.headers,
    ]
    body = b"" if request.method == "HEAD" else answer.body
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if request.unread and request.header(b"expect") is None:
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await _drain(request)
        body = b""
    await send({"type": "http.response.body", "body": body})


async def _drain(request: Request) -> None:
    """Read and forget the rest of a refused body: a connection closed on a client that still sends loses the answer."""
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while request.unread:
                await request.receive()
    except TimeoutError:
        pass
