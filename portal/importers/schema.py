"""The catalogue's layout: every file and column, what it means and what may stand in it.

One description serves the reader, the checks, `portal new-plan` and the documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "key", "choice", "keys", "date", "period", "number", "integer", "code"]

STATUSES = ("completed", "in_progress", "not_started", "not_stated")
DOCUMENT_STATUSES = ("final", "draft", "progress report")
ITEM_KINDS = ("recommendation", "area_for_improvement", "project", "work_package", "issue")
STATEMENT_KINDS = (
    "objective",
    "outcome",
    "measured_by",
    "success_criterion",
    "strength",
    "consideration",
    "response",
    "progress",
    "risk",
)
UNITS = ("percent", "per_10k", "count", "days", "gbp", "ratio")
POLARITIES = ("high", "low", "none")
BASES = ("month", "quarter", "year", "snapshot", "cumulative", "rolling_12m", "average_3y")
READINGS = ("as_printed", "repaired", "derived", "doubtful")
SYMBOLS = ("z", "x", "c", "low", "k", "u", "missing")
CLAIM_SOURCES = ("item", "action", "milestone", "statement", "plan", "indicator")
# Kinds of claims that rules of findings read, and the columns that each needs.
CLAIMS: dict[str, tuple[str, ...]] = {
    "done": ("dated",),
    "announced": ("dated",),
    "inspected": ("dated", "about"),
    "report_presented": ("dated",),
    "report_dated": ("dated",),
    "rose": ("dated", "until"),
    "fell": ("dated", "until"),
    "keeps_rising": ("words",),
    "keeps_falling": ("words",),
    "above": ("words", "value"),
    "below": ("words", "value"),
    "on_target": ("words",),
    "off_target": ("words",),
    "improved": ("words",),
    "worsened": ("words",),
    "all_on_target": (),
    "named_percentage": (),
    "step": ("about",),
    "to_come": ("words", "about"),
    "considered": ("words", "about"),
    "drafted": ("words", "about"),
    "being_introduced": ("words", "about"),
    "in_place": ("words", "about"),
    "reference": ("words", "about"),
    "item_count": ("words", "about", "value"),
}
COUNCIL_KINDS = ("council", "country", "region", "neighbours", "area")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a file (or one entry of document.toml).

    `longest` is how many characters it may have: what its column in the database holds.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    longest: int = 5_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the layout: a CSV file, or a `[[table]]` of document.toml."""

    name: str
    help: str
    fields: tuple[Field, ...]
    unique: tuple[str, ...]
    in_toml: bool = False

    @property
    def filename(self) -> str:
        """The file that holds it."""
        return "document.toml" if self.in_toml else f"{self.name}.csv"


def _text(name: str, help: str, required: bool = False, longest: int = 5_000) -> Field:
    return Field(name, "text", help, required, longest=longest)


def _code(name: str, help: str, longest: int = 80) -> Field:
    return Field(name, "code", help, True, longest=longest)


def _ref(name: str, table: str, help: str, required: bool = True) -> Field:
    return Field(name, "key", help, required, refers_to=table)


def _choice(name: str, choices: tuple[str, ...], help: str, required: bool = True) -> Field:
    return Field(name, "choice", help, required, choices=choices)


