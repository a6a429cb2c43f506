"""The `portal` command run inside this process, as a shell would: output and exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine

import db.engine
import portal.runtime.startup
from db.engine import open_engine
from portal.cli.main import run


@dataclass(frozen=True, slots=True)
class Done:
    """The output of a command and its exit status."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of the report, without those that say what is being done."""
        return [line for line in self.err.splitlines() if not line.endswith(" …")]


Portal = Callable[..., Done]


def portal_on(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Portal:
    """The command over a database; anything but a clean exit is an error of the test."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    opened: list[Engine] = []

    def opening(url: str, **options: Any) -> Engine:
        opened.append(open_engine(url, **options))
        return opened[-1]

    for module in (
        portal.runtime.startup,
        db.engine,
    ):  # commands that need no tables open it themselves
        monkeypatch.setattr(module, "open_engine", opening)

    def command(*args: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["portal", *map(str, args)])
        capsys.readouterr()
        try:
            run()
            code = 0
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        finally:
            while opened:  # the end of a process closes them
                opened.pop().dispose()
        output = capsys.readouterr()
        return Done(code, output.out, output.err)

    return command
