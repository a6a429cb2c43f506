"""Shares of its actions that a paper states in words: `62% of actions are complete`.

They become claims, which Findings hold against the paper's own rows. A sentence that speaks of
another day, of an aim, or of two things at once is none.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from portal.importers.intake.dates import MONTH, month_number
from portal.importers.intake.paper import Paper, Text

# The status or colour of a claim, by the words for it.
_STATES = {
    "completed": "completed?|done|closed|finished|delivered",
    "in_progress": "in progress|under ?way|ongoing",
    "not_started": "not (?:yet )?started|yet to start",
    "overdue": "overdue",
    "awaiting_sign_off": "awaiting sign[ -]?off",
    "blue": "blue",
    "green": "green",
    "amber": "amber",
    "red": "red",
    "grey": "gr[ea]y",
}
_STATE = "(?P<state>" + "|".join(_STATES.values()) + r")\b(?! or\b|/)"
_SHARE = r"(?P<share>\d{1,3}(?:\.\d{1,2})?) ?(?:%|per ?cent)"
_ALL = "(?:(?:all|the|our|these|its) )*"
_VERBS = "(?:(?:are|were|is|have been|has been|now|currently|rag|b?rag|rated|marked|as) )*"
_STATED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d.]){_SHARE} of {_ALL}(?:\d+ )?actions (?:in the (?:plan|tracker) )?"
        rf"{_VERBS}{_STATE}",
        rf"\d+ (?:out )?of {_ALL}\d+ actions \({_SHARE}\) {_VERBS}{_STATE}",
        rf"actions {_STATE} ?[:=] ?{_SHARE}",
    )
)
_OTHER = re.compile(
    r"\b(?:last|previous|previously|target|aims?|should|must|will|would|expect\w*|ensure|at least"
    r"|compared|up from|down from|rise|by the end)\b"
)
_SENTENCES = re.compile(r"[.;!?](?=\s|$)|\n")
_MONTH = re.compile(rf"\b{MONTH}")


@dataclass(frozen=True, slots=True)
class StatedShare:
    """A share as stated: its words in small letters, what of, per cent, and where it stands."""

    words: str
    about: str
    value: str
    place: str


def stated_shares(
    paper: Paper, actions: Container[str], day: date | None
) -> tuple[StatedShare, ...]:
    """Find the shares that a paper states of all its actions on the day of its report.

    Args:
        paper: without people.
        actions: the places of rows that give actions, whose words are no statement of the paper.
        day: of the report.
    """
    by_state: dict[str, list[StatedShare]] = {}
    for text, place in _texts(paper, actions):
        for sentence in _SENTENCES.split(re.sub(r"[^\S\n]+", " ", text.lower())):
            months = {month_number(match[0]) for match in _MONTH.finditer(sentence)}
            if _OTHER.search(sentence) or months - ({day.month} if day else set()):
                continue
            for share in _stated(sentence, place):
                by_state.setdefault(share.about, []).append(share)
    # Said with two figures, it is said of two things.
    return tuple(
        shares[0] for shares in by_state.values() if len({share.value for share in shares}) == 1
    )


def _stated(sentence: str, place: str) -> Iterator[StatedShare]:
    for pattern in _STATED:
        for match in pattern.finditer(sentence):
            about = next(
                name for name, words in _STATES.items() if re.fullmatch(words, match["state"])
            )
            if float(match["share"]) <= 100:
                yield StatedShare(match[0], about, value=match["share"], place=place)


def _texts(paper: Paper, actions: Container[str]) -> Iterator[tuple[str, str]]:
    for block in paper.blocks:
        if isinstance(block, Text):
            yield block.text, block.place
            continue
        yield block.title, block.place
        for row in block.rows:
            if row.place not in actions:
                yield from ((cell.text, row.place) for cell in row.filled if not cell.down)
