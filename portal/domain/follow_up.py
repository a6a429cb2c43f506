"""The follow-up of an inspection: the next one on the same areas, and the figures in between."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.formatting import number, printed_date
from portal.domain.indicators import Measure, Value
from portal.domain.inspections import GradedInspection, Recommended
from portal.domain.returns import JUDGED
from portal.domain.vocabulary import Area, Theme, Vocabulary

# A figure whose period ends further from an inspection than this says nothing about its time.
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Subject:
    """An improvement area that an inspection asked about, and what the next one said of it.

    `judgement` is the one that covers the area, "" where none does; `before` and `after` are its
    grades, "" where there is none. `asked` and `again` are recommendations to the council.
    """

    area: Area
    asked: tuple[Recommended, ...]
    judgement: str
    before: str
    after: str
    again: tuple[Recommended, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A council's value nearest to a day, with England's of the same period."""

    value: Value | None = None
    england: Value | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """The lead measure of a theme at two times; `breaks` say why the two do not compare."""

    theme: Theme
    measure: Measure
    before: Point
    after: Point
    breaks: tuple[str, ...] = ()

    @property
    def change(self) -> str:
        """The course of the council’s and England’s values; "" where they do not compare."""
        if self.breaks:
            return ""
        mine = _moved(self.before.value, self.after.value, self.measure.polarity)
        theirs = _moved(self.before.england, self.after.england, "none")
        text = f"{mine}; England {theirs}" if mine and theirs else mine
        return f"{text[:1].upper()}{text[1:]}"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All that came after an inspection.

    `later` is the next inspection that judged all services, None where there is none yet: then the
    courses end with the newest figures. `read` tells that what it asked for is held, `unmeasured`
    are the themes without figures from both times.
    """

    later: GradedInspection | None
    read: bool
    subjects: tuple[Subject, ...]
    courses: tuple[Course, ...]
    unmeasured: tuple[Theme, ...]


def next_inspection(
    inspection: GradedInspection, others: Sequence[GradedInspection]
) -> GradedInspection | None:
    """Find the next inspection of all services among a council's, which are newest first."""
    after = [
        other
        for other in others[: others.index(inspection)]
        if other.compared or len(other.grades) > 1
    ]
    return after[-1] if after else None


def subjects(
    inspection: GradedInspection,
    asked: Iterable[Recommended],
    later: GradedInspection,
    again: Iterable[Recommended],
    vocabulary: Vocabulary,
) -> tuple[Subject, ...]:
    """Put what two inspections said of each improvement area that the first asked about beside."""
    first, second = ([row for row in rows if row.addressee == "council"] for rows in (asked, again))
    made = []
    for area in vocabulary.areas.values():
        mine = tuple(row for row in first if row.area == area.key)
        if mine:
            judgement = JUDGED.get(area.key, "")
            made.append(
                Subject(
                    area=area,
                    asked=mine,
                    judgement=judgement,
                    before=inspection.grade(judgement) if judgement else "",
                    after=later.grade(judgement) if judgement else "",
                    again=tuple(row for row in second if row.area == area.key),
                )
            )
    return tuple(made)


def day_of(printed: str) -> date | None:
    """The last day of a date as exact as it is printed; None where there is none."""
    parts = [int(part) for part in printed.split("-") if part]
    if not parts:
        return None
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


def course(
    theme: Theme,
    candidates: Iterable[tuple[Measure, Sequence[Value], Sequence[Value]]],
    start: date,
    end: date | None,
) -> Course | None:
    """Choose the first measure with figures at both times, and say what they did.

    Args:
        theme: whose lead measures the candidates are.
        candidates: a measure with a council's values by one definition, and England's, the best
            measure first.
        start: the day of the inspection.
        end: the day of the next one; None for the newest figures.

    Returns:
        None where no measure has figures at both times.
    """
    for measure, mine, theirs in candidates:
        sure = [v for v in mine if v.value is not None and v.end]
        before = _nearest(sure, start)
        after = _nearest(sure, end) if end else max(sure, key=_end, default=None)
        if before is None or after is None or _end(before) >= _end(after):
            continue
        changes = before.indicator.changes
        return Course(
            theme=theme,
            measure=measure,
            before=Point(value=before, england=_same_period(before, theirs)),
            after=Point(value=after, england=_same_period(after, theirs)),
            breaks=tuple(
                f"Another definition from {printed_date(day.isoformat())}: {why}"
                for day, why in changes
                if _end(before) < day <= _end(after)
            ),
        )
    return None


def _end(value: Value) -> date:
    return value.end or date.min


def _nearest(values: Sequence[Value], day: date) -> Value | None:
    """Find the value whose period ends nearest to a day, within a year of it."""
    nearest = min(values, key=lambda value: abs((_end(value) - day).days), default=None)
    if nearest is None or abs((_end(nearest) - day).days) > MOST_DAYS:
        return None
    return nearest


def _same_period(value: Value, others: Iterable[Value]) -> Value | None:
    period = (value.start, value.end, value.basis)
    return next(
        (other for other in others if (other.start, other.end, other.basis) == period), None
    )


def _moved(before: Value | None, after: Value | None, polarity: str) -> str:
    """`up by 3.1 points, worse`; "" where one of the two is missing."""
    if before is None or after is None or before.value is None or after.value is None:
        return ""
    gap = after.value - before.value
    shown = number(abs(gap), max(before.decimals, after.decimals))
    if not any(digit in shown for digit in "123456789"):
        return "as before"
    unit = {"percent": " points", "days": " days"}.get(before.indicator.unit, "")
    text = f"{'up' if gap > 0 else 'down'} by {shown}{unit}"
    if polarity == "none":
        return text
    return f"{text}, {'better' if (gap > 0) == (polarity == 'high') else 'worse'}"
