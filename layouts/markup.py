"""Elements as the plain dicts that Dash's components turn into, for parts with many of them.

A component of Dash costs some fifteen microseconds to make, a dict half of one; a table of
hundreds of cells, or the chart that a page is judged by, cannot afford components. The result
goes through `layouts.html_writer.write_html` like any other part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from dash.development.base_component import Component
from markupsafe import Markup

Element = dict[str, Any]
# All that can stand in a page; None and False leave nothing behind.
Part: TypeAlias = Component | Element | Markup | str | int | float | Sequence["Part"] | None


def element(kind: str, children: Part = None, className: str = "", **props: Any) -> Element:
    """Make an HTML element under the name that `dash.html` gives it: `Div`, `Td`, `Span` …"""
    if className:
        props["className"] = className
    if children is not None:
        props["children"] = children
    return {"type": kind, "namespace": "dash_html_components", "props": props}


def link(text: Part, href: str, className: str = "") -> Element:
    """Make a link to a page of the portal, followed without loading the whole page anew."""
    props = {"children": text, "href": href}
    if className:
        props["className"] = className
    return {"type": "Link", "namespace": "dash_core_components", "props": props}
