"""Patterns over many inspections, as tables: shares with their n, withheld of too few reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from layouts.components.parts import folded, gap, table
from layouts.markup import Part, element, link
from portal.domain.formatting import number, plural, sentence_list
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

_Columns = Mapping[str, Callable[[AskedAbout], Share]]
_BY_PERIOD: _Columns = {
    "All reports": lambda row: row.every,
    f"Newest {YEARS} years": lambda row: row.now,
    f"{YEARS} years before": lambda row: row.before,
}
_BY_GRADE: _Columns = {name: partial(AskedAbout.among, name=name) for name in GROUPS}
_ASKED = f"{{}} asked about most, the newest {YEARS} years against the {YEARS} before"
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
            *_shares(
                "Improvement area", _BY_PERIOD, patterns.areas, _ASKED.format("Improvement areas")
            ),
            *_shares("Theme", _BY_PERIOD, patterns.themes, _ASKED.format("Themes")),
            *_shares(
                "Improvement area",
                _BY_GRADE,
                sorted(patterns.areas, key=lambda row: -row.apart),
                "Reports with a recommendation on an area, by overall grade",
            ),
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


def _shares(
    what: str, columns: _Columns, rows: Sequence[AskedAbout], caption: str
) -> tuple[Part, ...]:
    """Lay out shares by the columns that enough reports stand behind, and name the others."""
    few = [(name, of) for name, of in columns.items() if all(_few(of(row)) for row in rows)]
    shown = {name: of for name, of in columns.items() if (name, of) not in few}
    parts: list[Part] = []
    if shown:
        cells: list[list[Part]] = [
            [row.subject.name, *(_share(of(row)) for of in shown.values())] for row in rows
        ]
        parts.append(table((what, *shown), cells, caption, range(1, len(shown) + 1)))
    if few and rows:
        texts = [f"{name.lower()} ({plural(of(rows[0]).of, 'report')})" for name, of in few]
        parts.append(gap(f"{caption}: withheld for {sentence_list(texts)}."))
    return tuple(parts)


def _few(share: Share) -> bool:
    return share.percent is None


def _share(share: Share) -> str:
    return f"{share.percent:.0f}% ({share.count:,} of {share.of:,})"
