"""The head of a page's document: title, description, address, what previews of links show.

Tags follow https://ogp.me and X's cards; `described_data` tells search engines of the data.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, cast

from cachetools import LRUCache
from dash import Dash
from flask import g, request
from markupsafe import Markup, escape
from sqlalchemy.exc import SQLAlchemyError

from portal.domain.chosen import subject
from portal.domain.league import LeagueState
from portal.domain.region import TITLE
from portal.domain.view_state import IndicatorState
from portal.pages import Page
from portal.services import Services
from portal.services.base import NotFound
from portal.services.views import COUNCIL, INDICATORS, LEAGUE
from portal.settings import Settings
from portal.telemetry.logging import request_id
from portal.urls import FEED, SOURCES, council_feed_url
from portal.web import described_data
from portal.web.dear_views import DearViews
from portal.web.first_view import entry
from portal.web.own_assets import OwnAssets

log = logging.getLogger("portal")

PREVIEW, PREVIEW_SIZE = "/assets/preview.png", (1200, 630)
_GENERAL = "Improvement plans, inspections and indicators of children’s services side by side."
# One head costs the queries of its page.
_MOST_HEADS = 500


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document.

    `title` begins with what the address narrows the page to; `address` has neither host nor unknown
    names, "" if the page is not public; `data` describes the data for search engines; `feeds` are
    names and addresses of what a reader may follow; `portal` is its name with the region's.
    """

    title: str
    description: str = _GENERAL
    address: str = ""
    data: str = ""
    feeds: tuple[tuple[str, str], ...] = (("What changed in the data", FEED),)
    portal: str = TITLE


class DocumentDash(Dash):  # type: ignore[misc]
    """Dash whose documents each have a head of their own, and hold the page."""

    head: Callable[[], Head]
    first: Callable[[], Markup]
    base_url: str
    own_assets: OwnAssets
    # What a process that serves does before anybody asks for it.
    work_ahead: Callable[[], None]

    def _generate_css_dist_html(self) -> str:
        return self.own_assets.tags(super()._generate_css_dist_html())

    def _generate_scripts_html(self) -> str:
        return self.own_assets.tags(super()._generate_scripts_html())

    def interpolate_index(self, **parts: Any) -> str:
        """Put head and content of the page that is asked for into the document."""
        head = self.head()
        parts["app_entry"] = entry(self.first(), parts["app_entry"])
        parts["title"] = str(escape(head.title))
        parts["metas"] = f"{parts['metas']}\n      {tags(head, self.base_url)}"
        return str(super().interpolate_index(**parts))


def register(app: DocumentDash, services: Services, settings: Settings, views: DearViews) -> None:
    """Give documents heads, each made once for an address at a version of the data."""
    heads: LRUCache[tuple[object, ...], Head] = LRUCache(_MOST_HEADS)
    lock = Lock()

    def head() -> Head:
        page: Page | None = g.get("page")
        if page is None or g.get("page_status") != 200:
            return Head(services.region.region().portal)
        values = page.values(request.path) or ()
        if page.guard is not None:
            return Head(page.heading(services, values))
        query = request.query_string.decode("utf-8", "replace")
        with services.data.asking() as version:
            key = (version, request.path, query)
            with lock:
                made = heads.get(key)
            in_turn = made is None and views.needs_turn(query, services.data.vocabulary())
        if made is None:
            with views.making(in_turn):
                made = _head(services, page, values, query, settings.base_url)
            made = replace(made, portal=services.region.region().portal)
            with lock:
                heads[key] = made
        return made

    app.head, app.base_url = head, settings.base_url
    app.own_assets = OwnAssets(Path(app.config.assets_folder))
    app.server.before_request(app.own_assets.answer)


def _head(services: Services, page: Page, values: tuple[str, ...], query: str, base: str) -> Head:
    title = page.heading(services, values)
    if page.view is None:
        data = described_data.whole(services, base) if base and page.path == SOURCES else ""
        return Head(title, page.description or _GENERAL, page.path, data)
    state = page.view.read(request.path, query)
    description = page.description or _GENERAL
    if state is not None and page.view.describe is not None:
        try:
            description = page.view.describe(services.views, state)
        except NotFound:
            return Head(title)
        except SQLAlchemyError:
            raise  # `error_pages` says what is wrong with the database
        except Exception:  # a page without a description is better than none
            log.exception("description failed, number %s", request_id())
    address = page.view.address(state) if state is not None else page.path
    data = measure = ""
    if page.view is INDICATORS:
        shown = services.indicators.view(cast(IndicatorState, state))
        if base:
            data = described_data.measure(services, shown, description, address, base)
        if shown.state.measure and shown.measure is not None:
            measure = shown.measure.name
    elif page.view is LEAGUE:
        measure = services.league.view(cast(LeagueState, state)).measure
    if state is not None and (about := subject(state, services.data.vocabulary(), measure)):
        title = f"{about}: {title}"
    head = Head(title, description, address, data)
    if page.view is COUNCIL:
        feed = (f"What changed about {title.partition(' · ')[0]}", council_feed_url(*values))
        return replace(head, feeds=(*head.feeds, feed))
    return head


def tags(head: Head, base: str) -> Markup:
    """Write the tags of a head; without a public address, previews have no link and no picture."""
    named = {
        "description": head.description,
        "twitter:card": "summary",
        "twitter:title": head.title,
        "twitter:description": head.description,
    }
    properties = {
        "og:type": "website",
        "og:site_name": head.portal,
        "og:locale": "en_GB",
        "og:title": head.title,
        "og:description": head.description,
    }
    links = []
    if not head.address:
        named["robots"] = "noindex"
    elif base:
        address = f"{base}{head.address}"
        links.append(Markup('<link rel="canonical" href="{}">').format(address))
        width, height = PREVIEW_SIZE
        named |= {"twitter:card": "summary_large_image", "twitter:image": f"{base}{PREVIEW}"}
        properties |= {
            "og:url": address,
            "og:image": f"{base}{PREVIEW}",
            "og:image:width": str(width),
            "og:image:height": str(height),
            "og:image:alt": "Alongside: children’s services of England’s councils side by side",
        }
    link = Markup('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">')
    links += [link.format(name, address) for name, address in head.feeds]
    meta = Markup('<meta {}="{}" content="{}">')
    lines = [meta.format("name", name, content) for name, content in named.items()]
    lines += [meta.format("property", name, content) for name, content in properties.items()]
    return Markup("\n      ").join([*lines, *links, *([head.data] if head.data else [])])
