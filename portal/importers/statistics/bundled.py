"""The bundle: the official statistics that the project carries, as Parquet files of its own tables.

`sources.json` says where each data set comes from and names the files with their hashes;
`python -m tools.bundle` makes both. A portal takes from the bundle what nobody has imported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
from sqlalchemy.orm import Session, sessionmaker

from db.models import Import
from db.queries import statistics as queries
from db.writes.import_lock import take_turn
from portal.domain.periods import Period
from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import FIGURE_COLUMNS, Area, ParsedDataset
from portal.importers.statistics.commit import Report, bring_dataset, settle
from portal.importers.statistics.commit_neighbours import DOCUMENT, replace_neighbours
from portal.importers.statistics.files import digest
from portal.importers.statistics.neighbours import Neighbours
from portal.importers.statistics.outcome import Outcome
from portal.importers.statistics.whole_files import fail

KIND = "bundle"
SOURCES = "sources.json"
FIGURES, NEIGHBOURS = "statistics", "neighbours"
_CODES = ("indicator", "area", "period")
_TEXTS = ("symbol", "status", "joint")
_BY = "portal load"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data set of the bundle, or its neighbour model, comes from.

    `files` are names and SHA-256 hashes of the publisher's files, `sha256` the hash that an import
    of them would log, and `rows` how many rows they have.
    """

    document: str
    publisher: str
    release: str
    published: str
    licence: str
    files: Mapping[str, str]
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """The content of `sources.json`; `tables` are the Parquet files and their SHA-256 hashes."""

    folder: Path
    edition: int
    made: str
    sources: tuple[Source, ...]
    tables: Mapping[str, str]

    def damaged(self) -> list[str]:
        """List the files that are not there, or not as they were made."""
        return [
            name for name, sha256 in self.tables.items() if _digest(self.folder, name) != sha256
        ]


def open_bundle(folder: Path) -> Bundle | None:
    """Read what a folder's bundle consists of; None where there is none.

    Raises:
        BadCatalogue: if `sources.json` cannot be read.
    """
    path = folder / SOURCES
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_text("utf-8"))
        sources = tuple(Source(**source) for source in data["sources"])
        return Bundle(folder, data["edition"], data["made"], sources, data["tables"])
    except (ValueError, KeyError, TypeError) as error:
        raise fail(path, f"The bundle cannot be read ({error}); bring the file anew.") from error


def read_datasets(bundle: Bundle) -> list[ParsedDataset]:
    """Read every data set of a bundle, as if from the publisher's files.

    Raises:
        BadCatalogue: if a file of the bundle is damaged.
    """
    damaged = bundle.damaged()
    if damaged:
        remedy = "This file is not as the project carries it; bring it anew, or load without it."
        raise BadCatalogue(
            problem for name in damaged for problem in fail(bundle.folder / name, remedy).problems
        )
    tables = {name: _table(bundle, name) for name in (*_ROWS, FIGURES)}
    return [
        _dataset(source, {name: _of(table, source.document) for name, table in tables.items()})
        for source in bundle.sources
        if source.document != DOCUMENT
    ]


def read_neighbours(bundle: Bundle) -> Neighbours | None:
    """Read the neighbour model of a bundle, whose files are undamaged; None where it has none."""
    for source in bundle.sources:
        if source.document == DOCUMENT:
            rows = _table(bundle, NEIGHBOURS).to_pylist()
            return Neighbours(
                rows[0]["model"],
                tuple((r["council"], r["position"], r["neighbour"], r["closeness"]) for r in rows),
                ", ".join(source.files),
                source.sha256,
            )
    return None


def load_bundle(
    sessions: sessionmaker[Session],
    folder: Path,
    *,
    again: bool = False,
    report: Report = lambda _text: None,
) -> list[Outcome]:
    """Bring what the bundle holds and nobody has imported, in one transaction.

    A data set that somebody imported is left alone, and so is one that somebody undid; a newer
    edition replaces what an older one brought.

    Args:
        sessions: where to.
        folder: that of the bundle.
        again: bring also what somebody undid.
        report: told what is being done.

    Raises:
        BadCatalogue: if the bundle is damaged; nothing is then written.
    """
    bundle = open_bundle(folder)
    if bundle is None:
        return []
    with sessions() as session:
        if not _wanted(session, bundle, again):
            return []
    datasets, model = read_datasets(bundle), read_neighbours(bundle)
    reason = f"Edition {bundle.edition} of the statistics that the portal carries"
    outcomes = []
    with sessions.begin() as session:
        take_turn(session, report)
        wanted = _wanted(session, bundle, again)
        for dataset in datasets:
            if dataset.document["key"] in wanted:
                outcomes.append(
                    bring_dataset(session, dataset, KIND, _BY, reason, report, replace_all=True)
                )
        if model is not None and DOCUMENT in wanted:
            outcomes.append(replace_neighbours(session, model, KIND, _BY, reason))
        brought = {outcome.document: outcome.number for outcome in outcomes}
        for document, older in wanted.items():
            # Where a newer edition changes nothing, the import of the older one stands for it.
            number = brought.get(document) or older
            if number is not None:
                session.get_one(Import, number).edition = bundle.edition
        if any(outcome.number for outcome in outcomes):
            settle(session, outcomes, report)
    return outcomes


def outdated(session: Session, bundle: Bundle) -> list[str]:
    """Name the data sets of an older edition, and those that nobody brought or took away."""
    return list(_wanted(session, bundle, False))


