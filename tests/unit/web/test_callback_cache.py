"""Rules of the cache of answers: which, for whom, and how long a version of the data is trusted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db.queries.versions import Version
from portal.web import callback_cache
from portal.web.callback_cache import RecentVersion, is_pure

FIRST = Version(1, datetime.fromisoformat("2026-01-01T12:00:00"))
ROUTER = ".._pages_content.children..._pages_store.data.."


def test_a_version_is_believed_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(callback_cache, "monotonic", lambda: now[0])
    newest = RecentVersion()
    assert newest.get() is None
    newest.put(FIRST)
    now[0] += 0.009
    assert newest.get() == FIRST
    now[0] += 0.002
    assert newest.get() is None


@pytest.mark.parametrize(
    ("path", "cached"),
    [
        ("/", True),
        ("/plans", True),
        ("/indicators", True),
        ("/councils/torbay", True),
        ("/nowhere", True),
        ("/visits", False),
        ("/visits/", False),
        ("//visits", False),
        ("visits", False),
        ("/visits/abc", False),
        (None, False),
        (1, False),
    ],
)
def test_the_frame_of_a_page_is_kept_unless_it_is_private(path: Any, cached: bool) -> None:
    asked = {"output": ROUTER, "inputs": [{"id": "_pages_location", "value": path}]}
    assert is_pure(asked, set()) is cached


@pytest.mark.parametrize(
    "asked",
    [None, [], "", {}, {"output": 1}, {"output": ROUTER}, {"output": ROUTER, "inputs": []}],
)
def test_what_is_no_question_is_not_kept(asked: Any) -> None:
    assert not is_pure(asked, {"a.data"})
