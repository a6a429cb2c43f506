"""Figures that were published and are revised: readers see what they were, and until when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from layouts.indicators import beside
from layouts.sources import results
from portal.domain.view_state import IndicatorState, SourcesState
from portal.importers.statistics.undo import undo
from portal.services import Services
from portal.services.base import NotFound
from tests.support.components import text_of
from tests.support.statistics import bring_files, row, write_csv, write_mapping


def words(tree: object) -> str:
    """The text of a tree with its marks where they belong."""
    return " ".join(text_of(tree).split()).replace(" :", ":").replace(" .", ".")


def test_a_revised_figure_shows_what_it_was_and_until_when(
    full_engine: Engine, tmp_path: Path
) -> None:
    sessions = make_sessions(full_engine)
    mapping = write_mapping(tmp_path / "m.toml", {"numerator": "part"})

    def bring(torbay: object, plymouth: object, part: int, reason: str = "") -> None:
        rows = [row("torbay", share=torbay, part=part), row("plymouth", share=plymouth, part=1)]
        bring_files(sessions, mapping, write_csv(tmp_path / "d.csv", rows), reason=reason)

    state = IndicatorState.from_query("?measure=test-share&council=torbay&council=plymouth")
    bring("12.4", "c", 1)
    indicators = Services.over(sessions).indicators
    assert indicators.more(state).former == ()
    bring("12.4", "7", 2, "Another numerator is no other value")
    bring("13", "7", 2, "Revised by the publisher")
    today = datetime.now(UTC).date()
    more = Services.over(sessions).indicators.more(state)
    assert [(f.council.key, f.period, f.value, f.symbol) for f in more.former] == [
        ("torbay", "2025", 12.4, ""), ("plymouth", "2025", None, "c"),
    ]  # fmt: skip
    assert {f.until for f in more.former} == {today}
    shown = str(beside(more))
    assert "was 12.4% until" in shown
    assert "was confidential until" in shown
    sources = Services.over(sessions).sources
    changes = {
        number: [
            (c["area"], c["change"], c["old_value"], c["old_symbol"], c["new_value"])
            for c in sources.past_changes(number)
        ]
        for number in (1, 2, 3)
    }
    assert changes == {
        1: [],
        2: [("Plymouth", "changed", None, "c", 7), ("Torbay", "changed", 12.4, "", 12.4)],
        3: [("Torbay", "changed", 12.4, "", 13)],
    }
    assert "Revised: 1 figure." in words(beside(more))
    shown = words(results(sources.view(), SourcesState()))
    assert "Changed last: no figures added, 1 changed, 0 removed. Each change as CSV." in shown
    assert "Revised: Share (1 figure)." in shown
    assert "next not asked for yet." in shown
    undo(sessions, 3, by="Ada")
    with pytest.raises(NotFound):
        sources.past_changes(3)
    former = Services.over(sessions).indicators.more(state).former
    assert [f.council.key for f in former] == ["plymouth"]
