"""Arithmetic of printed figures: what counts give, and how far rounding reaches."""

from __future__ import annotations

from portal.domain.findings.evidence import PrintedValue


def quotient(value: PrintedValue) -> float | None:
    """Divide numerator by denominator, in the value's unit; None unless both are printed."""
    if value.numerator is None or not value.denominator:
        return None
    return _factor(value) * value.numerator / value.denominator


def fits(value: PrintedValue) -> bool | None:
    """Test if the counts give the value, None without counts; rounded counts are allowed for.

    Any counts that could have been rounded to the printed ones will do, and a value within half a
    unit of the last printed digit of what they give.
    """
    if quotient(value) is None or value.numerator is None or value.denominator is None:
        return None
    top, bottom = (_slack(n, value.rounded_to) for n in (value.numerator, value.denominator))
    if value.denominator <= bottom:
        return True
    lowest = _factor(value) * max(0.0, value.numerator - top) / (value.denominator + bottom)
    highest = _factor(value) * (value.numerator + top) / (value.denominator - bottom)
    return lowest - value.half - 1e-9 <= value.value <= highest + value.half + 1e-9


def _factor(value: PrintedValue) -> float:
    return {"percent": 100.0, "per_10k": 10_000.0}.get(value.unit, 1.0)


def _slack(count: float, rounded_to: float) -> float:
    """Give the distance at which a count may lie from the true one: 28.6 may be 28.55 to 28.65."""
    _, _, digits = repr(count).partition(".")
    half = 0.0 if count == int(count) else float(0.5 * 10.0 ** -len(digits))
    return max(rounded_to / 2, half)


def reproduces(value: float, decimals: int, computed: float) -> bool:
    """Test if `computed` lies within half a unit of the last printed digit."""
    return abs(computed - value) <= 0.5 * 10.0**-decimals + 1e-9


def agree(a: PrintedValue, b: PrintedValue) -> bool:
    """Test if two values are the same when rounded to the coarser of the two."""
    return reproduces(a.value, min(a.decimals, b.decimals), b.value)
