"""Similarity of two items: their words weighed by rarity, and what they are about.

Cosine of TF-IDF vectors (Salton and Buckley 1988, term weights 1 + log tf, smoothed idf), plus a
bonus for the same improvement area and for shared themes. Used to suggest, never to compare.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset(
    "and the for with that all are any been has have from into not its their them they this those "
    "who will was were which where when what how our out per than then there these under upon via "
    "use used using new each more most other such also must should ensure council children child "
    "people young plan plans service services staff work action actions date".split()
)
_SAME_AREA = 0.15
_SHARED_THEME = 0.1
_LEAST = 0.12
# So many items that share the rarest words are held against one.
_ENOUGH = 500


@dataclass(frozen=True, slots=True)
class Text:
    """An item as it is compared: words, area, themes, and the group (council) it is of."""

    key: int
    words: str
    area: str
    themes: frozenset[str]
    group: str


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for ending in ("ments", "ment", "ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _terms(text: str) -> Counter[str]:
    return Counter(_stem(w) for w in _WORD.findall(text.lower()) if w not in _EMPTY)


def most_similar_pairs(texts: Sequence[Text], count: int) -> list[tuple[int, int, list[str]]]:
    """Find the pairs of items of different groups that are most like each other.

    Args:
        texts: all items; of a pair, the one that comes first here is named first.
        count: how many pairs at most; an item stands in one pair only.

    Returns:
        Both keys with the rarest words they share, most alike first.
    """
    likeness = Likeness(texts)
    scored = list(likeness.pairs([text.key for text in texts]))
    scored.sort(key=lambda row: (-row[0], row[2], row[3]))
    taken: set[int] = set()
    pairs: list[tuple[int, int, list[str]]] = []
    for _score, rare, first, second in scored:
        if len(pairs) < count and not taken & {first, second}:
            taken |= {first, second}
            pairs.append((first, second, rare))
    return pairs


class Likeness:
    """The weighed words of some items, worked out once.

    A nation's plans have a million words: they are numbers in arrays, each item's of length one.
    """

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = {text.key: replace(text, words="") for text in texts}
        counted = {text.key: _terms(text.words) for text in texts}
        spread = Counter(term for terms in counted.values() for term in terms)
        self._words = list(spread)
        self._idf = [math.log((1 + len(texts)) / (1 + n)) + 1 for n in spread.values()]
        numbers = {term: number for number, term in enumerate(self._words)}
        self._having = [array("q") for _term in self._words]
        self._vectors: dict[int, tuple[array[int], array[float]]] = {}
        for key, terms in counted.items():
            ids = array("l", [numbers[term] for term in terms])
            weights = [
                (1 + math.log(n)) * self._idf[term]
                for term, n in zip(ids, terms.values(), strict=True)
            ]
            norm = math.sqrt(sum(weight * weight for weight in weights))
            self._vectors[key] = ids, array("d", [weight / norm for weight in weights])
            for term in ids:
                self._having[term].append(key)

    def similar_to(self, key: int, count: int = 3) -> list[tuple[int, list[str]]]:
        """Find the items of other groups (councils) that are most like one item.

        Of those that share a word with it, the ones that share rare words are looked at, until
        they are `_ENOUGH`.

        Args:
            key: the item asked about.
            count: how many to name at most.

        Returns:
            Keys with the rarest words they share, most alike first; none below a small floor.

        Raises:
            KeyError: if there is no such item.
        """
        asked, vector = self._texts[key], self._vector(key)
        candidates: dict[int, None] = {}
        for term in sorted(vector, key=lambda term: len(self._having[term])):
            if len(candidates) >= _ENOUGH:
                break
            candidates |= dict.fromkeys(self._having[term])
        others = (self._texts[other] for other in candidates)
        scored = [
            (*match, other.key) for other in others if (match := self._score(asked, vector, other))
        ]
        scored.sort(key=lambda row: (-row[0], row[2]))
        return [(k, self._rarest(shared)) for _score, shared, k in scored[:count]]

    def scores(self, key: int, others: Sequence[int]) -> list[float]:
        """Score how like one item some of other groups are; 0 below a small floor."""
        asked, vector = self._texts[key], self._vector(key)
        matches = (self._score(asked, vector, self._texts[other]) for other in others)
        return [match[0] if match else 0.0 for match in matches]

    def pairs(self, keys: Sequence[int]) -> Iterator[tuple[float, list[str], int, int]]:
        """Score every two of some items that are alike, with the rarest words they share."""
        for place, key in enumerate(keys):
            first, vector = self._texts[key], self._vector(key)
            for other in keys[place + 1 :]:
                match = self._score(first, vector, self._texts[other])
                if match is not None:
                    yield match[0], self._rarest(match[1]), key, other

    def _vector(self, key: int) -> dict[int, float]:
        return dict(zip(*self._vectors[key], strict=True))

    def _score(
        self, a: Text, vector: Mapping[int, float], b: Text
    ) -> tuple[float, list[int]] | None:
        """Score how alike two items of different groups are, with the words they share."""
        if a.group == b.group:
            return None
        score, shared = 0.0, []
        for term, weight in zip(*self._vectors[b.key], strict=True):
            if term in vector:
                score += vector[term] * weight
                shared.append(term)
        score += _SAME_AREA * (a.area == b.area)
        score += _SHARED_THEME * bool(a.themes & b.themes)
        return (score, shared) if shared and score >= _LEAST else None

    def _rarest(self, terms: list[int]) -> list[str]:
        rarest = sorted(terms, key=lambda term: (-self._idf[term], self._words[term]))
        return [self._words[term] for term in rarest[:4]]
