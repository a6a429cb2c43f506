"""The page in a document before any script has run, as its address asks for it.

The page's frame, controls and results are the components that Dash draws and the answers that its
callbacks give (`portal.web.callback_cache`), written as HTML by `layouts.html_writer`. It stands
beside the place that Dash draws into until all is there (`assets/js/00-first.js`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import orjson
from dash import Dash
from dash.development.base_component import Component
from flask import g, request
from markupsafe import Markup

from layouts import not_found
from layouts.components.parts import gap, html_of
from layouts.html_writer import write_html, write_page
from portal.pages import Page
from portal.services import Services
from portal.telemetry.logging import request_id
from portal.web.byte_cache import ByteCache
from portal.web.callback_cache import Unanswered
from portal.web.dear_views import DearViews
from portal.web.turns import Busy

log = logging.getLogger("portal")

# Bytes of all kept views together, in each process.
_MOST_BYTES = 32_000_000
# Where Dash puts a page, and the script with its answer takes the place of what is written here.
CONTENT = "_pages_content"
_STYLED = re.compile(r'data-style="([^"]*)"')
# What the portal itself sets of an element: sizes, places and colours, a place/size of a layer.
_RULE = re.compile(r"[-a-z]+:(?:[-\w .,%#()]|(?<=%)/(?=\d))+")
_BUSY = "This part could not be made just now. Reload the page, or try again in a minute."

Frame = Callable[[str, str], Component]
Props = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Callback:
    """A callback that a page asks at once: its name, and ids and properties as Dash names them."""

    output: str
    outputs: Any
    inputs: tuple[tuple[str, str], ...]
    state: tuple[tuple[str, str], ...]
    ids: frozenset[str]

    def body(self, there: Mapping[str, Props]) -> bytes:
        """Write the request, byte by byte as Dash's renderer does for a page that is new."""
        inputs = [_given(there, id_, prop) for id_, prop in self.inputs]
        names = [f"{id_}.{prop}" for id_, prop in self.inputs]
        asked: dict[str, Any] = {
            "output": self.output,
            "outputs": self.outputs,
            "inputs": inputs,
            "changedPropIds": names,
            "parsedChangedPropsIds": names,
        }
        if self.state:
            asked["state"] = [_given(there, id_, prop) for id_, prop in self.state]
        return orjson.dumps(asked)


def _given(there: Mapping[str, Props], id_: str, prop: str) -> dict[str, Any]:
    given = {"id": id_, "property": prop}
    value = there[id_].get(prop)
    return given if value is None else {**given, "value": value}


