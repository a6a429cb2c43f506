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


@dataclass(frozen=True, slots=True)
class _State:
    """What all pages with filters share: reading and writing a query string."""

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
        given = {n: _UNWRITABLE.sub(" ", values[-1]) for n, values in parse_qs(text).items()}
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
            parts.append((field.name, ",".join(value) if isinstance(value, tuple) else value))
        return f"?{urlencode(parts, safe=',')}" if parts else ""


@dataclass(frozen=True, slots=True)
class CompareState(_State):
    """What the page "Compare plans" shows."""

    plan: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorState(_State):
    """What the page "Compare indicators" shows."""

    measure: str = ""
    view: str = "lines"


_CHOICES = {"time": TIMES, "view": VIEWS, "status": STATUSES}


def _read(name: str, text: str) -> tuple[Any, str]:
    """One value in its type, and what is wrong with it ("" if nothing)."""
    if name == "words":
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
    if name in _CHOICES:
        if text in _CHOICES[name]:
            return text, ""
        default = "calendar" if name == "time" else "lines" if name == "view" else ""
        choices = ", ".join(_CHOICES[name])
        return default, f"“{_short(text)}” is not a {name}; the choices are {choices}."
    if _KEY.fullmatch(text) and len(text) <= 120:
        return text, ""
    return "", f"“{_short(text)}” is no {name} that the portal knows."


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
