"""Small parts that every page uses: headings, tags, markers, tables, links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dash import dcc, html

from layouts.components.glossary import explained
from layouts.markup import Element, Part, element, link
from portal.domain.formatting import STATUS_NAMES
from portal.domain.vocabulary import Council
from portal.urls import EVERYTHING, council_url, pack_url


def page(
    title: Part, lead: Part, *children: Part, tools: Part = None, narrow: bool = False
) -> html.Div:
    """Lay out a page: heading and lead, tools at the right, body."""
    sentence = explained(lead) if isinstance(lead, str) else lead
    return html.Div(
        [
            html.Header(
                [
                    html.Div(
                        [
                            html.H1(title),
                            html.P(sentence, className="lead"),
                        ]
                    ),
                    tools,
                ],
                className="page-head wrap",
            ),
            *children,
        ],
        className="page narrow" if narrow else "page",
    )


def block(title: Part, *children: Part, name: str = "", **attributes: str) -> Element:
    """Lay out a part of a page under its heading; `name` is a further class."""
    heading = element("H2", title)
    return element("Section", [heading, *children], f"block {name}".strip(), **attributes)


def marker(council: Council) -> Element:
    """Draw the council's marker in its colour; screen readers hear the name beside it."""
    return element("Span", council.marker, f"marker {council.css}", **{"aria-hidden": "true"})


def council_name(council: Council, linked: bool = True) -> Element:
    """Write marker and name, with a link to the council's page."""
    name = link(council.name, council_url(council.key)) if linked else council.name
    return element("Span", [marker(council), name], "council-name")


def tag(text: str, kind: str = "") -> Element:
    """Write a short label; kinds: done, going, look, quiet."""
    return element("Span", text, f"tag tag-{kind}" if kind else "tag")


_STATUS_KINDS = {"completed": "done", "in_progress": "going"}


def status_tag(status: str) -> Element:
    """Write a status as a label."""
    return tag(STATUS_NAMES[status], _STATUS_KINDS.get(status, "quiet"))


def gap(text: str) -> Element:
    """Write that something is missing."""
    return element("P", text, "gap")


def notice(texts: Sequence[str], title: str = "") -> Element | None:
    """Write sentences that ask for attention; nothing without any."""
    if not texts:
        return None
    head = [element("Strong", title)] if title else []
    words = [element("P", text) for text in texts]
    return element("Div", [*head, *words], "notice", role="status")


def misread(problems: Sequence[str]) -> Element | None:
    """List the parts of an address that were not understood; nothing without any."""
    return notice(problems, "Part of this address was not understood.")


def evidence(kind: str, *key: str) -> dict[str, str]:
    """Mark a part of a page as evidence that a review team can gather; see `Reference`."""
    return {"data-evidence": f"{kind}:{'/'.join(key)}"}


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[Part]],
    caption: str = "",
    numeric: Sequence[int] = (),
    stacked: bool = False,
    marks: Sequence[dict[str, str]] = (),
    groups: Sequence[Part] = (),
) -> Element:
    """Lay out a plain table that scrolls sideways on a narrow screen, or falls into blocks there.

    Args:
        rows: cells; the first of each row heads the row.
        numeric: positions of columns set flush right.
        stacked: on a phone each row becomes a block, its cells labelled.
        marks: for each row its attributes as evidence, see `evidence`.
        groups: for each row the heading that it stands under, told before the first of a group.
    """
    kinds = dict.fromkeys(numeric, "num")
    # Of rows there are many: elements take a tenth of the time of Dash's components.
    body = [
        element(
            "Tr",
            [
                element("Th", cell, kinds.get(0, ""), scope="row")
                if position == 0
                else element("Td", cell, kinds.get(position, ""), **{"data-label": head[position]})
                for position, cell in enumerate(row)
            ],
            **(marks[number] if marks else {}),
        )
        for number, row in enumerate(rows)
    ]
    bodies: list[list[Part]] = [[]] if body else []
    for number, row in enumerate(body):
        if groups and (number == 0 or groups[number] != groups[number - 1]):
            heading = element("Th", groups[number], colSpan=len(head), scope="rowgroup")
            bodies = [*bodies, []] if number else bodies
            bodies[-1].append(element("Tr", heading, "table-group"))
        bodies[-1].append(row)
    heads = [element("Th", text, kinds.get(n, ""), scope="col") for n, text in enumerate(head)]
    parts = [
        element("Caption", caption) if caption else None,
        element("Thead", element("Tr", heads)),
        *[element("Tbody", rows) for rows in bodies or [[]]],
    ]
    return element(
        "Div",
        element("Table", parts),
        "table-scroll stacked" if stacked else "table-scroll",
        tabIndex="0",
        role="region",
        **{"aria-label": caption or "Table"},
    )


