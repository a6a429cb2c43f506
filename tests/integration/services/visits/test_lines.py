"""Lines, questions and their texts: nothing that anybody wrote is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest

from db.queries import visits as queries
from layouts.components.visit_lines import lines
from layouts.components.visit_matrix import matrix
from portal.domain.access import Actor, NotAllowed
from portal.domain.visit_fields import MAX_TEXT
from portal.domain.visits import HEADINGS, Line, Written
from portal.services.visits import entries as module
from portal.services.visits import gathering
from portal.services.visits.access import Conflict, ValidationError
from portal.services.visits.entries import Upload
from tests.integration.services.visits.conftest import Desk
from tests.support.components import text_of


def line_of(desk: Desk, visit: str, number: int) -> Line:
    view = desk.services.visits.visit(desk.anna, visit)
    return next(line for line in (*view.lines, *view.removed) if line.id == number)


@pytest.fixture
def line(desk: Desk, visit: str) -> int:
    """A line of the team's own."""
    return desk.services.lines.add_line(desk.anna, visit, "practice", "How are caseloads kept low?")


def test_a_suggestion_is_taken_with_its_words_and_evidence(desk: Desk, visit: str) -> None:
    lines, entries = desk.services.lines, desk.services.entries
    open_, aside = lines.suggested(desk.anna, visit)
    assert len(open_) > 10
    assert not aside
    suggestion = open_[0]
    taken = line_of(desk, visit, lines.accept(desk.anna, visit, suggestion.key))
    assert taken.wording.text == suggestion.wording
    assert taken.why == suggestion.why
    assert taken.note == Written()
    for write in (
        lambda: entries.write(desk.anna, visit, taken.id, "why", "Somebody else’s words", 1),
        lambda: entries.history(desk.anna, visit, taken.id, "why"),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert taken.heading == suggestion.heading
    assert [e.statement.reference for e in taken.evidence] == list(suggestion.evidence)
    assert all(e.statement.statement and e.statement.link.startswith("/") for e in taken.evidence)
    assert suggestion.key not in {s.key for s in lines.suggested(desk.ben, visit)[0]}
    with pytest.raises(ValidationError, match="taken already"):
        lines.accept(desk.ben, visit, suggestion.key)
    entries.remove(desk.ben, visit, taken.id)
    assert suggestion.key in {s.key for s in lines.suggested(desk.anna, visit)[0]}


def test_a_suggestion_set_aside_comes_back_when_asked(desk: Desk, visit: str) -> None:
    lines = desk.services.lines
    key = lines.suggested(desk.anna, visit)[0][0].key
    lines.set_aside(desk.anna, visit, key)
    lines.set_aside(desk.ben, visit, key)
    open_, aside = lines.suggested(desk.ben, visit)
    assert key not in {suggestion.key for suggestion in open_}
    assert [suggestion.key for suggestion in aside] == [key]
    lines.bring_back(desk.ben, visit, key)
    assert lines.suggested(desk.anna, visit)[0][0].key == key
    with pytest.raises(ValidationError):
        lines.set_aside(desk.anna, visit, "no-such-key")


def test_nothing_is_written_where_nobody_would_see_it(desk: Desk, visit: str, line: int) -> None:
    lines, entries = desk.services.lines, desk.services.entries
    question = lines.add_question(desk.anna, visit, line)
    entries.remove(desk.anna, visit, line)
    for entry, field in ((line, "note"), (question, "heard")):
        with pytest.raises(ValidationError, match="removed this meanwhile"):
            entries.write(desk.ben, visit, entry, field, "Typed on a train.", 0)
    entries.put_back(desk.anna, visit, line)
    assert entries.write(desk.ben, visit, line, "note", "Typed on a train.", 0).version == 1
    entries.remove(desk.anna, visit, question)
    with pytest.raises(ValidationError):
        entries.write(desk.ben, visit, question, "heard", "Typed on a train.", 0)


def test_lines_are_ordered_within_and_moved_between_headings(desk: Desk, visit: str) -> None:
    lines = desk.services.lines
    numbers = [lines.add_line(desk.anna, visit, "outcomes", f"Line {n}") for n in range(3)]

    def order(heading: str = "outcomes") -> list[int]:
        lines = desk.services.visits.visit(desk.anna, visit).under(heading)
        return [numbers.index(line.id) for line in lines]

    lines.move(desk.ben, visit, numbers[2], "outcomes", up=True)
    assert order() == [0, 2, 1]
    lines.move(desk.ben, visit, numbers[0], "outcomes", up=True)  # is first already
    lines.move(desk.ben, visit, numbers[0], "outcomes", up=False)
    assert order() == [2, 0, 1]
    lines.move(desk.ben, visit, numbers[2], "resources")
    assert (order(), order("resources")) == ([0, 1], [2])
    with pytest.raises(ValidationError, match="five headings"):
        lines.move(desk.ben, visit, numbers[2], "nowhere")


def test_what_is_removed_can_be_put_back_whole(desk: Desk, visit: str, line: int) -> None:
    lines, entries = desk.services.lines, desk.services.entries
    question = lines.add_question(desk.ben, visit, line)
    entries.write(desk.ben, visit, question, "question", "Who decides?", 0)
    entries.remove(desk.anna, visit, line)
    assert line not in {other.id for other in desk.services.visits.visit(desk.ben, visit).lines}
    entries.put_back(desk.ben, visit, line)
    entries.remove(desk.ben, visit, question)
    assert line_of(desk, visit, line).questions == ()
    entries.put_back(desk.ben, visit, question)
    assert line_of(desk, visit, line).questions[0].question.text == "Who decides?"


def test_a_second_writer_is_shown_what_stands(desk: Desk, visit: str, line: int) -> None:
    entries = desk.services.entries
    first = entries.write(desk.anna, visit, line, "note", "Anna heard this.", 0)
    with pytest.raises(Conflict) as conflict:
        entries.write(desk.ben, visit, line, "note", "Ben heard that.", 0)
    assert conflict.value.theirs == first
    both = entries.write(desk.ben, visit, line, "note", "Anna and Ben.", first.version)
    assert line_of(desk, visit, line).note == both
    assert [version.text for version in entries.history(desk.anna, visit, line, "note")] == [
        "Anna and Ben.",
        "Anna heard this.",
    ]


def test_the_same_words_twice_are_no_conflict(desk: Desk, visit: str, line: int) -> None:
    entries = desk.services.entries
    first = entries.write(desk.anna, visit, line, "note", "The same.", 0)
    assert entries.write(desk.ben, visit, line, "note", "The same.", 0) == first


def test_of_many_at_the_same_moment_one_gets_through(desk: Desk, visit: str, line: int) -> None:
    together = Barrier(6)

    def write(number: int) -> Written | Conflict:
        together.wait()
        person = desk.anna if number % 2 else desk.ben
        try:
            return desk.services.entries.write(person, visit, line, "note", f"text {number}", 0)
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(write, range(6)))
    written = [answer for answer in answers if isinstance(answer, Written)]
    assert len(written) == 1
    stands = line_of(desk, visit, line).note
    assert stands.text == written[0].text
    assert all(answer.theirs == stands for answer in answers if isinstance(answer, Conflict))


