"""The catalogue's layout: every file and column, what it means and what may stand in it.

One description, `schema.toml`, serves the reader, the checks, `portal new-plan` and the
documentation.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["text", "key", "choice", "keys", "date", "period", "number", "integer", "code"]

_LAYOUT = tomllib.loads(Path(__file__).with_name("schema.toml").read_text("utf-8"))
# Kinds of claims that rules of findings read, and the columns that each needs.
CLAIMS: dict[str, tuple[str, ...]] = {k: tuple(v) for k, v in _LAYOUT["claims"].items()}
# Files that `portal intake` writes for review; a load passes over them.
FOR_REVIEW = frozenset(_LAYOUT["for_review"])
# Lists that several columns choose from, by name.
CHOICES = {"claims": tuple(CLAIMS), **{k: tuple(v) for k, v in _LAYOUT["choices"].items()}}
STATUSES = CHOICES["statuses"]
ITEM_KINDS, UNITS = CHOICES["item_kinds"], CHOICES["units"]
GRADES, JUDGEMENTS = CHOICES["grades"], CHOICES["judgements"]
POLARITIES, BASES = CHOICES["polarities"], CHOICES["bases"]


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
    """One table of the layout: a CSV file, a `[[table]]` of document.toml, or either.

    `for_review` columns help whoever completes what `portal intake` proposes; a load passes over
    them.
    """

    name: str
    help: str
    fields: tuple[Field, ...]
    unique: tuple[str, ...]
    in_toml: bool = False
    in_csv: bool = True
    for_review: tuple[str, ...] = ()

    @property
    def filename(self) -> str:
        """The file that holds it."""
        return "document.toml" if self.in_toml else f"{self.name}.csv"

    @property
    def filenames(self) -> tuple[str, ...]:
        """The files that may hold it."""
        return (self.filename, *([f"{self.name}.csv"] if self.in_toml and self.in_csv else []))


def choices_of(described: dict[str, Any]) -> tuple[str, ...]:
    """List what may stand in a column, whose description may name one of `CHOICES`."""
    choices = described.get("choices", ())
    return CHOICES[choices] if isinstance(choices, str) else tuple(choices)


def _field(row: str | dict[str, Any]) -> Field:
    if isinstance(row, str):
        row = {"name": row, **_LAYOUT["shared"][row]}
    return Field(**{**row, "choices": choices_of(row)})


SHEETS: tuple[Sheet, ...] = tuple(
    Sheet(
        name=name,
        help=sheet["help"],
        fields=tuple(map(_field, sheet["fields"])),
        unique=tuple(sheet["unique"]),
        in_toml=sheet.get("in_toml", False),
        in_csv=sheet.get("in_csv", not sheet.get("in_toml", False)),
        for_review=tuple(sheet.get("for_review", ())),
    )
    for name, sheet in _LAYOUT["sheets"].items()
)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
# Columns of items.csv and actions.csv that a report fills; they become rows of progress.
NEW_TARGET = ("new_target_text", "new_target_date")
REPORTED = ("status_printed", "rag", "progress", "report_date", *NEW_TARGET)
# A column of a sheet -> that of its table, where the names differ.
RENAMED = {
    "areas": {"area": "key"},
    "themes": {"theme": "key"},
    "councils": {"council": "key"},
    "measures": {"measure": "key", "area": "area_id"},
    "document": {"document": "key", "council": "council_id"},
    "inspections": {"inspection": "key", "council": "council_id"},
    "grades": {"inspection": "inspection_id"},
    "recommendations": {"inspection": "inspection_id", "area": "area_id"},
    "plans": {"plan": "key", "answers": "inspection_id"},
    "items": {"plan": "plan_id", "area": "area_id"},
    "progress": {"document": "document_id"},
    "answers": {"inspection": "inspection_id"},
    "statements": {"plan": "plan_id", "measure": "measure_id"},
    "claims": {"plan": "plan_id"},
    "indicators": {"indicator": "key", "measure": "measure_id", "area": "area_id"},
    "observations": {"indicator": "indicator_id", "council": "council_id"},
    "targets": {"indicator": "indicator_id", "council": "council_id"},
}
# `target_basis` and an indicator's `kind` serve the checks; a reader finds them in the files.
NOT_STORED = {
    ("indicators", "target_basis"),
    ("indicators", "kind"),
    *((sheet, column) for sheet in ("items", "actions") for column in REPORTED),
    ("actions", "evidence"),
}
# Rows of these belong to a plan or to an indicator, and stand in its folder; of these are many.
PLAN_SHEETS = ("items", "actions", "progress", "milestones", "statements", "answers", "claims")
INDICATOR_SHEETS = ("observations", "targets")
ROW_SHEETS = (*PLAN_SHEETS, *INDICATOR_SHEETS)
HEAD_SHEETS = tuple(name for name in BY_NAME if name not in ROW_SHEETS)
