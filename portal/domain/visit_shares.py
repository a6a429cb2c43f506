"""The part of a visit that a council is shown: never notes, evidence, cases or comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.domain.visit_feedback import FedBack, answered, feedback
from portal.domain.visit_fields import AGREED, REQUEST, SCOPE, SESSION
from portal.domain.visits import Entry, Visit

HOLDS = {
    "programme": "The programme: scope, timetable, documents asked for",
    "feedback": "The programme, the feedback and the agreed actions",
}
LONGEST_DAYS = 92


@dataclass(frozen=True, slots=True)
class Share:
    """A link that a council has; it ends by itself after the day `until`."""

    id: int
    holds: str
    until: date
    by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit as the council sees it; `answered` are lines that its agreed actions may name."""

    title: str
    council: str
    starts: date | None
    ends: date | None
    until: date
    scope: tuple[Entry, ...]
    sessions: tuple[Entry, ...]
    requests: tuple[Entry, ...]
    strengths: tuple[FedBack, ...] = ()
    considerations: tuple[FedBack, ...] = ()
    agreed: tuple[Entry, ...] = ()
    answered: Mapping[str, str] = field(default_factory=dict)


def shown_to_council(visit: Visit, holds: str, until: date) -> Shown:
    """Take from a visit what the council may see of it."""
    with_feedback = holds == "feedback"
    return Shown(
        title=visit.title,
        council=visit.council.name,
        starts=visit.starts,
        ends=visit.ends,
        until=until,
        scope=visit.of_kind(SCOPE),
        sessions=tuple(
            sorted(
                visit.of_kind(SESSION),
                key=lambda e: (e.text("day") or "9", e.text("starts") or "9", e.id),
            )
        ),
        requests=visit.of_kind(REQUEST),
        strengths=feedback(visit, "strength") if with_feedback else (),
        considerations=feedback(visit, "consideration") if with_feedback else (),
        agreed=visit.of_kind(AGREED) if with_feedback else (),
        answered=answered(visit) if with_feedback else {},
    )
