"""Rules about words: what a status, a report or a second target says against the figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from portal.domain.findings.evidence import Evidence, Finding, PrintedValue, Rule, noticed
from portal.domain.findings.reading import span
from portal.domain.formatting import number, with_unit

# How a note keeps the status that stands beside an indicator: `Status printed: on target, …`.
_STATUS = re.compile(r"Status printed: (?P<words>[^.;]+)", re.IGNORECASE)
_MET = re.compile(r"\bon target\b|\btarget (?:is )?(?:met|reached)\b", re.IGNORECASE)
_MISSED = re.compile(r"\boff target\b|\btarget (?:is )?(?:not met|missed)\b", re.IGNORECASE)
_BETTER = re.compile(r"\bimprov(?:ed|ing)\b", re.IGNORECASE)
_WORSE = re.compile(r"\b(?:worse|worsen(?:ed|ing)|declin(?:ed|ing))\b", re.IGNORECASE)
_ALL_ON_TARGET = re.compile(r"\ball\b.*\bon target\b", re.IGNORECASE)


def statuses(evidence: Evidence) -> Iterator[Finding]:
    """A status printed beside an indicator that its newest figure and target contradict."""
    newest = _newest(evidence.values)
    for target in evidence.targets:
        words = _STATUS.search(target.indicator_note or "")
        values = newest.get((target.indicator, target.council), [])
        if words is None or target.value is None or not values or _dated(target):
            continue
        # Where two places differ, the value printed nearest to the target is its own.
        value = max(values, key=lambda v: _shared(v.place, target.place))
        missed = misses(value.value, target)
        said = words["words"].split(", although")[0].strip()
        wrong = (missed is True and _MET.search(said) and not _MISSED.search(said)) or (
            missed is False and _MISSED.search(said)
        )
        if wrong:
            message = (
                f"the status printed is “{said}”; {value.shown} stands beside a target of "
                f"{with_unit(target.value, target.decimals, target.unit)}, and "
                f"{target.polarity} is best."
            )
            yield _against(target, "status-and-target", value, message)


def directions(evidence: Evidence) -> Iterator[Finding]:
    """A direction of travel printed beside an indicator that its figures contradict."""
    runs: dict[tuple[str, ...], list[PrintedValue]] = defaultdict(list)
    for value in evidence.values:
        if not value.sure or value.period_end is None or value.polarity not in ("high", "low"):
            continue
        if value.basis == "cumulative" and _STATUS.search(value.indicator_note):
            runs[value.indicator, value.council, str(value.period_start)].append(value)
    told: set[tuple[str, str]] = set()
    for run in runs.values():
        run.sort(key=lambda value: value.last_day)
        newest = run[-1]
        earlier = [v for v in run if v.period_end != newest.period_end]
        match = _STATUS.search(newest.indicator_note)
        if not earlier or match is None or len(run) - len(earlier) > 1:
            continue
        before, said = earlier[-1], match["words"]
        step = newest.value - before.value
        better = step > 0 if newest.polarity == "high" else step < 0
        claims = {bool(_BETTER.search(said)), not _WORSE.search(said)}
        if not step or len(claims) > 1 or claims == {better}:
            continue
        if (newest.indicator, newest.council) not in told:
            told.add((newest.indicator, newest.council))
            word = "improved" if _BETTER.search(said) else "worse"
            message = (
                f"the status printed is “{word}”; the figures go from {before.shown} to "
                f"{newest.shown}, and {newest.polarity} is best."
            )
            yield noticed("direction-and-figures", newest, message, before)


def all_on_target(evidence: Evidence) -> Iterator[Finding]:
    """A report that calls all of it on target, beside a figure that misses its target.

    A figure and a target belong together where they stand in the same cell or column.
    """
    claims = {s.document: s for s in evidence.statements if _claims_all(s)}
    cells = {(v.indicator, v.council, v.place): v for v in evidence.values if v.sure}
    for target in evidence.targets:
        claim = claims.get(target.document)
        value = cells.get((target.indicator, target.council, target.place))
        if claim is None or value is None or not misses(value.value, target):
            continue
        message = (
            f"the report calls all that is left on target; {value.shown} stands beside a target "
            f"of {with_unit(target.value, target.decimals, target.unit)}, and {target.polarity} "
            "is best."
        )
        yield _against(
            target,
            "all-on-target",
            value,
            message,
            plan=claim.plan,
            value_b="all on target",
            place_b=claim.place,
        )


def _claims_all(statement: Any) -> bool:
    return (
        statement.kind == "progress"
        and not statement.item
        and _ALL_ON_TARGET.search(statement.summary) is not None
    )


def targets_differ(evidence: Evidence) -> Iterator[Finding]:
    """One indicator with a current target and another for the same year, in one document."""
    current = {(t.indicator, t.council): t for t in evidence.targets if not _dated(t)}
    for target in evidence.targets:
        other = current.get((target.indicator, target.council))
        published = span(target.published)
        if other is None or target.due is None or published is None:
            continue
        if target.value is None or other.value is None or target.value_upper or other.value_upper:
            continue
        year = published[0].year + (published[0].month > 3)
        if target.due > date(year, 3, 31) or target.value == other.value:
            continue
        a = with_unit(other.value, other.decimals, other.unit)
        b = with_unit(target.value, target.decimals, target.unit)
        yield Finding(
            rule="targets-differ",
            council=target.council,
            indicator=target.indicator,
            area=target.area or "",
            themes=target.themes,
            subject=f"{target.name}, {target.council_name}, target",
            message=f"the current target is printed as {a}, and the target for "
            f"{target.due_text} as {b}.",
            value_a=number(other.value, other.decimals),
            value_b=number(target.value, target.decimals),
            document_a=other.document,
            place_a=other.place,
            document_b=target.document,
            place_b=target.place,
        )


def misses(value: float, target: Any) -> bool | None:
    """Return whether a value is on the wrong side of a target; None where no side is wrong."""
    if target.value is None or target.polarity not in ("high", "low"):
        return None
    if target.polarity == "low":
        return bool(value > (target.value_upper or target.value))
    return bool(value < target.value)


def _shared(a: str, b: str) -> int:
    """Return how many letters two places have in common from their start."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))


