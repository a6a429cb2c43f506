"""A cache that is bounded by the bytes it holds, for the answers of all threads of a process."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

V = TypeVar("V")
# What an entry costs beside its value, roughly: key, links, objects.
_ENTRY = 200


class ByteCache(Generic[V]):
    """Values by key; those unused for longest make room.

    `get` and `set` are what Flask-Compress asks of a cache.
    """

    def __init__(self, most_bytes: int, size: Callable[[V], int]) -> None:
        self._lock = Lock()
        self._values: LRUCache[Hashable, V] = LRUCache(
            most_bytes, getsizeof=lambda value: _ENTRY + size(value)
        )

    def get(self, key: Hashable) -> V | None:
        """Give a value, which then counts as used; None where there is none."""
        with self._lock:
            return self._values.get(key)

    def set(self, key: Hashable, value: V) -> None:
        """Keep a value, unless it alone is larger than the cache."""
        with self._lock, suppress(ValueError):
            self._values[key] = value
