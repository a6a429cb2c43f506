"""Files to take along: what a page shows, and the open-data tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, Response, abort, request

from portal import urls
from portal.domain.formatting import day
from portal.domain.state import CompareState, IndicatorState
from portal.export import to_csv, to_json, to_xlsx
from portal.services import Services
from portal.services import compare as compare_service
from portal.services import indicators as indicator_service
from portal.services.base import Unknown
from portal.settings import Settings

_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
_SOURCE = (
    "Public papers of the councils, restated in the portal's own words; see each row's document"
)


def register(server: Flask, services: Services, settings: Settings) -> None:
    """Add the routes; each answers with the same rows as its page."""

    def shown(view: str, form: str) -> Response:
        search = request.query_string.decode("utf-8", "replace")
        rows: list[dict[str, Any]]
        columns: tuple[str, ...]
        if view == "compare":
            compared = CompareState.from_query(search)
            problems = services.compare.problems(compared)
            rows, columns = services.compare.rows(compared), compare_service.DOWNLOAD_COLUMNS
            page = urls.compare_url(compared.query(problems=()))
        elif view == "indicators":
            state = IndicatorState.from_query(search)
            problems = services.indicators.problems(state)
            rows, columns = services.indicators.rows(state), indicator_service.DOWNLOAD_COLUMNS
            page = urls.indicators_url(query=state.query(problems=()))
        else:
            abort(404)
        if form not in ("csv", "xlsx"):
            abort(404)
        if problems:
            abort(400)
        notes = _notes(services, settings, page)
        if form == "xlsx":
            return _file(to_xlsx(rows, columns, notes), form, view)
        return _file(_with_notes(rows, columns, notes), form, view)

    def table(name: str, form: str) -> Response:
        if form not in ("csv", "json"):
            abort(404)
        try:
            rows, columns = services.sources.table(name)
        except Unknown:
            abort(404)
        write: Callable[..., str] = to_csv if form == "csv" else to_json
        return _file(write(rows, columns), form, name)

    def dataset() -> Response:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in services.sources.view().tables:
                rows, columns = services.sources.table(name)
                archive.writestr(f"{name}.csv", to_csv(rows, columns))
            notes = _notes(services, settings, urls.SOURCES)
            archive.writestr("README.txt", "".join(f"{a}: {b}\n" for a, b in notes))
        return _file(out.getvalue(), "zip", "alongside")

    server.add_url_rule("/download/dataset.zip", "dataset", dataset)
    server.add_url_rule("/download/<view>.<form>", "download", shown)
    server.add_url_rule("/data/<name>.<form>", "table", table)


def _notes(services: Services, settings: Settings, page: str) -> list[tuple[str, str]]:
    version = services.data.version()
    made = day(version.made_at.date()) if version.made_at else "no data loaded"
    base = settings.base_url or request.host_url.rstrip("/")
    return [
        ("Source", _SOURCE),
        ("Date of the data", f"{made} (version {version.number})"),
        ("Link to this view", f"{base}{page}"),
        ("Empty cell", "not stated in the document"),
    ]


def _with_notes(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], notes: Sequence[tuple[str, str]]
) -> str:
    """CSV whose every row says where it comes from, so that a part of it still does."""
    said = {
        "source": notes[0][1],
        "data_of": notes[1][1],
        "link": notes[2][1],
    }
    return to_csv([{**row, **said} for row in rows], [*columns, *said])


def _file(body: str | bytes, form: str, name: str) -> Response:
    response = Response(body, mimetype=_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
