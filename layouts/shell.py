"""The frame around every page: skip link, header with navigation, main, footer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import dash_bootstrap_components as dbc
from dash import dcc, html, page_container

from layouts.components.parts import island
from layouts.ids import App as ids
from portal.domain.filters import MAX_WORDS
from portal.domain.formatting import day
from portal.domain.region import Region
from portal.domain.vocabulary import Vocabulary
from portal.urls import ABOUT, FEED, HOME, SEARCH, SIGN_IN, SOURCES, logo_url


class NavigationLink(NamedTuple):
    """A page of the header: the filters that travel to it, and the query that they make now."""

    name: str
    path: str
    takes: tuple[str, ...]
    query: str = ""


def shell(
    navigation: Sequence[NavigationLink],
    vocabulary: Vocabulary,
    signs_in: bool = True,
    newest: date | None = None,
    here: str = "",
) -> html.Div:
    """Lay out the frame around the page at the path `here`.

    `newest` is the end of the newest period of official statistics, None where none are loaded.

    It is the same for everybody: assets/js/account.js puts a name where somebody is signed in.
    """
    user = html.Div(html.A("Sign in", href=SIGN_IN), id=ids.USER, className="user")
    links = [_link(page, here) for page in navigation]
    made = f"loaded {day(vocabulary.made_at.date())}" if vocabulary.made_at else "no data yet"
    years = sorted(plan.published[:4] for plan in vocabulary.plans.values() if plan.published)
    papers = f"papers of {years[0]} to {years[-1]}, " if years else ""
    statistics = f"statistics to {newest.year}, " if newest else ""
    version = f"{papers}{statistics}{made}"
    return html.Div(
        [
            html.A("Skip to the content", href=f"#{ids.MAIN}", className="skip-link"),
            html.Header(
                html.Div(
                    [
                        dcc.Link(
                            _brand(vocabulary.region),
                            href=HOME,
                            className="brand",
                        ),
                        html.Nav(
                            links,
                            id=ids.NAVIGATION,
                            className="main-nav",
                            **{"aria-label": "Pages"},
                        ),
                        html.Div(
                            [
                                _search_box(),
                                *([user] if signs_in else []),
                            ],
                            className="head-tools",
                        ),
                    ],
                    className="wrap head-row",
                ),
                className="site-head",
            ),
            html.P(id=ids.PRINTED, className="print-line wrap"),
            dcc.Store(id=ids.STAMP),
            html.Div(id=ids.SINCE, role="status", className="wrap"),
            html.Main(page_container, id=ids.MAIN, tabIndex="-1"),
            _item_panel(),
            html.Footer(
                html.Div(
                    [
                        html.P(
                            "Facts and figures from public council papers and official "
                            "statistics, each with its place in the source; the words are the "
                            "portal’s own."
                        ),
                        html.P(version[:1].upper() + version[1:], className="version"),
                        html.P(
                            [
                                dcc.Link("Sources", href=SOURCES),
                                " · ",
                                html.A("What changed (feed)", href=FEED),
                                " · ",
                                dcc.Link("About, accessibility, privacy", href=ABOUT),
                            ]
                        ),
                    ],
                    className="wrap",
                ),
                className="site-foot",
            ),
        ]
    )


def _brand(region: Region) -> list[Any]:
    """Lay out the portal's sign, or the region's, and both names."""
    sign: Any = html.Span(className="logo", **{"aria-hidden": "true"})
    if region.logo:
        sign = html.Img(src=logo_url(region.logo), alt="", className="brand-logo")
    name = [html.Span(region.name, className="brand-region")] if region.name else []
    return [sign, "Alongside", *name]


def _link(page: NavigationLink, here: str) -> html.A:
    """Link to a page; assets/js/travel.js keeps the link up to date."""
    inside = page.path != HOME and here.startswith(f"{page.path}/")
    current = here == page.path or inside
    return html.A(
        page.name,
        href=f"{page.path}{page.query}",
        className="nav-link active" if current else "nav-link",
        **{"data-takes": " ".join(page.takes)},
        **({"aria-current": "page"} if current else {}),
    )


def _item_panel() -> html.Dialog:
    """Make the place at the side in which an item opens; assets/js/panel.js opens and closes it."""
    return html.Dialog(
        [
            dcc.Store(id=ids.ITEM),
            html.Button("Close", id=ids.PANEL_CLOSE, type="button", className="button"),
            island(ids.PANEL_CONTENT, "panel-content"),
        ],
        id=ids.PANEL,
        className="item-panel",
        **{"aria-labelledby": "item-panel-title"},
    )


def _search_box() -> html.Form:
    """Make a plain form: Enter leads to the page of the search from wherever the reader is."""
    return html.Form(
        [
            html.Label("Search the portal", htmlFor=ids.SEARCH, className="visually-hidden"),
            dbc.Input(
                id=ids.SEARCH,
                type="search",
                name="q",
                placeholder="Search",
                maxlength=MAX_WORDS,
                autocomplete="off",
            ),
        ],
        action=SEARCH,
        method="get",
        role="search",
        className="head-search",
        **{"aria-label": "The whole portal"},
    )
