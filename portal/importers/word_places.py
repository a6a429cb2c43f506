"""The order of words: whoever has a place that another one is given moves on by one.

So do those behind, up to the first free place. What moved says so as its reason, and moves back
once the other one is moved again, put back or removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from db.queries import words as queries
from db.writes import words as writes


@dataclass(frozen=True, slots=True)
class Places:
    """The places that others have once a word has its own: names in their order, what moves."""

    before: str = ""
    after: str = ""
    moved: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Say where the word stands, and who moves."""
        parts = [
            *([f"after {self.before}"] if self.before else []),
            *([f"before {self.after}"] if self.after else []),
        ]
        moves = ", ".join(
            f"{self.names[key]} to place {place}" for key, place in self.moved.items()
        )
        return [
            *([f"It stands {' and '.join(parts)}."] if parts else []),
            *([f"Others move, as needed for this: {moves}."] if moves else []),
        ]


def places(session: Session, kind: str, key: str, place: int | None, area: str = "") -> Places:
    """Work out what others do when a word gets a place, or none: a measure in its `area`."""
    rows = [row for row in queries.words(session, kind) if row.key != key and row.position]
    back = {
        edit.key
        for edit in queries.edits(session)
        if (edit.kind, edit.field, edit.reason) == (kind, "position", _reason(key))
    }
    stands = {row.key: row.position - (row.key in back) for row in rows}
    among = [row for row in rows if kind != "measures" or row.area == area]
    among.sort(key=lambda row: (stands[row.key], row.name))
    if place is not None:
        taken = place
        for row in among:
            if place <= stands[row.key] <= taken:
                taken = stands[row.key] = stands[row.key] + 1
    before = [row.name for row in among if place and stands[row.key] < place]
    after = [row.name for row in among if place and stands[row.key] > place]
    return Places(
        before=before[-1] if before else "",
        after=after[0] if after else "",
        moved={row.key: stands[row.key] for row in rows if stands[row.key] != row.position},
        names={row.key: row.name for row in rows},
    )


def move(
    session: Session, kind: str, key: str, moved: Mapping[str, int], by: str, at: datetime
) -> None:
    """Let others move for a word; each can be put back by itself too."""
    edits = queries.edits(session)
    formers = {e.key: e.former for e in edits if (e.kind, e.field) == (kind, "position")}
    positions = {row.key: row.position for row in queries.words(session, kind)}
    for other, place in moved.items():
        former = formers.get(other, str(positions[other]))
        writes.set_word(session, kind, other, {"position": place})
        if former == str(place):
            writes.drop_edit(session, kind, other, "position")
            continue
        writes.put_edit(
            session,
            kind,
            other,
            "position",
            former=former,
            value=str(place),
            # Who was moved by hand before goes back to that place, which is no file's.
            reason=_reason(key) if place > positions[other] else f"Made room for {key} before",
            made_by=by,
            made_at=at,
        )


def _reason(key: str) -> str:
    return f"Makes room for {key}"
