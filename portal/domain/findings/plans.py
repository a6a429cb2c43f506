"""Rules about plans: the numbers of their items, references between them, and their costs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from portal.domain.findings.evidence import (
    Finding,
    Plan,
    PlanRow,
    PrintedEvidence,
    RuleFunctions,
    noticed_in,
)
from portal.domain.formatting import KIND_NAMES, number, plural, printed_date

_TRAILING = re.compile(r"^(?P<stem>.*?)(?P<number>\d+)$")
_POUNDS = re.compile(r"£(\d+(?:,\d{3})*)")
_PARTS = re.compile(r"(?P<total>£\d+(?:,\d{3})*K?)\D*?\((?P<parts>[^()]*£[^()]*£[^()]*)\)", re.I)


def references(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice cross-references to what the plan does not have, or to something else."""
    titles = {(item.plan, item.item): item.item_title for item in evidence.items}
    places = {(action.plan, action.ref): action.place for action in evidence.actions}
    for claim in evidence.claimed("reference"):
        target = claim.plan, claim.about
        exists = target in titles or target in places
        if exists and not claim.instead:
            continue
        about = f"{claim.about} is: {claim.instead}" if exists else f"the plan has no {claim.about}"
        message = f"{claim.ref} refers to {claim.about} for {claim.words}; {about.rstrip('.')}."
        yield replace(
            noticed_in("wrong-reference", claim, message, claim.about, ""),
            document_b=claim.document if exists else "",
            place_b=places.get(target, ""),
        )


def item_counts(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice plans that answer the same inspection with different numbers of items of a kind."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in evidence.items:
        if not item.parent_ref:
            counts[item.plan][item.item_kind] += 1
    answers: dict[tuple[str, str], list[Plan]] = defaultdict(list)
    for plan in evidence.plans:
        if plan.answers:
            answers[plan.council, plan.answers].append(plan)
    for group in answers.values():
        for first, other in pairwise(group):
            for kind, count in counts[first.plan].items():
                again = counts[other.plan][kind]
                if not again or again == count:
                    continue
                name = KIND_NAMES.get(kind, kind)
                a, b = plural(count, name), plural(again, name)
                yield Finding(
                    rule="item-counts",
                    council=first.council,
                    plan=other.plan,
                    subject=f"Number of {name}s, {first.council_name}",
                    message=f"the plan of {printed_date(first.published)} has {a}, "
                    f"that of {printed_date(other.published)} {b}.",
                    value_a=str(count),
                    value_b=str(again),
                    document_a=first.document,
                    place_a=first.title,
                    document_b=other.document,
                    place_b=other.title,
                )


def stated_counts(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a number of items that a document states and its plan does not have."""
    counts = Counter((item.plan, item.item_kind) for item in evidence.items)
    titles = {plan.plan: plan.title for plan in evidence.plans}
    for claim in evidence.claimed("item_count"):
        kind, listed = claim.about, counts[claim.plan, claim.about]
        if listed not in (0, claim.value):
            message = f"the text speaks of {claim.words}; the plan lists {listed}."
            yield replace(
                noticed_in("stated-count", claim, message, number(claim.value), str(listed)),
                subject=f"Number of {KIND_NAMES.get(kind, kind)}s, {claim.council_name}",
                place_b=titles[claim.plan],
            )


def gaps(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice numbers that a plan's references leave out between the first and the last."""
    runs: dict[tuple[str, str], dict[int, PlanRow]] = defaultdict(dict)
    for item in evidence.items:
        match = _TRAILING.match(item.item)
        if match is not None:
            runs[item.plan, match["stem"]][int(match["number"])] = item
    for (_, stem), run in runs.items():
        missing = [n for n in range(min(run), max(run)) if n not in run]
        if not missing or len(run) < 3:
            continue
        before = run[max(n for n in run if n < missing[0])]
        after = run[min(n for n in run if n > missing[0])]
        message = f"the numbers go from {before.item} to {after.item}, without {stem}{missing[0]}."
        yield replace(
            noticed_in("number-left-out", before, message, before.item, after.item),
            document_b=after.document,
            place_b=after.place,
        )


def cost_parts(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a total with its parts in brackets that do not add up to it."""
    for action in evidence.actions:
        match = _PARTS.search(action.cost_text)
        if match is None:
            continue
        total, *_ = _pounds(match["total"])
        parts = _pounds(match["parts"])
        if sum(parts) != total:
            message = (
                f"{' + '.join(f'£{number(part)}' for part in parts)} is £{number(sum(parts))}; "
                f"the paper prints £{number(total)}{' (thousands)' if 'K' in match[0] else ''}."
            )
            yield noticed_in("cost-and-parts", action, message, number(total), number(sum(parts)))


def _pounds(text: str) -> list[int]:
    return [int(amount.replace(",", "")) for amount in _POUNDS.findall(text)]


RULES: RuleFunctions = {
    "wrong-reference": references,
    "item-counts": item_counts,
    "stated-count": stated_counts,
    "number-left-out": gaps,
    "cost-and-parts": cost_parts,
}
