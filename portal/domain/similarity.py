"""Similarity of two items: their words weighed by rarity, and what they are about.

Cosine of TF-IDF vectors (Salton and Buckley 1988, term weights 1 + log tf, smoothed idf), plus a
bonus for the same improvement area and for shared themes. Used to suggest, never to compare.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
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
_NO_TERM = -1


@dataclass(frozen=True, slots=True)
class Text:
    """An item as it is compared: words, area, themes, and the group (council) it is of."""

    key: int
    words: str
    area: Hashable
    themes: Collection[Hashable]
    group: Hashable


def _stem(word: str) -> str:
    for ending in ("ments", "ment", "ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


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


class _Terms(dict[str, int]):
    """The numbers of words: of all forms of a word the same, `_NO_TERM` of one that tells nothing.

    `stems` holds each number's stem, in the order of the numbers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stems: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        number = _NO_TERM
        if word not in _EMPTY:
            number = self.stems.setdefault(_stem(word), len(self.stems))
        self[word] = number
        return number


class Likeness:
    """The weighed words of some items, worked out once.

    A nation's plans have a million words: they are numbers in arrays, by item and by term, each
    item's of length one.
    """

    def __init__(self, texts: Sequence[Text]) -> None:
        every, terms_of = len(texts), _Terms()
        numbers: list[int] = []
        ends = [0]
        for text in texts:
            numbers += map(terms_of.__getitem__, _WORD.findall(text.words.lower()))
            ends.append(len(numbers))
        self._stems = list(terms_of.stems)
        width = max(1, len(self._stems))
        terms = np.array(numbers, np.int64)
        places = np.repeat(np.arange(every), np.diff(ends))
        counted = places[terms != _NO_TERM] * width + terms[terms != _NO_TERM]
        counted, counts = np.unique(counted, return_counts=True)
        places, terms = np.divmod(counted, width)
        self._idf = np.log((1 + every) / (1 + np.bincount(terms, minlength=width))) + 1
        weights = (1 + np.log(counts)) * self._idf[terms]
        weights /= np.sqrt(np.bincount(places, weights**2, minlength=every))[places]
        # An item's terms stand together, and so do the items that have a term.
        self._terms, self._term_weights = terms, weights
        self._starts = np.searchsorted(places, np.arange(every + 1))
        by_term = np.argsort(terms, kind="stable")
        self._having, self._having_weights = places[by_term], weights[by_term]
        self._having_starts = np.searchsorted(terms[by_term], np.arange(width + 1))
        self._keys = np.array([text.key for text in texts], np.int64)
        self._places = {text.key: place for place, text in enumerate(texts)}
        self._groups = _numbered(text.group for text in texts)
        self._areas = _numbered(text.area for text in texts)
        named = dict.fromkeys(theme for text in texts for theme in text.themes)
        themes = {theme: number for number, theme in enumerate(named)}
        self._themes = np.zeros((every, len(themes)), bool)
        for place, text in enumerate(texts):
            self._themes[place, [themes[theme] for theme in text.themes]] = True

    def similar_to(self, key: int, count: int = 3) -> list[tuple[int, list[str]]]:
        """Find the items of other groups (councils) that are most like one item.

        Args:
            key: the item asked about.
            count: how many to name at most.

        Returns:
            Keys with the rarest words they share, most alike first; none below a small floor.

        Raises:
            KeyError: if there is no such item.
        """
        place = self._places[key]
        scores = self._scores(place)
        least = np.partition(scores, -count)[-count] if 0 < count < len(scores) else 0.0
        best = np.flatnonzero((scores > 0) & (scores >= least))
        order = np.lexsort((self._keys[best], -scores[best]))[:count]
        return [(int(self._keys[n]), self._rarest(place, int(n))) for n in best[order]]

    def scores(self, key: int, others: Sequence[int]) -> list[float]:
        """Score how like one item some of other groups are; 0 below a small floor."""
        scores = self._scores(self._places[key])
        return [float(scores[self._places[other]]) for other in others]

    def pairs(self, keys: Sequence[int]) -> Iterator[tuple[float, list[str], int, int]]:
        """Score every two of some items that are alike, with the rarest words they share."""
        places = np.array([self._places[key] for key in keys], np.int64)
        for number, (key, place) in enumerate(zip(keys, places, strict=True)):
            scores = self._scores(place)[places[number + 1 :]]
            for n in np.flatnonzero(scores):
                other = number + 1 + int(n)
                yield float(scores[n]), self._rarest(place, places[other]), key, keys[other]

    def _scores(self, place: int) -> Floats:
        """Score how like an item each is: 0 of its own group, without a shared word, or faint."""
        scores = np.zeros(len(self._keys))
        terms = self._terms_of(place)
        for term, weight in zip(self._terms[terms], self._term_weights[terms], strict=True):
            having = slice(self._having_starts[term], self._having_starts[term + 1])
            scores[self._having[having]] += weight * self._having_weights[having]
        alike = (scores > 0) & (self._groups != self._groups[place])
        scores += _SAME_AREA * (self._areas == self._areas[place])
        scores += _SHARED_THEME * self._themes[:, self._themes[place]].any(axis=1)
        scores[~alike | (scores < _LEAST)] = 0
        return scores

    def _terms_of(self, place: int) -> slice:
        return slice(self._starts[place], self._starts[place + 1])

    def _rarest(self, first: int, second: int) -> list[str]:
        """Name the rarest words that two items share."""
        terms, others = (self._terms[self._terms_of(place)] for place in (first, second))
        shared = np.intersect1d(terms, others, assume_unique=True)
        rarest = sorted(shared, key=lambda term: (-self._idf[term], self._stems[term]))
        return [self._stems[term] for term in rarest[:4]]


def _numbered(names: Iterable[Hashable]) -> NDArray[np.int64]:
    """Give equal names equal numbers."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)
