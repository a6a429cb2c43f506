"""Nothing tells whoever may not see it what partners share: every answer is as before.

Every address and every callback is asked by nobody, by each role and by another group's member:
before a return and a draft plan are shared and a council has agreed an action, and after, when
those who may see them have looked at the same pages.
"""

from __future__ import annotations

import io
import itertools
import logging
import re
import zipfile
from collections.abc import Collection, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy.orm import Session, sessionmaker

from db.engine import open_engine
from db.session import make_sessions
from portal.auth.accounts import AccountService
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER, SUBMITTER, Actor
from portal.exports.contract import tables
from portal.importers.council_returns.desk import ReturnDesk
from portal.pages import PAGES
from portal.services import Services, views
from tests.support.asking import callback_body
from tests.support.council_plans import let_wait, paper, share_draft
from tests.support.council_returns import NOTE, ON_TIME, SECRET, TITLE, Clock, bring_official, share
from tests.support.partners import Asking, server_over
from tests.support.signing_in import OPERATOR, actor_named, make_account

# What a council agreed after a review, and the line of the team that it answers.
ACTION, LINE, AGREED = "Zwetschge agreement", "Brindlewick line", "/partnership/agreed.json"
SEARCH = f"?measure={ON_TIME}&councils=torbay,plymouth"
# What is asked of each filter that a view has.
ASKED = {
    "measure": ON_TIME, "measures": ON_TIME, "councils": "torbay,plymouth", "council": "torbay",
    "plan": "torbay-2005", "ref": "2.1", "q": "time", "inspection": "plymouth-2014", "years": "10",
}  # fmt: skip
FORMS, VIEWS = ("csv", "json", "xlsx"), tuple(views.VIEWS)
TABLES = (*(table.name for table in tables()), "benchmarks")
PACKS = tuple(
    f"/pack/{view}.{form}" for view in ("compare", "summary") for form in ("html", "xlsx")
)
# The log of who did what and the disk's fill are an administrator's to see; so is a backup.
LEFT_OUT = ("/assets/", "/vendor/", "/_dash-comp", "/pack/", "/<path>", "/visits/<visit>/pack")
TOLD_TO_ADMINISTRATORS = ("/audit", "/audit.csv", "/check")
TOLD_TO_PARTNERS = ("/partnership", AGREED)
# An action of the draft plan that is shared.
PLANNED = "Appoint six more social workers"
WORDS = (SECRET, TITLE, NOTE, "61.4%", PLANNED)
AGREEMENT = (ACTION, LINE)
_CHANGES = re.compile(
    rb'name="csrf_token" value="[^"]*"|"csrf": ?"[^"]*"|sha256-[^\']*|T\d\d:\d\d:\d\d(\.\d+)?Z?'
    rb'|\d\d:\d\d|"end_id":"[^"]*"|"(?:last_used|now|uptime|ms)": ?[\d.]+'
)


def query(view: str) -> str:
    """Ask a view by the filters that it has."""
    names = [spec.name for spec in views.VIEWS[view].filters if spec.name in ASKED]
    return "?" + urlencode({name: ASKED[name] for name in names}, safe=",") if names else ""


def addresses(server: Any, every: bool) -> Iterator[str]:
    """Every address that can be got, or one of each rule, with what a reader would ask of it."""
    for page in PAGES:
        path = re.sub(r"<(\w+)>", lambda name: ASKED.get(name[1], "1"), page.path)
        yield path + (query(page.view.name) if page.view else "")
    for rule in sorted(server.url_map.iter_rules(), key=lambda rule: rule.rule):
        kinds = re.sub(r"<(?:[^:>]+:)?(\w+)>", r"<\1>", rule.rule)
        if "GET" in (rule.methods or ()) and not kinds.startswith(LEFT_OUT):
            yield from itertools.islice(_asked(kinds), None if every else 1)
    for words in ("Quillfeather", SECRET, NOTE, ACTION, LINE, PLANNED):
        yield f"/search?{urlencode({'q': words})}"
    yield from (
        "/shared/2",
        "/shared/2.csv",
        "/shared/999",
        "/shared/template.xlsx?council=torbay",
        _beside("/benchmarks"),
    )
    yield from (_beside("/indicators"), f"/partnership/notes.json?link=/indicators{SEARCH}")
    for page in ("/councils/torbay", "/plans?councils=torbay"):
        yield f"{AGREED}?{urlencode({'page': page})}"
        yield f"/shared/plans.json?{urlencode({'page': page})}"


