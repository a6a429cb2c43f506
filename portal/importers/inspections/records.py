"""Records of one report as it was read: what it says, where it says it, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

TICK, AMBER, RED = "tick", "amber", "red"
GREEN, REFUSED = "green", "refused"
Addressee = Literal["council", "board"]

# Judgement areas, in the order in which reports print them.
OVERALL, LEADERS, HELP = "overall", "leaders", "help-protection"
IN_CARE, CARE_LEAVERS, ADOPTION, BOARD = "in-care", "care-leavers", "adoption", "board"


class RefusedReport(ValueError):
    """A file that is no report that the rules can read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report's text and its page, counted from 1 as a viewer counts."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one cross-check: `tick`, `amber` or `red`, and the reason in words."""

    field: str
    colour: str
    message: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and the place it was taken from: `text`, `file_name` or, by hand, `person`."""

    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade by judgement area, mapped and as printed.

    `joint` where a single grade covers children in care and care leavers; `repeats` counts the
    places in the body that print the same grade again.
    """

    judgement: str
    grade: str
    as_printed: str
    joint: bool = False
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation in the words of the report.

    `ref` is its printed number or its place in the list, `evidence` the paragraphs that it
    names; `area` and `themes` are proposals that a person confirms. Where a person wrote a summary
    of their own in place of the words as printed, `summarised`; what a person found to be none is
    `dropped`, and published nowhere.
    """

    ref: str
    page: int
    addressee: Addressee
    as_printed: str
    section: str = ""
    evidence: str = ""
    repeats: bool = False
    area: str = ""
    themes: tuple[str, ...] = ()
    summarised: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as it was read.

    `council` is the portal's key, empty where the name fits none; `names_removed` counts the
    names of inspectors that were left out of everything else, `reviewed` tells that a person put
    it right.
    """

    framework: str
    with_board: bool
    council: str
    name_printed: str
    inspected_from: date | None
    inspected_to: date | None
    published: Dated | None
    grades: tuple[Grade, ...]
    recommendations: tuple[Recommendation, ...]
    checks: tuple[Check, ...]
    names_removed: int
    pages: int
    reviewed: bool = False

    @property
    def outcome(self) -> str:
        """The worst colour of the checks: `green`, `amber` or `red`."""
        colours = {check.colour for check in self.checks}
        return RED if RED in colours else AMBER if AMBER in colours else GREEN

    @property
    def reason(self) -> str:
        """The messages of all checks that are not ticks."""
        return "; ".join(c.message for c in self.checks if c.colour != TICK)

    def grade(self, judgement: str) -> str:
        """Return the grade of a judgement area, empty where the report has none."""
        return next((g.grade for g in self.grades if g.judgement == judgement), "")

    def addressed_to(self, addressee: Addressee) -> tuple[Recommendation, ...]:
        """Return the recommendations to the council or to the board."""
        return tuple(r for r in self.recommendations if r.addressee == addressee and not r.dropped)
