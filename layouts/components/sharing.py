"""Ways to take a page along: files, a link, the API, the code for another site."""

from __future__ import annotations

from dash import html

from layouts.components.parts import island, share_menu
from layouts.ids import DownloadedIds, EmbeddedIds, FilteredIds, PackedIds
from layouts.markup import Element, Part


def menu(ids: type[FilteredIds]) -> Element:
    """Lay out the menu that downloads a page's view, copies its link and leads to the API.

    The view's packs, where it has any, are linked in an island.
    """
    files: list[Part] = [island(ids.PACKS)] if issubclass(ids, PackedIds) else []
    if issubclass(ids, DownloadedIds):
        files += [_entry("CSV", ids.CSV, download=""), _entry("Excel", ids.EXCEL, download="")]
    ways: list[Part] = [
        html.Button("Copy link", id=ids.COPY, type="button", className="menu-entry")
    ]
    if issubclass(ids, EmbeddedIds):
        ways.append(_embed_code(ids.EMBED, ids.EMBED_COPY))
    return share_menu(files, [*ways, _entry("API", ids.API)])


def _entry(text: str, id_: str, **more: str) -> html.A:
    return html.A(text, id=id_, href="", className="menu-entry", **more)


def _embed_code(code: str, copy: str) -> html.Details:
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
