"""The words of rules, which stand as data in a file beside the modules of the rules."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any


def rules_with_texts(
    folder: Path, modules: Iterable[ModuleType]
) -> Iterator[tuple[Callable[..., Any], dict[str, Any]]]:
    """Join the function of each rule with its words, in the order of the folder's `rules.toml`.

    Args:
        modules: hold `RULES`, functions by the rule's name, and the constants that stand in braces
            in the file.

    Yields:
        The function, and the fields `name`, `explains` and whatever else the file states.

    Raises:
        LookupError: if a rule has no words, or words have no rule.
    """
    functions: dict[str, Callable[..., Any]] = {}
    constants: dict[str, Any] = {}
    for module in modules:
        functions |= getattr(module, "RULES", {})
        constants |= vars(module)
    texts = tomllib.loads((folder / "rules.toml").read_text("utf-8"))
    if functions.keys() != texts.keys():
        raise LookupError(f"{folder.name}: {sorted(functions.keys() ^ texts.keys())}")
    for name, words in texts.items():
        explains = " ".join(words["explains"].split()).format_map(constants)
        yield functions[name], {**words, "name": name, "explains": explains}
