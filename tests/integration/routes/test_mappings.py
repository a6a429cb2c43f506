"""A mapping made in the browser: preview, what each column is, the figures it gives, next year."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from db.engine import open_engine
from db.models import Indicator, SavedMapping
from db.session import make_sessions
from portal.domain.access import EDITOR
from tests.integration.routes.test_imports import sent
from tests.support.partners import Asking, person, server_over
from tests.support.statistics import AREAS, csv_text, row

VISITS = ("torbay", "plymouth", "england")
ODD = "Where,When,How good\nE06000027,2024,12\nE06000026,2024,9\nE92000001,2024,10\n"


def visits(year: str) -> bytes:
    rows = [row(area, year, visits=n + 1, share=n * 10.5) for n, area in enumerate(VISITS)]
    return csv_text(rows).encode()


@pytest.fixture(scope="module")
def engine(new_database: Callable[..., str]) -> Iterator[Engine]:
    engine = open_engine(new_database("sqlite", "catalogue"))
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return make_sessions(engine)


@pytest.fixture(scope="module")
def server(engine: Engine) -> Any:
    return server_over(engine)


@pytest.fixture
def asking(
    server: Any, sessions: sessionmaker[Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Asking]:
    """An editor; whatever is done leaves no file behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield Asking(server, person(sessions, EDITOR, f"{tmp_path.name}@editors.example"[-60:]))
    assert list(tmp_path.iterdir()) == []


def begun(asking: Asking, content: bytes, name: str) -> str:
    answer = sent(asking, content, name, do="columns")
    assert answer.status_code == 303, answer.text
    address: str = answer.headers["Location"]
    return address


def place(page: str, column: str) -> int:
    """The place of a column in the form."""
    return int(
        page.split(f'<th scope="row">{column}</th>')[1].split('name="role-')[1].split('"')[0]
    )


def test_an_editor_makes_a_mapping_and_it_reads_next_years_file(
    asking: Asking, sessions: sessionmaker[Session]
) -> None:
    address = begun(asking, visits("2024"), "visits 2024.csv")
    page = asking.get(address).text
    assert "The first rows of visits_2024.csv." in page
    assert "This makes 2 indicators." in page
    assert "Known from all open-data files: time_period, time_identifier, " in page
    count, share = place(page, "visits"), place(page, "share")
    fields = {
        "title": "Visits <b>", "published": "2024", f"name-{count}": "Visits made",
        f"unit-{count}": "days", f"role-{share}": "figure", f"unit-{share}": "per_10k",
        f"polarity-{share}": "high",
    }  # fmt: skip
    silent = asking.form(address, do="look", **fields)
    assert (silent.status_code, "Say why high is better for “share”." in silent.text) == (400, True)
    fields[f"reason-{share}"] = "More is better"
    looked = asking.form(address, do="look", **fields)
    assert looked.status_code == 200
    assert "6 figures to add" in looked.text
    for text in (
        '<th scope="row">Visits made</th><td data-label="Unit">days</td>'
        '<td data-label="Figures">3</td><td data-label="Period">2024</td>'
        '<td data-label="England">3</td><td data-label="Lowest council">1</td>'
        '<td data-label="Highest council">2</td>',
        '<td data-label="Unit">per 10,000 children</td>',
    ):
        assert text in looked.text
    assert "<b>" not in looked.text
    done = asking.form(address, do="import", **fields)
    assert (done.status_code, "6 figures added" in done.text) == (200, True)
    assert "Saved. A file with these columns is known from now on" in done.text
    with sessions() as session:
        units = dict(
            session.execute(
                select(Indicator.name, Indicator.unit).where(Indicator.key.like("visits-b%"))
            ).all()  # type: ignore[arg-type]
        )
        assert units == {"Visits made": "days", "Share": "per_10k"}
        (saved,) = session.scalars(select(SavedMapping)).all()
        assert (saved.saved, saved.content) == (True, None)
    assert f'<a href="{address}">Visits &lt;b&gt;</a>' in asking.get("/imports").text
    assert asking.form(address, do="toml").text.startswith("# A draft by")
    after = asking.form(address, do="look", **fields)
    assert (after.status_code, "make it anew from a file" in after.text) == (400, True)
    next_year = sent(asking, visits("2025"), "other name.csv", do="check")
    assert "6 figures to add, 0 to change, 0 to remove." in next_year.text
    assert "Adds 2025; leaves 2024." in next_year.text
    removed = asking.form(address, do="remove")
    assert "The mapping is removed" in removed.text
    unknown = sent(asking, visits("2025"), "other name.csv", do="check")
    assert "The portal does not know this table." in unknown.text


def test_columns_that_no_rule_knows_are_what_the_editor_says(asking: Asking) -> None:
    address = begun(asking, ODD.encode(), "odd.csv")
    page = asking.get(address)
    assert "This is no open-data file" in page.text
    assert "<td>E06000027</td><td>2024</td><td>12</td>" in page.text
    roles = {"role-0": "area_code", "role-1": "period", "role-2": "figure"}
    looked = asking.form(address, do="look", title="Odd", **roles, **{"unit-2": "percent"})
    assert (looked.status_code, "3 figures to add" in looked.text) == (200, True)
    assert '<td data-label="Lowest council">9</td>' in looked.text
    assert 'title = "Even"' in asking.form(address, do="toml", title="Even", **roles).text
    nameless = asking.form(address, do="save", **roles)
    assert (nameless.status_code, "Name the data set" in nameless.text) == (400, True)
    text = asking.form(address, do="look", title="Odd", **{**roles, "role-0": "figure"})
    assert (text.status_code, "The choices do not fit." in text.text) == (400, True)


