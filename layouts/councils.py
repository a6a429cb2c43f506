"""The list of councils."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from layouts.components.parts import (
    block,
    council_name,
    folded,
    gap,
    island,
    pack_menu,
    page,
    pager,
    panel,
    share_menu,
)
from layouts.ids import Councils as ids
from layouts.markup import Element, Part
from portal.domain.formatting import plural, sentence_list
from portal.domain.paging import listed
from portal.domain.view_models import CouncilCard
from portal.domain.view_state import CouncilsState
from portal.urls import COUNCILS, api_view_url, compare_url, council_url


def layout() -> html.Div:
    """Make the page's place for the cards."""
    return page(
        "Councils",
        "Each council’s inspections, plans and figures on one page.",
        dcc.Location(id=ids.URL, refresh=False),
        island(ids.RESULTS, "results wrap", ids.URL),
        tools=share_menu(
            pack_menu("councils", ""),
            [html.A("API", href=api_view_url("councils"), className="menu-entry")],
        ),
    )


def results(
    cards: Sequence[CouncilCard],
    others: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    number: int = 1,
) -> list[Part]:
    """Lay out a card per council with plans, a page of them at once; the others by region, folded.

    Args:
        others: names of regions, with key and name of each council without plans here.
        number: the page of the cards.
    """
    part = listed(cards, number)
    heading = f"Councils with plans{f': {part.words}' if part.words else ''}"
    shown: list[Part] = [
        html.Section(
            [
                html.H2(heading, tabIndex="-1", className="visually-hidden", **{"data-list": ""}),
                html.Div([_card(card) for card in part.entries], className="council-cards"),
                pager(
                    part.number,
                    part.total,
                    part.size,
                    lambda n: f"{COUNCILS}{CouncilsState(page=n).query()}",
                ),
            ],
            className="block",
        ),
    ]
    if others:
        shown.append(_others(others))
    return shown


def _others(others: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> Element:
    count = sum(len(councils) for _region, councils in others)
    regions = [
        panel(
            folded(
                f"{region}: {plural(len(councils), 'council')}",
                html.Ul(
                    [html.Li(dcc.Link(n, href=council_url(key))) for key, n in councils],
                    className="region-councils",
                ),
            ),
            className="flush",
        )
        for region, councils in others
    ]
    return block(
        "Councils without plans here: figures only",
        html.P(
            f"{plural(count, 'council')} by region. The portal has no plan of theirs; their "
            "pages lead to their official statistics and statistical neighbours.",
            className="sub",
        ),
        *regions,
    )


def _card(card: CouncilCard) -> html.Article:
    council = card.council
    plans = sentence_list([f"{p.short}" for p in card.plans])
    return html.Article(
        [
            html.H3(council_name(council)),
            html.P(plans) if plans else gap("No plan of this council is in the portal yet."),
            html.P(
                f"{plural(card.items, 'item')} · {plural(card.actions, 'action')}",
                className="counts",
            ),
            html.P(
                [
                    dcc.Link("Council page", href=council_url(council.key)),
                    " · ",
                    dcc.Link("Items", href=compare_url(f"?councils={council.key}")),
                ]
            ),
        ],
        className=f"panel summary {council.css}",
    )
