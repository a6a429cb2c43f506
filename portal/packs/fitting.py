"""A pack made to fit: at most so many slides, by the weight of its pages; none nearly empty.

Slides, Word and print show the same pages. What has no room there stands in the Excel annex,
which holds everything, and is named on the last page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.domain.pack_model import ANNEX, Block, Pack, Page, Part, Text
from portal.domain.pack_sections.left_out import LEFT_OUT, NOTHING_ON
from portal.packs.common.sanitise import tidy
from portal.packs.pptx.boxes import Leaf
from portal.packs.pptx.leaves import SPARSE, leaves_of

MOST_SLIDES = 25
# So many parts are sure to stand on one slide of contents.
_PARTS_ON_A_SLIDE = 10
_ANNEX_LINK = "The Excel annex"
# So many pages of a part are named there.
_NAMED = 5


class _Layout:
    """The slides of pages, each laid out once: that is most of the work of fitting a pack."""

    def __init__(self) -> None:
        # With the page itself, so that no other comes to have its number.
        self._laid: dict[tuple[str, int], tuple[Page, list[Leaf]]] = {}

    def leaves(self, part: Part, page: Page) -> list[Leaf]:
        place = (part.title, id(page))
        if place not in self._laid:
            self._laid[place] = page, leaves_of(part, page)
        return self._laid[place][1]


def fitted(pack: Pack) -> Pack:
    """Leave the pages of most weight to the annex, put nearly empty ones together."""
    pack = tidy(pack)
    layout = _Layout()
    parts = [_joined(part, layout) for part in _in_front(pack)]
    if pack.everything:
        return _titled(_named(pack, [part for part in parts if part.pages], layout))
    most = MOST_SLIDES
    while True:
        front = [part for part in _within(parts, most, layout) if part.pages]
        made = _titled(_named(pack, front, layout))
        over = _slides(made, layout) - MOST_SLIDES
        # What names the pages that are left out takes room too.
        if over <= 0 or most <= 0:
            return made
        most -= over


def _slides(pack: Pack, layout: _Layout) -> int:
    """Count the slides of a pack: its cover, its contents and its pages."""
    contents = 1 if len(pack.parts) <= _PARTS_ON_A_SLIDE else 2
    return 1 + contents + sum(len(layout.leaves(*place)) for place in pack.pages)


def _in_front(pack: Pack) -> Iterator[Part]:
    """Yield the parts without the pages that are the annex's."""
    for part in pack.parts:
        there = tuple(page for page in part.pages if pack.everything or page.weight < ANNEX)
        yield replace(part, pages=there)


def _joined(part: Part, layout: _Layout) -> Part:
    """Put a page that fills little of a slide together with the one before it, or after it."""
    pages: list[Page] = []
    slides: list[list[Leaf]] = []
    for page in part.pages:
        leaves = layout.leaves(part, page)
        if pages and page.title != NOTHING_ON and (_bare(leaves) or _bare(slides[-1])):
            together = _together(pages[-1], page)
            both = layout.leaves(part, together)
            # On one slide, or else, where one would look empty, on no more than before.
            empty = min(leaf.filled for leaf in (*leaves, *slides[-1])) < SPARSE
            better = empty and min(leaf.filled for leaf in both) >= SPARSE
            if len(both) == 1 or (better and len(both) <= len(leaves) + len(slides[-1])):
                pages[-1], slides[-1] = together, both
                continue
        pages.append(page)
        slides.append(leaves)
    return replace(part, pages=tuple(pages))


def _bare(leaves: Sequence[Leaf]) -> bool:
    """Tell if a page is one slide that could take more."""
    return len(leaves) == 1 and leaves[0].filled < SPARSE + 0.1


def _together(page: Page, other: Page) -> Page:
    blocks: tuple[Block, ...] = (*page.blocks, Text(other.title, "head"), *other.blocks)
    return replace(page, blocks=blocks, weight=min(page.weight, other.weight))


def _within(parts: Sequence[Part], most: int, layout: _Layout) -> list[Part]:
    """Leave out the pages of most weight, of equal ones the last, until so many slides are left."""
    slides = [[len(layout.leaves(part, page)) for page in part.pages] for part in parts]
    left = sum(map(sum, slides))
    order = sorted(
        (
            (page.weight, number, place)
            for number, part in enumerate(parts)
            for place, page in enumerate(part.pages)
            if page.weight
        ),
        reverse=True,
    )
    out: set[tuple[int, int]] = set()
    for _weight, number, place in order:
        if left <= most:
            break
        out.add((number, place))
        left -= slides[number][place]
    return [
        replace(
            part,
            pages=tuple(p for place, p in enumerate(part.pages) if (number, place) not in out),
        )
        for number, part in enumerate(parts)
    ]


def _named(pack: Pack, parts: list[Part], layout: _Layout) -> Pack:
    """Name on the last page what stands in the annex alone."""
    shown = Counter(page.title for part in parts for page in part.pages)
    joined = {
        block.text
        for part in parts
        for page in part.pages
        for block in page.blocks
        if isinstance(block, Text) and block.kind == "head"
    }
    lines = []
    for part in pack.parts:
        left = [p.title for p in part.pages if not shown[p.title] and p.title not in joined]
        if left:
            more = [f"and {len(left) - _NAMED} more"] if len(left) > _NAMED else []
            lines.append(f"{part.title}: {'; '.join([*left[:_NAMED], *more])}.")
    if not lines or not parts:
        return replace(pack, parts=tuple(parts))
    lead = Text("The Excel file of this pack holds all of it, and these pages besides:", "lead")
    blocks: tuple[Block, ...] = (lead, *(Text(line) for line in lines))
    *before, last = parts
    closing = last.pages[-1]
    if closing.title == NOTHING_ON:
        last = replace(last, pages=last.pages[:-1])
        blocks = (*blocks, Text(f"{NOTHING_ON}:", "head"), *closing.blocks)
    closed = _joined(replace(last, pages=(*last.pages, Page(LEFT_OUT, blocks))), layout)
    closing = closed.pages[-1]
    if pack.annex:
        closing = replace(closing, link=pack.annex, link_text=_ANNEX_LINK)
    return replace(pack, parts=(*before, replace(closed, pages=(*closed.pages[:-1], closing))))


def _titled(pack: Pack) -> Pack:
    """Number the pages whose titles others have too."""
    counts = Counter(page.title for _part, page in pack.pages)
    seen: Counter[str] = Counter()

    def told_apart(page: Page) -> Page:
        of = counts[page.title]
        if of == 1:
            return page
        seen[page.title] += 1
        return replace(page, title=f"{page.title} ({seen[page.title]} of {of})")

    return replace(
        pack,
        parts=tuple(
            replace(p, pages=tuple(told_apart(page) for page in p.pages)) for p in pack.parts
        ),
    )
