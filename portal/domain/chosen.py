"""The choice that a view's filters hold, in words: a row that they fold to, sentences of a page."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.filters import Value
from portal.domain.formatting import FINDING_KINDS, SEARCH_KINDS, STATUS_NAMES, plural
from portal.domain.inspection_state import InspectionsState
from portal.domain.inspections import CHANGES, FRAMEWORK_NAMES, GRADE_NAMES
from portal.domain.view_state import AGAINST, EXCEPTIONS, OUTSIDE, WORSENING, State, filters_of
from portal.domain.vocabulary import Vocabulary

_COMPARATORS = ("England", "its region", "mean of neighbours", "median of neighbours")
# These are said before the others.
_FIRST = ("theme", "area", "measures", "councils", "against")
COMPARATORS = dict(zip(AGAINST, _COMPARATORS, strict=True))
# Values of filters by the filters' names; what only orders or draws the rows is not said.
_NAMES = {
    "status": STATUS_NAMES,
    "kind": {**FINDING_KINDS, **SEARCH_KINDS},
    "grade": GRADE_NAMES,
    "framework": FRAMEWORK_NAMES,
    "change": CHANGES,
    "area": {OUTSIDE: "Outside the improvement areas"},
    "only": {WORSENING: "worst fifth and getting worse", EXCEPTIONS: "best and worst fifths"},
}


def chosen(state: State, vocabulary: Vocabulary) -> str:
    """Write what is chosen: `Supervision · 3 councils · England`."""
    words = []
    names = [spec.name for spec in filters_of(type(state))]
    for name in dict.fromkeys((*_FIRST, *names)):
        if name not in names:
            continue
        value: Value = getattr(state, name, "")
        keys = value if isinstance(value, tuple) else ()
        if name == "councils":
            everybody = isinstance(state, InspectionsState) and not value
            words.append("All councils" if everybody else _councils(keys, vocabulary))
        elif name == "against":
            words += [COMPARATORS[key] for key in keys]
        elif name == "measures":
            words.append(plural(len(keys), "choice") + " of measures" if keys else "Lead measures")
        elif name == "words" and value:
            words.append(f"“{value}”")
        elif name == "document" and value:
            words.append("One document")
        elif name == "theme" and value not in vocabulary.themes:
            words.append("All themes")
        elif isinstance(value, str) and value:
            words += _name(name, value, vocabulary)
    return " · ".join(words)


def subject(state: State, vocabulary: Vocabulary, measure: str = "") -> str:
    """Name what a view is narrowed to: `Adoption, 3 councils`; empty where it is not.

    The document's title begins with it, on the server and in assets/js/page.js.

    Args:
        measure: the name of the measure that is shown, where the view shows one.
    """
    named = (
        ("theme", {theme.key: theme.name for theme in vocabulary.themes.values()}),
        ("area", {area.key: area.name for area in vocabulary.areas.values()}),
    )
    words = [names[key] for name, names in named if (key := getattr(state, name, "")) in names]
    if councils := getattr(state, "councils", ()):
        words.append(_councils(councils, vocabulary))
    if asked := getattr(state, "words", getattr(state, "q", "")):
        words.append(f"“{asked}”")
    return ", ".join([measure, *words] if measure else words)


def _name(name: str, value: str, vocabulary: Vocabulary) -> list[str]:
    """Name the value of a filter; nothing where it only orders or draws the rows."""
    if name == "theme":
        return [vocabulary.themes[value].name]
    if name == "area" and value in vocabulary.areas:
        return [vocabulary.areas[value].name]
    if name == "plan" and value in vocabulary.plans:
        return [vocabulary.plans[value].title]
    names = _NAMES.get(name, {})
    return [names[value]] if value in names else []


def _councils(keys: tuple[str, ...], vocabulary: Vocabulary) -> str:
    keys = tuple(key for key in keys if key in vocabulary.names) or vocabulary.default_names
    names = [vocabulary.names[key] for key in keys]
    if len(names) == 1:
        return names[0]
    councils = all(key in vocabulary.councils for key in keys)
    return plural(len(names), "council") if councils else f"{len(names)} councils and groups"


def sentences(state: State, vocabulary: Vocabulary, **names: Mapping[str, str]) -> list[str]:
    """Name the filters that are set, as a sentence lists them; free words come last.

    Args:
        names: how further values are called, by the filter's name; others stand as they are.
    """
    called: dict[str, Mapping[str, str]] = {
        "theme": {theme.key: theme.name.lower() for theme in vocabulary.themes.values()},
        "area": {area.key: area.name.lower() for area in vocabulary.areas.values()},
        "plan": {plan.key: plan.title for plan in vocabulary.plans.values()},
        "status": STATUS_NAMES,
        **names,
    }
    chosen = [spec for spec in filters_of(type(state)) if spec.sentence]
    chosen.sort(key=lambda spec: spec.kind == "words")
    return [
        dict(spec.phrases).get(value)
        or spec.sentence.format(called.get(spec.name, {}).get(value, value))
        for spec in chosen
        if (value := getattr(state, spec.name)) != spec.default
    ]
