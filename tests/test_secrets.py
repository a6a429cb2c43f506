"""No secret stands in the repository, and none reaches a log or a page."""

from __future__ import annotations

import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_engine
from portal.app import create_app
from portal.settings import ROOT, SECRETS, SETTINGS, Settings
from tests.support.asking import ask
from tests.support.partners import KEY
from tests.support.signing_in import PASSWORD, make_account

# What secrets look like; written so that this file holds none of them.
LOOKS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE" + r" KEY-----",
    "a cloud's key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a code host": r"\b(ghp|gho|ghs|github_pat|glpat)[_-][A-Za-z0-9_]{20,}",
    "a token of a chat": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a token of an API": r"\b(sk|pk|rk)[-_](live|test|ant|proj)[-_][A-Za-z0-9]{16,}",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.",
    "a password in an address": r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}$<>()]+:[^\s/:@'\"{}$<>()*]+@",
    "a secret of ours": r"PORTAL_(SECRET_KEY|OIDC_CLIENT_SECRET)\s*[=:]\s*['\"]?[\w+/-]{16,}",
}
# Examples that are no secrets, word for word.
EXAMPLES = frozenset(
    {
        *("postgresql://me:p%40w@", "postgresql://me:hidden@", "postgresql://me:there@"),
        *("postgresql://me:p%40ss%2Fw@", "mysql://me:hidden@"),
    }
)


def files() -> Iterator[Path]:
    """Every file that git keeps, or would keep."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    yield from (ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def found_in(text: str) -> list[tuple[str, str]]:
    """Return the parts of a text that look like a secret."""
    return [
        (kind, match[0])
        for kind, look in LOOKS.items()
        for match in re.finditer(look, text)
        if match[0] not in EXAMPLES
    ]


def test_no_file_holds_a_secret() -> None:
    by_file = {}
    for path in files():
        if path.suffix in (".png", ".lock") or path.name == "package-lock.json":
            continue
        secrets = found_in(path.read_text(encoding="utf-8", errors="replace"))
        if secrets:
            by_file[path.relative_to(ROOT)] = secrets
    assert by_file == {}


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1" * 15,
        "postgresql://portal:" + "hunter2@host/portal",
        "PORTAL_SECRET_KEY=" + "0123456789abcdef0123",
    ],
)
def test_a_secret_would_be_found(text: str) -> None:
    assert found_in(text)


def test_no_file_of_secrets_is_kept() -> None:
    names = {path.name for path in files()}
    endings = {path.suffix for path in files()}
    assert not names & {".env", "id_rsa", "id_ed25519", ".netrc", ".pgpass", "credentials"}
    assert not endings & {".pem", ".key", ".p12", ".pfx", ".db", ".sqlite"}


def test_each_secret_can_come_from_a_file() -> None:
    for secret in SECRETS:
        assert f"{secret}_FILE" in SETTINGS


def test_settings_show_no_secret() -> None:
    shown = repr(
        Settings(
            secret_key=KEY,
            oidc_issuer="https://id.example",
            oidc_client_id="portal",
            oidc_client_secret=PASSWORD,
        )
    )
    assert KEY not in shown
    assert PASSWORD not in shown


def test_no_log_holds_a_password_a_key_or_a_token(
    new_database: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    from db.schema import upgrade
    from db.session import make_sessions

    engine = open_engine(new_database("sqlite"))
    upgrade(engine)
    make_account(make_sessions(engine), "logged@secrets.example", ["reviewer"])
    url = engine.url.render_as_string(hide_password=False)
    server = create_app(Settings(database_url=url, secret_key=KEY), engine).server
    client = server.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token
    form = {"csrf_token": token[1], "name": "logged@secrets.example"}
    with caplog.at_level(logging.DEBUG):
        assert client.post("/sign-in", data={**form, "password": "wrong " + PASSWORD}).status_code
        assert client.post("/sign-in", data={**form, "password": PASSWORD}).status_code == 303
        cookie = client.get_cookie("portal_session")
        assert cookie
        assert client.get("/account").status_code == 200
        # A callback that fails is logged with where it failed, not with what it was given.
        ask(client, "visit-lines", {"visit-key.data": "no-such-visit"})
    written = caplog.text + "".join(capfd.readouterr())
    for secret in (PASSWORD, KEY, token[1], cookie.value):
        assert secret not in written
    engine.dispose()
