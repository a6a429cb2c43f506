"""The checks that need more than one cell: references, duplicates, shares, dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from operator import itemgetter
from typing import Any

from portal.domain.inspections import grade_key
from portal.domain.progress import plain_status
from portal.importers.read import Catalogue, Problem, Row
from portal.importers.schema import (
    BY_NAME,
    CHOICES,
    CLAIMS,
    GRADES,
    INDICATOR_SHEETS,
    ITEM_KINDS,
    JUDGEMENTS,
    PLAN_SHEETS,
    ROW_SHEETS,
    SHEETS,
    Sheet,
)
from portal.urls import slug

# A summary is the portal's own short wording: at most 30 words.
SUMMARY_WORDS = 30
_MOST_SUGGESTED = 12


def check_catalogue(
    catalogue: Catalogue, elsewhere: Mapping[str, Mapping[str, str]] | None = None
) -> list[Problem]:
    """All faults of the rows taken together; an empty list means that they can be loaded.

    Args:
        elsewhere: per sheet, the keys that the database already holds from other folders, and
            the folder each came from.
    """
    elsewhere = elsewhere or {}
    return [*check_heads(catalogue, elsewhere), *check_rows(catalogue, elsewhere)]


def check_heads(
    catalogue: Catalogue, elsewhere: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    """Yield the faults of reading, and of all but the rows of plans and indicators."""
    yield from catalogue.problems
    for sheet in SHEETS:
        if sheet.name not in ROW_SHEETS:
            yield from _duplicates(sheet, catalogue.rows[sheet.name], elsewhere)
            yield from _references(sheet, catalogue, elsewhere)
    yield from _documents(catalogue)
    for row in catalogue.rows["recommendations"]:
        yield from _summary(row)
        if not (row.values["summary"] or row.values["as_printed"]):
            yield _problem(row, "summary", "Give a summary, or as_printed.")


def check_rows(
    catalogue: Catalogue, elsewhere: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    """Yield the faults of the rows of plans and indicators, which stand in their folders."""
    for name in ROW_SHEETS:
        yield from _duplicates(BY_NAME[name], catalogue.rows[name], elsewhere)
        yield from _references(BY_NAME[name], catalogue, elsewhere)
    yield from _homes(catalogue, elsewhere)
    yield from _parents(catalogue)
    yield from _answers(catalogue, elsewhere)
    yield from _progress(catalogue)
    yield from _addresses(catalogue)
    for row in catalogue.rows["claims"]:
        yield from _claim(row, catalogue, elsewhere)
    for name in ("items", "actions", "milestones", "statements"):
        for row in catalogue.rows[name]:
            yield from _summary(row)
    shares = {
        row.values["indicator"]
        for row in catalogue.rows["indicators"]
        if row.values["unit"] == "percent" and row.values["kind"] != "change"
    }
    for row in catalogue.rows["observations"]:
        yield from _observation(row, shares)
    for row in catalogue.rows["targets"]:
        yield from _target(row, shares)


def _problem(row: Row, column: str, remedy: str, value: Any = None) -> Problem:
    shown = row.values.get(column, "") if value is None else value
    return Problem(row.file, row.line, column, "" if shown is None else str(shown), remedy)


def _duplicates(
    sheet: Sheet, rows: list[Row], elsewhere: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    brought = elsewhere.get(sheet.name, {}) if len(sheet.unique) == 1 else {}
    key_of = itemgetter(*sheet.unique)
    keys = [key_of(row.values) for row in rows]
    different = set(keys)
    if len(different) == len(rows) and different.isdisjoint(brought):
        return
    first: dict[Any, Row] = {}
    for key, row in zip(keys, rows, strict=True):
        other = first.setdefault(key, row)
        if other is not row:
            parts = key if isinstance(key, tuple) else (key,)
            shown = " / ".join(str(part) for part in parts if part not in (None, ""))
            remedy = f"The same key stands in {other.file}, row {other.line}; keep one of them."
            yield _problem(row, sheet.unique[-1], remedy, shown)
        if key in brought:
            remedy = f"The folder {brought[key]} already brings this key; use another."
            yield _problem(row, sheet.unique[0], remedy)


def _references(
    sheet: Sheet, catalogue: Catalogue, elsewhere: Mapping[str, Mapping[str, str]]
) -> Iterator[Problem]:
    rows = catalogue.rows[sheet.name]
    for column in sheet.fields:
        if not column.refers_to or column.refers_to in catalogue.unread:
            continue
        named, there = catalogue.named[column.refers_to], elsewhere.get(column.refers_to, {})
        listed = column.kind == "keys"
        values = (row.values[column.name] for row in rows)
        used = set(chain.from_iterable(values) if listed else values)
        unknown = {key for key in used if key and key not in there and (key,) not in named}
        for row in rows if unknown else ():
            value = row.values[column.name]
            for key in (key for key in (value if listed else [value]) if key in unknown):
                keys = catalogue.keys(column.refers_to) | {*there}
                remedy = f"Not among the {column.refers_to}. {_nearest(key, keys)}"
                yield _problem(row, column.name, remedy, key)


def _nearest(key: str, keys: set[str]) -> str:
    close = get_close_matches(key, keys, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(close)}?" if close else "Add it, or correct the key."


def _documents(catalogue: Catalogue) -> list[Problem]:
    """Indicators belong to a document, which their folder must describe."""
    first = {row.origin: row for row in reversed(catalogue.rows["indicators"])}
    described = catalogue.keys("document")
    if "document" in catalogue.unread:
        return []
    remedy = "Indicators belong to a document; describe it in a document.toml beside them."
    return [_problem(row, "indicator", remedy) for o, row in first.items() if o not in described]


def _homes(catalogue: Catalogue, elsewhere: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """Rows stand in the folder of their plan or indicator, whose document is named beside them."""
    problems = []
    for column, sheet, names in (
        ("plan", "plans", PLAN_SHEETS),
        ("indicator", "indicators", INDICATOR_SHEETS),
    ):
        here = {(row.values[column], row.origin) for row in catalogue.rows[sheet]}
        homes = {**elsewhere.get(sheet, {}), **dict(here)}
        for row in (row for name in names for row in catalogue.rows[name]):
            key = row.values[column]
            if (key, row.origin) not in here and key in homes:
                remedy = f"This {column} stands in the folder {homes[key]}; its rows belong there."
                problems.append(_problem(row, column, remedy))
    return problems


def _parents(catalogue: Catalogue) -> list[Problem]:
    """Items, actions and milestones must hang on something that is there."""
    problems: list[Problem] = []
    items, actions = catalogue.named["items"], catalogue.named["actions"]
    if "items" in catalogue.unread:
        return problems
    for row in catalogue.rows["items"]:
        parent = row.values["parent_ref"]
        if parent and (row.values["plan"], parent) not in items:
            problems.append(_problem(row, "parent_ref", "No item of this plan has this reference."))
    for name in ("actions", "progress", "milestones", "statements", "answers"):
        for row in catalogue.rows[name]:
            ref = row.values["item_ref"]
            if ref and (row.values["plan"], ref) not in items:
                remedy = "No item of this plan has this reference; see items.csv."
                problems.append(_problem(row, "item_ref", remedy))
    for row in catalogue.rows["milestones"]:
        values = row.values
        key = (values["plan"], values["item_ref"], values["action_ref"])
        if values["action_ref"] and key not in actions and "actions" not in catalogue.unread:
            remedy = "No action of this item has this reference; see actions.csv."
            problems.append(_problem(row, "action_ref", remedy))
    return problems


def recommendation_key(row: Row) -> str:
    """The key of the recommendation that a row of `recommendations` or `answers` names."""
    number = row.values.get("recommendation") or row.values.get("ref")
    return f"{row.values['inspection']}/{row.values['addressee']}/{number}"


def _answers(catalogue: Catalogue, elsewhere: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Check that the recommendations answered are there."""
    if "recommendations" in catalogue.unread:
        return
    made = {"/".join(key) for key in catalogue.named["recommendations"]}
    made |= {*elsewhere.get("recommendations", {})}
    faults = 0
    for row in catalogue.rows["answers"]:
        values, key = row.values, recommendation_key(row)
        start = key.removesuffix(values["recommendation"])
        if key not in made:
            faults += 1
            there = made if faults < _MOST_SUGGESTED else ()
            numbers = [other.removeprefix(start) for other in there if other.startswith(start)]
            remedy = f"The inspection makes no such recommendation to the {values['addressee']}. "
            remedy += (
                f"Its numbers are {', '.join(sorted(numbers, key=_by_number))}."
                if numbers
                else "Nobody has read what it recommends; see recommendations.csv."
            )
            yield _problem(row, "recommendation", remedy)


