"""Configuration, read from PORTAL_* environment variables: the only module that reads the
environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "db" / "catalogue"
STATISTICS = ROOT / "db" / "statistics"
BUNDLE = STATISTICS / "bundle"
INSPECTIONS = ROOT / "db" / "inspections"
# The department's open-data service.
CONTENT_SERVICE = "https://content.explore-education-statistics.service.gov.uk/api"
API_SERVICE = "https://api.education.gov.uk/statistics/v1"
# Never printed.
SECRETS = frozenset({"PORTAL_SECRET_KEY", "PORTAL_OIDC_CLIENT_SECRET"})
_LOOPBACK = ("127.", "localhost", "::1", "[::1]")


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names it and the remedy."""


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    return re.sub(r"(?<=://)([^/@]*?):[^/]*@", r"\1@", url)


def _whole_number(low: int, high: int) -> BeforeValidator:
    def read(given: object) -> int:
        text = str(given)
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"it must be a whole number from {low} to {high}.")
        return int(text)

    return BeforeValidator(read)


def _address(example: str) -> AfterValidator:
    def read(text: str) -> str:
        if text and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
            raise ValueError(f"it must be an address such as {example}.")
        return text.rstrip("/")

    return AfterValidator(read)


def _outside(address: str) -> str:
    """Ask a service outside by https alone, but on this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("it must begin with https://.")
    return address


OnOff = Literal["on", "off"]
Service = Annotated[str, _address(CONTENT_SERVICE), AfterValidator(_outside)]


class Settings(BaseSettings):
    """The portal's settings, all of them with a default that works on one machine."""

    model_config = SettingsConfigDict(
        env_prefix="PORTAL_",
        env_ignore_empty=True,
        frozen=True,
        validate_default=False,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    database_url: str = Field(f"sqlite:///{ROOT / 'var' / 'portal.db'}", repr=False)
    """Where the data are: an SQLite file or postgresql://user@host/name"""
    database_password_file: str = ""
    """A file that holds the database's password"""
    host: str = "127.0.0.1"
    """Address that `portal serve` listens on"""
    port: Annotated[int, _whole_number(1, 65535)] = 8050
    """Port that `portal serve` listens on"""
    workers: Annotated[int, _whole_number(1, 64)] = 2
    """Processes that answer requests"""
    base_url: Annotated[str, _address("https://portal.example")] = ""
    """Public address of the portal, put into downloads and citations"""
    councils: Annotated[tuple[str, ...], NoDecode] = ()
    """Councils, regions or groups that pages show where nobody has chosen; wins over the page
    Region"""
    statistics: OnOff = "on"
    """`off` leaves out the official statistics and inspections that the project carries"""
    refresh_content: Service = CONTENT_SERVICE
    """Where `portal refresh` looks for newer official statistics"""
    refresh_api: Service = API_SERVICE
    """Where it gets data sets published for programs"""
    refresh_contact: str = ""
    """An address to write to, named to that service"""
    proxies: Annotated[int, _whole_number(0, 9)] = 0
    """Reverse proxies in front that name the reader's address"""
    sign_in: OnOff = "on"
    """`off` serves the public pages only: no accounts, no cookies"""
    secret_key: str = Field("", repr=False)
    """Signs the session's cookie; SQLite makes its own"""
    secret_key_file: str = ""
    """A file that holds the secret key"""
    limits_store: str = "memory://"
    """Where sign-in attempts per address are counted"""
    api_rate: str = "120 per minute"
    """Requests of one address to /api/v1"""
    oidc_issuer: Annotated[str, _address("https://id.example")] = ""
    """Address of an OpenID Connect provider to sign in with"""
    oidc_client_id: str = ""
    """The portal's name at the provider"""
    oidc_client_secret: str = Field("", repr=False)
    """The portal's secret at the provider"""
    oidc_client_secret_file: str = ""
    """A file that holds the provider's secret"""
    oidc_name: str = "your organisation's account"
    """What the button names the provider"""
    log: Literal["text", "json"] = "text"
    """What the log looks like: `text` for people, `json` for machines"""
    log_requests: OnOff = "on"
    """`off` logs no line a request, only what went wrong"""
    metrics: str = ""
    """Address that metrics are served at, such as 127.0.0.1:9464"""

    def __init__(self, **given: Any) -> None:
        """Take what is given, and of the rest what the environment says.

        Raises:
            SettingsError: which settings cannot be used, why, and what to write.
        """
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise SettingsError("\n".join(map(_in_words, error.errors()))) from None

    @classmethod
    def from_env(cls) -> Settings:
        """Read `PORTAL_*` variables.

        Raises:
            SettingsError: if there is no setting of a name, a value is out of range, a file of a
                secret cannot be read, or what belongs together is not all there.
        """
        _check_names(os.environ)
        return cls()

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

    @model_validator(mode="before")
    @classmethod
    def _read_files(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Read the secrets that stand in files which other settings name."""
        secrets = {name: _secret(name, given) for name in ("secret_key", "oidc_client_secret")}
        return {**given, **secrets, "database_url": _database_url(given)}

    @field_validator("refresh_contact")
    @classmethod
    def _contact(cls, text: str) -> str:
        if not text.isascii() or not text.isprintable():
            raise ValueError("write an address such as data@region.example.")
        return text

    @field_validator("councils", mode="before")
    @classmethod
    def _keys(cls, given: str | tuple[str, ...]) -> tuple[str, ...]:
        parts = given.split(",") if isinstance(given, str) else given
        keys = tuple(key.strip() for key in parts if key.strip())
        wrong = [key for key in keys if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)]
        if wrong:
            raise SettingsError(
                f"PORTAL_COUNCILS has {wrong[0]!r}; write keys with commas between, as in "
                "torbay,plymouth."
            )
        return keys

    @field_validator("limits_store")
    @classmethod
    def _store(cls, text: str) -> str:
        from limits.storage import SCHEMES  # type: ignore[attr-defined] # a name without a promise

        scheme = text.partition("://")[0]
        if "://" not in text or scheme not in SCHEMES or scheme.startswith("async+"):
            raise SettingsError(
                f"PORTAL_LIMITS_STORE is {without_password(text)!r}, which is no store that is "
                "known; use memory:// or redis://HOST:6379/0."
            )
        return text

    @field_validator("api_rate")
    @classmethod
    def _rate(cls, text: str) -> str:
        from limits import parse_many

        try:
            if all(limit.amount > 0 for limit in parse_many(text)):  # somebody can ask
                return text
        except ValueError:
            pass
        raise ValueError(
            "it must be a number of requests, at least 1, and a time, as in 120 per minute."
        )

    @field_validator("metrics")
    @classmethod
    def _metrics(cls, text: str, others: ValidationInfo) -> str:
        host, _, number = text.rpartition(":")
        if not host or not number.isdecimal() or not 0 < int(number) <= 65535:
            raise ValueError("it must be an address and a port, as in 127.0.0.1:9464.")
        if int(number) == others.data.get("port"):
            raise SettingsError(
                f"PORTAL_METRICS is {text!r}, the port of the portal; metrics need one of their "
                "own."
            )
        return text

    @model_validator(mode="after")
    def _provider(self) -> Self:
        """Check that what belongs to a provider to sign in with is all there, or nothing of it."""
        if self.oidc_issuer and not self.oidc_client_id:
            raise SettingsError("PORTAL_OIDC_ISSUER is set; set PORTAL_OIDC_CLIENT_ID too.")
        for name in ("oidc_client_id", "oidc_client_secret", "oidc_client_secret_file"):
            if getattr(self, name) and not self.oidc_issuer:
                raise SettingsError(
                    f"PORTAL_{name.upper()} is set; set PORTAL_OIDC_ISSUER too, "
                    "the provider's address."
                )
        return self


# What each is for, by its name in the environment; `portal check` and README show this table.
SETTINGS = {
    f"PORTAL_{name.upper()}": " ".join(str(field.description).split())
    for name, field in Settings.model_fields.items()
}


def keep_metrics_in(folder: Path) -> None:
    """Let all processes started from here count together; before its metrics are imported."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def metrics_folder() -> str:
    """Where the processes of this portal count together; empty where there is but one."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def has_sockets() -> bool:
    """Tell if systemd opened the sockets to listen on and hands them over."""
    return bool(os.environ.get("LISTEN_FDS"))


def _check_names(names: Iterable[str]) -> None:
    """A misspelt name would leave its default standing, such as sign-in on a public portal."""
    stems = [name.removeprefix("PORTAL_") for name in SETTINGS]
    for name in names:
        if name.upper().startswith("PORTAL_") and name not in SETTINGS:
            near = get_close_matches(name.upper().removeprefix("PORTAL_"), stems, 1)
            hint = f"Did you mean PORTAL_{near[0]}?" if near else "README lists them all."
            raise SettingsError(f"{name} is not a setting of the portal. {hint}")


def _in_words(error: ErrorDetails) -> str:
    """Name the setting that is refused, its value and the remedy."""
    reason = error.get("ctx", {}).get("error")
    if isinstance(reason, SettingsError):
        return str(reason)
    name = f"PORTAL_{str(error['loc'][0]).upper()}"
    if error["type"] == "literal_error":
        reason = f"it must be {error['ctx']['expected'].replace(chr(39), '')}."
    return f"{name} is {error['input']!r}; {reason or error['msg']}"


def _database_url(given: Mapping[str, Any]) -> str:
    """The database's URL, with the password of the file where one is named."""
    url = given.get("database_url", Settings.model_fields["database_url"].default)
    shown = without_password(url)
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError(
            f"PORTAL_DATABASE_URL is {shown!r}; use sqlite:///FILE or postgresql://USER@HOST/NAME."
        )
    password = _secret("database_password", given)
    if not password:
        return str(url)
    who = re.match(r"(postgresql[^/]*://[^/@:?,]+)@", url)
    if who is None:
        raise SettingsError(
            f"PORTAL_DATABASE_PASSWORD_FILE is set, and PORTAL_DATABASE_URL is {shown!r}; name the "
            "role and no password there: postgresql://USER@HOST/NAME."
        )
    return f"{who[1]}:{quote(password, safe='')}{url[who.end(1) :]}"


def _secret(name: str, given: Mapping[str, str]) -> str:
    """A secret that stands in a setting or in the file that another setting names."""
    file = given.get(f"{name}_file", "")
    if given.get(name) or not file:
        return given.get(name, "")
    named = f"PORTAL_{name.upper()}_FILE is {file!r}"
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{named}; it cannot be read: {error}.") from None
    if not text:
        raise SettingsError(f"{named}; the file is empty.")
    return text
