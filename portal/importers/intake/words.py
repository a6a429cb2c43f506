"""Lists of words: English, first names, posts, bodies; each read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from warnings import catch_warnings, simplefilter

from spylls.hunspell import Dictionary

_FOLDER = Path(__file__).parent
# Rarer words than these are surnames as often as not, unless they end as few surnames do.
MOST_WORDS = 30_000
_INFLECTED = re.compile(
    r"(?:ed|ies|ly|ying|ating|ancy|ance|ence|our|ional|is(?:e|es|ed|ing|ations?))$"
)
# Languages of first names that are frequent in England, of which Faker has lists.
LANGUAGES = (
    "en_GB en_IE en_US en_IN en_KE en_PK fr_FR pl_PL ro_RO pt_PT it_IT es_ES de_DE tr_TR nl_NL"
).split()


@cache
def words(group: str) -> frozenset[str]:
    """The words of a group of people.toml."""
    return frozenset(_rules()[group].split())


@cache
def phrases(group: str) -> tuple[str, ...]:
    """The phrases of a group of people.toml, longest first."""
    listed = (" ".join(part.split()) for part in _rules()[group].replace("\n", " ").split("|"))
    return tuple(sorted(filter(None, listed), key=len, reverse=True))


@cache
def first_names() -> frozenset[str]:
    """First names in lower case: those of Faker in the languages of `LANGUAGES`, and more."""
    listed = set(words("first_names"))
    for language in LANGUAGES:
        provider = import_module(f"faker.providers.person.{language}").Provider
        for name in dir(provider):
            if name.startswith("first_names") and (names := getattr(provider, name)):
                listed |= {text.lower() for text in names}
    return frozenset(listed)


def is_english(word: str) -> bool:
    """Tell if a word, its plural's singular or each part of a compound is English."""
    lower = re.sub(r"['’]s?$", "", word.lower())
    return all(
        _is_word(part) or (part.endswith("s") and _is_word(part[:-1])) for part in lower.split("-")
    )


@cache
def _is_word(text: str) -> bool:
    """Tell if it is a word of English, British or American, and no name alone.

    The list of symspellpy holds both spellings, and names; the dictionary of spylls, American
    alone, says which words are written with a capital only.
    """
    if text in first_names():
        return text in words("words_and_first_names")
    place = _places().get(text)
    if place is None or text in words("surnames"):
        return False
    if place >= MOST_WORDS and not _INFLECTED.search(text):
        return False
    return _dictionary().lookup(text) or not _dictionary().lookup(text.capitalize())


@cache
def is_inflected(word: str) -> bool:
    """Tell if the dictionary holds a word with such an ending."""
    return bool(_dictionary().lookup(word))


@cache
def _places() -> dict[str, int]:
    """The place of each listed word, the most frequent first."""
    path = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return {line.split()[0]: place for place, line in enumerate(lines)}


@cache
def _dictionary() -> Dictionary:
    place = resources.files("spylls.hunspell") / "data" / "en" / "en_US"
    with catch_warnings():
        simplefilter("ignore", ResourceWarning)  # the library leaves closing its files to Python
        return Dictionary.from_files(str(place))


@cache
def _rules() -> dict[str, str]:
    return tomllib.loads((_FOLDER / "people.toml").read_text(encoding="utf-8"))
