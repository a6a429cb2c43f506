"""Leave out earlier reports of a plan that a paper holds beside the latest: a sheet a quarter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from portal.importers.intake.columns import is_of_period
from portal.importers.intake.dates import day_in
from portal.importers.intake.meaning import in_order
from portal.importers.intake.paper import Cell
from portal.importers.intake.records import LeftOut, Reading, Record
from portal.importers.intake.repeats import keep_items, plain_title

_LONGEST = 120
# Reports of one plan share more than this of the fewest actions that one of them holds.
_SHARE = 0.5
_OF_PLAN = frozenset({"lead", "target"})
_REPORTED = re.compile(
    r"\b(?:position|progress|status|report(?:ed|ing)?|updated?|quarter|month|as (?:at|of)|at)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:report|meeting|board|update|version|edition|month|round|cycle)\s*(?:no\.?\s*)?\d", re.I
)
_NOW_OR_THEN = re.compile(
    r"\b(?:previous|prior|earlier|former|last|current|latest|this|now)\b", re.IGNORECASE
)


def report_named(texts: Sequence[str]) -> str:
    """The text that names the day, month or quarter that is reported, the first that does."""
    short = [text for text in texts if len(text) <= _LONGEST and day_in(text)]
    return next((text for text in short if _REPORTED.search(text)), "")


def name_of_report(sheet: str, titles: Sequence[str], heading: str) -> str:
    """Name the report that a table is of: by its sheet, a row above its header, a heading."""
    return sheet if _names_report(sheet) else report_named(titles) or sheet or heading


def _names_report(text: str) -> bool:
    """Tell if the name of a sheet says when it is of, or which of several reports: `Q1`."""
    by_words = _NUMBERED.search(text) or _NOW_OR_THEN.search(text)
    return bool(by_words) or (bool(text) and is_of_period(text)) or day_in(text) is not None


def leave_earlier_reports(reading: Reading) -> None:
    """Keep of several reports of the same actions the latest alone, and say which are left out.

    Reports have names that tell their order: `June 2025` and `September 2025`, `Q1` and `Q2`,
    `Previous` and `Current`.
    """
    by_report: dict[str, list[Record]] = defaultdict(list)
    for record in reading.records:
        by_report[reading.reports.get(record.table, "")].append(record)
    by_report.pop("", None)
    for names in _of_one_plan(by_report):
        ordered, is_told = in_order([(name, Cell(name)) for name in names])
        if not is_told or not all(map(_names_report, names)):
            continue
        *earlier, latest = [name for name, _cell in ordered]
        if _kinds(by_report[earlier[-1]]) - _kinds(by_report[latest]):
            continue  # What tells less is a summary, not the plan.
        for name in earlier:
            _leave(reading, by_report[name], by_report[latest])


def _of_one_plan(by_report: dict[str, list[Record]]) -> list[list[str]]:
    """Group the names of reports that hold the same actions."""
    groups: list[list[str]] = []
    for name, records in by_report.items():
        actions = _actions(records)
        for group in groups:
            others = _actions(by_report[group[-1]])
            if len(actions & others) > _SHARE * min(len(actions), len(others)):
                group.append(name)
                break
        else:
            groups.append([name])
    return [group for group in groups if len(group) > 1]


def _actions(records: Sequence[Record]) -> set[str]:
    return {plain_title(record.text) for record in records}


def _kinds(records: Sequence[Record]) -> set[str]:
    return {kind for kind in _OF_PLAN if any(record.text_of(kind) for record in records)}


def _leave(reading: Reading, earlier: Sequence[Record], latest: Sequence[Record]) -> None:
    refs = {record.ref.lower() for record in latest} - {""}
    actions = _actions(latest)
    gone = 0
    for record in earlier:
        follows = record.ref.lower() in refs or plain_title(record.text) in actions
        gone += not follows
        only = "" if follows else "only "
        reason = f"{only}in an earlier report than {latest[0].table}"
        reading.left_out.append(LeftOut(record.place, reason, record.text))
    left = {id(record) for record in earlier}
    reading.records = [record for record in reading.records if id(record) not in left]
    missing = f"; {gone} of them are not in {latest[0].table}" if gone else ""
    reading.notes.append(
        f"{earlier[0].table}: an earlier report than {latest[0].table}, which is used; its "
        f"{len(earlier)} actions are not{missing}"
    )
    keep_items(reading)