def _dated(target: Any) -> bool:
    return target.due is not None or bool(target.due_text)


def _newest(values: Iterable[PrintedValue]) -> dict[tuple[str, str], list[PrintedValue]]:
    newest: dict[tuple[str, str], list[PrintedValue]] = {}
    for value in values:
        if value.sure and value.period_end and value.basis != "month":
            kept = newest.setdefault((value.indicator, value.council), [])
            if kept and kept[0].period_end and kept[0].period_end < value.period_end:
                kept.clear()
            if not kept or kept[0].period_end == value.period_end:
                kept.append(value)
    return newest


def _against(target: Any, rule: str, value: PrintedValue, message: str, **changes: Any) -> Finding:
    told = {
        "value_b": number(target.value, target.decimals),
        "document_b": target.document,
        "place_b": target.place,
    }
    return noticed(rule, value, message, **{**told, **changes})


RULES: tuple[Rule, ...] = (
    Rule(
        "status-and-target",
        "A status that the figures contradict",
        "words",
        "A status such as “on target” is printed beside an indicator; its newest figure is held "
        "against its current target, on the side that the document calls best.",
        statuses,
    ),
    Rule(
        "direction-and-figures",
        "A direction that the figures contradict",
        "words",
        "A status such as “improved since the last period” is held against the last two figures "
        "of the indicator on one basis, on the side that the document calls best.",
        directions,
    ),
    Rule(
        "all-on-target",
        "All on target, but one figure is not",
        "words",
        "A report says that all is on target; every figure of its tables is held against the "
        "target that stands in the same cell.",
        all_on_target,
    ),
    Rule(
        "targets-differ",
        "One indicator, two targets",
        "two-places",
        "An indicator with a current target, printed without a date, and a different target for "
        "the same year to March in one document.",
        targets_differ,
    ),
)
