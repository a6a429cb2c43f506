"""Recognise people in a text and say how each is replaced: by initials or by role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from portal.importers.intake.words import first_names, is_english, phrases, words

_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞŁŚŻŽŠČĆĐ", "a-zß-öø-ÿłśżźžšćčđńęąıľňřťůě"
_NAME_PART = (
    rf"(?:(?:Mc|Mac|O['’]|D['’]|Fitz|De|Le|Van)?[{_UPPER}][{_LOWER}]+"
    rf"(?:['’](?!s\b)[{_LOWER}{_UPPER}]+)?)"
)
_TOKEN = rf"(?:{_NAME_PART}(?:[-‑–]{_NAME_PART})*)"
_PARTICLES = "|".join(words("particles"))
_RUN = re.compile(rf"\b{_TOKEN}(?:[ \u00a0](?:(?:{_PARTICLES}|[A-Z]\.?)[ \u00a0])?{_TOKEN})+")
_INITIALLED = re.compile(rf"\b(?:[A-Z]\.[ ]?){{1,3}}{_TOKEN}")
_CAPITAL = re.compile(f"[{_UPPER}][{_LOWER}]")
_TITLES = "|".join(form for word in words("titles") for form in (word.capitalize(), word.upper()))
_TITLED = re.compile(rf"\b(?:{_TITLES})\.?\s+(?:[A-Z]\.?\s)?{_TOKEN}(?:\s{_TOKEN})*")
_RANKS = "|".join(word.upper() for word in words("police_titles"))
_RANKED = re.compile(rf"\b(?:{_RANKS}|D?Insp|Sgt|Supt)\.?\s+({_TOKEN}(?:\s{_TOKEN})?)")
_LABELS = "|".join(map(re.escape, phrases("labels")))
_LABELLED = re.compile(rf"(?im)(?:^|[.;|\n]\s*)(?:{_LABELS})\s*[:–-]\s*([^,;(\n|–]+)")
_POST_BEFORE = re.compile(
    r"(?m)(?:^|[.;|]\s)\W*(\w[^:.;|\n]{1,60}?)(?::|\s[–-])\s*"
    rf"({_TOKEN}(?:[ \u00a0]{_TOKEN}){{1,3}})\b"
)
_INITIALS_BEFORE = re.compile(rf"\b([A-Z]{{2,3}})[ \u00a0:–=-]{{1,3}}({_TOKEN} {_TOKEN})\b")
_BESIDE = re.compile(
    rf"\b(?:with|by|asked|thanks to|spoke to|via|per|contact)\s+({_TOKEN})"
    rf"(?!\s+[{_UPPER}])(?!['’])"
)
# `Smith, Jane` and `Smith, J.`, as systems export them.
_REVERSED = re.compile(rf"(?P<last>{_TOKEN}|[{_UPPER}]{{3,}}),\s+(?P<first>{_TOKEN}|[A-Z]\.?)")
_ROLES = "|".join(re.escape(word) + r"\b" for word in words("role_nouns"))
# `Jane SMITH` and `JANE SMITH`.
_SHOUTED = re.compile(
    rf"\b(?P<first>{_TOKEN}|[{_UPPER}]{{3,}})\s+(?P<last>[{_UPPER}]{{3,}}(?:-[{_UPPER}]{{3,}})?)\b"
)
_ROLE_FOLLOWS = re.compile(rf"\s*(?:,|\(|–|-)\s*(?:[\w’'-]+\s){{0,5}}?(?i:{_ROLES})")
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
        name = _forward(name)
        tokens = _tokens(name)
        if " ".join(tokens) in self.names:
            return self.names[" ".join(tokens)]
        initials = initials_of(name)
        if len(tokens) == 1 and (is_english(tokens[0]) or _is_of_bodies(tokens[0])):
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
                rf"(?:\b(?:{_TITLES})\.?\s+)?\b(?P<name>{'|'.join(listed)})\b(?![-‑][{_UPPER}])"
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


def _tokens(name: str) -> list[str]:
    titles = words("titles") | words("police_titles")
    parts = name.replace("\u00a0", " ").replace("‑", "-").replace("–", "-").split()
    while parts and parts[0].lower().rstrip(".") in titles:
        parts.pop(0)
    return [part.strip(",.") for part in parts]


def is_reversed(text: str) -> bool:
    """Tell if a text is a person's name with the surname first: `Smith, Jane`."""
    match = _REVERSED.fullmatch(text.strip())
    if match is None:
        return False
    last, first = match["last"].lower(), match["first"].lower()
    surname = last not in words("role_nouns") and (
        not is_english(last) or last in words("word_surnames")
    )
    if len(first.rstrip(".")) == 1:
        return surname and last not in first_names()
    of_body = last in words("not_names") - words("word_surnames")
    return surname and first in first_names() and not of_body