def test_a_suggestion_taken_by_two_at_once_is_one_line(desk: Desk, visit: str) -> None:
    key = desk.services.lines.suggested(desk.anna, visit)[0][0].key
    together = Barrier(2)

    def take(person: Actor) -> int | ValidationError:
        together.wait()
        try:
            return desk.services.lines.accept(person, visit, key)
        except ValidationError as mistake:
            return mistake

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(take, (desk.anna, desk.ben)))
    assert len([answer for answer in answers if isinstance(answer, int)]) == 1
    assert len(desk.services.visits.visit(desk.ben, visit).lines) == 1


def test_many_lines_added_at_once_are_all_there(desk: Desk, visit: str) -> None:
    def add(number: int) -> int:
        return desk.services.lines.add_line(desk.ben, visit, "partners", f"Line {number}")

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(add, range(16)))
    lines = desk.services.visits.visit(desk.anna, visit).under("partners")
    assert {line.id for line in lines} == set(numbers)


KEYED: dict[str, Callable[[Desk, str, int, str], int]] = {
    "line": lambda desk, visit, _line, key: desk.services.lines.add_line(
        desk.anna, visit, "partners", "Who decides?", key
    ),
    "question": lambda desk, visit, line, key: desk.services.lines.add_question(
        desk.anna, visit, line, "Who decides?", key=key
    ),
    "comment": lambda desk, visit, line, key: desk.services.entries.add_entry(
        desk.anna, visit, "comment", {"text": "Who decides?"}, line, key
    ),
    "session": lambda desk, visit, _line, key: desk.services.entries.add_entry(
        desk.anna, visit, "session", {"what": "Who decides?", "leads": "ben"}, key=key
    ),
    "evidence": lambda desk, visit, line, key: desk.services.entries.add_evidence(
        desk.anna, visit, {"note": "Who decides?"}, line, Upload("map.pdf", b"%PDF-1.7 x"), key
    ),
}


