"""Read the grades of page one and hold them against those that the body repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from portal.importers.inspections import records as names
from portal.importers.inspections import report_kind
from portal.importers.inspections.pdf_text import flat
from portal.importers.inspections.records import AMBER, RED, TICK, Check, Grade
from portal.importers.inspections.report_kind import Kind

# "to be good" belongs to the grade before it, "inadequate" is tried before "adequate".
GRADE = (
    r"(?:requires?[\s-]*improvement(?:\s+to\s+be\s+good)?|inadequate|outstanding|not\s+judged"
    r"|(?<![\w-])(?<!to be )good|(?<![\w-])adequate)(?![\w-])"
)
_GRADE = re.compile(GRADE, re.IGNORECASE)
# A second grade beside the first, as where the one before is quoted.
_BESIDE = re.compile(rf"[\s(/,;:-]*(?:previously|formerly|was|from|to)?\s*({GRADE})", re.IGNORECASE)
# How many times as far as a grade from its label one label lies from the next at most.
_BETWEEN_ROWS = 4
_LIMITING = (names.HELP, names.IN_CARE)
_DECIDING = (names.HELP, names.IN_CARE, names.LEADERS)
# From best to worst; "adequate" is of 2013 and stands where its successor does.
ORDER = ("outstanding", "good", "requires-improvement", "inadequate")
_HELP = r"children who need help and protection"
_IN_CARE = r"children in care"
_TOGETHER = r"children in care and (?:the )?care leavers"
_LEADERS = r"impact of leaders on social work practice(?: with children and families)?"
_LEAVERS = r"progress of (?:the )?(?:care leavers|care-experienced young (?:people|adults))"
_OVERALL = (
    r"(?-i:Overall effectiveness)(?=[\s:]*(?:requires?|good|outstanding|inadequate|not judged))"
)
_ILACS_ROWS = (
    (names.LEADERS, _LEADERS),
    (names.HELP, rf"progress of {_HELP}"),
    (names.IN_CARE, rf"progress of (?:{_TOGETHER}|{_IN_CARE})"),
    (names.CARE_LEAVERS, _LEAVERS),
    (names.OVERALL, _OVERALL),
)
_ILACS_HEADINGS = {
    names.HELP: rf"experiences and progress of {_HELP}",
    names.IN_CARE: rf"experiences and progress of (?:{_TOGETHER}|{_IN_CARE})",
    names.CARE_LEAVERS: rf"experiences and {_LEAVERS}",
    names.LEADERS: _LEADERS,
}
_SUMMARY = re.compile(
    r"(?:[Cc]hildren's services|[Ss]ervices(?: for children(?: and families)?)?) in "
    r"(?:the )?[A-Z](?:(?! who| for | where)[^.,;]){2,40}? (?:are|remain) (?:now |still )?"
    rf"(?:judged |rated )?((?i:{GRADE}))(?=[\s,.;])"
)
# Between a heading of the body and its grade.
_IS_GRADED = r"\s*[:;-]*\s*(?:is |are )?"
_PERMANENCE = r"children looked after and achieving permanence"
_MANAGEMENT = r"leadership, ?management and governance"
_SIF_ROWS = (
    (names.HELP, _HELP),
    (names.IN_CARE, _PERMANENCE),
    (names.ADOPTION, r"adoption performance"),
    (names.CARE_LEAVERS, r"experiences? and progress of care leavers"),
    (names.LEADERS, _MANAGEMENT),
)
_GRADED = r"graded judge?ments? (?:for|about|of|on) (?:the )?"
_SIF_HEADINGS = {
    names.HELP: rf"experiences and progress of {_HELP}",
    names.IN_CARE: rf"experiences and progress of {_PERMANENCE}",
    names.ADOPTION: rf"{_GRADED}adoption performance",
    names.CARE_LEAVERS: rf"{_GRADED}experiences? and progress of care leavers",
    names.LEADERS: _MANAGEMENT,
}
_IS = r"\s*(?:is|are)?\s*(?:judged )?(?:that (?:it|they) )?(?:is|are)?\s*(?:judged (?:to be )?)?"
_SIF_OVERALL = re.compile(
    r"(?:children's services in (?!need)(?:(?!children's services)[^.:]){2,80}?"
    r" (?:is|are|(?=require))"
    r"|overall judge?ment(?: is)?(?: that)?(?: children's services)?(?: (?:is|are))?)\s*"
    rf"({GRADE})(?=\s*(?:\.|because|[A-Z\d]|$))",
    re.IGNORECASE,
)
_BOARD_NAME = (
    r"(?:(?:[A-Z][\w']+ (?:and [A-Z][\w']+ )?)?(?:local )?safeguarding children(?:'s)? board"
    r"(?: \((?:[A-Z]?LSCB|[A-Z]{3,5})\))?|LSCB)"
)
_BOARD = re.compile(
    rf"(?<!An )(?<!an )(?:{_BOARD_NAME}\s+(?:is|are|(?=requires?))\s*({GRADE})"
    r"(?=\s*(?:\.|because|\d|The |Executive|Summary|Areas|Recommend|Inspection|$))"
    r"|arrangements in place to evaluate the effectiveness of what is done by the authority and "
    rf"board partners to safeguard and promote the welfare of children (?:is|are|(?=require))"
    rf"\s*({GRADE}))",
    re.IGNORECASE,
)


def grades_of(kind: Kind, texts: tuple[str, ...]) -> tuple[tuple[Grade, ...], tuple[Check, ...]]:
    """Return the grades of a report, each with its check against the body."""
    first, body = flat(" ".join(texts[:2])), flat(" ".join(texts[1:]))
    board = _board_grades(flat(" ".join(texts))) if kind.with_board else []
    if kind.framework == report_kind.BOARD_ALONE:
        return _result(_checked_board(board))
    if kind.framework == report_kind.LAC_2013:
        return _result(_lac_2013(flat(" ".join(texts))))
    if kind.framework in report_kind.ILACS:
        return _result(_ilacs(first, body))
    results = _sif(flat(texts[0]), first, body)
    if kind.with_board:
        return _result(results + _checked_board(board))
    if _board_grades(body):
        message = "board: the body grades one that the first page does not name"
        results.append((None, Check(field=names.BOARD, colour=AMBER, message=message)))
    return _result(results)


Checked = list[tuple[Grade | None, Check]]


def _result(checked: Checked) -> tuple[tuple[Grade, ...], tuple[Check, ...]]:
    return tuple(g for g, _check in checked if g), tuple(check for _grade, check in checked)


def mapped(printed: str) -> str:
    """Return the key of a grade as printed: `requires-improvement`, `not-judged`, …."""
    if printed.lower().startswith("require"):
        return "requires-improvement"
    return "-".join(printed.lower().split())


def _grade(judgement: str, printed: str, joint: bool = False) -> Grade:
    return Grade(judgement=judgement, grade=mapped(printed), as_printed=printed, joint=joint)


class _Row(NamedTuple):
    """A row of a table: its label and grade as printed, "" where it has none.

    `beside` is another grade that stands next to it.
    """

    judgement: str
    label: str
    printed: str
    beside: str


def _rows(text: str, rows: Sequence[tuple[str, str]], reach: int) -> list[_Row]:
    """Return a table's rows, in order.

    A grade is looked for after its label, before the next, at most `reach` characters on; the
    same words far below the table are no row of it.
    """
    places: list[tuple[str, re.Match[str]]] = []
    at = 0
    for judgement, label in rows:
        end = at + _BETWEEN_ROWS * reach if places else len(text)
        match = re.compile(label, re.IGNORECASE).search(text, at, end)
        if match:
            places.append((judgement, match))
            at = match.end()
    read = []
    for (judgement, match), after in zip_longest(places, places[1:]):
        end = after[1].start() if after else match.end() + reach
        grade = _GRADE.search(text, match.end(), min(end, match.end() + reach))
        beside = _beside(text, grade, after[1].start() if after else None) if grade else ""
        read.append(_Row(judgement, match[0], grade[0] if grade else "", beside))
    return read


def _beside(text: str, grade: re.Match[str], end: int | None) -> str:
    """Return another grade of the same row: before the next label, or next to the last row's."""
    if end is None:
        others = [m[1] for m in [_BESIDE.match(text, grade.end())] if m]
    else:
        others = [m[0] for m in _GRADE.finditer(text, grade.end(), end)]
    return next((printed for printed in others if mapped(printed) != mapped(grade[0])), "")


