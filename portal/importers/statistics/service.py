"""The use cases of imports, as commands and the page of editors share them.

Who works at the machine itself needs no permission; whoever comes by the page must be an editor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session, sessionmaker

from db.queries.mappings import saved_mappings
from db.queries.releases import waiting_releases
from db.queries.rows import Rows
from db.queries.statistics import import_log
from db.writes.accounts import record
from db.writes.import_lock import take_turn
from db.writes.releases import put_aside
from portal.domain.access import EDITOR, Actor, require
from portal.domain.listed_rows import LoggedImport
from portal.importers.inspections.overview_commit import bring_overview
from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.commit import Report, bring
from portal.importers.statistics.commit_neighbours import bring_neighbours
from portal.importers.statistics.describe import describe
from portal.importers.statistics.files import safe_name
from portal.importers.statistics.lait import read_lait
from portal.importers.statistics.mapping import Mapping
from portal.importers.statistics.mapping_desk import MappingDesk, Sample
from portal.importers.statistics.mapping_file import parse_mapping, read_mapping
from portal.importers.statistics.neighbours import Neighbours, read_neighbours
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.outcome import MOST_CHANGES, Also, Outcome
from portal.importers.statistics.ready import CannotImport, require_loaded
from portal.importers.statistics.refresh import publish
from portal.importers.statistics.stored_keys import StoredKeys, stored_keys
from portal.importers.statistics.undo import CannotUndo, undo

STATISTICS, LAIT, NEIGHBOURS, OVERVIEW = "statistics", "lait", "neighbours", "overview"
# What the page takes.
KINDS = {
    STATISTICS: "Official statistics, as downloaded: CSV, ZIP, gzip or Excel",
    LAIT: "LAIT: the long table (.parquet) with its dictionary (.csv)",
    NEIGHBOURS: "Statistical neighbours: the wide table of a year’s model",
    OVERVIEW: "Grades of inspections: an overview table, a row an inspection (.csv, .xlsx, .ods)",
}
MAX_REASON = 500
_MOST_MAPPING = 1_000_000


def read_statistics(
    sessions: sessionmaker[Session],
    files: Sequence[Path],
    folder: Path,
    mappings: Sequence[Path] = (),
    report: Report = lambda _text: None,
) -> list[ParsedDataset]:
    """Read open-data files by the mappings given, or else by those of a folder.

    Raises:
        BadCatalogue: with every fault of the files.
    """
    with sessions() as session:
        vocabulary = stored_keys(session)
        offered = [read_mapping(path, vocabulary) for path in mappings]
        offered = offered or offered_mappings(session, folder, vocabulary)
    report("Reading " + ", ".join(path.name for path in files))
    return read_open_data(files, offered, vocabulary)


def offered_mappings(session: Session, folder: Path, stored: StoredKeys) -> list[Mapping]:
    """Read the mappings of a folder, and those that editors have saved.

    A saved one that fits the portal no more, such as after an area of improvement went, is left
    out: it must not stand in the way of other files.
    """
    paths = (path for path in sorted(folder.glob("*.toml")) if path.name != "lait.toml")
    offered = [read_mapping(path, stored) for path in paths]
    for row in saved_mappings(session):
        with suppress(BadCatalogue):
            offered.append(parse_mapping(Path(f"{row.title}.toml"), row.text, stored))
    return offered


def read_tool(
    sessions: sessionmaker[Session], table: Path, dictionary: Path, folder: Path
) -> ParsedDataset:
    """Read the long table of the Local Authority Interactive Tool with its dictionary.

    Raises:
        BadCatalogue: with every fault of the files.
    """
    with sessions() as session:
        vocabulary = stored_keys(session)
    return read_lait(table, dictionary, folder / "lait.toml", vocabulary)


def read_model(sessions: sessionmaker[Session], file: Path, model: str) -> Neighbours:
    """Read a neighbour model.

    Raises:
        BadCatalogue: with every fault of the file.
    """
    with sessions() as session:
        return read_neighbours(file, stored_keys(session), model)


class ImportDesk:
    """Imports for editors."""

    def __init__(self, sessions: sessionmaker[Session], folder: Path) -> None:
        self._sessions = sessions
        self._folder = folder
        self.mappings = MappingDesk(sessions)

    def log(self, actor: Actor | None) -> tuple[LoggedImport, ...]:
        """Every import, the newest first."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return tuple(LoggedImport(**row._mapping) for row in import_log(session))

    def draft(
        self, actor: Actor | None, name: str, save: Callable[[Path], object]
    ) -> tuple[str, str]:
        """Draft a mapping of a table that the portal does not know.

        Returns:
            The name of the mapping's file and its text.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            BadCatalogue: if the file cannot be read.
        """
        require(actor, EDITOR)
        with TemporaryDirectory(prefix="portal-import-") as folder:
            file = Path(folder) / safe_name(name)
            save(file)
            return f"{file.stem}.toml", describe(file).text

    def bring(
        self,
        actor: Actor | None,
        kind: str,
        name: str,
        save: Callable[[Path], object],
        *,
        save_mapping: Callable[[Path], object] | None = None,
        save_dictionary: Callable[[Path], object] | None = None,
        reason: str = "",
        model: str = "",
        dry_run: bool = False,
        replace_all: bool = False,
        most_changes: int | None = MOST_CHANGES,
    ) -> list[Outcome]:
        """Import one file, which is kept no longer than this takes.

        Args:
            actor: who imports.
            kind: one of `KINDS`.
            name: the file's name; whoever sends it can call it anything.
            save: puts the file where it is told to.
            save_mapping: puts its mapping where it is told to, if one comes with the file.
            save_dictionary: puts LAIT's dictionary where it is told to.
            reason: why published figures are replaced; needed only where some are.
            model: the year of a neighbour model, where the file's name does not hold it.
            dry_run: work out what would change, and change nothing.
            replace_all: put the file in place of the whole data set, every period of it.
            most_changes: how many of the figures that change are listed, None for all.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if the kind is unknown, or the catalogue is not loaded.
            BadCatalogue: with every fault of the file.
            ReasonNeeded: if figures would be replaced without a reason.
        """
        editor = require(actor, EDITOR)
        if kind not in KINDS:
            raise CannotImport("Choose what the file is from the list.")
        reason = _plain(reason)
        with self._sessions() as session:
            require_loaded(session)
        note = _noting(editor, reason)
        with TemporaryDirectory(prefix="portal-import-") as folder:
            file = Path(folder) / safe_name(name)
            save(file)
            if kind == NEIGHBOURS:
                model_file = read_model(self._sessions, file, model.strip())
                return [
                    bring_neighbours(
                        self._sessions,
                        model_file,
                        by=editor.name,
                        reason=reason,
                        dry_run=dry_run,
                        also=note,
                    )
                ]
            mapping = None
            if save_mapping is not None:
                mapping = Path(folder) / "mapping.toml"
                save_mapping(mapping)
                if mapping.stat().st_size > _MOST_MAPPING:
                    raise CannotImport("The mapping has more than a million characters.")
            if kind == OVERVIEW:
                table = bring_overview(
                    self._sessions,
                    file,
                    by=editor.name,
                    reason=reason,
                    mapping=mapping,
                    dry_run=dry_run,
                    also=note,
                )
                outcomes = [table]
            else:
                outcomes = bring(
                    self._sessions,
                    self._read(kind, file, mapping, save_dictionary),
                    kind=kind,
                    by=editor.name,
                    reason=reason,
                    dry_run=dry_run,
                    replace_all=replace_all,
                    most_changes=most_changes,
                    also=note,
                )
        if not dry_run and not any(outcome.number for outcome in outcomes):
            with self._sessions.begin() as session:
                for outcome in outcomes:
                    record(session, editor, "import without change", outcome.document, file.name)
        return outcomes

    def _read(
        self,
        kind: str,
        file: Path,
        mapping: Path | None,
        save_dictionary: Callable[[Path], object] | None,
    ) -> list[ParsedDataset]:
        """Read a file of statistics, or of LAIT with its dictionary."""
        if kind != LAIT:
            return read_statistics(
                self._sessions, [file], self._folder, [mapping] if mapping else ()
            )
        if save_dictionary is None:
            raise CannotImport("LAIT’s table needs its dictionary; choose both files.")
        dictionary = file.with_name("dictionary.csv")
        save_dictionary(dictionary)
        return [read_tool(self._sessions, file, dictionary, self._folder)]

    def waiting(self, actor: Actor | None) -> Rows:
        """The releases that `portal refresh` has downloaded and nobody has published."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return waiting_releases(session)

    def publish(
        self,
        actor: Actor | None,
        document: str,
        *,
        reason: str = "",
        dry_run: bool = False,
        most_changes: int | None = MOST_CHANGES,
    ) -> list[Outcome]:
        """Import the release of a data set that waits, or say what that would change.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if none waits, or the catalogue is not loaded.
            BadCatalogue: with every fault of the file.
        """
        editor, reason = require(actor, EDITOR), _plain(reason)
        with self._sessions() as session:
            require_loaded(session)
            mappings = offered_mappings(session, self._folder, stored_keys(session))
        return publish(
            self._sessions,
            document,
            mappings,
            by=editor.name,
            reason=reason,
            dry_run=dry_run,
            most_changes=most_changes,
            also=_noting(editor, reason),
        )

    def put_aside(self, actor: Actor | None, document: str) -> None:
        """Drop the release of a data set that waits; `portal refresh` does not bring it again.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if none waits.
        """
        editor = require(actor, EDITOR)
        with self._sessions.begin() as session:
            take_turn(session)
            if not put_aside(session, document):
                raise CannotImport("This release waits no more; somebody may have taken it.")
            record(session, editor, "release put aside", document)

    def areas(self, actor: Actor | None) -> list[str]:
        """Name the improvement areas that a measure may belong to."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return sorted(stored_keys(session).improvement_areas)

    def bring_draft(
        self, actor: Actor | None, number: int, *, reason: str = "", dry_run: bool = False
    ) -> tuple[list[Outcome], list[Sample]]:
        """Import the file of a mapping in the making; see `MappingDesk.bring`."""
        editor, reason = require(actor, EDITOR), _plain(reason)
        note = _noting(editor, reason)
        return self.mappings.bring(actor, number, reason=reason, dry_run=dry_run, also=note)

    def undo(self, actor: Actor | None, number: int, reason: str = "") -> Outcome:
        """Take an import back.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotUndo, CannotImport: with the reason why.
        """
        editor, reason = require(actor, EDITOR), _plain(reason)
        if not reason:
            raise CannotUndo("Say why the import is undone.")

        def note(session: Session, outcomes: Sequence[Outcome]) -> None:
            detail = f"{outcomes[0].document}. {reason}"
            record(session, editor, "import undone", str(number), detail)

        return undo(self._sessions, number, by=editor.name, reason=reason, also=note)


def _plain(reason: str) -> str:
    """A reason as one plain line.

    Raises:
        CannotImport: if it is too long.
    """
    reason = " ".join(reason.replace("\0", " ").split())
    if len(reason) > MAX_REASON:
        raise CannotImport(f"Say the reason in at most {MAX_REASON} characters.")
    return reason


def _noting(editor: Actor, reason: str) -> Also:
    """Write each import of an editor into the audit log."""

    def note(session: Session, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.number:
                detail = f"{outcome.document}. {reason}"
                record(session, editor, "import", str(outcome.number), detail)

    return note