@pytest.mark.parametrize("kind", KEYED)
def test_an_addition_that_is_sent_again_is_made_once(
    desk: Desk, visit: str, line: int, kind: str
) -> None:
    def there(of: str) -> int:
        with desk.sessions() as session:
            files = len(queries.files(session, of))
            return len(queries.entries(session, of)) + len(queries.texts(session, of)) + files

    key, send = str(uuid4()), KEYED[kind]
    before = there(visit)
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: send(desk, visit, line, key), range(8)))
    assert len(numbers) == 1
    (made,) = numbers
    added = there(visit) - before
    assert added == {"evidence": 3, "session": 3}.get(kind, 2)
    # A colleague took it away, or somebody off the team would lead it: it is the same one still.
    desk.services.entries.remove(desk.ben, visit, made)
    desk.services.visits.remove_member(desk.anna, visit, desk.ben.id)
    assert send(desk, visit, line, key) == made
    desk.services.visits.add_member(desk.anna, visit, "ben")
    assert send(desk, visit, line, str(uuid4())) != made
    # The same key in another visit is another addition.
    other = desk.services.visits.create(desk.anna, "plymouth", "Another visit")
    desk.services.visits.add_member(desk.anna, other, "ben")
    theirs = desk.services.lines.add_line(desk.anna, other, "outcomes", "Theirs")
    assert send(desk, other, theirs, key) != made
    for wrong in ("1", key.upper() + " ", "x" * 36, key + key):
        with pytest.raises(ValidationError, match="must be a UUID"):
            send(desk, visit, line, wrong)
    another = next(each for each in KEYED if each != kind)
    with pytest.raises(ValidationError, match="another’s"):
        KEYED[another](desk, visit, line, key)


def test_what_is_added_under_a_waiting_line_names_it_by_its_key(desk: Desk, visit: str) -> None:
    services, key, asked = desk.services, str(uuid4()), str(uuid4())
    add = (
        lambda: services.lines.add_question(desk.anna, visit, key, heard="The head.", key=asked),
        lambda: services.entries.add_evidence(desk.anna, visit, {"note": "On a board."}, key),
        lambda: services.entries.add_evidence(desk.anna, visit, {"note": "On a card."}, asked),
        lambda: services.entries.add_entry(desk.anna, visit, "comment", {"text": "Why?"}, key),
    )
    for each in add:
        with pytest.raises(ValidationError, match="has not come to the portal"):
            each()
    number = services.lines.add_line(desk.anna, visit, "partners", "Who decides?", key)
    for each in add:
        each()
    made = line_of(desk, visit, number)
    (question,) = made.questions
    assert question.heard.text == "The head."
    assert [e.text("note") for e in made.own_evidence] == ["On a board."]
    assert [e.text("note") for e in question.answers] == ["On a card."]
    assert [e.text("text") for e in made.comments] == ["Why?"]
    # The key of one visit leads nowhere in another, and no other kind of entry holds evidence.
    other = services.visits.create(desk.anna, "plymouth", "Another visit")
    with pytest.raises(ValidationError, match="has not come to the portal"):
        services.entries.add_evidence(desk.anna, other, {"note": "Elsewhere"}, key)
    case = str(uuid4())
    services.entries.add_entry(desk.anna, visit, "case", {"ref": "1"}, key=case)
    with pytest.raises(NotAllowed):
        services.entries.add_evidence(desk.anna, visit, {"note": "Of a case"}, case)
    with pytest.raises(ValidationError, match="must be a UUID"):
        services.entries.add_evidence(desk.anna, visit, {"note": "Nowhere"}, "1-1")


