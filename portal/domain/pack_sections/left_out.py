"""Pages of a pack that say only what is not there: left out, and named once on the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.pack_model import Page, Part, Text

NOTHING_ON = "What this pack has nothing on"
LEFT_OUT = "What is left out here"


def without_empty(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Leave out the pages that only say what is not there, and name them on a last page.

    A pack of nothing else stays as it is.
    """
    filled, empty = [], []
    for part in parts:
        pages = tuple(page for page in part.pages if not _empty(page))
        empty += [page for page in part.pages if _empty(page)]
        if pages:
            filled.append(replace(part, pages=pages))
    if not filled or not empty:
        return tuple(parts)
    last = filled.pop()
    return (*filled, replace(last, pages=(*last.pages, _named(empty))))


def _empty(page: Page) -> bool:
    gaps = [block for block in page.blocks if isinstance(block, Text) and block.kind == "gap"]
    return bool(gaps) and len(gaps) == len(page.blocks)


def _named(pages: Sequence[Page]) -> Page:
    named = [
        (page.title, " ".join(block.text for block in page.blocks if isinstance(block, Text)))
        for page in pages
    ]
    blocks = tuple(Text(f"{title}. {text}", "gap") for title, text in named)
    return Page(NOTHING_ON, blocks)
