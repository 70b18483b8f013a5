r"""The durable prediction log: what was asked and answered, kept until the application has pulled it.

A folder of segment files named by the first sequence number they may hold. A segment is lines of
`<crc32 as 8 hex digits> <JSON record>\n`, the checksum over the JSON. A record is handed to the operating system
before its answer leaves, so the death of the server (also `kill -9`) loses nothing that was answered; a thread flushes
to the disk within 50 ms, so a power cut loses at most the answers of the last 50 ms.

When the log outgrows its limit, its oldest segment goes first, pulled or not: the server keeps answering, counts the
records it dropped, and the gap shows in the sequence numbers. When the disk is full even so, a prediction is refused.
"""

from __future__ import annotations

import errno
import itertools
import os
import threading
import time
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from modelyard_server.errors import ServerError

SEGMENT_BYTES = 8 * 1024 * 1024
LIMIT_BYTES = 1024 * 1024 * 1024
FLUSH_SECONDS = 0.05
PAGE_BYTES = 8 * 1024 * 1024
STATE = "log.json"
_SUFFIX = ".log"


class Record(msgspec.Struct, kw_only=True):
    """One request, in the order its fields are written. Times are seconds since 1970; `seq` is set by `append`."""

    seq: int = 0
    at: float
    request_id: str
    route: str
    status: int
    rows: int = 0
    seconds: float = 0.0
    monitored: bool = True
    ids: list[str] = []
    event_times: list[float] = []
    inputs: dict[str, list[object]] = {}
    scores: list[float] = []
    error: dict[str, str | None] | None = None


class LogState(msgspec.Struct):
    """What outlives the segments: the log's identity, what was acknowledged, what was dropped."""

    id: str
    acknowledged: int = 0
    dropped: int = 0


class _Segment(msgspec.Struct):
    """A segment: its first sequence number, its file, its size in bytes, how many good records it holds."""

    first: int
    path: Path
    size: int = 0
    records: int = 0