def test_a_visit_that_is_sent_again_is_made_once(desk: Desk) -> None:
    create, key = desk.services.visits.create, str(uuid4())
    before = len(desk.services.visits.mine(desk.anna))
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: create(desk.anna, "torbay", "Once", key=key), range(8)))
    assert len(made) == 1
    assert len(desk.services.visits.mine(desk.anna)) == before + 1
    # Under the same key somebody else makes their own.
    theirs = create(desk.ben, "torbay", "Theirs", key=key)
    assert theirs not in made
    assert {len(theirs), *map(len, made)} == {24}
    with pytest.raises(ValidationError, match="must be a UUID"):
        create(desk.anna, "torbay", "Wrong", key="1")


def test_an_empty_question_sent_again_with_words_has_them(
    desk: Desk, visit: str, line: int
) -> None:
    services, key = desk.services, str(uuid4())
    made = services.lines.add_question(desk.anna, visit, line, key=key)
    again = services.lines.add_question(desk.anna, visit, line, "Who decides?", "Head", key=key)
    services.lines.add_question(desk.anna, visit, line, "Something else?", key=key)
    (question,) = services.visits.visit(desk.anna, visit).lines[0].questions
    assert (made, again) == (question.id, question.id)
    assert (question.question.text, question.who.text) == ("Who decides?", "Head")


