"""Do what a hostile file may break in a process of its own, with an end to its time and memory."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

# Seconds by the clock, after which only what never ends still runs.
_MOST_WAIT = 600.0


class TooSlow(Exception):
    """The work took more time than it may."""


class TooMuch(Exception):
    """The work took more memory than it may."""


class Broken(Exception):
    """The process ended before its answer."""


def done_apart(work: Callable[..., Any], *given: Any, seconds: int, megabytes: int) -> Any:
    """Do some work in a process of its own; whatever happens there, this one stays as it is.

    Args:
        work: a function that its module names, so that the other process finds it.
        given: what it is called with.
        seconds: how much processor time it may take, even where it never comes back from C.
        megabytes: how much more memory it may take than the process has with its libraries.

    Raises:
        TooSlow, TooMuch, Broken: if there is no answer, by the reason.
    """
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(
        target=_do, args=(work, given, (seconds, megabytes), there), daemon=True
    )
    process.start()
    there.close()
    try:
        if not here.poll(_MOST_WAIT):
            raise TooSlow
        is_done, answer = here.recv()
    except EOFError:
        process.join()
        raise (TooSlow if process.exitcode == -signal.SIGXCPU else Broken) from None
    finally:
        process.kill()
        process.join()
        here.close()
    if not is_done:
        raise TooMuch
    return answer


def _do(work: Callable[..., Any], given: Any, bounds: tuple[int, int], answers: Connection) -> None:
    os.environ.clear()  # whatever the file makes of this process, it holds no secrets
    seconds, megabytes = bounds
    _limit_memory(megabytes)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    try:
        answer = (True, work(*given))
    except (MemoryError, RecursionError):
        answer = (False, None)
    answers.send(answer)
    answers.close()


def _limit_memory(megabytes: int) -> None:
    """Allow so much more address space than the process has with its libraries."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
    except OSError:
        return
    size = pages * resource.getpagesize() + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
