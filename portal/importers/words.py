"""Changing and adding words of the catalogue in the browser, beside the files they come from.

A change stands beside the file: loading the file again keeps it, and its undo gives what the
file says by then. Keys never change, so that addresses, links and files go on. A word that was
added here belongs to no file, and can be removed while nothing refers to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from db.queries import words as queries
from db.queries.rows import AnyRow
from db.writes import words as writes
from db.writes.accounts import record
from db.writes.import_lock import take_turn
from db.writes.search import renew_search
from portal.domain.access import EDITOR, Actor, require
from portal.domain.words import (
    KINDS,
    MEASURES,
    MOST_REASON,
    Edited,
    Kind,
    Word,
    WordProblem,
    in_words,
    tidy,
)
from portal.importers.findings import renew_findings
from portal.importers.kept_by_people import kept_words
from portal.importers.kept_words import as_stored, field_of
from portal.importers.new_words import ADDED, choices_of, chosen, new_row
from portal.importers.statistics.commit import new_version, now
from portal.importers.word_places import Places, move, places

# Tables whose rows people know; rows of all others are counted together.
_NAMED = {
    "items": "items of plans",
    "item_themes": "items of plans",
    "plans": "plans",
    "inspections": "inspections",
    "recommendations": "recommendations",
    "recommendation_themes": "recommendations",
    "measures": "measures",
    "measure_themes": "measures",
    "indicators": "indicators",
    "indicator_themes": "indicators",
    "statistics": "official figures",
    "observations": "figures of papers",
}


class WordDesk:
    """Councils, areas, themes and measures as editors see, change and add them."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def words(self, actor: Actor | None) -> dict[str, tuple[Word, ...]]:
        """Every word under its kind."""
        require(actor, EDITOR)
        with self._sessions() as session:
            edited = _edited(session)
            return {
                name: tuple(_word(kind, row, edited) for row in queries.words(session, name))
                for name, kind in KINDS.items()
            }

    def word(self, actor: Actor | None, kind: str, key: str) -> Word | None:
        """Find one word."""
        require(actor, EDITOR)
        if kind not in KINDS or "\0" in key:
            return None
        with self._sessions() as session:
            row = queries.word(session, kind, key)
            return None if row is None else _word(KINDS[kind], row, _edited(session))

    def choices(self, actor: Actor | None) -> dict[str, dict[str, str]]:
        """The lists that fields are chosen from: names by key."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return choices_of(session)

    def effects(self, actor: Actor | None, word: Word, given: Mapping[str, str]) -> list[str]:
        """Say what a change would do; the change itself is not made.

        Raises:
            WordProblem: if the change cannot be made.
        """
        require(actor, EDITOR)
        with self._sessions() as session:
            changed = _changed(session, word, given)
            read = _reader(session, word.kind)
            return [
                *(
                    f"{_label(word.kind, name)}: “{read(name, word.values[name])}” becomes "
                    f"“{read(name, text)}”."
                    for name, text in changed.items()
                ),
                *_order(session, word, changed).lines(),
                _touched(session, word),
                "The key and all addresses stay. Loading the file again keeps the change; it can "
                "be undone here.",
            ]

    def change(
        self, actor: Actor | None, word: Word, given: Mapping[str, str], reason: str
    ) -> None:
        """Change fields of a word.

        Raises:
            WordProblem: if nothing changes, a text cannot be used, or the reason is missing.
        """
        person, reason = require(actor, EDITOR), reason_of(reason)

        def make(session: Session) -> str:
            changed, at = _changed(session, word, given), now()
            order = _order(session, word, changed)
            row = _row(session, word)
            edits = {e.field: e for e in _edits_of(session, word)}
            for name, text in changed.items():
                former = edits[name].former if name in edits else _text(row, name)
                if text == former:
                    writes.drop_edit(session, word.kind.key, word.key, name)
                    continue
                writes.put_edit(
                    session,
                    word.kind.key,
                    word.key,
                    name,
                    former=former,
                    value=text,
                    reason=reason,
                    made_by=person.name,
                    made_at=at,
                )
            _set(session, word, changed)
            move(session, word.kind.key, word.key, order.moved, person.name, at)
            return "; ".join(f"{n}: {word.values[n]} → {text}" for n, text in changed.items())

        self._write(person, "word changed", word, reason, make)

    def undo(self, actor: Actor | None, word: Word, reason: str) -> None:
        """Let a word say again what its file says.

        Raises:
            WordProblem: if it says that already, or the reason is missing.
        """
        person, reason = require(actor, EDITOR), reason_of(reason)

        def make(session: Session) -> str:
            formers = {edit.field: edit.former for edit in _edits_of(session, word)}
            if not formers:
                raise WordProblem("It says what its file says already.")
            _refuse_taken(session, word, formers.get("name", ""))
            order = _order(session, word, formers)
            for name in formers:
                writes.drop_edit(session, word.kind.key, word.key, name)
            _set(session, word, formers)
            move(session, word.kind.key, word.key, order.moved, person.name, now())
            return "; ".join(f"{n}: {word.values[n]} → {text}" for n, text in formers.items())

        self._write(person, "word put back", word, reason, make)

    def undone(self, actor: Actor | None, word: Word) -> list[str]:
        """Say what `undo` would do."""
        require(actor, EDITOR)
        with self._sessions() as session:
            formers = {edit.field: edit.former for edit in _edits_of(session, word)}
            order, read = _order(session, word, formers), _reader(session, word.kind)
        labels = (
            f"{_label(word.kind, name)} becomes “{read(name, text)}” again."
            for name, text in formers.items()
        )
        return [*labels, *order.lines()]

    def addition(self, actor: Actor | None, kind: Kind, given: Mapping[str, str]) -> list[str]:
        """Say what adding a word would do; it is not added.

        Raises:
            WordProblem: if it cannot be added.
        """
        require(actor, EDITOR)
        with self._sessions() as session:
            row = new_row(session, kind, given)
            return [
                f"The key of the new {kind.singular} “{row['name']}” is {row['key']}. It never "
                "changes: it stands in addresses, links and files.",
                *_order_of_new(session, kind, row).lines(),
                ADDED[kind.key],
                "It can be removed here as long as nothing refers to it.",
            ]

    def add(self, actor: Actor | None, kind: Kind, given: Mapping[str, str]) -> str:
        """Add a word; return its key.

        Raises:
            WordProblem: if a field is at fault, or another word has its name.
        """
        person = require(actor, EDITOR)
        with self._sessions.begin() as session:
            take_turn(session)
            row = new_row(session, kind, given)
            order = _order_of_new(session, kind, row)
            writes.add_word(session, kind.key, row)
            move(session, kind.key, row["key"], order.moved, person.name, now())
            self._renew(session, kind)
            record(session, person, "word added", f"{kind.singular} {row['key']}", row["name"])
            return str(row["key"])

    def removal(self, actor: Actor | None, word: Word) -> list[str]:
        """Say what removing a word does.

        Raises:
            WordProblem: if it cannot be removed.
        """
        require(actor, EDITOR)
        with self._sessions() as session:
            _refuse_used(session, word)
        return [
            f"The {word.kind.singular} {word.name} goes from every list; nothing refers to it.",
            "Add it again under the same name to bring it back.",
        ]

    def remove(self, actor: Actor | None, word: Word) -> None:
        """Remove a word that was added here and that nothing refers to.

        Raises:
            WordProblem: if it came from a file, or something refers to it.
        """
        person = require(actor, EDITOR)
        with self._sessions.begin() as session:
            take_turn(session)
            _refuse_used(session, word)
            order = places(session, word.kind.key, word.key, None)
            writes.remove_word(session, word.kind.key, word.key)
            move(session, word.kind.key, word.key, order.moved, person.name, now())
            self._renew(session, word.kind)
            record(session, person, "word removed", f"{word.kind.singular} {word.key}", word.name)

    def _write(
        self,
        person: Actor,
        action: str,
        word: Word,
        reason: str,
        make: Callable[[Session], str],
    ) -> None:
        """Make a change in one transaction, with all that depends on words and the log."""
        with self._sessions.begin() as session:
            take_turn(session)
            detail = make(session)
            self._renew(session, word.kind)
            subject = f"{word.kind.singular} {word.key}"
            record(session, person, action, subject, f"{detail}; {reason}")

    @staticmethod
    def _renew(session: Session, kind: Kind) -> None:
        """Make anew what depends on words."""
        renew_findings(session)
        renew_search(session)
        new_version(session, f"words of {kind.key}")


def reason_of(text: str) -> str:
    """Read a reason.

    Raises:
        WordProblem: if there is none, or it is too long.
    """
    text = " ".join(text.split())
    if not text or not text.isprintable():
        raise WordProblem("Say why, in a sentence that others understand later.")
    if len(text) > MOST_REASON:
        raise WordProblem(f"The reason has {len(text):,} characters; at most {MOST_REASON}.")
    return text


def _changed(session: Session, word: Word, given: Mapping[str, str]) -> dict[str, str]:
    """Give the fields that a form changes, in the form in which files have them."""
    lists = choices_of(session)
    texts = {
        f.name: chosen(f, tidy(f, given[f.name]), lists, word.values[f.name])
        for f in word.kind.fields
        if f.name in given
    }
    changed = {name: text for name, text in texts.items() if text != word.values[name]}
    if not changed:
        raise WordProblem("Nothing is changed.")
    _refuse_taken(session, word, changed.get("name", ""))
    return changed


def _refuse_taken(session: Session, word: Word, name: str) -> None:
    """Refuse a name that another word of the kind has."""
    for row in queries.words(session, word.kind.key) if name else ():
        if row.key != word.key and row.name.casefold() == name.casefold():
            raise WordProblem(f"Another {word.kind.singular} is called “{row.name}” already.")


def _refuse_used(session: Session, word: Word) -> None:
    """Refuse to remove a word of a file, or one that something refers to."""
    if not word.is_made_here:
        raise WordProblem(f"It came from the folder or data set {word.origin}, not from here.")
    number = _row(session, word).id
    if any(queries.uses(session, word.kind.key, number)):
        raise WordProblem(f"It cannot be removed. {_touched(session, word)}")
    count = queries.kept_by_people(session, [word.key]) if word.kind.key == "councils" else 0
    if count:
        raise WordProblem(
            f"It cannot be removed: {kept_words(count)} of people here would lose their council."
        )


def _order(session: Session, word: Word, changed: Mapping[str, str]) -> Places:
    """Work out the places of others; none of them moves where the word stays where it is."""
    if not {"position", "area"} & changed.keys():
        return Places()
    values = {**word.values, **changed}
    place, area = values["position"], values.get("area", "")
    return places(session, word.kind.key, word.key, int(place) if place else None, area)


def _order_of_new(session: Session, kind: Kind, row: Mapping[str, Any]) -> Places:
    return places(session, kind.key, row["key"], row["position"], row.get("area", ""))


def _touched(session: Session, word: Word) -> str:
    """Say how many rows of what show the word."""
    counts: dict[str, int] = {}
    for table, count in queries.uses(session, word.kind.key, _row(session, word).id):
        name = _NAMED.get(table, "other rows")
        counts[name] = counts.get(name, 0) + count
    if not counts:
        return "Nothing refers to it yet."
    listed = ", ".join(
        f"{count:,} {name.removesuffix('s') if count == 1 and ' ' not in name else name}"
        for name, count in counts.items()
    )
    return f"Pages, downloads, packs and the search show it with: {listed}."


def _row(session: Session, word: Word) -> AnyRow:
    row = queries.word(session, word.kind.key, word.key)
    if row is None:
        raise WordProblem("It is gone: a load took it away.")
    return row


def _set(session: Session, word: Word, texts: Mapping[str, str]) -> None:
    values = {name: as_stored(field_of(word.kind, name), text) for name, text in texts.items()}
    writes.set_word(session, word.kind.key, word.key, values)


def _edits_of(session: Session, word: Word) -> list[Any]:
    wanted = (word.kind.key, word.key)
    return [edit for edit in queries.edits(session) if (edit.kind, edit.key) == wanted]


def _edited(session: Session) -> dict[tuple[str, str], dict[str, Edited]]:
    by_word: dict[tuple[str, str], dict[str, Edited]] = {}
    for edit in queries.edits(session):
        if edit.kind in KINDS:
            by_word.setdefault((edit.kind, edit.key), {})[edit.field] = Edited(
                label=_label(KINDS[edit.kind], edit.field),
                former=edit.former,
                by=edit.made_by,
                at=f"{edit.made_at:%d %b %Y, %H:%M}",
                reason=edit.reason,
            )
    return by_word


def _word(kind: Kind, row: AnyRow, edited: Mapping[tuple[str, str], Mapping[str, Edited]]) -> Word:
    values = {field.name: _text(row, field.name) for field in kind.fields}
    edits = edited.get((kind.key, row.key), {})
    return Word(kind=kind, key=row.key, values=values, edits=edits, origin=row.origin)


def _text(row: AnyRow, name: str) -> str:
    value = getattr(row, name)
    return "" if value is None else str(value)


def _reader(session: Session, kind: Kind) -> Callable[[str, str], str]:
    """Give what writes a field's text, by the field's name, as people read it."""
    measures = choices_of(session)[MEASURES]
    return lambda name, text: (
        in_words(field_of(kind, name), text, measures).replace("\n", "; ") or "nothing"
    )


def _label(kind: Kind, name: str) -> str:
    return field_of(kind, name).label
