"""Talks to a running model server over HTTP: predictions, and its prediction log."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from modelyard.core.errors import EngineError, InputError

TIMEOUT = 60.0


class ServerClient:
    """One keep-alive connection to a server; not for use from two threads at once.

    Raises `EngineError` when the server does not answer, `InputError` when it refuses what was sent.
    """

    def __init__(self, url: str, token: str, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=timeout)

    def __enter__(self) -> ServerClient:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _request(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        for attempt in (1, 2):
            try:
                self._connection.request(method, path, body, self._headers)
                response = self._connection.getresponse()
                return response.status, response.read()
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                idle_close = isinstance(error, http.client.RemoteDisconnected | BrokenPipeError | ConnectionResetError)
                if attempt == 2 or not idle_close or method != "GET":
                    raise EngineError(
                        f"{self._url} does not answer.", "Look at the deployment's log.", repr(error)
                    ) from error
        raise AssertionError("unreachable")

    def _checked(self, method: str, path: str, body: Any = None) -> bytes:
        status, content = self._request(method, path, None if body is None else msgspec.json.encode(body))
        if status == 200:
            return content
        raise _refusal(status, content)

    def predict(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        *,
        ids: Sequence[str] | None = None,
        event_times: Sequence[datetime | float] | None = None,
        monitor: bool = True,
        labels: bool = False,
    ) -> list[Any]:
        """Predictions for some rows: [p_no, p_yes] a row, or the class with `labels`.

        `ids` name the predictions for labels that come later; `event_times` (aware, or epoch seconds) say when the
        rows happened; `monitor` False keeps them out of monitoring.
        """
        params: dict[str, Any] = {} if monitor else {"monitor": False}
        if ids is not None:
            params["prediction_ids"] = list(ids)
        if event_times is not None:
            params["event_times"] = [t.timestamp() if isinstance(t, datetime) else t for t in event_times]
        if labels:
            params["predict_method"] = "predict"
        body = {"dataframe_split": {"columns": list(columns), "data": rows}, "params": params}
        answer: list[Any] = msgspec.json.decode(self._checked("POST", "/invocations", body))["predictions"]
        return answer

    def send(self, body: bytes, content_type: str = "application/json") -> tuple[int, bytes]:
        """Post raw bytes to /invocations; returns status and answer, whatever they are."""
        self._headers["Content-Type"] = content_type
        return self._request("POST", "/invocations", body)

    def log(self, after: int, limit: int) -> list[dict[str, Any]]:
        """The prediction log's records after a sequence number."""
        content = self._checked("GET", f"/modelyard/log?after={after}&limit={limit}")
        return [msgspec.json.decode(line) for line in content.splitlines() if line]

    def acknowledge(self, seq: int) -> None:
        """Let the server forget records up to a sequence number."""
        self._checked("POST", "/modelyard/log/acknowledge", {"seq": seq})


def _refusal(status: int, content: bytes) -> InputError:
    try:
        message = msgspec.json.decode(content)["message"]
    except (msgspec.DecodeError, KeyError, TypeError):
        message = content.decode(errors="replace")[:500]
    return InputError(f"The model refused the request ({status}): {message}", "Correct it, then send it again.")
