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
from portal.auth.attempts import MOST_FAILURES
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER, SUBMITTER
from portal.importers.load import load
from portal.settings import CATALOGUE
from tests.browser.conftest import Watch
from tests.browser.reading import expect_read, open_filters, open_page, overflow
from tests.integration.routes.test_imports import model_csv, table_csv
from tests.support.council_plans import let_wait, paper
from tests.support.council_returns import bring_official
from tests.support.publishing import DOCUMENT, NAME, bring_plans, plans, publisher, refresh
from tests.support.serving import portal_server
from tests.support.signing_in import PASSWORD, make_account, sign_in_page
from tests.support.statistics import csv_text, lait_row, row, write_dictionary, write_lait
from tests.support.trackers import write_tracker

pytestmark = pytest.mark.browser

CHIEF, EDI, PAT = "chief@running.example", "edi@running.example", "pat@running.example"
REV, SUE = "rev@running.example", "sue@running.example"
LOCKED = "ann@running.example"
REFUSED = "This is not for your account"
REPORTED = ("torbay-2011-improvement-plan-report", "plymouth-2015-draft-improvement-plan")


@pytest.fixture(scope="module")
def sqlite_file(new_database: Callable[..., str]) -> str:
    """The catalogue in a file of these tests' own, since they write to it."""
    return new_database("sqlite", "catalogue")


