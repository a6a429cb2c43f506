"""The sentences about a comparison of plans, which its page and its pack say alike."""

from __future__ import annotations

from portal.domain.chosen import sentences
from portal.domain.formatting import sentence_list
from portal.domain.view_models import CompareView, GridView
from portal.domain.vocabulary import Council

NOTHING_FITS = "Nothing fits all of these filters"


def limits(view: CompareView | GridView) -> str:
    """Put the filters of a comparison in words; "" where none is set."""
    return sentence_list(sentences(view.state, view.vocabulary))


def nothing_fits(view: CompareView | GridView) -> str:
    """Write that no item fits the filters, and which these are."""
    if isinstance(view, GridView):
        names = f"{view.total} councils"
    else:
        names = sentence_list([council.name for council in view.councils])
    text = f"The plans of {names} have no item" if names else "No council of the portal has a plan"
    return f"{text} for {limits(view)}." if limits(view) else f"{text}."


def column_notes(view: CompareView) -> list[str]:
    """Name the councils whose column counts several plans, or projects and their parts."""
    notes = [
        f"{council.name}’s column counts {len(view.plans[council.key])} plans."
        for council in view.councils
        if len(view.plans[council.key]) > 1
    ]
    return [*notes, "Work packages count beside their project."] if view.parts else notes


def empty_cell(view: CompareView, council: Council) -> str:
    """Say why a council has no item on an improvement area."""
    plans = view.plans[council.key]
    if not plans:
        return f"No plan of {council.name} is in view."
    narrowed = view.state.theme or view.state.words or view.state.status
    fits = " that fits the filters" if narrowed else ""
    where = sentence_list([plan.short for plan in plans])
    return f"Nothing{fits} on this in {council.name}’s plans ({where})."
