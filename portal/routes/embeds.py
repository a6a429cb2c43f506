"""Views for other sites' frames: light pages of HTML and SVG, which run nothing and set nothing.

Everything else of the portal refuses to be framed (portal.web).
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, render_template, request
from markupsafe import Markup

from portal.domain.pack_model import Chart, Pack
from portal.domain.view_state import CompareState, IndicatorState
from portal.packs.common.axes import formatted
from portal.packs.common.sanitise import shown, tidy
from portal.packs.common.wording import doubt_note
from portal.packs.html import svg_charts
from portal.services import Services
from portal.services.embedding import EmbedService
from portal.settings import Settings
from portal.web import conditional

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
# A frame of a page that asks for isolation must be allowed by what it shows.
_HEADERS = {"Content-Security-Policy": POLICY, "Cross-Origin-Resource-Policy": "cross-origin"}
WIDE, NARROW = 720.0, 340.0
_LOST = {
    400: "This address was not understood, or names more than four councils, so there is nothing "
    "to show.",
    404: "There is no such view.",
}


def register(server: Flask, services: Services, settings: Settings) -> None:
    """Add the routes."""
    embeds = EmbedService(services.data)

    def base() -> str:
        return settings.base_url or request.host_url.rstrip("/")

    def made(view: str) -> Pack | int:
        search = request.query_string.decode("utf-8", "replace")
        if view == "compare":
            plans = CompareState.from_query(search)
            problems = services.compare.problems(plans)
            if problems or not services.compare.fits(plans):
                return 400
            return embeds.compare(plans, base())
        if view == "indicators":
            figures = IndicatorState.from_query(search)
            problems = services.indicators.problems(figures)
            return 400 if problems else embeds.indicators(figures, base())
        return 404

    def embed(view: str) -> Response:
        pack = made(view)
        if isinstance(pack, int):
            told = {"title": "Alongside", "lost": _LOST[pack], "link": f"{base()}/"}
            return _page(pack, pack=told, pages=())
        pack = tidy(pack)
        numbers = iter(range(1, 1_000_000))
        pages = [
            (page.title, [_block(block, next(numbers)) for block in page.blocks])
            for _part, page in pack.pages
        ]
        return _page(200, pack=pack, pages=pages)

    kept = conditional.conditional(embed, services, settings)
    server.add_url_rule("/embed/<view>", "embed", kept)


def _page(status: int, **values: Any) -> Response:
    response = Response(render_template("embed.html", **values), status, mimetype="text/html")
    response.headers.update(_HEADERS)
    return response


def _block(block: Any, number: int) -> dict[str, Any]:
    """A block as the template needs it: its kind, itself, and of a chart its drawings and table."""
    kind = type(block).__name__.lower()
    if not isinstance(block, Chart):
        return {"kind": kind, "block": block, "shown": shown}
    # Our own writer escapes every text. Two sizes: text that is legible in a wide frame would be
    # too small in a narrow one; the style sheet shows the one that fits.
    drawn = {
        name: Markup(svg_charts.draw(block, f"chart-{number}-{name}", width))  # noqa: S704
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    }

    def cell(value: float | None) -> str:
        return "–" if value is None else formatted(value, block.number_format)

    rows = [
        [category, *(cell(one.values[n]) for one in block.series)]
        for n, category in enumerate(block.categories)
    ]
    head = ["Period", *(one.name for one in block.series)]
    return {
        "kind": kind,
        "block": block,
        "drawn": drawn,
        "head": head,
        "rows": rows,
        "note": doubt_note(block),
    }
