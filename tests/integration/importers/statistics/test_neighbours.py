"""The statistical neighbour model: read whole, or refused with every fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from db.queries.statistics import import_log
from portal.importers.read import BadCatalogue
from portal.importers.statistics.commit_neighbours import bring_neighbours
from portal.importers.statistics.neighbours import read_neighbours
from portal.importers.statistics.outcome import ReasonNeeded
from portal.importers.statistics.stored_keys import StoredKeys
from portal.importers.statistics.undo import undo
from tests.support.statistics import ASIDE, csv_text, dump

COUNCILS = ["880", "879", "806", "301", "302", "303", "304", "305", "306", "307", "308"]
COLUMNS = ["old_la_code", "la_name", *(f"SN_{n}{p}" for n in range(1, 11) for p in ("", "P"))]


def model(**changed: str) -> list[dict[str, str]]:
    """Torbay's ten neighbours and Plymouth's; the first row may be changed."""
    rows = []
    for council in COUNCILS[:2]:
        others = [number for number in COUNCILS if number != council]
        row = {"old_la_code": council, "la_name": {"880": "Torbay", "879": "Plymouth"}[council]}
        for n, other in enumerate(others, start=1):
            row |= {f"SN_{n}": other, f"SN_{n}P": "Somewhat close "}
        rows.append(row)
    rows[0] |= changed
    return rows


def write(tmp_path: Path, rows: list[dict[str, str]], name: str = "model_2025.csv") -> Path:
    path = tmp_path / name
    path.write_text(csv_text(rows, COLUMNS), "utf-8-sig")
    return path


def test_a_model_has_ten_neighbours_of_every_council(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    model_read = read_neighbours(write(tmp_path, model()), vocabulary)
    assert (model_read.model, len(model_read.rows)) == ("2025", 20)
    assert model_read.rows[0] == ("plymouth", 1, "torbay", "somewhat close")
    assert [row[1] for row in model_read.rows] == [*range(1, 11)] * 2
    assert read_neighbours(write(tmp_path, model()), vocabulary, "2031").model == "2031"


def test_the_model_of_2021_and_its_ended_councils_are_read(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    pairs = ",".join(f"SN{n},SNP" for n in range(1, 11))
    others = ",".join(f"{number},Very Close" for number in COUNCILS[1:])
    blank = "," * 25
    path = tmp_path / "Groupings_April_2021.csv"
    path.write_text(
        f"LA num,LA Name,LA number,GOInd,GOReg,{pairs},\n880,Torbay,880,7,South West,{others},\n"
        f"{blank}\n,Old SNs:{blank[1:]}\n{blank}\n"
        f'928,"Northamptonshire (Pre LG)",928,1,East Midlands,{others},\n', "utf-8",
    )  # fmt: skip
    model_read = read_neighbours(path, vocabulary)
    assert model_read.model == "2021"
    assert {row[0] for row in model_read.rows} == {"torbay", "northamptonshire"}
    assert model_read.rows[0] == ("northamptonshire", 1, "plymouth", "very close")
    path.write_text(path.read_text().replace("SN3,SNP", "SN3,SN2"), "utf-8")
    with pytest.raises(BadCatalogue, match="column SN_2: The column stands there twice"):
        read_neighbours(path, vocabulary)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"old_la_code": "111"}, "old_la_code"), ({"old_la_code": ""}, "old_la_code"),
        ({"old_la_code": "879"}, "old_la_code"), ({"SN_4": "111"}, "SN_4"), ({"SN_4": ""}, "SN_4"),
        ({"SN_4": "880"}, "SN_4"), ({"SN_4": "879"}, "SN_4"), ({"SN_4": "970"}, "SN_4"),
        ({"SN_4P": "x" * 41}, "SN_4P"), ({"la_name": "Plymouth"}, "la_name"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_row_and_column(
    vocabulary: StoredKeys, tmp_path: Path, changed: dict[str, str], column: str
) -> None:
    with pytest.raises(BadCatalogue) as raised:
        read_neighbours(write(tmp_path, model(**changed)), vocabulary)
    assert column in {problem.column for problem in raised.value.problems}
    assert {problem.row for problem in raised.value.problems} <= {2, 3}


@pytest.mark.parametrize("given", ["", "twenty", "20255", "1999", "2025x"])
def test_the_model_needs_a_year(vocabulary: StoredKeys, tmp_path: Path, given: str) -> None:
    with pytest.raises(BadCatalogue, match="--model"):
        read_neighbours(write(tmp_path, model(), "model.csv"), vocabulary, given)


def test_a_missing_column_is_named(vocabulary: StoredKeys, tmp_path: Path) -> None:
    path = tmp_path / "m_2025.csv"
    narrower = [{name: cell for name, cell in row.items() if name != "SN_7P"} for row in model()]
    path.write_text(csv_text(narrower, [column for column in COLUMNS if column != "SN_7P"]))
    with pytest.raises(BadCatalogue, match="column SN_7P"):
        read_neighbours(path, vocabulary)


def test_a_model_replaces_another_and_comes_back(
    fresh: sessionmaker[Session], vocabulary: StoredKeys, tmp_path: Path
) -> None:
    engine: Any = fresh.kw["bind"]
    empty = dump(engine, ASIDE)
    first = read_neighbours(write(tmp_path, model()), vocabulary)
    second = read_neighbours(write(tmp_path, model(SN_1P="Close")[:1]), vocabulary, "2026")
    assert bring_neighbours(fresh, first, by="Ada").difference.added == 20
    before, whole = dump(engine, ASIDE), dump(engine)
    assert bring_neighbours(fresh, first, by="Ada").number is None
    assert dump(engine) == whole
    with pytest.raises(ReasonNeeded, match="10 published figures would change and 10 would go"):
        bring_neighbours(fresh, second, by="Ada")
    assert dump(engine) == whole
    outcome = bring_neighbours(fresh, second, by="Ada", reason="A new model")
    assert outcome.notes == ("The model of 2026 takes the place of that of 2025.",)
    again = bring_neighbours(fresh, first, by="Ada", dry_run=True)
    assert again.notes[0].endswith("of 2026. It is the older one.")
    assert (outcome.number, outcome.difference.changed, outcome.difference.removed) == (2, 10, 10)
    undo(fresh, 2, by="Ada")
    assert dump(engine, ASIDE) == before
    undo(fresh, 1, by="Ada")
    assert dump(engine, ASIDE) == empty
    with fresh() as session:
        kinds = [row.kind for row in import_log(session)]
    assert kinds == ["undo", "undo", "neighbours", "neighbours"]
