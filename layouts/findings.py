"""The page of findings: filters, an overview by kind and council, every finding by its rule."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import dcc, html

from layouts.components import filters
from layouts.components.findings import card
from layouts.components.parts import council_name, gap, notice, page, skeleton
from layouts.ids import Findings as ids
from portal.domain.formatting import FINDING_KINDS, plural, sentence_list
from portal.domain.state import AT_ONCE, FindingsState
from portal.domain.views import FindingsChoices, FindingsView, FoundGroup
from portal.domain.vocabulary import Council
from portal.urls import findings_url


def layout(choices: FindingsChoices, state: FindingsState) -> html.Div:
    """The page's controls, set as the address says, and the places that results go to."""
    vocabulary = choices.vocabulary
    chosen = [c for c in choices.councils if c.key in state.councils] or choices.councils
    documents = [("", "All documents"), *choices.documents.items()]
    kinds = [("", "All kinds"), *FINDING_KINDS.items()]
    bar = filters.filter_bar(
        ids.TOGGLE,
        ids.FILTERS,
        ids.CLEAR,
        [
            filters.council_chips(ids.COUNCILS, choices.councils, chosen),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.select(ids.KIND, "Kind of finding", kinds, state.kind),
            filters.select(ids.DOCUMENT, "Document", documents, state.document),
            filters.area_select(ids.AREA, vocabulary, state.area),
            filters.words(ids.WORDS, state.words, "e.g. caseload"),
        ],
    )
    return page(
        "Findings: where the documents do not agree",
        "The portal recomputes what the documents print and holds them against one another. "
        "Where two figures, words or dates do not fit, it shows both with their places. A finding "
        "is a place to look and to ask, not a judgement of anyone; nothing is corrected or hidden.",
        dcc.Location(id=ids.URL, refresh=False),
        bar,
        html.Div(id=ids.ANNOUNCE, role="status", className="visually-hidden"),
        html.Div(id=ids.PROBLEMS, className="wrap"),
        html.Div(skeleton(12), id=ids.RESULTS, className="results wrap"),
        tools=filters.toolbar(ids.COPY, ids.CSV, ids.EXCEL, ids.API),
    )


def problems(view: FindingsView) -> html.Div | None:
    """What of the address was not understood."""
    return notice(view.problems, "Part of this address was not understood.")


def announcement(view: FindingsView) -> str:
    """What a screen reader hears after a filter."""
    if view.shown < view.total:
        return f"{_count(view)}; the first {view.shown} are shown."
    return f"{_count(view)} shown."


def kind_options(view: FindingsView) -> list[dict[str, str]]:
    """The kinds, with how many findings each has."""
    total = sum(view.kinds.values())
    options = [{"label": f"All kinds ({total})", "value": "all"}]
    return options + [
        {"label": f"{name} ({view.kinds[key]})", "value": key}
        for key, name in FINDING_KINDS.items()
    ]


def results(view: FindingsView) -> list[Any]:
    """Everything below the filter bar for one state."""
    if not view.total:
        return [_nothing(view)]
    return [_one(view) if view.state.finding else _overview(view), *_findings(view)]


def _count(view: FindingsView) -> str:
    if view.total == view.everything:
        return plural(view.total, "finding")
    return f"{view.total} of {plural(view.everything, 'finding')}"


def _nothing(view: FindingsView) -> html.Section:
    state, vocabulary = view.state, view.vocabulary
    if not view.everything:
        return html.Section(
            [
                html.H2("Nothing was noticed"),
                gap("None of the rules finds anything in the documents that are loaded."),
                html.P("The rules run again whenever the data change."),
            ],
            className="block",
        )
    asked = []
    if state.kind:
        asked.append(f"the kind “{FINDING_KINDS[state.kind].lower()}”")
    if state.theme:
        asked.append(f"the theme “{vocabulary.themes[state.theme].name.lower()}”")
    if state.area:
        asked.append(f"the area “{vocabulary.areas[state.area].name.lower()}”")
    if state.document:
        asked.append(f"the document “{view.documents[state.document]}”")
    if state.words:
        asked.append(f"the words “{state.words}”")
    if state.finding:
        asked.append(f"the link to “{state.finding}”")
    names = f" about {sentence_list([c.name for c in view.councils])}" if state.councils else ""
    why = f" for {sentence_list(asked)}" if asked else ""
    return html.Section(
        [
            html.H2("Nothing fits all of these filters"),
            gap(f"Of {plural(view.everything, 'finding')}, none{names} is there{why}."),
            html.P(
                [
                    "That the rules notice nothing does not prove that all is right. Take one "
                    "filter away, or ",
                    dcc.Link("see all findings", href=findings_url()),
                    ".",
                ]
            ),
        ],
        className="block",
    )


