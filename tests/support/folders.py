"""A region's catalogue folder, whole and loadable, that a test may then spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

from portal.settings import CATALOGUE

TAXONOMY = CATALOGUE / "taxonomy"
REGION = Path(__file__).parent / "data" / "region"
FILES = tuple(sorted(path.name for path in REGION.iterdir()))
DOCUMENT = "exeter-test-2020-plan"
COUNCIL = "exeter-test"
PLAN = "exeter-test-2020"

COUNTS = {
    "councils": 1, "measures": 1, "document": 1, "inspections": 1, "plans": 1, "items": 2,
    "actions": 3, "milestones": 1, "statements": 2, "indicators": 3, "observations": 7,
    "targets": 2,
}  # fmt: skip


def write_region(parent: Path, name: str = DOCUMENT) -> Path:
    """Make the folder inside `parent` and give its path."""
    folder = parent / name
    shutil.copytree(REGION, folder)
    return folder


def replace_in(path: Path, old: bytes | str, new: bytes | str) -> None:
    """Replace what stands exactly once in a file."""
    before, after = (t.encode() if isinstance(t, str) else t for t in (old, new))
    raw = path.read_bytes()
    assert raw.count(before) == 1, f"{before!r} stands {raw.count(before)} times in {path.name}"
    path.write_bytes(raw.replace(before, after))


def drop_line(path: Path, start: str) -> None:
    """Remove the one line that begins with `start`."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    remaining = [line for line in lines if not line.startswith(start)]
    assert len(remaining) == len(lines) - 1
    path.write_text("".join(remaining), encoding="utf-8")
