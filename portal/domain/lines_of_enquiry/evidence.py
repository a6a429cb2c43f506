"""The input and output of the rules of enquiry: evidence in, drawn lines out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from portal.domain.formatting import (
    decimals_among,
    plural,
    printed_date,
    sentence_list,
    with_unit,
)
from portal.domain.indicators import Indicator, Measure, Series
from portal.domain.lines_of_enquiry.families import RelatedIndicators
from portal.domain.plans import Action, Item
from portal.domain.returns import History
from portal.domain.visits import Reference, Suggestion
from portal.domain.vocabulary import Area, Council, Plan, Theme

# References that one suggestion carries; the rest is counted in its `why`.
MOST_REFERENCES = 12
# Words of a `why`, and of a name within a question: alone, or beside another.
MOST_WORDS = 60
MOST_OF_A_NAME = 14
MOST_OF_TWO_NAMES = 9
# Figures about pupils are asked about as such, whatever improvement area they are filed under.
SCHOOLING = "schooling"
# A plan of more years before a figure says nothing about what is behind it.
PLAN_YEARS = 5
# The heading under which an improvement area is asked about; the others are practice.
_HEADINGS = {
    "front-door": "partners",
    "leadership-governance": "leadership",
    "records-data": "leadership",
    "resources-commissioning": "resources",
}


# The strength of a line about papers, beside one on a figure that is so far from England.
USUAL = 0.5


@dataclass(frozen=True, slots=True)
class Planned:
    """An item with the keys of its references, the actions' in their order.

    `measured` says whether its plan names something that measures it or sets an outcome.
    """

    item: Item
    key: str
    actions: tuple[str, ...]
    measured: bool = False

    def keyed(self) -> Iterator[tuple[str, Action]]:
        """Pair the actions with the keys of their references."""
        return zip(self.actions, self.item.actions, strict=True)


@dataclass(frozen=True, slots=True)
class PeerValue:
    """A council's sure official figure in one period; rank and band None where withheld."""

    council: Council
    value: float
    rank: int | None
    band: str | None


@dataclass(frozen=True, slots=True)
class Position:
    """An official figure of the council in its newest comparable period, and who stands beside.

    `near` are the statistical neighbours that have a figure, `asked` how many the model names;
    `planning` are the councils whose plans the portal holds. `withheld` says why nobody is
    ranked, "" where councils are. `single` says whether no other indicator of official statistics
    defines the measure, so that the measure alone names the figure. `away` is its distance from
    England in widths of the middle half of councils, above zero where it is worse.
    """

    indicator: Indicator
    measure: Measure
    when: str
    end: date
    of: int
    england: float | None
    withheld: str
    figure: PeerValue
    near: tuple[PeerValue, ...]
    asked: int
    model: str
    planning: tuple[PeerValue, ...]
    basis: str
    single: bool
    away: float = 0

    def refer(self, held: PeerValue) -> Reference:
        """Refer to one council's figure."""
        key = held.council.key
        if self.single:
            return Reference("standing", f"{self.measure.key}/{key}")
        return Reference("figure", f"{self.indicator.key}/{key}/{self.end}/{self.basis}")

    def shown(self, value: float | None) -> str:
        """Show a figure with its unit, in the decimals of all that are held together here."""
        beside = (held.value for held in (self.figure, *self.near, *self.planning))
        decimals = decimals_among(self.indicator.decimals, (self.england, *beside))
        return with_unit(value, decimals, self.indicator.unit)


