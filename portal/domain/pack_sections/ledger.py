"""The ledger of a pack, common to its parts: where links lead, and what has been cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from portal.domain.formatting import BASIS_NAMES, plural, printed_date
from portal.domain.indicators import Indicator
from portal.domain.inspection_state import InspectionsState
from portal.domain.view_state import BenchmarkState, CompareState, FindingsState, IndicatorState

# A title may be two titles of one paper; a source line has room for the first.
_LONGEST_TITLE = 70
# More places than these make a source line longer than what it supports.
_MOST_PLACES = 3
_MOST_ENDS = 5
# The years that a data set spans, where its date follows.
_SPAN = re.compile(r", \d{4} to \d{4}(?= \()")


class Links(Protocol):
    """The addresses of the portal's pages, each with a stamp of what it showed."""

    def council(self, key: str) -> str:
        """Address the page of a council."""

    def item(self, plan: str, ref: str) -> str:
        """Address the page of an item."""

    def compare(self, state: CompareState) -> str:
        """Address the view of plans side by side."""

    def indicator(self, state: IndicatorState) -> str:
        """Address the charts of a measure."""

    def findings(self, state: FindingsState) -> str:
        """Address the list of findings."""

    def benchmarks(self, state: BenchmarkState) -> str:
        """Address the view of many measures at once."""

    def inspections(self, state: InspectionsState) -> str:
        """Address the inspections of councils."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document or a data set that a pack can cite."""

    key: str
    title: str
    publisher: str
    published: str
    status: str

    @property
    def name(self) -> str:
        """Its title, as short as a source line needs, with its date."""
        title = self.title
        if len(title) > _LONGEST_TITLE:
            for mark in (": ", "; ", ", "):
                title = title.partition(mark)[0]
        return f"{title} ({printed_date(self.published)})" if self.published else title


@dataclass
class Ledger:
    """The papers cited and charts drawn in a pack so far, of which its last parts are made.

    Attributes:
        papers: all that can be cited, by key.
        places: under each paper that was cited, the places that were named, in their order.
        charted: the indicators that were charted, each with its basis.
    """

    papers: Mapping[str, Paper]
    places: dict[str, dict[str, None]] = field(default_factory=dict)
    charted: dict[tuple[str, str], tuple[Indicator, str]] = field(default_factory=dict)

    def source(self, paper: str, places: Iterable[str] = ()) -> str:
        """Write the source line of a paper and places in it, and remember both.

        Args:
            paper: key of the document; without an entry among the papers it is named by its key.
                With "" there is none, and the places say what there is to say.
            places: where in it; "" is left out.
        """
        named = list(dict.fromkeys(place for place in places if place))
        if not paper:
            return "; ".join(condensed(named))
        self.places.setdefault(paper, {}).update(dict.fromkeys(named))
        cited = self.papers.get(paper)
        name = cited.name if cited else paper
        short = condensed(named)
        shown = "; ".join(short[:_MOST_PLACES])
        if len(short) > _MOST_PLACES:
            shown += f"; and {plural(len(short) - _MOST_PLACES, 'more place')}"
        return f"{name}, {shown}" if shown else name

    def names(self, papers: Mapping[str, Iterable[str]]) -> str:
        """Write the source line of a table that draws on many places: the papers alone are named.

        Args:
            papers: the places under the key of each paper; they are remembered.
        """
        for paper, places in papers.items():
            self.source(paper, places)
        cited = [self.papers.get(paper) for paper in papers]
        named = (p.name if p else key for key, p in zip(papers, cited, strict=True))
        return "; ".join(_SPAN.sub("", name) for name in named)

    def define(self, indicator: Indicator, basis: str) -> None:
        """Remember that an indicator was charted, so that its definition follows."""
        self.charted.setdefault((indicator.key, basis), (indicator, basis))


def condensed(places: Iterable[str]) -> list[str]:
    """Merge places that differ in their last part alone: `row T8, column Jun-11, column Jul-11`.

    Of more than a few such parts the first and the last are named, and their number.
    """
    groups: dict[str, list[str]] = {}
    for place in places:
        before, comma, last = place.rpartition(", ")
        groups.setdefault(before if comma else place, []).append(last if comma else "")
    merged = []
    for before, ends in groups.items():
        if len(ends) > _MOST_ENDS:
            merged.append(f"{before}, {ends[0]} to {ends[-1]} ({len(ends)} places)")
        else:
            # A place that is the start of others stands by itself.
            merged += [before] if "" in ends else []
            endings = ", ".join(end for end in ends if end)
            merged += [f"{before}, {endings}"] if endings else []
    return merged


def basis_name(basis: str) -> str:
    """Put a basis in words."""
    return BASIS_NAMES.get(basis, "basis not stated")


def short_name(name: str) -> str:
    """Name a measure as a title says it: without what its figures are shares of."""
    return name.split(", share")[0].removesuffix(", number").removesuffix(", full-time equivalents")


def first_lower(text: str) -> str:
    """Write a sentence as it goes on after a colon; an abbreviation stays as it is."""
    text = text.rstrip(".")
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
