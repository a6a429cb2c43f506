"""Rules about what inspectors asked: again and again, and what no plan here answers."""

from __future__ import annotations

from collections.abc import Iterator

from portal.domain.formatting import plural, printed_date
from portal.domain.lines_of_enquiry.drawing import Line, RuleFunctions
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence
from portal.domain.lines_of_enquiry.phrases import area_name, heading_of, possessive, short
from portal.domain.returns import Stop
from portal.domain.visits import Reference

# Words of the newest recommendation that a reason quotes.
QUOTED = 16
# Beside a figure so many widths of the middle half from England: each inspection that asked, and
# recommendations that no plan answers.
EACH_ASKING, UNANSWERED = 0.3, 1.0


def asked_again(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about areas in which several inspections asked the council for something."""
    history = evidence.history
    for line in history.areas if history else ():
        if not line.returns():
            continue
        newest = line.asked[-1]
        name = area_name(evidence, line.subject.key)
        quoted = short(newest.asked[0].summary, QUOTED)
        count = plural(len(line.asked), "inspection")
        yield Line(
            subject=line.subject.key,
            heading=heading_of(line.subject.key),
            wording=f"Why did {count} ask {evidence.council.name} about {name}, and what would "
            "show that the next one need not?",
            why=f"{line.sentence} Newest: “{quoted}”",
            references=[_refer(evidence, cell.stop) for cell in reversed(line.asked)],
            themes={theme for cell in line.asked for row in cell.asked for theme in row.themes},
            weight=len(line.asked) * 100 + sum(len(cell.asked) for cell in line.asked),
            strength=EACH_ASKING * len(line.asked),
            dated=newest.stop.dated,
        )


def unanswered(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask how the newest recommendations are answered, where the portal holds no plan that does."""
    history = evidence.history
    newest = next((s for s in reversed(history.read) if s.requests), None) if history else None
    if newest is None or newest.plans:
        return
    asked = [request for request in newest.requests or () if request.addressee == "council"]
    if not asked:
        return
    when = printed_date(newest.dated[:7])
    first = short(asked[0].summary, QUOTED)
    yield Line(
        subject=newest.inspection.key if newest.inspection else newest.dated,
        heading="leadership",
        wording=f"What is {possessive(evidence.council)} plan for the "
        f"{plural(len(asked), 'recommendation')} of {when}, and what has come of it?",
        why=f"The portal holds no plan that answers the inspection of {when}. It asked first: "
        f"“{first}”",
        references=[_refer(evidence, newest)],
        themes={theme for request in asked for theme in request.themes},
        weight=len(asked),
        whole=True,
        strength=UNANSWERED,
        dated=newest.dated,
    )


def _refer(evidence: CouncilEvidence, stop: Stop) -> Reference:
    key = stop.inspection.key if stop.inspection else ""
    return Reference("inspection", f"{evidence.council.key}/{key}")


RULES: RuleFunctions = {
    "asked-again": asked_again,
    "unanswered": unanswered,
}
