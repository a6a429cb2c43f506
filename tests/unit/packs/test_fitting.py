"""A pack has at most so many slides; what has no room is named, and nothing looks empty."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from portal.domain.pack_model import ANNEX, Block, Pack, Page, Part, Table, Text
from portal.domain.pack_sections.left_out import LEFT_OUT, NOTHING_ON
from portal.packs import fitting
from portal.packs.common.columns import fair_widths
from portal.packs.fitting import MOST_SLIDES, fitted
from portal.packs.pptx.boxes import LEAST, Grid, Leaf
from portal.packs.pptx.leaves import SPARSE, leaves_of
from tests.support.example_pack import example_pack

LONG = Text("A sentence of a report that a reader is to read. " * 60)


def pack_of(*parts: tuple[Page, ...], everything: bool = False) -> Pack:
    made = tuple(Part(f"part{n}", f"Part {n}", pages) for n, pages in enumerate(parts, start=1))
    return replace(
        example_pack(), parts=made, annex="https://portal.example/a.xlsx", everything=everything
    )


def page(title: str, weight: int = 0, *blocks: Block) -> Page:
    return Page(title, blocks or (LONG,), weight=weight)


def titles(pack: Pack) -> list[str]:
    return [page.title for _part, page in pack.pages]


def slides(pack: Pack) -> int:
    return 2 + sum(len(leaves_of(part, page)) for part, page in pack.pages)


def test_the_heaviest_go_first_and_are_named() -> None:
    pages = tuple(page(f"Page {n}", weight=n % 4) for n in range(40))
    made = fitted(pack_of(pages[:20], pages[20:]))
    assert slides(made) <= MOST_SLIDES
    left_in = {title for title in titles(made) if title != LEFT_OUT}
    weights = {p.title: p.weight for p in pages}
    assert {p.title for p in pages if not p.weight} <= left_in
    gone = [title for title in weights if title not in left_in]
    assert max(weights[t] for t in left_in) <= min(weights[t] for t in gone)
    *_, (_part, last) = made.pages
    assert last.link == "https://portal.example/a.xlsx"
    text = " ".join(block.text for block in last.blocks if isinstance(block, Text))
    named = [title for title in gone if title in text]
    assert len(named) >= 5
    # Of many pages of a part the first are named, and how many more there are.
    more = sum(int(number) for number in re.findall(r"and (\d+) more", text))
    assert more + len(re.findall(r"Page \d+", text)) == len(gone)


def test_each_page_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Page] = []

    def counted(part: Part, page: Page) -> list[Leaf]:
        asked.append(page)
        return leaves_of(part, page)

    monkeypatch.setattr(fitting, "leaves_of", counted)
    fitted(pack_of(tuple(page(f"Page {n}", weight=n % 4) for n in range(40))))
    assert len(asked) >= 40
    assert len(asked) == len({id(page) for page in asked})


def test_with_everything_nothing_goes() -> None:
    pages = tuple(page(f"Page {n}", weight=ANNEX if n % 2 else 3) for n in range(40))
    assert titles(fitted(pack_of(pages, everything=True))) == [p.title for p in pages]


def test_what_is_the_annexs_goes_though_there_is_room() -> None:
    made = fitted(pack_of((page("Here", 0, *[LONG] * 6), page("Places", ANNEX))))
    (*_, (_part, last)) = made.pages
    assert "Places" not in titles(made)
    assert Text(LEFT_OUT, "head") in last.blocks or last.title == LEFT_OUT
    assert Text("Part 1: Places.") in last.blocks


def test_one_last_page_names_what_is_missing_and_what_is_elsewhere() -> None:
    gap = Text("No figure of it is published.", "gap")
    here = page("Here", 0, *[LONG] * 6)
    made = fitted(pack_of((here, page("Places", ANNEX), Page(NOTHING_ON, (gap,)))))
    assert titles(made) == ["Here", LEFT_OUT]
    assert gap in list(made.pages)[-1][1].blocks


def test_pages_that_would_look_empty_stand_together() -> None:
    short = Text("One sentence.")
    made = fitted(pack_of((page("First", 0, short), page("Second", 1, short))))
    ((_part, both),) = made.pages
    assert both.title == "First"
    assert both.blocks == (short, Text("Second", "head"), short)
    full = fitted(pack_of((page("First"), page("Second"))))
    assert titles(full) == ["First", "Second"]


def test_titles_are_told_apart() -> None:
    made = fitted(pack_of((page("Again"), page("Other")), (page("Again"),)))
    assert titles(made) == ["Again (1 of 2)", "Other", "Again (2 of 2)"]


def test_a_table_that_goes_on_leaves_no_slide_nearly_empty() -> None:
    rows = tuple((f"Row {n}", "some words of it") for n in range(40))
    for count in range(14, 40):
        table = Table("A table", ("Name", "Words"), rows=rows[:count], widths=(1, 3))
        part = Part("part", "Part", (Page("Table", (table, Text("A note.", "note"))),))
        leaves = leaves_of(part, part.pages[0])
        assert min(leaf.filled for leaf in leaves) >= SPARSE, count
        rows_shown = [
            row for leaf in leaves for g in leaf.items if isinstance(g, Grid) for row in g.rows
        ]
        assert len(rows_shown) == count + len(leaves)  # each slide has the head


@pytest.mark.parametrize(
    ("widths", "needs", "fair"),
    [
        ((100, 100), (50, 60), (100, 100)),
        ((100, 50), (60, 70), (80, 70)),
        ((100, 100, 40), (50, 100, 60), (80, 100, 60)),
        ((100, 50), (90, 90), (100, 50)),  # no way to fit: they stay
    ],
)
def test_columns_are_as_wide_as_their_words(
    widths: tuple[float, ...], needs: tuple[float, ...], fair: tuple[float, ...]
) -> None:
    assert fair_widths(widths, needs) == pytest.approx(fair)


def test_no_text_on_a_slide_is_small() -> None:
    for part, of_part in example_pack(2).pages:
        for leaf in leaves_of(part, of_part):
            for item in leaf.items:
                paras = getattr(item, "paras", ())
                if isinstance(item, Grid):
                    paras = [para for row in item.rows for cell in row.cells for para in cell]
                assert all(para.size >= LEAST for para in paras)
