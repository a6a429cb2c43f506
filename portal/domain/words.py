"""Words of the catalogue that editors may change or add: councils, areas, themes, measures.

`portal/importers/kept_words.py` keeps a change at the next load, `new_words.py` checks what is
added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NUMBER, LINES = "number", "lines"
# Lists that a field is chosen from.
REGIONS, AREAS, POLARITIES, MEASURES = "regions", "areas", "polarities", "measures"
# The origin of words that were added in the browser, where others have that of their file.
MADE_HERE = "made-here"
MOST_REASON = 500


class WordProblem(ValueError):
    """A change of a word that cannot be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that may be changed: its name, its label, how long it may be, and its form.

    `choices` names the list that it is chosen from, where it is.
    """

    name: str
    label: str
    longest: int = 120
    form: str = "text"
    needed: bool = True
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of word: the sheet of its file, its names, and the fields that may be changed.

    `adding` are those that are asked for only when one is added.
    """

    key: str
    title: str
    singular: str
    fields: tuple[Field, ...]
    adding: tuple[Field, ...] = ()


_NAME = Field(name="name", label="Name")
_HOLDS = Field(name="holds", label="What belongs there", longest=600)
_POSITION = Field(name="position", label="Place in the order, from 1", longest=3, form=NUMBER)
_LEADS = Field(
    name="lead_measures",
    label="Lead measures by name, one a line, the best first",
    longest=2000,
    form=LINES,
    needed=False,
    choices=MEASURES,
)
KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            key="councils",
            title="Councils",
            singular="council",
            fields=(
                _NAME,
                Field(name="note", label="Note on its pages", longest=600, needed=False),
                Field(
                    name="position",
                    label="Place among the councils that come first, from 1; empty for none",
                    longest=3,
                    form=NUMBER,
                    needed=False,
                ),
            ),
            adding=(
                Field(name="region", label="Region", choices=REGIONS),
                Field(name="area_code", label="Official code, as E06000027", longest=9),
            ),
        ),
        Kind(
            key="areas",
            title="Improvement areas",
            singular="improvement area",
            fields=(
                _NAME,
                Field(name="short_name", label="Short name, for narrow places", longest=40),
                _HOLDS,
                _LEADS,
                _POSITION,
            ),
        ),
        Kind(
            key="themes",
            title="Themes",
            singular="theme",
            fields=(_NAME, _HOLDS, _LEADS, _POSITION),
        ),
        Kind(
            key="measures",
            title="Measures",
            singular="measure",
            fields=(
                _NAME,
                Field(name="area", label="Improvement area", needed=False, choices=AREAS),
                Field(
                    name="position",
                    label="Place among the measures of its area that come first; empty for none",
                    longest=3,
                    form=NUMBER,
                    needed=False,
                ),
            ),
            adding=(
                Field(name="polarity", label="Which values are better", choices=POLARITIES),
                Field(name="polarity_reason", label="Why, in a few words", longest=300),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Edited:
    """A field that says otherwise than its file, who changed it, when (UTC as text) and why."""

    label: str
    former: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Word:
    """A council, area, theme or measure: what its fields say, and which differ from its file.

    `origin` is the folder or data set that it came from.
    """

    kind: Kind
    key: str
    values: Mapping[str, str]
    edits: Mapping[str, Edited]
    origin: str = ""

    @property
    def is_made_here(self) -> bool:
        """Tell if it was added in the browser."""
        return self.origin == MADE_HERE

    @property
    def name(self) -> str:
        """Its name on pages."""
        return self.values["name"]


def in_words(field: Field, text: str, names: Mapping[str, str]) -> str:
    """Write a field's text as people read it: a list of keys by their names, one a line."""
    if field.form != LINES:
        return text
    return "\n".join(names.get(key, key) for key in text.split(";"))


def tidy(field: Field, text: str) -> str:
    """Bring a field's text to the form in which files have it.

    Raises:
        WordProblem: if it is missing, too long, or no number where one is needed.
    """
    if field.form == LINES:
        text = ";".join(line.strip() for line in text.splitlines() if line.strip())
    else:
        text = " ".join(text.split())
    if field.needed and not text:
        raise WordProblem(f"“{field.label}” is empty; write something.")
    if len(text) > field.longest:
        raise WordProblem(
            f"“{field.label}” has {len(text):,} characters; at most {field.longest:,} are kept."
        )
    if not text.isprintable():
        raise WordProblem(f"“{field.label}” holds characters that cannot be printed.")
    if field.form == NUMBER and text and not (text.isascii() and text.isdigit() and int(text) > 0):
        raise WordProblem(f"“{field.label}” is “{text}”; write a whole number from 1.")
    return text
