"""Validation of callbacks: only what their definition says, checked once at the edge.

Anyone can post anything to Dash's route. A request that names another output, component or
property than its callback has, or holds values that no page sends, is refused here with 400; the
callbacks behind can rely on the shape. Whether a key exists, and who may see it, they ask still.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# Far above what a page sends: an address, a key, a number of clicks.
DEEPEST, MOST_VALUES = 20, 10_000
# What a property holds where a callback of ours or of Dash's relies on it.
_HOLDS: Mapping[str, Callable[[Any], bool]] = {
    "n_clicks": lambda value: value is None or isinstance(value, int),
    "search": lambda value: value is None or isinstance(value, str),
    "pathname": lambda value: isinstance(value, str) and value.startswith("/"),
}


class InvalidCallback(ValueError):
    """A request that no page of the portal sends."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One input, state or output of a callback: an id and a property."""

    id: str
    prop: str

    def check(self, given: Any) -> None:
        """Check that what is given is this part.

        Raises:
            InvalidCallback: if it is another, or holds a value that no page sends.
        """
        if not isinstance(given, dict) or given.get("property") != self.prop:
            raise InvalidCallback
        if given.get("id") != self.id:
            raise InvalidCallback
        holds = _HOLDS.get(self.prop)
        if holds is not None and not holds(given.get("value")):
            raise InvalidCallback


@dataclass(frozen=True, slots=True)
class _Callback:
    outputs: tuple[_Part, ...]
    inputs: tuple[_Part, ...]
    state: tuple[_Part, ...]
    multi: bool


class Questions:
    """The shapes of all callbacks; `callbacks` is Dash's own map, which is full when served."""

    def __init__(self, callbacks: Mapping[str, Mapping[str, Any]]) -> None:
        self._callbacks = callbacks
        self._read: dict[str, _Callback] = {}

    def check(self, asked: Any) -> None:
        """Check the body of a request.

        Raises:
            InvalidCallback: if it is not what the renderer would send for a callback of the server.
        """
        if not isinstance(asked, dict):
            raise InvalidCallback
        _check_values(asked)
        shape = self._shape(asked.get("output"))
        outputs = asked.get("outputs")
        _check_parts(shape.outputs, outputs if shape.multi else [outputs])
        inputs = asked.get("inputs")
        _check_parts(shape.inputs, inputs)
        _check_parts(shape.state, asked.get("state", []))
        there = [f"{given['id']}.{given['property']}" for given in _a_list(inputs)]
        if any(name not in there for name in _a_list(asked.get("changedPropIds", []))):
            raise InvalidCallback

    def _shape(self, output: Any) -> _Callback:
        if not isinstance(output, str):
            raise InvalidCallback
        shape = self._read.get(output)
        if shape is None:
            definition = self._callbacks.get(output)
            if (
                definition is None or "callback" not in definition
            ):  # those without run in the browser
                raise InvalidCallback
            shape = self._read[output] = _read(definition)
        return shape


def _read(definition: Mapping[str, Any]) -> _Callback:
    multi = isinstance(definition["output"], (list, tuple))
    outputs = definition["output"] if multi else [definition["output"]]
    return _Callback(
        tuple(_Part(output.component_id_str(), output.component_property) for output in outputs),
        tuple(_Part(part["id"], part["property"]) for part in definition["inputs"]),
        tuple(_Part(part["id"], part["property"]) for part in definition["state"]),
        multi,
    )


def _a_list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise InvalidCallback
    return given


def _check_parts(parts: tuple[_Part, ...], given: Any) -> None:
    if len(_a_list(given)) != len(parts):
        raise InvalidCallback
    for part, given_part in zip(parts, given, strict=True):
        part.check(given_part)


def _check_values(asked: Any) -> None:
    """Refuse what is too deep or too much."""
    level, left = [asked], MOST_VALUES
    for _depth in range(DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += value
                below += value.values()
            elif isinstance(value, list):
                below += value
        left -= len(below)
        if left < 0:
            raise InvalidCallback
        if not below:
            return
        level = below
    raise InvalidCallback
