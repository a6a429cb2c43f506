"""Configuration, read from PORTAL_* environment variables: the only module that reads the
environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "db" / "catalogue"
STATISTICS = ROOT / "db" / "statistics"
BUNDLE = STATISTICS / "bundle"
INSPECTIONS = ROOT / "db" / "inspections"
# The department's open-data service.
CONTENT_SERVICE = "https://content.explore-education-statistics.service.gov.uk/api"
API_SERVICE = "https://api.education.gov.uk/statistics/v1"
# Known to be good: the library that reads other values, slow to import, is not asked.
LIMITS_STORE, API_RATE = "memory://", "120 per minute"

# name in the environment, default, what it is for; `portal check` and README show this table.
SETTINGS = (
    (
        "PORTAL_DATABASE_URL",
        f"sqlite:///{ROOT / 'var' / 'portal.db'}",
        "Where the data are: an SQLite file or postgresql://user@host/name",
    ),
    ("PORTAL_DATABASE_PASSWORD_FILE", "", "A file that holds the database's password"),
    ("PORTAL_HOST", "127.0.0.1", "Address that `portal serve` listens on"),
    ("PORTAL_PORT", "8050", "Port that `portal serve` listens on"),
    ("PORTAL_WORKERS", "2", "Processes that answer requests"),
    ("PORTAL_BASE_URL", "", "Public address of the portal, put into downloads and citations"),
    (
        "PORTAL_COUNCILS",
        "",
        "Councils, regions or groups that pages show where nobody has chosen; wins over the page "
        "Region",
    ),
    (
        "PORTAL_STATISTICS",
        "on",
        "`off` leaves out the official statistics and inspections that the project carries",
    ),
    (
        "PORTAL_REFRESH_CONTENT",
        CONTENT_SERVICE,
        "Where `portal refresh` looks for newer official statistics",
    ),
    ("PORTAL_REFRESH_API", API_SERVICE, "Where it gets data sets published for programs"),
    ("PORTAL_REFRESH_CONTACT", "", "An address to write to, named to that service"),
    ("PORTAL_PROXIES", "0", "Reverse proxies in front that name the reader's address"),
    ("PORTAL_SIGN_IN", "on", "`off` serves the public pages only: no accounts, no cookies"),
    ("PORTAL_SECRET_KEY", "", "Signs the session's cookie; SQLite makes its own"),
    ("PORTAL_SECRET_KEY_FILE", "", "A file that holds the secret key"),
    ("PORTAL_LIMITS_STORE", LIMITS_STORE, "Where sign-in attempts per address are counted"),
    ("PORTAL_API_RATE", API_RATE, "Requests of one address to /api/v1"),
    ("PORTAL_OIDC_ISSUER", "", "Address of an OpenID Connect provider to sign in with"),
    ("PORTAL_OIDC_CLIENT_ID", "", "The portal's name at the provider"),
    ("PORTAL_OIDC_CLIENT_SECRET", "", "The portal's secret at the provider"),
    ("PORTAL_OIDC_CLIENT_SECRET_FILE", "", "A file that holds the provider's secret"),
    ("PORTAL_OIDC_NAME", "your organisation's account", "What the button names the provider"),
    ("PORTAL_LOG", "text", "What the log looks like: `text` for people, `json` for machines"),
    ("PORTAL_LOG_REQUESTS", "on", "`off` logs no line a request, only what went wrong"),
    ("PORTAL_METRICS", "", "Address that metrics are served at, such as 127.0.0.1:9464"),
)
# Never printed.
SECRETS = frozenset({"PORTAL_SECRET_KEY", "PORTAL_OIDC_CLIENT_SECRET"})
_ONE_OF = {
    "PORTAL_STATISTICS": ("on", "off"),
    "PORTAL_SIGN_IN": ("on", "off"),
    "PORTAL_LOG": ("text", "json"),
    "PORTAL_LOG_REQUESTS": ("on", "off"),
}
_LOOPBACK = ("127.", "localhost", "::1", "[::1]")


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The portal's settings, all of them with a default that works on one machine."""

    database_url: str = field(default=SETTINGS[0][1], repr=False)
    database_password_file: str = ""
    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 2
    base_url: str = ""
    councils: tuple[str, ...] = ()
    statistics: str = "on"
    refresh_content: str = CONTENT_SERVICE
    refresh_api: str = API_SERVICE
    refresh_contact: str = ""
    proxies: int = 0
    sign_in: str = "on"
    secret_key: str = field(default="", repr=False)
    secret_key_file: str = ""
    limits_store: str = LIMITS_STORE
    api_rate: str = API_RATE
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_client_secret_file: str = ""
    oidc_name: str = "your organisation's account"
    log: str = "text"
    log_requests: str = "on"
    metrics: str = ""

    @property
    def signs_in(self) -> bool:
        """True if people can sign in."""
        return self.sign_in == "on"

    @property
    def secure(self) -> bool:
        """Tell if browsers reach the portal by https, so that cookies may ask for it."""
        if self.base_url:
            return self.base_url.startswith("https://")
        return not self.host.startswith(_LOOPBACK)

    @classmethod
    def from_env(cls, environ: dict[str, str] | None = None) -> Settings:
        """Read `PORTAL_*` variables.

        Raises:
            SettingsError: if there is no setting of a name, a value is out of range, a file of a
                secret cannot be read, or what belongs together is not all there.
        """
        env = os.environ if environ is None else environ
        _check_names(env)
        texts: dict[str, str] = {}
        for name, default, _help in SETTINGS:
            texts[name.removeprefix("PORTAL_").lower()] = env.get(name) or default
        for name, words in _ONE_OF.items():
            value = texts[name.removeprefix("PORTAL_").lower()]
            if value not in words:
                raise SettingsError(f"{name} is {value!r}; it must be {' or '.join(words)}.")
        _provider(texts)
        port = _whole_number("PORTAL_PORT", texts["port"], 1, 65535)
        return cls(
            database_url=_database_url(texts),
            database_password_file=texts["database_password_file"],
            host=texts["host"],
            port=port,
            workers=_whole_number("PORTAL_WORKERS", texts["workers"], 1, 64),
            base_url=_address("PORTAL_BASE_URL", texts["base_url"], "https://portal.example"),
            councils=_keys("PORTAL_COUNCILS", texts["councils"]),
            statistics=texts["statistics"],
            refresh_content=_service("PORTAL_REFRESH_CONTENT", texts["refresh_content"]),
            refresh_api=_service("PORTAL_REFRESH_API", texts["refresh_api"]),
            refresh_contact=_contact(texts["refresh_contact"]),
            proxies=_whole_number("PORTAL_PROXIES", texts["proxies"], 0, 9),
            sign_in=texts["sign_in"],
            secret_key=_secret("PORTAL_SECRET_KEY", texts),
            secret_key_file=texts["secret_key_file"],
            limits_store=_limits_store(texts["limits_store"]),
            api_rate=_rate("PORTAL_API_RATE", texts["api_rate"]),
            oidc_issuer=_address("PORTAL_OIDC_ISSUER", texts["oidc_issuer"], "https://id.example"),
            oidc_client_id=texts["oidc_client_id"],
            oidc_client_secret=_secret("PORTAL_OIDC_CLIENT_SECRET", texts),
            oidc_client_secret_file=texts["oidc_client_secret_file"],
            oidc_name=texts["oidc_name"],
            log=texts["log"],
            log_requests=texts["log_requests"],
            metrics=_metrics(texts["metrics"], port),
        )


