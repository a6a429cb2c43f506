"""Rules about the reports of a plan: what one of them says against those before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from portal.domain.findings.evidence import (
    Claim,
    Finding,
    PrintedEvidence,
    RuleFunctions,
    noticed_in,
)
from portal.domain.formatting import day, number, plural
from portal.domain.progress import STATUS_NAMES, ReportLine, plain_status

# A date may move twice before it is told.
MOST_MOVES = 2
DAYS_AMBER = 365
# Of a report's actions, so many per cent have a comment before a missing one says anything.
LEAST_COMMENTED = 50
_WELL = ("green", "blue")


def reopened(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice an action that an earlier report calls completed, and the newest one open."""
    for lines in _by_action(evidence):
        *former, newest = lines
        completed = [line for line in former if line.status == "completed"]
        if completed and newest.open:
            status = STATUS_NAMES[newest.status].lower()
            message = (
                f"{newest.ref} is completed in the report of {day(completed[-1].report_date)} and "
                f"{status} in that of {day(newest.report_date)}."
            )
            yield from _noticed(evidence, "reopened", (completed[-1], newest), message, status)


def put_off(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice an action whose date moved to a later one more often than `MOST_MOVES` times."""
    for lines in _by_action(evidence):
        printed = (line.target_date for line in lines)
        dated = [due for due in (lines[0].planned_date, *printed) if due]
        moves = sum(second > first for first, second in pairwise(dated))
        if moves > MOST_MOVES:
            first, last = lines[0], lines[-1]
            message = (
                f"The date of {last.ref} was put off {plural(moves, 'time')}, from "
                f"{day(dated[0])} to {day(dated[-1])}."
            )
            yield from _noticed(evidence, "put-off", (first, last), message, day(dated[-1]))


def long_amber(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice an action that was amber in every report of at least a year, up to the newest."""
    for lines in _by_action(evidence):
        first = lines[-1]
        for line in reversed(lines):
            if line.rag != "amber":
                break
            first = line
        last = lines[-1]
        if last.rag == "amber" and (last.report_date - first.report_date).days >= DAYS_AMBER:
            message = (
                f"{last.ref} is amber in every report from {day(first.report_date)} to "
                f"{day(last.report_date)}."
            )
            yield from _noticed(evidence, "long-amber", (first, last), message, "amber")


def unproven(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice an action that the newest report calls green, without evidence in any report.

    Where reports name evidence, that is what counts; else whatever they say of it.
    """
    spoken: dict[tuple[str, str, str], tuple[bool, bool]] = {}
    for line in evidence.reported:
        key = (line.plan, *line.key)
        proven, commented = spoken.get(key, (False, False))
        named = bool(line.evidence)
        spoken[key] = (proven or named, commented or named or bool(line.progress))
    for report in _newest_reports(evidence):
        of = len(report)
        for place, silence, does in (
            (0, "names evidence of it", "names evidence of"),
            (1, "says why", "comments on"),
        ):
            counted = sum(bool(line.evidence or (place and line.progress)) for line in report)
            if counted * 100 < of * LEAST_COMMENTED:
                continue
            for line in report:
                if line.rag in _WELL and not spoken[(line.plan, *line.key)][place]:
                    message = (
                        f"{line.ref} is {line.rag} in the report of {day(line.report_date)}, and "
                        f"no report {silence}; it {does} {counted} of {of} actions."
                    )
                    yield from _noticed(evidence, "green-uncommented", (line, line), message, "")
            break


def _newest_reports(evidence: PrintedEvidence) -> list[list[ReportLine]]:
    """List the lines of actions in the newest report of each plan."""
    newest: dict[str, list[ReportLine]] = {}
    for lines in _by_action(evidence):
        report = newest.setdefault(lines[-1].plan, [])
        if report and report[0].report_date < lines[-1].report_date:
            report.clear()
        if not report or report[0].report_date == lines[-1].report_date:
            report.append(lines[-1])
    return list(newest.values())


def stated_shares(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a share of its actions that a paper prints and its own rows do not give."""
    for claim in evidence.claimed("action_share"):
        report = _report(evidence, claim)
        statuses = _statuses(evidence, claim, report)
        if claim.value is None or not statuses:
            continue
        counted = sum(claim.about in names for names in statuses)
        share, decimals = 100 * counted / len(statuses), _decimals(claim.value)
        if abs(share - claim.value) <= 0.5 * 10.0**-decimals + 1e-9:
            continue
        message = (
            f"the text says {claim.words}; its own rows give {counted} of {len(statuses)}, "
            f"{number(share, max(decimals, 1))}%."
        )
        # A plan stands under its first paper; what a later one states is printed in that one.
        paper = report[0].document if report and claim.dated else claim.document
        yield noticed_in(
            "stated-share",
            replace(claim, document=paper),
            message,
            f"{number(claim.value, decimals)}%",
            f"{number(share, max(decimals, 1))}%",
            subject="Share of actions",
        )


def _report(evidence: PrintedEvidence, claim: Claim) -> list[ReportLine] | None:
    """List the lines of the report that a claim speaks of; None where its plan has no report.

    That of its date, else the newest.
    """
    lines = [
        line
        for line in evidence.reported
        if line.plan == claim.plan and line.action_ref and claim.item in ("", line.item_ref)
    ]
    if not lines:
        return None
    dated = [text for line in lines if (text := str(line.report_date)).startswith(claim.dated)]
    newest = max(dated, default="")
    return [line for line in lines if str(line.report_date) == newest]


def _statuses(
    evidence: PrintedEvidence, claim: Claim, report: list[ReportLine] | None
) -> list[tuple[str, ...]]:
    """List what each action that a claim speaks of is called: status, plain status, colour.

    Of a plan without reports they are the paper's own.
    """
    if report is not None:
        return [(line.status, plain_status(line.status), line.rag) for line in report]
    rows = [row for row in evidence.actions if row.plan == claim.plan]
    return [(row.status,) for row in rows if claim.item in ("", row.item)]


def _decimals(value: float) -> int:
    """Count the decimals that a number is printed with; a whole one has none."""
    return len(f"{value:.4f}".rstrip("0").partition(".")[2])


def _by_action(evidence: PrintedEvidence) -> list[list[ReportLine]]:
    """Sort the lines of actions by action, the oldest report first.

    A comment on an earlier day, which a later paper repeats, is no report of how an action stood.
    """
    by_action: dict[tuple[str, str, str], list[ReportLine]] = {}
    for line in sorted(evidence.reported, key=lambda line: line.report_date):
        if line.action_ref and (line.status != "not_stated" or line.rag):
            by_action.setdefault((line.plan, *line.key), []).append(line)
    return list(by_action.values())


def _noticed(
    evidence: PrintedEvidence,
    rule: str,
    lines: tuple[ReportLine, ReportLine],
    message: str,
    value: str,
) -> Iterator[Finding]:
    """Make the finding about an action, with the places of both reports."""
    before, after = lines
    for row in evidence.actions:
        if (row.plan, row.item, row.ref) == (after.plan, *after.key):
            finding = noticed_in(rule, row, message, before.status_printed or before.rag, value)
            yield replace(
                finding,
                document_a=before.document,
                place_a=_place(before),
                document_b=after.document,
                place_b=_place(after),
            )


def _place(line: ReportLine) -> str:
    return ", ".join(filter(None, (f"report of {day(line.report_date)}", line.place)))


RULES: RuleFunctions = {
    "reopened": reopened,
    "put-off": put_off,
    "long-amber": long_amber,
    "green-uncommented": unproven,
    "stated-share": stated_shares,
}
