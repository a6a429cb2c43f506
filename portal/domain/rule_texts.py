"""The words of rules, which stand as data in a file beside the modules of the rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

Function = TypeVar("Function", covariant=True)


class RuleModule(Protocol[Function]):
    """A module of rules, with the constants that its rules' words name in braces."""

    @property
    def RULES(self) -> Mapping[str, Function]:
        """The functions of its rules, by the rules' names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """The words of a rule, and what else `rules.toml` states of it: its kind, heading, limit."""

    name: str
    title: str
    explains: str
    kind: str = ""
    heading: str = ""
    most: int = 0


def rules_with_texts(
    folder: Path, modules: Iterable[RuleModule[Function]]
) -> Iterator[tuple[Function, RuleText]]:
    """Join the function of each rule with its words, in the order of the folder's `rules.toml`.

    Raises:
        LookupError: if a rule has no words, or words have no rule.
    """
    functions: dict[str, Function] = {}
    constants: dict[str, object] = {}
    for module in modules:
        functions |= module.RULES
        constants |= vars(module)
    texts = tomllib.loads((folder / "rules.toml").read_text("utf-8"))
    if functions.keys() != texts.keys():
        raise LookupError(f"{folder.name}: {sorted(functions.keys() ^ texts.keys())}")
    for name, words in texts.items():
        explains = " ".join(words.pop("explains").split()).format_map(constants)
        yield functions[name], RuleText(name=name, explains=explains, **words)
