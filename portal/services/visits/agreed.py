"""The use case of partners: the actions that councils agreed after peer reviews, nothing else."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session, sessionmaker

from db.queries import visits as queries
from portal.domain.access import PARTNER, Actor, require
from portal.domain.visit_feedback import AgreedAction
from portal.domain.visit_fields import AGREED, AGREED_STATUSES
from portal.services.base import Data


class AgreedService:
    """Agreed actions, for partners; what a team only proposes stays with it."""

    def __init__(self, data: Data, sessions: sessionmaker[Session]) -> None:
        self._data = data
        self._sessions = sessions

    def shared(self, actor: Actor | None) -> tuple[AgreedAction, ...]:
        """Every action that was agreed, by council, the newest visit first."""
        require(actor, PARTNER)
        councils = self._data.vocabulary().councils
        texts: dict[int, dict[str, str]] = {}
        visits: dict[int, tuple[str, date | None]] = {}
        with self._sessions() as session:
            for row in queries.texts_of_kind(session, AGREED):
                texts.setdefault(row.entry_id, {})[row.field] = row.text
                visits[row.entry_id] = (row.council, row.ends or row.starts)
        actions = []
        for entry, fields in texts.items():
            status = fields.get("status", "")
            council, visited = visits[entry]
            if status and council in councils:
                follow_up = (("three", "After three months"), ("six", "After six months"))
                actions.append(
                    AgreedAction(
                        council=councils[council].name,
                        visited=visited,
                        what=fields.get("what", ""),
                        owner=fields.get("owner", ""),
                        due=fields.get("due", ""),
                        status=AGREED_STATUSES.get(status, status),
                        follow_up=tuple(
                            (when, fields[name]) for name, when in follow_up if fields.get(name)
                        ),
                    )
                )
        actions.sort(key=lambda action: action.visited or date.min, reverse=True)
        return tuple(sorted(actions, key=lambda action: action.council))
