"""Returns: areas and themes that inspections of a council ask about again.

A `History` puts a council's inspections, and the plans that answer them, on one line of time. Each
of its `lines` (an improvement area or a theme) has a cell a stop: what was asked, planned and
reported done there. A line returns where at least so many inspections asked the council for
something (`returns.toml` has the number); what they ask of the safeguarding board is shown and
does not count.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import TypeVar

from portal.domain.formatting import printed_date, sentence_list
from portal.domain.inspections import GRADE_NAMES, JUDGEMENT_NAMES, SCALE, GradedInspection
from portal.domain.vocabulary import Area, Council, Plan, Theme, Vocabulary

_RULE = tomllib.loads(Path(__file__).with_name("returns.toml").read_text("utf-8"))
LEAST: int = _RULE["least"]
LEAST_CHOICES: tuple[str, ...] = tuple(_RULE["choices"])
LEAST_COUNCILS: int = _RULE["councils"]
USUAL_FROM: int = _RULE["usual"]
JUDGED: dict[str, str] = _RULE["judgements"]
_WELL = SCALE[:2]
# What an inspection asks for, where a council's paper restates it as items of its plan.
RESTATED = frozenset({"recommendation", "area_for_improvement"})


@dataclass(frozen=True, slots=True)
class Request:
    """Something that an inspection asked for, of `council` or `board`.

    `plan` is the plan whose item restates it, "" where the report itself has been read; `repeats`
    tells that the report says it was asked before.
    """

    ref: str
    addressee: str
    summary: str
    area: str
    themes: tuple[str, ...]
    repeats: bool = False
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """An item of a plan, with the number of its actions and of those reported as completed."""

    plan: str
    ref: str
    kind: str
    title: str
    area: str
    themes: tuple[str, ...]
    status: str
    actions: int
    completed: int

    @property
    def done(self) -> bool:
        """True if the paper reports the item as completed: completed actions alone may be parts."""
        return self.status == "completed"


@dataclass(frozen=True, slots=True)
class Stop:
    """An inspection with the plans that answer it, or plans alone that answer none.

    `requests` is None where the portal does not hold what the inspection asked for.
    """

    inspection: GradedInspection | None
    plans: tuple[Plan, ...]
    requests: tuple[Request, ...] | None
    planned: tuple[Planned, ...]

    @property
    def dated(self) -> str:
        """Its date as exact as it is known: without one, that of the first plan."""
        printed = self.inspection.inspected if self.inspection else ""
        return printed or min((plan.published for plan in self.plans), default="")

    @property
    def undated(self) -> bool:
        """True if the inspection has no date of its own, and was before that of its plan."""
        return self.inspection is not None and not self.inspection.inspected

    @property
    def restated(self) -> bool:
        """True if what was asked is known through a council's paper alone."""
        return bool(self.requests) and all(r.plan for r in self.requests or ())


@dataclass(frozen=True, slots=True)
class Cell:
    """All that a stop says of a subject; the lists of a stop that was not read are empty."""

    stop: Stop
    asked: tuple[Request, ...]
    board: tuple[Request, ...]
    planned: tuple[Planned, ...]

    @property
    def filled(self) -> bool:
        """True if anything was asked or planned."""
        return bool(self.asked or self.board or self.planned)

    @property
    def done(self) -> tuple[Planned, ...]:
        """The items that a paper reports as done."""
        return tuple(item for item in self.planned if item.done)

    @property
    def repeats(self) -> bool:
        """True if the report itself says that it asked for this before."""
        return any(request.repeats for request in self.asked)


