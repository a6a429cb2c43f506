"""Filters: the names that a view's address may hold, each described once.

`portal.domain.view_state` lists them and the views that take them. Reading and writing addresses,
the parameters of the API and its OpenAPI document, the script of the filter bars
(`assets/js/address.js`) and the sentences about a view all follow from these descriptions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Value = str | int | tuple[str, ...]
Kind = Literal["councils", "keys", "several", "key", "choice", "words", "code", "number"]
MAX_WORDS = 200
# The highest number of a page that is read.
MOST_PAGES = 10_000
MOST_KEYS = 40
_LONGEST_KEY = 120
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
# A printed reference may leave more signs in an address: `1. (a)` is `1.-a`.
_LOOSE_CODE = re.compile(r"[a-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """One filter.

    Kinds: `councils` are keys of councils and groups, `keys` other keys that the data hold,
    `several` any of `choices` (`none` for none of them), all separated by commas; a `key` is one
    that the data hold, a `choice` one of `choices`; `words` are free; a `code` is made of small
    letters, digits, dots and hyphens; a `number` runs from `least` to `most`.

    Attributes:
        help: its meaning, for users of the API.
        default: the value where an address says nothing; that of the state's field.
        names: which keys of the data a value is one of (`theme`, `plan` …); those of `choices` too.
        most: the longest text, the most keys, or the highest number.
        together: how many councils may be meant in all, since a group stands for several; 0 is any.
        sentence: names a value in a sentence about the view; "" where the filter goes unsaid.
        phrases: values that a sentence names otherwise, each with its words.
        unknown: tells that the data do not hold a key.
        travels: goes along to other pages that take it (`assets/js/travel.js`).
        stays: has no control, and stays as it is when a control changes.
        subject: says what the view is about, so that "Clear filters" leaves it.
        narrowed_by: the filters that leave fewer keys; a change of these lets the server choose.
    """

    name: str
    kind: Kind
    help: str
    default: Value = ""
    choices: tuple[str, ...] = ()
    names: str = ""
    most: int = 0
    least: int = 0
    together: int = 0
    required: bool = False
    sentence: str = ""
    phrases: tuple[tuple[str, str], ...] = ()
    unknown: str = "There is no {name} “{value}” in the portal; all are shown."
    travels: bool = False
    stays: bool = False
    subject: bool = False
    narrowed_by: tuple[str, ...] = ()

    def read(self, text: str) -> tuple[Value, str]:
        """Read a value from an address, with a sentence about what is wrong ("" if nothing).

        Only its shape is checked here; whether the data hold a key is for `understood` to say.
        """
        match self.kind:
            case "words":
                words = " ".join(text.split())
                longer = (
                    f"The words searched for are longer than {MAX_WORDS} characters; "
                    f"only the first {MAX_WORDS} were used."
                )
                cut = words[:MAX_WORDS].rstrip()
                return (words, "") if len(words) <= MAX_WORDS else (cut, longer)
            case "councils" | "keys":
                keys = _split(text)
                bad = [key for key in keys if not _KEY.fullmatch(key)]
                good = tuple(dict.fromkeys(key for key in keys if _KEY.fullmatch(key)))
                what = "council" if self.kind == "councils" else self.name
                if bad:
                    return good, f"“{short(bad[0])}” is not the name of a {what}."
                return good, _cut(text, "councils" if self.kind == "councils" else self.name)
            case "several":
                keys = _split(text)
                bad = [key for key in keys if key not in (*self.choices, "none")]
                good = tuple(key for key in self.choices if key in keys)
                if not bad:
                    return good, ""
                return good or self.default, (
                    f"“{short(bad[0])}” is no comparator; "
                    f"the choices are {', '.join(self.choices)}."
                )
            case "number":
                if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= MOST_PAGES:
                    return int(text[:6]), ""
                return self.default, (
                    f"“{short(text)}” is not the number of a page; the first page is shown."
                )
            case "choice":
                if text in self.choices:
                    return text, ""
                return self.default, (
                    f"“{short(text)}” is not a {self.name}; "
                    f"the choices are {', '.join(self.choices)}."
                )
        shape = _LOOSE_CODE if self.kind == "code" else _KEY
        if shape.fullmatch(text) and len(text) <= _LONGEST_KEY:
            return text, ""
        return "", f"“{short(text)}” is no {self.name} that the portal knows."

    def write(self, value: Value) -> str:
        """Write a value as an address holds it, "" where it is the default."""
        return "" if value == self.default else self.text(value)

    @staticmethod
    def text(value: Value) -> str:
        """Write a value in words; `none` stands for no choice at all."""
        return (",".join(value) or "none") if isinstance(value, tuple) else str(value)


def _split(text: str) -> list[str]:
    return [key for key in text.split(",") if key][:MOST_KEYS]


def _cut(text: str, what: str) -> str:
    """Say that an address names more keys than are read; "" where all are."""
    named = len([key for key in text.split(",") if key])
    if named <= MOST_KEYS:
        return ""
    return f"The address names {named} {what}; the first {MOST_KEYS} are shown."


def short(text: str) -> str:
    """Cut a text from outside to what a sentence can quote."""
    return text if len(text) <= 40 else f"{text[:40]}…"
