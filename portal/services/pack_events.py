"""The events of a pack's line of time: inspections and plans of councils."""

from __future__ import annotations

import re
from collections.abc import Sequence

from db.queries import plans as plan_queries
from db.queries.rows import Reader
from portal.domain.pack_sections.timeline import Event, plan_event
from portal.domain.vocabulary import Council, Plan

# "Ofsted inspection of services for children (ILACS)" is "Ofsted ILACS" on the line.
_FRAMEWORK = re.compile(r"inspection of [^()]+\(([A-Z]+)\)")


def events_of(session: Reader, councils: Sequence[Council], plans: Sequence[Plan]) -> list[Event]:
    """List the plans and inspections of councils, in any order."""
    by_key = {council.key: council for council in councils}
    events = [plan_event(plan, by_key[plan.council]) for plan in plans if plan.council in by_key]
    for council in councils:
        for row in plan_queries.inspections(session, council.key):
            name = " ".join(filter(None, (row.inspectorate, row.title))) or "Review"
            text = f"{name[:1].upper()}{name[1:]}"
            judged = f"judgement: {row.judgement}" if row.judgement else ""
            if not judged and row.kind != "review":
                judged = "judgement not printed in the documents"
            events.append(
                Event(
                    on=row.inspected,
                    label=_FRAMEWORK.sub(r"\1", text),
                    description=f"{text}; {judged}" if judged else text,
                    kind=row.kind or "inspection",
                    council=council,
                    paper=row.document or "",
                    place=row.place,
                )
            )
    return events
