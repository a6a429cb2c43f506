"""One item as a pack: what it asks, its actions with leads and dates, its stages, what is said."""

from __future__ import annotations

from portal.domain.formatting import KIND_NAMES, STATUS_NAMES, plural, printed_date
from portal.domain.pack_model import Block, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.findings import sources_of
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.view_models import ItemView

_LINK = "This item in the portal"
_NONE = "not stated"
_STATEMENTS = {
    "objective": "Objective",
    "outcome": "Outcome sought",
    "measured_by": "Measured by",
    "success_criterion": "Sign of success",
    "progress": "Progress reported",
    "risk": "Risk",
    "strength": "Strength found",
    "consideration": "To be considered",
    "response": "The council’s response",
}


def one_item(view: ItemView, ledger: Ledger, link: str) -> Part:
    """Build the part: what the plan states of the item, then its actions, then the rest."""
    item = view.item
    title = f"{item.ref} {item.title}"
    source = ledger.source(view.document, [item.place])
    facts = (
        ("What it asks", item.summary or item.title),
        ("Kind", KIND_NAMES[item.kind]),
        ("Plan", f"{view.plan.title}, {printed_date(view.plan.published)}"),
        ("Improvement area", view.area_name),
        ("Themes", "; ".join(view.themes) or "none"),
        ("Status", item.status_evidence or STATUS_NAMES[item.status]),
    )
    stated = Table(
        f"{view.council.name}: {title}",
        ("", "As the plan states it"),
        rows=facts,
        widths=(1.6, 7),
        source=source,
        bare=True,
    )
    done = sum(action.status == "completed" for action in view.actions)
    counted = plural(len(view.actions), "action")
    worded = f"{done} of {counted} completed" if done else counted
    pages = [Page(f"{title}: {worded}", (stated,), link=link, link_text=_LINK)]
    blocks: list[Block] = []
    if view.actions:
        blocks.append(_actions(view, ledger))
    if view.milestones:
        blocks.append(_stages(view, ledger))
    if blocks:
        pages.append(Page(f"{counted} under {item.ref}", tuple(blocks), link=link, link_text=_LINK))
    more = _statements(view, ledger)
    if more:
        heading = f"What else is said of {item.ref}"
        pages.append(Page(heading, (Points(more),), link=link, link_text=_LINK, weight=1))
    if not blocks and not more:
        none = Text("The document names no action under this item.", "gap")
        pages[0] = Page(pages[0].title, (stated, none), link=link, link_text=_LINK)
    return Part("item", f"{view.council.name}, {view.plan.short}", pages=tuple(pages))


def _actions(view: ItemView, ledger: Ledger) -> Table:
    places = [action.place for action in view.actions if action.place]
    return Table(
        f"Actions of {view.item.ref}",
        ("Ref", "Action", "Lead", "Target date", "Status"),
        rows=tuple(
            (
                action.ref,
                action.summary,
                action.lead.replace(";", ", ") or _NONE,
                action.target_text or _NONE,
                STATUS_NAMES[action.status],
            )
            for action in view.actions
        ),
        widths=(0.8, 4.6, 1.9, 1.5, 1.4),
        source=ledger.source(view.document, places),
    )


def _stages(view: ItemView, ledger: Ledger) -> Table:
    places = [stage.place for stage in view.milestones if stage.place]
    return Table(
        f"Stages of {view.item.ref}",
        ("Ref", "Stage", "Target date", "Result"),
        rows=tuple(
            (
                stage.ref or stage.action_ref,
                stage.summary,
                stage.target_text or _NONE,
                stage.outcome or STATUS_NAMES.get(stage.status, _NONE),
            )
            for stage in view.milestones
        ),
        widths=(0.8, 4.6, 1.6, 2.4),
        source=ledger.source(view.document, places),
    )


def _statements(view: ItemView, ledger: Ledger) -> tuple[Point, ...]:
    """List statements of the plan and what the portal noticed, each with its source."""
    statements = [
        Point(
            statement.summary,
            ledger.source(view.document, [statement.place]),
            strong=_STATEMENTS.get(statement.kind, "Statement"),
        )
        for statement in view.statements
        if statement.summary
    ]
    noticed = [
        Point(finding.message, sources_of(finding, ledger), strong="Noticed by the portal")
        for finding in view.findings
    ]
    return (*statements, *noticed)
