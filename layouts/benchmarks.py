"""The page "Benchmarks": many measures of chosen councils at once, the worst distance first."""

from __future__ import annotations

from dash import html

from layouts.components import filters
from layouts.components.benchmark_table import legend, rug_table
from layouts.components.elsewhere import elsewhere_panel
from layouts.components.parts import block, gap, island, pager
from layouts.components.scorecard import scorecard, scorecard_legend
from layouts.ids import Benchmarks as ids
from layouts.markup import Element, Part, element
from portal.domain.benchmarks import BenchmarkView
from portal.domain.chosen import sentences
from portal.domain.elsewhere import Elsewhere
from portal.domain.formatting import joint_note, plural, sentence_list
from portal.domain.view_state import (
    EXCEPTIONS,
    LOOKS,
    OUTSIDE,
    SCORECARD,
    WORSENING,
    BenchmarkState,
)
from portal.domain.vocabulary import Vocabulary
from portal.urls import benchmarks_url

_SORTS = {"distance": "worst distance first", "name": "by name", "area": "by improvement area"}
_ONLY = {
    "": "every measure",
    WORSENING: "worst fifth and getting worse",
    EXCEPTIONS: "best and worst fifths",
}
_ORDERS = {
    "distance": "Measures of the improvement areas first, then the others; in each the worst "
    "distance from England first, allowing for how much councils vary",
    "name": "In the order of names",
    SCORECARD: "Lead measures of the themes first, then the worst distance from England, as many a "
    "page as fit on a sheet of paper; a page is grouped by improvement area",
    "area": "By improvement area; in each the worst distance from England first, allowing for how "
    "much councils vary",
}
# Councils that a headline names; the columns' heads hold all counts.
_NAMED = 4


def layout(vocabulary: Vocabulary, state: BenchmarkState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    areas = [("", "All measures")]
    areas += [(area.key, area.name) for area in vocabulary.areas.values()]
    areas.append((OUTSIDE, "Outside the improvement areas"))
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "Benchmarks: where councils stand out",
        "Many measures at once, each at its newest comparable period.",
        [
            filters.council_picker(ids, vocabulary, state),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.select(ids.AREA, "Improvement area", areas, state.area),
            filters.words(ids.WORDS, state.words, "e.g. turnover"),
            filters.select(ids.SORT, "Sort", [*_SORTS.items()], state.sort),
            filters.select(ids.ONLY, "Show", [*_ONLY.items()], state.only),
            filters.choice_chips(ids.VIEW, "As", {key: key for key in LOOKS}, state.view),
        ],
        body=island(ids.RESULTS, "results rug-results wrap", ids.URL),
    )


