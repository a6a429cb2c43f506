"""Rules about series of figures: targets, signals, and another council's printed figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.comparability import differences
from portal.domain.formatting import day, month, plural
from portal.domain.indicators import Series, Target, Value
from portal.domain.lines_of_enquiry.drawing import Line, RuleFunctions
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence
from portal.domain.lines_of_enquiry.families import distinct
from portal.domain.lines_of_enquiry.phrases import (
    SCHOOLING,
    area_name,
    brief,
    figure,
    heading_of,
    indicator_phrase,
    items_phrase,
    lower,
    possessive,
    schooling,
    within,
)
from portal.domain.lines_of_enquiry.standing import STALE_YEARS, recent
from portal.domain.signals import Reading
from portal.domain.travel import reading_of, reproduces, since_redefined, usable
from portal.domain.visits import Reference

# Printed figures of two councils further apart in time are not held against each other.
APART_DAYS = 366
_LENGTHS = ("month", "quarter", "cumulative", "year", "rolling_12m", "average_3y")


def _worse(value: float, than: float, polarity: str) -> bool:
    return value < than if polarity == "high" else value > than


def _by_indicator(evidence: CouncilEvidence) -> dict[str, list[Series]]:
    grouped: dict[str, list[Series]] = {}
    for series in evidence.printed:
        grouped.setdefault(series.indicator.key, []).append(series)
    return grouped


def _held_to(target: Target, series: Sequence[Series]) -> Value | None:
    """The value of the first period that ends on or after a target's day, the longest period.

    None where there is none, or where two values are printed for it.
    """
    values = [v for line in series for v in usable(line) if v.end and target.due]
    values = [v for v in values if _reaches(v, target)]
    if not values:
        return None
    first = min(v.end for v in values if v.end)
    values = [v for v in values if v.end == first]
    length = max(_length(v) for v in values)
    values = [v for v in values if _length(v) == length]
    return values[0] if len({v.value for v in values}) == 1 else None


def _reaches(value: Value, target: Target) -> bool:
    """Test if a value may be held to a target; a count since April only to that of its last day."""
    if not value.end or not target.due or value.end < target.due:
        return False
    return value.basis != "cumulative" or value.end == target.due


def _length(value: Value) -> int:
    return _LENGTHS.index(value.basis) if value.basis in _LENGTHS else -1


def _due(indicator_targets: Sequence[Target], council: str) -> list[Target]:
    """The targets of a council that are one figure with a calendar day."""
    return [
        t
        for t in indicator_targets
        if t.council == council and t.due and t.value is not None and t.value_upper is None
    ]


def targets_missed(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about targets whose day has come with a sure value on the wrong side of them."""
    for series in _by_indicator(evidence).values():
        indicator = series[0].indicator
        if indicator.polarity == "none":
            continue
        for target in _due(indicator.targets, evidence.council.key):
            value = _held_to(target, series)
            behind = _behind(value.value, target.value, indicator.polarity) if value else 0.0
            if value is None or not behind:
                continue
            counts = f" ({value.counts})" if value.counts else ""
            measure = evidence.measures[indicator.measure]
            why = f"{value.period[:1].upper()}{value.period[1:]}: {value.shown}{counts}. Target: "
            why += f"{target.shown(indicator.unit)} by {day(target.due)}. "
            why += f"Source: {indicator.document_title}."
            yield Line(
                subject=f"{indicator.key}/{target.due}",
                heading=heading_of(measure.area, figures=True),
                wording=f"What kept {brief(indicator)} from its target for {day(target.due)}, "
                "and where does it stand now?",
                why=why,
                references=[
                    Reference("figure", f"{figure(series[0]).key}/{value.end}/{value.basis}"),
                    Reference("chart", indicator.measure),
                ],
                themes=indicator.themes,
                weight=behind,
            )


