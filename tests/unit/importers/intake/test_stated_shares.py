"""Shares that a paper states of all its actions: which sentences give one, and which none."""

from __future__ import annotations

from datetime import date

import pytest

from portal.importers.intake.paper import Cell, Paper, Row, Table, Text
from portal.importers.intake.stated_shares import stated_shares

DAY = date(2025, 9, 30)


def stated(*sentences: str, actions: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    blocks = tuple(Text(text, 0, f"paragraph {n}") for n, text in enumerate(sentences, 1))
    shares = stated_shares(Paper("plan.docx", blocks), actions, DAY)
    return [(share.about, share.value) for share in shares]


@pytest.mark.parametrize(
    ("sentence", "share"),
    [
        ("Position at 30 September 2025. 62% of actions are complete.", ("completed", "62")),
        ("In all, 62.5 per cent of the 34 actions have been completed", ("completed", "62.5")),
        ("21 out of 34 actions (62%) are now green; more follows", ("green", "62")),
        ("Actions overdue: 12%", ("overdue", "12")),
        ("5% of our actions in the plan are awaiting sign-off", ("awaiting_sign_off", "5")),
        ("8%  of actions not started\nNext line", ("not_started", "8")),
        ("As decided, 62% of actions are marked as completed", ("completed", "62")),
        ("By Sept. 2025 the 62% of actions are completed", ("completed", "62")),
    ],
)
def test_a_share_is_found_with_what_it_is_of(sentence: str, share: tuple[str, str]) -> None:
    assert stated(sentence) == [share]


@pytest.mark.parametrize(
    "sentence",
    [
        "In June 62% of actions were complete",
        "By 31 Aug 62% of actions were complete",
        "We will have 90% of actions complete",
        "Ensure that 90% of actions are complete",
        "Up from last quarter, 62% of actions are green",
        "62% of assessments are complete",
        "62% of actions from audits are complete",
        "62% of actions are complete or on track",
        "162% of actions are complete",
        "62% of actions are not complete",
    ],
)
def test_what_is_said_of_something_else_is_none(sentence: str) -> None:
    assert stated(sentence) == []


def test_two_figures_for_one_thing_are_none_and_one_said_twice_is_one() -> None:
    first, second = "62% of actions are complete", "65% of actions are complete"
    assert stated(first, second, "5% of actions are red") == [("red", "5")]
    assert stated(first, first) == [("completed", "62")]


def test_words_of_an_action_are_no_statement_of_the_paper() -> None:
    row = Row((Cell("1"), Cell("Check that 62% of actions are complete")), "table 1, row 2")
    paper = Paper("plan.docx", (Table((row,), "table 1"),))
    assert stated_shares(paper, ("table 1, row 2",), DAY) == ()
    (share,) = stated_shares(paper, (), DAY)
    assert (share.words, share.place) == ("62% of actions are complete", "table 1, row 2")