def _two_grades(rows: Sequence[_Row]) -> Checked:
    """Say which rows of page one hold two grades."""
    return [
        (None, Check(field=row.judgement, colour=AMBER, message=message))
        for row in rows
        if row.beside
        for message in [
            f"{row.judgement}: “{row.printed}” and “{row.beside}” stand in one row of page one"
        ]
    ]


def _ilacs(first: str, body: str) -> Checked:
    start = re.search(r"judge?ments? grades?\b", first, re.IGNORECASE)
    table = first[start.start() :] if start else first
    rows = _rows(table, _ILACS_ROWS, 48)
    # The words "overall effectiveness" of the summary below are no row of the table.
    rows = [r for r in rows if r.judgement != names.OVERALL or r.printed]
    labels = [r.judgement for r in rows]
    read = [r for r in rows if r.printed]
    missing = {names.LEADERS, names.HELP, names.IN_CARE} - {r.judgement for r in read}
    if missing or len(read) != len(rows):
        return _ilacs_by_body(table, body)
    leavers_apart = names.CARE_LEAVERS in labels
    grades = [
        _grade(r.judgement, r.printed, r.judgement == names.IN_CARE and not leavers_apart)
        for r in read
    ]
    checked = _two_grades(read) + [
        _against_body(g, body, _ILACS_HEADINGS[g.judgement], _IS_GRADED)
        for g in grades
        if g.judgement != names.OVERALL
    ]
    care_label = next(r.label for r in read if r.judgement == names.IN_CARE)
    if leavers_apart == care_label.lower().endswith("leavers"):
        message = "care leavers are graded twice or not at all"
        checked.append((None, Check(field="grades", colour=AMBER, message=message)))
    overall = next((g for g in grades if g.judgement == names.OVERALL), None)
    if overall is None:
        message = "the report has no overall grade"
        return [*checked, (None, Check(field=names.OVERALL, colour=AMBER, message=message))]
    return [_within(overall, grades), *_against_summary(overall, table), *checked]


