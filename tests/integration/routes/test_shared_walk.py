"""Nothing tells whoever may not see it what partners share: every answer is as before.

Every address and every callback is asked by nobody, by each role and by another group's member:
before a return and a draft plan are shared and a council has agreed an action, and after, when
those who may see them have looked at the same pages.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from db.engine import open_engine
from db.session import make_sessions
from portal.auth.accounts import AccountService
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER, SUBMITTER, Actor
from portal.importers.council_returns.desk import ReturnDesk
from portal.services import Services
from tests.support.council_plans import let_wait, paper, share_draft
from tests.support.council_returns import SECRET, TITLE, Clock, bring_official, share
from tests.support.partners import Asking, server_over
from tests.support.signing_in import OPERATOR, actor_named, make_account
from tests.support.walking import (
    ACTION,
    AGREED,
    AGREEMENT,
    LINE,
    PLANNED,
    WORDS,
    Walk,
    addresses,
    beside,
    content,
    held_words,
)

# The log of who did what and the disk's fill are an administrator's to see; so is a backup.
TOLD_TO_ADMINISTRATORS = ("/audit", "/audit.csv", "/check")
TOLD_TO_PARTNERS = ("/partnership", AGREED)


def agree(sessions: sessionmaker[Session], person: Actor) -> None:
    """Agree an action with Torbay that answers a line of a visit."""
    services = Services.over(sessions)
    visit = services.visits.create(person, "torbay", "Torbay")
    line = services.lines.add_line(person, visit, "practice", LINE)
    services.entries.write(person, visit, line, "verdict", "consideration", 0)
    fields = {"what": ACTION, "line": str(line), "status": "agreed"}
    services.entries.add_entry(person, visit, "agreed", fields)


@pytest.mark.parametrize(
    ("kind", "audience"), [("sqlite", "partners"), ("postgresql", "Directors")]
)
def test_no_answer_tells_others_that_figures_were_shared(
    new_database: Any, tmp_path: Path, kind: str, audience: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_engine(new_database(kind, "catalogue"))
    caplog.set_level(logging.DEBUG)
    sessions = make_sessions(engine)
    bring_official(sessions, tmp_path)
    accounts = AccountService(sessions)
    people = {
        name: make_account(sessions, f"{name}@walk.example", roles, **more)
        for name, roles, more in (
            ("none", [], {}),
            ("member", [], {}),
            ("other-member", [], {}),
            ("partner", [PARTNER], {}),
            ("reviewer", [REVIEWER], {}),
            ("chief", [ADMINISTRATOR], {}),
            ("neighbour", [SUBMITTER], {"council": "plymouth"}),
            ("sender", [SUBMITTER], {}),
            ("editor", [EDITOR], {}),
            ("team", [REVIEWER], {}),
        )
    }
    accounts.set_groups(OPERATOR, people["member"].name, ["Directors"])
    accounts.set_groups(OPERATOR, people["other-member"].name, ["Analysts"])
    entitled = people["partner"] if audience == "partners" else people["member"]
    entitled = actor_named(sessions, entitled.name)
    server = server_over(engine)
    others = ["none", "other-member", "reviewer", "chief", "neighbour"]
    others += ["partner"] if audience == "Directors" else ["member"]
    # Of those who may not see figures of a group, partners see what councils have agreed.
    walks = {
        name: Walk(server, people[name], WORDS if name == "partner" else (*WORDS, *AGREEMENT))
        for name in others
    }
    walks["nobody"] = Walk(server, None, (*WORDS, *AGREEMENT))
    before = {name: walk() for name, walk in walks.items()}
    desk = ReturnDesk(sessions, Clock())
    number = share(
        desk, people["sender"], people["editor"], audience=audience, embargo="2126-12-01"
    )
    plan = let_wait(sessions, people["editor"], paper())
    given = share_draft(sessions, people["editor"], people["sender"], plan, audience=audience)
    assert given == 2
    agree(sessions, people["team"])
    # Whoever may see them looks at the very same pages, whose answers are kept for all.
    looking = Asking(server, entitled)
    seen = looking.get(beside("/indicators"))
    assert f"{SECRET}%" in seen.json["html"]
    assert seen.headers["Cache-Control"] == "no-store"
    assert TITLE in looking.get(f"/shared/{number}").text
    assert PLANNED in looking.get("/shared/2").text
    assert "draft" in looking.get("/shared/plans.json?page=/councils/torbay").json["html"]
    partner = walks["partner"].asking if "partner" in walks else looking
    agreed = partner.get(f"{AGREED}?page=/councils/torbay")
    assert all(words in agreed.json["html"] for words in AGREEMENT)
    assert agreed.headers["Cache-Control"] == "no-store"
    for asking in (looking, partner):
        for path in addresses(server, every=False):
            if not path.startswith(("/shared", "/partnership")):
                answer = asking.get(path)
                assert not held_words((*WORDS, *AGREEMENT), content(answer), path), path
                answer.close()
    after = {name: walk() for name, walk in walks.items()}
    assert [mark[0] for mark in after["nobody"].values()].count(200) > 120
    differing = [
        (name, path)
        for name, answers in after.items()
        for path, mark in answers.items()
        if mark != before[name][path]
        and not (name == "chief" and path.partition("?")[0] in TOLD_TO_ADMINISTRATORS)
        and not (name == "partner" and path.partition("?")[0] in TOLD_TO_PARTNERS)
    ]
    assert differing == []
    statuses = {name: after[name]["/shared/1"][0] for name in after}
    assert statuses == {
        "nobody": 401,
        "none": 403,
        "reviewer": 403,
        "chief": 403,
        "neighbour": 404,
        "other-member": 404,
        **({"partner": 404} if audience == "Directors" else {"member": 404}),
    }
    assert not [word for word in WORDS if word in caplog.text]
    engine.dispose()
