"""Hostile payloads: questions made from the real callbacks, then bent in every way we know."""

from __future__ import annotations

import copy
import inspect
import json
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import dash
from hypothesis import strategies as st

import portal.app

# Texts that have broken programs: signs that end things, numbers that are none, other alphabets.
TEXTS = (
    "",
    "\0",
    "a\0b",
    "\ud800",
    "\r\nSet-Cookie: a=b",
    "../../../../etc/passwd",
    "..%2f..%2f",
    "' OR 1=1 --",
    '"; DROP TABLE plans; --',
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}%s%n",
    "=cmd|' /C calc'!A0",
    "{",
    '{"type":"compare-card"}',
    "%",
    "%ff",
    "_" * 500,
    "é" * 300,
    "\u202e\ufeff𝔘",
    "x" * 6_000,
    "NaN",
    "-1",
    "9" * 400,
    "1e400",
    "torbay",
    "england",
    "adoption",
    "plymouth-2015",
    "contacts",
)
NUMBERS = (0, 1, -1, 2, 2**31, 2**63, 10**40, 1.5, float("nan"), float("inf"), -float("inf"))
# Stands for a number that JSON can write and no double can hold.
TOO_LARGE = "@too-large@"
NAMES = (
    "councils theme area words time plan status measure view against kind document finding shown "
    "sort only more contents link account action removed next council ref seen q id "
    "order page item readings definitions measures years framework grade change least"
).split()


def argument_names() -> list[str]:
    """List the arguments of whatever may be called for a page: ours, and those of Dash itself."""
    called: list[Any] = [dash.Dash.__init__, dash.register_page]
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] in ("portal", "layouts", "callbacks"):
            for _name, member in inspect.getmembers(module):
                if getattr(member, "__module__", None) != name:
                    continue
                if inspect.isclass(member):
                    called += [f for _n, f in inspect.getmembers(member, inspect.isfunction)]
                elif inspect.isfunction(member):
                    called.append(member)
    for page in portal.app.served(signs_in=True):
        called += [value for value in vars_of(page) if inspect.isfunction(value)]
    names = {name for function in called for name in inspect.signature(function).parameters}
    return sorted(names | {"__class__", "__dict__", "__init__", "__name__", "__proto__"})


def vars_of(page: Any) -> list[Any]:
    """List the values of a page's fields, which has no `__dict__`."""
    return [getattr(page, name) for name in page.__slots__]


ARGUMENTS = tuple(argument_names())


def deep(levels: int) -> Any:
    """Lists in lists."""
    payload: Any = []
    for _ in range(levels):
        payload = [payload]
    return payload


@cache
def texts(*sure: str) -> st.SearchStrategy[str]:
    """Texts, often hostile, sometimes one that means something.

    Made once, like the others: Hypothesis looks a new strategy through at its first example.
    """
    return st.sampled_from((*TEXTS, *sure)) | st.text(max_size=40)


@cache
def queries(*sure: str) -> st.SearchStrategy[str]:
    """Query strings that a browser could send, and some that none would."""
    from urllib.parse import quote

    def written(pairs: list[tuple[str, str]]) -> str:
        encoded = [f"{name}={quote(value.encode('utf-8', 'replace'))}" for name, value in pairs]
        return "?" + "&".join(encoded)

    names = st.sampled_from(NAMES) | st.sampled_from(ARGUMENTS)
    pairs = st.lists(st.tuples(names, texts(*sure)), max_size=5)
    return pairs.map(written) | texts() | st.sampled_from(("?" + "&" * 3_000, "?a=1" * 900))


@cache
def values(*sure: str) -> st.SearchStrategy[Any]:
    """Any JSON value, and things that only look like one."""
    simple = st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.integers() | texts(*sure)
    nested = st.recursive(
        simple,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(max_size=8) | st.sampled_from(NAMES), inner, max_size=4)
        ),
        max_leaves=6,
    )
    large = st.sampled_from((deep(15), deep(30), deep(900), [1] * 20_000, TOO_LARGE))
    named = st.fixed_dictionaries(
        {},
        optional={
            "plan": simple,
            "ref": simple,
            "path": texts(*sure, *(f"/visits/{key}" for key in sure), "/plans", "/findings"),
            "search": queries(*sure),
            "props": nested,
            "type": simple,
            "namespace": simple,
        },
    )
    return nested | named | large | simple


