"""README and the help say what the program does."""

from __future__ import annotations

import re
import tomllib

import pytest

from db.queries.exports import TABLES
from portal.cli.main import main
from portal.settings import ROOT, SETTINGS

README = (ROOT / "README.md").read_text()
GUIDES = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))


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


def _anchor(heading: str) -> str:
    """The place of a heading, as the forge that shows these pages names it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", *GUIDES])
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page: str) -> None:
    text = (ROOT / page).read_text()
    links = re.findall(r'\]\(([^)\s]+)\)|src="([^"]+)"', text)
    near = [link or picture for link, picture in links if "://" not in link]
    for link in near:
        file, _, heading = link.partition("#")
        target = ((ROOT / page).parent / file).resolve() if file else ROOT / page
        assert target.exists(), link
        if heading:
            headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
            assert heading in map(_anchor, headings), link


def test_readme_is_short_and_leads_to_every_guide() -> None:
    assert len(README.splitlines()) <= 220, "say it in one of the pages of docs/"
    assert len(GUIDES) >= 5
    assert [guide for guide in GUIDES if f"({guide}" not in README] == []


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
