"""The OpenAPI 3.1 document of `/api/v1`, made from the contract and from the data as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.api import parameters
from portal.api.parameters import PAGING, Keys, Parameter, key_schema_name, known_keys
from portal.exports.contract import Column, Table, tables
from portal.exports.view_columns import columns_of
from portal.services import Services
from portal.services.search import MOST_HITS
from portal.services.tables import Names
from portal.services.views import VIEWS, ViewSpec
from portal.urls import API, OPENAPI, SOURCES, api_table_url, api_view_url
from portal.web.problem_details import MIMETYPE

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
    "come in the order of `portal export` and of the downloads, views in that of their page; both "
    "stand still while the data do. An empty text or null means “not stated”."
)
_LEFT_OUT = (
    "Rows that fit and are on no page: beyond what the search gives; 0 where the pages hold all"
)
_TEXT: Schema = {"type": "string"}
_FAULTS = {
    "400": "A parameter or a value is not known; `errors` names it and what is known",
    "406": "Neither JSON nor CSV is accepted",
    "409": "The data have changed since the cursor was made; start again without it",
    "414": "The address is too long",
    "429": "Too many requests from one address; Retry-After says when to go on",
    "500": "Something went wrong",
    "503": "The data cannot be read just now; Retry-After says when to try again",
}


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
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Alongside: API",
            "version": "1.0.0",
            "summary": "Improvement plans and indicators of children's services, read only.",
            "description": "\n\n".join([_ABOUT, f"Limit: {rate} for one address.", *PROMISE]),
            "license": {
                "name": "See each row's document; licences stand in the table documents",
                "url": f"{base}{SOURCES}",
            },
        },
        "servers": [{"url": base}],
        "tags": [
            {"name": "tables", "description": "The tables of the export contract"},
            {"name": "views", "description": "What the pages show, with their filters"},
            {"name": "about", "description": "What there is"},
        ],
        "paths": {
            API: {"get": _plain("index", "What there is", "index")},
            OPENAPI: {"get": _plain("openapi", "This document", "")},
            **{api_table_url(table.name): {"get": _of_table(table, names)} for table in tables()},
            **{api_view_url(view.name): {"get": _of_view(view, names)} for view in views},
        },
        "components": {
            "parameters": {shared.name: _parameter(shared) for shared in PAGING},
            "headers": _headers(),
            "responses": _responses(),
            "schemas": {
                **{key: _enumerated(keys) for key, keys in _key_lists(names).items()},
                **rows,
                "problem": _problem(),
                "index": _index(),
            },
        },
    }


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


def _of_view(view: ViewSpec[Any], names: Names) -> Schema:
    left_out = {"type": "integer", "minimum": 0, "description": _LEFT_OUT}
    about = {"view": {"const": view.name}, "page": _TEXT, "left_out": left_out}
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
    page = {
        "type": "object",
        "required": [*about, "version", "made_at", "count", "cursor", "next", "rows"],
        "properties": {
            **about,
            "version": {"type": "integer", "description": "Number of the data's version"},
            "made_at": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "When the data last changed",
            },
            "count": {"type": "integer", "description": "Rows of this page"},
            "cursor": {
                "type": ["string", "null"],
                "description": "For the next page; null at the end",
            },
            "next": {"type": ["string", "null"], "description": "Address of the next page"},
            "rows": {"type": "array", "items": _ref("schemas", f"{rows}-row")},
        },
    }
    headers = {header: _ref("headers", header) for header in ("ETag", "Link", *_LIMITS)}
    return {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "parameters": [*taken, *(_ref("parameters", shared.name) for shared in PAGING)],
        "responses": {
            "200": {
                "description": "A page of rows, or the rows as CSV",
                "headers": headers,
                "content": {
                    "application/json": {"schema": page},
                    "text/csv": {"schema": _TEXT},
                },
            },
            "304": _ref("responses", "304"),
            **{status: _ref("responses", status) for status in _FAULTS},
        },
    }


def _plain(name: str, summary: str, schema: str) -> Schema:
    shown = _ref("schemas", schema) if schema else {"type": "object"}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["about"],
        "responses": {
            "200": {
                "description": summary,
                "headers": {header: _ref("headers", header) for header in ("ETag", *_LIMITS)},
                "content": {"application/json": {"schema": shown}},
            },
            "304": _ref("responses", "304"),
            **{status: _ref("responses", status) for status in ("400", "429", "500", "503")},
        },
    }


_LIMITS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def _headers() -> Schema:
    number = {"schema": {"type": "integer"}}
    return {
        "ETag": {"description": "Send it as If-None-Match to be answered 304", "schema": _TEXT},
        "Left-Out": {"description": _LEFT_OUT, **number},
        "Link": {"description": "The next page, as `rel=next`", "schema": _TEXT},
        "RateLimit-Limit": {"description": "Requests that one address may make", **number},
        "RateLimit-Remaining": {"description": "Those that are left", **number},
        "RateLimit-Reset": {"description": "Seconds until all are there again", **number},
        "Retry-After": {"description": "Seconds to wait", **number},
    }


def _responses() -> Schema:
    def failed(reason: str) -> Schema:
        problem = {"schema": _ref("schemas", "problem")}
        return {"description": reason, "content": {MIMETYPE: problem}}

    responses: Schema = {status: failed(reason) for status, reason in _FAULTS.items()}
    for status in ("429", "503"):
        responses[status]["headers"] = {"Retry-After": _ref("headers", "Retry-After")}
    responses["404"] = failed("There is nothing under these keys")
    responses["304"] = {"description": "What the client has is what there is"}
    return responses


def _problem() -> Schema:
    return {
        "type": "object",
        "description": "A fault (RFC 9457)",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "instance": _TEXT,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["parameter", "detail", "known"],
                    "properties": {
                        "parameter": _TEXT,
                        "detail": _TEXT,
                        "known": {"type": "array", "items": _TEXT},
                    },
                },
            },
        },
    }


def _index() -> Schema:
    addresses = {"type": "object", "additionalProperties": _TEXT}
    names = ("name", "description", "openapi", "documentation", "data_package")
    return {
        "type": "object",
        "required": ["tables", "views", *names],
        "properties": {
            "tables": addresses,
            "views": addresses,
            **dict.fromkeys(names, _TEXT),
        },
    }


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
