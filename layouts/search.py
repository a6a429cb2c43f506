"""The search: what was typed, filters, and the texts found with their matches marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dash import dcc, html

from layouts.components import filters
from layouts.components.elsewhere import elsewhere_panel
from layouts.components.filters import Option
from layouts.components.grades import council_inspections
from layouts.components.parts import block, council_name, evidence, gap, pager
from layouts.ids import Search as ids
from layouts.markup import Element, Part, element, link
from portal.domain.elsewhere import Elsewhere
from portal.domain.formatting import SEARCH_KINDS, plural, printed_date, sentence_list
from portal.domain.listed_rows import SearchHit
from portal.domain.search_state import SearchState
from portal.domain.search_views import NewestFigures, SearchView
from portal.domain.view_state import PAGE_SIZE, IndicatorState
from portal.domain.vocabulary import Vocabulary
from portal.urls import (
    COUNCILS,
    SOURCES,
    compare_url,
    document_url,
    indicators_url,
    inspection_url,
    item_url,
    search_url,
    slug,
)

# Letters that a hit's line shows before its first match.
_BEFORE = 60
# Councils of that name which are listed; “north” names ten.
_MOST_NAMED = 12
_EXAMPLES = ("assessments on time", "“case audit”", "adoption -register", "AFI 9")
_SINGULAR = {
    "action": "Action",
    "milestone": "Milestone",
    "statement": "Statement",
    "indicator": "Indicator",
}


def layout(vocabulary: Vocabulary, state: SearchState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    kinds = [("", "All kinds"), *SEARCH_KINDS.items()]
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "Search",
        "Councils and official statistics by name; inspections by council and year; plans, their "
        "items, actions and milestones, recommendations, indicators and documents by their texts. "
        "All words must occur, in any form: “assessments” finds “assessment”. Put words in quotes "
        "to find them together, and a minus before a word to leave it out.",
        [
            filters.council_picker(ids, vocabulary, state),
            filters.select(ids.KIND, "Kind of text", kinds, state.kind),
        ],
        above=[
            html.Div(
                filters.words(ids.Q, state.q, "e.g. supervision", "search-words"),
                className="wrap",
                role="search",
                **{"aria-label": "Search"},
            )
        ],
    )


def announcement(view: SearchView) -> str:
    """Write the sentence that a screen reader hears after a change."""
    if not view.asked:
        return "Nothing to search for yet."
    if len(view.hits) < view.total:
        first = (view.state.page - 1) * PAGE_SIZE + 1
        return f"{_count(view)} found; {first:,} to {first + len(view.hits) - 1:,} are shown."
    return f"{_count(view)} found."


def kind_options(view: SearchView) -> list[Option]:
    """List the kinds, each with its number of texts that fit."""
    total = f" ({view.kinds.total()})" if view.asked else ""
    options: list[Option] = [{"label": f"All kinds{total}", "value": "all"}]
    for key, name in SEARCH_KINDS.items():
        count = f" ({view.kinds[key]})" if view.asked else ""
        options.append({"label": f"{name}{count}", "value": key})
    return options


def results(view: SearchView, elsewhere: Elsewhere | None = None) -> list[Part]:
    """Lay out everything below the filter bar for one state; `elsewhere` is where else to look."""
    if not view.asked:
        return [_nothing_asked(view)]
    named = _named_first(view)
    if not view.total:
        no_text = html.P(f"No text of plans, papers or definitions has {_typed(view)}.")
        return [*named, no_text] if named else [_nothing_found(view, elsewhere)]
    start = (view.state.page - 1) * PAGE_SIZE + 1
    parts = [
        html.H2(f"{_count(view)} with {_typed(view)}", tabIndex="-1", **{"data-list": ""}),
        html.P("The best matches come first.", className="sub"),
        element("Ol", [_hit(view, hit) for hit in view.hits], "hits", start=str(start)),
        pager(
            view.state.page,
            view.total,
            PAGE_SIZE,
            lambda number: search_url(view.state.query(page=number)),
        ),
    ]
    return [*named, html.Section(parts, className="block")]


def _named_first(view: SearchView) -> list[Part]:
    """Lay out councils, official measures and inspections of that name; nothing without any."""
    parts: list[Part] = []
    if view.councils:
        links = [element("Li", council_name(council)) for council in view.councils[:_MOST_NAMED]]
        more = len(view.councils) - len(links)
        if more:
            links.append(element("Li", link(f"{more} more among all councils", COUNCILS)))
        parts.append(block("Councils", element("Ul", links, "named-councils")))
    if view.measures:
        rows = [element("Li", _newest(view, named)) for named in view.measures]
        parts.append(block("Official statistics", element("Ul", rows, "named-measures")))
    if view.inspections:
        parts.append(block("Inspections", council_inspections(view.inspections, view.vocabulary)))
    return parts


def _newest(view: SearchView, named: NewestFigures) -> list[Part]:
    """Write a measure's name, and the newest figures of the councils and England in a line."""
    query = IndicatorState(view.state.councils, measure=named.measure.key).query()
    figures = "; ".join(f"{area} {shown}" for area, shown in named.figures)
    return [
        link(named.measure.name, indicators_url(query=query)),
        element("Span", f"{figures} ({named.period})" if figures else named.period, "sub"),
    ]


