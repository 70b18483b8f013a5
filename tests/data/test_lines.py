"""Single lines of files, by number."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import FileFormat, ReadOptions
from modelyard.services.data.lines import source_lines


def test_lines_come_in_order_and_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,n\r\nAnn,1\r\n Ben ,2\nCem,3,x")
    assert source_lines(str(path), ReadOptions(), [4, 2, 2, 9]) == [(2, "Ann,1"), (4, "Cem,3,x")]
    assert source_lines(str(path), ReadOptions(), [3]) == [(3, " Ben ,2")]
    assert source_lines(str(path), ReadOptions(), []) == []


def test_the_encoding_is_the_one_that_was_chosen(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Ort\nKöln\n".encode("utf-16"))
    assert source_lines(str(path), ReadOptions(), [2]) == [(2, "Köln")]
    path.write_bytes("Ort\nKöln\n".encode("cp437"))
    assert source_lines(str(path), ReadOptions(encoding="cp437"), [2]) == [(2, "Köln")]


def test_a_compressed_file_is_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"name,n\nAnn,1\nBen,2\n"))
    assert source_lines(str(path), ReadOptions(), [3]) == [(3, "Ben,2")]


def test_a_long_line_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("n\n" + "x" * 100_000 + "\n", encoding="utf-8")
    ((number, text),) = source_lines(str(path), ReadOptions(), [2])
    assert (number, len(text), text[-1]) == (2, 2001, "…")


def test_rows_of_the_chosen_sheet(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"a": [1]}).to_excel(book, sheet_name="One", index=False)
        pd.DataFrame({"b": ["x", "y"], "c": [1, 2]}).to_excel(book, sheet_name="Two", index=False)
    options = ReadOptions(format=FileFormat.EXCEL, sheet="Two")
    assert source_lines(str(path), options, [3, 99]) == [(3, "y\t2.0")]


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"gone\.csv"):
        source_lines(str(tmp_path / "gone.csv"), ReadOptions(), [1])
