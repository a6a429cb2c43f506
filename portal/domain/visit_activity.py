"""The activity of a visit: done by whom and when, and new to whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that somebody did; `place` is where it stands on the page, "" where nowhere.

    `new` to whoever asks: done by others since they looked last.
    """

    at: datetime
    by: str
    done: str
    about: str
    place: str
    new: bool


# Of the audit log, in the words of a list; each may name an entry.
DONE = {
    "line taken": "took a suggested line",
    "line added": "added a line",
    "line removed": "removed a line",
    "line put back": "put a line back",
    "question removed": "removed a question",
    "question put back": "put a question back",
    "evidence added": "added evidence",
    "evidence removed": "removed evidence",
    "evidence put back": "put evidence back",
    "comment added": "commented",
    "comment removed": "removed a comment",
    "scope added": "wrote down the scope",
    "session added": "added to the timetable",
    "session removed": "took from the timetable",
    "request added": "asked for a document",
    "case added": "added a case",
    "day added": "summed up a day",
    "agreed added": "added an agreed action",
    "scope removed": "removed the scope",
    "scope put back": "put the scope back",
    "session put back": "put a session back on the timetable",
    "request removed": "removed a document asked for",
    "request put back": "put a document asked for back",
    "case removed": "removed a case",
    "case put back": "put a case back",
    "day removed": "removed the summary of a day",
    "day put back": "put the summary of a day back",
    "agreed removed": "removed an agreed action",
    "agreed put back": "put an agreed action back",
    "comment put back": "put a comment back",
    "member added": "put on the team",
    "member removed": "took off the team",
    "member left": "left the team",
    "visit changed": "changed the visit",
    "visit archived": "archived the visit",
    "visit reopened": "opened the visit again",
    "visit shared": "showed the council",
    "share ended": "ended what the council sees",
    "pack made": "took a pack along",
}
NAMES_PEOPLE = ("member added", "member removed")
