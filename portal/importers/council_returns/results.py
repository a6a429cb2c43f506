"""Results of what is done with returns: what is listed, shown, uploaded and published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.shared import DataSet, Definition, Figure
from portal.importers.plan_review.draft import Draft


@dataclass(frozen=True, slots=True)
class Listing:
    """The returns that somebody sees, the councils to send for and the groups to share with."""

    data_sets: tuple[DataSet, ...]
    councils: Mapping[str, str]
    groups: tuple[str, ...]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A return with its figures, each with its definition where the portal still has it.

    Of a draft plan there are none, but the plan as it was given, None once it was withdrawn.
    """

    data_set: DataSet
    rows: tuple[tuple[Figure, Definition], ...]
    plan: Draft | None = None

    @property
    def doubts(self) -> int:
        """Count the figures that a second person should look at."""
        return sum(bool(figure.doubts(definition)) for figure, definition in self.rows)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A return that became a draft: its number, and how many names of it were left out."""

    number: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Due:
    """The returns that became public at the end of their embargo, and why others could not."""

    done: tuple[int, ...]
    problems: tuple[str, ...]
