"""Findings: where figures or papers disagree, both values with both places, judging nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.domain.formatting import FINDING_KINDS, plural, sentence_list
from portal.domain.pack_model import Block, Page, Part, Point, Points, Text
from portal.domain.pack_sections.ledger import Ledger, Links
from portal.domain.view_models import Rule, ShownFinding
from portal.domain.view_state import FindingsState
from portal.domain.vocabulary import Council, Vocabulary

TITLE = "Findings: where figures or papers disagree"
MOST_OF_A_KIND = 4


def findings(
    council: Council,
    found: Sequence[ShownFinding],
    rules: Mapping[str, Rule],
    vocabulary: Vocabulary,
    ledger: Ledger,
    links: Links,
    chosen: Sequence[str] = (),
) -> Part:
    """The part: a page a kind of finding; of many the first, one of each rule before a second.

    Args:
        council: whom they are about.
        found: its findings, in the order of the rules.
        rules: every rule by name.
        vocabulary: names of themes.
        ledger: remembers what was cited.
        links: where pages are.
        chosen: themes of a visit; only findings on one of them are told.
    """
    state = FindingsState((council.key,))
    told = [one for one in found if not chosen or set(one.themes) & set(chosen)]
    about = sentence_list([vocabulary.themes[key].name.lower() for key in chosen])
    on = f" on {about}" if chosen else ""
    if not told:
        gap = Text(f"The rules of the portal noticed nothing about {council.name}{on}.", "gap")
        return Part("findings", TITLE, (Page(TITLE, (gap,), links.findings(state), "Findings"),))
    by_kind: dict[str, list[ShownFinding]] = {kind: [] for kind in FINDING_KINDS}
    for one in told:
        rule = rules.get(one.rule)
        by_kind[rule.kind if rule else "arithmetic"].append(one)
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
            Points(tuple(_point(one, ledger, links) for one in shown)),
        ]
        link = links.findings(FindingsState((council.key,), kind=kind))
        pages.append(Page(FINDING_KINDS[kind], tuple(blocks), link, "All findings of this kind"))
    return Part("findings", TITLE, tuple(pages))


def _first(group: Sequence[ShownFinding]) -> list[ShownFinding]:
    """The findings shown of a kind, in turn from each rule."""
    turns: dict[str, int] = {}
    ordered = []
    for number, one in enumerate(group):
        turn = turns.get(one.rule, 0)
        turns[one.rule] = turn + 1
        ordered.append((turn, number, one))
    return [one for _, _, one in sorted(ordered, key=lambda row: row[:2])[:MOST_OF_A_KIND]]


def _point(one: ShownFinding, ledger: Ledger, links: Links) -> Point:
    link = links.findings(FindingsState(finding=one.key))
    return Point(one.message, sources_of(one, ledger), link, one.subject)


def sources_of(one: ShownFinding, ledger: Ledger) -> str:
    """Both values, each with its place: `73.1: paper, page; 47.4: the same, table`."""
    first = ledger.source(one.document_a, [one.place_a])
    told = f"{one.value_a}: {first}" if one.value_a else first
    if not one.document_b or (one.place_b == one.place_a and one.document_b == one.document_a):
        return f"{told}; {one.value_b}: the same place" if one.value_b else told
    second = ledger.source(one.document_b, [one.place_b])
    if one.document_b == one.document_a:
        second = f"same paper, {one.place_b}"
    return f"{told}. {f'{one.value_b}: ' if one.value_b else ''}{second}"
