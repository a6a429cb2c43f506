"""The page for an address that leads nowhere."""

from __future__ import annotations

from dash import dcc, html

from layouts.components.parts import page
from portal.urls import COMPARE, COUNCILS, HOME, INDICATORS, SEARCH


def layout(**_query: object) -> html.Div:
    """Say that there is no such page, and where to go."""
    return page(
        "There is no such page",
        "The address may be mistyped, or what it named is not in the portal.",
        html.Div(
            html.Ul(
                [
                    html.Li(dcc.Link("Overview", href=HOME)),
                    html.Li(dcc.Link("Plans side by side", href=COMPARE)),
                    html.Li(dcc.Link("Indicators side by side", href=INDICATORS)),
                    html.Li(dcc.Link("Councils", href=COUNCILS)),
                    html.Li(dcc.Link("Search", href=SEARCH)),
                ]
            ),
            className="wrap",
        ),
    )
