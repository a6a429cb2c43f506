"""The documents, what was taken from each, unplain readings, definitions, licence, downloads."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from layouts.components.parts import (
    council_name,
    evidence,
    folded,
    gap,
    island,
    page,
    pager,
    panel,
    table,
)
from layouts.ids import Sources as ids
from portal.domain.formatting import UNIT_NAMES, day, period, plural, printed_date, with_unit
from portal.domain.paging import Listed, listed
from portal.domain.view_models import SourcesView
from portal.domain.view_state import PAGE_SIZE, SourcesState
from portal.urls import (
    API_PAGE,
    DATA_PACKAGE,
    SOURCES,
    download_url,
    findings_url,
    indicators_url,
    table_url,
)

_TABLES = {
    "documents": "the sources",
    "plans": "the plans and the inspections that they answer",
    "items": "recommendations, areas for improvement, projects, work packages, issues",
    "actions": "what will be done, by whom, by when, at what cost",
    "milestones": "stages and their outcomes",
    "statements": "objectives, outcomes, strengths, risks and the like",
    "indicators": "each indicator with its definition",
    "observations": "every printed value with its place",
    "targets": "every printed target",
    "findings": "where figures contradict themselves or one another",
}


def layout() -> html.Div:
    """The page's place for the sources."""
    return page(
        "Sources",
        "Where every word and figure comes from, what was repaired or is doubtful, and how to "
        "take the data along.",
        dcc.Location(id=ids.URL, refresh=False),
        island(ids.RESULTS, "results wrap", ids.URL),
    )


def results(view: SourcesView, state: SourcesState, place: str = "") -> list[Any]:
    """The whole page.

    Args:
        view: what it shows.
        state: the pages of its lists.
        place: key of a document or data set that the address names: its page is shown.
    """
    keys = [row.key for row in view.documents]
    number = keys.index(place) // PAGE_SIZE + 1 if place in keys else state.page
    documents = listed(view.documents, number)
    return [
        html.Section(
            [
                html.H2(
                    f"The documents ({documents.words or documents.total})",
                    tabIndex="-1",
                    **{"data-list": "page"},
                ),
                *[_document(view, row) for row in documents.entries],
                _pager(state, "page", documents),
            ],
            className="block",
        ),
        _datasets(view),
        _readings(view, state),
        _definitions(view, state),
        _downloads(view),
        _cite(view),
    ]


def _pager(state: SourcesState, name: str, part: Listed[Any]) -> Any:
    """The pages of one of the lists; the others stay as they are."""
    return pager(
        part.number, part.total, part.size, lambda n: f"{SOURCES}{state.query(**{name: n})}"
    )


def _list_head(name: str, text: str) -> html.H3:
    """The heading of a list in a fold, which takes the focus after another page of it."""
    return html.H3(text, tabIndex="-1", className="visually-hidden", **{"data-list": name})


def _document(view: SourcesView, row: Any) -> Any:
    council = view.vocabulary.councils[row.council]
    noticed = view.findings.get(row.key, 0)
    taken = ", ".join(
        plural(getattr(row, name), name.rstrip("s"), name)
        for name in ("items", "actions", "milestones", "statements", "observations", "targets")
        if getattr(row, name)
    )
    return html.Details(
        [
            html.Summary(
                [
                    html.H3([council_name(council, link=False), f": {row.title}"]),
                    html.Span(printed_date(row.published), className="quiet"),
                ]
            ),
            *_about(row, taken, noticed),
        ],
        className=f"panel document {council.css}",
        id=row.key,
        **evidence("document", row.key),
    )


def _about(row: Any, taken: str, noticed: int) -> list[Any]:
    parts = [
        html.P(f"{row.publisher}, {printed_date(row.published)} ({row.status}). {row.description}"),
        html.P([html.Strong("Taken from it: "), taken, "."]),
        html.P(
            [
                html.Strong("Readings: "),
                f"{plural(row.repaired, 'value')} repaired, {plural(row.doubtful, 'value')} "
                "doubtful, the rest as printed or derived.",
            ]
        )
        if row.observations
        else None,
        html.P(
            [
                html.Strong("Findings: "),
                dcc.Link(plural(noticed, "finding"), href=findings_url(document=row.key)),
                ", where it does not agree with itself or with another document.",
            ]
        )
        if noticed
        else None,
        html.P(f"{row.licence}. Document key: {row.key}", className="source"),
    ]
    return [part for part in parts if part is not None]


def _datasets(view: SourcesView) -> Any:
    if not view.datasets:
        told = (
            "No official statistics are loaded. `portal import --help` says how to bring in the "
            "department’s open-data files, LAIT’s table and the statistical neighbours."
        )
        return html.Section([html.H2("Official statistics"), gap(told)], className="block")
    return html.Section(
        [html.H2("Official statistics"), *[_dataset(view, row) for row in view.datasets]],
        className="block",
        id="statistics",
    )


