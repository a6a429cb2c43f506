"""A peer review prepared together in real browsers: nothing is lost, conflicts are shown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from pptx import Presentation

from db.engine import open_engine
from db.session import make_sessions
from portal.auth.accounts import AccountService
from tests.browser.conftest import Browsers, Watch
from tests.browser.reading import drawn, expect_read, open_menu, open_page, overflow, wait_until
from tests.browser.test_accessibility import violations
from tests.support.serving import portal_server
from tests.support.signing_in import OPERATOR, make_account, sign_in_page

pytestmark = pytest.mark.browser
TABLET, PHONE, SMALL = (768, 1024), (390, 844), (320, 640)
# The page hears no more of what colleagues do, so that two write on top of one version.
DEAF = """() => {
  window.held = window.fetch;
  window.fetch = (...asked) => String(asked[0]).includes("changes.json")
    ? new Promise(() => {}) : window.held(...asked);
}"""
# The portal takes a file; no answer comes back. A route of the test cannot send a file on.
CUT_UPLOAD = """() => {
  const send = window.fetch;
  window.lost = [];
  window.fetch = async (...asked) => {
    const answer = await send(...asked);
    if (!String(asked[0]).endsWith("/evidence") || window.lost.length) return answer;
    window.lost.push(answer.status);
    throw new TypeError("Failed to fetch");
  };
}"""


@pytest.fixture(scope="module")
def database(new_database: Callable[..., str]) -> Iterator[Any]:
    """Sessions over a filled SQLite file that these tests write to."""
    engine = open_engine(new_database("sqlite", "catalogue"))
    sessions = make_sessions(engine)
    for name, display in (("anna", "Anna A"), ("ben", "Ben B"), ("cleo", "Cleo C")):
        make_account(sessions, name, ["reviewer"], display=display)
    yield sessions
    engine.dispose()


@pytest.fixture(scope="module")
def address(database: Any) -> Iterator[str]:
    """A portal served by gunicorn over that file."""
    url = database.kw["bind"].url.render_as_string(hide_password=False)
    with portal_server(url) as served:
        yield served


@pytest.fixture
def seat(browsers: Browsers, address: str) -> Iterator[Callable[..., Page]]:
    """Seats a person at a browser of their own, signed in."""
    contexts: list[BrowserContext] = []
    watch = Watch(address)

    def sit(name: str, size: tuple[int, int] = (1440, 900), failing: bool = False) -> Page:
        context = browsers.take(address, size, size[0] < 1000, len(contexts))
        contexts.append(context)
        page = (context if failing else watch.over(context)).new_page()
        if name:
            sign_in_page(page, name)
        return page

    watch.allow(409)  # how the portal says that somebody else was first
    watch.given_up.add("net::ERR_FAILED")  # what its worker was asked for by a page that went
    yield sit
    for context in contexts:
        watch.off(context)
        browsers.clear(context)
    assert not watch.problems, "\n".join(watch.problems)


def start(page: Page, council: str = "Torbay", title: str = "") -> str:
    """Start a visit in the form; gives its path."""
    page.goto("/visits")
    page.get_by_label("Council").select_option(label=council)
    if title:
        page.get_by_label("Title").fill(title)
    page.get_by_label("First day").fill("2026-12-01")
    page.get_by_role("button", name="Start the visit").click()
    expect(page.get_by_role("heading", name="Suggested lines")).to_be_visible()
    return page.url.removeprefix(page.evaluate("location.origin"))


def add_line(page: Page, heading: str, wording: str) -> None:
    page.get_by_text(f"Add a line under “{heading}”").click()
    page.get_by_label("What do you want to find out?").locator("visible=true").fill(wording)
    page.get_by_role("button", name="Add the line").locator("visible=true").click()
    expect(wordings(page).filter(has_text="")).not_to_have_count(0)
    expect_text(page, wording)


def wordings(page: Page) -> Any:
    return page.locator(".note-wording textarea")


def expect_text(page: Page, text: str, count: int = 1) -> None:
    """Wait until a text stands in so many of the page's fields."""
    page.wait_for_function(
        "([text, count]) => [...document.querySelectorAll('textarea')]"
        ".filter((area) => area.value.includes(text)).length === count",
        arg=[text, count],
    )


def saved(page: Page) -> None:
    """Wait until nothing on the page waits to be saved."""
    page.wait_for_function(
        "() => window.portal_notes && !window.portal_notes.unsaved()"
        " && ![...document.querySelectorAll('.note-state')].some("
        "(one) => /Typing|Saving|Not saved/.test(one.textContent))"
    )


