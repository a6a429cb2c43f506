"""Pages of the lists that grow: accounts, the audit log, the log of imports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.engine import open_engine
from db.models import Account, AuditEntry, Import
from db.session import make_sessions
from portal.domain.access import ADMINISTRATOR, EDITOR
from tests.support.partners import Asking, server_over
from tests.support.signing_in import make_account

# Three pages of 50, 50 and 20 rows.
TOTAL = 120
LISTS = {"/accounts": {}, "/audit": {"account": "a guest", "action": "tested"}, "/imports": {}}
START = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - the database holds UTC without a zone


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def asking(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Asking]:
    """An administrator and editor of a portal whose lists hold 120 rows each."""
    engine = open_engine(new_database(request.param, "catalogue"))
    sessions = make_sessions(engine)
    times = [START + timedelta(minutes=number) for number in range(TOTAL)]
    with sessions.begin() as session:
        for number, time in enumerate(times[1:], start=1):
            name = f"guest-{number:03}@example.org"
            session.add(Account(name=name, display=name, active=True, made_at=time))
        for number, time in enumerate(times):
            line = {"actor": "a guest", "action": "tested", "subject": f"row-{number:03}"}
            session.add(AuditEntry(at=time, detail="", **line))
            session.add(AuditEntry(at=time, detail="", **{**line, "actor": "another"}))
            counts = {"rows": 1, "added": 1, "changed": 0, "removed": 0}
            session.add(
                Import(
                    made_at=time,
                    made_by="Ada",
                    kind="statistics",
                    document="made",
                    file=f"row-{number:03}.csv",
                    sha256="0" * 64,
                    reason="",
                    former="",
                    **counts,
                )
            )
    chief = make_account(sessions, "guest-000@example.org", [ADMINISTRATOR, EDITOR])
    yield Asking(server_over(engine), chief)
    engine.dispose()


def shown(asking: Asking, path: str, page: str | None) -> tuple[list[str], str]:
    """Ask for a page of a list; return the names of its rows and what the pager says."""
    query = LISTS[path] if page is None else {**LISTS[path], "page": page}
    answer = asking.get(path, query_string=query)
    assert answer.status_code == 200
    body = re.search(r"<tbody>(.*)</tbody>", answer.text, re.DOTALL)
    words = re.search(r'<nav class="pager".*?</nav>', answer.text, re.DOTALL)
    assert body
    assert words
    names = re.findall(r"<tr>.*?(guest-\d+|row-\d+)", body[1], re.DOTALL)
    assert len(names) == body[1].count("<tr>")
    return names, words[0]


@pytest.mark.parametrize("path", LISTS)
def test_the_pages_together_are_the_list(asking: Asking, path: str) -> None:
    pages = [shown(asking, path, page) for page in ("1", "2", "3")]
    assert [len(names) for names, _pager in pages] == [50, 50, 20]
    assert len({name for names, _pager in pages for name in names}) == TOTAL
    ranges = ("1 to 50 of 120", "51 to 100 of 120", "101 to 120 of 120")
    for number, ((_names, pager), words) in enumerate(zip(pages, ranges, strict=True), start=1):
        assert words in pager
        assert f'<span aria-current="page">{number}</span>' in pager
    links = re.findall(r'href="([^"]+)"', pages[1][1])
    assert any("page=3" in link for link in links)
    assert all(f"{name}=" in link for link in links for name in LISTS[path])


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("page", "same_as"),
    [
        (None, "1"), ("", "1"), ("0", "1"), ("-1", "1"), ("x", "1"), ("1.5", "1"), ("٢", "1"),
        ("99999999999999999999", "1"), ("4", "3"), ("9999", "3"),
    ],
)  # fmt: skip
def test_a_page_that_is_none_is_the_first_or_the_last(
    asking: Asking, path: str, page: str | None, same_as: str
) -> None:
    assert shown(asking, path, page) == shown(asking, path, same_as)