def _dataset(view: SourcesView, row: Any) -> Any:
    noticed = view.findings.get(row.key, 0)
    made = day(row.made_at.date()) if row.made_at else "date not known"
    reason = f" Why it replaced earlier figures: {row.reason}." if row.reason else ""
    parts = [
        html.P(f"{row.publisher}, {printed_date(row.published)}. {row.description}"),
        html.P(
            f"{plural(row.indicators, 'indicator')} from {row.rows or 0:,} rows of {row.file}, "
            f"imported on {made} (import {row.number}).{reason}"
        ),
        html.P(
            [
                html.Strong("Findings: "),
                dcc.Link(plural(noticed, "finding"), href=findings_url(document=row.key)),
            ]
        )
        if noticed
        else None,
        html.P(f"{row.licence}. SHA-256 of the file: {row.sha256[:16]}…", className="source")
        if row.sha256
        else None,
    ]
    published = html.Span(printed_date(row.published), className="quiet")
    return html.Details(
        [html.Summary([html.H3(row.title), published]), *parts],
        className="panel document",
        id=row.key,
    )


def _readings(view: SourcesView, state: SourcesState) -> Any:
    part = listed(view.readings, state.readings)
    rows = [
        (
            dcc.Link(f"{r.ref} {r.name}".strip(), href=indicators_url(_measure(view, r.indicator))),
            r.council,
            period(r.period_start, r.period_end, r.basis),
            r.raw_text or "not kept",
            with_unit(r.value, r.decimals, r.unit),
            r.reading,
            r.note,
            r.place,
        )
        for r in part.entries
    ]
    head = ("Indicator", "Area", "Period", "Printed as", "Read as", "Reading", "Proof", "Place")
    return html.Section(
        [
            html.H2("Repaired and doubtful readings"),
            html.P(
                "Parts of the 2012 report card were scanned sideways and some cells upside down. A "
                "cell is repaired only where arithmetic or text proves it; one that nothing proves "
                "is doubtful: shown as such, and left out of headlines, ranks and differences.",
                className="sub",
            ),
            panel(
                folded(
                    f"Show the {plural(part.total, 'reading')}",
                    _list_head("readings", "Readings that are not as printed"),
                    table(head, rows, "Readings that are not as printed", (4,)),
                    _pager(state, "readings", part),
                    open=state.readings > 1,
                ),
                className="flush",
            ),
        ],
        className="block",
        id="readings",
    )


def _measure(view: SourcesView, indicator: str) -> str:
    return next(i.measure for i in view.indicators if i.key == indicator)


def _definitions(view: SourcesView, state: SourcesState) -> Any:
    part = listed(view.indicators, state.definitions)
    rows = [
        (
            dcc.Link(f"{i.ref} {i.name}".strip(), href=indicators_url(i.measure)),
            view.vocabulary.councils[i.council].name,
            i.definition,
            UNIT_NAMES[i.unit],
            {"high": "high is good", "low": "low is good", "none": "neither"}[i.polarity],
            i.place,
        )
        for i in part.entries
    ]
    head = ("Indicator", "Council", "Definition", "Unit", "Polarity", "Place")
    return html.Section(
        [
            html.H2("Definitions"),
            html.P(
                "Each council’s own definition. Series are compared by these, not by their names.",
                className="sub",
            ),
            panel(
                folded(
                    f"Show the {plural(part.total, 'definition')}",
                    _list_head("definitions", "Definitions of the indicators"),
                    table(head, rows, "Definitions of the indicators"),
                    _pager(state, "definitions", part),
                    open=state.definitions > 1,
                ),
                className="flush",
            ),
        ],
        className="block",
        id="definitions",
    )


def _downloads(view: SourcesView) -> Any:
    rows = [
        (
            name,
            _TABLES[name],
            [
                html.A("CSV", href=table_url(name, "csv"), download=""),
                " · ",
                html.A("JSON", href=table_url(name, "json"), download=""),
            ],
        )
        for name in view.tables
    ]
    return html.Section(
        [
            html.H2("Take the data along"),
            html.P(
                [
                    "The whole dataset: ",
                    html.A(
                        "one ZIP file with every table as CSV",
                        href=download_url("dataset", "zip"),
                        download="",
                    ),
                    " (a ",
                    html.A("Frictionless data package", href=DATA_PACKAGE),
                    "). Or a table at a time; an empty cell means “not stated”. Programs can ask "
                    "for parts of it: see ",
                    html.A("Data for machines", href=API_PAGE),
                    ".",
                ],
                className="sub",
            ),
            panel(table(("Table", "What it holds", "Files"), rows, "Open-data tables")),
        ],
        className="block",
        id="downloads",
    )


def _cite(view: SourcesView) -> Any:
    made = view.vocabulary.made_at
    when = f"{made.day} {made:%B %Y}" if made else "no date"
    return html.Section(
        [
            html.H2("Licence and how to cite"),
            html.P(
                "The documents are public papers of the councils, which hold the rights in them. "
                "The portal restates their facts and figures in its own words, each with its place."
            ),
            html.P(
                [
                    "Cite as: ",
                    html.Q(
                        f"Alongside, data version {view.vocabulary.version} of {when}, from "
                        "[document and place named beside the figure]"
                    ),
                    ". The link of the page you look at restores the view.",
                ]
            ),
        ],
        className="block",
        id="cite",
    )