def line_with(page: Page, wording: str) -> Any:
    """The panel of the line of these words."""
    number = page.evaluate(
        "(text) => [...document.querySelectorAll('.note-wording textarea')]"
        ".find((area) => area.value.includes(text)).closest('.line').id",
        wording,
    )
    return page.locator(f"#{number}")


def unfolded(place: Locator) -> None:
    """Open the folds that a part of a page stands in."""
    place.evaluate(
        """(part) => {
          const around = (one) => one && one.closest("details");
          for (let fold = around(part); fold; fold = around(fold.parentElement)) fold.open = true;
        }"""
    )


def gather(page: Page, path: str, mark: str) -> None:
    """Add a marked part of a page to the visit chosen before, or choose the first one."""
    open_page(page, path)
    place = page.locator(f'[data-evidence^="{mark}"]').first
    unfolded(place)
    place.locator(".add-evidence").first.click()
    status, dialog = page.locator("#told"), page.locator(".island-dialog")
    expect(status.get_by_text("Added to").or_(dialog)).to_be_visible()
    if dialog.count():
        dialog.get_by_role("button", name="Add", exact=True).click()
    expect(status).to_contain_text("Added to")


def test_three_people_prepare_one_visit_at_once(seat: Callable[..., Page], tmp_path: Path) -> None:
    anna, ben, cleo = seat("anna"), seat("ben"), seat("cleo")
    path = start(anna, title="Three at once")
    for name, display in (("ben", "Ben B"), ("cleo", "Cleo C")):
        anna.get_by_label("Name of a colleague").fill(name)
        anna.get_by_role("button", name="Add to the team").click()
        expect(anna.locator("#visit-settings .team")).to_contain_text(display)

    # Evidence is gathered where it is read, by each from another page.
    gather(anna, "/items/plymouth-2015/afi-9", "item:")
    gather(anna, "/items/plymouth-2015/afi-9", "action:")
    gather(ben, "/indicators?measure=initial-assessments-on-time", "chart:")
    gather(ben, "/councils/torbay", "figure:")
    gather(cleo, "/findings?councils=torbay", "finding:")
    for page in (anna, ben, cleo):
        page.goto(path)
    for page in (anna, ben, cleo):
        expect(page.locator("#visit-evidence .piece")).to_have_count(5)

    # Lines are taken and added by all three; everybody sees them without loading the page anew.
    anna.get_by_role("button", name="Take this line").first.click()
    expect(wordings(anna)).to_have_count(1)
    add_line(ben, "Working together", "Do partners know the thresholds?")
    add_line(cleo, "Managing resources", "Is the money where the need is?")
    for page in (anna, ben, cleo):
        expect(wordings(page)).to_have_count(3)
        expect_text(page, "Do partners know the thresholds?")
        expect_text(page, "Is the money where the need is?")

    # Questions and notes, at the same time in different places.
    partners = [line_with(page, "Do partners know") for page in (anna, ben, cleo)]
    partners[0].get_by_role("button", name="Add a question").click()
    expect(partners[2].locator(".question")).to_have_count(1)
    partners[0].get_by_label("Question", exact=True).fill("Who decides on a referral?")
    partners[1].get_by_label("Who to ask", exact=True).fill("Head of safeguarding; Team manager")
    partners[2].get_by_label("What was heard", exact=True).fill(
        "Heard in the morning: a duty manager does."
    )
    for page in (anna, ben, cleo):
        saved(page)
    for page in (anna, ben, cleo):
        for text in ("Who decides on a referral?", "Head of safeguarding", "Heard in the morning"):
            expect_text(page, text)

    # Two on one note: the second is shown both versions and keeps both.
    notes = [line.get_by_label("Notes", exact=True) for line in partners]
    for page in (anna, ben):
        page.evaluate(DEAF)
    notes[0].fill("Anna: thresholds are printed on a card.")
    saved(anna)
    notes[1].fill("Ben: nobody had seen the card.")
    expect(partners[1].get_by_role("alert")).to_contain_text(
        "Anna A changed this while you were writing"
    )
    conflict = partners[1].locator(".note-conflict")
    expect(conflict).to_contain_text("thresholds are printed on a card")
    expect(conflict).to_contain_text("nobody had seen the card")
    # Whoever types on sees the words that “Keep both” will save.
    notes[1].fill("Ben: nobody had seen the card on the wall.")
    expect(conflict.locator(".note-mine")).to_have_text(
        "Ben: nobody had seen the card on the wall."
    )
    notes[1].fill("Ben: nobody had seen the card.")
    expect(conflict.locator(".note-mine")).to_have_text("Ben: nobody had seen the card.")
    conflict.get_by_role("button", name="Keep both").click()
    saved(ben)
    for page in (anna, ben):
        page.evaluate("() => { window.fetch = window.held; }")
        page.reload()
    for page in (anna, ben, cleo):
        expect_text(page, "printed on a card.\n\nBen: nobody had seen")

    # Order, headings, verdict.
    line = line_with(cleo, "Is the money")
    line.get_by_label("What we think", exact=True).select_option(label="Area for consideration")
    saved(cleo)
    line.get_by_label("Move to another heading").select_option(label="Working together")
    expect(cleo.locator("#heading-partners .line")).to_have_count(2)
    line_with(cleo, "Is the money").get_by_role("button", name="Move up").click()
    expect(ben.locator("#heading-partners .note-wording textarea").first).to_have_value(
        "Is the money where the need is?"
    )

    # Evidence goes under a line, and the pack holds all of it.
    for _ in range(5):
        first = ben.locator("#visit-evidence .piece").first
        left = ben.locator("#visit-evidence .piece").count()
        option = first.locator("option", has_text="Do partners know").inner_text()
        first.get_by_role("combobox").select_option(label=option)
        expect(ben.locator("#visit-evidence .piece")).to_have_count(left - 1)
    with cleo.expect_download() as download:
        cleo.get_by_role("link", name="PowerPoint").click()
    download.value.save_as(tmp_path / "pack.pptx")
    deck = Presentation(io.BytesIO((tmp_path / "pack.pptx").read_bytes()))
    text = " ".join(
        " ".join(
            [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
            + [c.text for s in slide.shapes if s.has_table for r in s.table.rows for c in r.cells]
        )
        for slide in deck.slides
    )
    for words in (
        "Three at once", "Anna A", "Ben B", "Cleo C", "Do partners know the thresholds?",
        "Is the money where the need is?", "Who decides on a referral?", "Team manager",
        "Heard in the morning: a duty manager does.", "thresholds are printed on a card.",
        "nobody had seen the card.", "Area for consideration", "Confidential",
    ):  # fmt: skip
        assert words in text, words


def test_a_lost_connection_loses_nothing(seat: Callable[..., Page]) -> None:
    page = seat("anna", TABLET, failing=True)
    path = start(page, "Plymouth")
    add_line(page, "Outcomes and impact", "How is a child heard?")
    page.context.set_offline(True)
    page.get_by_label("Notes", exact=True).fill("Typed in a room without a network.")
    expect(page.locator("#visit-state")).to_contain_text("No connection")
    expect(page.locator("#visit-state")).to_contain_text("kept on this device")
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(path)
    expect_text(again, "Typed in a room without a network.")
    saved(again)
    # The connection comes back while the page stays open.
    context.set_offline(True)
    again.get_by_label("Line of enquiry", exact=True).fill("How is a child heard, and what then?")
    expect(again.locator("#visit-state")).to_contain_text("No connection")
    context.set_offline(False)
    expect(again.locator("#visit-state")).to_be_empty()
    saved(again)
    again.reload()
    expect_text(again, "How is a child heard, and what then?")
    expect_text(again, "Typed in a room without a network.")


@pytest.mark.parametrize("size", [(1440, 900), PHONE])
def test_what_is_kept_without_a_connection_is_counted_in_sight(
    seat: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = seat("anna", size, failing=True)
    path = start(page, "Plymouth", title="Counting")
    for heading in ("Outcomes and impact", "Working together", "Managing resources"):
        add_line(page, heading, f"What of {heading}?")
        page.goto(path)
    expect(wordings(page)).to_have_count(3)
    page.context.set_offline(True)
    state = page.locator("#visit-state")
    expect(state).to_contain_text("What you write is kept on this device")
    notes = page.get_by_label("Notes", exact=True)
    notes.nth(0).fill("One.")
    expect(state).to_contain_text("One text is kept on this device")
    notes.nth(2).fill("Two.")
    expect(state).to_contain_text("2 texts are kept on this device")
    expect(state).to_be_in_viewport(ratio=1)
    expect(notes.nth(2)).to_be_in_viewport(ratio=1)
    # A text on its way may arrive, so that taking it back then is one more to be saved.
    expect(page.locator(".note-state.waiting")).to_have_count(2)
    notes.nth(2).fill("")
    expect(state).to_contain_text("One text is kept on this device")
    page.context.set_offline(False)
    expect(state).to_be_empty()
    saved(page)
    # Where nothing was written, too, the notice goes with its reason.
    page.context.set_offline(True)
    expect(state).to_contain_text("What you write is kept on this device")
    page.context.set_offline(False)
    expect(state).to_be_empty()


def test_who_wrote_for_a_line_that_is_gone_is_told_and_keeps_the_words(
    seat: Callable[..., Page],
) -> None:
    anna, ben = seat("anna"), seat("ben", failing=True)
    path = start(anna, title="A line that goes")
    anna.get_by_label("Name of a colleague").fill("ben")
    anna.get_by_role("button", name="Add to the team").click()
    expect(anna.locator("#visit-settings .team")).to_contain_text("Ben B")
    add_line(anna, "Outcomes and impact", "What is asked in vain?")
    saved(anna)
    ben.goto(path)
    expect(ben.get_by_label("Notes", exact=True)).to_be_visible()
    ben.context.set_offline(True)
    ben.get_by_label("Notes", exact=True).fill("Written on the train.")
    state = ben.locator("#visit-state")
    expect(state).to_contain_text("One text is kept on this device")
    anna.locator('.line-tools [data-do="remove"]').click()
    expect(anna.get_by_label("Notes", exact=True)).to_have_count(0)
    ben.context.set_offline(False)
    expect(state).to_contain_text("You wrote this for a line or question that a colleague has")
    expect(state).to_contain_text("Written on the train.")
    expect(state).not_to_contain_text("No connection")
    ben.get_by_role("button", name="I have copied it, let it go").click()
    expect(state).to_be_empty()
    ben.goto(path)
    expect(ben.get_by_role("heading", name="Suggested lines")).to_be_visible()
    expect(state).to_be_empty()


def test_paper_holds_all_that_was_written(seat: Callable[..., Page]) -> None:
    page = seat("anna")
    start(page, title="On paper")
    add_line(page, "Outcomes and impact", "What is better for children?")
    paragraph = "\n".join(f"Sentence {n} of what was heard." for n in range(40))
    page.get_by_label("Notes", exact=True).fill(paragraph)
    page.get_by_label("What we think", exact=True).select_option(label="Area for consideration")
    saved(page)
    page.emulate_media(media="print")
    for unwanted in ("textarea", "select", ".act", "form", "#visit-pack"):
        expect(page.locator(unwanted).locator("visible=true"), unwanted).to_have_count(0)
    expect(page.locator(".visit-columns")).to_have_css("display", "block")
    drawn(page)
    printed = page.locator(".note-inside").evaluate_all(
        "all => all.map((one) => [getComputedStyle(one, '::after').content, one.offsetHeight])"
    )
    assert any("Sentence 39" in content and height > 40 * 15 for content, height in printed)
    assert any("Area for consideration" in content for content, _height in printed)


def test_a_lost_answer_is_no_conflict(seat: Callable[..., Page]) -> None:
    page = seat("anna", TABLET, failing=True)
    path = start(page, "Plymouth", title="Answers lost on the way")
    add_line(page, "Outcomes and impact", "Who answers the telephone?")
    lost: list[int] = []

    def lose(route: Route) -> None:
        # The first save reaches the portal, the second does not; no answer comes back from either.
        if len(lost) == 0:
            lost.append(route.fetch().status)
        elif len(lost) == 1:
            lost.append(0)
        else:
            return route.continue_()
        return route.abort()

    page.route("**/do/write", lose)
    notes = page.get_by_label("Notes", exact=True)
    notes.fill("Saved, but nobody said so.")
    expect(page.locator("#visit-state")).to_contain_text("No connection")
    notes.fill("Saved, but nobody said so. And typed on, in vain.")
    page.wait_for_function("() => document.querySelector('.note-state.waiting')")
    wait_until(page, lambda: len(lost) > 1)
    notes.fill("Saved, but nobody said so. And typed on, in vain. And once more.")
    saved(page)
    assert lost == [200, 0]
    expect(page.locator(".note-conflict")).to_have_count(0)
    page.goto(path)
    expect_text(page, "Saved, but nobody said so. And typed on, in vain. And once more.")


def test_an_addition_whose_answer_is_lost_is_made_once(
    seat: Callable[..., Page], tmp_path: Path
) -> None:
    page = seat("anna", TABLET, failing=True)
    path = start(page, "Plymouth", title="Additions cut off")
    lost: dict[str, int] = {}

    def cut(route: Route) -> None:
        # The portal takes each addition; the connection is cut before its answer is here.
        name = route.request.url.rsplit("/", 1)[1]
        if name in lost:
            return route.continue_()
        lost[name] = route.fetch().status
        return route.abort()

    page.route("**/do/add_*", cut)
    page.evaluate(CUT_UPLOAD)
    add_line(page, "Working together", "Who has the key?")
    expect(wordings(page)).to_have_count(1)
    line = line_with(page, "Who has the key?")
    line.get_by_role("button", name="Add a question").tap()
    dialog = page.locator(".island-dialog")
    dialog.get_by_label("Question", exact=True).fill("Who locks up?")
    dialog.get_by_role("button", name="Add the question").tap()
    expect_text(page, "Who locks up?")
    line.get_by_role("button", name="Add own evidence").tap()
    dialog.get_by_label("What was seen or heard").fill("A key on a hook.")
    photo = tmp_path / "hook.png"
    Image.new("RGB", (8, 8), "red").save(photo)
    dialog.locator("[name=file]").set_input_files(photo)
    dialog.get_by_role("button", name="Keep the evidence").tap()
    expect(line.locator(".own-piece")).to_contain_text("hook.png")
    expect(page.locator(".visit-adds")).to_have_count(0)
    expect_read(page, lambda: lost, {"add_line": 200, "add_question": 200})
    expect_read(page, lambda: page.evaluate("() => window.lost"), [200])
    page.goto(path)
    expect(wordings(page)).to_have_count(1)
    expect(page.locator(".question")).to_have_count(1)
    expect(page.locator(".own-piece")).to_have_count(1)


def test_a_session_that_ends_keeps_what_was_typed(seat: Callable[..., Page], database: Any) -> None:
    page = seat("ben", failing=True)
    path = start(page, "Middlesbrough")
    add_line(page, "Managing resources", "Who holds the budget?")
    AccountService(database).disable(OPERATOR, "ben")
    page.get_by_label("Notes", exact=True).fill("Typed after the session ended.")
    state = page.locator("#visit-state")
    expect(state).to_contain_text("You are not signed in any more")
    expect(state.get_by_role("link", name="Sign in again")).to_have_attribute(
        "href", f"/sign-in?next={path.replace('/', '%2F')}"
    )
    make_account(database, "ben", ["reviewer"])
    sign_in_page(page, "ben")
    page.goto(path)
    expect_text(page, "Typed after the session ended.")
    saved(page)
    page.evaluate("window.localStorage.clear()")
    page.reload()
    expect_text(page, "Typed after the session ended.")


def test_earlier_words_and_removed_lines_come_back(seat: Callable[..., Page]) -> None:
    anna, ben = seat("anna"), seat("ben")
    path = start(anna, title="Undo")
    anna.get_by_label("Name of a colleague").fill("ben")
    anna.get_by_role("button", name="Add to the team").click()
    expect(anna.locator("#visit-settings .team")).to_contain_text("Ben B")
    add_line(anna, "Outcomes and impact", "What is better for children?")
    anna.get_by_label("Notes", exact=True).fill("First words.")
    saved(anna)
    ben.goto(path)
    expect_text(ben, "First words.")
    ben.get_by_label("Notes", exact=True).fill("Other words.")
    saved(ben)
    expect_text(anna, "Other words.")
    anna.get_by_role("button", name="History of Notes").click()
    dialog = anna.get_by_role("dialog")
    expect(dialog).to_contain_text("Ben B")
    dialog.get_by_role("button", name="Put this back").click()
    saved(anna)
    expect_text(ben, "First words.")
    anna.locator('.line-tools [data-do="remove"]').click()
    expect(anna.locator(".line")).to_have_count(0)
    expect(anna.get_by_text("1 line removed")).to_be_visible()
    anna.locator("#told").get_by_role("button", name="Undo").click()
    expect_text(anna, "What is better for children?")
    anna.get_by_role("button", name="Not now").first.click()
    expect(anna.get_by_text("1 set aside")).to_be_visible()
    anna.get_by_text("1 set aside").click()
    anna.get_by_role("button", name="Show again").click()
    expect(anna.get_by_text("1 set aside")).to_have_count(0)


def test_two_who_change_the_settings_are_shown_both_values(seat: Callable[..., Page]) -> None:
    anna, ben = seat("anna"), seat("ben")
    path = start(anna, title="First title")
    anna.get_by_label("Name of a colleague").fill("ben")
    anna.get_by_role("button", name="Add to the team").click()
    expect(anna.locator("#visit-settings .team")).to_contain_text("Ben B")
    ben.goto(path)
    for page in (anna, ben):
        page.get_by_text("Change title, dates, themes or status").click()
    settings = [page.locator("#visit-settings") for page in (anna, ben)]
    # Ben has begun when Anna saves: his form is not drawn anew.
    settings[1].get_by_label("Last day").fill("2026-12-04")
    settings[0].get_by_label("Title").fill("Anna’s title")
    settings[0].get_by_role("button", name="Save").click()
    expect(ben.get_by_role("heading", name="Anna’s title")).to_be_visible()
    expect(settings[1].get_by_label("Title")).to_have_value("First title")
    settings[1].get_by_role("button", name="Save").click()
    for page in (anna, ben):
        expect(page.get_by_role("heading", name="Anna’s title")).to_be_visible()
        expect(page.locator("#visit-head")).to_contain_text("4 December 2026")
    # Both change the same ones.
    for person, status, title in ((1, "Closed", "Ben’s title"), (0, "On site", "Another")):
        settings[person].get_by_label("Title").fill(title)
        settings[person].get_by_label("Status").select_option(label=status)
    settings[0].get_by_role("button", name="Save").click()
    expect(ben.get_by_role("heading", name="Another")).to_be_visible()
    settings[1].get_by_role("button", name="Save").click()
    conflict = settings[1].get_by_role("alert").filter(has_text="Nothing is saved yet")
    for words in ("Another", "Ben’s title", "On site", "Closed"):
        expect(conflict).to_contain_text(words)
    expect(anna.get_by_role("heading", name="Another")).to_be_visible()
    assert violations(ben) == []
    conflict.get_by_role("button", name="Keep mine").first.click()
    conflict.get_by_role("button", name="Use theirs").click()
    for page in (anna, ben):
        expect(page.get_by_role("heading", name="Ben’s title")).to_be_visible()
        expect(page.locator("#visit-head")).to_contain_text("On site")


def test_a_move_can_be_taken_back_and_hits_of_a_search_gathered(seat: Callable[..., Page]) -> None:
    page = seat("cleo")
    path = start(page, title="Moved and found")
    add_line(page, "Working together", "First line")
    # The fold stays open for the next one.
    form = page.locator("#heading-partners .add-line")
    form.get_by_label("What do you want to find out?").fill("Second line")
    form.get_by_role("button", name="Add the line").click()
    expect(page.locator("#heading-partners .line")).to_have_count(2)
    first = page.locator("#heading-partners .note-wording textarea").first
    expect(first).to_have_value("First line")
    page.get_by_role("button", name="Move down").click()
    expect(first).to_have_value("Second line")
    page.locator("#told").get_by_role("button", name="Undo").click()
    expect(first).to_have_value("First line")
    gather(page, "/search?q=supervision", "action:")
    page.goto(path)
    link = page.locator("#visit-evidence .piece a").first
    expect(link).to_have_attribute("href", re.compile(r"^/items/"))


def test_what_colleagues_change_interrupts_nobody(seat: Callable[..., Page]) -> None:
    anna, ben = seat("anna"), seat("ben")
    path = start(anna, title="In the middle of it")
    anna.get_by_label("Name of a colleague").fill("ben")
    anna.get_by_role("button", name="Add to the team").click()
    expect(anna.locator("#visit-settings .team")).to_contain_text("Ben B")
    add_line(anna, "Outcomes and impact", "What is better for children?")
    ben.goto(path)
    expect_text(ben, "What is better")
    # In the middle of a word, before the caret's end; in a fold; in a form that is not sent.
    anna.get_by_text("Why, with").first.click()
    anna.locator("#heading-partners summary").click()
    form = anna.locator("#heading-partners .add-line textarea")
    form.fill("Half a line")
    anna.get_by_label("Notes", exact=True).fill("Half a sence")
    for _ in "ce":
        anna.keyboard.press("ArrowLeft")
    saved(anna)
    add_line(ben, "Managing resources", "The line of a colleague")
    expect_text(anna, "The line of a colleague")
    anna.keyboard.type("ten")
    expect_text(anna, "Half a sentence")
    expect(form).to_have_value("Half a line")
    expect(form).to_be_visible()
    expect(anna.locator("#visit-suggestions li details[open]")).to_have_count(1)
    expect_text(ben, "Half a sentence")
    anna.locator("#heading-partners").get_by_role("button", name="Add the line").click()
    expect_text(ben, "Half a line")
    expect(form).to_have_value("")
    # Standing on a button.
    anna.get_by_role("button", name="Not now").first.focus()
    ben.get_by_label("Notes", exact=True).last.fill("Heard.")
    saved(ben)
    expect_text(anna, "Heard.")
    expect(anna.get_by_role("button", name="Not now").first).to_be_focused()


def test_the_keyboard_alone_is_enough(seat: Callable[..., Page]) -> None:
    page = seat("cleo", failing=True)
    path = start(page, title="By keyboard")
    take = page.get_by_role("button", name="Take this line").first
    take.focus()
    page.keyboard.press("Enter")
    expect(wordings(page)).to_have_count(1)
    page.get_by_label("Notes", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Written by keyboard.")
    saved(page)
    open_page(page, "/items/plymouth-2015/afi-9")
    page.evaluate("window.sessionStorage.clear()")
    page.locator(".add-evidence").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".island-dialog")).to_be_visible()
    expect(page.locator(".island-dialog :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".island-dialog")).to_have_count(0)
    # A visit that one has left since leads to the choice again.
    entry = '{"id": "left", "title": "Left", "line": null, "person": "cleo"}'
    page.evaluate("(kept) => window.sessionStorage.setItem('portal-visit', kept)", entry)
    page.locator(".add-evidence").first.click()
    expect(page.locator("#told")).to_contain_text("not one of your visits")
    page.get_by_role("button", name="Another visit or line").click()
    expect(page.locator(".island-dialog")).to_be_visible()
    page.goto(path)
    expect_text(page, "Written by keyboard.")


def test_visits_can_be_read_by_everybody(seat: Callable[..., Page], database: Any) -> None:
    name = "wilhelmina.thistlewood@reviewers.example"
    make_account(database, name, ["reviewer"], display="Mina T")
    page = seat(name)
    path = start(page, title="For everybody")
    page.get_by_role("button", name="Take this line").first.click()
    expect(wordings(page)).to_have_count(1)
    page.get_by_role("button", name="Add a question").click()
    expect(page.locator(".question")).to_have_count(1)
    for where in (path, "/visits", "/items/plymouth-2015/afi-9", "/councils/torbay"):
        page.set_viewport_size({"width": 1440, "height": 900})
        open_page(page, where)
        if where == path:
            expect(page.get_by_role("button", name="Take this line").first).to_be_visible()
        elif where != "/visits":
            button = page.locator(".add-evidence").first
            button.wait_for(state="attached")
            unfolded(button)
            expect(button).to_be_visible()
        else:
            expect(page.get_by_role("button", name="Start the visit")).to_be_visible()
        assert violations(page) == [], where
        for width, height in (TABLET, PHONE, SMALL):
            page.set_viewport_size({"width": width, "height": height})
            assert overflow(page) <= 0, (where, width)
        assert violations(page) == [], where
    # A text that came while another part of the visit stood there is whole too.
    page.goto(f"{path}#visit-programme")
    expect(page.get_by_role("button", name="Add a case")).to_be_visible()
    page.locator(".visit-nav").get_by_role("link", name="Lines").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.note-wording textarea')]"
        ".every((area) => area.clientHeight && area.scrollHeight <= area.clientHeight)"
    )


def test_readers_see_nothing_of_it(seat: Callable[..., Page]) -> None:
    page = seat("")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, "/items/plymouth-2015/afi-9")
    expect(page.get_by_role("heading", name="Actions")).to_be_visible()
    expect(page.locator(".add-evidence")).to_have_count(0)
    assert not [url for url in asked if "/signed-in/" in url or url.endswith("/me")]


def test_the_public_takes_slides_along(seat: Callable[..., Page], tmp_path: Path) -> None:
    page = seat("")
    open_page(page, "/plans?theme=supervision")
    with page.expect_download() as download:
        open_menu(page)
        page.get_by_role("link", name="Slides", exact=True).click()
    download.value.save_as(tmp_path / "slides.pptx")
    deck = Presentation(io.BytesIO((tmp_path / "slides.pptx").read_bytes()))
    titles = [slide.shapes.title.text for slide in deck.slides if slide.shapes.title]
    assert len(titles) > 5
    expect(page.get_by_text("Slides: done")).to_be_visible()


def test_a_tablet_works_through_a_visit_and_opens_it_without_a_connection(
    seat: Callable[..., Page], tmp_path: Path
) -> None:
    page = seat("anna", TABLET, failing=True)
    path = start(page, title="From start to feedback")
    add_line(page, "Service delivery, workforce and practice", "How are caseloads kept low?")
    line = line_with(page, "How are caseloads")
    line.get_by_role("button", name="Add own evidence").tap()
    dialog = page.locator(".island-dialog")
    dialog.get_by_label("What was seen or heard").fill("A board shows open cases by worker.")
    photo = tmp_path / "board.png"
    Image.new("RGB", (8, 8), "red").save(photo)
    dialog.locator("[name=file]").set_input_files(photo)
    dialog.get_by_role("button", name="Keep the evidence").tap()
    expect(line.locator(".own-piece")).to_contain_text("board.png")
    with page.expect_download() as download:
        line.get_by_role("link", name="board.png").tap()
    assert Path(download.value.path()).read_bytes() == photo.read_bytes()
    line.get_by_label("What we think", exact=True).select_option(label="Strength")
    line.get_by_label("What we tell the council", exact=True).fill("Caseloads are seen by all.")
    saved(page)
    page.get_by_role("link", name="Feedback", exact=True).tap()
    feedback = page.locator("#visit-feedback")
    expect(feedback).to_contain_text("Caseloads are seen by all.")
    expect(feedback).to_contain_text("one kind of source only")
    feedback.get_by_role("button", name="Add an action").tap()
    dialog.get_by_label("Action", exact=True).fill("Show the board in every team")
    dialog.get_by_role("button", name="Add the action").tap()
    expect(feedback).to_contain_text("Show the board in every team")
    assert overflow(page) == 0

    # The connection is lost; the page is opened again, written on, and opened once more.
    page.goto(path)
    expect(wordings(page)).to_have_count(1)
    ready = (
        "async () => Boolean(navigator.serviceWorker.controller && await (await"
        " caches.open('portal-visits')).match('/assets/js/signed-in/shared.js'))"
    )
    wait_until(page, lambda: page.evaluate(ready))
    page.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_text("this is the visit as this device had it")).to_be_visible()
    line = line_with(page, "How are caseloads")
    line.get_by_label("Notes", exact=True).fill("Written in a basement.")
    page.get_by_text("Add a line under “Working together”").tap()
    partners = page.locator("#heading-partners")
    partners.get_by_label("What do you want to find out?").fill("Who has the key?")
    partners.get_by_role("button", name="Add the line").tap()
    expect(page.locator(".visit-adds")).to_contain_text("One addition")
    line.get_by_role("button", name="Add own evidence").tap()
    dialog.get_by_label("What was seen or heard").fill("Seen without a connection.")
    dialog.locator("[name=file]").set_input_files(photo)
    dialog.get_by_role("button", name="Keep the evidence").tap()
    expect(page.locator(".visit-adds")).to_contain_text("2 additions")
    page.reload()
    expect(page.locator(".visit-adds")).to_contain_text("2 additions")
    page.context.set_offline(False)
    expect(page.locator("html")).not_to_have_attribute("data-offline", "yes")
    expect_text(page, "Written in a basement.")
    expect_text(page, "Who has the key?")
    piece = page.locator(".own-piece").filter(has_text="Seen without a connection.")
    with page.expect_download() as download:
        piece.get_by_role("link", name="board.png").tap()
    assert Path(download.value.path()).read_bytes() == photo.read_bytes()
    # What is not sent is asked about; once it is thrown away nothing is left on the device.
    page.get_by_text("Add a line under “Working together”").tap()
    partners.get_by_label("What do you want to find out?").fill("Half a question")
    page.locator("#app-user summary").tap()
    page.get_by_role("button", name="Sign out").tap()
    expect(dialog).to_contain_text("Half a question")
    dialog.get_by_role("button", name="Stay signed in").tap()
    expect(dialog).to_have_count(0)
    page.locator("#app-user summary").tap()
    page.get_by_role("button", name="Sign out").tap()
    dialog.get_by_role("button", name="Throw it away and sign out").tap()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    left = "() => [localStorage, sessionStorage].flatMap(Object.keys).join()"
    stored = re.compile("portal-(draft|add|form|visit)")
    wait_until(page, lambda: not stored.search(page.evaluate(left)))
    expect_read(page, lambda: page.evaluate("() => caches.keys()"), [])
