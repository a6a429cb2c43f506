"""The use cases of what was done in a visit, and of what is new to whoever looks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from db.models import VisitEntry
from db.queries import visits as queries
from db.writes import visits as writes
from portal.domain.access import Actor
from portal.domain.visit_activity import DONE, NAMES_PEOPLE, Activity
from portal.domain.visit_fields import FIELDS, TITLE_FIELDS
from portal.services.visits.access import Teams, now, short

MOST = 60


class ActivityService:
    """The activity of a visit."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._teams = Teams(sessions)

    def activity(self, actor: Actor | None, visit_id: str) -> tuple[Activity, ...]:
        """List what was done, the newest first."""
        with self._teams.reading(actor, visit_id) as (session, _row, person):
            looked = queries.looked_at(session, visit_id, person.id)
            entries = {entry.id: entry for entry in queries.entries(session, visit_id)}
            titles = _titles(session, visit_id, entries)
            written = queries.newest_texts(session, visit_id, MOST)
            gathered = queries.newest_evidence(session, visit_id, MOST)
            logged = queries.logged(session, visit_id, tuple(DONE), MOST)

        def new(at: datetime, by: int | None) -> bool:
            return by != person.id and (looked is None or at > looked)

        done = []
        for text, by in written:
            entry = entries[text.entry_id]
            label = FIELDS[entry.kind].get(text.field)
            first = text.version == 1 and text.made_at == entry.made_at
            if label and not first:
                done.append(
                    Activity(
                        at=text.made_at,
                        by=by,
                        done=f"wrote “{label.label}”",
                        about=titles.get(entry.id, ""),
                        place=_place(entry),
                        new=new(text.made_at, text.made_by),
                    )
                )
        for piece, by in gathered:
            done.append(
                Activity(
                    at=piece.added_at,
                    by=by,
                    done="gathered evidence",
                    about=piece.title,
                    place=f"line-{piece.entry_id}" if piece.entry_id else "visit-evidence",
                    new=new(piece.added_at, piece.added_by),
                )
            )
        for row, author in logged:
            entry_ = entries.get(int(row.detail)) if row.detail.isdecimal() else None
            about = row.detail if row.action in NAMES_PEOPLE else ""
            done.append(
                Activity(
                    at=row.at,
                    by=author or row.actor,
                    done=DONE[row.action],
                    about=titles.get(entry_.id, "") if entry_ else about,
                    place=_place(entry_) if entry_ and not entry_.removed_at else "",
                    new=new(row.at, row.account_id),
                )
            )
        return tuple(sorted(done, key=lambda what: what.at, reverse=True)[:MOST])

    def looked(self, actor: Actor | None, visit_id: str) -> None:
        """Note that whoever asks has seen what was done until now."""
        with self._teams.writing(actor, visit_id, archived=True) as (session, person):
            writes.set_looked(session, visit_id, person.id, now())


def _place(entry: VisitEntry) -> str:
    if entry.kind in ("line", "question"):
        return f"line-{entry.id if entry.kind == 'line' else entry.parent_id}"
    return f"entry-{entry.id}"


def _titles(session: Session, visit_id: str, entries: dict[int, VisitEntry]) -> dict[int, str]:
    titles = {}
    for text, _by in queries.texts(session, visit_id):
        if TITLE_FIELDS.get(entries[text.entry_id].kind) == text.field:
            titles[text.entry_id] = short(text.text)
    return titles
