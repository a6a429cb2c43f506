"""Settings read from the environment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.settings import SECRETS, SETTINGS, Settings, SettingsError, without_password

Read = Callable[[dict[str, str]], Settings]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read the settings from an environment that sets nothing else of the portal."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)

    def read(given: dict[str, str]) -> Settings:
        for name, text in given.items():
            monkeypatch.setenv(name, text)
        return Settings.from_env()

    return read


def test_without_an_environment_the_defaults_hold(read: Read) -> None:
    settings = read({})
    assert settings.database_url.endswith("/var/portal.db")
    assert settings == Settings.model_construct()
    assert (settings.port, settings.councils, settings.sign_in) == (8050, (), "on")


def test_the_table_of_settings_says_of_every_field_what_it_is_for() -> None:
    assert len(SETTINGS) == len(Settings.model_fields) > 20
    for name, meaning in SETTINGS.items():
        assert name.removeprefix("PORTAL_").lower() in Settings.model_fields
        assert len(meaning) > 10
        assert "\n" not in meaning


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("PORTAL_DATABASE_URL", "postgresql://me@host/x", "database_url", "postgresql://me@host/x"),
        ("PORTAL_HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104 - read, not bound
        ("PORTAL_PORT", "1", "port", 1),
        ("PORTAL_PORT", "65535", "port", 65535),
        ("PORTAL_WORKERS", "64", "workers", 64),
        ("PORTAL_BASE_URL", "https://x.example/", "base_url", "https://x.example"),
        ("PORTAL_COUNCILS", "leeds, north-east", "councils", ("leeds", "north-east")),
        ("PORTAL_COUNCILS", "", "councils", ()),
        ("PORTAL_PROXIES", "2", "proxies", 2),
        ("PORTAL_REFRESH_API", "https://a.example/v1/", "refresh_api", "https://a.example/v1"),
        ("PORTAL_REFRESH_API", "http://127.0.0.1:80/v1", "refresh_api", "http://127.0.0.1:80/v1"),
        ("PORTAL_SIGN_IN", "off", "sign_in", "off"),
        ("PORTAL_SECRET_KEY", "k", "secret_key", "k"),
        ("PORTAL_OIDC_NAME", "the region's account", "oidc_name", "the region's account"),
        ("PORTAL_PORT", "", "port", 8050),
        ("PORTAL_HOST", "", "host", "127.0.0.1"),
    ],
)
def test_a_variable_sets_its_field_and_an_empty_one_leaves_the_default(
    name: str, text: str, field: str, value: object, read: Read
) -> None:
    assert getattr(read({name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("PORTAL_SIGNIN", "Did you mean PORTAL_SIGN_IN?"),
        ("PORTAL_DATABASE", "Did you mean PORTAL_DATABASE_URL?"),
        ("PORTAL_DATABASE_PASSWORD", "Did you mean PORTAL_DATABASE_PASSWORD_FILE?"),
        ("PORTAL_XYZ", "README lists them all."),
        ("portal_sign_in", "Did you mean PORTAL_SIGN_IN?"),
    ],
)
def test_a_misspelt_name_is_refused_since_its_default_would_stand(
    name: str, hint: str, read: Read
) -> None:
    with pytest.raises(SettingsError, match=f"{name} is not a setting") as refused:
        read({name: "off"})
    assert hint in str(refused.value)


def test_the_environment_of_the_process_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PORT", "9000")
    assert Settings.from_env().port == 9000


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "PORTAL_PORT",
            "http",
            "PORTAL_PORT is 'http'; it must be a whole number from 1 to 65535.",
        ),
        ("PORTAL_PORT", "0", "PORTAL_PORT is '0'; it must be a whole number from 1 to 65535."),
        ("PORTAL_PORT", "65536", "PORTAL_PORT is '65536'; it must be a whole number from 1 to "),
        ("PORTAL_PORT", "-80", "PORTAL_PORT is '-80'; it must be a whole number from 1 to 65535."),
        (
            "PORTAL_PORT",
            "80.5",
            "PORTAL_PORT is '80.5'; it must be a whole number from 1 to 65535.",
        ),
        ("PORTAL_PORT", " 80", "PORTAL_PORT is ' 80'; it must be a whole number from 1 to 65535."),
        ("PORTAL_PORT", "²", "PORTAL_PORT is '²'; it must be a whole number from 1 to 65535."),
        ("PORTAL_WORKERS", "0", "PORTAL_WORKERS is '0'; it must be a whole number from 1 to 64."),
        ("PORTAL_COUNCILS", "Leeds", "PORTAL_COUNCILS has 'Leeds'; write keys with commas between"),
        ("PORTAL_PROXIES", "-1", "PORTAL_PROXIES is '-1'; it must be a whole number from 0 to 9."),
        ("PORTAL_SIGN_IN", "no", "PORTAL_SIGN_IN is 'no'; it must be on or off."),
        ("PORTAL_OIDC_ISSUER", "https://x.example", "PORTAL_OIDC_ISSUER is set; set PORTAL_OIDC_C"),
        ("PORTAL_OIDC_ISSUER", "id.example", "PORTAL_OIDC_ISSUER is 'id.example'; it must be an a"),
        ("PORTAL_OIDC_CLIENT_ID", "portal", "PORTAL_OIDC_CLIENT_ID is set; set PORTAL_OIDC_ISSUER"),
        ("PORTAL_OIDC_CLIENT_SECRET", "s", "PORTAL_OIDC_CLIENT_SECRET is set; set PORTAL_OIDC_ISS"),
        ("PORTAL_API_RATE", "0 per minute", "PORTAL_API_RATE is '0 per minute'; it must be a numb"),
        ("PORTAL_LIMITS_STORE", "rediss", "PORTAL_LIMITS_STORE is 'rediss', which is no store th"),
        ("PORTAL_LIMITS_STORE", "foo://x", "PORTAL_LIMITS_STORE is 'foo://x', which is no store"),
        ("PORTAL_LIMITS_STORE", "async+redis://x", "PORTAL_LIMITS_STORE is 'async+redis://x', wh"),
        ("PORTAL_SECRET_KEY_FILE", "/nowhere/key", "PORTAL_SECRET_KEY_FILE is '/nowhere/key'; it "),
        (
            "PORTAL_DATABASE_URL",
            "mysql://me:hidden@x/y",
            "PORTAL_DATABASE_URL is 'mysql://me@x/y'; ",
        ),
        (
            "PORTAL_BASE_URL",
            "portal.example",
            "PORTAL_BASE_URL is 'portal.example'; it must be an a",
        ),
        ("PORTAL_LOG", "xml", "PORTAL_LOG is 'xml'; it must be text or json."),
        (
            "PORTAL_REFRESH_API",
            "http://127.0.0.1.example/",
            "PORTAL_REFRESH_API is 'http://127.0.0.1.example/'; it must begin with https://.",
        ),
        ("PORTAL_REFRESH_CONTACT", "a\nb", "PORTAL_REFRESH_CONTACT is 'a\\nb'; write an address"),
        ("PORTAL_METRICS", "9464", "PORTAL_METRICS is '9464'; it must be an address and a port"),
        ("PORTAL_METRICS", "127.0.0.1:8050", "PORTAL_METRICS is '127.0.0.1:8050', the port of the"),
        ("PORTAL_WORKERS", "65", "PORTAL_WORKERS is '65'; it must be a whole number from 1 to 64."),
    ],
)
def test_a_bad_value_is_refused_with_its_name_and_the_remedy(
    name: str, text: str, message: str, read: Read
) -> None:
    given = {"PORTAL_OIDC_CLIENT_ID": "portal"} if text == "id.example" else {}
    with pytest.raises(SettingsError) as caught:
        read({**given, name: text})
    assert str(caught.value).startswith(message)


def test_all_that_cannot_be_used_is_said_at_once(read: Read) -> None:
    with pytest.raises(SettingsError) as caught:
        read({"PORTAL_PORT": "http", "PORTAL_LOG": "xml"})
    assert str(caught.value).splitlines() == [
        "PORTAL_PORT is 'http'; it must be a whole number from 1 to 65535.",
        "PORTAL_LOG is 'xml'; it must be text or json.",
    ]


def test_a_refusal_shows_no_secret(read: Read) -> None:
    given = {"PORTAL_SECRET_KEY": "between us", "PORTAL_OIDC_CLIENT_SECRET": "between us"}
    with pytest.raises(SettingsError) as caught:
        read(given)
    assert str(caught.value) == (
        "PORTAL_OIDC_CLIENT_SECRET is set; set PORTAL_OIDC_ISSUER too, the provider's address."
    )


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_can_stand_in_a_file_and_is_not_printed(
    name: str, tmp_path: Path, read: Read
) -> None:
    file = tmp_path / "secret"
    file.write_text("between you and me\n")
    given = {
        "PORTAL_OIDC_ISSUER": "https://id.example",
        "PORTAL_OIDC_CLIENT_ID": "portal",
        f"{name}_FILE": str(file),
    }
    settings = read(given)
    assert getattr(settings, name.removeprefix("PORTAL_").lower()) == "between you and me"
    assert "between you and me" not in repr(settings)
    file.write_text("\n")
    with pytest.raises(SettingsError, match="the file is empty"):
        read(given)


@pytest.mark.parametrize(
    ("url", "complete"),
    [
        ("postgresql://me@host/x", "postgresql://me:p%40ss%2Fw@host/x"),
        ("postgresql://me@a:1,b:2/x?y=z", "postgresql://me:p%40ss%2Fw@a:1,b:2/x?y=z"),
        ("postgresql://me:there@host/x", None),
        ("postgresql://host/x", None),
        ("sqlite:///x.db", None),
    ],
)
def test_the_databases_password_can_stand_in_a_file(
    url: str, complete: str | None, tmp_path: Path, read: Read
) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/w\n")
    given = {"PORTAL_DATABASE_URL": url, "PORTAL_DATABASE_PASSWORD_FILE": str(file)}
    if complete is None:
        with pytest.raises(SettingsError, match="name the role and no password there"):
            read(given)
        return
    settings = read(given)
    assert settings.database_url == complete
    assert "p%40ss" not in repr(settings) + without_password(complete)


@pytest.mark.parametrize(
    ("host", "base_url", "secure"),
    [
        ("127.0.0.1", "", False),
        ("::1", "", False),
        ("localhost", "", False),
        ("192.0.2.1", "", True),
        ("192.0.2.1", "http://x.example", False),
        ("127.0.0.1", "https://x.example", True),
    ],
)
def test_cookies_ask_for_https_where_readers_use_it(host: str, base_url: str, secure: bool) -> None:
    assert Settings(host=host, base_url=base_url).secure is secure
