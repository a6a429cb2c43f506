"""The import of the long table, against the barest way to write the same rows.

Run as a program it imports once and prints seconds and memory, so that the memory is that of
an import and of nothing else.
"""

from __future__ import annotations

import io
import json
import resource
import sqlite3
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from tools.bench import databases as made
from tools.bench.report import heading, table, verdict

ROUNDS, RATIO_BAR, MEMORY_BAR = 3, 8.0, 800.0


def report(databases: made.Databases, source: made.Source) -> None:
    """Import and write bare in turn, several times; print medians."""
    imports, bare, again = [], [], []
    for _ in range(ROUNDS):
        url = databases.empty("imported")
        imports.append(made.imported(url, source))
        again.append(made.imported(url, source))
        bare.append(bare_copy(url) if databases.kind == "postgresql" else bare_insert(url))
    whole, least = _median([run["seconds"] for run in imports]), _median(bare)
    peak = max(run["megabytes"] for run in imports)
    rows, ratio = made.count(url), whole / least
    way = "COPY" if databases.kind == "postgresql" else "executemany"
    heading(
        f"Import of LAIT on {databases.kind}: {rows:,} figures",
        f"medians of {ROUNDS} rounds in seconds; whole = read, check, compare, write, index",
    )
    reading = _median([run["read"] for run in imports])
    second = _median([run["seconds"] for run in again])
    assert not any(run["added"] for run in again)  # noqa: S101 - the same file changes nothing
    table(
        ("", "seconds", "×", "bar"),
        (
            (f"one bare {way}", f"{least:.2f}", "1.0", ""),
            ("the whole import", f"{whole:.2f}", f"{ratio:.1f}", verdict(ratio, RATIO_BAR)),
            ("  of that, reading", f"{reading:.2f}", f"{reading / least:.1f}", ""),
            ("a second time", f"{second:.2f}", f"{second / least:.1f}", ""),
        ),
    )
    print(f"peak memory of the first import: {peak:.0f} MB, {verdict(peak, MEMORY_BAR)}")


def _median(values: list[float]) -> float:
    return statistics.median(values)


def bare_copy(url: str) -> float:
    """Seconds of a COPY of the figures, as bytes at hand, into a table without index."""
    with made.opened(url) as engine:
        driver: Any = engine.raw_connection().driver_connection
        with driver.cursor() as cursor:
            buffer = io.BytesIO()
            with cursor.copy("COPY statistics TO STDOUT (FORMAT csv)") as copy:
                for block in copy:
                    buffer.write(block)
            cursor.execute("CREATE TABLE bare (LIKE statistics)")
            driver.commit()
            start = time.perf_counter()
            with cursor.copy("COPY bare FROM STDIN (FORMAT csv)") as copy:
                copy.write(buffer.getbuffer())
            driver.commit()
            return time.perf_counter() - start


def bare_insert(url: str) -> float:
    """Seconds of one `executemany` of the figures, at hand, into a table without index."""
    path = make_url(url).database or ""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT * FROM statistics").fetchall()
        columns = [row[1] for row in connection.execute("PRAGMA table_info(statistics)")]
    connection.close()
    target = Path(path).with_name("bare.db")
    connection = sqlite3.connect(target)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"CREATE TABLE bare ({', '.join(columns)})")
    marks = ", ".join("?" * len(columns))
    start = time.perf_counter()
    connection.executemany(f"INSERT INTO bare VALUES ({marks})", rows)  # noqa: S608
    connection.commit()
    took = time.perf_counter() - start
    connection.close()
    target.unlink()
    return took


def main(url: str, table_file: str, dictionary: str, additions: str) -> None:
    """Import once, as `portal import lait` does."""
    from db.session import make_sessions
    from portal.importers.statistics.commit import bring
    from portal.importers.statistics.lait import read_lait
    from portal.importers.statistics.stored_keys import stored_keys

    with made.opened(url) as engine:
        sessions = make_sessions(engine)
        start = time.perf_counter()
        with sessions() as session:
            vocabulary = stored_keys(session)
        bundle = read_lait(Path(table_file), Path(dictionary), Path(additions), vocabulary)
        read = time.perf_counter() - start
        (outcome,) = bring(sessions, [bundle], kind="lait", by="bench")
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measured = {
        "read": read,
        "seconds": seconds,
        "megabytes": peak,
        "added": outcome.difference.added,
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main(*sys.argv[1:])
