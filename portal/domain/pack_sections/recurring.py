"""The part on what comes back: areas, themes and items that plans name again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.pack_model import ANNEX, Page, Part, Point, Points, Table, Text
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
    """Pair items that read alike, those of plans that answer different inspections first.

    Args:
        texts: a council's items as likeness sees them, grouped by plan, older plans first.
        items: the items that a pair may name, with their actions.
    """
    by_id = {item.id: item for item in items}
    eligible = [text for text in texts if text.key in by_id]
    pairs = [
        Pair(by_id[earlier], by_id[later], shared=tuple(shared))
        for earlier, later, shared in most_similar_pairs(eligible, 5 * MOST_PAIRS)
    ]

    def same(pair: Pair) -> bool:
        answers = [vocabulary.plans[i.plan].inspection for i in (pair.earlier, pair.later)]
        return bool(answers[0]) and answers[0] == answers[1]

    return tuple(sorted(pairs, key=same)[:MOST_PAIRS])


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
    """Build the part: areas and themes by plan, then items alike; or say that one plan is too few.

    Args:
        plans: oldest first.
        pairs: items alike, most alike first; only those of the items above.
    """
    # Of a council without plans the compare page would show those of others.
    link = links.compare(CompareState((council.key,))) if plans else links.council(council.key)
    if len(plans) < 2:
        gap = (
            f"The portal holds one plan of {council.name} only ({plans[0].short}, "
            f"{printed_date(plans[0].published)}), so nothing can be said to come back."
            if plans
            else f"The portal holds no plan of {council.name}."
        )
        return Part(
            "recurring",
            TITLE,
            pages=(Page(TITLE, (Text(gap, "gap"),), link=link, link_text="Its plans"),),
        )
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
        "note",
    )
    answers = Points(
        tuple(Point(_answer(p), ledger.source(p.document), strong=p.short) for p in plans)
    )
    pages = [
        Page(
            _recurs(council, every, again, len(plans)),
            (lead, by_area),
            link=link,
            link_text="Its plans",
            weight=6,
        ),
        Page(
            "Themes, plan by plan",
            (by_theme, note, answers),
            link=link,
            link_text="Its plans",
            weight=ANNEX,
        ),
        replace(_alike(council, pairs, places, vocabulary, ledger, links, link), weight=ANNEX),
    ]
    return Part("recurring", TITLE, pages=tuple(pages))


def _recurs(council: Council, every: Sequence[str], again: Sequence[str], plans: int) -> str:
    """Say for a title what comes back in plans, and how often."""
    if not every and not again:
        return f"{council.name}: no improvement area stands in more than one plan"
    first, *more = every or again
    left = f" and {plural(len(more), 'more area')}" if more else ""
    where = f"each of {plans} plans" if every else "more than one plan"
    return f"{council.name}: {first}{left} in {where}"


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
        numbers = [counts[key, plan.key] for plan in plans]
        of = f"{sum(map(bool, numbers))} of {len(plans)}"
        rows.append((name, *[count or "none" for count in numbers], of))
    head = (what, *[f"{plan.short}, {printed_date(plan.published)}" for plan in plans], "Plans")
    return Table(
        f"Items by {what.lower()} and plan",
        head,
        rows=tuple(rows),
        widths=(3, *([1.3] * len(plans)), 1),
        numeric=tuple(range(1, len(plans) + 2)),
        source=". ".join(dict.fromkeys(ledger.source(plan.document) for plan in plans)),
    )


def _named(
    names: Mapping[str, str],
    plans: Sequence[Plan],
    items: Sequence[Item],
    keys: _Keys,
    least: int,
) -> list[str]:
    """Name the areas or themes that at least so many plans have items on."""
    named = {(key, item.plan) for item in items for key in keys(item)}
    return [
        name.lower() if name[1:2].islower() else name
        for key, name in names.items()
        if sum((key, plan.key) in named for plan in plans) >= least
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
        return Page(title, (gap,), link=link, link_text="Its plans")
    points = []
    for pair in pairs:
        earlier, later = (vocabulary.plans[item.plan] for item in (pair.earlier, pair.later))
        same = earlier.inspection and earlier.inspection == later.inspection
        text = (
            f"{pair.earlier.ref} “{pair.earlier.title}” ({earlier.short}, "
            f"{printed_date(earlier.published)}) and {pair.later.ref} “{pair.later.title}” "
            f"({later.short}, {printed_date(later.published)})."
        )
        if same:
            text += " Both plans answer the same inspection."
        sources = [
            ledger.source(plan.document, [places.get((item.plan, item.ref), "")])
            for plan, item in ((earlier, pair.earlier), (later, pair.later))
        ]
        area = vocabulary.areas[pair.later.area].name
        points.append(
            Point(
                text,
                ". ".join(sources),
                link=links.item(pair.later.plan, pair.later.ref),
                strong=area,
            )
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
        title,
        (Text(lead, "lead"), Points(tuple(points)), Text(note, "note")),
        link=link,
        link_text="Its plans",
    )
