"""Write a part of a page as HTML, for an island that the browser fills in one step.

Dash keeps a wrapper, a selector and a path for each of its components; a list of a hundred cards
costs it seconds. An island is one component whose content is HTML (`assets/js/island.js`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup, escape

from layouts.markup import Part

_NAMES = {"className": "class", "htmlFor": "for"}
_VOID = frozenset({"br", "hr", "img", "input", "link", "wbr"})
# What React needs and HTML has no word for.
_LEFT_OUT = frozenset({"children", "n_clicks", "style", "key"})
_LINK = re.compile(r"(https?://|mailto:|[/?#])[^\x00-\x20]*|", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")


def write_html(part: Part) -> Markup:
    """Write a component, an element made as a dict, text, or a list of them; all text is escaped.

    Parts that are `Markup` already are put in as they are, so that what is drawn often is
    written once.

    Raises:
        TypeError: if a part has no HTML, such as a chart.
        ValueError: if a link leads to anything but a page, a place on it, or an address.
    """
    return Markup("".join(_write(part)))  # noqa: S704 - _write escapes all text and values


def _write(part: Part) -> Iterator[str]:
    if part is None or part is False:
        return
    if isinstance(part, (str, int, float)):
        yield str(escape(part))
    elif isinstance(part, (list, tuple)):
        for child in part:
            yield from _write(child)
    else:
        kind, props = _element(part)
        yield f"<{kind}{_attributes(props)}>"
        if kind not in _VOID:
            yield from _write(props.get("children"))
            yield f"</{kind}>"


def _element(part: object) -> tuple[str, Mapping[str, Any]]:
    """Take a component or dict apart: its HTML name, and properties under React's names."""
    if isinstance(part, Component):
        kind, namespace, props = part._type, part._namespace, vars(part)
    elif isinstance(part, dict) and "props" in part:
        kind, namespace, props = part["type"], part["namespace"], part["props"]
    else:
        raise TypeError(f"{type(part).__name__} cannot be part of a page")
    if namespace == "dash_core_components" and kind == "Link":
        return "a", props
    if namespace != "dash_html_components":
        raise TypeError(f"{namespace}.{kind} has no HTML; place it beside the island")
    return kind.lower(), props


def _attributes(props: Mapping[str, Any]) -> str:
    written = []
    # Dash gives the properties in no fixed order; the same part is the same text.
    for name, value in sorted(props.items()):
        if name in _LEFT_OUT or name[0] == "_" or name.startswith("available_"):
            continue
        if value is None or value is False:
            continue
        name = _NAMES.get(name, name.lower())
        if name == "href" and not _LINK.fullmatch(str(value)):
            raise ValueError(f"{value!r} is no address that a link may have")
        if name == "id" and not isinstance(value, str):
            raise TypeError(f"{value!r} is an id for callbacks, which do not reach into an island")
        written.append(f" {name}" if value is True else f' {name}="{escape(value)}"')
    # The Content-Security-Policy refuses style attributes; the script sets them as properties.
    style = props.get("style")
    if style:
        rules = ";".join(f"{_rule(name)}:{value}" for name, value in style.items())
        written.append(f' data-style="{escape(rules)}"')
    return "".join(written)


def _rule(name: str) -> str:
    """Name a property as CSS does: `minHeight` is `min-height`."""
    return _CAPITAL.sub(r"-\1", name).lower()
