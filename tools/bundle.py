"""Make anew the bundle of official statistics that the project carries.

`python -m tools.bundle FOLDER --edition N` writes `db/statistics/bundle`, which a test records.
The folder holds the department's files as downloaded: open-data CSV files that a mapping in
`db/statistics` knows, LAIT's long table with its dictionary, and the wide table of neighbours. Of
these the bundle takes every indicator with an improvement area, all areas and periods. The same
files give the same bytes. A portal takes a bundle in place of one of a lower edition: raise it
whenever the figures, the words or the files have changed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from db.engine import open_engine
from db.schema import upgrade
from db.session import make_sessions
from portal.importers.load import load
from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.bundled import (
    Bundle,
    Source,
    of_improvement_areas,
    open_bundle,
    write_bundle,
)
from portal.importers.statistics.commit_neighbours import DOCUMENT
from portal.importers.statistics.files import digest
from portal.importers.statistics.lait import read_lait
from portal.importers.statistics.mapping_file import read_mapping
from portal.importers.statistics.neighbours import read_neighbours
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.stored_keys import StoredKeys, stored_keys
from portal.settings import BUNDLE, CATALOGUE, STATISTICS

PUBLISHER, LICENCE = "Department for Education", "Open Government Licence v3.0"


def main(arguments: list[str] | None = None) -> None:
    """Make the bundle, and say what it holds."""
    parser = argparse.ArgumentParser(
        "python -m tools.bundle",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="STATISTICS_FOLDER")
    parser.add_argument("--output", type=Path, default=BUNDLE, help="default: %(default)s")
    parser.add_argument("--edition", type=int, help="default: that of the bundle that is there")
    parser.add_argument("--made", help="day on which the files were taken; default: as there")
    chosen = parser.parse_args(arguments)
    there = open_bundle(chosen.output)
    edition = chosen.edition or (there.edition if there else 1)
    made = chosen.made or (there.made if there else "")
    if not made:
        parser.error("there is no bundle yet; say with --made when the files were taken")
    try:
        bundle = make(chosen.folder, chosen.output, edition, made)
    except BadCatalogue as error:
        sys.exit("\n".join(map(str, error.problems)))
    size = sum(path.stat().st_size for path in chosen.output.iterdir())
    count = len(bundle.sources)
    print(f"{chosen.output}: edition {bundle.edition}, {count} sources, {size:,} bytes")
    for source in bundle.sources:
        print(f"  {source.document}: {source.rows:,} rows of {', '.join(source.files)}")


def make(folder: Path, output: Path, edition: int, made: str) -> Bundle:
    """Read the files of a folder, and write the bundle.

    Raises:
        BadCatalogue: with every fault of the files.
    """
    stored = _project_keys()
    model = next(iter(sorted(folder.glob("sn_model*.csv"), reverse=True)))
    files = [path for path in sorted(folder.glob("*.csv")) if not path.name.startswith("sn_model")]
    mappings = [
        read_mapping(path, stored)
        for path in sorted(STATISTICS.glob("*.toml"))
        if path.name != "lait.toml"
    ]
    datasets = read_open_data(files, mappings, stored)
    lait = folder / "lait"
    table, dictionary = lait / "bds_long.parquet", lait / "lait_data_dictionary.csv"
    datasets.append(read_lait(table, dictionary, STATISTICS / "lait.toml", stored))
    hashes = _hashes([*files, table, dictionary])
    neighbours = read_neighbours(model, stored)
    return write_bundle(
        output,
        [(of_improvement_areas(d), _named(d, hashes)) for d in datasets],
        (
            neighbours,
            Source(
                document=DOCUMENT,
                publisher=PUBLISHER,
                release=f"Statistical neighbours, {neighbours.model} model",
                published=neighbours.model,
                licence=LICENCE,
                files=_hashes([model]),
                sha256=neighbours.sha256,
                rows=len(neighbours.rows),
            ),
        ),
        edition,
        made,
    )


def _project_keys() -> StoredKeys:
    """Read the keys that files may refer to: those of the project's own catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/portal.db")
        upgrade(engine)
        sessions = make_sessions(engine)
        load(sessions, [CATALOGUE])
        with sessions() as session:
            keys = stored_keys(session)
        engine.dispose()
    return keys


def _hashes(paths: Iterable[Path]) -> dict[str, str]:
    return {path.name: digest(path.read_bytes()) for path in paths}


def _named(dataset: ParsedDataset, hashes: dict[str, str]) -> dict[str, str]:
    return {name: hashes[name] for name in dataset.files}


if __name__ == "__main__":
    main()
