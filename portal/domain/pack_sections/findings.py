"""Findings: where figures or papers disagree, both values with both places, judging nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.domain.formatting import FINDING_KINDS, plural, sentence_list
from portal.domain.pack_model import ANNEX, Block, Page, Part, Point, Points, Text
from portal.domain.pack_sections.ledger import Ledger, Links, first_lower
from portal.domain.view_models import Rule, ShownFinding
from portal.domain.view_state import FindingsState
from portal.domain.vocabulary import Council, Vocabulary

TITLE = "Findings: where figures or papers disagree"
MOST_OF_A_KIND = 4


def findings(
    council: Council,
    noticed: Sequence[ShownFinding],
    rules: Mapping[str, Rule],
    vocabulary: Vocabulary,
    ledger: Ledger,
    links: Links,
    chosen: Sequence[str] = (),
    since: str = "",
) -> Part:
    """Build the part: a page a kind of finding; of many the first, each rule in turn.

    Args:
        noticed: its findings, in the order of the rules.
        rules: every rule by name.
        chosen: themes of a visit; only findings on one of them are shown.
        since: the arithmetic of papers older than this date stands in the annex.
    """
    state = FindingsState((council.key,))
    relevant = [finding for finding in noticed if not chosen or set(finding.themes) & set(chosen)]
    about = sentence_list([vocabulary.themes[key].name.lower() for key in chosen])
    on = f" on {about}" if chosen else ""
    if not relevant:
        gap = Text(f"The rules of the portal noticed nothing about {council.name}{on}.", "gap")
        return Part(
            "findings",
            TITLE,
            pages=(Page(TITLE, (gap,), link=links.findings(state), link_text="Findings"),),
        )
    by_kind: dict[str, list[ShownFinding]] = {kind: [] for kind in FINDING_KINDS}
    for finding in relevant:
        rule = rules.get(finding.rule)
        by_kind[rule.kind if rule else "arithmetic"].append(finding)
    pages = []
    for kind, group in by_kind.items():
        if not group:
            continue
        shown = _first(group)
        lead = f"{plural(len(group), 'finding')}{on}; a finding judges nobody."
        if len(group) > len(shown):
            lead = (
                f"{len(shown)} of {plural(len(group), 'finding')}{on}, one of each rule before a "
                "second; the link opens all. A finding judges nobody."
            )
        blocks: list[Block] = [
            Text(lead, "lead"),
            Points(tuple(_point(finding, ledger, links) for finding in shown)),
        ]
        link = links.findings(FindingsState((council.key,), kind=kind))
        pages.append(
            Page(
                f"{council.name}: {first_lower(FINDING_KINDS[kind])}",
                tuple(blocks),
                link=link,
                link_text="All findings of this kind",
                weight=4 if any(_printed(f) >= since for f in group) else ANNEX,
            )
        )
    return Part("findings", TITLE, pages=tuple(pages))


def _printed(finding: ShownFinding) -> str:
    """Date the newer of the papers that a finding rests on."""
    return max(finding.published_a, finding.published_b)


def _first(group: Sequence[ShownFinding]) -> list[ShownFinding]:
    """Choose the findings shown of a kind, in turn from each rule."""
    turns: dict[str, int] = {}
    ordered = []
    for number, finding in enumerate(group):
        turn = turns.get(finding.rule, 0)
        turns[finding.rule] = turn + 1
        ordered.append((turn, number, finding))
    return [finding for _, _, finding in sorted(ordered, key=lambda row: row[:2])[:MOST_OF_A_KIND]]


def _point(finding: ShownFinding, ledger: Ledger, links: Links) -> Point:
    link = links.findings(FindingsState(finding=finding.key))
    return Point(finding.message, sources_of(finding, ledger), link=link, strong=finding.subject)


def sources_of(finding: ShownFinding, ledger: Ledger) -> str:
    """Cite both values, each with its place: `73.1: paper, page; 47.4: the same, table`."""
    first = ledger.source(finding.document_a, [finding.place_a])
    text = f"{finding.value_a}: {first}" if finding.value_a else first
    same_paper = finding.document_b == finding.document_a
    if not finding.document_b or (same_paper and finding.place_b == finding.place_a):
        return f"{text}; {finding.value_b}: the same place" if finding.value_b else text
    second = ledger.source(finding.document_b, [finding.place_b])
    if same_paper:
        second = f"same paper, {finding.place_b}"
    return f"{text}. {f'{finding.value_b}: ' if finding.value_b else ''}{second}"
