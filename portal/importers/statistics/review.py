"""The portal's own reading of official measures: polarity, families, subject.

`db/statistics/measures.csv` has a row for each measure that was read. Polarity was read twice, the
second time from the names alone; what both readings say stands in place of the publisher's.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PUBLISHED = {"high": "high", "low": "low"}


@dataclass(frozen=True, slots=True)
class MeasureReading:
    """Group, family and polarity of a measure, as the portal reads it.

    `family` is the key of the measure that this one nearly repeats, for the reason of
    `family_reason`; `polarity` is "" where the two readings differ.
    """

    measure: str
    subject: str
    family: str
    family_reason: str
    first_reading: str
    second_reading: str
    polarity: str
    polarity_reason: str


@cache
def measure_readings() -> Mapping[str, MeasureReading]:
    """Read the file: each row under the key of its measure."""
    text = (files("db") / "statistics" / "measures.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["measure"]: MeasureReading(**row) for row in rows}


def grouping(measure: str) -> dict[str, str]:
    """Return the cells of an indicator that say which group and family its measure belongs to."""
    reading = measure_readings().get(measure)
    if reading is None:
        return {"subject": "", "family": "", "family_reason": ""}
    return {
        "subject": reading.subject,
        "family": reading.family,
        "family_reason": reading.family_reason,
    }


def judged(measure: str, published: str) -> tuple[str, str]:
    """Return the polarity of a measure of LAIT and its reason.

    Args:
        measure: the key.
        published: what LAIT's dictionary says.
    """
    theirs = _PUBLISHED.get(published.lower(), "none")
    theirs_in_words = (
        f"LAIT’s dictionary marks a {theirs} value as good"
        if theirs != "none"
        else "LAIT’s dictionary marks neither a high nor a low value as good"
    )
    reading = measure_readings().get(measure)
    if reading is None or not reading.first_reading:
        return theirs, theirs_in_words
    if not reading.polarity:
        return theirs, f"{theirs_in_words}; two readings by the portal differ, so that this stands"
    if reading.polarity == theirs:
        return theirs, reading.polarity_reason
    return reading.polarity, f"{reading.polarity_reason} (other than LAIT, which says {theirs})"
