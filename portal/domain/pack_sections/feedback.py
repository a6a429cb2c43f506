"""The part for the council: strengths and areas for consideration, and the actions agreed."""

from __future__ import annotations

from portal.domain.formatting import month, plural, printed_date, sentence_list
from portal.domain.pack_model import Block, Page, Part, Point, Points, Table, Text
from portal.domain.visit_feedback import FedBack, answered, feedback, looked_at_again
from portal.domain.visit_fields import AGREED, AGREED_STATUSES, CONFIDENCE, SCOPE
from portal.domain.visits import Visit

_SIDES = {"strength": "Strengths", "consideration": "Areas for consideration"}


def presentation(visit: Visit) -> Part:
    """Build the presentation: what was agreed, the strengths, the areas for consideration."""
    pages = []
    for scope in visit.of_kind(SCOPE):
        texts = [scope.text(name).strip() for name in ("purpose", "agreed", "leftout")]
        heads = ("Why", "Agreed", "Left out")
        points = [Point(text, strong=head) for head, text in zip(heads, texts, strict=True) if text]
        if points:
            pages.append(Page("What we were asked", (Points(tuple(points)),)))
    for verdict, title in _SIDES.items():
        lines = feedback(visit, verdict)
        blocks: tuple[Block, ...] = (Text("The team has marked no line so yet.", "gap"),)
        if lines:
            blocks = (Points(tuple(map(_point, lines))),)
        pages.append(Page(title, blocks))
    return Part("feedback", "Feedback", pages=tuple(pages))


def _point(line: FedBack) -> Point:
    sure = line.line.confidence.text
    rests = f"Rests on {line.rests}." if line.rests else "Rests on no evidence yet."
    confidence = f" Confidence: {CONFIDENCE[sure].lower()}." if sure in CONFIDENCE and sure else ""
    return Point(line.words, f"{rests}{confidence}", strong=line.heading)


def agreed(visit: Visit) -> Part:
    """Build the table of the actions agreed, and when they are looked at again."""
    title, entries = "Agreed actions", visit.of_kind(AGREED)
    lines = answered(visit)
    if not entries:
        none = Text("No action has been agreed yet.", "gap")
        return Part("agreed", title, pages=(Page(title, (none,)),))
    rows = tuple(
        (
            "\nAnswers: ".join(
                text for text in (entry.text("what"), lines.get(entry.text("line"), "")) if text
            ),
            entry.text("owner") or "Nobody named yet",
            printed_date(entry.text("due")) if entry.text("due") else "No date yet",
            AGREED_STATUSES.get(entry.text("status"), ""),
            "\n".join(
                f"{when}: {entry.text(name)}"
                for name, when in (("three", "3 months"), ("six", "6 months"))
                if entry.text(name)
            )
            or None,
        )
        for entry in entries
    )
    table = Table(
        f"{plural(len(rows), 'action')} agreed with the council",
        ("Action", "Owner", "By", "Status", "Looked at again"),
        rows=rows,
        widths=(4.0, 2.0, 1.5, 1.1, 2.4),
        source="The team’s own words",
    )
    again = sentence_list([month(day) for day in looked_at_again(visit.ends or visit.starts)])
    lead = [Text(f"To be looked at again in {again}.", "lead")] if again else []
    return Part("agreed", title, pages=(Page(title, (*lead, table)),))
