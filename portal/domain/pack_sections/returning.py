"""The pack of what comes back: each council's areas by inspection, and how common they are."""

from __future__ import annotations

from portal.domain.formatting import plural
from portal.domain.inspection_views import ReturnsView
from portal.domain.pack_model import Block, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.inspections import again, counts, unread
from portal.domain.pack_sections.ledger import Ledger, Links

TITLE = "What comes back, inspection after inspection"
_REPORTS, _COUNCIL = "Inspection reports", "The council’s page"


def returning(view: ReturnsView, ledger: Ledger, links: Links, link: str) -> Part:
    """Build the part: a page or two a council, then the areas by how many councils they return in.

    Args:
        view: every council that was chosen.
    """
    pages = []
    for history in view.histories:
        asked = [line for line in view.lines(history) if line.asked]
        blocks: list[Block] = []
        if asked:
            blocks.append(counts(asked, history, ledger, "Improvement area"))
        if history.unread:
            blocks.append(unread(history))
        address = links.council(history.council.key)
        if blocks:
            title = again(history.council.name, asked, history)
            pages.append(Page(title, tuple(blocks), link=address, link_text=_COUNCIL))
        sentences = [line.sentence for line in asked if line.returns(view.least)]
        if sentences:
            points = Points(tuple(Point(text, _REPORTS, link=address) for text in sentences))
            title = f"{history.council.name}: {plural(len(sentences), 'area')} asked about again"
            pages.append(Page(title, (points,), link=address, link_text=_COUNCIL, weight=2))
    common = [row for row in view.recurrences if row.councils]
    if common:
        table = Table(
            f"Areas by the number of councils that at least {view.least} inspections asked about",
            ("Improvement area", "Councils", "Of"),
            rows=tuple((row.subject.name, len(row.councils), row.of) for row in common),
            widths=(4, 1, 1),
            numeric=(1, 2),
            source=_REPORTS,
        )
        title = f"Across councils, {common[0].subject.name.lower()} comes back most often"
        pages.append(Page(title, (table,), link=link, link_text="This view", weight=1))
    if not pages:
        gap = Text("The portal holds no inspection of the chosen councils.", "gap")
        pages.append(Page(TITLE, (gap,), link=link, link_text="This view"))
    return Part("returns", TITLE, pages=tuple(pages))
