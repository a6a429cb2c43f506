"""The next report of a plan: which action is which, and what moved."""

from __future__ import annotations

from dataclasses import replace

from portal.importers.plan_review.draft import Draft, draft_of
from portal.importers.plan_review.reissue import (
    Former,
    all_moved,
    former_actions,
    is_report,
    matched,
    moved,
    noted,
    pair_problems,
    reported_status,
)
from portal.importers.plan_review.sheets import Names, plan_sheets, report_sheets
from tests.support.council_plans import LATER, ROWS, SEPTEMBER, paper, proposed

COUNCILS = {"torbay": "Torbay"}
FIRST = Names("torbay", "Torbay", "torbay-tracker", "torbay-2025")
WORDS = ("Achieved - embedding", "Achieved", "Under way")
SECOND = replace(FIRST, document="torbay-tracker-2")


def drafted(rows: object = ROWS, day: str = "30 June 2025") -> Draft:
    return draft_of(proposed(paper(rows, day)), COUNCILS)  # type: ignore[arg-type]


def loaded() -> tuple[dict[str, list[dict[str, str]]], list[Former]]:
    sheets = plan_sheets(drafted(), FIRST, is_new_council=False)
    names = ("plan", "item_ref", "ref", "summary", "as_printed", "target_text", "target_date")
    for row in sheets["actions"]:
        assert {name for name in names if name not in row} == set()
    return sheets, former_actions(sheets, FIRST.plan)


def test_a_new_report_is_noticed_and_every_change_listed() -> None:
    _sheets, former = loaded()
    draft = drafted(LATER, SEPTEMBER)
    assert is_report(draft, former)
    draft = matched(replace(draft, plan="torbay-2025"), former)
    assert [action.same_as for action in draft.actions] == [
        "1 / 1.1", "1 / 1.2", "1 / 1.3", "2 / 2.1", "",
    ]  # fmt: skip
    assert [(move.kind, move.line.action_ref) for move in moved(draft, former)] == [
        ("slipped", "1.3"),
        ("gone", "2.2"),
        ("new", "2.3"),
        ("better", "1.3"),
        ("completed", "1.1"),
    ]
    comments = [(m.line.action_ref, m.before, m.after) for m in all_moved(draft, former)[5:]]
    assert comments == [
        ("1.1", "Begun in May.", "All teams have it."),
        ("1.3", "", "Ten files audited."),
    ]


def test_an_action_whose_status_is_not_stated_is_not_new_in_the_next_report() -> None:
    silent = (*ROWS[:4], (*ROWS[4][:5], "", "", ""))
    sheets = plan_sheets(drafted(silent), FIRST, is_new_council=False)
    assert len(sheets["progress"]) == len(ROWS)
    stating = [row for row in sheets["progress"] if row["status"] != "not_stated"]
    for progress in (sheets["progress"], stating):
        former = former_actions({**sheets, "progress": progress}, FIRST.plan)
        draft = matched(replace(drafted(silent), plan=FIRST.plan), former)
        assert moved(draft, former) == ()


def test_what_is_gone_is_gone_once() -> None:
    sheets, former = loaded()
    draft = matched(replace(drafted(LATER, SEPTEMBER), plan="torbay-2025"), former)
    after = report_sheets(draft, SECOND, sheets, former)
    third = matched(
        replace(drafted(LATER, "31 December 2025"), plan="torbay-2025"),
        now := former_actions(after, FIRST.plan),
    )
    assert "2 / 2.2" in {other.key for other in now}
    assert moved(third, now) == ()


def test_another_plan_is_none() -> None:
    _sheets, former = loaded()
    other = [(*row[:2], f"Something else altogether, number {n}", *row[3:])
             for n, row in enumerate(ROWS)]  # fmt: skip
    assert not is_report(drafted(other), former)


