"""Rules about words, dates, references and the numbers of items."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.findings import RULES, Evidence, find_all
from portal.domain.findings.dates import (
    announced_late,
    done_after,
    figures_after,
    inspection_dates,
    reports_before_their_date,
    targets_before,
)
from portal.domain.findings.plans import item_counts, references
from portal.domain.findings.reading import dates_in, span, speaks_of_future, stems
from portal.domain.findings.words import all_on_target, directions, statuses, targets_differ
from tests.support.values import printed

COMMON: dict[str, Any] = {
    "council": "torbay",
    "council_name": "Torbay",
    "document": "paper",
    "area": "workforce",
    "themes": "",
    "place": "Section 1",
    "note": "",
}


def target(value: float | None = 5.0, **changes: Any) -> Any:
    """An undated target of 5%, low is best, beside a status."""
    given = {
        **COMMON,
        "indicator": "ni062",
        "name": "Placements",
        "unit": "percent",
        "polarity": "low",
        "published": "2011-10-26",
        "due": None,
        "due_text": "",
        "value": value,
        "decimals": 1,
        "value_upper": None,
        "place": "NI062 page, box target",
        "indicator_note": "Status printed: on target; since the last period: N/a.",
    }
    return SimpleNamespace(**{**given, **changes})


def figure(value: float, **changes: Any) -> Any:
    """A cumulative figure of the same indicator."""
    given = {
        "indicator": "ni062",
        "basis": "cumulative",
        "period_start": date(2011, 4, 1),
        "period_end": date(2011, 9, 30),
        "document": "paper",
        "published": "2011-10-26",
        "place": "NI062 page, box latest",
        "polarity": "low",
        "name": "Placements",
    }
    return printed(value, **{**given, **changes})


def row(**changes: Any) -> Any:
    """An action, milestone or statement of Torbay's plan of January 2005."""
    given = {
        **COMMON,
        "plan": "torbay-2005",
        "published": "2005-01",
        "item": "2.5",
        "item_title": "Safeguarding board",
        "ref": "a",
        "kind": "progress",
        "summary": "Hold a workshop.",
        "target_text": "",
        "target_date": None,
        "status": "completed",
        "status_evidence": "",
        "action_ref": "",
    }
    return SimpleNamespace(**{**given, **changes})


def messages(found: Any) -> list[str]:
    return [finding.message for finding in found]


def test_on_target_above_a_low_is_good_target_is_told() -> None:
    (finding,) = statuses(Evidence(values=(figure(6.0),), targets=(target(),)))
    assert finding.message == (
        "the status printed is “on target”; 6.0% stands beside a target of 5.0%, and low is best."
    )
    assert (finding.value_a, finding.value_b) == ("6.0", "5.0")
    assert finding.place_b == "NI062 page, box target"


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (5.0, {}),
        (4.0, {}),
        (6.0, {"polarity": "high"}),
        (6.0, {"polarity": "none"}),
        (6.0, {"value": None}),
        (6.0, {"due_text": "2011/12"}),
        (6.0, {"indicator_note": ""}),
        (6.0, {"indicator_note": "Status printed: well below target."}),
        (6.0, {"indicator_note": "Status printed: off target."}),
    ],
)
def test_a_status_that_the_figures_bear_out_is_left_alone(
    value: float, changes: dict[str, Any]
) -> None:
    found = statuses(Evidence(values=(figure(value),), targets=(target(**changes),)))
    assert list(found) == []


def test_off_target_is_told_where_the_target_is_met() -> None:
    note = "Status printed: off target."
    evidence = Evidence(values=(figure(4.0),), targets=(target(indicator_note=note),))
    assert len(list(statuses(evidence))) == 1


def test_of_two_values_the_one_beside_the_target_is_held_against_it() -> None:
    text = figure(2.6, place="NI062 page, commentary")
    assert len(list(statuses(Evidence((text, figure(6.0)), (target(),))))) == 1
    box = figure(2.6)
    text = figure(6.0, place="NI062 page, commentary")
    assert list(statuses(Evidence((text, box), (target(),)))) == []


