"""The comparison views as machines need them: what can be asked of each, and its columns.

A view takes the words that its page's address takes, and gives the rows of its page's CSV file;
all of them, also where the page shows the first ones until more are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from portal import urls
from portal.domain.benchmarks import OUTSIDE
from portal.domain.formatting import FINDING_KINDS, SEARCH_KINDS
from portal.domain.view_state import (
    AGAINST,
    EXCEPTIONS,
    MAX_WORDS,
    MOST_PAGES,
    SORTS,
    STATUSES,
    TIMES,
    VIEWS,
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
    SearchState,
)
from portal.exports.contract import Column, Kind, table_of
from portal.services import Services
from portal.services import benchmarks as rug_service
from portal.services import compare as compare_service
from portal.services import councils as council_service
from portal.services import findings as finding_service
from portal.services import indicators as indicator_service
from portal.services import items as item_service
from portal.services.search import MOST_HITS
from portal.services.tables import Names

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a view, and how many more fit than were asked for or are given at most."""

    rows: Rows
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """A word of a view's address.

    `names` says which keys a value is one of, `choices` which words; a `list` holds several of
    them, separated by commas. `most` is the longest text or the highest number.
    """

    name: str
    kind: Literal["key", "list", "choice", "words", "code", "integer"]
    help: str
    names: str = ""
    choices: tuple[str, ...] = ()
    most: int = 0
    least: int = 0
    required: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A view: `found` gives its rows for a query string, `page` the address of its page."""

    name: str
    help: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    found: Callable[[Services, str, Mapping[str, str]], Found]
    problems: Callable[[Services, str], tuple[str, ...]]
    page: Callable[[str, Mapping[str, str]], str]


def names_of(parameter: Parameter, names: Names) -> tuple[str, ...]:
    """Every word that a parameter may be, or each of its list; none where any text may."""
    vocabulary = names.vocabulary
    match parameter.names:
        case "with-plans":
            return tuple(council.key for council in vocabulary.with_plans)
        case "every-council":
            return tuple(council.key for council in vocabulary.every_council)
        case "group":
            return tuple(vocabulary.names)
        case "area-or-outside":
            return (*names.keys["area"], OUTSIDE)
        case "":
            return parameter.choices
    return names.keys[parameter.names]


# The columns of all views by name: type and meaning. Columns of one name mean the same.
_COLUMNS: Mapping[str, tuple[Kind, str]] = {
    **{column.name: (column.kind, column.help) for column in table_of("actions").columns},
    "council": ("text", "Council or comparator, by name"),
    "plan": ("text", "Title of the plan"),
    "plan_published": ("text", "When the plan was published, as exact as printed"),
    "item": ("text", "Reference of the item, as printed"),
    "improvement_area": ("text", "Improvement area, by name"),
    "themes": ("text", "Themes by name, separated by ;"),
    "item_title": ("text", "Title of the item"),
    "item_summary": ("text", "The item in the portal's words"),
    "item_status": ("text", "Status that the document states of the item"),
    "action": ("text", "Reference of the action; empty for an item without actions"),
    "action_summary": ("text", "The action in the portal's words"),
    "lead": ("text", "Who leads: initials, post or body as printed"),
    "lead_role": ("text", "Role of the lead, where the document gives it"),
    "target_text": ("text", "Target date as printed"),
    "target_date": ("date", "Last day of the printed period"),
    "action_status": ("text", "Status that the document states of the action"),
    "status_evidence": ("text", "What the document says about the status"),
    "cost_gbp": ("integer", "Whole pounds"),
    "cost_text": ("text", "Cost as printed"),
    "document": ("text", "Source: the file's name without its ending"),
    "what": ("text", "value or target"),
    "measure": ("text", "What is measured"),
    "indicator": ("text", "Indicator: reference and name, or key"),
    "period": ("text", "Period in words"),
    "period_start": ("date", "First day of the period"),
    "period_end": ("date", "Last day of the period; the day that a target is due"),
    "basis": ("text", "How the period is formed"),
    "value": ("number", "The value, unrounded"),
    "unit": ("text", "Unit of the value"),
    "numerator": ("number", "As printed"),
    "denominator": ("number", "As printed"),
    "reading": ("text", "How the value was read: as_printed, repaired, derived, doubtful"),
    "printed_as": ("text", "The cell as it stands"),
    "place": ("text", "Where it stands in the source"),
    "note": ("text", "What a reader must know of it"),
    "symbol": ("text", "Why a value is missing"),
    "symbol_reason": ("text", "The symbol in words"),
    "status": ("text", "Standing of the figure, or status stated of the part"),
    "rank": ("integer", "Rank among all councils; 1 is best"),
    "of": ("integer", "How many councils are ranked"),
    "band": ("text", "Quartile band, A is best"),
    "fifth": ("text", "best or worst, where the rank is in that fifth"),
    "area_code": ("text", "Official code of the area"),
    "polarity": ("text", "Is a high value good, a low one, or neither?"),
    "polarity_reason": ("text", "Why"),
    "england": ("number", "England's value in the period"),
    "difference_to_england": ("number", "The value less England's, in the unit"),
    "distance_to_england": ("number", "The same in spreads of all councils, above 0 is worse"),
    "q1": ("number", "First quartile of all councils"),
    "q2": ("number", "Median of all councils"),
    "q3": ("number", "Third quartile of all councils"),
    "withheld": ("text", "Why there is no rank"),
    "finding": ("text", "Key of the finding"),
    "kind": ("text", "Kind of the finding, or of the text"),
    "rule": ("text", "Rule that noticed it"),
    "subject": ("text", "What it is about"),
    "message": ("text", "What was noticed"),
    "value_a": ("text", "The one figure or wording"),
    "document_a": ("text", "Where the one stands"),
    "place_a": ("text", "Its place there"),
    "value_b": ("text", "The other figure or wording"),
    "document_b": ("text", "Where the other stands"),
    "place_b": ("text", "Its place there"),
    "resolution": ("text", "What an editor concluded"),
    "resolution_note": ("text", "Why"),
    "resolved_on": ("text", "On which day"),
    "newest_value": ("text", "Newest value with its unit, as printed"),
    "values": ("integer", "How many values there are"),
    "lowest": ("text", "Lowest value, as printed"),
    "highest": ("text", "Highest value, as printed"),
    "target": ("text", "Target that falls due next, as printed"),
    "target_due": ("text", "When it falls due, as printed"),
    "neighbours": ("text", "Newest value of the statistical neighbours, as printed"),
    "part": ("text", "What part of the item the row is: item, action, milestone, statement"),
    "ref": ("text", "Reference as printed"),
    "title": ("text", "Title"),
    "summary": ("text", "In the portal's words"),
    "outcome": ("text", "Result as reported"),
    "published": ("text", "When it was published, as exact as printed"),
    "under": ("text", "What the text belongs to"),
    "body": ("text", "The text"),
    "key": ("text", "Key of the plan, indicator or document"),
    "lowest_value": ("number", "Lowest value, in the unit"),
    "highest_value": ("number", "Highest value, in the unit"),
    "target_value": ("number", "The target, or the lower end of its range; none where not clear"),
    "target_value_upper": ("number", "Upper end of a target that is a range"),
    "england_value": ("number", "Newest value of England, in the unit"),
    "neighbours_value": ("number", "Newest value of the statistical neighbours, in the unit"),
    "region": ("text", "Region, by name"),
    "plans": ("integer", "How many plans the portal holds"),
    "items": ("integer", "How many items they have"),
    "actions": ("integer", "How many actions those have"),
}
_OWN: Mapping[tuple[str, str], tuple[Kind, str]] = {
    ("council", "england"): ("text", "Newest value of England, as printed"),
    ("council", "value"): ("number", "Newest value, in the unit"),
    ("councils", "key"): ("text", "Council, as a key"),
    ("search", "council"): ("text", "Council, as a key"),
    ("search", "item"): ("text", "Reference of the item that the text belongs to"),
}
_SEARCH_COLUMNS = (
    "kind", "council", "key", "item", "ref", "published", "under", "title", "body",
)  # fmt: skip


def _columns(view: str, names: Sequence[str]) -> tuple[Column, ...]:
    def column(name: str) -> Column:
        kind, told = _OWN.get((view, name)) or _COLUMNS[name]
        return Column(name, kind, told)

    return tuple(column(name) for name in names)


def _councils(names: str, told: str) -> Parameter:
    return Parameter("councils", "list", told, names, most=40)


_PLANNING = _councils("with-plans", "Councils with plans; all by default")
_GROUPS = _councils(
    "group",
    "Councils, regions, or `neighbours-of-` with a council's key; those with plans by default. At "
    "most 40 councils in all",
)
_ANY = _councils(
    "group", "Councils, regions, or `neighbours-of-` with a council's key; all by default"
)
_PAGE = Parameter(
    "page", "integer", "Which page of the list is shown; changes no row", least=1, most=MOST_PAGES
)
# Parameters of pages as they were, so that addresses written down then are still answered.
_SHOWN = Parameter("shown", "integer", "No longer used; changes no row", most=5_000)
_MORE = Parameter("more", "integer", "No longer used; changes no row", most=25)
_THEME = Parameter("theme", "key", "Theme", "theme")
_AREA = Parameter("area", "key", "Improvement area", "area")
_WORDS = Parameter("words", "words", "Free words, all of which must be there", most=MAX_WORDS)
_TIME = Parameter("time", "choice", "How the page draws time; changes no row", choices=TIMES)


def _benchmarked(services: Services, search: str, _given: Mapping[str, str]) -> Found:
    state = BenchmarkState.from_query(search)
    return Found(services.benchmarks.rows(state), 0)


def _searched(services: Services, search: str, _given: Mapping[str, str]) -> Found:
    def text(pieces: Any) -> str:
        return "".join(piece for piece, _match in pieces)

    view = services.search.view(SearchState.from_query(search), most=MOST_HITS)
    rows = [
        {
            "kind": hit.kind,
            "council": hit.council,
            "key": hit.key,
            "item": hit.item_ref,
            "ref": hit.ref,
            "published": hit.published,
            "under": hit.under,
            "title": text(hit.title),
            "body": text(hit.body),
        }
        for hit in view.hits
    ]
    return Found(rows, view.total - len(rows))


def _nothing(_services: Services, _search: str) -> tuple[str, ...]:
    return ()


VIEWS_BY_NAME: Mapping[str, View] = {
    view.name: view
    for view in (
        View(
            "compare",
            "Plans side by side: one row an action, or an item without any.",
            (
                _PLANNING,
                _THEME,
                _AREA,
                Parameter("plan", "key", "Plan", "plan"),
                Parameter("status", "choice", "Status stated of an item", choices=STATUSES),
                _WORDS,
                _TIME,
            ),
            _columns("compare", compare_service.DOWNLOAD_COLUMNS),
            lambda services, search, _: Found(
                services.compare.rows(CompareState.from_query(search))
            ),
            lambda services, search: services.compare.problems(CompareState.from_query(search)),
            lambda query, _: urls.compare_url(query),
        ),
        View(
            "indicators",
            "One measure of councils and comparators: one row a value or target.",
            (
                Parameter("measure", "key", "Measure; the page's first by default", "measure"),
                _GROUPS,
                Parameter(
                    "against",
                    "list",
                    "Comparators beside the councils; England by default, `none` for none",
                    choices=(*AGAINST, "none"),
                    most=5,
                ),
                _THEME,
                _AREA,
                _WORDS,
                Parameter("view", "choice", "How the page draws; changes no row", choices=VIEWS),
                _TIME,
            ),
            _columns("indicators", indicator_service.DOWNLOAD_COLUMNS),
            lambda services, search, _: Found(
                services.indicators.rows(IndicatorState.from_query(search))
            ),
            lambda services, search: services.indicators.problems(
                IndicatorState.from_query(search)
            ),
            lambda query, _: urls.indicators_url(query=query),
        ),
        View(
            "benchmarks",
            "Many measures of chosen councils in the newest period: one row a measure and council.",
            (
                _GROUPS,
                _THEME,
                Parameter(
                    "area", "key", "Improvement area, or `outside` all of them", "area-or-outside"
                ),
                _WORDS,
                Parameter("sort", "choice", "Order of the measures", choices=SORTS),
                Parameter(
                    "only",
                    "choice",
                    "Only measures in a best or worst fifth",
                    choices=(EXCEPTIONS,),
                ),
                _PAGE,
                _MORE,
                _TIME,
            ),
            _columns("benchmarks", rug_service.DOWNLOAD_COLUMNS),
            _benchmarked,
            lambda services, search: services.benchmarks.problems(
                BenchmarkState.from_query(search)
            ),
            lambda query, _: urls.benchmarks_url(query),
        ),
        View(
            "findings",
            "What the portal noticed: one row a finding.",
            (
                _ANY,
                _THEME,
                _AREA,
                Parameter("kind", "choice", "Kind", choices=tuple(FINDING_KINDS)),
                Parameter("document", "key", "Document concerned", "cited"),
                Parameter("finding", "code", "Key of one finding", most=16),
                _WORDS,
                _PAGE,
                _SHOWN,
                _TIME,
            ),
            _columns("findings", finding_service.DOWNLOAD_COLUMNS),
            lambda services, search, _: Found(
                services.findings.rows(FindingsState.from_query(search))
            ),
            lambda services, search: services.findings.problems(FindingsState.from_query(search)),
            lambda query, _: urls.findings_url(query),
        ),
        View(
            "councils",
            "The councils: one row each, those with plans first.",
            (),
            _columns("councils", council_service.LIST_COLUMNS),
            lambda services, _search, _given: Found(services.councils.listed()),
            _nothing,
            lambda _query, _given: urls.COUNCILS,
        ),
        View(
            "council",
            "The figures of a council's page: one row an indicator.",
            (Parameter("council", "key", "Council", "every-council", required=True),),
            _columns("council", council_service.DOWNLOAD_COLUMNS),
            lambda services, _, given: Found(services.councils.rows(given["council"])),
            _nothing,
            lambda _, given: urls.council_url(given["council"]),
        ),
        View(
            "item",
            "An item's page: the item, its actions, milestones and statements, a row each.",
            (
                Parameter("plan", "key", "Plan", "plan", required=True),
                Parameter(
                    "ref",
                    "code",
                    "Reference as in the page's address: `afi-9`",
                    most=40,
                    required=True,
                ),
            ),
            _columns("item", item_service.DOWNLOAD_COLUMNS),
            lambda services, _, given: Found(services.items.rows(given["plan"], given["ref"])),
            _nothing,
            lambda _, given: urls.item_url(given["plan"], given["ref"]),
        ),
        View(
            "search",
            f"The texts that fit some words, the best first, up to {MOST_HITS:,}.",
            (
                Parameter("q", "words", "Words; quotes and minus as on the page", most=MAX_WORDS),
                _ANY,
                Parameter("kind", "choice", "Kind of text", choices=tuple(SEARCH_KINDS)),
                _PAGE,
                _SHOWN,
            ),
            _columns("search", _SEARCH_COLUMNS),
            _searched,
            lambda services, search: services.search.problems(SearchState.from_query(search)),
            lambda query, _: urls.search_url(query),
        ),
    )
}
