"""Take the lists of recommendations apart: who is asked, which number, which page, which proof."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from portal.importers.inspections import headings
from portal.importers.inspections.pdf_text import flat
from portal.importers.inspections.records import (
    AMBER,
    TICK,
    Addressee,
    Check,
    Line,
    Reading,
    Recommendation,
)
from portal.importers.inspections.report_kind import BOARD_ALONE, ILACS, LAC_2013, Kind

MOST_ITEMS, MOST_WORDS = 25, 100
# How a list ends; where its last line ends otherwise, something cut it off.
_ENDS = (".", "!", "?", ")", "”", "’")
# The field of checks that are made anew when a person changes a list.
COUNTS = "count of recommendations"
_BULLETS = (
    "\u25fc\u25aa\u25a0\u2022\u25cf\u25e6\u00b7\u2043\uf06e\uf0a7\uf0b7\uf0a8\uf0d8\uf076\u27a2"
)
_BULLET = re.compile(rf"[{_BULLETS}]\s*(?P<text>.*)")
# Second levels, and the letter n that stands for a square where the symbols' font is missing.
_SECOND = re.compile(r"(?:\uf02d|[-\u2013\u2014o])\s+(?P<text>\S.*)")
_LETTER = re.compile(r"n\s+(?P<text>[A-Z].*)")
_NUMBER = re.compile(r"(?P<number>\d{1,3})(?:\.\s*|\)\s*|\s+)(?P<text>[A-Z\u2018'\u201c(].*)")
_NUMBER_ALONE = re.compile(r"(?P<number>\d{1,3})\.")
_EVIDENCE = re.compile(
    r"\s*\((?:see )?(?:paragraphs?|paras?\.?)\s+"
    r"(?P<what>[\d\s,;and\u2010-\u2015\u2212-]+)\)"
)
_REPEATS = re.compile(
    r"\s*\((?=[^)]*(?:recommendation|area for improvement|identified|outstanding))"
    r"(?=[^)]*(?:last|previous|20\d\d)\b)[^)]*\)\s*\.?",
    re.IGNORECASE,
)
# "The inspection did not find any areas for priority action" is no recommendation.
_NOTHING = re.compile(
    r"(?:did not|has not|have not) (?:find|found|identif\w+) any (?:areas? |issues? )?"
    r"(?:for|requiring|that require) (?:priority|immediate)"
    r"|there (?:are|were) no (?:areas? )?(?:for|requiring) (?:priority|immediate|improvement)"
    r"|^no (?:areas? )?for (?:priority|immediate|improvement)",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    r"following (?:actions?|areas?|steps?)\W*$|the local authority should:?$", re.IGNORECASE
)


@dataclass(slots=True)
class _Item:
    """An item while its lines are gathered; `parts` counts bullets under its number."""

    mark: str
    number: int
    page: int
    addressee: Addressee
    section: str
    lines: list[str] = field(default_factory=list)
    parts: int = 0
    topic: bool = False

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.lines)).strip()


@dataclass(slots=True)
class _List:
    """A list of an addressee: its items, where it began, and what was odd about it."""

    addressee: Addressee
    page: int
    items: list[_Item] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def recommendations_of(
    kind: Kind, lines: Sequence[Line]
) -> tuple[tuple[Recommendation, ...], tuple[Check, ...]]:
    """Return the recommendations to council and board, with checks of both lists."""
    lists: list[_List] = []
    checks: list[Check] = []
    for section in headings.sections(kind, lines):
        if section.misplaced:
            message = f"a heading of recommendations stands out of its place on page {section.page}"
            checks.append(Check(field="recommendations", colour=AMBER, message=message))
            continue
        gathered = _gather(kind, section)
        if gathered.items or not any(x.addressee == section.addressee for x in lists):
            lists.append(gathered)
    listed = [r for gathered in lists for r in _records(gathered)]
    read = _distinct(_once(listed))
    for addressee in _addressees(kind):
        ours = [x for x in lists if x.addressee == addressee]
        items = [r for r in read if r.addressee == addressee]
        again = sum(r.addressee == addressee for r in listed) - len(items)
        checks += _checks(addressee, ours, items, again)
    return read, tuple(checks)


def _once(listed: Sequence[Recommendation]) -> list[Recommendation]:
    """Leave out what stands again in the same words, as where a list is repeated in an annex."""
    first: dict[tuple[str, str], Recommendation] = {}
    for item in listed:
        first.setdefault((item.addressee, flat(item.as_printed).lower()), item)
    return list(first.values())


def _distinct(read: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    """Give those whose reference another of the same addressee has a further number."""
    seen: Counter[tuple[str, str]] = Counter()
    distinct = []
    for item in read:
        seen[item.addressee, item.ref] += 1
        again = seen[item.addressee, item.ref]
        distinct.append(item if again == 1 else replace(item, ref=f"{item.ref}-{again}"))
    return tuple(distinct)


def _addressees(kind: Kind) -> tuple[Addressee, ...]:
    if kind.framework == BOARD_ALONE:
        return ("board",)
    return ("council", "board") if kind.with_board else ("council",)


def _gather(kind: Kind, section: headings.Section) -> _List:
    """Split a section's lines into items by numbers or bullets, whichever it uses."""
    gathered = _List(addressee=section.addressee, page=section.page)
    lines = section.lines
    letters = sum(bool(_LETTER.fullmatch(x.text)) for x in lines) >= 2
    bulleted = any(_BULLET.match(x.text) for x in lines)
    dashed = not bulleted and not letters and sum(bool(_SECOND.match(x.text)) for x in lines) >= 2
    numbered = kind.framework != LAC_2013 and _numbered_first(kind, lines)
    topic = ""
    width = max((len(x.text) for x in lines), default=0)
    for at, line in enumerate(lines):
        after = lines[at + 1].text if at + 1 < len(lines) else ""
        last = gathered.items[-1] if gathered.items else None
        bullet = _BULLET.match(line.text) or (
            _LETTER.fullmatch(line.text)
            if letters
            else _SECOND.match(line.text)
            if dashed
            else None
        )
        if bullet:
            _take_bullet(gathered, line, bullet["text"], topic, numbered)
        elif numbered and (number := _next_number(line.text, last)):
            _take_number(gathered, line, number, topic)
        elif not numbered and bulleted and kind.framework in ILACS and _NUMBER.match(line.text):
            break
        elif _is_heading(line.text, lines[at - 1].text if at else "", after, width):
            topic = line.text
        elif last is not None:
            second = _SECOND.match(line.text) if line.text.startswith("\uf02d") else None
            last.lines.append(second["text"] if second else line.text)
        elif not bulleted and not numbered:
            gathered.items.append(_item(gathered, line, "prose", 0, topic, line.text))
        # Otherwise it is what introduces the list.
    if gathered.items and gathered.items[0].mark == "prose":
        gathered.items = _sentences(gathered.items[0])
        gathered.odd.append("prose in place of a list")
    return gathered