def _forward(name: str) -> str:
    """A name with its first name first and no word in capitals: `SMITH, Jane`, `Jane SMITH`."""
    if is_reversed(name):
        name = " ".join(part.strip() for part in reversed(name.split(",")))
    match = _SHOUTED.fullmatch(name.strip())
    return name.title() if match and _is_shouted(match) else name


def _is_shouted(match: re.Match[str]) -> bool:
    first, last = match["first"].lower(), match["last"].lower()
    listed = first in first_names() and first not in words("places")
    surname = last in words("word_surnames") or not (
        is_english(last) or last in words("role_letters") or _is_of_bodies(last)
    )
    clear = not is_english(first) or first in words("word_first_names")
    return listed and clear and surname and not (match["first"].isupper() and _is_of_bodies(last))


def initials_of(name: str) -> str:
    """Initials of first and last name, without title; a double surname counts once."""
    tokens = [t for t in _tokens(_forward(name)) if t and t.lower() not in words("particles")]
    if not tokens:
        return ""
    return "".join(t[0].upper() for t in ([tokens[0], tokens[-1]] if len(tokens) > 1 else tokens))


def is_name(text: str, surely_person: bool = False) -> bool:
    """Tell if a text is nothing but a person's name.

    Args:
        surely_person: where people or posts stand: any two capitalised words that are not all
            English are a name there.
    """
    bare = " ".join(_tokens(_forward(text)))
    if bare.isupper() and bare.split()[0].lower() in first_names():
        bare = bare.title()
        return len(bare.split()) > 1 and is_name(bare, surely_person)
    if not re.search(f"[{_LOWER}]", bare):
        return False
    whole = " ".join(text.replace("‑", "-").replace("–", "-").split()).strip(",.")
    titled = " ".join(_tokens(text)) != whole
    tokens = bare.split()
    if not tokens or len(tokens) > 5 or not all(_fits(token) for token in tokens):
        return False
    if _is_common_surname(tokens, surely_person):
        return True
    if titled and len(tokens) == 1 and tokens[0].lower() in words("word_surnames"):
        return True
    if any(_is_of_bodies(token) for token in tokens):
        return False
    if titled:
        return True
    first = tokens[0].lower()
    if len(tokens) == 1:
        alone = first in first_names() and not is_english(first) and first not in words("places")
        return surely_person and alone
    if _weighs_as_name(tokens):
        return True
    if not surely_person:
        return False
    if first in words("role_letters") and is_english(tokens[-1].lower()):
        # `AD Operations` is a post, `AD Smith` may be one and may be a person.
        return tokens[-1].lower() in words("word_surnames")
    if re.fullmatch(r"[A-Z]{1,2}\.?", tokens[0]):
        return not all(is_english(token) for token in tokens[1:]) or len(tokens) == 2
    return first in first_names() or not all(is_english(token) for token in tokens)


def is_label_of_person(text: str) -> bool:
    """Tell if a person is named after a text: `Chair of the Board`, `Version held by`."""
    lower = " ".join(text.lower().split()).strip(" :")
    if lower.endswith(" by") or lower in phrases("labels"):
        return True
    posts = words("role_nouns") - words("posts_of_several")
    return any(word.strip("(),") in posts for word in lower.split())


def _fits(token: str) -> bool:
    return bool(
        re.fullmatch(rf"{_TOKEN}|[A-Z]{{1,2}}\.?", token) or token.lower() in words("particles")
    )


def _is_of_bodies(token: str) -> bool:
    lower = re.sub(r"['’]s?$", "", token.lower())
    return lower in words("not_names") or lower in words("role_nouns")


def _is_common_surname(tokens: Sequence[str], surely_person: bool) -> bool:
    """Tell if two words are a first name and a surname that is a word: `Helen Green`."""
    if len(tokens) != 2:
        return False
    first, last = tokens[0].lower(), tokens[1].lower()
    if first not in first_names() or first in words("places"):
        return False
    clear = not is_english(first) or surely_person or first in words("word_first_names")
    return clear and last in words("word_surnames")


