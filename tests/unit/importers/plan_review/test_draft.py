"""A draft in a person's hands: columns, splits, merges, moves; what stays when it is reread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.importers.form_fields import ReviewError
from portal.importers.intake.paper import Cell, Row, Table
from portal.importers.intake.proposals import propose
from portal.importers.plan_review.buttons import confirm_shown, press
from portal.importers.plan_review.draft import (
    Draft,
    as_json,
    draft_of,
    from_json,
    paper_as_json,
    paper_from_json,
    read_again,
)
from portal.importers.plan_review.form import (
    PlanChoices,
    columns_chosen,
    form_values,
    leads_shown,
    reviewed,
)
from tests.support.council_plans import PERSON, paper, proposed

COUNCILS = {"torbay": "Torbay"}
CHOICES = PlanChoices(
    councils=COUNCILS,
    areas={"workforce": "Workforce", "management-oversight": "Oversight"},
    themes={"assessment": "Assessment", "supervision": "Supervision"},
    plans={},
    inspections={},
)


@pytest.fixture
def draft() -> Draft:
    return draft_of(proposed(paper()), COUNCILS)


def edited(draft: Draft, **fields: str) -> Draft:
    """The draft after a page's form was sent with some fields changed (`__` for `-`)."""
    changes = {name.replace("__", "-"): value for name, value in fields.items()}
    form = {**form_values(draft, range(len(draft.actions))), **changes}
    themes = {
        f"item-themes-{at}": item.values["themes"].split(";") if item.values["themes"] else []
        for at, item in enumerate(draft.items)
    }
    return reviewed(draft, form, themes, CHOICES)


def refs(draft: Draft) -> list[str]:
    return [action.values["ref"] for action in draft.live]


def summaries(draft: Draft) -> list[str]:
    return [action.values["summary"] for action in draft.live]


def chosen_lead(draft: Draft) -> tuple[Draft, Draft]:
    """The draft, and as it is once a person says that the column `Partners` holds the leads."""
    chosen = columns_chosen(draft, {"column-0-3": "lead"})
    assert chosen == {"partners": "lead"}
    return draft, read_again(draft, propose(proposed(paper()).paper, chosen), COUNCILS)


def test_a_form_sent_back_unchanged_changes_nothing(draft: Draft) -> None:
    assert edited(draft) == draft
    assert from_json(as_json(draft)) == draft
    content = proposed(paper()).paper
    assert paper_from_json(paper_as_json(content)) == content


def test_nobody_is_named_in_what_is_kept(draft: Draft) -> None:
    kept_texts = as_json(draft) + paper_as_json(proposed(paper()).paper)
    for word in (*PERSON.split(), "Quillfeather", "Oxenholme"):
        assert word not in kept_texts
    assert "WT, Head of Practice" in kept_texts
    assert draft.replaced["names"] == 6


def test_rows_follow_when_a_column_is_something_else(draft: Draft) -> None:
    before, after = chosen_lead(edited(draft, summary__1="Put supervision on the file"))
    assert [leads_shown(action.values) for action in before.actions] == [""] * 5
    assert [leads_shown(action.values) for action in after.actions] == [
        "WT (Head of Practice)",
        "PQ (Team Manager)",
        "BO (Head of Quality)",
        "WT (Head of Practice)",
        "BO (Head of Quality)",
    ]
    assert after.actions[1].values["summary"] == "Put supervision on the file"
    assert after.actions[1].confirmed
    kinds = {header: kind for _key, header, kind in after.tables[0].columns}
    assert kinds["Partners"] == "lead"


def test_one_column_alone_holds_the_actions(draft: Draft) -> None:
    chosen = columns_chosen(draft, {"column-0-7": "action"})
    again = read_again(draft, propose(proposed(paper()).paper, chosen), COUNCILS)
    assert "Begun in May." in summaries(again)
    assert "Give every worker supervision once a month" not in summaries(again)


def test_a_column_is_one_of_the_list(draft: Draft) -> None:
    with pytest.raises(ReviewError, match="choose what it is"):
        columns_chosen(draft, {"column-0-3": "password"})


@pytest.mark.parametrize("chosen_before", [True, False])
def test_two_columns_are_not_both_said_to_be_the_item(draft: Draft, chosen_before: bool) -> None:
    by_hand = {"column-0-3": "item", "column-0-7": "item"}
    if chosen_before:
        draft = replace(draft, chosen={"partners": "item"})
        by_hand.pop("column-0-3")
    with pytest.raises(ReviewError, match=r"“Partners” and “.+” are both said to be: Item"):
        columns_chosen(draft, by_hand)


def test_a_new_item_gives_way_to_one_that_a_person_made(draft: Draft) -> None:
    chosen = columns_chosen(draft, {"column-0-3": "item"})
    again = read_again(press(draft, "join", 1), propose(proposed(paper()).paper, chosen), COUNCILS)
    assert [item.values["ref"] for item in again.items] == ["1-2", "2", "3", "4", "5", "1"]


def test_what_was_split_or_merged_stays_when_rows_are_read_again(draft: Draft) -> None:
    split = press(edited(draft, as_printed__0="Plan it\nDo it"), "split", 0)
    assert summaries(split)[:2] == ["Plan it", "Do it"]
    assert refs(split)[:3] == ["1.1", "1.1-2", "1.2"]
    merged = press(split, "merge", 2)
    assert summaries(merged)[2] == (
        "Record each supervision on the child’s file Audit twenty files of supervision every "
        "quarter"
    )
    _before, again = chosen_lead(merged)
    assert summaries(again) == summaries(merged)
    assert [a.values["ref"] for a in again.actions if a.dropped] == ["1.3"]
    # So does a row that was taken in, and no number comes twice in an item.
    taken = press(draft, "take", 0)
    _before, again = chosen_lead(taken)
    assert summaries(again) == summaries(taken)
    assert again.left_out == taken.left_out
    numberless = read_again(split, propose(proposed(paper()).paper, {"ref": "other"}), COUNCILS)
    there = [(a.item, a.values["ref"]) for a in numberless.actions]
    assert len(there) == len(set(there)) == 6