def announcement(view: BenchmarkView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    if not view.left:
        return "No measure fits."
    text = f"{plural(view.left, 'measure')}, {_order_name(view.state)}"
    first = (view.state.page - 1) * view.size + 1
    if len(view.rows) == view.left:
        return f"{text}; {view.left} shown."
    return f"{text}; {first:,} to {first + len(view.rows) - 1:,} shown."


def _order_name(state: BenchmarkState) -> str:
    return "as a scorecard" if state.view == SCORECARD else _SORTS[state.sort]


def results(view: BenchmarkView, elsewhere: Elsewhere | None = None) -> list[Part]:
    """Lay out the table with its headline, or why there is none, with where else to look."""
    if not view.everything:
        return [_not_loaded(elsewhere)]
    if not view.left:
        return [_nothing(view, elsewhere)]
    title = element("H2", headline(view), tabIndex="-1", **{"data-list": ""})
    table, key = rug_table(view), legend(len(view.councils))
    if view.state.view == SCORECARD:
        table, key = scorecard(view), scorecard_legend()
    fold = element(
        "Details",
        [element("Summary", "Order, ranks and what the marks mean"), _about(view), key],
        "rug-key",
        **({"open": True} if view.state.view == SCORECARD else {}),
    )
    head = [title, fold]
    pages = pager(
        view.state.page,
        view.left,
        view.size,
        lambda number: benchmarks_url(view.state.query(page=number)),
    )
    return [element("Section", head, "block"), table, pages]


def headline(view: BenchmarkView) -> str:
    """Say which councils stand out."""
    where = " in the improvement areas" if view.counted < view.ranked else ""
    measures = plural(view.counted, "measure that ranks councils", "measures that rank councils")
    lead = f"Of {measures}{where}"
    worsening = view.state.only == WORSENING
    if view.state.only:
        what = "is in the worst fifth of England and gets worse" if worsening else "stands out"
        lead = f"On {plural(view.counted, 'measure')}{where} one of these councils {what}"
    if not view.ranked:
        return f"Councils are not ranked on the {plural(view.left, 'measure')} shown here"
    counts = sorted(view.councils, key=lambda council: -view.worst[council.key])
    most = view.worst[counts[0].key]
    if not most:
        who = f"{counts[0].name} is" if len(counts) == 1 else "none of these councils is"
        return f"{lead}; {who} in the worst fifth of England on any"
    numbers = {key: f"{count:,}" if count else "none" for key, count in view.worst.items()}
    parts = [f"{council.name} on {numbers[council.key]}" for council in counts[1:]]
    if len(parts) >= _NAMED:
        rest = [numbers[council.key] for council in counts[_NAMED - 1 :]]
        span = f"{rest[-1]} to {rest[0]}" if rest[0] != rest[-1] else f"{rest[0]} each"
        parts = [*parts[: _NAMED - 2], f"the other {len(rest)} on {span}"]
    first = (
        f"{counts[0].name} {'' if worsening else 'is in the worst fifth of England '}on {most:,}"
    )
    return f"{lead}{':' if view.state.only else ','} {sentence_list([first, *parts])}"


def _about(view: BenchmarkView) -> Element:
    parts = [f"{_ORDERS[SCORECARD if view.state.view == SCORECARD else view.state.sort]}."]
    if view.state.only == EXCEPTIONS:
        parts.append("Standing out means the best or the worst fifth of councils.")
    if view.counted > 1:
        parts.append("Many measures overlap: how often a council stands out is no score.")
    if view.schooling:
        many = plural(view.schooling, "ranked measure is", "ranked measures are")
        parts.append(
            f"{many} about schooling, in a group apart, and {_not_counted(view.schooling)}."
        )
    if view.outside:
        many = plural(view.outside, "ranked measure lies", "ranked measures lie")
        parts.append(f"{many} outside the improvement areas and {_not_counted(view.outside)}.")
    unranked = view.left - view.ranked
    if unranked:
        come = "comes" if unranked == 1 else "come"
        last = f" and {come} last" if view.state.sort == "distance" else ""
        have = plural(unranked, "measure has", "measures have")
        parts.append(f"{have} no ranks{last}; each row says why.")
    parts.append(joint_note(figure.joint for row in view.rows for figure in row.figures))
    return element("P", " ".join(part for part in parts if part), "sub")


def _not_counted(count: int) -> str:
    return "is not counted" if count == 1 else "are not counted"


def _not_loaded(elsewhere: Elsewhere | None) -> Element:
    return block(
        "No official statistics are loaded yet",
        gap("This page compares councils on the department’s open data, and there is none."),
        html.P("Ask whoever runs this portal to load them; editors can do so in the browser."),
        elsewhere_panel(elsewhere, "benchmarks"),
    )


def _nothing(view: BenchmarkView, elsewhere: Elsewhere | None) -> Element:
    return block(
        "No measure fits all of these filters",
        gap(
            f"None of the {plural(view.everything, 'measure')} of official statistics fits "
            f"{sentence_list(sentences(view.state, view.vocabulary))}."
        ),
        html.P("Remove a filter, or choose “Clear filters” above."),
        elsewhere_panel(elsewhere, "benchmarks"),
    )
