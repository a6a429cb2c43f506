"""Words that are about to be added in the browser: what their fields may hold, their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from db.models import Measure
from db.queries import words as queries
from db.queries.statistics import ids
from portal.domain.words import MADE_HERE, POLARITIES, Field, Kind, WordProblem, tidy
from portal.importers.intake.folder import slug_of
from portal.importers.kept_words import as_stored

POLARITY_NAMES = {"high": "high", "low": "low", "none": "neither"}
# What a new word of a kind does.
ADDED = {
    "councils": "It has a page and stands among the choices of every filter; imports of statistics "
    "find it by its code, papers and reports by its name.",
    "areas": "Every page by improvement area has one more; items join it as they are reviewed.",
    "themes": "Every page by theme has one more choice; items and measures join it by their files.",
    "measures": "Indicators of folders and of mappings can be definitions of it; pages show it "
    "once one is.",
}


def choices_of(session: Session) -> dict[str, dict[str, str]]:
    """Return the lists that fields are chosen from: names by key."""
    return {**queries.choices(session), POLARITIES: POLARITY_NAMES}


def new_row(session: Session, kind: Kind, given: Mapping[str, str]) -> dict[str, Any]:
    """Check what a form says of a new word; return the row of its table."""
    fields = (*kind.fields, *kind.adding)
    texts = {field.name: tidy(field, given.get(field.name, "")) for field in fields}
    lists = choices_of(session)
    for field in fields:
        refuse_unlisted(field, texts[field.name], lists)
    name, key = texts["name"], slug_of(texts["name"])[:60]
    if not key:
        raise WordProblem("The name needs a letter or a digit: its key is made of it.")
    for row in queries.words(session, kind.key):
        if row.key == key or row.name.casefold() == name.casefold():
            raise WordProblem(f"There is the {kind.singular} {row.name} already ({row.key}).")
    values = {field.name: as_stored(field, texts[field.name]) for field in fields}
    if kind.key == "councils":
        code = values["area_code"] = texts["area_code"].upper()
        if not re.fullmatch(r"[ENSW]\d{8}", code):
            raise WordProblem(f"“{code}” is no official code; it has a letter and eight digits.")
        taken = queries.code_taken(session, code)
        if taken:
            raise WordProblem(f"{taken} has the code {code} already.")
        values |= {"kind": "council", "la_number": "", "ended": ""}
        values |= {"successors": "", "former_codes": ""}
    refuse_unknown_measures(session, texts.get("lead_measures", ""), "")
    return {**values, "key": key, "origin": MADE_HERE}


def refuse_unlisted(field: Field, text: str, lists: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse what a field is not chosen from.

    Raises:
        WordProblem: naming the field.
    """
    if field.choices and text and text not in lists[field.choices]:
        raise WordProblem(f"“{field.label}”: choose one of the list, not “{text[:60]}”.")


def refuse_unknown_measures(session: Session, listed: str, former: str) -> None:
    """Refuse keys of measures that are not there, but those that the file named.

    Raises:
        WordProblem: naming them.
    """
    unknown = set(listed.split(";")) - {*ids(session, Measure), *former.split(";"), ""}
    if unknown:
        raise WordProblem(
            f"There is no measure {', '.join(sorted(unknown))}. The key of a measure stands in the "
            "address of its page, after measure=."
        )
