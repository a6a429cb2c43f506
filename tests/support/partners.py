"""People with each role, and requests with tokens, for tests of partners and editors."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from portal.app import create_app
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER, SUBMITTER, Actor
from portal.settings import Settings
from tests.support.signing_in import make_account, sign_in_client

ROLES = (PARTNER, REVIEWER, SUBMITTER, EDITOR, ADMINISTRATOR, "")
KEY = "a key that only these tests use, long enough"


def person(sessions: sessionmaker[Session], role: str, name: str = "") -> Actor:
    """Somebody with one role, or none."""
    name = name or f"{role or 'nobody'}@partners.example"
    return make_account(sessions, name, [role] if role else [], display=f"The {name.split('@')[0]}")


def server_over(engine: Engine) -> Any:
    """The portal's server over a database."""
    url = engine.url.render_as_string(hide_password=False)
    return create_app(Settings(database_url=url, secret_key=KEY), engine).server


class Asking:
    """A client that is signed in, or nobody, and sends its token with all that it posts."""

    def __init__(self, server: Any, who: Actor | None = None) -> None:
        self.client = server.test_client()
        if who is not None:
            self.token = sign_in_client(self.client, who.name)
        else:
            page = self.client.get("/sign-in").text
            match = re.search(r'name="csrf_token" value="([^"]+)"', page)
            assert match
            self.token = match[1]

    def get(self, path: str, **more: Any) -> Any:
        """Get a path."""
        return self.client.get(path, **more)

    def form(self, path: str, **fields: Any) -> Any:
        """Post a form with its token."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def json(self, path: str, body: Any, token: str | None = None) -> Any:
        """Send JSON as a script of the portal does, with its token."""
        headers = {"X-CSRFToken": self.token if token is None else token}
        headers["Accept"] = "application/json"
        return self.client.post(path, json=body, headers=headers)
