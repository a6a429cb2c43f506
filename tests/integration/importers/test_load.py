"""Loading folders into the database: idempotent, all or nothing, and seen by every page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, true, update

from db.models import Base, Finding, FolderDigest, Item
from db.queries import evidence
from db.queries.exports import TABLES, export_rows
from db.queries.versions import data_version
from db.session import make_sessions
from db.writes.catalogue import Changes
from portal.domain.view_state import CompareState, IndicatorState
from portal.importers.findings import renew_findings
from portal.importers.load import load
from portal.importers.read import BadCatalogue
from portal.importers.statistics.commit import new_version
from portal.services import Services
from portal.settings import CATALOGUE
from tests.conftest import Databases, own_engine
from tests.support.folders import (
    COUNCIL,
    COUNTS,
    DOCUMENT,
    PLAN,
    TAXONOMY,
    drop_line,
    replace_in,
    write_region,
)

MEASURE = "initial-assessments-on-time"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, new_database: Databases) -> Iterator[Engine]:
    """A database that holds the project's words and may be changed."""
    with own_engine(new_database, request.param, "words") as engine:
        yield engine


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """A whole region folder."""
    return write_region(tmp_path)


def loaded(engine: Engine, *folders: Path) -> dict[str, Changes]:
    """Load folders and give what changed, by table."""
    return {c.table: c for c in load(make_sessions(engine), folders) if c}


