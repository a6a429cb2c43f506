"""README and the help say what the program does."""

from __future__ import annotations

import re
import tomllib

import pytest

from db.queries.exports import TABLES
from portal.cli.main import main
from portal.settings import ROOT, SETTINGS

README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_documented_and_helps(command: str) -> None:
    assert f"portal {command}" in README
    assert main.commands[command].help


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_documented(table: str) -> None:
    assert f"`{table}`" in README


def test_every_picture_of_the_readme_exists() -> None:
    pictures = re.findall(r"docs/[\w-]+\.png", README)
    assert len(pictures) >= 5
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_every_make_target_is_explained() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):", text, re.MULTILINE)
    unexplained = set(targets) - set(re.findall(r"^([a-z-]+):.*##", text, re.MULTILINE))
    assert unexplained == {"browser"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_names_versions_and_hashes_and_no_hosts(name: str) -> None:
    lock = (ROOT / name).read_text()
    pins = re.findall(r"^[a-z0-9-]+==", lock, re.MULTILINE)
    assert len(pins) > 40
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in project["dependencies"]:
        package = re.split(r"[\[>=<]", requirement)[0].lower().replace(".", "-")
        assert re.search(rf"^{re.escape(package)}==", lock, re.MULTILINE), package


def test_the_map_of_the_house_is_a_page_and_names_what_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert len(text.splitlines()) <= 75, "say it where the thing stands: the head of its module"
    named = set(
        re.findall(r"`((?:portal|db|layouts|callbacks|tests|tools|assets)/[\w./-]*)`", text)
    )
    assert len(named) > 30
    assert not [path for path in named if not (ROOT / path).exists()]
