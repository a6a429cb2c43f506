"""Names that mean harm elsewhere (a formula, SQL, HTML) are texts like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support.commanding import portal_on
from tests.support.statistics import dump, row, write_csv, write_mapping

HOSTILE = (
    "=cmd|' /C calc'!A0", "@SUM(1)", "x" * 10_000, "Two\nlines", 'He said "no"', "O'Brien",
    "Robert'); DROP TABLE councils;--", "<script>alert(1)</script>", "{name}", "%s %(x)s", "\\N",
    "\u202eright to left", "😀", "a\tb", "$1",
)  # fmt: skip


def test_a_hostile_name_is_a_text_like_any_other(
    full_engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All names come out as they went in: as areas, filter values and names of the importer."""
    url = full_engine.url.render_as_string(hide_password=False)
    portal = portal_on(url, monkeypatch, capsys)
    unchanged = ["imports", "dataset_versions", "periods", "findings"]
    before = dump(full_engine, unchanged)
    codes = {name: f"E0600{number}" for number, name in enumerate(HOSTILE, start=9000)}
    rows = [row("torbay", share=7, group="b")]
    for name, code in codes.items():
        area = {"la_name": name, "new_la_code": code, "old_la_code": ""}
        rows.append({**row("newtown", share=5, group=name), **area})
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
    everybody = " ".join(HOSTILE)
    done = portal("import", "statistics", data, "--mapping", mapping, "--by", everybody)
    assert (done.code, done.lines) == (0, []), done.err
    tables = dump(full_engine)
    for name, code in codes.items():
        words = " ".join(name.split())
        (council,) = (cells for cells in tables["councils"] if code in cells)
        assert words in [" ".join(str(cell).split()) for cell in council]
        named = [" ".join(str(cell).split()) for cells in tables["indicators"] for cell in cells]
        assert f"Share of {words}" in named
    assert portal("import", "log").code == 0
    assert portal("export", "benchmarks", "--council", "torbay").code == 0
    number = max(cells[0] for cells in tables["imports"])
    undone = portal("import", "undo", number, "--reason", everybody)
    assert undone.code == 0, undone.err
    assert dump(full_engine, unchanged) == before
