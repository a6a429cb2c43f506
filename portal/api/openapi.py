"""The OpenAPI 3.1 document of `/api/v1`, made from the contract and from the data as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from portal.api import parameters
from portal.api.parameters import PAGING, Keys, Parameter, key_schema_name, known_keys
from portal.domain.view_state import State
from portal.exports.contract import Column, Table, tables
from portal.exports.view_columns import columns_of
from portal.services import Services
from portal.services.search import MOST_HITS
from portal.services.tables import Names
from portal.services.view_spec import ViewSpec
from portal.services.views import VIEWS
from portal.urls import API, OPENAPI, SOURCES, api_table_url, api_view_url

Schema = dict[str, Any]
PROMISE = (
    "Under /api/v1 no address, parameter, column or field is removed or renamed, and none changes "
    "its type or its meaning.",
    "New ones may come at any time: read fields and columns by name and pass over those that you "
    "do not know. The values that a column or a filter can have grow with the data.",
    "Should a /api/v2 ever be needed, /api/v1 goes on beside it for at least 24 months, and says "
    "so from the first day with the headers Deprecation and Sunset, on this page and in README.",
    "Cursors are for going on, not for keeping: one is good until the data change. The order of "
    "rows may change with the data.",
)
_ABOUT = (
    "Improvement plans of councils' children's services, their actions and figures, official "
    "statistics where they are imported, and what the portal noticed about them. Everything here "
    "is public and read only. JSON comes in pages (`limit`, `cursor`); CSV comes whole unless a "
    "page of it is asked for. A view gives all rows of its page, whichever page of a list "
    f"is looked at; the search gives at most {MOST_HITS:,}, the best first, and `left_out` "
    "counts the others. Ask for CSV with `format=csv` or `Accept: text/csv`. An answer "
    "carries an ETag: send it as If-None-Match and get 304 while the data stand still. Tables "
    "come in the order of the downloads, views in that of their page; both "
    "stand still while the data do. An empty text or null means “not stated”."
)
# What is the same in every document: its frame, and the operations before they have a name.
_PARTS: Schema = json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))
_TEXT: Schema = {"type": "string"}


def document(services: Services, base: str, rate: str) -> Schema:
    """The document.

    Args:
        services: tell what filters can name, and give the examples.
        base: the portal's public address, without a slash at its end.
        rate: how often one address may ask.
    """
    names = services.tables.names()
    views = VIEWS.values()
    rows = {f"{table.name}-row": _row(table, _example(services, table)) for table in tables()}
    rows |= {f"{view.name}-view-row": _object(view.help, columns_of(view)) for view in views}
    made: Schema = deepcopy(_PARTS["document"])
    made["info"]["description"] = "\n\n".join([_ABOUT, f"Limit: {rate} for one address.", *PROMISE])
    made["info"]["license"]["url"] = f"{base}{SOURCES}"
    made["servers"] = [{"url": base}]
    made["paths"] = {
        API: {"get": _plain("index", "What there is", _ref("schemas", "index"))},
        OPENAPI: {"get": _plain("openapi", "This document", {"type": "object"})},
        **{api_table_url(table.name): {"get": _of_table(table, names)} for table in tables()},
        **{api_view_url(view.name): {"get": _of_view(view, names)} for view in views},
    }
    made["components"]["parameters"] = {shared.name: _parameter(shared) for shared in PAGING}
    lists = {key: _enumerated(keys) for key, keys in _key_lists(names).items()}
    made["components"]["schemas"] |= {**lists, **rows}
    return made


def _key_lists(names: Names) -> Mapping[str, tuple[str, ...]]:
    """Every list of keys that a parameter refers to, by name; empty ones are left out."""
    lists: set[Keys] = {(name, ()) for name in names.keys}
    lists |= {p.keys for view in VIEWS.values() for p in parameters.of_view(view) if p.keys[0]}
    named = {key_schema_name(keys): known_keys(keys, names) for keys in sorted(lists)}
    return {name: keys for name, keys in named.items() if keys}


def _enumerated(keys: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(keys)}


def _ref(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


def _of_table(table: Table, names: Names) -> Schema:
    about = {"table": {"const": table.name}}
    taken = _described(parameters.of_table(table), names)
    return _operation(f"table_{table.name}", table.help, "tables", taken, about, table.name)


def _of_view(view: ViewSpec[State], names: Names) -> Schema:
    about = {"view": {"const": view.name}, "page": _TEXT, "left_out": _PARTS["left_out"]}
    taken = _described(parameters.of_view(view), names)
    operation = _operation(
        f"view_{view.name}", view.help, "views", taken, about, f"{view.name}-view"
    )
    operation["responses"]["200"]["headers"]["Left-Out"] = _ref("headers", "Left-Out")
    if view.name in ("findings", "item"):
        operation["responses"]["404"] = _ref("responses", "404")
    return operation


def _described(taken: Sequence[Parameter], names: Names) -> list[Schema]:
    """Describe parameters; those whose keys the data do not hold are left out."""
    return [
        _parameter(parameter)
        for parameter in taken
        if not parameter.keys[0] or known_keys(parameter.keys, names)
    ]


def _parameter(parameter: Parameter) -> Schema:
    described: Schema = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.help,
        "schema": parameter.schema,
    }
    if parameter.required:
        described["required"] = True
    if parameter.many or parameter.commas:
        described |= {"style": "form", "explode": parameter.many}
    return described


def _operation(
    name: str, summary: str, tag: str, taken: list[Schema], about: Schema, rows: str
) -> Schema:
    made: Schema = deepcopy(_PARTS["rows"])
    page = made["responses"]["200"]["content"]["application/json"]["schema"]
    listed = {"type": "array", "items": _ref("schemas", f"{rows}-row")}
    page["properties"] = {**about, **page["properties"], "rows": listed}
    page["required"] = list(page["properties"])
    made["parameters"] = [*taken, *made["parameters"]]
    return {"operationId": name, "summary": summary, "tags": [tag], **made}


def _plain(name: str, summary: str, shown: Schema) -> Schema:
    made: Schema = deepcopy(_PARTS["about"])
    made["responses"]["200"]["description"] = summary
    made["responses"]["200"]["content"] = {"application/json": {"schema": shown}}
    return {"operationId": name, "summary": summary, "tags": ["about"], **made}


def _row(table: Table, example: Mapping[str, Any] | None) -> Schema:
    schema = _object(table.help, table.columns)
    if example is not None:
        schema["examples"] = [example]
    return schema


def _object(about: str, columns: Sequence[Column]) -> Schema:
    return {
        "type": "object",
        "description": about,
        "required": [column.name for column in columns],
        "properties": {column.name: _cell(column) for column in columns},
    }


def _cell(column: Column) -> Schema:
    kind = {"number": "number", "integer": "integer"}.get(column.kind, "string")
    schema: Schema = {"type": kind if column.required else [kind, "null"]}
    if column.kind == "date":
        schema["format"] = "date"
    if column.required and column.choices:
        schema["enum"] = list(column.choices)
    about = column.help
    if column.choices and not column.required:
        about += f" ({', '.join(column.choices)}; or empty)"
    return {**schema, "description": about}


def _example(services: Services, table: Table) -> Mapping[str, Any] | None:
    """The table's first row; none where it is empty."""
    rows = services.tables.page(table.name, {}, (), 1)
    return {column.name: rows[0][1][column.name] for column in table.columns} if rows else None