@dataclass(frozen=True, slots=True)
class Line:
    """An improvement area or a theme over a council's stops, oldest first."""

    subject: Area | Theme
    cells: tuple[Cell, ...]

    @property
    def asked(self) -> tuple[Cell, ...]:
        """The cells of the inspections that asked the council for something."""
        return tuple(cell for cell in self.cells if cell.asked)

    def returns(self, least: int = LEAST) -> bool:
        """Tell if at least so many inspections asked for something."""
        return len(self.asked) >= least

    @property
    def sentence(self) -> str:
        """The line in a sentence; "" where no inspection asked for anything.

        `Supervision: asked by 2005 and in 2015, 2018 and 2022; leaders: good since 2022, but named
        again.`
        """
        if not self.asked:
            return ""
        planned = [
            cell.stop for cell in self.cells if cell.planned and not cell.asked and _answers(cell)
        ]
        after = f"; in the plan after the inspection {_years(planned, 'of')}" if planned else ""
        repeated = [cell.stop for cell in self.asked if cell.repeats]
        says = f" (a repeat {_years(repeated)}, says the report)" if repeated else ""
        asked = _years([cell.stop for cell in self.asked])
        return f"{self.subject.name}: asked {asked}{says}{after}{self._grade()}."

    def _grade(self) -> str:
        """Say how the judgement that covers the subject stands, where there is one.

        A good grade holds `since` it was first given, as long as the newest inspection gave it too.
        """
        judgement = JUDGED.get(self.subject.key, "")
        graded = [
            (cell.stop, grade)
            for cell in reversed(self.cells)
            if cell.stop.inspection and (grade := cell.stop.inspection.grade(judgement)) in SCALE
        ]
        if not graded:
            return ""
        name, (stop, grade) = JUDGEMENT_NAMES[judgement].lower(), graded[0]
        newest = next(c.stop for c in reversed(self.cells) if _graded(c.stop))
        well = list(takewhile(lambda pair: pair[1] in _WELL, graded)) if stop is newest else []
        since = well[-1][0].dated if well else stop.dated
        alike = len({grade for _stop, grade in well}) < 2
        words = GRADE_NAMES[grade].lower() if alike else "good or better"
        words += f" since {since[:4]}" if since[:4] < stop.dated[:4] else f" {_years([stop])}"
        again = grade in _WELL and len(self.asked) > 1 and self.asked[-1].stop.dated >= since
        return f"; {name}: {words}{', but named again' if again else ''}"


@dataclass(frozen=True)
class History:
    """A council's inspections and plans in the order of time, with a line a subject."""

    council: Council
    stops: tuple[Stop, ...]
    areas: tuple[Line, ...]
    themes: tuple[Line, ...]

    @cached_property
    def read(self) -> tuple[Stop, ...]:
        """The inspections of the council of which the portal holds what they asked for."""
        return tuple(stop for stop in self._of_council if stop.requests is not None)

    @cached_property
    def unread(self) -> tuple[Stop, ...]:
        """The inspections of the council of which it does not."""
        return tuple(stop for stop in self._of_council if stop.requests is None)

    @property
    def _of_council(self) -> list[Stop]:
        return [stop for stop in self.stops if stop.inspection and stop.inspection.of_council]

    def line(self, key: str) -> Line:
        """The line of an area or theme.

        Raises:
            KeyError: if there is no such area or theme.
        """
        return {line.subject.key: line for line in (*self.areas, *self.themes)}[key]

    def returning(self, least: int = LEAST) -> tuple[Line, ...]:
        """The areas that return, those asked about most often first."""
        lines = [line for line in self.areas if line.returns(least)]
        return tuple(sorted(lines, key=lambda line: -len(line.asked)))

    def sentences(self, least: int = LEAST) -> tuple[str, ...]:
        """A sentence for each area that returns, those asked about most often first."""
        return tuple(line.sentence for line in self.returning(least))


def history(
    council: Council, stops: Iterable[Stop], vocabulary: Vocabulary, theme: str = ""
) -> History:
    """Put a council's stops in the order of time and make its lines.

    Args:
        theme: counts only what is of this theme, "" for everything.
    """
    ordered = tuple(sorted(stops, key=lambda stop: (stop.dated, not stop.undated)))

    sorted_out = [
        (stop, _by_subject(stop.requests or (), theme), _by_subject(stop.planned, theme))
        for stop in ordered
    ]

    def line(subject: Area | Theme) -> Line:
        key = type(subject), subject.key
        cells = tuple(
            _cell(stop, requests.get(key, ()), planned.get(key, ()))
            for stop, requests, planned in sorted_out
        )
        return Line(subject=subject, cells=cells)

    return History(
        council=council,
        stops=ordered,
        areas=tuple(line(area) for area in vocabulary.areas.values()),
        themes=tuple(line(t) for t in vocabulary.themes.values() if theme in ("", t.key)),
    )


