"""Packs made in a process of their own: progress, time, failure, and how many at once."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.domain.pack_model import Pack
from portal.packs import PackError, worker
from portal.packs.worker import Done, Progress, make_pack
from tests.support.example_pack import example_pack
from tools import install


def unwritable_pack(title: str) -> Pack:
    """A pack that no writer can write: one of its parts is none."""
    broken: Any = ("no part",)
    return replace(example_pack(1), title=title, parts=broken)


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


def test_failure_says_nothing_of_its_causes(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(PackError, match="could not be made") as caught:
        list(make_pack(unwritable_pack("a secret"), "slides"))
    assert "Error" not in str(caught.value)
    (logged,) = [record.getMessage() for record in caplog.records]
    assert "AttributeError at /" in logged
    assert "packs/fitting.py:" in logged
    assert "secret" not in logged


def test_a_process_that_is_killed_is_a_failure_and_the_next_pack_is_made() -> None:
    steps = make_pack(example_pack(7), "slides")
    next(steps), next(steps)
    (child,) = multiprocessing.active_children()
    child.kill()
    with pytest.raises(PackError, match="could not be made"):
        list(steps)
    assert isinstance(list(make_pack(example_pack(1), "sheets"))[-1], Done)


def test_closing_ends_the_process() -> None:
    steps = make_pack(example_pack(7), "words")
    next(steps), next(steps)
    assert len(multiprocessing.active_children()) == 1
    steps.close()
    assert not multiprocessing.active_children()


def test_a_process_has_none_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://of-nobody@localhost/nothing")
    script = (
        "import os, portal.packs.worker as worker\n"
        "worker.import_module = lambda name: os._exit(len(os.environ))\n"
        "worker._write(None, 'slides', None)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_command_imported_by_a_process_neither_runs_nor_loads_the_portal(
    tmp_path: Path,
) -> None:
    command = tmp_path / "portal"
    command.write_text(install.COMMAND)
    script = (
        f"import runpy, sys; runpy.run_path({str(command)!r}, run_name='__mp_main__')\n"
        "print('portal.cli' in sys.modules, 'portal.cli.main' in sys.modules)"
    )
    printed = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert printed == "True False\n"


def test_an_unknown_form_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="no such form"):
        list(make_pack(example_pack(1), "poems"))


def test_at_most_two_at_once_and_the_third_is_told_to_wait() -> None:
    pack: Pack = example_pack(1)
    running: list[Iterator[Progress | Done]] = [make_pack(pack, "slides") for _ in range(2)]
    for process in running:
        next(process)
    third = make_pack(pack, "sheets", seconds=0.2)
    waiting = next(third)
    assert isinstance(waiting, Progress)
    assert waiting.now.startswith("Waiting")
    with pytest.raises(PackError, match="try again in a minute"):
        list(third)
    for process in running:
        process.close()  # type: ignore[attr-defined]
    assert isinstance(list(make_pack(pack, "sheets"))[-1], Done)