def _weighs_as_name(tokens: Sequence[str]) -> bool:
    """Tell if capitalised words in running text are a name: by its first, or by being no words."""
    first, rest = tokens[0], [t for t in tokens[1:] if t.lower() not in words("particles")]
    last = rest[-1] if rest else ""
    if len(first) < 2 or not last or len(last) < 2:
        return False
    lower = first.lower().split("-")[0]
    if _is_common_surname(tokens, surely_person=False):
        return True
    if lower in first_names() and lower not in words("places"):
        clear = not is_english(lower) or lower in words("word_first_names")
        return clear or not is_english(last)
    if "-" in last and not is_english(last) and not is_english(first):
        return True
    return not is_english(first) and not is_english(last) and not _is_place(tokens)


def _is_place(tokens: Sequence[str]) -> bool:
    return any(
        token.lower() in words("places") or token.lower().endswith(tuple(words("place_endings")))
        for token in tokens
    )


@lru_cache(maxsize=8_192)
def names_in(text: str) -> tuple[str, ...]:
    """Return the names of people that stand in a text."""
    return tuple(_names_in(text)) if _CAPITAL.search(text) or _SHOUTED.search(text) else ()


def _names_in(text: str) -> Iterator[str]:
    for match in _TITLED.finditer(text):
        yield from _titled(match[0])
    for match in _RANKED.finditer(text):
        if not any(is_english(token) or _is_of_bodies(token) for token in match[1].split()):
            yield match[1]
        elif match[1].lower() in words("word_surnames"):
            yield match[0]
    for match in _SHOUTED.finditer(text):
        if _is_shouted(match):
            yield match[0]
    if is_reversed(text):
        yield text.strip()
    for match in _INITIALLED.finditer(text):
        last = match[0].split(".")[-1].split()[-1]
        if not _is_of_bodies(last) and not is_english(last):
            yield re.sub(r"\.\s?", ". ", match[0]).strip()
    for match in _RUN.finditer(text):
        yield from _in_run(match[0].split(), text[match.end() :])
    for match in _LABELLED.finditer(text):
        if is_name(match[1].strip(), surely_person=True):
            yield match[1].strip()
    for match in _POST_BEFORE.finditer(text):
        if is_label_of_person(match[1]) and is_name(match[2], surely_person=True):
            yield match[2]
    for match in _INITIALS_BEFORE.finditer(text):
        # `LB Lindy Brown, Operations Manager`: a key of initials.
        if initials_of(match[2]) == match[1] and is_name(match[2], surely_person=True):
            yield match[2]
    for match in _BESIDE.finditer(text):
        if is_name(match[1], surely_person=True):
            yield match[1]


def _titled(text: str) -> Iterator[str]:
    tokens = text.split()
    taken = tokens[:1]
    for token in tokens[1:]:
        after_title = len(taken) == 1 or (len(taken) == 2 and taken[1].lower() in first_names())
        surname = after_title and token.lower() in words("word_surnames")
        if _is_of_bodies(token) and not surname:
            break
        taken.append(token)
    if len(taken) > 1:
        yield " ".join(taken)


def _in_run(tokens: Sequence[str], after: str) -> Iterator[str]:
    """Names among words with capitals that stand beside one another."""
    at = 0
    while at < len(tokens) - 1:
        end = _end_of_name(tokens, at)
        part = tokens[at:end]
        before, behind = tokens[at - 1 : at], tokens[end:]
        if len(part) > 1 and _is_in_run(part, before, behind, after):
            yield " ".join(part)
            at = end
        else:
            at += 1


def _is_in_run(
    part: Sequence[str], before: Sequence[str], behind: Sequence[str], after: str
) -> bool:
    """Tell if words between others are a name: by themselves, or by a post on either side."""
    if _weighs_as_name(part):
        return not (behind and _is_of_bodies(behind[0]) and part[0].lower() not in first_names())
    # `Ask Ottoleen Vane, a parent adviser`: what is to be done is no part of the name.
    begins = not part[2:] or not is_english(part[0])
    if not behind and begins and _ROLE_FOLLOWS.match(after) and not all(map(is_english, part)):
        return True
    # `Director Quillon Vane-Marsh`: beside a post one that is no word is enough.
    held = bool(before) and is_label_of_person(before[0]) and not is_english(part[0])
    return held and is_name(" ".join(part), surely_person=True) and not _is_place(part)


def _end_of_name(tokens: Sequence[str], at: int) -> int:
    end = at
    while end < len(tokens) and end - at < 4:
        token = tokens[end]
        common = end == at + 1 and _is_common_surname(tokens[at : at + 2], surely_person=False)
        if (_is_of_bodies(token) and not common) or token[-2:] in {"'s", "’s"}:
            break
        if end - at >= 2 and is_english(token) and token.lower() not in words("particles"):
            break
        end += 1
    return end
