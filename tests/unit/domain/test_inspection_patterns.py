"""Patterns over inspections: shares by period and grade, months to the next, all with their n."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.domain.inspection_patterns import FEWEST, GROUPS, YEARS, Share, patterns
from portal.domain.inspections import Graded, GradedInspection, InspectedCouncil
from portal.domain.vocabulary import Area, Council, Theme, Vocabulary

VOCABULARY = Vocabulary(
    version=1,
    made_at=datetime(2026, 11, 29, tzinfo=UTC),
    councils={},
    areas={
        key: Area(key=key, name=key.title(), short_name="", holds="")
        for key in ("front-door", "workforce")
    },
    themes={"supervision": Theme(key="supervision", name="Supervision", holds="")},
    plans={},
)
NEWEST, BEFORE = f"{2026 - YEARS + 1}-01", f"{2026 - YEARS - 1}-01"
GOOD, RI, INADEQUATE = GROUPS


def inspection(key: str, inspected: str, overall: str, framework: str = "sif") -> GradedInspection:
    texts = dict.fromkeys(
        "inspectorate title inspected_from published published_source confidence judgement place "
        "note".split(),
        "",
    )
    return GradedInspection(
        key=key,
        council="council",
        framework=framework,
        inspected=inspected,
        recommendations_council=None,
        recommendations_board=None,
        document=None,
        document_title=None,
        grades={"overall": Graded(grade=overall, as_printed="", joint=False)},
        **texts,
    )


def council(*newest_first: GradedInspection) -> InspectedCouncil:
    area = Council(key="a", name="A", kind="council", area_code="", region="", number=0)
    return InspectedCouncil(council=area, region="", inspections=newest_first, months=None)


def many(count: int, inspected: str, overall: str, name: str = "i") -> list[InspectedCouncil]:
    return [council(inspection(f"{name}{n}", inspected, overall)) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "of", "percent"),
    [(0, FEWEST, 0.0), (5, FEWEST, 500 / FEWEST), (FEWEST - 1, FEWEST - 1, None), (0, 0, None)],
)
def test_a_share_of_too_few_reports_is_withheld(count: int, of: int, percent: float | None) -> None:
    assert Share(count, of).percent == percent


def test_subjects_are_counted_by_period_and_grade() -> None:
    rows = [
        *many(FEWEST, NEWEST, "good", "new"),
        *many(FEWEST, BEFORE, RI.lower().replace(" ", "-"), "old"),
        *many(1, "", "inadequate", "undated"),
        *many(1, NEWEST, "good", "unread"),
        council(inspection("board", NEWEST, "good", "board")),
    ]
    read = {f"new{n}": frozenset({"workforce"} if n < 5 else ()) for n in range(FEWEST)}
    read |= {f"old{n}": frozenset({"workforce", "supervision"}) for n in range(FEWEST)}
    read |= {"undated0": frozenset({"front-door"}), "board": frozenset()}
    view = patterns(rows, read, VOCABULARY)
    assert view.reports == 2 * FEWEST + 1
    workforce, front_door = view.areas
    assert (workforce.subject.key, workforce.every) == (
        "workforce",
        Share(FEWEST + 5, 2 * FEWEST + 1),
    )
    assert (workforce.now, workforce.before) == (Share(5, FEWEST), Share(FEWEST, FEWEST))
    assert workforce.by_grade == {
        GOOD: Share(5, FEWEST),
        RI: Share(FEWEST, FEWEST),
        INADEQUATE: Share(0, 1),
    }
    assert workforce.apart == 100 - 500 / FEWEST
    assert front_door.apart == 0
    (supervision,) = view.themes
    assert supervision.before == Share(FEWEST, FEWEST)


def test_months_to_the_next_inspection_are_a_median_by_grade() -> None:
    def pair(first: str, following: str, overall: str = "good") -> InspectedCouncil:
        newer = inspection("newer", following, "good", "ilacs-standard")
        # Of the board alone: no inspection of all services.
        board = inspection("board", "2016-01", "good", "board")
        return council(newer, board, inspection("older", first, overall))

    rows = [pair("2015-03-10", "2019-03") for _ in range(FEWEST - 1)]
    assert patterns(rows, {}, VOCABULARY).waits[0].months is None
    rows += [pair("2015-01", "2020-01"), pair("2015", "2019-03"), pair("", "2019-03")]
    rows += [pair("2015-01", "2016-01", "inadequate")]
    good, improving, inadequate = patterns(rows, {}, VOCABULARY).waits
    assert (good.months, good.of) == (48, FEWEST)
    assert (improving.months, improving.of) == (None, 0)
    assert (inadequate.months, inadequate.of) == (None, 1)