def test_one_sitting_is_one_version_of_the_history(
    desk: Desk, visit: str, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, version = desk.services.entries, 0
    for text in ("T", "Th", "Thr", "Three words here"):
        version = entries.write(desk.anna, visit, line, "note", text, version).version
    assert [version.text for version in entries.history(desk.ben, visit, line, "note")] == [
        "Three words here"
    ]
    with pytest.raises(Conflict):  # who began before that sitting ended is told
        entries.write(desk.ben, visit, line, "note", "Mine", 1)
    monkeypatch.setattr(module, "SITTING", timedelta(0))
    entries.write(desk.anna, visit, line, "note", "Later", version)
    assert len(entries.history(desk.ben, visit, line, "note")) == 2


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_line_stands_under_each_heading(desk: Desk, visit: str, heading: str) -> None:
    number = desk.services.lines.add_line(desk.anna, visit, heading, "  What works? ")
    assert line_of(desk, visit, number).wording.text == "What works?"


@pytest.mark.parametrize("text", ["NUL \0 here", "half \ud83d pair", "￾ end", "emoji 🧒 ok", "ﷺ"])
def test_any_characters_are_kept_or_made_spaces(
    desk: Desk, visit: str, line: int, text: str
) -> None:
    stored = desk.services.entries.write(desk.anna, visit, line, "note", text, 0).text
    assert line_of(desk, visit, line).note.text == stored
    assert len(stored) == len(text)


def test_what_cannot_be_taken_is_said(desk: Desk, visit: str, line: int) -> None:
    lines, entries = desk.services.lines, desk.services.entries
    with pytest.raises(ValidationError, match="20,001 characters"):
        entries.write(desk.anna, visit, line, "note", "x" * (MAX_TEXT + 1), 0)
    with pytest.raises(ValidationError, match="Say what the line asks"):
        lines.add_line(desk.anna, visit, "outcomes", "  ")
    with pytest.raises(ValidationError, match="five headings"):
        lines.add_line(desk.anna, visit, "nowhere", "What?")
    question = lines.add_question(desk.anna, visit, line)
    for entry, field, text in (
        (line, "heard", "x"),
        (question, "note", "x"),
        (line, "__class__", "x"),
    ):
        with pytest.raises(NotAllowed):
            entries.write(desk.anna, visit, entry, field, text, 0)
    with pytest.raises(ValidationError, match="“guilty” is none of the choices"):
        entries.write(desk.anna, visit, line, "verdict", "guilty", 0)
    with pytest.raises(NotAllowed):  # no question under a question
        lines.add_question(desk.anna, visit, question)


def test_a_visit_holds_only_so_much(
    desk: Desk, visit: str, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    desk.services.lines.add_question(desk.anna, visit, line)
    with pytest.raises(ValidationError, match="at most 2 lines"):
        desk.services.lines.add_line(desk.anna, visit, "outcomes", "One more")
    with pytest.raises(ValidationError, match="at most 2 lines"):
        desk.services.lines.add_question(desk.anna, visit, line)
    monkeypatch.setattr(gathering, "MAX_EVIDENCE", 1)
    desk.services.gathering.gather(desk.ben, visit, "chart", "plans")
    with pytest.raises(ValidationError, match="at most 1 "):
        desk.services.gathering.gather(desk.ben, visit, "item", "plymouth-2015/afi-9")
    assert len(desk.services.visits.visit(desk.anna, visit).unsorted) == 1


def test_entries_of_another_visit_are_out_of_reach(desk: Desk, visit: str, line: int) -> None:
    other = desk.services.visits.create(desk.outsider, "plymouth")
    lines, entries = desk.services.lines, desk.services.entries
    before = desk.services.visits.visit(desk.anna, visit)
    for attempt in (
        lambda: entries.write(desk.outsider, other, line, "note", "x", 0),
        lambda: entries.remove(desk.outsider, other, line),
        lambda: lines.move(desk.outsider, other, line, "outcomes"),
        lambda: entries.history(desk.outsider, other, line, "wording"),
        lambda: lines.add_question(desk.outsider, other, line),
        lambda: entries.write(desk.outsider, visit, line, "note", "x", 0),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert desk.services.visits.visit(desk.anna, visit) == before


def test_a_line_has_priority_owner_status_confidence_and_what_the_council_is_told(
    desk: Desk, visit: str, line: int
) -> None:
    entries = desk.services.entries
    chosen = {
        "priority": "high", "owner": "ben", "status": "answered", "confidence": "medium",
        "feedback": "Caseloads are kept low in two of three teams.",
    }  # fmt: skip
    for field, text in chosen.items():
        entries.write(desk.anna, visit, line, field, text, 0)
    shown = line_of(desk, visit, line)
    assert {field: getattr(shown, field).text for field in chosen} == chosen
    page = text_of(matrix(desk.services.visits.visit(desk.ben, visit)))
    for words in ("Medium: some agree".lower(), "ben, answered, high priority", "no evidence yet"):
        assert words in page
    with pytest.raises(ValidationError, match="“outsider” is not on the team"):
        entries.write(desk.anna, visit, line, "owner", "outsider", 1)
    for field in ("priority", "status", "confidence"):
        with pytest.raises(ValidationError, match="none of the choices"):
            entries.write(desk.anna, visit, line, field, "whatever", 1)
    # Who leaves the team stays named where they were, and the choice still says so.
    ben = next(m for m in desk.services.visits.visit(desk.anna, visit).team if m.name == "ben")
    desk.services.visits.remove_member(desk.anna, visit, ben.id)
    drawn = str(lines(desk.services.visits.visit(desk.anna, visit)))
    assert "ben (left)" in drawn
