"""A region runs its portal from the browser: each task by the role that may, refused to others."""

from __future__ import annotations

import csv
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Download, Locator, Page, expect

from db.engine import open_engine
from db.session import make_sessions
from portal.auth.accounts import AccountService
from portal.auth.attempts import MOST_FAILURES
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER
from portal.importers.load import load
from portal.settings import CATALOGUE
from tests.browser.conftest import Watch
from tests.browser.reading import open_filters, open_page, overflow
from tests.support.council_plans import let_wait, paper
from tests.support.council_returns import bring_official
from tests.support.serving import portal_server
from tests.support.signing_in import CHEAP, PASSWORD, make_account, sign_in_page
from tests.support.statistics import csv_text, lait_row, row, write_dictionary, write_lait
from tests.support.trackers import write_tracker

pytestmark = pytest.mark.browser

CHIEF, EDI, PAT = "chief@running.example", "edi@running.example", "pat@running.example"
LOCKED = "ann@running.example"
REPORTED = ("torbay-2011-improvement-plan-report", "plymouth-2015-draft-improvement-plan")
# Every page of section "From the browser", by who may not see it.
NOT_FOR_EDITORS = (
    "/accounts",
    "/audit",
    "/audit.csv",
    "/region",
    "/region/template.pptx",
    "/check",
)
NOT_FOR_ADMINISTRATORS = (
    "/imports",
    "/imports/plans",
    "/imports/reports",
    "/imports/folders",
    "/imports/folders/compare",
    "/imports/folders/new/plan.zip",
    "/words",
    "/words/areas",
    "/words/themes/adoption",
    "/partnership",
)


@pytest.fixture(scope="module")
def sqlite_file(new_database: Callable[..., str]) -> str:
    """The catalogue in a file of these tests' own, since they write to it."""
    return new_database("sqlite", "catalogue")


