"""A walk through every address and callback, that tells if an answer is what it was before."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from portal.domain.access import Actor
from portal.exports.contract import tables
from portal.pages import PAGES
from portal.services import views
from tests.support.asking import callback_body
from tests.support.council_returns import NOTE, ON_TIME, SECRET, TITLE
from tests.support.partners import Asking

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
LEFT_OUT = ("/assets/", "/vendor/", "/_dash-comp", "/pack/", "/<path>", "/visits/<visit>/pack")
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
        *map(beside, ("/", "/benchmarks", "/summary", "/league", "/councils/torbay")),
    )
    yield from (beside("/indicators"), f"/partnership/notes.json?link=/indicators{SEARCH}")
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


def beside(page: str) -> str:
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
        self.words, self.actor = words, actor
        self.asking = Asking(server, actor)
        self.paths = [*addresses(server, every=actor is None), *(PACKS if actor is None else ())]
        self.numbers = itertools.count()

    def __call__(self) -> dict[str, tuple[int, int, str]]:
        """The status, size and digest of each answer and its tag, and of each callback's."""
        return {name: self._mark(self.send(path, **more)) for name, path, more in self.requests()}

    def requests(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Everything that is asked: its name, its address, and what is sent with it."""
        for path in self.paths:
            yield path, path, {}
        client = self.asking.client
        for callback in client.get("/_dash-dependencies").json:
            if not callback["clientside_function"]:
                body = callback_body(client, callback["output"], _Values())
                sent = {"method": "POST", "json": body}
                yield callback["output"], "/_dash-update-component", sent

    def send(self, path: str, **more: Any) -> Any:
        """Ask one thing from a new address."""
        number = next(self.numbers)
        base = {"REMOTE_ADDR": f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"}
        return self.asking.client.open(path, environ_base=base, **more)

    def _mark(self, answer: Any) -> tuple[int, int, str]:
        held = content(answer)
        answer.close()
        asked = answer.request.url
        assert not held_words(self.words, held, asked), asked
        held += "".join(answer.headers.get(name, "") for name in ("ETag", "Cache-Control")).encode()
        return answer.status_code, len(held), sha256(held).hexdigest()


def held_words(words: Collection[str], held: bytes, asked: str) -> list[str]:
    """The words that an answer holds, but for those of what was asked."""
    return [word for word in words if word.encode() in held and word.split()[0] not in asked]


class _Values(dict[str, Any]):
    """The properties of components as a page that asks about shared figures has them."""

    def get(self, name: str, default: Any = None) -> Any:
        if name.endswith(".search"):
            return SEARCH
        known_values = {"council-key.data": "torbay", "app-item.data": "torbay-2005/2.1"}
        return known_values.get(name, "/indicators" if name.endswith(".pathname") else default)
