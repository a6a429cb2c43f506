"""Printed dates: the last day of their period, and what has none."""

from __future__ import annotations

import pytest

from portal.importers.intake.dates import target_of


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("31/03/2026", "2026-03-31"),
        ("31.3.26", "2026-03-31"),
        ("2026-03-31", "2026-03-31"),
        ("31st March 2026", "2026-03-31"),
        ("30 Septemb er 2026", "2026-09-30"),
        ("March 31st, 2026", "2026-03-31"),
        ("31/03/2 6", "2026-03-31"),
        ("31/03/20 26", "2026-03-31"),
        ("1 0/03/2026", "2026-03-10"),
        ("End of March 20 26", "2026-03-31"),
        ("31 March 202 6", "2026-03-31"),
        ("End of Sept 25", "2025-09-30"),
        ("Sep ’25", "2025-09-30"),
        ("Feb-28", "2028-02-29"),
        ("12/2025", "2025-12-31"),
        ("By end of Q1 2025/26", "2025-06-30"),
        ("Q4 25-26", "2026-03-31"),
        ("2025/26 Q3", "2025-12-31"),
        ("2025/26", "2026-03-31"),
        ("completed June 2025", "2025-06-30"),
        ("From July 2025 to March 2026", "2026-03-31"),
        ("May 2025, now September 2025", "2025-09-30"),
        ("March 2026 (pilot October 2025)", "2026-03-31"),
        ("Phase one: Dec 2025; phase two: 2026/27", "2027-03-31"),
        ("1 Sept - 31 Dec 2025", "2025-12-31"),
        ("12/13 November 2025", "2025-11-13"),
        ("30Sep2025", "2025-09-30"),
        ("30thSeptember 2025", "2025-09-30"),
        ("Sept ‘25", "2025-09-30"),
        ("Septmber 2025", "2025-09-30"),
        ("09-2025", "2025-09-30"),
        ("2025-09", "2025-09-30"),
        ("2025/09/30", "2025-09-30"),
        ("2025-09-30T00:00:00", "2025-09-30"),
        ("2025-26", "2026-03-31"),
        ("2025/26 – Q3", "2025-12-31"),
        ("3rd quarter 2025/26", "2025-12-31"),
        ("Third quarter of 2025/26", "2025-12-31"),
        ("31 March 2026 (was 30 June 2026)", "2026-03-31"),
        ("June 2026, brought forward from Sept 2026", "2026-06-30"),
        ("Original: Dec 2026. Revised: Sept 2026", "2026-09-30"),
        ("Was September 2025", "2025-09-30"),
        ("w/c 3 Nov 2025", "2025-11-09"),
        ("Week commencing 3 November 2025", "2025-11-09"),
        ("Sept 2025 (Autumn term)", "2025-09-30"),
        ("End of autumn term (19 December 2025)", "2025-12-19"),
        ("Autumn 2025: pilot; March 2026: everywhere", "2026-03-31"),
        ("31 March 2026 and ongoing", "2026-03-31"),
    ],
)
def test_the_last_day_of_the_latest_period_counts(printed: str, day: str) -> None:
    assert str(target_of(printed).day) == day


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("Ongoing", ""),
        ("TBC", ""),
        ("Immediate", ""),
        ("Within 6 months", ""),
        ("31/11/2025", "no such day"),
        ("31 June 2026", "no such day"),
        ("Autumn 2025", "a season or term has no last day"),
        ("Autumn term 2025", "a season or term has no last day"),
        ("by Christmas", "a season or term has no last day"),
        ("Monthly from May 2025", "a start, not an end"),
        ("From September 2025, quarterly", "a start, not an end"),
        ("Ongoing - review March 2026", "a review, not an end"),
        ("30 September", "no day can be told"),
        ("Oct 25 onwards", "a start, not an end"),
        ("Started May 2025, ongoing", "a start, not an end"),
        ("March 2015\nTBC\nTBC", "the last day is to be confirmed"),
        ("Not before April 2026", "a start, not an end"),
        ("Post-April 2026", "a start, not an end"),
        ("Planning Dec 2025; open Spring 2027", "a season or term has no last day"),
        ("Pilot: Oct 25; everywhere: Summer term 26", "a season or term has no last day"),
    ],
)
def test_what_has_no_last_day_has_none_and_says_why(printed: str, reason: str) -> None:
    target = target_of(printed)
    assert (target.day, target.reason) == (None, reason)