def _progress(catalogue: Catalogue) -> Iterator[Problem]:
    """Check that progress is of a day and an action that are there, and agrees with the status."""
    newest: dict[tuple[str, str, str], Row] = {}
    for row in catalogue.rows["progress"]:
        key = (row.values["plan"], row.values["item_ref"], row.values["action_ref"])
        if row.values["report_date"] is None:
            remedy = "Say on which day: a status, a colour or a comment is that of a report."
            yield _problem(row, "report_date", remedy)
            continue
        if key[2] and key not in catalogue.named["actions"] and "actions" not in catalogue.unread:
            remedy = "No action of this item has this reference; see actions.csv, where it stays "
            yield _problem(row, "action_ref", f"{remedy}when a later report no longer has it.")
        if row.values["report_date"] >= newest.setdefault(key, row).values["report_date"]:
            newest[key] = row
    for sheet in ("items", "actions"):
        for row in catalogue.rows[sheet]:
            values = row.values
            of_action = sheet == "actions"
            item = values["item_ref" if of_action else "ref"]
            report = newest.get((values["plan"], item, values["ref"] if of_action else ""))
            if report and plain_status(report.values["status"]) != values["status"]:
                remedy = (
                    f"{report.file}, row {report.line}, the newest report of it "
                    f"({report.values['report_date']}), says {report.values['status']}; "
                    "make them agree."
                )
                yield _problem(row, "status", remedy)


