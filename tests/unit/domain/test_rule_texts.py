"""Rules and their words belong together; constants of the modules stand in the words."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.rule_texts import RuleText, rules_with_texts

WORDS = """
[steady]
title = "Steady"
explains = '''
At least {FEWEST} months,
within {NEAR:.0%}.
'''
"""


def rules(folder: Path, more: str = "", **functions: Any) -> list[tuple[Any, RuleText]]:
    (folder / "rules.toml").write_text(WORDS + more, "utf-8")
    module: Any = SimpleNamespace(RULES=functions, FEWEST=3, NEAR=0.05)
    return list(rules_with_texts(folder, [module]))


def test_the_words_are_one_paragraph_with_the_constants_in_them(tmp_path: Path) -> None:
    ((function, words),) = rules(tmp_path, steady=len)
    assert function is len
    explains = "At least 3 months, within 5%."
    assert words == RuleText(name="steady", title="Steady", explains=explains)


def test_what_else_the_file_states_of_a_rule_is_a_field_of_its_words(tmp_path: Path) -> None:
    ((_function, words),) = rules(tmp_path, more="kind = 'dates'\nmost = 4\n", steady=len)
    assert (words.kind, words.most, words.heading) == ("dates", 4, "")
    with pytest.raises(TypeError, match="colour"):
        rules(tmp_path, more="colour = 'red'\n", steady=len)


@pytest.mark.parametrize("functions", [{}, {"other": len}, {"steady": len, "other": len}])
def test_a_rule_without_words_or_words_without_a_rule_are_refused(
    functions: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(LookupError, match=r"steady|other"):
        rules(tmp_path, **functions)
