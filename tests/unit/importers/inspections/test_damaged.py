"""Damaged texts of reports: a grade that is read otherwise is never green.

Made-up reports, damaged as the texts of real ones were in a trial of 3,000 variants: whatever is
dropped, changed on page one, cut, repeated or joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest

from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.people import without_people
from portal.importers.inspections.records import GREEN, Reading, RefusedReport
from portal.importers.inspections.report import read_pages
from tests.support.reports import COUNCILS, Pages, ilacs, sif

NAMES = CouncilNames(COUNCILS)
SPRING = "report - 18 may 2022.pdf"
GRADE = re.compile(
    r"Requires improvement|Outstanding|Inadequate|Good|require improvement to be good"
)
WORDS = ("Good", "Outstanding", "Inadequate", "Requires improvement")
HEADING = re.compile("experiences|impact of leaders|overall|adoption|permanence|leadership", re.I)
ITEMS = ["1. Look at caseloads.", "2. Find adopters sooner."]
REPORTS = {
    "ilacs": ilacs(leavers="good"),
    "sif": sif(ITEMS),
    "re-inspection": sif(ITEMS, re_inspection=True),
}
Damage = Callable[[Pages, Random], Pages]
VARIANTS = 12


def dropped_lines(pages: Pages, chance: Random) -> Pages:
    return [[line for line in page if chance.random() > 0.08] for page in pages]


def another_grade(pages: Pages, chance: Random) -> Pages:
    places = [n for n, line in enumerate(pages[0]) if GRADE.search(line)]
    at = chance.choice(places)
    first = list(pages[0])
    first[at] = GRADE.sub(chance.choice(WORDS), first[at])
    return [first, *pages[1:]]


def swapped_lines(pages: Pages, chance: Random) -> Pages:
    first = list(pages[0])
    at = chance.randrange(len(first) - 1)
    first[at], first[at + 1] = first[at + 1], first[at]
    return [first, *pages[1:]]


def cut_short(pages: Pages, chance: Random) -> Pages:
    at = chance.randrange(len(pages))
    return [*pages[:at], pages[at][: chance.randrange(1, len(pages[at]))]]


def cut_title_page(pages: Pages, chance: Random) -> Pages:
    return [pages[0][: chance.randrange(1, len(pages[0]))], *pages[1:]]


def repeated_page(pages: Pages, chance: Random) -> Pages:
    page, place = chance.choice(pages), chance.randrange(len(pages) + 1)
    return [*pages[:place], page, *pages[place:]]


def joined_lines(pages: Pages, chance: Random) -> Pages:
    space = chance.choice(("", " "))
    return [[space.join(page)] if chance.random() < 0.5 else page for page in pages]


def without_headings(pages: Pages, chance: Random) -> Pages:
    return [[x for x in page if not HEADING.search(x) or chance.random() < 0.6] for page in pages]


DAMAGES: tuple[Damage, ...] = (
    dropped_lines, another_grade, swapped_lines, cut_short, cut_title_page, repeated_page,
    joined_lines, without_headings,
)  # fmt: skip


def read(pages: Pages) -> Reading:
    people = without_people(tuple("\n".join(page) for page in pages))
    return read_pages(people, SPRING, "", NAMES)


def grades(reading: Reading) -> dict[str, str]:
    return {grade.judgement: grade.grade for grade in reading.grades}


@pytest.mark.parametrize("kind", REPORTS)
def test_a_grade_that_damage_changes_is_never_green(kind: str) -> None:
    pages = REPORTS[kind]
    expected = grades(read(pages))
    silent, changed = [], 0
    for damage in DAMAGES:
        for number in range(VARIANTS):
            seed = f"{kind} {damage.__name__} {number}"
            damaged = damage(pages, Random(seed))  # noqa: S311
            try:
                reading = read(damaged)
            except RefusedReport:
                changed += 1
                continue
            if grades(reading) != expected:
                changed += 1
                silent += [(damage.__name__, number)] if reading.outcome == GREEN else []
    assert not silent
    assert changed > VARIANTS


def test_an_overall_grade_that_only_page_one_prints_is_held_against_its_parts() -> None:
    """Care leavers alone are good: it lies within its parts, and yet is not as most of them."""
    reading = read(sif(ITEMS, overall="Children’s services in Torbay are good"))
    assert (reading.grade("overall"), reading.outcome) == ("good", "amber")
    assert "differs from most of its parts" in reading.reason
    assert read(sif(ITEMS)).outcome != "red"
