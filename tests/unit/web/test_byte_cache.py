"""The cache that is bounded by bytes."""

from __future__ import annotations

from portal.web.byte_cache import ByteCache


def test_what_was_unused_for_longest_makes_room() -> None:
    cache = ByteCache[bytes](1_000, len)
    cache.set("first", b"x" * 200)
    cache.set("second", b"y" * 200)
    assert cache.get("first") == b"x" * 200
    cache.set("third", b"z" * 200)
    assert (cache.get("first"), cache.get("second")) == (b"x" * 200, None)
    assert cache.get("third") == b"z" * 200


def test_a_value_larger_than_the_cache_is_not_kept_and_drives_out_nothing() -> None:
    cache = ByteCache[bytes](1_000, len)
    cache.set("small", b"x")
    cache.set("large", b"y" * 2_000)
    assert (cache.get("small"), cache.get("large")) == (b"x", None)