def _wanted(session: Session, bundle: Bundle, again: bool) -> dict[str, int | None]:
    """Name the data sets to bring, with the import that brought an older edition of one."""
    wanted: dict[str, int | None] = {}
    for source in bundle.sources:
        live, undone = queries.imports_of(session, source.document)
        if live is None:
            if again or KIND not in undone:
                wanted[source.document] = None
        elif live.kind == KIND and (live.edition or 0) < bundle.edition:
            wanted[source.document] = live.id
    return wanted


def write_bundle(
    folder: Path,
    datasets: Sequence[tuple[ParsedDataset, Mapping[str, str]]],
    model: tuple[Neighbours, Source],
    edition: int,
    made: str,
) -> Bundle:
    """Write a bundle; the same content gives the same bytes.

    Args:
        folder: where to; it is made where there is none.
        datasets: each with the names and hashes of its files.
        model: the neighbours, and where they come from.
        edition: its number; portals take it in place of a lower one.
        made: the day on which the files were taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    neighbours, origin = model
    tables = {
        name: pa.Table.from_pylist(
            [{"document": d.document["key"], **row} for d, _files in datasets for row in rows(d)]
        )
        for name, rows in _ROWS.items()
    }
    tables[FIGURES] = pa.concat_tables([_figures(dataset) for dataset, _files in datasets])
    columns = ("council", "position", "neighbour", "closeness", "model")
    tables[NEIGHBOURS] = pa.Table.from_pylist(
        [dict(zip(columns, (*row, neighbours.model), strict=True)) for row in neighbours.rows]
    )
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd", compression_level=19)
    bundle = Bundle(
        folder,
        edition,
        made,
        (*(_source(dataset, files) for dataset, files in datasets), origin),
        {f"{name}.parquet": _digest(folder, f"{name}.parquet") for name in tables},
    )
    data = {f.name: getattr(bundle, f.name) for f in fields(bundle) if f.name != "folder"}
    data["sources"] = [asdict(source) for source in bundle.sources]
    text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    (folder / SOURCES).write_text(text, "utf-8")
    return bundle


def of_improvement_areas(dataset: ParsedDataset) -> ParsedDataset:
    """Leave out the indicators outside the improvement areas, and what only they need."""
    figures = dataset.figures
    inside = [n for n, row in enumerate(dataset.indicators) if row["area"]]
    figures = figures[figures["indicator"].isin(inside)].copy()
    indicators = [dataset.indicators[n] for n in inside]
    areas, periods = (np.unique(figures[name]) for name in ("area", "period"))
    for name, places in zip(_CODES, (np.array(inside), areas, periods), strict=True):
        figures[name] = np.searchsorted(places, figures[name])
    measured = {row["measure"] for row in indicators}
    return replace(
        dataset,
        measures=[row for row in dataset.measures if row["key"] in measured],
        indicators=indicators,
        areas=[dataset.areas[n] for n in areas],
        periods=[dataset.periods[n] for n in periods],
        figures=figures.sort_values(list(_CODES), ignore_index=True),
    )


# The tables beside that of the figures: how a data set's rows of each are written.
_ROWS: Mapping[str, Callable[[ParsedDataset], list[dict[str, Any]]]] = {
    "documents": lambda dataset: [dataset.document],
    "measures": lambda dataset: dataset.measures,
    "indicators": lambda dataset: [{"banded": True, **row} for row in dataset.indicators],
    "areas": lambda dataset: [asdict(area) for area in dataset.areas],
    "periods": lambda dataset: [asdict(period) for period in dataset.periods],
}


def _source(dataset: ParsedDataset, files: Mapping[str, str]) -> Source:
    document = dataset.document
    named = {f.name: document[f.name] for f in fields(Source) if f.name in document}
    return Source(
        **named,
        document=document["key"],
        files=files,
        sha256=dataset.sha256,
        rows=dataset.rows,
    )


def _figures(dataset: ParsedDataset) -> pa.Table:
    figures, kinds = (
        dataset.figures,
        {"value": pa.float64(), "numerator": pa.float64(), "denominator": pa.float64()},
    )
    columns = {"document": pa.array([dataset.document["key"]] * len(figures))}
    for name in FIGURE_COLUMNS:
        kind = pa.int32() if name in _CODES else kinds.get(name, pa.string())
        columns[name] = pa.array(figures[name].to_numpy(), type=kind, from_pandas=True)
    return pa.table(columns)


def _dataset(source: Source, tables: Mapping[str, pa.Table]) -> ParsedDataset:
    figures = tables[FIGURES].select(list(FIGURE_COLUMNS)).to_pandas()
    for name in _TEXTS:
        figures[name] = figures[name].astype(object)
    rows = {name: tables[name].to_pylist() for name in _ROWS}
    return ParsedDataset(
        document=rows["documents"][0],
        measures=rows["measures"],
        indicators=rows["indicators"],
        areas=[Area(**row) for row in rows["areas"]],
        periods=[Period(**row) for row in rows["periods"]],
        figures=figures,
        files=list(source.files),
        sha256=source.sha256,
        rows=source.rows,
    )


def _of(table: pa.Table, document: str) -> pa.Table:
    return table.filter(pa.compute.field("document") == document).drop_columns(["document"])


def _table(bundle: Bundle, name: str) -> pa.Table:
    return pq.read_table(bundle.folder / f"{name}.parquet")


def _digest(folder: Path, name: str) -> str:
    path = folder / name
    return digest(path.read_bytes()) if path.exists() else ""
