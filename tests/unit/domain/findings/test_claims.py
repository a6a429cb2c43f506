"""Rules about claims in the text that the figures do not bear out."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.findings import Evidence, PrintedValue
from portal.domain.findings.claims import bounds, courses
from tests.support.values import month_end, printed


def statement(summary: str, **changes: Any) -> Any:
    """Progress that Torbay's paper of July 2012 reports on repeat referrals."""
    given = {
        "plan": "torbay-2012",
        "published": "2012-07",
        "council": "torbay",
        "council_name": "Torbay",
        "document": "paper",
        "item": "",
        "area": None,
        "themes": None,
        "kind": "progress",
        "summary": summary,
        "measure": "repeat-referrals",
        "place": "Commentary",
        "note": "",
    }
    return SimpleNamespace(**{**given, **changes})


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


def messages(found: Any) -> list[str]:
    return [finding.message for finding in found]


def test_a_steady_course_that_the_newest_figures_leave_is_told_with_both_places() -> None:
    text = statement("Repeat referrals keep falling.")
    (found,) = courses(Evidence(values=figures(48.4, 31.9, 38.3, 36.0), statements=(text,)))
    assert found.message == (
        "the text says that the figures keep falling; the table prints 31.9% (April 2012), "
        "38.3% (May 2012) and 36.0% (June 2012)."
    )
    assert (found.place_a, found.place_b) == ("Commentary", "T6, 3")
    assert (found.value_a, found.value_b) == ("keep falling", "36.0")


@pytest.mark.parametrize(
    ("text", "numbers", "changes", "found"),
    [
        ("They keep rising.", (38.3, 36.0, 31.9), {}, 1),
        ("They steadily grow.", (38.3, 36.0, 31.9), {}, 1),
        ("They keep falling.", (38.3, 36.0, 31.9), {}, 0),
        ("They keep falling.", (31.9, 36.0, 31.9), {}, 0),
        ("They keep falling.", (36.0, 38.3), {}, 0),
        ("They fell in May.", (31.9, 38.3, 36.0), {}, 0),
        ("They keep falling.", (31.9, 38.3, 36.0), {"reading": "doubtful"}, 0),
        ("They keep falling.", (31.9, 38.3, 36.0), {"measure": "adoptions"}, 0),
        ("They keep falling.", (31.9, 38.3, 36.0), {"document": "another"}, 0),
        ("They keep falling.", (31.9, 38.3, 36.0), {"council": "england"}, 0),
        ("They keep falling.", (31.9, 38.3, 36.0), {"basis": "cumulative"}, 0),
    ],
)
def test_a_course_is_held_against_the_last_three_figures_of_its_measure(
    text: str, numbers: tuple[float, ...], changes: dict[str, Any], found: int
) -> None:
    told = courses(Evidence(values=figures(*numbers, **changes), statements=(statement(text),)))
    assert len(list(told)) == found


@pytest.mark.parametrize(
    ("text", "numbers", "changes", "told"),
    [
        (
            "Vacancies stand above 40%.",
            (40.0, 37.8, 39.0),
            {},
            [
                "the text says above 40%; the table prints 40.0% (March 2012), 37.8% (April 2012) "
                "and 39.0% (May 2012)."
            ],
        ),
        ("Vacancies are under 30%.", (30.0, 31.0, 32.0), {}, 1),
        ("Vacancies are under 30%.", (30.0, 31.0), {}, 0),
        ("Vacancies are under 30%.", (30.0, 29.9, 31.0), {}, 0),
        ("Vacancies stand above 40%.", (37.8, 40.1, 37.8), {}, 0),
        ("Vacancies rose by over 40%.", (37.8, 38.0, 39.0), {}, 0),
        ("Vacancies in 2010 were above 40%.", (37.8, 38.0, 39.0), {}, 0),
        ("Numbers are above 40.", (37.8, 38.0, 39.0), {}, 0),
        ("Vacancies are well above 2010/11.", (37.8, 38.0, 39.0), {}, 0),
        ("Vacancies stand above 40%.", (37.8, 39.0), {}, 0),
        ("Vacancies stand above 40%.", (37.8, 38.0, 39.0), {"unit": "count"}, 0),
        ("Vacancies stand above 40%.", (37.8, 38.0, 39.0), {"basis": "year"}, 0),
        ("Vacancies stand above 40%.", (37.8, 38.0, 39.0), {"reading": "doubtful"}, 0),
        ("Vacancies stand above 40%.", (37.8, 38.0, 39.0), {"measure": "adoptions"}, 0),
    ],
)
def test_a_bound_that_no_figure_of_its_measure_meets_is_told(
    text: str, numbers: tuple[float, ...], changes: dict[str, Any], told: list[str] | int
) -> None:
    found = messages(
        bounds(Evidence(values=figures(*numbers, **changes), statements=(statement(text),)))
    )
    assert (found if isinstance(told, list) else len(found)) == told


def pending(value: float, place: str, **changes: Any) -> PrintedValue:
    """A number of pending cases without a date of its own."""
    given = {"unit": "count", "decimals": 0, "basis": "snapshot", "note": "period not printed"}
    return printed(value, place=place, **{**given, **changes})


def milestone(**changes: Any) -> Any:
    """A milestone of January 2012 without a result."""
    given = {
        "plan": "torbay-2012",
        "item": "2.3",
        "action_ref": "b",
        "summary": "Contract revised.",
        "target_text": "January 2012",
        "target_date": date(2012, 1, 31),
        "outcome": "",
        "status": "not_stated",
        "place": "Row 2.3",
        "note": "no result printed",
    }
    return SimpleNamespace(**{**given, **changes})
