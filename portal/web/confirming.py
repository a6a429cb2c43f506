"""Asking before something is done: a page that says what happens, and sends the same form again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, request

from portal.web.server_pages import show

_SURE = "sure"


def confirmed() -> bool:
    """Tell if the form was sent by the page that `ask` made."""
    return request.form.get(_SURE) == "yes"


def ask(
    title: str,
    effects: Sequence[str],
    button: str,
    back: str,
    files: Mapping[str, str] | None = None,
) -> Response:
    """Ask whether what a form wants is to be done.

    Args:
        title: the question.
        effects: what happens, a sentence each.
        button: what the button to do it says.
        back: where to go instead.
        files: what the form sent as files, as texts of fields.
    """
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if name not in ("csrf_token", _SURE)
        for value in values
    ]
    return show(
        "confirm.html",
        question=title,
        effects=effects,
        button=button,
        back=back,
        fields=[*fields, *(files or {}).items(), (_SURE, "yes")],
        action=request.path,
    )
