"""The documents, what was taken from each, unplain readings, definitions, licence, downloads."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from layouts.components.glossary import explained, words_in
from layouts.components.parts import (
    block,
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
from layouts.markup import Element, Part
from portal.domain.formatting import UNIT_NAMES, day, period, plural, printed_date, with_unit
from portal.domain.listed_rows import NeighbourModel, SourceDocument, StatisticalDataset
from portal.domain.measure_marks import ENDED, NEW, REVISED
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
    past_changes_url,
    table_url,
)

# Measures of a data set that are named for each mark.
_MOST_MARKED = 10
_TABLES = {
    "documents": "the sources",
    "plans": "the plans and the inspections that they answer",
    "items": "recommendations, areas for improvement, projects, work packages, issues",
    "actions": "what will be done, by whom, by when, at what cost",
    "progress": "what each report of a plan says of its items and actions",
    "milestones": "stages and their outcomes",
    "statements": "objectives, outcomes, strengths, risks and the like",
    "indicators": "each indicator with its definition",
    "observations": "every printed value with its place",
    "targets": "every printed target",
    "findings": "where figures contradict themselves or one another",
    "inspections": "the inspections of councils, with dates and overall grades",
    "grades": "the grade of each judgement of an inspection",
    "recommendations": "what inspections recommended",
    "answers": "which items of a plan answer which recommendations",
}


def layout() -> html.Div:
    """Make the page's place for the sources."""
    return page(
        "Sources",
        "The source of every statement and figure, readings that were repaired or are doubtful, "
        "and downloads.",
        dcc.Location(id=ids.URL, refresh=False),
        island(ids.RESULTS, "results wrap", ids.URL),
    )


