"""Small parts that every page uses: headings, tags, markers, tables, links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dash import dcc, html

from portal.domain.formatting import STATUS_NAMES
from portal.domain.vocabulary import Council
from portal.urls import council_url


def page(
    title: str, lead: Any, *children: Any, tools: Any = None, narrow: bool = False
) -> html.Div:
    """A page's heading, with what can be done with it at the right, and its body."""
    return html.Div(
        [
            html.Header(
                [html.Div([html.H1(title), html.P(lead, className="lead")]), tools],
                className="page-head wrap",
            ),
            *children,
        ],
        className="page narrow" if narrow else "page",
    )


def marker(council: Council) -> html.Span:
    """The council's marker in its colour; the name beside it is what is read aloud."""
    return html.Span(council.marker, className=f"marker {council.css}", **{"aria-hidden": "true"})


def council_name(council: Council, link: bool = True) -> html.Span:
    """Marker and name, with a link to the council's page."""
    name = dcc.Link(council.name, href=council_url(council.key)) if link else council.name
    return html.Span([marker(council), name], className="council-name")


def tag(text: str, kind: str = "") -> html.Span:
    """A short worded label; kinds: done, going, look, quiet."""
    return html.Span(text, className=f"tag tag-{kind}" if kind else "tag")


_STATUS_KINDS = {"completed": "done", "in_progress": "going"}


def status_tag(status: str) -> html.Span:
    """A status as a label."""
    return tag(STATUS_NAMES[status], _STATUS_KINDS.get(status, "quiet"))


def gap(text: str) -> html.P:
    """Return what is not there, said in words."""
    return html.P(text, className="gap")


def notice(texts: Sequence[str], title: str = "") -> html.Div | None:
    """Sentences that ask for attention, or nothing."""
    if not texts:
        return None
    head = [html.Strong(title)] if title else []
    return html.Div([*head, *[html.P(text) for text in texts]], className="notice", role="status")


def evidence(kind: str, *key: str) -> dict[str, str]:
    """Marks a part of a page as something that a review team can gather; see `Reference`."""
    return {"data-evidence": f"{kind}:{'/'.join(key)}"}


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    caption: str = "",
    numeric: Sequence[int] = (),
    stacked: bool = False,
    marks: Sequence[dict[str, str]] = (),
) -> html.Div:
    """A plain table that scrolls sideways on a narrow screen, or falls into blocks there.

    Args:
        head: column headings.
        rows: cells; the first of each row heads the row.
        caption: what the table shows.
        numeric: positions of columns set flush right.
        stacked: on a phone each row becomes a block, its cells labelled.
        marks: for each row what it is evidence of, see `evidence`.
    """
    kinds = dict.fromkeys(numeric, "num")
    body = [
        html.Tr(
            [
                html.Th(cell, scope="row", className=kinds.get(0, ""))
                if position == 0
                else html.Td(
                    cell, className=kinds.get(position, ""), **{"data-label": head[position]}
                )
                for position, cell in enumerate(row)
            ],
            **(marks[number] if marks else {}),
        )
        for number, row in enumerate(rows)
    ]
    heads = [html.Th(text, scope="col", className=kinds.get(n, "")) for n, text in enumerate(head)]
    return html.Div(
        html.Table(
            [
                html.Caption(caption) if caption else None,
                html.Thead(html.Tr(heads)),
                html.Tbody(body),
            ]
        ),
        className="table-scroll stacked" if stacked else "table-scroll",
        tabIndex="0",
        role="region",
        **{"aria-label": caption or "Table"},
    )


def folded(summary: str, *children: Any, className: str = "", open: bool = False) -> html.Details:
    """A part that opens on demand."""
    return html.Details(
        [html.Summary(summary), *children], className=f"folded {className}".strip(), open=open
    )


def panel(*children: Any, className: str = "", **attributes: Any) -> html.Section:
    """A white panel on the wash."""
    return html.Section(
        [child for child in children if child is not None],
        className=f"panel {className}".strip(),
        **attributes,
    )


def pack_link(text: str, form: str, href: str = "", **attributes: Any) -> html.A:
    """A link to a pack, which assets/js/download.js fetches while it says how far it is."""
    return html.A(text, href=href, className="button", **{"data-pack": form}, **attributes)


def downloads(what: str, csv: str, excel: str, api: str, *packs: html.A) -> html.Div:
    """Links to the files that hold what a page shows, as data or as a pack, and to the API."""
    return html.Div(
        [
            *packs,
            html.A(f"{what} as CSV", href=csv, className="button", download=""),
            html.A(f"{what} as Excel", href=excel, className="button", download=""),
            html.A("Data for machines", href=api, className="button"),
        ],
        className="toolbar",
    )


def html_of(place: str) -> str:
    """The id of the store that holds the HTML of an island."""
    return f"{place}-html"


def island(place: str, className: str = "", location: str = "", waiting: str = "") -> html.Div:
    """A part of the page that arrives as HTML: see `layouts.html_writer`.

    Args:
        place: its id; a callback writes HTML to the store `html_of(place)`, which
            `callbacks.islands` fills in.
        className: further classes.
        location: the id of the page's `dcc.Location`, so that links to other filters of the same
            page keep its controls.
        waiting: what stands there until it arrives, where that takes a while.
    """
    about = {"data-location": location} if location else {}
    about |= {"data-waiting": waiting} if waiting else {}
    return html.Div(
        [
            dcc.Store(id=html_of(place)),
            html.Div(id=place, className=f"island {className}".strip(), **about),
        ]
    )


def pager(
    page: int, total: int, size: int, address: Callable[[int], str], of: str = ""
) -> html.Nav | None:
    """Links to the pages of a list, or nothing where one page holds all.

    Args:
        page: the page shown, from 1.
        total: how many entries the whole list has.
        size: how many entries a page holds.
        address: gives the address of a page.
        of: what is counted, where that is not plain.
    """
    last = -(-total // size)
    if last <= 1:
        return None
    around = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    links: list[Any] = []
    for before, number in zip([0, *around], around, strict=False):
        if number - before > 1:
            links.append(html.Li("…", **{"aria-hidden": "true"}))
        current = {"aria-current": "page"} if number == page else {}
        link = dcc.Link(str(number), href=address(number))
        if current:
            link = html.Span(str(number), **current)
        links.append(html.Li(link))
    if page > 1:
        links.insert(0, html.Li(dcc.Link("Previous", href=address(page - 1))))
    if page < last:
        links.append(html.Li(dcc.Link("Next", href=address(page + 1))))
    first = (page - 1) * size + 1
    text = f"{first:,} to {min(page * size, total):,} of {total:,}{of}"
    return html.Nav(
        [html.P(text, className="quiet"), html.Ul(links)],
        className="pager",
        **{"aria-label": "Pages of this list"},
    )