@pytest.mark.parametrize(
    ("role", "words"),
    [("filter", "This makes 4 indicators."), ("left", "This makes 1 indicator.")],
)
def test_a_column_becomes_a_filter_or_is_left_out(role: str, words: str, asking: Asking) -> None:
    rows = [row(area, visits=7, cohort=n % 4) for n, area in enumerate(AREAS)]
    address = begun(asking, csv_text(rows).encode(), "cohorts.csv")
    place_of = place(asking.get(address).text, "cohort")
    looked = asking.form(address, do="look", title="Cohorts", **{f"role-{place_of}": role})
    assert (looked.status_code, words in looked.text) == (200, True)


WIDE = """Homes by council
LA number;Authority;2023/24;2024/25 (p)
880;Torbay;12;14
879;Plymouth;30;[c]
806;Middlesbrough;21;25
"""


def test_figures_under_periods_are_named_and_nobody_is_taken_for_the_publisher(
    asking: Asking, sessions: sessionmaker[Session]
) -> None:
    address = begun(asking, WIDE.encode("utf-16"), "homes.csv")
    page = asking.get(address).text
    assert '<th scope="row">All columns of periods</th>' in page
    assert 'name="publisher" maxlength="200" value="Not stated"' in page
    fields = {
        "title": "Homes", "publisher": "A region", "role-0": "area_number", "role-1": "area_name",
        "name-4": "Places in homes", "unit-4": "days", "area-4": "looked-after",
    }  # fmt: skip
    done = asking.form(address, do="import", **fields)
    assert (done.status_code, "6 figures added" in done.text) == (200, True)
    with sessions() as session:
        (made,) = session.scalars(select(Indicator).where(Indicator.name == "Places in homes"))
        assert (made.unit, made.area.key) == ("days", "looked-after")


def test_a_table_of_ordinary_columns_is_known_by_its_name_too(asking: Asking) -> None:
    text = "ONS code,Area,Rate per 10000 2023/24,Rate per 10000 2024/25\n"
    text += "E06000027,Torbay,120,130\nE06000026,Plymouth,90,[c]\n"
    address = begun(asking, text.encode(), "missing_episodes_2025.csv")
    assert '<th scope="row">All columns of periods</th>' in asking.get(address).text
    done = asking.form(address, do="import", title="Missing episodes")
    assert (done.status_code, "4 figures added" in done.text) == (200, True)
    later = text.replace("2024/25", "2025/26").encode()
    alike = sent(asking, later, "missing_episodes_2026.csv", do="check")
    assert "2 figures to add" in alike.text
    other = sent(asking, later, "agency_workers_2026.csv", do="check")
    assert (other.status_code, "and so may any table" in other.text) == (400, True)


def test_a_year_that_the_file_tells_is_offered(asking: Asking) -> None:
    rows = [row(area, "202425", "Reporting year", t_pupils=n + 3, pt_sess=n)
            for n, area in enumerate(VISITS)]  # fmt: skip
    address = begun(asking, csv_text(rows).encode(), "school_absence.csv")
    page = asking.get(address).text
    assert '<option value="academic" selected>31 August</option>' in page
    assert 'value="Department for Education"' in page


def test_figures_are_replaced_with_a_reason_only(asking: Asking) -> None:
    for share, reason, code in ((1, "", 200), (2, "", 400), (2, "Corrected", 200)):
        content = csv_text([row("torbay", visits=share)]).encode()
        address = begun(asking, content, "again.csv")
        done = asking.form(address, do="import", title="Again", reason=reason)
        assert done.status_code == code
        assert ("published figures would change. Say why." in done.text) == (code == 400)


def test_nothing_is_imported_where_the_mapping_cannot_be_saved_and_a_guess_is_said(
    asking: Asking, sessions: sessionmaker[Session]
) -> None:
    table = b"Year,Torbay,Plymouth\n2024,1.5,2.5\n2025,3.5,4.5\n"
    address = begun(asking, table, "nameless.csv")
    page = asking.get(address).text
    assert "as drafted: ratio, a guess" in page
    assert "<td>Torbay</td><td>1.5</td>" in page
    refused = asking.form(address, do="import")
    assert (refused.status_code, "Name the data set" in refused.text) == (400, True)
    with sessions() as session:
        assert session.scalars(select(Indicator).where(Indicator.key.like("nameless%"))).all() == []
    done = asking.form(address, do="import", title="Named")
    assert (done.status_code, "4 figures added" in done.text) == (200, True)


def test_drafts_are_their_editors_alone(
    asking: Asking, server: Any, sessions: sessionmaker[Session]
) -> None:
    address = begun(asking, ODD.encode(), "older.csv")
    other = Asking(server, person(sessions, EDITOR, "other@editors.example"))
    assert other.get(address).status_code == 404
    assert other.form(address, do="remove").status_code == 404
    assert Asking(server, person(sessions, "partner")).get(address).status_code == 403
    assert Asking(server).form(address, do="look").status_code == 401
    assert asking.form(address, do="x").status_code == 400
    assert "Mapping of newer.csv" in asking.get(begun(asking, ODD.encode(), "newer.csv")).text
    with sessions() as session:
        drafts = select(SavedMapping.file).where(~SavedMapping.saved)
        assert [f for f in session.scalars(drafts) if f == "older.csv"] == []
    broken = sent(asking, b"", "odd.csv", do="columns")
    assert (broken.status_code, "The file is empty" in broken.text) == (400, True)
