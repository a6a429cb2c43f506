"""A peer review visit as values: team, lines of enquiry, questions, evidence, their versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.visit_fields import OWN_KINDS
from portal.domain.vocabulary import Council

# The five headings of a sector-led peer review, in their order in a report.
HEADINGS = {
    "outcomes": "Outcomes and impact",
    "leadership": "Vision, strategy and leadership",
    "partners": "Working together",
    "resources": "Managing resources",
    "practice": "Service delivery, workforce and practice",
}
STATUSES = {
    "preparing": "Preparing",
    "on_site": "On site",
    "reporting": "Writing the report",
    "closed": "Closed",
    "archived": "Archived",
}
# Of a visit that nobody changes any more.
ARCHIVED = "archived"
# A setting of a visit: its title, first or last day, themes, or status.
Setting = str | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference of a piece of evidence; `key` names it within its kind.

    item: `plan/slug` · action: `plan/slug/action-slug` · finding: its key ·
    figure: `indicator/council`, the newest sure value · standing: `measure/council`, its place
    among all councils in official statistics · row: `measure/council,council`, the places of
    several · chart: a measure, or `plans` for the timeline ·
    document: its key · plan: its key · inspection: `council/inspection`.
    Slugs are those of `portal.urls.slug`.
    """

    kind: str
    key: str


KINDS = {
    "item": "Item",
    "action": "Action",
    "finding": "Finding",
    "figure": "Figure",
    "standing": "Benchmark",
    "row": "Benchmarks",
    "chart": "Chart",
    "document": "Document",
    "plan": "Plan",
    "inspection": "Inspection",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """The portal's words about a reference today, with its place in the source."""

    reference: Reference
    title: str
    statement: str
    source: str
    document: str
    link: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line of enquiry that a rule drew from the data.

    `key` stays the same while the suggestion does; `why` says what the rule saw, in figures.
    Of `held` pieces of evidence the first are attached; `view` is the page that shows all, ""
    where all are attached. `older` lines rest on papers of more than five years ago alone,
    `sharing` ones on a figure that a line before them asks about already.
    """

    key: str
    rule: str
    heading: str
    wording: str
    why: str
    evidence: tuple[Reference, ...]
    themes: tuple[str, ...] = ()
    held: int = 0
    view: str = ""
    older: bool = False
    sharing: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The standing version of a text; version 0 and no author where nothing was written."""

    text: str = ""
    version: int = 0
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a team's own evidence: its name, type by content, and size in bytes."""

    id: int
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of one of the kinds of `visit_fields.FIELDS`, with what is written on it."""

    id: int
    kind: str
    parent: int | None
    fields: Mapping[str, Written]
    added_by: str
    added_at: datetime
    file: File | None = None

    def written(self, field: str) -> Written:
        """Give the standing version of a field."""
        return self.fields.get(field, Written())

    def text(self, field: str) -> str:
        """Give the text of a field, "" where nothing was written."""
        return self.written(field).text

    @property
    def title(self) -> str:
        """Name a piece of the team's own evidence: its words, or where it comes from."""
        title = self.text("title").strip()
        return title or OWN_KINDS.get(self.text("what"), OWN_KINDS["other"])


@dataclass(frozen=True, slots=True)
class Question:
    """A question under a line: whom to ask, what was heard, and evidence that answers it."""

    id: int
    question: Written
    who: Written
    heard: Written
    answers: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A gathered piece, as it stood then; `now` is what the portal says today where it differs."""

    id: int
    statement: Statement
    data_version: int
    data_made_at: datetime | None
    added_by: str
    added_at: datetime
    line: int | None
    now: str = ""
    weighs: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of enquiry; `why` says in the portal’s words what a suggested one rests on.

    `evidence` was gathered from the portal, `own_evidence` is the team's.
    """

    id: int
    heading: str
    suggestion: str
    wording: Written
    note: Written
    verdict: Written
    questions: tuple[Question, ...]
    evidence: tuple[Evidence, ...]
    why: str = ""
    own_evidence: tuple[Entry, ...] = ()
    confidence: Written = Written()
    priority: Written = Written()
    owner: Written = Written()
    status: Written = Written()
    comments: tuple[Entry, ...] = ()
    feedback: Written = Written()

    @property
    def every_own(self) -> tuple[Entry, ...]:
        """List the team's own evidence on the line, and that which answers its questions."""
        answers = (answer for question in self.questions for answer in question.answers)
        return (*self.own_evidence, *answers)


@dataclass(frozen=True, slots=True)
class Member:
    """Someone on a team."""

    id: int
    name: str
    display: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit and all that its team wrote; lines are in the team's order within each heading.

    `others` are the entries of all other kinds: its scope, programme, cases and agreed actions.
    `late` counts the agreed actions to look at, where visits are listed.
    """

    id: str
    council: Council
    title: str
    starts: date | None
    ends: date | None
    themes: tuple[str, ...]
    status: str
    changed: int
    team: tuple[Member, ...]
    lines: tuple[Line, ...] = ()
    unsorted: tuple[Evidence, ...] = ()
    unsorted_own: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()
    removed: tuple[Line, ...] = ()
    late: int = 0

    def of_kind(self, kind: str) -> tuple[Entry, ...]:
        """List the entries of a kind of `others`, in the order in which they were made."""
        return tuple(entry for entry in self.others if entry.kind == kind)

    def under(self, heading: str) -> tuple[Line, ...]:
        """List the lines under one of `HEADINGS`, in the team's order."""
        return tuple(line for line in self.lines if line.heading == heading)


def merged(
    base: Mapping[str, Setting], mine: Mapping[str, Setting], stands: Mapping[str, Setting]
) -> tuple[dict[str, Setting], tuple[str, ...]]:
    """Compare one person's form with settings that others may have changed since it opened.

    Args:
        base: the settings that the form was opened with.
        mine: those that it sends.
        stands: those that stand now.

    Returns:
        The settings that the person changed and that do not stand already, and the names of
        those about which somebody else decided otherwise meanwhile. A day that another person
        moved is one of them where the visit would otherwise end before it starts.
    """
    wanted = {
        name: value for name, value in mine.items() if value not in (base[name], stands[name])
    }
    against = [name for name in wanted if stands[name] != base[name]]
    after = {**stands, **wanted}
    starts, ends = after["starts"], after["ends"]
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        moved = [
            name for name in ("starts", "ends") if stands[name] not in (base[name], mine[name])
        ]
        against += [name for name in moved if name not in against]
    return wanted, tuple(against)
