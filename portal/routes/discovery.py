"""Answers for programs that look for pages: robots.txt, sitemap.xml, and feeds of changes.

The feed is Atom (RFC 4287); the list of addresses follows https://www.sitemaps.org/protocol.html.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from flask import Flask, Response, abort, request

from portal.domain.region import TITLE
from portal.services import Services
from portal.services.feed import Change
from portal.settings import Settings
from portal.urls import COUNCILS, FEED, HOME, council_feed_url, council_url
from portal.web.conditional import conditional
from portal.web.handlers import bound
from portal.web.turns import Turns

ROBOTS, SITEMAP, PART = "/robots.txt", "/sitemap.xml", "/sitemap-{}.xml"
# What costs much and says nothing that a page does not, and what is for people who sign in.
_NOT_FOR_ROBOTS = ("/download/", "/pack/", "/embed/", "/api/v1/", "/sign-in", "/visits", "/imports")
_ATOM_TYPE = "application/atom+xml"
_ATOM, _MAP = "http://www.w3.org/2005/Atom", "http://www.sitemaps.org/schemas/sitemap/0.9"
# More addresses a file may not hold; where there are more, the file names further ones.
MOST_ADDRESSES = 50_000


def register(
    server: Flask, services: Services, settings: Settings, pages: Sequence[str], turns: Turns
) -> None:
    """Add the routes; `pages` are the addresses of public pages that have no variables."""

    def add(path: str, handler: Callable[..., Response], *more: object) -> None:
        view = turns.limited(bound(handler, services, settings, *more))
        view = conditional(view, services, settings)
        server.add_url_rule(path, handler.__name__, view)

    add(ROBOTS, _robots)
    add(SITEMAP, _sitemap, pages)
    add(PART.format("<int:part>"), _sitemap_part, pages)
    add(FEED, _feed)
    add(f"{COUNCILS}/<council>{FEED}", _council_feed)


def _base(settings: Settings) -> str:
    return settings.base_url or request.host_url.rstrip("/")


def _robots(_services: Services, settings: Settings) -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS)]
    text = "\n".join([*lines, "", f"Sitemap: {_base(settings)}{SITEMAP}", ""])
    return Response(text, mimetype="text/plain")


def _sitemap(services: Services, settings: Settings, pages: Sequence[str]) -> Response:
    """List the pages, then every council, item, measure, inspection and finding."""
    addresses = [*pages, *services.feed.addresses()]
    if len(addresses) <= MOST_ADDRESSES:
        return _listed("urlset", "url", addresses, settings)
    parts = range(1, -(-len(addresses) // MOST_ADDRESSES) + 1)
    return _listed("sitemapindex", "sitemap", [PART.format(part) for part in parts], settings)


def _sitemap_part(
    services: Services, settings: Settings, pages: Sequence[str], part: int
) -> Response:
    """List a part of the addresses, where one file may not hold them all."""
    addresses = [*pages, *services.feed.addresses()]
    shown = addresses[(part - 1) * MOST_ADDRESSES : part * MOST_ADDRESSES] if part else []
    if not shown:
        abort(404)
    return _listed("urlset", "url", shown, settings)


def _listed(whole: str, each: str, addresses: Sequence[str], settings: Settings) -> Response:
    root = ET.Element(whole, xmlns=_MAP)
    for address in addresses:
        ET.SubElement(ET.SubElement(root, each), "loc").text = f"{_base(settings)}{address}"
    return _xml(root, "application/xml")


def _feed(services: Services, settings: Settings) -> Response:
    changes = services.feed.changes()
    return _atom(
        f"{services.region.region().portal}: what changed in the data",
        HOME,
        FEED,
        changes,
        settings,
    )


def _council_feed(services: Services, settings: Settings, council: str) -> Response:
    area = services.data.vocabulary().councils.get(council)
    if area is None or area.kind != "council":
        abort(404)
    title = f"{services.region.region().portal}: what changed about {area.name}"
    changes = services.feed.changes(council)
    return _atom(title, council_url(council), council_feed_url(council), changes, settings)


def _atom(
    title: str, page: str, address: str, changes: Sequence[Change], settings: Settings
) -> Response:
    base = _base(settings)
    root = ET.Element("feed", xmlns=_ATOM)
    updated = max((change.at for change in changes), default=datetime(2026, 1, 1, tzinfo=UTC))
    texts = {"title": title, "id": f"{base}{address}", "updated": _time(updated)}
    for name, text in texts.items():
        ET.SubElement(root, name).text = text
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=f"{base}{page}")
    ET.SubElement(root, "link", rel="self", type=_ATOM_TYPE, href=f"{base}{address}")
    ET.SubElement(ET.SubElement(root, "author"), "name").text = TITLE
    for change in changes:
        entry = ET.SubElement(root, "entry")
        texts = {
            "title": change.title,
            "id": _id(change),
            "updated": _time(change.at),
            "summary": change.text,
        }
        for name, text in texts.items():
            ET.SubElement(entry, name).text = text
        ET.SubElement(entry, "link", rel="alternate", href=f"{base}{change.link}")
    return _xml(root, _ATOM_TYPE)


def _id(change: Change) -> str:
    """Name a change for ever, by whatever address the portal is reached."""
    return uuid5(NAMESPACE_URL, f"{change.key} {_time(change.at)}").urn


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _xml(root: ET.Element, kind: str) -> Response:
    return Response(ET.tostring(root, encoding="utf-8", xml_declaration=True), mimetype=kind)
