"""Write a part of a page as HTML, for an island that the browser fills in one step; or all of it.

Dash keeps a wrapper, a selector and a path for each of its components; a list of a hundred cards
costs it seconds. An island is one component whose content is HTML (`assets/js/island.js`). A whole
page is written for the document that a browser shows before any script has run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup, escape

from layouts.controls import CONTROLS
from layouts.markup import Part

Props = Mapping[str, Any]
# Properties by the ids of components: what callbacks answered.
Filled = Mapping[str, Props]

_NAMES = {"className": "class", "htmlFor": "for"}
_VOID = frozenset({"br", "hr", "img", "input", "link", "wbr"})
# What React needs and HTML has no word for.
_LEFT_OUT = frozenset({"children", "n_clicks", "disable_n_clicks", "style", "key"})
# What Dash keeps in a page, and nobody sees.
_UNSEEN = frozenset({"Location", "Store"})
_LINK = re.compile(r"(https?://|mailto:|[/?#])[^\x00-\x20]*|", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")
# Most texts have nothing to escape; to look costs a third of escaping.
_SPECIAL = re.compile(r"""[&<>"']""")


def write_html(part: Part) -> Markup:
    """Write a component, an element made as a dict, text, or a list of them; all text is escaped.

    Parts that are `Markup` already are put in as they are, so that what is drawn often is
    written once.

    Raises:
        TypeError: if a part has no HTML, such as a chart.
        ValueError: if a link leads to anything but a page, a place on it, or an address.
    """
    return _written(part, None)


def write_page(part: Part, filled: Filled) -> Markup:
    """Write a page with its controls and with what callbacks filled in, as Dash would draw it.

    Raises:
        TypeError: if a part has no HTML.
        ValueError: if a link leads to anything but a page, a place on it, or an address.
    """
    return _written(part, filled)


def _written(part: Part, filled: Filled | None) -> Markup:
    pieces: list[str] = []
    _write(part, filled, pieces.append)
    return Markup("".join(pieces))  # noqa: S704 - _write escapes all text and values


def _write(part: Part, filled: Filled | None, write: Callable[[str], None]) -> None:
    if part is None or part is False:
        return
    if type(part) is dict and filled is None and "props" in part:  # most parts by far
        props = part["props"]
        kind, children = _element(part["type"], part["namespace"]), props.get("children")
        if type(children) is str and kind not in _VOID:
            write(f"<{kind}{_attributes(props)}>{_escaped(children)}</{kind}>")
            return
        write(f"<{kind}{_attributes(props)}>")
        if kind not in _VOID:
            _write(children, filled, write)
            write(f"</{kind}>")
    elif type(part) is str:
        write(_escaped(part))
    elif isinstance(part, (str, int, float)):  # Markup stays as it is
        write(str(escape(part)))
    elif isinstance(part, (list, tuple)):
        for child in part:
            _write(child, filled, write)
    else:
        kind, namespace, props = _taken_apart(part)
        if filled is not None:
            if namespace == "dash_core_components" and kind in _UNSEEN:
                return
            props = {**props, **filled.get(_id(props), {})}
            if namespace == "dash_bootstrap_components" and kind in CONTROLS:
                _write(CONTROLS[kind](_shown(props)), {}, write)
                return
        kind = _element(kind, namespace)
        write(f"<{kind}{_attributes(props)}>")
        if kind not in _VOID:
            _write(props.get("children"), filled, write)
            write(f"</{kind}>")


def _escaped(text: str) -> str:
    return text if _SPECIAL.search(text) is None else str(escape(text))


def _taken_apart(part: object) -> tuple[str, str, Props]:
    """Take a component or dict apart: name, namespace, and properties under React's names."""
    if isinstance(part, dict):
        if "props" in part:
            return part["type"], part["namespace"], part["props"]
    elif isinstance(part, Component):
        return part._type, part._namespace, vars(part)
    raise TypeError(f"{type(part).__name__} cannot be part of a page")


def _id(props: Props) -> str:
    id_ = props.get("id")
    return id_ if isinstance(id_, str) else ""


def _shown(props: Props) -> Props:
    """Leave out what Dash keeps in a component and React does not draw."""
    left_out = ("_", "available_")
    return {
        name: value
        for name, value in props.items()
        if name not in _LEFT_OUT and not name.startswith(left_out)
    }


@cache
def _element(kind: str, namespace: str) -> str:
    """Give the HTML name of a component."""
    if namespace == "dash_core_components" and kind == "Link":
        return "a"
    if namespace != "dash_html_components":
        raise TypeError(f"{namespace}.{kind} has no HTML; place it beside the island")
    return kind.lower()


def _attributes(props: Props) -> str:
    written = []
    for prop, name, begin in _named(tuple(props)):
        value = props[prop]
        if type(value) is str and name != "href":  # most values by far
            written.append(f'{begin}{_escaped(value)}"')
            continue
        if value is None or value is False:
            continue
        if name == "href" and not _LINK.fullmatch(str(value)):
            raise ValueError(f"{value!r} is no address that a link may have")
        if name == "id" and not isinstance(value, str):
            raise TypeError(f"{value!r} is an id for callbacks, which do not reach into an island")
        written.append(f" {name}" if value is True else f'{begin}{escape(value)}"')
    # The Content-Security-Policy refuses style attributes; the script sets them as properties.
    style = props.get("style")
    if style:
        rules = ";".join(f"{_rule(name)}:{value}" for name, value in style.items())
        written.append(f' data-style="{escape(rules)}"')
    return "".join(written)


@lru_cache(maxsize=1024)  # parts have few sets of properties
def _named(props: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Name properties as HTML does and as they begin, those that HTML has no word for left out.

    Dash gives the properties in no fixed order; the same part is the same text.
    """
    return tuple((prop, name, f' {name}="') for prop in sorted(props) if (name := _attribute(prop)))


@cache
def _attribute(prop: str) -> str:
    """Give the HTML name of a property; "" of one that HTML has no word for."""
    if prop in _LEFT_OUT or prop[0] == "_" or prop.startswith("available_"):
        return ""
    return _NAMES.get(prop, prop.lower())


def _rule(name: str) -> str:
    """Name a property as CSS does: `minHeight` is `min-height`."""
    return _CAPITAL.sub(r"-\1", name).lower()
