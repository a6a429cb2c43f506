"""Elements as the plain dicts that Dash's components turn into, for parts with many of them.

A component of Dash costs some fifteen microseconds to make, a dict half of one; a table of
hundreds of cells, or the chart that a page is judged by, cannot afford components. The result
goes through `layouts.html_writer.write_html` like any other part.
"""

from __future__ import annotations

from typing import Any

Element = dict[str, Any]


def element(kind: str, children: Any = None, className: str = "", **props: Any) -> Element:
    """An HTML element under the name that `dash.html` gives it: `Div`, `Td`, `Span` …"""
    if className:
        props["className"] = className
    if children is not None:
        props["children"] = children
    return {"type": kind, "namespace": "dash_html_components", "props": props}


def link(text: Any, href: str, className: str = "") -> Element:
    """A link to a page of the portal, followed without loading the whole page anew."""
    props = {"children": text, "href": href}
    if className:
        props["className"] = className
    return {"type": "Link", "namespace": "dash_core_components", "props": props}
