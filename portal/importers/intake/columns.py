"""Propose what each column of a table is, by the words of its header; the words are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from portal.importers.intake.dates import without_dates

_LONGEST_HEADER = 90
_LONGEST_KEY = 120
_LONGEST_BROKEN = 3
# A table has one column of each of these; a person's choice takes it from the column before.
SINGLE = frozenset({"action", "item", "item_ref", "action_ref", "ref", "theme", "target"})
# Not even by a person's word: a later target is a new one.
ALONE = SINGLE - {"target"}
# What persons chose columns to be: kinds by header (`header_key`), empty for a column not used.
Chosen = Mapping[str, str]
_FEWEST_POINTS = 4
_OF_ACTIONS = frozenset("lead target new_target status rag progress ref action_ref".split())
_FEWEST_OTHERS = 3
# `Completion %`, beside which `% complete` is the name of a column of ticks.
_SHARE_DONE = re.compile(r"complet|done|deliver|achiev|progress")
_EXPECTED = re.compile(r"(?:expected|forecast|latest) (?!revised|new)")
_MOST_STRANGE = 0.55
_PERIOD = re.compile(
    r"(?:end (?:of )?)?(?:q(?:uarter|tr)? ?[1-4]|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?"
    r"|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_AT_AN_END = re.compile(rf"^(?:{_PERIOD.pattern})\b|\b(?:{_PERIOD.pattern})$")
# What a word in a header tells of a column: the words listed for a kind, others that hint at it.
_CONTAINED, _HINT = 1.2, 0.7


@dataclass(frozen=True, slots=True)
class Columns:
    """Hold what the columns of a table are, by position.

    `headers` are the texts as printed, `kinds` are empty where no word is known.
    """

    headers: tuple[str, ...]
    kinds: tuple[str, ...]

    def at(self, kind: str) -> int | None:
        """The first column of a kind."""
        return self.kinds.index(kind) if kind in self.kinds else None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its headers (`header_key`)."""
        return tuple(header_key(text, at) for at, text in enumerate(self.headers))

    def chosen(self, chosen: Chosen) -> Columns:
        """The same columns, where some are what a person chose."""
        given = kinds_given(self.keys, chosen)
        taken = SINGLE & set(given)
        kinds = [
            kind if kind is not None else "" if former in taken else former
            for kind, former in zip(given, self.kinds, strict=True)
        ]
        return replace(self, kinds=tuple(kinds))

    @property
    def points(self) -> int:
        """Points for how surely the columns are those of a plan."""
        return sum(_rules()["weights"].get(kind, 0) for kind in set(self.kinds))


def kinds_given(keys: Sequence[str], chosen: Chosen) -> list[str | None]:
    """List what a person says that columns are, None where nothing is said.

    Of several that are said to be the item, or another kind of which a table has one, the first is.
    """
    given: list[str | None] = []
    for key in keys:
        kind = chosen.get(key)
        given.append("" if kind in ALONE and kind in given else kind)
    return given


@lru_cache(maxsize=8_192)
def plain(text: str) -> str:
    """A header in lower case without dates and punctuation."""
    text = without_dates(text.lower().replace("&", " and ").replace("’", " ").replace("'", " "))
    return " ".join(re.sub(r"[^\w£#]+", " ", text).split())


def names_period(text: str) -> bool:
    """Tell if a header names a date, a month or a quarter and nothing else."""
    return not plain(text) or bool(_PERIOD.fullmatch(plain(text)))


def is_of_period(text: str) -> bool:
    """Tell if a header begins or ends with a month or quarter: `Q1 RAG`, or is a date."""
    return not plain(text) or bool(_AT_AN_END.search(plain(text)))


@lru_cache(maxsize=8_192)
def without_period(text: str) -> str:
    """A header without the months, quarters, dates and spaces in it, as those of reports share."""
    return re.sub(rf"\b(?:{_PERIOD.pattern}|\d+)\b|\s", "", plain(text))


@lru_cache(maxsize=8_192)
def kind_of(text: str) -> str:
    """The kind of a column, `tick:STATUS` of one that is ticked, or nothing."""
    words = plain(text)
    if _PERIOD.fullmatch(words):
        return "progress"
    if not words and text.strip():
        return "progress" if without_dates(text.lower()) != text.lower() else ""
    if not words or len(text) > _LONGEST_HEADER:
        return ""
    for status, pattern in _patterns("ticks"):
        if pattern.fullmatch(words):
            return f"tick:{status}"
    if "%" in text and _SHARE_DONE.search(words):
        return "status"
    for kind, pattern in _patterns("columns"):
        if pattern.fullmatch(words):
            return kind
    without_period = _AT_AN_END.sub("", words).strip()
    if without_period not in {"", words}:
        return kind_of(without_period)
    without_brackets = re.sub(r"\([^)]*\)", " ", text)
    if without_brackets != text:
        return kind_of(without_brackets)
    parts = re.split(r"[\n/:–-]", text.strip(), maxsplit=1)
    if len(parts) == 1 or not parts[0].strip():
        return _of_broken_word(words)
    # `Timeline - End`: what follows says more than the group that it is of.
    following = kind_of(parts[1]) if re.search(r"\s[:–-]\s", text) and plain(parts[1]) else ""
    return following or kind_of(parts[0])


def _of_broken_word(words: str) -> str:
    """The kind of a word that a narrow column of a PDF broke without a hyphen: `Ite m`."""
    parts = words.split()
    if len(parts) < 2 or len(parts[-1]) > _LONGEST_BROKEN:
        return ""
    return kind_of("".join(parts))


