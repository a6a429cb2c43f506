"""The columns of the API's views: type and meaning of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.exports.contract import Column, Kind, table_of, tables
from portal.services.views import ViewSpec

# The columns of all views by name: type and meaning. Columns of one name mean the same; what is not
# said here is said of the open-data tables.
_COLUMNS: Mapping[str, tuple[Kind, str]] = {
    **{
        column.name: (column.kind, column.help)
        for table in (*tables(), table_of("actions"))
        for column in table.columns
    },
    "council": ("text", "Council or comparator, by name"),
    "plan": ("text", "Title of the plan"),
    "plan_published": ("text", "When the plan was published, as exact as printed"),
    "item": ("text", "Reference of the item, as printed"),
    "improvement_area": ("text", "Improvement area, by name"),
    "themes": ("text", "Themes by name, separated by ;"),
    "item_title": ("text", "Title of the item"),
    "item_summary": ("text", "The item in the portal's words"),
    "item_status": ("text", "Status that the document states of the item"),
    "action": ("text", "Reference of the action; empty for an item without actions"),
    "action_summary": ("text", "The action in the portal's words"),
    "lead": ("text", "Who leads: initials, post or body as printed"),
    "lead_role": ("text", "Role of the lead, where the document gives it"),
    "target_text": ("text", "Target date as printed"),
    "target_date": ("date", "Last day of the printed period"),
    "action_status": ("text", "Status that the document states of the action"),
    "status_evidence": ("text", "What the document says about the status"),
    "cost_gbp": ("integer", "Whole pounds"),
    "cost_text": ("text", "Cost as printed"),
    "document": ("text", "Source: the file's name without its ending"),
    "what": ("text", "value or target"),
    "measure": ("text", "What is measured"),
    "indicator": ("text", "Indicator: reference and name, or key"),
    "period": ("text", "Period in words"),
    "period_start": ("date", "First day of the period"),
    "period_end": ("date", "Last day of the period; the day that a target is due"),
    "basis": ("text", "How the period is formed"),
    "value": ("number", "The value, unrounded"),
    "unit": ("text", "Unit of the value"),
    "numerator": ("number", "As printed"),
    "denominator": ("number", "As printed"),
    "reading": ("text", "How the value was read: as_printed, repaired, derived, doubtful"),
    "printed_as": ("text", "The cell as it stands"),
    "place": ("text", "Where it stands in the source"),
    "note": ("text", "What a reader must know of it"),
    "symbol": ("text", "Why a value is missing"),
    "symbol_reason": ("text", "The symbol in words"),
    "status": ("text", "Standing of the figure, or status stated of the part"),
    "rank": ("integer", "Rank among all councils; 1 is best"),
    "of": ("integer", "How many councils are ranked"),
    "band": ("text", "Quartile band, A is best"),
    "definition": ("text", "Code of the definition; two that differ are not the same measure"),
    "verdict": ("text", "If the series in the value's chart may be compared across councils"),
    "verdict_reason": ("text", "Why, or why not"),
    "fifth": ("text", "best or worst, where the rank is in that fifth"),
    "area_code": ("text", "Official code of the area"),
    "polarity": ("text", "Is a high value good, a low one, or neither?"),
    "polarity_reason": ("text", "Why"),
    "england": ("number", "England's value in the period"),
    "difference_to_england": ("number", "The value less England's, in the unit"),
    "distance_to_england": ("number", "The same in spreads of all councils, above 0 is worse"),
    "q1": ("number", "First quartile of all councils"),
    "q2": ("number", "Median of all councils"),
    "q3": ("number", "Third quartile of all councils"),
    "withheld": ("text", "Why there is no rank"),
    "finding": ("text", "Key of the finding"),
    "kind": ("text", "Kind of the finding, or of the text"),
    "rule": ("text", "Rule that noticed it"),
    "subject": ("text", "What it is about"),
    "message": ("text", "What was noticed"),
    "value_a": ("text", "The one figure or wording"),
    "document_a": ("text", "Where the one stands"),
    "place_a": ("text", "Its place there"),
    "value_b": ("text", "The other figure or wording"),
    "document_b": ("text", "Where the other stands"),
    "place_b": ("text", "Its place there"),
    "resolution": ("text", "What an editor concluded"),
    "resolution_note": ("text", "Why"),
    "resolved_on": ("text", "On which day"),
    "newest_value": ("text", "Newest value with its unit, as printed"),
    "values": ("integer", "How many values there are"),
    "lowest": ("text", "Lowest value, as printed"),
    "highest": ("text", "Highest value, as printed"),
    "target": ("text", "Target that falls due next, as printed"),
    "target_due": ("text", "When it falls due, as printed"),
    "neighbours": ("text", "Newest value of the statistical neighbours, as printed"),
    "part": ("text", "What part of the item the row is: item, action, milestone, statement"),
    "ref": ("text", "Reference as printed"),
    "title": ("text", "Title"),
    "summary": ("text", "In the portal's words"),
    "outcome": ("text", "Result as reported"),
    "published": ("text", "When it was published, as exact as printed"),
    "under": ("text", "What the text belongs to"),
    "body": ("text", "The text"),
    "key": ("text", "Key of the plan, indicator or document"),
    "lowest_value": ("number", "Lowest value, in the unit"),
    "highest_value": ("number", "Highest value, in the unit"),
    "target_value": ("number", "The target, or the lower end of its range; none where not clear"),
    "target_value_upper": ("number", "Upper end of a target that is a range"),
    "england_value": ("number", "Newest value of England, in the unit"),
    "neighbours_value": ("number", "Newest value of the statistical neighbours, in the unit"),
    "region": ("text", "Region, by name"),
    "plans": ("integer", "How many plans the portal holds"),
    "items": ("integer", "How many items they have"),
    "actions": ("integer", "How many actions those have"),
}
_OF_ONE_VIEW: Mapping[tuple[str, str], tuple[Kind, str]] = {
    ("council", "england"): ("text", "Newest value of England, as printed"),
    ("council", "value"): ("number", "Newest value, in the unit"),
    ("councils", "key"): ("text", "Council, as a key"),
    ("search", "council"): ("text", "Council, as a key"),
    ("search", "item"): ("text", "Reference of the item that the text belongs to"),
}


def columns_of(view: ViewSpec[Any]) -> tuple[Column, ...]:
    """Describe the columns of a view, in its order."""

    def column(name: str) -> Column:
        kind, meaning = _OF_ONE_VIEW.get((view.name, name)) or _COLUMNS[name]
        return Column(name, kind, meaning)

    return tuple(column(name) for name in view.columns)
