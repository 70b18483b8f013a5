"""The torture set: every hard file is read right or refused with the reason and the line."""

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import InputError
from modelyard.core.paths import resources_dir
from modelyard.tables.files.read import import_file, preview
from tests.data.csv_cases import CASES, Case, document
from tests.data.tables_support import Context, import_path, write


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_a_hard_file(case: Case, tmp_path: Path) -> None:
    path = write(tmp_path, case.content)
    if case.refused:
        for act in (
            lambda: preview(path, case.options),
            lambda: import_file(path, case.options, tmp_path / "o", tmp_path / "r", Context()),
        ):
            with pytest.raises(InputError) as error:
                act()
            assert error.value.message == case.refused
        return
    done = import_path(path, tmp_path, case.options)
    rows, names = case.rows, case.names
    if rows == "csv":
        first, *rest = csv.reader(io.StringIO(case.content.decode(case.encoding), newline=""), **case.fmt)
        rows, names = [tuple(r) for r in rest if r], tuple(first)
        found = [tuple("" if v is None else str(v) for v in r.values()) for r in done.rows()]
        assert found == rows
    else:
        table = pq.read_table(done.out)
        assert list(zip(*(c.to_pylist() for c in table.columns), strict=True)) == rows
    if names is not None:
        assert tuple(c.name for c in done.result.columns) == names
    assert [(r.line, r.reason) for r in done.rejects] == list(case.aside)
    seen = preview(path, case.options)
    assert tuple(c.name for c in seen.columns) == tuple(c.name for c in done.result.columns)


def test_the_document_lists_every_case() -> None:
    path = resources_dir().parent / "docs" / "data" / "csv-cases.md"
    assert document() in path.read_text(encoding="utf-8")
    assert len({c.name for c in CASES}) == len(CASES)
