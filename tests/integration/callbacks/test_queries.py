"""The number of queries that a filter makes, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, update

from db.models import Plan
from db.session import make_sessions
from portal.app import create_app
from portal.importers.statistics.commit import new_version
from portal.services import Services
from portal.settings import Settings
from tests.support.asking import ask
from tests.support.statements import sent_statements


def count(work: Callable[[], object]) -> int:
    """Count the statements that a piece of work sends to the database."""
    with sent_statements() as statements:
        work()
    return len(statements)


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
    filled_engine: Engine, output: str, name: str, search: str
) -> None:
    client = create_app(Settings(), filled_engine).server.test_client()
    # Names of things, and what an empty page leads on to, are read once a version.
    for before in ("?councils=plymouth", "?words=emptypage"):
        ask(client, output, {name: before})
    assert count(lambda: ask(client, output, {name: search})) <= 3
    assert count(lambda: ask(client, output, {name: search})) <= 1  # none, a moment later


def test_a_council_page_reads_a_fixed_number_of_times(filled_engine: Engine) -> None:
    services = Services.over(make_sessions(filled_engine))
    services.councils.view("torbay")
    services.items.view("plymouth-2015", "afi-9")
    assert count(lambda: services.councils.view("torbay")) <= 6
    assert count(lambda: services.items.view("torbay-2005", "2.1")) <= 8


def test_a_council_page_is_written_once_a_version(full_engine: Engine) -> None:
    client = create_app(Settings(), full_engine).server.test_client()
    sessions = make_sessions(full_engine)

    def page(number: int) -> str:
        asked = {"council-key.data": "torbay", "council-url.search": f"?n={number}"}
        written: str = ask(client, "council-results", asked).json["response"][
            "council-results-html"
        ]["data"]
        return written

    first = page(1)
    assert count(lambda: page(2)) <= 1  # the version alone
    assert page(3) == first
    with sessions.begin() as session:
        session.execute(
            update(Plan).where(Plan.key == "torbay-2005").values(title="A plan renamed")
        )
        new_version(session, "a plan renamed")
    assert "A plan renamed" in page(4)
    assert "A plan renamed" not in first


def test_a_process_that_worked_ahead_reads_no_words_of_all_items_for_one(
    filled_engine: Engine,
) -> None:
    def asked(work_ahead: bool) -> list[str]:
        app = create_app(Settings(), filled_engine)
        if work_ahead:
            app.work_ahead()
        key = {"plan": "plymouth-2015", "ref": "afi-9"}
        with sent_statements() as statements:
            ask(app.server.test_client(), "item-results", {"item-key.data": key})
        return [text for text in statements if "i.words" in text]

    assert len(asked(work_ahead=False)) == 1
    assert asked(work_ahead=True) == []