def _count(view: SearchView) -> str:
    return plural(view.total, "text")


def _typed(view: SearchView) -> str:
    typed = view.state.q
    return typed if any(sign in typed for sign in '"“”') else f"“{typed}”"


# Nothing --------------------------------------------------------------------------------------


def _nothing_asked(view: SearchView) -> Element:
    if view.state.q:
        heading = f"{_typed(view)} has nothing to search for"
        hint = (
            "Common words such as “the” and “of” are ignored, and so is punctuation. A word to "
            "leave out needs another one to find."
        )
    else:
        heading, hint = "What are you looking for?", "Type a word above, or try one of these:"
    examples: list[Part] = []
    for text in _EXAMPLES:
        query = SearchState(q=text.translate(str.maketrans("“”", '""'))).query()
        examples.append(html.Li(dcc.Link(text, href=search_url(query))))
    return block(heading, html.P(hint), html.Ul(examples))


def _nothing_found(view: SearchView, elsewhere: Elsewhere | None) -> Element:
    state = view.state
    if view.everywhere:
        names = [view.vocabulary.names[key] for key in state.councils]
        where = [f"from {sentence_list(names)}"] if names else []
        where += [f"of the kind “{SEARCH_KINDS[state.kind].lower()}”"] if state.kind else []
        everywhere = SearchState(q=state.q).query()
        count = f"{plural(view.everywhere, 'text')} with {_typed(view)}"
        more: list[Part] = [
            f"No text {' '.join(where)} fits. Without these filters: ",
            dcc.Link(count, href=search_url(everywhere)),
            ".",
        ]
    else:
        more = [
            "All words must occur in the same text, in any form. Try fewer words, other words, or "
            "no quotes. The portal has summaries in its own words, so that a word of the paper "
            "itself may be missing here: see the ",
            dcc.Link("documents", href=SOURCES),
            ".",
        ]
    return block(
        "Nothing found",
        gap(f"Nothing fits {_typed(view)}."),
        html.P(
            [
                "Did you mean ",
                dcc.Link(
                    view.meant,
                    href=search_url(SearchState(q=view.meant, councils=state.councils).query()),
                ),
                "?",
            ]
        )
        if view.meant
        else None,
        html.P(more),
        elsewhere_panel(elsewhere, "search") if state.councils else None,
    )


# Hits -----------------------------------------------------------------------------------------