def test_actions_are_left_out_taken_back_and_moved(draft: Draft) -> None:
    dropped = press(draft, "drop", 0)
    assert refs(dropped) == ["1.2", "1.3", "2.1", "2.2"]
    assert press(dropped, "restore", 0) == draft
    assert refs(press(draft, "down", 0)) == ["1.2", "1.1", "1.3", "2.1", "2.2"]
    assert refs(press(press(draft, "down", 0), "up", 1)) == refs(draft)
    for name, at in (("up", 0), ("down", 4), ("up", 3), ("merge", 4), ("split", 0), ("join", 0)):
        with pytest.raises(ReviewError):
            press(draft, name, at)
    with pytest.raises(ReviewError, match="not there any more"):
        press(draft, "drop", 99)


def test_an_item_begins_at_an_action_and_joins_the_one_before(draft: Draft) -> None:
    begun = press(draft, "item", 1)
    assert [item.values["ref"] for item in begun.items] == ["1", "1-2", "2"]
    assert [action.item for action in begun.actions] == [0, 1, 1, 2, 2]
    _before, again = chosen_lead(begun)
    assert [item.values["ref"] for item in again.items] == ["1", "1-2", "2"]
    assert [action.item for action in again.actions] == [0, 1, 1, 2, 2]
    back = press(begun, "join", 1)
    assert [action.item for action in back.actions] == [0, 0, 0, 1, 1]
    joined = press(draft, "join", 1)
    assert [action.item for action in joined.actions] == [0] * 5
    assert [item.values["title"] for item in joined.items] == ["Supervise social workers"]


def test_a_row_is_an_item_and_no_action(draft: Draft) -> None:
    made = press(draft, "as-item", 0)
    assert [(i.values["ref"], i.values["title"]) for i in made.items] == [
        ("1.1", "Give every worker supervision once a month"),
        ("2", "Reduce caseloads"),
    ]
    assert [(a.values["ref"], a.item) for a in made.live] == [
        ("1.2", 0), ("1.3", 0), ("2.1", 1), ("2.2", 1),
    ]  # fmt: skip
    last = press(made, "as-item", 2)
    assert [item.values["ref"] for item in last.items] == ["1.1", "1.3", "2"]
    assert [a.item for a in last.live] == [0, 2, 2]


def test_a_row_left_out_becomes_an_action(draft: Draft) -> None:
    with_total = draft_of(proposed(paper() + b"Total,5,,,,,,\n"), COUNCILS)
    (left,) = [row for row in with_total.left_out if row.reason == "total"]
    taken = press(with_total, "take", with_total.left_out.index(left))
    assert taken.live[-1].values["as_printed"] == left.text
    assert left not in taken.left_out


def test_summaries_are_confirmed_by_page_or_by_rewriting(draft: Draft) -> None:
    assert not any(action.confirmed for action in draft.actions)
    rewritten = edited(draft, summary__0="Supervise everybody monthly")
    assert [action.confirmed for action in rewritten.actions] == [True, *[False] * 4]
    shown = confirm_shown(draft, [0, 3])
    assert [action.confirmed for action in shown.actions] == [True, False, False, True, False]
    assert all(item.confirmed for item in shown.items)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"summary__0": "word " * 31}, "31 words"),
        ({"summary__0": ""}, "is empty"),
        ({"target_date__0": "31/06/2025"}, "existing day"),
        ({"report_date": "2025-02-30"}, "existing day"),
        ({"status__0": "gone"}, "choose one of the list"),
        ({"rag__0": "purple"}, "choose one of the list"),
        ({"council": "atlantis"}, "choose one of the list"),
        ({"item__area__0": "elsewhere"}, "choose one of the list"),
        ({"progress__0": "x" * 5001}, "at most 5000 characters"),
        ({"item__title__0": ""}, "title is empty"),
    ],
)
def test_what_a_field_cannot_hold_is_told(draft: Draft, fields: dict[str, str], words: str) -> None:
    with pytest.raises(ReviewError, match=words):
        edited(draft, **fields)


def test_a_name_that_a_person_types_is_replaced(draft: Draft) -> None:
    typed = edited(draft, leads__0=f"{PERSON}, Head of Practice", progress__0="Asked Dr Foxglove.")
    assert leads_shown(typed.actions[0].values) == "WT (Head of Practice)"
    assert "Foxglove" not in typed.actions[0].values["progress"]


def test_a_table_that_was_not_read_is_read_once_its_columns_are_chosen() -> None:
    header = ("Zeile", "Vorhaben", "Traeger", "Bis")
    rows = [header, ("1", "Train every manager", "Head of Practice", "June 2025")]
    cells = [Row(tuple(map(Cell, row)), f"table 2, row {n}") for n, row in enumerate(rows, 1)]
    content = proposed(paper()).paper
    both = replace(content, blocks=(*content.blocks, Table(tuple(cells), "table 2")))
    draft = draft_of(propose(both), COUNCILS)
    (table,) = [table for table in draft.tables if not table.is_plan]
    assert (table.place, table.headers, len(draft.live)) == ("table 2", header, 5)
    chosen = columns_chosen(draft, {"column-1-1": "action", "column-1-2": "lead"})
    again = read_again(draft, propose(both, chosen), COUNCILS)
    assert summaries(again)[5:] == ["Train every manager"]
    assert leads_shown(again.live[-1].values) == "Head of Practice"
    assert all(table.is_plan for table in again.tables)