def folded(summary: str, *children: Part, className: str = "", open: bool = False) -> Element:
    """Lay out a part that opens on demand."""
    parts = [element("Summary", summary), *children]
    return element("Details", parts, f"folded {className}".strip(), open=open)


def panel(*children: Part, className: str = "", **attributes: str) -> Element:
    """Lay out a white panel on the wash; children that are None are left out."""
    shown = [child for child in children if child is not None]
    return element("Section", shown, f"panel {className}".strip(), **attributes)


def pack_menu(view: str, query: str) -> list[Element]:
    """Make the links to a view as slides, as a Word file, as a page to print, and all of it.

    assets/js/download.js fetches the files while it says how far they are.
    """
    whole = f"{query}{'&' if query else '?'}{EVERYTHING}=yes"
    return [
        _pack_link("Slides", "pptx", pack_url(view, "pptx", query)),
        _pack_link("Word", "docx", pack_url(view, "docx", query)),
        element("A", "Page to print", "menu-entry", href=pack_url(view, "html", query)),
        _pack_link("Slides, everything", "pptx", pack_url(view, "pptx", whole)),
    ]


def _pack_link(text: str, form: str, href: str) -> Element:
    return element("A", text, "menu-entry", href=href, **{"data-pack": form})


def share_menu(files: Sequence[Part], ways: Sequence[Part]) -> Element:
    """Lay out what can be taken from a page, files and links to it, in the menu of its heading.

    assets/js/page.js closes it with Escape, or where a reader goes on elsewhere.
    """
    heads = (("Download", files), ("Share", ways))
    groups = [
        element(
            "Div",
            [element("P", head, "field-label"), *parts],
            "menu-group",
            role="group",
            **{"aria-label": head},
        )
        for head, parts in heads
        if parts
    ]
    title = "Download and share" if files else "Share"
    summary = element("Summary", title, "button")
    return element("Details", [summary, element("Div", groups, "menu-box")], "menu")


def downloads(csv: str, excel: str, api: str, *packs: Element) -> Element:
    """Lay out the menu of a page without filters: its content as files or packs, and the API."""
    files = [
        *packs,
        element("A", "CSV", "menu-entry", href=csv, download=""),
        element("A", "Excel", "menu-entry", href=excel, download=""),
    ]
    return share_menu(files, [element("A", "API", "menu-entry", href=api)])


def html_of(place: str) -> str:
    """Name the store whose data a callback fills with the HTML of an island."""
    return f"{place}-html"


def island(place: str, className: str = "", location: str = "", waiting: str = "") -> html.Div:
    """Make the place of a part that arrives as HTML: see `layouts.html_writer`.

    Args:
        place: its id; a callback writes HTML to the store `html_of(place)`, which
            `callbacks.islands` fills in.
        className: further classes.
        location: the id of the page's `dcc.Location`, so that links to other filters of the same
            page keep its controls.
        waiting: a text shown until it arrives, where that takes a while.
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
) -> Element | None:
    """Link to the pages of a list; nothing where one page holds all.

    Args:
        page: the page shown, from 1.
        total: how many entries the whole list has.
        size: how many entries a page holds.
        address: gives the address of a page.
        of: the name of what is counted, where that is not plain.
    """
    last = -(-total // size)
    if last <= 1:
        return None
    around = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    links: list[Part] = []
    for before, number in zip([0, *around], around, strict=False):
        if number - before > 1:
            links.append(element("Li", "…", **{"aria-hidden": "true"}))
        if number == page:
            shown = element("Span", str(number), **{"aria-current": "page"})
        else:
            shown = link(str(number), address(number))
        links.append(element("Li", shown))
    if page > 1:
        links.insert(0, element("Li", link("Previous", address(page - 1))))
    if page < last:
        links.append(element("Li", link("Next", address(page + 1))))
    first = (page - 1) * size + 1
    text = f"{first:,} to {min(page * size, total):,} of {total:,}{of}"
    parts = [element("P", text, "quiet"), element("Ul", links)]
    return element("Nav", parts, "pager", **{"aria-label": "Pages of this list"})
