"""The list of councils."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from layouts.components.parts import council_name, gap, page, skeleton
from layouts.ids import Councils as ids
from portal.domain.formatting import plural, sentence_list
from portal.domain.views import CouncilCard
from portal.urls import compare_url, council_url


def layout() -> html.Div:
    """The page's place for the cards."""
    return page(
        "Councils",
        "Each council’s inspections, plans and figures on one page.",
        html.Div(skeleton(6), id=ids.RESULTS, className="results wrap"),
    )


def results(cards: Sequence[CouncilCard]) -> html.Div:
    """A card a council."""
    return html.Div([_card(card) for card in cards], className="council-cards block")


def _card(card: CouncilCard) -> html.Article:
    council, summary = card.council, card.summary
    plans = sentence_list([f"{p.short}" for p in card.plans])
    return html.Article(
        [
            html.H2(council_name(council)),
            html.P(plans) if plans else gap("No plan of this council is in the portal yet."),
            html.P(
                f"{plural(summary.items, 'item')} · {plural(summary.actions, 'action')}",
                className="counts",
            ),
            html.P(
                [
                    dcc.Link("Its page", href=council_url(council.key)),
                    " · ",
                    dcc.Link("Its items", href=compare_url(f"?councils={council.key}")),
                ]
            ),
        ],
        className=f"panel summary {council.css}",
    )
