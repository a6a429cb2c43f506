"""Asking the publisher for newer releases, and keeping their files until an editor agrees.

A file that comes this way is checked as one given by hand; `publish` brings it.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session, sessionmaker

from db.models import Release
from db.queries import releases as queries
from db.queries.statistics import live_imports
from db.writes import releases as writes
from db.writes.import_lock import take_turn
from portal.domain.formatting import printed_date
from portal.importers.read import BadCatalogue
from portal.importers.statistics.commit import Report, bring, new_version, now
from portal.importers.statistics.files import digest, sources
from portal.importers.statistics.mapping import Mapping
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.outcome import (
    MOST_CHANGES,
    Also,
    Outcome,
    nothing_else,
    outcome_lines,
)
from portal.importers.statistics.publisher import PublishedFile, Publisher, PublisherError
from portal.importers.statistics.ready import CannotImport
from portal.importers.statistics.stored_keys import stored_keys

KIND = "statistics"
# States of a data set beside its publisher.
CURRENT, NEWER, WAITING, PUBLISHED, FAULTY = "current", "newer", "waiting", "published", "faulty"
_MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The state of a data set beside its publisher, in lines; further ones are indented."""

    document: str
    state: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refresh:
    """A run of `portal refresh`.

    `check_only` asks and changes nothing; `publish` imports what has no fault, without an editor.
    """

    sessions: sessionmaker[Session]
    mappings: Sequence[Mapping]
    publisher: Publisher
    by: str
    check_only: bool = False
    publish: bool = False
    report: Report = lambda _text: None

    def run(self) -> Iterator[Refreshed]:
        """Look at each data set that is loaded and whose mapping names its publication."""
        with self.sessions() as session:
            loaded = live_imports(session)
        for mapping in self.mappings:
            document = mapping.dataset.document
            if mapping.dataset.publication and document in loaded:
                try:
                    yield self._look(mapping)
                except PublisherError as error:
                    yield _refreshed(document, FAULTY, str(error))

    def _look(self, mapping: Mapping) -> Refreshed:
        dataset = mapping.dataset
        document = dataset.document
        self.report(f"Asking for {dataset.files}")
        file = self.publisher.newest(dataset.publication, dataset.files)
        if file is None:
            return _refreshed(
                document,
                FAULTY,
                f"No file of the newest release of {dataset.publication} is called "
                f"{dataset.files}; was it renamed? Its mapping names it under [dataset] files.",
            )
        if file.superseded:
            return _refreshed(
                document,
                FAULTY,
                f"{file.name} is superseded: another data set of {dataset.publication} has taken "
                "its place. Nothing was brought; name that one in the mapping.",
            )
        with self.sessions() as session:
            before = queries.release_of(session, document)
            waits = queries.waits(session, document)
            same = queries.loaded_file(session, document)
            title = f"{_named(file)}{_expected(file.next_expected)}"
        if before is not None and before.identity == file.identity:
            return self._met_again(mapping, before, file, waits)
        if self.check_only:
            return _refreshed(document, NEWER, f"Not compared yet: {title}.", *_version(file))
        etag = before.etag if before is not None and before.address == file.address else ""
        with TemporaryDirectory(prefix="portal-refresh-") as folder:
            self.report(f"Downloading {file.name}")
            fetched = self.publisher.fetch(file, Path(folder), etag)
            if fetched is None:
                return self._met_again(mapping, before, file, waits)
            return self._compare(mapping, file, fetched.path, fetched.etag, same, title)

    def _compare(
        self, mapping: Mapping, file: PublishedFile, path: Path, etag: str, loaded: str, title: str
    ) -> Refreshed:
        """Check a file that was downloaded; keep it where it says something new."""
        document = mapping.dataset.document
        try:
            sha256 = digest(*(source.raw for source in sources(path)))
        except BadCatalogue as error:
            return _refreshed(document, FAULTY, title, *(p.remedy for p in error.problems))
        release = Release(
            document=document,
            checked_at=now(),
            release=_named_release(file),
            published=file.published,
            next_expected=file.next_expected,
            file=path.name,
            identity=file.identity,
            address=file.address,
            etag=etag,
            sha256=sha256,
            faults="",
            content=None,
        )
        if sha256 == loaded:
            self._save(release)
            same = f"Nothing newer: the file of {title} is the one that is loaded."
            return _refreshed(document, CURRENT, same)
        raw = path.read_bytes()
        release.content = raw if path.suffix in (".gz", ".zip", ".xlsx") else gzip.compress(raw)
        if release.content is not raw:
            release.file += ".gz"
        lines: list[str] = [*_version(file)]
        try:
            outcomes = _bring(self.sessions, [mapping], path, release, by=self.by, dry_run=True)
            if not any(outcome.difference for outcome in outcomes):
                release.content = None
                self._save(release)
                return _refreshed(
                    document, CURRENT, f"Nothing newer: {title} has the same figures."
                )
            lines += outcome_lines(outcomes, dry_run=True)[:-1]
        except BadCatalogue as error:
            release.faults = "\n".join(map(str, error.problems[:_MOST_FAULTS]))
        faults = release.faults
        self._save(release)
        return self._waiting(mapping, f"New: {title}.", faults, lines)

    def _waiting(
        self, mapping: Mapping, headline: str, faults: str, lines: Sequence[str] = ()
    ) -> Refreshed:
        """Say that a file waits; publish it where that is wished and it has no fault."""
        document = mapping.dataset.document
        if faults:
            return _refreshed(
                document,
                FAULTY,
                f"{headline} It cannot be imported as it is.",
                *lines,
                *faults.splitlines(),
            )
        if not self.publish:
            return _refreshed(document, WAITING, headline, *lines)
        outcomes = publish(self.sessions, document, [mapping], by=self.by)
        return _refreshed(document, PUBLISHED, headline, *outcome_lines(outcomes))

    def _met_again(
        self, mapping: Mapping, before: Release | None, file: PublishedFile, waits: bool
    ) -> Refreshed:
        """Note that nothing has changed since the publisher was asked last."""
        title = f"{_named(file)}{_expected(file.next_expected)}"
        if before is not None and not self.check_only:
            with self.sessions.begin() as session:
                take_turn(session)
                writes.mark_checked(session, before.document, now(), file.next_expected)
                if before.next_expected != file.next_expected:
                    new_version(session, "releases")
        if before is not None and waits:
            stands = "New" if self.publish else "Waits for an editor"
            return self._waiting(mapping, f"{stands}: {title}.", before.faults)
        return _refreshed(mapping.dataset.document, CURRENT, f"Nothing newer: {title}.")

    def _save(self, release: Release) -> None:
        with self.sessions.begin() as session:
            take_turn(session)
            writes.save_release(session, release)
            new_version(session, "releases")


