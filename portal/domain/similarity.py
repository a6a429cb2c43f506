"""Similarity of two items: their words weighed by rarity, and what they are about.

Cosine of TF-IDF vectors (Salton and Buckley 1988, term weights 1 + log tf, smoothed idf), plus a
bonus for the same improvement area and for shared themes. Used to suggest, never to compare.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

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


@dataclass(frozen=True, slots=True)
class Text:
    """An item as it is compared: words, area, themes, and the group (council) it is of."""

    key: int
    words: str
    area: str
    themes: frozenset[str]
    group: str


def _stem(word: str) -> str:
    for ending in ("ments", "ment", "ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _terms(text: str) -> Counter[str]:
    return Counter(_stem(w) for w in _WORD.findall(text.lower()) if w not in _EMPTY)


def most_similar(texts: Sequence[Text], key: int, count: int = 3) -> list[tuple[int, list[str]]]:
    """Find the items of other groups (councils) that are most like one item.

    Args:
        texts: all items.
        key: the item asked about.
        count: how many to name at most.

    Returns:
        Keys with the rarest words they share, most alike first; none below a small floor.
    """
    likeness = Likeness(texts)
    asked = next(text for text in texts if text.key == key)
    scored = [(*match, other.key) for other in texts if (match := likeness.between(asked, other))]
    scored.sort(key=lambda row: (-row[0], row[2]))
    return [(k, rare) for _score, rare, k in scored[:count]]


def most_similar_pairs(texts: Sequence[Text], count: int) -> list[tuple[int, int, list[str]]]:
    """Find the pairs of items of different groups that are most like each other.

    Args:
        texts: all items; of a pair, the one that comes first here is named first.
        count: how many pairs at most; an item stands in one pair only.

    Returns:
        Both keys with the rarest words they share, most alike first.
    """
    likeness = Likeness(texts)
    scored = [
        (*match, first.key, second.key)
        for first, second in combinations(texts, 2)
        if (match := likeness.between(first, second))
    ]
    scored.sort(key=lambda row: (-row[0], row[2], row[3]))
    taken: set[int] = set()
    pairs: list[tuple[int, int, list[str]]] = []
    for _score, rare, first, second in scored:
        if len(pairs) < count and not taken & {first, second}:
            taken |= {first, second}
            pairs.append((first, second, rare))
    return pairs


class Likeness:
    """The weighed words of some items, worked out once."""

    def __init__(self, texts: Sequence[Text]) -> None:
        terms = {text.key: _terms(text.words) for text in texts}
        spread = Counter(term for counted in terms.values() for term in counted)
        self._idf = {t: math.log((1 + len(texts)) / (1 + n)) + 1 for t, n in spread.items()}
        self._vectors = {
            key: {term: (1 + math.log(n)) * self._idf[term] for term, n in counted.items()}
            for key, counted in terms.items()
        }
        self._norms = {
            key: math.sqrt(sum(weight * weight for weight in vector.values()))
            for key, vector in self._vectors.items()
        }

    def between(self, a: Text, b: Text) -> tuple[float, list[str]] | None:
        """Score how alike two items of different groups are, with the rarest words they share."""
        if a.group == b.group or not self._norms[a.key] or not self._norms[b.key]:
            return None
        first, second = self._vectors[a.key], self._vectors[b.key]
        shared = first.keys() & second.keys()
        dot = sum(first[term] * second[term] for term in shared)
        score = dot / (self._norms[a.key] * self._norms[b.key])
        score += _SAME_AREA * (a.area == b.area)
        score += _SHARED_THEME * bool(a.themes & b.themes)
        if score < _LEAST or not shared:
            return None
        return score, sorted(shared, key=lambda term: (-self._idf[term], term))[:4]
