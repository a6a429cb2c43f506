"""The page of inspections: every council's grades by judgement over time."""

from __future__ import annotations

from dash import html

from layouts.components import filters
from layouts.components.grades import TABLED, grade, grade_cell, legend
from layouts.components.parts import block, gap, pager
from layouts.components.patterns import inspection_patterns
from layouts.ids import Inspections as ids
from layouts.markup import Element, Part, element, link
from portal.domain.chosen import sentences
from portal.domain.formatting import day, plural, printed_date, sentence_list
from portal.domain.inspection_state import InspectionsState
from portal.domain.inspection_views import ROWS_AT_ONCE, InspectionsView
from portal.domain.inspections import (
    CHANGES,
    FRAMEWORK_NAMES,
    GRADE_NAMES,
    GRID,
    JUDGEMENT_NAMES,
    REVERSED,
    SCALE,
    InspectedCouncil,
)
from portal.domain.vocabulary import Vocabulary
from portal.urls import council_url, inspection_url, inspections_url

_ARROWS = {"up": "↑\u00a0Up", "same": "=\u00a0Same", "down": "↓\u00a0Down"}
_HEADS = {
    "name": "Council",
    "region": "Region",
    "date": "Newest inspection",
    **{key: JUDGEMENT_NAMES[key] for key in GRID},
    "change": "Change",
    "months": "Months since",
    "framework": "Framework",
}


def layout(vocabulary: Vocabulary, state: InspectionsState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    grades = [("", "All grades")]
    grades += [(key, name) for key, name in GRADE_NAMES.items() if key]
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "Inspections: what inspectors said of every council",
        "The newest grades of each council with those before them, by judgement. Without a "
        "choice all councils are shown; add councils, a region or neighbours to see only those.",
        [
            filters.council_picker(ids, vocabulary, state, unchosen=()),
            filters.select(ids.GRADE, "Overall grade", grades, state.grade),
            filters.select(
                ids.FRAMEWORK,
                "Framework",
                [("", "All frameworks"), *FRAMEWORK_NAMES.items()],
                state.framework,
            ),
            filters.select(
                ids.THEME,
                "Theme asked about",
                [("", "Any"), *((t.key, t.name) for t in vocabulary.themes.values())],
                state.theme,
            ),
            filters.select(
                ids.CHANGE, "Change", [("", "Any change"), *CHANGES.items()], state.change
            ),
        ],
    )


