"""The posts of people by their initials, where a paper has a key of them.

`LB | Operations Manager` in a table, or `LB – Operations Manager` below it: a lead who is printed
as `LB` then has that post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.importers.intake.leads import is_post
from portal.importers.intake.names import initials_of, is_name
from portal.importers.intake.paper import Paper, Table, Text

_INITIALS = re.compile(r"[A-Z]{2,4}")
_LINE = re.compile(r"\W*([A-Z]{2,4})\b\s*[-–—:=|]?\s*(\S.{2,80})")
_FEWEST, _MOST_CELLS = 2, 4


def posts_by_initials(paper: Paper) -> dict[str, str]:
    """Read the key of a paper; initials with two posts have none."""
    tables = [list(_in_table(block)) for block in paper.blocks if isinstance(block, Table)]
    lines = [pair for block in paper.blocks if isinstance(block, Text) for pair in _in_text(block)]
    posts: dict[str, str] = {}
    for pairs in (*tables, lines):
        for initials, post in pairs if len(pairs) >= _FEWEST else ():
            posts[initials] = post if posts.get(initials, post) == post else ""
    return {initials: post for initials, post in posts.items() if post}


def _in_text(text: Text) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\n;]", text.text):
        if (match := _LINE.fullmatch(line.strip())) and (post := _post(match[1], match[2])):
            yield match[1], post


def _in_table(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        texts = [cell.text.strip() for cell in row.filled if not cell.across and not cell.down]
        letters = [text for text in texts if _INITIALS.fullmatch(text)]
        if len(letters) != 1 or not 1 < len(texts) <= _MOST_CELLS:
            continue
        named = [
            post for text in texts if text not in letters and (post := _post(letters[0], text))
        ]
        if len(named) == 1:
            yield letters[0], named[0]


def _post(initials: str, text: str) -> str:
    """The post in what stands beside initials, without the name that they stand for."""
    words = text.split()
    for end in (2, 3):
        name = " ".join(words[:end]).rstrip(",–-:")
        if initials_of(name) == initials and is_name(name, surely_person=True):
            text = " ".join(words[end:]).lstrip(",–-: ")
            break
    return text.strip(" .") if is_post(text) and not is_name(text, surely_person=True) else ""
