"""Taking imports back: every table is exactly as it was, whatever the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from db.queries.statistics import import_log
from db.writes import statistics as writes
from portal.importers.statistics.undo import CannotUndo, undo
from tests.support.statistics import ASIDE, bring_files, dump, row, write_csv, write_mapping

State = dict[str, Counter[tuple[Any, ...]]]


@pytest.fixture
def state(fresh: sessionmaker[Session]) -> Callable[[], State]:
    """Read all tables but the log, versions and periods."""
    return lambda: dump(fresh.kw["bind"], ASIDE)


def first(tmp_path: Path, **changed: Any) -> tuple[Path, Path]:
    """A data set with a council that nobody knows, and a measure of its own."""
    mapping = write_mapping(
        tmp_path / "a.toml",
        {"indicator": "a-{kind}", "measure": "shared-{kind}", "each": ["kind"], **changed},
        document="a",
    )
    rows = [
        row(area, year, share=n, kind=kind)
        for kind in ("one", "two")
        for n, (area, year) in enumerate(
            [("torbay", "2025"), ("plymouth", "2025"), ("newtown", "2025"), ("england", "2025"),
             ("torbay", "2024"), ("joint", "2024")]
        )
    ]  # fmt: skip
    return mapping, write_csv(tmp_path / "a.csv", rows)


def second(tmp_path: Path) -> tuple[Path, Path]:
    """Another data set of the same measure and the same new areas."""
    mapping = write_mapping(
        tmp_path / "b.toml",
        {"indicator": "b", "measure": "shared-one", "value": "other"},
        document="b",
    )
    rows = [row(area, other=n) for n, area in enumerate(["torbay", "newtown", "joint"])]
    return mapping, write_csv(tmp_path / "b.csv", rows)


def newer(tmp_path: Path) -> tuple[Path, Path]:
    """The first data set a year later: changed, extended, shortened, one indicator gone."""
    mapping, _data = first(tmp_path, polarity="high", name="Renamed {kind}")
    rows = [row(area, year, share=value, kind=kind) for area, year, value, kind in (
        ("torbay", "2025", "c", "one"), ("plymouth", "2025", 1, "one"),
        ("newtown", "2026", 9, "one"), ("middlesbrough", "2026", "4p", "one"),
        ("torbay", "2025", 2, "three"),
    )]  # fmt: skip
    return mapping, write_csv(tmp_path / "a2.csv", rows)


def test_undoing_the_first_import_leaves_nothing(
    fresh: sessionmaker[Session], tmp_path: Path, state: Callable[[], State]
) -> None:
    before = state()
    bring_files(fresh, *first(tmp_path))
    done = undo(fresh, 1, by="Ada", reason="A mistake")
    assert (done.number, done.difference.removed, done.rows) == (2, 12, 0)
    assert state() == before
    with fresh() as session:
        line, entry = import_log(session)
    assert (line.kind, line.reason, entry.undone_by) == ("undo", "A mistake", 2)


@pytest.mark.parametrize(("replace_all", "removed"), [(True, 10), (False, 6)])
def test_undoing_a_replacement_gives_back_figures_definitions_and_ranks(
    fresh: sessionmaker[Session],
    tmp_path: Path,
    state: Callable[[], State],
    replace_all: bool,
    removed: int,
) -> None:
    empty = state()
    bring_files(fresh, *first(tmp_path))
    before = state()
    (done,) = bring_files(fresh, *newer(tmp_path), reason="A newer table", replace_all=replace_all)
    assert (done.difference.changed, done.difference.added) == (1, 3)
    assert done.difference.removed == removed
    after = state()
    assert after != before
    undo(fresh, 2, by="Ada")
    assert state() == before
    # The same file again does the same again, and can be undone again.
    bring_files(fresh, *newer(tmp_path), reason="Once more")
    undo(fresh, 4, by="Ada")
    assert state() == before
    undo(fresh, 1, by="Ada")
    assert state() == empty


def test_a_changed_definition_alone_is_undone(
    fresh: sessionmaker[Session], tmp_path: Path, state: Callable[[], State]
) -> None:
    bring_files(fresh, *first(tmp_path))
    before = state()
    bring_files(fresh, *first(tmp_path, polarity="high"))
    assert state() != before
    undo(fresh, 2, by="Ada")
    assert state() == before


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_data_sets_that_share_measures_and_areas_undo_in_any_order(
    fresh: sessionmaker[Session], tmp_path: Path, state: Callable[[], State],
    order: tuple[int, int],
) -> None:  # fmt: skip
    empty = state()
    bring_files(fresh, *first(tmp_path))
    only_first = state()
    bring_files(fresh, *second(tmp_path))
    both = state()
    undo(fresh, order[0], by="Ada")
    left = state()
    if order[0] == 2:
        assert left == only_first
    else:
        # What the other data set uses stays: its figures, its measure and its areas.
        assert Counter(f for f in both["statistics"] if f[-2] == 2) == left["statistics"]
        assert set(left["councils"]) == set(both["councils"])
        shared = [m for m in both["measures"] if "shared-one" in m]
        assert set(left["measures"]) == {*empty["measures"], *shared}
    undo(fresh, order[1], by="Ada")
    assert state() == empty


def test_imports_of_two_data_sets_in_turns_undo_by_themselves(
    fresh: sessionmaker[Session], tmp_path: Path, state: Callable[[], State]
) -> None:
    empty = state()
    bring_files(fresh, *first(tmp_path))  # 1
    bring_files(fresh, *second(tmp_path))  # 2
    before = state()
    bring_files(fresh, *newer(tmp_path), reason="A newer table")  # 3
    mapping, data = second(tmp_path)
    bring_files(fresh, mapping, write_csv(data, [row(other=7)]), reason="Shorter")  # 4
    undo(fresh, 3, by="Ada")
    undo(fresh, 4, by="Ada")
    assert state() == before
    undo(fresh, 1, by="Ada")
    undo(fresh, 2, by="Ada")
    assert state() == empty


def test_what_cannot_be_undone_is_refused_in_words(
    fresh: sessionmaker[Session], tmp_path: Path
) -> None:
    bring_files(fresh, *first(tmp_path))
    bring_files(fresh, *newer(tmp_path), reason="A newer table")
    for number, message in (
        (9, "There is no import 9; `portal import log` lists them."),
        (0, "There is no import 0; `portal import log` lists them."),
        (1, "Import 2 came later to the same data; undo that first."),
    ):
        before = dump(fresh.kw["bind"])
        with pytest.raises(CannotUndo) as raised:
            undo(fresh, number, by="Ada")
        assert str(raised.value) == message
        assert dump(fresh.kw["bind"]) == before
    undo(fresh, 2, by="Ada")
    before = dump(fresh.kw["bind"])
    with pytest.raises(CannotUndo, match="Import 2 is undone already, by 3"):
        undo(fresh, 2, by="Ada")
    with pytest.raises(CannotUndo, match="There is no import 3"):
        undo(fresh, 3, by="Ada")
    assert dump(fresh.kw["bind"]) == before


@pytest.mark.parametrize("name", ["put_back", "rewrite_figures", "write_benchmarks", "mark_undone"])
def test_an_undo_that_fails_midway_leaves_every_table(
    fresh: sessionmaker[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    bring_files(fresh, *first(tmp_path))
    bring_files(fresh, *newer(tmp_path), reason="A newer table")
    before = dump(fresh.kw["bind"])

    def fails(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(writes, name, fails)
    with pytest.raises(RuntimeError, match="the disk is full"):
        undo(fresh, 2, by="Ada")
    assert dump(fresh.kw["bind"]) == before
