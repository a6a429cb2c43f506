"""The kinds of entries of a visit, and the fields that a team can write on each.

Every field is a text with its versions; some are a choice, a day, a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

VERDICTS = {
    "": "No view yet",
    "strength": "Strength",
    "consideration": "Area for consideration",
}
# Where a team's own evidence comes from.
OWN_KINDS = {
    "interview": "Interview",
    "focus-group": "Focus group",
    "case": "Case sample",
    "observation": "Observation",
    "self": "The council’s self-assessment",
    "other": "Something else",
}
WEIGHS = {
    "": "Not said",
    "for": "For the line",
    "against": "Against the line",
    "neither": "Neither way",
}
PRIORITIES = {"": "Not set", "high": "High", "medium": "Medium", "low": "Low"}
# A line of which nothing is said is open.
LINE_STATUSES = {"": "Open", "answered": "Answered", "dropped": "Dropped"}
CONFIDENCE = {
    "": "Not said",
    "high": "High: sources agree",
    "medium": "Medium: some agree",
    "low": "Low: one source",
}
MAX_TEXT = 20_000
LINE, QUESTION, EVIDENCE = "line", "question", "evidence"
_SHORT = 300
_LINK = re.compile(r"https?://[^\x00-\x20]{3,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of entry: `most` characters of a type.

    Types are text, choice, person (the name of an account on the team), date, time and link.
    """

    label: str
    type: str = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = MAX_TEXT
    rows: int = 1


def _choice(label: str, choices: Mapping[str, str]) -> Field:
    return Field(label, "choice", choices=choices)


FIELDS: Mapping[str, Mapping[str, Field]] = {
    LINE: {
        "wording": Field("Line of enquiry", rows=2),
        "note": Field("Notes", rows=3),
        "verdict": _choice("What we think", VERDICTS),
        "confidence": _choice("Confidence", CONFIDENCE),
        "priority": _choice("Priority", PRIORITIES),
        "owner": Field("Owner", "person", most=120),
        "status": _choice("Status", LINE_STATUSES),
        "feedback": Field("What we tell the council", rows=2),
    },
    QUESTION: {
        "question": Field("Question", rows=2),
        "who": Field("Who to ask"),
        "heard": Field("What was heard", rows=3),
    },
    EVIDENCE: {
        "what": _choice("Where it comes from", OWN_KINDS),
        "title": Field("In a few words", most=_SHORT),
        "note": Field("What was seen or heard", rows=3),
        "who": Field("From whom (role, not name)", most=_SHORT),
        "when": Field("When", "date"),
        "why": Field("Why it matters", rows=2),
        "link": Field("Link", "link", most=2_000),
        "weighs": _choice("For or against the line", WEIGHS),
    },
}


def problem(asked: Field, text: str) -> str:
    """Say why a text cannot stand in a field, and what to do; "" where it can."""
    short = text if len(text) <= 60 else f"{text[:60]}…"
    if len(text) > asked.most:
        return (
            f"“{asked.label}” is {len(text):,} characters long; at most {asked.most:,} are kept. "
            "Put the rest into another note."
        )
    if asked.type == "choice" and text not in asked.choices:
        return f"“{asked.label}”: “{short}” is none of the choices."
    if asked.type == "date" and text and not _is_day(text):
        return f"“{asked.label}”: “{short}” is not a date; write it like 2026-11-23."
    if asked.type == "link" and text and not _LINK.fullmatch(text):
        return f"“{asked.label}”: “{short}” is no address; it begins with https:// or http://."
    return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
