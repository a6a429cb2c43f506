"""A reader that never comes back from C is ended by what it has worked, not by the clock."""

from __future__ import annotations

from typing import Any

import pytest

from portal.importers.intake import reader_process
from portal.importers.intake.paper import RefusedPaper


def never_ends(*_given: Any) -> None:
    sum(range(10**12))


def test_a_reader_that_works_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "_read", never_ends)
    monkeypatch.setattr(reader_process, "_MOST_SECONDS", 1)
    with pytest.raises(RefusedPaper, match="too long to read"):
        reader_process.read_apart(b"No.,Action\n1,Act\n", "plan.csv")
