"""The rule about numbers in the text, held against the series that they speak of."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedEvidence, PrintedValue
from portal.domain.findings.evidence import Claim
from portal.domain.findings.stated import stated_figures
from tests.support.values import claim, month_end, printed

T8 = "torbay-2012-t8"


def stated(kind: str, value: float | None, dated: str = "", until: str = "") -> Claim:
    """A number that the commentary of Torbay's paper states about T8."""
    words = f"{kind} {value}"
    about = {"about": T8, "words": words, "value": value, "dated": dated, "until": until}
    return claim(kind, item="", document="report-card", place="Commentary", **about)


def months(*numbers: float, **changes: Any) -> tuple[PrintedValue, ...]:
    """Figures of T8 month by month from April 2011."""
    ends = [month_end(2011 + (place + 3) // 12, (place + 3) % 12 + 1) for place in range(24)]
    return tuple(
        printed(figure, **{"period_end": end, "place": f"T8, {end:%b}"} | changes)
        for figure, end in zip(numbers, ends, strict=False)
    )


def messages_of(sentence: Claim, values: tuple[PrintedValue, ...]) -> list[str]:
    """The messages of the rule's findings."""
    return [
        finding.message
        for finding in stated_figures(PrintedEvidence(values=values, claims=(sentence,)))
    ]


def test_a_number_that_its_series_does_not_give_is_told_with_both_places() -> None:
    evidence = PrintedEvidence(
        values=months(57.9, 61.4), claims=(stated("states", 75.0, "2011-05"),)
    )
    (finding,) = stated_figures(evidence)
    assert finding.message == "the text says states 75.0; the table prints 61.4% (May 2011)."
    assert (finding.place_a, finding.place_b) == ("Commentary", "T8, May")
    assert (finding.value_a, finding.value_b) == ("states 75.0", "61.4")
    assert (finding.indicator, finding.period_end) == (T8, date(2011, 5, 31))


@pytest.mark.parametrize(
    ("kind", "value", "figure", "decimals", "count"),
    [
        ("states", 75.0, 74.7, 1, 0),
        ("states", 75.0, 74.4, 1, 1),
        ("states", 75.0, 75.5, 1, 0),
        ("states", 75.0, 75.6, 1, 1),
        ("states", 74.7, 75.0, 0, 0),
        ("states", 74.7, 74.8, 1, 0),
        ("states", 74.7, 74.9, 1, 1),
        ("states", 290.0, 288.0, 0, 1),
        ("states", 0.0, 0.4, 1, 0),
        ("states_about", 290.0, 288.0, 0, 0),
        ("states_about", 290.0, 284.0, 0, 1),
        ("states_about", 250.0, 251.0, 0, 0),
        ("states_about", 250.0, 262.0, 0, 1),
        ("states_about", 2.6, 2.7, 1, 0),
        ("states_about", 2.6, 2.8, 1, 1),
        ("states_about", 72.0, 74.0, 0, 1),
        ("states_about", 0.0, 3.0, 0, 1),
        ("states_above", 40.0, 40.1, 1, 0),
        ("states_above", 40.0, 40.0, 1, 0),
        ("states_above", 40.0, 37.8, 1, 1),
        ("states_below", 250.0, 246.0, 0, 0),
        ("states_below", 250.0, 252.0, 0, 1),
    ],
)
def test_a_number_agrees_within_what_both_are_rounded_to(
    kind: str, value: float, figure: float, decimals: int, count: int
) -> None:
    values = months(figure, decimals=decimals)
    assert len(messages_of(stated(kind, value, "2011-04"), values)) == count


@pytest.mark.parametrize(
    ("dated", "changes", "count"),
    [
        ("2011-05", {}, 1),
        ("2011", {}, 1),
        ("", {}, 1),
        ("2011-05-31", {}, 1),
        ("2011-06", {}, 0),
        ("2011-05", {"reading": "doubtful"}, 0),
        ("2011-05", {"council": "england"}, 0),
        ("2011-05", {"indicator": "torbay-2012-t7"}, 0),
        ("2011-05", {"period_end": None}, 0),
        # The sentence's own figure is no second source.
        ("2011-05", {"place": "Commentary"}, 0),
        ("2011-05", {"place": "Commentary", "document": "another"}, 1),
    ],
)
def test_only_sure_figures_of_the_same_series_council_and_period_count(
    dated: str, changes: dict[str, Any], count: int
) -> None:
    assert len(messages_of(stated("states", 90.0, dated), months(57.9, 61.4, **changes))) == count


def test_one_of_several_figures_of_a_period_is_enough() -> None:
    both = (*months(60.1), *months(75.0, basis="cumulative"))
    assert messages_of(stated("states", 75.0, "2011-04"), both) == []
    assert len(messages_of(stated("states", 80.0, "2011-04"), both)) == 1


def test_without_a_date_the_newest_figure_counts() -> None:
    assert messages_of(stated("states_below", 60.0), months(66.0, 58.0)) == []
    assert len(messages_of(stated("states_below", 60.0), months(58.0, 66.0))) == 1


@pytest.mark.parametrize(
    ("numbers", "messages"),
    [
        ((66.4, 62.3, 73.0), []),
        ((66.4, 62.3, 73.0, 40.0), []),
        (
            (66.4, 52.3, 73.0),
            ["the text says states_above 60; the table prints 52.3% (May 2011)."],
        ),
    ],
)
def test_what_is_said_of_a_stretch_of_time_holds_for_every_figure_of_it(
    numbers: tuple[float, ...], messages: list[str]
) -> None:
    assert (
        messages_of(stated("states_above", 60, "2011-04", "2011-06"), months(*numbers)) == messages
    )


@pytest.mark.parametrize(
    ("numbers", "changes", "messages"),
    [
        ((60.0,) * 12, {}, []),
        ((57.0,) * 9, {}, []),
        (
            (44.0,) * 10,
            {},
            [
                "the text says averages_about 60; the 10 months that the table prints average "
                "44.0%.",
            ],
        ),
        ((44.0,) * 8, {}, []),
        ((44.0,) * 10, {"basis": "rolling_12m"}, []),
        ((60.0,) * 12 + (1.0,) * 6, {}, []),
    ],
)
def test_an_average_is_held_against_the_months_of_its_year(
    numbers: tuple[float, ...], changes: dict[str, Any], messages: list[str]
) -> None:
    sentence = stated("averages_about", 60, "2011-04", "2012-03")
    assert messages_of(sentence, months(*numbers, **changes)) == messages


def test_a_claim_without_a_number_is_passed_over() -> None:
    assert messages_of(stated("states", None), months(57.9)) == []
