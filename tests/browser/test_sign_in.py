"""Signing in in a browser: by keyboard, on a phone, with a provider, and what others notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from db.engine import open_engine
from db.session import make_sessions
from portal.domain.access import ADMINISTRATOR, REVIEWER
from tests.browser.conftest import PATIENCE, PHONE, Watch
from tests.browser.reading import drawn, expect_read, open_page, overflow
from tests.browser.test_accessibility import violations
from tests.support.oidc.running import BACK, CLIENT, SECRET, provider
from tests.support.serving import free_port, portal_server
from tests.support.signing_in import PASSWORD, make_account, sign_in_page

pytestmark = pytest.mark.browser

ANN, CHIEF = "ann@region.example", "chief@region.example"


@pytest.fixture(autouse=True)
def people(sqlite_file: str) -> Iterator[None]:
    """A reviewer and an administrator in the database that is served."""
    engine = open_engine(sqlite_file)
    make_account(make_sessions(engine), ANN, [REVIEWER], display="Ann Example")
    make_account(make_sessions(engine), CHIEF, [ADMINISTRATOR, REVIEWER])
    yield
    engine.dispose()


def test_one_signs_in_and_out_by_keyboard(page: Page, watch: Watch) -> None:
    open_page(page, "/findings?kind=two-places")
    expect(page.locator(".finding").first).to_be_visible()
    assert not [url for url in watch.requests if url.endswith("/me")]
    page.locator("#app-user > a").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_title("Sign in · Alongside")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(ANN)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings?kind=two-places")
    menu = page.locator("#app-user summary")
    expect(menu).to_have_text("Ann Example")
    expect(page.get_by_role("link", name="Sign in")).to_have_count(0)
    expect_read(page, lambda: sum(url.endswith("/me") for url in watch.requests), 1)
    # Where people work stands beside the menu, which shows that it is one.
    expect(page.get_by_role("link", name="Visits")).to_be_visible()
    expect(menu).not_to_have_css("content", "none", pseudo="after")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="My account")).to_be_visible()
    expect(page.get_by_role("link", name="Accounts")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="My account")).to_be_hidden()
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect_read(page, page.context.cookies, [])


def test_the_header_is_the_same_on_every_kind_of_page(page: Page) -> None:
    sign_in_page(page, ANN)
    seen = []
    for path in ("/about", "/account"):
        page.goto(path)
        menu = page.locator("#app-user summary")
        expect(menu).to_have_text("Ann Example")
        expect(menu).not_to_have_css("content", "none", pseudo="after")
        # While Dash takes the place of the document's header, the menu stands without its links.
        beside = page.locator("#app-user > a:visible")
        expect(beside).to_have_text(["Visits"])
        menu.click()
        expect(page.get_by_role("link", name="My account")).to_be_visible()
        drawn(page)
        box = menu.bounding_box()
        assert box is not None
        seen.append((page.locator(".user-list li").all_inner_texts(), box))
    assert seen[0] == seen[1]
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_scripts_learn_who_is_signed_in(page: Page) -> None:
    ask = "window.portal_me.then((me) => me)"
    page.goto("/about")
    nobody = {"signed_in": False, "name": "", "display": "", "roles": [], "csrf": None}
    nobody["returns"] = False
    assert page.evaluate(ask) == nobody
    sign_in_page(page, ANN)
    page.goto("/about")
    me = page.evaluate(ask)
    assert (me["signed_in"], me["display"], me["roles"]) == (True, "Ann Example", ["reviewer"])
    send = """(token) => fetch("/sign-out", {method: "POST", headers: {"X-CSRFToken": token}})
        .then((answer) => answer.status)"""
    assert page.evaluate(send, me["csrf"]) == 200
    page.goto("/about")
    assert page.evaluate(ask) == nobody
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_said_and_read_out(page: Page, watch: Watch) -> None:
    watch.allow(401)
    page.goto("/sign-in")
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong and long enough")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is not right.")
    expect(page.get_by_label("Name")).to_have_value("nobody")
    expect(page.get_by_label("Password")).to_have_value("")
    assert not violations(page)


@pytest.mark.parametrize("path", ["/account", "/accounts", "/audit", "/about"])
def test_axe_finds_no_violation(page: Page, path: str) -> None:
    sign_in_page(page, CHIEF)
    page.goto(path)
    if path == "/about":
        page.locator("#app-user summary").click()
        expect(page.get_by_role("link", name="Audit log")).to_be_visible()
    faults = violations(page)
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    faults += violations(page)
    assert not faults, "\n".join(faults)
    assert overflow(page) <= 0
    box = page.locator("#app-user, .user, button[type=submit]").last.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_who_may_not_see_a_page_is_told_and_led_to_it(page: Page, watch: Watch) -> None:
    watch.allow(401, 403)
    page.goto("/accounts")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to see this")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Name").fill(CHIEF)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts")
    expect(page.get_by_role("row").filter(has_text=ANN)).to_contain_text("reviewer")


def test_disabling_an_account_shuts_its_browsers_out(
    new_page: Callable[[], Page], watch: Watch
) -> None:
    watch.allow(401)
    chief, ann = new_page(), new_page()
    sign_in_page(chief, CHIEF)
    sign_in_page(ann, ANN)
    ann.goto("/account")
    expect(ann.get_by_role("heading", level=1)).to_have_text("My account")
    chief.goto("/accounts")
    chief.get_by_role("link", name=ANN).click()
    chief.get_by_role("button", name="Disable the account").click()
    expect(chief.get_by_role("heading", level=1)).to_have_text(f"Disable {ANN}?")
    chief.get_by_role("button", name="Disable the account").click()
    expect(chief.get_by_role("status")).to_contain_text("is disabled")
    ann.reload()
    expect(ann.get_by_role("heading", level=1)).to_have_text("Sign in to see this")
    ann.goto("/about")
    expect(ann.get_by_role("link", name="Sign in")).to_be_visible()
    chief.get_by_role("button", name="Enable the account").click()
    expect(chief.get_by_role("heading", level=1)).to_have_text(f"Enable {ANN}?")
    chief.get_by_role("button", name="Enable the account").click()
    expect(chief.get_by_role("status")).to_contain_text("is enabled")


def test_somebody_invited_sets_a_password_in_another_browser(new_page: Callable[[], Page]) -> None:
    chief, guest = new_page(), new_page()
    sign_in_page(chief, CHIEF)
    chief.goto("/accounts")
    chief.get_by_label("Name to sign in with").fill("guest@region.example")
    chief.get_by_label("Name that others see").fill("Guest Example")
    chief.get_by_label("reviewer:").check()
    chief.get_by_role("button", name="Add the account and make a link").click()
    address = chief.get_by_label("Link", exact=True).input_value()
    assert not violations(chief)
    guest.goto(address)
    assert not violations(guest)
    guest.get_by_label("New password", exact=True).fill(PASSWORD)
    guest.get_by_label("New password again").fill(PASSWORD)
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("heading", level=1)).to_have_text("My account")
    expect(guest.locator("#app-user summary")).to_have_text("Guest Example")
    expect(guest.get_by_role("link", name="Visits")).to_be_visible()


def test_one_signs_in_with_a_provider(browser: Browser, sqlite_file: str) -> None:
    engine = open_engine(sqlite_file)
    make_account(make_sessions(engine), "kim@example.org", [REVIEWER], password=None)
    engine.dispose()
    port = free_port()
    with (
        provider([f"http://127.0.0.1:{port}{BACK}"]) as issuer,
        portal_server(
            sqlite_file,
            port,
            PORTAL_OIDC_ISSUER=issuer,
            PORTAL_OIDC_CLIENT_ID=CLIENT,
            PORTAL_OIDC_CLIENT_SECRET=SECRET,
        ) as address,
    ):
        context = browser.new_context(base_url=address)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto("/sign-in?next=/about")
        page.get_by_role("link", name="Sign in with your organisation's account").click()
        page.get_by_label("Who are you?").fill("kim")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(f"{address}/about")
        expect(page.locator("#app-user summary")).to_have_text("kim@example.org")
        context.close()
