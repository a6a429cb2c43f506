"""What the portal can be told from outside: the only module that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
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
    ("PORTAL_PROXIES", "0", "Reverse proxies in front that name the reader's address"),
    ("PORTAL_SIGN_IN", "on", "`off` serves the public pages only: no accounts, no cookies"),
    ("PORTAL_SECRET_KEY", "", "Signs the session's cookie; SQLite makes its own"),
    ("PORTAL_SECRET_KEY_FILE", "", "A file that holds the secret key"),
    ("PORTAL_LIMITS_STORE", "memory://", "Where sign-in attempts per address are counted"),
    ("PORTAL_OIDC_ISSUER", "", "Address of an OpenID Connect provider to sign in with"),
    ("PORTAL_OIDC_CLIENT_ID", "", "The portal's name at the provider"),
    ("PORTAL_OIDC_CLIENT_SECRET", "", "The portal's secret at the provider"),
    ("PORTAL_OIDC_CLIENT_SECRET_FILE", "", "A file that holds the provider's secret"),
    ("PORTAL_OIDC_NAME", "your organisation's account", "What the button names the provider"),
)
# Never printed.
SECRETS = frozenset({"PORTAL_SECRET_KEY", "PORTAL_OIDC_CLIENT_SECRET"})
_LOOPBACK = ("127.", "localhost", "::1", "[::1]")


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
    proxies: int = 0
    sign_in: str = "on"
    secret_key: str = field(default="", repr=False)
    secret_key_file: str = ""
    limits_store: str = "memory://"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_client_secret_file: str = ""
    oidc_name: str = "your organisation's account"

    @property
    def signs_in(self) -> bool:
        """Whether people can sign in."""
        return self.sign_in == "on"

    @property
    def secure(self) -> bool:
        """Whether browsers reach the portal by https, so that cookies may ask for it."""
        if self.base_url:
            return self.base_url.startswith("https://")
        return not self.host.startswith(_LOOPBACK)

    @classmethod
    def from_env(cls, environ: dict[str, str] | None = None) -> Settings:
        """Read `PORTAL_*` variables.

        Raises:
            SettingsError: if a value is out of range, a file of a secret cannot be read, or what
                belongs together is not all there.
        """
        env = os.environ if environ is None else environ
        found: dict[str, str] = {}
        for name, default, _help in SETTINGS:
            found[name.removeprefix("PORTAL_").lower()] = env.get(name) or default
        if found["sign_in"] not in ("on", "off"):
            raise SettingsError(f"PORTAL_SIGN_IN is {found['sign_in']!r}; it must be on or off.")
        if found["oidc_issuer"] and not found["oidc_client_id"]:
            raise SettingsError("PORTAL_OIDC_ISSUER is set; set PORTAL_OIDC_CLIENT_ID too.")
        return cls(
            database_url=found["database_url"],
            host=found["host"],
            port=_whole_number("PORTAL_PORT", found["port"], 1, 65535),
            workers=_whole_number("PORTAL_WORKERS", found["workers"], 1, 64),
            base_url=found["base_url"].rstrip("/"),
            proxies=_whole_number("PORTAL_PROXIES", found["proxies"], 0, 9),
            sign_in=found["sign_in"],
            secret_key=_secret("PORTAL_SECRET_KEY", found),
            secret_key_file=found["secret_key_file"],
            limits_store=found["limits_store"],
            oidc_issuer=found["oidc_issuer"].rstrip("/"),
            oidc_client_id=found["oidc_client_id"],
            oidc_client_secret=_secret("PORTAL_OIDC_CLIENT_SECRET", found),
            oidc_client_secret_file=found["oidc_client_secret_file"],
            oidc_name=found["oidc_name"],
        )


def _whole_number(name: str, text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)


def _secret(name: str, found: dict[str, str]) -> str:
    """A secret that stands in a variable or in the file that another variable names."""
    field_name = name.removeprefix("PORTAL_").lower()
    file = found[f"{field_name}_file"]
    if found[field_name] or not file:
        return found[field_name]
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{name}_FILE is {file!r}; it cannot be read: {error}.") from None
    if not text:
        raise SettingsError(f"{name}_FILE is {file!r}; the file is empty.")
    return text
