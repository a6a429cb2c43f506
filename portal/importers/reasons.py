"""The reason of a change, as the log of imports has it."""

from __future__ import annotations

from portal.importers.statistics.ready import CannotImport

MOST_REASON = 500


def needed_reason(text: str) -> str:
    """Return a reason as one plain line.

    Raises:
        CannotImport: if there is none, or it is too long.
    """
    reason = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not reason:
        raise CannotImport("Say why, in a sentence that others understand later.")
    if len(reason) > MOST_REASON:
        raise CannotImport(f"Say the reason in at most {MOST_REASON} characters.")
    return reason
