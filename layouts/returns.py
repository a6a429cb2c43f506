"""The page of what comes back: areas over a council's inspections, and over all councils."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dash import html

from layouts.components import filters
from layouts.components.grades import grade
from layouts.components.parts import block, council_name, folded, gap, pager, status_tag, table, tag
from layouts.ids import Returns as ids
from layouts.markup import Element, Part, element, link
from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.inspection_state import ReturnsState
from portal.domain.inspection_views import COUNCILS_AT_ONCE, ReturnsView
from portal.domain.inspections import FRAMEWORK_NAMES
from portal.domain.returns import (
    LEAST_CHOICES,
    LEAST_COUNCILS,
    USUAL_FROM,
    Cell,
    History,
    Line,
    Planned,
    Recurrence,
    Request,
    Stop,
)
from portal.domain.vocabulary import Vocabulary
from portal.urls import council_url, inspection_url, item_url, returns_url

_LEAST = {key: f"{key} inspections" for key in LEAST_CHOICES}
# So many councils are named, more are counted.
_NAMED = 5
_SENTENCES_AT_ONCE = 4
# On a council's page, beside its inspections and plans.
_BESIDE_AT_ONCE = 2
_UNREAD = "What this inspection asked for is not in the portal"


def layout(vocabulary: Vocabulary, state: ReturnsState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "What comes back, inspection after inspection",
        "What inspectors asked of each council, what it planned and reported done, and what they "
        "asked again, by improvement area. Each cell opens to what stands behind it.",
        [
            filters.council_picker(ids, vocabulary, state),
            filters.theme_chips(ids.THEME, vocabulary, state.theme),
            filters.area_select(ids.AREA, vocabulary, state.area),
            filters.choice_chips(ids.LEAST, "Comes back from", _LEAST, state.least),
        ],
    )


def announcement(view: ReturnsView) -> str:
    """Write the sentence that a screen reader hears after a filter."""
    counts = [
        f"{plural(sum(line.returns(view.least) for line in view.lines(h)), 'area')} in "
        f"{h.council.name}"
        for h in view.histories
    ]
    return f"Come back: {sentence_list(counts)}."


def results(view: ReturnsView) -> list[Part]:
    """Lay out everything below the filter bar for one state."""
    blocks = [_council(view, number, history) for number, history in enumerate(view.histories)]
    pages = pager(
        view.state.page,
        view.total,
        COUNCILS_AT_ONCE,
        lambda number: returns_url(view.state.query(page=number)),
        " councils",
    )
    heading = f"{plural(view.total, 'council')}, one by one"
    head = element("H2", heading, "visually-hidden", tabIndex="-1", **{"data-list": ""})
    return [head, *blocks, pages, _everywhere(view)]


def _council(view: ReturnsView, number: int, history: History) -> Element:
    head = council_name(history.council)
    if not history.stops:
        text = f"The portal has neither an inspection nor a plan of {history.council.name}."
        return block(head, gap(text))
    lines = view.lines(history)
    sentences = _sentences(view, history, lines)
    if not any(cell.filled for line in history.areas for cell in line.cells):
        address = council_url(history.council.key)
        return block(head, sentences, element("P", link("Its inspections and grades", address)))
    parts: list[Part] = [sentences, _grid(view, number, history, lines)]
    if view.state.area:
        parts += [_in_full(line) for line in lines]
    return block(head, *parts, name="returns")


def _sentences(view: ReturnsView, history: History, lines: Iterable[Line]) -> Part:
    """Say what comes back, and how much of the council's inspections has been read."""
    returning = sorted((n for n in lines if n.returns(view.least)), key=lambda n: -len(n.asked))
    if len(history.read) < view.least:
        inspections = plural(len(history.read) + len(history.unread), "inspection")
        text = (
            f"The portal holds what {len(history.read)} of {inspections} of {history.council.name} "
            "asked for: too few for anything to come back."
        )
        return gap(text)
    if not returning:
        return gap(f"Nothing was asked about in {view.least} inspections or more.")
    return _listed([line.sentence for line in returning])


def _listed(sentences: Sequence[str], at_once: int = _SENTENCES_AT_ONCE) -> list[Part]:
    """List sentences, the first of them at once."""
    items = [element("Li", text) for text in sentences]
    first, rest = items[:at_once], items[at_once:]
    parts: list[Part] = [element("Ul", first, "return-sentences")]
    if rest:
        title = f"{plural(len(rest), 'more area comes', 'more areas come')} back"
        parts.append(folded(title, element("Ul", rest, "return-sentences")))
    return parts


