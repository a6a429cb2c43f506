"""Words that are changed in the browser: what they touch, what a later load keeps, the undo."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from portal.auth.audit import AuditLog
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER, Actor, NotAllowed
from portal.domain.accounts import operator
from portal.domain.words import Word, WordProblem
from portal.importers.load import load
from portal.importers.words import WordDesk
from portal.services import Services
from portal.settings import CATALOGUE
from tests.support.signing_in import make_account

WHY = "The region calls it so."


@pytest.fixture
def desk(full_engine: Engine) -> WordDesk:
    return WordDesk(make_sessions(full_engine))


@pytest.fixture
def editor(full_engine: Engine) -> Actor:
    return make_account(make_sessions(full_engine), "editor@words.example", [EDITOR])


def word(desk: WordDesk, editor: Actor, kind: str, key: str) -> Word:
    """Find a word that is there."""
    there = desk.word(editor, kind, key)
    assert there is not None
    return there


def shown(engine: Engine) -> dict[str, str]:
    """The names of themes, areas and some councils as pages have them, in their order."""
    vocabulary = Services.over(make_sessions(engine)).data.vocabulary()
    parts = (vocabulary.themes, vocabulary.areas, vocabulary.councils)
    return {key: value.name for part in parts for key, value in part.items()}


def test_a_name_is_changed_kept_by_loads_and_put_back(
    full_engine: Engine, desk: WordDesk, editor: Actor, tmp_path: Path
) -> None:
    sessions = make_sessions(full_engine)
    effects = desk.effects(editor, word(desk, editor, "themes", "adoption"), {"name": "Adopting"})
    assert effects[0] == "Name: “Adoption” becomes “Adopting”."
    assert "items of plans" in effects[1]
    assert shown(full_engine)["adoption"] == "Adoption"
    for kind, key, name in (
        ("themes", "adoption", "Adopting"),
        ("areas", "workforce", "The workforce"),
        ("councils", "torbay", "Torbay Council"),
    ):
        desk.change(editor, word(desk, editor, kind, key), {"name": name}, WHY)
        assert shown(full_engine)[key] == name
    # The same files change nothing, and say what they keep.
    version, reports = Services.over(sessions).data.version().number, list[str]()
    assert not any(load(sessions, [CATALOGUE], reports.append))
    assert Services.over(sessions).data.version().number == version
    assert any(text.startswith("Keeping what the browser says: 3 fields") for text in reports)
    assert shown(full_engine)["adoption"] == "Adopting"
    # A file that says something new is the one that is put back.
    taxonomy = tmp_path / "taxonomy"
    shutil.copytree(CATALOGUE / "taxonomy", taxonomy)
    for file, old, new in (
        ("themes.csv", "adoption,Adoption,", "adoption,Adoption and permanence,"),
        ("areas.csv", "workforce,Workforce,", "workforce,The workforce,"),
    ):
        text = (taxonomy / file).read_text()
        assert old in text
        (taxonomy / file).write_text(text.replace(old, new))
    load(sessions, [taxonomy])
    assert shown(full_engine)["adoption"] == "Adopting"
    assert not word(desk, editor, "areas", "workforce").edits  # the file says so too by now
    edited = word(desk, editor, "themes", "adoption")
    assert edited.edits["name"].former == "Adoption and permanence"
    assert edited.edits["name"].reason == WHY
    desk.undo(editor, edited, "Agreed again.")
    assert shown(full_engine)["adoption"] == "Adoption and permanence"
    assert not word(desk, editor, "themes", "adoption").edits
    assert shown(full_engine)["torbay"] == "Torbay Council"
    log = AuditLog(sessions).newest(operator("tests"), most=1)[0]
    assert (log.actor, log.action, log.subject) == (editor.name, "word put back", "theme adoption")
    assert "Adopting → Adoption and permanence; Agreed again." in log.detail


def test_order_and_lead_measures_are_changed(
    full_engine: Engine, desk: WordDesk, editor: Actor
) -> None:
    theme = word(desk, editor, "themes", "adoption")
    given = {"position": "9", "lead_measures": "adoptions-number\nadoptions"}
    desk.change(editor, theme, given, WHY)
    vocabulary = Services.over(make_sessions(full_engine)).data.vocabulary()
    assert list(vocabulary.themes)[-1] == "adoption"
    assert vocabulary.themes["adoption"].lead_measures == ("adoptions-number", "adoptions")
    assert not any(load(make_sessions(full_engine), [CATALOGUE]))
    # Changing a field to what its file says ends the change.
    changed = word(desk, editor, "themes", "adoption")
    desk.change(editor, changed, {"position": theme.values["position"]}, WHY)
    assert set(word(desk, editor, "themes", "adoption").edits) == {"lead_measures"}


def test_what_cannot_be_is_refused_and_changes_nothing(
    full_engine: Engine, desk: WordDesk, editor: Actor
) -> None:
    before = (shown(full_engine), Services.over(make_sessions(full_engine)).data.version())
    adoption = word(desk, editor, "themes", "adoption")
    for given, reason, message in (
        ({"name": "Adopting"}, " ", "Say why"),
        ({"name": "Adopting"}, "x" * 501, "at most 500"),
        ({"name": " "}, WHY, "“Name” is empty"),
        ({"name": "x" * 121}, WHY, "at most 120"),
        ({"name": "a\0b"}, WHY, "cannot be printed"),
        ({"name": "supervision"}, WHY, "Another theme is called “Supervision”"),
        ({"name": "Adoption"}, WHY, "Nothing is changed"),
        ({"position": "1st"}, WHY, "a whole number from 1"),
        ({"position": "0"}, WHY, "a whole number from 1"),
        ({"lead_measures": "nothing-like-it"}, WHY, "There is no measure nothing-like-it"),
    ):
        with pytest.raises(WordProblem, match=message):
            desk.change(editor, adoption, given, reason)
    with pytest.raises(WordProblem, match="already"):
        desk.undo(editor, adoption, WHY)
    assert desk.word(editor, "themes", "nothing") is None
    assert desk.word(editor, "other", "adoption") is None
    for role in (PARTNER, REVIEWER, ADMINISTRATOR):
        other = Actor(editor.id, "other", "Other", frozenset([role]))
        with pytest.raises(NotAllowed):
            desk.change(other, adoption, {"name": "Adopting"}, WHY)
        with pytest.raises(NotAllowed):
            desk.undo(other, adoption, WHY)
        with pytest.raises(NotAllowed):
            desk.words(other)
    assert (shown(full_engine), Services.over(make_sessions(full_engine)).data.version()) == before