def _numbered_first(kind: Kind, lines: Sequence[Line]) -> bool:
    """Tell if numbers mark the items: in ILACS only where no bullet comes before them."""
    for line in lines:
        if _BULLET.match(line.text):
            return kind.framework not in ILACS and any(_NUMBER.match(x.text) for x in lines)
        if _NUMBER.match(line.text):
            return True
    return False


def _item(gathered: _List, line: Line, mark: str, number: int, section: str, text: str) -> _Item:
    return _Item(
        mark=mark,
        number=number,
        page=line.page,
        addressee=gathered.addressee,
        section=section,
        lines=[text],
    )


def _next_number(text: str, last: _Item | None) -> re.Match[str] | None:
    """The number that begins a line, if it can be the next of the list."""
    match = _NUMBER.match(text) or _NUMBER_ALONE.fullmatch(text)
    if match is None:
        return None
    number = int(match["number"])
    before = last.number if last else 0
    if not before or number == before + 1:
        return match
    dotted = text[len(match["number"]) :].startswith((".", ")"))
    finished = last is not None and last.text.endswith((".", ";", ":"))
    near = before < number <= before + 3 or number in (1, before)
    return match if dotted and finished and near else None


def _take_number(gathered: _List, line: Line, match: re.Match[str], topic: str) -> None:
    number = int(match["number"])
    text = match.groupdict().get("text") or ""
    before = next((i.number for i in reversed(gathered.items) if i.number), 0)
    if before and number == 1:
        gathered.odd.append("two lists: the numbers start again")
    elif before and number != before + 1:
        gathered.odd.append(f"numbers out of sequence: {number} after {before}")
    gathered.items.append(_item(gathered, line, "number", number, topic, text))