def _grid(view: ReturnsView, number: int, history: History, lines: tuple[Line, ...]) -> Element:
    elsewhere = any(view.elsewhere(history.council.key, line.subject.key) for line in lines)
    heads = [element("Th", "Improvement area", scope="col")]
    heads += [element("Th", _stop(stop), scope="col") for stop in history.stops]
    heads += [element("Th", "Comes back elsewhere", scope="col")] if elsewhere else []
    blank = [
        stop.inspection
        and stop.requests is None
        and not any(line.cells[n].filled for line in lines)
        for n, stop in enumerate(history.stops)
    ]
    rows = []
    for place, line in enumerate(lines):
        returns = line.returns(view.least)
        name: list[Part] = [link(line.subject.name, _address(view, history, line))]
        name.append(
            element("Span", f"asked in {len(line.asked)} of {len(history.read)}", "row-note")
        )
        cells: list[Part] = [element("Th", name, "returning" if returns else "", scope="row")]
        for column, cell in enumerate(line.cells):
            if not blank[column]:
                key = f"returns-{number}-{place}-{column}"
                cells.append(_cell(key, history, line, cell))
            elif place == 0:
                text = element("Span", _UNREAD)
                cells.append(element("Td", text, "unread", rowSpan=str(len(lines))))
        if elsewhere:
            others = view.elsewhere(history.council.key, line.subject.key) or (0, 0)
            cells.append(element("Td", f"{others[0]:,} of {others[1]:,} others"))
        rows.append(element("Tr", cells))
    inspections = plural(len(history.read) + len(history.unread), "inspection")
    caption = (
        f"{history.council.name}: the portal holds what {len(history.read)} of {inspections} "
        "asked for"
    )
    grid = element(
        "Table",
        [
            element("Caption", caption),
            element("Thead", element("Tr", heads)),
            element("Tbody", rows),
        ],
        f"heat-grid grade-grid return-grid {history.council.css}",
    )
    about = {"aria-label": f"What comes back in {history.council.name}"}
    return element("Div", grid, "grid-scroll", tabIndex="0", role="region", **about)


def _address(view: ReturnsView, history: History, line: Line) -> str:
    """The address of one area of a council, with its evidence in full; back from there."""
    area = "" if view.state.area else line.subject.key
    return returns_url(view.state.query(councils=(history.council.key,), area=area, page=1))


def _when(stop: Stop) -> str:
    when = printed_date(stop.dated[:7])
    return f"by {when}" if stop.undated else when


def _stop(stop: Stop) -> list[Part]:
    """Lay out the head of a column: the inspection with its grade, or the plan."""
    plans = [plan.short for plan in stop.plans]
    if stop.inspection is None:
        return [_when(stop), element("Span", plans[0], "row-note")]
    inspection = stop.inspection
    kind = FRAMEWORK_NAMES.get(inspection.framework) or inspection.title
    parts: list[Part] = [link(_when(stop), inspection_url(inspection.key))]
    if not kind.startswith(inspection.inspectorate):
        kind = f"{inspection.inspectorate} {kind}"
    parts.append(element("Span", kind, "row-note"))
    if inspection.overall:
        parts.append(grade(inspection.overall))
    if plans:
        parts.append(element("Span", f"answered: {sentence_list(plans)}", "row-note"))
    return parts


def _counts(cell: Cell) -> list[Part]:
    """Say how much was asked, planned and reported done."""
    parts: list[Part] = []
    if cell.asked:
        parts.append(element("Strong", f"{len(cell.asked)} asked"))
    if cell.repeats:
        parts.append(element("Span", "a repeat", "tag tag-quiet"))
    if cell.board:
        parts.append(element("Span", f"{len(cell.board)} of the board", "row-note"))
    if cell.planned:
        done = f", {len(cell.done)} done" if cell.done else ""
        parts.append(element("Span", f"{len(cell.planned)} planned{done}", "row-note"))
    return [part for pair in zip(parts, [" "] * len(parts), strict=True) for part in pair][:-1]


def _cell(key: str, history: History, line: Line, cell: Cell) -> Element:
    """Lay out a cell as a button that opens its evidence, or a dash."""
    if not cell.filled:
        asked = cell.stop.requests is not None
        about = "nothing asked" if asked else "nothing planned"
        words = [element("Span", "–", **{"aria-hidden": "true"})]
        words.append(element("Span", about, "visually-hidden"))
        return element("Td", words, "none")
    title = f"{line.subject.name}, {_when(cell.stop)}"
    head = element("Div", [element("H3", title), _close(key)], "evidence-head")
    box = {"popover": "auto", "role": "dialog", "aria-label": f"{history.council.name}: {title}"}
    evidence = element("Div", [head, *_evidence(cell)], "cell-evidence", id=key, **box)
    opens = {"type": "button", "popovertarget": key}
    return element("Td", [element("Button", _counts(cell), "cell-open", **opens), evidence])


