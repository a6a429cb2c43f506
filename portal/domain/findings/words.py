"""Rules about words: what a status, a report or a second target says against the figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from portal.domain.findings.evidence import (
    Finding,
    PrintedEvidence,
    PrintedTarget,
    PrintedValue,
    RuleFunctions,
    noticed,
)
from portal.domain.formatting import number


def statuses(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a status beside an indicator that its newest figure and target contradict."""
    newest = _newest(evidence.values)
    claims = {claim.ref: claim for claim in evidence.claimed("on_target", "off_target")}
    for target in evidence.targets:
        claim = claims.get(target.indicator)
        values = newest.get((target.indicator, target.council), [])
        if claim is None or not values or target.dated:
            continue
        # Where two places differ, the value printed nearest to the target is the one to compare.
        value = max(values, key=lambda v: _shared(v.place, target.place))
        missed = target.missed_by(value.value)
        if missed is not None and missed == (claim.kind == "on_target"):
            says = f"the status printed is “{claim.words}”"
            yield _against("status-and-target", value, target, says)


def directions(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a direction of travel beside an indicator that its last two figures contradict."""
    claims = {claim.ref: claim for claim in evidence.claimed("improved", "worsened")}
    runs: dict[tuple[str, ...], list[PrintedValue]] = defaultdict(list)
    for value in evidence.values:
        if value.indicator not in claims or value.polarity not in ("high", "low"):
            continue
        if value.sure and value.period_end and value.basis == "cumulative":
            runs[value.indicator, value.council, str(value.period_start)].append(value)
    noticed_of: set[tuple[str, str]] = set()
    for run in runs.values():
        run.sort(key=lambda value: value.last_day)
        newest, claim = run[-1], claims[run[-1].indicator]
        earlier = [v for v in run if v.period_end != newest.period_end]
        if len(run) - len(earlier) > 1 or not earlier or earlier[-1].value == newest.value:
            continue
        before = earlier[-1]
        better = (newest.value > before.value) == (newest.polarity == "high")
        subject = newest.indicator, newest.council
        if better == (claim.kind == "improved") or subject in noticed_of:
            continue
        noticed_of.add(subject)
        message = (
            f"the status printed is “{claim.words}”; the figures go from {before.shown} to "
            f"{newest.shown}, and {newest.polarity} is best."
        )
        yield noticed("direction-and-figures", newest, message, before)


def all_on_target(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a figure that misses its target in a report that calls all of it on target.

    A figure and a target belong together where they stand in the same cell or column.
    """
    claims = {claim.document: claim for claim in evidence.claimed("all_on_target")}
    cells = {(v.indicator, v.council, v.place): v for v in evidence.values if v.sure}
    for target in evidence.targets:
        claim = claims.get(target.document)
        value = cells.get((target.indicator, target.council, target.place))
        if claim is not None and value is not None and target.missed_by(value.value):
            says = "the report calls all that is left on target"
            yield replace(
                _against("all-on-target", value, target, says),
                plan=claim.plan,
                value_b="all on target",
                place_b=claim.place,
            )


def targets_differ(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice an indicator with a current target and another for the same year, in one document."""
    current = {(t.indicator, t.council): t for t in evidence.targets if not t.dated}
    for target in evidence.targets:
        other = current.get((target.indicator, target.council))
        if other is None or target.due is None or not target.published:
            continue
        if target.value is None or other.value is None or target.value_upper or other.value_upper:
            continue
        year = int(target.published[:4]) + (target.published[5:7] > "03")
        if target.due > date(year, 3, 31) or target.value == other.value:
            continue
        yield Finding(
            rule="targets-differ",
            council=target.council,
            indicator=target.indicator,
            area=target.area or "",
            themes=target.themes,
            subject=f"{target.name}, {target.council_name}, target",
            message=f"the current target is printed as {other.shown}, and the target for "
            f"{target.due_text} as {target.shown}.",
            value_a=number(other.value, other.decimals),
            value_b=number(target.value, target.decimals),
            document_a=other.document,
            place_a=other.place,
            document_b=target.document,
            place_b=target.place,
        )


def _shared(a: str, b: str) -> int:
    """Count the letters that two places have in common from their start."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))


def _newest(values: Iterable[PrintedValue]) -> dict[tuple[str, str], list[PrintedValue]]:
    """Group the values of each indicator's newest period; those of a month alone are left out."""
    newest: dict[tuple[str, str], list[PrintedValue]] = defaultdict(list)
    dated = (v for v in values if v.sure and v.period_end and v.basis != "month")
    for value in sorted(dated, key=lambda v: v.last_day):
        group = newest[value.indicator, value.council]
        if group and group[0].period_end != value.period_end:
            group.clear()
        group.append(value)
    return newest


def _against(rule: str, value: PrintedValue, target: PrintedTarget, says: str) -> Finding:
    message = (
        f"{says}; {value.shown} stands beside a target of {target.shown}, "
        f"and {target.polarity} is best."
    )
    return replace(
        noticed(rule, value, message),
        value_b=number(target.value, target.decimals),
        document_b=target.document,
        place_b=target.place,
    )


RULES: RuleFunctions = {
    "status-and-target": statuses,
    "direction-and-figures": directions,
    "all-on-target": all_on_target,
    "targets-differ": targets_differ,
}