def _by_number(ref: str) -> tuple[int, str]:
    return (len(ref), ref)


def _addresses(catalogue: Catalogue) -> list[Problem]:
    """Two items of a plan may not share the address of their pages."""
    problems = []
    first: dict[tuple[str, str], Row] = {}
    for row in catalogue.rows["items"]:
        key = (row.values["plan"], slug(row.values["ref"]))
        other = first.setdefault(key, row)
        if other is not row and other.values["ref"] != row.values["ref"]:
            remedy = f"Its address would be that of {other.values['ref']!r}; tell them apart."
            problems.append(_problem(row, "ref", remedy))
        elif not key[1]:
            problems.append(_problem(row, "ref", "A reference needs a letter or a digit."))
    return problems


def _claim(
    row: Row, catalogue: Catalogue, elsewhere: Mapping[str, Mapping[str, str]]
) -> list[Problem]:
    """A claim must hang on a row that is there, and have what its kind needs."""
    values, problems = row.values, []
    kind, source, about = values["kind"], values["source"], values["about"]
    for column in CLAIMS[kind]:
        if values[column] in ("", None):
            problems.append(_problem(row, column, f"A claim of kind {kind} needs it; fill it in."))
    if source != "indicator" and not values["plan"]:
        problems.append(_problem(row, "plan", f"A claim of a row of kind {source} needs its plan."))
    sheet = "indicators" if source == "indicator" else f"{source}s"
    ref = "item_ref" if source == "item" else "ref"
    named = {**values, "indicator": values["ref"], "ref": values[ref]}
    key = tuple(named[column] for column in BY_NAME[sheet].unique)
    placed = source == "indicator" or (values["plan"],) in catalogue.named["plans"]
    if placed and key not in catalogue.named[sheet] and sheet not in catalogue.unread:
        remedy = f"No {source} has this reference; see {BY_NAME[sheet].filename}."
        problems.append(_problem(row, ref, remedy))
    visits = catalogue.keys("inspections") | {*elsewhere.get("inspections", {})}
    if kind in ("inspected", "graded") and about and about not in visits:
        remedy = f"Not among the inspections. {_nearest(about, visits)}"
        problems.append(_problem(row, "about", remedy))
    if kind == "graded":
        if values["words"] and grade_key(values["words"]) not in GRADES:
            grades = sorted(grade.replace("-", " ") for grade in GRADES)
            problems.append(_problem(row, "words", f"Use one of: {', '.join(grades)}."))
        if values["subject"] not in ("", *JUDGEMENTS):
            problems.append(_problem(row, "subject", f"Use one of: {', '.join(JUDGEMENTS)}."))
    series = catalogue.keys("indicators") | {*elsewhere.get("indicators", {})}
    of_series = kind.startswith(("states", "averages")) and "indicators" not in catalogue.unread
    if of_series and about and about not in series:
        remedy = f"Not among the indicators. {_nearest(about, series)}"
        problems.append(_problem(row, "about", remedy))
    if kind == "item_count" and about and about not in ITEM_KINDS:
        problems.append(_problem(row, "about", f"Use one of: {', '.join(ITEM_KINDS)}."))
    of_actions = (*CHOICES["progress_statuses"], *CHOICES["rags"])
    if kind == "action_share" and about and about not in of_actions:
        problems.append(_problem(row, "about", f"Use one of: {', '.join(of_actions)}."))
    return problems


