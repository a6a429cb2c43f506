"""The views' states: what an address holds, read from its query string and written back.

A state is a dataclass whose fields are the view's filters, in the order of the address. A new
filter is a `FilterSpec` and a field annotated with it. Every value from outside is checked here
for its shape; `understood` drops what the data do not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache, lru_cache
from typing import Annotated, Self, TypeVar, cast, get_type_hints
from urllib.parse import parse_qs, urlencode

from portal.domain.filters import MAX_WORDS, MOST_KEYS, MOST_PAGES, FilterSpec, Value
from portal.domain.formatting import FINDING_KINDS
from portal.domain.vocabulary import Vocabulary

MAX_QUERY = 4_000
_UNWRITABLE = re.compile(r"[\0\ud800-\udfff]")
MAX_FIELDS = 50
STATUSES = ("completed", "in_progress", "not_started", "not_stated")
TIMES = ("calendar", "months")
VIEWS = ("lines", "multiples")
SCORECARD = "scorecard"
LOOKS = ("table", SCORECARD)
SUMMARIES = ("summary", "table")
YEARS = ("3", "5", "10", "all")
# England, each council's region, the mean and the median of its statistical neighbours.
AGAINST = ("england", "region", "neighbours-mean", "neighbours-median")
# Entries of a list on one page.
PAGE_SIZE = 50
# Rows of the benchmarks: worst distance from England first, by name, by improvement area.
SORTS = ("distance", "name", "area")
# Rows of the grid of councils, after those that are shown by default.
ORDERS = ("name", "region", "number")
EXCEPTIONS = "exceptions"
# Only measures on which a chosen council is in the worst fifth and moves to the worse.
WORSENING = "worsening"
# The rest of the measures: those that lie outside the improvement areas (a school's results).
OUTSIDE = "outside"
# Councils whose figures are shown at once: more could not be told apart; a region has at most 33.
MOST_COUNCILS = 40

_GROUP_HELP = "Councils, regions, or `neighbours-of-` with a council's key"
ANY_COUNCILS = FilterSpec(
    "councils",
    "councils",
    help=f"{_GROUP_HELP}; all by default",
    names="group",
    most=MOST_KEYS,
    unknown="There is no council “{value}” in the portal; it was left out.",
    travels=True,
)
PLANNING_COUNCILS = replace(ANY_COUNCILS, help=f"{_GROUP_HELP}; those with plans by default")
FIGURE_COUNCILS = replace(
    ANY_COUNCILS,
    help=f"{PLANNING_COUNCILS.help}. At most {MOST_COUNCILS} councils in all",
    together=MOST_COUNCILS,
)
THEME = FilterSpec(
    "theme", "key", help="Theme", names="theme", sentence="the theme “{}”", travels=True
)
AREA = FilterSpec(
    "area", "key", help="Improvement area", names="area", sentence="the area “{}”", travels=True
)
AREA_OR_OUTSIDE = replace(
    AREA,
    help=f"Improvement area, or `{OUTSIDE}` all of them",
    choices=(OUTSIDE,),
    phrases=((OUTSIDE, "the measures outside the improvement areas"),),
)
WORDS = FilterSpec(
    "words",
    "words",
    help="Free words, all of which must be there",
    most=MAX_WORDS,
    sentence="the words “{}”",
)
TIME = FilterSpec("time", "choice", help="How the page draws time; changes no row", choices=TIMES)
PLAN = FilterSpec("plan", "key", help="Plan", names="plan", sentence="the plan “{}”")
STATUS = FilterSpec(
    "status",
    "choice",
    help="Status stated of an item",
    choices=STATUSES,
    sentence="the status “{}”",
)
ORDER = FilterSpec(
    "order",
    "choice",
    help="How the page's grid is sorted; changes no row",
    choices=ORDERS,
    stays=True,
)
PAGE = FilterSpec(
    "page",
    "number",
    help="Which page of the list is shown; changes no row",
    least=1,
    most=MOST_PAGES,
)
MEASURE = FilterSpec(
    "measure",
    "key",
    help="Measure; the page's first by default",
    names="measure",
    unknown="There is no measure “{value}” in the portal.",
    subject=True,
    narrowed_by=("theme", "area", "words"),
)
MEASURES = FilterSpec(
    "measures",
    "keys",
    help="Measures, or `theme-` with a theme's key for its lead measures; all themes' by default",
    names="measured",
    most=MOST_KEYS,
    unknown="There are no official statistics of a measure “{value}”; it was left out.",
)
VIEW = FilterSpec("view", "choice", help="How the page draws; changes no row", choices=VIEWS)
LOOK = replace(VIEW, help="How the page draws: a scorecard has an order of its own", choices=LOOKS)
YEARS_BACK = FilterSpec("years", "choice", help="How many years back", choices=YEARS)
COMPARED_WITH = FilterSpec(
    "against",
    "several",
    help="Comparators beside the councils; England by default, `none` for none",
    choices=AGAINST,
    most=len(AGAINST) + 1,
    travels=True,
)
FINDING_KIND = FilterSpec(
    "kind", "key", help="Kind", choices=tuple(FINDING_KINDS), sentence="the kind “{}”"
)
DOCUMENT = FilterSpec(
    "document", "key", help="Document concerned", names="cited", sentence="the document “{}”"
)
FINDING = FilterSpec(
    "finding", "code", help="Key of one finding", most=16, sentence="the link to “{}”"
)
SORT = FilterSpec("sort", "choice", help="Order of the measures", choices=SORTS)
ONLY = FilterSpec(
    "only",
    "choice",
    help="Only measures in the worst fifth that get worse, or in a best or worst fifth",
    choices=(WORSENING, EXCEPTIONS),
    sentence="a chosen council among the best or worst fifth",
    phrases=((WORSENING, "a chosen council in the worst fifth and getting worse"),),
)
COUNCIL = FilterSpec("council", "key", help="Council", names="every-council", required=True)
PLAN_OF_ITEM = FilterSpec("plan", "key", help="Plan", names="plan", required=True)
REF = FilterSpec(
    "ref", "code", help="Reference as in the page's address: `afi-9`", most=40, required=True
)


@dataclass(frozen=True, slots=True)
class State:
    """A view's state; `problems` tells what of the address was not understood."""

    problems: tuple[str, ...] = field(default=(), kw_only=True)

    @classmethod
    def from_query(cls, search: str | None) -> Self:
        """Read a query string: unknown names are ignored, bad values reported in `problems`."""
        # A callback can be asked by anyone with anything; only text can be an address.
        text = search.removeprefix("?") if isinstance(search, str) else ""
        if len(text) > MAX_QUERY or text.count("&") > MAX_FIELDS:
            problem = (
                f"This address is {len(text):,} characters long; the portal reads at most "
                f"{MAX_QUERY:,}, so none of it was used. Shorten the words searched for."
            )
            return cls(problems=(problem,))
        return cls.of_values(
            {
                name: ",".join(values) if name in ("councils", "measures") else values[-1]
                for name, values in fields_of_query(text).items()
            }
        )

    @classmethod
    def of_values(cls, texts: Mapping[str, str]) -> Self:
        """Read the texts of filters by their names; see `from_query`."""
        values: dict[str, Value] = {}
        problems: list[str] = []
        for spec in filters_of(cls):
            if spec.name in texts:
                # Half a surrogate pair or a NUL can be neither searched for nor written.
                values[spec.name], problem = spec.read(_UNWRITABLE.sub(" ", texts[spec.name]))
                problems += [problem] if problem else []
        make: Callable[..., Self] = cls  # the views have fields that this class does not
        return make(**values, problems=tuple(problems))

    @property
    def chosen_councils(self) -> tuple[str, ...]:
        """The councils and groups that it names; none where the view has no such filter."""
        keys: Value = getattr(self, "councils", ())
        return keys if isinstance(keys, tuple) else ()

    def changed(self, **changes: Value) -> Self:
        """Copy the state with other values of its filters."""
        change: Callable[..., Self] = replace
        return change(self, **changes)

    def all_pages(self) -> Self:
        """Copy the state with its list from the start, for what holds every page of it."""
        paged = any(spec.name == "page" for spec in filters_of(type(self)))
        return self.changed(page=1) if paged else self

    def query(self, **changes: Value) -> str:
        """Write the query string of this state with `changes`, "" where all is default."""
        state = self.changed(**changes)
        texts = {s.name: s.write(getattr(state, s.name)) for s in filters_of(type(state))}
        pairs = {name: text for name, text in texts.items() if text}
        return f"?{urlencode(pairs, safe=',')}" if pairs else ""


