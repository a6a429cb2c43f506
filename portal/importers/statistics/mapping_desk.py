"""Making a mapping in the browser: preview, choose what each column is, see the figures, save."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session, sessionmaker

from db.models import SavedMapping
from db.queries.mappings import mapping_of, saved_mappings
from db.queries.rows import Rows
from db.writes.accounts import record
from db.writes.mappings import begin_mapping
from portal.domain.access import EDITOR, Actor, require
from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.choices import FIGURE, Choices, ColumnChoice
from portal.importers.statistics.commit import bring, now
from portal.importers.statistics.describe import Draft, describe, open_table
from portal.importers.statistics.files import content, safe_name
from portal.importers.statistics.mapping import WIDE_VALUE
from portal.importers.statistics.mapping_file import parse_mapping
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.outcome import Also, Outcome
from portal.importers.statistics.ready import CannotImport, require_loaded
from portal.importers.statistics.stored_keys import stored_keys

_ROWS, _SAMPLES, _LONGEST = 8, 20, 300


@dataclass(frozen=True, slots=True)
class MappingView:
    """A mapping in the making: the first rows of its file, and what each column is taken for.

    `draft` is None where the choices make none; `problems` say why. A saved mapping has no file
    any more, and so neither rows nor draft.
    """

    number: int
    title: str
    file: str
    saved: bool
    text: str
    choices: Choices
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    draft: Draft | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns to choose of: those of the file, and one for figures under periods."""
        stacked = self.draft is not None and self.draft.roles.get(WIDE_VALUE) == FIGURE
        stacked = stacked or WIDE_VALUE in self.choices.columns
        return (
            (*self.header, WIDE_VALUE) if stacked and WIDE_VALUE not in self.header else self.header
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """Some figures of an indicator: how many, and those of its newest period."""

    name: str
    unit: str
    figures: int
    period: str
    england: float | None
    lowest: float | None
    highest: float | None


class MappingDesk:
    """Mappings for editors."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def saved(self, actor: Actor | None) -> Rows:
        """Every mapping that is saved."""
        require(actor, EDITOR)
        with self._sessions() as session:
            return saved_mappings(session)

    def begin(self, actor: Actor | None, name: str, save: Callable[[Path], object]) -> int:
        """Begin a mapping for a file, in place of the editor's draft for another.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            BadCatalogue: if the file cannot be read.
        """
        editor = require(actor, EDITOR)
        with TemporaryDirectory(prefix="portal-import-") as folder:
            path = Path(folder) / safe_name(name)
            save(path)
            open_table(path)
            mapping = SavedMapping(
                title="",
                file=path.name,
                made_by=editor.name[:80],
                made_at=now(),
                choices=json.dumps(asdict(Choices())),
                text="",
                saved=False,
                content=gzip.compress(content(path)),
            )
        with self._sessions.begin() as session:
            return begin_mapping(session, mapping)

    def view(self, actor: Actor | None, number: int) -> MappingView:
        """Show a mapping as it stands.

        Raises:
            NotSignedIn, NotAllowed: if whoever asks is not an editor.
            CannotImport: if there is none of this number.
        """
        mapping = self._mapping(actor, number)
        choices = _choices(mapping.choices)
        view = MappingView(
            number=number,
            title=mapping.title,
            file=mapping.file,
            saved=mapping.saved,
            text=mapping.text,
            choices=choices,
        )
        if mapping.content is None:
            return view
        with _unpacked(mapping) as path:
            table = open_table(path)[0].table
            first = table.slice(0, _ROWS).to_pylist()
            header = tuple(table.column_names)
            rows = tuple(tuple(row[name] or "" for name in header) for row in first)
            draft: Draft | None = None
            problems: tuple[Problem, ...] = ()
            try:
                draft = describe(path, choices)
            except BadCatalogue as error:
                problems = tuple(error.problems)
        return MappingView(
            number=number,
            title=mapping.title,
            file=mapping.file,
            saved=mapping.saved,
            text=draft.text if draft else "",
            choices=choices,
            header=header,
            rows=rows,
            draft=draft,
            problems=problems,
        )

    def choose(self, actor: Actor | None, number: int, choices: Choices) -> None:
        """Keep what an editor has chosen.

        Raises:
            CannotImport: if there is no such draft, or polarity is chosen without its reason.
        """
        mapping = self._mapping(actor, number)
        if mapping.content is None:
            raise CannotImport("This mapping is saved; make it anew from a file to change it.")
        for name, choice in choices.columns.items():
            if choice.polarity in ("high", "low") and not choice.reason:
                raise CannotImport(f"Say why {choice.polarity} is better for “{name}”.")
        with self._sessions.begin() as session:
            draft = session.get_one(SavedMapping, number)
            draft.choices = json.dumps(asdict(choices))
            draft.title = choices.title

    def bring(
        self, actor: Actor | None, number: int, *, reason: str, dry_run: bool, also: Also
    ) -> tuple[list[Outcome], list[Sample]]:
        """Import the file of a draft with its mapping, or say what that would do.

        Raises:
            CannotImport: if there is no such draft, or it has no title.
            BadCatalogue: with every fault of the file or the mapping.
            ReasonNeeded: if figures would be replaced without a reason.
        """
        editor = require(actor, EDITOR)
        mapping = self._mapping(actor, number)
        if mapping.content is None:
            raise CannotImport("The file is gone; import it on the page Imports.")
        if not dry_run:  # else the figures would stay where the mapping cannot be saved
            _require_title(mapping)
        with self._sessions() as session:
            require_loaded(session)
            stored = stored_keys(session)
        with _unpacked(mapping) as path:
            draft = describe(path, _choices(mapping.choices))
            parsed = parse_mapping(path.with_suffix(".toml"), draft.text, stored)
            bundles = read_open_data([path], [parsed], stored)
        outcomes = bring(
            self._sessions, bundles, kind="statistics", by=editor.name, reason=reason,
            dry_run=dry_run, also=also,
        )  # fmt: skip
        return outcomes, [sample for bundle in bundles for sample in samples(bundle)]

    def save(self, actor: Actor | None, number: int) -> None:
        """Save a draft's mapping for later files of its kind; its own file is dropped.

        Raises:
            CannotImport: if there is no such draft, or it has no title.
            BadCatalogue: with every fault of the mapping.
        """
        editor = require(actor, EDITOR)
        mapping = self._mapping(actor, number)
        _require_title(mapping)
        with _unpacked(mapping) as path:
            draft = describe(path, _choices(mapping.choices))
        with self._sessions.begin() as session:
            parse_mapping(Path(f"{mapping.title}.toml"), draft.text, stored_keys(session))
            row = session.get_one(SavedMapping, number)
            row.text, row.saved, row.content = draft.text, True, None
            record(session, editor, "mapping saved", str(number), mapping.title)

    def remove(self, actor: Actor | None, number: int) -> None:
        """Remove a mapping; figures that came by it stay.

        Raises:
            CannotImport: if there is none of this number.
        """
        editor = require(actor, EDITOR)
        mapping = self._mapping(actor, number)
        with self._sessions.begin() as session:
            session.delete(session.get_one(SavedMapping, number))
            record(session, editor, "mapping removed", str(number), mapping.title)

    def _mapping(self, actor: Actor | None, number: int) -> SavedMapping:
        editor = require(actor, EDITOR)
        with self._sessions() as session:
            mapping = mapping_of(session, number, editor.name[:80])
            if mapping is None:
                raise CannotImport("There is no such mapping; begin with a file.")
            session.expunge(mapping)
            return mapping


def _require_title(mapping: SavedMapping) -> None:
    if not mapping.title:
        raise CannotImport("Name the data set, without its year: the mapping goes by it.")


def samples(bundle: ParsedDataset) -> Iterator[Sample]:
    """Show the first indicators of a data set by their newest figures, to see their units by."""
    england = next((n for n, area in enumerate(bundle.areas) if area.key == "england"), -1)
    councils = [n for n, area in enumerate(bundle.areas) if area.kind == "council"]
    for number, indicator in enumerate(bundle.indicators[:_SAMPLES]):
        figures = bundle.figures[bundle.figures["indicator"] == number]
        ends = {n: bundle.periods[n].end for n in figures["period"].unique()}
        dated = {n: end for n, end in ends.items() if end}
        if not dated:
            continue
        newest = max(dated, key=dated.__getitem__)
        latest = figures[figures["period"] == newest]
        of_councils = latest.loc[latest["area"].isin(councils), "value"].dropna()
        of_england = latest.loc[latest["area"] == england, "value"].dropna()
        yield Sample(
            name=indicator["name"],
            unit=indicator["unit"],
            figures=len(figures),
            period=bundle.periods[newest].label,
            england=float(of_england.iloc[0]) if len(of_england) else None,
            lowest=float(of_councils.min()) if len(of_councils) else None,
            highest=float(of_councils.max()) if len(of_councils) else None,
        )


def chosen(form: Callable[[str], str], header: Sequence[str]) -> Choices:
    """Read an editor's choices from a form, whose fields of columns carry their places.

    Args:
        form: gives the text of a field.
        header: the file's columns.
    """

    def text(name: str) -> str:
        return " ".join("".join(c if c.isprintable() else " " for c in form(name)).split())[
            :_LONGEST
        ]

    fields = ("role", "name", "unit", "polarity", "reason", "area")
    columns = {
        name: ColumnChoice(**{field: text(f"{field}-{place}") for field in fields})
        for place, name in enumerate(header)
    }
    return Choices(
        title=text("title"),
        publisher=text("publisher"),
        licence=text("licence"),
        published=text("published"),
        year=text("year"),
        columns={name: choice for name, choice in columns.items() if choice != ColumnChoice()},
    )


def _choices(stored: str) -> Choices:
    fields = json.loads(stored)
    columns = {name: ColumnChoice(**choice) for name, choice in fields.pop("columns").items()}
    return Choices(**fields, columns=columns)


@contextmanager
def _unpacked(mapping: SavedMapping) -> Iterator[Path]:
    """The file of a draft, for as long as it is read."""
    if mapping.content is None:
        raise CannotImport("This mapping is saved; make it anew from a file to change it.")
    with TemporaryDirectory(prefix="portal-import-") as folder:
        path = Path(folder) / mapping.file
        path.write_bytes(gzip.decompress(mapping.content))
        yield path