def body_of(callback: dict[str, Any], output: str) -> dict[str, Any]:
    """The body that the renderer would send for a callback of Dash's map, without values."""
    declared = callback["output"]
    several = isinstance(declared, (list, tuple))
    outputs = [
        {"id": _id(output.component_id_str()), "property": output.component_property}
        for output in (declared if several else [declared])
    ]
    parts = {
        kind: [{"id": _id(part["id"]), "property": part["property"]} for part in callback[kind]]
        for kind in ("inputs", "state")
    }
    return {
        "output": output,
        "outputs": outputs if several else outputs[0],
        **parts,
        "changedPropIds": [named(part) for part in parts["inputs"]],
    }


def named(part: dict[str, Any]) -> str:
    """`id.property`, as Dash writes it."""
    identifier = part["id"]
    if isinstance(identifier, dict):
        identifier = json.dumps(identifier, sort_keys=True, separators=(",", ":"))
    return f"{identifier}.{part['property']}"


def _id(name: str) -> Any:
    if not name.startswith("{"):
        return name
    meant = {"area": "front-door", "council": "torbay", "item": "plymouth-2015/afi-9"}
    return {
        key: meant.get(key, "1") if isinstance(value, list) else value
        for key, value in json.loads(name).items()
    }


def fill(body: dict[str, Any], give: Callable[[str], Any]) -> dict[str, Any]:
    """The body with a value for every input and state, by its property."""
    filled = copy.deepcopy(body)
    for part in (*filled["inputs"], *filled["state"]):
        part["value"] = give(part["property"])
    return filled


@cache
def usual_values(*sure: str) -> dict[str, st.SearchStrategy[Any]]:
    """Give the values that a page sends for a property, or any value in their place."""
    paths = texts(*sure, "/plans", "/visits", "/about", *(f"/visits/{key}" for key in sure))
    usual = {"n_clicks": st.just(1), "search": queries(*sure), "pathname": paths}
    return {prop: strategy | values(*sure) for prop, strategy in usual.items()}


@st.composite
def questions(draw: Any, body: dict[str, Any], others: list[Any], *sure: str) -> bytes:
    """A body for one callback, with hostile values, and perhaps a shape that is wrong."""
    usual, any_value = usual_values(*sure), values(*sure)

    def give(prop: str) -> Any:
        return draw(usual.get(prop, any_value))

    filled = fill(body, give)
    for _ in range(draw(st.integers(0, 2))):
        filled = _bent(draw, filled, others, sure)
    text = json.dumps(filled).replace(f'"{TOO_LARGE}"', "1e400")
    if draw(st.integers(0, 20)) == 0:
        text = text[: draw(st.integers(0, len(text)))]
    return text.encode()


def _bent(draw: Any, body: Any, others: list[Any], sure: tuple[str, ...]) -> Any:
    """The body with one thing wrong."""
    if not isinstance(body, dict):
        return body
    how = draw(st.sampled_from(("drop", "junk", "swap", "foreign", "more", "id", "changed", "all")))
    names = [name for name in ("output", "outputs", "inputs", "state") if name in body]
    name = draw(st.sampled_from([*names, "changedPropIds"]))
    parts = [
        part
        for kind in ("inputs", "state", "outputs")
        for part in (body[kind] if isinstance(body.get(kind), list) else [body.get(kind)])
        if isinstance(part, dict)
    ]
    if how == "drop":
        body.pop(name, None)
    elif how == "junk":
        body[name] = draw(values(*sure))
    elif how == "swap":
        body[name] = copy.deepcopy(draw(st.sampled_from(others)).get(name))
    elif how == "foreign" and parts:
        part = draw(st.sampled_from(parts))
        part["property"] = draw(st.sampled_from(("href", "__class__", "children@x")) | values())
    elif how == "more" and isinstance(body.get(name), list):
        body[name] = body[name] * draw(st.sampled_from((0, 2, 500)))
    elif how == "id" and parts:
        part = draw(st.sampled_from(parts))
        if isinstance(part.get("id"), dict) and part["id"]:
            part["id"][draw(st.sampled_from(sorted(part["id"])))] = draw(values(*sure))
        else:
            part["id"] = draw(values(*sure))
    elif how == "changed":
        body["changedPropIds"] = draw(
            st.lists(
                texts(*sure) | st.sampled_from(('{"item":1}.n_clicks', "{.x", ".")), max_size=3
            )
        )
    elif how == "all":
        return draw(values(*sure))
    return body
