"""Rules about references and counts: numbers that change, are missing, or lead elsewhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from portal.domain.findings.evidence import Evidence, Finding, Rule
from portal.domain.formatting import KIND_NAMES, number

_NUMBERS = {
    word: value
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), 2
    )
}
# What documents call an item of a kind, in the plural.
_KINDS = {
    "recommendations": "recommendation",
    "areas for improvement": "area_for_improvement",
    "projects": "project",
    "work packages": "work_package",
}
_COUNT = re.compile(
    rf"\b(?P<number>\d+|{'|'.join(_NUMBERS)}) (?:[a-z]+ )?(?P<kind>{'|'.join(_KINDS)})\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"^(?P<stem>.*?)(?P<number>\d+)$")
_POUNDS = re.compile(r"£(\d+(?:,\d{3})*)")
_PARTS = re.compile(r"(?P<total>£\d+(?:,\d{3})*K?)\D*?\((?P<parts>[^()]*£[^()]*£[^()]*)\)", re.I)


def stated_counts(evidence: Evidence) -> Iterator[Finding]:
    """A number of items that a document states and its plan does not have."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    plans: dict[str, list[Any]] = defaultdict(list)
    for item in evidence.items:
        counts[item.plan][item.kind] += 1
    for plan in evidence.plans:
        plans[plan.document].append(plan)
    for document in evidence.documents:
        for match in _COUNT.finditer(document.description or ""):
            kind = _KINDS[match["kind"].lower()]
            holding = [p for p in plans[document.document] if counts[p.plan][kind]]
            stated = _NUMBERS.get(match["number"].lower()) or int(match["number"])
            if len(holding) != 1 or counts[holding[0].plan][kind] == stated:
                continue
            listed = counts[holding[0].plan][kind]
            yield Finding(
                rule="stated-count",
                council=document.council,
                plan=holding[0].plan,
                subject=f"Number of {KIND_NAMES.get(kind, kind)}s, {document.council_name}",
                message=f"the text speaks of {match[0]}; the plan lists {listed}.",
                value_a=str(stated),
                value_b=str(listed),
                document_a=document.document,
                place_a="Description of the document",
                document_b=document.document,
                place_b=holding[0].title,
            )


def gaps(evidence: Evidence) -> Iterator[Finding]:
    """Numbers that a plan's references leave out between the first and the last."""
    runs: dict[tuple[str, str], dict[int, Any]] = defaultdict(dict)
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
        yield _about(
            "number-left-out",
            before,
            f"the numbers go from {before.item} to {after.item}, without {stem}{missing[0]}.",
            (before.item, before.document, before.place),
            (after.item, after.document, after.place),
        )


def cost_parts(evidence: Evidence) -> Iterator[Finding]:
    """A total with its parts in brackets that do not add up to it."""
    for action in evidence.actions:
        match = _PARTS.search(action.cost_text or "")
        if match is None:
            continue
        total, *_ = _pounds(match["total"])
        parts = _pounds(match["parts"])
        if sum(parts) != total:
            message = (
                f"{' + '.join(f'£{number(part)}' for part in parts)} is £{number(sum(parts))}; "
                f"the paper prints £{number(total)}{' (thousands)' if 'K' in match[0] else ''}."
            )
            told = (number(total), action.document, action.place)
            yield _about("cost-and-parts", action, message, told, (number(sum(parts)), *told[1:]))


def _pounds(text: str) -> list[int]:
    return [int(amount.replace(",", "")) for amount in _POUNDS.findall(text)]


def _about(
    rule: str, row: Any, message: str, a: tuple[str, str, str], b: tuple[str, str, str]
) -> Finding:
    return Finding(
        rule=rule,
        council=row.council,
        plan=row.plan,
        item=row.item,
        area=row.area or "",
        themes=row.themes or "",
        subject=f"{row.item} {row.item_title}, {row.council_name}",
        message=message,
        value_a=a[0],
        value_b=b[0],
        document_a=a[1],
        place_a=a[2],
        document_b=b[1],
        place_b=b[2],
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "stated-count",
        "A stated number of items",
        "dates",
        "The number of projects, recommendations, areas or packages that a document states, "
        "against those that its plan lists.",
        stated_counts,
    ),
    Rule(
        "number-left-out",
        "A number left out",
        "dates",
        "The printed numbers of a plan's items, where at least three share a beginning: no number "
        "between the first and the last may be missing.",
        gaps,
    ),
    Rule(
        "cost-and-parts",
        "Costs that do not add up",
        "arithmetic",
        "A cost with its parts in brackets: the parts must add up to it exactly.",
        cost_parts,
    ),
)
