"""Make things go wrong while people read and write, and measure the cost to them."""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psycopg

from tests.support.clusters import Server
from tests.support.region import DATABASE
from tests.support.serving import free_port
from tools.bench.report import heading, table
from tools.soak.scene import READS, WRITES, Load, Loaded, Portal, Scene

BEFORE, AFTER = 5.0, 12.0
# Bytes that are left on the primary's disk when an import begins that needs ten times as much.
LEFT = 24 * 1024**2
_CLOCK = Path(__file__).with_name("clock.c")
# What must be as before where an import did not come to its end.
_STATE = """
SELECT (SELECT max(id) FROM dataset_versions), (SELECT count(*) FROM statistics),
    (SELECT count(*) FROM indicators), (SELECT count(*) FROM documents),
    (SELECT md5(string_agg(f::text, '' ORDER BY f.id)) FROM findings f),
    (SELECT md5(string_agg(o::text, '' ORDER BY o.id)) FROM observations o)
"""


class WentWrong(RuntimeError):
    """A fault did more than it may; the message says what."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The cost of a fault: requests asked and failed, seconds until all was well, rows lost."""

    name: str
    reads: tuple[int, int]
    writes: tuple[int, int]
    recovered: tuple[float, float]
    lost: int
    note: str


def _recovered(loaded: Loaded, at: float, kinds: tuple[str, ...]) -> float:
    """Seconds from the fault to the first answer after the last failure.

    Raises:
        WentWrong: if something failed before the fault, or nothing is answered at the end.
    """
    failed = [ended for ended, _kind, _ms, _error in loaded.failed(*kinds)]
    if not failed:
        return 0.0
    if min(failed) < at:
        errors = Counter(error for ended, _kind, _ms, error in loaded.failed(*kinds) if ended < at)
        raise WentWrong(f"requests failed before the fault: {errors.most_common(3)}")
    well = [
        request[0] for request in loaded.of(*kinds) if not request[3] and request[0] > max(failed)
    ]
    if not well:
        raise WentWrong("nothing is answered any more")
    return min(well) - at


def lost(server: Server, written: Iterable[str]) -> int:
    """Count the acknowledged texts that a server does not hold."""
    there = {row[0] for row in server.run("SELECT text FROM visit_texts", database=DATABASE)}
    return sum(1 for text in written if text not in there)