def _take_bullet(gathered: _List, line: Line, text: str, topic: str, numbered: bool) -> None:
    """A bullet is an item, except under a number whose sentence it goes on."""
    last = next((i for i in reversed(gathered.items) if i.mark == "number"), None)
    if numbered and last is not None:
        goes_on = last.text.endswith((":", ";", ",")) or text[:1].islower()
        goes_on = goes_on or (last.parts == 0 and not last.topic and last.text.endswith("."))
        if last is gathered.items[-1] and not last.topic and (last.parts or goes_on):
            last.parts += 1
            last.lines.append(text)
            return
        last.topic = True
        item = _item(gathered, line, "bullet", last.number, last.text, text)
        gathered.items.append(item)
        return
    gathered.items.append(_item(gathered, line, "bullet", 0, topic, text))


def _is_heading(text: str, before: str, after: str, width: int) -> bool:
    """Tell if a line between two items is a heading over the next, no part of the last."""
    if not re.match(r"[A-Z]", text) or len(text.split()) > 10 or text.endswith((".", ";", ",")):
        return False
    if not (_BULLET.match(after) or _NUMBER.match(after) or _LETTER.fullmatch(after)):
        return False
    if text.endswith(":"):
        return True
    return before.endswith((".", ":", ";", ")")) or len(before) < 0.72 * width


def _sentences(prose: _Item) -> list[_Item]:
    """Prose as items: a sentence each."""
    sentences = re.split(r"(?<=[.;])\s+(?=[A-Z])", prose.text)
    return [replace(prose, lines=[sentence]) for sentence in sentences if sentence]


def _records(gathered: _List) -> list[Recommendation]:
    records: list[Recommendation] = []
    for place, item in enumerate(_counted(gathered.items), start=1):
        text = item.text
        evidence = "; ".join(flat(m["what"]) for m in _EVIDENCE.finditer(text))
        repeats = _REPEATS.search(text) is not None
        words = _REPEATS.sub("", _EVIDENCE.sub("", text)).replace(" .", ".").strip()
        records.append(
            Recommendation(
                ref=str(item.number) if item.mark == "number" else str(place),
                page=item.page,
                addressee=item.addressee,
                as_printed=words,
                section=flat(item.section),
                evidence=evidence,
                repeats=repeats,
            )
        )
    return records


def _counted(items: Sequence[_Item]) -> list[_Item]:
    """Leave out topics, introductions and the sentence that nothing is urgent."""
    return [
        item
        for item in items
        if not item.topic
        and item.text
        and not _NOTHING.search(item.text)
        and not _INTRODUCTION.search(item.text)
    ]


def _checks(
    addressee: Addressee, lists: Sequence[_List], read: Sequence[Recommendation], again: int
) -> list[Check]:
    name = f"recommendations to the {addressee}"
    messages = [message for gathered in lists for message in dict.fromkeys(gathered.odd)]
    if again:
        messages.append(f"{again} in the words of another; each is listed once")
    if read and not read[-1].as_printed.endswith(_ENDS):
        messages.append(f"the last one breaks off: “{read[-1].as_printed[-40:]}”")
    odd = [
        Check(field="recommendations", colour=AMBER, message=f"{name}: {message}")
        for message in messages
    ]
    where = f" under the heading on page {lists[0].page}" if lists else ", no heading of a list"
    return odd + _counted_checks(addressee, read, where)


def _counted_checks(
    addressee: Addressee, read: Sequence[Recommendation], where: str = ""
) -> list[Check]:
    """Check a list: how many items it has, how many words an item has."""
    name = f"recommendations to the {addressee}"
    messages = [] if read else [f"{name}: none{where}"]
    if len(read) > MOST_ITEMS:
        messages.append(f"{name}: {len(read)}, more than {MOST_ITEMS}")
    for item in read:
        words = len(item.as_printed.split())
        if words > MOST_WORDS or not words:
            messages.append(f"{name}: {item.ref} has {words} words")
    if not messages:
        return [Check(field=COUNTS, colour=TICK, message=f"{name}: {len(read)}")]
    return [Check(field=COUNTS, colour=AMBER, message=message) for message in messages]


def counts_of(reading: Reading) -> list[Check]:
    """Check the lists of a reading that a person may have changed."""
    kind = Kind(framework=reading.framework, with_board=reading.with_board)
    return [
        check
        for addressee in _addressees(kind)
        for check in _counted_checks(addressee, reading.addressed_to(addressee))
    ]
