"""Rules about claims in the text that the figures do not bear out."""

from __future__ import annotations

from typing import Any

import pytest

from portal.domain.findings import PrintedEvidence, PrintedValue
from portal.domain.findings.claims import bounds, courses
from portal.domain.findings.evidence import Claim
from tests.support.values import claim, month_end, printed

WORDS = {
    "keeps_falling": "keep falling",
    "keeps_rising": "keep rising",
    "above": "above 40%",
    "below": "under 30%",
}
BOUNDS = {"above": 40.0, "below": 30.0}


def about_referrals(kind: str) -> Claim:
    """A claim of Torbay's paper about repeat referrals."""
    return claim(
        kind,
        item="",
        words=WORDS[kind],
        value=BOUNDS.get(kind),
        measure="repeat-referrals",
        place="Commentary",
    )


def figures(*numbers: float, **changes: Any) -> tuple[PrintedValue, ...]:
    """Repeat referrals month by month from March 2012."""
    given = {"document": "paper", "measure": "repeat-referrals", "name": "Repeat referrals"}
    return tuple(
        printed(
            number,
            **{**given, "period_end": month_end(2012, 3 + place), "place": f"T6, {place}"}
            | changes,
        )
        for place, number in enumerate(numbers)
    )


def test_a_steady_course_that_the_newest_figures_leave_is_told_with_both_places() -> None:
    values = figures(48.4, 31.9, 38.3, 36.0)
    (finding,) = courses(PrintedEvidence(values=values, claims=(about_referrals("keeps_falling"),)))
    assert finding.message == (
        "the text says that the figures keep falling; the table prints 31.9% (April 2012), "
        "38.3% (May 2012) and 36.0% (June 2012)."
    )
    assert (finding.place_a, finding.place_b) == ("Commentary", "T6, 3")
    assert (finding.value_a, finding.value_b) == ("keep falling", "36.0")


@pytest.mark.parametrize(
    ("kind", "numbers", "changes", "count"),
    [
        ("keeps_rising", (38.3, 36.0, 31.9), {}, 1),
        ("keeps_falling", (38.3, 36.0, 31.9), {}, 0),
        ("keeps_falling", (31.9, 36.0, 31.9), {}, 0),
        ("keeps_falling", (36.0, 38.3), {}, 0),
        ("keeps_falling", (31.9, 38.3, 36.0), {"reading": "doubtful"}, 0),
        ("keeps_falling", (31.9, 38.3, 36.0), {"measure": "adoptions"}, 0),
        ("keeps_falling", (31.9, 38.3, 36.0), {"document": "another"}, 0),
        ("keeps_falling", (31.9, 38.3, 36.0), {"council": "england"}, 0),
        ("keeps_falling", (31.9, 38.3, 36.0), {"basis": "cumulative"}, 0),
        ("above", (31.9, 38.3, 36.0), {}, 0),
    ],
)
def test_a_course_is_held_against_the_last_three_figures_of_its_measure(
    kind: str, numbers: tuple[float, ...], changes: dict[str, Any], count: int
) -> None:
    evidence = PrintedEvidence(values=figures(*numbers, **changes), claims=(about_referrals(kind),))
    assert len(list(courses(evidence))) == count


@pytest.mark.parametrize(
    ("kind", "numbers", "changes", "expected"),
    [
        (
            "above",
            (40.0, 37.8, 39.0),
            {},
            [
                "the text says above 40%; the table prints 40.0% (March 2012), 37.8% (April 2012) "
                "and 39.0% (May 2012)."
            ],
        ),
        ("below", (30.0, 31.0, 32.0), {}, 1),
        ("below", (30.0, 31.0), {}, 0),
        ("below", (30.0, 29.9, 31.0), {}, 0),
        ("above", (37.8, 40.1, 37.8), {}, 0),
        ("above", (37.8, 39.0), {}, 0),
        ("above", (37.8, 38.0, 39.0), {"unit": "count"}, 0),
        ("above", (37.8, 38.0, 39.0), {"basis": "year"}, 0),
        ("above", (37.8, 38.0, 39.0), {"reading": "doubtful"}, 0),
        ("above", (37.8, 38.0, 39.0), {"measure": "adoptions"}, 0),
        ("keeps_rising", (37.8, 38.0, 39.0), {}, 0),
    ],
)
def test_a_bound_that_no_figure_of_its_measure_meets_is_told(
    kind: str, numbers: tuple[float, ...], changes: dict[str, Any], expected: list[str] | int
) -> None:
    evidence = PrintedEvidence(values=figures(*numbers, **changes), claims=(about_referrals(kind),))
    messages = [finding.message for finding in bounds(evidence)]
    assert (messages if isinstance(expected, list) else len(messages)) == expected
