"""Places of a page that the browser fills: texts saved as one types, forms, buttons that do.

What is typed lives in the browser until the server has it, so these places belong to
`assets/js/visit-*.js`; the layout says what they are about, in data attributes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from portal.domain.visits import Written


def note(entry: int, field: str, label: str, written: Written, **more: Any) -> html.Div:
    """A text that is saved as one types.

    Args:
        entry: the line or question that it belongs to.
        field: which of its texts.
        label: what stands over it.
        written: what stands in it.
        more: `choices` (a mapping) makes it a choice, `rows` how tall it starts.
    """
    told = {
        "data-note": f"{entry}/{field}",
        "data-label": label,
        "data-text": written.text,
        "data-version": str(written.version),
        "data-by": written.by,
        "data-at": written.at.isoformat() + "Z" if written.at else "",
        "data-rows": str(more.get("rows", 2)),
    }
    if "choices" in more:
        told["data-choices"] = json.dumps(list(more["choices"].items()), ensure_ascii=False)
    return html.Div(className=f"note note-{field}", **told)


def form(do: str, submit: str, fields: Sequence[Mapping[str, Any]], **fixed: Any) -> html.Div:
    """A form that sends its fields to an action.

    Args:
        do: the action.
        submit: what its button says.
        fields: each with `name`, `label`, `type` (text, date, select, checks, textarea), `value`
            and, for choices, `options` as pairs of value and text.
        fixed: sent with the fields.
    """
    told = {"do": do, "submit": submit, "fields": list(fields), "fixed": fixed}
    return html.Div(className="island-form", **{"data-form": json.dumps(told, ensure_ascii=False)})


def action(
    text: Any,
    do: str,
    about: str = "",
    undo: str = "",
    back: Mapping[str, Any] | None = None,
    kind: str = "quiet",
    **values: Any,
) -> html.Button:
    """A button that does something at once.

    Args:
        text: what it says.
        do: the action.
        about: what it concerns, read aloud after the text.
        undo: the action that takes it back, offered for a while.
        back: what `undo` sends; the same values where it is left out.
        kind: `primary` or `quiet`.
        values: sent along.
    """
    told = {"data-do": do, "data-values": json.dumps(values, ensure_ascii=False)}
    if undo:
        told["data-undo"] = undo
        told["data-back"] = json.dumps(values if back is None else back, ensure_ascii=False)
    heard = [html.Span(f": {about}", className="visually-hidden")] if about else []
    return html.Button([text, *heard], type="button", className=f"act act-{kind}", **told)


def choice(
    label: str, do: str, name: str, options: Sequence[tuple[str, str]], **values: Any
) -> html.Div:
    """A choice that does something as soon as it is made; the first option does nothing."""
    told = {"do": do, "name": name, "label": label, "options": list(options), "fixed": values}
    return html.Div(className="choice", **{"data-choice": json.dumps(told, ensure_ascii=False)})
