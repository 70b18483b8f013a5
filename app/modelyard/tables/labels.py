"""True labels that come late: read from a file, matched to predictions by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from modelyard.core.errors import InputError
from modelyard.core.files import replace_file
from modelyard.domain.data.datasets import ColumnType, ReadOptions
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import QUIET, connect, identifier, literal, parquet_source
from modelyard.tables.files.read import import_file


@dataclass(frozen=True, slots=True)
class LabelsInfo:
    """What an import of labels made: labels kept, how many say "yes", and what was left out, by reason."""

    rows: int
    positives: int
    rejected: int
    missing: int
    repeated: int
    reasons: Mapping[str, int] = field(default_factory=dict)


def import_labels(
    path: Path,
    options: ReadOptions,
    id_column: str,
    label_column: str,
    positive: str,
    out: Path,
    ctx: JobContext = QUIET,
    negative: str | None = None,
) -> LabelsInfo:
    """Read true labels (CSV or Parquet) into `out`: Parquet with `_id` (text) and `label` (boolean), in file order.

    `positive` is the class that counts as "yes"; case and 1 or 1.0 make no difference. With `negative`, any third
    value is rejected; without it everything else is "no". Rows without an id are rejected; rows without a label are
    counted as missing and left out, since they say nothing. An id that repeats is kept with its last label.
    Raises InputError when a column is absent or when no row has a label.
    """
    with TemporaryDirectory(prefix=".labels-", dir=out.parent) as folder:
        table, rejects = Path(folder) / "labels.parquet", Path(folder) / "rejects.parquet"
        as_text = {**options.types, id_column: ColumnType.TEXT, label_column: ColumnType.TEXT}
        wanted = replace(options, types=as_text)
        imported = import_file(path, wanted, table, rejects, ctx)
        key, label = f"trim({identifier(id_column)})", identifier(label_column)
        yes, no = _is_class(label, positive), _is_class(label, negative) if negative is not None else "true"
        meaning = f"CASE WHEN {label} IS NULL THEN NULL WHEN {yes} THEN 1 WHEN {no} THEN 0 ELSE 2 END"
        source = (
            f"SELECT nullif({key}, '') AS _id, {meaning} AS meaning, file_row_number AS line "
            f"FROM {parquet_source(table, row_number=True)}"
        )
        last = (
            "SELECT _id, max_by(meaning, line) = 1 AS label, max(line) AS line "
            f"FROM ({source}) WHERE _id IS NOT NULL AND meaning < 2 GROUP BY _id"
        )
        temporary = Path(folder) / "out.parquet"
        with connect(Path(folder)) as connection:
            counts = connection.execute(
                "SELECT count(*) FILTER (WHERE _id IS NULL), "
                "count(*) FILTER (WHERE _id IS NOT NULL AND meaning IS NULL), "
                f"count(*) FILTER (WHERE _id IS NOT NULL AND meaning = 2) FROM ({source})"
            ).fetchall()[0]
            connection.execute(
                f"COPY (SELECT _id, label FROM ({last}) ORDER BY line) TO {literal(temporary)} "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
            kept = connection.execute(
                f"SELECT count(*), count(*) FILTER (WHERE label) FROM {parquet_source(temporary)}"
            ).fetchall()[0]
        reasons = dict(imported.rejected_reasons)
        for reason, n in ((f"{id_column} is missing", counts[0]), (f"{label_column} is neither class", counts[2])):
            if n:
                reasons[reason] = int(n)
        if not kept[0]:
            raise InputError(
                f"{path.name} has no label for any row in {label_column}.",
                f"Labels must be {positive}{f' or {negative}' if negative is not None else ''}.",
            )
        replace_file(temporary, out)
    rejected = imported.rejected + int(counts[0]) + int(counts[2])
    repeated = imported.rows - int(counts[0]) - int(counts[1]) - int(counts[2]) - int(kept[0])
    return LabelsInfo(int(kept[0]), int(kept[1]), rejected, int(counts[1]), repeated, reasons)


def _is_class(column: str, name: str) -> str:
    """SQL for "this text is that class": equal without case, equal as numbers, or the same truth value."""
    same = f"lower(trim({column})) = {literal(name.strip().lower())}"
    for words in (("true", "yes", "y", "t", "1", "1.0"), ("false", "no", "n", "f", "0", "0.0")):
        if name.strip().lower() in words:
            return f"({same} OR lower(trim({column})) IN ({', '.join(literal(w) for w in words)}))"
    try:
        number = float(name)
    except ValueError:
        return same
    return f"({same} OR TRY_CAST({column} AS DOUBLE) = {number!r})"