@dataclass(frozen=True, slots=True)
class PlanStatement:
    """A statement of a plan: its kind, its item's key or "", and the measure that it names.

    `figured` says whether the plan's own document prints a value or a target of the measure.
    """

    plan: str
    kind: str
    item: str = ""
    measure: str = ""
    name: str = ""
    area: str = ""
    themes: tuple[str, ...] = ()
    figured: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A milestone of a plan: the key of its item, and whether a result is printed for it."""

    plan: str
    item: str
    reported: bool


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding about the council's documents."""

    key: str
    title: str
    kind: str
    subject: str
    message: str
    published: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the rules may use about one council; doubtful readings are kept out by them.

    `plans` are the council's, oldest first; `others` the items of other councils, under their
    plans in `elsewhere`. `printed` are series of the council's documents, `official` those of
    official statistics; `beside` are series that other councils' documents print. `measuring`
    are per plan the areas in which its document has a measure. `kin` names under an official
    indicator's key those that tell the same story, which no question counts again. `history`
    holds what inspections asked, None where that is not looked at. Without `today` nothing is old.
    """

    council: Council
    areas: Mapping[str, Area]
    themes: Mapping[str, Theme]
    plans: tuple[Plan, ...] = ()
    items: tuple[Planned, ...] = ()
    elsewhere: Mapping[str, Plan] = field(default_factory=dict)
    others: tuple[Planned, ...] = ()
    councils: Mapping[str, Council] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    printed: tuple[Series, ...] = ()
    beside: tuple[Series, ...] = ()
    official: tuple[Series, ...] = ()
    placings: tuple[Position, ...] = ()
    statements: tuple[PlanStatement, ...] = ()
    stages: tuple[Stage, ...] = ()
    measuring: Mapping[str, frozenset[str]] = field(default_factory=dict)
    findings: tuple[Noticed, ...] = ()
    kin: RelatedIndicators = field(default_factory=dict)
    history: History | None = None
    today: date | None = None

    def of_plan(self, plan: str) -> tuple[Planned, ...]:
        """List the council's items of one plan."""
        return tuple(entry for entry in self.items if entry.item.plan == plan)

    @property
    def current(self) -> tuple[Plan, ...]:
        """The newest plan, those that answer the same inspection, and those of its last year."""
        if not self.plans:
            return ()
        newest = self.plans[-1]

        def months(plan: Plan) -> int:
            return int(plan.published[:4]) * 12 + int(plan.published[5:7] or 1)

        return tuple(
            plan
            for plan in self.plans
            if (plan.inspection and plan.inspection == newest.inspection)
            or months(newest) - months(plan) <= 12
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A suggestion with what decides its place: `weight` within its rule, `whole` if it is about
    a plan as a whole and so belongs to every theme; the others are those of its line."""

    suggestion: Suggestion
    weight: float
    whole: bool = False
    strength: float = 0
    dated: str = ""
    figures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that a rule draws: what it is about, asks and refers to, and what decides its place.

    `subject` tells it from the other lines of its rule and council; `weight` and `whole` are
    those of its candidate. `strength` places it among other rules' lines, `dated` is the newest
    day of its evidence (else that of the newest plan), `figures` are its official indicators.
    """

    subject: str
    heading: str
    wording: str
    why: str
    references: Iterable[Reference]
    themes: Iterable[str] = ()
    weight: float = 0
    whole: bool = False
    strength: float = USUAL
    dated: str = ""
    figures: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name and title, the heading it usually asks under, how it decides.

    At most `most` of its lines are suggested, the weightiest first; its words are in `rules.toml`.
    """

    name: str
    title: str
    heading: str
    explains: str
    most: int
    lines: Callable[[Evidence], Iterable[Line]]

    def draws(self, evidence: Evidence) -> Iterator[Candidate]:
        """Draw the rule's lines; a key stays while rule, council and subject do.

        A line carries the first of its references; how many there are, its `why` says where some
        are left out.
        """
        for line in self.lines(evidence):
            identity = f"{self.name}\x1f{evidence.council.key}\x1f{line.subject}"
            every, why = tuple(dict.fromkeys(line.references)), line.why
            if len(every) > MOST_REFERENCES:
                why += f" {MOST_REFERENCES} of {len(every)} pieces of evidence are attached."
            touched = set(line.themes)
            suggestion = Suggestion(
                key=sha256(identity.encode()).hexdigest()[:12],
                rule=self.name,
                heading=line.heading,
                wording=line.wording,
                why=why,
                evidence=every[:MOST_REFERENCES],
                held=len(every),
                themes=tuple(theme for theme in evidence.themes if theme in touched),
            )
            yield Candidate(
                suggestion,
                line.weight,
                whole=line.whole,
                strength=line.strength,
                dated=line.dated or (evidence.plans[-1].published if evidence.plans else ""),
                figures=frozenset(line.figures),
            )


RuleFunctions = Mapping[str, Callable[[Evidence], Iterable[Line]]]


def heading_of(area: str, figures: bool = False) -> str:
    """Choose the heading under which an area's plans are asked about, or its figures."""
    if figures:
        return {"workforce": "practice"}.get(area, _HEADINGS.get(area, "outcomes"))
    return _HEADINGS.get(area, "practice")


def area_name(evidence: Evidence, area: str) -> str:
    """Name an improvement area, or schooling, within a sentence."""
    if area == SCHOOLING:
        return "the schooling of children known to social care"
    return lower(evidence.areas[area].name) if area in evidence.areas else "other services"


def lower(name: str) -> str:
    """Put a name within a sentence: its first letter small, unless the word is an abbreviation."""
    return name if name[1:2].isupper() or name[1:2].isdigit() else name[:1].lower() + name[1:]


def possessive(council: Council) -> str:
    """`Torbay’s`."""
    return f"{council.name}’" if council.name.endswith("s") else f"{council.name}’s"


def cite(plan: Plan) -> str:
    """`the draft plan of January 2015`."""
    word = {"draft": "draft plan", "progress report": "progress report"}.get(plan.status, "plan")
    name = plan.short_name.removesuffix(f" {plan.published[:4]}")
    return f"the {lower(name) if name else word} of {printed_date(plan.published[:7])}"


def recent(plan: Plan, end: date) -> bool:
    """Test if a plan is near enough to a figure to be named beside it."""
    return end.year - int(plan.published[:4]) <= PLAN_YEARS


def some(words: Sequence[str], most: int) -> str:
    """List the first few, and how many more there are."""
    listed = list(dict.fromkeys(words))
    left = len(listed) - most
    return sentence_list(listed if left <= 0 else [*listed[:most], f"{left} more"])


def short(text: str, most: int) -> str:
    """Cut a text after some words, with an ellipsis where it was."""
    words = text.split()
    return text if len(words) <= most else f"{' '.join(words[:most]).rstrip(',;:.')} …"


def figure(series: Series) -> Reference:
    """Refer to a series' newest sure value."""
    return Reference("figure", f"{series.indicator.key}/{series.council.key}")


def indicator_phrase(indicator: Indicator) -> str:
    """Name an indicator within a sentence, with the reference printed for it."""
    name = lower(short(indicator.name.removesuffix(", share"), 14))
    ref = "" if indicator.official else indicator.ref
    return f"{name} ({ref})" if ref else name


def schooling(indicator: Indicator, end: date, basis: str) -> bool:
    """Test if a figure is about pupils: results, absence, exclusions, meals, special needs.

    Such figures are of a school year (to 31 August), or their definition speaks of pupils; the
    areas that they are filed under are those of the children, not of what schools do.
    """
    return (basis == "year" and end.month == 8) or "pupil" in indicator.definition.lower()


def brief(indicator: Indicator, most: int = MOST_OF_A_NAME) -> str:
    """Name an indicator within a question: without what it is a share of, cut where it is long."""
    name = lower(short(indicator.name.partition(", share")[0], most))
    ref = "" if indicator.official else indicator.ref
    return f"{name} ({ref})" if ref else name


def items_phrase(planned: Sequence[Planned], most: int = 4) -> str:
    """`3 items (2.1, 2.4 and P3)`."""
    refs = some([entry.item.ref for entry in planned], most)
    return f"{plural(len(planned), 'item')} ({refs})"


def themes_of(planned: Iterable[Planned]) -> set[str]:
    """Collect the themes of some items."""
    return {theme for entry in planned for theme in entry.item.themes}


def weight_of(plan: Plan, count: int) -> int:
    """Weigh a line about a plan: those of newer plans first, then by how much it gathers."""
    return int(plan.published[:4]) * 1000 + count


def within(before: str, parts: Sequence[str], after: Callable[[int], str]) -> str:
    """Make a `why` of as many parts as its words allow, at least the first.

    Args:
        before: what comes first.
        parts: examples, the most telling first.
        after: what comes last, given how many parts are left out.
    """
    listed = ""
    for count in range(1, min(len(parts), 3) + 1):
        text = f"{before}{'; '.join(parts[:count])}{after(len(parts) - count)}"
        if listed and len(text.split()) > MOST_WORDS:
            break
        listed = text
    return listed[:1].upper() + listed[1:]
