"""Packs made in a process of their own: progress, time, failure, and how many at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.domain.pack_model import Pack
from portal.packs import PackError, worker
from portal.packs.worker import Done, Progress, make_pack
from tests.support.example_pack import example_pack


@pytest.mark.parametrize("form", worker.FORMS)
def test_a_file_comes_with_progress(form: str) -> None:
    answers = list(make_pack(example_pack(), form))
    assert isinstance(answers[-1], Done)
    assert answers[-1].data[:2] == b"PK"
    steps = [answer for answer in answers if isinstance(answer, Progress) and answer.of]
    assert len(steps) > 5
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert all(step.done <= step.of for step in steps)
    assert all(step.now for step in steps)


def test_a_pack_has_at_least_thirty_slides() -> None:
    # How long it takes is measured by `python -m tools.bench --only packs`.
    pack = example_pack(themes=10)
    steps = [answer for answer in make_pack(pack, "slides") if isinstance(answer, Progress)]
    assert steps[-1].of >= 30
    assert len(pack.charts) >= 15


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(PackError, match="too long"):
        list(make_pack(example_pack(themes=7), "slides", seconds=0.05))


def test_failure_says_nothing_of_its_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker.pickle, "dumps", lambda pack: b"not a pickle")
    with pytest.raises(PackError, match="could not be made") as caught:
        list(make_pack(example_pack(1), "slides"))
    assert "pickle" not in str(caught.value)


def test_an_unknown_form_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="no such form"):
        list(make_pack(example_pack(1), "poems"))


def test_at_most_two_at_once_and_the_third_is_told_to_wait() -> None:
    pack: Pack = example_pack(1)
    running: list[Iterator[Progress | Done]] = [make_pack(pack, "slides") for _ in range(2)]
    for one in running:
        next(one)
    third = make_pack(pack, "sheets", seconds=0.2)
    waiting = next(third)
    assert isinstance(waiting, Progress)
    assert waiting.now.startswith("Waiting")
    with pytest.raises(PackError, match="try again in a minute"):
        list(third)
    for one in running:
        one.close()  # type: ignore[attr-defined]
    assert isinstance(list(make_pack(pack, "sheets"))[-1], Done)