@lru_cache(maxsize=8_192)
def header_words(text: str) -> Mapping[str, float]:
    """The kinds of which a header, that is no known name, holds a word, and how much it tells."""
    words = plain(text)
    if not words or len(text) > _LONGEST_HEADER:
        return {}
    words = f"{words} {' '.join(word.removesuffix('s') for word in words.split())}"
    hints = dict.fromkeys((kind for kind, x in _patterns("hints") if x.search(words)), _HINT)
    within = [kind for kind, pattern in _patterns("contained") if pattern.search(words)]
    return hints | {kind: _CONTAINED - 0.2 * min(at, 2) for at, kind in enumerate(within)}


def is_foreign(headers: Sequence[str]) -> bool:
    """Tell if a row names columns of a table that is no plan: of versions, terms, risks."""
    return any(
        pattern.search(plain(text)) for _group, pattern in _patterns("foreign") for text in headers
    )


def header_key(text: str, at: int) -> str:
    """The name that a column's header has for the next paper: without dates, in lower case."""
    return plain(text)[:_LONGEST_KEY] or ("a date" if text.strip() else f"column {at + 1}")


def columns_of(headers: Sequence[str]) -> Columns:
    """Propose the kinds of columns; where kinds clash, the company they keep decides."""
    kinds = [kind_of(text) for text in headers]
    words = [plain(text) for text in headers]
    _settle(kinds, words)
    return Columns(tuple(headers), tuple(kinds))


def _settle(kinds: list[str], words: list[str]) -> None:
    if kinds.count("ref") > 1 and {"item", "action"} <= set(kinds):
        # Of two columns of numbers, the first is of the items, that beside the actions of those.
        first, *_others, last = (at for at, kind in enumerate(kinds) if kind == "ref")
        if first < kinds.index("item") < last:
            kinds[first], kinds[last] = "item_ref", "action_ref"
    if sum(kind in {"status", "rag"} for kind in kinds) > 1:
        # Beside a status or rating, a `Latest position` is commentary.
        kinds[:] = [
            "progress" if kind == "status" and "position" in word else kind
            for kind, word in zip(kinds, words, strict=True)
        ]
    if "action" not in kinds and "milestone" in kinds:
        kinds[kinds.index("milestone")] = "action"
    if kinds.count("action") > 1:
        _one_action(kinds, words)
    if "action" not in kinds and kinds.count("item") > 1:
        last = max(at for at, kind in enumerate(kinds) if kind == "item")
        kinds[last] = "action"
    if "lead" not in kinds:
        for stand_in in ("sponsor", "contact"):
            if stand_in in kinds:
                kinds[kinds.index(stand_in)] = "lead"
                break
    aim_at_expected(kinds, words)


def aim_at_expected(kinds: list[str], words: Sequence[str]) -> None:
    """Without another date, one that is expected is the target; one that is revised is not."""
    for at, (kind, word) in enumerate(zip(kinds, words, strict=True)):
        if "target" in kinds:
            break
        if kind == "milestone" or (kind == "new_target" and _EXPECTED.match(word)):
            kinds[at] = "target"


def _one_action(kinds: list[str], words: list[str]) -> None:
    """Of several columns of actions the plainest name stays; a question of what comes first."""
    places = [at for at, kind in enumerate(kinds) if kind == "action"]
    named = [at for at in places if "action" in words[at].split() or "actions" in words[at].split()]
    chosen = (named or [at for at in places if "will" in words[at]] or places)[0]
    for at in places:
        if at == chosen:
            continue
        before = at < chosen and "item" not in kinds
        kinds[at] = "item" if before else "success" if words[at].startswith("how") else "other"


def is_header(
    texts: Sequence[str], chosen: Chosen | None = None, names_actions: bool = False
) -> bool:
    """Tell if a row's texts are the header of a plan.

    Args:
        texts: of its cells.
        chosen: what a person says of columns.
        names_actions: to be sure, by a known name of the actions.
    """
    chosen = chosen or {}
    filled = [text for text in texts if text.strip()]
    if len(filled) < 2 or sum(len(t) > _LONGEST_HEADER for t in filled) > 1:
        return False
    if len({plain(text) for text in filled}) < 2:
        return False
    columns = columns_of(list(texts)).chosen(chosen)
    if sum(bool(chosen.get(key)) for key in columns.keys) > 1 and "action" in columns.kinds:
        return True
    strange = sum(bool(t.strip()) and not k for t, k in zip(texts, columns.kinds, strict=True))
    named = {kind for kind in columns.kinds if kind}
    # Where no name of the actions is known, what stands below tells them.
    has_action = bool({"action", "item"} & named) or (
        not names_actions
        and len(named & _OF_ACTIONS) >= _FEWEST_OTHERS
        and bool(named & {"lead", "target"})
        and not is_foreign(texts)
    )
    return (
        has_action
        and len(named) >= 2
        and columns.points >= _FEWEST_POINTS
        and strange <= _MOST_STRANGE * len(filled)
    )


@cache
def _patterns(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    whole = "(?:{})" if group in {"columns", "ticks"} else r"\b(?:{})\b"
    return tuple(
        (kind, re.compile(whole.format("|".join(f"(?:{p})s?" for p in patterns))))
        for kind, patterns in _rules()[group].items()
    )


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
