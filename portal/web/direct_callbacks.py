"""Answering callbacks that depend on nothing but their inputs without Dash's way around them.

Dash makes a context for each call, with headers, cookies and groups of inputs, and escapes the
answer as if it stood in a page: for a chart that takes as long as to draw it. The functions of
public pages read none of that. What they return is filled in as Dash would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any

import orjson
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import Response

from portal.services.asked import Outdated, make_sure
from portal.web import error_pages

_OPTIONS = orjson.OPT_NON_STR_KEYS


@dataclass(frozen=True, slots=True)
class _Callback:
    """A function with its parts: the names or places of its inputs, and of what it returns."""

    function: Callable[..., Any]
    inputs: Mapping[str, int] | None
    outputs: tuple[tuple[str, str, str | None], ...]


class DirectCallbacks:
    """The callbacks of public pages by output; `callbacks` is Dash's own map of all."""

    def __init__(self, callbacks: Mapping[str, Mapping[str, Any]], pure: Set[str]) -> None:
        read = {output: _read(callbacks[output]) for output in pure if output in callbacks}
        self._callbacks = {output: callback for output, callback in read.items() if callback}

    def __contains__(self, output: object) -> bool:
        return output in self._callbacks

    def answer(self, asked: Mapping[str, Any]) -> Response | None:
        """Answer a question that was checked; None where Dash has to.

        Raises:
            Outdated: if the data are not those that it was answered from.
        """
        callback = self._callbacks.get(asked["output"])
        if callback is None:
            return None
        values = [part.get("value") for part in (*asked["inputs"], *asked.get("state", ()))]
        try:
            if callback.inputs is None:
                made = callback.function(*values)
            else:
                made = callback.function(
                    **{name: values[place] for name, place in callback.inputs.items()}
                )
        except PreventUpdate:
            return Response(status=204)
        except Outdated:
            raise
        except Exception as error:
            make_sure()  # it may have failed for that
            error_pages.report(error)
            return Response(status=204)
        filled: dict[str, dict[str, Any]] = {}
        for place, prop, name in callback.outputs:
            filled.setdefault(place, {})[prop] = made if name is None else made[name]
        body = orjson.dumps({"multi": True, "response": filled}, _plain, _OPTIONS)
        return Response(body, mimetype="application/json")


def _read(definition: Mapping[str, Any]) -> _Callback | None:
    """Read a definition of Dash's; None where it is of a shape that no public page has."""
    function = definition.get("callback")
    inputs, outputs = definition["inputs_state_indices"], definition["outputs_indices"]
    several = isinstance(definition["output"], list)
    if function is None or several != isinstance(outputs, dict):
        return None
    if isinstance(inputs, dict):
        names: Mapping[str, int] | None = inputs
    elif inputs == 0 or inputs == [*range(len(inputs))]:
        names = None
    else:
        return None
    given = definition["output"] if several else [definition["output"]]
    called = {place: name for name, place in outputs.items()} if several else {}
    return _Callback(
        function.__wrapped__,
        names,
        tuple(
            (output.component_id, output.component_property, called.get(place))
            for place, output in enumerate(given)
        ),
    )


def _plain(part: object) -> Any:
    if isinstance(part, Component):
        return part.to_plotly_json()
    raise TypeError(type(part).__name__)
