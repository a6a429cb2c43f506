"""How alike two items are: their words weighed by rarity, and what they are about.

Cosine of TF-IDF vectors (Salton and Buckley 1988, term weights 1 + log tf, smoothed idf), plus a
bonus for the same improvement area and for shared themes. Used to suggest, never to compare.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

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
    """An item as likeness sees it."""

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
    """The items of other groups (councils) that are most like one item.

    Args:
        texts: all items.
        key: the item asked about.
        count: how many to name at most.

    Returns:
        Keys with the rarest words they share, most alike first; none below a small floor.
    """
    terms = {text.key: _terms(text.words) for text in texts}
    spread = Counter(term for counted in terms.values() for term in counted)
    idf = {term: math.log((1 + len(texts)) / (1 + n)) + 1 for term, n in spread.items()}
    vectors = {
        k: {term: (1 + math.log(n)) * idf[term] for term, n in counted.items()}
        for k, counted in terms.items()
    }
    norms = {k: math.sqrt(sum(w * w for w in v.values())) for k, v in vectors.items()}
    asked = next(text for text in texts if text.key == key)
    scored = []
    for other in texts:
        if other.group == asked.group or not norms[key] or not norms[other.key]:
            continue
        shared = vectors[key].keys() & vectors[other.key].keys()
        dot = sum(vectors[key][t] * vectors[other.key][t] for t in shared)
        score = dot / (norms[key] * norms[other.key])
        score += _SAME_AREA * (asked.area == other.area)
        score += _SHARED_THEME * bool(asked.themes & other.themes)
        if score >= _LEAST and shared:
            rare = sorted(shared, key=lambda t: (-idf[t], t))[:4]
            scored.append((score, other.key, rare))
    scored.sort(key=lambda row: (-row[0], row[1]))
    return [(k, rare) for _score, k, rare in scored[:count]]