class FirstViews:
    """The pages of a portal as documents hold them."""

    def __init__(
        self,
        app: Dash,
        services: Services,
        frame: Frame,
        ask: Callable[[bytes], Any],
        dear: DearViews,
    ) -> None:
        """Make them.

        Args:
            frame: lays out what is around a page, given its path and query.
            ask: answers a callback's request with Dash's JSON, read.
            dear: gives turns to views that cost much.

        """
        self._app, self._services, self._frame, self._ask = app, services, frame, ask
        self._dear = dear
        self._views = ByteCache[Markup](_MOST_BYTES, len)
        self._callbacks: tuple[_Callback, ...] = ()

    def write(self) -> Markup:
        """Write the page that the request asks for, or nothing where it is not everybody's.

        A fault of a view leaves its place with a sentence; any other fault leaves nothing, and
        the page comes by Dash alone.

        Raises:
            Busy: if the view needs a turn, and none is free in time.
        """
        page: Page | None = g.get("page")
        if "page_status" not in g or (page is not None and page.guard is not None):
            return Markup("")
        query = request.query_string.decode("latin-1")
        search = f"?{query}" if query else ""
        with self._services.data.asking() as version:
            key = (version, request.path, search)
            view = self._views.get(key)
            in_turn = view is None and self._dear.needs_turn(
                search, self._services.data.vocabulary()
            )
        if view is None:
            try:
                with self._dear.making(in_turn):
                    view, whole = self._make(page, request.path, search)
            except Busy:
                raise
            except Exception:
                log.exception("first view failed, number %s", request_id())
                return Markup("")
            # There is no end of addresses that lead nowhere.
            if whole and g.page_status == 200:
                self._views.set(key, view)
        return view

    def _make(self, page: Page | None, path: str, search: str) -> tuple[Markup, bool]:
        """Write a page; whether all of it could be made."""
        content = not_found.layout() if page is None else page.shown(self._services, path, search)
        there = dict(_named(content))
        for name in there:
            if name.endswith("-url"):
                there[name] = {**there[name], "search": search, "hash": "", "pathname": path}
        filled: dict[str, dict[str, Any]] = {CONTENT: {"children": content}}
        former = [name for name in there if name.endswith("-former")]
        filled |= {name: {"value": search} for name in former}
        whole = True
        for callback in self._asked_at_once():
            if not callback.ids <= there.keys():
                continue
            try:
                answer = self._ask(callback.body(there))["response"]
            except Unanswered:
                whole = False
                places = [id_ for id_ in there if html_of(id_) in callback.ids]
                answer = {html_of(id_): {"data": write_html(gap(_BUSY))} for id_ in places}
            for id_, props in answer.items():
                filled.setdefault(id_, {}).update(props)
        for id_ in there:
            html = filled.get(html_of(id_), {}).get("data")
            if isinstance(html, str):
                # Written by `write_html`, which escaped all text.
                filled.setdefault(id_, {})["children"] = Markup(html)  # noqa: S704
        written = write_page(self._frame(path, search), filled)
        return _styles(written) + written, whole

    def _asked_at_once(self) -> Sequence[_Callback]:
        """List the callbacks that pages ask as soon as they are there; Dash's list is full now."""
        if not self._callbacks:
            answered = self._app.callback_map
            self._callbacks = tuple(
                _read(listed, answered[listed["output"]])
                for listed in self._app._callback_list
                if "callback" in answered[listed["output"]] and not listed["prevent_initial_call"]
            )
        return self._callbacks


def _read(listed: Mapping[str, Any], definition: Mapping[str, Any]) -> _Callback:
    output = definition["output"]
    several = isinstance(output, (list, tuple))
    named = [
        {"id": part.component_id_str(), "property": part.component_property}
        for part in (output if several else [output])
    ]
    inputs = tuple((part["id"], part["property"]) for part in listed["inputs"])
    state = tuple((part["id"], part["property"]) for part in listed["state"])
    ids = {part["id"] for part in named} | {id_ for id_, _prop in (*inputs, *state)}
    return _Callback(
        output=listed["output"],
        outputs=named if several else named[0],
        inputs=inputs,
        state=state,
        ids=frozenset(ids),
    )


def _named(part: Any) -> Iterator[tuple[str, Props]]:
    """Walk through a page: every component or element with an id, and its properties."""
    if isinstance(part, (list, tuple)):
        for child in part:
            yield from _named(child)
    elif isinstance(part, (Component, dict)):
        props = part["props"] if isinstance(part, dict) else vars(part)
        if isinstance(props.get("id"), str):
            yield props["id"], props
        yield from _named(props.get("children"))


def _styles(written: Markup) -> Markup:
    """Write a style sheet of what scripts set otherwise, since no style attribute is allowed."""
    rules = {text: unescape(text) for text in dict.fromkeys(_STYLED.findall(written))}
    safe = {
        text: rule for text, rule in rules.items() if all(map(_RULE.fullmatch, rule.split(";")))
    }
    # As strong as what scripts set: above all rules of the style sheets but important ones.
    lines = [f'#first [data-style="{rule}"]{{{rule}}}' for rule in safe.values()]
    return Markup(f"<style>{''.join(lines)}</style>") if lines else Markup("")  # noqa: S704 - safe


def entry(first: Markup, usual: str) -> str:
    """Put a first view before the place that Dash draws into, hidden until it takes over."""
    if not first:
        return usual
    hidden = usual.replace('<div id="react-entry-point">', '<div id="react-entry-point" hidden>')
    return f'<div id="first" class="first">{first}</div>{hidden}'
