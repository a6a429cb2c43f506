"""The report of an import: which periods it adds, renews and leaves."""

from __future__ import annotations

from datetime import date

from portal.domain.periods import Period, from_label
from portal.importers.statistics.outcome import period_changes, period_lines


def periods(*labels: str) -> list[Period]:
    return [from_label(label, "financial")[0] for label in labels]


def test_periods_are_told_as_ranges_and_none_of_them_is_a_year_nought() -> None:
    changes = period_changes(periods("0", "2023", "2024"), periods("0", "2024", "2025"), False)
    assert period_lines(changes) == ["Adds 2025; renews 2024 and what has no year; leaves 2023."]
    alone = period_changes(periods("2024"), periods("0"), False)
    assert period_lines(alone) == ["Adds what has no year; leaves 2024."]
    older = period_changes(periods("2023", "2024"), periods("2023"), False)
    assert "This is an older release: its newest period is 2023, the portal holds 2024." in (
        period_lines(older)
    )
    assert periods("2024")[0].end == date(2024, 3, 31)
