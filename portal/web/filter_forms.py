"""Filters that came as a form: where no script runs, a page's controls are sent as they stand.

What they say is written as the address that `assets/js/address.js` would have written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs

from werkzeug.datastructures import MultiDict

from portal.domain.filters import FilterSpec
from portal.domain.summary import THEME
from portal.domain.view_state import IndicatorState, State
from portal.services import Services
from portal.services.view_spec import ViewSpec
from portal.urls import slug

# The field that holds the query string as it was; only the form has it.
FORMER = "former"
_ALL = "all"


def address(view: ViewSpec[State], services: Services, path: str, sent: MultiDict[str, str]) -> str:
    """Write the address that a form's fields ask for.

    Args:
        path: of the page.
        sent: the form's fields.
    """
    search = sent[FORMER]
    former = {name: values[-1] for name, values in parse_qs(search.removeprefix("?")).items()}
    texts = {spec.name: _text(spec, services, former, sent) for spec in view.filters}
    for spec in view.filters:
        if not spec.narrowed_by:
            continue
        shown = services.indicators.options(IndicatorState.from_query(search)).state.measure
        if any(texts[name] != former.get(name, "") for name in spec.narrowed_by):
            texts[spec.name] = ""  # the server chooses anew
        elif texts[spec.name] == shown:
            texts[spec.name] = former.get(spec.name, "")
    state = view.state.of_values({name: text for name, text in texts.items() if text})
    return f"{path}{state.query()}"


def _text(
    spec: FilterSpec, services: Services, former: Mapping[str, str], sent: MultiDict[str, str]
) -> str:
    """Write what the form says of one filter as an address holds it, "" for the usual."""
    if spec.stays:
        return former.get(spec.name, "")
    match spec.kind:
        case "councils" | "keys":
            vocabulary = services.data.vocabulary()
            if spec.kind == "councils":
                names, usual = vocabulary.names, vocabulary.default_names
            else:
                names = services.summary.names()
                usual = tuple(key for key in names if key.startswith(THEME))
            keys = [*sent.getlist(spec.name)]
            typed = sent.get(f"{spec.name.removesuffix('s')}-add", "").strip()
            keys += [key_of(typed, names) or slug(typed)] if typed else []
            same = spec.name not in former and set(keys) == set(usual)
            return "" if same else ",".join(keys)
        case "several":
            return ",".join(sent.getlist(spec.name)) or "none"
    text = sent.get(spec.name, "")
    return "" if text == _ALL and spec.kind != "words" else text


def key_of(typed: str, names: Mapping[str, str]) -> str:
    """Find the key of a name in any case, or by the words that it alone begins with or holds.

    A council goes before its neighbours, whose name begins with the council's; "" where several
    names fit, or none.
    """
    words = typed.casefold()
    plain = {key: name.casefold() for key, name in names.items()}
    for key, name in plain.items():
        if name == words:
            return key
    beginning = sorted((n, key) for key, n in plain.items() if n.startswith(words))
    if beginning:
        shortest, key = min(beginning, key=lambda pair: len(pair[0]))
        return key if all(name.startswith(shortest) for name, _key in beginning) else ""
    return _only(key for key, name in plain.items() if words in name)


def _only(keys: Iterable[str]) -> str:
    first, *others = [*keys, ""]
    return first if len(others) == 1 else ""
