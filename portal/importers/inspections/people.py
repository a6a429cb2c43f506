"""Leave the names of inspectors out: lead, team, and wherever else the text repeats them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROLE = re.compile(
    r"(?:(?:deputy|joint|assistant|team|shadow|ofsted|additional|supporting|contracted|other|her"
    r" majesty.s|his majesty.s|senior)\s+)*"
    r"(?:lead inspectors?|inspectors?|reporting inspectors?|(?:lead )?(?:senior )?(?:social care |"
    r"social work )?(?:data |regulatory )?analysts?|quality assurance (?:manager|inspector)s?"
    r"|deputy lead|senior data analysts?|(?:regulatory |inspection )managers?)\s*:",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:deputy |joint )?(?:lead|reporting) inspectors?\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\(?\b(?:HMI|SHMI|OI|(?:senior )?(?:her|his) majesty.s inspectors?|contracted inspectors?"
    r"|ofsted inspectors?|regional director|senior)\b\)?,?",
    re.IGNORECASE,
)
_TEAM = re.compile(r"the inspection team\s*:?", re.IGNORECASE)
_AFTER_TEAM = re.compile(r"any complaints|the office for standards|if you (are|would)|you (can|may)"
                         r"|ofsted|©|report", re.IGNORECASE)  # fmt: skip
_NAME = re.compile(r"[A-Z][\w'’.-]*(?: (?:[a-z]'?[A-Z]|[A-Z])[\w'’.-]*){1,3}")
REMOVED = "[name removed]"


@dataclass(frozen=True, slots=True)
class WithoutPeople:
    """The pages of a report without the names of inspectors, and how many were left out.

    `lines` are those that were dropped, page by page, and `names` what they name: for covering
    both in pictures of the pages, and never to be stored.
    """

    texts: tuple[str, ...]
    removed: int
    lines: tuple[tuple[str, ...], ...] = ()
    names: frozenset[str] = frozenset()


def without_people(texts: tuple[str, ...]) -> WithoutPeople:
    """Drop the lines that name inspectors, and their names where other lines repeat them."""
    pages, lines = [], []
    for text in texts:
        staying, gone = _split(text.split("\n"))
        pages.append("\n".join(staying))
        lines.append(tuple(gone))
    names = _names([line for gone in lines for line in gone])
    if names:
        pattern = re.compile(r"\b(" + "|".join(sorted(map(re.escape, names), key=len)[::-1]) + ")")
        pages = [pattern.sub(REMOVED, page) for page in pages]
    return WithoutPeople(
        texts=tuple(pages), removed=len(names), lines=tuple(lines), names=frozenset(names)
    )


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of a page that name nobody, and those that do."""
    staying: list[str] = []
    gone: list[str] = []
    in_team = after_role = False
    for line in lines:
        text = line.strip()
        if in_team and _AFTER_TEAM.match(text):
            in_team = False
        if in_team or _TEAM.fullmatch(text):
            in_team = True
            gone.append(line)
        elif _ROLE.match(text) or (_LEAD.match(text) and len(text.split()) < 12):
            # On a page with a list of a team, names go on to its end.
            in_team = bool(re.match(r"team|deputy", text, re.IGNORECASE))
            after_role = True
            gone.append(line)
        elif after_role and _is_rest_of_role(text, gone[-1]):
            gone.append(line)
        else:
            after_role = False
            staying.append(line)
    return staying, gone


def _is_rest_of_role(text: str, before: str) -> bool:
    """Tell if a line goes on naming: a title alone, or the name that its label promised."""
    rest = _TITLE.sub("", text).strip(" ,()")
    if not rest:
        return bool(text)
    return before.rstrip().endswith((":", ",")) and bool(_NAME.fullmatch(rest))


def _names(lines: list[str]) -> set[str]:
    text = "\n".join(lines)
    text = _ROLE.sub(",", text)
    text = _LEAD.sub(",", _TEAM.sub(",", text))
    text = re.sub(r"\s+", " ", _TITLE.sub(",", text))
    parts = re.split(r"[,;:()&]|\band\b", text)
    return {part.strip(" .") for part in parts if _NAME.fullmatch(part.strip(" ."))}