def _hit(view: SearchView, hit: SearchHit) -> Element:
    """Lay out a text as a row: title, council and kind, and a line about the first match.

    The line opens to the whole text.
    """
    council = view.vocabulary.councils[hit.council]
    title = _marked(hit.title) if hit.title else [_named(hit)]
    where = [council_name(council, linked=council.kind == "council"), f" · {_where(view, hit)}"]
    body = None
    if hit.body:
        whole = _marked(hit.body)
        if hit.kind in ("document", "indicator"):
            whole.append(element("Span", hit.under, "from"))
        lines = [
            element("Span", _marked(_around_match(hit.body)), "hit-line"),
            element("Span", whole, "hit-whole"),
        ]
        body = element("Details", element("Summary", lines), "hit-text")
    return element(
        "Li",
        [element("H3", link(title, _place(hit))), element("P", where, "card-head"), body],
        f"hit {council.css}",
        **_gathered(view, hit),
    )


def _around_match(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Cut what comes long before the first match, at a word; a text without one stays whole."""
    first = next((number for number, (_text, match) in enumerate(pieces) if match), 0)
    if not first:
        return list(pieces)
    before = "".join(text for text, _match in pieces[:first])
    if len(before) > _BEFORE:
        before = f"… {before[-_BEFORE:].partition(' ')[2]}"
    return [(before, False), *pieces[first:]]


def _gathered(view: SearchView, hit: SearchHit) -> dict[str, str]:
    """Mark a hit as evidence, with the address of the view in which it stands.

    Milestones and statements are gathered as the item or plan that they stand under, and an
    indicator as the chart of its council.
    """
    link = _place(hit)
    if hit.kind == "document":
        mark = evidence("document", hit.key)
    elif hit.kind == "inspection":
        mark = evidence("inspection", hit.council, hit.key)
    elif hit.kind == "indicator":
        mark = evidence("chart", hit.key)
        if view.vocabulary.councils[hit.council].kind == "council":
            link = indicators_url(query=IndicatorState((hit.council,), measure=hit.key).query())
    elif hit.kind == "action":
        mark = evidence("action", hit.key, slug(hit.item_ref), slug(hit.ref))
    elif hit.item_ref:
        mark = evidence("item", hit.key, slug(hit.item_ref))
    else:
        mark = evidence("plan", hit.key)
    return {**mark, "data-evidence-link": link}


def _marked(pieces: Iterable[tuple[str, bool]]) -> list[Part]:
    return [element("Mark", text) if match else text for text, match in pieces]


def _named(hit: SearchHit) -> str:
    """Name a text without a title after the item, plan or inspection that it belongs to."""
    if hit.kind == "inspection":
        board = " to the board" if hit.under == "board" else ""
        return f"Recommendation {hit.ref}{board}, {printed_date(hit.published[:7])}"
    place = f"{hit.item_ref} {hit.under}".strip()
    return f"{_SINGULAR[hit.kind]} {hit.ref} under {place}"


def _where(view: SearchView, hit: SearchHit) -> str:
    """Write the kind of text, its reference, and the date of its plan or paper."""
    dated = printed_date(hit.published)
    if hit.kind == "document":
        return f"Document, {dated}"
    if hit.kind == "inspection":
        return f"Inspection, {dated}"
    if hit.kind == "indicator":
        return f"{f'Indicator {hit.ref}'.strip()}, {dated}"
    plan = view.vocabulary.plans[hit.key]
    if hit.kind == "plan":
        return f"Plan, {dated} ({plan.status})"
    kind = f"Item {hit.ref}" if hit.kind == "item" else _SINGULAR[hit.kind]
    return f"{kind}, {plan.short}, {dated}"


def _place(hit: SearchHit) -> str:
    """Link to the page on which the text stands."""
    if hit.kind == "document":
        return document_url(hit.key)
    if hit.kind == "inspection":
        return inspection_url(hit.key)
    if hit.kind == "indicator":
        return indicators_url(hit.key)
    if hit.item_ref:
        return item_url(hit.key, hit.item_ref)
    return compare_url(f"?councils={hit.council}&plan={hit.key}")
