"""A portal of two teams: what one of them wrote must never reach the other, whatever it sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from db.engine import open_engine
from db.session import make_sessions
from portal.app import create_app
from portal.domain.access import EDITOR, PARTNER, REVIEWER
from portal.services import Services
from portal.settings import Settings
from tests.support.partners import KEY, Asking
from tests.support.signing_in import make_account

# Stands in every text of the visit that is nobody else's.
CANARY = "CANARY-7f3a"
# What nobody may do somebody signed in may do as well: each database is asked by the latter.
WHO = pytest.mark.parametrize(
    ("fuzzed", "who"),
    [("sqlite", "nobody"), ("sqlite", "other"), ("postgresql", "other")],
    indirect=["fuzzed"],
)


@dataclass(frozen=True)
class Fuzzed:
    """The application, a visit of one team, a visit of another, and who asks."""

    url: str
    app: Any
    private: str
    asker_visit: str
    clients: dict[str, Any]
    tokens: dict[str, str]
    changed: int


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def fuzzed(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Fuzzed]:
    """The portal on each kind of database, for all tests of this folder."""
    url = new_database(request.param, "catalogue")
    engine = open_engine(url)
    sessions = make_sessions(engine)
    app = create_app(Settings(database_url=url, secret_key=KEY), engine)
    # Reviewers find one another by name, when they put a colleague on a team.
    writer = make_account(sessions, "writer@fuzz.example", [REVIEWER], display="Writer")
    other = make_account(sessions, "other@fuzz.example", [REVIEWER, PARTNER, EDITOR])
    services = Services.over(sessions)
    private = services.visits.create(writer, "torbay", f"{CANARY} title")
    services.lines.add_line(writer, private, "outcomes", f"{CANARY} line")
    asker_visit = services.visits.create(other, "plymouth", "Own")
    services.lines.add_line(other, asker_visit, "outcomes", "What works?")
    nobody, others, writers = (Asking(app.server, who) for who in (None, other, writer))
    clients = {"nobody": nobody.client, "other": others.client, "writer": writers.client}
    tokens = {"nobody": nobody.token, "other": others.token}
    changed = services.visits.changed(writer, private)
    yield Fuzzed(url, app, private, asker_visit, clients, tokens, changed)
    engine.dispose()
