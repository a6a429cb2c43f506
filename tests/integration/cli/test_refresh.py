"""`portal refresh`: newer releases of a publisher on this machine, until an editor agrees."""

from __future__ import annotations

import gzip
import io
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from db.engine import open_engine
from db.models import AuditEntry, Document, Import, Release, Statistic
from db.session import make_sessions
from portal.domain.access import EDITOR
from portal.importers.statistics import files
from portal.importers.statistics import publisher as publishing
from portal.importers.statistics.publisher import Publisher, PublisherError
from tests.support.commanding import Portal, portal_on
from tests.support.partners import Asking, person, server_over
from tests.support.publishing import AREAS, DOCUMENT, NAME, PLANS, Shop, plans, publisher
from tests.support.statistics import csv_text, row

OLD, NEW = plans("202425"), plans("202425", "202526")


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A publisher, which the command is set to ask."""
    with publisher() as shop:
        monkeypatch.setenv("PORTAL_REFRESH_CONTENT", f"{shop.address}/content")
        monkeypatch.setenv("PORTAL_REFRESH_API", f"{shop.address}/api")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield shop


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that the command would have waited."""
    waited: list[float] = []
    clock = SimpleNamespace(sleep=waited.append, time=time.time)
    monkeypatch.setattr("urllib3.util.retry.time", clock)
    return waited


