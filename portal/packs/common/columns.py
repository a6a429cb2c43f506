"""Columns of tables wide enough for their longest word, so that no table breaks one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from portal.packs.common.text_metrics import text_width

# A space that does not break is part of a word.
_BETWEEN = re.compile("[ \n\t]+")


def longest_word(texts: Iterable[tuple[str, bool]], size: float) -> float:
    """Measure the longest word of a column's texts, each with whether it is bold, in points."""
    return max(
        (text_width(word, size, bold) for text, bold in texts for word in _BETWEEN.split(text)),
        default=0.0,
    )


def fair_widths(widths: Sequence[float], needs: Sequence[float]) -> tuple[float, ...]:
    """Widen the columns that are narrower than they need, at the cost of those with room to spare.

    Where all of them together need more than there is, they stay as they are.
    """
    missing = sum(max(need - width, 0.0) for width, need in zip(widths, needs, strict=True))
    spare = sum(max(width - need, 0.0) for width, need in zip(widths, needs, strict=True))
    if not missing or missing > spare:
        return tuple(widths)
    return tuple(
        need if need >= width else width - (width - need) * missing / spare
        for width, need in zip(widths, needs, strict=True)
    )
