"""`portal import inspections`: what is read waits or is published, once, and can be undone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db.session import make_sessions
from portal.importers.load import load
from portal.settings import CATALOGUE
from tests.support.commanding import Portal, portal_on
from tests.support.reports import LEAD, MEMBER, OTHER, ilacs, pdf, sif

BOTH = ["1. Look at caseloads (paragraph 3).", "2. Find adopters sooner."]
HELD = ("inspections", "grades", "recommendations", "recommendation_themes", "report_readings")


@pytest.fixture
def portal(
    full_engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Portal:
    """The command over a database that holds the catalogue, once on each kind."""
    url = full_engine.url.render_as_string(hide_password=False)
    return portal_on(url, monkeypatch, capsys)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of councils' reports: a green one, one with an amber check, a web page."""
    files = {
        "1_torbay/report - 5 january 2016.pdf": pdf(sif(BOTH), author=LEAD),
        "1_torbay/report - 18 may 2022.pdf": pdf(ilacs([]), author=LEAD),
        "2_plymouth/report - 1 may 2012.PDF": b"<!DOCTYPE html><html>Not here</html>",
        "2_plymouth/notes.txt": b"no report",
    }
    for name, raw in files.items():
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return tmp_path / "reports"


def held(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that an import of reports writes, without their numbers."""
    with engine.connect() as connection:
        tables = {name: connection.execute(text(f"SELECT * FROM {name}")) for name in HELD}  # noqa: S608
        return {
            name: sorted(
                tuple(v for k, v in row._mapping.items() if k != "id" and not k.endswith("_id"))
                for row in result
            )
            for name, result in tables.items()
        }


def counted(engine: Engine, condition: str) -> int:
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {condition}")).scalar_one()  # noqa: S608


def test_what_passes_every_check_is_published_and_the_rest_waits(
    portal: Portal, reports: Path, full_engine: Engine
) -> None:
    before = held(full_engine)
    done = portal("import", "inspections", reports, "--accept", "checked", "--by", "ada")
    assert done.code == 0
    by_file = {line.split(":")[0].split(maxsplit=1)[1]: line for line in done.out.splitlines()[:3]}
    assert by_file["1_torbay/report - 5 january 2016.pdf"].startswith("green ")
    assert "none under the heading on page 2" in by_file["1_torbay/report - 18 may 2022.pdf"]
    assert (
        ": Torbay, ILACS standard, 21 March 2022 to 1 April 2022, published 18 May 2022 (by"
        in (by_file["1_torbay/report - 18 may 2022.pdf"])
    )
    assert "a web page saved" in by_file["2_plymouth/report - 1 may 2012.PDF"]
    assert "1 published (1 inspection added, 0 changed)." in done.out
    assert counted(full_engine, "report_readings WHERE state = 'waiting'") == 1
    with full_engine.connect() as connection:
        (stored,) = connection.execute(
            text("SELECT * FROM inspections WHERE origin = 'inspection-reports'")
        ).mappings()
        made = connection.execute(
            text("SELECT * FROM recommendations WHERE inspection_id = :id ORDER BY position"),
            {"id": stored["id"]},
        ).mappings().all()  # fmt: skip
    assert (stored["key"], stored["framework"], stored["inspected"]) == (
        "torbay-2015",
        "sif",
        "2015-11-05",
    )
    assert (stored["published_source"], stored["recommendations_council"]) == ("text", 2)
    assert (made[0]["page"], made[0]["paragraphs"], made[0]["as_printed"]) == (
        3,
        "3",
        "Look at caseloads.",
    )
    assert [row["addressee"] for row in made] == ["council", "council", "board", "board"]

    undone = portal("import", "undo", "1", "--reason", "a trial", "--by", "ada")
    assert "1 inspection went" in undone.out
    assert held(full_engine) == before


def test_nothing_is_published_before_somebody_accepts_it(
    portal: Portal, reports: Path, full_engine: Engine
) -> None:
    before = held(full_engine)
    waiting = portal("import", "inspections", reports)
    assert "0 published" in waiting.out
    # Whoever looks a report through sees its pages, whether its checks agree or not.
    with full_engine.connect() as connection:
        drawn = connection.execute(
            text("SELECT r.outcome FROM report_pages p JOIN report_readings r "
                 "ON r.id = p.reading_id"),
        )  # fmt: skip
        assert set(drawn.scalars()) == {"green", "amber"}
    assert {name: rows for name, rows in held(full_engine).items() if name != HELD[-1]} == {
        name: rows for name, rows in before.items() if name != HELD[-1]
    }
    again = portal("import", "inspections", reports)
    assert "Nothing changed; these reports were read before." in again.out
    accepted = portal("import", "inspections", reports, "--accept", "all")
    assert "2 published (2 inspections added, 0 changed)." in accepted.out
    assert counted(full_engine, "report_readings WHERE state = 'published'") == 2


def test_a_report_of_an_inspection_that_is_there_completes_it(
    portal: Portal, tmp_path: Path, full_engine: Engine
) -> None:
    """The plan of Plymouth answers an inspection of 2014; its report is of the same."""
    pages = [
        [line.replace("12 October 2015 – 5 November 2015", "22 October – 12 November 2014")
         .replace("5 January 2016", "6 January 2015") for line in page]
        for page in sif(BOTH, title=("Plymouth City Council",))
    ]  # fmt: skip
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf(pages))
    before = held(full_engine)
    done = portal("import", "inspections", file, "--accept", "checked")
    assert "(no inspections added, 1 changed)" in done.out
    with full_engine.connect() as connection:
        query = "SELECT * FROM inspections WHERE key = 'plymouth-2014'"
        stored = connection.execute(text(query)).mappings().one()
    assert (stored["framework"], stored["published"]) == ("sif", "2015-01-06")
    assert stored["document_id"] is not None
    imported = held(full_engine)
    load(make_sessions(full_engine), [CATALOGUE])
    assert held(full_engine) == imported
    portal("import", "undo", "1", "--reason", "a trial")
    assert held(full_engine) == before


def test_no_name_of_an_inspector_is_anywhere_in_the_database(
    portal: Portal, reports: Path, full_engine: Engine
) -> None:
    done = portal("import", "inspections", reports, "--accept", "all")
    assert "4 names of inspectors were left out." in done.out
    everything = io.StringIO()
    with full_engine.connect() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table'")
            if full_engine.dialect.name == "sqlite"
            else text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        for name in names.all():
            rows = connection.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608
            csv.writer(everything).writerows(rows.all())
    stored = everything.getvalue() + done.out + done.err
    assert "Look at caseloads." in stored
    assert not [name for name in (LEAD, MEMBER, OTHER) if name in stored]


def test_what_is_not_there_is_said_in_words(portal: Portal, tmp_path: Path) -> None:
    done = portal("import", "inspections", tmp_path / "nowhere")
    assert done.code == 1
    assert "nowhere is not there" in done.err
    assert "holds no PDF file" in portal("import", "inspections", tmp_path).err
