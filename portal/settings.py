"""What the portal can be told from outside: the only module that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "db" / "catalogue"
STATISTICS = ROOT / "db" / "statistics"

# name in the environment, default, what it is for; `portal check` and README show this table.
SETTINGS = (
    (
        "PORTAL_DATABASE_URL",
        f"sqlite:///{ROOT / 'var' / 'portal.db'}",
        "Where the data are: an SQLite file or postgresql://user@host/name",
    ),
    ("PORTAL_HOST", "127.0.0.1", "Address that `portal serve` listens on"),
    ("PORTAL_PORT", "8050", "Port that `portal serve` listens on"),
    ("PORTAL_WORKERS", "2", "Processes that answer requests"),
    ("PORTAL_BASE_URL", "", "Public address of the portal, put into downloads and citations"),
)


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The portal's settings, all of them with a default that works on one machine."""

    database_url: str = SETTINGS[0][1]
    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 2
    base_url: str = ""

    @classmethod
    def from_env(cls, environ: dict[str, str] | None = None) -> Settings:
        """Read `PORTAL_*` variables.

        Raises:
            SettingsError: if a port or a number of workers is not a whole number in range.
        """
        env = os.environ if environ is None else environ
        found: dict[str, str] = {}
        for name, default, _help in SETTINGS:
            found[name.removeprefix("PORTAL_").lower()] = env.get(name) or default
        return cls(
            database_url=found["database_url"],
            host=found["host"],
            port=_whole_number("PORTAL_PORT", found["port"], 1, 65535),
            workers=_whole_number("PORTAL_WORKERS", found["workers"], 1, 64),
            base_url=found["base_url"].rstrip("/"),
        )


def _whole_number(name: str, text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)