# Overview -------------------------------------------------------------------------------------


def _overview(view: FindingsView) -> html.Section:
    others = sum(
        count
        for (_, council), count in view.overview.items()
        if council not in {c.key for c in view.offered}
    )
    most = max(view.overview.values(), default=1)
    heads = [html.Div(council_name(c, link=False), className="matrix-head") for c in view.offered]
    rows = [
        _grid(view, name, [_cell(view, key, name, c, most) for c in view.offered], "matrix-row")
        for key, name in FINDING_KINDS.items()
        if any(kind == key for kind, _ in view.overview)
    ]
    text = "By kind and council. Choose a number to see only those."
    if others:
        text += f" {plural(others, 'more finding')} about other councils are listed below."
    return html.Section(
        [
            html.H2(_count(view)),
            html.P(text, className="sub"),
            _grid(view, "", heads, "matrix-heads"),
            *rows,
        ],
        className="block matrix kinds",
    )


def _one(view: FindingsView) -> html.Section:
    link = dcc.Link(f"See all {plural(view.everything, 'finding')}", href=findings_url())
    heading = html.H2("The finding that the link names")
    return html.Section([heading, html.P(link, className="finding-links")], className="block")


def _grid(view: FindingsView, label: Any, cells: list[Any], class_name: str) -> html.Div:
    return html.Div(
        [html.Div(label, className="row-label"), *cells],
        className=f"row-grid columns-{min(len(view.offered), 6)} {class_name}",
    )


def _cell(view: FindingsView, kind: str, name: str, council: Council, most: int) -> Any:
    count = view.overview[kind, council.key]
    if not count:
        return html.Div("none", className="cell cell-none")
    on = (view.state.kind, view.state.councils) == (kind, (council.key,))
    # At most 56%: dark text stays readable (4.5 to 1) on every council's colour.
    heat = round(8 + 48 * (count / most) ** 0.7)
    return html.Button(
        str(count),
        id=ids.cell(kind, council.key),
        type="button",
        className=f"cell {council.css}",
        style={"--heat": f"{heat}%"},
        **{
            "aria-label": f"{name}, {council.name}: {plural(count, 'finding')}, show only these",
            "aria-pressed": "true" if on else "false",
        },
    )


# The findings ---------------------------------------------------------------------------------


def _findings(view: FindingsView) -> list[Any]:
    parts = [
        html.Section(
            [html.H2(FINDING_KINDS[kind]), *[_group(view, group) for group in groups]],
            className="block",
        )
        for kind, groups in groupby(view.groups, key=lambda group: group.rule.kind)
    ]
    left = view.total - view.shown
    if left > 0:
        parts.append(
            html.P(
                [
                    html.Button(
                        f"Show {min(left, AT_ONCE)} more",
                        id=ids.more(view.state.shown),
                        type="button",
                        className="button",
                    ),
                    html.Span(f" {view.shown} of {view.total} are shown", className="quiet"),
                ],
                className="finding-more",
            )
        )
    return parts


def _group(view: FindingsView, group: FoundGroup) -> html.Div:
    count = plural(group.total, "finding")
    return html.Div(
        [
            html.Div(
                [
                    html.H3(group.rule.title),
                    html.P(group.rule.explains) if group.rule.explains else None,
                    html.P(count, className="counts"),
                ],
                className="finding-rule",
            ),
            html.Div([card(one, view.vocabulary) for one in group.findings]),
        ],
        className="finding-group",
    )
