"""Views that cost much take turns: those of many councils, and all of whom asked for much lately.

Most views cost some hundredths of a second, and nobody waits for them. Whoever asks for new ones
without pause, or for those of whole regions, gets one after another, and pages stay quick.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from threading import Lock
from time import monotonic, sleep, thread_time

from cachetools import LRUCache

from portal.auth.addresses import who_asks
from portal.domain.view_state import fields_of_query
from portal.domain.vocabulary import Vocabulary
from portal.web.turns import Turns

# A view of more councils than a council and its neighbours is dear, whoever asks for it.
FEW_COUNCILS = 11
# Seconds of work that an address may ask for at once in a process, and so many a second for good.
AT_ONCE, A_SECOND = 2.0, 0.25
# How long nobody has a turn after a view of such an address, while it has more of them waiting: so
# many times what the view took. One core that never rests would slow pages fourfold.
REST = 3.0
_MOST_ADDRESSES = 10_000
_inside: ContextVar[bool] = ContextVar("inside", default=False)


class DearViews:
    """Turns at views, and what each address had done lately."""

    def __init__(self, turns: Turns) -> None:
        """Make them; an address must not be able to have all turns."""
        self._turns = turns
        self._worked: LRUCache[str, tuple[float, float]] = LRUCache(_MOST_ADDRESSES)
        self._lock = Lock()

    def needs_turn(self, search: str, vocabulary: Vocabulary) -> bool:
        """Tell if the view of a query must take a turn; what is part of a view never does."""
        if _inside.get():
            return False
        names = fields_of_query(search.removeprefix("?")).get("councils", ())
        keys = tuple(key for text in names for key in text.split(","))
        if sum(len(vocabulary.members(key)) for key in keys) > FEW_COUNCILS:
            return True
        with self._lock:
            return self._lately(who_asks()) > AT_ONCE

    @contextmanager
    def making(self, in_turn: bool = False) -> Iterator[None]:
        """Make a view, in a turn perhaps; its work is counted for the address that asks.

        Raises:
            Busy: if a turn is needed, and none is free in time.
        """
        if _inside.get():
            yield
            return
        address = who_asks()
        with ExitStack() as stack:
            if in_turn:
                stack.enter_context(self._turns.turn(address))
            token, start = _inside.set(True), thread_time()
            try:
                yield
            finally:
                _inside.reset(token)
                seconds = thread_time() - start
                if self._add(address, seconds) and in_turn and self._turns.has_more(address):
                    sleep(REST * seconds)

    def _add(self, address: str, seconds: float) -> bool:
        """Count work for an address; tell if it is much by now."""
        with self._lock:
            # Nobody pays for long for what was asked for long.
            worked = min(2 * AT_ONCE, self._lately(address) + seconds)
            self._worked[address] = (worked, monotonic())
        return worked > AT_ONCE

    def _lately(self, address: str) -> float:
        worked, when = self._worked.get(address, (0.0, 0.0))
        return max(0.0, worked - A_SECOND * (monotonic() - when))
