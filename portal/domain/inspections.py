"""Inspections of councils: grades and how they moved, which of them a view shows, in which order.

Overall grades are compared from 2013 on: outstanding, good, requires improvement, inadequate. The
frameworks before had another scale; inspections of looked after children alone and of the board
alone judged less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.domain.vocabulary import Council

SCALE = ("outstanding", "good", "requires-improvement", "inadequate")
GRADE_NAMES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires-improvement": "Requires improvement",
    "inadequate": "Inadequate",
    "adequate": "Adequate",
    "not-judged": "Not judged",
    "": "No grade",
}
JUDGEMENT_NAMES = {
    "overall": "Overall",
    "leaders": "Leaders",
    "help-protection": "Help and protection",
    "in-care": "Children in care",
    "care-leavers": "Care leavers",
    "adoption": "Adoption",
    "board": "Safeguarding board",
}
FRAMEWORK_NAMES = {
    "ilacs-standard": "ILACS, standard",
    "ilacs-short": "ILACS, short",
    "sif": "SIF",
    "sif-reinspection": "SIF, re-inspection",
    "board": "Safeguarding board",
    "lac-2013": "Looked after children, 2013",
    "safeguarding-2009": "Safeguarding, 2009 to 2012",
    "csci": "CSCI",
    "ssi": "SSI",
}
SOURCE_NAMES = {
    "text": "printed in the report",
    "file_name": "taken from the name of the report’s file",
    "person": "entered by a person",
}
CHANGES = {"up": "Up", "same": "Same", "down": "Down"}
# Those whose overall grades are of the same scale and of all services.
COMPARED = frozenset({"sif", "sif-reinspection", "ilacs-standard", "ilacs-short"})
# The judgements that the page of all councils has columns for.
GRID = ("overall", "leaders", "help-protection", "in-care", "care-leavers")
REVERSED = "-reversed"
COLUMNS = ("name", "region", "date", "months", "framework", *GRID, "change")
GRADE_SORTS = tuple(f"{column}{turned}" for column in COLUMNS for turned in ("", REVERSED))


def grade_key(printed: str) -> str:
    """Give the key of a grade as papers print it: `Requires improvement`."""
    return "-".join(printed.lower().split())


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade of one judgement; `joint` where it covers care leavers too."""

    grade: str
    as_printed: str
    joint: bool


@dataclass(frozen=True, slots=True)
class GradedInspection:
    """An inspection with its grades by judgement; dates are as exact as they are known.

    `recommendations_council` and `recommendations_board` are None where nobody has read them.
    """

    key: str
    council: str
    inspectorate: str
    title: str
    framework: str
    inspected_from: str
    inspected: str
    published: str
    published_source: str
    confidence: str
    judgement: str
    place: str
    note: str
    recommendations_council: int | None
    recommendations_board: int | None
    document: str | None
    document_title: str | None
    grades: Mapping[str, Graded]

    @property
    def name(self) -> str:
        """The inspectorate and what it inspected, as a heading."""
        text = f"{self.inspectorate} {self.title}".strip()
        return f"{text[:1].upper()}{text[1:]}"

    @property
    def overall(self) -> str:
        """The key of the overall grade, "" where there is none."""
        return self.grade("overall")

    @property
    def compared(self) -> bool:
        """True if its overall grade can be held against that of another."""
        return self.framework in COMPARED and self.overall in SCALE

    @property
    def of_council(self) -> bool:
        """True unless it inspected the safeguarding board alone, and so asks nothing else."""
        return self.framework != "board"

    @property
    def tabled(self) -> bool:
        """True if it is known from an overview table alone."""
        return self.confidence == "low"

    def grade(self, judgement: str) -> str:
        """The key of a grade; a joint one of children in care stands for care leavers too."""
        graded = self.grades.get(judgement)
        in_care = self.grades.get("in-care")
        if graded is None and judgement == "care-leavers" and in_care and in_care.joint:
            return in_care.grade
        return graded.grade if graded else ""


@dataclass(frozen=True, slots=True)
class InspectedCouncil:
    """A council and its inspections, newest first; none where the portal holds none.

    `months` are those since the newest inspection, up to the day of the data.
    """

    council: Council
    region: str
    inspections: tuple[GradedInspection, ...]
    months: int | None

    @property
    def newest(self) -> GradedInspection | None:
        """The newest inspection."""
        return self.inspections[0] if self.inspections else None

    @property
    def overall(self) -> str:
        """The overall grade of the newest inspection."""
        return self.newest.overall if self.newest else ""

    @property
    def change(self) -> str:
        """The newest overall grade against the one before: `up`, `same`, `down` or ""."""
        compared = [i for i in self.inspections if i.compared]
        if len(compared) < 2 or compared[0] is not self.newest:
            return ""
        return change(compared[1].overall, compared[0].overall)

    def history(self, judgement: str) -> list[tuple[GradedInspection, str]]:
        """The inspections that graded a judgement, newest first, each with its grade."""
        return [(i, grade) for i in self.inspections if (grade := i.grade(judgement))]


def change(before: str, after: str) -> str:
    """Compare two grades of the scale: `up`, `same` or `down`."""
    first, second = SCALE.index(before), SCALE.index(after)
    return "same" if first == second else "up" if second < first else "down"


def changes(inspected: Iterable[InspectedCouncil]) -> Counter[str]:
    """Count how overall grades moved from each inspection to the next, over all of them."""
    counts = Counter[str]()
    for row in inspected:
        grades = [i.overall for i in reversed(row.inspections) if i.compared]
        counts.update(change(*pair) for pair in pairwise(grades))
    return counts


def ordered(rows: Sequence[InspectedCouncil], sort: str) -> list[InspectedCouncil]:
    """Sort councils by a column of the grid; what has no value there comes last either way.

    Args:
        rows: the councils.
        sort: one of `GRADE_SORTS`: grades from the best, dates from the newest, changes from `up`.
    """
    column, turned = sort.removesuffix(REVERSED), sort.endswith(REVERSED)
    named = sorted(rows, key=lambda row: row.council.name)
    valued = [(value, row) for row in named if (value := _value(row, column))]
    valued.sort(key=lambda pair: pair[0], reverse=turned)
    return [row for _text, row in valued] + [row for row in named if not _value(row, column)]


def _value(row: InspectedCouncil, column: str) -> str:
    """Give the text that a council is sorted by, "" where it has no value in a column."""
    newest = row.newest
    match column:
        case "name":
            return row.council.name
        case "region":
            return row.region
        case "months":
            return "" if row.months is None else f"{row.months:05}"
        case "change":
            return str(tuple(CHANGES).index(row.change)) if row.change else ""
    if newest is None:
        return ""
    match column:
        case "framework":
            return FRAMEWORK_NAMES.get(newest.framework, "")
        case "date":  # the newest first: each digit is taken from nine
            return newest.inspected.translate(_FROM_NINE)
    grade = newest.grade(column)
    return str(SCALE.index(grade)) if grade in SCALE else ""


_FROM_NINE = str.maketrans("0123456789", "9876543210")


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation of an inspection; texts may be empty, `page` and `area` too."""

    ref: str
    page: int | None
    paragraphs: str
    addressee: str
    summary: str
    as_printed: str
    repeats: str
    place: str
    note: str
    themes: tuple[str, ...]
    area: str | None