def announcement(view: InspectionsView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    text = plural(view.total, "council")
    if len(view.rows) < view.total:
        first = (view.state.page - 1) * ROWS_AT_ONCE + 1
        return f"{text}; {first:,} to {first + len(view.rows) - 1:,} are shown."
    return f"{text} shown."


def results(view: InspectionsView) -> list[Part]:
    """Lay out everything below the filter bar for one state."""
    if not view.everything:
        return [
            block(
                "No inspections are loaded yet",
                gap(
                    "This page compares councils on the grades of inspections, and there are none."
                ),
                html.P("Ask whoever runs this portal to load them."),
            )
        ]
    if not view.total:
        return [_nothing(view)]
    state = view.state
    return [
        _overview(view),
        html.Section(
            [
                element("H2", _heading(view), tabIndex="-1", **{"data-list": ""}),
                legend(),
                _grid(view),
                pager(
                    state.page,
                    view.total,
                    ROWS_AT_ONCE,
                    lambda number: inspections_url(state.query(page=number)),
                    " councils",
                ),
            ],
            className="block",
        ),
    ]


def _heading(view: InspectionsView) -> str:
    turned = ", reversed" if view.state.sort.endswith(REVERSED) else ""
    column = _HEADS[view.state.sort.removesuffix(REVERSED)].lower()
    return f"{plural(view.total, 'council')}, by {column}{turned}"


def _nothing(view: InspectionsView) -> Element:
    names = {
        "grade": {key: name.lower() for key, name in GRADE_NAMES.items()},
        "framework": FRAMEWORK_NAMES,
        "change": {key: name.lower() for key, name in CHANGES.items()},
    }
    active = sentences(view.state, view.vocabulary, **names)
    why = f" with {sentence_list(active)}" if active else ""
    return block(
        "No council fits all of these filters",
        gap(f"There is no council{why} among those chosen."),
        html.P(["Remove a filter, or ", link("see all inspections", inspections_url()), "."]),
    )


def _overview(view: InspectionsView) -> html.Section:
    """Lay out how many councils have each grade, and how grades moved, each with its number."""
    state, total = view.state, view.inspected
    rows = []
    for key in (*SCALE, "adequate", "not-judged", ""):
        count = view.grades[key]
        if not count and key not in SCALE:
            continue
        name: Part = grade(key)
        if key:
            chosen = state.grade == key
            address = inspections_url(state.query(grade="" if chosen else key, page=1))
            name = link(name, address)
        rows.append(
            element(
                "Li",
                [
                    name,
                    f" {count:,} of {total:,}",
                    f" ({100 * count / total:.0f}%)" if total else "",
                ],
            )
        )
    moved = [
        link(
            f"{CHANGES[key].lower()} {view.changes[key]:,}",
            inspections_url(state.query(change="" if state.change == key else key, page=1)),
        )
        for key in CHANGES
    ]
    compared = sum(view.changes[key] for key in CHANGES)
    steps = sum(view.moves.values())
    notes: list[Part] = [
        "Against the inspection before: ",
        moved[0],
        ", ",
        moved[1],
        ", ",
        moved[2],
        f", of {plural(compared, 'council')} with two overall grades to compare. ",
        f"Over all {plural(steps, 'step')} from one inspection to the next: "
        f"{view.moves['up']:,} up, {view.moves['same']:,} same, {view.moves['down']:,} down.",
    ]
    return html.Section(
        [
            html.H2(f"Overall grades of {plural(total, 'council')}"),
            element("Ul", rows, "grade-shares"),
            element("P", notes, "sub"),
            *inspection_patterns(view.patterns),
        ],
        className="block",
    )


def _grid(view: InspectionsView) -> Element:
    heads = [
        _head(view.state, column, name) for column, name in _HEADS.items() if column != "region"
    ]
    body = [_row(row) for row in view.rows]
    made = view.vocabulary.made_at
    upto = f", months counted to {day(made.date())}" if made else ""
    grid = element(
        "Table",
        [
            element("Caption", f"Grades of councils, newest first{upto}"),
            element("Thead", element("Tr", heads)),
            element("Tbody", body),
        ],
        "heat-grid grade-grid council-grades",
    )
    return element(
        "Div",
        grid,
        "grid-scroll",
        tabIndex="0",
        role="region",
        **{"aria-label": "Grades of councils"},
    )


def _head(state: InspectionsState, column: str, name: str) -> Element:
    """Lay out a head that sorts by its column, or turns the order round."""
    current = state.sort.removesuffix(REVERSED) == column
    turned = state.sort.endswith(REVERSED)
    sort = f"{column}{REVERSED}" if current and not turned else column
    address = inspections_url(state.query(sort=sort, page=1))
    about = {"aria-sort": "descending" if turned else "ascending"} if current else {}
    parts: list[Part] = [link([name, " ▼" if turned else " ▲"] if current else name, address)]
    if column == "name":
        region = state.sort.removesuffix(REVERSED) == "region"
        turn = f"region{REVERSED}" if region and not state.sort.endswith(REVERSED) else "region"
        by_region = link("by region", inspections_url(state.query(sort=turn, page=1)), "row-note")
        parts += [" ", by_region]
    return element("Th", parts, scope="col", **about)


def _row(row: InspectedCouncil) -> Element:
    council, newest = row.council, row.newest
    name = [
        link(council.name, council_url(council.key)),
        element("Span", row.region, "row-note"),
    ]
    cells = [element("Th", name, scope="row")]
    if newest is None:
        text = "No inspection of this kind is in the portal."
        return element("Tr", [*cells, element("Td", text, "none", colSpan=len(_HEADS) - 2)])
    about: list[Part] = [link(printed_date(newest.inspected), inspection_url(newest.key))]
    if newest.tabled:
        about.append(element("Span", TABLED, "row-note"))
    details = [
        element("Td", about),
        *(grade_cell(row, judgement) for judgement in GRID),
        element("Td", _ARROWS.get(row.change, "–"), "" if row.change else "none"),
        element("Td", "–" if row.months is None else f"{row.months:,}"),
        element("Td", FRAMEWORK_NAMES.get(newest.framework, "not stated")),
    ]
    for cell, label in zip(details, list(_HEADS.values())[2:], strict=True):
        cell["props"]["data-label"] = label
    return element("Tr", [*cells, *details])
