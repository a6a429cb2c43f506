"""Links to other pages with content on a theme, an area or councils, with the counts."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from dash import dcc, html

from layouts.components.parts import panel
from layouts.markup import Element, Part
from portal.domain.elsewhere import Elsewhere, Place
from portal.domain.formatting import plural, sentence_list
from portal.urls import benchmarks_url, compare_url, findings_url, indicators_url


def _indicators(query: str) -> str:
    return indicators_url(query=query)


_PLACES: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "items": ("item of plans", "items of plans", compare_url),
    "measures": ("measure with figures", "measures with figures", _indicators),
    "benchmarks": (
        "measure that benchmarks compare", "measures that benchmarks compare", benchmarks_url,
    ),
    "findings": ("finding", "findings", findings_url),
}  # fmt: skip


def elsewhere_panel(elsewhere: Elsewhere | None, here: str) -> Element | None:
    """Link to other pages from a page that shows nothing; nothing where no page has content.

    Args:
        elsewhere: the content of other pages.
        here: name of the page itself, which is shown without the councils alone.
    """
    if elsewhere is None:
        return None
    rows = [part for place in elsewhere.places if (part := _row(elsewhere, place, here))]
    if not rows:
        return None
    return panel(
        html.H3(f"What the portal has{_about(elsewhere)}"),
        html.Ul(rows),
        className="elsewhere",
    )


def _about(elsewhere: Elsewhere) -> str:
    parts = [f"the theme “{elsewhere.theme}”"] if elsewhere.theme else []
    parts += [f"the area “{elsewhere.area}”"] if elsewhere.area else []
    if parts:
        return f" on {sentence_list(parts)}"
    return f" about {sentence_list(list(elsewhere.names))}" if elsewhere.names else ""


def _row(elsewhere: Elsewhere, place: Place, here: str) -> html.Li | None:
    singular, many, url = _PLACES[place.name]
    links: list[Part] = []
    if place.chosen and place.name != here:
        links.append(
            dcc.Link(
                plural(place.chosen, singular, many), href=url(_query(elsewhere, councils=True))
            )
        )
        if elsewhere.names:
            links.append(f" of {_whose(elsewhere)}")
    # Measures are the same for all councils; more of them is no other place.
    wider = place.everywhere - place.chosen
    if elsewhere.names and wider > 0 and place.name in ("items", "findings", here):
        if links:
            links.append(", ")
        text = f"{plural(place.everywhere, singular, many)} of all councils"
        links.append(dcc.Link(text, href=url(_query(elsewhere, councils=False))))
    return html.Li(links) if links else None


def _whose(elsewhere: Elsewhere) -> str:
    if len(elsewhere.names) > 3:
        return "the chosen councils"
    return sentence_list(list(elsewhere.names))


def _query(elsewhere: Elsewhere, councils: bool) -> str:
    asked = {name: key for name, key in elsewhere.asked.items() if key}
    if councils and elsewhere.councils:
        asked = {"councils": ",".join(elsewhere.councils), **asked}
    return f"?{urlencode(asked, safe=',')}" if asked else ""
