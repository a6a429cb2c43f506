"""Returns: what counts as asked, planned and done, and the sentence of a subject."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from portal.domain.inspections import Graded, GradedInspection
from portal.domain.returns import (
    LEAST,
    History,
    Planned,
    Request,
    Stop,
    history,
    recurrences,
    stops_of,
    with_enough_read,
)
from portal.domain.vocabulary import Area, Council, Plan, Theme, Vocabulary

OVERSIGHT = "management-oversight"
VOCABULARY = Vocabulary(
    version=1,
    made_at=None,
    councils={},
    areas={
        key: Area(key=key, name=name, short_name="", holds="")
        for key, name in ((OVERSIGHT, "Oversight"), ("records-data", "Records"))
    },
    themes={"supervision": Theme(key="supervision", name="Supervision", holds="")},
    plans={},
)


def council(name: str = "torbay") -> Council:
    return Council(key=name, name=name.title(), kind="council", area_code="", region="", number=0)


def inspection(when: str, leaders: str = "") -> GradedInspection:
    """An inspection of a day; with a grade of leaders it has the same overall."""
    grades = {
        judgement: Graded(grade=leaders, as_printed=leaders, joint=False)
        for judgement in ("overall", "leaders")
        if leaders
    }
    texts = dict.fromkeys(
        "inspectorate title inspected_from published published_source confidence judgement place "
        "note".split(),
        "",
    )
    return GradedInspection(
        key=when,
        council="torbay",
        framework="sif",
        inspected=when,
        recommendations_council=None,
        recommendations_board=None,
        document=None,
        document_title=None,
        grades=grades,
        **texts,
    )


def request(area: str = OVERSIGHT, addressee: str = "council", **more: Any) -> Request:
    return Request(
        ref="1", addressee=addressee, summary="Supervise.", area=area, **{"themes": (), **more}
    )


def planned(plan: str = "plan", **more: Any) -> Planned:
    values: dict[str, Any] = {
        "ref": "P1",
        "kind": "project",
        "title": "Supervise",
        "area": OVERSIGHT,
        "themes": (),
        "status": "not_stated",
        "actions": 0,
        "completed": 0,
    }
    return Planned(plan=plan, **{**values, **more})


def plan(key: str = "plan", answers: str = "", published: str = "2005-01") -> Plan:
    texts = dict.fromkeys(
        "title short_name status note document document_title inspectorate inspection_title "
        "inspected judgement".split(),
        "",
    )
    return Plan(key=key, council="torbay", published=published, inspection=answers, **texts)


def of(*stops: Stop, theme: str = "", name: str = "torbay") -> History:
    return history(council(name), stops, VOCABULARY, theme)


def stop(when: str, *requests: Request, leaders: str = "", **more: Any) -> Stop:
    values = {"plans": (), "planned": (), "requests": requests, **more}
    return Stop(inspection=inspection(when, leaders), **values)


RI = "requires-improvement"
TEN = stop("2010-09", planned=(planned(),), plans=(plan(),), requests=None)


@pytest.mark.parametrize(
    ("stops", "sentence"),
    [
        ([stop("2015-11"), stop("2018-07")], ""),
        ([stop("2015-11", request())], "Oversight: asked in 2015."),
        ([stop("2015-11", request(addressee="board"))], ""),
        (
            [stop("2018-07", request()), stop("2015-11", request())],
            "Oversight: asked in 2015 and 2018.",
        ),
        # Two inspections in a year are told apart by their months.
        (
            [stop("2015-03", request()), stop("2015-11", request())],
            "Oversight: asked in March 2015 and November 2015.",
        ),
        # An inspection without a date was before the plan that answers it.
        (
            [stop("", request(), plans=(plan(),)), stop("2015-11", request())],
            "Oversight: asked by 2005 and in 2015.",
        ),
        (
            [stop("2015-11", request()), stop("2018-07", request(repeats=True))],
            "Oversight: asked in 2015 and 2018 (a repeat in 2018, says the report).",
        ),
        # A project answers an inspection, and is no proof of what it asked for.
        (
            [TEN, stop("2015-11", request())],
            "Oversight: asked in 2015; in the plan after the inspection of 2010.",
        ),
        ([TEN], ""),
        (
            [stop("2018-07", request(), leaders="good"), stop("2022-04", leaders=RI)],
            "Oversight: asked in 2018; leaders: requires improvement in 2022.",
        ),
        (
            [
                stop("2018-07", request(), leaders="inadequate"),
                stop("2022-04", request(), leaders="good"),
                stop("2026-01", requests=None, leaders="good"),
            ],
            "Oversight: asked in 2018 and 2022; leaders: good since 2022, but named again.",
        ),
        (
            [
                stop("2018-07", request(), leaders="outstanding"),
                stop("2022-04", leaders="good"),
            ],
            "Oversight: asked in 2018; leaders: good or better since 2018.",
        ),
        # Asked once, in the inspection that found it good: it was not named again.
        (
            [stop("2018-07", request(), leaders="good")],
            "Oversight: asked in 2018; leaders: good in 2018.",
        ),
    ],
)
def test_a_sentence_says_when_a_subject_was_asked_about(stops: list[Stop], sentence: str) -> None:
    assert of(*stops).line(OVERSIGHT).sentence == sentence


def test_a_grade_that_later_inspections_do_not_give_holds_for_its_year() -> None:
    overall = {"overall": Graded(grade="good", as_printed="good", joint=False)}
    later = replace(stop("2022-04"), inspection=replace(inspection("2022-04"), grades=overall))
    line = of(stop("2018-07", request(), leaders="good"), stop("2020-01", leaders="good"), later)
    assert line.line(OVERSIGHT).sentence == "Oversight: asked in 2018; leaders: good in 2020."


@pytest.mark.parametrize(
    ("item", "done"),
    [
        (planned(), False),
        (planned(status="completed"), True),
        (planned(status="in_progress", actions=3, completed=2), False),
        (planned(actions=2, completed=2), False),
    ],
)
def test_an_item_is_done_where_its_paper_says_so(item: Planned, done: bool) -> None:
    assert item.done is done
    cell = of(stop("2015-11", planned=(item,))).line(OVERSIGHT).cells[0]
    assert cell.done == ((item,) if done else ())


@pytest.mark.parametrize(
    ("least", "areas"), [(LEAST, [OVERSIGHT, "records-data"]), (3, [OVERSIGHT])]
)
def test_an_area_returns_from_as_many_inspections_as_are_asked_for(
    least: int, areas: list[str]
) -> None:
    records = request("records-data")
    stops = [stop("2015", request(), records), stop("2018", request(), records, records)]
    view = of(*stops, stop("2022", request()))
    assert [line.subject.key for line in view.returning(least)] == areas
    assert len(view.sentences(least)) == len(areas)


def test_a_theme_narrows_every_line() -> None:
    stops = [
        stop("2015", request(themes=("supervision",)), planned=(planned(themes=("supervision",)),)),
        stop("2018", request(), planned=(planned(),)),
    ]
    narrowed = of(*stops, theme="supervision").line(OVERSIGHT)
    assert [len(cell.asked) for cell in narrowed.cells] == [1, 0]
    assert [len(cell.planned) for cell in narrowed.cells] == [1, 0]
    assert [len(cell.asked) for cell in of(*stops).line("supervision").cells] == [1, 0]


def test_a_paper_stands_in_for_a_report_that_has_not_been_read() -> None:
    items = {
        "plan": [planned(kind="recommendation", ref="2.1"), planned(ref="P1")],
        "other": [planned("other", kind="recommendation")],
    }
    plans = (
        plan(answers="2003-07"),
        plan("other", answers="2014-11"),
        plan("alone", published="2012"),
    )
    inspections = [
        inspection("2003-07"),
        inspection("2014-11"),
        inspection("2015-11"),
        inspection("2018-07"),
    ]
    stops = stops_of(inspections, plans, {"2014-11": [request()], "2015-11": []}, items)
    assert [None if s.requests is None else len(s.requests) for s in stops] == [1, 1, 0, None, None]
    assert [s.restated for s in stops] == [True, False, False, False, False]
    assert [len(s.planned) for s in stops] == [2, 1, 0, 0, 0]
    view = of(*stops)
    assert [s.dated for s in view.stops] == ["2003-07", "2012", "2014-11", "2015-11", "2018-07"]
    assert (len(view.read), len(view.unread)) == (3, 1)


def test_a_review_of_the_board_alone_is_no_inspection_that_asked_the_council() -> None:
    review = stop("2018", request(addressee="board"))
    assert review.inspection is not None
    review = replace(review, inspection=replace(review.inspection, framework="board"))
    view = of(stop("2015", request()), review, replace(review, requests=None))
    assert (len(view.stops), len(view.read), len(view.unread)) == (3, 1, 0)
    assert [len(cell.board) for cell in view.line(OVERSIGHT).cells] == [0, 1, 0]


def test_councils_are_counted_where_enough_of_their_reports_are_read() -> None:
    again = [stop("2015", request()), stop("2018", request())]
    histories = [
        of(*again, name="a"),
        of(stop("2015", request()), stop("2018", request("records-data")), name="b"),
        of(stop("2015", request()), stop("2018", requests=None), name="c"),
    ]
    enough = with_enough_read(histories)
    assert [h.council.key for h in enough] == ["a", "b"]
    rows = recurrences(enough)
    assert [(r.subject.key, r.councils, r.of) for r in rows] == [
        (OVERSIGHT, ("a",), 2),
        ("records-data", (), 2),
    ]
    assert with_enough_read(histories, 3) == ()
    assert recurrences(()) == ()
