"""The OpenAPI 3.1 document of `/api/v1`, made from the contract and from the data as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.api.paging import LONGEST
from portal.api.request import CODE, LONGEST_TEXT, MOST, MOST_VALUES, USUAL
from portal.api.views import VIEWS_BY_NAME, Parameter, View, names_of
from portal.exports.contract import PERIOD, Column, Table, tables
from portal.services import Services
from portal.services.search import MOST_HITS
from portal.services.tables import Names
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
    found = tables()
    views = tuple(VIEWS_BY_NAME.values())
    rows = {f"{one.name}-row": _row(one, _example(services, one)) for one in found}
    rows |= {f"{one.name}-view-row": _view_row(one) for one in views}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Alongside: data for machines",
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
            **{api_table_url(one.name): {"get": _of_table(one, names)} for one in found},
            **{api_view_url(one.name): {"get": _of_view(one, names)} for one in views},
        },
        "components": {
            "parameters": _shared_parameters(),
            "headers": _headers(),
            "responses": _responses(),
            "schemas": {
                **{key: _enumerated(keys) for key, keys in _known(names).items()},
                **rows,
                "problem": _problem(),
                "index": _index(),
            },
        },
    }


def _known(names: Names) -> Mapping[str, tuple[str, ...]]:
    """Every list of keys that a parameter refers to, by name; empty ones are left out."""
    found = dict(names.keys)
    for view in VIEWS_BY_NAME.values():
        for one in view.parameters:
            if one.names:
                found[one.names] = names_of(one, names)
    return {f"{name}-key": keys for name, keys in found.items() if keys}


def _enumerated(keys: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(keys)}


def _ref(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


def _own() -> list[Schema]:
    return [_ref("parameters", name) for name in ("format", "limit", "cursor")]


def _shared_parameters() -> Schema:
    def query(name: str, told: str, schema: Schema) -> Schema:
        return {"name": name, "in": "query", "description": told, "schema": schema}

    return {
        "format": query(
            "format",
            "JSON or CSV; counts more than the Accept header",
            {"type": "string", "enum": ["json", "csv"]},
        ),
        "limit": query(
            "limit",
            f"Rows of a page; JSON has {USUAL} by default, CSV all",
            {"type": "integer", "minimum": 1, "maximum": MOST},
        ),
        "cursor": query(
            "cursor",
            "Where the page begins: `cursor` of the page before, as it is",
            {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": LONGEST},
        ),
    }


def _of_table(table: Table, names: Names) -> Schema:
    filters = [_filter(column) for column in table.filters if not _nothing(column, names)]
    about = {"table": {"const": table.name}}
    return _operation(f"table_{table.name}", table.help, "tables", filters, about, table.name)


def _nothing(column: Column, names: Names) -> bool:
    return bool(column.names) and not names.keys[column.names]


def _filter(column: Column) -> Schema:
    return {
        "name": column.name,
        "in": "query",
        "description": f"{column.help}. May be given several times: any of the values fits.",
        "style": "form",
        "explode": True,
        "schema": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_VALUES,
            "items": _value(column),
        },
    }


def _value(column: Column) -> Schema:
    if column.names:
        return _ref("schemas", f"{column.names}-key")
    if column.choices:
        return _enumerated(column.choices)
    if column.kind == "date":
        return {"type": "string", "format": "date"}
    if column.kind == "period":
        return {"type": "string", "pattern": f"^{PERIOD.pattern}$"}
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_TEXT,
        "pattern": "^[^\\x00-\\x1f\\x7f]+$",
    }


def _of_view(view: View, names: Names) -> Schema:
    parameters = [
        _parameter(one) for one in view.parameters if not one.names or names_of(one, names)
    ]
    left_out = {"type": "integer", "minimum": 0, "description": _LEFT_OUT}
    about = {"view": {"const": view.name}, "page": _TEXT, "left_out": left_out}
    told = _operation(
        f"view_{view.name}", view.help, "views", parameters, about, f"{view.name}-view"
    )
    told["responses"]["200"]["headers"]["Left-Out"] = _ref("headers", "Left-Out")
    if view.name in ("findings", "item"):
        told["responses"]["404"] = _ref("responses", "404")
    return told


def _parameter(parameter: Parameter) -> Schema:
    one: Schema
    if parameter.names:
        one = _ref("schemas", f"{parameter.names}-key")
    elif parameter.choices:
        one = _enumerated(parameter.choices)
    elif parameter.kind == "integer":
        one = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
    elif parameter.kind == "code":
        one = {"type": "string", "pattern": f"^{CODE.pattern}$", "maxLength": parameter.most}
    else:
        one = {
            "type": "string",
            "minLength": 1,
            "maxLength": parameter.most,
            "pattern": "^[^\\x00-\\x1f\\x7f]+$",
        }
    told: Schema = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.help,
        "schema": one,
    }
    if parameter.required:
        told["required"] = True
    if parameter.kind == "list":
        told |= {"style": "form", "explode": False}
        told["schema"] = {
            "type": "array",
            "items": one,
            "minItems": 1,
            "maxItems": parameter.most,
            "uniqueItems": True,
        }
    return told


def _operation(
    name: str, told: str, tag: str, parameters: list[Schema], about: Schema, rows: str
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
    headers = {one: _ref("headers", one) for one in ("ETag", "Link", *_LIMITS)}
    return {
        "operationId": name,
        "summary": told,
        "tags": [tag],
        "parameters": [*parameters, *_own()],
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


def _plain(name: str, told: str, schema: str) -> Schema:
    shown = _ref("schemas", schema) if schema else {"type": "object"}
    return {
        "operationId": name,
        "summary": told,
        "tags": ["about"],
        "responses": {
            "200": {
                "description": told,
                "headers": {one: _ref("headers", one) for one in ("ETag", *_LIMITS)},
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
    def failed(told: str) -> Schema:
        return {"description": told, "content": {MIMETYPE: {"schema": _ref("schemas", "problem")}}}

    found: Schema = {status: failed(told) for status, told in _FAULTS.items()}
    for status in ("429", "503"):
        found[status]["headers"] = {"Retry-After": _ref("headers", "Retry-After")}
    found["404"] = failed("There is nothing under these keys")
    found["304"] = {"description": "What the client has is what there is"}
    return found


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
    found = _object(table.help, table.columns)
    if example is not None:
        found["examples"] = [example]
    return found


def _view_row(view: View) -> Schema:
    return _object(view.help, view.columns)


def _object(told: str, columns: Sequence[Column]) -> Schema:
    return {
        "type": "object",
        "description": told,
        "required": [column.name for column in columns],
        "properties": {column.name: _cell(column) for column in columns},
    }


def _cell(column: Column) -> Schema:
    kind = {"number": "number", "integer": "integer"}.get(column.kind, "string")
    told: Schema = {"type": kind if column.required else [kind, "null"]}
    if column.kind == "date":
        told["format"] = "date"
    if column.required and column.choices:
        told["enum"] = list(column.choices)
    about = column.help
    if column.choices and not column.required:
        about += f" ({', '.join(column.choices)}; or empty)"
    return {**told, "description": about}


def _example(services: Services, table: Table) -> Mapping[str, Any] | None:
    """The table's first row; none where it is empty."""
    rows = services.tables.page(table.name, {}, (), 1)
    return {column.name: rows[0][1][column.name] for column in table.columns} if rows else None
