"""Reading the department's statistical neighbour model: ten neighbours of every council."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.areas import AreaReader
from portal.importers.statistics.files import content, digest
from portal.importers.statistics.stored_keys import StoredKeys
from portal.importers.statistics.tables import read_single

NUMBER = 10
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The model of a year: per council, its neighbours and how close each is, nearest first."""

    model: str
    rows: tuple[tuple[str, int, str, str], ...]
    file: str
    sha256: str


def read_neighbours(path: Path, stored: StoredKeys, model: str = "") -> Neighbours:
    """The table of the model: old_la_code, la_name, SN_1, SN_1P … SN_10, SN_10P.

    That of 2021 (LA num, LA Name, SN1, SNP … SN10, SNP) is read too, with the councils that ended
    before it, which stand under a heading of their own.

    Args:
        path: the CSV file.
        stored: what the database holds.
        model: the model's year; taken from the file's name where it is not given.

    Returns:
        Rows of council, position (1 to 10), neighbour and closeness, councils by key.

    Raises:
        BadCatalogue: with every fault of the file.
    """
    raw = content(path)
    text_table = read_single(path, _names_of_today)
    table = text_table.table
    wanted = ["old_la_code"]
    for n in range(1, NUMBER + 1):
        wanted += [f"SN_{n}", f"SN_{n}P"]
    missing = [name for name in wanted if name not in table.column_names]
    if missing:
        remedy = "The wide neighbour table has this column; is it another file?"
        raise BadCatalogue(Problem(path.name, 1, name, "", remedy) for name in missing)
    year = re.search(r"20\d\d", path.name)
    model = model or (year[0] if year else "")
    if not model:
        remedy = "The file's name holds no year of the model; give the year (--model by command)."
        raise BadCatalogue([Problem(path.name, None, "", path.name, remedy)])
    if not re.fullmatch("20[0-9]{2}", model):
        remedy = "The model is named by its year: --model 2025."
        raise BadCatalogue([Problem(path.name, None, "", model, remedy)])
    problems: list[Problem] = []
    row_of = text_table.row_of

    def council(number: str, row: int, column: str) -> str:
        key = stored.areas_by_number.get(number.strip().split(".")[0], "")
        if not key or stored.area_kinds.get(key) != "council":
            remedy = "No council has this number; add it to councils.csv, or correct the cell."
            problems.append(Problem(path.name, row, column, number, remedy))
        return key

    named = [*wanted, "la_name"] if "la_name" in table.column_names else wanted
    areas = AreaReader(stored)
    rows: list[tuple[str, int, str, str]] = []
    seen: dict[str, int] = {}
    for place, cells in enumerate(table.select(named).to_pylist()):
        line = row_of(place)
        if not any(cells[name].strip() for name in wanted):
            continue  # a heading
        subject = council(cells["old_la_code"], line, "old_la_code")
        if subject and subject in seen:
            remedy = f"This council stands in row {seen[subject]} too; keep one of them."
            problems.append(Problem(path.name, line, "old_la_code", cells["old_la_code"], remedy))
        seen.setdefault(subject, line)
        name = cells.get("la_name", "").strip()
        other = areas.disagreement(subject, name) if subject else ""
        if other:
            remedy = f"{cells['old_la_code']} is the number of {stored.area_names[subject]}."
            problems.append(Problem(path.name, line, "la_name", name, remedy))
        met: set[str] = set()
        for n in range(1, NUMBER + 1):
            other = council(cells[f"SN_{n}"], line, f"SN_{n}")
            if other and (other == subject or other in met):
                remedy = "A council's neighbours are ten others, each named once."
                shown = cells[f"SN_{n}"]
                problems.append(Problem(path.name, line, f"SN_{n}", shown, remedy))
            met.add(other)
            closeness = " ".join(cells[f"SN_{n}P"].split()).lower()
            if len(closeness) > _LONGEST:
                remedy = "Say in a few words how close they are: Close, Somewhat close."
                shown = cells[f"SN_{n}P"]
                problems.append(Problem(path.name, line, f"SN_{n}P", shown, remedy))
            rows.append((subject, n, other, closeness))
    if problems:
        raise BadCatalogue(problems)
    return Neighbours(model, tuple(sorted(rows)), path.name, digest(raw))


def _names_of_today(header: Sequence[str]) -> list[str]:
    """The header of the model of 2021 in the names of later ones: SN1, SNP are SN_1, SN_1P."""
    names: list[str] = []
    for name in header:
        numbered = re.fullmatch("SN([0-9]+)", name)
        if name == "SNP" and names:
            names.append(f"{names[-1]}P")
        elif name.lower() == "la num":
            names.append("old_la_code")
        elif name.lower() == "la name":
            names.append("la_name")
        else:
            names.append(f"SN_{numbered[1]}" if numbered else name)
    return names
