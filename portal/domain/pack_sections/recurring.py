"""The part on what comes back: areas, themes and items that plans name again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.pack_model import Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.items import Places
from portal.domain.pack_sections.ledger import Ledger, Links
from portal.domain.plans import Item
from portal.domain.similarity import Text as Words
from portal.domain.similarity import most_similar_pairs
from portal.domain.view_state import CompareState
from portal.domain.vocabulary import Council, Plan, Vocabulary

TITLE = "What comes back, inspection after inspection"
MOST_PAIRS = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items of different plans that read alike, the older first, and words they share."""

    earlier: Item
    later: Item
    shared: tuple[str, ...]


def pairs_of(
    texts: Sequence[Words], items: Sequence[Item], vocabulary: Vocabulary
) -> tuple[Pair, ...]:
    """The pairs of items alike: those of plans that answer different inspections first.

    Args:
        texts: a council's items as likeness sees them, grouped by plan, older plans first.
        items: the items that a pair may name, with their actions.
        vocabulary: the plans.
    """
    by_id = {item.id: item for item in items}
    known = [text for text in texts if text.key in by_id]
    found = [
        Pair(by_id[one], by_id[other], tuple(shared))
        for one, other, shared in most_similar_pairs(known, 5 * MOST_PAIRS)
    ]

    def same(pair: Pair) -> bool:
        answers = [vocabulary.plans[i.plan].inspection for i in (pair.earlier, pair.later)]
        return bool(answers[0]) and answers[0] == answers[1]

    return tuple(sorted(found, key=same)[:MOST_PAIRS])


def recurring(
    council: Council,
    plans: Sequence[Plan],
    items: Sequence[Item],
    pairs: Sequence[Pair],
    places: Places,
    vocabulary: Vocabulary,
    ledger: Ledger,
    links: Links,
) -> Part:
    """The part: areas and themes by plan, then items alike; a council with one plan says so.

    Args:
        council: whose plans they are.
        plans: oldest first.
        items: those of the plans.
        pairs: items alike, most alike first; only those of a plan's own items.
        places: where each item stands.
        vocabulary: names of areas and themes.
        ledger: remembers what was cited.
        links: where pages are.
    """
    # Of a council without plans the compare page would show those of others.
    link = links.compare(CompareState((council.key,))) if plans else links.council(council.key)
    if len(plans) < 2:
        told = (
            f"The portal holds one plan of {council.name} only ({plans[0].short}, "
            f"{printed_date(plans[0].published)}), so nothing can be said to come back."
            if plans
            else f"The portal holds no plan of {council.name}."
        )
        return Part("recurring", TITLE, (Page(TITLE, (Text(told, "gap"),), link, "Its plans"),))
    areas = {area.key: area.name for area in vocabulary.areas.values()}
    by_area = _table("Improvement area", areas, plans, items, lambda item: (item.area,), ledger)
    names = {theme.key: theme.name for theme in vocabulary.themes.values()}
    by_theme = _table("Theme", names, plans, items, lambda item: item.themes, ledger)
    every = _named(areas, plans, items, lambda item: (item.area,), len(plans))
    again = [a for a in _named(areas, plans, items, lambda item: (item.area,), 2) if a not in every]
    again_and_again: list[str] = []
    if every:
        again_and_again.append(f"In each of the {len(plans)} plans: {sentence_list(every)}.")
    if again:
        again_and_again.append(f"In more than one: {sentence_list(again)}.")
    lead = Text(
        " ".join(again_and_again) or "No improvement area stands in more than one plan.", "lead"
    )
    note = Text(
        "A plan that follows up an earlier one names its subjects by design, and a plan of one "
        "service names few: read counts with what each plan answers.",
        "caveat",
    )
    answers = Points(
        tuple(Point(_answer(p), ledger.source(p.document), strong=p.short) for p in plans)
    )
    pages = [
        Page("Improvement areas, plan by plan", (lead, by_area), link, "Its plans"),
        Page("Themes, plan by plan", (by_theme, note, answers), link, "Its plans"),
        _alike(council, pairs, places, vocabulary, ledger, links, link),
    ]
    return Part("recurring", TITLE, tuple(pages))


_Keys = Callable[[Item], tuple[str, ...]]


def _table(
    what: str,
    names: Mapping[str, str],
    plans: Sequence[Plan],
    items: Sequence[Item],
    keys: _Keys,
    ledger: Ledger,
) -> Table:
    counts = Counter((key, item.plan) for item in items for key in keys(item))
    rows = []
    for key, name in names.items():
        found = [counts[key, plan.key] for plan in plans]
        of = f"{sum(map(bool, found))} of {len(plans)}"
        rows.append((name, *[count or "none" for count in found], of))
    head = (what, *[f"{plan.short}, {printed_date(plan.published)}" for plan in plans], "Plans")
    return Table(
        f"Items by {what.lower()} and plan",
        head,
        tuple(rows),
        (3, *([1.3] * len(plans)), 1),
        tuple(range(1, len(plans) + 2)),
        ". ".join(dict.fromkeys(ledger.source(plan.document) for plan in plans)),
    )


def _named(
    names: Mapping[str, str],
    plans: Sequence[Plan],
    items: Sequence[Item],
    keys: _Keys,
    least: int,
) -> list[str]:
    """Return what at least so many plans name."""
    found = {(key, item.plan) for item in items for key in keys(item)}
    return [
        name.lower() if name[1:2].islower() else name
        for key, name in names.items()
        if sum((key, plan.key) in found for plan in plans) >= least
    ]


def _answer(plan: Plan) -> str:
    if not (plan.inspectorate or plan.inspection_title):
        return "names no inspection that it answers"
    who = " ".join(filter(None, (plan.inspectorate, plan.inspection_title)))
    return f"answers the {who}, {printed_date(plan.inspected)}"


def _alike(
    council: Council,
    pairs: Sequence[Pair],
    places: Places,
    vocabulary: Vocabulary,
    ledger: Ledger,
    links: Links,
    link: str,
) -> Page:
    title = "Items that read alike in different plans"
    if not pairs:
        gap = Text(f"No two items of different plans of {council.name} read alike.", "gap")
        return Page(title, (gap,), link, "Its plans")
    points = []
    for pair in pairs:
        one, other = (vocabulary.plans[item.plan] for item in (pair.earlier, pair.later))
        same = one.inspection and one.inspection == other.inspection
        text = (
            f"{pair.earlier.ref} “{pair.earlier.title}” ({one.short}, "
            f"{printed_date(one.published)}) and {pair.later.ref} “{pair.later.title}” "
            f"({other.short}, {printed_date(other.published)})."
        )
        if same:
            text += " Both plans answer the same inspection."
        sources = [
            ledger.source(plan.document, [places.get((item.plan, item.ref), "")])
            for plan, item in ((one, pair.earlier), (other, pair.later))
        ]
        area = vocabulary.areas[pair.later.area].name
        points.append(
            Point(text, ". ".join(sources), links.item(pair.later.plan, pair.later.ref), area)
        )
    lead = (
        f"{plural(len(pairs), 'pair')}, the most alike first, those that answer different "
        "inspections before the others; an item stands in one pair only."
    )
    note = (
        "Found by the words that two items share, by their area and themes: a hint for reading, "
        "not a judgement that nothing changed."
    )
    return Page(
        title, (Text(lead, "lead"), Points(tuple(points)), Text(note, "caveat")), link, "Its plans"
    )
