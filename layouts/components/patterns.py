"""Patterns over many inspections, as tables: shares with their n, withheld of too few reports."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.components.parts import folded, table
from layouts.markup import Part, element, link
from portal.domain.formatting import number, plural
from portal.domain.inspection_patterns import (
    FEWEST,
    GROUPS,
    YEARS,
    AskedAbout,
    Patterns,
    Share,
    Wait,
)
from portal.urls import returns_url

_WITHHELD = f"withheld: fewer than {FEWEST}"


def inspection_patterns(patterns: Patterns) -> list[Part]:
    """Say how long the next inspection took; fold what is asked most and what separates grades."""
    read = plural(patterns.reports, "report")
    about = (
        f"Shares of the {read} whose recommendations the portal holds, of the councils chosen, "
        "with at least one recommendation to the council on the subject. A share of fewer than "
        f"{FEWEST} reports is withheld."
    )
    title = "What is asked most, and what separates good from requires improvement"
    return [
        element("P", ["Months until the next inspection, median: ", _waits(patterns.waits)], "sub"),
        folded(
            f"{title} ({read} read)",
            element("P", about, "sub"),
            _asked("Improvement area", patterns.areas),
            _asked("Theme", patterns.themes),
            _separates(patterns.areas),
            element("P", link("What comes back in a council", returns_url())),
        ),
    ]


def _waits(waits: Sequence[Wait]) -> str:
    texts = [
        f"{wait.grades.lower()} {number(wait.months)} (n {wait.of:,})"
        if wait.months is not None
        else f"{wait.grades.lower()} {_WITHHELD} ({wait.of:,})"
        for wait in waits
    ]
    return f"{'; '.join(texts)}."


def _share(share: Share) -> str:
    if share.percent is None:
        return f"{_WITHHELD} ({share.of:,})"
    return f"{share.percent:.0f}% ({share.count:,} of {share.of:,})"


def _asked(what: str, rows: Sequence[AskedAbout]) -> Part:
    caption = f"{what}s asked about most: the newest {YEARS} years against the {YEARS} before"
    head = (what, "All reports", f"Newest {YEARS} years", f"{YEARS} years before")
    cells: list[list[Part]] = [
        [row.subject.name, _share(row.every), _share(row.now), _share(row.before)] for row in rows
    ]
    return table(head, cells, caption, (1, 2, 3))


def _separates(rows: Sequence[AskedAbout]) -> Part:
    """Lay out shares by grade, the subjects that separate requires improvement most first."""
    ordered = sorted(rows, key=lambda row: -row.apart)
    cells: list[list[Part]] = [
        [row.subject.name, *(_share(row.by_grade[name]) for name in GROUPS)] for row in ordered
    ]
    caption = "Reports with a recommendation on an area, by overall grade"
    return table(("Improvement area", *GROUPS), cells, caption, (1, 2, 3))
