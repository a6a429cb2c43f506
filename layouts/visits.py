"""The visits of the signed-in person, and the form for a new one."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from layouts.components.client_widgets import Field, form
from layouts.components.parts import block, folded, gap, island, marker, page, panel, tag
from layouts.ids import Visit as VisitIds
from layouts.ids import Visits as ids
from layouts.markup import Part
from portal.domain.formatting import day, plural
from portal.domain.visits import ARCHIVED, STATUSES, Visit
from portal.domain.vocabulary import Vocabulary
from portal.urls import visit_url


def layout() -> html.Div:
    """Make the page's place."""
    return page(
        "Visits",
        "Prepare a peer review together: gather evidence while you read, agree the lines of "
        "enquiry, and take the pack along. A visit is seen by its team alone.",
        dcc.Store(id=ids.CHANGED, data=0),
        island(ids.RESULTS, "results wrap"),
    )


def results(visits: Sequence[Visit], vocabulary: Vocabulary) -> list[Part]:
    """Lay out the visits, then the form for a new one."""
    cards = [_card(visit) for visit in visits if visit.status != ARCHIVED]
    archived = [_card(visit) for visit in visits if visit.status == ARCHIVED]
    none = gap("You are on no visit’s team yet. Start one below, or ask a colleague to add you.")
    return [
        block(
            "Your visits",
            html.Div(cards, className="visit-cards") if cards else none,
            folded(f"{len(archived)} archived", html.Div(archived, className="visit-cards"))
            if archived
            else None,
        ),
        block("Start a visit", panel(_form(vocabulary), className="narrow-form")),
    ]


def dates(visit: Visit) -> str:
    """Write the dates of the visit in words."""
    if visit.starts and visit.ends and visit.starts != visit.ends:
        return f"{day(visit.starts)} to {day(visit.ends)}"
    return day(visit.starts or visit.ends) if visit.starts or visit.ends else "no dates yet"


def _card(visit: Visit) -> html.Article:
    people = plural(len(visit.team), "person", "people")
    return html.Article(
        [
            html.P([marker(visit.council), visit.council.name], className="over-title"),
            # A whole new page, so that the portal can say at once if the session has ended.
            html.H3(html.A(visit.title, href=visit_url(visit.id))),
            html.P(
                [tag(STATUSES[visit.status]), f" {dates(visit)} · {people} on the team"],
                className="sub",
            ),
            _late(visit) if visit.late else None,
        ],
        className=f"panel {visit.council.css}",
    )


def _late(visit: Visit) -> html.P:
    """Say that agreed actions are overdue, or were to be looked at again by now."""
    text = f"{plural(visit.late, 'agreed action')} to look at again"
    return html.P(html.A(tag(text, "look"), href=f"{visit_url(visit.id)}#{VisitIds.FEEDBACK}"))


def _form(vocabulary: Vocabulary) -> html.Div:
    councils = [("", "Choose a council")]
    councils += [(c.key, c.name) for c in vocabulary.every_council if not c.ended]
    return form(
        "new",
        "Start the visit",
        [
            {"name": "council", "label": "Council", "type": "select", "options": councils},
            {
                "name": "title",
                "label": "Title (left empty: “Peer review of …”)",
                "type": "text",
            },
            *date_fields(),
            theme_field(vocabulary),
        ],
    )


def date_fields(starts: str = "", ends: str = "") -> list[Field]:
    """Make the fields for the first and the last day."""
    return [
        {"name": "starts", "label": "First day", "type": "date", "value": starts},
        {"name": "ends", "label": "Last day", "type": "date", "value": ends},
    ]


def theme_field(vocabulary: Vocabulary, chosen: Sequence[str] = ()) -> Field:
    """Make the field for the themes."""
    return {
        "name": "themes",
        "label": "Themes (none ticked: all)",
        "type": "checks",
        "value": list(chosen),
        "options": [(theme.key, theme.name) for theme in vocabulary.themes.values()],
    }
