"""Which official figures tell the same story: read from values, never from names."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from portal.domain.lines_of_enquiry.families import FEWEST, Spread, distinct, families
from tests.support.values import indicator

CHANCE = Random(7)  # noqa: S311 - the same numbers every time
COUNCILS = 60
FIRST = [CHANCE.uniform(20, 60) for _ in range(COUNCILS)]
OTHER = [CHANCE.uniform(20, 60) for _ in range(COUNCILS)]


def spread(key: str, values: list[float | None], **changes: Any) -> Spread:
    present = [value for value in values if value is not None]
    return Spread(
        indicator(key=key, measure=key, **changes),
        {number: value for number, value in enumerate(values) if value is not None},
        sum(present) / len(present) if present else None,
    )


@pytest.mark.parametrize(
    ("second", "alike"),
    [
        # Another publisher's count of the same thing, its complement, and something else.
        ([value + CHANCE.uniform(-3, 3) for value in FIRST], True),
        ([100 - value for value in FIRST], True),
        ([value**3 for value in FIRST], True),
        (OTHER, False),
        ([50.0] * COUNCILS, False),
        # Alike, but of too few councils to tell.
        ([*FIRST[: FEWEST - 1], *[None] * (COUNCILS - FEWEST + 1)], False),
        ([*FIRST[:FEWEST], *[None] * (COUNCILS - FEWEST)], True),
        ([], False),
    ],
)
def test_two_figures_in_the_same_or_the_opposite_order(
    second: list[float | None], alike: bool
) -> None:
    kin = families([spread("a", [*FIRST]), spread("b", second)])
    assert kin == ({"a": {"b"}, "b": {"a"}} if alike else {})


@pytest.mark.parametrize(
    ("changes", "off", "alike"),
    [
        ({}, 0.0, True),
        ({}, 1.4, True),
        ({}, 5.0, False),
        ({"unit": "per_10k"}, 0.0, False),
        ({"population": ""}, 0.0, False),
    ],
)
def test_three_percentages_that_make_up_a_whole(
    changes: dict[str, Any], off: float, alike: bool
) -> None:
    # In work, not in work, not known: no two of them are in each other's order.
    work = [CHANCE.uniform(30, 34) for _ in range(COUNCILS)]
    none = [CHANCE.uniform(30, 34) for _ in range(COUNCILS)]
    unknown = [100 - a - b for a, b in zip(work, none, strict=True)]
    unknown[0] += off
    parts = {"work": work, "none": none, "unknown": unknown}
    kin = families([spread(key, [*values], **changes) for key, values in parts.items()])
    assert ("unknown" in kin.get("work", ())) == ("work" in kin.get("unknown", ()))
    assert (kin.get("work", set()) >= {"none", "unknown"}) == alike


def test_the_first_of_every_family_and_measure_counts() -> None:
    spreads = [
        indicator(key="a", measure="one"),
        indicator(key="b", measure="two"),
        indicator(key="c", measure="one"),
        indicator(key="d", measure="three"),
    ]
    chosen = distinct(
        spreads, lambda spread: spread, {"d": frozenset({"b"}), "b": frozenset({"d"})}
    )
    assert [spread.key for spread in chosen] == ["a", "b"]


def test_nothing_has_no_families() -> None:
    assert families([]) == {}
