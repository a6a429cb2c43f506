"""A cache for results that hold until the data change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from cachetools import LRUCache, cached

from db.queries.rows import Reader
from portal.domain.vocabulary import Vocabulary
from portal.services.asked import make_sure

_Made = TypeVar("_Made")
_Also = ParamSpec("_Also")


def until_data_change(
    make: Callable[Concatenate[Reader, Vocabulary, _Also], _Made], results: int = 1
) -> Callable[Concatenate[Reader, Vocabulary, _Also], _Made]:
    """Cache what a function makes of the data at the version that the vocabulary names.

    Two threads that find nothing both make it, so that neither waits for the other's queries.

    Args:
        make: the function; what it takes besides, by position, must be hashable.
        results: the number to cache: more than one where `make` takes more than the data.
    """

    def made(
        reader: Reader, vocabulary: Vocabulary, /, *also: _Also.args, **more: _Also.kwargs
    ) -> _Made:
        make_sure()  # a backup may bring this version back: nothing is kept for it of another
        return make(reader, vocabulary, *also, **more)

    return cached(LRUCache(maxsize=results), key=_version, lock=Lock())(made)


def _version(
    _reader: Reader, vocabulary: Vocabulary, *also: object
) -> tuple[int, datetime | None, *tuple[object, ...]]:
    return vocabulary.version, vocabulary.made_at, *also