def keep_metrics_in(folder: Path) -> None:
    """Let all processes started from here count together; before its metrics are imported."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def metrics_folder() -> str:
    """Where the processes of this portal count together; empty where there is but one."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def has_sockets() -> bool:
    """Tell if systemd opened the sockets to listen on and hands them over."""
    return bool(os.environ.get("LISTEN_FDS"))


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    return re.sub(r"(?<=://)([^/@]*?):[^/]*@", r"\1@", url)


def _check_names(names: Iterable[str]) -> None:
    """A misspelt name would leave its default standing, such as sign-in on a public portal."""
    settings = [name.removeprefix("PORTAL_") for name, _default, _help in SETTINGS]
    for name in names:
        if name.startswith("PORTAL_") and (stem := name.removeprefix("PORTAL_")) not in settings:
            near = get_close_matches(stem, settings, 1)
            hint = f"Did you mean PORTAL_{near[0]}?" if near else "README lists them all."
            raise SettingsError(f"{name} is not a setting of the portal. {hint}")


def _database_url(texts: dict[str, str]) -> str:
    """The database's URL, with the password of the file where one is named."""
    url, name = texts["database_url"], "PORTAL_DATABASE_URL"
    shown = without_password(url)
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError(
            f"{name} is {shown!r}; use sqlite:///FILE or postgresql://USER@HOST/NAME."
        )
    password = _secret("PORTAL_DATABASE_PASSWORD", {"database_password": "", **texts})
    if not password:
        return url
    who = re.match(r"(postgresql[^/]*://[^/@:?,]+)@", url)
    if who is None:
        raise SettingsError(
            f"PORTAL_DATABASE_PASSWORD_FILE is set, and {name} is {shown!r}; name the role and no "
            "password there: postgresql://USER@HOST/NAME."
        )
    return f"{who[1]}:{quote(password, safe='')}{url[who.end(1) :]}"


