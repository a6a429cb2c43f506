"""The threat model fits on a page and names tests that exist."""

from __future__ import annotations

import ast
import re

import pytest

from portal.settings import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)))


def test_it_fits_on_a_page_and_names_a_test_for_each_threat() -> None:
    assert len(PAGE.splitlines()) <= 90
    table = PAGE.split("| threat | defence | test |")[1].split("\n\n")[0].splitlines()[2:]
    assert len(table) >= 20
    assert [row for row in table if "::test_" not in row] == []


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_each_test_that_is_named_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
