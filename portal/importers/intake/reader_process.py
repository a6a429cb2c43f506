"""Read a paper in a process of its own, with an end to its time and memory."""

from __future__ import annotations

import os
import resource
import signal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import FrameType

from portal.importers.intake.columns import Chosen
from portal.importers.intake.paper import Paper, RefusedPaper
from portal.importers.intake.proposals import Proposal
from portal.importers.intake.step import OutOfTime, begin_steps, end_steps

# Of processor time, whatever else the machine does; by the clock only what never ends is ended.
_MOST_SECONDS, _MOST_WAIT = 60, 600.0
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
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(content, name, chosen, there), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(_MOST_WAIT):
            raise RefusedPaper(_TOO_SLOW)
        answer = here.recv()
    except EOFError:
        process.join()
        if process.exitcode == -signal.SIGXCPU:
            raise RefusedPaper(_TOO_SLOW) from None
        raise RefusedPaper("it cannot be read: the reader ended before its answer") from None
    finally:
        process.kill()
        process.join()
        here.close()
    if isinstance(answer, Proposal | Paper):
        return answer
    raise RefusedPaper(str(answer))


def _read(content: bytes | Paper, name: str, chosen: Chosen | None, answers: Connection) -> None:
    os.environ.clear()  # whatever the file makes of this process, it holds no secrets
    from portal.importers.intake.opening import open_paper
    from portal.importers.intake.proposals import propose

    _limit_memory()
    # What no alarm of Python's can stop, since it never comes back from C.
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, resource.RLIM_INFINITY))
    signal.signal(signal.SIGPROF, _end_of_time)
    begin_steps()
    answer: Proposal | Paper | str
    try:
        paper = open_paper(content, name) if isinstance(content, bytes) else content
        answer = paper if chosen is None else propose(paper, chosen)
    except RefusedPaper as refused:
        answer = str(refused)
    except OutOfTime:
        answer = _TOO_SLOW
    except (MemoryError, RecursionError):
        answer = _TOO_MUCH
    end_steps()
    answers.send(answer)
    answers.close()


def _end_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime


def _limit_memory() -> None:
    """Allow so much more address space than the process has with its libraries."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
    except OSError:
        return
    size = pages * resource.getpagesize() + _MOST_MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
