"""The secret key: given, read from a file, or made once beside an SQLite file."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from db.engine import open_engine
from portal.auth.secret_key import secret_key
from portal.settings import Settings, SettingsError


def _key(url: str) -> str:
    return secret_key(Settings(database_url=url))


def test_several_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deeper/portal.db"
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = pool.map(_key, [url] * 12)
    assert len(set(keys)) == 1
    assert len(keys[0]) == 64
    (file,) = (tmp_path / "deeper").iterdir()
    assert file.name == "portal.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert _key(url) == keys[0]


def test_a_key_that_is_given_counts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/portal.db"
    assert secret_key(Settings(database_url=url, secret_key="k" * 32)) == "k" * 32
    assert not list(tmp_path.iterdir())
    with pytest.raises(SettingsError, match="at least 32 characters"):
        secret_key(Settings(database_url=url, secret_key="short"))  # noqa: S106


def test_a_key_file_that_was_cut_short_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "portal.key").write_text("")
    with pytest.raises(SettingsError, match="is too short; delete the file"):
        _key(f"sqlite:///{tmp_path}/portal.db")


def test_a_database_in_memory_has_a_key_of_the_moment() -> None:
    assert _key("sqlite:///:memory:") != _key("sqlite:///:memory:")


def test_a_shared_database_needs_a_key() -> None:
    with pytest.raises(SettingsError) as caught:
        _key("postgresql://portal@db/portal")
    assert "PORTAL_SECRET_KEY_FILE" in str(caught.value)
    assert "PORTAL_SIGN_IN=off" in str(caught.value)


def test_a_new_database_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "portal.db"
    for _ in range(2):
        engine = open_engine(f"sqlite:///{file}")
        engine.connect().close()
        engine.dispose()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
