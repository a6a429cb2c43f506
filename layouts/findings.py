"""The page of findings: filters, an overview by kind and council, every finding by its rule."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from dash import dcc, html

from layouts.components import filters
from layouts.components.elsewhere import elsewhere_panel
from layouts.components.filters import Option
from layouts.components.findings import fold
from layouts.components.parts import block, council_name, folded, gap, pager, table
from layouts.ids import Findings as ids
from layouts.markup import Element, Part
from portal.domain.chosen import sentences
from portal.domain.elsewhere import Elsewhere
from portal.domain.formatting import FINDING_KINDS, plural, sentence_list
from portal.domain.view_models import FindingGroup, FindingsChoices, FindingsView
from portal.domain.view_state import PAGE_SIZE, FindingsState
from portal.domain.vocabulary import Council
from portal.urls import findings_url

# Up to so many findings stand unfolded under their rules; councils that the overview sets side
# by side; rows of the overview of more councils that stand before the others.
_UNFOLDED, _BESIDE, _FIRST = 12, 6, 10


def layout(choices: FindingsChoices, state: FindingsState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    vocabulary = choices.vocabulary
    documents = [("", "All documents"), *choices.documents.items()]
    kinds = [("", "All kinds"), *FINDING_KINDS.items()]
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "Findings: where the documents do not agree",
        "The portal recalculates the figures that documents print and compares them. "
        "Where two figures, words or dates do not fit, it shows both with their places. A finding "
        "is a place to look and to ask, not a judgement of anyone; nothing is corrected or hidden.",
        [
            filters.council_picker(ids, vocabulary, state),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.select(ids.KIND, "Kind of finding", kinds, state.kind),
            filters.select(ids.DOCUMENT, "Document", documents, state.document),
            filters.area_select(ids.AREA, vocabulary, state.area),
            filters.words(ids.WORDS, state.words, "e.g. caseload"),
        ],
    )


def announcement(view: FindingsView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    if view.shown < view.total:
        return f"{_count(view)}; {_span(view)} are shown."
    return f"{_count(view)} shown."


def kind_options(view: FindingsView) -> list[Option]:
    """List the kinds, each with its number of findings."""
    total = sum(view.kinds.values())
    options: list[Option] = [{"label": f"All kinds ({total})", "value": "all"}]
    return options + [
        {"label": f"{name} ({view.kinds[key]})", "value": key}
        for key, name in FINDING_KINDS.items()
    ]


def results(view: FindingsView, elsewhere: Elsewhere | None = None) -> list[Part]:
    """Lay out everything below the filter bar for one state; `elsewhere` is where else to look."""
    if not view.total:
        return [_nothing(view, elsewhere)]
    return [_linked(view) if view.state.finding else _overview(view), _findings(view)]


def _span(view: FindingsView) -> str:
    first = (view.state.page - 1) * PAGE_SIZE + 1
    return f"{first:,} to {first + view.shown - 1:,}"


def _count(view: FindingsView) -> str:
    if view.total == view.everything:
        return plural(view.total, "finding")
    return f"{view.total} of {plural(view.everything, 'finding')}"


def _nothing(view: FindingsView, elsewhere: Elsewhere | None) -> Element:
    if not view.everything:
        return block(
            "No findings",
            gap("None of the rules finds anything in the documents that are loaded."),
            html.P("The rules run again whenever the data change."),
        )
    kinds = {key: name.lower() for key, name in FINDING_KINDS.items()}
    active = sentences(view.state, view.vocabulary, kind=kinds, document=view.documents)
    # A region counts as one name: thirty councils in a sentence say less.
    chosen = [view.vocabulary.names[key] for key in view.state.councils]
    about = f" about {sentence_list(chosen)}" if chosen else ""
    why = f" for {sentence_list(active)}" if active else ""
    return block(
        "Nothing fits all of these filters",
        gap(f"There are no findings{about}{why}."),
        html.P(
            [
                "No finding does not prove that all is right. Remove a filter, or ",
                dcc.Link("see all findings", href=findings_url()),
                ".",
            ]
        ),
        elsewhere_panel(elsewhere, "findings"),
    )


# Overview -------------------------------------------------------------------------------------


def _overview(view: FindingsView) -> Element:
    if len(view.offered) > _BESIDE:
        return _overview_of_many(view)
    others = sum(
        count
        for (_, council), count in view.overview.items()
        if council not in {c.key for c in view.offered}
    )
    most = max(view.overview.values(), default=1)
    heads = [html.Div(council_name(c, linked=False), className="matrix-head") for c in view.offered]
    rows = [
        _grid(view, name, [_cell(view, key, c, most) for c in view.offered], "matrix-row")
        for key, name in _kinds(view)
    ]
    text = "By kind and council. Choose a number to see only those."
    if others:
        text += f" {plural(others, 'more finding')} about other councils are listed below."
    return block(
        _count(view),
        html.P(text, className="sub"),
        _grid(view, "", heads, "matrix-heads"),
        *rows,
        name="matrix kinds",
    )


def _overview_of_many(view: FindingsView) -> Element:
    """Lay out the councils as rows, those with the most findings first, the others folded."""
    most = max(view.overview.values(), default=1)
    counts = Counter[str]()
    for (_, key), count in view.overview.items():
        counts[key] += count
    councils = sorted(
        (view.vocabulary.councils[key] for key in counts), key=lambda c: (-counts[c.key], c.name)
    )
    kinds = _kinds(view)
    rows = [
        (council_name(c, linked=False), *[_cell(view, key, c, most) for key, _ in kinds])
        for c in councils
    ]
    heads = ("Council", *[name for _, name in kinds])
    rest = rows[_FIRST:]
    return block(
        _count(view),
        html.P(
            "By council and kind, the most first. Choose a number to see only those.",
            className="sub",
        ),
        table(heads, rows[:_FIRST], "Findings by council and kind"),
        folded(f"Show all {len(rows)} councils", table(heads, rest, "The other councils"))
        if rest
        else None,
        name="matrix kinds-many",
    )


def _kinds(view: FindingsView) -> list[tuple[str, str]]:
    """List the kinds that have findings, by key and name."""
    there = {kind for kind, _ in view.overview}
    return [(key, name) for key, name in FINDING_KINDS.items() if key in there]


def _linked(view: FindingsView) -> Element:
    link = dcc.Link(f"See all {plural(view.everything, 'finding')}", href=findings_url())
    return block("The linked finding", html.P(link, className="finding-links"))


def _grid(view: FindingsView, label: Part, cells: list[Part], class_name: str) -> html.Div:
    return html.Div(
        [html.Div(label, className="row-label"), *cells],
        className=f"row-grid columns-{min(len(view.offered), 6)} {class_name}",
    )


def _cell(view: FindingsView, kind: str, council: Council, most: int) -> Part:
    """Link a number to its findings; chosen again, it leads back to all."""
    count = view.overview[kind, council.key]
    if not count:
        return html.Div("none", className="cell cell-none")
    on = (view.state.kind, view.state.councils) == (kind, (council.key,))
    # At most 56%: dark text stays readable (4.5 to 1) on every council's colour.
    heat = round(8 + 48 * (count / most) ** 0.7)
    only: dict[str, str | tuple[str, ...]] = {"kind": kind, "councils": (council.key,)}
    if on:
        only = {"kind": "", "councils": ()}
    effect = "these alone are shown; show all again" if on else "show only these"
    name = FINDING_KINDS[kind]
    return html.A(
        str(count),
        href=findings_url(view.state.query(**only, finding="", page=1)),
        className=f"cell {council.css}",
        style={"--heat": f"{heat}%"},
        **{
            "aria-label": f"{name}, {council.name}: {plural(count, 'finding')}, {effect}",
            "aria-current": "true" if on else None,
            "data-focus": f"{kind}/{council.key}",
        },
    )


# The findings ---------------------------------------------------------------------------------


def _findings(view: FindingsView) -> html.Section:
    """Lay out the list: rules under their kinds, findings folded under their rules."""
    unfolded = view.shown <= _UNFOLDED
    parts: list[Part] = [
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


def _group(view: FindingsView, group: FindingGroup, unfolded: bool) -> html.Details:
    count = plural(group.total, "finding")
    if len(group.findings) < group.total:
        count = f"{len(group.findings)} of {count}"
    opened = unfolded and view.total == 1
    return html.Details(
        [
            html.Summary([html.H4(group.rule.title), html.Span(count, className="counts")]),
            html.P(group.rule.explains, className="rule") if group.rule.explains else None,
            *[fold(finding, view.vocabulary, opened) for finding in group.findings],
        ],
        id=f"rule-{group.rule.name}",
        open=unfolded,
        className="finding-group folded",
    )
