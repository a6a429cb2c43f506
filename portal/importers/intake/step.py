"""The time that a step of reading may take, where an alarm watches over it."""

from __future__ import annotations

import signal

SECONDS = 8


def next_step() -> None:
    """Give the next step its own time: pages of a PDF are many, and each is quick."""
    if signal.alarm(0):
        signal.alarm(SECONDS)