@pytest.mark.parametrize(
    ("said", "before", "now", "polarity", "found"),
    [
        ("improved", 55.5, 57.7, "high", False),
        ("improved", 57.7, 55.5, "high", True),
        ("improved", 57.7, 55.5, "low", False),
        ("worse", 57.7, 55.5, "low", True),
        ("declining", 57.7, 55.5, "high", False),
        ("improved", 57.7, 57.7, "high", False),
        ("N/a", 57.7, 55.5, "high", False),
    ],
)
def test_a_direction_is_held_against_the_last_two_figures(
    said: str, before: float, now: float, polarity: str, found: bool
) -> None:
    same = {"polarity": polarity, "indicator_note": f"Status printed: below target, {said}."}
    values = (figure(before, period_end=date(2011, 8, 31), **same), figure(now, **same))
    told = list(directions(Evidence(values=values)))
    assert bool(told) is found
    if found:
        assert f"{before}% to {now}%" in told[0].message


def claim(**changes: Any) -> Any:
    return row(item="", summary="The report calls all of it on target.", **changes)


def test_all_on_target_is_held_against_figures_in_the_cell_of_their_target() -> None:
    cell = target(8, decimals=0, place="Column 2", due_text="Within 6 months")
    values = (figure(10.7, place="Column 2"),)
    (finding,) = all_on_target(Evidence(values, (cell,), statements=(claim(),)))
    assert finding.message == (
        "the report calls all that is left on target; 10.7% stands beside a target of 8%, and "
        "low is best."
    )
    assert (finding.plan, finding.value_b) == ("torbay-2005", "all on target")
    met = Evidence((figure(7.9, place="Column 2"),), (cell,), statements=(claim(),))
    elsewhere = Evidence((figure(10.7),), (cell,), statements=(claim(),))
    other = Evidence(values, (cell,), statements=(claim(document="another"),))
    of_an_item = Evidence(values, (cell,), statements=(row(summary="All of it is on target."),))
    for silent in (met, elsewhere, other, of_an_item, Evidence(values, (cell,))):
        assert list(all_on_target(silent)) == []


def test_a_current_target_and_another_for_the_same_year_are_told() -> None:
    year = target(12, decimals=0, due=date(2012, 3, 31), due_text="2011/12")
    assert messages(targets_differ(Evidence(targets=(target(), year)))) == [
        "the current target is printed as 5.0%, and the target for 2011/12 as 12%."
    ]
    for other in (
        target(5, due=date(2012, 3, 31)),
        target(4, due=date(2013, 3, 31)),
        target(4, due=None, due_text="Within 3 months"),
        target(12, due=date(2012, 3, 31), value_upper=15),
    ):
        assert list(targets_differ(Evidence(targets=(target(), other)))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"status_evidence": "Workshop held on 19 April 2005"},
        {"target_text": "Completed", "summary": "Workshop on 19 April 2005 on the board."},
        {"target_text": "1st phase completed 19 April 2005"},
    ],
)
def test_an_event_reported_as_done_after_the_document_is_told(changes: dict[str, Any]) -> None:
    (finding,) = done_after(Evidence(actions=(row(**changes),)))
    assert finding.message == (
        "an event of 19 April 2005 is reported as done; the document is dated January 2005."
    )
    assert finding.subject == "2.5 Safeguarding board, Torbay"
    assert (finding.plan, finding.item) == ("torbay-2005", "2.5")


@pytest.mark.parametrize(
    "changes",
    [
        {"status_evidence": "Workshop held in January 2005"},
        {"status_evidence": "Workshop held; reports to the director February 2005"},
        {"status_evidence": "Completed by April 2005"},
        {"status_evidence": "Workshop held on 19 April 2005", "status": "in_progress"},
        {"target_text": "April 2005", "target_date": date(2005, 4, 30)},
    ],
)
def test_earlier_planned_and_unfinished_events_are_left_alone(changes: dict[str, Any]) -> None:
    assert list(done_after(Evidence(actions=(row(**changes),)))) == []


def test_progress_and_milestones_are_read_too_and_an_item_is_told_once() -> None:
    statement = row(summary="The protocol was launched in March 2005.")
    assert len(list(done_after(Evidence(statements=(statement, statement))))) == 1
    milestone = row(outcome="achieved March 2005")
    assert len(list(done_after(Evidence(milestones=(milestone,))))) == 1
    for silent in (
        row(summary="The protocol is to be launched in March 2005.", kind="progress"),
        row(summary="The protocol was launched in March 2005.", kind="outcome"),
        row(summary="It was launched on 9 November.", kind="progress"),
    ):
        assert list(done_after(Evidence(statements=(silent,)))) == []


