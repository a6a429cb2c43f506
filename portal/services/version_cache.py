"""A cache for results that hold until the data change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import TypeVar

from cachetools import LRUCache, cached

from db.queries.rows import Reader
from portal.domain.vocabulary import Vocabulary

_Made = TypeVar("_Made")


def until_data_change(
    make: Callable[[Reader, Vocabulary], _Made],
) -> Callable[[Reader, Vocabulary], _Made]:
    """Cache what a function makes of the data at the version that the vocabulary names.

    Two threads that find nothing both make it, so that neither waits for the other's queries.
    """
    return cached(LRUCache(maxsize=1), key=_version, lock=Lock())(make)


def _version(_reader: Reader, vocabulary: Vocabulary) -> tuple[int, datetime | None]:
    return vocabulary.version, vocabulary.made_at
