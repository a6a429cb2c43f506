"""Ways to take a page along: files, a link, the API, the code for another site."""

from __future__ import annotations

from dash import html

from layouts.components.parts import island, share_menu
from layouts.markup import Part


def toolbar(
    copy: str, csv: str, excel: str, api: str, packs: str = "", embed: Part = None
) -> html.Details:
    """Lay out the menu that downloads the view, copies its link and leads to the API.

    The view's packs, where it has any, are linked in the island `packs`.
    """
    files = [
        *([island(packs)] if packs else []),
        html.A("CSV", id=csv, href="", className="menu-entry", download=""),
        html.A("Excel", id=excel, href="", className="menu-entry", download=""),
    ]
    return share_menu(files, ways(copy, api, embed))


def ways(copy: str, api: str, embed: Part = None) -> list[Part]:
    """List the ways to share a view."""
    parts: list[Part] = [
        html.Button("Copy link", id=copy, type="button", className="menu-entry"),
        embed,
        html.A("API", id=api, href="", className="menu-entry"),
    ]
    return [part for part in parts if part is not None]


def embed_code(code: str, copy: str) -> html.Details:
    """Lay out the code that shows this view on another site; assets/js/embed.js writes it."""
    return html.Details(
        [
            html.Summary("Embed", className="menu-entry"),
            html.Div(
                [
                    html.P(
                        "Copy this into a page of your own site. It shows this view with current "
                        "data, its source and its limits. It needs a portal at a web address that "
                        "readers of your site can reach."
                    ),
                    html.Pre(html.Code(id=code), tabIndex="0"),
                    html.Button("Copy the code", id=copy, type="button", className="button"),
                ],
                className="embed-box",
            ),
        ],
        className="embed-code",
    )
