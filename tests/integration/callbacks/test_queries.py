"""The number of queries that a filter makes, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from db.queries import raw
from db.session import make_sessions
from portal.app import create_app
from portal.services import Services
from portal.settings import Settings
from tests.support.asking import ask


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[], Any]], int]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    asked = raw.directly

    def direct(reader: Any, sql: str, values: Any = ()) -> Any:
        statements.append(sql)
        return asked(reader, sql, values)

    event.listen(Engine, "before_cursor_execute", note)
    monkeypatch.setattr(raw, "directly", direct)

    def run(work: Callable[[], Any]) -> int:
        statements.clear()
        work()
        return len(statements)

    yield run
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("output", "name", "search"),
    [
        ("compare-results", "compare-url.search", search)
        for search in (
            "?",
            "?theme=adoption",
            "?councils=torbay&area=workforce&status=completed",
            "?words=plan+review&plan=torbay-2005&time=months",
            "?words=nothinghasthisword",
        )
    ]
    + [
        ("indicators-results", "indicators-url.search", search)
        for search in ("?", "?measure=contacts", "?words=T28&view=multiples", "?theme=adoption")
    ]
    + [
        ("findings-results", "findings-url.search", search)
        for search in ("?", "?kind=two-places&theme=assessment", "?words=T8", "?finding=none")
    ],
)
def test_a_filter_touches_the_database_at_most_three_times(
    filled_engine: Engine, count: Any, output: str, name: str, search: str
) -> None:
    client = create_app(Settings(), filled_engine).server.test_client()
    # Names of things, and what an empty page leads on to, are read once a version.
    for before in ("?councils=plymouth", "?words=emptypage"):
        ask(client, output, {name: before})
    assert count(lambda: ask(client, output, {name: search})) <= 3
    assert count(lambda: ask(client, output, {name: search})) <= 1  # none, a moment later


def test_a_council_page_reads_a_fixed_number_of_times(filled_engine: Engine, count: Any) -> None:
    services = Services.over(make_sessions(filled_engine))
    services.councils.view("torbay")
    services.items.view("plymouth-2015", "afi-9")
    assert count(lambda: services.councils.view("torbay")) <= 6
    assert count(lambda: services.items.view("torbay-2005", "2.1")) <= 7
