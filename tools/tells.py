"""`python -m tools.tells`: does the time of an answer tell that councils share figures?

Two portals hold the same and one holds hundreds of returns beside; nobody, another council's
submitter and a partner of another group ask all three for the same in turn, some hundred times.
How far the two that are alike differ is what the machine does by itself.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from db.session import make_sessions
from db.writes.shared import add_data_set
from portal.auth.accounts import AccountService
from portal.domain.access import EDITOR, PARTNER, SUBMITTER, Actor
from tests.support.council_returns import ON_TIME, bring_official
from tests.support.partners import server_over
from tests.support.signing_in import OPERATOR, make_account
from tests.support.walking import Walk
from tools.bench.databases import databases, opened, settle

PORTALS = ("quiet", "alike", "holding")
RETURNS, FIGURES = 300, 40
# Asked without what takes longest to make: packages and whole tables.
SLOW = ("/pack", "/package", "/data", "/views/", "/api/")
# What people with an account are shown beside pages that are everybody's, and those pages.
BESIDE = ("/shared", "/partnership/", "/search", "/me", "/indicators")
KINDS, PEOPLE = "sqlite,postgresql", "nobody,neighbour,partner"


def main() -> None:
    """Measure on both kinds of databases."""
    parser = argparse.ArgumentParser("python -m tools.tells", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="that each thing is asked")
    parser.add_argument("--kinds", default=KINDS, help="of databases")
    parser.add_argument("--people", default=PEOPLE, help="who ask")
    asked = parser.parse_args()
    logging.disable()
    for kind in asked.kinds.split(","):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tells-")))
            made = stack.enter_context(databases(kind, folder))
            engines = [stack.enter_context(opened(made.empty(name))) for name in PORTALS]
            people = [
                _people(engine, folder, name) for name, engine in zip(PORTALS, engines, strict=True)
            ]
            _share(make_sessions(engines[-1]), people[-1]["editor"])
            for engine in engines:
                settle(engine)
            servers = [server_over(engine) for engine in engines]
            for who in asked.people.split(","):
                walks = [
                    Walk(server, each.get(who), ())
                    for server, each in zip(servers, people, strict=True)
                ]
                _report(f"{kind}, {who}", walks, engines, asked.times)


def _people(engine: Engine, folder: Path, portal: str) -> dict[str, Actor]:
    """Fill a portal with official figures, and with people."""
    sessions = make_sessions(engine)
    bring_official(sessions, folder)
    people = {
        name: make_account(sessions, f"{name}@{portal}.example", [role], **more)
        for name, role, more in (
            ("editor", EDITOR, {}),
            ("neighbour", SUBMITTER, {"council": "plymouth"}),
            ("partner", PARTNER, {}),
        )
    }
    AccountService(sessions).set_groups(OPERATOR, people["editor"].name, ["Directors"])
    return people


def _share(sessions: sessionmaker[Session], editor: Actor) -> None:
    """Share returns of one council with a group."""
    now = datetime.now(UTC).replace(tzinfo=None)
    common: dict[str, Any] = {
        "council": "torbay",
        "audience": "Directors",
        "embargo": None,
        "state": "shared",
    }
    common |= {"made_by": editor.id, "made_at": now, "ended_by": "", "reason": ""}
    counts = {"value": 61.37, "numerator": None, "denominator": None, "symbol": "", "note": ""}
    with sessions.begin() as session:
        for number in range(RETURNS):
            figures = [
                {
                    "measure": ON_TIME,
                    "period": f"{number}-{place}",
                    "period_start": None,
                    "period_end": date(2026, 6, 30),
                    "basis": "quarter",
                    "printed": "61.37",
                    "place": f"row {place}",
                    **counts,
                }
                for place in range(FIGURES)
            ]
            named = {"title": f"Return {number}", "file": "r.csv", "sha256": f"{number:064}"}
            add_data_set(session, {**common, **named}, figures)


def _report(title: str, walks: list[Walk], engines: list[Engine], times: int) -> None:
    """Ask in turn, and print how the portals differ: thing by thing, and all in all."""
    begins = BESIDE if walks[0].actor else ("/",)
    asked = [
        [
            each
            for each in walk.requests()
            if each[1].startswith(begins) and not each[1].startswith(SLOW)
        ]
        for walk in walks
    ]
    names = [name for name, _path, _more in asked[0]]
    taken = np.zeros((times, len(names), len(PORTALS)))
    statements = [0] * len(PORTALS)
    random = np.random.default_rng(1)
    for turn in range(-2, times):  # the first two fill what is kept
        for at in range(len(names)):
            for portal in random.permutation(len(PORTALS)):
                _name, path, more = asked[portal][at]
                counted = _counting(engines[portal]) if turn < 0 else iter((0, 0))
                next(counted)
                start = time.perf_counter()
                walks[portal].send(path, **more).close()
                taken[turn, at, portal] = (time.perf_counter() - start) * 1000
                statements[portal] += next(counted)
    medians = np.median(taken, axis=0)
    print(f"{title}: {len(names)} things, each {times} times; median {np.median(taken):.2f} ms")
    for other, portal in (("alike", 1), ("holding", 2)):
        differs = medians[:, portal] - medians[:, 0]
        longer = np.array(
            [_longer(taken[:, at, 0], taken[:, at, portal]) for at in range(len(names))]
        )
        worst = int(np.argmax(np.abs(longer - 0.5)))
        print(
            f"  {other}: medians differ by {np.median(differs):+.3f} ms at the median, "
            f"{np.percentile(differs, 5):+.3f} to {np.percentile(differs, 95):+.3f} for nine in "
            f"ten; an answer takes longer than the quiet one in {np.median(longer):.1%} of pairs, "
            f"{longer.min():.1%} to {longer.max():.1%} (furthest: {names[worst]})"
        )
    print(f"  statements to the database in the first two rounds: {statements}")


def _longer(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Share of pairs in which the second takes longer than the first; a half tells nothing."""
    return float(np.mean(second[:, None] > first[None, :]))


def _counting(engine: Engine) -> Iterator[int]:
    """Count what is asked of a database from the first `next` to the second."""
    seen = 0

    def count(*_args: Any) -> None:
        nonlocal seen
        seen += 1

    event.listen(engine, "before_cursor_execute", count)
    yield 0
    event.remove(engine, "before_cursor_execute", count)
    yield seen


if __name__ == "__main__":
    main()
