"""The fields of a visit's entries, on the page and in forms that add one, as `FIELDS` has them."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from layouts.components.client_widgets import Field, note
from portal.domain import visit_fields
from portal.domain.visit_fields import FIELDS
from portal.domain.visits import Visit, Written

_NO_LINE = "No line chosen"


def field_note(
    kind: str,
    entry: int,
    name: str,
    written: Written,
    people: Mapping[str, str] | None = None,
    lines: Mapping[str, str] | None = None,
) -> html.Div:
    """Make the place of a field of an entry.

    Args:
        people: the team, by the names of their accounts, for a field that names one of them.
        lines: the lines of the visit by their numbers, for a field that names one.
    """
    field = FIELDS[kind][name]
    choices = field.choices
    if field.type == "person":
        choices = _people(people or {}, written)
    elif field.type == "line":
        gone = {} if written.text in ("", *(lines or {})) else {written.text: "A line removed"}
        choices = {"": _NO_LINE, **(lines or {}), **gone}
    return note(
        entry,
        name,
        field.label,
        written,
        rows=field.rows,
        choices=choices or None,
        type=field.type,
    )


def team_of(visit: Visit) -> dict[str, str]:
    """Name the people of a visit's team by their accounts."""
    return {member.name: member.display for member in visit.team}


def _people(team: Mapping[str, str], written: Written) -> dict[str, str]:
    """Offer nobody and the team; who left it stays named where they were."""
    left = {} if written.text in ("", *team) else {written.text: f"{written.text} (left)"}
    return {"": "Nobody yet", **team, **left}


def form_fields(
    kind: str, people: Mapping[str, str] | None = None, lines: Mapping[str, str] | None = None
) -> list[Field]:
    """Describe the fields of a kind of entry for a form that adds one."""
    described = FIELDS[kind].items()
    return [_form_field(name, field, people or {}, lines or {}) for name, field in described]


def _form_field(
    name: str, field: visit_fields.Field, people: Mapping[str, str], lines: Mapping[str, str]
) -> Field:
    described: Field = {"name": name, "label": field.label, "type": "text", "value": ""}
    if field.type == "choice":
        described |= {"type": "select", "options": list(field.choices.items())}
    elif field.type == "person":
        described |= {"type": "select", "options": [("", "Nobody yet"), *people.items()]}
    elif field.type == "line":
        described |= {"type": "select", "options": [("", _NO_LINE), *lines.items()]}
    elif field.type == "date":
        described["type"] = "date"
    elif field.type == "time":
        described["type"] = "time"
    elif field.rows > 1:
        described["type"] = "textarea"
    return described
