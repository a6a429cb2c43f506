"""Reading the words of an unknown file: whom it is of, which year, what its rows measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from portal.importers.statistics.cells import read_cells
from portal.importers.statistics.frame import Array, CellColumn, Frame
from portal.importers.statistics.layouts import period_columns
from portal.importers.statistics.mapping import Layout
from portal.importers.statistics.units import named_unit, names_average, tell_units

SNAPSHOT = re.compile(
    r"(\b|_)(on|at|as at)[ _]?(the )?31(st)?[ _]?(march|mar)|\bat31|_at31|31[ _]march|snapshot"
    r"|\bon 31\b", re.IGNORECASE,
)  # fmt: skip
# Three years that are taken together under the last one.
THREE_YEARS = re.compile(
    r"(3|three)[ _-]?(yr|year)s?[ _-]?(rolling[ _-]?)?(average|avg|mean|total|rolling)"
    r"|(average|avg|mean)[ _](of|over)[ _](3|three)[ _](yr|year)s?"
    r"|(average|avg|mean|rolling).*_3_?(yr|year)s?$",
    re.IGNORECASE,
)
# Years that end with 31 March; a snapshot of that day stands in no other.
TO_MARCH = {"reporting year", "financial year", ""}
# A column of one value that says whom the figures are of.
WHOM = re.compile(
    r"\b(age|sex|gender|groups?|cohort|terms?|phase|school|setting|ethnicity|characteristic)\b",
    re.IGNORECASE,
)
TOPIC = re.compile(r"^(category|topic|(indicator|measure)([ _]?name)?)$", re.IGNORECASE)
_EVERYBODY = re.compile(r"total|all|any|persons|\W*", re.IGNORECASE)
_SCHOOL = re.compile(
    r"pupil|school|headcount|excl|suspension|attain|absence|attendance|ks[1-5]|eyfs|enrolment",
    re.IGNORECASE,
)
# Social workers are counted on 30 September.
_WORKFORCE = re.compile(r"csww|social.?work(er)?s?.?workforce", re.IGNORECASE)
_MID_YEAR = re.compile(r"mid.?year|population.?estimate", re.IGNORECASE)
# A filter of this name holds the names of figures, each with a unit of its own.
MEASURES = re.compile(r"(measure|indicator|metric|statistic|variable)([ _]?name)?s?", re.I)
# A column of units, and one whose name says nothing of what stands in it.
_UNITS = re.compile(r"\bunits?\b|\b(metric|measure|value|data) type\b", re.IGNORECASE)
_ANYTHING = re.compile(r"(indicator|measure|obs|observation|data|metric)?[ _]?"
                       r"(value|figure|estimate|amount|result)s?", re.IGNORECASE)  # fmt: skip
_MOST_SPLIT, _MOST_MEASURES = 12, 100


def whom(frame: Frame, ignored: Sequence[str], columns: re.Pattern[str] = WHOM) -> list[str]:
    """Name whom all figures of a file are of, by its columns of one value, as Age: 16-17.

    With the columns of a `TOPIC` it names what they are all about.
    """
    return [
        frame.texts[name][0]
        for name in ignored
        if len(frame.texts[name]) == 1
        and columns.search(re.sub("[_-]", " ", name))
        and not _EVERYBODY.fullmatch(frame.texts[name][0])
    ]


def year_of(stem: str, frame: Frame, layout: Layout | None, figures: Iterable[str]) -> str:
    """The year that labels stand for where they do not say it themselves.

    A population beside other figures is what they are a share of, and says nothing of their year.
    """
    words = " ".join([stem, *frame.texts])
    if _MID_YEAR.search(stem) or all(map(_MID_YEAR.search, figures)):
        return "calendar"
    if _WORKFORCE.search(stem):
        return "september"
    period = layout.period if layout is not None else "time_period"
    labels = frame.texts[period] if period else period_columns(list(frame.texts)).values()
    crossing = all(len(re.sub(r"\D", "", label)) == 6 for label in labels)
    return "academic" if crossing and _SCHOOL.search(words) else "financial"


def split_by(frame: Frame, filters: Sequence[str], figures: Mapping[str, CellColumn]) -> str:
    """The filter whose values are different things, or "".

    They are measures by its name, snapshots beside years, averages beside numbers, or figures
    whose cells name several units: times beside numbers of children.
    """
    for name in filters:
        values = frame.texts[name]
        if of_measures(name, values):
            return name
        snapshots = sum(SNAPSHOT.search(value) is not None for value in values)
        if 0 < snapshots < len(values) <= _MOST_SPLIT or of_averages(values):
            return name
    named = [column for column in figures.values() if column.units is not None]
    for name in filters:
        if len(frame.texts[name]) <= _MOST_MEASURES and any(
            _parts_units(frame.codes[name], column) for column in named
        ):
            return name
    return ""


def of_measures(name: str, values: Sequence[str]) -> bool:
    """Tell if the values of a filter are names of figures, or their units."""
    named = MEASURES.fullmatch(name) is not None and len(values) <= _MOST_MEASURES
    return named or (len(values) <= _MOST_SPLIT and tell_units(values))


def of_averages(values: Sequence[str]) -> bool:
    """Tell if some values of a filter are averages of what the others count."""
    return 0 < sum(map(names_average, values)) < len(values) <= _MOST_SPLIT


def unit_beside(frame: Frame, figures: str, others: Sequence[str], rows: Array) -> tuple[str, str]:
    """The unit that a column of units gives to some rows of a column that is named value, or "".

    With it come the words that name it there.

    Args:
        frame: the file.
        figures: the column of figures.
        others: columns that tell no rows apart, among them that of units.
        rows: marks the rows.
    """
    if not _ANYTHING.fullmatch(figures):
        return "", ""
    for name in others:
        texts = [text for text in frame.texts[name] if text]
        if _UNITS.search(name.replace("_", " ")) and texts and all(map(named_unit, texts)):
            here = {frame.texts[name][code] for code in np.unique(frame.codes[name][rows])}
            words = here.pop() if len(here) == 1 else ""
            return (named_unit(words), words) if words else ("", "")
    return "", ""


def _parts_units(codes: Array, column: CellColumn) -> bool:
    """Tell if a column's cells are of several units, and of one for each value of a filter."""
    if column.units is None:
        return False
    there, codes = ~np.isnan(column.values), np.resize(codes, len(column.values))
    units = [set(column.units[there & (codes == code)]) for code in np.unique(codes)]
    return len(set().union(*units)) > 1 and all(len(of_one) <= 1 for of_one in units)


def cell_unit(frame: Frame, names: Sequence[str], where: Mapping[str, str]) -> str:
    """The unit that cells of some columns and rows name themselves, as £1,080 or 33% do, or ""."""
    rows = frame.mask(where)
    units = {
        cell.unit
        for name in names
        for cell in read_cells([frame.texts[name][code] for code in
                                np.unique(frame.codes[name][rows]).tolist()])
        if cell is not None and cell.unit
    }  # fmt: skip
    return units.pop() if len(units) == 1 else ""
