"""Rules about progress: what a plan's reports say, and what moved from one to the next."""

from __future__ import annotations

# A report's status, as the four that items and actions have: what is late or waits for a
# signature is still being done (DOMAIN.md, section 6).
_PLAIN = {"overdue": "in_progress", "awaiting_sign_off": "in_progress"}


def plain_status(status: str) -> str:
    """Give the status of an item or action that a report's status stands for."""
    return _PLAIN.get(status, status)
