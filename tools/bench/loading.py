"""The load of a nation's plans, against the barest way to write the same rows.

Run as a program it loads once and prints seconds and memory, so that the memory is that of a load
and of nothing else.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.settings import CATALOGUE, ROOT
from tools.bench import catalogue
from tools.bench import databases as made
from tools.bench.report import heading, table, verdict

COUNCILS = 150
RATIO_BAR, MEMORY_BAR, AGAIN_BAR = 8.0, 500.0, 3.0
# What a load of plans fills most.
TABLES = ("items", "item_themes", "actions", "milestones", "statements")


def report(databases: made.Databases) -> None:
    """Load all, write the same rows bare, then load again with one folder changed."""
    with tempfile.TemporaryDirectory(prefix="bench-plans-") as temporary:
        folders = catalogue.make(Path(temporary), COUNCILS)
        url = databases.new("loaded")
        first = _loaded(url, folders)
        least, rows = _bare(databases, url)
        _change(folders[len(folders) // 2])
        second = _loaded(url, folders)
    heading(
        f"Load of {len(folders)} folders on {databases.kind}",
        f"{rows:,} rows of {', '.join(TABLES)}; seconds of one load: read, check, write, findings; "
        "worked: seconds of the process's own work, whatever else the machine does",
    )
    ratio, again = first["seconds"] / least["seconds"], second["seconds"]
    worked = first["worked"] / least["worked"]
    lines = (
        ("the rows alone, bare executemany", least, "1.0", "", "1.0"),
        ("the whole load", first, f"{ratio:.1f}", verdict(ratio, RATIO_BAR), f"{worked:.1f}"),
        ("again, one folder changed", second, "", verdict(again, AGAIN_BAR), ""),
    )
    table(
        ("", "seconds", "×", "bar", "worked", "×"),
        [
            (name, f"{took['seconds']:.2f}", times, bar, f"{took['worked']:.2f}", times_worked)
            for name, took, times, bar, times_worked in lines
        ],
    )
    peak = first["megabytes"]
    print(f"peak memory of the first load: {peak:.0f} MB, {verdict(peak, MEMORY_BAR)}")


def _loaded(url: str, folders: Sequence[Path]) -> dict[str, float]:
    """Load in a process of its own."""
    command = [sys.executable, "-m", "tools.bench.loading", url, str(folders[0].parent)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _change(folder: Path) -> None:
    """Change a word of one item."""
    path = folder / "items.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Section 1", "Part 1", 1), "utf-8")


def _bare(databases: made.Databases, url: str) -> tuple[dict[str, float], int]:
    """Seconds of one prepared `executemany` a table, of rows at hand, into a new database."""
    with made.opened(url) as engine:
        driver: Any = engine.raw_connection().driver_connection
        rows = {}
        for name in TABLES:
            cursor = driver.cursor()
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608
            rows[name] = ([column[0] for column in cursor.description], cursor.fetchall())
        driver.rollback()
    target = databases.new("bare")
    mark = "?" if databases.kind == "sqlite" else "%s"
    with made.opened(target) as engine:
        driver = engine.raw_connection().driver_connection
        cursor = driver.cursor()
        if databases.kind == "sqlite":
            cursor.execute("PRAGMA foreign_keys=OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
        took = {"seconds": 0.0, "worked": 0.0}
        for name, (columns, values) in rows.items():
            into = ", ".join(f'"{column}"' for column in columns)
            marks = ", ".join([mark] * len(columns))
            with _timed(took):
                cursor.executemany(f"INSERT INTO {name} ({into}) VALUES ({marks})", values)  # noqa: S608
        with _timed(took):
            driver.commit()
    return took, sum(len(values) for _, values in rows.values())


@contextmanager
def _timed(took: dict[str, float]) -> Iterator[None]:
    """Add what is done to the seconds that passed, and to those that this process worked."""
    start, worked = time.perf_counter(), time.process_time()
    yield
    took["seconds"] += time.perf_counter() - start
    took["worked"] += time.process_time() - worked


def main(url: str, folder: str) -> None:
    """Load once, as `portal load` does."""
    from db.session import make_sessions
    from portal.importers.load import load

    took = {"seconds": 0.0, "worked": 0.0}
    with made.opened(url) as engine, _timed(took):
        load(make_sessions(engine), [CATALOGUE, *sorted(Path(folder).iterdir())])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**took, "megabytes": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
