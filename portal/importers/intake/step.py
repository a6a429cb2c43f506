"""The time that a step of reading may take, where an alarm watches over it."""

from __future__ import annotations

import signal

SECONDS = 8.0


class OutOfTime(BaseException):
    """The alarm; no reader's own handling of faults may take it for one of them."""


def next_step() -> None:
    """Give the next step its own time: pages of a PDF are many, and each is quick."""
    if signal.getitimer(signal.ITIMER_REAL)[0]:
        begin_step()


def begin_step() -> None:
    """Set the alarm."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)


def end_steps() -> None:
    """Take the alarm away."""
    signal.setitimer(signal.ITIMER_REAL, 0)