def loaded(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Portal:
    """The command over a database that holds the plans of 2024/25."""
    portal = portal_on(url, monkeypatch, capsys)
    file = folder / "d3_cpps_subsequent_plan_2013_to_2025.csv"
    file.write_bytes(OLD)
    assert portal("import", "statistics", file, "--by", "Ada").code == 0
    return portal


@pytest.fixture(scope="module")
def pattern(new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the catalogue and the plans of 2024/25, made once."""
    url = new_database("sqlite", "catalogue")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_DATABASE_URL", url)
        from portal.cli.main import main

        file = tmp_path_factory.mktemp("old") / "d3_cpps_subsequent_plan_2013_to_2025.csv"
        file.write_bytes(OLD)
        main.main(["import", "statistics", str(file), "--by", "Ada"], standalone_mode=False)
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def engine(pattern: Path, tmp_path: Path) -> Iterator[Engine]:
    file = tmp_path / "portal.db"
    with closing(sqlite3.connect(pattern)) as held, closing(sqlite3.connect(file)) as copy:
        held.backup(copy)
    engine = open_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def portal(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Portal:
    return portal_on(str(engine.url), monkeypatch, capsys)


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return make_sessions(engine)


def figures(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(Statistic)) or 0


def release(sessions: sessionmaker[Session]) -> Any:
    with sessions() as session:
        columns = [c for c in Release.__table__.c if c.name != "content"]
        waits = Release.content.is_not(None).label("waits")
        return session.execute(select(*columns, waits)).one_or_none()


def test_a_newer_file_waits_for_an_editor_who_looks_at_it_and_publishes_it(
    full_engine: Engine,
    shop: Shop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = full_engine.url.render_as_string(hide_password=False)
    portal, sessions = loaded(url, tmp_path, monkeypatch, capsys), make_sessions(full_engine)
    monkeypatch.setenv("PORTAL_REFRESH_CONTACT", "data@region.example")
    for number in range(2, 60):
        shop.put(f"other_{number}.csv", b"", number)
    shop.put(NAME, NEW)
    headline = f"Children in need, reporting year 2026 of 29 October 2026 ({NAME})"
    asked = portal("refresh", "--check")
    assert (asked.code, asked.out) == (
        0, f"{DOCUMENT}: Not compared yet: {headline}, the next expected October 2027.\n",
    )  # fmt: skip
    agents = {asked.headers["User-Agent"] for asked in shop.asked}
    assert all(agent.endswith(" (+data@region.example)") for agent in agents)
    assert len(agents) == 1
    assert [asked.query.get("page") for asked in shop.asked] == [None, ["1"], ["2"]]
    listing = ["/content/publications/characteristics-of-children-in-need"]
    listing += ["/content/data-set-files"] * 2
    assert shop.paths() == listing
    assert release(sessions) is None
    brought = portal("refresh")
    assert brought.code == 0
    assert brought.out.splitlines() == [
        f"{DOCUMENT}: New: {headline}, the next expected October 2027.",
        f"  {DOCUMENT}: 6 rows read, 9 figures to add, 0 to change, 0 to remove.",
        "    Adds 2025/26; renews 2024/25.",
        "1 new release: look at what changes on the page Imports, or import with --yes.",
    ]
    assert shop.paths() == [*listing, "/content/releases/r-1/files/f-1"]
    assert figures(sessions) == 9
    again = portal("refresh")
    assert f"{DOCUMENT}: Waits for an editor: {headline}" in again.out
    assert shop.paths() == listing

    asking = Asking(server_over(full_engine), person(sessions, EDITOR))
    page = asking.get("/imports").text
    assert "1 new release: look at what changes" in page
    assert "published 29 October 2026: " in page
    looked = asking.form("/imports/release", document=DOCUMENT, do="look")
    assert "9 figures to add, 0 to change, 0 to remove." in looked.text
    assert "Checked only. Nothing was changed." in looked.text
    assert figures(sessions) == 9
    published = asking.form("/imports/release", document=DOCUMENT, do="publish")
    assert "9 figures added, 0 changed, 0 removed. Import " in published.text
    assert "new release: look" not in published.text
    assert figures(sessions) == 18
    with sessions() as session:
        document = session.scalars(select(Document).where(Document.key == DOCUMENT)).one()
        assert document.title == "Second or later child protection plans, 2025 to 2026"
        assert document.release == "Children in need, reporting year 2026"
        assert document.published == "2026-10-29"
        entry = session.scalars(select(Import).order_by(Import.id.desc())).first()
        assert entry is not None
        assert entry.file == NAME
        assert entry.address == f"{shop.address}/content/releases/r-1/files/f-1"
        assert entry.reason == (
            "New release: Children in need, reporting year 2026, published 29 October 2026"
        )
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions[-1] == "import"
    gone = asking.form("/imports/release", document=DOCUMENT, do="publish")
    assert (gone.status_code, "waits; somebody may have taken it." in gone.text) == (400, True)
    assert asking.form("/imports/release", document=DOCUMENT, do="x").status_code == 400
    assert f"{DOCUMENT}: Nothing newer: {headline}" in portal("refresh").out


def test_only_an_editor_sees_or_touches_what_waits(engine: Engine, shop: Shop) -> None:
    server, sessions = server_over(engine), make_sessions(engine)
    for who in (None, person(sessions, "partner")):
        asking = Asking(server, who)
        for action in ("look", "publish", "aside"):
            answer = asking.form("/imports/release", document=DOCUMENT, do=action)
            assert answer.status_code in (401, 403)


def test_an_editor_puts_a_release_aside_and_it_does_not_come_back(
    portal: Portal, engine: Engine, sessions: sessionmaker[Session], shop: Shop
) -> None:
    shop.put(NAME, plans("202425", "202526", CPP_start=210))
    portal("refresh")
    asking = Asking(server_over(engine), person(sessions, EDITOR))
    listed = asking.form("/imports/release", document=DOCUMENT, do="changes")
    assert ",Torbay,2024/25,changed,200,,,,,,210," in listed.text
    aside = asking.form("/imports/release", document=DOCUMENT, do="aside")
    assert "is put aside" in aside.text
    assert not release(sessions).waits
    assert "Nothing newer" in portal("refresh").out
    assert figures(sessions) == 9
    assert asking.form("/imports/release", document=DOCUMENT, do="aside").status_code == 400


def test_who_says_yes_needs_no_editor(
    portal: Portal, sessions: sessionmaker[Session], shop: Shop
) -> None:
    shop.put(NAME, plans("202425", "202526", CPP_start=210))
    assert portal("refresh").code == 0  # waits, and is published without another download
    shop.paths()
    done = portal("refresh", "--yes", "--by", "cron")
    assert done.code == 0
    assert "9 figures added, 6 changed, 0 removed. Import 2." in done.out
    assert [path for path in shop.paths() if "files/" in path] == []
    assert figures(sessions) == 18
    assert not release(sessions).waits
    assert portal("refresh", "--check", "--yes").code == 2


SAME = csv_text(
    [row(area, "202425", "Financial year", **PLANS) for area in reversed(AREAS)]
).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OLD, f"Nothing newer: the file of Children in need, reporting year 2026 of 29 October "
              f"2026 ({NAME})"),
        (SAME, "has the same figures."),
    ],
    ids=["the file that is loaded", "its figures in another order"],
)  # fmt: skip
def test_what_is_there_already_does_not_wait(
    content: bytes, words: str, portal: Portal, sessions: sessionmaker[Session], shop: Shop
) -> None:
    shop.put(NAME, content)
    done = portal("refresh")
    assert (done.code, words in done.out) == (0, True)
    assert not release(sessions).waits
    assert release(sessions).next_expected == "2027-10"
    with sessions() as session:
        assert session.scalar(select(func.count(Import.id))) == 1


def test_a_file_that_has_not_changed_is_not_sent_again(
    portal: Portal, sessions: sessionmaker[Session], shop: Shop
) -> None:
    shop.put(NAME, OLD)
    portal("refresh")
    shop.files[0]["published"] = "2026-11-05T09:30:00+00:00"
    done = portal("refresh")
    assert "Nothing newer" in done.out
    tagged = [asked for asked in shop.asked if "If-None-Match" in asked.headers]
    assert [asked.path for asked in tagged] == ["/content/releases/r-1/files/f-1"]
    shop.contents["f-1"] = NEW
    assert "New: " in portal("refresh").out


def test_a_data_set_for_programs_comes_packed_with_what_its_version_says(
    portal: Portal, sessions: sessionmaker[Session], shop: Shop
) -> None:
    shop.put(NAME, NEW, api={"id": "f-1", "version": "2.0"})
    shop.versions["2.0"] = {"type": "Major", "notes": "Two\ncolumns went."}
    done = portal("refresh", "--yes")
    assert done.code == 0
    assert "Children in need, reporting year 2026, version 2.0 (major)" in done.out
    with sessions() as session:
        entry = session.scalars(select(Import).order_by(Import.id.desc())).first()
        assert entry is not None
        assert entry.address == f"{shop.address}/api/data-sets/f-1/csv?dataSetVersion=2.0"
        assert entry.file == NAME
    shop.superseding = "a-2"
    shop.versions["2.1"] = {"type": "Minor", "notes": None}
    shop.files[0]["api"] = {"id": "f-1", "version": "2.1"}
    assert "is superseded" in portal("refresh").out


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"data/{NAME}", content)
    return out.getvalue()


def test_an_archive_is_taken_apart_as_one_given_by_hand(portal: Portal, shop: Shop) -> None:
    shop.put(NAME, zipped(NEW))
    assert "9 figures added" in portal("refresh", "--yes").out


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a superseded set": ({"isSuperseded": True}, "is superseded: another data set of"),
    "a name that nothing fits": (
        {"filename": "plans_2026.csv"},
        "is called d3_cpps_subsequent_plan_????_to_????.csv; was it renamed?",
    ),
    "an older release's file": ({"latestData": False}, "was it renamed?"),
    "an answer of another form": ({"release": None}, "answers in another way than expected"),
    "a data set nobody has": ({"api": {"id": "a", "version": "9"}}, "answers 404"),
}


@pytest.mark.parametrize(("more", "words"), FAULTS.values(), ids=FAULTS)
def test_a_listing_that_cannot_be_followed_is_explained(
    more: dict[str, Any], words: str, portal: Portal, sessions: sessionmaker[Session], shop: Shop
) -> None:
    shop.put(NAME, NEW, **more)
    done = portal("refresh", "--yes")
    assert done.code == 1
    assert words in done.out
    assert done.lines[-1] == "Error: 1 of 1 data sets need a person; see above."
    assert release(sessions) is None


def test_two_files_of_a_name_are_not_chosen_from(portal: Portal, shop: Shop) -> None:
    shop.put(NAME, NEW)
    shop.put(NAME.replace("2013", "2014"), NEW, 2)
    done = portal("refresh")
    assert (done.code, "Several files of" in done.out) == (1, True)


def tiny(_shop: Shop, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(files, "_MAX_BYTES", 2_000)


def narrow(_shop: Shop, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(publishing, "_MAX_BYTES", 100)


def cut(shop: Shop, _patch: pytest.MonkeyPatch) -> None:
    shop.cut = True


def elsewhere(shop: Shop, _patch: pytest.MonkeyPatch) -> None:
    shop.redirect = "http://127.0.0.2:9/x"


BAD = {
    "a cut download": (NEW, cut, "broke off (IncompleteRead)"),
    "a cut archive": (gzip.compress(NEW)[:-20], None, "is it cut off?"),
    "a bomb": (gzip.compress(b"0" * 3_000), tiny, "It unpacks to more than"),
    "a bomb as an archive": (zipped(b"0" * 3_000), tiny, "It unpacks to more than"),
    "a file that is too large": (NEW, narrow, "sends more than"),
    "another host": (NEW, elsewhere, "leads to a host that is not in the settings"),
    "a page": (b"<html>Sorry</html>", None, "It cannot be imported as it is."),
}  # fmt: skip


@pytest.mark.parametrize(("content", "change", "words"), BAD.values(), ids=BAD)
def test_a_bad_download_is_refused_and_leaves_the_figures(
    content: bytes,
    change: Any,
    words: str,
    portal: Portal,
    sessions: sessionmaker[Session],
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop.put(NAME, content)
    if change:
        change(shop, monkeypatch)
    done = portal("refresh", "--yes")
    assert (done.code, words in done.out) == (1, True), done.out
    assert figures(sessions) == 9


def test_a_changed_column_waits_with_its_fault_for_a_mapping_that_knows_it(
    portal: Portal, engine: Engine, sessions: sessionmaker[Session], shop: Shop
) -> None:
    shop.put(NAME, NEW.replace(b"CPP_subsequent_percent", b"CPP_subsequent_pct"))
    done = portal("refresh", "--yes")
    assert done.code == 1
    renamed = "is it renamed to CPP_subsequent_pct?"
    assert renamed in done.out
    assert figures(sessions) == 9
    asking = Asking(server_over(engine), person(sessions, EDITOR))
    assert renamed in asking.get("/imports").text
    looked = asking.form("/imports/release", document=DOCUMENT, do="look")
    assert (looked.status_code, renamed in looked.text) == (400, True)


@pytest.mark.parametrize(
    ("busy", "waited", "code"),
    [
        ([(429, "7")], [7], 0),
        ([(504, ""), (504, "")], [4], 0),  # the first repetition comes at once
        ([(429, "9999")], [120], 0),
        ([(429, "1")] * 5, [1, 1, 1, 1], 1),
    ],
)
def test_a_busy_service_is_given_time(
    busy: list[tuple[int, str]],
    waited: list[float],
    code: int,
    portal: Portal,
    shop: Shop,
    pauses: list[float],
) -> None:
    shop.put(NAME, NEW)
    shop.busy = list(busy)
    done = portal("refresh", "--check")
    assert (done.code, [pause for pause in pauses if pause]) == (code, waited)
    assert ("also after 4 more attempts; try again later." in done.out) == bool(code)


def test_a_download_has_its_time_and_stays_in_its_folder(shop: Shop, tmp_path: Path) -> None:
    shop.put("../../x/d3.csv", NEW)
    seconds = iter(range(0, 100_000, 700))
    with Publisher(f"{shop.address}/content", f"{shop.address}/api", "test") as good:
        file = good.newest("any", "*d3.csv")
        assert file is not None
        fetched = good.fetch(file, tmp_path)
        assert fetched is not None
        assert fetched.path == tmp_path / "d3.csv"
        assert fetched.path.read_bytes() == NEW
    address = (f"{shop.address}/content", f"{shop.address}/api")
    with (
        Publisher(*address, "test", clock=lambda: float(next(seconds))) as slow,
        pytest.raises(PublisherError, match="takes longer than 10 minutes"),
    ):
        slow.fetch(file, tmp_path)


def test_a_service_that_is_away_is_explained(
    portal: Portal, shop: Shop, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    monkeypatch.setenv("PORTAL_REFRESH_CONTENT", "http://127.0.0.1:9/content")
    done = portal("refresh")
    assert (done.code, "cannot be reached (ConnectionRefusedError)" in done.out) == (1, True)
