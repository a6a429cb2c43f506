"""Words that are changed in the browser: what they touch, what a later load keeps, the undo."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db.session import make_sessions
from portal.auth.audit import AuditLog
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, REVIEWER, Actor, NotAllowed
from portal.domain.accounts import operator
from portal.domain.words import KINDS, Word, WordProblem
from portal.importers.load import load
from portal.importers.statistics.service import ImportDesk
from portal.importers.words import WordDesk
from portal.services import Services
from portal.settings import CATALOGUE, STATISTICS
from tests.integration.routes.test_imports import plans_csv
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
    first = desk.words(editor)["measures"][0]
    # By its name, and by a key that the file names though its figures are not loaded.
    given = {"position": "9", "lead_measures": f"{first.name.upper()}\nadoptions"}
    effects = desk.effects(editor, theme, given)
    assert [line for line in effects if f"becomes “{first.name}; " in line]
    desk.change(editor, theme, given, WHY)
    vocabulary = Services.over(make_sessions(full_engine)).data.vocabulary()
    assert list(vocabulary.themes)[-1] == "adoption"
    assert vocabulary.themes["adoption"].lead_measures == (first.key, "adoptions")
    assert not any(load(make_sessions(full_engine), [CATALOGUE]))
    # Changing a field to what its file says ends the change.
    changed = word(desk, editor, "themes", "adoption")
    desk.change(editor, changed, {"position": theme.values["position"]}, WHY)
    assert set(word(desk, editor, "themes", "adoption").edits) == {"lead_measures"}


def test_whoever_has_a_place_that_another_is_given_moves_on(
    full_engine: Engine, desk: WordDesk, editor: Actor
) -> None:
    def order() -> list[str]:
        return list(Services.over(make_sessions(full_engine)).data.vocabulary().areas)

    def changed() -> set[str]:
        return {area.key for area in desk.words(editor)["areas"] if area.edits}

    before = order()
    first, *others, last = before
    effects = desk.effects(editor, word(desk, editor, "areas", last), {"position": "1"})
    name = word(desk, editor, "areas", first).name
    assert f"It stands before {name}." in effects
    assert [text for text in effects if f"Others move, as needed for this: {name} to" in text]
    assert order() == before
    desk.change(editor, word(desk, editor, "areas", last), {"position": "1"}, WHY)
    assert order() == [last, first, *others]
    assert not any(load(make_sessions(full_engine), [CATALOGUE]))
    assert order() == [last, first, *others]
    # Moved once more, to a place in the midst: those that made room go back, others make room.
    desk.change(editor, word(desk, editor, "areas", last), {"position": "3"}, WHY)
    assert order() == [first, others[0], last, *others[1:]]
    assert word(desk, editor, "areas", first).values["position"] == "1"
    assert first not in changed()
    undone = desk.undone(editor, word(desk, editor, "areas", last))
    assert f"{word(desk, editor, 'areas', others[1]).name} to place 3" in " ".join(undone)
    desk.undo(editor, word(desk, editor, "areas", last), WHY)
    assert order() == before
    assert not changed()
    # One that somebody had moved goes back to where they moved it, and stays there.
    desk.change(editor, word(desk, editor, "areas", first), {"position": "20"}, WHY)
    for place, moved_to in (("20", "21"), ("40", "20"), ("30", "20")):
        desk.change(editor, word(desk, editor, "areas", last), {"position": place}, WHY)
        assert word(desk, editor, "areas", first).values["position"] == moved_to
    for key in (first, last):
        desk.undo(editor, word(desk, editor, "areas", key), WHY)
    # So does one that is added, until it is removed.
    added = desk.add(editor, KINDS["areas"], {**AREA, "position": "1"})
    assert order() == [added, *before]
    desk.remove(editor, word(desk, editor, "areas", added))
    assert order() == before
    assert not changed()


def test_measures_of_an_area_are_put_in_order(
    full_engine: Engine, desk: WordDesk, editor: Actor
) -> None:
    def order() -> list[str]:
        data = Services.over(make_sessions(full_engine)).data
        with data.reading() as (session, vocabulary):
            measures = data.definitions(session, vocabulary).measures.values()
        return [measure.key for measure in measures if measure.area == area]

    measures = desk.words(editor)["measures"]
    areas = [measure.values["area"] for measure in measures]
    area = max({*areas} - {""}, key=areas.count)
    by_name = order()
    first, second = by_name[-1], by_name[-2]
    desk.change(editor, word(desk, editor, "measures", second), {"position": "2"}, WHY)
    effects = desk.effects(editor, word(desk, editor, "measures", first), {"position": "1"})
    name = word(desk, editor, "measures", second).name
    assert f"It stands before {name}." in effects
    desk.change(editor, word(desk, editor, "measures", first), {"position": "1"}, WHY)
    assert order() == [first, second, *by_name[:-2]]
    assert not any(load(make_sessions(full_engine), [CATALOGUE]))
    assert order() == [first, second, *by_name[:-2]]
    for key in (first, second):
        desk.change(editor, word(desk, editor, "measures", key), {"position": ""}, WHY)
    assert order() == by_name


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
        ({"lead_measures": "nothing-like-it"}, WHY, "There is no measure “nothing-like-it”"),
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


AREA = {
    "name": "Foster carers", "short_name": "Fostering", "holds": "foster care", "position": "6",
}  # fmt: skip
COUNCIL = {"name": "Isle of Test", "region": "south-west", "area_code": "e06000099"}
MEASURE = {
    "name": "Carers approved", "area": "foster-carers", "polarity": "high",
    "polarity_reason": "More homes for children",
}  # fmt: skip


def test_words_are_added_and_removed_while_nothing_refers_to_them(
    full_engine: Engine, desk: WordDesk, editor: Actor
) -> None:
    sessions = make_sessions(full_engine)
    effects = desk.addition(editor, KINDS["areas"], AREA)
    assert effects[1] == "It stands after Permanence and adoption and before Leaving care."
    assert effects[2].startswith("Others move, as needed for this: Leaving care to place 7, ")
    before = list(shown(full_engine))
    assert desk.add(editor, KINDS["areas"], {**AREA, "position": "13"}) == "foster-carers"
    assert desk.add(editor, KINDS["councils"], COUNCIL) == "isle-of-test"
    assert desk.add(editor, KINDS["measures"], MEASURE) == "carers-approved"
    names = shown(full_engine)
    assert names["isle-of-test"] == "Isle of Test"
    assert list(names).index("foster-carers") == before.index("resources-commissioning") + 1
    vocabulary = Services.over(sessions).data.vocabulary()
    assert vocabulary.councils["isle-of-test"].region == "south-west"
    # A load of the files leaves them; what changes can be put back.
    assert not any(load(sessions, [CATALOGUE]))
    desk.change(editor, word(desk, editor, "measures", "carers-approved"), {"name": "New"}, WHY)
    desk.undo(editor, word(desk, editor, "measures", "carers-approved"), WHY)
    # An area goes once no measure stands in it.
    with pytest.raises(WordProblem, match=r"It cannot be removed\..* 1 measure\."):
        desk.remove(editor, word(desk, editor, "areas", "foster-carers"))
    # What people keep here names a council by its key.
    reviewer = make_account(sessions, "reviewer@words.example", [REVIEWER])
    visit = Services.over(sessions).visits.create(reviewer, "isle-of-test", "A visit")
    with pytest.raises(WordProblem, match="1 visit, return or account of people here would lose"):
        desk.removal(editor, word(desk, editor, "councils", "isle-of-test"))
    with pytest.raises(WordProblem, match="would lose"):
        desk.remove(editor, word(desk, editor, "councils", "isle-of-test"))
    assert Services.over(sessions).visits.visit(reviewer, visit).council.name == "Isle of Test"
    with full_engine.begin() as connection:
        connection.execute(text("DELETE FROM visit_members"))
        connection.execute(text("DELETE FROM visits"))
    for kind, key in (
        ("measures", "carers-approved"), ("areas", "foster-carers"), ("councils", "isle-of-test"),
    ):  # fmt: skip
        assert desk.removal(editor, word(desk, editor, kind, key))[0].endswith("refers to it.")
        desk.remove(editor, word(desk, editor, kind, key))
    assert list(shown(full_engine)) == before
    log = AuditLog(sessions).newest(operator("tests"), most=1)[0]
    assert (log.action, log.subject) == ("word removed", "council isle-of-test")


def test_what_cannot_be_added_or_removed_is_refused(
    full_engine: Engine, desk: WordDesk, editor: Actor
) -> None:
    before = shown(full_engine)
    for kind, given, message in (
        ("areas", {**AREA, "name": "leaving care"}, "There is the improvement area Leaving care"),
        ("areas", {**AREA, "name": "Workforce!"}, r"Workforce already \(workforce\)"),
        ("areas", {**AREA, "name": "—"}, "needs a letter or a digit"),
        ("areas", {**AREA, "position": ""}, "is empty"),
        ("areas", {**AREA, "lead_measures": "no-such"}, "There is no measure “no-such”"),
        ("councils", {**COUNCIL, "region": "torbay"}, "choose one of the list"),
        ("councils", {**COUNCIL, "area_code": "E06"}, "“E06” is no official code"),
        ("councils", {**COUNCIL, "area_code": "E06000027"}, "Torbay has the code E06000027"),
        ("measures", {**MEASURE, "area": "nothing"}, "choose one of the list"),
        ("measures", {**MEASURE, "area": "", "polarity": "best"}, "choose one of the list"),
    ):
        with pytest.raises(WordProblem, match=message):
            desk.add(editor, KINDS[kind], given)
    for kind, key in (("areas", "workforce"), ("councils", "torbay"), ("measures", "adoptions")):
        with pytest.raises(WordProblem, match="It came from the folder or data set"):
            desk.remove(editor, word(desk, editor, kind, key))
    for role in (PARTNER, REVIEWER, ADMINISTRATOR):
        other = Actor(editor.id, "other", "Other", frozenset([role]))
        with pytest.raises(NotAllowed):
            desk.add(other, KINDS["areas"], AREA)
        with pytest.raises(NotAllowed):
            desk.remove(other, word(desk, editor, "areas", "workforce"))
    assert shown(full_engine) == before


def test_a_measure_keeps_its_name_and_area_when_its_file_comes_again(
    full_engine: Engine, desk: WordDesk, editor: Actor
) -> None:
    sessions = make_sessions(full_engine)
    imports = ImportDesk(sessions, STATISTICS)

    def bring(**cells: object) -> None:
        raw = plans_csv(**cells)
        imports.bring(
            editor, "statistics", "a.csv", lambda place: place.write_bytes(raw), reason=WHY
        )

    there = {measure.key for measure in desk.words(editor)["measures"]}
    bring()
    measure = next(w for w in desk.words(editor)["measures"] if w.key not in there)
    assert measure.values["area"] == "child-protection"
    given = {"name": "Plans again", "area": "assessment-planning"}
    effects = desk.effects(editor, measure, given)
    assert effects[1].startswith("Improvement area: “child-protection” becomes")
    desk.change(editor, measure, given, WHY)
    bring(CPP_subsequent=60)
    renamed = word(desk, editor, "measures", measure.key)
    assert renamed.values == {**given, "position": ""}
    desk.undo(editor, renamed, WHY)
    assert word(desk, editor, "measures", measure.key).values == measure.values
