"""The slides of a page: as few as may be, filled evenly, in the largest type that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.pack_model import Block, Page, Part, Text
from portal.packs.pptx.boxes import BOTTOM, CONTINUED, Leaf
from portal.packs.pptx.pagination import Flow

# A slide that is filled less than this share looks empty.
SPARSE = 0.34
_SMALLER, _LARGER = (0.93, 0.86), (1.15, 1.3)
_EVEN = (BOTTOM - 60, BOTTOM - 110, BOTTOM - 160, BOTTOM - 200)


def together(blocks: Sequence[Block]) -> list[Block]:
    """Caveats, and gaps, that follow one another share a box."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            isinstance(block, Text)
            and isinstance(last, Text)
            and block.kind == last.kind
            and block.kind in ("caveat", "gap")
        ):
            joined[-1] = replace(last, text=f"{last.text}\n{block.text}")
        else:
            joined.append(block)
    return joined


def leaves_of(part: Part, page: Page) -> list[Leaf]:
    """The slides of one page: as few as may be, in the largest type that they allow."""
    blocks = together(page.blocks)

    def laid(scale: float, bottom: float = BOTTOM) -> Flow:
        flow = Flow(part, page, scale, bottom)
        flow.blocks(blocks)
        return flow

    best, scale, fewest = laid(1.0), 1.0, (0, False)
    fewest = len(best.leaves), best.roomless
    for smaller in _SMALLER:
        if fewest == (1, False):
            break
        flow = laid(smaller)
        used = len(flow.leaves), flow.roomless
        if used < fewest:
            best, scale, fewest = flow, smaller, used
    leaves = best.leaves
    if leaves[-1].filled < SPARSE:
        # Nearly empty: one slide in larger type, or several that are filled alike.
        ways = [(s, BOTTOM) for s in _LARGER] if len(leaves) == 1 else [(scale, b) for b in _EVEN]
        for way in ways:
            other = laid(*way).leaves
            if len(other) == len(leaves) and other[-1].filled > leaves[-1].filled:
                leaves = other
            if leaves[-1].filled >= SPARSE:
                break
    for number, leaf in enumerate(leaves[1:], start=2):
        leaf.title = leaf.title.replace(CONTINUED, f" (continued, {number} of {len(leaves)})")
    return leaves