def _close(key: str) -> Element:
    act = {"type": "button", "popovertarget": key, "popovertargetaction": "hide"}
    return element("Button", "Close", "quiet-button", **act)


def _evidence(cell: Cell) -> list[Part]:
    """List what a stop asked for and what was planned, each with the way to its source."""
    parts: list[Part] = []
    stop = cell.stop
    for rows, who in ((cell.asked, "the council"), (cell.board, "the safeguarding board")):
        if rows:
            parts.append(element("H4", f"Asked of {who}"))
            parts.append(element("Ul", [element("Li", _request(row)) for row in rows]))
    if stop.inspection is not None:
        parts.append(
            element(
                "P", link("The inspection with its grades", inspection_url(stop.inspection.key))
            )
        )
    for plan in stop.plans:
        items = [item for item in cell.planned if item.plan == plan.key]
        if items:
            when = f"{plan.short}, {printed_date(plan.published)}"
            parts.append(element("H4", f"Planned and reported: {when}"))
            parts.append(element("Ul", [element("Li", _item(item)) for item in items]))
    return parts


def _request(row: Request) -> list[Part]:
    parts: list[Part] = [element("Strong", row.ref), " ", row.summary]
    if row.repeats:
        parts += [" ", tag("Made before, says the report", "quiet")]
    if row.plan:
        parts += [" As ", link("the council’s paper", item_url(row.plan, row.ref)), " restates it."]
    return parts


def _item(item: Planned) -> list[Part]:
    parts: list[Part] = [link(f"{item.ref} {item.title}", item_url(item.plan, item.ref)), " "]
    if item.status != "not_stated":
        parts += [status_tag(item.status), " "]
    if item.actions:
        count = plural(item.actions, "action")
        parts.append(
            f"{count}, {item.completed} reported as completed" if item.completed else count
        )
    return parts


def _in_full(line: Line) -> Element:
    """Lay out all evidence of one area in the order of time."""
    parts: list[Part] = []
    for cell in line.cells:
        if cell.filled:
            parts += [element("H3", _when(cell.stop)), *_evidence(cell)]
    return (
        element("Div", parts, "panel evidence-list")
        if parts
        else gap(f"Nothing on {line.subject.name.lower()} was asked or planned.")
    )


def _everywhere(view: ReturnsView) -> Element:
    """Count over all councils with enough reports read which areas come back in most."""
    title, of, least = "Which areas come back most", len(view.enough), view.least
    basis = (
        f"Counted over the {plural(of, 'council')} of which the portal holds what at least "
        f"{max(2, least)} inspections asked for, whichever are chosen above; where a report has "
        "not been read, as the council’s own paper restates it. Other councils count once their "
        "reports are read."
    )
    if of < LEAST_COUNCILS:
        text = f"Withheld: these are fewer than {LEAST_COUNCILS} councils."
        return block(title, element("P", basis, "sub"), gap(text))
    usual = (
        f"What is usual is said where at least {USUAL_FROM} other councils can be counted; today "
        f"there are {of - 1}."
        if of <= USUAL_FROM
        else f"An area is usual where it comes back in more than half of the {of:,}."
    )
    chosen = {history.council.key for history in view.histories}
    shown = [row for row in view.recurrences if view.state.area in ("", row.subject.key)]
    rows: list[list[Part]] = [
        [
            link(row.subject.name, returns_url(view.state.query(area=row.subject.key, page=1))),
            f"{len(row.councils):,} of {row.of:,}",
            _names(view, row, chosen),
        ]
        for row in shown
    ]
    head = ["Improvement area", f"Comes back (asked in {least} or more) in", "Among them"]
    return block(
        title,
        element("P", f"{basis} {usual}", "sub"),
        table(head, rows, f"{title}: n of {of:,} councils", (1,), stacked=True),
    )


def _names(view: ReturnsView, row: Recurrence, chosen: set[str]) -> Part:
    """Name the councils, those shown above first; many are counted."""
    councils = view.vocabulary.councils
    ordered = sorted(row.councils, key=lambda key: (key not in chosen, councils[key].name))
    links: list[Part] = []
    for key in ordered[:_NAMED]:
        links += [link(councils[key].name, council_url(key)), ", "]
    more = len(ordered) - _NAMED
    return [*links[:-1], f" and {more:,} more" if more > 0 else ""] if links else "none"


def council_returns(history: History) -> Element | None:
    """Lay out what comes back for a council's page; nothing where no report has been read."""
    if len(history.read) < 2:
        return None
    sentences = history.sentences()
    address = returns_url(f"?councils={history.council.key}")
    everything = element("P", link("What inspectors asked, planned and asked again", address))
    if not sentences:
        return block("What comes back", gap("No area was asked about twice."), everything)
    return block("What comes back", *_listed(sentences, _BESIDE_AT_ONCE), everything)
