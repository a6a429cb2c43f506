"""Evidence for rules of enquiry with everything filled in that a test is not about."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.domain.indicators import Measure
from portal.domain.lines_of_enquiry import RULES, Candidate, CouncilEvidence
from portal.domain.lines_of_enquiry.evidence import PeerValue, Planned, Position
from portal.domain.plans import Item
from portal.domain.vocabulary import Area, Council, Theme
from tests.support.values import PLYMOUTH, TORBAY, indicator, plan

AREAS = {
    key: Area(key, name, name, "")
    for key, name in (
        ("assessment-planning", "Assessment and planning"),
        ("looked-after", "Children looked after"),
        ("workforce", "Workforce"),
        ("resources-commissioning", "Resources and commissioning"),
    )
}
THEMES = {"assessment": Theme("assessment", "Assessment", "")}
MEASURE = Measure(
    "initial-assessments-on-time", "Timeliness", "assessment-planning", ("assessment",), "high", ""
)


def evidence(**changes: Any) -> CouncilEvidence:
    """Make the evidence on Torbay: a plan of 2005 without items."""
    given: dict[str, Any] = {
        "council": TORBAY,
        "areas": AREAS,
        "themes": THEMES,
        "plans": (plan(),),
        "elsewhere": {"plymouth-2015": plan(key="plymouth-2015", council="plymouth")},
        "councils": {"torbay": TORBAY, "plymouth": PLYMOUTH},
        "measures": {MEASURE.key: MEASURE},
    }
    return CouncilEvidence(**{**given, **changes})


def planned(item: Item, measured: bool = False) -> Planned:
    """An item with keys of its own."""
    key = f"{item.plan}/{item.ref}"
    return Planned(item, key, tuple(f"{key}/{a.ref}" for a in item.actions), measured)


def neighbour(number: int) -> Council:
    """A council without a plan."""
    return Council(f"n{number}", f"Neighbour {number}", "council", "", "", number, has_plans=False)


def held(
    council: Council, value: float, rank: int | None = None, band: str | None = None
) -> PeerValue:
    """A council's figure."""
    return PeerValue(council, value, rank, band)


def placing(**changes: Any) -> Position:
    """An official percentage, best when high: Torbay is last of 100, its neighbours are between."""
    given: dict[str, Any] = {
        "indicator": indicator(
            kind="statistics", ref="", key="made", name="Visits on time, share", decimals=1
        ),
        "measure": MEASURE,
        "when": "2024/25",
        "end": date(2025, 3, 31),
        "of": 100,
        "england": 80.0,
        "withheld": "",
        "figure": held(TORBAY, 50, 100, "D"),
        "near": tuple(held(neighbour(n), 70 + n, 60 - n, "C") for n in range(10)),
        "asked": 10,
        "model": "2025",
        "planning": (),
        "basis": "year",
        "single": True,
    }
    return Position(**{**given, **changes})


def drawn(rule: str, of: CouncilEvidence) -> list[Candidate]:
    """Apply a single rule to evidence and return its lines."""
    (match,) = (r for r in RULES if r.name == rule)
    return list(match.draws(of))
