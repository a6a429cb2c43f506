"""The use cases of editors who conclude on findings; what they conclude is public, who is not."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from db.queries import resolutions as queries
from db.queries.findings import has_finding
from db.writes import resolutions as writes
from db.writes.accounts import record
from portal.domain.access import EDITOR, Actor, require
from portal.domain.resolutions import MAX_NOTE, STATUSES, Resolution
from portal.services.visits.access import ValidationError, now, short, text_of


class ResolutionService:
    """Conclusions on findings; the newest stands."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def resolve(self, actor: Actor | None, finding: str, status: str, note: str) -> None:
        """Conclude on a finding; public pages show status, note and day from now on.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            ValidationError: if there is no such finding or status, or the note is missing or
                too long.
        """
        editor = require(actor, EDITOR)
        note = " ".join(text_of(note).split())
        if status not in STATUSES:
            raise ValidationError(f"Choose one of: {', '.join(STATUSES)}.")
        if not note:
            raise ValidationError("Say why in a sentence or two: readers see it with the finding.")
        if len(note) > MAX_NOTE:
            raise ValidationError(
                f"The note has {len(note):,} characters; at most {MAX_NOTE:,} are kept. Shorten it."
            )
        with self._sessions.begin() as session:
            _existing(session, finding)
            writes.add_resolution(session, finding, status, note, editor.id, now())
            record(session, editor, "finding concluded", finding, f"{status}: {note}")

    def history(self, actor: Actor | None, finding: str) -> tuple[Resolution, ...]:
        """All that was concluded on a finding, the newest first.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            ValidationError: if there is no such finding.
        """
        require(actor, EDITOR)
        with self._sessions() as session:
            _existing(session, finding)
            return tuple(
                Resolution(**row._mapping) for row in queries.resolutions(session, finding)
            )


def _existing(session: Session, finding: str) -> None:
    exists = finding.isprintable() and len(finding) <= 16 and has_finding(session, finding)
    if not exists:
        message = f"There is no finding “{short(finding)}”; it may have gone when the data changed."
        raise ValidationError(message)
