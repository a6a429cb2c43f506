"""Words that are about to be added in the browser: what their fields may hold, their place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from sqlalchemy.orm import Session

from db.queries import words as queries
from portal.domain.words import (
    LINES,
    MADE_HERE,
    MEASURES,
    POLARITIES,
    Field,
    Kind,
    WordProblem,
    tidy,
)
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
    measures = {row.key: row.name for row in queries.words(session, MEASURES)}
    return {**queries.choices(session), POLARITIES: POLARITY_NAMES, MEASURES: measures}


def new_row(session: Session, kind: Kind, given: Mapping[str, str]) -> dict[str, Any]:
    """Check what a form says of a new word; return the row of its table."""
    fields = (*kind.fields, *kind.adding)
    texts = {field.name: tidy(field, given.get(field.name, "")) for field in fields}
    lists = choices_of(session)
    for field in fields:
        texts[field.name] = chosen(field, texts[field.name], lists)
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
    return {**values, "key": key, "origin": MADE_HERE}


def chosen(
    field: Field, text: str, lists: Mapping[str, Mapping[str, str]], former: str = ""
) -> str:
    """Return a field's text where it is of the list that the field is chosen from.

    Of measures, which people name, the keys; those that the file named need not be there, since
    statistics may not be loaded.

    Raises:
        WordProblem: naming the field, or the measures.
    """
    if not field.choices or not text:
        return text
    names = lists[field.choices]
    if field.form == LINES:
        keys = {name.casefold(): key for key, name in names.items()}
        keys |= {key: key for key in (*former.split(";"), *names)}
        listed = {name: keys.get(name.casefold(), "") for name in text.split(";")}
        if unknown := [name for name, key in listed.items() if not key]:
            raise WordProblem(f"There is no measure {_with_likely(unknown, names.values())}.")
        return ";".join(dict.fromkeys(listed.values()))
    if text not in names:
        raise WordProblem(f"“{field.label}”: choose one of the list, not “{text[:60]}”.")
    return text


def _with_likely(unknown: Iterable[str], names: Collection[str]) -> str:
    """Name what is not known, with what is like it."""
    likely = ((name, get_close_matches(name, names, 1, 0.5)) for name in unknown)
    return ", ".join(
        f"“{name[:60]}”" + (f" (did you mean “{near[0]}”?)" if near else "")
        for name, near in likely
    )
