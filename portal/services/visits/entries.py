"""The use cases that all kinds of entries of a visit share: added, written, moved, undone.

A text is saved on top of the version that it was typed on; who is second is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import starmap
from typing import NamedTuple

from sqlalchemy.orm import Session, sessionmaker

from db.models import VisitEntry
from db.queries import visits as queries
from db.writes import visits as writes
from db.writes.accounts import record
from portal.domain.access import Actor, NotAllowed
from portal.domain.visit_fields import (
    COMMENT,
    EVIDENCE,
    FIELDS,
    LINE,
    NEEDED,
    QUESTION,
    SCOPE,
    problem,
)
from portal.domain.visits import File, Written
from portal.services.visits.access import (
    Conflict,
    Teams,
    ValidationError,
    entry_of,
    made_before,
    now,
    place_of,
    short,
    text_of,
)
from portal.services.visits.files import MAX_FILES, checked_file
from portal.services.visits.mapping import as_file, as_written

# Who goes on typing within this time changes the version that is already theirs.
SITTING = timedelta(minutes=2)
MAX_ENTRIES = 2_000
_TIMES = ("starts", "ends")


class Upload(NamedTuple):
    """A file as somebody sends it."""

    name: str
    content: bytes


class EntryService:
    """Entries of visits, whatever their kind."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._teams = Teams(sessions)

    def add_evidence(
        self,
        actor: Actor | None,
        visit_id: str,
        fields: Mapping[str, str],
        under: int | str | None = None,
        upload: Upload | None = None,
        key: str = "",
    ) -> int:
        """Keep a piece of the team's own evidence; gives its number.

        Args:
            fields: texts by the names of `FIELDS`; others are ignored.
            under: the line or question that it speaks to, as `place_of` takes it; None where it is
                on no line yet.
            upload: a file that belongs to it.
            key: a UUID of this addition: sent again, it gives the number that it gave before.

        Raises:
            ValidationError: if it says nothing, or a field or the file cannot be taken.
        """
        given = {name: text_of(fields.get(name, "")).strip() for name in FIELDS[EVIDENCE]}
        texts = {name: text for name, text in given.items() if text}
        with self._teams.reading(actor, visit_id):
            if not (given["note"] or given["link"] or upload):
                raise ValidationError(
                    "Write what was seen or heard, give a link, or choose a file."
                )
            _check(EVIDENCE, texts)
            type_ = checked_file(upload.name, upload.content) if upload else ""
        with self._teams.writing(actor, visit_id) as (session, person):
            if made := made_before(session, visit_id, key, EVIDENCE):
                return made.id
            parent = _check_place(session, visit_id, under) if under is not None else None
            at = now()
            entry = add(session, visit_id, person, EVIDENCE, parent=parent, at=at, key=key)
            for name, text in texts.items():
                first(session, person, entry, name, text, at)
            if upload:
                held = sum(row.size for row in queries.files(session, visit_id))
                if held + len(upload.content) > MAX_FILES:
                    raise ValidationError(
                        f"The files of a visit take at most {MAX_FILES // 1_000_000} MB together. "
                        "Give a link instead, or save the file smaller."
                    )
                writes.add_file(
                    session,
                    visit_id=visit_id,
                    entry_id=entry,
                    name=upload.name,
                    type=type_,
                    size=len(upload.content),
                    content=upload.content,
                    made_by=person.id,
                    made_at=now(),
                )
            record(session, person, "evidence added", visit_id, str(entry))
        return entry

    def add_entry(
        self,
        actor: Actor | None,
        visit_id: str,
        kind: str,
        fields: Mapping[str, str],
        under: int | str | None = None,
        key: str = "",
    ) -> int:
        """Add an entry of the scope, the programme, the cases, the agreed actions; or a comment.

        A comment stands `under` a line, as `place_of` takes it, the others under nothing.

        A visit has one scope: adding a second gives the number of the first. `key` as in
        `add_evidence`.

        Raises:
            ValidationError: if it says nothing, or a field cannot be taken.
        """
        with self._teams.reading(actor, visit_id):
            if kind not in (SCOPE, *NEEDED):
                raise NotAllowed
            given = {name: text_of(fields.get(name, "")).strip() for name in FIELDS[kind]}
            texts = {name: text for name, text in given.items() if text}
            needed = NEEDED.get(kind, "")
            if needed and needed not in texts:
                raise ValidationError(f"“{FIELDS[kind][needed].label}” is empty; write something.")
            _check(kind, texts)
        with self._teams.writing(actor, visit_id) as (session, person):
            if made := made_before(session, visit_id, key, kind):
                return made.id
            _check_named(session, visit_id, kind, texts)
            if kind == SCOPE:
                for row in queries.entries(session, visit_id):
                    if row.kind == SCOPE and row.removed_at is None:
                        return row.id
            line = place_of(session, visit_id, under) if kind == COMMENT else None
            if line is not None and line.kind != LINE:
                raise NotAllowed
            parent = line.id if line else None
            at = now()
            entry = add(session, visit_id, person, kind, parent=parent, at=at, key=key)
            for name, text in texts.items():
                first(session, person, entry, name, text, at)
            record(session, person, f"{kind} added", visit_id, str(entry))
        return entry

    def file(self, actor: Actor | None, visit_id: str, number: int) -> tuple[File, bytes]:
        """Give a file of the visit, with its content.

        Raises:
            NotAllowed: if the visit has no such file, or it was taken away.
        """
        with self._teams.reading(actor, visit_id) as (session, _row, _person):
            row = queries.file(session, visit_id, number)
            if row is None:
                raise NotAllowed
            return as_file(row), row.content

    def put_under(self, actor: Actor | None, visit_id: str, entry: int, line: int | None) -> None:
        """Put a piece of the team's own evidence under a line or question, or under none."""
        with self._teams.writing(actor, visit_id) as (session, _person):
            if entry_of(session, visit_id, entry).kind != EVIDENCE:
                raise NotAllowed
            if line is not None:
                _check_place(session, visit_id, line)
            writes.change_entry(session, entry, parent_id=line)

    def remove(self, actor: Actor | None, visit_id: str, entry: int) -> None:
        """Take an entry away; it can be put back."""
        self._switch(actor, visit_id, entry, now())

    def put_back(self, actor: Actor | None, visit_id: str, entry: int) -> None:
        """Undo a removal."""
        self._switch(actor, visit_id, entry, None)

    def _switch(
        self, actor: Actor | None, visit_id: str, entry: int, removed_at: datetime | None
    ) -> None:
        with self._teams.writing(actor, visit_id) as (session, person):
            kind = entry_of(session, visit_id, entry).kind
            writes.change_entry(session, entry, removed_at=removed_at)
            done = f"{kind} removed" if removed_at else f"{kind} put back"
            record(session, person, done, visit_id, str(entry))

    def write(
        self, actor: Actor | None, visit_id: str, entry: int, field: str, text: str, base: int
    ) -> Written:
        """Save a text that was typed on top of version `base`.

        Raises:
            Conflict: if somebody else's version stands now; nothing is saved.
            ValidationError: if the field cannot hold the text, or it was removed meanwhile.
        """
        with self._teams.writing(actor, visit_id) as (session, person):
            row = entry_of(session, visit_id, entry)
            text = text_of(text)
            if _removed(session, visit_id, row):
                raise ValidationError(
                    "A colleague has removed this meanwhile; your words were not saved."
                )
            if field not in FIELDS[row.kind]:
                raise NotAllowed
            _check(row.kind, {field: text})
            _check_named(session, visit_id, row.kind, {field: text})
            stands, by = next(iter(queries.versions(session, entry, field)), (None, ""))
            version, at = (stands.version if stands else 0), now()
            if stands is not None and stands.text == text:
                return as_written(stands, by)
            if version != base:
                raise Conflict(as_written(stands, by) if stands else Written())
            if field in _TIMES:
                stand = {name: _standing(session, entry, name) for name in _TIMES}
                _check_times({**stand, field: text})
            by_same_person = stands is not None and stands.made_by == person.id
            if stands is not None and by_same_person and at - stands.made_at < SITTING:
                writes.go_on_with_text(session, entry, field, version, text, at)
            else:
                writes.add_text(
                    session,
                    entry_id=entry,
                    field=field,
                    version=version + 1,
                    text=text,
                    made_by=person.id,
                    made_at=at,
                )
        return Written(text, version + 1, by=person.display, at=at)

    def history(
        self, actor: Actor | None, visit_id: str, entry: int, field: str
    ) -> tuple[Written, ...]:
        """Every kept version of a text, the newest first."""
        with self._teams.reading(actor, visit_id) as (session, _row, _person):
            if field not in FIELDS[entry_of(session, visit_id, entry).kind]:
                raise NotAllowed
            return tuple(starmap(as_written, queries.versions(session, entry, field)))


