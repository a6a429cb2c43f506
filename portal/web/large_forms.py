"""Forms larger than others may be: whoever may not send one is refused before it is read.

The check of tokens that other forms pass reads the whole of a form for anybody; handlers of large
ones are exempt from it, and begin with `sender`, which makes up for it in the right order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request

from portal.auth import sessions
from portal.domain.access import Actor, require


def exempt(server: Flask, *handlers: Callable[..., Any]) -> None:
    """Let handlers check tokens themselves; the check must be set up before."""
    for handler in handlers:
        server.extensions["csrf"].exempt(handler)


def sender(most: int, *roles: str, fields: int | None = None) -> Actor:
    """Return who sends a form of at most so many bytes, once that person may.

    Args:
        most: bytes of the whole form.
        roles: any of them is enough.
        fields: bytes of its fields, where they are more than those of a usual form.

    Raises:
        PermissionDenied: if nobody is signed in, or none of the roles is theirs.
        CSRFError: if the form is not from a page of this portal.
        RequestEntityTooLarge: if it is larger.
    """
    actor = require(sessions.current_actor(), *roles)
    request.max_content_length = most
    if fields is not None:
        request.max_form_memory_size = fields
    current_app.extensions["csrf"].protect()
    return actor
