"""Tell which texts name the items of actions: headings, rows above a header, banners."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.importers.intake.columns import Columns, kind_of
from portal.importers.intake.dates import day_in
from portal.importers.intake.holdings import is_ref
from portal.importers.intake.paper import Block, Row, Table, Text
from portal.importers.intake.peers import style
from portal.importers.intake.refs import bare, is_code, is_numbered_item, item_of, joined, unmarked
from portal.importers.intake.tables import OF_ITEM, TableRows

# Up to four words before a colon, after the first word of a title.
_LABEL = re.compile(r"(?<=\S)\s+\W?(?P<label>[\w’'/&-]+(?: [\w’'/&-]+){0,3}):\s*(?=\S)")
_SHORT_REF = 8
_LONGEST_WORDS = 300
_MOST_BOX_ROWS = 2
_MOST_LABELS = 5
_MOST_WORDS = 14
# Levels of headings: of a text that is one by where it stands, of one that is bold.
_OF_NAME, _BOLD = 8, 9
_SECTION = re.compile(r"^\W*(?:priority|theme|section|strand|pillar|part|outcome)\b", re.IGNORECASE)
# Titles of papers and of their parts, which name no item.
_GENERIC = re.compile(
    r"^\W*(?:the )?(?:\w+['’]?s? )*(?:plan|actions?|tracker|log|appendix(?: \w+)?|introduction"
    r"|document control|contents|sheet\d*|table|summary|dashboard|progress|report|update|council)\b"
    r"[\s\d:–-]*(?:20\d\d.*)?$",
    re.IGNORECASE,
)
# Words of what is to be better, which no paper is called by: `Every child has a good plan`.
_AIMS = re.compile(
    r"\b(?:has|have|is|are|every|each|all|whole|that|across|through|good|better|strong\w*|clear"
    r"|timel\w+|effective\w*|quality of|consistent\w*|improv(?:e|es|ing)|strengthen\w*|ensur\w+"
    r"|make|making|develop\w*|track|measur\w+|delay|drift)\b",
    re.IGNORECASE,
)


def is_generic(text: str) -> bool:
    """Tell if a text is the title of a paper or of a part of it, which names no item."""
    return bool(_GENERIC.match(text)) and not _AIMS.search(text)


@dataclass(frozen=True, slots=True)
class Banner:
    """A row across a table that names what stands below; `rank` is what those of a level share."""

    text: str
    place: str = ""
    rank: tuple[bool, str, str, int] = (False, "", "", 0)


def banner_of(row: Row) -> Banner:
    """Read a banner: how it is set, its kind word and the depth of its number tell its level."""
    cells = [cell for cell in row.filled if not cell.down]
    text = joined(list(dict.fromkeys(cell.text for cell in cells)))
    ref, _title, word = item_of(text)
    bold, fill = style(cells[0])
    return Banner(text, row.place, (bold, fill, word, ref.count(".") + bool(ref)))


def placed(
    banner: Banner, above: Sequence[Banner], is_next: bool
) -> tuple[list[Banner], list[Banner]]:
    """Put a banner below those of higher levels; return these, and those without a row.

    Args:
        banner: to be placed.
        above: those that hold so far, the widest first.
        is_next: if no row stands between it and the last of those.
    """
    ranks = [other.rank for other in above]
    tells = any(banner.rank)
    if tells and banner.rank in ranks:
        at = ranks.index(banner.rank)
        return [*above[:at], banner], [*above[at:]] if is_next else []
    if is_next:
        return [*above, banner], []
    wider = [
        other
        for other in above
        if _SECTION.match(other.text) and item_of(other.text)[2] != item_of(banner.text)[2]
    ]
    return [*wider, banner], []


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """Find headings that are set as text, and texts set as headings that name nothing.

    Where a short text of its own stands right before every table, it is its heading. A heading
    that comes again below others (`What we will do`) is a label.
    """
    blocks = _with_words(_unboxed(blocks))
    result = list(blocks)
    before = [
        at - 1
        for at, block in enumerate(blocks)
        if isinstance(block, Table) and len(block.rows) > 1
    ]
    texts = [blocks[at] for at in before if at >= 0]
    names = [text for text in texts if isinstance(text, Text) and _is_short(text)]
    # What stands between a table, or the beginning, and the text right before the next one.
    starts = [0, *(at + 2 for at in before)]
    above = [blocks[start:at] for start, at in zip(starts, before, strict=False) if at >= start]
    if all(part and _is_heading(part[-1]) for part in above) or all(
        any(isinstance(block, Text) and is_numbered_item(block.text) for block in part)
        for part in above
    ):
        names = []  # What stands between a heading and its table says something of the item.
    if len(before) > 1 and len({text.text for text in names}) == len(before):
        for at in before:
            text = blocks[at]
            if isinstance(text, Text) and not text.level and not is_numbered_item(text.text):
                result[at] = replace(text, level=_OF_NAME)
    labels = set(_labels(result))
    return [
        replace(block, level=0) if at in labels and isinstance(block, Text) else block
        for at, block in enumerate(result)
    ]


def _with_words(blocks: Sequence[Block]) -> list[Block]:
    """Join headings that are numbers alone, `Recommendation 1`, with the paragraph below each."""
    places = [
        at
        for at, block in enumerate(blocks)
        if isinstance(block, Text) and is_code(block.text) and bare(block.text)[1]
    ]
    below = [blocks[at + 1] if at + 1 < len(blocks) else None for at in places]
    words = [
        block.text
        for block in below
        if isinstance(block, Text) and len(block.text) < _LONGEST_WORDS
        if not is_numbered_item(block.text) and not block.text.endswith(":")
    ]
    if len(places) < 2 or len(set(words)) < len(places):
        return list(blocks)
    result = list(blocks)
    for at, text in zip(places, words, strict=True):
        heading = blocks[at]
        if isinstance(heading, Text):
            level = heading.level or _OF_NAME
            result[at] = replace(heading, text=f"{heading.text.strip(' .:')}: {text}", level=level)
    return [block for at, block in enumerate(result) if at - 1 not in places]


def _labels(blocks: Sequence[Block]) -> list[int]:
    """The places of headings that name nothing, for they say something of the heading above.

    Such comes again, each time below another (`What we will do`), ends with a colon, or is bold
    where most tables stand right below a heading of the paper's style.
    """
    chains: list[list[tuple[int, Text]]] = [[]]
    tables = []
    for at, block in enumerate(blocks):
        if isinstance(block, Text) and block.level:
            chains[-1].append((at, block))
        elif isinstance(block, Table) and len(block.rows) > 1:
            tables.append(chains[-1])
            chains.append([])
    counts = Counter(text.text.lower() for chain in chains for _at, text in chain)
    styled = [chain[-1][1].level < _BOLD for chain in tables if chain]
    below: Counter[str] = Counter()
    single, again = [], []
    for chain in chains:
        upper: Text | None = None
        for at, text in chain:
            name = text.text.lower()
            if is_numbered_item(text.text) or (upper is None and counts[name] == 1):
                upper = text
            elif counts[name] > 1:
                below[name] += upper is not None
                again.append((at, name))
            elif upper is None or is_generic(upper.text) or text.level <= upper.level < _BOLD:
                upper = text
            elif name.endswith(":") or (
                text.level == _BOLD > upper.level and 2 * sum(styled) >= len(styled)
            ):
                single.append(at)
            else:
                upper = text
    return [*single, *(at for at, name in again if below[name] == counts[name])]


def _unboxed(blocks: Sequence[Block]) -> list[Block]:
    """Take a box, a table of one cell a row before another table, for the heading that it is."""
    result: list[Block] = []
    for at, block in enumerate(blocks):
        lines = _lines_of_box(block) if isinstance(block, Table) else []
        following = next((b for b in blocks[at + 1 :] if isinstance(b, Table) or b.level), None)
        if not lines or not isinstance(following, Table) or _lines_of_box(following):
            result.append(block)
            continue
        for number, line in enumerate(lines):
            level = (
                _OF_NAME if not number and (_is_short(line) or is_numbered_item(line.text)) else 0
            )
            result.append(replace(line, level=level))
    return result


def _lines_of_box(table: Table) -> list[Text]:
    """The texts of a small table with one cell a row, or with a number beside its title.

    Below a row with a number and a title others may say something of it: `Sponsor | Director`.
    """
    rows = [row for row in table.rows if not row.is_empty]
    numbered = [len(row.filled) == 2 and _is_number(row.filled[0].text) for row in rows]
    single = [len(row.filled) == 1 for row in rows]
    labelled = numbered[:1] == [True] and not any(numbered[1:]) and len(rows) <= _MOST_LABELS
    if labelled and all(len(row.filled) <= 2 for row in rows):
        return [Text(joined([cell.text for cell in row.filled]), 0, row.place) for row in rows]
    if not all(map(max, single, numbered)) or len(rows) > _MOST_BOX_ROWS:
        return []
    return [Text(joined([cell.text for cell in row.filled]), 0, row.place) for row in rows]


def _is_number(text: str) -> bool:
    """Tell if a text numbers an item: `R1`, `B` or `Aim 2`, not an abbreviation such as `SRO`."""
    is_code = len(text.strip(" .)")) == 1 or any(map(str.isdigit, text))
    return bool(bare(text)[1]) or (is_ref(text) and is_code)


def _is_heading(block: Block) -> bool:
    return isinstance(block, Text) and (bool(block.level) or is_numbered_item(block.text))


def _is_short(text: Text) -> bool:
    words = text.text.split()
    whole = not text.text.rstrip().endswith((".", ":", ";"))
    listed = unmarked(text.text) != text.text.strip()
    return len(words) <= _MOST_WORDS and whole and not listed and not is_generic(text.text)


def first_banner(rows: TableRows) -> Row | None:
    """The row right above a header that looks as the banners below do."""
    banners = [body.row.filled[0] for body in rows.bodies if body.role == "banner"]
    last = rows.titles[-1] if rows.titles else None
    if last is None or len(last.filled) != 1 or not banners:
        return None
    cell = last.filled[0]
    return last if style(cell) == style(banners[0]) and (cell.bold or cell.fill) else None


def without_labels(title: str) -> str:
    """A title without what is said of its item after it: `Leadership  SRO: Head of A`."""
    for match in _LABEL.finditer(title):
        words = match["label"].split()
        for at in range(len(words)):
            label = " ".join(words[at:])
            if label[0].isupper() and kind_of(label) in OF_ITEM:
                begins = match.start("label") + match["label"].rindex(label)
                return title[:begins].rstrip(" \n\t|;,([–—-") or title
    return title


def naming(rows: TableRows) -> str:
    """The row above a table's header that names its item: one with a number before others.

    A label with its value beside it (`Accountable officer`, `Head of A`) says something of the
    item, and is not its name.
    """
    names = [
        joined([cell.text for cell in row.filled])
        for row in rows.titles
        if len(row.filled) == 1 or (len(row.filled) == 2 and _numbers(row.filled[0].text))
    ]
    names = [name for name in names if _names_items(name, rows.columns)]
    numbered = [name for name in names if is_numbered_item(name)]
    return (numbered or names or [""])[-1]


def _numbers(text: str) -> bool:
    return len(text) < _SHORT_REF or (is_code(text) and bool(bare(text)[1]))


def _names_items(title: str, columns: Columns | None) -> bool:
    """Tell if a row above a table's header names the item, or the section, of its actions."""
    if is_numbered_item(title):
        return True
    has_items = columns is not None and {"item", "theme"} & set(columns.kinds)
    about_paper = is_generic(title) or re.search(r"\bcouncil\b|\bposition\b|:", title, re.I)
    return not has_items and not about_paper and day_in(title) is None