@pytest.fixture(scope="module")
def served(sqlite_file: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal with people, and two reports of a plan of each of two councils."""
    engine = open_engine(sqlite_file)
    sessions = make_sessions(engine)
    for name, role in ((CHIEF, ADMINISTRATOR), (EDI, EDITOR), (PAT, PARTNER), (LOCKED, REVIEWER)):
        make_account(sessions, name, [role], display=name.split("@")[0].capitalize())
    folder = tmp_path_factory.mktemp("reports")
    load(sessions, [write_tracker(folder, CATALOGUE / name)[0] for name in REPORTED])
    with portal_server(sqlite_file) as address:
        yield address
    engine.dispose()


def taken(page: Page, press: Locator) -> Download:
    """The file that a link or a button gives."""
    with page.expect_download() as started:
        press.click()
    return started.value


def button(page: Page, name: str) -> Locator:
    """A button by the whole of its name."""
    return page.get_by_role("button", name=name, exact=True)


def test_an_account_is_unlocked_and_gets_a_new_password(
    new_page: Callable[[], Page], sqlite_file: str
) -> None:
    engine = open_engine(sqlite_file)
    accounts = AccountService(make_sessions(engine), hasher=CHEAP)
    for _ in range(MOST_FAILURES):
        accounts.sign_in(LOCKED, "not the password", place="somewhere")
    engine.dispose()
    chief, ann = new_page(), new_page()
    sign_in_page(chief, CHIEF)
    chief.goto("/accounts?q=ann@")
    expect(chief.get_by_role("row", name=LOCKED)).to_contain_text(re.compile(r"locked until \d\d:"))
    chief.get_by_role("link", name=LOCKED).click()
    button(chief, "Unlock now").click()
    expect(chief.get_by_role("listitem").first).to_contain_text("failed attempts begins anew")
    chief.locator("main").get_by_role("button").click()
    expect(chief.get_by_role("status")).to_have_text("The account is unlocked.")
    button(chief, "Make a link").click()
    expect(chief.get_by_text("The present password stops working now")).to_be_visible()
    chief.locator("main").get_by_role("button").click()
    ann.goto(chief.get_by_label("Link", exact=True).input_value())
    ann.get_by_label("New password", exact=True).fill(PASSWORD)
    ann.get_by_label("New password again").fill(PASSWORD)
    button(ann, "Set the password and sign in").click()
    expect(ann.locator("#app-user summary")).to_have_text("Ann")


def test_the_audit_log_is_narrowed_and_taken_away(page: Page) -> None:
    sign_in_page(page, CHIEF)
    page.goto("/audit")
    page.get_by_label("Account, as who").fill(PAT)
    page.get_by_label("Action").select_option("account added")
    page.get_by_label("From day").fill("2026-01-01")
    button(page, "Show").click()
    rows = page.get_by_role("region", name="Rows of the log").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(PAT)
    file = taken(page, page.get_by_role("link", name="Download as CSV"))
    (line,) = csv.DictReader(file.path().read_text("utf-8-sig").splitlines())
    assert (line["action"], line["subject"]) == ("account added", PAT)
    page.get_by_label("To day").fill("2026-01-01")
    button(page, "Show").click()
    expect(rows).to_have_count(0)


def test_the_portal_is_checked_and_backed_up(page: Page) -> None:
    sign_in_page(page, CHIEF)
    page.goto("/check")
    expect(page.get_by_role("region", name="Checks").get_by_role("row")).not_to_have_count(1)
    expect(page.locator(".check-fail")).to_have_count(0)
    copy = taken(page, button(page, "Make a backup and download it"))
    assert re.fullmatch(r"alongside-[\d-]+\.db", copy.suggested_filename)
    with closing(sqlite3.connect(copy.path())) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = database.execute("SELECT name FROM accounts").fetchall()
    assert (CHIEF,) in names
    page.goto("/audit?action=backup downloaded")
    expect(page.get_by_role("cell", name="backup downloaded")).to_have_count(1)


def test_the_region_gets_its_name_logo_councils_and_welcome(
    new_page: Callable[[], Page], tmp_path: Path
) -> None:
    page, reader = new_page(), new_page()
    sign_in_page(page, CHIEF)
    page.goto("/region")
    Image.new("RGB", (40, 40), "navy").save(tmp_path / "logo.png")
    page.get_by_label("Name of the region").fill("Test <West>")
    page.get_by_label("Logo").set_input_files(tmp_path / "logo.png")
    page.get_by_label("Councils shown first").fill("Plymouth")
    page.get_by_label("Welcome on the first page").fill("Good & welcome.")
    button(page, "Save and show to everybody").click()
    expect(page.get_by_role("status")).to_have_text("The region is changed.")
    template = taken(page, page.get_by_role("link", name="Download one to begin from").first)
    template.save_as(tmp_path / "own.pptx")
    page.locator("#pptx").set_input_files(tmp_path / "own.pptx")
    button(page, "Check and use the templates").click()
    expect(page.get_by_text("Now: own.pptx.")).to_be_visible()
    open_page(reader, "/")
    expect(reader.locator(".welcome")).to_have_text("Good & welcome.")
    expect(reader.locator(".brand-region")).to_have_text("Test <West>")
    wide = reader.locator(".brand-logo").evaluate("picture => picture.naturalWidth")
    assert wide > 0
    open_page(reader, "/plans")
    expect(reader.locator(".summary h3 a")).to_have_text(["Plymouth"])
    # All of it is taken back.
    for label in ("Name of the region", "Councils shown first", "Welcome on the first page"):
        page.get_by_label(label).fill("")
    page.get_by_label("Remove the logo").check()
    button(page, "Save and show to everybody").click()
    expect(page.get_by_role("status")).to_have_text("The region is changed.")
    open_page(reader, "/")
    expect(reader.locator(".welcome, .brand-logo, .brand-region")).to_have_count(0)


def test_lait_is_imported_with_its_dictionary_and_undone(page: Page, tmp_path: Path) -> None:
    rows = [lait_row(years=year, number=n) for year in ("2024", "2025") for n in ("970", "880")]
    sign_in_page(page, EDI)
    page.goto("/imports")
    page.get_by_label("What it is").select_option("lait")
    page.get_by_label("File, at most").set_input_files(write_lait(tmp_path / "l.parquet", rows))
    page.get_by_label("Dictionary (.csv)").set_input_files(write_dictionary(tmp_path / "d.csv"))
    button(page, "Import").click()
    expect(page.get_by_role("status")).to_contain_text("4 figures added")
    page.locator("summary", has_text="Undo").first.click()
    page.get_by_label("Why").first.fill("Tried only")
    page.get_by_role("button", name="Undo import").first.click()
    expect(page.get_by_role("status")).to_contain_text("4 figures went")


def test_a_mapping_is_made_and_reads_next_years_file(page: Page, tmp_path: Path) -> None:
    def file(year: str) -> Path:
        path = tmp_path / f"visits {year}.csv"
        rows = [row(area, year, visits=7, share=12.5) for area in ("torbay", "england")]
        path.write_text(csv_text(rows), "utf-8")
        return path

    sign_in_page(page, EDI)
    page.goto("/imports")
    page.get_by_label("File, at most").set_input_files(file("2024"))
    button(page, "Choose what its columns are").click()
    page.get_by_label("Title, without the year").fill("Visits of tests")
    page.get_by_label("What visits counts").fill("Visits made")
    page.get_by_label("Unit of visits").select_option("days")
    page.get_by_label("What share is").select_option("left")
    button(page, "See the figures it gives").click()
    given = page.get_by_role("region", name="The figures it gives")
    expect(given.get_by_role("row", name="Visits made")).to_contain_text("days")
    button(page, "Import and save the mapping").click()
    expect(page.get_by_text("2 figures added")).to_be_visible()
    expect(page.get_by_text("A file with these columns is known from now on")).to_be_visible()
    page.goto("/imports")
    expect(page.get_by_role("link", name="Visits of tests")).to_be_visible()
    page.get_by_label("File, at most").set_input_files(file("2025"))
    button(page, "Check only").click()
    expect(page.get_by_role("status")).to_contain_text("2 figures to add, 0 to change")


def test_a_paper_is_taken_as_a_folder_and_loaded_from_it(
    page: Page, watch: Watch, sqlite_file: str, tmp_path: Path
) -> None:
    watch.allow(400)
    engine = open_engine(sqlite_file)
    sessions = make_sessions(engine)
    number = let_wait(
        sessions, make_account(sessions, EDI, [EDITOR]), paper(council="Middlesbrough")
    )
    engine.dispose()
    sign_in_page(page, EDI)
    page.goto(f"/imports/plans/{number}")
    folder = taken(page, page.get_by_role("link", name="Download as a catalogue folder"))
    page.goto("/imports/folders")
    empty = taken(page, page.get_by_role("link", name="an empty folder, with every file"))
    with zipfile.ZipFile(empty.path()) as archive:
        assert {"new-plan/README.md", "new-plan/actions.csv"} <= {*archive.namelist()}
    empty.save_as(tmp_path / "new-plan.zip")
    page.get_by_label("ZIP archive with").set_input_files(tmp_path / "new-plan.zip")
    button(page, "See what it changes").click()
    faults = page.get_by_role("region", name="Faults of the file").locator("tbody tr")
    expect(faults.filter(has_text="it must be filled")).not_to_have_count(0)
    expect(faults.filter(has_not_text="document.toml")).to_have_count(0)
    page.get_by_label("ZIP archive with").set_input_files(
        {"name": "folder.zip", "mimeType": "application/zip", "buffer": folder.path().read_bytes()}
    )
    button(page, "See what it changes").click()
    expect(page.get_by_role("region", name="What changes")).to_contain_text("is new")
    button(page, "Load it").click()
    expect(page.get_by_role("status")).to_contain_text("Loaded. Import")


def test_a_return_begins_from_the_template(page: Page, sqlite_file: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_file)
    bring_official(make_sessions(engine), tmp_path)
    engine.dispose()
    sign_in_page(page, EDI)
    page.goto("/shared")
    page.locator("#template-council").select_option(label="Torbay")
    template = taken(page, button(page, "Download the template"))
    template.save_as(tmp_path / "template.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "template.xlsx").worksheets[0]
    assert sheet.max_row > 1


def change_word(page: Page, path: str, label: str, value: str) -> None:
    """Change a field of a word, and say why."""
    page.goto(path)
    page.get_by_label(re.compile(f"^{label}")).fill(value)
    page.get_by_label("Reason").first.fill("As we say it")
    button(page, "See what the change does").click()
    button(page, "Make the change").click()
    expect(page.get_by_role("status")).to_contain_text("The change is made")


def put_back(page: Page, path: str) -> None:
    """Let a word say again what its file says."""
    page.goto(path)
    page.get_by_label("Reason").last.fill("Tried only")
    button(page, "Put it back").click()
    button(page, "Put it back").click()
    expect(page.get_by_role("status")).to_contain_text("It says again")


def test_an_area_is_added_renamed_and_removed(page: Page) -> None:
    sign_in_page(page, EDI)
    page.goto("/words")
    page.get_by_role("link", name="Add an improvement area").click()
    page.get_by_label("Name", exact=True).fill("Foster carers")
    page.get_by_label("Short name").fill("Fostering")
    page.get_by_label("What belongs there").fill("foster care")
    page.get_by_label("Place in the order").fill("1")
    button(page, "See what this does").click()
    button(page, "Add it").click()
    expect(page.get_by_role("status")).to_contain_text("It is added")
    address = page.url.partition("?")[0]
    change_word(page, address, "Name", "Care by foster carers")
    page.goto("/words")
    first = page.get_by_role("region", name="Improvement areas").locator("tbody tr").first
    expect(first).to_contain_text("Care by foster carers")
    page.goto(address)
    page.get_by_role("button", name="Remove Care by foster carers").click()
    button(page, "Remove it").click()
    expect(page.get_by_role("status")).to_have_text("It is removed.")


def test_a_theme_and_the_measures_of_an_area_get_another_order(page: Page) -> None:
    sign_in_page(page, EDI)
    theme, measure = "/words/themes/care-leavers", "/words/measures/repeat-referrals"
    change_word(page, theme, "Name", "After care")
    change_word(page, theme, "Place in the order", "1")
    change_word(page, measure, "Place among the measures", "1")
    open_page(page, "/plans")
    open_filters(page)
    themes = page.locator("#compare-theme label")
    expect(themes.nth(1)).to_contain_text("After care")
    open_page(page, "/indicators")
    choices = page.locator("#indicators-measure option", has_text="Front door")
    expect(choices.first).to_contain_text("Repeat referrals within 12 months")
    put_back(page, theme)
    put_back(page, measure)
    open_page(page, "/plans")
    expect(themes.filter(has_text="Care leavers")).to_have_count(1)


REFUSED = [
    *((EDI, path) for path in NOT_FOR_EDITORS),
    *((CHIEF, path) for path in NOT_FOR_ADMINISTRATORS),
    *((PAT, path) for path in ("/accounts", "/region", "/check", "/imports", "/words")),
]


def test_whoever_may_not_is_led_to_what_the_account_can_do(page: Page, watch: Watch) -> None:
    watch.allow(403)
    leads = {
        EDI: ["Imports", "Words"],
        CHIEF: ["Accounts", "Audit log", "Region"],
        PAT: ["Partnership"],
    }
    who = ""
    for name, path in REFUSED:
        if name != who:
            sign_in_page(page, name)
            who = name
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403, path
        expect(page.get_by_role("heading", level=1)).to_have_text("This is not for your account")
        expect(page.locator("#app-user summary")).to_have_text(name.split("@")[0].capitalize())
        for lead in leads[name]:
            expect(page.locator("main").get_by_role("link", name=lead)).to_be_visible()


def test_a_burn_up_and_what_moved_are_drawn_for_a_region(page: Page) -> None:
    open_page(page, "/progress?councils=torbay,plymouth")
    moves = page.locator(".plan-moves")
    expect(moves.locator("tbody tr")).to_have_count(2)
    for council in ("Torbay", "Plymouth"):
        row_of = moves.get_by_role("row", name=council)
        expect(row_of).to_contain_text("31 December 2025")
        expect(row_of).to_contain_text("1 put off to a later date; 1 better")
    charts = page.locator(".burn-up:visible")
    expect(charts).to_have_count(2)
    expect(charts.first).to_have_attribute("aria-label", re.compile("^Burn-up of "))
    wide = charts.first.bounding_box()
    assert wide is not None
    assert wide["width"] > 600
    page.set_viewport_size({"width": 390, "height": 844})
    expect(charts).to_have_count(2)
    expect(page.locator(".burn-up.wide:visible")).to_have_count(0)
    assert overflow(page) <= 0
