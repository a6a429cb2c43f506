"""The names that a return may use: councils, measures, and what a council calls measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy.orm import Session

from db.queries import shared as queries
from portal.domain.shared import DOCUMENT, CannotShare, Definition

# Said of a name whose rows a return goes without.
LEAVE_OUT = "leave out"
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Vocabulary:
    """The names that a return may use: councils by key, and measures with their definitions.

    `learned` holds the measures that a council's own names stand for, by `small` names; "" is left
    out. `last_days` are those of councils that have ended, by key, as 2023-03-31.
    """

    councils: Mapping[str, str]
    definitions: Mapping[str, Definition]
    learned: Mapping[str, str] = field(default_factory=dict)
    last_days: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def measures(self) -> dict[str, str]:
        """The keys of measures by their keys and names in small letters, and by learned names."""
        by_name = {d.name.casefold(): key for key, d in self.definitions.items()}
        there = {n: key for n, key in self.learned.items() if key in ("", *self.definitions)}
        return {**there, **by_name, **{key: key for key in self.definitions}}

    def council(self, text: str) -> str:
        """The key of a council by its key or name; "" where there is none."""
        wanted = " ".join(text.split()).casefold()
        for key, name in self.councils.items():
            if wanted in (key, name.casefold()):
                return key
        return ""


def small(name: str) -> str:
    """Write a name in small letters, as it is looked up."""
    return " ".join(name.split()).casefold()[:_LONGEST_NAME]


def definitions(session: Session) -> dict[str, Definition]:
    """The official definition of each measure that a return may give, lead measures first."""
    newest: dict[str, Definition] = {}
    lead = queries.lead_measures(session)
    for row in queries.definitions(session, DOCUMENT):
        if row.measure not in newest:
            newest[row.measure] = Definition(
                measure=row.measure,
                name=row.measure_name,
                unit=row.unit,
                unit_text=row.unit_text,
                decimals=row.decimals,
                polarity=row.polarity,
                lead=row.measure in lead,
                basis=row.basis,
            )
    order = {key: place for place, key in enumerate(lead)}
    return dict(sorted(newest.items(), key=lambda pair: order.get(pair[0], len(order))))


def measures_chosen(names: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """Read what names in a file stand for: keys of measures by small names, "" to leave out.

    Raises:
        CannotShare: if one of them is no measure.
    """
    plain = replace(vocabulary, learned={})
    chosen = {}
    for printed, text in names.items():
        measure = "" if small(text) == LEAVE_OUT else plain.measures.get(small(text))
        if measure is None:
            raise CannotShare(
                f"“{text[:80]}” is no measure of the portal; choose one of the list for "
                f"“{printed[:80]}”, or {LEAVE_OUT}."
            )
        chosen[small(printed)] = measure
    return chosen
