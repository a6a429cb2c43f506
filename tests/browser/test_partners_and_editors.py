"""Partners and editors in a browser: notes, conclusions, imports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.engine import open_engine
from db.session import make_sessions
from portal.domain.access import EDITOR, PARTNER, SUBMITTER
from portal.importers.council_returns.desk import ReturnDesk
from tests.browser.conftest import PHONE, Watch
from tests.browser.reading import open_page, overflow, settle
from tests.browser.test_accessibility import violations
from tests.integration.routes.test_folders import packed
from tests.integration.routes.test_imports import plans_csv
from tests.support.council_plans import let_wait, paper, share_draft
from tests.support.council_returns import ON_TIME, SECRET, TITLE, bring_official, share
from tests.support.folders import replace_in, write_region
from tests.support.reports import pdf, sif
from tests.support.serving import portal_server
from tests.support.signing_in import make_account, sign_in_page

pytestmark = pytest.mark.browser

PAT, EDI = "pat@partners.example", "edi@editors.example"


@pytest.fixture(scope="module")
def sqlite_file(new_database: Callable[..., str]) -> str:
    """The catalogue in a file of these tests' own, since they write to it."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def served(sqlite_file: str) -> Iterator[str]:
    """A portal served from it."""
    with portal_server(sqlite_file) as address:
        yield address


@pytest.fixture(autouse=True)
def people(sqlite_file: str) -> Iterator[None]:
    """A partner and an editor."""
    engine = open_engine(sqlite_file)
    sessions = make_sessions(engine)
    make_account(sessions, PAT, [PARTNER], display="Pat Example")
    make_account(sessions, EDI, [EDITOR], display="Edi Example")
    yield
    engine.dispose()


def fits(page: Page) -> None:
    """No violation, and no scrolling sideways on a phone."""
    faults = violations(page)
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("width => matchMedia(`(width: ${width}px)`).matches", arg=width)
    faults += violations(page)
    assert not faults, "\n".join(faults)
    assert overflow(page) <= 0


def test_a_note_stays_with_its_view(new_page: Callable[[], Page]) -> None:
    page, reader = new_page(), new_page()
    sign_in_page(page, PAT)
    open_page(page, "/findings?kind=two-places")
    panel = page.locator(".partner-panel")
    expect(panel.locator("summary")).to_have_text("Partnership notes (0)")
    panel.locator("summary").click()
    page.get_by_label("Add a note about this view").fill("Ask <b>both</b> councils")
    panel.get_by_role("button", name="Add the note").click()
    expect(panel.locator("summary")).to_have_text("Partnership notes (1)")
    expect(panel.locator("li")).to_contain_text("Ask <b>both</b> councils")
    expect(panel.locator("li")).to_contain_text("Pat Example")
    fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Councils", exact=True).click()
    expect(panel.locator("summary")).to_have_text("Partnership notes (0)")
    page.go_back()
    expect(panel.locator("summary")).to_have_text("Partnership notes (1)")
    page.goto("/partnership")
    expect(page.locator(".partner-note")).to_contain_text("Ask <b>both</b> councils")
    page.locator(".partner-note a").click()
    expect(page).to_have_url(re.compile(r"/findings\?kind=two-places$"))
    settle(page)
    expect(panel.locator("summary")).to_have_text("Partnership notes (1)")
    panel.locator("summary").click()
    panel.get_by_role("button", name="Remove the note").click()
    expect(panel.locator("summary")).to_have_text("Partnership notes (0)")
    open_page(reader, "/findings?kind=two-places")
    expect(reader.locator(".partner-panel, .conclude")).to_have_count(0)


