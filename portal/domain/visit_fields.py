"""The kinds of entries of a visit, and the fields that a team can write on each.

Every field is a text with its versions; some are a choice, a day, a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from portal.domain.case_names import name_in
from portal.domain.case_numbers import birth_date_in, child_number_in

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
DROPPED = "dropped"
# A line of which nothing is said is open.
LINE_STATUSES = {"": "Open", "answered": "Answered", DROPPED: "Dropped"}
CONFIDENCE = {
    "": "Not said",
    "high": "High: sources agree",
    "medium": "Medium: some agree",
    "low": "Low: one source",
}
MAX_TEXT = 20_000
REQUESTED = {
    "": "Asked for",
    "received": "Received",
    "partly": "Received in part",
    "unavailable": "Does not exist",
}
AGES = {
    "": "Not said",
    "unborn": "Unborn",
    "0-4": "0 to 4",
    "5-9": "5 to 9",
    "10-15": "10 to 15",
    "16-17": "16 and 17",
    "18-25": "18 to 25",
}
JUDGED = {
    "": "Not said",
    "good": "Good practice",
    "mixed": "Mixed",
    "concern": "Concern",
    "urgent": "Urgent: told the council",
}
# An action is seen by partners once it is agreed.
AGREED_STATUSES = {
    "": "Proposed",
    "agreed": "Agreed",
    "begun": "Begun",
    "done": "Done",
    "not_done": "Not done",
}
# Where is written what an agreed action has come to.
AFTER = {"three": "After three months", "six": "After six months"}
LINE, QUESTION, EVIDENCE = "line", "question", "evidence"
SCOPE, SESSION, REQUEST, CASE, DAY, AGREED, COMMENT = (
    "scope",
    "session",
    "request",
    "case",
    "day",
    "agreed",
    "comment",
)
_SHORT = 300
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_LINK = re.compile(r"https?://[^\x00-\x20]{3,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of entry: `most` characters of a type.

    Types are text, choice, person (the name of an account on the team), line (the number of a line
    of the visit), date, time and link. In one that is `nameless` nothing may stand by which a child
    is known: a name, a date of birth, an NHS number.
    """

    label: str
    type: str = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = MAX_TEXT
    rows: int = 1
    nameless: Literal["", "text", "number"] = ""


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
    SCOPE: {
        "purpose": Field("Why the council asked for the review", rows=2),
        "agreed": Field("What is agreed with the council", rows=3),
        "leftout": Field("What is left out", rows=2),
        "contact": Field("Whom we work with at the council (roles)", rows=1),
    },
    SESSION: {
        "what": Field("What", most=_SHORT),
        "day": Field("Day", "date"),
        "starts": Field("From", "time"),
        "ends": Field("To", "time"),
        "room": Field("Room or place", most=_SHORT),
        "whom": Field("Who is met (roles)", most=_SHORT),
        "leads": Field("Who leads", "person", most=120),
        "second": Field("Who takes notes", "person", most=120),
        "asks": Field("What is asked, and by whom", rows=2),
    },
    REQUEST: {
        "what": Field("Document", most=_SHORT),
        "whom": Field("From whom (role)", most=_SHORT),
        "due": Field("Needed by", "date"),
        "status": _choice("Status", REQUESTED),
        "note": Field("Notes", rows=2),
    },
    CASE: {
        "ref": Field("Case (a number of your own)", most=40, nameless="number"),
        "age": _choice("Age", AGES),
        "about": Field("Kind of case", most=_SHORT, nameless="text"),
        "looks": Field("Who looks at it", "person", most=120),
        "judged": _choice("What we think", JUDGED),
        "seen": Field("What was seen", rows=2, nameless="text"),
    },
    DAY: {
        "day": Field("Day", "date"),
        "learnt": Field("What we learnt today", rows=3),
        "told": Field("What we told the council", rows=2),
        "next": Field("What to look at tomorrow", rows=2),
    },
    COMMENT: {"text": Field("Comment", rows=2)},
    AGREED: {
        "what": Field("Action", rows=2),
        "line": Field("Line of enquiry that it answers", "line", most=10),
        "owner": Field("Owner at the council (role)", most=_SHORT),
        "due": Field("By", "date"),
        "status": _choice("Status", AGREED_STATUSES),
        "three": Field(AFTER["three"], rows=2),
        "six": Field(AFTER["six"], rows=2),
    },
}

# Without this field an entry that a form adds says nothing.
NEEDED = {
    SESSION: "what",
    REQUEST: "what",
    CASE: "ref",
    DAY: "learnt",
    AGREED: "what",
    COMMENT: "text",
}
# By this field an entry is named in lists.
TITLE_FIELDS = {LINE: "wording", QUESTION: "question", EVIDENCE: "title", **NEEDED}


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
    if asked.type == "line" and text and not _NUMBER.fullmatch(text):
        return f"“{asked.label}”: “{short}” is no line of this visit."
    if asked.type == "date" and text and not _is_day(text):
        return f"“{asked.label}”: “{short}” is not a date; write it like 2026-11-23."
    if asked.type == "time" and text and not _TIME.fullmatch(text):
        return f"“{asked.label}”: “{short}” is not a time; write it like 09:30."
    if asked.nameless:
        reason = _known_by(text, number=asked.nameless == "number")
        if reason:
            return f"“{asked.label}”: {reason}"
    if asked.type == "link" and text and not _LINK.fullmatch(text):
        return f"“{asked.label}”: “{short}” is no address; it begins with https:// or http://."
    return ""


def _known_by(text: str, number: bool) -> str:
    """Say by what a text about a case may tell who the child is, and what to write; or ""."""
    if name := name_in(text, number):
        return (
            f"“{name}” looks like a name. Children are never named here: "
            "write “the child”, “the mother”, or a number of your own."
        )
    if born := birth_date_in(text):
        return (
            f"“{born}” may be a date of birth. Write the age; of anything else the month and "
            "year, like “March 2026”."
        )
    if child := child_number_in(text):
        return (
            f"“{child}” looks like an NHS or a pupil’s number. Write a number of your own, and "
            "keep the list of what it stands for at the council."
        )
    return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