@lru_cache(maxsize=256)  # one request reads its address more than once
def fields_of_query(text: str) -> Mapping[str, list[str]]:
    """Take a query string without its mark apart."""
    return parse_qs(text)


def filters_of(state: type[State]) -> tuple[FilterSpec, ...]:
    """List the filters of a view in the order of its address, with their defaults."""
    return _filters_of(cast(Hashable, state))  # mypy takes __hash__ of the instances for it


@cache
def _filters_of(state: type[State]) -> tuple[FilterSpec, ...]:
    hints = get_type_hints(state, include_extras=True)
    return tuple(
        replace(hints[f.name].__metadata__[0], default=f.default)
        for f in fields(state)
        if f.name != "problems"
    )


S = TypeVar("S", bound=State)


def understood(
    state: S, vocabulary: Vocabulary, **keys: Collection[str]
) -> tuple[S, tuple[str, ...]]:
    """Drop the values that the data do not hold.

    Args:
        state: as it was read from an address.
        keys: further keys that the data hold, by `FilterSpec.names`.

    Returns:
        The state without those values and without problems, and a sentence a problem.
    """
    held = {
        "theme": vocabulary.themes,
        "area": vocabulary.areas,
        "plan": vocabulary.plans,
        **keys,
    }
    problems = list(state.problems)
    changes: dict[str, Value] = {}
    for spec in filters_of(type(state)):
        value = getattr(state, spec.name)
        unknown: tuple[str, ...] = ()
        if spec.kind == "councils":
            unknown = vocabulary.unresolved(value)
            value = tuple(key for key in value if key not in unknown) if unknown else value
            if spec.together and len(vocabulary.resolved(value)) > spec.together:
                problems.append(
                    f"The portal shows at most {spec.together} councils at once; "
                    "the first are shown."
                )
                value = tuple(c.key for c in vocabulary.resolved(value)[: spec.together])
            if value != getattr(state, spec.name):
                changes[spec.name] = value
        elif spec.kind == "keys":
            unknown = tuple(key for key in value if key not in held.get(spec.names, ()))
            if unknown:
                changes[spec.name] = tuple(key for key in value if key not in unknown)
        elif (
            spec.kind == "key"
            and value not in ("", *spec.choices)
            and value not in held.get(spec.names, ())
        ):
            unknown, changes[spec.name] = (value,), spec.default
        problems += [spec.unknown.format(name=spec.name, value=key) for key in unknown]
    if changes or state.problems:
        state = replace(state.changed(**changes), problems=())
    return state, tuple(problems)


