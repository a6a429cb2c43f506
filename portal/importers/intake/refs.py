"""Printed references: of an action before its text, of an item with the word before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.importers.intake.dates import MONTH

# Longer words first: `area for improvement 3` is no `area`.
_WORDS = (
    "area for improvement|area for development|priority action|recommendation|rec"
    "|improvement priority|priority area|strategic priority|priority|objective|theme|workstream"
    "|work stream"
    "|work package|project|outcome|aim|goal|area|finding|issue|section|strand|pillar|part"
    "|action area|improvement area|strategic objective|strategic aim|strategic outcome|key priority"
    "|key objective|improvement objective|improvement theme|improvement outcome"
)
# Who made a recommendation, before the word for it.
_INSPECTORS = (
    "ofsted|hmip?|cqc|ilacs|jtai|inspectors?['’]?|inspection|audit|peer(?: review| challenge)?|lga"
)
# A letter is no end of a word: `Objectives:` has no number s.
_NUMBER = r"[A-Z]{0,3}\d+(?:\.\d+)*[A-Z]?|(?<![A-Za-z])(?:[IVX]{1,4}|[A-Z](?=\s*[:.)–-]))"
_WORDED = re.compile(
    rf"^\W*(?:(?:{_INSPECTORS})\s+)?(?P<word>{_WORDS})s?\s*(?:no\.?|number|#)?\s*(?P<number>{_NUMBER})\b"
    r"\s*(?:of\s+\d+\b)?\s*[:.)\-–—|]*\s*(?P<title>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_CODED = re.compile(
    r"^\s*(?P<ref>[A-Z]{1,5}[ -]?\d+(?:\.\d+)*[A-Za-z]?|\d+[A-Z]|\d+(?:\.\d+)*"
    r"|[A-Z](?=[.):]\s))"
    r"(?P<end>\s*[:.)\-–—|]+\s+|\s*[:)]\s*|\s+)(?P<title>\S.*)$",
    re.DOTALL,
)
_OF_ACTION = re.compile(
    r"^\s*(?:action\s+(?:no\.?\s*)?)?"
    r"(?P<ref>[A-Z]{1,5}[ -]?\d+(?:[.-]\d+)*[a-z]?|\d+[A-Z]?(?:\.\d+)+[a-z]?"
    r"|\d+[A-Za-z](?=[\s.):])|\d+(?=[.):]\s)|\d+(?=\)\s?)|[a-z](?=[.)]\s)|[ivx]{1,4}(?=[.)]\s))"
    r"\s*[.):\-–—]*\s+(?P<rest>[^\d\s].*|\d.*)$",
    re.DOTALL,
)
# Any word, a number and a separator: `Promise 3: …`. These number other things than items.
_ANY_WORD = re.compile(
    r"^\W*(?P<word>[A-Z][a-z]+(?: [A-Za-z]+){0,4}?)\.?\s+(?:no\.?\s*|number\s+|#\s*)?"
    r"(?P<number>\d{1,2}(?:\.\d+)*[A-Za-z]?)\s*(?:of\s+\d+\s*)?"
    r"(?:[:|]|[.)–—-](?=\s)|\s(?=[\[(]?[A-Z]))\s*(?P<title>[^\W\d_].*)$",
    re.DOTALL,
)
_OTHER = re.compile(
    r"\b(?:actions?|tasks?|steps?|tables?|figures?|appendix|annex|page|sheet|version|quarter|q|year"
    r"|month|week|day|update|report|meeting|note|form|chapter|paragraph|para|phase|stage|key|level"
    r"|band|grade|tier|ks|milestone|activity|row|line|item|wave|sprint|the|by|in|on|at|to|for|of"
    r"|and|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b",
    re.IGNORECASE,
)
_COUNT_WORDS = ("one two three four five six seven eight nine ten eleven twelve").split()
_COUNTED_OUT = re.compile(
    rf"^(\W*(?:[A-Z][A-Za-z]+\s+){{1,3}})({'|'.join(_COUNT_WORDS)})\b(?=\s*(?:[:.)–—|-]|$))", re.I
)
# The kind of an item between its code and its title: `AFI1 Area for improvement: …`.
_NAMED = re.compile(rf"(?P<word>{_WORDS})\s*(?::|\s[–—-])\s*(?=\S)", re.IGNORECASE)
_CONTINUED = re.compile(
    r"\s*(?:[(\[–—-]\s*|\s)(?:cont(?:inued|inues|['’]d|d)|cont\.?(?=\s*[)\]])|cont\.)\.?\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^\s*(?:[•·▪◦‣●\-–—*➢]\s+|\(?(?:\d+|[a-z]|[ivx]{1,4})\)\s*)")
_WHOLE = re.compile(
    rf"^\s*(?:(?P<word>{_WORDS})\s*)?(?P<number>{_NUMBER}|\d+[a-z]?"
    r"|(?<=\s)(?-i:[A-Z]))\s*[.:)]?\s*$",
    re.I,
)
# A unit after a number: `30 files a month` begins with no reference.
_COUNTED = re.compile(r"^[A-Z]?\d+$")


def item_of(text: str) -> tuple[str, str, str]:
    """Return the reference, title and kind word of an item's text.

    A whole word before a number is the kind and the number the reference; a code such as `AFI 1`
    or `R1` is the reference as it stands.
    """
    flat = _in_digits(_CONTINUED.sub("", " ".join(text.split())))
    if match := _WORDED.match(flat):
        word = match["word"].lower()
        if word != "rec" and (match["title"] or match["number"]):
            return match["number"], match["title"].strip(), word
    if match := _any_word(flat):
        return match["number"], match["title"].strip(), match["word"].lower()
    if match := _CODED.match(flat):
        is_plain = bool(_COUNTED.match(match["ref"]))
        if not is_plain or match["end"].strip() or match["title"][:1].isupper():
            named = _NAMED.match(match["title"])
            word = named["word"].lower() if named else ""
            return match["ref"].strip(), match["title"][named.end() if named else 0 :].strip(), word
    return "", flat, ""


def is_numbered_item(text: str) -> bool:
    """Tell if a heading names an item or a section by a word and a number."""
    flat = _in_digits(" ".join(text.split()))
    return bool(_WORDED.match(flat) or _any_word(flat)) or bool(
        re.match(r"^\s*(?:AFI|AFD|REC|R|P|WP|OBJ)\s?-?\d+\b", text)
    )


def _any_word(flat: str) -> re.Match[str] | None:
    match = _ANY_WORD.match(flat)
    if match is None:
        return None
    # `Area of weakness 1`: small words may stand between the first and the last.
    first, *_between, last = match["word"].split() * 2
    dated = re.match(rf"{MONTH}\W*(?:\d|$)", match["title"], re.IGNORECASE)  # `Updated 3 October`
    return None if dated or _OTHER.search(first) or _OTHER.search(last) else match


def _in_digits(flat: str) -> str:
    """Write the number of `Priority One` as a digit."""
    return _COUNTED_OUT.sub(
        lambda match: f"{match[1]}{_COUNT_WORDS.index(match[2].lower()) + 1}", flat
    )


def action_of(text: str) -> tuple[str, str]:
    """Return the reference before an action's text, and the text without it."""
    match = _OF_ACTION.match(text)
    if match is None:
        return "", text
    return match["ref"], match["rest"].strip()


