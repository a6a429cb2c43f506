"""Read a paper in a process of its own, with an end to its time and memory."""

from __future__ import annotations

import signal
from types import FrameType

from portal.importers.apart import Broken, TooMuch, TooSlow, done_apart
from portal.importers.intake.columns import Chosen
from portal.importers.intake.opening import open_paper
from portal.importers.intake.paper import Paper, RefusedPaper
from portal.importers.intake.proposals import Proposal, propose
from portal.importers.intake.step import OutOfTime, begin_steps, end_steps

# What no alarm of Python's can stop, since it never comes back from C.
_MOST_SECONDS = 60
_MOST_MEGABYTES = 280
_TOO_SLOW = "it takes too long to read; keep the pages or sheets of the plan alone"
_TOO_MUCH = "it takes too much memory to read; keep the pages or sheets of the plan alone"


def read_apart(raw: bytes, name: str) -> Proposal:
    """Read a paper and propose its rows; whatever the file does, this process stays as it is.

    Raises:
        RefusedPaper: with the reason, also where the reader ran out of time or memory.
    """
    return _proposed(raw, name, {})


def propose_apart(paper: Paper, chosen: Chosen) -> Proposal:
    """Propose the rows of a paper anew, columns being what a person chose; errors as above."""
    return _proposed(paper, paper.name, chosen)


def _proposed(content: bytes | Paper, name: str, chosen: Chosen) -> Proposal:
    answer = _apart(content, name, chosen)
    assert isinstance(answer, Proposal)  # noqa: S101 - what is chosen leads to a proposal
    return answer


def open_apart(raw: bytes, name: str) -> Paper:
    """Open a paper and propose nothing; errors as above."""
    answer = _apart(raw, name, None)
    assert isinstance(answer, Paper)  # noqa: S101 - nothing was chosen
    return answer


def _apart(content: bytes | Paper, name: str, chosen: Chosen | None) -> Proposal | Paper:
    try:
        answer = done_apart(
            _read, content, name, chosen, seconds=_MOST_SECONDS, megabytes=_MOST_MEGABYTES
        )
    except TooSlow:
        raise RefusedPaper(_TOO_SLOW) from None
    except TooMuch:
        raise RefusedPaper(_TOO_MUCH) from None
    except Broken:
        raise RefusedPaper("it cannot be read: the reader ended before its answer") from None
    if isinstance(answer, Proposal | Paper):
        return answer
    raise RefusedPaper(str(answer))


def _read(content: bytes | Paper, name: str, chosen: Chosen | None) -> Proposal | Paper | str:
    """Read in the other process; return words where the paper is refused."""
    signal.signal(signal.SIGPROF, _end_of_time)
    begin_steps()
    try:
        paper = open_paper(content, name) if isinstance(content, bytes) else content
        return paper if chosen is None else propose(paper, chosen)
    except RefusedPaper as refused:
        return str(refused)
    except OutOfTime:
        return _TOO_SLOW
    finally:
        end_steps()


def _end_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime
