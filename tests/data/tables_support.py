"""What the tests of tables share: a job context that remembers, a CSV of the sample, short ways to import."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from modelyard.core.errors import CancelledError
from modelyard.core.paths import resources_dir
from modelyard.domain.data.datasets import ImportResult, ReadOptions, RejectedRow
from modelyard.tables.files.read import import_file
from modelyard.tables.files.rejects import read_rejects

FLIGHTS = resources_dir() / "samples" / "flights.parquet"
FLIGHT_ROWS = 336_776


@dataclass
class Context:
    """A JobContext that keeps what it is told; it asks for a stop once `stop_at` is reached."""

    stop_at: float | None = None
    fractions: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def progress(self, fraction: float | None, text: str = "") -> None:
        if fraction is not None:
            self.fractions.append(fraction)
        self.texts.append(text)

    def log(self, text: str) -> None:
        self.lines.append(text)

    def cancelled(self) -> bool:
        return self.stop_at is not None and bool(self.fractions) and self.fractions[-1] >= self.stop_at

    def check_cancelled(self) -> None:
        if self.cancelled():
            raise CancelledError


@dataclass
class Imported:
    """An import's result with its two files."""

    result: ImportResult
    out: Path
    rejects: tuple[RejectedRow, ...]
    context: Context

    @property
    def types(self) -> dict[str, str]:
        return {c.name: c.type.value for c in self.result.columns}

    def rows(self) -> list[dict[str, object]]:
        import pyarrow.parquet as pq

        return list(pq.read_table(self.out).to_pylist())


def write(folder: Path, content: bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def import_bytes(folder: Path, content: bytes, options: ReadOptions | None = None, name: str = "table.csv") -> Imported:
    return import_path(write(folder, content, name), folder, options)


def import_path(path: Path, folder: Path, options: ReadOptions | None = None) -> Imported:
    out, rejects_out, context = folder / "out.parquet", folder / "rejects.parquet", Context()
    result = import_file(path, options or ReadOptions(), out, rejects_out, context)
    assert rejects_out.exists() == (result.rejected > 0)
    rejects = read_rejects(rejects_out, 0, 1_000_000) if result.rejected else ()
    assert len(rejects) == result.rejected == sum(result.rejected_reasons.values())
    left = {p.name for p in folder.iterdir() if p.name.startswith(".import-")}
    assert not left
    return Imported(result, out, rejects, context)


def data_records(content: bytes, header: bool = True) -> int:
    """How many data records Python's own csv module finds; blank lines are none."""
    reader = csv.reader(io.StringIO(content.decode("utf-8", "surrogateescape"), newline=""))
    return sum(1 for row in reader if row) - header


def peak_memory() -> int:
    """The most memory this process has had, in bytes.

    Linux counts in `ru_maxrss` what the parent process held when it started this one, so that is not asked there.
    """
    import resource

    status = Path("/proc/self/status")
    if status.exists():
        line = next(n for n in status.read_text().splitlines() if n.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