def _behind(value: float | None, target: float | None, polarity: str) -> float:
    """Measure how far a value lies on a target's wrong side, as a share of it; 0 on the right."""
    if value is None or target is None or not _worse(value, target, polarity):
        return 0.0
    return abs(value - target) / (abs(target) or 1)


@dataclass(frozen=True, slots=True)
class _Waiting:
    series: Series
    value: Value
    target: Target
    short: float


def targets_open(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about targets whose day lies after the newest printed figure."""
    by_area: dict[str, list[_Waiting]] = {}
    for series in _by_indicator(evidence).values():
        indicator = series[0].indicator
        due = _due(indicator.targets, evidence.council.key)
        newest = [v for line in series for v in line.sure]
        if not due or not newest:
            continue
        value = max(newest, key=lambda v: (v.end or date.min, -_length(v)))
        last = max(due, key=lambda t: t.due or date.min)
        if not value.end or not last.due or value.end >= last.due:
            continue
        behind = 0.0
        # What is still being counted since April may yet come to its target.
        if indicator.polarity != "none" and value.basis != "cumulative" and reproduces(value):
            behind = _behind(value.value, last.value, indicator.polarity)
        waiting = _Waiting(series[0], value, target=last, short=behind)
        area = evidence.measures[indicator.measure].area
        by_area.setdefault(area, []).append(waiting)
    for area, open_targets in by_area.items():
        open_targets.sort(key=lambda w: -w.short)
        latest = max(w.target.due for w in open_targets if w.target.due)
        phrases = [
            f"{indicator_phrase(w.series.indicator)} {w.value.shown} ({w.value.period}), "
            f"target {w.target.shown(w.series.indicator.unit)} by {day(w.target.due)}"
            for w in open_targets
            if w.short or not open_targets[0].short
        ]
        behind = sum(w.short > 0 for w in open_targets)
        unnamed = len(open_targets) - len(phrases)
        after = f". {behind} of the newest figures {'is' if behind == 1 else 'are'} short of it."
        targets = "Were the targets" if len(open_targets) > 1 else "Was the target"
        asked = f"{targets} on {area_name(evidence, area)} that ran to {month(latest)} reached"
        yield Line(
            subject=area or "none",
            heading=heading_of(area, figures=True),
            wording=f"{asked}, and {'have they' if len(open_targets) > 1 else 'has it'} held?",
            why=within(
                "No figure held reaches the target day of "
                f"{plural(len(open_targets), 'indicator')}: ",
                phrases,
                lambda left: (
                    (f"; {left + unnamed} more" if left + unnamed else "")  # noqa: B023
                    + (after if behind else ".")  # noqa: B023
                ),
            ),
            references=[
                Reference("figure", f"{figure(w.series).key}/{w.value.end}/{w.value.basis}")
                for w in open_targets
            ],
            themes={theme for w in open_targets for theme in w.series.indicator.themes},
            weight=behind + open_targets[0].short / 100,
        )


@dataclass(frozen=True, slots=True)
class _Signalled:
    series: Series
    values: tuple[Value, ...]
    reading: Reading
    kind: str


def signalled(series: Series) -> _Signalled | None:
    """Read a series since its last new definition; None unless its newest value is a signal."""
    values = since_redefined(series)
    reading = reading_of(series, values) if values else None
    last = len(values) - 1
    for kind in _KINDS:
        if reading is not None and last in getattr(reading, kind):
            return _Signalled(series, tuple(values), reading=reading, kind=kind)
    return None


_KINDS = ("concern", "notable", "improvement")
# Beside a figure so many widths of the middle half from England.
_STRENGTHS = {"concern": 0.8, "notable": 0.4, "improvement": 0.2}
_SIGNALS = {
    "concern": "What changed before {name} moved for the worse, and what is being done?",
    "notable": "What changed before {name} moved, and does {council} expect it to last?",
    "improvement": "What changed before {name} moved for the better, and will it last?",
}


def changes(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about series whose newest value belongs to a signal, one line an improvement area."""
    newest = max((v.end for s in evidence.official for v in s.sure if v.end), default=date.min)
    by_area: dict[str, list[_Signalled]] = {}
    for series in (*evidence.printed, *evidence.official):
        area = evidence.measures[series.indicator.measure].area
        official = series.indicator.official
        if area not in evidence.areas or (official and series.indicator.unit in ("count", "gbp")):
            continue
        signal = signalled(series)
        if signal is None:
            continue
        end = signal.values[-1].end
        if official and (not end or newest.year - end.year >= STALE_YEARS):
            continue
        if official and end and schooling(series.indicator, end, series.basis):
            area = SCHOOLING
        by_area.setdefault(area, []).append(signal)
    for area, listed in by_area.items():
        listed.sort(key=lambda s: (_KINDS.index(s.kind), not s.series.indicator.official))
        listed = distinct(listed, lambda s: s.series.indicator, evidence.kin)
        phrases = []
        for signal in listed:
            start, last = signal.values[0], signal.values[-1]
            sentence = lower(signal.reading.sentence.rstrip("."))
            phrases.append(
                f"{indicator_phrase(signal.series.indicator)}: {sentence} "
                f"({len(signal.values)} points, {start.shown}, {start.period}, "
                f"to {last.shown}, {last.period})"
            )
        name = f"the figure for {brief(listed[0].series.indicator)}"
        yield Line(
            subject=area,
            heading=heading_of(area, figures=True),
            wording=_SIGNALS[listed[0].kind].format(name=name, council=evidence.council.name),
            why=within("", phrases, lambda left: f"; {left} more with a signal." if left else "."),
            references=[
                reference
                for signal in listed
                for reference in (
                    figure(signal.series),
                    Reference("chart", signal.series.indicator.measure),
                )
            ],
            themes={theme for signal in listed for theme in signal.series.indicator.themes},
            weight=10 * (2 - _KINDS.index(listed[0].kind)) + len(listed) / 10,
            strength=_STRENGTHS[listed[0].kind],
            dated=max(str(signal.values[-1].end or "") for signal in listed),
            figures=[s.series.indicator.key for s in listed if s.series.indicator.official],
        )


def better_printed(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about another council's printed figure that is alike, near in time, and better."""
    for series in evidence.printed:
        indicator, mine = series.indicator, usable(series)
        if indicator.polarity == "none" or indicator.unit in ("count", "gbp") or not mine:
            continue
        for other in evidence.beside:
            theirs = usable(other)
            if other.indicator.measure != indicator.measure or not theirs:
                continue
            a, b = mine[-1], theirs[-1]
            days = abs(((a.end or date.min) - (b.end or date.max)).days)
            behind = _behind(a.value, b.value, indicator.polarity)
            if differences(series, other) or days > APART_DAYS or not behind:
                continue
            area = evidence.measures[indicator.measure].area
            items = [
                p
                for p in evidence.others
                if p.item.council == other.council.key
                and p.item.area == area
                and b.end
                and recent(evidence.elsewhere[p.item.plan], b.end)
            ]
            why = f"{other.council.name} {b.shown} ({b.period}), {series.council.name} {a.shown} "
            why += f"({a.period}); definition, unit, basis and population agree."
            if items:
                why += f" {possessive(other.council)} plans had {items_phrase(items)} on this area."
            yield Line(
                subject=f"{indicator.key}/{other.council.key}",
                heading=heading_of(area, figures=True),
                wording=f"What could {series.council.name} learn from {other.council.name} on "
                f"{brief(indicator)}?",
                why=why,
                references=[
                    figure(series),
                    figure(other),
                    *(Reference("item", p.key) for p in items),
                ],
                themes=indicator.themes,
                weight=behind,
            )


RULES: RuleFunctions = {
    "target-missed": targets_missed,
    "better-printed": better_printed,
    "signal": changes,
    "target-open": targets_open,
}