@dataclass(frozen=True, slots=True)
class _Filtered(State):
    """The filters that most views share."""

    councils: Annotated[tuple[str, ...], ANY_COUNCILS] = ()
    theme: Annotated[str, THEME] = ""
    area: Annotated[str, AREA] = ""
    words: Annotated[str, WORDS] = ""
    time: Annotated[str, TIME] = "calendar"


@dataclass(frozen=True, slots=True)
class CompareState(_Filtered):
    """The state of the page "Compare plans"; `page` is that of the grid, or of a chosen area."""

    councils: Annotated[tuple[str, ...], PLANNING_COUNCILS] = ()
    plan: Annotated[str, PLAN] = ""
    status: Annotated[str, STATUS] = ""
    order: Annotated[str, ORDER] = "name"
    page: Annotated[int, PAGE] = 1


@dataclass(frozen=True, slots=True)
class IndicatorState(_Filtered):
    """The state of the page "Compare indicators"."""

    councils: Annotated[tuple[str, ...], FIGURE_COUNCILS] = ()
    measure: Annotated[str, MEASURE] = ""
    view: Annotated[str, VIEW] = "lines"
    against: Annotated[tuple[str, ...], COMPARED_WITH] = ("england",)


@dataclass(frozen=True, slots=True)
class FindingsState(_Filtered):
    """The state of the page of findings; `finding` is the key of one that a link names."""

    kind: Annotated[str, FINDING_KIND] = ""
    document: Annotated[str, DOCUMENT] = ""
    finding: Annotated[str, FINDING] = ""
    page: Annotated[int, PAGE] = 1


@dataclass(frozen=True, slots=True)
class BenchmarkState(_Filtered):
    """The state of the benchmarks."""

    councils: Annotated[tuple[str, ...], FIGURE_COUNCILS] = ()
    area: Annotated[str, AREA_OR_OUTSIDE] = ""
    sort: Annotated[str, SORT] = "distance"
    only: Annotated[str, ONLY] = ""
    view: Annotated[str, LOOK] = "table"
    page: Annotated[int, PAGE] = 1


@dataclass(frozen=True, slots=True)
class SummaryState(State):
    """The state of the summary; `years` is how many of them it goes back."""

    councils: Annotated[tuple[str, ...], FIGURE_COUNCILS] = ()
    measures: Annotated[tuple[str, ...], MEASURES] = ()
    against: Annotated[tuple[str, ...], replace(COMPARED_WITH, travels=False)] = AGAINST[:3]
    years: Annotated[str, YEARS_BACK] = "10"
    view: Annotated[str, replace(VIEW, choices=SUMMARIES)] = "summary"
    page: Annotated[int, PAGE] = 1


@dataclass(frozen=True, slots=True)
class CouncilsState(State):
    """Which page of the list of councils is shown."""

    page: Annotated[int, PAGE] = 1


@dataclass(frozen=True, slots=True)
class CouncilState(State):
    """A council, and which page of its open actions is shown."""

    council: Annotated[str, COUNCIL] = ""
    page: Annotated[int, PAGE] = 1


@dataclass(frozen=True, slots=True)
class ItemState(State):
    """An item of a plan."""

    plan: Annotated[str, PLAN_OF_ITEM] = ""
    ref: Annotated[str, REF] = ""


@dataclass(frozen=True, slots=True)
class SourcesState(State):
    """Which pages of its lists the page of sources shows: documents, readings, definitions."""

    page: Annotated[int, PAGE] = 1
    readings: Annotated[int, replace(PAGE, name="readings")] = 1
    definitions: Annotated[int, replace(PAGE, name="definitions")] = 1