def everything(engine: Engine) -> dict[str, Any]:
    """All rows of all tables, and all rows of all exports."""
    with make_sessions(engine)() as session:
        rows = {
            table.name: [
                tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }
        return rows | {f"export {name}": export_rows(session, name) for name in TABLES}


def exports(engine: Engine) -> dict[str, Any]:
    """All rows of all exports: what is public, without the numbers of rows."""
    with make_sessions(engine)() as session:
        return {name: export_rows(session, name) for name in TABLES}


def forget_folders(engine: Engine) -> None:
    """Let the next load read every folder."""
    with make_sessions(engine).begin() as session:
        session.execute(delete(FolderDigest))


def exported(engine: Engine, table: str, **wanted: Any) -> list[dict[str, Any]]:
    """The rows of an export with the wanted cells."""
    with make_sessions(engine)() as session:
        rows = export_rows(session, table)
    return [row for row in rows if wanted.items() <= row.items()]


def test_a_first_load_adds_every_row(engine: Engine, region: Path) -> None:
    changes = loaded(engine, region)
    assert {name: change.added for name, change in changes.items()} == COUNTS
    assert all(change.changed == change.removed == 0 for change in changes.values())


def test_loading_twice_changes_nothing(full_engine: Engine, region: Path) -> None:
    loaded(full_engine, region)
    before = everything(full_engine)
    assert loaded(full_engine, region) == {}
    assert loaded(full_engine, CATALOGUE) == {}
    assert everything(full_engine) == before


def test_folders_loaded_together_or_one_by_one_give_the_same(
    full_engine: Engine, region: Path
) -> None:
    loaded(full_engine, region)
    assert loaded(full_engine, CATALOGUE, region) == {}
    for folder in sorted(CATALOGUE.iterdir()):
        assert loaded(full_engine, folder) == {}


def test_a_changed_cell_is_reported_as_changed(engine: Engine, region: Path) -> None:
    loaded(engine, region)
    for file, old, new, table, name in (
        ("items.csv", "Steady staff", "Steadier staff", "items", "~ R1: title, words"),
        ("actions.csv", "2020-06-30", "2020-07-31", "actions", "~ a: target_date"),
        ("actions.csv", "250000", "", "actions", "~ a: cost_gbp"),
        ("observations.csv", "487.0", "487.00", "observations", "~ Page 3, Oct-19: decimals"),
        ("observations.csv", "487.00", "488.00", "observations", "~ Page 3, Oct-19: value"),
        ("councils.csv", "Exeter (test)", "Exeter", "councils", f"~ {COUNCIL}: name"),
        ("document.toml", '"2020-01"', '"2020-02"', "plans", f"~ {PLAN}: published"),
    ):
        replace_in(region / file, old, new)
        changes = loaded(engine, region)
        assert changes == {table: Changes(table, changed=1, names=[name])}, (file, new)
    assert loaded(engine, region) == {}


def test_a_removed_row_is_removed_with_what_hangs_on_it(engine: Engine, region: Path) -> None:
    loaded(engine, region)
    drop_line(region / "items.csv", f"{PLAN},R2")
    drop_line(region / "actions.csv", f"{PLAN},R2")
    drop_line(region / "indicators.csv", f"{PLAN}-growth")
    drop_line(region / "observations.csv", f"{PLAN}-growth")
    assert {
        name: (c.added, c.changed, c.removed) for name, c in loaded(engine, region).items()
    } == {
        "items": (0, 0, 1),
        "actions": (0, 0, 1),
        "indicators": (0, 0, 1),
        "observations": (0, 0, 1),
    }
    assert [row["ref"] for row in exported(engine, "items", plan=PLAN)] == ["R1"]


def test_rows_keep_the_order_of_their_file(engine: Engine, region: Path) -> None:
    path = region / "items.csv"
    header, first, second = path.read_text().splitlines(keepends=True)
    path.write_text(header + second + first)
    loaded(engine, region)
    assert [row["ref"] for row in exported(engine, "items", plan=PLAN)] == ["R2", "R1"]


def test_each_change_makes_a_new_version_of_the_data(engine: Engine, region: Path) -> None:
    data = Services.over(make_sessions(engine)).data
    first = data.version()
    loaded(engine, region)
    second = data.version()
    loaded(engine, region)
    assert second.number > first.number
    assert data.version() == second


def test_a_bad_folder_leaves_every_table_as_it_was(engine: Engine, region: Path) -> None:
    before = everything(engine)
    faults: tuple[tuple[str, str, bytes | str], ...] = (
        ("items.csv", ",workforce,", ",workfroce,"),
        ("observations.csv", "487.0", "about 487"),
        ("councils.csv", COUNCIL, "torbay"),
        ("document.toml", "[document]", "[document"),
        ("targets.csv", "By December 2020", b"By D\xe9cember 2020"),
    )
    for file, old, new in faults:
        good = (region / file).read_bytes()
        replace_in(region / file, old, new)
        with pytest.raises(BadCatalogue):
            load(make_sessions(engine), [TAXONOMY, region])
        (region / file).write_bytes(good)
    assert everything(engine) == before


def test_one_bad_folder_among_good_ones_stops_them_all(engine: Engine, tmp_path: Path) -> None:
    good, bad = write_region(tmp_path), tmp_path / "words"
    bad.mkdir()
    (bad / "themes.csv").write_text("theme,name,holds,position\nsleep,Sleep,sleep,soon\n")
    before = everything(engine)
    with pytest.raises(BadCatalogue) as caught:
        load(make_sessions(engine), [good, bad])
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == ("words/themes.csv", 2, "position")
    assert everything(engine) == before


def test_a_row_that_another_folder_still_uses_cannot_be_removed(
    engine: Engine, region: Path, tmp_path: Path
) -> None:
    loaded(engine, region)
    before = everything(engine)
    words = tmp_path / "copy" / "taxonomy"
    shutil.copytree(CATALOGUE / "taxonomy", words)
    drop_line(words / "measures.csv", f"{MEASURE},")
    with pytest.raises(BadCatalogue, match="Another folder still uses a council, measure"):
        load(make_sessions(engine), [words])
    assert everything(engine) == before


def test_a_folder_cannot_take_over_the_keys_of_another(engine: Engine, region: Path) -> None:
    replace_in(region / "councils.csv", "999,4,", "999,4,\ntorbay,Torquay,council,,,,,")
    with pytest.raises(BadCatalogue) as caught:
        loaded(engine, region)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.value) == (f"{DOCUMENT}/councils.csv", 3, "torbay")
    assert problem.remedy == "The folder taxonomy already brings this key; use another."


def test_without_the_projects_words_a_region_is_refused(empty_engine: Engine, region: Path) -> None:
    with pytest.raises(BadCatalogue) as caught:
        loaded(empty_engine, region)
    assert {problem.column for problem in caught.value.problems} == {
        "area", "themes", "measure", "council"
    }  # fmt: skip
    assert not any(everything(empty_engine).values())


def test_a_region_appears_on_every_page(full_engine: Engine, region: Path) -> None:
    services = Services.over(make_sessions(full_engine))
    before = services.data.vocabulary()
    loaded(full_engine, region)
    vocabulary = services.data.vocabulary()
    assert [c.key for c in vocabulary.with_plans] == [*(c.key for c in before.with_plans), COUNCIL]
    assert [c.number for c in vocabulary.with_plans] == [0, 1, 2, 3]

    compared = services.compare.view(CompareState(councils=(COUNCIL,)))
    assert [(i.ref, i.area) for i in compared.items] == [
        ("R1", "workforce"),
        ("R2", "permanence-adoption"),
    ]
    assert compared.matrix["workforce", COUNCIL] == 1
    assert compared.problems == ()

    shown = services.indicators.view(IndicatorState(measure=MEASURE, councils=(COUNCIL, "torbay")))
    assert {COUNCIL, "torbay"} <= set(shown.with_values)
    assert shown.verdict.level in ("comparable", "caution")
    assert [(t.due_text, t.value) for i, t in shown.targets if i.council == COUNCIL] == [
        ("By December 2020", 80.0)
    ]

    (card,) = (card for card in services.councils.cards() if card.council.key == COUNCIL)
    assert [plan.key for plan in card.plans] == [PLAN]
    assert (card.items, card.actions) == (2, 3)
    assert services.councils.view(COUNCIL).council.name == "Exeter (test)"
    assert services.items.view(PLAN, "r1").council.key == COUNCIL


