"""Centre, limits, the four rules at their edges, and the sentence that they give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.formatting import with_unit
from portal.domain.signals import Limits, Reading, Signal, bounds, median, read, runs, signals, xmr

# Whole numbers, so that adding a constant changes no comparison.
SERIES = st.lists(st.integers(0, 100), min_size=12, max_size=40)
WIDE = Limits(centre=50, lower=20, upper=80)
CALM = [49.0, 51.0] * 6


def percent(value: float) -> str:
    return with_unit(value, 0, "percent")


def reading(values: list[float], polarity: str = "high", target: float | None = None) -> Reading:
    return read(values, polarity, percent, target, floor=0, ceiling=100)


def kinds(values: list[float], limits: Limits = WIDE) -> list[tuple[str, int, int, str]]:
    return [(s.kind, s.first, s.last, s.direction) for s in signals(values, limits)]


def test_limits_are_those_of_a_worked_example() -> None:
    # Mean 130 / 4; moving ranges 40, 10, 10 with the mean 20; 2.66 x 20 = 53.2.
    limits = xmr([10, 50, 40, 30])
    assert (limits.centre, limits.lower, limits.upper) == pytest.approx((32.5, -20.7, 85.7))


def test_limits_stop_at_floor_and_ceiling_but_remember_their_reach() -> None:
    limits = xmr([10, 50, 40, 30], floor=0, ceiling=80)
    assert (limits.lower, limits.upper) == (0, 80)
    assert limits.distance == pytest.approx(53.2)


def test_limits_of_a_constant_are_the_constant() -> None:
    limits = xmr([0.1] * 49)
    assert (limits.centre, limits.lower, limits.upper) == (0.1, 0.1, 0.1)
    assert signals([0.1] * 49, limits) == ()


@pytest.mark.parametrize("values", [[], [1.0], [1.0, float("nan")], [1.0, float("inf")]])
def test_limits_need_two_finite_points(values: list[float]) -> None:
    with pytest.raises(ValueError, match="point"):
        xmr(values)


def test_the_median_is_the_middle() -> None:
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == 2.5


def test_a_point_is_beyond_a_limit_only_past_it() -> None:
    assert kinds([50, 80, 50]) == []
    assert kinds([50, 80.1, 50]) == [("beyond", 1, 1, "up")]
    assert kinds([50, 19.9, 50]) == [("beyond", 1, 1, "down")]


def test_neighbouring_points_beyond_one_limit_are_one_signal() -> None:
    signs = kinds([50, 81, 82, 50, 10])
    assert [f for f in signs if f[0] == "beyond"] == [
        ("beyond", 1, 2, "up"),
        ("beyond", 4, 4, "down"),
    ]


@pytest.mark.parametrize(("length", "fires"), [(6, False), (7, True), (9, True)])
@pytest.mark.parametrize(("value", "way"), [(55.0, "up"), (45.0, "down")])
def test_seven_in_a_row_on_one_side(length: int, fires: bool, value: float, way: str) -> None:
    values = [100 - value, *[value] * length, 100 - value]
    assert kinds(values) == ([("side", 1, length, way)] if fires else [])


def test_a_point_on_the_mean_ends_a_run() -> None:
    assert kinds([55.0] * 6 + [50.0] + [55.0] * 6) == []
    assert kinds([55.0] * 7 + [50.0] + [55.0] * 6) == [("side", 0, 6, "up")]


@pytest.mark.parametrize(("length", "fires"), [(6, False), (7, True), (9, True)])
@pytest.mark.parametrize("way", ["up", "down"])
def test_seven_rising_or_falling(length: int, fires: bool, way: str) -> None:
    values = [46.0 + step for step in range(length)]
    rising = values if way == "up" else values[::-1]
    signs = kinds([rising[0], *rising[1:], rising[-1]])
    assert signs == ([("trend", 0, length - 1, way)] if fires else [])


def test_a_repeated_value_ends_a_trend() -> None:
    assert kinds([46, 47, 48, 48, 49, 51, 52, 53]) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([50, 75, 50, 50], []),  # one of three
        ([50, 75, 50, 75, 50], [("near", 1, 3, "up")]),
        ([50, 75, 75, 50], [("near", 1, 2, "up")]),
        ([50, 25, 60, 25], [("near", 1, 3, "down")]),
        ([50, 75, 50, 50, 75], []),  # two of four
        ([50, 75, 25, 50], []),  # on opposite sides
        ([50, 75, 25, 75], [("near", 1, 3, "up")]),  # the third may lie anywhere
        ([50, 70, 70, 50], []),  # exactly two thirds of the way
        ([50, 75, 50, 75, 75, 50, 75], [("near", 1, 6, "up")]),  # overlapping: one signal
    ],
)
def test_two_of_three_close_to_a_limit(values: list[float], expected: object) -> None:
    assert kinds(values) == expected


def test_two_of_three_are_judged_by_the_limits_before_they_were_cut() -> None:
    cut = Limits(centre=90, lower=60, upper=100, reach=30)
    assert kinds([90, 99, 99, 90], cut) == []
    assert kinds([90, 99, 99, 90], Limits(90, 80, 100, reach=10)) == [("near", 1, 2, "up")]
    # Without a reach the side that was not cut tells it.
    assert kinds([90, 99, 99, 90], Limits(90, 60, 100)) == []


def test_a_run_chart_skips_points_on_the_median() -> None:
    values = [1.0, 2.0, 1.0, 2.0, 5.0, 1.0, 2.0, 1.0, 9.0, 8.0, 9.0, 8.0, 9.0, 8.0, 9.0]
    assert median(values) == 5
    assert runs(values) == (Signal("side", 0, 7, "down"), Signal("side", 8, 14, "up"))


def test_a_run_chart_shows_a_trend_of_seven_and_nothing_below_seven_points() -> None:
    assert runs([1, 2, 3, 4, 5, 6]) == ()
    assert runs([1, 2, 3, 4, 5, 6, 7]) == (Signal("trend", 0, 6, "up"),)
    assert runs([9, 7, 6, 5, 4, 3, 2, 1]) == (Signal("trend", 0, 7, "down"),)


@given(st.lists(st.integers(0, 9), min_size=7, max_size=11))
def test_fewer_than_twelve_points_show_no_shift(values: list[int]) -> None:
    assert all(signal.kind == "trend" for signal in runs(values))


@pytest.mark.parametrize(
    ("count", "kind", "limited"),
    [(0, "too-few", False), (6, "too-few", False), (7, "run", False), (11, "run", False),
     (12, "xmr", True)],
)  # fmt: skip
def test_the_chart_follows_from_the_number_of_points(count: int, kind: str, limited: bool) -> None:
    shown = reading(CALM[:count])
    assert shown.kind == kind
    assert (shown.limits is not None) == limited
    assert (shown.centre is None) == (count < 2)


# Mean 50, moving ranges of 2: limits 2.66 x 2 on each side are 44.68 and 55.32.
@pytest.mark.parametrize(
    ("polarity", "target", "sentence"),
    [
        ("high", None, "Stable between 45% and 55%."),
        (
            "high",
            60,
            "Stable between 45% and 55%: it will not reach its target of 60% without change.",
        ),
        ("high", 50, "Stable between 45% and 55%: it may or may not meet its target of 50%."),
        (
            "high",
            40,
            "Stable between 45% and 55%: it will keep meeting its target of 40% unless it changes.",
        ),
        (
            "low",
            40,
            "Stable between 45% and 55%: it will not reach its target of 40% without change.",
        ),
        ("low", 50, "Stable between 45% and 55%: it may or may not meet its target of 50%."),
        (
            "low",
            60,
            "Stable between 45% and 55%: it will keep meeting its target of 60% unless it changes.",
        ),
        ("none", 60, "Stable between 45% and 55%: its target of 60% lies above that."),
        ("none", 50, "Stable between 45% and 55%: its target of 50% lies within that."),
        ("none", 40, "Stable between 45% and 55%: its target of 40% lies below that."),
    ],
)
def test_a_stable_series_is_held_against_its_target(
    polarity: str, target: float | None, sentence: str
) -> None:
    assert reading(CALM, polarity, target).sentence == sentence


def test_a_constant_that_equals_its_target_meets_it() -> None:
    sentence = "Stable at 100%: it will keep meeting its target of 100% unless it changes."
    assert reading([100.0] * 12, "high", 100).sentence == sentence
    assert reading([0.0] * 12, "high").sentence == "Stable at 0%."


def test_a_target_on_the_limit_may_be_met() -> None:
    values = [50.0, 60.0, 40.0, 50.0] * 3
    limits = xmr(values)
    assert "may or may not" in read(values, "high", percent, limits.upper).sentence
    assert "will not reach" in read(values, "high", percent, limits.upper + 0.1).sentence


RISEN = [40.0, 42.0] * 5 + [58.0, 60.0] * 4
TRENDING = [50.0, 52.0] * 5 + [50.0, 51.0, 52.0, 53.0, 54.0, 55.0, 56.0]
LEAPING = [48.0, 54.0] * 8 + [72.0]
CLOSE = [50.0, 54.0, 46.0] * 8 + [50.0, 62.0, 50.0, 62.0]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (RISEN, "the last 8 months lie above the average."),
        (TRENDING, "the last 7 months rise without a break."),
        (LEAPING, "the last month lies above the upper limit."),
        (CLOSE, "2 of the last 3 months lie close to the upper limit."),
    ],
)
@pytest.mark.parametrize(
    ("polarity", "lead"),
    [
        ("high", "A change for the better"),
        ("low", "A change for the worse"),
        ("none", "A change to higher figures"),
    ],
)
def test_a_signal_at_the_end_is_the_sentence(
    values: list[float], sentence: str, polarity: str, lead: str
) -> None:
    shown = read(values, polarity, percent, target=90, each="month")
    assert shown.sentence == f"{lead}: {sentence}"


def test_a_fall_is_told_as_one() -> None:
    fallen = [100 - value for value in LEAPING]
    assert reading(fallen, "none").sentence == (
        "A change to lower figures: the last point lies below the lower limit."
    )
    assert "fall without a break" in reading([100 - v for v in TRENDING]).sentence


def test_an_earlier_signal_is_not_hidden_by_a_calm_end() -> None:
    values = LEAPING[::-1]
    shown = reading(values, "high", 90)
    assert shown.improvement == {0}
    assert shown.sentence.startswith("No signal now, after an earlier signal; expected between")
    assert shown.sentence.endswith("it will not reach its target of 90% without change.")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "No points to read."),
        ([50.0] * 5, "Too few points (5) to tell signal from noise."),
        (CALM[:8], "Eight points around a median of 50%: no trend, and too few for limits."),
        (
            [40.0, 41, 42, 43, 44, 45, 46],
            "A change for the better: the last 7 points rise without a break.",
        ),
        (
            [40.0, 41, 42, 43, 44, 45, 46, 40, 40],
            "Nine points around a median of 42%: an earlier trend has ended.",
        ),
    ],
)
def test_few_points_are_told_with_care(values: list[float], sentence: str) -> None:
    assert reading(values).sentence == sentence


def test_only_points_in_the_zone_are_marked() -> None:
    shown = read(CLOSE, "low", percent)
    assert shown.concern == {25, 27}
    assert shown.improvement == frozenset()


def test_a_point_in_two_signals_takes_the_direction_of_the_trend() -> None:
    # The fall begins above the mean and ends below it.
    values = [50.0, 52.0] * 6 + [70.0, 66.0, 62.0, 58.0, 54.0, 50.0, 46.0, 42.0]
    shown = reading(values, "high")
    assert {12, 19} <= shown.concern
    assert shown.improvement == frozenset()


def test_a_polarity_is_one_of_three() -> None:
    with pytest.raises(ValueError, match="polarity"):
        reading(CALM, "up")


@given(SERIES)
def test_limits_contain_the_mean(values: list[int]) -> None:
    limits = xmr(values, floor=0, ceiling=100)
    assert 0 <= limits.lower <= limits.centre <= limits.upper <= 100
    assert min(values) <= limits.centre <= max(values)


@given(SERIES, st.integers(-1000, 1000))
def test_a_constant_shifts_the_limits_and_leaves_the_signals(
    values: list[int], constant: int
) -> None:
    moved = [value + constant for value in values]
    before, after = xmr(values), xmr(moved)
    assert after.centre == pytest.approx(before.centre + constant)
    assert after.lower == pytest.approx(before.lower + constant)
    assert after.upper == pytest.approx(before.upper + constant)
    assert signals(moved, after) == signals(values, before)


@given(SERIES)
def test_polarity_swaps_concern_and_improvement(values: list[int]) -> None:
    high, low, none = (read(values, p, percent) for p in ("high", "low", "none"))
    assert (high.concern, high.improvement) == (low.improvement, low.concern)
    assert not high.concern & high.improvement
    assert none.notable == high.concern | high.improvement
    assert not none.concern | none.improvement | high.notable
    assert high.signals == low.signals == none.signals


@given(SERIES)
def test_a_mirror_turns_every_signal_round(values: list[int]) -> None:
    mirrored = [100 - value for value in values]
    turned = {(s.kind, s.first, s.last, s.direction) for s in signals(mirrored, xmr(mirrored))}
    swap = {"up": "down", "down": "up"}
    assert turned == {
        (s.kind, s.first, s.last, swap[s.direction]) for s in signals(values, xmr(values))
    }


@given(st.lists(st.integers(0, 5), max_size=40), st.sampled_from(["high", "low", "none"]))
def test_every_series_gives_one_sentence(values: list[int], polarity: str) -> None:
    shown = read(values, polarity, percent, target=3, floor=0)
    assert shown.sentence.endswith(".")
    assert shown.sentence.count(". ") == 0
    assert shown.concern | shown.improvement | shown.notable <= set(range(len(values)))
    assert bool(shown.signals) == bool(shown.concern | shown.improvement | shown.notable)


@pytest.mark.parametrize(
    ("unit", "values", "expected"),
    [
        ("percent", [12.0, 14.0], (0.0, 100.0)),
        ("percent", [12.0, -3.0], (None, None)),
        ("percent", [90.0, 104.0], (0.0, None)),
        ("per_10k", [5.0], (0.0, None)),
        ("count", [], (0.0, None)),
        ("ratio", [1.2, 0.4], (None, None)),
        ("gbp", [1200.0], (None, None)),
    ],
)
def test_limits_have_a_floor_only_where_nothing_lies_below_it(
    unit: str, values: list[float], expected: tuple[float | None, float | None]
) -> None:
    assert bounds(unit, values) == expected