def _ilacs_by_body(table: str, body: str) -> Checked:
    """Take the grades from the body's headings where page one's table gives no row a grade.

    The overall grade stands on page one alone: by its label, or not at all.
    """
    overall = re.search(rf"{_OVERALL}[\s:]*({GRADE})", table, re.IGNORECASE)
    checked: Checked = [_unread(names.OVERALL)]
    if overall:
        grade = _grade(names.OVERALL, overall[1])
        message = f"{names.OVERALL}: the table of page one has an unusual order"
        checked = [(grade, Check(field=names.OVERALL, colour=RED, message=message))]
    together = re.search(rf"progress of {_TOGETHER}{_IS_GRADED}{GRADE}", body, re.IGNORECASE)
    for judgement, heading in _ILACS_HEADINGS.items():
        if judgement == names.CARE_LEAVERS and together:
            continue
        pattern = rf"{heading}{_IS_GRADED}({GRADE})"
        printed = [m[1] for m in re.finditer(pattern, body, re.IGNORECASE)]
        if len({mapped(p) for p in printed}) != 1:
            checked.append(_unread(judgement))
            continue
        grade = _grade(judgement, printed[0], judgement == names.IN_CARE and bool(together))
        message = f"{judgement}: read in the body alone; page one has no grade in its place"
        checked.append((grade, Check(field=judgement, colour=AMBER, message=message)))
    return checked


def _within(overall: Grade, grades: Sequence[Grade]) -> tuple[Grade, Check]:
    """Check that an overall grade lies between the best and the worst of its parts.

    Where help and protection or children in care are inadequate, all of it is (the frameworks'
    limiting judgements).
    """
    parts = [ORDER.index(g.grade) for g in grades if g is not overall and g.grade in ORDER]
    fits = (
        overall.grade in ORDER and parts and min(parts) <= ORDER.index(overall.grade) <= max(parts)
    )
    limited = "inadequate" in {g.grade for g in grades if g.judgement in _LIMITING}
    message = "the overall grade lies within those of its parts"
    if not fits:
        message = "the overall grade lies outside those of its parts"
    elif limited and overall.grade != "inadequate":
        fits, message = False, "the overall grade is better than an inadequate part allows"
    return overall, Check(field=names.OVERALL, colour=TICK if fits else RED, message=message)


def _against_summary(overall: Grade, table: str) -> Checked:
    """Hold the overall grade against what the summary below the table says of all services."""
    others = [m[1] for m in _SUMMARY.finditer(table) if mapped(m[1]) != overall.grade]
    if not others:
        return []
    message = f"overall: “{overall.as_printed}” in the table, “{others[0]}” in the summary"
    return [(None, Check(field=names.OVERALL, colour=AMBER, message=message))]