def test_figures_after_their_document_are_told_once_a_date() -> None:
    late = {"period_end": date(2011, 11, 14), "unit": "count", "decimals": 0}
    values = (figure(249, name="Plans", **late), figure(249, name="Children in care", **late))
    (finding,) = figures_after(Evidence(values=values))
    assert finding.message == (
        "249 (plans and children in care) is dated 14 November 2011; "
        "the document is dated 26 October 2011."
    )
    assert list(figures_after(Evidence(values=(figure(249),)))) == []
    doubtful = figure(249, reading="doubtful", raw_text="below 250", **late)
    assert list(figures_after(Evidence(values=(doubtful,)))) == []


def plan(**changes: Any) -> Any:
    given = {
        **COMMON,
        "plan": "torbay-2005",
        "title": "Plan",
        "published": "2005-01",
        "status": "final",
        "answers": "csci",
    }
    return SimpleNamespace(**{**given, **changes})


@pytest.mark.parametrize(
    ("status", "changes", "found"),
    [
        ("final", {}, 1),
        ("draft", {}, 1),
        ("progress report", {}, 0),
        ("final", {"status": "completed"}, 0),
        ("final", {"target_date": date(2005, 1, 31)}, 0),
        ("final", {"outcome": "raised in December"}, 0),
    ],
)
def test_a_target_before_its_plan_is_told(status: str, changes: dict[str, Any], found: int) -> None:
    given = {"status": "not_stated", "target_date": date(2004, 12, 31), "target_text": "Dec 2004"}
    milestone = row(**{**given, **changes})
    told = list(targets_before(Evidence(plans=(plan(status=status),), milestones=(milestone,))))
    assert len(told) == found
    if found:
        assert told[0].message == (
            "the target is Dec 2004; the plan is dated January 2005, "
            "and nothing says that it was met."
        )


@pytest.mark.parametrize(
    ("note", "status", "day", "found"),
    [
        ("text still speaks of it in the future", "not_stated", 30, 1),
        ("the session will take place", "not_started", 30, 1),
        ("text says it will have taken place", "not_stated", 30, 0),
        ("", "not_stated", 30, 0),
        ("text still speaks of it in the future", "completed", 30, 0),
    ],
)
def test_what_is_announced_when_its_day_had_passed_is_told(
    note: str, status: str, day: int, found: int
) -> None:
    action = row(note=note, status=status, target_date=date(2004, 12, day))
    told = list(announced_late(Evidence(actions=(action,))))
    assert len(told) == found
    later = row(note=note, status=status, target_date=date(2005, 1, 30))
    assert list(announced_late(Evidence(actions=(later,)))) == []


def visit(**changes: Any) -> Any:
    given = {
        **COMMON,
        "inspection": "one",
        "inspectorate": "Ofsted",
        "title": "announced inspection",
        "kind": "",
        "inspected": "2010-09",
        "judgement": "inadequate",
        "document": "paper-2011",
    }
    return SimpleNamespace(**{**given, **changes})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ofsted's inspection of November 2010 judged services inadequate.", 1),
        ("Ofsted's inspection of September 2010 judged services inadequate.", 0),
        ("Ofsted's inspection of July 2010 found weaknesses.", 0),
        ("The inspection of November 2010 judged services inadequate.", 0),
        ("Services were inadequate in November 2010, says Ofsted.", 0),
    ],
)
def test_an_inspection_is_known_by_inspectorate_and_judgement(text: str, found: int) -> None:
    evidence = Evidence(inspections=(visit(),), statements=(row(summary=text),))
    told = messages(inspection_dates(evidence))
    assert told == ["one place says September 2010, another November 2010."] * found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The peer review of adoption ended on 22 May 2012.", 1),
        ("The peer review of adoption ended on 22 June 2012.", 0),
        ("The peer review of safeguarding ended on 22 May 2012.", 0),
        ("The peer review of adoption of 22 May 2012 was good.", 0),
    ],
)
def test_a_review_is_known_by_its_subject(text: str, found: int) -> None:
    review = visit(
        kind="review",
        title="adoption diagnostic",
        inspected="2012-06-18",
        judgement="",
        inspectorate="BAAF",
    )
    evidence = Evidence(inspections=(review,), statements=(row(summary=text),))
    told = messages(inspection_dates(evidence))
    assert told == ["one place says 18 June 2012, another 22 May 2012."] * found