def publish(
    sessions: sessionmaker[Session],
    document: str,
    mappings: Sequence[Mapping],
    *,
    by: str,
    reason: str = "",
    dry_run: bool = False,
    most_changes: int | None = MOST_CHANGES,
    also: Also = nothing_else,
) -> list[Outcome]:
    """Import the file of a release that waits, or say what that would change.

    Args:
        sessions: where to.
        document: the data set.
        mappings: those that may read the file.
        by: who imports.
        reason: why published figures are replaced; the release, where it is not said.
        dry_run: work out what would change, and change nothing.
        most_changes: how many of the figures that change are listed, None for all.
        also: writes what else belongs into the transaction.

    Raises:
        CannotImport: if no file of the data set waits.
        BadCatalogue: with every fault of the file.
    """
    with sessions() as session:
        release = queries.release_of(session, document, with_file=True)
        if release is None or release.content is None:
            raise CannotImport(f"No new release of {document} waits; somebody may have taken it.")
        session.expunge(release)
    mine = [mapping for mapping in mappings if mapping.dataset.document == document]

    def taken(session: Session, outcomes: Sequence[Outcome]) -> None:
        if not dry_run:
            writes.put_aside(session, document)
            also(session, outcomes)

    with TemporaryDirectory(prefix="portal-refresh-") as folder:
        path = Path(folder) / release.file
        path.write_bytes(release.content)
        outcomes = _bring(
            sessions, mine, path, release, by=by, reason=reason, dry_run=dry_run,
            most_changes=most_changes, also=taken,
        )  # fmt: skip
    if not dry_run and not any(outcome.number for outcome in outcomes):
        with sessions.begin() as session:
            take_turn(session)
            writes.put_aside(session, document)
    return outcomes


def _bring(
    sessions: sessionmaker[Session],
    mappings: Sequence[Mapping],
    path: Path,
    release: Release,
    *,
    by: str,
    reason: str = "",
    dry_run: bool = False,
    most_changes: int | None = MOST_CHANGES,
    also: Also = nothing_else,
) -> list[Outcome]:
    """Read the file of a release, and import it under the release's name and date."""
    with sessions() as session:
        stored = stored_keys(session)
    bundles = [
        replace(
            bundle,
            address=release.address,
            document={
                **bundle.document,
                "release": release.release,
                "published": release.published or bundle.document["published"],
            },
        )
        for bundle in read_open_data([path], mappings, stored)
    ]
    day = f", published {printed_date(release.published)}" if release.published else ""
    return bring(
        sessions,
        bundles,
        kind=KIND,
        by=by,
        reason=reason or f"New release: {release.release}{day}",
        dry_run=dry_run,
        most_changes=most_changes,
        also=also,
    )


def _refreshed(document: str, state: str, *lines: str) -> Refreshed:
    return Refreshed(document=document, state=state, lines=lines)


def _named_release(file: PublishedFile) -> str:
    return f"{file.release}, version {file.version}" if file.version else file.release


def _named(file: PublishedFile) -> str:
    day = f" of {printed_date(file.published)}" if file.published else ""
    return f"{_named_release(file)}{day} ({file.name})"


def _expected(day: str) -> str:
    return f", the next expected {printed_date(day)}" if day else ""


def _version(file: PublishedFile) -> list[str]:
    return [f"The publisher says of this version: {file.notes}"] if file.notes else []
