"""The people of a paper, and their replacing by initials in all its texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portal.importers.intake.names import (
    TITLES,
    UPPER,
    first_name_first,
    initials_of,
    is_name,
    is_word,
    names_in,
    tokens_of,
)
from portal.importers.intake.words import is_english, words

_EMAIL = re.compile(r"[\w.+'’-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\d/.£-])(?:\+44[\s().-]*(?:\(0\)\s?)?|\(?0)(?:[\s().-]?\d){8,10}(?!\d)"
    r"|\b(?:ext|extension|x)\.?\s?\d{3,6}\b",
    re.IGNORECASE,
)
REMOVED_EMAIL, REMOVED_PHONE = "[e-mail removed]", "[telephone removed]"
_SHORTEST_SURNAME = 4


@dataclass(slots=True)
class People:
    """The people of a paper, by name; `counts` says how often each kind was replaced.

    `posts` are by initials, where the paper has a key of them. What else is here is for replacing
    alone: it is never written or printed.
    """

    names: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(
        default_factory=lambda: {"names": 0, "e-mails": 0, "telephones": 0}
    )
    posts: dict[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None

    def learn(self, name: str) -> str:
        """Remember a name in the forms in which it may come again; return its initials."""
        name = first_name_first(name)
        tokens = tokens_of(name)
        if " ".join(tokens) in self.names:
            return self.names[" ".join(tokens)]
        initials = initials_of(name)
        if len(tokens) == 1 and is_word(tokens[0]):
            # Without its title `Cllr Green` is a colour.
            self.names[" ".join(name.split())] = initials
            self._pattern = None
            return initials
        self.names[" ".join(tokens)] = initials
        surname = tokens[-1] if tokens else ""
        if len(tokens) > 1:
            self.names[f"{tokens[0]} {surname}"] = initials
            self.names[f"{tokens[0][0]} {surname}"] = initials
            self.names[f"{tokens[0][0]}. {surname}"] = initials
            self.names[f"{surname}, {tokens[0]}"] = initials
            self.names[f"{surname.upper()}, {tokens[0]}"] = initials
            self.names[f"{surname.upper()} {tokens[0]}"] = initials
            self.names[f"{tokens[0]} {surname.upper()}"] = initials
            self.names[name.upper()] = initials
        for word in (tokens[0], surname) if len(tokens) > 1 else ():
            known_word = is_english(word) or word.lower() in words("not_names") | words("places")
            if not known_word and len(word) >= _SHORTEST_SURNAME - (word is tokens[0]):
                self.names.setdefault(word, initials)
                self.names.setdefault(word.upper(), initials)
        self._pattern = None
        return initials

    def learn_from_addresses(self, text: str) -> None:
        """Learn the names that addresses such as `ada.larkspur@…` are made of."""
        for match in _EMAIL.finditer(text):
            parts = re.split(r"[._]", match[0].partition("@")[0].strip())
            if len(parts) == 2 and all(len(x) > 2 and x.replace("-", "").isalpha() for x in parts):
                name = " ".join(part.title() for part in parts)
                if is_name(name, surely_person=True):
                    self.learn(name)

    def scrub(self, text: str) -> str:
        """Return a text in which no person, e-mail address or telephone number is left."""
        text = self._counted(_EMAIL, REMOVED_EMAIL, text, "e-mails")
        text = self._counted(_PHONE, REMOVED_PHONE, text, "telephones")
        for name in names_in(text):
            self.learn(name)
        if not self.names:
            return text
        if self._pattern is None:
            listed = sorted(map(_loose, self.names), key=len, reverse=True)
            self._pattern = re.compile(
                rf"(?:\b(?:{TITLES})\.?\s+)?\b(?P<name>{'|'.join(listed)})\b(?![-‑][{UPPER}])"
            )
        return self._pattern.sub(self._replaced, text)

    def _replaced(self, match: re.Match[str]) -> str:
        name = re.sub(r"[\s\u00a0]+", " ", match["name"]).replace("‑", "-").replace("–", "-")
        self.counts["names"] += 1
        return self.names.get(name) or self.names.get(match["name"]) or initials_of(name)

    def _counted(self, pattern: re.Pattern[str], removed: str, text: str, kind: str) -> str:
        text, number = pattern.subn(removed, text)
        self.counts[kind] += number
        return text


def _loose(name: str) -> str:
    """A pattern of a name that any space or hyphen fits."""
    escaped = re.escape(name).replace(r"\ ", r"[\s\u00a0]+")
    return escaped.replace(r"\-", "[-‑–]")