def _against_body(
    grade: Grade, body: str, heading: str, between: str
) -> tuple[Grade | None, Check]:
    """Hold a grade of page one against the headings of the body."""
    pattern = re.compile(rf"{heading}{between}({GRADE})", re.IGNORECASE)
    repeats = [m[1] for m in pattern.finditer(body)]
    others = [printed for printed in repeats if mapped(printed) != grade.grade]
    field = grade.judgement
    if others:
        message = f"{field}: “{grade.as_printed}” on page one, “{others[0]}” in the body"
        return grade, Check(field=field, colour=RED, message=message)
    if not repeats:
        message = f"{field}: the body does not repeat the grade"
        return grade, Check(field=field, colour=AMBER, message=message)
    counted = replace(grade, repeats=len(repeats))
    return counted, Check(field=field, colour=TICK, message=f"{field}: the body repeats the grade")


def _unread(judgement: str) -> tuple[None, Check]:
    message = f"{judgement}: no grade was read"
    return None, Check(field=judgement, colour=RED, message=message)


def _sif(title: str, first: str, body: str) -> Checked:
    rows = _rows(title, _SIF_ROWS, 60)
    if not any(r.printed for r in rows):
        rows = _rows(first, _SIF_ROWS, 60)
    read = {row.judgement: row.printed for row in rows if row.printed}
    checked = _two_grades(rows)
    for judgement, _label in _SIF_ROWS:
        if judgement not in read:
            checked.append(_unread(judgement))
            continue
        grade = _grade(judgement, read[judgement])
        if grade.grade == "not-judged":
            # The body has no heading with a grade for what was not judged.
            checked.append(
                (grade, Check(field=judgement, colour=TICK, message=f"{judgement}: not judged"))
            )
            continue
        checked.append(_against_body(grade, body, _SIF_HEADINGS[judgement], rf"{_IS}"))
    return [_sif_overall(title, body, [g for g, _check in checked if g]), *checked]


def _sif_overall(title: str, body: str, grades: Sequence[Grade]) -> tuple[Grade | None, Check]:
    match = _SIF_OVERALL.search(title) or _SIF_OVERALL.search(body[:4000])
    if match is None:
        return _unread(names.OVERALL)
    grade = _grade(names.OVERALL, match[1])
    again = [m[1] for m in _SIF_OVERALL.finditer(body)]
    titled = [m[1] for m in _SIF_OVERALL.finditer(title)]
    others = [printed for printed in (*titled, *again) if mapped(printed) != grade.grade]
    if others:
        where = "in the body" if others[0] in again else "there too"
        message = f"overall: “{grade.as_printed}” on page one, “{others[0]}” {where}"
        return grade, Check(field=names.OVERALL, colour=RED, message=message)
    counted, check = _within(grade, [grade, *grades])
    if not again and check.colour == TICK and not _in_the_middle(grade, grades):
        message = "overall: the body does not repeat a grade that differs from most of its parts"
        check = Check(field=names.OVERALL, colour=AMBER, message=message)
    return replace(counted, repeats=len(again)), check


def _in_the_middle(overall: Grade, grades: Sequence[Grade]) -> bool:
    """Tell if an overall grade is the middle one of the three that decide it, as in most reports.

    Of 166 reports of this framework eight were graded otherwise, each of them lower.
    """
    key = [g.grade for g in grades if g.judgement in _DECIDING and g.grade in ORDER]
    return len(key) < len(_DECIDING) or sorted(key, key=ORDER.index)[1] == overall.grade


def _board_grades(text: str) -> list[str]:
    return [m[1] or m[2] for m in _BOARD.finditer(text)]


def _checked_board(printed: list[str]) -> Checked:
    if not printed:
        return [_unread(names.BOARD)]
    grade = replace(_grade(names.BOARD, printed[0]), repeats=len(printed) - 1)
    if len({mapped(p) for p in printed}) > 1:
        message = f"board: graded “{printed[0]}” and also “{printed[-1]}”"
        return [(grade, Check(field=names.BOARD, colour=RED, message=message))]
    if len(printed) == 1:
        return [
            (grade, Check(field=names.BOARD, colour=TICK, message="board: graded in its heading"))
        ]
    return [(grade, Check(field=names.BOARD, colour=TICK, message="board: the grade is repeated"))]


def _lac_2013(text: str) -> Checked:
    heading = re.search(
        rf"overall effectiveness[^.]{{0,90}}?grade \d \(({GRADE})\)", text, re.IGNORECASE
    )
    if heading is None:
        return [_unread(names.OVERALL)]
    grade = _grade(names.OVERALL, heading[1])
    records_page = text[text.lower().rfind("record of main findings") :]
    return [_against_body(grade, records_page, "overall effectiveness", r"[^.\d]{0,80}?")]
