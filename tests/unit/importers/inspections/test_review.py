"""A reading after a person's form: checks that stay, go and come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.importers.form_fields import Choices, ReviewError
from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.records import AMBER, RED, TICK, Reading
from portal.importers.inspections.report import read_report
from portal.importers.inspections.review import acted, form_values, reviewed
from tests.support.reports import COUNCILS, ilacs, pdf

CHOICES = Choices(councils=COUNCILS, areas={"workforce": "Workforce"}, themes={"a": "A", "b": "B"})


@pytest.fixture(scope="module")
def reading() -> Reading:
    """A report with a red overall grade and no recommendation."""
    raw = pdf(ilacs([], overall="Overall effectiveness Inadequate"))
    read = read_report(raw, "report - 18 may 2022.pdf", "", CouncilNames(COUNCILS))
    return replace(read, recommendations=())


def after(reading: Reading, looked: tuple[str, ...] = (), **changes: str) -> Reading:
    pages = {f"page-{n}": str(item.page) for n, item in enumerate(reading.recommendations)}
    form = form_values(reading) | pages | {k.replace("_", "-"): v for k, v in changes.items()}
    return reviewed(reading, form, {"looked": looked}, CHOICES)


def colours(reading: Reading) -> dict[str, str]:
    return {check.field: check.colour for check in reading.checks}


def test_a_form_without_a_change_changes_no_check(reading: Reading) -> None:
    same = after(reading)
    assert (same.grades, same.published, same.outcome) == (reading.grades, reading.published, RED)
    assert same.reviewed


def test_a_grade_that_a_person_enters_is_proof_enough(reading: Reading) -> None:
    assert colours(reading)["overall"] == RED
    put_right = after(reading, grade_overall="good")
    assert (put_right.grade("overall"), colours(put_right)["overall"]) == ("good", TICK)
    assert after(put_right, grade_overall="").grade("overall") == ""


def test_an_empty_list_that_was_looked_at_stays_right_until_it_changes(reading: Reading) -> None:
    place = next(n for n, c in enumerate(reading.checks) if "none under" in c.message)
    looked = after(reading, (str(place),))
    assert colours(looked)["count of recommendations"] == TICK
    assert colours(after(looked))["count of recommendations"] == TICK
    added = acted(looked, "add", 0)
    assert colours(added)["count of recommendations"] == AMBER
    words = after(added, words_0="Do more.")
    assert words.checks[-1].message == "recommendations to the council: 1"


def test_references_stay_apart(reading: Reading) -> None:
    twice = acted(acted(reading, "add", 0), "add", 1)
    assert [item.ref for item in twice.recommendations] == ["added-1", "added-2"]
    split = acted(after(twice, words_0="Do more.\n\nDo less.\nDo it."), "split", 0)
    assert [item.ref for item in split.recommendations] == [
        "added-1", "added-3", "added-4", "added-2",
    ]  # fmt: skip
    assert [item.as_printed for item in split.recommendations[:3]] == [
        "Do more.", "Do less.", "Do it.",
    ]  # fmt: skip


@pytest.mark.parametrize(("action", "place"), [("merge", 0), ("split", 0), ("drop", 1)])
def test_what_cannot_be_done_is_an_error(reading: Reading, action: str, place: int) -> None:
    with pytest.raises(ReviewError):
        acted(acted(reading, "add", 0), action, place)
