"""Readings of reports for editors: what waits, confirming it, putting it aside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session, sessionmaker

from db.models import ReportReading
from db.queries import reports as queries
from db.writes import reports as writes
from db.writes.accounts import record
from db.writes.import_lock import take_turn
from portal.domain.access import EDITOR, Actor, require
from portal.importers.form_fields import Choices
from portal.importers.inspections.commit import (
    ACCEPT_NONE,
    ASIDE,
    Brought,
    confirm,
    known_councils,
    store_readings,
    summary_of,
)
from portal.importers.inspections.files import read_sent
from portal.importers.inspections.published import as_json, from_json
from portal.importers.inspections.records import GREEN, Reading
from portal.importers.inspections.review import acted, reviewed
from portal.importers.inspections.wording import titled
from portal.importers.statistics.files import safe_name
from portal.importers.statistics.outcome import Also, Outcome
from portal.importers.statistics.ready import CannotImport, require_loaded

# Of one upload: a folder comes by the command.
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report that waits for a person: its number, title, file, outcome and reading.

    The title is council, kind and dates. `revision` counts how often it was saved, `reviewed_by`
    whom that was last.
    """

    number: int
    title: str
    file: str
    outcome: str
    reading: Reading
    revision: int = 0
    reviewed_by: str = ""


@dataclass(frozen=True, slots=True)
class ReviewedReport:
    """A report on its review page: what may be chosen, and which pages have a picture."""

    report: WaitingReport
    choices: Choices
    pictures: tuple[int, ...]


class ReviewConflict(Exception):
    """Somebody else saved the same report meanwhile: who; nothing was saved."""


class ReportDesk:
    """Inspection reports for editors."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def waiting(self, actor: Actor | None) -> tuple[WaitingReport, ...]:
        """Return the reports that wait, by council and date; those without a council first.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
        """
        require(actor, EDITOR)
        with self._sessions() as session:
            names = queries.council_names(session)
            stored = queries.waiting_readings(session)
            by_name = sorted(stored, key=lambda reading: names.get(reading.council, ""))
            return tuple(_waiting(reading, names) for reading in by_name)

    def report(self, actor: Actor | None, number: int) -> ReviewedReport | None:
        """Return a report that waits; None where it does no more."""
        require(actor, EDITOR)
        with self._sessions() as session:
            stored = next(iter(queries.readings_of(session, [number])), None)
            if stored is None:
                return None
            choices, pictures = _choices(session), tuple(queries.drawn_pages(session, number))
            waiting = _waiting(stored, choices.councils)
            return ReviewedReport(report=waiting, choices=choices, pictures=pictures)

    def picture(self, actor: Actor | None, number: int, page: int) -> bytes | None:
        """Return the picture of a page of a report that waits, None where there is none."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return queries.page_picture(session, number, page)

    def save(
        self,
        actor: Actor | None,
        number: int,
        revision: int,
        form: Mapping[str, str],
        checked: Mapping[str, Sequence[str]],
        action: tuple[str, int] | None = None,
    ) -> None:
        """Save what a person's form says of a report, then do what a button of it says.

        Args:
            number: the report's.
            revision: the one that the form was made from.
            form: fields with one value, as `review.reviewed` takes them.
            checked: fields with several values.
            action: what to do with which recommendation.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if the report waits no more.
            ReviewConflict: if somebody saved it meanwhile.
            ReviewError: if a field holds what it cannot.
        """
        editor = require(actor, EDITOR)
        with self._sessions.begin() as session:
            take_turn(session)
            stored = next(iter(queries.readings_of(session, [number])), None)
            if stored is None:
                raise CannotImport("This report waits no more; somebody may have taken it.")
            if stored.revision != revision:
                raise ReviewConflict(stored.reviewed_by)
            reading = reviewed(from_json(stored.reading), form, checked, _choices(session))
            if action:
                reading = acted(reading, *action)
            writes.save_review(
                session,
                number,
                reading=as_json(reading),
                **summary_of(reading),
                revision=revision + 1,
                reviewed_by=editor.name[:80],
            )
            record(session, editor, "report reviewed", str(number), stored.file)

    def upload(
        self, actor: Actor | None, files: Sequence[tuple[str, Callable[[Path], object]]]
    ) -> Brought:
        """Read files that a browser sent: names, and what saves each; all wait from then on.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if there are too many, or the catalogue is not loaded.
        """
        editor = require(actor, EDITOR)
        if len(files) > MOST_FILES:
            raise CannotImport(
                f"At most {MOST_FILES} at once; a folder comes by `portal import inspections`."
            )
        with self._sessions() as session:
            require_loaded(session)
            councils = known_councils(session)
        read = []
        with TemporaryDirectory(prefix="portal-import-") as folder:
            for name, save in files:
                path = Path(folder) / safe_name(name)
                save(path)
                read.append(read_sent(path.read_bytes(), path.name, councils))
                path.unlink()
        note = _noting(editor, "read")
        return store_readings(self._sessions, read, accept=ACCEPT_NONE, by=editor.name, also=note)

    def confirm(self, actor: Actor | None, numbers: Collection[int]) -> Outcome:
        """Publish reports that wait, in one transaction.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if one waits no more, or lacks a council or a date.
        """
        editor = require(actor, EDITOR)
        note = _noting(editor, "confirmed")
        return confirm(self._sessions, numbers, by=editor.name, also=note)

    def confirm_checked(self, actor: Actor | None) -> Outcome:
        """Publish the reports that wait and pass every check; errors as for `confirm`."""
        green = [item.number for item in self.waiting(actor) if item.outcome == GREEN]
        if not green:
            raise CannotImport("No report that waits passes every check.")
        return self.confirm(actor, green)

    def put_aside(self, actor: Actor | None, numbers: Collection[int]) -> int:
        """Put reports aside: they wait no more, and are not read again; return how many.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
        """
        editor = require(actor, EDITOR)
        with self._sessions.begin() as session:
            take_turn(session)
            waiting = queries.readings_of(session, numbers)
            writes.set_state(session, [reading.sha256 for reading in waiting], ASIDE)
            for reading in waiting:
                record(session, editor, "report put aside", str(reading.id), reading.file)
            return len(waiting)


def _waiting(stored: ReportReading, names: Mapping[str, str]) -> WaitingReport:
    reading = from_json(stored.reading)
    return WaitingReport(
        number=stored.id,
        title=titled(reading, names.get(reading.council, "")),
        file=stored.file,
        outcome=stored.outcome,
        reading=reading,
        revision=stored.revision,
        reviewed_by=stored.reviewed_by,
    )


def _choices(session: Session) -> Choices:
    areas, themes = queries.area_and_theme_names(session)
    return Choices(councils=queries.council_names(session), areas=areas, themes=themes)


def _noting(editor: Actor, verb: str) -> Also:
    """Write each import of an editor into the audit log."""

    def note(session: Session, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            detail = f"{outcome.document}: {outcome.rows} {verb}"
            record(session, editor, "import", str(outcome.number), detail)

    return note
