"""The whole public dataset as a Frictionless data package: a descriptor, and a ZIP file with it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import IO, Any

import orjson

from portal.domain.formatting import day
from portal.exports.contract import PERIOD, Column, Table, tables
from portal.exports.tabular import csv_parts
from portal.services import Services

Descriptor = dict[str, Any]
DESCRIPTOR = "datapackage.json"
_TYPES = {"date": "date", "number": "number", "integer": "integer"}
_LICENCE = "Rights in the documents are their publishers'; each row of documents names its licence."


def describe(
    services: Services, base: str, written: Mapping[str, tuple[int, str]] | None = None
) -> Descriptor:
    """The descriptor; paths are relative, so that it fits the web and a ZIP file alike.

    Args:
        services: tell the version of the data.
        base: the portal's public address, without a slash at its end; may be empty.
        written: per table the bytes and the SHA-256 of its file, where it was written.
    """
    version = services.data.version()
    sources = [
        {"title": f"{row['title']} ({row['publisher']}, {row['published'] or 'no date'})"}
        for row in services.sources.table("documents")[0]
    ]
    descriptor: Descriptor = {
        "profile": "tabular-data-package",
        "name": "alongside",
        "title": "Alongside: improvement plans and indicators of children's services",
        "description": (
            "Improvement plans of councils' children's services, their actions and figures, "
            "official statistics where they are imported, and what the portal noticed. An empty "
            f"cell means “not stated”. {_LICENCE} In CSV a text that a spreadsheet would take for "
            "a formula has an apostrophe before it."
        ),
        "version": str(version.number),
        "sources": sources,
        "resources": [_resource(table, (written or {}).get(table.name)) for table in tables()],
    }
    if version.made_at is not None:
        descriptor["created"] = f"{version.made_at:%Y-%m-%dT%H:%M:%SZ}"
    if base:
        descriptor["homepage"] = base
    return descriptor


def _nothing() -> None:
    """Between parts nothing happens where nobody waits for others."""


def write_zip(
    file: IO[bytes], services: Services, base: str, between: Callable[[], None] = _nothing
) -> None:
    """Write the package as a ZIP file: every table as CSV, the descriptor, a note for people.

    Args:
        file: is written to.
        services: give the tables.
        base: the portal's public address, "" where it has none.
        between: is called after each part of a table.
    """
    written: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables():
            size, digest = 0, sha256()
            with archive.open(f"{table.name}.csv", "w", force_zip64=True) as out:
                for part in _csv(services, table):
                    size += out.write(part)
                    digest.update(part)
                    between()
            written[table.name] = (size, digest.hexdigest())
        descriptor = describe(services, base, written)
        archive.writestr(DESCRIPTOR, as_json(descriptor))
        archive.writestr("README.txt", _notes(services, descriptor))


def as_json(descriptor: Descriptor) -> bytes:
    """The descriptor as it is written."""
    return orjson.dumps(descriptor, option=orjson.OPT_INDENT_2)


def _csv(services: Services, table: Table) -> Iterator[bytes]:
    rows, columns = services.sources.table(table.name)
    for part in csv_parts(rows, columns):
        yield part.encode()


def _notes(services: Services, descriptor: Descriptor) -> str:
    made_at = services.data.version().made_at
    made = day(made_at.date()) if made_at else "no data loaded"
    notes = [
        ("What this is", f"{descriptor['title']}, a Frictionless data package ({DESCRIPTOR})"),
        ("Date of the data", f"{made} (version {descriptor['version']})"),
        ("Licence", _LICENCE),
        ("Empty cell", "not stated in the document"),
        ("Link", descriptor.get("homepage", "")),
    ]
    return "".join(f"{label}: {text}\n" for label, text in notes if text)


def _resource(table: Table, written: tuple[int, str] | None) -> Descriptor:
    resource: Descriptor = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.name.capitalize(),
        "description": table.help,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _schema(table),
    }
    if written is not None:
        size, digest = written
        resource |= {"bytes": size, "hash": f"sha256:{digest}"}
    return resource


def _schema(table: Table) -> Descriptor:
    schema: Descriptor = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": list(reference.columns),
                "reference": {"resource": reference.table, "fields": list(reference.to)},
            }
            for reference in table.references
        ]
    return schema


def _field(column: Column) -> Descriptor:
    field: Descriptor = {
        "name": column.name,
        "type": _TYPES.get(column.kind, "string"),
        "description": column.help,
    }
    constraints: Descriptor = {}
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.kind == "period":
        constraints["pattern"] = PERIOD.pattern
    if constraints:
        field["constraints"] = constraints
    return field
