"""`portal users`, `audit`, `region`: what those who run the portal look after by commands."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine, make_url

from db.engine import open_engine
from db.session import make_sessions
from portal.auth.accounts import AccountService
from portal.settings import ROOT
from tests.support.commanding import Done, Portal, portal_on
from tests.support.patience import SECONDS

PASSWORD = "seven green bottles"  # noqa: S105 - of an account that the test makes
ANN = "ann@example.org"


@pytest.fixture
def url(empty_engine: Engine) -> str:
    return empty_engine.url.render_as_string(hide_password=False)


@pytest.fixture
def portal(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Portal:
    command = portal_on(url, monkeypatch, capsys)

    def with_input(*args: object, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return command(*args)

    return with_input


def signs_in(url: str, name: str, password: str) -> bool:
    engine = open_engine(url)
    key = AccountService(make_sessions(engine)).sign_in(name, password)
    engine.dispose()
    return key is not None


def test_an_account_from_its_first_to_its_last_day(portal: Portal, url: str) -> None:
    assert portal("users", "list").out.startswith("There are no accounts")
    added = portal(
        "users", "add", "Ann@Example.org", "--role", "reviewer", "--role", "editor",
        "--display", "Ann", "--password-stdin", typed=f"{PASSWORD}\n",
    )  # fmt: skip
    assert (added.code, added.out) == (
        0,
        f"Account {ANN} is added, with the roles editor, reviewer.\n",
    )
    assert signs_in(url, ANN, PASSWORD)
    assert portal("users", "list").out.split() == [
        ANN, "active", "editor,", "reviewer", "password", "Ann",
    ]  # fmt: skip
    reset = portal("users", "reset", ANN, "--generate")
    match = re.search(r"^Password: (\S{20,})$", reset.out, re.MULTILINE)
    assert match
    assert not signs_in(url, ANN, PASSWORD)
    assert signs_in(url, ANN, match.group(1))
    assert portal("users", "disable", ANN).code == 0
    assert not signs_in(url, ANN, match.group(1))
    assert " disabled " in portal("users", "list").out
    assert portal("users", "enable", ANN).out == f"Account {ANN} is active.\n"
    assert portal("users", "roles", ANN, "--role", "partner").out == f"Account {ANN} has partner.\n"
    assert portal("users", "roles", ANN, "--none").out == f"Account {ANN} has no role.\n"
    link = portal("users", "link", ANN)
    assert link.out.startswith("http://127.0.0.1:8050/sign-in/link?key=")
    assert "works once" in link.err
    assert portal("users", "invite", "guest", "--role", "partner").out != link.out
    assert portal("users", "unlock", "guest").out == "Account guest is unlocked.\n"
    assert portal("audit", "--until", "2020-01-01").out == ""
    assert "invitation made  guest" in portal("audit", "--since", "2020-01-01").out
    log = portal("audit", "--most", "100").out
    assert len(log.splitlines()) == 18
    assert match.group(1) not in log
    assert re.search(
        r"^2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d  command line: .+  password reset  ann", log, re.M
    )
    only = portal("audit", "--account", ANN, "--action", "roles changed").out.splitlines()
    assert [line.partition(": editor")[2] for line in only if "editor" in line] == [
        ", reviewer → partner"
    ]


def test_submitters_and_groups(portal: Portal) -> None:
    submitter = ("--role", "submitter")
    assert portal("load", "--without-statistics").code == 0
    refused = portal("users", "add", "cat", *submitter, "--generate")
    assert refused.code == 1
    assert "name that council" in refused.err
    assert portal("users", "add", "cat", *submitter, "--council", "Torbay", "--generate").code == 0
    grouped = portal("users", "groups", "cat", "--group", "Directors")
    assert grouped.out == "Account cat is in Directors.\n"
    assert portal("users", "groups", "cat").code == 2
    assert portal("users", "groups", "cat", "--none").out == "Account cat is in no group.\n"
    assert "none → Directors" in portal("audit", "--action", "groups changed").out
    published = portal("shared", "publish")
    assert (published.code, published.out) == (0, "no returns or draft plans became public.\n")


REFUSED: list[tuple[list[str], str, int, str]] = [
    (["add", "bob", "--password-stdin"], "short\n", 1, "it needs at least 12."),
    (["add", "bob", "--password-stdin"], "", 1, "has 0 characters"),
    (["add", "bobbobbobbob", "--password-stdin"], "BobBobBobBob\n", 1, "repeats a few"),
    (["add", ANN, "--generate"], "", 1, f"There is an account “{ANN}” already"),
    (["add", "two words", "--generate"], "", 1, "cannot be used"),
    (["add", "bob", "--oidc", "7"], "", 1, "Set PORTAL_OIDC_ISSUER first"),
    (["add", "bob", "--role", "king", "--generate"], "", 2, "'king' is not one of"),
    (["add", "bob"], "", 2, "Nobody is there to type a password"),
    (["add", "bob", "--generate", "--password-stdin"], "", 2, "not both"),
    (["disable", "bob"], "", 1, "There is no account “bob”; `portal users list` names them."),
    (["enable", "bob"], "", 1, "There is no account “bob”"),
    (["reset", "bob", "--generate"], "", 1, "There is no account “bob”"),
    (["reset", ANN, "--password-stdin"], f"{ANN}\n", 1, "is the name of the account"),
    (["roles", "bob", "--none"], "", 1, "There is no account “bob”"),
    (["roles", ANN], "", 2, "Name the roles with --role"),
]


def test_what_cannot_be_done_is_said(portal: Portal) -> None:
    assert portal("users", "add", ANN, "--generate").code == 0
    before = portal("audit").out
    for args, typed, code, message in REFUSED:
        done = portal("users", *args, typed=typed)
        assert done.code == code, args
        assert message in " ".join(done.err.split()), args
        assert "Traceback" not in done.err
    assert portal("audit").out == before


def test_who_signs_in_with_the_provider_needs_no_password(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_OIDC_ISSUER", "https://id.example/")
    monkeypatch.setenv("PORTAL_OIDC_CLIENT_ID", "portal")
    assert portal("users", "add", "kim", "--role", "partner", "--oidc", "7").code == 0
    assert portal("users", "add", "lee", "--no-password").code == 0
    again = portal("users", "add", "eve", "--oidc", "7")
    assert again.code == 1
    assert "linked to the same person" in again.err
    kim, lee = portal("users", "list").out.splitlines()
    assert kim.split() == ["kim", "active", "partner", "provider", "kim"]
    assert lee.split() == ["lee", "active", "no", "role", "-", "lee"]


def test_a_password_is_typed_twice_and_not_shown(tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path}/portal.db").render_as_string()
    command = [sys.executable, "-m", "portal", "users", "add", ANN]
    assert typing(command, url, [PASSWORD, "another one by mistake", PASSWORD, PASSWORD]) == 0
    assert signs_in(url, ANN, PASSWORD)


def typing(command: list[str], url: str, lines: list[str]) -> int:
    """Run a command at a terminal and answer each of its questions with a line."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PORTAL_DATABASE_URL": url},
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, left = "", list(lines)
    try:
        while True:
            shown += os.read(ours, 4096).decode()
            if left and shown.endswith(": "):  # the space comes once nothing is echoed
                os.write(ours, f"{left.pop(0)}\n".encode())
                shown += "\n"
    except OSError:
        pass  # the command has ended
    finally:
        os.close(ours)
    assert not left
    assert not [line for line in lines if line in shown]
    return process.wait(SECONDS)


def test_a_region_is_named_and_named_anew(portal: Portal, tmp_path: Path) -> None:
    nothing = [f"{name:<10}-" for name in "name welcome councils logo slides word".split()]
    assert portal("region").out.splitlines() == nothing
    logo = tmp_path / "logo.png"
    Image.new("RGB", (8, 8)).save(logo)
    portal("region", "--name", "South West", "--logo", str(logo))
    assert portal("region", "--welcome", "Hello.").out.splitlines() == [
        "name      South West",
        "welcome   Hello.",
        "councils  -",
        "logo      yes",
        "slides    -",
        "word      -",
    ]
    wrong = portal("region", "--council", "Atlantis")
    assert (wrong.code, "does not know “Atlantis”" in wrong.err) == (1, True)
    done = portal("region", "--name", "", "--welcome", "", "--portal-councils", "--no-logo")
    assert done.out.splitlines() == nothing
