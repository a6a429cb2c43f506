"""Catalogue folders for editors: looking at what they change, loading, comparing, removing them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session, sessionmaker

from db.models import FolderUpload
from db.queries import folders as queries
from db.queries.folders import LoadedFolder
from db.queries.versions import data_version
from db.writes.accounts import record
from db.writes.catalogue import Changes
from db.writes.folders import forget_upload, let_folders_wait
from db.writes.import_lock import take_turn
from db.writes.statistics import log_import
from portal.domain.access import EDITOR, Actor, require
from portal.domain.words import MADE_HERE
from portal.importers.compare import Difference, compare_readings
from portal.importers.folder_archive import unpack_folders
from portal.importers.folder_removal import Removal, loaded_folder, removal_of
from portal.importers.load import REPORTS, write_catalogue
from portal.importers.read import BadCatalogue, Catalogue, Problem, read_catalogue
from portal.importers.reasons import needed_reason
from portal.importers.restore import before_load, put_back
from portal.importers.schema import NOT_STORED
from portal.importers.statistics.commit import now
from portal.importers.statistics.files import safe_name
from portal.importers.statistics.ready import CannotImport, require_loaded
from portal.importers.stored_folder import Sheets, as_zip, read_sheets, stored_sheets

# In the log of imports.
LOADED, REMOVED = "folder", "removal"
Save = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class FolderPreview:
    """An archive that waits: what loading it would change.

    `version` is that of the data which it was held against.
    """

    number: int
    file: str
    origins: tuple[str, ...]
    new: tuple[str, ...]
    version: int
    changes: tuple[Changes, ...]
    differences: tuple[Difference, ...]

    @property
    def replaces(self) -> bool:
        """Tell if rows that are loaded change or go."""
        return any(change.changed or change.removed for change in self.changes)


class FolderDesk:
    """Catalogue folders for editors."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def folders(self, actor: Actor | None, sought: str = "") -> list[LoadedFolder]:
        """List the folders that are loaded: all, or those of which something shown holds words."""
        require(actor, EDITOR)
        words = sought.casefold().split()
        with self._sessions() as session:
            return [
                folder
                for folder in queries.loaded_folders(session)
                if all(word in _named(folder) for word in words)
            ]

    def waiting(self, actor: Actor | None) -> FolderUpload | None:
        """Return the archive that waits for who asks."""
        editor = require(actor, EDITOR)
        with self._sessions() as session:
            return queries.waiting_upload(session, editor.name[:80])

    def archive(self, actor: Actor | None, origin: str) -> bytes | None:
        """Return a loaded folder as a ZIP archive; None where there is none of this name."""
        require(actor, EDITOR)
        with self._sessions() as session:
            if loaded_folder(session, origin) is None:
                return None
            return as_zip({origin: stored_sheets(session, origin)})

    def upload(self, actor: Actor | None, name: str, save: Save) -> int:
        """Read and check an archive of folders; return the number under which it waits.

        Nothing is kept of one with a fault.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            BadCatalogue: with every fault of its files.
            CannotImport: if the catalogue is not loaded.
        """
        editor = require(actor, EDITOR)
        with TemporaryDirectory(prefix="portal-folder-") as place:
            archive = Path(place) / "archive"
            save(archive)
            catalogue = _read(archive, safe_name(name), Path(place))
            raw = archive.read_bytes()
        with self._sessions() as session:
            take_turn(session)
            require_loaded(session)
            _try(session, catalogue)
        with self._sessions.begin() as session:
            take_turn(session)
            return let_folders_wait(
                session,
                editor.name[:80],
                file=safe_name(name),
                sha256=sha256(raw).hexdigest(),
                made_at=now(),
                content=raw,
            )

    def preview(self, actor: Actor | None, number: int) -> FolderPreview | None:
        """Say what loading an archive that waits would change; None where it waits no more.

        Raises:
            BadCatalogue: if what was loaded meanwhile stands in its way.
        """
        editor = require(actor, EDITOR)
        with self._sessions() as session:
            take_turn(session)
            upload = queries.folder_upload(session, number, editor.name[:80])
            if upload is None:
                return None
            catalogue = _unpacked(upload)
            origins = tuple(catalogue.origins)
            version = data_version(session).number
            before = before_load(session, origins)
            there = {name: sheets for name, sheets in before.items() if sheets is not None}
            loaded = read_sheets(there)
            changes = _try(session, catalogue)
            return FolderPreview(
                number=number,
                file=upload.file,
                origins=origins,
                new=tuple(name for name in origins if name not in there),
                version=version,
                changes=tuple(filter(None, changes)),
                # After the try: reports that were published here are in the catalogue by now.
                differences=tuple(
                    compare_readings(loaded, catalogue, wording=True, leave=NOT_STORED)
                    if there
                    else ()
                ),
            )

    def load(self, actor: Actor | None, number: int, version: int, reason: str) -> int:
        """Load an archive that waits, in one transaction; return its line in the log.

        Args:
            version: the data's, for which the editor looked at what it changes.
            reason: why; needed where rows that are loaded change or go.

        Raises:
            CannotImport: if it waits no more, the data changed since, or the reason is missing.
            BadCatalogue: with the faults that a load finds.
        """
        editor = require(actor, EDITOR)
        with self._sessions.begin() as session:
            take_turn(session)
            require_loaded(session)
            upload = queries.folder_upload(session, number, editor.name[:80])
            if upload is None:
                raise CannotImport("These folders wait no more; choose the file again.")
            if data_version(session).number != version:
                raise CannotImport(
                    "Something else was loaded meanwhile. Look again at what would change, then "
                    "load it."
                )
            catalogue = _unpacked(upload)
            before = before_load(session, catalogue.origins)
            changes = write_catalogue(session, _refuse_statistics(session, catalogue))
            replaces = any(change.changed or change.removed for change in changes)
            line = self._log(
                session, editor, LOADED, upload.file, upload.sha256, changes, before,
                needed_reason(reason) if replaces else " ".join(reason.split())[:500],
            )  # fmt: skip
            forget_upload(session, editor.name[:80])
            return line

    def put_aside(self, actor: Actor | None) -> None:
        """Forget the archive that waits for who asks."""
        editor = require(actor, EDITOR)
        with self._sessions.begin() as session:
            forget_upload(session, editor.name[:80])

    def removal(self, actor: Actor | None, origin: str) -> Removal | None:
        """Say what removing a folder would take away; None where there is none of this name."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return removal_of(session, origin)

    def remove(self, actor: Actor | None, origin: str, reason: str) -> int:
        """Remove a folder with the papers that only report on it; return its line in the log.

        Raises:
            CannotImport: if it is gone, others use what it brought, or the reason is missing.
        """
        editor, reason = require(actor, EDITOR), needed_reason(reason)
        with self._sessions.begin() as session:
            take_turn(session)
            require_loaded(session)
            removal = removal_of(session, origin)
            if removal is None:
                raise CannotImport("This folder is not loaded any more.")
            if removal.obstacles:
                raise CannotImport(" ".join(removal.obstacles))
            before = before_load(session, removal.origins)
            changes = put_back(session, dict.fromkeys(removal.origins))
            return self._log(session, editor, REMOVED, origin, "", changes, before, reason)

    def compare(
        self,
        actor: Actor | None,
        first: tuple[str, Save],
        second: tuple[str, Save] | None,
        wording: bool,
    ) -> list[Difference]:
        """Compare two archives, or what is loaded with an archive.

        Args:
            first: the name of an archive, and what puts it where it is told to.
            second: the other one; None to hold the first against what is loaded.
            wording: compare words too, not only figures, dates and counts.

        Raises:
            BadCatalogue: with the faults of either.
            CannotImport: if nothing is loaded under the names of the folders.
        """
        require(actor, EDITOR)
        reading = _read_alone(*first)
        if second is not None:
            return compare_readings(reading, _read_alone(*second), wording=wording)
        with self._sessions() as session:
            before = before_load(session, reading.origins)
        there = {name: sheets for name, sheets in before.items() if sheets is not None}
        if not there:
            raise CannotImport(
                f"Nothing is loaded as {', '.join(reading.origins)}; choose a second file."
            )
        loaded = read_sheets(there)
        return compare_readings(loaded, reading, wording=wording, leave=NOT_STORED)

    def _log(
        self,
        session: Session,
        editor: Actor,
        kind: str,
        file: str,
        digest: str,
        changes: Sequence[Changes],
        before: dict[str, Sheets | None],
        reason: str,
    ) -> int:
        counts = [sum(getattr(c, name) for c in changes) for name in _COUNTS]
        home = next(iter(before))
        line = log_import(
            session,
            made_at=now(),
            made_by=editor.name,
            kind=kind,
            document=home,
            file=file,
            sha256=digest,
            rows=sum(counts),
            **dict(zip(_COUNTS, counts, strict=True)),
            reason=reason,
            former=json.dumps({"before": before}),
        )
        action = "folder loaded" if kind == LOADED else "folder removed"
        record(session, editor, action, str(line), f"{', '.join(before)}. {reason}")
        return line


_COUNTS = ("added", "changed", "removed")


def _read(archive: Path, name: str, place: Path) -> Catalogue:
    """Unpack and read an archive; its folders lie in `place` as long as that lasts."""
    target = place / "folders"
    target.mkdir()
    catalogue = read_catalogue(unpack_folders(archive, name, target))
    if catalogue.problems:
        raise BadCatalogue(catalogue.problems)
    return catalogue


def _read_alone(name: str, save: Save) -> Catalogue:
    with TemporaryDirectory(prefix="portal-folder-") as place:
        archive = Path(place) / "archive"
        save(archive)
        return _read(archive, safe_name(name), Path(place))


def _unpacked(upload: FolderUpload) -> Catalogue:
    return _read_alone(upload.file, lambda place: place.write_bytes(upload.content))


def _try(session: Session, catalogue: Catalogue) -> list[Changes]:
    """Load folders and take that back at once; return what would change. The caller has the turn.

    Raises:
        BadCatalogue: with every fault that a load finds.
    """
    try:
        return write_catalogue(session, _refuse_statistics(session, catalogue), trial=True)
    finally:
        session.rollback()


def _refuse_statistics(session: Session, catalogue: Catalogue) -> Catalogue:
    """Refuse a folder under the name of what is no folder: loading it would replace that.

    Raises:
        BadCatalogue: if one has such a name.
    """
    taken = {*queries.statistics_documents(session, catalogue.origins), REPORTS, MADE_HERE}
    problems = [
        Problem(origin, None, "document", origin, "Something else has this name here; use another.")
        for origin in catalogue.origins
        if origin in taken
    ]
    if problems:
        raise BadCatalogue(problems)
    return catalogue


def _named(folder: LoadedFolder) -> str:
    """Join the words by which a folder is searched, in small letters."""
    return " ".join((folder.title, folder.origin, folder.council, *folder.plans)).casefold()
