"""Reports published in the browser stay when the files of their plan are loaded again.

A plan's folder may live in files that know nothing of a report that somebody read and published
here: its lines, the items and actions that it added, and the statuses that it gave are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from db.queries.plan_readings import published_papers, reported_folders
from portal.domain.progress import plain_status
from portal.importers.read import Catalogue, Row
from portal.importers.stored_folder import read_sheets, stored_sheets

_Key = tuple[str, str, str]
# What a report says of an action itself.
_REPORTED = ("status", "status_evidence", "lead", "lead_role")


def keep_reports(session: Session, catalogue: Catalogue) -> int:
    """Add to folders that are about to be loaded what was published here and they do not hold.

    Returns:
        How many lines of reports were kept.
    """
    papers = published_papers(session)
    holding = reported_folders(session, papers)
    return sum(
        _keep(session, catalogue, origin, papers)
        for origin in catalogue.origins
        if origin in holding
    )


def _keep(session: Session, catalogue: Catalogue, origin: str, papers: set[str]) -> int:
    stored = read_sheets({origin: stored_sheets(session, origin)})
    plans = catalogue.keys("plans")
    there = {(*_key(row), row.values["report_date"]) for row in catalogue.rows["progress"]}
    reports = [
        row
        for row in stored.rows["progress"]
        if row.values["document"] in papers
        and row.values["document"] != origin
        and row.values["plan"] in plans
        and (*_key(row), row.values["report_date"]) not in there
    ]
    items = {(row.values["plan"], row.values["ref"]): row for row in stored.rows["items"]}
    actions = {_action(row): row for row in stored.rows["actions"]}
    for row in reports:
        plan, item, ref = _key(row)
        _add_missing(catalogue, "items", (plan, item), items)
        if ref:
            _add_missing(catalogue, "actions", (plan, item, ref), actions)
        _add(catalogue, "progress", row)
    _say_again(catalogue, reports, actions)
    return len(reports)


def _key(row: Row) -> _Key:
    return row.values["plan"], row.values["item_ref"], row.values["action_ref"]


def _action(row: Row) -> _Key:
    return row.values["plan"], row.values["item_ref"], row.values["ref"]


def _add_missing(
    catalogue: Catalogue, sheet: str, key: tuple[str, ...], stored: Mapping[Any, Row]
) -> None:
    if key not in catalogue.named[sheet] and key in stored:
        _add(catalogue, sheet, stored[key])
        catalogue.named[sheet].add(key)


def _add(catalogue: Catalogue, sheet: str, row: Row) -> None:
    shown = f"{row.file}, published in the browser"
    catalogue.rows[sheet].append(Row(row.values, shown, row.line, row.origin))


def _say_again(catalogue: Catalogue, reports: list[Row], stored: Mapping[_Key, Row]) -> None:
    """Give actions the status of their newest report, where that is one that was kept."""
    newest: dict[_Key, Row] = {}
    for row in catalogue.rows["progress"]:
        before = newest.setdefault(_key(row), row)
        if row.values["report_date"] >= before.values["report_date"]:
            newest[_key(row)] = row
    ours = {(_key(row), row.values["report_date"]): row for row in reports}
    for row in catalogue.rows["actions"]:
        report = newest.get(_action(row))
        if report and (_key(report), report.values["report_date"]) in ours:
            was = stored[_action(row)].values
            row.values.update({name: was[name] for name in _REPORTED})
            row.values["status"] = plain_status(report.values["status"])
