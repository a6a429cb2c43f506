"""The routes of `/api/v1`: the tables of the contract and the views, as JSON or CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from time import time
from typing import Any
from urllib.parse import urlencode

import orjson
import werkzeug.exceptions
from flask import Flask, Response, abort, request
from flask_limiter import Limiter

from db.queries.versions import Version
from portal.api import request as asking
from portal.api.link_header import alternate
from portal.api.openapi import document
from portal.api.paging import from_cursor, to_cursor
from portal.api.request import Asked
from portal.domain.table_rows import TableRow
from portal.exports.contract import table_of, tables
from portal.exports.tabular import csv_parts, for_json
from portal.services import Services
from portal.services.base import NotFound
from portal.services.views import VIEWS
from portal.settings import Settings
from portal.urls import API, API_PAGE, DATA_PACKAGE, OPENAPI, api_table_url, api_view_url
from portal.web import conditional, streams
from portal.web.handlers import bound
from portal.web.problem_details import Fault, Problem, bad
from portal.web.turns import Turns

_READ = "GET, HEAD, OPTIONS"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": _READ,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Left-Out, Link, Retry-After, RateLimit-Limit, "
    "RateLimit-Remaining, RateLimit-Reset, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}
# Dash's own routes, which answer every page.
_PAGES = ("/", "/<path:path>")
# A view of as many councils is made in turns.
_MANY = 10
_Rows = Sequence[TableRow]
# The form of an answer, and what makes it.
_Made = tuple[str, Callable[[], Response]]


def register(
    server: Flask, services: Services, settings: Settings, limiter: Limiter, turns: Turns
) -> None:
    """Add the routes. Public data, no cookies: any site's script may read them."""

    limited = limiter.shared_limit(settings.api_rate, scope="api")

    def add(path: str, endpoint: str, handler: Callable[..., Response]) -> None:
        view = turns.limited(bound(handler, services, settings), _is_costly)
        server.add_url_rule(path, endpoint, limited(view))

    add(API, "api", _index)
    add(OPENAPI, "openapi", _openapi)
    add(f"{API}/tables/<name>", "api_table", _table)
    add(f"{API}/views/<name>", "api_view", _view)
    # Else the pages' own route would answer with the frame of a page.
    server.add_url_rule(f"{API_PAGE}<path:rest>", "api_nothing", _nothing)
    server.after_request(partial(_dress, limiter))


def _is_costly() -> bool:
    """Tell if a whole table may be asked for, or a view of many councils."""
    form = request.args.get("format") or request.headers.get("Accept", "")
    many = request.args.get("councils", "").count(",") >= _MANY
    return many or ("csv" in form and "limit" not in request.args)


def _answered(
    services: Services, settings: Settings, build: Callable[[Version], _Made]
) -> Response:
    """An answer with its ETag; one that the client has is not made."""
    with services.data.asking() as version:
        form, make = build(version)
        tag = conditional.etag(version, settings, form)
        response = conditional.not_modified(tag) if conditional.client_has(tag) else make()
    conditional.marked(response, tag)
    response.vary.add("Accept")
    return response


def _table(services: Services, settings: Settings, name: str) -> Response:
    try:
        spec = table_of(name)
    except KeyError:
        raise werkzeug.exceptions.NotFound from None

    def build(version: Version) -> _Made:
        asked = asking.of_table(spec, services.tables.names())
        after = from_cursor(asked.cursor, version, asked.mark) if asked.cursor else ()
        if after and not services.tables.holds(name, after):
            raise Problem(400, "bad-cursor", "The cursor is not one of this table.")
        columns = [column.name for column in spec.columns]

        def make() -> Response:
            if asked.limit is None:
                rows = services.tables.stream(name, asked.filters)
                return _csv(rows, columns, name, streamed=True)
            places = services.tables.page(name, asked.filters, after, asked.limit + 1)
            more = len(places) > asked.limit
            places = places[: asked.limit]
            place = places[-1][0] if more else None
            cursor = to_cursor(version, asked.mark, place) if place else ""
            shown = [row for _place, row in places]
            return _page(asked, shown, columns, version, name, cursor, {"table": name})

        return asked.form, make

    return _answered(services, settings, build)


