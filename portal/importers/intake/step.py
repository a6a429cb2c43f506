"""The processor time that reading may take, where an alarm watches over it.

It is the process's own time: on a machine that is busy otherwise a paper takes longer, not more.
"""

from __future__ import annotations

import signal

SECONDS, PAGE_SECONDS = 6.0, 1.0


class OutOfTime(BaseException):
    """The alarm; no reader's own handling of faults may take it for one of them."""


def next_step() -> None:
    """Give the next page of a PDF time of its own: they may be many, and each is quick."""
    left = signal.getitimer(signal.ITIMER_PROF)[0]
    if left:
        signal.setitimer(signal.ITIMER_PROF, min(SECONDS, left + PAGE_SECONDS))


def begin_steps() -> None:
    """Set the alarm."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)


def end_steps() -> None:
    """Take the alarm away."""
    signal.setitimer(signal.ITIMER_PROF, 0)