def _address(name: str, text: str, example: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
        raise SettingsError(f"{name} is {text!r}; it must be an address such as {example}.")
    return text.rstrip("/")


def _service(name: str, text: str) -> str:
    """The address of a service outside, which is asked by https alone, but on this machine."""
    address = _address(name, text, CONTENT_SERVICE)
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SettingsError(f"{name} is {text!r}; it must begin with https://.")
    return address


def _contact(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise SettingsError(
            f"PORTAL_REFRESH_CONTACT is {text!r}; write an address such as data@region.example."
        )
    return text


def _keys(name: str, text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    wrong = [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)]
    if wrong:
        raise SettingsError(
            f"{name} has {wrong[0]!r}; write keys with commas between, as in torbay,plymouth."
        )
    return keys


def _provider(texts: dict[str, str]) -> None:
    """Check that what belongs to a provider to sign in with is all there, or nothing of it."""
    if texts["oidc_issuer"] and not texts["oidc_client_id"]:
        raise SettingsError("PORTAL_OIDC_ISSUER is set; set PORTAL_OIDC_CLIENT_ID too.")
    for field_name in ("oidc_client_id", "oidc_client_secret", "oidc_client_secret_file"):
        if texts[field_name] and not texts["oidc_issuer"]:
            raise SettingsError(
                f"PORTAL_{field_name.upper()} is set; set PORTAL_OIDC_ISSUER too, "
                "the provider's address."
            )


def _limits_store(text: str) -> str:
    if text == LIMITS_STORE:
        return text
    from limits.storage import SCHEMES  # type: ignore[attr-defined] # a name without a promise

    scheme = text.partition("://")[0]
    if "://" not in text or scheme not in SCHEMES or scheme.startswith("async+"):
        raise SettingsError(
            f"PORTAL_LIMITS_STORE is {without_password(text)!r}, which is no store that is known; "
            "use memory:// or redis://HOST:6379/0."
        )
    return text


def _metrics(text: str, port: int) -> str:
    if not text:
        return ""
    host, _, number = text.rpartition(":")
    if not host or not number.isdecimal() or not 0 < int(number) <= 65535:
        raise SettingsError(
            f"PORTAL_METRICS is {text!r}; it must be an address and a port, as in 127.0.0.1:9464."
        )
    if int(number) == port:
        raise SettingsError(
            f"PORTAL_METRICS is {text!r}, the port of the portal; metrics need one of their own."
        )
    return text


def _rate(name: str, text: str) -> str:
    if text == API_RATE:
        return text
    from limits import parse_many

    try:
        if any(limit.amount == 0 for limit in parse_many(text)):
            raise ValueError(text)  # nobody could ask for anything
    except ValueError:
        raise SettingsError(
            f"{name} is {text!r}; it must be a number of requests, at least 1, and a "
            "time, as in 120 per minute."
        ) from None
    return text


def _whole_number(name: str, text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)


def _secret(name: str, texts: dict[str, str]) -> str:
    """A secret that stands in a variable or in the file that another variable names."""
    field_name = name.removeprefix("PORTAL_").lower()
    file = texts[f"{field_name}_file"]
    if texts[field_name] or not file:
        return texts[field_name]
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{name}_FILE is {file!r}; it cannot be read: {error}.") from None
    if not text:
        raise SettingsError(f"{name}_FILE is {file!r}; the file is empty.")
    return text
