"""Tell by its grammar what a text is: an action bids, commentary tells."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from portal.importers.intake.words import is_inflected

_LEAST_OF_VERB = 2
_LONGEST_ROOT = 5
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_AFTER_DONE = frozenset("and at by for from in on since to with".split())
_NO_VERBS = frozenset(
    "a an the all no not any each every second more fewer less most one two".split()
)
# After a noun that is a verb too: `Support for care leavers`, `Draft is ready`.
_AFTER_NOUN = frozenset("of for is are was were has have had went met now since".split())
_SUBJECT = re.compile(
    r"^(?:to|we(?:\s+\w+)??|(?:the |our )?\w+(?:\s\w+){0,4}) (?:will|are going to|is to|are to)\b",
    re.I,
)
_TELLING = re.compile(
    r"\b(?:has|have|had|was|were|is|are|now|since|so far|not yet|still|done|held|began|went|met"
    r"|made|gave|sent|built|ran|took|wrote|rose|fell|became|grew|found|put|live"
    r"|under ?way|to date|complete"
    r"|\w{2,}ed)\b"
    r"|\b(?:in|since|on|from|during) (?:\d+\w* )?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)


@lru_cache(maxsize=8_192)
def bids(text: str) -> bool:
    """Tell if a text says what to do: it begins with a verb as it stands in a dictionary."""
    if _SUBJECT.match(text):
        return True
    first, second, third = (*(w.lower() for w in _WORD.findall(text)[:3]), "", "", "")[:3]
    if not second or first in _NO_VERBS or second in _AFTER_NOUN:
        return False
    done = second.endswith("ed") and (not third or third in _AFTER_DONE)  # `Form agreed by all`
    return is_verb(first) and not done


@lru_cache(maxsize=8_192)
def tells(text: str) -> bool:
    """Tell if a text says what has happened."""
    return bool(_TELLING.search(text)) and not bids(text)


@cache
def is_verb(word: str) -> bool:
    """Tell if a word is a verb's dictionary form: its form in `-ing` is English too."""
    stem = word.rsplit("-", 1)[-1]
    inflected = stem.endswith(("ing", "ed")) and len(stem) > _LONGEST_ROOT  # `bring` is none
    if inflected or len(stem) < _LEAST_OF_VERB:
        return False
    forms = {f"{stem}ing", f"{stem}{stem[-1]}ing"}
    if stem.endswith("e"):
        forms.add(f"{stem[:-1]}ing")
    return any(map(is_inflected, forms))
