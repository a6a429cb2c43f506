"""Rules of enquiry about plans, and how suggestions are chosen and ordered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.domain.lines_of_enquiry import MOST, RULES, CouncilEvidence, suggest
from portal.domain.lines_of_enquiry.evidence import Noticed, PlanStatement, Stage
from portal.domain.lines_of_enquiry.phrases import cite, short, within
from portal.domain.plans import Action
from portal.domain.travel import reproduces
from portal.domain.visits import HEADINGS
from tests.support.enquiring import drawn, evidence, placing, planned
from tests.support.values import action, indicator, item, plan, value

DAY = date(2005, 6, 30)
DONE = {"target_text": "June 2005", "target_date": DAY, "cost_gbp": 5}


def many(count: int, **changes: Any) -> list[Action]:
    return [action(ref=f"{changes.get('lead', '')}{n}", **changes) for n in range(count)]


def of_actions(*actions: Action, **changes: Any) -> CouncilEvidence:
    return evidence(items=(planned(item(*actions, **changes)),))


@pytest.mark.parametrize(
    ("rule", "actions", "subjects"),
    [
        # Three of three: one line about the plan as a whole.
        ("undated", many(3), [True]),
        ("undated", many(3, target_text="TBC"), [True]),
        # Three of twelve: a line about the area.
        ("undated", [*many(3), *many(9, **DONE)], [False]),
        # Five of twelve, all of them in one area, which is open to less than half: the plan alone.
        ("undated", [*many(5), *many(7, **DONE)], [True]),
        ("undated", [*many(2), *many(9, **DONE)], [True]),
        ("undated", [*many(1), *many(9, **DONE)], []),
        ("undated", many(3, **DONE), []),
        ("undated", many(3, target_text="Within 3 months"), []),
        ("undated", many(3, status="completed"), []),
        ("unnamed", many(3, lead=""), [True]),
        ("unnamed", many(3, lead="To be confirmed"), [True]),
        ("unnamed", many(3), []),
        ("unnamed", many(3, lead="", status="completed"), []),
        ("unreported", many(3, **DONE), [True]),
        ("unreported", many(3, **DONE, status="in_progress"), []),
        ("unreported", many(3), []),
        ("uncosted", [*many(3), action(cost_gbp=5)], [True]),
        ("uncosted", many(3), []),
        ("uncosted", many(3, cost_text="Within budget"), []),
        ("uncosted", many(3, **DONE), []),
        ("crowded", many(6, **DONE), [True]),
        ("crowded", many(5, **DONE), []),
    ],
)
def test_what_a_plan_leaves_open(rule: str, actions: list[Action], subjects: list[bool]) -> None:
    candidates = drawn(rule, of_actions(*actions))
    assert [candidate.whole for candidate in candidates] == subjects
    for candidate in candidates:
        assert candidate.suggestion.evidence
        assert "January 2005" in candidate.suggestion.why


def test_an_area_that_is_mostly_open_has_a_line_beside_that_of_its_plan() -> None:
    open_, dated = item(*many(4)), item(*many(6, **DONE), ref="2.2", area="looked-after")
    candidates = drawn("undated", evidence(items=(planned(open_), planned(dated))))
    assert [candidate.whole for candidate in candidates] == [True, False]
    assert (
        "Of the 4 actions on workforce in the plan of January 2005" in candidates[1].suggestion.why
    )


def test_actions_due_before_the_document_are_told_apart() -> None:
    before = {"target_text": "2004", "target_date": date(2004, 12, 31)}
    (candidate,) = drawn("unreported", of_actions(*many(2, **DONE), *many(2, **before, lead="XY")))
    assert "2 were due before the document’s own date, January 2005." in candidate.suggestion.why
    assert "2 were due on or after it" in candidate.suggestion.why
    assert candidate.suggestion.evidence[0].key == "torbay-2005/2.1/XY0"


def test_dates_confirmed_in_part_are_told_apart() -> None:
    (candidate,) = drawn("undated", of_actions(*many(2, target_text="TBC; March"), *many(2)))
    wording = "2 have a target date still to be confirmed (2 of them in part) and 2 print none"
    assert wording in candidate.suggestion.why


def two_plans(**later: Any) -> CouncilEvidence:
    plans = (plan(inspection="a"), plan(key="torbay-2012", inspection="b", published="2012-07"))
    first = item(title="Supervise social workers monthly", summary="Record supervision meetings.")
    given = {"plan": "torbay-2012", "title": "Record monthly supervision of social workers"}
    second = item(**{**given, "summary": "", **later})
    return evidence(plans=plans, items=(planned(first), planned(second)))


@pytest.mark.parametrize(
    ("later", "lines"),
    [
        ({}, 1),
        ({"title": "Buy laptops"}, 0),
        ({"area": "looked-after"}, 0),
        ({"plan": "torbay-2005"}, 0),
    ],
)
def test_what_comes_back(later: dict[str, Any], lines: int) -> None:
    candidates = drawn("returning", two_plans(**later))
    assert len(candidates) == lines
    for candidate in candidates:
        assert "2 inspections or reviews" in candidate.suggestion.why
        assert [r.key for r in candidate.suggestion.evidence] == [
            "torbay-2005/2.1",
            "torbay-2012/2.1",
        ]


@pytest.mark.parametrize(
    ("themes", "lines"), [((), 1), (("assessment",), 0)], ids=["no item", "one item"]
)
def test_a_theme_without_an_item(themes: tuple[str, ...], lines: int) -> None:
    others = (planned(item(plan="plymouth-2015", council="plymouth", themes=("assessment",))),)
    candidates = drawn(
        "silent-theme", evidence(items=(planned(item(themes=themes)),), others=others)
    )
    assert len(candidates) == lines
    for candidate in candidates:
        assert candidate.suggestion.themes == ("assessment",)
        assert "Plymouth" in candidate.suggestion.why
    assert drawn("silent-theme", evidence(plans=(), others=others)) == []


def test_areas_that_only_others_cover() -> None:
    others = (planned(item(plan="plymouth-2015", council="plymouth", area="looked-after")),)
    (candidate,) = drawn("silent-areas", evidence(items=(planned(item()),), others=others))
    assert "children looked after (1 item)" in candidate.suggestion.why
    same = (planned(item(plan="plymouth-2015", council="plymouth")),)
    assert drawn("silent-areas", evidence(items=(planned(item()),), others=same)) == []
    assert drawn("silent-areas", evidence(plans=(), others=others)) == []


@pytest.mark.parametrize(
    ("measured", "measuring", "lines"),
    [(False, (), 1), (True, (), 0), (False, ("workforce",), 0)],
)
def test_areas_that_nothing_measures(
    measured: bool, measuring: tuple[str, ...], lines: int
) -> None:
    of = evidence(
        items=(planned(item(), measured),), measuring={"torbay-2005": frozenset(measuring)}
    )
    assert len(drawn("unmeasured", of)) == lines


@pytest.mark.parametrize(("figured", "kind", "lines"), [
    (False, "measured_by", 1), (True, "measured_by", 0), (False, "outcome", 0),
])  # fmt: skip
def test_measures_without_a_figure(figured: bool, kind: str, lines: int) -> None:
    statement = PlanStatement(
        "torbay-2005", kind, "torbay-2005/2.1", "m", "Caseload", "workforce", (), figured
    )
    candidates = drawn(
        "measure-without-figure", evidence(items=(planned(item()),), statements=(statement,))
    )
    assert len(candidates) == lines
    assert all(
        "neither a value nor a target" in candidate.suggestion.why for candidate in candidates
    )


@pytest.mark.parametrize(
    ("reported", "lines"),
    [([True, False, False, False], 1), ([False] * 4, 0), ([True, True, False, False], 0)],
)
def test_stages_without_a_result(reported: list[bool], lines: int) -> None:
    stages = tuple(Stage("torbay-2005", "torbay-2005/2.1", stage) for stage in reported)
    candidates = drawn("stages", evidence(items=(planned(item()),), stages=stages))
    assert len(candidates) == lines
    assert all(
        "3 of its 4 stages on workforce" in candidate.suggestion.why for candidate in candidates
    )


def test_risks_are_counted_where_no_later_plan_is_held() -> None:
    statements = tuple(PlanStatement("torbay-2005", "risk", area="workforce") for _ in range(3))
    (candidate,) = drawn("risks", evidence(statements=statements))
    assert "3 statements" in candidate.suggestion.why
    assert drawn("risks", evidence(statements=statements[:2])) == []
    later = (plan(), plan(key="torbay-2005-b", published="2005-06"))
    assert drawn("risks", evidence(plans=later, statements=statements)) == []


def noticed(key: str, kind: str = "arithmetic") -> Noticed:
    return Noticed(key, "A share", kind, "Visits", f"{key} is not 3.", "2005-01", ("assessment",))


def test_findings_are_one_line_a_kind() -> None:
    candidates = drawn(
        "findings", evidence(findings=(noticed("a"), noticed("b"), noticed("c", "dates")))
    )
    assert [candidate.suggestion.why[:10] for candidate in candidates] == [
        "2 findings",
        "1 finding,",
    ]
    assert [r.key for r in candidates[0].suggestion.evidence] == ["a", "b"]
    (slow,) = drawn("findings", evidence(findings=(noticed("d", "progress"),)))
    assert slow.suggestion.wording.endswith("that are open again, put off or amber for long?")
    assert drawn("findings", evidence()) == []


def test_suggestions_take_turns_and_end() -> None:
    of = evidence(items=(planned(item(*many(3, lead=""))),), findings=(noticed("a"),))
    suggestions = suggest(of)
    assert [suggestion.rule for suggestion in suggestions] == [
        "undated", "unnamed", "silent-theme", "unmeasured", "findings",
    ]  # fmt: skip
    assert len({suggestion.key for suggestion in suggestions}) == len(suggestions) <= MOST
    assert suggest(of) == suggestions


def test_themes_leave_lines_on_them_and_on_whole_plans() -> None:
    of = evidence(
        items=(planned(item(*many(3, lead=""))),),
        findings=(noticed("a"),),
        placings=(placing(),),
    )
    rules = {suggestion.rule for suggestion in suggest(of, ("assessment",))}
    assert {"undated", "findings", "worst-quarter"} <= rules
    assert not {"findings", "worst-quarter"} & {
        suggestion.rule for suggestion in suggest(of, ("other",))
    }


def test_a_key_is_that_of_its_subject() -> None:
    few, more = (drawn("undated", of_actions(*many(n)))[0].suggestion for n in (3, 4))
    assert few.key == more.key
    assert few.why != more.why
    assert len(few.key) == 12


def test_every_rule_says_what_it_does() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.heading in HEADINGS
        assert rule.explains.endswith(".")
        assert rule.draws.__doc__
        assert rule.most > 0


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "the plan of January 2005"),
        ({"status": "draft", "published": "2015-01-06"}, "the draft plan of January 2015"),
        ({"short_name": "Draft adoption plan 2005"}, "the draft adoption plan of January 2005"),
    ],
)
def test_how_a_plan_is_called(changes: dict[str, Any], name: str) -> None:
    assert cite(plan(**changes)) == name


def test_texts_are_kept_short() -> None:
    assert short("one two three", 2) == "one two …"
    assert short("one two", 2) == "one two"
    parts = ["word " * 40, "word " * 40]
    assert within("", parts, lambda left: f"and {left} more.").endswith("and 1 more.")


def test_a_percentage_that_its_counts_do_not_give_is_known() -> None:
    assert reproduces(value(47.4, numerator=46.0, denominator=97.0))
    assert not reproduces(value(73.1, numerator=46.0, denominator=97.0))
    assert reproduces(value(73.1))
    rounded = indicator(kind="statistics")
    assert reproduces(value(73.1, indicator=rounded, numerator=45.0, denominator=95.0))
