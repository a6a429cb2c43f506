"""The plan of each query that a page makes of the figures, taken from what the services run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from db.engine import reading_engine
from db.queries import raw
from db.session import make_sessions
from portal.domain.view_state import BenchmarkState, IndicatorState
from portal.services import Services
from tools.bench import databases as made
from tools.bench.report import heading

_LINES, _WIDTH = 12, 110
# The last: an index whose first column is not asked for is read from end to end.
_SCAN = re.compile(
    r"SCAN statistics|Seq Scan on statistics|pk_statistics[^\n]*\n\s*Index Cond: (?!.*indicator_id)"
)
_USED = re.compile(r"SEARCH|SCAN|Index|Scan|USE TEMP")
Statement = tuple[str, str, Any]


def report(databases: made.Databases, source: made.Source) -> None:
    """Run each use case once, and ask the database how it serves its queries."""
    url = databases.holding("ten", source)
    measure = made.measures(url)[200]
    with made.opened(url) as engine:
        services = Services.over(make_sessions(engine))
        services.data.vocabulary()
        services.indicators.view(IndicatorState())
        services.benchmarks.view(BenchmarkState())
        heading(f"Query plans on {databases.kind}, {made.count(url):,} figures")
        for name, use in _uses(services, measure, made.councils(url)[:12]):
            with _listening(engine) as statements:
                use()
            for statement, parameters in _of_interest(name, statements):
                _explain(engine, name, statement, parameters)


def _uses(
    services: Services, measure: str, councils: Sequence[str]
) -> Iterator[tuple[str, Callable[[], Any]]]:
    state = IndicatorState.from_query(f"?measure={measure}")
    near = IndicatorState.from_query(f"?measure={measure}&against=england,region,neighbours-mean")
    yield "data version", services.data.version
    yield "indicator", lambda: services.indicators.view(state)
    yield "with comparators", lambda: services.indicators.view(near)
    yield "one period", lambda: services.indicators.more(state)
    yield "rug", lambda: services.benchmarks.view(BenchmarkState(councils=tuple(councils)))


@contextmanager
def _listening(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    statements: list[tuple[str, Any]] = []

    def hear(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        statements.append((statement, parameters))

    asked = raw.directly

    def hear_directly(reader: Any, sql: str, values: Sequence[int] = ()) -> Any:
        mark = "?" if engine.dialect.name == "sqlite" else "%s"
        statements.append((sql.replace("?", mark), tuple(values)))
        return asked(reader, sql, values)

    reader = reading_engine(engine)
    event.listen(reader, "before_cursor_execute", hear)
    with patch.object(raw, "directly", hear_directly):
        yield statements
    event.remove(reader, "before_cursor_execute", hear)


def _of_interest(name: str, statements: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The queries of the figures; of the version there is one."""
    if name == "data version":
        yield from statements[:1]
        return
    of_figures = [
        statement for statement in statements if re.search(r"\bstatistics\b", statement[0])
    ]
    if name == "one period":
        of_figures = [statement for statement in of_figures if "council_id IN" not in statement[0]]
    yield from of_figures[:3]


def _explain(engine: Engine, name: str, statement: str, parameters: Any) -> None:
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        word = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{word} {statement}", parameters).all()
    lines = [str(row[-1]) for row in rows]
    shown = [line for line in lines if sqlite or _USED.search(line)]
    scans = _SCAN.search("\n".join(lines))
    print(f"{name}: {'over (reads all figures)' if scans else 'PASS'}")
    for line in shown[:_LINES]:
        step = line.replace("->", "").strip()
        print(f"    {step[:_WIDTH]}")
