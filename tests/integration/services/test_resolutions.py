"""Conclusions of editors on findings, which everybody sees at once; on both databases."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from db.models import DatasetVersion, FindingResolution
from layouts import council, item
from layouts.components.findings import fold
from portal.auth.audit import AuditLog
from portal.domain.access import EDITOR, Actor, NotAllowed, NotSignedIn
from portal.domain.formatting import day
from portal.domain.resolutions import MAX_NOTE, STATUSES, looked_at
from portal.domain.view_models import ShownFinding
from portal.domain.view_state import FindingsState
from portal.importers.load import load
from portal.services import Services
from portal.services.findings import DOWNLOAD_COLUMNS
from portal.services.visits.access import ValidationError
from portal.settings import CATALOGUE
from portal.urls import slug
from tests.support.asking import ask
from tests.support.components import text_of
from tests.support.partners import ROLES, Asking, person, server_over
from tests.support.signing_in import OPERATOR

NASTY = "=1+1 <script>alert(1)</script>; DROP TABLE findings"


def looked_at_today() -> str:
    """The beginning of a conclusion of today: a run may go past midnight."""
    return f"Looked at {day(datetime.now(UTC).date())}:"


@pytest.fixture
def editor(sessions: sessionmaker[Session]) -> Iterator[Actor]:
    yield person(sessions, EDITOR)
    with sessions.begin() as session:
        session.execute(delete(FindingResolution))
        made = select(DatasetVersion).where(DatasetVersion.note.like("%concluded%"))
        for version in session.scalars(made):
            session.delete(version)


def findings_of(services: Services, key: str = "") -> list[ShownFinding]:
    view = services.findings.view(FindingsState(finding=key))
    return [finding for group in view.groups for finding in group.findings]


def test_the_newest_conclusion_stands_and_all_are_kept(
    services: Services, sessions: sessionmaker[Session], editor: Actor
) -> None:
    every = (c.key for c in services.data.vocabulary().with_plans)
    first = [finding for key in every for finding in services.councils.view(key).findings[:12]]
    finding = next(f for f in first if f.item)
    assert (finding.resolution, finding.resolution_note, finding.resolved_on) == ("", "", "")
    before = services.data.version()
    services.resolutions.resolve(editor, finding.key, "confirmed", "Both papers\n say so. ")
    services.resolutions.resolve(editor, finding.key, "explained", NASTY)
    with sessions() as session:
        made = session.scalars(select(DatasetVersion.id).where(DatasetVersion.id > before.number))
        versions = sorted(made)  # an import that was taken back leaves a gap on PostgreSQL
    assert len(versions) == 2
    assert services.data.version().number == versions[-1]
    (shown,) = findings_of(services, finding.key)
    today = datetime.now(UTC).date().isoformat()
    assert (shown.resolution, shown.resolution_note) == ("explained", NASTY)
    assert shown.resolved_on == today
    history = services.resolutions.history(editor, finding.key)
    assert [(r.status, r.note, r.by) for r in history] == [
        ("explained", NASTY, editor.display),
        ("confirmed", "Both papers say so.", editor.display),
    ]
    line = f"{looked_at_today()} explained. {NASTY}"
    texts = (
        text_of(fold(shown, services.data.vocabulary())),
        text_of(item.results(services.items.view(finding.plan, slug(finding.item_ref)))),
    )
    assert all(line in text for text in texts)
    assert not any(editor.display in text or editor.name in text for text in texts)
    assert line in " ".join(
        text_of(
            council.results(
                services.councils.view(finding.council),
                services.benchmarks.standing(finding.council),
            )
        ).split()
    )
    row = AuditLog(sessions).newest(OPERATOR, most=1)[0]
    assert (row.actor, row.action, row.subject) == (editor.name, "finding concluded", finding.key)
    assert [f.key for f in findings_of(services) if f.resolution] == [finding.key]


def test_downloads_and_the_open_table_say_it_at_their_end(
    services: Services, sessions: sessionmaker[Session], editor: Actor, filled_engine: Engine
) -> None:
    finding = findings_of(services)[0]
    services.resolutions.resolve(editor, finding.key, "corrected", NASTY)
    last = ("resolution", "resolution_note", "resolved_on", "inspection")
    assert DOWNLOAD_COLUMNS[-4:] == last
    rows, columns = services.sources.table("findings")
    assert tuple(columns[-4:]) == last
    (row,) = [r for r in rows if r["finding"] == finding.key]
    assert (row["resolution"], row["resolution_note"]) == ("corrected", NASTY)
    client = server_over(filled_engine).test_client()
    today = datetime.now(UTC).date().isoformat()
    for path in ("/download/findings.csv", "/data/findings.csv"):
        answer = client.get(path)
        rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"), newline="")))
        download = next(r for r in rows if r["finding"] == finding.key)
        assert (download["resolution"], download["resolved_on"]) == ("corrected", today)
        assert {r["resolved_on"] for r in rows} == {"", today}
        assert editor.display not in answer.text
        assert editor.name not in answer.text


@pytest.mark.parametrize(
    ("status", "note", "message"),
    [
        ("wrong", "x", "Choose one of"),
        ("", "x", "Choose one of"),
        ("explained", " \n\0 ", "Say why"),
        ("explained", "x" * (MAX_NOTE + 1), "at most"),
    ],
)
def test_what_cannot_be_concluded_is_told(
    services: Services, editor: Actor, status: str, note: str, message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        services.resolutions.resolve(editor, findings_of(services)[0].key, status, note)
    for key in ("", "gone", "x" * 5000, "a\0b", "' OR 1=1"):
        with pytest.raises(ValidationError, match="There is no finding"):
            services.resolutions.resolve(editor, key, "explained", "x")
        with pytest.raises(ValidationError, match="There is no finding"):
            services.resolutions.history(editor, key)


@pytest.mark.parametrize("role", [None, *(role for role in ROLES if role != EDITOR)])
def test_others_conclude_nothing_and_see_no_names(
    services: Services,
    sessions: sessionmaker[Session],
    editor: Actor,
    filled_engine: Engine,
    role: str | None,
) -> None:
    key = findings_of(services)[0].key
    services.resolutions.resolve(editor, key, "explained", "It is so")
    actor = None if role is None else person(sessions, role)
    refusal, status = (NotSignedIn, 401) if actor is None else (NotAllowed, 403)
    with pytest.raises(refusal):
        services.resolutions.resolve(actor, key, "confirmed", "x")
    with pytest.raises(refusal):
        services.resolutions.history(actor, key)
    asking = Asking(server_over(filled_engine), actor)
    answers = [
        asking.get(f"/findings/{key}/history.json"),
        asking.json(f"/findings/{key}/resolve", {"status": "confirmed", "note": "x"}),
        asking.json("/findings/gone/resolve", {}),
    ]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert not [answer for answer in answers if "It is so" in answer.text]
    assert [f.resolution_note for f in findings_of(services, key)] == ["It is so"]


def test_a_conclusion_shows_at_once_in_every_process(
    services: Services, editor: Actor, filled_engine: Engine
) -> None:
    """Two servers stand for two processes: each keeps answers of its own."""
    key = findings_of(services)[0].key
    first, other = server_over(filled_engine), server_over(filled_engine)
    values = {"findings-url.search": f"?finding={key}"}
    for _ in range(2):
        assert "Looked at" not in ask(other.test_client(), "findings-results", values).text
    asking, path = Asking(first, editor), f"/findings/{key}/resolve"
    body = {"status": "explained", "note": "The years differ"}
    for token in ("", "x"):
        refused = asking.json(path, body, token)
        assert refused.status_code == 400
        assert "too old" in refused.json["error"]
    for wrong in ({}, [], None, {"status": 1, "note": "x"}, {"status": "explained", "note": " "}):
        assert asking.json(path, wrong).status_code == 400
    done = asking.json(path, body)
    assert (done.status_code, done.json) == (200, {"done": True})
    history = asking.get(f"/findings/{key}/history.json").json
    assert [name for name, _meaning in history["statuses"]] == list(STATUSES)
    assert [r["note"] for r in history["resolutions"]] == ["The years differ"]
    for server in (first, other):
        answer = ask(server.test_client(), "findings-results", values)
        assert f"{looked_at_today()} explained. The years differ" in answer.text
        assert editor.display not in json.dumps(answer.json)


def test_a_conclusion_outlives_loading(full_engine: Engine) -> None:
    from db.session import make_sessions

    sessions = make_sessions(full_engine)
    services = Services.over(sessions)
    key = findings_of(services)[0].key
    services.resolutions.resolve(person(sessions, EDITOR), key, "explained", "Rounded")
    with sessions.begin() as session:
        from db.writes.catalogue import write_findings

        write_findings(session, [])
    load(sessions, [CATALOGUE])
    assert [f.resolution_note for f in findings_of(services, key)] == ["Rounded"]


def test_nothing_is_said_where_nobody_looked() -> None:
    assert looked_at("", "", "") == ""
    assert looked_at("2026-11-21", "explained", "So.") == (
        "Looked at 21 November 2026: explained. So."
    )
