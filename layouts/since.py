"""The notice to a reader who comes from a pack: whether the figures have changed since."""

from __future__ import annotations

from typing import Any

from dash import html

from portal.domain.link_fingerprint import Since


def notice(since: Since | None) -> Any:
    """A sentence, loud where something has changed; nothing where the link says nothing."""
    if since is None:
        return None
    if not since.changed:
        return html.P(
            "This link states its data: what the page shows has not changed since.",
            className="since",
        )
    return html.Div(
        [
            html.Strong("Changed since the link was written. "),
            f"It was made from version {since.then} of the data; this page shows version "
            f"{since.now}, and what it shows differs.",
        ],
        className="notice since",
    )
