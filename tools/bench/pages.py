"""Callbacks of the pages, as multiples of a callback that returns a constant."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from portal.urls import slug
from tests.support.serving import portal_server
from tools.bench import databases as made
from tools.bench import web
from tools.bench.report import heading, table, verdict

INDICATORS, RUG = "indicators-results", "benchmarks-results"
# Against the constant: the first answer (by kind of database) and a repeated one.
FIRST_BAR, AGAIN_BAR = {"sqlite": 2.2, "postgresql": 2.8}, 1.25
RUG_FIRST_BAR, RUG_AGAIN_BAR = 20.0, 3.0
# Against the same answer at 64,000 rows.
GROWTH_BAR = 1.2
RUG_MEASURES, RUG_COUNCILS = 40, 12
# Councils beside one another on an indicator; others at each question.
BESIDE = 3
MANY = 150


@dataclass(frozen=True)
class Question:
    """A callback by an output, the value asked for by number, and its bars."""

    name: str
    output: str
    value: Callable[[int], Any]
    first: float | None = None
    again: float | None = None
    runs: int = web.RUNS


# The unknown name `n` in an address changes the request and not the view, so that no answer can
# have been kept.
OTHERS = (
    Question("overview", "overview-results", lambda n: f"?theme=supervision&n={n}", 15.0, 1.5, 100),
    Question("compare", "compare-results", lambda n: f"?n={n}", 25.0, 3.0, 100),
    Question("findings", "findings-results", lambda n: f"?n={n}", runs=100),
    Question("council", "council-results", lambda _n: "torbay", runs=100),
    Question(
        "item", "item-results", lambda _n: {"plan": "plymouth-2015", "ref": "afi-9"}, runs=100
    ),
    Question("councils", "councils-results", lambda n: f"?n={n}", runs=100),
    Question("sources", "sources-results", lambda n: f"?n={n}", runs=100),
)

# With the plans of all councils.
NATIONAL = (
    Question("compare", "compare-results", lambda n: f"?n={n}", 15.0, 2.0, 100),
    Question("search", "search-results", lambda n: f"?q=adoption&n={n}", 10.0, runs=100),
    Question("council", "council-results", lambda _n: "torbay", 10.0, runs=100),
    Question(
        "item",
        "item-results",
        lambda _n: {"plan": "plymouth-2015", "ref": "afi-9"},
        10.0,
        runs=100,
    ),
)


# What is kept by council or by words is new each time here.
_WORDS = (
    "adoption supervision fostering court audit training neglect caseload visits quality "
    "children leaving police health school housing parents recording partnership workforce"
).split()


def _new_each_time(
    councils: Sequence[str], items: Sequence[tuple[str, str]]
) -> tuple[Question, ...]:
    """Make questions about another council or item, and for other words, each time."""

    def words(n: int) -> str:
        first, second = _WORDS[n % len(_WORDS)], _WORDS[n // len(_WORDS) % len(_WORDS)]
        return f"?q={first}+{second}" if first != second else f"?q={first}"

    def item(n: int) -> dict[str, str]:
        plan, ref = items[n % len(items)]
        return {"plan": plan, "ref": slug(ref)}

    return (
        Question("item, another each time", "item-results", item, 10.0, runs=100),
        Question(
            "council, another each time",
            "council-results",
            lambda n: councils[n % len(councils)],
            10.0,
            runs=100,
        ),
        Question("search, other words each time", "search-results", words, 10.0, runs=100),
    )


def report(databases: made.Databases, source: made.Source, folder: Path) -> None:
    """Ask the portal over databases of three sizes and the bare app in turn; print medians."""
    urls = {size: databases.holding(size, source) for size in made.SIZES}
    rows = {size: made.count(url) for size, url in urls.items()}
    offered = {
        "tenth": made.measures(urls["tenth"]),
        "full": made.measures(urls["full"]),
        "ten": made.measures(urls["ten"], 7),
    }
    councils = made.councils(urls["full"])
    with ExitStack() as stack:
        bare = web.Client(stack.enter_context(web.constant_server(folder)))
        portals = {
            size: web.Client(stack.enter_context(portal_server(url))) for size, url in urls.items()
        }
        constant = bare.request("out", "?")

        heading(
            f"Callbacks on {databases.kind}",
            "medians over HTTP, milliseconds; × = multiple of the constant callback asked in turn\n"
            f"figures: {', '.join(f'{size} {rows[size]:,}' for size in made.SIZES)}",
        )
        lines: list[tuple[str, ...]] = []
        growth: list[tuple[str, ...]] = []
        for name, questions in _national(portals["full"], offered, councils, databases.kind):
            asked_for = {}
            for size in made.SIZES:
                asks = [lambda: bare.post(constant), *_asks(portals[size], questions[size])]
                base, *times = web.medians(asks, questions[size].runs)
                asked_for[size] = [time / base for time in times]
                label = f"{name}, {made.SIZES[size]}"
                lines.append(_line(label, base, times, questions[size]))
            for size in ("full", "ten"):
                for place, which in enumerate(("first", "again")):
                    ratio = asked_for[size][place] / asked_for["tenth"][place]
                    bar = verdict(
                        ratio, GROWTH_BAR if questions["full"].output == INDICATORS else None
                    )
                    growth.append((f"{name}, {made.SIZES[size]}, {which}", f"{ratio:.2f}", bar))
        national = databases.as_started(MANY)
        many = web.Client(stack.enter_context(portal_server(national)))
        # One of 97, so that hardly two are of one plan.
        others = _new_each_time(made.councils(national), made.items(national, 97))
        asked_of_many = (*NATIONAL, *others)
        of_many = [
            (many, replace(asked, name=f"{asked.name}, {MANY} more")) for asked in asked_of_many
        ]
        for portal, question in (*((portals["full"], asked) for asked in OTHERS), *of_many):
            asks = [lambda: bare.post(constant), *_asks(portal, question)]
            base, *times = web.medians(asks, question.runs)
            lines.append(_line(question.name, base, times, question))
        table(("callback", "constant", "first", "×", "bar", "again", "×", "bar"), lines)
        print()
        table(("against 64 thousand rows", "×", "bar"), growth)


def _asks(portal: web.Client, question: Question) -> list[Callable[[], float]]:
    """Make the requests: a first, one that differs each time, one that is repeated."""
    numbers = itertools.count(1)
    again = portal.request(question.output, question.value(0))

    def first() -> float:
        number = next(numbers)
        return portal.post(portal.request(question.output, question.value(number), number))

    return [first, lambda: portal.post(again)]


def _national(
    portal: web.Client, offered: dict[str, Sequence[str]], councils: Sequence[str], kind: str
) -> Iterator[tuple[str, dict[str, Question]]]:
    """The callbacks that are measured at every size."""

    def each(
        name: str, output: str, address: Any, first: float | None, again: float | None, runs: int
    ) -> tuple[str, dict[str, Question]]:
        return name, {
            size: Question(
                name,
                output,
                partial(address, offered[size]),
                first if size != "tenth" else None,
                again if size != "tenth" else None,
                runs,
            )
            for size in made.SIZES
        }

    def some(count: int, n: int) -> str:
        return ",".join(councils[(n * count + place) % len(councils)] for place in range(count))

    def indicator(keys: Sequence[str], n: int) -> str:
        return f"?measure={keys[n % len(keys)]}&councils={some(BESIDE, n)}&n={n}"

    first_bar = FIRST_BAR[kind]
    yield each("indicator", INDICATORS, indicator, first_bar, AGAIN_BAR, web.RUNS)
    yield each("  below it", "indicators-below", indicator, None, None, 100)
    yield each("  its list", "indicators-measure.options", indicator, None, None, 50)
    if portal.has(RUG):

        def rug(_keys: Sequence[str], n: int) -> str:
            return f"?councils={some(RUG_COUNCILS, n)}&n={n}"

        name = f"rug of {RUG_MEASURES} × {RUG_COUNCILS}"
        yield each(name, RUG, rug, RUG_FIRST_BAR, RUG_AGAIN_BAR, 100)
    else:
        print(f"(no callback has the output {RUG}: the rug is not measured)")


def _line(name: str, base: float, times: Sequence[float], question: Question) -> tuple[str, ...]:
    first, again = times
    return (
        name,
        f"{base:.2f}",
        f"{first:.2f}",
        f"{first / base:.2f}",
        verdict(first / base, question.first),
        f"{again:.2f}",
        f"{again / base:.2f}",
        verdict(again / base, question.again),
    )
