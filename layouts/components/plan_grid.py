"""The grid of many councils: improvement areas by councils, with numbers of items."""

from __future__ import annotations

from dash import dcc, html

from layouts.components.parts import gap, pager
from layouts.markup import Element, Part, element
from portal.domain.formatting import plural
from portal.domain.view_models import GridView
from portal.domain.view_state import ORDERS, PAGE_SIZE
from portal.domain.vocabulary import Area, Council
from portal.urls import compare_url, council_url

# Councils that fit side by side.
MOST_PICKED = 4
_ORDER_NAMES = {"name": "name", "region": "region", "number": "number of items"}


def grid(view: GridView) -> html.Section:
    """Lay out the heading, the ways to sort, the grid of one page of councils, and the form."""
    state = view.state
    area = view.vocabulary.areas.get(state.area)
    theme = view.vocabulary.themes.get(state.theme)
    about = f" about {theme.name.lower()}" if theme else ""
    where = f" on {area.name.lower()}" if area else ""
    return html.Section(
        [
            html.H2(
                f"{plural(view.items, 'item')}{about}{where} in the plans of "
                f"{plural(view.total, 'council')}",
                tabIndex="-1",
                **{"data-list": "grid"},
            ),
            html.P(
                f"Number of items by improvement area. Tick up to {MOST_PICKED} councils to see "
                "their plans side by side, or choose a number.",
                className="sub",
            ),
            _without(view),
            _orders(view),
            html.Form(
                [
                    _hidden(view),
                    html.Div(
                        _table(view),
                        className="table-scroll grid-scroll",
                        tabIndex="0",
                        role="region",
                        **{"aria-label": "Items by council and improvement area"},
                    ),
                    _picked(),
                ],
                action=compare_url(),
                method="get",
                className="pick-form",
                **{"data-pick": str(MOST_PICKED)},
            ),
            pager(
                state.page,
                view.total,
                PAGE_SIZE,
                lambda number: compare_url(state.query(page=number)),
            ),
        ],
        className="block plan-grid",
    )


def _without(view: GridView) -> Part:
    if not view.without:
        return None
    count = len(view.without)
    names = ", ".join(c.name for c in view.without[:6]) + (" …" if count > 6 else "")
    return gap(f"The portal has no plan of {plural(count, 'chosen council')}: {names}")


def _orders(view: GridView) -> html.P:
    links: list[Part] = ["Sorted by "]
    for order in ORDERS:
        name = _ORDER_NAMES[order]
        if order == view.state.order:
            links.append(html.Strong(name))
        else:
            address = compare_url(view.state.query(order=order, page=1))
            links.append(dcc.Link(name, href=address or compare_url()))
        links.append(" · ")
    return html.P(links[:-1], className="sub orders")


def _hidden(view: GridView) -> list[Element]:
    """Keep the filters when councils are picked."""
    state = view.state
    return [
        element("Input", None, type="hidden", name=name, value=value)
        for name, value in (("theme", state.theme), ("area", state.area), ("words", state.words))
        if value
    ]


def _picked() -> html.Div:
    return html.Div(
        [
            html.Button("Compare side by side", type="submit", className="button pick-submit"),
            html.Span(
                f"Nothing is ticked yet; tick up to {MOST_PICKED}.",
                className="pick-count quiet",
                role="status",
            ),
        ],
        className="pick-bar",
    )


def _table(view: GridView) -> Element:
    areas = list(view.vocabulary.areas.values())
    heads = [element("Th", "Council", scope="col"), element("Th", "All", "num", scope="col")]
    heads += [element("Th", _area_head(view, area), "num", scope="col") for area in areas]
    body = [_row(view, council, areas) for council in view.rows]
    return element(
        "Table",
        [element("Thead", element("Tr", heads)), element("Tbody", body)],
        "heat-grid",
    )


def _area_head(view: GridView, area: Area) -> Part:
    chosen = view.state.area == area.key
    address = compare_url(view.state.query(area="" if chosen else area.key, page=1))
    link = dcc.Link(area.short_name, href=address)
    return html.Strong(link) if chosen else link


def _row(view: GridView, council: Council, areas: list[Area]) -> Element:
    counts = {area.key: view.counts[area.key, council.key] for area in areas}
    total = sum(counts.values())
    box = element(
        "Input",
        None,
        "pick",
        type="checkbox",
        name="councils",
        value=council.key,
        **{"aria-label": f"Tick {council.name}"},
    )
    region = view.vocabulary.councils.get(council.region)
    name = [
        box,
        " ",
        dcc.Link(council.name, href=council_url(council.key)),
        element("Span", region.name if region else "", "row-note"),
    ]
    first = "first-rows" if council.key in view.default else ""
    cells = [element("Th", name, scope="row"), element("Td", str(total), "num")]
    cells += [_cell(view, council, area, counts[area.key]) for area in areas]
    return element("Tr", cells, first)


def _cell(view: GridView, council: Council, area: Area, count: int) -> Element:
    if not count:
        return element("Td", "0", "num none")
    state = view.state.query(councils=(council.key,), area=area.key, order="name", page=1)
    link = element(
        "A",
        str(count),
        href=compare_url(state),
        **{"aria-label": f"{plural(count, 'item')} of {council.name} on {area.name}"},
    )
    level = 1 + min(6, round(6 * (count / view.most) ** 0.7))
    return element("Td", link, f"num heat-{level}")