def _view(services: Services, settings: Settings, name: str) -> Response:
    spec = VIEWS.get(name)
    if spec is None:
        abort(404)

    def build(version: Version) -> _Made:
        asked, state = asking.of_view(spec, services.tables.names())
        problems = spec.problems(services.views, state)
        if problems and "finding" in asked.filters:
            raise Problem(404, "not-found", problems[0])
        if problems:
            raise bad([Fault("councils", problem) for problem in problems])
        after = from_cursor(asked.cursor, version, asked.mark) if asked.cursor else (0,)
        if len(after) != 1:
            raise Problem(400, "bad-cursor", "The cursor is not one of this view.")
        first = after[0]

        def make() -> Response:
            try:
                rows, left_out = spec.load(services.views, state)
            except NotFound:
                abort(404)
            if asked.limit is None:
                response = _csv(rows, spec.columns, name)
            else:
                last = first + asked.limit
                # The rows of one version stand still, so their number is a place.
                cursor = to_cursor(version, asked.mark, (last,)) if last < len(rows) else ""
                about = {"view": name, "page": spec.address(state), "left_out": left_out}
                shown = rows[first:last]
                response = _page(asked, shown, spec.columns, version, name, cursor, about)
            # CSV has no room for it.
            response.headers["Left-Out"] = str(left_out)
            return response

        return asked.form, make

    return _answered(services, settings, build)


def _index(services: Services, settings: Settings) -> Response:
    _no_parameters()

    def make() -> Response:
        body = {
            "name": "Alongside",
            "description": "Improvement plans and indicators of children's services.",
            "tables": {table.name: api_table_url(table.name) for table in tables()},
            "views": {view: api_view_url(view) for view in VIEWS},
            "openapi": OPENAPI,
            "documentation": API_PAGE,
            "data_package": DATA_PACKAGE,
        }
        return Response(orjson.dumps(body), mimetype="application/json")

    return _answered(services, settings, lambda version: ("json", make))


def _openapi(services: Services, settings: Settings) -> Response:
    _no_parameters()
    base = settings.base_url or request.host_url.rstrip("/")

    def make() -> Response:
        body = document(services, base, settings.api_rate)
        return Response(orjson.dumps(body), mimetype="application/json")

    return _answered(services, settings, lambda version: ("json", make))


def _nothing(rest: str = "") -> Response:
    raise werkzeug.exceptions.NotFound(rest)


def _dress(limiter: Limiter, response: Response) -> Response:
    if request.path == API or request.path.startswith(f"{API}/"):
        response.headers.update(_CORS)
        limit = limiter.current_limit
        if limit is not None:
            left = max(0, limit.reset_at - _now())
            response.headers["RateLimit-Limit"] = str(limit.limit.amount)
            response.headers["RateLimit-Remaining"] = str(max(0, limit.remaining))
            response.headers["RateLimit-Reset"] = str(left)
            if response.status_code == 429:
                response.headers["Retry-After"] = str(max(1, left))
    elif request.endpoint in _PAGES and response.status_code == 200:
        query = request.query_string.decode("utf-8", "replace")
        data = alternate(request.path, query)
        if data:
            response.headers.add("Link", f'<{data}>; rel="alternate"; type="application/json"')
    return response


def _page(
    asked: Asked,
    rows: _Rows,
    columns: Sequence[str],
    version: Version,
    name: str,
    cursor: str,
    about: Mapping[str, Any],
) -> Response:
    """Some rows, and where the next ones are."""
    following = _next(cursor) if cursor else None
    if asked.form == "csv":
        response = _csv(rows, columns, name)
    else:
        body = {
            **about,
            "version": version.number,
            "made_at": version.made_at,
            "count": len(rows),
            "cursor": cursor or None,
            "next": following,
            "rows": [{column: for_json(row.get(column)) for column in columns} for row in rows],
        }
        option = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
        response = Response(orjson.dumps(body, option=option), mimetype="application/json")
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _next(cursor: str) -> str:
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "cursor"]
    return f"{request.path}?{urlencode([*pairs, ('cursor', cursor)])}"


def _csv(
    rows: Iterable[TableRow], columns: Sequence[str], name: str, streamed: bool = False
) -> Response:
    parts = (part.encode() for part in csv_parts(rows, columns))
    kind = "text/csv"
    response = (
        streams.streamed(parts, kind) if streamed else Response(b"".join(parts), mimetype=kind)
    )
    response.headers["Content-Disposition"] = f'inline; filename="{name}.csv"'
    return response


def _no_parameters() -> None:
    if request.args:
        raise bad([Fault(name, f"There is no parameter “{name[:40]}”.") for name in request.args])


def _now() -> int:
    return int(time())
