"""Values of the domain with everything filled in, of which a test names only what it is about."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from portal.domain.findings import PrintedValue
from portal.domain.findings.evidence import Claim, PlanRow, PrintedTarget
from portal.domain.findings.evidence import Plan as PrintedPlan
from portal.domain.indicators import Indicator, Series, Target, Value
from portal.domain.plans import Action, Item
from portal.domain.vocabulary import Council, Plan

TORBAY = Council("torbay", "Torbay", "council", "E06000027", "south-west", 0)
PLYMOUTH = Council("plymouth", "Plymouth", "council", "E06000026", "south-west", 1)
MIDDLESBROUGH = Council("middlesbrough", "Middlesbrough", "council", "E06000002", "north-east", 2)
ENGLAND = Council("england", "England", "country", "E92000001", "", 3)
NEIGHBOURS = Council("torbay-neighbours", "Torbay’s neighbours", "neighbours", "", "", 3)
POOLE = Council("poole", "Poole", "council", "E06000029", "", 3, has_plans=False)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def indicator(**changes: Any) -> Indicator:
    """A percentage that is best when high."""
    given: dict[str, Any] = {
        "id": 1,
        "key": "torbay-2012-t8",
        "ref": "T8",
        "name": "Initial assessments on time",
        "unit": "percent",
        "polarity": "high",
        "polarity_reason": "A late assessment delays help",
        "themes": ("assessment",),
        "definition": "Completed within ten working days",
        "definition_code": "initial-assessment-10-days",
        "population": "initial assessments",
        "place": "Row T8",
        "note": "",
        "measure": "initial-assessments-on-time",
        "document": "torbay-2012",
        "document_title": "Report card",
        "published": "2012-07-05",
        "council": "torbay",
    }
    return Indicator(**{**given, **changes})


def value(number: float | None, end: date | None = date(2012, 6, 30), **changes: Any) -> Value:
    """A value printed for Torbay with one decimal, for a month."""
    given: dict[str, Any] = {
        "indicator": indicator(),
        "council": TORBAY,
        "start": end.replace(day=1) if end else None,
        "end": end,
        "basis": "month",
        "value": number,
        "decimals": 1,
        "numerator": None,
        "denominator": None,
        "symbol": "",
        "reading": "as_printed",
        "raw_text": "",
        "place": "Row T8, column Jun-12",
        "note": "",
    }
    return Value(**{**given, **changes})


def series(council: Council, *values: Value, basis: str = "month", **changes: Any) -> Series:
    """A series of a council's own indicator."""
    return Series(indicator(council=council.key, **changes), council, basis, values)


def target(**changes: Any) -> Target:
    """A target of 80%."""
    given: dict[str, Any] = {
        "indicator": "torbay-2012-t8",
        "council": "torbay",
        "due": date(2012, 12, 31),
        "due_text": "By Dec 2012",
        "value": 80.0,
        "decimals": 0,
        "value_upper": None,
        "text": "",
        "place": "Row T8",
        "note": "",
    }
    return Target(**{**given, **changes})


def printed(number: float, **changes: Any) -> PrintedValue:
    """A printed percentage for Torbay, June 2012."""
    given: dict[str, Any] = {
        "indicator": "torbay-2012-t8",
        "name": "Initial assessments on time",
        "unit": "percent",
        "definition_code": "initial-assessment-10-days",
        "themes": ("assessment",),
        "area": "assessment-planning",
        "council": "torbay",
        "council_name": "Torbay",
        "period_start": date(2012, 6, 1),
        "period_end": date(2012, 6, 30),
        "basis": "month",
        "value": number,
        "decimals": 1,
        "numerator": None,
        "denominator": None,
        "reading": "as_printed",
        "document": "report-card",
        "published": "2012-07-05",
        "place": "Row T8",
    }
    return PrintedValue(**{**given, **changes})


def printed_target(value: float | None = 5.0, **changes: Any) -> PrintedTarget:
    """An undated target of 5%, low is best, of Torbay's paper of October 2011."""
    given: dict[str, Any] = {
        "indicator": "ni062",
        "name": "Placements",
        "unit": "percent",
        "polarity": "low",
        "themes": (),
        "area": "looked-after",
        "council": "torbay",
        "council_name": "Torbay",
        "document": "paper",
        "published": "2011-10-26",
        "place": "NI062 page, box target",
        "due": None,
        "due_text": "",
        "value": value,
        "decimals": 1,
        "value_upper": None,
    }
    return PrintedTarget(**{**given, **changes})


def plan_row(item: str = "2.5", ref: str = "a", **changes: Any) -> PlanRow:
    """An action, milestone, statement or item of Torbay's plan of January 2005."""
    return PlanRow(**{**_row(item, ref), **changes})


def claim(kind: str, item: str = "2.5", ref: str = "a", **changes: Any) -> Claim:
    """A claim of a row of Torbay's plan of January 2005."""
    return Claim(**{**_row(item, ref), "kind": kind, **changes})


def _row(item: str, ref: str) -> dict[str, Any]:
    return {
        "plan": "torbay-2005",
        "published": "2005-01",
        "council": "torbay",
        "council_name": "Torbay",
        "document": "paper",
        "place": f"Row {item} {ref}" if item else "Paragraph 1",
        "item": item,
        "item_title": f"Title of {item}" if item else None,
        "area": "workforce" if item else None,
        "themes": (),
        "ref": ref,
    }


def plan_of(plan: str = "torbay-2005", **changes: Any) -> PrintedPlan:
    """A final plan of January 2005 that answers CSCI."""
    given: dict[str, Any] = {
        "plan": plan,
        "title": f"The plan {plan}",
        "published": "2005-01",
        "status": "final",
        "council": "torbay",
        "council_name": "Torbay",
        "document": "paper",
        "answers": "csci",
    }
    return PrintedPlan(**{**given, **changes})


def action(**changes: Any) -> Action:
    """An action with a lead and no date."""
    given: dict[str, Any] = {
        "ref": "a",
        "summary": "Review cases.",
        "lead": "AB",
        "lead_role": "",
        "target_text": "",
        "target_date": None,
        "status": "not_stated",
        "status_evidence": "",
        "cost_gbp": None,
        "cost_text": "",
        "place": "",
        "note": "",
    }
    return Action(**{**given, **changes})


def item(*actions: Action, **changes: Any) -> Item:
    """An item of Torbay's plan of 2005."""
    given: dict[str, Any] = {
        "id": 1,
        "plan": "torbay-2005",
        "council": "torbay",
        "ref": "2.1",
        "parent_ref": "",
        "kind": "recommendation",
        "section": "",
        "area": "workforce",
        "themes": (),
        "title": "Caseloads",
        "summary": "Caseloads should be manageable.",
        "status": "not_stated",
        "status_evidence": "",
        "place": "",
        "note": "",
        "actions": actions,
    }
    return Item(**{**given, **changes})


def plan(**changes: Any) -> Plan:
    """Torbay's plan of 2005."""
    given: dict[str, Any] = {
        "key": "torbay-2005",
        "council": "torbay",
        "title": "Action plan",
        "short_name": "",
        "published": "2005-01",
        "status": "final",
        "note": "",
        "document": "torbay-2005-csci-action-plan",
        "document_title": "Action plan",
        "inspection": "",
        "inspectorate": "",
        "inspection_title": "",
        "inspected": "",
        "judgement": "",
    }
    return Plan(**{**given, **changes})
