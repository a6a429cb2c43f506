"""The bundle that the project carries: what it brings to a database, and what it leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from db.models import Council, Indicator, Statistic
from db.queries.statistics import import_log
from portal import settings
from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.bundled import (
    SOURCES,
    Source,
    load_bundle,
    of_improvement_areas,
    open_bundle,
    outdated,
    read_datasets,
    read_neighbours,
    write_bundle,
)
from portal.importers.statistics.commit import bring
from portal.importers.statistics.commit_neighbours import bring_neighbours
from portal.importers.statistics.neighbours import Neighbours
from portal.importers.statistics.outcome import Outcome
from portal.importers.statistics.stored_keys import StoredKeys
from portal.importers.statistics.undo import undo
from portal.runtime import self_check, startup
from tests.support.commanding import Done, Portal, portal_on
from tests.support.statistics import ASIDE, dump, figures, read, row, write_csv, write_mapping

MODEL = Neighbours("2025", (("torbay", 1, "plymouth", "close"),), "model_2025.csv", "9" * 64)
ORIGIN = Source(
    document="neighbours",
    publisher="Nobody",
    release="2025 model",
    published="2025",
    licence="None",
    files={MODEL.file: MODEL.sha256},
    sha256=MODEL.sha256,
    rows=1,
)
Write = Callable[..., Path]
# What SQL does is tried on both databases; the rest is the same on either.
on_sqlite = pytest.mark.parametrize("full_engine", ["sqlite"], indirect=True)


def dataset(vocabulary: StoredKeys, folder: Path, name: str, value: object = 7) -> ParsedDataset:
    """Read a small data set: Torbay, England, and an area that the catalogue does not know."""
    mapping = write_mapping(folder / f"{name}.toml", {"indicator": name}, document=f"dfe-{name}")
    shares = {"torbay": value, "england": "5p", "joint": "c"}
    rows = [row(area, share=share) for area, share in shares.items()]
    return read(vocabulary, mapping, write_csv(folder / f"{name}.csv", rows))[0]


@pytest.fixture
def bundle(vocabulary: StoredKeys, tmp_path: Path) -> Write:
    """Write a bundle of two data sets and a neighbour; `value` is Torbay's figure in the first."""

    def write(edition: int = 1, value: object = 7, names: Sequence[str] = ("one", "two")) -> Path:
        sets = [dataset(vocabulary, tmp_path, names[0], value)]
        sets += [dataset(vocabulary, tmp_path, name) for name in names[1:]]
        files = [(each, {each.files[0]: each.sha256}) for each in sets]
        folder = tmp_path / f"bundle-{edition}"
        write_bundle(folder, files, (MODEL, ORIGIN), edition, "2026-11-29")
        return folder

    return write


def documents(outcomes: Sequence[Outcome]) -> list[str]:
    """Name what was brought."""
    return [outcome.document for outcome in outcomes if outcome.number]


def torbay(sessions: sessionmaker[Session], indicator: str) -> float | None:
    """Read the one figure of Torbay."""
    query = select(Statistic.value).join(Statistic.indicator).join(Statistic.council)
    with sessions() as session:
        return session.scalar(query.where(Indicator.key == indicator, Council.key == "torbay"))


def test_what_is_written_is_read_again_and_the_same_content_gives_the_same_bytes(
    vocabulary: StoredKeys, tmp_path: Path, bundle: Write
) -> None:
    folder = bundle()
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    bundle()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == written
    opened = open_bundle(folder)
    assert opened is not None
    assert (opened.edition, opened.made, opened.damaged()) == (1, "2026-11-29", [])
    first, _second = read_datasets(opened)
    original = dataset(vocabulary, tmp_path, "one")
    assert figures(first) == figures(original)
    assert (first.areas, first.periods) == (original.areas, original.periods)
    assert (first.document, first.measures) == (original.document, original.measures)
    assert first.indicators == [{"banded": True, **each} for each in original.indicators]
    assert (first.files, first.sha256, first.rows) == (["one.csv"], original.sha256, 3)
    assert read_neighbours(opened) == MODEL


