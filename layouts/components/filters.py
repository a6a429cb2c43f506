"""The controls of the filter bars: chips, selects, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from layouts.ids import FilteredIds
from portal.domain.view_state import MAX_WORDS
from portal.domain.vocabulary import Vocabulary

_CHIP = {
    "inputClassName": "chip-input",
    "labelClassName": "chip",
    "labelCheckedClassName": "chip-on",
    "inline": True,
}


def field(label: str, control: Any, id: str, className: str = "") -> html.Div:
    """A labelled control."""
    return html.Div(
        [html.Label(label, htmlFor=id, className="field-label"), control],
        className=f"field {className}".strip(),
    )


def group(label: str, control: Any, id: str) -> html.Div:
    """A labelled group of chips."""
    label_id = f"{id}-label"
    return html.Div(
        [html.Div(label, id=label_id, className="field-label"), control],
        className="field",
        role="group",
        **{"aria-labelledby": label_id},
    )


def council_picker(ids: type[FilteredIds], vocabulary: Vocabulary, keys: Sequence[str]) -> html.Div:
    """Chips of the councils and groups shown, and a box in which to type the name of another.

    The box offers every council, every region and every council's neighbours; assets/js/page.js
    puts what is chosen into the address.
    """
    own = list(vocabulary.default_names)
    names = vocabulary.names
    chosen = [key for key in keys if key in names] or own
    options = [{"label": names[key], "value": key} for key in dict.fromkeys([*own, *chosen])]
    chips = dbc.Checklist(id=ids.COUNCILS, options=options, value=chosen, **_CHIP)
    box = dbc.Input(
        id=ids.COUNCIL_ADD,
        type="text",
        debounce=True,
        list=ids.COUNCIL_OFFERED,
        placeholder="Add a council, region or neighbours",
        autocomplete="off",
        className="picker-box",
    )
    told = html.Label(
        "Add a council, a region or a council’s neighbours",
        htmlFor=ids.COUNCIL_ADD,
        className="visually-hidden",
    )
    # assets/js/page.js fills it when the box is first used: hundreds of options are not free.
    offered = html.Datalist(id=ids.COUNCIL_OFFERED)
    store = dcc.Store(id=ids.COUNCIL_NAMES, data={"own": own, "names": names})
    wrong = html.P(id=ids.COUNCIL_ADD_TOLD, role="status", className="picker-told")
    picker = html.Div([chips, told, box, wrong, offered, store], className="picker")
    return group("Councils", picker, ids.COUNCILS)


def theme_options(
    vocabulary: Vocabulary, counts: Mapping[str, int] | None = None, total: int | None = None
) -> list[dict[str, Any]]:
    """The themes as chips, with how many items each has."""

    def label(name: str, count: int | None) -> Any:
        # A count that comes later has its room from the start (assets/css/20-portal.css).
        told = "" if count is None else f" {count}"
        return html.Span([name, html.Span(told, className="count")])

    return [
        {"label": label("All", total), "value": "all"},
        *[
            {
                "label": label(t.name, None if counts is None else counts.get(t.key, 0)),
                "value": t.key,
            }
            for t in vocabulary.themes.values()
        ],
    ]


def theme_chips(id: str, vocabulary: Vocabulary, chosen: str) -> html.Div:
    """One chip a theme; one is on."""
    control = dbc.RadioItems(
        id=id, options=theme_options(vocabulary), value=chosen or "all", **_CHIP
    )
    return group("Theme", control, id)


def choice_chips(id: str, label: str, options: Mapping[str, str], chosen: str) -> html.Div:
    """One chip a choice; one is on."""
    control = dbc.RadioItems(
        id=id,
        options=[{"label": text, "value": key} for key, text in options.items()],
        value=chosen,
        **_CHIP,
    )
    return group(label, control, id)


def several_chips(
    id: str, label: str, options: Mapping[str, str], chosen: Sequence[str], offered: Any = True
) -> html.Div:
    """One chip a choice, any number of them on; those about neighbours wait for a model."""
    shown = [
        {
            "label": text,
            "value": key,
            "disabled": not offered and key.startswith("neighbours") and key not in chosen,
        }
        for key, text in options.items()
    ]
    return group(label, dbc.Checklist(id=id, options=shown, value=list(chosen), **_CHIP), id)


def select(id: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> html.Div:
    """A select whose first option, with the value "all", means no filter."""
    control = dbc.Select(id=id, options=select_options(options), value=chosen or "all")
    return field(label, control, id)


def select_options(options: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """The options of a select; the key "" is the value "all", which means no filter."""
    return [{"label": text, "value": key or "all"} for key, text in options]


def area_select(id: str, vocabulary: Vocabulary, chosen: str) -> html.Div:
    """The improvement areas, all of them first."""
    count = len(vocabulary.areas)
    areas = [("", "All twelve" if count == 12 else f"All {count}")]
    areas += [(area.key, area.name) for area in vocabulary.areas.values()]
    return select(id, "Improvement area", areas, chosen)


def words(id: str, value: str, placeholder: str, className: str = "") -> html.Div:
    """Free words, searched for half a second after the last key."""
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


def toolbar(copy: str, csv: str, excel: str, api: str, *more: Any) -> html.Div:
    """Copy the link, download what is shown, as data or as a pack, or ask for it by program."""
    return html.Div(
        [
            *more,
            html.Button("Copy link", id=copy, type="button", className="button"),
            html.A("CSV", id=csv, href="", className="button", download=""),
            html.A("Excel", id=excel, href="", className="button", download=""),
            html.A("Data for machines", id=api, href="", className="button"),
        ],
        className="toolbar",
    )


def embed_code(code: str, copy: str) -> html.Details:
    """The code that shows this view on another site; assets/js/embed.js writes it."""
    return html.Details(
        [
            html.Summary("Embed", className="button"),
            html.Div(
                [
                    html.P(
                        "Copy this into a page of your own site. It shows this view, always as "
                        "the data are, with its source and what limits it."
                    ),
                    html.Pre(html.Code(id=code), tabIndex="0"),
                    html.Button("Copy the code", id=copy, type="button", className="button"),
                ],
                className="embed-box",
            ),
        ],
        className="embed-code",
    )


def filter_bar(toggle: str, filters: str, clear: str, fields: Sequence[Any]) -> html.Div:
    """The quiet bar of controls that stays in view; folded away on a phone."""
    return html.Div(
        html.Div(
            [
                html.Button(
                    "Filters",
                    id=toggle,
                    type="button",
                    className="button filters-toggle",
                    **{"aria-controls": filters, "aria-expanded": "false"},
                ),
                html.Div(
                    [
                        *fields,
                        html.Button(
                            "Clear filters", id=clear, type="button", className="quiet-button"
                        ),
                    ],
                    id=filters,
                    className="filters",
                ),
            ],
            className="wrap filter-row",
        ),
        className="filter-bar",
        role="search",
    )