def test_references_that_changed_are_matched_by_likeness_and_doubted() -> None:
    _sheets, former = loaded()
    rows = [
        (f"A{n}", row[1], row[2].replace("every", "each"), *row[3:]) for n, row in enumerate(ROWS)
    ]
    draft = matched(replace(drafted(rows), plan="torbay-2025"), former)
    assert draft.actions[0].same_as == "1 / 1.1"
    assert draft.actions[0].doubtful_pair
    assert not draft.actions[1].doubtful_pair


def test_the_folder_keeps_what_it_had_and_gains_the_report() -> None:
    sheets, former = loaded()
    draft = matched(replace(drafted(LATER, SEPTEMBER), plan="torbay-2025"), former)
    after = report_sheets(draft, SECOND, sheets, former)
    by_ref = {row["ref"]: row for row in after["actions"]}
    assert sorted(by_ref) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    assert by_ref["1.1"]["status"] == "completed"
    assert by_ref["1.3"]["target_date"] == "2025-05-31"  # the plan's own stays
    report = [row for row in after["progress"] if row["report_date"] == "2025-09-30"]
    assert {row["document"] for row in report} == {"torbay-tracker-2"}
    assert {row["action_ref"]: row["target_date"] for row in report}["1.3"] == "2025-11-30"
    assert len(after["progress"]) == len(sheets["progress"]) + 5


def test_a_paper_of_a_day_that_is_reported_corrects_that_report() -> None:
    sheets, former = loaded()
    second = matched(replace(drafted(LATER, SEPTEMBER), plan="torbay-2025"), former)
    before = report_sheets(second, SECOND, sheets, former)
    assert noted(second, sheets) == second
    again = matched(second, now := former_actions(before, FIRST.plan))
    assert "A report of this day is loaded already" in noted(again, before).notes[-1]
    first, *others = again.actions
    mended = replace(
        again, actions=(first.changed(progress="Mended", status="in_progress"), *others)
    )
    after = report_sheets(mended, replace(SECOND, document="torbay-tracker-3"), before, now)
    assert len(after["progress"]) == len(before["progress"])
    lines = [
        (row["progress"], row["status"], row["document"])
        for row in after["progress"]
        if (row["action_ref"], row["report_date"]) == ("1.1", "2025-09-30")
    ]
    assert lines == [("Mended", "in_progress", "torbay-tracker-3")]
    assert next(row for row in after["actions"] if row["ref"] == "1.1")["status"] == "in_progress"


def test_an_older_report_leaves_statuses_as_they_are() -> None:
    sheets, former = loaded()
    draft = matched(replace(drafted(LATER, "31 March 2025"), plan="torbay-2025"), former)
    after = report_sheets(draft, SECOND, sheets, former)
    assert next(row for row in after["actions"] if row["ref"] == "1.1")["status"] == "in_progress"


def test_pairs_that_cannot_be_are_told() -> None:
    _sheets, former = loaded()
    draft = matched(replace(drafted(), plan="torbay-2025"), former)
    assert pair_problems(draft, former) == []
    first, second, *others = draft.actions
    twice = replace(draft, actions=(first, replace(second, same_as=first.same_as), *others))
    assert "another action is 1 / 1.1 already" in pair_problems(twice, former)[0]
    gone = replace(draft, actions=(replace(first, same_as="9 / 9"), second, *others))
    assert "has no action 9 / 9" in pair_problems(gone, former)[0]


def test_words_of_a_status_say_more_than_in_progress() -> None:
    def status(printed: str, meant: str = "in_progress") -> str:
        return reported_status({"status": meant, "status_printed": printed})

    assert status("Amber - awaiting sign-off") == "awaiting_sign_off"
    assert status("Overdue") == "overdue"
    assert status("In progress") == "in_progress"
    assert status("Complete, signed off", "completed") == "completed"


VERBS = ("Audit", "Recruit", "Train", "Review", "Record", "Agree", "Publish", "Monitor", "Visit")
THINGS = (
    "caseloads of the assessment teams", "supervision notes of social workers", "adoption matching",
    "placements near to home", "health plans of children in care", "the offer to care leavers",
    "early help cases that step up", "interviews after missing episodes", "minutes of conferences",
)  # fmt: skip


