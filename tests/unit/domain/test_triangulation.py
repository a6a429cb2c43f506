"""Triangulation counts every piece under its kind of source, and says what is one-sided."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.domain.triangulation import SOURCES, triangulated
from portal.domain.visit_fields import OWN_KINDS
from portal.domain.visits import (
    KINDS,
    Entry,
    Evidence,
    Line,
    Question,
    Reference,
    Statement,
    Written,
)

DAY = datetime.fromisoformat("2026-11-30")
NOTHING = Written()


def gathered(kind: str, weighs: str = "") -> Evidence:
    statement = Statement(
        Reference(kind, "key"), title="t", statement="s", source="", document="", link="/"
    )
    return Evidence(
        1, statement, data_version=1, data_made_at=None, added_by="anna", added_at=DAY, line=1,
        weighs=weighs,
    )  # fmt: skip


def team(what: str, weighs: str = "") -> Entry:
    fields = {"what": Written(what), "weighs": Written(weighs)}
    return Entry(1, "evidence", parent=1, fields=fields, added_by="anna", added_at=DAY)


def line(
    evidence: tuple[Evidence, ...] = (),
    of_team: tuple[Entry, ...] = (),
    answers: tuple[Entry, ...] = (),
) -> Line:
    question = Question(2, NOTHING, who=NOTHING, heard=NOTHING, answers=answers)
    return Line(
        1, heading="outcomes", suggestion="", wording=NOTHING, note=NOTHING, verdict=NOTHING,
        questions=(question,), evidence=evidence, own_evidence=of_team,
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_gathered_is_a_figure_or_a_paper(kind: str) -> None:
    cells = triangulated(line((gathered(kind),))).cells
    assert [s for s in SOURCES if cells[s].pieces] in (["figures"], ["papers"])


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_every_kind_of_the_teams_own_counts_once(kind: str) -> None:
    cells = triangulated(line(of_team=(team(kind),))).cells
    assert sum(cell.pieces for cell in cells.values()) == 1


def test_answers_to_questions_count_and_what_they_speak_for() -> None:
    row = triangulated(
        line(
            (gathered("figure", "for"), gathered("chart"), gathered("plan", "against")),
            (team("case", "for"),),
            (team("interview", "for"), team("interview", "against"), team("observation")),
        )
    )
    assert {s: (c.pieces, c.speaking_for, c.against) for s, c in row.cells.items()} == {
        "figures": (2, 1, 0), "papers": (1, 0, 1), "people": (3, 1, 1), "cases": (1, 1, 0),
    }  # fmt: skip
    assert row.kinds == 4
    assert row.warning == "sources disagree"


@pytest.mark.parametrize(
    ("made", "warning"),
    [
        (line(), "no evidence yet"),
        (line((gathered("figure"), gathered("chart"))), "one kind of source only"),
        (line((gathered("figure", "for"),), (team("interview", "for"),)), ""),
        (line((gathered("figure", "for"),), (team("interview", "neither"),)), ""),
    ],
)
def test_what_is_one_sided_is_said(made: Line, warning: str) -> None:
    assert triangulated(made).warning == warning
