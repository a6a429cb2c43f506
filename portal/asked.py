"""What callbacks may be asked: only what their definition says, checked once at the edge.

Anyone can post anything to Dash's route. A request that names another output, component or
property than its callback has, or holds values that no page sends, is refused here with 400; the
callbacks behind can rely on the shape. Whether a key exists, and who may see it, they ask still.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

# Far above what a page sends: an address, a key, a number of clicks.
DEEPEST, MOST_VALUES, LONGEST_ID = 20, 10_000, 300
# What a property holds where a callback of ours or of Dash's relies on it.
_HOLDS: Mapping[str, Callable[[Any], bool]] = {
    "n_clicks": lambda value: value is None or isinstance(value, int),
    "search": lambda value: value is None or isinstance(value, str),
    "pathname": lambda value: isinstance(value, str) and value.startswith("/"),
}
_WILD = (["MATCH"], ["ALL"], ["ALLSMALLER"])


class BadQuestion(ValueError):
    """A request that no page of the portal sends."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One input, state or output of a callback: an id, which may be a pattern, and a property."""

    id: str | dict[str, Any]
    prop: str

    @classmethod
    def of(cls, name: str, prop: str) -> _Part:
        return cls(orjson.loads(name) if name.startswith("{") else name, prop)

    @property
    def many(self) -> bool:
        """Whether a pattern stands for a list of components."""
        return isinstance(self.id, dict) and any(value in _WILD[1:] for value in self.id.values())

    def check(self, given: Any) -> None:
        """Raises `BadQuestion` where what is given is not this part."""
        if self.many:
            for one in _a_list(given):
                self._check_one(one)
        else:
            self._check_one(given)

    def _check_one(self, given: Any) -> None:
        if not isinstance(given, dict) or given.get("property") != self.prop:
            raise BadQuestion
        if not _fits(self.id, given.get("id")):
            raise BadQuestion
        holds = _HOLDS.get(self.prop)
        if holds is not None and not holds(given.get("value")):
            raise BadQuestion


def _fits(wanted: str | dict[str, Any], given: Any) -> bool:
    """Whether an id is the one wanted, or one that the pattern wanted stands for."""
    if isinstance(wanted, str) or not isinstance(given, dict):
        return bool(given == wanted)
    return given.keys() == wanted.keys() and all(
        isinstance(given[name], (str, int)) and len(str(given[name])) <= LONGEST_ID
        if value in _WILD
        else given[name] == value
        for name, value in wanted.items()
    )


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
            BadQuestion: if it is not what the renderer would send for a callback of the server.
        """
        if not isinstance(asked, dict):
            raise BadQuestion
        _check_values(asked)
        shape = self._shape(asked.get("output"))
        outputs = asked.get("outputs")
        _check_parts(shape.outputs, outputs if shape.multi else [outputs])
        inputs = asked.get("inputs")
        _check_parts(shape.inputs, inputs)
        _check_parts(shape.state, asked.get("state", []))
        there = [
            (one["id"], one["property"])
            for given in _a_list(inputs)
            for one in (given if isinstance(given, list) else [given])
        ]
        for name in _a_list(asked.get("changedPropIds", [])):
            if _named(name) not in there:
                raise BadQuestion

    def _shape(self, output: Any) -> _Callback:
        if not isinstance(output, str):
            raise BadQuestion
        found = self._read.get(output)
        if found is None:
            known = self._callbacks.get(output)
            if known is None or "callback" not in known:  # those without run in the browser
                raise BadQuestion
            found = self._read[output] = _read(known)
        return found


def _read(known: Mapping[str, Any]) -> _Callback:
    multi = isinstance(known["output"], (list, tuple))
    outputs = known["output"] if multi else [known["output"]]
    return _Callback(
        tuple(_Part.of(one.component_id_str(), one.component_property) for one in outputs),
        tuple(_Part.of(one["id"], one["property"]) for one in known["inputs"]),
        tuple(_Part.of(one["id"], one["property"]) for one in known["state"]),
        multi,
    )


def _a_list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise BadQuestion
    return given


def _check_parts(parts: tuple[_Part, ...], given: Any) -> None:
    if len(_a_list(given)) != len(parts):
        raise BadQuestion
    for part, one in zip(parts, given, strict=True):
        part.check(one)


def _named(name: Any) -> tuple[Any, str]:
    """The id and the property that `id.property` names."""
    if not isinstance(name, str):
        raise BadQuestion
    found, _, prop = name.rpartition(".")
    try:
        return (orjson.loads(found) if found.startswith("{") else found), prop
    except orjson.JSONDecodeError:
        raise BadQuestion from None


def _check_values(asked: Any) -> None:
    """Refuse what is too deep or too much."""
    level, left = [asked], MOST_VALUES
    for _depth in range(DEEPEST):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below += one
                below += one.values()
            elif isinstance(one, list):
                below += one
        left -= len(below)
        if left < 0:
            raise BadQuestion
        if not below:
            return
        level = below
    raise BadQuestion