def test_a_group_opens_its_councils(page: Page) -> None:
    sign_in_page(page, PAT)
    page.goto("/partnership")
    page.get_by_label("Name", exact=True).fill("South West cohort")
    page.get_by_label("Councils, one a line").fill("Torbay\nPlymouth")
    page.get_by_role("button", name="Make the group").click()
    expect(page.get_by_role("button", name="Remove South West cohort")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Remove South West cohort").click()
    expect(page.get_by_role("status")).to_contain_text("is removed")
    page.get_by_role("status").get_by_role("button", name="Put South West cohort back").click()
    page.get_by_role("link", name="Plans of South West cohort").click()
    expect(page).to_have_url(re.compile(r"/plans\?councils=torbay,plymouth$"))


def test_shared_figures_stand_above_the_results_for_partners_alone(
    new_page: Callable[[], Page], sqlite_file: str, tmp_path: Path
) -> None:
    engine = open_engine(sqlite_file)
    sessions = make_sessions(engine)
    bring_official(sessions, tmp_path)
    sender = make_account(sessions, "sender@partners.example", [SUBMITTER])
    editor = make_account(sessions, EDI, [EDITOR])
    share(ReturnDesk(sessions), sender, editor)
    share_draft(sessions, editor, sender, let_wait(sessions, editor, paper()))
    engine.dispose()
    page, reader = new_page(), new_page()
    address = f"/indicators?measure={ON_TIME}&councils=torbay,plymouth"
    sign_in_page(page, PAT)
    open_page(page, address)
    section = page.locator(".shared-beside")
    expect(section).to_contain_text(f"{SECRET}%")
    expect(section).to_contain_text("provisional, shared among partners")
    expect(section).to_contain_text("the only one that you see")
    expect(section.get_by_role("img", name="hollow marks")).to_be_visible()
    fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Benchmarks", exact=True).click()
    expect(section).to_contain_text("18%")
    page.get_by_role("link", name="Councils", exact=True).click()
    expect(section).to_have_count(0)
    page.goto("/shared")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    fits(page)
    open_page(page, "/progress")
    expect(section).to_contain_text("draft, provisional, shared among partners")
    fits(page)
    section.get_by_role("link", name="Torbay Council improvement tracker").click()
    expect(page.get_by_role("rowheader", name="1.1 Give every worker supervision")).to_be_visible()
    for path in (address, "/progress"):
        open_page(reader, path)
        expect(reader.locator(".shared-beside")).to_have_count(0)


def test_a_conclusion_shows_at_once(new_page: Callable[[], Page]) -> None:
    page, reader = new_page(), new_page()
    open_page(reader, "/findings")
    key = reader.locator(".finding").first.get_attribute("id")
    open_page(reader, f"/findings?finding={key}")
    expect(reader.locator(".finding-resolution")).to_have_count(0)
    sign_in_page(page, EDI)
    open_page(page, f"/findings?finding={key}")
    page.get_by_role("button", name="Conclude on").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Conclusion").select_option("explained")
    dialog.get_by_label("Why").fill("Both papers round")
    assert not violations(page)
    dialog.get_by_role("button", name="Publish").click()
    expect(page.locator(".finding-resolution")).to_contain_text("explained. Both papers round")
    settle(page)  # the page is drawn anew with the conclusion
    fits(page)
    page.get_by_role("button", name="Conclude on").first.click()
    expect(page.get_by_role("dialog").get_by_text("Concluded before")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    for _ in range(4):  # whichever process answers
        open_page(reader, f"/findings?finding={key}")
        resolution = reader.locator(".finding-resolution")
        expect(resolution).to_have_text(
            re.compile(r"^Looked at .* 20\d\d: explained\. Both papers")
        )
    expect(reader.get_by_text("Edi Example")).to_have_count(0)


def test_a_file_with_a_fault_is_mended_and_imported(
    page: Page, watch: Watch, tmp_path: Path
) -> None:
    watch.allow(400)
    file = tmp_path / "plans.csv"
    file.write_bytes(plans_csv(CPP_start="many"))
    sign_in_page(page, EDI)
    open_page(page, "/about")
    page.locator("#app-user summary").click()
    page.get_by_role("link", name="Imports").click()
    page.get_by_label("File, at most").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was imported")
    expect(page.get_by_role("region", name="Faults")).to_contain_text("CPP_start")
    fits(page)
    file.write_bytes(plans_csv())
    page.get_by_label("File, at most").set_input_files(file)
    page.get_by_role("button", name="Check only").click()
    expect(page.get_by_role("status")).to_contain_text("9 figures to add")
    page.get_by_label("File, at most").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("9 figures added")
    fits(page)
    page.locator("summary", has_text="Undo").first.click()
    page.get_by_label("Why").first.fill("Published by mistake")
    page.get_by_role("button", name="Undo import").first.click()
    expect(page.get_by_role("status")).to_contain_text("is undone: 9 figures went")


def test_a_report_is_read_put_right_and_confirmed_by_keyboard(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "report - 5 january 2016.pdf"
    file.write_bytes(pdf(sif(["1. Look at caseloads.", "2. Find adopters sooner."])))
    sign_in_page(page, EDI)
    page.goto("/imports/reports")
    page.get_by_label("Reports of Ofsted").set_input_files(file)
    page.get_by_role("button", name="Read", exact=True).click()
    read = page.get_by_role("link", name=re.compile("Torbay, SIF"))
    expect(read).to_be_visible()
    fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    read.click()
    expect(page.get_by_role("img", name="Page 3 of the report")).to_be_visible()
    fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    words = page.locator("#words-1")
    words.press("Control+End")
    words.press("Enter")
    words.press_sequentially("Keep them.")
    page.get_by_role("button", name="Split recommendation 2 at its line breaks").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.locator("#words-2")).to_have_value("Keep them.")
    page.get_by_role("button", name="Save and confirm").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 report published")


def test_a_council_plan_is_read_put_right_and_published(
    new_page: Callable[[], Page], tmp_path: Path
) -> None:
    page = new_page()
    sign_in_page(page, EDI)
    (tmp_path / "tracker.csv").write_bytes(paper())
    open_page(page, "/imports/plans")
    page.locator("#file").set_input_files(tmp_path / "tracker.csv")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator(".review-printed").first).to_contain_text("WT, Head of Practice")
    expect(page.locator("#leads-0")).to_have_value("")
    # By keyboard alone: open the columns, say what one is, read the rows again.
    page.locator("#columns > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("“Partners”").focus()
    page.keyboard.type("Lead")
    page.get_by_role("button", name="Read the rows again").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#leads-0")).to_have_value("WT (Head of Practice)")
    page.locator("#summary-0").fill("Supervise every worker monthly")
    page.get_by_role("button", name="Confirm the summaries of this page").click()
    expect(page.locator("#look")).to_have_text("Look at this first")
    # By keys alone one goes on from here: to the end, confirm, publish.
    expect(page.get_by_role("link", name="To the end: confirm, publish")).to_be_focused()
    expect(page.get_by_text("Nothing stands in the way.")).to_be_visible()
    fits(page)
    whole = page.locator(".review-page h2 a").first.get_attribute("href") or ""
    review = page.url
    open_page(page, whole.partition("#")[0])
    expect(page.locator(".paper-action")).to_have_count(5)
    fits(page)
    open_page(page, review)
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("status")).to_contain_text("5 actions published.")
    open_page(page, "/items/torbay-2025/1")
    expect(page.locator("main")).to_contain_text("Supervise every worker monthly")
    expect(page.locator("main")).to_contain_text("Head of Practice")


def test_a_folder_is_looked_at_loaded_compared_and_removed(page: Page, tmp_path: Path) -> None:
    region = write_region(tmp_path)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    first.write_bytes(packed(region))
    sign_in_page(page, EDI)
    page.goto("/imports")
    page.get_by_role("link", name="catalogue folders").click()
    page.get_by_label("ZIP archive with").set_input_files(first)
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_role("region", name="What changes")).to_contain_text("is new")
    fits(page)
    page.get_by_role("button", name="Load it").click()
    expect(page.get_by_role("status")).to_contain_text("Loaded. Import")
    fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    replace_in(region / "items.csv", "Steady staff", "Steadier staff")
    second.write_bytes(packed(region))
    page.get_by_role("link", name="Compare two readings").click()
    page.get_by_label("A reading, as ZIP").set_input_files(second)
    page.get_by_label("Words, places and notes").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    row = page.get_by_role("row", name="items.csv, row 2")
    expect(row).to_contain_text("Steady staffSteadier staff")
    fits(page)
    page.goto("/imports/folders")
    page.get_by_role("link", name=f"Remove {region.name}").click()
    page.get_by_label("Why").fill("Read anew")
    fits(page)
    page.get_by_role("button", name="Remove …").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("status")).to_contain_text("is removed")
    expect(page.get_by_role("link", name=f"Remove {region.name}")).to_have_count(0)


def test_a_council_is_added_renamed_and_removed(page: Page) -> None:
    sign_in_page(page, EDI)
    page.goto("/words")
    page.get_by_role("link", name="Add a council").click()
    page.get_by_label("Name").fill("Isle of Test")
    page.get_by_label("Region").select_option(label="South West")
    page.get_by_label("Official code").fill("E06000099")
    fits(page)
    page.get_by_role("button", name="See what this does").click()
    expect(page.get_by_role("listitem").filter(has_text="choices of every filter")).to_be_visible()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("status")).to_contain_text("It is added")
    fits(page)
    open_page(page, "/councils/isle-of-test")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Isle of Test")
    page.goto("/words?q=isle of t")
    page.get_by_role("link", name="Isle of Test").click()
    page.get_by_label("Name").fill("Test Island")
    page.get_by_label("Reason").fill("Its own name")
    page.get_by_role("button", name="See what the change does").click()
    page.get_by_role("button", name="Make the change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Test Island")
    expect(page.get_by_text("It said “Isle of Test” first.")).to_be_visible()
    page.get_by_role("button", name="Remove Test Island").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("status")).to_have_text("It is removed.")
    fits(page)
