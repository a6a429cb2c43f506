"""Names that mean harm elsewhere (a formula, SQL, HTML) are texts like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from tests.support.commanding import portal_on
from tests.support.statistics import dump, row, write_csv, write_mapping

HOSTILE = (
    "=cmd|' /C calc'!A0", "@SUM(1)", "x" * 10_000, "Two\nlines", 'He said "no"', "O'Brien",
    "Robert'); DROP TABLE councils;--", "<script>alert(1)</script>", "{name}", "%s %(x)s", "\\N",
    "\u202eright to left", "😀", "a\tb", "$1",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:12]))
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_hostile_name_is_a_text_like_any_other(kind: str, name: str, hostile: Any) -> None:
    hostile(kind, name)


@pytest.fixture(scope="module")
def catalogues(new_database: Any) -> Iterator[dict[str, Engine]]:
    """A database of each kind that takes one hostile name after another."""
    engines = {}
    for kind in ("sqlite", "postgresql"):
        engines[kind] = open_engine(new_database(kind, "catalogue"))
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def hostile(
    catalogues: dict[str, Engine],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[str, str], None]:
    """Imports a name as area, filter value and file, and sees it come out as it went in."""

    def ask(kind: str, name: str) -> None:
        engine = catalogues[kind]
        portal = portal_on(engine.url.render_as_string(hide_password=False), monkeypatch, capsys)
        unchanged = ["imports", "dataset_versions", "periods", "findings"]
        before = dump(engine, unchanged)
        rows = [row("newtown", "2025", share=5, group=name), row("torbay", share=7, group="b")]
        rows[0]["la_name"] = name
        data = write_csv(tmp_path / "data.csv", rows)
        mapping = write_mapping(
            tmp_path / "m.toml",
            {
                "indicator": "test-{group}",
                "measure": "test-{group}",
                "name": "Share of {group}",
                "each": ["group"],
            },
        )
        done = portal("import", "statistics", data, "--mapping", mapping, "--by", name)
        assert (done.code, done.lines) == (0, []), done.err
        area = next(record for record in dump(engine)["councils"] if "E06009999" in record)
        assert " ".join(name.split()) in [" ".join(str(cell).split()) for cell in area]
        assert portal("import", "log").code == 0
        assert portal("export", "benchmarks", "--council", "torbay").code == 0
        number = max(record[0] for record in dump(engine)["imports"])
        undone = portal("import", "undo", number, "--reason", name)
        assert undone.code == 0, undone.err
        assert dump(engine, unchanged) == before

    return ask
