"""Imports into a database: compared, reasoned, logged, ranked; all or nothing, on both kinds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from db.models import Benchmark, Council, FormerStatistic, Import, Indicator, Period, Statistic
from db.queries.exports import export_rows
from db.queries.versions import data_version
from db.writes import statistics as writes
from portal.importers.read import BadCatalogue
from portal.importers.statistics import commit
from portal.importers.statistics import commit as module
from portal.importers.statistics.outcome import ReasonNeeded
from portal.importers.statistics.undo import undo
from tests.support.statistics import AREAS, bring_files, dump, row, write_csv, write_mapping

HOSTILE = ["=cmd|' /C calc'!A0", "'; DROP TABLE councils; --", "<script>alert(1)</script>",
           'two\nlines "quoted"', "x" * 10_000, "Ünïcode \u202e", "../../etc/passwd",
           "\\N"]  # fmt: skip


def engine_of(sessions: sessionmaker[Session]) -> Engine:
    engine: Engine = sessions.kw["bind"]
    return engine


def figures(sessions: sessionmaker[Session]) -> dict[tuple[str, str, str], Any]:
    """Every figure by indicator, council and period."""
    query = (
        select(Indicator.key, Council.key.label("area"), Period.label, Statistic)
        .join(Statistic, Statistic.indicator_id == Indicator.id)
        .join(Council, Statistic.council_id == Council.id)
        .join(Period, Statistic.period_id == Period.id)
    )
    with sessions() as session:
        return {(r[0], r[1], r[2]): r[3] for r in session.execute(query)}


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path / "m.toml", {"numerator": "part", "denominator": "whole"})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        row("england", share=20, part=1, whole=5),
        row("torbay", share="10p", part=1, whole=10),
        row("plymouth", share="c", part="c", whole=10),
        row("middlesbrough", share=30.5, part="", whole="z"),
        row("newtown", "2024", share=0, part=0, whole=4),
    ]
    return write_csv(tmp_path / "data.csv", rows)


def test_an_import_adds_figures_and_says_so(
    fresh: sessionmaker[Session], mapping: Path, data: Path
) -> None:
    steps: list[str] = []
    (outcome,) = bring_files(fresh, mapping, data, report=steps.append)
    assert outcome.document == "test-data"
    assert (outcome.number, outcome.rows, outcome.new_areas) == (1, 5, ("newtown",))
    assert (outcome.difference.added, outcome.difference.changed) == (5, 0)
    assert any("writing" in step for step in steps)
    stored = figures(fresh)
    torbay = stored["test-share", "torbay", "2025"]
    assert (torbay.value, torbay.symbol, torbay.status) == (10, "", "provisional")
    assert (torbay.numerator, torbay.denominator, torbay.import_id) == (1, 10, 1)
    plymouth = stored["test-share", "plymouth", "2025"]
    assert (plymouth.value, plymouth.numerator, plymouth.denominator) == (None, None, 10)
    assert (plymouth.symbol, plymouth.rank, plymouth.band) == ("c", None, None)
    assert stored["test-share", "newtown", "2024"].value == 0
    with fresh() as session:
        entry = session.get_one(Import, 1)
        assert (entry.made_by, entry.kind, entry.document) == ("Ada", "statistics", "test-data")
        assert (entry.file, entry.rows, entry.added, entry.reason) == ("data.csv", 5, 5, "")
        assert len(entry.sha256) == 64
        assert data_version(session).number == 2


def test_the_same_file_twice_changes_nothing(
    fresh: sessionmaker[Session], mapping: Path, data: Path
) -> None:
    bring_files(fresh, mapping, data)
    before = dump(engine_of(fresh))
    (again,) = bring_files(fresh, mapping, data)
    assert (again.number, bool(again.difference)) == (None, False)
    head, *lines = data.read_text().splitlines(keepends=True)
    data.write_text(head + "".join(lines[::-1]))  # other bytes, the same figures
    (turned,) = bring_files(fresh, mapping, data)
    assert turned.number is None
    assert dump(engine_of(fresh)) == before


def test_a_changed_file_needs_a_reason_and_keeps_the_former_figures(
    fresh: sessionmaker[Session], mapping: Path, data: Path
) -> None:
    bring_files(fresh, mapping, data)
    before = dump(engine_of(fresh))
    changed = data.read_text().replace(",10p,1,10", ",11,1,10").replace(",c,c,10", ",x,c,10")
    remaining = [line for line in changed.splitlines() if "Middlesbrough" not in line]
    more = [line.replace("2024,", "2023,", 1) for line in remaining if "Newtown" in line]
    data.write_text("\n".join([*remaining, *more]) + "\n")
    with pytest.raises(ReasonNeeded) as raised:
        bring_files(fresh, mapping, data)
    assert str(raised.value) == (
        "test-data: 2 published figures would change and 1 would go. Say why with --reason."
    )
    assert dump(engine_of(fresh)) == before
    (tried,) = bring_files(fresh, mapping, data, dry_run=True)
    assert dump(engine_of(fresh)) == before
    (done,) = bring_files(fresh, mapping, data, reason="Corrected by the publisher")
    assert tried.difference == done.difference
    assert done.difference == writes.Difference(1, 2, 1)
    number = done.number  # what is rolled back uses up a number on PostgreSQL
    assert number is not None
    assert number > 1
    stored = figures(fresh)
    assert stored["test-share", "torbay", "2025"].value == 11
    assert stored["test-share", "torbay", "2025"].status == ""
    assert stored["test-share", "plymouth", "2025"].symbol == "x"
    assert ("test-share", "middlesbrough", "2025") not in stored
    origins = {key[1:]: figure.import_id for key, figure in stored.items()}
    assert origins == {
        ("england", "2025"): 1, ("newtown", "2024"): 1, ("newtown", "2023"): number,
        ("torbay", "2025"): number, ("plymouth", "2025"): number,
    }  # fmt: skip
    with fresh() as session:
        former = session.scalars(select(FormerStatistic)).all()
        assert {(f.value, f.symbol, f.status, f.replaced_by) for f in former} == {
            (10, "", "provisional", number), (None, "c", "", number), (30.5, "", "", number),
        }  # fmt: skip
        assert session.get_one(Import, number).reason == "Corrected by the publisher"


@pytest.mark.parametrize("polarity", ["low", "high", "none"])
def test_ranks_bands_and_benchmarks(
    fresh: sessionmaker[Session], tmp_path: Path, polarity: str
) -> None:
    mapping = write_mapping(tmp_path / "m.toml", {"polarity": polarity})
    values = {"england": 5, "south-west": 1, "torbay": 10, "plymouth": 20, "middlesbrough": 10,
              "newtown": "z", "joint": 0}  # fmt: skip
    rows = [row(area, share=value) for area, value in values.items()]
    bring_files(fresh, mapping, write_csv(tmp_path / "data.csv", rows))
    standings = {key[1]: (figure.rank, figure.band) for key, figure in figures(fresh).items()}
    nothing: dict[str, tuple[Any, Any]] = dict.fromkeys(
        ("england", "south-west", "newtown", "newtown-oldtown"), (None, None)
    )
    by_polarity: dict[str, dict[str, tuple[Any, Any]]] = {
        "low": {"torbay": (1, "A"), "middlesbrough": (1, "A"), "plymouth": (3, "D")},
        "high": {"torbay": (2, "D"), "middlesbrough": (2, "D"), "plymouth": (1, "A")},
        "none": dict.fromkeys(("torbay", "middlesbrough", "plymouth"), (None, None)),
    }
    assert standings == {**nothing, **by_polarity[polarity]}
    with fresh() as session:
        (b,) = session.scalars(select(Benchmark)).all()
        assert (b.of, b.q1, b.q2, b.q3, b.england) == (3, 10, 10, 15, 5)
        indicator = session.scalars(select(Indicator).where(Indicator.key == "test-share")).one()
        assert indicator.latest_period_id == b.period_id


@pytest.mark.parametrize("polarity", ["low", "high"])
def test_a_joint_figure_counts_once_and_what_rounds_to_zero_is_ranked(
    fresh: sessionmaker[Session], tmp_path: Path, polarity: str
) -> None:
    mapping = write_mapping(tmp_path / "m.toml", {"polarity": polarity})
    rows = [row("shared", share=4), row("middlesbrough", share="low"), row("newtown", share=0)]
    bring_files(fresh, mapping, write_csv(tmp_path / "a.csv", rows))
    ranks = {"low": {"newtown": 1, "middlesbrough": 2, "torbay": 3, "plymouth": 3},
             "high": {"torbay": 1, "plymouth": 1, "middlesbrough": 2, "newtown": 3}}  # fmt: skip
    shared = {"torbay": "Torbay and Plymouth", "plymouth": "Torbay and Plymouth"}

    def held() -> dict[str, tuple[int | None, str]]:
        return {key[1]: (figure.rank, figure.joint) for key, figure in figures(fresh).items()}

    expected = {area: (rank, shared.get(area, "")) for area, rank in ranks[polarity].items()}
    assert held() == expected
    with fresh() as session:
        (b,) = session.scalars(select(Benchmark)).all()
        assert (b.of, b.q1, b.q2, b.q3) == (3, 0, 0, 2)
    apart = [row("torbay", share=4), row("plymouth", share=4), *rows[1:]]
    (done,) = bring_files(fresh, mapping, write_csv(tmp_path / "b.csv", apart), reason="Apart now")
    assert (done.difference.changed, str(done.changes[0].old)) == (
        2,
        "4 (joint figure of Torbay and Plymouth)",
    )
    with fresh() as session:
        assert session.scalars(select(Benchmark.of)).all() == [4]
    assert done.number is not None
    undo(fresh, done.number, by="test")
    assert held() == expected


def test_a_changed_polarity_alone_ranks_anew(
    fresh: sessionmaker[Session], tmp_path: Path, data: Path
) -> None:
    bring_files(fresh, write_mapping(tmp_path / "m.toml"), data)
    (done,) = bring_files(fresh, write_mapping(tmp_path / "m.toml", {"polarity": "high"}), data)
    assert (done.number, bool(done.difference)) == (2, False)
    stored = figures(fresh)
    assert stored["test-share", "middlesbrough", "2025"].rank == 1
    assert stored["test-share", "torbay", "2025"].rank == 2
    assert {figure.import_id for figure in stored.values()} == {1}


def test_a_changed_polarity_ranks_periods_that_the_file_leaves(
    fresh: sessionmaker[Session], tmp_path: Path
) -> None:
    rows = [row(area, "2024", share=n) for n, area in enumerate(("torbay", "plymouth"))]
    bring_files(fresh, write_mapping(tmp_path / "m.toml"), write_csv(tmp_path / "a.csv", rows))
    newer = write_csv(tmp_path / "b.csv", [row("torbay", share=5)])
    bring_files(fresh, write_mapping(tmp_path / "m.toml", {"polarity": "high"}), newer)
    ranks = {key[1:]: figure.rank for key, figure in figures(fresh).items()}
    assert ranks == {("torbay", "2024"): 2, ("plymouth", "2024"): 1, ("torbay", "2025"): 1}


def test_the_newest_period_is_one_that_half_of_the_councils_have(
    fresh: sessionmaker[Session], tmp_path: Path, mapping: Path
) -> None:
    rows = [row(area, year, share=100, part=1, whole=1) for area, year in (
        ("torbay", "2023"), ("plymouth", "2023"), ("middlesbrough", "2023"), ("torbay", "2024"),
        ("plymouth", "2024"), ("torbay", "2025"),
    )]  # fmt: skip
    bring_files(fresh, mapping, write_csv(tmp_path / "data.csv", rows))
    with fresh() as session:
        label = session.scalar(
            select(Period.label).join(Indicator, Indicator.latest_period_id == Period.id)
        )
    assert label == "2024"


def test_two_data_sets_in_one_call_share_a_new_area(
    fresh: sessionmaker[Session], tmp_path: Path
) -> None:
    mapping = write_mapping(tmp_path / "a.toml", {"indicator": "one", "value": "one"}, document="a")
    two = write_mapping(tmp_path / "b.toml", {"indicator": "two", "value": "two"}, document="b")
    files = [
        write_csv(tmp_path / "a.csv", [row("newtown", one=1), row("joint", one=2)]),
        write_csv(tmp_path / "b.csv", [row("newtown", two=3), row("joint", two=4)]),
    ]
    first, second = bring_files(fresh, [mapping, two], *files)
    assert (first.new_areas, second.new_areas) == (("newtown", "newtown-oldtown"), ())
    assert set(figures(fresh)) == {
        (name, area, "2025") for name in ("one", "two") for area in ("newtown", "newtown-oldtown")
    }
    with fresh() as session:
        new = session.scalars(select(Council).where(Council.key == "newtown")).one()
        assert (new.name, new.kind, new.area_code) == ("Newtown", "council", "E06009999")
        assert (new.la_number, new.region, new.origin) == ("999", "south-west", "a")


def test_a_new_area_never_takes_the_place_of_another(
    fresh: sessionmaker[Session], tmp_path: Path, mapping: Path
) -> None:
    rows = []
    for n, name in enumerate(["Torbay", "England", "x" * 200 + "a", "x" * 200 + "b", "Torbay"]):
        named = {"new_la_code": f"E0600990{n}", "old_la_code": f"10{n}", "la_name": name}
        rows.append({**row(share=n, part=1, whole=1), **named})
    (done,) = bring_files(fresh, mapping, write_csv(tmp_path / "data.csv", rows))
    assert len(set(done.new_areas)) == 5
    assert {figure.value for figure in figures(fresh).values()} == {0, 1, 2, 3, 4}
    assert not {"torbay", "england"} & {key[1] for key in figures(fresh)}


def test_hostile_names_are_text(fresh: sessionmaker[Session], tmp_path: Path) -> None:
    mapping = write_mapping(
        tmp_path / "m.toml",
        {"indicator": "t-{kind}", "measure": "t-{kind}", "name": "Of {kind}", "each": ["kind"]},
    )
    rows = []
    for n, name in enumerate(HOSTILE):
        named = {"new_la_code": f"E0600991{n}", "old_la_code": "", "la_name": name or "Name"}
        rows.append({**row(share=n, kind=name), **named})
    data = write_csv(tmp_path / "data.csv", rows)
    bring_files(fresh, mapping, data)
    (again,) = bring_files(fresh, mapping, data)
    assert again.number is None
    with fresh() as session:
        names = set(session.scalars(select(Council.name).where(Council.origin == "test-data")))
        assert names == set(HOSTILE)
        stored_names = set(
            session.scalars(select(Indicator.name).where(Indicator.origin == "test-data"))
        )
        assert stored_names == {f"Of {name}" for name in HOSTILE}
        assert len(figures(fresh)) == len(HOSTILE)


def test_keys_of_other_sources_are_refused(
    fresh: sessionmaker[Session], tmp_path: Path, data: Path
) -> None:
    with fresh() as session:
        taken, document = session.execute(
            text("SELECT i.key, d.key FROM indicators i JOIN documents d ON d.id = i.document_id")
        ).all()[0]
    bring_files(fresh, write_mapping(tmp_path / "m.toml"), data)
    before = dump(engine_of(fresh))
    for name, mapping in {
        "test-share": write_mapping(tmp_path / "a.toml", document="another"),
        taken: write_mapping(tmp_path / "b.toml", {"indicator": taken, "measure": "new"}),
        document: write_mapping(tmp_path / "c.toml", {"indicator": "new"}, document=document),
    }.items():
        with pytest.raises(BadCatalogue) as raised:
            bring_files(fresh, mapping, data, reason="Because")
        (problem,) = raised.value.problems
        assert (problem.file, problem.value) == ("data.csv", name)
        assert "name it otherwise" in problem.remedy
        assert dump(engine_of(fresh)) == before


def _fails(*_args: Any, **_more: Any) -> Any:
    raise SQLAlchemyError("the disk is full")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda patch: patch.setattr(writes, "write_benchmarks", _fails),
        lambda patch: patch.setattr(writes, "renew_latest", _fails),
        lambda patch: patch.setattr(module, "renew_findings", _fails),
        lambda patch: patch.setattr(writes.Incoming, "drop", _fails),
        lambda patch: patch.setattr(writes.Incoming, "replace", _fails),
        lambda patch: patch.setattr(module, "standings", _fails),
    ],
    ids=["benchmarks", "latest", "findings", "drop", "replace", "standings"],
)
def test_an_import_that_fails_midway_leaves_every_table(
    fresh: sessionmaker[Session], mapping: Path, data: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, spoil: Callable[[pytest.MonkeyPatch], None],
) -> None:  # fmt: skip
    bring_files(fresh, mapping, data)
    before = dump(engine_of(fresh))
    other = write_mapping(tmp_path / "o.toml", {"indicator": "o", "value": "o"}, document="o")
    files = [
        write_csv(tmp_path / "o.csv", [row("joint", o=1)]),
        write_csv(tmp_path / "n.csv", [row(share=1, part=1, whole=1)]),
    ]
    spoil(monkeypatch)
    with pytest.raises(SQLAlchemyError, match="the disk is full"):
        bring_files(fresh, [other, mapping], *files, reason="A new table")
    monkeypatch.undo()
    assert dump(engine_of(fresh)) == before
    assert [o.number for o in bring_files(fresh, [other, mapping], *files, reason="x")]


def test_a_constraint_that_breaks_leaves_every_table(
    fresh: sessionmaker[Session], mapping: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(engine_of(fresh))
    add = commit.add_figures

    def twice(connection: Any, frame: Any, *more: Any) -> None:
        add(connection, frame, *more)
        add(connection, frame, *more)

    monkeypatch.setattr(commit, "add_figures", twice)
    with pytest.raises(Exception, match=r"(?i)unique"):
        bring_files(fresh, mapping, data)
    assert dump(engine_of(fresh)) == before


def test_official_statistics_are_exported_as_observations(
    fresh: sessionmaker[Session], mapping: Path, data: Path
) -> None:
    with fresh() as session:
        printed = export_rows(session, "observations")
    bring_files(fresh, mapping, data)
    with fresh() as session:
        rows = export_rows(session, "observations")
    assert rows[: len(printed)] == printed
    added = {row["council"]: row for row in rows[len(printed) :]}
    assert set(added) == {"england", "torbay", "plymouth", "middlesbrough", "newtown"}
    assert {row["document"] for row in added.values()} == {"test-data"}
    torbay, plymouth = added["torbay"], added["plymouth"]
    assert (torbay["value"], torbay["status"], torbay["symbol"]) == (10, "provisional", "")
    assert (torbay["period_label"], torbay["basis"]) == ("2025", "year")
    assert (str(torbay["period_start"]), str(torbay["period_end"])) == ("2024-04-01", "2025-03-31")
    assert (plymouth["value"], plymouth["status"], plymouth["symbol"]) == (None, "", "c")
    assert added["newtown"]["area_code"] == AREAS["newtown"]["new_la_code"]


def test_a_new_period_of_another_size_is_refused(
    fresh: sessionmaker[Session], tmp_path: Path
) -> None:
    mapping = write_mapping(tmp_path / "m.toml")
    areas = ("england", "south-west", "torbay", "plymouth", "middlesbrough")

    def release(year: str, factor: float) -> Path:
        rows = [row(area, year, share=f"{factor * (20 + n):.3f}") for n, area in enumerate(areas)]
        return write_csv(tmp_path / "data.csv", rows)

    bring_files(fresh, mapping, release("2024", 1))
    before = dump(engine_of(fresh))
    with pytest.raises(BadCatalogue) as raised:
        bring_files(fresh, mapping, release("2025", 0.01))
    (problem,) = raised.value.problems
    assert (problem.file, problem.column, problem.value) == ("data.csv", "share", "0.22")
    assert "are usually 0.22, those before 22: is the unit another one?" in problem.remedy
    assert dump(engine_of(fresh)) == before
    # A correction of the same period is listed and asks why, and so is a set put in place.
    bring_files(fresh, mapping, release("2024", 0.01), reason="Another unit")
    bring_files(fresh, mapping, release("2025", 1), reason="Back", replace_all=True)
    (outcome,) = bring_files(fresh, mapping, release("2026", 1.5))
    assert outcome.difference.added == len(areas)