def bare(text: str) -> tuple[str, str]:
    """Return the reference and kind word of a cell that holds a reference alone."""
    match = _WHOLE.match(text)
    if match is None:
        match = re.fullmatch(r"\s*(?P<word>[A-Z][a-z]{3,})\s+(?P<number>\d+(?:\.\d+)*)\s*", text)
        if match is None or _OTHER.search(match["word"]):
            return text.strip().rstrip(".:"), ""
    return match["number"], (match["word"] or "").lower()


def is_whole_ref(text: str) -> bool:
    """Tell if a text is a reference and nothing else: `R1`, `AFI 2`, `Recommendation 3`, `B`."""
    clean = text.strip().rstrip(".:")
    return bool(
        re.fullmatch(r"[A-Z]{1,5}[ -]?\d+(?:\.\d+)*[A-Za-z]?|[A-Z]", clean)
        or bare(clean)[0] != clean
    ) or bool(_WHOLE.match(clean))


def is_code(text: str) -> bool:
    """Tell if a text is a number or letter of an item, with or without its word: `1`, `P1`."""
    return is_whole_ref(text) or bool(_WHOLE.match(text))


def joined(texts: Sequence[str]) -> str:
    """Write the cells that name an item as one text: `Theme A` beside its title."""
    first, *rest = texts or [""]
    if len(rest) == 1 and bare(first)[1]:
        return f"{first.strip(' .:')}: {rest[0]}"
    return " ".join(texts)


def parts_of(text: str) -> list[str]:
    """Split a cell into its numbered or bulleted parts; one part where it has none."""
    lines = [line for line in text.split("\n") if line.strip()]
    begins = [bool(_begins(line)) for line in lines]
    if sum(begins) < 2 or not begins[0]:
        return [text]
    parts: list[str] = []
    for line, is_new in zip(lines, begins, strict=True):
        if is_new:
            parts.append(line.strip())
        else:
            parts[-1] += "\n" + line.strip()
    return parts


def _begins(line: str) -> bool:
    return bool(action_of(line)[0]) or bool(_MARKED.match(line))


def unmarked(text: str) -> str:
    """Return a text without the bullet before it."""
    return re.sub(r"^\s*[•·▪◦‣●\-–—*➢]\s+", "", text)