def large(count: int = 120) -> list[list[str]]:
    """A tracker of so many actions, no two of which say the same."""
    return [
        [f"{n // 9 + 1}.{n % 9 + 1}", f"{n // 9 + 1} Area number {n // 9 + 1}",
         f"{VERBS[n % 9]} {THINGS[(n * 4 + n // 9) % 9]} in district {n}, round {n * 7}",
         "", "31 March 2026", "In progress", "Amber", "Begun."]
        for n in range(count)
    ]  # fmt: skip


def test_of_a_large_tracker_every_change_is_found_and_none_invented() -> None:
    before = large()
    after = [list(row) for row in before]
    expected: set[tuple[str, str]] = set()
    for n in (3, 20, 41, 77, 118):
        after[n][5:7] = ["Complete", "Green"]
        expected.add(("completed", before[n][0]))
    for n in (5, 20, 60, 99):
        after[n][4] = "30 September 2026"
        expected.add(("slipped", before[n][0]))
    for n in (8, 61):
        after[n][4] = "31 January 2026"
        expected.add(("earlier", before[n][0]))
    for n in (10, 62, 100):
        after[n][6] = "Red"
        expected.add(("worse", before[n][0]))
    for n in (12, 63):
        after[n][2] += ", and report to the board"
        expected.add(("reworded", before[n][0]))
    for n in (14, 64):
        after[n][7] = "Another comment, which is no change of its own."
    gone = (30, 88)
    expected |= {("gone", before[n][0]) for n in gone}
    after = [row for n, row in enumerate(after) if n not in gone]
    after.append([*before[-1][:1], *before[-1][1:]])
    after[-1][0], after[-1][2] = "14.7", "Commission a helpline for foster carers at weekends"
    expected.add(("new", "14.7"))
    sheets = plan_sheets(drafted(before), FIRST, is_new_council=False)
    former = former_actions(sheets, FIRST.plan)
    draft = replace(drafted(after, SEPTEMBER), plan=FIRST.plan)
    assert is_report(draft, former)
    draft = matched(draft, former)
    moves = moved(draft, former)
    assert {(move.kind, move.line.action_ref) for move in moves} == expected
    assert len(moves) == len(expected)


def test_a_word_of_a_status_means_what_it_meant_in_the_report_before() -> None:
    def paper_of(*key: str, day: str = "30 June 2025") -> Draft:
        rows = [[*row[:5], status, "", ""] for row, status in zip(ROWS, WORDS, strict=False)]
        return drafted([*rows, *([text, *[""] * 7] for text in key)], day)

    def statuses(draft: Draft) -> list[str]:
        return [action.values["status"] for action in draft.actions]

    first = paper_of("Achieved - embedding: done, waiting to be signed off")
    assert statuses(first) == ["in_progress", "completed", "in_progress"]
    former = former_actions(plan_sheets(first, FIRST, is_new_council=False), FIRST.plan)
    silent = paper_of(day=SEPTEMBER)
    assert statuses(silent) == ["completed", "completed", "in_progress"]
    read = matched(replace(silent, plan=FIRST.plan), former)
    assert statuses(read) == statuses(first)
    assert read.actions[0].doubts[-1] == (
        "status: “Achieved - embedding” was in progress in the report before, so here"
    )
    assert moved(read, former) == ()
    # What a person chose stays, and so does what the paper's own key says.
    chosen = replace(silent.actions[0], edited=("status",))
    by_hand = replace(silent, actions=(chosen, *silent.actions[1:]))
    assert statuses(matched(by_hand, former)) == statuses(silent)
    explained = paper_of("Achieved - embedding: completed and in daily use", day=SEPTEMBER)
    assert statuses(matched(explained, former)) == statuses(silent)