def stops_of(
    inspections: Iterable[GradedInspection],
    plans: Sequence[Plan],
    requests: Mapping[str, Sequence[Request]],
    planned: Mapping[str, Sequence[Planned]],
) -> list[Stop]:
    """Join a council's inspections with what they asked for and the plans that answer them.

    Where the report itself has not been read, the items by which a plan restates its
    recommendations stand for them.

    Args:
        requests: under the key of each inspection that has been read, none where it made none.
        planned: items under the key of their plan.
    """
    stops, answering = [], set()
    for inspection in inspections:
        its = tuple(plan for plan in plans if plan.inspection == inspection.key)
        answering |= {plan.key for plan in its}
        items = tuple(item for plan in its for item in planned.get(plan.key, ()))
        asked = requests.get(inspection.key)
        if asked is None:
            asked = [_restated(item) for item in items if item.kind in RESTATED] or None
        stops.append(
            Stop(
                inspection=inspection,
                plans=its,
                requests=None if asked is None else tuple(asked),
                planned=items,
            )
        )
    for plan in plans:
        if plan.key not in answering:
            items = tuple(planned.get(plan.key, ()))
            stops.append(Stop(inspection=None, plans=(plan,), requests=None, planned=items))
    return stops


def _restated(item: Planned) -> Request:
    return Request(
        ref=item.ref,
        addressee="council",
        summary=item.title,
        area=item.area,
        themes=item.themes,
        plan=item.plan,
    )


_Row = TypeVar("_Row", bound=Request | Planned)


def _by_subject(
    rows: Iterable[_Row], theme: str
) -> Mapping[tuple[type[Area | Theme], str], list[_Row]]:
    """Sort rows by their area and by each of their themes; those of another theme are left out."""
    sorted_out: dict[tuple[type[Area | Theme], str], list[_Row]] = defaultdict(list)
    for row in rows:
        if theme in ("", *row.themes):
            sorted_out[Area, row.area].append(row)
            for key in row.themes:
                sorted_out[Theme, key].append(row)
    return sorted_out


def _cell(stop: Stop, requests: Sequence[Request], planned: Sequence[Planned]) -> Cell:
    return Cell(
        stop=stop,
        asked=tuple(request for request in requests if request.addressee == "council"),
        board=tuple(request for request in requests if request.addressee == "board"),
        planned=tuple(planned),
    )


def _answers(cell: Cell) -> bool:
    """Tell if a cell's plans answer an inspection of which nothing more is known."""
    return cell.stop.inspection is not None and cell.stop.requests is None


def _graded(stop: Stop) -> bool:
    """Tell if all services were graded there."""
    return stop.inspection is not None and stop.inspection.compared


def _years(stops: Sequence[Stop], when: str = "in") -> str:
    """`in 2015 and 2018`, `by 2005 and in 2015`; months where a year has two inspections."""
    dates = [stop.dated for stop in stops if not stop.undated]
    years = [text[:4] for text in dates]
    if len(set(years)) < len(years):
        years = [printed_date(text[:7]) for text in dates]
    parts = [f"by {stop.dated[:4]}" for stop in stops if stop.undated]
    parts += [f"{when} {sentence_list(years)}"] if years else []
    return " and ".join(parts)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The councils that an area comes back in, `of` as many with enough reports read."""

    subject: Area | Theme
    councils: tuple[str, ...]
    of: int


def with_enough_read(histories: Iterable[History], least: int = LEAST) -> tuple[History, ...]:
    """The councils of which enough inspections have been read for anything to return."""
    return tuple(h for h in histories if len(h.read) >= max(2, least))


def recurrences(histories: Sequence[History], least: int = LEAST) -> tuple[Recurrence, ...]:
    """Count for each area the councils that it returns in, most councils first.

    Args:
        histories: those `with_enough_read`.
    """
    counted = [
        Recurrence(
            subject=line.subject,
            councils=tuple(h.council.key for h in histories if h.areas[place].returns(least)),
            of=len(histories),
        )
        for place, line in enumerate(histories[0].areas if histories else ())
    ]
    return tuple(sorted(counted, key=lambda row: -len(row.councils)))
