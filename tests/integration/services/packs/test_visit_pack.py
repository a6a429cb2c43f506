"""The pack of a visit: what a team wrote, in order, with what has changed since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from portal.domain.pack_model import CONTENTS, Chart, Pack, Page, Part, Points, Room, Table, Text
from portal.domain.pack_sections.ledger import Ledger, condensed
from portal.domain.pack_sections.left_out import LEFT_OUT, NOTHING_ON
from portal.domain.pack_sections.notes import NO_WORDING, NOBODY, interviewees, lines, questions
from portal.domain.pack_sections.visit_choice import VisitChoice
from portal.domain.view_state import IndicatorState
from portal.domain.visits import (
    HEADINGS,
    Evidence,
    Line,
    Member,
    Question,
    Reference,
    Statement,
    Visit,
    Written,
)
from portal.packs.fitting import MOST_SLIDES, fitted
from portal.packs.pptx.leaves import leaves_of
from portal.services import Services
from portal.services.base import NotFound
from tests.support.pack_checks import check, every_text

BASE = "https://portal.example"
AT = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


def written(text: str) -> Written:
    return Written(text, 1, "R. One", AT)


def evidence(number: int, now: str = "") -> Evidence:
    statement = Statement(
        Reference("item", "torbay-2005/2.14"),
        f"Item {number}",
        f"Statement {number}.",
        "Action plan (January 2005), recommendation 2.14",
        "torbay-2005-csci-action-plan",
        "/items/torbay-2005/2.14",
    )
    return Evidence(number, statement, 2, AT, "R. One", AT, None, now)


def question(number: int, who: str, heard: str = "") -> Question:
    return Question(number, written(f"Question {number}?"), written(who), written(heard))


def line(number: int, heading: str, **parts: object) -> Line:
    base = Line(number, heading, "", written(f"Line {number}"), Written(), Written(), (), ())
    return replace(base, **parts)  # type: ignore[arg-type]


@pytest.fixture
def visit(services: Services) -> Visit:
    """A visit to Torbay with lines under three headings."""
    council = services.data.vocabulary().councils["torbay"]
    return Visit(
        id="abc123",
        council=council,
        title="Peer review of Torbay",
        starts=date(2027, 1, 11),
        ends=date(2027, 1, 14),
        themes=("assessment",),
        status="preparing",
        changed=1,
        team=(Member(1, "one", "R. One"), Member(2, "two", "")),
        lines=(
            line(1, "practice", evidence=(evidence(1), evidence(2, "Statement two, corrected."))),
            line(
                2,
                "outcomes",
                note=written("Seen twice."),
                verdict=written("strength"),
                questions=(
                    question(1, "Team manager, reviewing officers", "Weekly."),
                    question(2, "team  MANAGER; Director"),
                ),
            ),
            line(3, "outcomes", wording=Written(), questions=(question(3, ""),)),
        ),
        unsorted=(evidence(3),),
    )


def pages(part: Part) -> list[str]:
    return [page.title for page in part.pages]


def themed(part: Part) -> set[str]:
    return {page.link for page in part.pages}


def joined(pack: Pack) -> set[str]:
    """The headings under which pages stand that were put together with another, and gaps."""
    blocks = [b for _, page in pack.pages for b in page.blocks if isinstance(b, Text)]
    return {block.text for block in blocks if block.kind == "head"} | {NOTHING_ON}


def block_of(page: Page, kind: type) -> list[object]:
    return [block for block in page.blocks if isinstance(block, kind)]


def test_a_visit_pack_holds_all_contents_in_order(services: Services, visit: Visit) -> None:
    pack = services.packs.visit_pack(visit, CONTENTS, BASE)
    assert [part.key for part in pack.parts] == list(CONTENTS)
    assert pack.confidential
    assert pack.title == "Peer review of Torbay"
    for expected in ("Torbay, 11 January 2027 to 14 January 2027", "R. One and two", "assessment"):
        assert expected in pack.subtitle
    assert pack.link == f"{BASE}/visits/abc123"
    check(pack)


def test_the_public_parts_keep_to_the_themes_of_the_visit(services: Services, visit: Visit) -> None:
    pack = services.packs.visit_pack(visit, CONTENTS, BASE)
    parts = {part.key: part for part in pack.parts}
    charted = [chart.link for chart in pack.charts if chart.link in themed(parts["themes"])]
    assert charted
    for link in charted:
        view = services.indicators.view(IndicatorState.from_query(urlsplit(link).query))
        assert view.measure
        assert "assessment" in view.measure.themes
    text = " ".join(every_text(pack))
    assert "Counted here: its items on assessment alone." in text
    assert "Nothing on assessment in this plan." in text
    findings = {f.message: f for f in services.councils.view("torbay").findings}
    for page in parts["findings"].pages:
        for block in page.blocks:
            if isinstance(block, Points):
                assert all("assessment" in findings[p.text].themes for p in block.points)


def test_without_themes_all_of_them_are_told(services: Services, visit: Visit) -> None:
    pack = services.packs.visit_pack(replace(visit, themes=("gone",)), ["themes"], BASE)
    worded = [t.partition(":")[0] for t in pages(pack.parts[0]) if "what the plans" in t]
    assert worded == [theme.name for theme in services.data.vocabulary().themes.values()]
    assert "Themes: all" in pack.subtitle


def test_a_full_visit_pack_is_of_a_size_to_carry(services: Services, visit: Visit) -> None:
    pack = services.packs.visit_pack(replace(visit, themes=()), CONTENTS, BASE)
    assert len(list(pack.pages)) > 30
    everything = services.packs.visit_pack(
        replace(visit, themes=()), CONTENTS, BASE, everything=True
    )
    brief, whole = fitted(pack), fitted(everything)
    slides = [sum(len(leaves_of(*page)) for page in made.pages) for made in (brief, whole)]
    assert slides[0] + 2 <= MOST_SLIDES < slides[1]
    titles = {page.title for _part, page in brief.pages}
    # The team's own words stay; what goes is named, and where it is.
    assert {"Line 1", "Line 2", "Team manager", "Director"} <= titles | joined(brief)
    *_, (_part, last) = brief.pages
    assert last.title == LEFT_OUT
    assert last.link == f"{BASE}/visits/abc123/pack.xlsx"
    left = {page.title for _part, page in pack.pages} - titles
    text = " ".join(block.text for block in last.blocks if isinstance(block, Text))
    assert left
    gone = [title for title in left if title not in joined(brief)]
    assert [title for title in gone if title in text]
    assert all(title in text for title in gone) or " more." in text


def test_lines_stand_under_their_headings(services: Services, visit: Visit) -> None:
    part = lines(visit, Ledger({}), BASE)
    assert pages(part) == [
        "3 lines of enquiry, under 2 of 5 headings",
        "Line 2",
        NO_WORDING,
        "Line 1",
        "Evidence on no line yet",
    ]
    table = block_of(part.pages[0], Table)[0]
    assert isinstance(table, Table)
    assert table.caption == "3 lines of enquiry under the five headings"
    outcomes, *others, practice = HEADINGS.values()
    assert table.rows == (
        (outcomes, "Line 2"),
        (outcomes, NO_WORDING),
        *((name, "No line under this heading.") for name in others),
        (practice, "Line 1"),
    )
    texts = [block.text for block in part.pages[1].blocks if isinstance(block, Text)]
    assert texts[0] == (
        "Outcomes and impact. Strength (R. One, 20 November 2026). "
        "2 questions: see the questions by interview."
    )
    assert "Notes (R. One, 20 November 2026): Seen twice." in texts
    assert "No view yet" in str(part.pages[3].blocks[0])
    assert all(block_of(page, Room) for page in part.pages[1:4])


def test_evidence_says_when_it_was_gathered_and_what_changed(visit: Visit) -> None:
    part = lines(visit, Ledger({}), BASE)
    first, second = (
        point for block in part.pages[3].blocks if isinstance(block, Points)
        for point in block.points
    )  # fmt: skip
    assert first.text == "Statement 1."
    gathered = "Gathered 20 November 2026 by R. One, data of 20 November 2026, version 2."
    assert Text(gathered, "note") in part.pages[3].blocks
    assert first.link == f"{BASE}/items/torbay-2005/2.14"
    assert first.source == "Action plan (January 2005), recommendation 2.14"
    assert "changed since; the portal now says: Statement two, corrected." in second.text


def test_questions_are_grouped_by_interview(visit: Visit) -> None:
    part = questions(visit)
    assert pages(part) == ["Team manager", "reviewing officers", "Director", NOBODY]
    manager = part.pages[0]
    (table,) = manager.blocks
    assert isinstance(table, Table)
    assert table.room
    assert table.rows == (
        ("Question 1?", "Line 2", "Weekly.\nR. One, 20 November 2026"),
        ("Question 2?", "Line 2", None),
    )


def test_nothing_written_is_said_and_leaves_room(services: Services, visit: Visit) -> None:
    bare = replace(visit, lines=(), unsorted=(), team=(), starts=None, ends=None, title="")
    pack = services.packs.visit_pack(bare, ["lines", "questions"])
    check(pack)
    assert pack.title == "Peer review: Torbay"
    assert "dates not set" in pack.subtitle
    assert "nobody yet" in pack.subtitle
    assert all(block_of(page, Room) for _, page in pack.pages)


def test_lines_are_chosen_and_notes_left_out(services: Services, visit: Visit) -> None:
    contents = ["lines", "questions"]
    chosen = services.packs.visit_pack(visit, contents, choice=VisitChoice(lines=(2,)))
    texts = " ".join(every_text(chosen))
    assert "Line 2" in texts
    assert "Line 1" not in texts
    assert "on no line yet" not in texts
    assert "Seen twice." in texts
    assert "Weekly." in texts
    bare = services.packs.visit_pack(visit, contents, choice=VisitChoice(notes=False))
    texts = " ".join(every_text(bare))
    for line in ("Line 1", "Line 2", "Question 1?"):
        assert line in texts
    for note in ("Seen twice.", "Weekly."):
        assert note not in texts
    check(bare)


def test_the_teams_lines_stay_before_the_portals_detail(services: Services, visit: Visit) -> None:
    many = tuple(line(n, "outcomes", evidence=(evidence(n),)) for n in range(10, 24))
    full = services.packs.visit_pack(replace(visit, lines=many, themes=()), CONTENTS, BASE)
    brief = fitted(full)
    titles = [page.title for _part, page in brief.pages]
    charts = [p.title for _, p in brief.pages if any(isinstance(b, Chart) for b in p.blocks)]
    assert [f"Line {n}" for n in range(10, 24) if f"Line {n}" in titles + sorted(joined(brief))]
    assert not charts or all(f"Line {n}" in {*titles, *joined(brief)} for n in range(10, 24))


def test_removed_lines_are_in_no_pack(services: Services, visit: Visit) -> None:
    gone = replace(visit, lines=(), unsorted=(), removed=visit.lines)
    text = " ".join(every_text(services.packs.visit_pack(gone, ["lines", "questions"])))
    assert "Line 2" not in text
    assert "Question" not in text.replace("Questions", "").replace("question has", "")


def test_why_a_line_is_suggested_is_the_portals_word_and_nobodys(visit: Visit) -> None:
    taken = line(9, "practice", why="41% (2024/25), rank 146 of 152.")
    part = lines(replace(visit, lines=(taken,), unsorted=()), Ledger({}))
    texts = [block.text for block in part.pages[1].blocks if isinstance(block, Text)]
    assert "Why the portal suggests it: 41% (2024/25), rank 146 of 152." in texts
    assert not [text for text in texts if text.startswith("Notes")]


def test_long_and_strange_wordings_stay_whole(visit: Visit) -> None:
    long = "Why " + "very " * 400 + "late?"
    odd = line(9, "no-such-heading", wording=written(long), verdict=written("other"))
    part = lines(replace(visit, lines=(odd,), unsorted=()), Ledger({}))
    assert len(part.pages[1].title) <= 222
    assert long in [block.text for block in part.pages[1].blocks if isinstance(block, Text)]


def test_a_council_that_has_gone_is_told(services: Services, visit: Visit) -> None:
    gone = replace(visit, council=replace(visit.council, key="gone"))
    with pytest.raises(NotFound):
        services.packs.visit_pack(gone, CONTENTS)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("", []),
        (" ; ,", []),
        ("Director", ["Director"]),
        ("Director,  Lead   member;director\nIRO", ["Director", "Lead member", "IRO"]),
    ],
)
def test_interviewees_are_read_from_a_list(who: str, expected: list[str]) -> None:
    assert interviewees(who) == expected


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], []),
        (["Title page"], ["Title page"]),
        (["Section A, 1", "Section A, 2", "B"], ["Section A, 1, 2", "B"]),
        ([f"Row T8, {n}" for n in range(1, 14)], ["Row T8, 1 to 13 (13 places)"]),
        (["Row T8", "Row T8, note"], ["Row T8", "Row T8, note"]),
    ],
)
def test_places_are_told_together(places: list[str], expected: list[str]) -> None:
    assert condensed(places) == expected