def test_a_report_cannot_be_presented_before_its_date() -> None:
    shown = row(item="", summary="The inspection report was presented in November 2003.")
    dated = row(item="", summary="The list of papers dates the SSI report July 2004.")
    assert messages(reports_before_their_date(Evidence(statements=(shown, dated)))) == [
        "it was presented in November 2003 and is dated July 2004."
    ]
    earlier = row(item="", summary="The list of papers dates the SSI report October 2003.")
    other = row(item="", plan="another", summary=dated.summary)
    for silent in (earlier, other):
        assert list(reports_before_their_date(Evidence(statements=(shown, silent)))) == []


NOTE = 'Printed cross-references "(2.1)" for the analysis of current work and "(9.9)" for plans do'


def action(ref: str, summary: str, **changes: Any) -> Any:
    given = {"item": f"AFI {ref[0]}", "ref": ref, "summary": summary, "place": f"row {ref}"}
    return row(**{**given, **changes})


def test_references_to_something_else_or_to_nothing_are_told() -> None:
    actions = (
        action("1.1", "Analyse caseloads."),
        action("1.4", "Agree the framework.", note=f"{NOTE} not fit."),
        action("2.1", "Check the quality of supervision."),
    )
    found = list(references(Evidence(actions=actions)))
    assert messages(found) == [
        "1.4 refers to 2.1 for analysis of current work; 2.1 is: Check the quality of supervision.",
        "1.4 refers to 9.9 for plans; the plan has no 9.9.",
    ]
    assert (found[0].place_a, found[0].place_b) == ("row 1.4", "row 2.1")


def test_references_that_fit_or_cannot_be_judged_are_left_alone() -> None:
    note = 'Printed "(2.1)" for the quality of supervision.'
    fitting = (action("1.4", "Agree.", note=note), action("2.1", "Check supervision."))
    nowhere = (action("1.4", "Agree.", note=note), action("2.1", "Something else."))
    for actions in (fitting, nowhere):
        assert list(references(Evidence(actions=actions))) == []


def test_plans_of_different_length_that_answer_one_inspection_are_told() -> None:
    def item(key: str, number: int, parent: str = "") -> Any:
        return row(plan=key, item=f"P{number}", parent_ref=parent, kind="project", summary="")

    plans = (plan(plan="old", published="2011-10"), plan(plan="new", published="2012-07"))
    items = [item("old", n) for n in range(8)] + [item("new", n) for n in range(7)]
    items.append(item("new", 9, parent="P1"))
    assert messages(item_counts(Evidence(plans=plans, items=tuple(items)))) == [
        "the plan of October 2011 has 8 projects, that of July 2012 7 projects."
    ]
    assert list(item_counts(Evidence(plans=plans, items=tuple(items[1:])))) == []
    apart = (plans[0], plan(plan="new", published="2012-07", answers="other"))
    assert list(item_counts(Evidence(plans=apart, items=tuple(items)))) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 19 April 2005", [("19 April 2005", date(2005, 4, 19), date(2005, 4, 19))]),
        ("in february 2004", [("February 2004", date(2004, 2, 1), date(2004, 2, 29))]),
        ("31 April 2005", [("April 2005", date(2005, 4, 1), date(2005, 4, 30))]),
        ("9 November", []),
        ("2004", []),
        ("", []),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_written(text: str, days: list[Any]) -> None:
    assert [(d.text, d.first, d.last) for d in dates_in(text)] == days


def test_spans_words_of_the_future_and_stems() -> None:
    assert span("2012-02") == (date(2012, 2, 1), date(2012, 2, 29))
    assert span("2012") == (date(2012, 1, 1), date(2012, 12, 31))
    assert span("2012-07-05") == (date(2012, 7, 5), date(2012, 7, 5))
    assert span("") is None
    assert speaks_of_future("An audit is to start in May.")
    assert not speaks_of_future("An audit was held in May.")
    assert stems("The analysis of current work") == {"analy", "work"}


def test_rules_have_names_kinds_and_explanations_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.name == rule.name.lower().replace(" ", "-")
        assert len(rule.title.split()) <= 8
        assert rule.explains.endswith(".")


def test_without_evidence_nothing_is_found_and_alike_findings_are_told_once() -> None:
    assert find_all(Evidence()) == ()
    twice = printed(73.1, numerator=46, denominator=97)
    assert len(find_all(Evidence(values=(twice, twice)))) == 1
