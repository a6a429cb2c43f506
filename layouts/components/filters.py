"""The controls of the filter bars: chips, selects, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import dash_bootstrap_components as dbc
from dash import dcc, html

from layouts.components import sharing
from layouts.components.parts import island, page
from layouts.ids import FilteredIds
from layouts.markup import Element, Part, element
from portal.domain.chosen import COMPARATORS, chosen
from portal.domain.filters import MAX_WORDS, FilterSpec
from portal.domain.view_state import State, filters_of
from portal.domain.vocabulary import Vocabulary


class Option(TypedDict):
    """One choice of a select or of chips."""

    label: Part
    value: str


_CHIP = {
    "inputClassName": "chip-input",
    "labelClassName": "chip",
    "labelCheckedClassName": "chip-on",
    "inline": True,
}


def field(label: str, control: Part, id: str, className: str = "") -> html.Div:
    """Lay out a labelled control."""
    return html.Div(
        [html.Label(label, htmlFor=id, className="field-label"), control],
        className=f"field {className}".strip(),
    )


def group(label: str, control: Part, id: str) -> html.Div:
    """Lay out a labelled group of chips."""
    label_id = f"{id}-label"
    return html.Div(
        [html.Div(label, id=label_id, className="field-label"), control],
        className="field",
        role="group",
        **{"aria-labelledby": label_id},
    )


def controls(ids: type[FilteredIds], state: type[State]) -> list[tuple[str, FilterSpec]]:
    """List the filters that have a control on a page: its id, `<page>-<filter>`, and the filter."""
    named = [(getattr(ids, spec.name.upper(), ""), spec) for spec in filters_of(state)]
    return [(id_, spec) for id_, spec in named if id_]


def _for_script(
    ids: type[FilteredIds], state: State, pickers: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    """Describe the filters of a page to assets/js/address.js; some have a picker of their own."""
    ids_of = {spec.name: id_ for id_, spec in controls(ids, type(state))}
    return {
        "add": ids.COUNCIL_ADD,
        "clear": ids.CLEAR,
        "filters": [
            {
                "name": spec.name,
                "kind": spec.kind,
                "id": ids_of.get(spec.name, ""),
                "usual": spec.text(spec.default),
                "choices": spec.choices if spec.kind == "several" else (),
                "subject": spec.subject,
                "narrowedBy": spec.narrowed_by,
                **pickers.get(spec.name, {}),
            }
            for spec in filters_of(type(state))
            if spec.name in ids_of or spec.stays
        ],
    }


def council_picker(
    ids: type[FilteredIds],
    vocabulary: Vocabulary,
    state: State,
    unchosen: Sequence[str] | None = None,
    **pickers: Mapping[str, object],
) -> html.Div:
    """Lay out the picker of councils, which holds what the script needs of every filter.

    Its box offers every council, every region and every council's neighbours. `pickers` are those
    of other filters of the page: own, names, add, list and what of a picker of the script.
    `unchosen` are the councils of an address that names none: those of the portal by default.
    """
    usual, names = vocabulary.default_names if unchosen is None else unchosen, vocabulary.names
    about = {"own": usual, "names": names, **_for_script(ids, state, pickers)}
    return picker(
        "Councils",
        ids.COUNCILS,
        (ids.COUNCIL_ADD, ids.COUNCIL_ADD_TOLD, ids.COUNCIL_OFFERED),
        (
            "Add a council, region or neighbours",
            "Add a council, a region or a council’s neighbours",
        ),
        names,
        (usual, state.chosen_councils),
        dcc.Store(id=ids.COUNCIL_NAMES, data=about),
    )


def picker(
    title: str,
    id: str,
    box: tuple[str, str, str],
    prompt: tuple[str, str],
    names: Mapping[str, str],
    keys: tuple[Sequence[str], Sequence[str]],
    *more: Part,
) -> html.Div:
    """Lay out chips of what is shown, and a box to type the name of another.

    assets/js/address.js puts the choice into the address.

    Args:
        title: of the group.
        id: of the chips.
        box: ids of the box, its message and the list of what it offers.
        prompt: the box's placeholder and label.
        names: everything on offer, by key.
        keys: those shown without a choice, and those chosen.
        more: parts that go with it.
    """
    usual, asked = keys
    add, message, offered = box
    chosen = [key for key in asked if key in names] or [*usual]
    options = [{"label": names[key], "value": key} for key in dict.fromkeys([*usual, *chosen])]
    parts = [
        dbc.Checklist(id=id, options=options, value=chosen, **_CHIP),
        html.Label(prompt[1], htmlFor=add, className="visually-hidden"),
        dbc.Input(
            id=add,
            type="text",
            debounce=True,
            list=offered,
            placeholder=prompt[0],
            autocomplete="off",
            className="picker-box",
        ),
        html.P(id=message, role="status", className="picker-told"),
        # assets/js/address.js fills it when the box is first used: hundreds of options are not
        # free.
        html.Datalist(id=offered),
        *more,
    ]
    return group(title, html.Div(parts, className="picker"), id)


def theme_options(
    vocabulary: Vocabulary, counts: Mapping[str, int] | None = None, total: int | None = None
) -> list[Option]:
    """List the themes as chips, each with its number of items."""

    def label(name: str, count: int | None) -> Element:
        # A count that comes later has its room from the start (assets/css/20-portal.css).
        number = "" if count is None else f" {count}"
        return element("Span", [name, element("Span", number, "count")])

    options: list[Option] = [{"label": label("All", total), "value": "all"}]
    for theme in vocabulary.themes.values():
        count = None if counts is None else counts.get(theme.key, 0)
        options.append({"label": label(theme.name, count), "value": theme.key})
    return options


def theme_chips(id: str, vocabulary: Vocabulary, chosen: str) -> html.Div:
    """Lay out one chip per theme, of which one is on."""
    control = dbc.RadioItems(
        id=id, options=theme_options(vocabulary), value=chosen or "all", **_CHIP
    )
    return group("Theme", control, id)


def choice_chips(id: str, label: str, options: Mapping[str, str], chosen: str) -> html.Div:
    """Lay out one chip per choice, of which one is on."""
    control = dbc.RadioItems(
        id=id,
        options=[{"label": text, "value": key} for key, text in options.items()],
        value=chosen,
        **_CHIP,
    )
    return group(label, control, id)


def comparator_chips(id: str, vocabulary: Vocabulary, chosen: Sequence[str]) -> html.Div:
    """Lay out one chip per comparator, any number of them on.

    Where the data have no neighbours, the comparators that are means of them are disabled.
    """
    neighbours = bool(vocabulary.neighbours)
    shown = [
        {
            "label": text,
            "value": key,
            "disabled": not neighbours and key.startswith("neighbours") and key not in chosen,
        }
        for key, text in COMPARATORS.items()
    ]
    chips = dbc.Checklist(id=id, options=shown, value=list(chosen), **_CHIP)
    return group("Compare with", chips, id)


def select(
    id: str, label: str, options: Sequence[tuple[str, str]], chosen: str, className: str = ""
) -> html.Div:
    """Lay out a select whose first option, with the value "all", means no filter."""
    control = dbc.Select(id=id, options=select_options(options), value=chosen or "all")
    return field(label, control, id, className)


def select_options(options: Sequence[tuple[str, str]]) -> list[Option]:
    """List the options of a select; the key "" is the value "all", which means no filter."""
    return [{"label": text, "value": key or "all"} for key, text in options]


def area_select(id: str, vocabulary: Vocabulary, chosen: str) -> html.Div:
    """Lay out a select of the improvement areas, all of them first."""
    count = len(vocabulary.areas)
    areas = [("", "All twelve" if count == 12 else f"All {count}")]
    areas += [(area.key, area.name) for area in vocabulary.areas.values()]
    return select(id, "Improvement area", areas, chosen)


def words(id: str, value: str, placeholder: str, className: str = "") -> html.Div:
    """Lay out a box of free words, searched for half a second after the last key."""
    control = dbc.Input(
        id=id,
        type="search",
        value=value,
        debounce=500,
        placeholder=placeholder,
        maxlength=MAX_WORDS,
        autocomplete="off",
    )
    return field("Find words", control, id, className)


def filter_bar(ids: type[FilteredIds], fields: Sequence[Part], chosen: str) -> html.Div:
    """Lay out the row that says what is chosen and stays in view; the controls unfold from it."""
    return html.Div(
        html.Details(
            [
                html.Summary(
                    [
                        html.Span("Filters", className="button filters-open"),
                        html.Span(chosen, id=ids.CHOSEN, className="chosen"),
                    ],
                ),
                html.Div(
                    [
                        *fields,
                        html.Button(
                            "Clear filters", id=ids.CLEAR, type="button", className="quiet-button"
                        ),
                    ],
                    id=ids.FILTERS,
                    className="filters",
                ),
                _form(ids),
            ],
            className="wrap filter-fold",
        ),
        className="filter-bar",
        role="search",
    )


def _form(ids: type[FilteredIds]) -> html.Form:
    """Lay out what sends the filters where no script runs; `layouts.controls` ties them to it.

    `FORMER` holds the address as it was (`portal.web.filter_forms`).
    """
    return html.Form(
        [
            dbc.Input(id=ids.FORMER, type="hidden"),
            html.Button("Show", type="submit", className="button"),
            html.A("Clear filters", href="?", className="quiet-button"),
        ],
        id=ids.FORM,
        method="get",
        className="filter-form",
    )


def filtered_page(
    ids: type[FilteredIds],
    vocabulary: Vocabulary,
    state: State,
    title: Part,
    lead: str,
    fields: Sequence[Part],
    *,
    above: Sequence[Part] = (),
    body: Part = None,
) -> html.Div:
    """Lay out a page with filters, set as its address says, and the places of its results.

    Args:
        lead: a sentence or two on its content.
        fields: the controls of its filter bar.
        above: parts between the heading and the filter bar.
        body: parts below it; one island for the results where it is left out.
    """
    return page(
        title,
        lead,
        dcc.Location(id=ids.URL, refresh=False),
        *above,
        filter_bar(ids, fields, chosen(state, vocabulary)),
        html.Div(id=ids.ANNOUNCE, role="status", className="visually-hidden"),
        html.Div(id=ids.PROBLEMS, className="wrap"),
        body or island(ids.RESULTS, "results wrap", ids.URL),
        tools=sharing.menu(ids),
    )
