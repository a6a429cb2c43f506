"""Pages that only say what is not there, left out of a pack and named on its last page."""

from __future__ import annotations

from portal.domain.pack_model import Page, Part, Text
from portal.domain.pack_sections.left_out import NOTHING_ON, without_empty


def part(key: str, *kinds: str) -> Part:
    """A part with a page for each kinds of text, joined by +."""
    pages = [
        Page(f"{key} {n}", tuple(Text(f"{kind} {n}.", kind) for kind in kinds_of.split("+")))
        for n, kinds_of in enumerate(kinds)
    ]
    return Part(key, key, tuple(pages))


def titles(*parts: Part) -> list[tuple[str, list[str]]]:
    return [(p.key, [page.title for page in p.pages]) for p in without_empty(parts)]


def test_empty_pages_and_parts_are_left_out_and_named_last() -> None:
    parts = (part("a", "gap", "body"), part("b", "gap"), part("c", "lead+gap"))
    assert titles(*parts) == [("a", ["a 1"]), ("c", ["c 0", NOTHING_ON])]
    last = without_empty(parts)[-1].pages[-1]
    assert [b.text for b in last.blocks if isinstance(b, Text)] == ["a 0. gap 0.", "b 0. gap 0."]


def test_a_pack_that_has_everything_or_nothing_stays_as_it_is() -> None:
    for parts in ((part("a", "body"),), (part("a", "gap"), part("b", "gap")), ()):
        assert without_empty(parts) == parts
