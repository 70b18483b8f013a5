"""Feather and Arrow IPC files: brought to Parquet batch by batch, and imported as such."""

from __future__ import annotations

from pathlib import Path

from modelyard.core.errors import InputError
from modelyard.domain.jobs import JobContext


def is_feather(head: bytes) -> bool:
    """Whether a file is Arrow IPC (a file or a stream) or the older Feather."""
    return head.startswith((b"ARROW1", b"FEA1", b"\xff\xff\xff\xff"))


def counted(path: Path) -> bool:
    """Whether a file says how many rows it has; a stream does not."""
    with path.open("rb") as file:
        return file.read(6).startswith((b"ARROW1", b"FEA1"))


def to_parquet(path: Path, out: Path, ctx: JobContext, limit: int | None = None) -> int:
    """Write the rows, or the first `limit` ones, as Parquet; returns how many the file has.

    With a limit and a stream, whose end only reading tells, it is what was read. Raises InputError for a broken file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow import feather

    with path.open("rb") as file:
        head = file.read(6)
    try:
        if head.startswith(b"FEA1"):
            table = feather.read_table(path)
            pq.write_table(table if limit is None else table.slice(0, limit), out, compression="zstd")
            return int(table.num_rows)
        with pa.memory_map(str(path)) as source:
            if head.startswith(b"ARROW1"):
                reader = pa.ipc.open_file(source)
                count = reader.num_record_batches
                batches = (reader.get_batch(i) for i in range(count))
            else:
                reader = pa.ipc.open_stream(source)
                count, batches = 0, iter(reader)
            rows = 0
            with pq.ParquetWriter(out, reader.schema, compression="zstd") as writer:
                for i, batch in enumerate(batches):
                    ctx.check_cancelled()
                    ctx.progress(0.2 * i / count if count else None, "Reading batches")
                    if limit is None or rows < limit:
                        writer.write_batch(batch if limit is None else batch.slice(0, limit - rows))
                    elif not count:
                        break
                    rows += batch.num_rows
            return rows
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise InputError(
            f"{path.name} is not a whole Feather file: {str(error).splitlines()[0]}",
            "It may have been cut off. Copy or export it again.",
            str(error),
        ) from error
