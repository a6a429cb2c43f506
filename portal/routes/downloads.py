"""Files to take along: what a page shows, and the open-data tables."""

from __future__ import annotations

import codecs
import logging
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from tempfile import TemporaryFile

from flask import Flask, Response, abort, request
from flask_limiter import Limiter

from db.queries.changes import CHANGE_COLUMNS
from portal import urls
from portal.domain.formatting import day
from portal.domain.table_rows import TableRow
from portal.exports import datapackage
from portal.exports.tabular import MOST_EXCEL, csv_parts, json_parts, to_csv, to_xlsx
from portal.services import Services
from portal.services.base import NotFound
from portal.services.views import VIEWS
from portal.settings import Settings
from portal.web import conditional, rate_limits, streams
from portal.web.error_pages import page
from portal.web.file_store import FileStore, Rests, answer
from portal.web.handlers import bound
from portal.web.turns import Turns

_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
_AT_ONCE = 64 * 1024
_DATE, _LINK = "Date of the data", "Link to this view"
_TAKE_CSV = (
    "The view has {:,} rows; the portal makes Excel files of up to "
    f"{MOST_EXCEL:,}. Take the CSV, or choose fewer councils."
)

log = logging.getLogger("portal")


def register(
    server: Flask, services: Services, settings: Settings, limiter: Limiter, store: FileStore
) -> None:
    """Add the routes; each answers with the same rows as its page."""

    # CSV costs little more than the page.
    limited = limiter.limit(rate_limits.FILES, exempt_when=_is_csv)
    read = limiter.limit(rate_limits.VIEWS)

    def cached(
        handler: Callable[..., Response], *more: object, turns: Turns | None = None
    ) -> Callable[..., Response]:
        view = bound(handler, services, settings, *more)
        # Who has the answer already needs no turn.
        view = turns.limited(view) if turns else view
        return conditional.conditional(view, services, settings)

    server.add_url_rule("/download/dataset.zip", "dataset", limited(cached(_dataset, store)))
    server.add_url_rule(
        "/download/<view>.<form>",
        "download",
        read(limited(cached(_view, turns=store.turns))),
    )
    server.add_url_rule(urls.DATA_PACKAGE, "data_package", cached(_descriptor))
    server.add_url_rule("/data/<name>.<form>", "table", read(cached(_table, store)))
    changes = urls.past_changes_url("<int(max=2147483647):number>")
    server.add_url_rule(changes, "past_changes", read(cached(_past_changes, turns=store.turns)))


def _view(services: Services, settings: Settings, view: str, form: str) -> Response:
    spec = VIEWS.get(view)
    if spec is None or not spec.file or form not in ("csv", "xlsx"):
        abort(404)
    state = spec.state.from_query(request.query_string.decode("utf-8", "replace"))
    if spec.problems(services.views, state):
        abort(400)
    try:
        rows = spec.load(services.views, state).rows
    except NotFound:
        abort(404)
    if form == "xlsx" and len(rows) > MOST_EXCEL:
        return page(413, "This is too large for Excel", _TAKE_CSV.format(len(rows)))
    sources = _sources(services, rows, spec.source)
    distinct = dict.fromkeys(sources or [spec.source])
    notes = _notes(services, settings, spec.address(state), distinct)
    if form == "xlsx":
        grid = spec.grid(services.views, state) if spec.grid else None
        body: str | bytes = to_xlsx(rows, spec.columns, notes, grid)
    else:
        body = _with_notes(rows, spec.columns, sources, dict(notes))
    return _file(body, form, spec.file_name(state))


def _table(
    services: Services, settings: Settings, store: FileStore, name: str, form: str
) -> Response:
    if form not in ("csv", "json"):
        abort(404)
    write = csv_parts if form == "csv" else json_parts

    def parts() -> Generator[bytes]:
        rows, columns = services.sources.table(name)
        return (part.encode() for part in write(rows, columns))

    try:
        return _stored(services, settings, store, name, form, parts)
    except NotFound:
        abort(404)


def _past_changes(services: Services, _settings: Settings, number: int) -> Response:
    try:
        rows = services.sources.past_changes(number)
    except NotFound:
        abort(404)
    marked = chain((codecs.BOM_UTF8.decode(),), csv_parts(rows, CHANGE_COLUMNS))
    return _file((part.encode() for part in marked), "csv", f"changes-of-import-{number}")


def _dataset(services: Services, settings: Settings, store: FileStore) -> Response:
    def parts() -> Generator[bytes]:
        with TemporaryFile() as out:
            datapackage.write_zip(out, services, settings.base_url, Rests().rest)
            out.seek(0)
            yield from iter(lambda: out.read(_AT_ONCE), b"")

    return _stored(services, settings, store, "alongside", "zip", parts)


def _stored(
    services: Services,
    settings: Settings,
    store: FileStore,
    name: str,
    form: str,
    parts: Callable[[], Generator[bytes]],
) -> Response:
    """Answer with a file that is made once for a version of the data, by one at a time."""
    try:
        file = store.file(_version(services, settings), f"{name}.{form}", parts)
    except OSError as error:
        log.warning("no files can be kept: %s", error)
        return _file(parts(), form, name)
    return _named(answer(file, _TYPES[form]), form, name)


def _version(services: Services, settings: Settings) -> str:
    """Name the version of the data and the release, and the address that files state."""
    version = services.data.version()
    parts = (conditional.release(), version.number, version.made_at, settings.base_url)
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:24]


def _descriptor(services: Services, settings: Settings) -> Response:
    package = datapackage.describe(services, settings.base_url)
    return Response(datapackage.as_json(package), mimetype=_TYPES["json"])


def _is_csv() -> bool:
    return (request.view_args or {}).get("form") == "csv"


def _base(settings: Settings) -> str:
    return settings.base_url or request.host_url.rstrip("/")


def _sources(services: Services, rows: Iterable[TableRow], papers: str) -> list[str]:
    """Name the source of each row: its data set of official statistics, or the papers."""
    citations = services.sources.citations()
    return [citations.get(str(row.get("document") or ""), papers) for row in rows]


def _notes(
    services: Services, settings: Settings, page: str, sources: Iterable[str]
) -> list[tuple[str, str]]:
    version = services.data.version()
    made = day(version.made_at.date()) if version.made_at else "no data loaded"
    return [
        *(("Source", source) for source in sources),
        (_DATE, f"{made} (version {version.number})"),
        (_LINK, f"{_base(settings)}{page}"),
        ("Empty cell", "not stated in the document"),
    ]


def _with_notes(
    rows: Iterable[TableRow],
    columns: Sequence[str],
    sources: Iterable[str],
    notes: Mapping[str, str],
) -> str:
    """Write CSV whose every row says where it comes from, so that a part of it still does.

    It begins with a byte-order mark, by which Excel knows that it is UTF-8.
    """
    alike = {"data_of": notes[_DATE], "link": notes[_LINK]}
    cited = [{**row, "source": source, **alike} for row, source in zip(rows, sources, strict=True)]
    return f"\N{BYTE ORDER MARK}{to_csv(cited, [*columns, 'source', *alike])}"


def _file(body: str | bytes | Generator[bytes], form: str, name: str) -> Response:
    kind = _TYPES[form]
    if isinstance(body, str | bytes):
        response = Response(body, mimetype=kind)
    else:
        response = streams.streamed(body, kind)
    return _named(response, form, name)


def _named(response: Response, form: str, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