def test_only_indicators_of_improvement_areas_are_kept_with_what_they_need(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    mapping = write_mapping(
        tmp_path / "m.toml",
        {"indicator": "inside"},
        {"indicator": "outside", "value": "other", "area": ""},
    )
    rows = [row("plymouth", "2024", other=1, share="x"), row("torbay", "2025", other=2, share=3)]
    (whole,) = read(vocabulary, mapping, write_csv(tmp_path / "f.csv", rows))
    inside = whole.figures["indicator"] == 0
    whole = replace(whole, figures=whole.figures[~inside | (whole.figures["area"] == 1)])
    inside_areas = of_improvement_areas(whole)
    assert [each["key"] for each in inside_areas.indicators] == ["inside"]
    assert [each["key"] for each in inside_areas.measures] == ["inside"]
    assert ([a.key for a in inside_areas.areas], [p.label for p in inside_areas.periods]) == (
        ["torbay"],
        ["2025"],
    )
    assert [(f["indicator"], f["area"], f["value"]) for f in figures(inside_areas)] == [
        ("inside", "torbay", 3)
    ]


def test_a_bundle_is_loaded_once_and_logged_like_an_import(
    fresh: sessionmaker[Session], bundle: Write
) -> None:
    folder = bundle()
    assert documents(load_bundle(fresh, folder)) == ["dfe-one", "dfe-two", "neighbours"]
    assert torbay(fresh, "one") == 7
    whole = dump(fresh.kw["bind"])
    assert load_bundle(fresh, folder) == []
    assert dump(fresh.kw["bind"]) == whole
    with fresh() as session:
        entries = import_log(session)
    assert {(e.kind, e.made_by, e.edition) for e in entries} == {("bundle", "portal load", 1)}
    assert [e.file for e in entries] == ["model_2025.csv", "two.csv", "one.csv"]


@on_sqlite
def test_what_somebody_imported_is_left_alone_and_an_import_replaces_a_data_set(
    fresh: sessionmaker[Session], vocabulary: StoredKeys, bundle: Write, tmp_path: Path
) -> None:
    mine = dataset(vocabulary, tmp_path, "one", 70)
    bring(fresh, [mine], kind="statistics", by="Ada")
    other = replace(MODEL, rows=(("torbay", 1, "middlesbrough", "close"),))
    bring_neighbours(fresh, other, by="Ada")
    assert documents(load_bundle(fresh, bundle())) == ["dfe-two"]
    assert torbay(fresh, "one") == 70
    again = dataset(vocabulary, tmp_path, "two", 80)
    outcomes = bring(fresh, [again], kind="statistics", by="Ada", reason="Revised")
    assert [o.difference.changed for o in outcomes] == [1]
    assert load_bundle(fresh, bundle(edition=2, value=9)) == []
    assert (torbay(fresh, "one"), torbay(fresh, "two")) == (70, 80)


@on_sqlite
def test_the_same_file_imported_over_the_bundle_changes_nothing(
    fresh: sessionmaker[Session], vocabulary: StoredKeys, bundle: Write, tmp_path: Path
) -> None:
    load_bundle(fresh, bundle())
    with fresh() as session:
        before = len(import_log(session))
    (outcome,) = bring(fresh, [dataset(vocabulary, tmp_path, "one")], kind="statistics", by="Ada")
    assert outcome.number is None
    with fresh() as session:
        assert len(import_log(session)) == before


def test_a_newer_edition_replaces_an_older_one_and_never_the_reverse(
    fresh: sessionmaker[Session], bundle: Write
) -> None:
    first, second = bundle(), bundle(edition=2, value=9, names=("one", "two", "three"))
    load_bundle(fresh, first)
    assert documents(load_bundle(fresh, second)) == ["dfe-one", "dfe-three"]
    assert torbay(fresh, "one") == 9
    whole = dump(fresh.kw["bind"])
    assert load_bundle(fresh, second) == load_bundle(fresh, first) == []
    assert dump(fresh.kw["bind"]) == whole
    with fresh() as session:
        opened = open_bundle(second)
        assert opened is not None
        assert outdated(session, opened) == []
        assert {e.edition for e in import_log(session) if e.undone_by is None} == {1, 2}


@on_sqlite
def test_what_was_undone_stays_away_until_it_is_asked_for(
    fresh: sessionmaker[Session], bundle: Write
) -> None:
    empty = dump(fresh.kw["bind"], ASIDE)
    folder = bundle()
    numbers = [outcome.number for outcome in load_bundle(fresh, folder)]
    loaded = dump(fresh.kw["bind"], ASIDE)
    for number in numbers:
        undo(fresh, number or 0, by="Ada")
    assert dump(fresh.kw["bind"], ASIDE) == empty
    assert load_bundle(fresh, folder) == []
    assert documents(load_bundle(fresh, folder, again=True)) == ["dfe-one", "dfe-two", "neighbours"]
    counted = {name: sum(rows.values()) for name, rows in dump(fresh.kw["bind"], ASIDE).items()}
    assert counted == {name: sum(rows.values()) for name, rows in loaded.items()}


@on_sqlite
def test_an_import_over_the_bundle_is_undone_to_the_bundle(
    fresh: sessionmaker[Session], vocabulary: StoredKeys, bundle: Write, tmp_path: Path
) -> None:
    load_bundle(fresh, bundle())
    before = dump(fresh.kw["bind"], ASIDE)
    (outcome,) = bring(
        fresh,
        [dataset(vocabulary, tmp_path, "one", 70)],
        kind="statistics",
        by="Ada",
        reason="Revised",
    )
    undo(fresh, outcome.number or 0, by="Ada")
    assert dump(fresh.kw["bind"], ASIDE) == before
    assert documents(load_bundle(fresh, bundle(edition=2, value=9))) == ["dfe-one"]


@pytest.mark.parametrize("damage", ["statistics.parquet", "indicators.parquet", "gone", SOURCES])
def test_a_damaged_bundle_is_refused_whole(
    sessions: sessionmaker[Session], bundle: Write, damage: str
) -> None:
    folder = bundle()
    if damage == "gone":
        (folder / "areas.parquet").unlink()
    else:
        (folder / damage).write_bytes((folder / damage).read_bytes()[:-9])
    with pytest.raises(BadCatalogue, match="anew"):
        load_bundle(sessions, folder)


def test_where_there_is_no_bundle_nothing_happens(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    assert open_bundle(tmp_path) is None
    assert load_bundle(sessions, tmp_path) == []


@pytest.fixture
def command(
    bundle: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Portal]:
    """The command over a database of a URL; the bundle that it finds is the first edition."""
    folder = bundle()
    for module in (settings, startup, self_check):
        monkeypatch.setattr(module, "BUNDLE", folder)
    monkeypatch.setenv("PORTAL_STATISTICS", "on")
    return lambda url: portal_on(url, monkeypatch, capsys)


def figures_check(done: Done) -> tuple[str, str]:
    """Read what `portal check` says of the figures."""
    checks = {check["name"]: check for check in json.loads(done.out)}
    return checks["figures"]["state"], checks["figures"]["told"]


def test_portal_load_brings_the_bundle_and_check_looks_at_it(
    command: Callable[[str], Portal], new_database: Callable[..., str]
) -> None:
    portal, folder = command(new_database("sqlite", "catalogue")), settings.BUNDLE
    brought = "dfe-one: 3 rows read, 3 figures added, 0 changed, 0 removed. Import 1."
    assert brought in portal("load").out.splitlines()
    of_which = "3 data sets, 3 of them the portal's own"
    assert figures_check(portal("check", "--json")) == ("ok", of_which)
    sources = folder / SOURCES
    sources.write_text(sources.read_text().replace('"edition": 1', '"edition": 2'))
    state, message = figures_check(portal("check", "--json"))
    assert state == "warn"
    assert message.startswith("edition 2 of the portal's own is not loaded: dfe-one, dfe-two")
    (folder / "periods.parquet").write_bytes(b"PAR1")
    damaged = portal("check", "--json")
    assert (damaged.code, "not as it was made: periods.parquet" in damaged.out) == (1, True)
    refused = portal("load")
    assert (refused.code, "bring it anew" in refused.err) == (1, True)


def test_the_bundle_is_left_out_where_it_is_not_wanted(
    command: Callable[[str], Portal],
    new_database: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    portal = command(new_database("sqlite", "catalogue"))
    assert portal("load", "--without-statistics").out.startswith("Nothing changed")
    assert figures_check(portal("check", "--json")) == ("warn", "none are loaded")
    monkeypatch.setenv("PORTAL_STATISTICS", "off")
    assert figures_check(portal("check", "--json")) == ("ok", "none are loaded")
    assert "dfe-two" in portal("load", "--with-statistics").out


def test_a_new_file_is_filled_with_the_bundle_too(
    command: Callable[[str], Portal], tmp_path: Path
) -> None:
    assert "dfe-one" in command(f"sqlite:///{tmp_path / 'portal.db'}")("export", "documents").out
