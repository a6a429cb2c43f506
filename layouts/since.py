"""The notice to a reader who comes from a pack: whether the figures have changed since."""

from __future__ import annotations

from dash import html

from layouts.markup import Part
from portal.domain.link_fingerprint import Since


def notice(since: Since | None) -> Part:
    """Write a sentence, loud where something has changed; nothing where the link has no stamp."""
    if since is None:
        return None
    if not since.changed:
        return html.P(
            "The data on this page have not changed since the link was written.",
            className="since",
        )
    return html.Div(
        [
            html.Strong("Changed since the link was written. "),
            f"It was written with version {since.then} of the data; this page shows version "
            f"{since.now}, which differs here.",
        ],
        className="notice since",
    )
