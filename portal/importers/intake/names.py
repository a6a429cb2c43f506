"""Tell names of people from other words with capitals, and find them in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from portal.importers.intake.words import first_names, is_english, phrases, words

UPPER, _LOWER = "A-ZÀ-ÖØ-ÞŁŚŻŽŠČĆĐ", "a-zß-öø-ÿłśżźžšćčđńęąıľňřťůě"
_NAME_PART = (
    rf"(?:(?:Mc|Mac|O['’]|D['’]|Fitz|De|Le|Van)?[{UPPER}][{_LOWER}]+"
    rf"(?:['’](?!s\b)[{_LOWER}{UPPER}]+)?)"
)
_TOKEN = rf"(?:{_NAME_PART}(?:[-‑–]{_NAME_PART}){{0,3}})"
_PARTICLES = "|".join(words("particles"))
_RUN = re.compile(rf"\b{_TOKEN}(?:[ \u00a0](?:(?:{_PARTICLES}|[A-Z]\.?)[ \u00a0])?{_TOKEN})+")
_INITIALLED = re.compile(rf"\b(?:[A-Z]\.[ ]?){{1,3}}{_TOKEN}")
_CAPITAL = re.compile(f"[{UPPER}][{_LOWER}]")
TITLES = "|".join(form for word in words("titles") for form in (word.capitalize(), word.upper()))
_TITLED = re.compile(
    rf"\b(?:{TITLES})\.?\s+(?:(?:[A-Z]{{1,3}}|(?:[A-Z]\.\s?){{1,3}})\s?\b)?{_TOKEN}(?:\s{_TOKEN})*"
)
_RANKS = "|".join(word.upper() for word in words("police_titles"))
_RANKED = re.compile(rf"\b(?:{_RANKS}|D?Insp|Sgt|Supt)\.?\s+({_TOKEN}(?:\s{_TOKEN})?)")
# `Detective Inspector Hill`, `Judge Hill`, `PC 1234 Hill`: one word after a rank.
_RANKED_ALONE = re.compile(
    rf"\b(?:(?:Inspector|Superintendent|Sergeant|Constable|Judge)|(?:{_RANKS})\s\d{{2,6}})"
    rf"\s+({_TOKEN})\b(?!\s[{UPPER}])"
)
_LABELS = "|".join(map(re.escape, phrases("labels")))
_LABELLED = re.compile(rf"(?im)(?:^|[.;|\n]\s*)(?:{_LABELS})\s*[:–-]\s*([^,;(\n|–]+)")
_POST_BEFORE = re.compile(
    r"(?m)(?:^|[.;|]\s)\W*(\w[^:.;|\n]{1,60}?)(?::|\s[–-])\s*"
    rf"({_TOKEN}(?:[ \u00a0]{_TOKEN}){{1,3}})\b"
)
_INITIALS_BEFORE = re.compile(rf"\b([A-Z]{{2,3}})[ \u00a0:–=-]{{1,3}}({_TOKEN} {_TOKEN})\b")
_BESIDE = re.compile(
    rf"\b(?:with|by|asked|[Tt]hanks to|spoke to|via|per|contact)\s+({_TOKEN})"
    rf"(?!\s+[{UPPER}])(?!['’])"
)
_ROLES = "|".join(re.escape(word) + r"\b" for word in words("role_nouns"))
# `Ruth to lead`, `Ruth and Tom have met`, `@Ruth`, `Tom: please update`: a first name alone.
_VERB = (
    r"\s(?:to [a-z]|(?:has|have|had|will|is|was|confirmed|reported|met|agreed|said|asked|advised"
    r"|updated|please)\b)"
)
_DOES = re.compile(
    rf"(?m)(?:^|[.;:(/@\n]\s*|\band )(?P<name>{_TOKEN})"
    rf"(?={_VERB}|\sand [{UPPER}]|\s\((?:[\w’'-]+\s){{0,4}}?(?i:{_ROLES})|:\s[a-z])"
)
# `June Fairweather`: a month that is a first name, before a word that is none.
_MONTH_FIRST = re.compile(
    r"(?<!\bin )(?<!\bby )(?<!\bof )(?<!\bto )(?<!\d )(?<!since )(?<!from )(?<!until )"
    rf"\b(?:April|May|June|August) ({_TOKEN})\b(?! [{UPPER}])"
)
# `J Smith to lead`, `Ruth H to check`: one letter for the first name or the surname.
_LETTER_FIRST = re.compile(
    rf"(?<![\w.’'-])(?P<before>\w+ )?(?P<letter>[A-Z])\s(?P<last>{_TOKEN})\b"
)
_LETTER_LAST = re.compile(rf"\b(?P<first>{_TOKEN})\s[A-Z](?=[\s.,;:)]|$)(?!\s[{UPPER}])")
# `Smith, Jane` and `Smith, J.`, as systems export them.
_REVERSED = re.compile(
    rf"(?P<last>{_TOKEN}|[{UPPER}]{{3,}}),\s+(?P<first>{_TOKEN}|(?:[A-Z]\.?){{1,2}}(?!\w))"
)
# `Jane SMITH` and `JANE SMITH`.
_SHOUTED = re.compile(
    rf"\b(?P<first>{_TOKEN}|[{UPPER}]{{3,}})\s+(?P<last>[{UPPER}]{{3,}}(?:-[{UPPER}]{{3,}})?)\b"
)
_SHOUTED_FIRST = re.compile(rf"\b(?P<last>[{UPPER}]{{3,}})\s+(?P<first>{_TOKEN})\b")
_ROLE_FOLLOWS = re.compile(rf"\s*(?:,|\(|–|-)\s*(?:[\w’'-]+\s){{0,5}}?(?i:{_ROLES})")


def is_word(token: str) -> bool:
    """Tell if what may be a surname is a word, too: `Green`."""
    return is_english(token) or _is_of_bodies(token)


def tokens_of(name: str) -> list[str]:
    """The words of a name without its titles."""
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
    if re.fullmatch(r"(?:[A-Z]\.?){1,2}", match["first"]):
        return surname and last not in first_names() and first not in words("role_letters")
    of_body = last in words("not_names") - words("word_surnames")
    return surname and first in first_names() and not of_body


def first_name_first(name: str) -> str:
    """A name with its first name first and no word in capitals: `SMITH, Jane`, `Jane SMITH`."""
    if is_reversed(name):
        name = " ".join(part.strip() for part in reversed(name.split(",")))
    match = _SHOUTED_FIRST.fullmatch(name.strip())
    if match and _is_shouted(match):
        name = f"{match['first']} {match['last']}"
    match = _SHOUTED.fullmatch(name.strip())
    return name.title() if match and _is_shouted(match) else name


def _is_shouted(match: re.Match[str]) -> bool:
    first, last = match["first"].lower(), match["last"].lower()
    listed = first in first_names() and first not in words("places")
    letters = words("role_letters") | words("police_titles")
    surname = last in words("word_surnames") or not (is_word(last) or last in letters)
    clear = not is_english(first) or first in words("word_first_names")
    return listed and clear and surname and not (match["first"].isupper() and _is_of_bodies(last))


def initials_of(name: str) -> str:
    """Initials of first and last name, without title; a double surname counts once."""
    tokens = [token for token in tokens_of(first_name_first(name)) if token]
    no_names = words("particles") | words("ranks")
    tokens = [t for t in tokens if t.lower() not in no_names and not t.isdigit()]
    if not tokens:
        return ""
    return "".join(t[0].upper() for t in ([tokens[0], tokens[-1]] if len(tokens) > 1 else tokens))


def is_name(text: str, surely_person: bool = False) -> bool:
    """Tell if a text is nothing but a person's name.

    Args:
        surely_person: where people or posts stand: any two capitalised words that are not all
            English are a name there.
    """
    if "," in text.strip(" ,") and not is_reversed(text):
        return False
    bare = " ".join(tokens_of(first_name_first(text)))
    if bare.isupper() and bare.split()[0].lower() in first_names():
        bare = bare.title()
        return len(bare.split()) > 1 and is_name(bare, surely_person)
    if not re.search(f"[{_LOWER}]", bare):
        return False
    whole = " ".join(text.replace("‑", "-").replace("–", "-").split()).strip(",.")
    titled = " ".join(tokens_of(text)) != whole
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
    for match in _SHOUTED_FIRST.finditer(text):
        if _is_shouted(match):
            yield match[0]
    for match in _REVERSED.finditer(text):
        alone = not re.search(rf"[{_LOWER}] $", text[: match.start()])
        if alone and len(match["first"]) < 5 and match["first"].isupper() and is_reversed(match[0]):
            yield match[0]
    for match in _RANKED_ALONE.finditer(text):
        surname = match[1].lower() in words("word_surnames")
        if surname or not (is_word(match[1]) or _is_place([match[1]])):
            yield match[0]
    yield from _half_named(text)
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


def _half_named(text: str) -> Iterator[str]:
    """Names of which one half is a letter or is missing."""
    for match in _DOES.finditer(text):
        if _is_first_name(match["name"]):
            yield match["name"]
    for match in _MONTH_FIRST.finditer(text):
        if not (is_word(match[1]) or _is_place([match[1]])):
            yield match[0]
    for match in _LETTER_LAST.finditer(text):
        if _is_first_name(match["first"]):
            yield match[0]
    for match in _LETTER_FIRST.finditer(text):
        last, before = match["last"].lower(), (match["before"] or "").strip().lower()
        if before in words("lettered") or _is_place([last]) or last in first_names():
            continue
        # `B Strong` and `C Northfield` at a beginning are an item's letter and words.
        at_beginning = re.search(r"(?:^|\n)\W*$", text[: match.start("letter")])
        acts = re.match(_VERB, text[match.end() :])
        named = acts if at_beginning or is_word(last) else True
        if named and (last in words("word_surnames") or not is_word(last)):
            yield f"{match['letter']} {match['last']}"


def _is_first_name(token: str) -> bool:
    lower = token.lower()
    return lower in first_names() and not is_english(lower) and lower not in words("places")


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