def _check(kind: str, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        wrong = problem(FIELDS[kind][name], text)
        if wrong:
            raise ValidationError(wrong)
    _check_times(texts)


def _check_times(texts: Mapping[str, str]) -> None:
    starts, ends = texts.get("starts", ""), texts.get("ends", "")
    if starts and ends and ends < starts:
        raise ValidationError(f"It ends at {ends}, before it begins at {starts}; correct one.")


def _standing(session: Session, entry: int, field: str) -> str:
    return next((row.text for row, _by in queries.versions(session, entry, field)), "")


def _check_named(session: Session, visit_id: str, kind: str, texts: Mapping[str, str]) -> None:
    """Refuse who is not on the team (who left it stays where they were named), and no line."""
    for name, text in texts.items():
        type_ = FIELDS[kind][name].type
        team = queries.team(session, visit_id) if text and type_ == "person" else None
        if team is not None and text not in [member.name for member in team]:
            raise ValidationError(f"“{short(text)}” is not on the team; choose one of its people.")
        if text and type_ == "line":
            row = queries.entry(session, visit_id, int(text))
            if row is None or row.kind != LINE or row.removed_at:
                raise ValidationError("This line is not on the list any more; choose another one.")


def _check_place(session: Session, visit_id: str, place: int | str) -> int:
    """Give the number of a line or question of the visit; refuse what is neither."""
    row = place_of(session, visit_id, place)
    if row.kind not in (LINE, QUESTION):
        raise NotAllowed
    return row.id


def _removed(session: Session, visit_id: str, row: VisitEntry) -> bool:
    """Tell if an entry is not on the page any more; evidence outlives its line."""
    above = row.parent_id if row.kind != EVIDENCE else None
    line = entry_of(session, visit_id, above) if above else row
    return bool(row.removed_at or line.removed_at)


def add(
    session: Session,
    visit_id: str,
    person: Actor,
    kind: str,
    heading: str = "",
    suggestion: str = "",
    parent: int | None = None,
    at: datetime | None = None,
    key: str = "",
) -> int:
    """Make an entry at the end of its visit's; gives its number.

    Its first texts have the same time, `at`: they belong to its being added.

    Raises:
        ValidationError: if the visit holds too many.
    """
    if len(queries.entries(session, visit_id)) >= MAX_ENTRIES:
        raise ValidationError(
            f"A visit holds at most {MAX_ENTRIES:,} lines, questions and pieces of evidence."
        )
    return writes.add_entry(
        session,
        visit_id=visit_id,
        kind=kind,
        parent_id=parent,
        heading=heading,
        suggestion=suggestion,
        position=queries.last_position(session, visit_id) + 1,
        key=key or None,
        made_by=person.id,
        made_at=at or now(),
    )


def first(session: Session, person: Actor, entry: int, field: str, text: str, at: datetime) -> None:
    """Keep the first version of a text."""
    writes.add_text(
        session,
        entry_id=entry,
        field=field,
        version=1,
        text=text,
        made_by=person.id,
        made_at=at,
    )
