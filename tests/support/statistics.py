"""Small open-data files, mappings and LAIT tables that tests write, and what becomes of them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from db.models import Base
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.commit import bring
from portal.importers.statistics.mapping import STANDARD
from portal.importers.statistics.mapping_file import read_mapping
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.outcome import Outcome
from portal.importers.statistics.stored_keys import StoredKeys, stored_keys
from portal.settings import ROOT

SHARED = ROOT.parent / "shared" / "statistics"
_ENGLAND = {"country_code": "E92000001", "country_name": "England"}


def _council(name: str, code: str, number: str, region: str = "E12000009") -> dict[str, str]:
    return {
        "geographic_level": "Local authority",
        **_ENGLAND,
        "region_code": region,
        "region_name": {"E12000009": "South West", "E12000001": "North East"}[region],
        "old_la_code": number,
        "new_la_code": code,
        "la_name": name,
    }


AREAS: Mapping[str, dict[str, str]] = {
    "england": {"geographic_level": "National", **_ENGLAND},
    "south-west": {
        "geographic_level": "Regional",
        **_ENGLAND,
        "region_code": "E12000009",
        "region_name": "South West",
    },
    "torbay": _council("Torbay", "E06000027", "880"),
    "plymouth": _council("Plymouth", "E06000026", "879"),
    "middlesbrough": _council("Middlesbrough", "E06000002", "806", "E12000001"),
    "newtown": _council("Newtown", "E06009999", "999"),
    "joint": _council("Newtown / Oldtown", "E06009999 / E06009998", "z"),
    "shared": _council("Torbay / Plymouth", "E06000027 / E06000026", "880 / 879"),
}
INDICATOR: Mapping[str, Any] = {
    "indicator": "test-share",
    "measure": "test-share",
    "name": "Share",
    "value": "share",
    "unit": "percent",
    "area": "workforce",
    "themes": [],
    "polarity": "low",
    "polarity_reason": "Made up",
}
DATASET: Mapping[str, Any] = {
    "document": "test-data",
    "title": "Test data",
    "publisher": "Nobody",
    "licence": "None",
    "description": "Made up.",
}


def row(
    area: str = "torbay", year: str = "2025", identifier: str = "Reporting year", **cells: object
) -> dict[str, str]:
    """A row of an open-data file."""
    texts = {name: str(value) for name, value in cells.items()}
    return {"time_period": year, "time_identifier": identifier, **AREAS.get(area, {}), **texts}


def csv_text(
    rows: Iterable[Mapping[str, str]], columns: Sequence[str] = (), newline: str = "\n"
) -> str:
    """The rows as a CSV file; columns not named stand in the usual order."""
    rows = list(rows)
    if not columns:
        extra = dict.fromkeys(name for record in rows for name in record if name not in STANDARD)
        columns = [*STANDARD, *extra]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_csv(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    columns: Sequence[str] = (),
    newline: str = "\n",
    start: bytes = b"",
) -> Path:
    """Write rows to a file, after the bytes `start`."""
    path.write_bytes(start + csv_text(rows, columns, newline).encode())
    return path


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items())
        return f"{{ {pairs} }}"
    return json.dumps(value, ensure_ascii=False)


def write_mapping(path: Path, *indicators: Mapping[str, Any], **dataset: Any) -> Path:
    """A mapping of some indicators, each completed from INDICATOR; None leaves an entry out."""
    lines = ["[dataset]"]
    lines += [f"{k} = {toml(v)}" for k, v in {**DATASET, **dataset}.items() if v is not None]
    for indicator in indicators or ({},):
        whole = {**INDICATOR, **indicator}
        if "indicator" in indicator and "measure" not in indicator:
            whole["measure"] = indicator["indicator"]
        lines += ["[[indicators]]"]
        lines += [f"{k} = {toml(v)}" for k, v in whole.items() if v is not None]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def read(
    vocabulary: StoredKeys, mapping: Path | Sequence[Path], *files: Path
) -> list[ParsedDataset]:
    """Read files by their mapping, or by several."""
    paths = [mapping] if isinstance(mapping, Path) else mapping
    return read_open_data(files, [read_mapping(path, vocabulary) for path in paths], vocabulary)


def figures(bundle: ParsedDataset) -> list[dict[str, Any]]:
    """The figures of a bundle with names in place of codes, None in place of no number."""
    named = []
    for figure in bundle.figures.to_dict("records"):
        area = bundle.areas[figure["area"]]
        cells = {
            "indicator": bundle.indicators[figure["indicator"]]["key"],
            "area": area.key or area.name,
            "period": bundle.periods[figure["period"]].label,
            **{name: figure[name] for name in ("symbol", "status", "joint")},
        }
        for name in ("value", "numerator", "denominator"):
            cells[name] = None if pd.isna(figure[name]) else figure[name]
        named.append(cells)
    return named


def bring_files(
    sessions: sessionmaker[Session],
    mapping: Path | Sequence[Path],
    *files: Path,
    reason: str = "",
    **more: Any,
) -> list[Outcome]:
    """Read files and import them."""
    with sessions() as session:
        vocabulary = stored_keys(session)
    bundles = read(vocabulary, mapping, *files)
    return bring(sessions, bundles, kind="statistics", by="Ada", reason=reason, **more)


# What an undo leaves as it is: its own traces, and periods, which no figure need have.
ASIDE = ("imports", "dataset_versions", "periods")
# Findings get new numbers each time they are looked for.
_MADE_ANEW = {("findings", "id"), ("finding_themes", "finding_id")}


def dump(engine: Engine, leave_out: Iterable[str] = ()) -> dict[str, Counter[tuple[Any, ...]]]:
    """Count every row of every table, as the driver gives it; findings without their numbers."""
    tables = {}
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        for name, table in Base.metadata.tables.items():
            if name not in leave_out:
                columns = [c.name for c in table.c if (name, c.name) not in _MADE_ANEW]
                listed = ", ".join(f'"{column}"' for column in columns)
                cursor.execute(f'SELECT {listed} FROM "{name}"')  # noqa: S608
                tables[name] = Counter(map(tuple, cursor.fetchall()))
    return tables


# LAIT ----------------------------------------------------------------------------------------

LAIT_COLUMNS = (
    "Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region",
)  # fmt: skip
LAIT_AREAS = {
    "970": "England", "980": "North East", "990": "South West", "880": "Torbay", "879": "Plymouth",
    "806": "Middlesbrough", "314": "Kingston upon Thames", "318": "Richmond upon Thames",
    "999": "Newtown", "995": "Somewhere in the north",
}  # fmt: skip
DICTIONARY_HEAD = (
    "Measure_code", "Topic", "Measure", "Chart_title", "Measure_short", "Polarity", "y_axis_name",
    "Description", "Methodology", "dps", "Year_Type", "No_Quartile",
)  # fmt: skip


def lait_row(
    measure: str = "Test", years: str = "2025", number: str = "880", value: str | None = "1"
) -> dict[str, Any]:
    """A row of the long table."""
    return {
        "Short Desc": measure,
        "Data item": "Percentage",
        "Years": years,
        "LA and Regions": LAIT_AREAS.get(number, ""),
        "Values": value,
        "LA Number": float(number) if number else None,
        "Region": "",
    }


def write_lait(
    path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = LAIT_COLUMNS
) -> Path:
    """Write the long table."""
    pq.write_table(pa.table({name: [record[name] for record in rows] for name in columns}), path)
    return path


def entry(measure: str = "Test", **cells: str) -> dict[str, str]:
    """A row of LAIT's dictionary."""
    return {
        "Measure_code": "1",
        "Topic": "Children Looked After",
        "Measure": f"Measure {measure}",
        "Chart_title": "",
        "Measure_short": measure,
        "Polarity": "Low",
        "y_axis_name": "% of children",
        "Description": "Made up",
        "Methodology": "NA",
        "dps": "1",
        "Year_Type": "Financial Year",
        "No_Quartile": "",
        **cells,
    }


def write_dictionary(path: Path, *entries: Mapping[str, str]) -> Path:
    """Write LAIT's dictionary."""
    path.write_text(csv_text(entries or [entry()], DICTIONARY_HEAD), "utf-8")
    return path