class Faults:
    """The faults, each made to happen in a scene."""

    def __init__(self, scene: Scene, journeys: Path, files: tuple[Path, Path]) -> None:
        self.scene, self.journeys = scene, journeys
        self._files = files
        self._import = ("import", "lait", str(files[0]), "--dictionary", str(files[1]))
        self._load: Load | None = None

    def during(self, name: str, fault: Callable[[], str]) -> Outcome:
        """Make a fault happen while twenty people read and four write.

        `fault` may take its time, and tells what happened; the load goes on for a while after.
        """
        load = self._load = Load(self.scene, self.journeys, 3_600)
        try:
            time.sleep(BEFORE)  # all are there and signed in
            at = time.time()
            note = fault()
            time.sleep(AFTER)
        finally:
            load.stop()
        loaded = load.result()
        return Outcome(
            name,
            (len(loaded.of(*READS)), len(loaded.failed(*READS))),
            (len(loaded.of(*WRITES)), len(loaded.failed(*WRITES))),
            (_recovered(loaded, at, READS), _recovered(loaded, at, WRITES)),
            lost(self.scene.first, loaded.written),
            note,
        )

    # Imports -------------------------------------------------------------------------------

    def import_killed(self) -> str:
        """`kill -9` while an import replaces figures."""
        before = self.scene.rows(_STATE)
        running = self.scene.command(*self._import)
        self._until("COPY statistics", running)
        running.kill()
        running.communicate()
        self._end_of_backends()
        self._same(before)
        return "former data whole"

    def disk_full(self) -> str:
        """An import for which the primary's disk has no room."""
        before = self.scene.rows(_STATE)
        filler = self.scene.first.folder.parent / "filler"
        free = os.statvfs(filler.parent)
        left = free.f_bavail * free.f_frsize - LEFT
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, left)
        running = self.scene.command(*self._import)
        output, _nothing = running.communicate()
        filler.unlink(missing_ok=True)
        if running.returncode == 0:
            raise WentWrong("the disk was full and the import says that it is done")
        self._answers_again()
        self._same(before)
        reported = "No space left" in output
        return "the import says so; former data whole" if reported else "former data whole"

    def two_imports(self) -> str:
        """Two imports of the same data begun at the same moment."""
        version = self.scene.rows("SELECT max(id) FROM dataset_versions")[0][0]
        start = time.monotonic()
        both = [self.scene.command(*self._import) for _number in range(2)]
        outputs = [command.communicate()[0] for command in both]
        took = time.monotonic() - start
        if any(command.returncode for command in both):
            raise WentWrong(f"an import failed: {outputs}")
        now = self.scene.rows("SELECT max(id), count(*) FROM dataset_versions")[0][0]
        if now != version + 1 or not any("nothing changed" in output for output in outputs):
            raise WentWrong(f"the data went from version {version} to {now}: {outputs}")
        figures = self.scene.rows("SELECT count(*) FROM statistics")[0][0]
        return f"one waits, then finds {figures:,} figures there; {took:.0f} s"

    def _until(self, query: str, running: subprocess.Popen[str]) -> None:
        """Wait until the owner's session runs a statement."""
        asked = "SELECT 1 FROM pg_stat_activity WHERE usename = 'portal_owner' AND query LIKE %s"
        while not self.scene.rows(asked, f"{query}%"):
            if running.poll() is not None:
                raise WentWrong(f"the import ended before it was harmed: {running.communicate()}")
            time.sleep(0.02)

    def _end_of_backends(self) -> None:
        """The server notices that the one who asked has gone, and takes back what it did."""
        while self.scene.rows("SELECT 1 FROM pg_stat_activity WHERE usename = 'portal_owner'"):
            time.sleep(0.1)

    def _answers_again(self) -> None:
        """A server that could not write its log stops; an operator starts it when there is room."""
        if not self.scene.first.runs():
            self.scene.first.start()
        while True:
            try:
                self.scene.rows("SELECT 1")
                return
            except psycopg.OperationalError:
                time.sleep(0.1)

    def _same(self, before: object) -> None:
        if self.scene.rows(_STATE) != before:
            raise WentWrong("the former data do not stand whole")

    # Processes and servers --------------------------------------------------------------------

    def process_killed(self) -> str:
        """`kill -9` of one of the public portal's two processes."""
        workers = self.scene.public.workers()
        workers[0].kill()
        while len([worker for worker in self.scene.public.workers() if worker.is_running()]) < len(
            workers
        ):
            time.sleep(0.05)
        return "another takes its place"

    def restarted(self) -> str:
        """The primary is restarted, as for an update."""
        self.scene.first.restart()
        return "reads from the standby"

    def standby_lost(self) -> str:
        """The standby is gone, and comes back."""
        self.scene.standby.kill()
        time.sleep(8)
        self.scene.standby.start()
        return "reads from the primary; back after 8 s"

    def primary_lost(self) -> str:
        """The primary is gone for eight seconds; a write counts only once the standby has it."""
        self.scene.first.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.scene.first.run("SELECT pg_reload_conf()")
        time.sleep(2)
        self.scene.first.kill()
        written = self._load.written() if self._load else []
        gone = lost(self.scene.standby, written)
        time.sleep(8)
        self.scene.first.start()
        self.scene.first.run("ALTER SYSTEM RESET synchronous_standby_names")
        self.scene.first.run("SELECT pg_reload_conf()")
        if gone:
            raise WentWrong(f"the standby holds {gone} texts less than were acknowledged")
        return "reads from the standby, writers told; back after 8 s"

    # The clock ----------------------------------------------------------------------------------

    def clock_set_back(self) -> Outcome:
        """The clock of both portals goes back by two hours while they serve."""
        clock = self.scene.folder / "clock"
        clock.write_text("0")
        built = self.scene.folder / "clock.so"
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-o", str(built), str(_CLOCK), "-ldl"], check=True
        )
        faked = {"LD_PRELOAD": str(built), "SOAK_CLOCK": str(clock)}
        portals = []
        for portal in (self.scene.public, self.scene.partners):
            log = portal.log.with_suffix(".clock.log")
            portals.append(Portal({**portal.env, **faked}, log, free_port()))
        try:
            for portal in portals:
                portal.start()
            faults = Faults(
                replace(self.scene, public=portals[0], partners=portals[1]),
                self.journeys,
                self._files,
            )

            def back() -> str:
                clock.write_text("7200")
                return "sessions go on"

            return faults.during("the clock set back by two hours", back)
        finally:
            for portal in portals:
                portal.stop()


def report(faults: Faults) -> bool:
    """Make each happen; print a line for each; whether all was as it must be."""
    first: list[tuple[str, Callable[[], str]]] = [
        ("an import killed half-way", faults.import_killed),
        ("the disk full while importing", faults.disk_full),
        ("two imports at once", faults.two_imports),
        ("an application process killed", faults.process_killed),
        ("PostgreSQL restarted", faults.restarted),
        ("the standby lost", faults.standby_lost),
        ("the primary lost", faults.primary_lost),
    ]
    steps = [partial(faults.during, name, fault) for name, fault in first]
    steps.append(faults.clock_set_back)
    heading(
        "Faults under load",
        "20 people read and 4 write all the time; requests failed of those asked, seconds until\n"
        "all was well again, and rows lost of those that were acknowledged",
    )
    outcomes = []
    for step in steps:
        outcomes.append(step())
        table(
            ("fault", "reads", "well after", "writes", "well after", "lost", ""),
            [_line(outcomes[-1])],
        )
    print()
    header = ("fault", "reads failed", "well after", "writes failed", "well after", "rows lost", "")
    table(header, [_line(outcome) for outcome in outcomes])
    return all(outcome.lost == 0 for outcome in outcomes)


def _line(outcome: Outcome) -> tuple[str, ...]:
    reads, writes = (f"{failed} of {asked:,}" for asked, failed in (outcome.reads, outcome.writes))
    after = [f"{seconds:.1f} s" if seconds else "at once" for seconds in outcome.recovered]
    return (outcome.name, reads, after[0], writes, after[1], str(outcome.lost), outcome.note)