class PredictionLog:
    """An append-only log in one folder, used by one process at a time.

    Raises `ServerError` when the folder cannot be written to or another server holds it.
    """

    def __init__(self, folder: Path, limit: int = LIMIT_BYTES, segment: int = SEGMENT_BYTES) -> None:
        self.folder = folder
        self._limit = limit
        self._segment_bytes = min(segment, max(limit // 4, 4096))
        self._lock = threading.Lock()
        self._encoder = msgspec.json.Encoder()
        self._dirty = threading.Event()
        self._closed = False
        self.corrupt = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._guard = _lock_folder(folder)
            self._state = self._read_state()
            self._segments = self._open_segments()
            self._file: IO[bytes] = self._segments[-1].path.open("ab", buffering=0)
        except OSError as error:
            raise ServerError(f"The log folder {folder} cannot be used: {error.strerror or error}.") from error
        self._flusher = threading.Thread(target=self._flush_forever, name="log-flusher", daemon=True)
        self._flusher.start()

    # ------------------------------------------------------------------------------------------------- writing

    def append(self, record: Record) -> int:
        """Give the record the next number and hand it to the operating system. Raises `OSError` (disk full)."""
        with self._lock:
            record.seq = self._next
            content = self._encoder.encode(record)
            line = b"%08x %b\n" % (zlib.crc32(content), content)
            if self._segments[-1].size and self._segments[-1].size + len(line) > self._segment_bytes:
                self._rotate()
            self._make_room(len(line))
            self._write(line)
            self._next += 1
            self._dirty.set()
            return record.seq

    def _write(self, line: bytes) -> None:
        """All of the line or nothing of it; a full disk first costs the oldest segments."""
        segment = self._segments[-1]
        while True:
            try:
                rest = memoryview(line)
                while rest:
                    rest = rest[self._file.write(rest) or 0 :]
                break
            except OSError as error:
                self._file.truncate(segment.size)
                if error.errno not in (errno.ENOSPC, errno.EDQUOT) or not self._drop_oldest():
                    raise
        segment.size += len(line)
        segment.records += 1

    def _rotate(self) -> None:
        path = self.folder / f"{self._next:020d}{_SUFFIX}"
        file = path.open("ab", buffering=0)
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = file
        self._segments.append(_Segment(self._next, path))
        _sync_folder(self.folder)

    def _make_room(self, size: int) -> None:
        while sum(s.size for s in self._segments) + size > self._limit and self._drop_oldest():
            pass

    def _drop_oldest(self) -> bool:
        if len(self._segments) == 1:
            return False
        oldest = self._segments.pop(0)
        lost = max(0, min(oldest.records, self._segments[0].first - 1 - self._state.acknowledged))
        oldest.path.unlink(missing_ok=True)
        if lost:
            self._state.dropped += lost
            self._save_state()
        return True

    # ------------------------------------------------------------------------------------------------- reading

    def read(self, after: int, limit: int) -> list[bytes]:
        """Up to `limit` records (and 8 MB) with numbers above `after`, as JSON lines without line ends.

        Only what is on the disk is given, so a number that was seen is never used again.
        """
        self.flush()
        with self._lock:
            segments = [(s.path, s.size) for s in self._segments_after(after)]
        lines: list[bytes] = []
        size = 0
        for path, end in segments:
            for content in _records(path, end):
                if _seq(content) <= after:
                    continue
                lines.append(content)
                size += len(content)
                if len(lines) >= limit or size >= PAGE_BYTES:
                    return lines
        return lines

    def _segments_after(self, after: int) -> list[_Segment]:
        ends = [s.first for s in self._segments[1:]] + [self._next]
        return [s for s, end in zip(self._segments, ends, strict=True) if end > after + 1]

    def acknowledge(self, seq: int) -> int:
        """Note that everything up to `seq` was pulled, delete whole segments below; return what is acknowledged."""
        with self._lock:
            seq = min(seq, self._next - 1)
            if seq > self._state.acknowledged:
                self._state.acknowledged = seq
                if seq == self._next - 1 and self._segments[-1].size:
                    self._rotate()
                while len(self._segments) > 1 and self._segments[1].first - 1 <= seq:
                    self._segments.pop(0).path.unlink(missing_ok=True)
                self._save_state()
            return self._state.acknowledged

    def status(self) -> dict[str, object]:
        """The log's id, the numbers it holds (last < first when empty), what was dropped, its size in bytes."""
        with self._lock:
            return {
                "id": self._state.id,
                "first_seq": self._segments[0].first,
                "last_seq": self._next - 1,
                "acknowledged_seq": self._state.acknowledged,
                "dropped_records": self._state.dropped,
                "corrupt_records": self.corrupt,
                "bytes": sum(s.size for s in self._segments),
                "limit_bytes": self._limit,
            }

    # ---------------------------------------------------------------------------------------------- durability

    def flush(self) -> None:
        """Flush what was written to the disk."""
        with self._lock:
            if self._closed or not self._dirty.is_set():
                return
            self._dirty.clear()
            descriptor = os.dup(self._file.fileno())
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Flush and let go of the folder."""
        if self._closed:
            return
        self.flush()
        with self._lock:
            self._closed = True
            self._file.close()
        self._dirty.set()
        self._flusher.join()
        self._guard.close()

    def _flush_forever(self) -> None:
        while not self._closed:
            self._dirty.wait()
            try:
                self.flush()
            except OSError:
                self._dirty.set()  # tried again in a moment; append raises by itself when the disk is full
            time.sleep(FLUSH_SECONDS)

    # ------------------------------------------------------------------------------------------------ starting

    def _open_segments(self) -> list[_Segment]:
        paths = sorted(p for p in self.folder.glob(f"*{_SUFFIX}") if p.stem.isdecimal())
        segments = [_Segment(int(p.stem), p) for p in paths]
        for segment in segments[:-1]:
            segment.size = segment.path.stat().st_size
        for segment, following in itertools.pairwise(segments):
            segment.records = following.first - segment.first
        if not segments:
            first = _Segment(
                self._state.acknowledged + 1, self.folder / f"{self._state.acknowledged + 1:020d}{_SUFFIX}"
            )
            segments = [first]
        last = segments[-1]
        self._next = last.first
        if last.path.exists():
            self._repair(last)
        return segments

    def _repair(self, segment: _Segment) -> None:
        """Find the last good record; cut off what a crash left half-written after it."""
        end = position = bad = 0
        with segment.path.open("rb") as file:
            for line in file:
                position += len(line)
                content = _content(line)
                if content is None:
                    bad += 1
                    continue
                segment.records += 1
                self._next = max(self._next, _seq(content) + 1)
                self.corrupt += bad
                bad, end = 0, position
        if end != segment.path.stat().st_size:
            with segment.path.open("rb+") as file:
                file.truncate(end)
                os.fsync(file.fileno())
        segment.size = end

    def _read_state(self) -> LogState:
        path = self.folder / STATE
        try:
            return msgspec.json.decode(path.read_bytes(), type=LogState)
        except (FileNotFoundError, msgspec.MsgspecError):
            self._state = LogState(uuid.uuid4().hex)
            self._save_state()
            return self._state

    def _save_state(self) -> None:
        """Best effort: with a full disk the old state stays, which at worst means a number is acknowledged again."""
        temporary = self.folder / f"{STATE}.tmp"
        try:
            with temporary.open("wb") as file:
                file.write(msgspec.json.encode(self._state))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.folder / STATE)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise


def _content(line: bytes) -> bytes | None:
    """The JSON of one line, or None where the line is torn or damaged."""
    if len(line) < 11 or line[8:9] != b" " or line[-1:] != b"\n":
        return None
    content = line[9:-1]
    return content if line[:8] == b"%08x" % zlib.crc32(content) else None


def _seq(content: bytes) -> int:
    return int(content[7 : content.index(b",", 7)])  # {"seq":12,


def _records(path: Path, end: int) -> Iterator[bytes]:
    """The good records of a segment's first `end` bytes; nothing when it was dropped meanwhile."""
    try:
        with path.open("rb") as file:
            position = 0
            for line in file:
                position += len(line)
                if position > end:
                    return
                content = _content(line)
                if content is not None:
                    yield content
    except FileNotFoundError:
        return


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock_folder(folder: Path) -> IO[bytes]:
    """Hold the folder for this process; the system frees it when the process dies."""
    file = (folder / "lock").open("ab")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise ServerError(f"Another server writes to the log folder {folder}.") from error
    return file
