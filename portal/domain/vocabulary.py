"""The councils, areas, themes and plans that pages offer, as one immutable value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

from portal.domain.region import Region

# Marker and colour stay with a council on every page; orange is kept for "look here".
MARKERS = (
    ("●", "circle"),
    ("◆", "diamond"),
    ("▲", "triangle-up"),
    ("■", "square"),
    ("✚", "cross"),
    ("★", "star"),
)
# The first colours are for councils with plans here alone, the others for every other council.
COLOURS = ("#12436D", "#1D7D75", "#801650", "#6B4FA0", "#3D3D3D", "#2073BC")
OTHER_COLOURS = (
    "#846030", "#0C54CC", "#B43CB4", "#6C7800", "#A06088", "#0A7B9E", "#2A7F1E",
)  # fmt: skip
_EVERY = (*COLOURS, *OTHER_COLOURS)
# England, regions and neighbours are no councils and have no colour.
NEUTRAL, HOLLOW = "#4D5B69", ("○", "circle-open")


class Look(NamedTuple):
    """The look of a council, by which it is told apart: places in the lists of colours and of
    markers.
    """

    colour: int
    marker: int


@dataclass(frozen=True, slots=True)
class Council:
    """A council or comparator; `number` is its place among councils, from 0.

    `has_plans` marks the councils whose plans the portal holds: they are shown unless others are
    chosen. `ended` is the day on which a reorganised council gave way to its `successors`.
    `given` is its look in a view where its own look is taken.
    """

    key: str
    name: str
    kind: str
    area_code: str
    region: str
    number: int
    note: str = ""
    has_plans: bool = True
    la_number: str = ""
    ended: str = ""
    successors: tuple[str, ...] = ()
    id: int = 0
    given: Look | None = None

    @property
    def look(self) -> Look:
        """Its colour and marker: those that a view gives it, else those of its number."""
        if self.given is not None:
            return self.given
        return _look_of(self.number, self.has_plans)

    @property
    def colour(self) -> str:
        """Colour of text, thin strokes and points; a comparator's is grey."""
        return _EVERY[self.look.colour] if self.kind == "council" else NEUTRAL

    @property
    def marker(self) -> str:
        """The marker as a character."""
        return self._shape[0]

    @property
    def symbol(self) -> str:
        """The marker under its name in plotly."""
        return self._shape[1]

    @property
    def _shape(self) -> tuple[str, str]:
        return MARKERS[self.look.marker] if self.kind == "council" else HOLLOW

    @property
    def css(self) -> str:
        """The class that gives a part of the page this council's colour."""
        return f"council-{self.look.colour + 1}" if self.kind == "council" else "comparator"


@lru_cache(maxsize=1024)
def _look_of(number: int, has_plans: bool) -> Look:
    """Give a council's own look."""
    count = len(COLOURS if has_plans else OTHER_COLOURS)
    # When colours come round again, the marker moves on by one, so that no pair repeats.
    turn = number // len(COLOURS) if has_plans else 0
    return Look(number % count + (0 if has_plans else len(COLOURS)), (number + turn) % len(MARKERS))


def told_apart(councils: Sequence[Council]) -> tuple[Council, ...]:
    """The councils of one view, no two with the same colour and marker.

    Councils with plans keep their look. Each other one keeps its own unless a council before it
    has the colour or the marker, and then takes what is least used, so that both differ as long
    as there are enough. More councils than looks repeat them.
    """
    shown: list[Council] = []
    taken: Counter[Look] = Counter()
    for council in sorted(councils, key=lambda council: not council.has_plans):
        if council.kind == "council" and not council.has_plans:
            look = _free(council.look, taken)
            council = council if look == council.look else replace(council, given=look)
        if council.kind == "council":
            taken[council.look] += 1
        shown.append(council)
    by_key = {council.key: council for council in shown}
    return tuple(by_key[council.key] for council in councils)


def _free(home: Look, taken: Counter[Look]) -> Look:
    """The look nearest to a council's own that is not taken, of the parts least used."""
    if all(look.colour != home.colour and look.marker != home.marker for look in taken):
        return home
    first, count = len(COLOURS), len(OTHER_COLOURS)
    colours, markers = Counter[int](), Counter[int]()
    for look, times in taken.items():
        colours[look.colour] += times
        markers[look.marker] += times
    looks = [
        Look(first + (home.colour - first + on) % count, (home.marker + shift) % len(MARKERS))
        for shift in range(len(MARKERS))
        for on in range(count)
    ]
    for look in looks:
        if not colours[look.colour] and not markers[look.marker]:
            return look
    return min(looks, key=lambda look: (taken[look], colours[look.colour], markers[look.marker]))


@dataclass(frozen=True, slots=True)
class Area:
    """An improvement area; `lead_measures` of official statistics say most about it."""

    key: str
    name: str
    short_name: str
    holds: str
    lead_measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme; `lead_measures` say most about it, the best first."""

    key: str
    name: str
    holds: str
    lead_measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with the inspection that it answers."""

    key: str
    council: str
    title: str
    short_name: str
    published: str
    status: str
    note: str
    document: str
    document_title: str
    inspection: str
    inspectorate: str
    inspection_title: str
    inspected: str
    judgement: str

    @property
    def short(self) -> str:
        """`Draft plan 2015`, `Progress report 2012`, `Plan 2005`."""
        if self.short_name:
            return self.short_name
        word = {"draft": "Draft plan", "progress report": "Progress report"}.get(
            self.status, "Plan"
        )
        return f"{word} {self.published[:4]}"


