"""Patterns over inspections as tables: columns with enough reports behind them, no others."""

from __future__ import annotations

import re

from layouts.components.patterns import inspection_patterns
from layouts.html_writer import write_html
from portal.domain.inspection_patterns import FEWEST, GROUPS, AskedAbout, Patterns, Share, Wait
from portal.domain.vocabulary import Area


def asked_about(name: str, good: int, improving: int) -> AskedAbout:
    by_grade = dict(zip(GROUPS, (good, improving, 1), strict=True))
    of = dict(zip(GROUPS, (FEWEST, FEWEST, 3), strict=True))
    return AskedAbout(
        subject=Area(key=name.lower(), name=name, short_name="", holds=""),
        every=Share(good + improving + 1, 2 * FEWEST + 3),
        now=Share(1, 4),
        before=Share(good, FEWEST),
        by_grade={name: Share(by_grade[name], of[name]) for name in GROUPS},
    )


def test_columns_of_few_reports_are_named_and_left_out() -> None:
    seen = Patterns(
        reports=2 * FEWEST + 3,
        areas=(asked_about("Workforce", 18, 19), asked_about("Records", 2, 15)),
        themes=(),
        waits=(Wait(grades="Inadequate", months=None, of=3),),
    )
    page = str(write_html(inspection_patterns(seen)))
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "inadequate withheld: fewer than 20 (3)." in text
    assert "withheld for newest 5 years (4 reports)." in text
    assert "withheld for inadequate (3 reports)." in text
    first, by_grade = re.findall(r"<tbody>(.*?)</tbody>", page)
    assert re.findall(r">(\w+)</th>", first) == ["Workforce", "Records"]
    # The areas that separate good from requires improvement most come first.
    assert re.findall(r">(\w+)</th>", by_grade) == ["Records", "Workforce"]
    assert re.findall(r">(\d+% [^<]+)</td>", by_grade)[:2] == ["10% (2 of 20)", "75% (15 of 20)"]
