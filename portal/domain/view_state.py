"""The view that an address holds: query string to state and back, defaults left out.

Every value from outside is checked here for its shape; whether a key exists is for the service
to say, which knows the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import parse_qs, urlencode

MAX_WORDS = 200
MAX_QUERY = 4_000
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UNWRITABLE = re.compile(r"[\0\ud800-\udfff]")
_MAX_KEYS = 40
_MAX_FIELDS = 50
STATUSES = ("completed", "in_progress", "not_started", "not_stated")
TIMES = ("calendar", "months")
VIEWS = ("lines", "multiples")
# England, each council's region, the mean and the median of its statistical neighbours.
AGAINST = ("england", "region", "neighbours-mean", "neighbours-median")
# Entries of a list on one page, and the highest number of a page that is read.
PAGE_SIZE, MOST_PAGES = 50, 10_000
# Rows of the benchmarks: worst distance from England first, by name, by improvement area.
SORTS = ("distance", "name", "area")
# Rows of the grid of councils, after those that are shown by default.
ORDERS = ("name", "region", "number")
EXCEPTIONS = "exceptions"


@dataclass(frozen=True, slots=True)
class _State:
    """The state that all pages with filters share: reading and writing a query string."""

    councils: tuple[str, ...] = ()
    theme: str = ""
    area: str = ""
    words: str = ""
    time: str = "calendar"
    problems: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, search: str | None) -> Self:
        """Read a query string; unknown names are ignored, bad values told in `problems`."""
        # A callback can be asked by anyone with anything; only text can be an address.
        text = search.removeprefix("?") if isinstance(search, str) else ""
        if len(text) > MAX_QUERY or text.count("&") > _MAX_FIELDS:
            told = (
                f"This address is {len(text):,} characters long; the portal reads at most "
                f"{MAX_QUERY:,}, so none of it was used. Shorten the words searched for."
            )
            return cls(problems=(told,))
        # Half a surrogate pair or a NUL can be neither searched for nor written into an answer.
        given = {
            name: _UNWRITABLE.sub(" ", ",".join(values) if name == "councils" else values[-1])
            for name, values in parse_qs(text).items()
        }
        found: dict[str, Any] = {}
        problems: list[str] = []
        for name in (f.name for f in fields(cls) if f.name != "problems"):
            if name in given:
                value, problem = _read(name, given[name])
                found[name] = value
                problems += [problem] if problem else []
        return cls(**found, problems=tuple(problems))

    def query(self, **changes: Any) -> str:
        """The query string of this state with `changes`, "" where all is default."""
        state = replace(self, **changes)
        parts = []
        for field in fields(state):
            value = getattr(state, field.name)
            if field.name == "problems" or value == field.default:
                continue
            parts.append(
                (field.name, ",".join(value) or "none" if isinstance(value, tuple) else value)
            )
        return f"?{urlencode(parts, safe=',')}" if parts else ""


@dataclass(frozen=True, slots=True)
class CompareState(_State):
    """The state of the page "Compare plans"; `page` is that of the grid, or of a chosen area."""

    plan: str = ""
    status: str = ""
    order: str = "name"
    page: int = 1


@dataclass(frozen=True, slots=True)
class IndicatorState(_State):
    """The state of the page "Compare indicators"."""

    measure: str = ""
    view: str = "lines"
    against: tuple[str, ...] = ("england",)


@dataclass(frozen=True, slots=True)
class FindingsState(_State):
    """The state of the page of findings; `finding` is the key of one that a link names."""

    kind: str = ""
    document: str = ""
    finding: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class BenchmarkState(_State):
    """The state of the benchmarks."""

    sort: str = "distance"
    only: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class SearchState(_State):
    """The state of the search: `q` is what was typed, `kind` that of the texts found."""

    q: str = ""
    kind: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class CouncilsState(_State):
    """Which page of the list of councils is shown."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class CouncilState(_State):
    """Which page of its open actions a council's page shows."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class SourcesState(_State):
    """Which pages of its lists the page of sources shows: documents, readings, definitions."""

    page: int = 1
    readings: int = 1
    definitions: int = 1


_CHOICES = {
    "time": TIMES,
    "view": VIEWS,
    "status": STATUSES,
    "sort": SORTS,
    "order": ORDERS,
    "only": (EXCEPTIONS,),
}
# Parameters that hold the number of a page of a list.
_PAGES = ("page", "readings", "definitions")
_USUAL = {"time": "calendar", "view": "lines", "sort": "distance", "order": "name"}


def _read(name: str, text: str) -> tuple[Any, str]:
    """One value in its type, and what is wrong with it ("" if nothing)."""
    if name in ("words", "q"):
        words = " ".join(text.split())
        if len(words) > MAX_WORDS:
            return words[:MAX_WORDS].rstrip(), (
                f"The words searched for are longer than {MAX_WORDS} characters; "
                f"only the first {MAX_WORDS} were used."
            )
        return words, ""
    if name == "councils":
        keys = [key for key in text.split(",") if key][:_MAX_KEYS]
        good = tuple(dict.fromkeys(key for key in keys if _KEY.fullmatch(key)))
        bad = [key for key in keys if not _KEY.fullmatch(key)]
        return good, f"“{_short(bad[0])}” is not the name of a council." if bad else ""
    if name == "against":
        keys = [key for key in text.split(",") if key][:_MAX_KEYS]
        bad = [key for key in keys if key not in (*AGAINST, "none")]
        good = tuple(key for key in AGAINST if key in keys)
        if bad:
            choices = ", ".join(AGAINST)
            return good or AGAINST[:1], (
                f"“{_short(bad[0])}” is no comparator; the choices are {choices}."
            )
        return good, ""
    if name in _PAGES:
        if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= MOST_PAGES:
            return int(text[:6]), ""
        return 1, f"“{_short(text)}” is not the number of a page; the first page is shown."
    if name in _CHOICES:
        if text in _CHOICES[name]:
            return text, ""
        choices = ", ".join(_CHOICES[name])
        told = f"“{_short(text)}” is not a {name}; the choices are {choices}."
        return _USUAL.get(name, ""), told
    if _KEY.fullmatch(text) and len(text) <= 120:
        return text, ""
    return "", f"“{_short(text)}” is no {name} that the portal knows."


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