@pytest.fixture(scope="module")
def served(sqlite_file: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal with people, and two reports of a plan of each of two councils."""
    engine = open_engine(sqlite_file)
    sessions = make_sessions(engine)
    for name, role in (
        (CHIEF, ADMINISTRATOR), (EDI, EDITOR), (PAT, PARTNER), (LOCKED, REVIEWER),
        (REV, REVIEWER), (SUE, SUBMITTER),
    ):  # fmt: skip
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
    new_page: Callable[[], Page], watch: Watch
) -> None:
    watch.allow(401, 429)
    chief, ann = new_page(), new_page()
    ann.goto("/sign-in")
    for answered in (*["The name or the password is not right."] * MOST_FAILURES, "Try again at"):
        ann.get_by_label("Name").fill(LOCKED)
        ann.get_by_label("Password").fill("not the password")
        button(ann, "Sign in").click()
        expect(ann.get_by_label("Password")).to_have_value("")  # the page of the answer
        expect(ann.get_by_role("alert")).to_contain_text(answered)
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


def test_an_account_gets_other_roles_and_a_group(page: Page) -> None:
    sign_in_page(page, CHIEF)
    page.goto(f"/accounts?q={LOCKED}")
    page.get_by_role("link", name=LOCKED).click()
    page.get_by_label("partner:").check()
    page.get_by_label("reviewer:").uncheck()
    button(page, "Change the roles").click()
    effects = page.locator(".facts li")
    expect(effects).to_have_text(
        [re.compile("becomes partner"), re.compile("stops being reviewer")]
    )
    page.locator("main").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("The roles are changed")
    expect(page.get_by_label("partner:")).to_be_checked()
    page.get_by_label("Names of groups").fill("Cohort of tests")
    button(page, "Change the groups").click()
    expect(effects).to_contain_text("shared with the group “Cohort of tests”")
    page.locator("main").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("The groups are changed")


def test_the_audit_log_is_narrowed_and_taken_away(page: Page) -> None:
    sign_in_page(page, CHIEF)
    page.goto("/audit")
    page.get_by_label("Account, as who").fill(PAT)
    page.get_by_label("Action").select_option("account added")
    page.get_by_label("From day").fill("2001-01-01")
    button(page, "Show").click()
    rows = page.get_by_role("region", name="Rows of the log").locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(PAT)
    file = taken(page, page.get_by_role("link", name="Download as CSV"))
    (line,) = csv.DictReader(file.path().read_text("utf-8-sig").splitlines())
    assert (line["action"], line["subject"]) == ("account added", PAT)
    page.get_by_label("To day").fill("2001-01-01")
    button(page, "Show").click()
    expect(rows).to_have_count(0)
    expect(page.get_by_text("No row fits. An account is named in full")).to_be_visible()
    expect(page.locator(f"#accounts option[value='{PAT}']")).to_have_count(1)


def undo_newest(page: Page) -> None:
    """Undo the newest import of the page of imports."""
    page.locator("summary", has_text="Undo").first.click()
    page.get_by_label("Why", exact=True).first.fill("Tried only")
    page.get_by_role("button", name="Undo import").first.click()


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
    button(page, "See what this changes").click()
    expect(page.locator(".facts li").first).to_contain_text("“none” becomes “Test <West>”")
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
    there = "picture => picture.naturalWidth > 0"
    expect_read(reader, lambda: reader.locator(".brand-logo").evaluate(there), True)
    open_page(reader, "/plans")
    expect(reader.locator(".summary h3 a")).to_have_text(["Plymouth"])
    # All of it is taken back.
    for label in ("Name of the region", "Councils shown first", "Welcome on the first page"):
        page.get_by_label(label).fill("")
    page.get_by_label("Remove the logo").check()
    button(page, "See what this changes").click()
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
    undo_newest(page)
    expect(page.get_by_role("status")).to_contain_text("4 figures went")


def test_neighbours_and_an_overview_of_inspections_are_imported(page: Page, tmp_path: Path) -> None:
    model, overview = tmp_path / "sn_model_2025_wide.csv", tmp_path / "overview.csv"
    model.write_bytes(model_csv())
    overview.write_bytes(table_csv("good"))
    sign_in_page(page, EDI)
    page.goto("/imports")
    for kind, file in (("neighbours", model), ("overview", overview)):
        page.get_by_label("What it is").select_option(kind)
        page.get_by_label("File, at most").set_input_files(file)
        button(page, "Import").click()
        expect(page.get_by_role("status")).to_contain_text("added")
        undo_newest(page)
        expect(page.get_by_role("status")).to_contain_text("is undone")


def test_a_newer_release_waits_until_an_editor_decides(
    page: Page, watch: Watch, sqlite_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    engine = open_engine(sqlite_file)
    sessions = make_sessions(engine)
    bring_plans(sessions, tmp_path)
    sign_in_page(page, EDI)
    waiting = page.locator(".waiting-release")
    with publisher() as shop:
        # The first is put aside, the next is looked at and published.
        for number, (start, step) in enumerate(((210, "aside"), (220, "publish")), 1):
            shop.files.clear()
            content = plans("202425", "202526", CPP_start=start)
            shop.put(NAME, content, number, published=f"2026-10-2{number}T09:30:00+00:00")
            assert refresh(sessions, shop) == ["waiting"]
            page.goto("/imports")
            expect(waiting).to_contain_text(f"published 2{number} October 2026")
            changes = taken(page, waiting.get_by_role("button", name="Changes of"))
            assert f"changed,200,,,,,,{start}," in changes.path().read_text("utf-8-sig")
            waiting.get_by_role("button", name="Look at what changes").click()
            expect(page.get_by_role("status")).to_contain_text("Checked only. Nothing was changed.")
            if step == "aside":
                waiting.get_by_role("button", name="aside").click()
                expect(page.get_by_role("status")).to_contain_text("the new release is put aside")
            else:
                page.get_by_role("button", name=re.compile("^Publish ")).click()
                expect(page.get_by_role("status")).to_contain_text("9 figures added, 6 changed")
            expect(waiting).to_have_count(0)
    logged = page.get_by_role("row").filter(has_text=DOCUMENT).first
    expect(logged).to_contain_text("New release: Children in need, reporting year 2026")
    for _import in ("the release", "what was there before"):
        undo_newest(page)
        expect(page.get_by_role("status")).to_contain_text("is undone")
    engine.dispose()


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
    open_page(page, "/plans?councils=middlesbrough&plan=middlesbrough-2025")
    expect(page.locator(".card-item")).not_to_have_count(0)
    page.goto("/imports")
    undo_newest(page)
    expect(page.get_by_role("status")).to_contain_text("is undone")


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
    touched = page.locator(".facts li", has_text=re.compile("show it with: |Nothing refers to it"))
    expect(touched).to_be_visible()
    button(page, "Make the change").click()
    expect(page.get_by_role("status")).to_contain_text("The change is made")


def put_back(page: Page, path: str) -> None:
    """Let a word say again what its file says."""
    page.goto(path)
    page.get_by_label("Reason").last.fill("Tried only")
    button(page, "Put it back").click()
    expect(page.get_by_label("Reason")).to_have_count(0)  # but the question whether to
    button(page, "Put it back").click()
    expect(page.get_by_role("status")).to_contain_text("It says again")


@pytest.mark.parametrize(
    ("link", "listed"),
    [("Add an improvement area", "Improvement areas"), ("Add a theme", "Themes")],
)
def test_an_area_or_theme_is_added_renamed_and_removed(page: Page, link: str, listed: str) -> None:
    sign_in_page(page, EDI)
    page.goto("/words")
    page.get_by_role("link", name=link).click()
    page.get_by_label("Name", exact=True).fill("Foster carers")
    if listed == "Improvement areas":
        page.get_by_label("Short name").fill("Fostering")
    page.get_by_label("What belongs there").fill("foster care")
    page.get_by_label("Place in the order").fill("1")
    button(page, "See what this does").click()
    button(page, "Add it").click()
    expect(page.get_by_role("status")).to_contain_text("It is added")
    address = page.url.partition("?")[0]
    change_word(page, address, "Name", "All foster carers")
    page.goto("/words")
    first = page.get_by_role("region", name=listed).locator("tbody tr").first
    expect(first).to_contain_text("All foster carers")
    page.goto(address)
    page.get_by_role("button", name="Remove All foster carers").click()
    button(page, "Remove it").click()
    expect(page.get_by_role("status")).to_have_text("It is removed.")


def test_words_get_another_name_and_order(page: Page) -> None:
    sign_in_page(page, EDI)
    theme, measure = "/words/themes/care-leavers", "/words/measures/repeat-referrals"
    council = "/words/councils/plymouth"
    change_word(page, council, "Place among the councils", "1")
    open_page(page, "/councils")
    expect(page.locator(".summary").first).to_contain_text("Plymouth")
    put_back(page, council)
    change_word(page, theme, "Name", "After care")
    change_word(page, theme, "Place in the order", "1")
    change_word(page, measure, "Name", "Referred again in a year")
    change_word(page, measure, "Place among the measures", "1")
    open_page(page, "/plans")
    open_filters(page)
    themes = page.locator("#compare-theme label")
    expect(themes.nth(1)).to_contain_text("After care")
    open_page(page, "/indicators")
    choices = page.locator("#indicators-measure option", has_text="Front door")
    expect(choices.first).to_contain_text("Referred again in a year")
    put_back(page, theme)
    put_back(page, measure)
    open_page(page, "/plans")
    expect(themes.filter(has_text="Care leavers")).to_have_count(1)


def test_a_measure_is_added_and_removed(page: Page) -> None:
    sign_in_page(page, EDI)
    page.goto("/words/measures")
    page.get_by_label("Name", exact=True).fill("Visits to foster carers")
    page.get_by_label("Improvement area").select_option("workforce")
    page.get_by_label("Which values are better").select_option(index=1)
    page.get_by_label("Why, in a few words").fill("A visit keeps a home")
    button(page, "See what this does").click()
    button(page, "Add it").click()
    expect(page.get_by_role("status")).to_contain_text("It is added")
    page.get_by_role("button", name="Remove Visits to foster carers").click()
    button(page, "Remove it").click()
    expect(page.get_by_role("status")).to_have_text("It is removed.")


def test_a_group_and_a_note_get_other_words(page: Page) -> None:
    sign_in_page(page, PAT)
    page.goto("/partnership")
    page.locator("#name").fill("North and south")
    page.locator("#councils").fill("Redcar\nTorbay")
    button(page, "Make the group").click()
    group = page.locator(".partner-group", has=page.get_by_role("heading", name="North and south"))
    expect(group).to_contain_text("Redcar and Cleveland, Torbay")
    expect(group).to_contain_text("leaves out those of which none is here: Redcar and Cleveland.")
    group.locator("summary").click()
    group.get_by_label("Councils, one a line").fill("Plymouth\nTorbay")
    group.get_by_role("button", name="Save the group").click()
    expect(group.locator("p").first).to_have_text("Plymouth, Torbay")
    page.locator("#link").fill("/councils/torbay")
    page.locator("#text").fill("Ask about caseloads")
    button(page, "Add the note").click()
    note = page.locator(".partner-note")
    note.locator("summary").click()
    note.get_by_label("Note", exact=True).fill("Ask about <b>caseloads</b> and homes")
    note.get_by_role("button", name="Save the note").click()
    expect(note.locator(".partner-text")).to_have_text("Ask about <b>caseloads</b> and homes")


# Every page of running a region, and every form that changes something, by who may.
PAGES = {
    ADMINISTRATOR: (
        "/accounts", "/accounts/1", "/audit", "/audit.csv", "/check", "/region",
        "/region/template.pptx",
    ),
    EDITOR: (
        "/imports", "/imports/plans", "/imports/plans/1", "/imports/plans/1/paper",
        "/imports/plans/1/folder.zip", "/imports/reports", "/imports/folders",
        "/imports/folders/compare", "/imports/folders/new/plan.zip",
        f"/imports/folders/{REPORTED[0]}/remove", f"/imports/folders/{REPORTED[0]}.zip",
        "/imports/mappings/1", "/words", "/words/areas", "/words/councils",
        "/words/themes/adoption", "/words/measures/repeat-referrals",
    ),
    PARTNER: ("/partnership",),
    REVIEWER: ("/visits",),
}  # fmt: skip
FORMS = {
    ADMINISTRATOR: (
        "/accounts", "/accounts/1", "/region", "/region/templates", "/check/backup",
    ),
    EDITOR: (
        "/imports", "/imports/release", "/imports/undo", "/imports/mappings/1", "/imports/plans",
        "/imports/plans/1", "/imports/plans/1/share", "/imports/reports",
        "/imports/reports/upload", "/imports/folders", "/imports/folders/compare",
        "/imports/folders/waiting/1", f"/imports/folders/{REPORTED[0]}/remove", "/words/areas",
        "/words/themes/adoption",
    ),
    PARTNER: (
        "/partnership/groups", "/partnership/groups/change", "/partnership/notes",
        "/partnership/notes/edit", "/partnership/notes/remove",
    ),
}  # fmt: skip
# Where each is led to instead.
LEADS = {
    (EDI, EDITOR): ("Imports", "Words"),
    (CHIEF, ADMINISTRATOR): ("Accounts", "Audit log", "Check and backup", "Region"),
    (PAT, PARTNER): ("Partnership",),
    (REV, REVIEWER): ("Visits",),
    (SUE, SUBMITTER): ("Returns and draft plans",),
}


def test_whoever_may_not_is_led_to_what_the_account_can_do(page: Page, watch: Watch) -> None:
    watch.allow(401, 403)
    for (name, role), leads in LEADS.items():
        sign_in_page(page, name)
        pages = [path for other, paths in PAGES.items() if other != role for path in paths]
        forms = [path for other, paths in FORMS.items() if other != role for path in paths]
        if role in (ADMINISTRATOR, REVIEWER):  # nobody shares figures with them
            pages, forms = [*pages, "/shared"], [*forms, "/shared"]
        # One is looked at as it is shown, all are asked for.
        answer = page.goto(pages[0])
        assert answer is not None
        assert answer.status == 403
        expect(page.get_by_role("heading", level=1)).to_have_text(REFUSED)
        expect(page.locator("#app-user summary")).to_have_text(name.split("@")[0].capitalize())
        for lead in leads:
            expect(page.locator("main").get_by_role("link", name=lead)).to_be_visible()
        answers = [page.request.get(path) for path in pages]
        token = page.request.get("/me").json()["csrf"]
        form = {"csrf_token": token, "sure": "yes"}
        answers += [page.request.post(path, form=form) for path in forms]
        wrong = [(name, each.url, each.status) for each in answers if each.status != 403]
        assert wrong == []
        assert not [each.url for each in answers if f">{REFUSED}<" not in each.text()]
    page.context.clear_cookies()
    for path in (path for paths in PAGES.values() for path in paths):
        assert page.request.get(path).status == 401, path


# Words of a drawing that cover others.
COVERED = """(drawing) => {
  const all = [...drawing.querySelectorAll("text")];
  const words = all.map((one) => [one, one.getBoundingClientRect()]);
  return words.filter(([one, a]) => words.some(([other, b]) => other !== one
    && a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom
  )).map(([one]) => one.textContent);
}"""


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
    assert charts.first.evaluate(COVERED) == []
    page.set_viewport_size({"width": 390, "height": 844})
    expect(charts).to_have_count(2)
    expect(page.locator(".burn-up.wide:visible")).to_have_count(0)
    assert charts.first.evaluate(COVERED) == []
    assert overflow(page) <= 0