def test_loading_the_projects_catalogue_again_leaves_a_region_in_place(
    full_engine: Engine, region: Path
) -> None:
    loaded(full_engine, region)
    before = everything(full_engine)
    assert loaded(full_engine, CATALOGUE) == {}
    assert everything(full_engine) == before
    assert len(exported(full_engine, "items", council=COUNCIL)) == 2


def test_a_theme_can_be_added_as_data(engine: Engine, region: Path) -> None:
    (region / "themes.csv").write_text("theme,name,holds,position\nneglect,Neglect,neglect,5\n")
    replace_in(region / "items.csv", ",supervision,", ",supervision;neglect,")
    loaded(engine, region)
    services = Services.over(make_sessions(engine))
    assert list(services.data.vocabulary().themes)[-1] == "neglect"
    view = services.compare.view(CompareState(("with-plans",), theme="neglect"))
    assert [(item.council, item.ref) for item in view.items] == [(COUNCIL, "R1")]


def test_values_are_stored_as_exactly_as_printed(engine: Engine, region: Path) -> None:
    loaded(engine, region)
    rows = exported(engine, "observations", council=COUNCIL)
    assert [(r["value"], r["decimals"], r["symbol"], r["reading"]) for r in rows] == [
        (75.0, 1, "", "as_printed"),
        (66.4, 2, "", "repaired"),
        (None, 0, "c", "as_printed"),
        (487.0, 1, "", "as_printed"),
        (0.0, 0, "", "doubtful"),
        (230.1, 1, "", "as_printed"),
    ]
    assert [
        (r["value"], r["value_upper"]) for r in exported(engine, "targets", council=COUNCIL)
    ] == [
        (80.0, None),
        (450.0, 500.5),
    ]


def test_the_longest_cells_that_pass_the_checks_fit_into_the_tables(
    engine: Engine, region: Path
) -> None:
    for file, old, new in (
        ("councils.csv", ",south-west,", f",{'r' * 80},"),
        ("councils.csv", ",4,", ",9999,"),
        ("indicators.csv", ",V1,", f",{'V' * 40},"),
        ("indicators.csv", ",visits-made,", f",{'v' * 120},"),
        ("actions.csv", "250000", "999999999"),
        ("actions.csv", ",R1,b,", f",R1,{'b' * 40},"),
        ("milestones.csv", ",R1,a,1,", f",R1,a,{'1' * 40},"),
        ("statements.csv", f"{PLAN},,1,", f"{PLAN},,{'1' * 40},"),
    ):
        replace_in(region / file, old, new)
    loaded(engine, region)
    assert loaded(engine, region) == {}
    costs = {row["cost_gbp"] for row in exported(engine, "actions", plan=PLAN)}
    assert costs == {999_999_999, None}


def test_findings_are_made_anew_with_each_change(engine: Engine, region: Path) -> None:
    before = exported(engine, "findings")
    replace_in(region / "observations.csv", "75.0,30,40", "85.0,30,40")
    loaded(engine, region)
    (finding,) = exported(engine, "findings", council=COUNCIL)
    assert finding["message"] == "30 of 40 is 75.0%; the paper prints 85.0%."
    assert finding["document_a"] == finding["document_b"] == DOCUMENT
    replace_in(region / "observations.csv", "85.0,30,40", "75.0,30,40")
    loaded(engine, region)
    assert exported(engine, "findings") == before


def test_progress_is_reported_step_by_step(empty_engine: Engine) -> None:
    steps: list[str] = []
    load(make_sessions(empty_engine), [CATALOGUE / "taxonomy"], steps.append)
    assert steps[0] == "Reading taxonomy"
    assert "Writing councils" in steps
    assert steps[-1] == "Recomputing findings"


def test_an_indicator_that_a_finding_points_at_can_be_removed(engine: Engine, region: Path) -> None:
    replace_in(region / "observations.csv", "230.1,,,", "230.1,10,10,")
    loaded(engine, region)
    assert [row["value_a"] for row in exported(engine, "findings", council=COUNCIL)] == ["230.1"]
    drop_line(region / "indicators.csv", f"{PLAN}-growth")
    drop_line(region / "observations.csv", f"{PLAN}-growth")
    loaded(engine, region)
    assert exported(engine, "findings", council=COUNCIL) == []


