"""The slides of contents: a row a part, with its pages and the slide that it begins on."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.pack_model import Pack, Page, Part
from portal.packs.common import theme
from portal.packs.common.text_metrics import Para, Run, clip
from portal.packs.pptx.boxes import COVER_TITLE, FULL, Leaf, text_paras
from portal.packs.pptx.leaves import SPARSE
from portal.packs.pptx.pagination import Flow

_NAMED = 11.0
_CONTENTS = "Contents"
_ALT = "Contents: each part with its pages, and the slide that it begins on"
# The share of the width of the parts' names; LibreOffice breaks a link between any letters.
_PARTS = 0.4


def contents_of(pack: Pack, leaves: Sequence[Leaf], before: int) -> list[Leaf]:
    """The slides of contents; laid out twice, as their own count moves the numbers.

    None where so little is in the pack that they would look empty.

    Args:
        before: how many slides of the summary stand before them.
    """
    count = 1
    made: list[Leaf] = []
    for _ in range(3):
        numbers = [2 + place + (count if place >= before else 0) for place in range(len(leaves))]
        made = _laid(pack, leaves, numbers)
        if len(made) == count:
            break
        count = len(made)
    return [] if len(made) == 1 and made[0].filled < SPARSE else made


def _laid(pack: Pack, leaves: Sequence[Leaf], numbers: Sequence[int]) -> list[Leaf]:
    part = Part("", "", pages=())
    flow = Flow(part, Page(_CONTENTS, ()))
    if clip(pack.title, 26.0, COVER_TITLE[2], 5, bold=True)[1]:
        flow.paras(text_paras(pack.title, 14.0), FULL)
    rows = []
    for section in pack.parts:
        places = [index for index, leaf in enumerate(leaves) if leaf.part is section]
        if not places:
            continue
        number = numbers[places[0]]
        link = f"#slide:{number}"
        titles = [page.title for page in section.pages if page.title != section.title]
        rows.append(
            (
                (Para((Run(section.title, True, theme.LINK, link),), 13.0, 2),),
                (Para((Run(_named(titles), False, theme.QUIET),), _NAMED),),
                (Para((Run(str(number), True),), 13.0, flush_right=True),),
            )
        )
    if rows:
        flow.grid(("Part", "Pages", "Slide"), rows, (_PARTS, 1 - _PARTS - 0.07, 0.07), (2,), _ALT)
    return flow.leaves


def _named(titles: Sequence[str]) -> str:
    """The titles of pages as far as two lines hold them, and how many more there are."""
    width = FULL * (0.93 - _PARTS) - 10
    for count in range(len(titles), 0, -1):
        more = f" · and {len(titles) - count} more" if count < len(titles) else ""
        text = (" · ".join(titles[:count]) + more).replace("\n", " ")
        if not clip(text, _NAMED, width, 2)[1]:
            return text
    return clip(titles[0], _NAMED, width, 2)[0] if titles else ""
