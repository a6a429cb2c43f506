"""Reading LAIT's dictionary, and finding descriptions in it that are those of another measure.

A description that stands under several measures is held against what each of them counts: a number
or a share, the state on a day or what happened in a year. Where it fits one and not another, the
other has been given the wrong words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.tables import read_single

DICTIONARY_COLUMNS = (
    "Topic", "Measure", "Measure_short", "Polarity", "y_axis_name", "Description", "Methodology",
    "dps", "Year_Type", "No_Quartile",
)  # fmt: skip
_STATE = re.compile(r"\b(as )?(at|on) (the )?31(st)? march\b")
_NUMBER = re.compile(r"(the )?number of\b")
_SHARES = ("percent", "per_10k")


def read_dictionary(path: Path, added: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Read the cells of every measure by its code.

    Raises:
        BadCatalogue: with each column that is missing.
    """
    table = read_single(path).table
    missing = [name for name in DICTIONARY_COLUMNS if name not in table.column_names]
    if missing:
        remedy = "LAIT's dictionary has this column; is it another file?"
        raise BadCatalogue(Problem(path.name, 1, name, "", remedy) for name in missing)
    preferred = added.get("prefer", {})
    measures: dict[str, dict[str, str]] = {}
    for row in table.select(list(DICTIONARY_COLUMNS)).to_pylist():
        texts = {name: "" if value == "NA" else value.strip() for name, value in row.items()}
        code = texts["Measure_short"]
        # A measure may stand under two topics; one of them is chosen, by the data file.
        if code not in measures or preferred.get(code) == texts["Topic"]:
            measures[code] = texts
    return measures


@dataclass(frozen=True, slots=True)
class DescribedMeasure:
    """A measure of the dictionary: code, title, description, unit and basis of its periods."""

    code: str
    title: str
    description: str
    unit: str
    basis: str

    @property
    def opening(self) -> str:
        """The first sentence of the description, which says what is counted."""
        return re.split(r"[.\r\n]", " ".join(self.description.lower().split(" ")), maxsplit=1)[0]

    @property
    def fits(self) -> bool:
        """Tell if unit and basis are those that the description speaks of."""
        state = bool(_STATE.search(self.opening))
        number = bool(_NUMBER.match(self.opening))
        return not (state and self.basis != "snapshot") and not (number and self.unit in _SHARES)


def foreign_descriptions(measures: Iterable[DescribedMeasure]) -> dict[str, str]:
    """Name what is wrong with the description of a measure, by its code; nothing where it fits."""
    alike: dict[str, list[DescribedMeasure]] = defaultdict(list)
    for measure in measures:
        if _STATE.search(measure.opening):
            alike[measure.opening].append(measure)
    return {
        measure.code: _note(next(owners))
        for group in alike.values()
        for measure in group
        for owners in [(other for other in group if other.fits)]
        if not measure.fits and any(other.fits for other in group)
    }


def _note(owner: DescribedMeasure) -> str:
    return (
        f"LAIT’s dictionary describes this measure in the words of another, “{owner.title}”, which "
        "differs in unit or period; they are not used here."
    )