def test_findings_follow_the_rules_though_no_file_changed(full_engine: Engine) -> None:
    sessions = make_sessions(full_engine)
    with sessions.begin() as session:
        first = data_version(session)
        rows = export_rows(session, "findings")
        session.execute(update(Finding).values(message="What an older rule said."))
    assert not any(load(sessions, [CATALOGUE]))
    with sessions() as session:
        assert export_rows(session, "findings") == rows
        assert data_version(session).number == first.number + 1
    load(sessions, [CATALOGUE])
    with sessions() as session:
        assert data_version(session).number == first.number + 1


def test_folders_that_did_not_change_are_not_read_again(engine: Engine, region: Path) -> None:
    loaded(engine, CATALOGUE, region)
    steps: list[str] = []
    replace_in(region / "items.csv", "Steady staff", "Steadier staff")
    replace_in(region / "observations.csv", "75.0,30,40", "85.0,30,40")
    (items, observations) = filter(
        None, load(make_sessions(engine), [CATALOGUE, region], steps.append)
    )
    assert (items.changed, observations.changed) == (1, 1)
    assert [s for s in steps if s.startswith("Reading")] == [
        f"Reading {DOCUMENT}",
        "Reading the rows of 1 of 1 folders",
    ]


def test_a_load_of_what_changed_gives_what_a_load_from_nothing_gives(
    engine: Engine, new_database: Databases, region: Path
) -> None:
    loaded(engine, CATALOGUE, region)
    replace_in(region / "items.csv", "Steady staff", "Steadier staff")
    replace_in(region / "observations.csv", "75.0,30,40", "85.0,30,40")
    drop_line(region / "milestones.csv", f"{PLAN},R1,a,1")
    loaded(engine, CATALOGUE, region)
    partly = exports(engine)
    assert [row["value_a"] for row in partly["findings"] if row["council"] == COUNCIL] == ["85.0"]
    with own_engine(new_database, engine.dialect.name, "tables") as other:
        loaded(other, CATALOGUE, region)
        assert exports(other) == partly
    # Nor does reading all of it once more change anything.
    forget_folders(engine)
    assert loaded(engine, CATALOGUE, region) == {}
    assert exports(engine) == partly


def test_faults_are_the_same_whether_or_not_other_folders_changed(
    engine: Engine, region: Path, tmp_path: Path
) -> None:
    """An unchanged folder may need what another no longer brings; two may bring the same."""
    words, twin = tmp_path / "copy" / "taxonomy", write_region(tmp_path, "twin")
    shutil.copytree(CATALOGUE / "taxonomy", words)
    loaded(engine, words, region)
    before = everything(engine)
    drop_line(words / "measures.csv", f"{MEASURE},")
    for folders, message in (
        ((words, region), "Not among the measures."),
        ((region, twin), "Another folder of this load has the same name or document"),
    ):
        with pytest.raises(BadCatalogue) as partly:
            loaded(engine, *folders)
        forget_folders(engine)
        with pytest.raises(BadCatalogue) as wholly:
            loaded(engine, *folders)
        assert partly.value.problems == wholly.value.problems
        assert message in str(partly.value)
        assert everything(engine) | {"folder_digests": []} == before | {"folder_digests": []}


def test_after_any_other_change_of_the_data_all_folders_are_read(
    engine: Engine, region: Path
) -> None:
    loaded(engine, region)
    with make_sessions(engine).begin() as session:
        session.execute(update(Item).where(Item.ref == "R1").values(title="Otherwise"))
        new_version(session, "something else")
    assert {name: change.changed for name, change in loaded(engine, region).items()} == {"items": 1}


def test_rows_come_out_the_same_however_many_folders_are_held_at_once(
    full_engine: Engine, new_database: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.importers.load._AT_ONCE", 1)
    with own_engine(new_database, full_engine.dialect.name, "tables") as other:
        loaded(other, CATALOGUE)
        assert exports(other) == exports(full_engine)


def test_findings_look_at_every_row_that_a_rule_could_notice(
    full_engine: Engine, region: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_in(region / "actions.csv", "2020-06-30", "2019-06-30")
    loaded(full_engine, region)
    narrowed = exported(full_engine, "findings")
    assert {row["check"] for row in narrowed} >= {"target-before-plan", "milestones-and-dates"}
    everything_is = dict.fromkeys(evidence._NOTICEABLE, true())
    monkeypatch.setattr(evidence, "_NOTICEABLE", everything_is)
    with make_sessions(full_engine).begin() as session:
        assert not renew_findings(session)
