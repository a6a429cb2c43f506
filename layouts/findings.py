"""The page of findings: filters, an overview by kind and council, every finding by its rule."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

from dash import dcc, html

from layouts.components import filters
from layouts.components.elsewhere import elsewhere_panel
from layouts.components.findings import fold
from layouts.components.parts import council_name, folded, gap, island, notice, page, pager, table
from layouts.ids import Findings as ids
from portal.domain.elsewhere import Elsewhere
from portal.domain.formatting import FINDING_KINDS, plural, sentence_list
from portal.domain.view_models import FindingsChoices, FindingsView, FoundGroup
from portal.domain.view_state import PAGE_SIZE, FindingsState
from portal.domain.vocabulary import Council
from portal.urls import findings_url

# Up to so many findings stand unfolded under their rules; councils that the overview sets side
# by side; rows of the overview of more councils that stand before the others.
_UNFOLDED, _BESIDE, _FIRST = 12, 6, 10


def layout(choices: FindingsChoices, state: FindingsState) -> html.Div:
    """The page's controls, set as the address says, and the places that results go to."""
    vocabulary = choices.vocabulary
    documents = [("", "All documents"), *choices.documents.items()]
    kinds = [("", "All kinds"), *FINDING_KINDS.items()]
    bar = filters.filter_bar(
        ids.TOGGLE,
        ids.FILTERS,
        ids.CLEAR,
        [
            filters.council_picker(ids, vocabulary, state.councils),
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
        island(ids.RESULTS, "results wrap", ids.URL),
        tools=filters.toolbar(ids.COPY, ids.CSV, ids.EXCEL, ids.API),
    )


def problems(view: FindingsView) -> html.Div | None:
    """Return what of the address was not understood."""
    return notice(view.problems, "Part of this address was not understood.")


def announcement(view: FindingsView) -> str:
    """Return what a screen reader hears after a filter."""
    if view.shown < view.total:
        return f"{_count(view)}; {_span(view)} are shown."
    return f"{_count(view)} shown."


def kind_options(view: FindingsView) -> list[dict[str, str]]:
    """The kinds, with how many findings each has."""
    total = sum(view.kinds.values())
    options = [{"label": f"All kinds ({total})", "value": "all"}]
    return options + [
        {"label": f"{name} ({view.kinds[key]})", "value": key}
        for key, name in FINDING_KINDS.items()
    ]


def results(view: FindingsView, elsewhere: Elsewhere | None = None) -> list[Any]:
    """Everything below the filter bar for one state; `elsewhere` is where else to look."""
    if not view.total:
        return [_nothing(view, elsewhere)]
    return [_one(view) if view.state.finding else _overview(view), _findings(view)]


def _span(view: FindingsView) -> str:
    first = (view.state.page - 1) * PAGE_SIZE + 1
    return f"{first:,} to {first + view.shown - 1:,}"


def _count(view: FindingsView) -> str:
    if view.total == view.everything:
        return plural(view.total, "finding")
    return f"{view.total} of {plural(view.everything, 'finding')}"


def _nothing(view: FindingsView, elsewhere: Elsewhere | None) -> html.Section:
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
    # A region counts as one name: thirty councils in a sentence say less.
    chosen = [vocabulary.names[key] for key in state.councils]
    why = f" for {sentence_list(asked)}" if asked else ""
    told = f"Of {plural(view.everything, 'finding')}, none is there{why}."
    if chosen:
        told = f"There are no findings about {sentence_list(chosen)}{why}."
    return html.Section(
        [
            html.H2("Nothing fits all of these filters"),
            gap(told),
            html.P(
                [
                    "That the rules notice nothing does not prove that all is right. Take one "
                    "filter away, or ",
                    dcc.Link("see all findings", href=findings_url()),
                    ".",
                ]
            ),
            elsewhere_panel(elsewhere, "findings"),
        ],
        className="block",
    )


# Overview -------------------------------------------------------------------------------------


def _overview(view: FindingsView) -> html.Section:
    if len(view.offered) > _BESIDE:
        return _overview_of_many(view)
    others = sum(
        count
        for (_, council), count in view.overview.items()
        if council not in {c.key for c in view.offered}
    )
    most = max(view.overview.values(), default=1)
    heads = [html.Div(council_name(c, link=False), className="matrix-head") for c in view.offered]
    rows = [
        _grid(view, name, [_cell(view, key, c, most) for c in view.offered], "matrix-row")
        for key, name in _kinds(view)
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


def _overview_of_many(view: FindingsView) -> html.Section:
    """The councils as rows, those with the most findings first, the others folded."""
    most = max(view.overview.values(), default=1)
    counts = Counter[str]()
    for (_, key), count in view.overview.items():
        counts[key] += count
    councils = sorted(
        (view.vocabulary.councils[key] for key in counts), key=lambda c: (-counts[c.key], c.name)
    )
    kinds = _kinds(view)
    rows = [
        (council_name(c, link=False), *[_cell(view, key, c, most) for key, _ in kinds])
        for c in councils
    ]
    heads = ("Council", *[name for _, name in kinds])
    rest = rows[_FIRST:]
    return html.Section(
        [
            html.H2(_count(view)),
            html.P(
                "By council and kind, the most first. Choose a number to see only those.",
                className="sub",
            ),
            table(heads, rows[:_FIRST], "Findings by council and kind"),
            folded(f"Show all {len(rows)} councils", table(heads, rest, "The other councils"))
            if rest
            else None,
        ],
        className="block matrix kinds-many",
    )


def _kinds(view: FindingsView) -> list[tuple[str, str]]:
    """The kinds that have findings, by key and name."""
    there = {kind for kind, _ in view.overview}
    return [(key, name) for key, name in FINDING_KINDS.items() if key in there]


def _one(view: FindingsView) -> html.Section:
    link = dcc.Link(f"See all {plural(view.everything, 'finding')}", href=findings_url())
    heading = html.H2("The finding that the link names")
    return html.Section([heading, html.P(link, className="finding-links")], className="block")


def _grid(view: FindingsView, label: Any, cells: list[Any], class_name: str) -> html.Div:
    return html.Div(
        [html.Div(label, className="row-label"), *cells],
        className=f"row-grid columns-{min(len(view.offered), 6)} {class_name}",
    )


def _cell(view: FindingsView, kind: str, council: Council, most: int) -> Any:
    """A number that leads to its findings, and a second time to those of before."""
    count = view.overview[kind, council.key]
    if not count:
        return html.Div("none", className="cell cell-none")
    on = (view.state.kind, view.state.councils) == (kind, (council.key,))
    # At most 56%: dark text stays readable (4.5 to 1) on every council's colour.
    heat = round(8 + 48 * (count / most) ** 0.7)
    only: dict[str, Any] = {"kind": kind, "councils": (council.key,)}
    if on:
        only = {"kind": "", "councils": ()}
    told = "these alone are shown; show all again" if on else "show only these"
    name = FINDING_KINDS[kind]
    return html.A(
        str(count),
        href=findings_url(view.state.query(**only, finding="", page=1)),
        className=f"cell {council.css}",
        style={"--heat": f"{heat}%"},
        **{
            "aria-label": f"{name}, {council.name}: {plural(count, 'finding')}, {told}",
            "aria-current": "true" if on else None,
            "data-focus": f"{kind}/{council.key}",
        },
    )


# The findings ---------------------------------------------------------------------------------


def _findings(view: FindingsView) -> html.Section:
    """The list: rules under their kinds, findings folded under their rules."""
    unfolded = view.shown <= _UNFOLDED
    parts: list[Any] = [
        html.H2("The findings", tabIndex="-1", className="visually-hidden", **{"data-list": ""})
    ]
    for kind, groups in groupby(view.groups, key=lambda group: group.rule.kind):
        parts.append(html.H3(FINDING_KINDS[kind], className="kind"))
        parts += [_group(view, group, unfolded) for group in groups]
    pages = pager(
        view.state.page,
        view.total,
        PAGE_SIZE,
        lambda number: findings_url(view.state.query(page=number)) or findings_url(),
    )
    return html.Section([*parts, pages], className="block")


def _group(view: FindingsView, group: FoundGroup, unfolded: bool) -> html.Details:
    count = plural(group.total, "finding")
    if len(group.findings) < group.total:
        count = f"{len(group.findings)} of {count}"
    opened = unfolded and view.total == 1
    return html.Details(
        [
            html.Summary([html.H4(group.rule.title), html.Span(count, className="counts")]),
            html.P(group.rule.explains, className="rule") if group.rule.explains else None,
            *[fold(one, view.vocabulary, opened) for one in group.findings],
        ],
        id=f"rule-{group.rule.name}",
        open=unfolded,
        className="finding-group folded",
    )