def _asked(rule: str) -> Iterator[str]:
    """The addresses of a rule, with each view and each table where it names one."""
    viewing = "<view>" in rule or "/views/" in rule
    named = {"form": FORMS, "view": VIEWS, "name": VIEWS if viewing else TABLES}
    names = re.findall(r"<(\w+)>", rule)
    for chosen in itertools.product(*(named.get(name, (ASKED.get(name, "1"),)) for name in names)):
        path = re.sub(r"<\w+>", "{}", rule).format(*chosen)
        yield path + (query(next(v for v in chosen if v in VIEWS)) if viewing else "")


def _beside(page: str) -> str:
    return f"/shared/beside.json?{urlencode({'page': page + SEARCH})}"


def content(answer: Any) -> bytes:
    """Leave out of an answer what changes with each: tokens, times, dates of files."""
    body: bytes = answer.get_data()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [name for name in archive.namelist() if name != "docProps/core.xml"]
            body = b"".join(name.encode() + archive.read(name) for name in parts)
    return _CHANGES.sub(b"", body)


class Walk:
    """Asks everything as somebody, each time from an address that has asked for little."""

    def __init__(self, server: Any, actor: Actor | None, words: Collection[str]) -> None:
        self.words = words
        self.asking = Asking(server, actor)
        self.paths = [*addresses(server, every=actor is None), *(PACKS if actor is None else ())]
        self.numbers = itertools.count()

    def __call__(self) -> dict[str, tuple[int, int, str]]:
        """The status, size and digest of each answer, and of each callback's."""
        answers = {}
        for path in self.paths:
            answer = self._send(path)
            answers[path] = self._mark(answer)
        client = self.asking.client
        for callback in client.get("/_dash-dependencies").json:
            if not callback["clientside_function"]:
                values = _Values()
                body = callback_body(client, callback["output"], values)
                answer = self._send("/_dash-update-component", method="POST", json=body)
                answers[callback["output"]] = self._mark(answer)
        return answers

    def _send(self, path: str, **more: Any) -> Any:
        number = next(self.numbers)
        base = {"REMOTE_ADDR": f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"}
        return self.asking.client.open(path, environ_base=base, **more)

    def _mark(self, answer: Any) -> tuple[int, int, str]:
        held = content(answer)
        answer.close()
        asked = answer.request.url
        assert not _held_words(self.words, held, asked), asked
        return answer.status_code, len(held), sha256(held).hexdigest()


def _held_words(words: Collection[str], held: bytes, asked: str) -> list[str]:
    """The words that an answer holds, but for those of what was asked."""
    return [word for word in words if word.encode() in held and word.split()[0] not in asked]


def agree(sessions: sessionmaker[Session], person: Actor) -> None:
    """Agree an action with Torbay that answers a line of a visit."""
    services = Services.over(sessions)
    visit = services.visits.create(person, "torbay", "Torbay")
    line = services.lines.add_line(person, visit, "practice", LINE)
    services.entries.write(person, visit, line, "verdict", "consideration", 0)
    fields = {"what": ACTION, "line": str(line), "status": "agreed"}
    services.entries.add_entry(person, visit, "agreed", fields)


class _Values(dict[str, Any]):
    """The properties of components as a page that asks about shared figures has them."""

    def get(self, name: str, default: Any = None) -> Any:
        if name.endswith(".search"):
            return SEARCH
        known_values = {"council-key.data": "torbay", "app-item.data": "torbay-2005/2.1"}
        return known_values.get(name, "/indicators" if name.endswith(".pathname") else default)


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
    seen = looking.get(_beside("/indicators"))
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
                assert not _held_words((*WORDS, *AGREEMENT), content(answer), path), path
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
