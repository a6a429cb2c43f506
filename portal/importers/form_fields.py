"""Read the fields of the forms in which a person puts right what was read of a paper."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date


class ReviewError(ValueError):
    """A form that cannot be saved; the text names the field and says what to do."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The keys that the fields of a form may hold, with their names."""

    councils: Mapping[str, str]
    areas: Mapping[str, str]
    themes: Mapping[str, str]


def labelled(field: str) -> str:
    """Name a field as people do, without the number of its row."""
    return re.sub(r"-\d+$", "", field).replace("-", " ").replace("_", " ").capitalize()


def choice(form: Mapping[str, str], field: str, keys: Collection[str], before: str = "") -> str:
    """Return the key that a field holds; a field that the form has not stays as it was.

    Raises:
        ReviewError: if the key is none of the list.
    """
    key = form.get(field, before)
    if key in keys or (before and key == before):
        return key
    raise ReviewError(f"{labelled(field)}: choose one of the list.")


def day(form: Mapping[str, str], field: str, before: str = "", label: str = "") -> str:
    """Return the date that a field holds, as ISO writes it, or "".

    Raises:
        ReviewError: if it is no date.
    """
    text = form.get(field, before).strip()
    if not text or text == before:
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ReviewError(
            f"{label or labelled(field)}: write an existing day as 2022-03-21, or leave it empty."
        ) from None
