"""Wilson's interval and the limits of funnel plots, against published and exact figures."""

from __future__ import annotations

from math import exp, factorial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.domain.intervals import Bound, ends, funnel, funnel_rates, outside, wilson

COUNTS = st.integers(1, 5000).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n)),
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        # Newcombe, Statistics in Medicine 17, 1998, table I, method 3.
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_gives_the_published_intervals(
    numerator: float, denominator: float, expected: tuple[float, float]
) -> None:
    assert wilson(numerator, denominator) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (-1, 5), (6, 5), (0, -1)])
def test_wilson_refuses_what_is_no_share(numerator: float, denominator: float) -> None:
    with pytest.raises(ValueError, match="not a share"):
        wilson(numerator, denominator)


@given(COUNTS, st.floats(0.1, 5))
def test_wilson_lies_in_0_to_1_and_contains_the_share(counts: tuple[int, int], z: float) -> None:
    lower, upper = wilson(*counts, z=z)
    assert 0 <= lower <= counts[0] / counts[1] <= upper <= 1


@given(COUNTS)
def test_wilson_is_monotone(counts: tuple[int, int]) -> None:
    numerator, denominator = counts
    assume(numerator < denominator)
    less, more = wilson(numerator, denominator), wilson(numerator + 1, denominator)
    assert less[0] < more[0]
    assert less[1] < more[1]
    wide, narrow = wilson(numerator, denominator), wilson(10 * numerator, 10 * denominator)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


@given(COUNTS)
def test_wilson_of_the_others_is_the_mirror(counts: tuple[int, int]) -> None:
    numerator, denominator = counts
    lower, upper = wilson(numerator, denominator)
    assert wilson(denominator - numerator, denominator) == pytest.approx((1 - upper, 1 - lower))


def test_a_funnel_of_shares_by_hand() -> None:
    # 0.5 with n = 100 has a standard error of 0.05.
    inner, outer = funnel(0.5, [100, 400], z=(2, 3))
    assert inner == (
        Bound(100, pytest.approx(0.4), pytest.approx(0.6)),
        Bound(400, pytest.approx(0.45), pytest.approx(0.55)),
    )
    assert outer[0] == Bound(100, pytest.approx(0.35), pytest.approx(0.65))


def test_a_funnel_speaks_the_unit_of_its_target() -> None:
    ((bound,),) = funnel(50, [100], z=(2,), per=100)
    assert (bound.lower, bound.upper) == pytest.approx((40, 60))


@given(COUNTS, st.integers(1, 99))
def test_a_share_lies_outside_where_its_own_interval_misses_the_target(
    counts: tuple[int, int], target: int
) -> None:
    numerator, denominator = counts
    lower, upper = wilson(numerator, denominator)
    misses = [lower - target / 100, target / 100 - upper]
    assume(all(abs(miss) > 1e-6 for miss in misses))
    verdict = outside(numerator / denominator, denominator, target / 100)
    assert (verdict != "within") == any(miss > 0 for miss in misses)


def chance(count: int, mean: float) -> float:
    return sum(exp(-mean) * mean**k / factorial(k) for k in range(count + 1))


@pytest.mark.parametrize("mean", [0.5, 3, 12.4, 50])
def test_a_funnel_of_rates_is_made_of_poisson_quantiles(mean: float) -> None:
    rows = funnel_rates(mean, [10_000])
    for (bound,), tail in zip(rows, (0.025, 0.001), strict=True):
        # The quantile is the least count that reaches the tail; a limit lies up to 1 below it.
        for limit, p in ((bound.lower, tail), (bound.upper, 1 - tail)):
            r = next(k for k in range(200) if chance(k, mean) >= p * (1 - 1e-6))
            assert max(0, r - 1) <= limit <= r
            if limit > 0:
                before = chance(r - 1, mean) if r else 0
                at = before + (limit - (r - 1)) * (chance(r, mean) - before)
                assert at == pytest.approx(p, rel=1e-3)


@given(st.floats(0, 500), st.integers(100, 300_000))
def test_limits_contain_the_rate_and_widen(rate: float, population: int) -> None:
    (inner,), (outer,) = funnel_rates(rate, [population])
    assert 0 <= outer.lower <= inner.lower <= inner.upper <= outer.upper
    expected = rate * population / 10_000
    assert inner.lower <= rate * (1 + 1e-9)
    # With hardly anything expected a single count is already more than chance explains.
    if expected > 1:
        assert rate <= inner.upper


def test_limits_of_rates_close_in_with_the_population() -> None:
    (inner, _) = funnel_rates(60, [5_000, 25_400, 200_000])
    widths = [bound.upper - bound.lower for bound in inner]
    assert widths == sorted(widths, reverse=True)
    # Large counts are all but normal: 60 +- 1.96 x sqrt(60 / 20).
    assert inner[2].lower == pytest.approx(60 - 1.96 * 3**0.5, rel=0.01)
    assert inner[2].upper == pytest.approx(60 + 1.96 * 3**0.5, rel=0.01)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (50, "within"),
        (59.7, "within"),
        (60, "beyond-95"),
        (40, "beyond-95"),
        (65.4, "beyond-95"),
        (65.6, "beyond-99.8"),
        (30, "beyond-99.8"),
    ],
)
def test_where_a_percentage_lies(value: float, verdict: str) -> None:
    assert outside(value, 100, 50, per=100) == verdict


def test_where_a_rate_lies() -> None:
    # Torbay's population of 25,400 at 60 per 10,000 expects 152 children: 128 to 177, 115 to 192.
    assert outside(60, 25_400, 60, kind="rate") == "within"
    assert outside(126 / 2.54, 25_400, 60, kind="rate") == "beyond-95"
    assert outside(195 / 2.54, 25_400, 60, kind="rate") == "beyond-99.8"


def test_a_funnel_without_anything_expected_is_a_line() -> None:
    assert funnel_rates(0, [100])[0] == (Bound(100, 0, 0),)
    assert funnel(1, [100])[0] == (Bound(100, 1, 1),)
    assert outside(0, 100, 0) == "within"
    assert outside(0.01, 100, 0) == "beyond-99.8"


def test_a_funnel_refuses_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="not a share"):
        funnel(1.2, [10])
    with pytest.raises(ValueError, match="above zero"):
        funnel(0.5, [0])
    with pytest.raises(ValueError, match="not a rate"):
        funnel_rates(-1, [10])
    with pytest.raises(ValueError, match="above zero"):
        funnel_rates(1, [-5])


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        ((21.9, 26.4), "22 to 26"),
        ((5.61, 5.79), "5.6 to 5.8"),
        ((5.2, 6.1), "5.2 to 6.1"),
        ((1234.4, 1300.2), "1,234 to 1,300"),
        ((0.0, 0.0), "0.000 to 0.000"),
    ],
)
def test_ends_of_an_interval_are_told_apart(interval: tuple[float, float], text: str) -> None:
    assert ends(interval) == text
