"""What the portal can be told by its environment."""

from __future__ import annotations

import pytest

from portal.settings import SETTINGS, Settings, SettingsError


def test_without_an_environment_the_defaults_hold() -> None:
    assert Settings.from_env({}) == Settings()


def test_the_table_of_settings_names_every_field_with_its_default() -> None:
    for name, default, told in SETTINGS:
        assert str(getattr(Settings(), name.removeprefix("PORTAL_").lower())) == default
        assert told
    assert len(SETTINGS) == len(Settings.__slots__)


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("PORTAL_DATABASE_URL", "postgresql://me@host/x", "database_url", "postgresql://me@host/x"),
        ("PORTAL_HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104 - read, not bound
        ("PORTAL_PORT", "1", "port", 1),
        ("PORTAL_PORT", "65535", "port", 65535),
        ("PORTAL_WORKERS", "64", "workers", 64),
        ("PORTAL_BASE_URL", "https://x.example/", "base_url", "https://x.example"),
        ("PORTAL_PORT", "", "port", 8050),
        ("PORTAL_HOST", "", "host", "127.0.0.1"),
    ],
)
def test_a_variable_sets_its_field_and_an_empty_one_leaves_the_default(
    name: str, text: str, field: str, value: object
) -> None:
    assert getattr(Settings.from_env({name: text}), field) == value


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
        ("PORTAL_WORKERS", "65", "PORTAL_WORKERS is '65'; it must be a whole number from 1 to 64."),
    ],
)
def test_a_bad_number_is_refused_with_its_name_value_and_range(
    name: str, text: str, message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({name: text})
    assert str(caught.value).startswith(message)