@dataclass(frozen=True, slots=True)
class Nearby:
    """A statistical neighbour: its key, how close it is, and the year of the model."""

    key: str
    closeness: str
    model: str


NEIGHBOURS_OF = "neighbours-of-"
WITH_PLANS = "with-plans"
# Shown where nobody has chosen, unless PORTAL_COUNCILS or else the region names others.
DEFAULT_COUNCILS = ("torbay", "plymouth", "middlesbrough")


@dataclass(frozen=True)
class Vocabulary:
    """Everything that is named on every page, at one version of the data."""

    version: int
    made_at: datetime | None
    councils: Mapping[str, Council]
    areas: Mapping[str, Area]
    themes: Mapping[str, Theme]
    plans: Mapping[str, Plan]
    neighbours: Mapping[str, tuple[Nearby, ...]] = field(default_factory=dict)
    default: tuple[str, ...] = DEFAULT_COUNCILS
    region: Region = field(default_factory=Region)

    @cached_property
    def default_names(self) -> tuple[str, ...]:
        """The names of councils and groups that are shown where nobody has chosen.

        All councils with plans, where the portal holds none of those that its settings name.
        """
        return tuple(key for key in self.default if self.members(key)) or (WITH_PLANS,)

    @cached_property
    def by_id(self) -> Mapping[int, Council]:
        """Every council and comparator by its number."""
        return {council.id: council for council in self.councils.values()}

    @cached_property
    def plans_of(self) -> Mapping[str, tuple[Plan, ...]]:
        """The plans of each council that has any, under its key."""
        of: dict[str, list[Plan]] = {}
        for plan in self.plans.values():
            of.setdefault(plan.council, []).append(plan)
        return {council: tuple(plans) for council, plans in of.items()}

    @cached_property
    def with_plans(self) -> tuple[Council, ...]:
        """The councils that have plans here, in their order on screen."""
        return tuple(c for c in self.councils.values() if c.kind == "council" and c.has_plans)

    @cached_property
    def every_council(self) -> tuple[Council, ...]:
        """All councils, those with plans first."""
        return tuple(c for c in self.councils.values() if c.kind == "council")

    def telling_apart(self, councils: Sequence[Council]) -> Vocabulary:
        """The vocabulary of a view of these councils, in which no two of them look alike."""
        changed = {
            shown.key: shown
            for council, shown in zip(councils, told_apart(councils), strict=True)
            if shown.look != council.look
        }
        if not changed:
            return self
        distinct = replace(self, councils={**self.councils, **changed})
        # What is worked out once for all views: nothing of it is about looks.
        shared = {"names": self.names, "default_names": self.default_names}
        by_id = {**self.by_id, **{council.id: council for council in changed.values()}}
        vars(distinct).update(shared, reorganised=self.reorganised, by_id=by_id)
        return distinct

    @cached_property
    def regions(self) -> tuple[Council, ...]:
        """The regions that have councils here."""
        used = {c.region for c in self.every_council}
        return tuple(c for c in self.councils.values() if c.kind == "region" and c.key in used)

    @cached_property
    def names(self) -> dict[str, str]:
        """Everything that can be asked for, by the name that `members` takes, as people say it."""
        named = {}
        for council in self.every_council:
            until = f" (until {council.ended[:4]})" if council.ended else ""
            name = council.name if until.strip("( )")[-4:] in council.name else council.name + until
            named[council.key] = name
        for region in self.regions:
            named[region.key] = f"{region.name} (region)"
        named[WITH_PLANS] = "All councils with plans"
        for key in self.neighbours:
            named[f"{NEIGHBOURS_OF}{key}"] = f"{self.councils[key].name} and its neighbours"
        return named

    @cached_property
    def reorganised(self) -> Mapping[str, tuple[Council, ...]]:
        """Under each council that ended or took the place of others, the councils that ended.

        Their looks are their own, not those of a view.
        """
        ended_of: dict[str, list[Council]] = {}
        for council in self.every_council:
            for key in (council.key, *council.successors) if council.ended else ():
                ended_of.setdefault(key, []).append(council)
        return {key: tuple(ended) for key, ended in ended_of.items()}

    def members(self, key: str) -> tuple[Council, ...]:
        """The councils that a name stands for.

        A council's key stands for itself, a region's for its councils of today, `with-plans` for
        every council with plans, and `neighbours-of-` with a council's key for that council and
        its statistical neighbours.
        """
        if key == WITH_PLANS:
            return self.with_plans
        area = self.councils.get(key)
        if area is not None and area.kind == "council":
            return (area,)
        if area is not None and area.kind == "region":
            return tuple(c for c in self.every_council if c.region == key and not c.ended)
        home = self.councils.get(key.removeprefix(NEIGHBOURS_OF))
        if key.startswith(NEIGHBOURS_OF) and home is not None:
            near = self.neighbours.get(home.key, ())
            return (home, *(self.councils[n.key] for n in near)) if near else ()
        return ()

    def resolved(self, keys: tuple[str, ...]) -> tuple[Council, ...]:
        """The councils that names stand for, each once, as ordered; the default where none is."""
        for names in (keys, self.default_names):
            named = {council.key: council for key in names for council in self.members(key)}
            if named:
                return tuple(named.values())
        return ()

    def unresolved(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The names that stand for no council."""
        return tuple(key for key in keys if not self.members(key))
