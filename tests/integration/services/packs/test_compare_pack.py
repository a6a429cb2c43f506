"""The pack of a comparison: the same items as its page, with what is filtered in words."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from layouts import compare as layout
from portal.domain.pack_model import Pack, Table, Text, TimeLine
from portal.domain.view_state import CompareState
from portal.services import Services
from tests.support.pack_checks import check, check_links, every_text

BASE = "https://portal.example"
STATES = (
    "",
    "?theme=adoption",
    "?area=workforce",
    "?plan=torbay-2005",
    "?status=completed",
    "?words=timescales",
    "?councils=plymouth,middlesbrough&theme=supervision&time=months",
    "?councils=torbay&area=leaving-care&theme=adoption",
    "?words=zzzz",
    "?councils=nowhere&theme=nothing&area=x&plan=y&status=z",
    "?words=%00%ff'; DROP TABLE items; --<script>",
    f"?words={'x' * 199}",
)


def refs(pack: Pack) -> Counter[str]:
    """The references of the items told, by council and plan."""
    part = next(part for part in pack.parts if part.key == "items")
    return Counter(
        f"{block.caption.partition(',')[0]} {row[0]}"
        for page in part.pages
        for block in page.blocks
        if isinstance(block, Table)
        for row in block.rows
    )


@pytest.mark.parametrize("search", STATES)
def test_any_state_has_a_pack(services: Services, search: str) -> None:
    state = CompareState.from_query(search)
    pack = services.packs.compare_pack(state, BASE)
    check(pack)
    assert not pack.confidential
    keys = [part.key for part in pack.parts]
    every = ["plan", "timeline", "inspections", "figures", "items", "definitions", "sources"]
    # A part that is empty is left out, and named on the last page.
    assert keys == [key for key in every if key in keys]
    assert {"plan", "definitions"} <= set(keys)
    assert "figures" not in keys  # no official statistics are loaded
    view = services.compare.view(state)
    text = " ".join(every_text(pack))
    for problem in view.problems:
        assert problem in text


def test_links_say_what_they_showed(services: Services) -> None:
    pack = services.packs.compare_pack(CompareState.from_query("?theme=adoption"), BASE)
    assert check_links(pack, services, BASE) > 5


@pytest.mark.parametrize("search", ["?theme=supervision", "?area=workforce", "?words=timescales"])
def test_the_items_are_those_of_the_page(services: Services, search: str) -> None:
    state = CompareState.from_query(search)
    view = services.compare.view(state)
    names = {council.key: council.name for council in view.councils}
    expected = Counter(f"{names[item.council]} {item.ref}" for item in view.items)
    assert refs(services.packs.compare_pack(state)) == expected


def test_counts_stand_beside_each_other(services: Services) -> None:
    pack = services.packs.compare_pack(CompareState())
    table = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, Table))
    view = services.compare.view(CompareState())
    assert table.head[1:] == tuple(council.name for council in view.councils)
    rows = {str(row[0]): row[1:] for row in table.rows}
    assert rows["Items"] == tuple(str(view.summaries[c.key].items) for c in view.councils)
    assert rows["Actions"] == tuple(str(view.summaries[c.key].actions) for c in view.councils)


def test_results_are_not_asked_of_a_draft_and_that_is_said(services: Services) -> None:
    """Torbay's draft of 2012 must not count against it where Plymouth's draft is excused."""
    state = CompareState.from_query("?theme=adoption")
    pack = services.packs.compare_pack(state)
    table = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, Table))
    rows = {str(row[0]): dict(zip(table.head, row, strict=True)) for row in table.rows}
    assert rows["Actions"]["Torbay"] == "94"
    assert rows["Actions with a reported result"]["Torbay"] == "2 of 3 (67%)"
    assert rows["Actions completed"]["Plymouth"] == "a draft: too early"
    note = "results and completion: the draft of June 2012 left out: 91 actions."
    assert any(note in text for text in every_text(pack))
    page = str(layout.results(services.compare.view(state)))
    assert "Results and completion: the draft of June 2012 left out: 91 actions." in page
    assert " 2 of 3" in page
    assert " 2 of 94" not in page


def test_the_title_says_what_is_filtered(services: Services) -> None:
    state = CompareState.from_query("?councils=torbay&theme=adoption&status=completed&words=panel")
    pack = services.packs.compare_pack(state, BASE)
    assert pack.title == "Improvement plans side by side: Torbay"
    assert pack.subtitle == (
        "Limited to the theme “adoption”, the status “completed” and the words “panel”"
    )
    assert pack.link.startswith(f"{BASE}/plans?councils=torbay&theme=adoption")


def test_long_lists_say_what_is_left_out(services: Services) -> None:
    pack = services.packs.compare_pack(CompareState())
    texts = [b.text for _, p in pack.pages for b in p.blocks if isinstance(b, Text)]
    assert any("the link opens the other" in text for text in texts)
    line = next(b for _, p in pack.pages for b in p.blocks if isinstance(b, TimeLine))
    assert {mark.council for mark in line.marks} == {"Torbay", "Plymouth", "Middlesbrough"}


def test_an_empty_database_still_says_something(empty_engine: Engine) -> None:
    empty = Services.over(make_sessions(empty_engine))
    pack = empty.packs.compare_pack(CompareState())
    assert pack.data == "No data loaded"
    assert "no council" in pack.title
