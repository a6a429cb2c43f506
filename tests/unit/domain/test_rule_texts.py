"""Rules and their words belong together; constants of the modules stand in the words."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.rule_texts import rules_with_texts

WORDS = """
[steady]
title = "Steady"
explains = '''
At least {FEWEST} months,
within {NEAR:.0%}.
'''
"""


def rules(folder: Path, **functions: Any) -> list[tuple[Any, dict[str, Any]]]:
    (folder / "rules.toml").write_text(WORDS, "utf-8")
    module: Any = SimpleNamespace(RULES=functions, FEWEST=3, NEAR=0.05)
    return list(rules_with_texts(folder, [module]))


def test_the_words_are_one_paragraph_with_the_constants_in_them(tmp_path: Path) -> None:
    ((function, words),) = rules(tmp_path, steady=len)
    assert function is len
    assert words == {
        "name": "steady",
        "title": "Steady",
        "explains": "At least 3 months, within 5%.",
    }


@pytest.mark.parametrize("functions", [{}, {"other": len}, {"steady": len, "other": len}])
def test_a_rule_without_words_or_words_without_a_rule_are_refused(
    functions: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(LookupError, match=r"steady|other"):
        rules(tmp_path, **functions)
