"""Answers: which items of a plan answer which recommendations of an inspection.

What somebody read in both papers is data (`answers` of the catalogue). Where nobody has, this rule
proposes: by the number that an item cites or shares with a recommendation, and by likeness of
words. A proposal is shown as such and stored nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.domain.inspections import Recommended
from portal.domain.similarity import Likeness, Text

# An addressee, and the number of a recommendation in its list.
RecommendationKey = tuple[str, str]
# Likeness from 0 to about 1.25 (`Likeness.between`): from `_ALIKE` on words alone suffice, from
# `_AKIN` on beside the same number. At most `_MOST` items are proposed for a recommendation.
_ALIKE, _AKIN, _MOST = 0.45, 0.2, 3
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_CITED = re.compile(r"\brec(?:ommendation)?s?\.?\s+(\d+(?:\.\d+)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item of a plan that answers an inspection; `area` and `themes` are keys."""

    plan: str
    ref: str
    kind: str
    title: str
    summary: str
    status: str
    area: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """An item that answers a recommendation.

    `basis` is `reference`, `words` or `both`; `confirmed` says by whom, "" where it is proposed.
    """

    plan: str
    ref: str
    title: str
    status: str
    basis: str
    confirmed: str

    @property
    def proposed(self) -> bool:
        """True if nobody has read it in the papers: a place to look, no fact."""
        return not self.confirmed


def proposals(
    recommendations: Sequence[Recommended],
    items: Sequence[PlanItem],
    answered: Collection[RecommendationKey] = (),
) -> Mapping[RecommendationKey, tuple[ItemAnswer, ...]]:
    """Propose the items that answer each recommendation, the likeliest first.

    Args:
        recommendations: of one inspection.
        items: of the plans that answer it.
        answered: recommendations whose answers are confirmed; nothing is proposed for them.
    """
    texts = [_asked(number, row) for number, row in enumerate(recommendations)]
    offset = len(texts)
    texts += [_planned(offset + number, item) for number, item in enumerate(items)]
    likeness = Likeness(texts)
    proposed = {}
    for asked, row in zip(texts, recommendations, strict=False):
        if (row.addressee, row.ref) in answered:
            continue
        scored = []
        scores = likeness.scores(asked.key, [text.key for text in texts[offset:]])
        for number, (item, score) in enumerate(zip(items, scores, strict=True)):
            if basis := _basis(row, item, score):
                scored.append((basis == "words", -score, number, basis, item))
        # Beside an item of the same number, likeness of words alone says nothing more.
        scored = [match for match in sorted(scored) if match[0] == min(scored)[0]]
        best = tuple(_answer(item, basis) for *_rank, basis, item in scored[:_MOST])
        if best:
            proposed[row.addressee, row.ref] = best
    return proposed


def _basis(row: Recommended, item: PlanItem, score: float) -> str:
    """Say what suggests that an item answers a recommendation, "" where too little does."""
    if row.ref in _CITED.findall(f"{item.title} {item.summary}"):
        return "both" if score >= _AKIN else "reference"
    # Numbers alone meet by chance: every list begins with 1.
    if score >= _AKIN and row.addressee == "council" and _number(item.ref) == _number(row.ref):
        return "both"
    return "words" if score >= _ALIKE else ""


def _number(ref: str) -> str:
    """Give the number of a reference: `5` of `AFI 5`, itself where it has none."""
    numbers = _NUMBER.findall(ref)
    return numbers[-1] if numbers else ref


def _answer(item: PlanItem, basis: str) -> ItemAnswer:
    return ItemAnswer(
        plan=item.plan,
        ref=item.ref,
        title=item.title,
        status=item.status,
        basis=basis,
        confirmed="",
    )


def _asked(key: int, row: Recommended) -> Text:
    words = f"{row.summary} {row.as_printed}"
    return Text(key, words, area=row.area or "", themes=frozenset(row.themes), group="asked")


def _planned(key: int, item: PlanItem) -> Text:
    words = f"{item.title} {item.summary}"
    return Text(key, words, area=item.area, themes=frozenset(item.themes), group="planned")


def by_item(
    answers: Mapping[RecommendationKey, Iterable[ItemAnswer]], plan: str, ref: str
) -> dict[RecommendationKey, ItemAnswer]:
    """Turn answers round: the recommendations that one item answers."""
    return {
        key: answer
        for key, rows in answers.items()
        for answer in rows
        if (answer.plan, answer.ref) == (plan, ref)
    }
