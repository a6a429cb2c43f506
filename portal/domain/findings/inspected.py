"""The part of the evidence that inspections give: reports, grades, recommendations, answers."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.formatting import printed_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An inspection of a council as its report, a paper or an overview table gives it.

    `document` is the paper that speaks of it, "" where none does.
    """

    inspection: str
    council: str
    council_name: str
    inspectorate: str
    title: str
    inspected: str
    document: str
    place: str

    @property
    def name(self) -> str:
        """The inspection in words: `Ofsted inspection, Torbay, November 2015`."""
        when = f", {printed_date(self.inspected[:7])}" if self.inspected else ""
        return f"{self.inspectorate} {self.title}, {self.council_name}{when}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenGrade:
    """A grade of an inspection; of another `source` than the one shown, that is named."""

    inspection: str
    judgement: str
    grade: str
    joint: str = ""
    source: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A recommendation of an inspection, with its number."""

    inspection: str
    addressee: str
    ref: str
    summary: str
    area: str | None
    themes: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """That an item of a plan answers a recommendation, as somebody read."""

    inspection: str
    addressee: str
    recommendation: str
    plan: str
    item: str
