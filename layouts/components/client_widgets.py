"""Places of a page that the browser fills: texts saved as one types, forms, buttons.

Typed text lives in the browser until the server has it, so `assets/js/visit-*.js` fill these
places; the layout describes them in data attributes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

from dash import html

from layouts.markup import Part
from portal.domain.visits import Written

# What a button or a form may send beside its fields.
Sendable = str | int | bool | None


class Field(TypedDict):
    """A field of a form; `options` are pairs of value and text for a choice."""

    name: str
    label: str
    type: Literal["text", "date", "time", "select", "checks", "textarea", "file"]
    value: NotRequired[str | list[str]]
    options: NotRequired[Sequence[tuple[str, str]]]


def note(
    entry: int,
    field: str,
    label: str,
    written: Written,
    rows: int = 2,
    choices: Mapping[str, str] | None = None,
    type: str = "text",
) -> html.Div:
    """Make the place of a text that is saved as one types.

    Args:
        entry: its line or question.
        label: the words over it.
        written: its standing version.
        rows: its height at first.
        choices: keys and names, which make it a choice.
        type: of its field, as in `portal.domain.visit_fields`.
    """
    attributes = {
        "data-note": f"{entry}/{field}",
        "data-label": label,
        "data-text": written.text,
        "data-version": str(written.version),
        "data-by": written.by,
        "data-at": written.at.isoformat() + "Z" if written.at else "",
        "data-rows": str(rows),
    }
    if type in ("date", "time"):
        attributes["data-type"] = type
    if choices:
        attributes["data-choices"] = json.dumps(list(choices.items()), ensure_ascii=False)
    return html.Div(className=f"note note-{field}", **attributes)


def form(do: str, submit: str, fields: Sequence[Field], **fixed: Sendable) -> html.Div:
    """Make a form that sends its fields to an action.

    Args:
        fixed: sent with the fields.
    """
    data = {"do": do, "submit": submit, "fields": list(fields), "fixed": fixed}
    return html.Div(className="island-form", **{"data-form": json.dumps(data, ensure_ascii=False)})


def template(name: str, do: str, submit: str, fields: Sequence[Field]) -> html.Div:
    """Describe a form, unseen, that buttons of `opener` open for many things on a page."""
    data = {"do": do, "submit": submit, "fields": list(fields)}
    description = {"data-template": name, "data-fields": json.dumps(data, ensure_ascii=False)}
    return html.Div(hidden=True, **description)


def opener(
    text: str, name: str, about: str, style: str = "quiet", **fixed: Sendable
) -> html.Button:
    """Make a button that opens the form of a `template` in a window of its own.

    Args:
        name: of the template.
        about: its object, read aloud after the text and written over the form.
        style: `primary` or `quiet`.
        fixed: sent with the fields.
    """
    attributes = {
        "data-open": name,
        "data-values": json.dumps(fixed, ensure_ascii=False),
        "data-about": about,
    }
    return html.Button(
        [text, html.Span(f": {about}", className="visually-hidden")],
        type="button",
        className=f"act act-{style}",
        **attributes,
    )


def action(
    text: Part,
    do: str,
    about: str = "",
    undo: str = "",
    back: Mapping[str, Sendable] | None = None,
    kind: str = "quiet",
    sure: str = "",
    **values: Sendable,
) -> html.Button:
    """Make a button that does something at once.

    Args:
        about: its object, read aloud after the text.
        undo: the action that takes it back, offered for a while.
        back: the values that `undo` sends; the same ones where it is left out.
        kind: `primary` or `quiet`.
        sure: what is asked before it is done, where that cannot be taken back.
    """
    attributes = {"data-do": do, "data-values": json.dumps(values, ensure_ascii=False)}
    if undo:
        attributes["data-undo"] = undo
        attributes["data-back"] = json.dumps(values if back is None else back, ensure_ascii=False)
    if sure:
        attributes["data-sure"] = sure
    object_ = [html.Span(f": {about}", className="visually-hidden")] if about else []
    return html.Button([text, *object_], type="button", className=f"act act-{kind}", **attributes)


def choice(
    label: str, do: str, name: str, options: Sequence[tuple[str, str]], **values: Sendable
) -> html.Div:
    """Make a choice that does something as soon as it is made; the first option does nothing."""
    data = {"do": do, "name": name, "label": label, "options": list(options), "fixed": values}
    return html.Div(className="choice", **{"data-choice": json.dumps(data, ensure_ascii=False)})