_AREA = _ref("area", "areas", "Improvement area, one of the keys of areas.csv")
_THEMES = Field("themes", "keys", "Themes, keys of themes.csv, separated by ;", refers_to="themes")
_PLACE = _text("place", "Where it stands in the source: section, table, paragraph", True)
_NOTE = _text("note", "Anything a reader must know: what is doubtful, how a cell was repaired")
_POSITION = Field("position", "integer", "Order on screen", True, longest=4)

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "areas",
        "The improvement areas; every item has exactly one.",
        (
            _code("area", "Key in lower case with hyphens", 60),
            _text("name", "Name on screen", True),
            _text("short_name", "Short name for narrow columns", True),
            _text("holds", "What belongs there", True),
            _POSITION,
        ),
        ("area",),
    ),
    Sheet(
        "themes",
        "The themes; an item or indicator has none, one or several.",
        (
            _code("theme", "Key in lower case with hyphens", 60),
            _text("name", "Name on screen", True),
            _text("holds", "What belongs there", True),
            Field(
                "lead_measures",
                "keys",
                "Measures that say most about it, separated by ;, the best first; pages open on "
                "the first that has figures. They may be of official statistics",
            ),
            _POSITION,
        ),
        ("theme",),
    ),
    Sheet(
        "councils",
        "Councils and the areas that they are held against.",
        (
            _code("council", "Key in lower case with hyphens, used in addresses"),
            _text("name", "Name on screen", True),
            _choice("kind", COUNCIL_KINDS, "`council` for every local authority"),
            _text("area_code", "Nine-character official code, where there is one", longest=9),
            _text("region", "Key of its region", longest=80),
            _text("la_number", "Three-digit number of the local authority", longest=3),
            Field(
                "position",
                "integer",
                "Order on screen, only of councils shown by default",
                longest=4,
            ),
            _NOTE,
            Field("ended", "period", "Last day of a council that was reorganised"),
            Field(
                "successors",
                "keys",
                "Councils that took its place, separated by ;",
                refers_to="councils",
            ),
            _text("former_codes", "Area codes that it had before, separated by ;"),
        ),
        ("council",),
    ),
    Sheet(
        "measures",
        "What is measured, harmonised across councils.",
        (
            _code("measure", "Key in lower case with hyphens"),
            _text("name", "Name on screen", True),
            _AREA,
            _THEMES,
            _choice("polarity", POLARITIES, "Is a high value good, a low one, or neither?"),
            _text("polarity_reason", "Why, in a few words", True),
        ),
        ("measure",),
    ),
    Sheet(
        "document",
        "The published source.",
        (
            _code("document", "Key: the source file's name without its ending", 120),
            _ref("council", "councils", "Council whose document it is"),
            _text("title", "Title", True),
            _text("publisher", "Who published it", True),
            Field("published", "period", "Date as exact as printed: 2015, 2015-01, 2015-01-06"),
            _choice("status", DOCUMENT_STATUSES, "Standing of the document"),
            _text("description", "What it holds, in a sentence or two", True),
            _text("licence", "What allows its use", True),
        ),
        ("document",),
        in_toml=True,
    ),
    Sheet(
        "inspections",
        "The inspections and reviews that the document speaks of.",
        (
            _code("inspection", "Key: council-inspectorate-year"),
            _ref("council", "councils", "Council inspected"),
            _text("inspectorate", "SSI, CSCI, Ofsted, DfE, a peer review team; empty if not named"),
            _text("title", "What it was, in a few words", True),
            _choice("kind", ("review",), "`review` for a peer review, else empty", False),
            Field("inspected", "period", "Date as exact as printed"),
            _text("judgement", "Judgement as printed"),
            _PLACE,
            _NOTE,
        ),
        ("inspection",),
        in_toml=True,
    ),
    Sheet(
        "plans",
        "The plans that the document holds.",
        (
            _code("plan", "Key: council-year"),
            _text("title", "Title", True),
            _text("short", "Short name with its year, where status and year do not tell it apart"),
            _ref("answers", "inspections", "Inspection that it answers", required=False),
            Field("published", "period", "Date as exact as printed"),
            _choice("status", DOCUMENT_STATUSES, "Standing of the plan"),
            _NOTE,
        ),
        ("plan",),
        in_toml=True,
    ),
    Sheet(
        "items",
        "Recommendations, areas for improvement, projects, work packages, issues.",
        (
            _ref("plan", "plans", "Plan that it belongs to"),
            _text("ref", "Reference as printed", True, 40),
            _text("parent_ref", "Reference of the item that it is part of"),
            _choice("kind", ITEM_KINDS, "What the document calls it"),
            _text("section", "Section of the document"),
            _AREA,
            _THEMES,
            _text("title", "At most 12 words, plain English", True),
            _text("summary", "At most 30 words of your own, never stronger than the source", True),
            _choice("status", STATUSES, "Only what the document says"),
            _text("status_evidence", "What the document says about it"),
            _PLACE,
            _NOTE,
        ),
        ("plan", "ref"),
    ),
    Sheet(
        "actions",
        "What will be done under an item.",
        (
            _ref("plan", "plans", "Plan that it belongs to"),
            _text("item_ref", "Reference of its item", True),
            _text("ref", "Reference as printed, else a, b, c …", True, 40),
            _text("summary", "At most 30 words of your own", True),
            _text("lead", "Initials, or the post or body as printed; never a full name"),
            _text("lead_role", "Role of the lead, where the document gives it"),
            _text("target_text", "Target date as printed, `TBC` included"),
            Field("target_date", "date", "Last day of the printed period, 2015-03-31"),
            _choice("status", STATUSES, "Only what the document says"),
            _text("status_evidence", "What the document says about it"),
            Field("cost_gbp", "integer", "Whole pounds, each printed amount once", longest=9),
            _text("cost_text", "Cost as printed"),
            _PLACE,
            _NOTE,
        ),
        ("plan", "item_ref", "ref"),
    ),
    Sheet(
        "milestones",
        "Stages with their own target and, where reported, outcome.",
        (
            _ref("plan", "plans", "Plan that it belongs to"),
            _text("item_ref", "Reference of its item", True),
            _text("action_ref", "Reference of its action, where it belongs to one"),
            _text("ref", "1, 2, 3 … within the item", True, 40),
            _text("summary", "At most 30 words of your own", True),
            _text("target_text", "Target as printed"),
            Field("target_date", "date", "Last day of the printed period"),
            _text("outcome", "Result as reported"),
            _choice("status", STATUSES, "Only what the document says"),
            _PLACE,
            _NOTE,
        ),
        ("plan", "item_ref", "ref"),
    ),
    Sheet(
        "statements",
        "Objectives, outcomes, measures named in words, strengths, risks.",
        (
            _ref("plan", "plans", "Plan that it belongs to"),
            _text("item_ref", "Reference of its item; empty for the whole plan"),
            _text("ref", "1, 2, 3 … within the item", True, 40),
            _choice("kind", STATEMENT_KINDS, "What kind of statement it is"),
            _text("summary", "At most 30 words of your own", True),
            _ref("measure", "measures", "Measure that it names", required=False),
            _PLACE,
            _NOTE,
        ),
        ("plan", "item_ref", "ref"),
    ),
    Sheet(
        "claims",
        "What the texts claim, as data: the rules of findings read this, never a summary. Each "
        "claim belongs to a row of another file, or to a plan as document.toml describes it.",
        (
            _choice("source", CLAIM_SOURCES, "What claims it: a row of which file"),
            _ref("plan", "plans", "Plan of that row; empty for an indicator", required=False),
            _text("item_ref", "Reference of its item; empty for the whole plan"),
            _text("ref", "Its own reference; of an indicator, the key", longest=80),
            _choice("kind", tuple(CLAIMS), "What is claimed"),
            _text("words", "The words that a finding quotes, in lower case, without a full stop"),
            _text("subject", "What it is about, where it stands under no item"),
            Field("dated", "period", "Date claimed, as exact as it is known"),
            Field("until", "period", "Of what `rose` or `fell`: to which date, from `dated`"),
            _text(
                "about",
                "Inspection, step, reference or kind of items that it speaks of; rows that tell "
                "of the same step name it alike",
                longest=80,
            ),
            Field("value", "number", "Bound or number claimed"),
            _text("instead", "Of a `reference` that leads elsewhere: what stands there"),
            _NOTE,
        ),
        ("source", "plan", "item_ref", "ref", "kind", "about", "dated", "words"),
    ),
    Sheet(
        "indicators",
        "Each council's or department's own definition of a measure.",
        (
            _code("indicator", "Key: document's short name and reference"),
            _text("ref", "Reference as printed (T8, NI059)", longest=40),
            _ref("measure", "measures", "Measure that it is a definition of"),
            _text("name", "Name, close to the printed one", True),
            _choice("unit", UNITS, "Unit of its values"),
            _choice("polarity", POLARITIES, "Is a high value good, a low one, or neither?"),
            _text("polarity_reason", "Why"),
            _AREA,
            _THEMES,
            _text("definition", "Definition in your own words, with its threshold", True),
            _code("definition_code", "The same code for the same definition, whoever uses it", 120),
            _text("population", "What the value is a share or count of"),
            _text("target_basis", "Basis that its targets speak of"),
            _choice("kind", ("change",), "`change` for a percentage change, else empty", False),
            _PLACE,
            _NOTE,
        ),
        ("indicator",),
    ),
    Sheet(
        "observations",
        "Every printed value, comparators included.",
        (
            _ref("indicator", "indicators", "Indicator that it is a value of"),
            _ref("council", "councils", "Council or comparator"),
            Field("period_start", "date", "First day of the period"),
            Field("period_end", "date", "Last day of the period"),
            _choice("basis", BASES, "How the period is formed; empty if not stated", False),
            Field("value", "number", "Exactly as printed, without % or thousands commas"),
            Field("numerator", "number", "As printed"),
            Field("denominator", "number", "As printed"),
            _choice("symbol", SYMBOLS, "Why a value is missing", required=False),
            _choice("reading", READINGS, "How the value was read"),
            _text("raw_text", "The cell as it stands, where it was repaired or is doubtful"),
            _PLACE,
            _NOTE,
        ),
        ("indicator", "council", "period_start", "period_end", "basis", "place"),
    ),
    Sheet(
        "targets",
        "Values that the document sets to be reached.",
        (
            _ref("indicator", "indicators", "Indicator that it is a target for"),
            _ref("council", "councils", "Council that set it"),
            Field("due", "date", "Last day of the printed period"),
            _text("due_text", "Due as printed"),
            Field("value", "number", "Exactly as printed"),
            Field("value_upper", "number", "Upper end of a range"),
            _text("target_text", "Target as printed, where it is not one number"),
            _PLACE,
            _NOTE,
        ),
        ("indicator", "council", "due", "due_text", "value", "place"),
    ),
)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
