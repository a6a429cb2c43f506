"""The name of a release changes with whatever answers are made by."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.web.conditional import release


@pytest.mark.parametrize("name", ["portal/app.py", "portal/templates/embed.html", "db/models.py"])
def test_another_text_is_another_release(tmp_path: Path, name: str) -> None:
    releases = []
    for number, text in enumerate(("one", "two")):
        root = tmp_path / str(number)
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text, "utf-8")
        releases.append(release(root))
    assert releases[0] != releases[1]