def results(view: SourcesView, state: SourcesState, place: str = "") -> list[Part]:
    """Lay out the whole page.

    Args:
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


def _pager(state: SourcesState, name: str, part: Listed[Any]) -> Part:
    """Link to the pages of one of the lists; the others stay as they are."""
    return pager(
        part.number, part.total, part.size, lambda n: f"{SOURCES}{state.query(**{name: n})}"
    )


def _folded_list(state: SourcesState, name: str, part: Listed[Any], rows: html.Div) -> Element:
    """Fold one page of a list away; its heading takes the focus after another page of it."""
    heading = html.H3(
        name.capitalize(), tabIndex="-1", className="visually-hidden", **{"data-list": name}
    )
    return panel(
        folded(
            f"Show the {plural(part.total, name.rstrip('s'))}",
            heading,
            rows,
            _pager(state, name, part),
            open=getattr(state, name) > 1,
        ),
        className="flush",
    )


def _document(view: SourcesView, row: SourceDocument) -> Part:
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
                    html.H3([council_name(council, linked=False), f": {row.title}"]),
                    html.Span(printed_date(row.published), className="quiet"),
                ]
            ),
            *_about(row, taken, noticed),
        ],
        className=f"panel document {council.css}",
        id=row.key,
        **evidence("document", row.key),
    )


def _about(row: SourceDocument, taken: str, noticed: int) -> list[Part]:
    parts = [
        html.P(f"{row.publisher}, {printed_date(row.published)} ({row.status}). {row.description}"),
        html.P([html.Strong("Contents: "), taken, "."]),
        html.P(
            [
                html.Strong("Readings: "),
                f"{plural(row.repaired, 'value')} repaired, {plural(row.doubtful, 'value')} "
                "doubtful, the rest as printed or derived.",
            ]
        )
        if row.observations
        else None,
        _findings(row.key, noticed, ", where it does not agree with itself or another document."),
        html.P(f"{row.licence}. Document key: {row.key}", className="source"),
    ]
    return [part for part in parts if part is not None]


def _findings(document: str, count: int, explained: str = "") -> Part:
    if not count:
        return None
    link = dcc.Link(plural(count, "finding"), href=findings_url(document=document))
    return html.P([html.Strong("Findings: "), link, explained])


def _datasets(view: SourcesView) -> Part:
    if not view.datasets:
        hint = "No official statistics are loaded. Ask whoever runs this portal to load them."
        return block("Official statistics", gap(hint))
    rows = [_dataset(view, row) for row in view.datasets]
    return block("Official statistics", *rows, _neighbours(view.neighbours), id="statistics")


def _neighbours(model: NeighbourModel | None) -> Part:
    if model is None:
        return None
    text = (
        f"Statistical neighbours: the department’s model of {model.model}, {model.rows:,} rows of "
        f"{model.file}, {_brought(model)}. Open Government Licence v3.0. SHA-256 of the file: "
        f"{model.sha256[:16]}…"
    )
    return html.P(text, className="source")


def _brought(row: StatisticalDataset | NeighbourModel) -> str:
    made = day(row.made_at.date()) if row.made_at else "date not known"
    how = f"carried by the portal (edition {row.edition}), loaded" if row.edition else "imported"
    return f"{how} on {made} (import {row.number})"


def _dataset(view: SourcesView, row: StatisticalDataset) -> Part:
    noticed = view.findings.get(row.key, 0)
    replaced = row.reason and not row.edition
    reason = f" Why it replaced earlier figures: {row.reason}." if replaced else ""
    parts = [
        html.P([*explained(row.description), *words_in([row.title])]),
        html.P([html.Strong("Release: "), _release(row)]),
        html.P(
            f"{plural(row.indicators, 'indicator')} from {row.rows or 0:,} rows of {row.file}, "
            f"{_brought(row)}.{reason}"
        ),
        _changed_last(row),
        *_marked(view, row.key),
        _findings(row.key, noticed),
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


def _release(row: StatisticalDataset) -> str:
    """The release, when it was published, and when the publisher expects the next one."""
    named = f"{row.release}, published" if row.release else "published"
    text = f"{row.publisher}: {named} {printed_date(row.published)}; next "
    if row.next_expected:
        text += f"expected {printed_date(row.next_expected)}"
    else:
        text += "not announced" if row.checked_at else "not asked for yet"
    asked = f" (the publisher was asked on {day(row.checked_at.date())})" if row.checked_at else ""
    return f"{text}{asked}."


def _changed_last(row: StatisticalDataset) -> Part:
    """Count the figures that the newest import added, changed and removed, with a file of them."""
    if row.number is None or row.edition:
        return None
    added, changed, removed = row.added or 0, row.changed or 0, row.removed or 0
    text = f"{plural(added, 'figure')} added, {changed:,} changed, {removed:,} removed"
    replaced = changed + removed
    link = html.A("Each change as CSV", href=past_changes_url(row.number), download="")
    more: list[Part] = [" ", link, "."] if replaced else []
    return html.P([html.Strong("Changed last: "), f"{text}.", *more])


def _marked(view: SourcesView, document: str) -> list[Part]:
    """List the measures that the newest release begins, revises or no longer holds."""
    parts: list[Part] = []
    for state in (NEW, REVISED, ENDED):
        marked = [(i, m) for i, m in view.marked if i.document == document and m.state == state]
        links: list[Part] = []
        for indicator, mark in marked[:_MOST_MARKED]:
            links += [", "] if links else []
            links.append(dcc.Link(indicator.name, href=indicators_url(indicator.measure)))
            links.append(f" ({mark.reason})")
        left = len(marked) - _MOST_MARKED
        if links:
            rest = f" and {left:,} more" if left > 0 else ""
            parts.append(html.P([html.Strong(f"{state}: "), *links, f"{rest}."]))
    return parts


def _readings(view: SourcesView, state: SourcesState) -> Part:
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
    return block(
        "Repaired and doubtful readings",
        html.P(
            "Parts of the 2012 report card were scanned sideways and some cells upside down. A "
            "cell is repaired only where arithmetic or text proves it; one that nothing proves "
            "is doubtful: shown as such, and left out of headlines, ranks and differences.",
            className="sub",
        ),
        _folded_list(
            state,
            "readings",
            part,
            table(head, rows, "Readings that are not as printed", (4,), stacked=True),
        ),
        id="readings",
    )


def _measure(view: SourcesView, indicator: str) -> str:
    return next(i.measure for i in view.indicators if i.key == indicator)


def _definitions(view: SourcesView, state: SourcesState) -> Part:
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
    return block(
        "Definitions",
        html.P(
            explained(
                "Each council’s own definition. Series are compared by these, not by their names. "
                "Polarity is what the council means by a high and a low value."
            ),
            className="sub",
        ),
        _folded_list(
            state,
            "definitions",
            part,
            table(head, rows, "Definitions of the indicators", stacked=True),
        ),
        id="definitions",
    )


def _downloads(view: SourcesView) -> Part:
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
    return block(
        "Download the data",
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
                "). Or one table at a time; an empty cell means “not stated”. Programs can ask "
                "for parts of it: see the ",
                html.A("API", href=API_PAGE),
                ".",
            ],
            className="sub",
        ),
        panel(table(("Table", "Contents", "Files"), rows, "Open-data tables", stacked=True)),
        id="downloads",
    )


def _cite(view: SourcesView) -> Part:
    made = view.vocabulary.made_at
    when = f"{made.day} {made:%B %Y}" if made else "no date"
    return block(
        "Licence and how to cite",
        html.P(
            "The documents are public papers of the councils, which hold the rights in them. "
            "The portal restates their facts and figures in its own words, each with its place. "
            "Official statistics stand under the licence named with each data set."
        ),
        html.P(
            [
                "Cite as: ",
                html.Q(
                    f"Alongside, data version {view.vocabulary.version} of {when}, from "
                    "[document and place named beside the figure]"
                ),
                ". A page’s link restores its view.",
            ]
        ),
        id="cite",
    )