def _summary(row: Row) -> list[Problem]:
    words = len(row.values["summary"].split())
    if words <= SUMMARY_WORDS:
        return []
    remedy = f"The summary has {words} words; say it in at most {SUMMARY_WORDS}."
    return [_problem(row, "summary", remedy)]


def _observation(row: Row, shares: set[str]) -> list[Problem]:
    values, problems = row.values, []
    start, end = values["period_start"], values["period_end"]
    if start and end and end < start:
        problems.append(_problem(row, "period_end", "The period ends before it starts."))
    if values["value"] is None and not values["symbol"]:
        problems.append(_problem(row, "value", "Give a value, or the symbol that says why not."))
    if values["value"] is not None and values["symbol"] not in ("", "low", "k", "u"):
        problems.append(_problem(row, "symbol", "A missing value has a symbol; this one is there."))
    problems += _share(row, "value", shares)
    if values["reading"] == "repaired" and not (values["raw_text"] and values["note"]):
        remedy = "A repaired cell needs its raw_text and, in note, the proof."
        problems.append(_problem(row, "reading", remedy))
    if values["denominator"] == 0:
        problems.append(_problem(row, "denominator", "A denominator cannot be 0."))
    return problems


def _target(row: Row, shares: set[str]) -> list[Problem]:
    values, problems = row.values, _share(row, "value", shares)
    problems += _share(row, "value_upper", shares)
    if values["value"] is None and not values["target_text"]:
        problems.append(_problem(row, "value", "Give a value, or target_text as printed."))
    upper = values["value_upper"]
    if upper is not None and (values["value"] is None or upper < values["value"]):
        problems.append(_problem(row, "value_upper", "The upper end lies below the value."))
    return problems


def _share(row: Row, column: str, shares: set[str]) -> list[Problem]:
    value = row.values[column]
    if value is None or 0 <= value <= 100 or row.values["indicator"] not in shares:
        return []
    return [_problem(row, column, "A share lies between 0 and 100; check the cell or the unit.")]
