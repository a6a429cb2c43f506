"""The key that signs the session's cookie: given, or made once beside an SQLite file."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from db.engine import read_url
from portal.settings import Settings, SettingsError

SHORTEST = 32


def secret_key(settings: Settings) -> str:
    """The key of this portal, the same in each of its processes.

    Raises:
        SettingsError: if none is set and the database is not a file, or if it is too short.
    """
    if settings.secret_key:
        if len(settings.secret_key) < SHORTEST:
            raise SettingsError(f"PORTAL_SECRET_KEY needs at least {SHORTEST} characters.")
        return settings.secret_key
    if not settings.database_url.startswith("sqlite"):
        raise SettingsError(
            "Signing in needs a secret key that all processes share: set PORTAL_SECRET_KEY or "
            "PORTAL_SECRET_KEY_FILE (`openssl rand -hex 32` makes one), or PORTAL_SIGN_IN=off."
        )
    url = read_url(settings.database_url)
    if not url.database or url.database == ":memory:":
        return secrets.token_hex(32)
    return _key_in_file(Path(url.database).with_suffix(".key"))


def _key_in_file(file: Path) -> str:
    """The key in a file, which is made whole or not at all: of several processes one makes it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    key = file.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST:
        raise SettingsError(f"The secret key in {file} is too short; delete the file.")
    return key
