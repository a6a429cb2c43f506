"""Put a draft right as a person's form says: facts, columns, items, actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.importers.form_fields import Choices, ReviewError, choice, day, labelled
from portal.importers.intake.columns import ALONE
from portal.importers.intake.folder import MOST_WORDS, lead_columns, shortened
from portal.importers.intake.leads import Lead, leads_of, written
from portal.importers.intake.people import People
from portal.importers.plan_review.draft import Draft, DraftAction, DraftItem
from portal.importers.schema import CHOICES, ITEM_KINDS, STATUSES

# What a column can be, in the words of the page; `tick:…` are columns that hold ticks.
COLUMN_KINDS = {
    "": "not used",
    "item": "Item: recommendation, priority, area",
    "item_ref": "Number of the item",
    "theme": "Section or theme",
    "action": "Action",
    "action_ref": "Number of the action",
    "ref": "Number of the row",
    "lead": "Lead",
    "target": "Target date",
    "new_target": "New target date",
    "completed_on": "Completed on",
    "start": "Start date",
    "status": "Status",
    "rag": "RAG",
    "rag_confidence": "RAG of confidence",
    "progress": "Progress",
    "success": "Success criteria",
    "evidence": "Evidence",
    "cost": "Cost or resources",
    "inspection_ref": "Paragraph of the inspection report",
    "milestone": "Milestone",
    "sponsor": "Sponsor",
    "contact": "Contact",
    "risk": "Risk, support, next steps",
    "other": "Something else",
    "tick:completed": "Ticks: completed",
    "tick:in_progress": "Ticks: in progress",
    "tick:not_started": "Ticks: not started",
    "tick:red": "Ticks: red",
    "tick:amber": "Ticks: amber",
    "tick:green": "Ticks: green",
    "tick:blue": "Ticks: blue",
    "rag_previous": "Earlier RAG",
}
RAGS = CHOICES["rags"]
_ACTION_TEXTS = {
    "ref": 36, "as_printed": 5000, "summary": 600, "target_text": 300, "new_target_text": 300,
    "status_printed": 300, "progress": 5000, "evidence": 5000,
}  # fmt: skip
_ITEM_TEXTS = {"ref": 36, "title": 300, "summary": 600, "section": 300}
_FACTS = {"title": 300, "new_council": 100}
_DAYS = {"target_date": "target, as a date", "new_target_date": "new target, as a date"}


@dataclass(frozen=True, slots=True)
class PlanChoices(Choices):
    """The keys that the fields of a form may hold, with their names."""

    plans: Mapping[str, str]
    inspections: Mapping[str, str]


def leads_shown(values: Mapping[str, str]) -> str:
    """Write the leads of an action as its field holds them: `JB (Head of Service); Director`."""
    initials = values.get("lead_initials", "").split(";")
    roles = values.get("lead_roles", "").split(";")
    pairs = zip(initials, roles, strict=False)
    return "; ".join(filter(None, (written(Lead(i, r)) for i, r in pairs)))


def form_values(draft: Draft, shown: Sequence[int]) -> dict[str, str]:
    """Return what the fields of a page hold of a draft; `shown` are the positions of its actions.

    Boxes that are ticked are not among them.
    """
    values = {name: getattr(draft, name) for name in (*_FACTS, "council", "report_date", "plan")}
    values["answers"] = draft.answers
    for number, table in enumerate(draft.tables):
        for at, (_key, _header, kind) in enumerate(table.columns):
            values[f"column-{number}-{at}"] = kind
    for at, item in enumerate(draft.items):
        for name in (*_ITEM_TEXTS, "kind", "area"):
            values[f"item-{name}-{at}"] = item.values[name]
    for at in shown:
        action = draft.actions[at]
        for name in (*_ACTION_TEXTS, *_DAYS, "status", "rag"):
            values[f"{name}-{at}"] = action.values[name]
        values[f"leads-{at}"] = leads_shown(action.values)
        values[f"item-of-{at}"] = str(action.item)
        values[f"same-{at}"] = action.same_as
    return values


def reviewed(
    draft: Draft,
    form: Mapping[str, str],
    checked: Mapping[str, Sequence[str]],
    choices: PlanChoices,
) -> Draft:
    """Return a draft with the fields of a page's form; fields that are not in it stay.

    Args:
        draft: as it is stored.
        form: fields with one value.
        checked: fields with several: `item-themes-N` of item N.
        choices: what may be chosen.

    Raises:
        ReviewError: if a field holds what it cannot.
    """
    people = People()
    facts: dict[str, Any] = {
        name: _text(form, name, getattr(draft, name), longest, people)
        for name, longest in _FACTS.items()
    }
    council = choice(form, "council", {"", *choices.councils}, draft.council)
    same_council = council == draft.council
    facts |= {
        "council": council,
        "plan": choice(form, "plan", {"", *choices.plans}, draft.plan) if same_council else "",
        "answers": choice(form, "answers", {"", *choices.inspections}, draft.answers)
        if same_council
        else "",
        "report_date": day(form, "report_date", draft.report_date, "day of the report"),
    }
    items = tuple(
        _item(item, at, form, checked, choices, people) for at, item in enumerate(draft.items)
    )
    actions = tuple(
        _action(action, at, form, len(items), people) if f"summary-{at}" in form else action
        for at, action in enumerate(draft.actions)
    )
    return replace(draft, **facts, items=items, actions=actions)


def columns_chosen(draft: Draft, form: Mapping[str, str]) -> dict[str, str]:
    """Return what a form says of columns otherwise than the draft: kinds by header.

    Raises:
        ReviewError: if a column cannot be that.
    """
    chosen: dict[str, str] = {}
    for number, table in enumerate(draft.tables):
        for at, (key, _header, kind) in enumerate(table.columns):
            given = form.get(f"column-{number}-{at}", kind)
            if given != kind and given not in COLUMN_KINDS:
                raise ReviewError("A column: choose what it is from the list.")
            if given != kind:
                chosen[key] = given
    if chosen:
        _refuse_twice(draft, {**draft.chosen, **chosen})
    return chosen


def _refuse_twice(draft: Draft, chosen: Mapping[str, str]) -> None:
    """Refuse that two columns of a table are what only one can be."""
    for table in draft.tables:
        first: dict[str, tuple[str, str]] = {}
        for key, header, _kind in table.columns:
            kind = chosen.get(key, "")
            same, other = first.setdefault(kind, (key, header))
            if kind in ALONE and same != key:
                raise ReviewError(
                    f"“{other}” and “{header}” are both said to be: {COLUMN_KINDS[kind]}. "
                    "Choose something else for one of them."
                )


def _item(
    item: DraftItem,
    at: int,
    form: Mapping[str, str],
    checked: Mapping[str, Sequence[str]],
    choices: PlanChoices,
    people: People,
) -> DraftItem:
    if f"item-summary-{at}" not in form:
        return item
    old = item.values
    values = {
        name: _text(form, f"item-{name}-{at}", old[name], longest, people)
        for name, longest in _ITEM_TEXTS.items()
    }
    values["kind"] = choice(form, f"item-kind-{at}", ITEM_KINDS, old["kind"])
    values["area"] = choice(form, f"item-area-{at}", choices.areas, old["area"])
    themes = checked.get(f"item-themes-{at}", ())
    if any(theme not in choices.themes for theme in themes):
        raise ReviewError(f"Item {old['ref']}: choose themes from the list.")
    values["themes"] = ";".join(key for key in choices.themes if key in themes)
    _check_summary(values["summary"], old["summary"], f"Item {values['ref']}")
    for name in ("ref", "title", "summary"):
        if not values[name]:
            raise ReviewError(f"Item {old['ref']}: its {name} is empty; fill it in.")
    rewritten = values["summary"] != old["summary"]
    confirmed = rewritten or form.get(f"item-confirmed-{at}") == "yes"
    return replace(item, values={**old, **values}, confirmed=confirmed)


def _action(
    action: DraftAction, at: int, form: Mapping[str, str], items: int, people: People
) -> DraftAction:
    old = action.values
    new = {
        name: _text(form, f"{name}-{at}", old[name], longest, people)
        for name, longest in _ACTION_TEXTS.items()
    }
    for name, words in _DAYS.items():
        label = f"Action {old['ref']}, {words}"
        new[name] = day(form, f"{name}-{at}", old[name], label)
    new["status"] = choice(form, f"status-{at}", STATUSES, old["status"])
    new["rag"] = choice(form, f"rag-{at}", ("", *RAGS), old["rag"])
    if new["status_printed"] != old["status_printed"]:
        new["status_evidence"] = new["status_printed"]
    leads = form.get(f"leads-{at}", leads_shown(old)).strip()
    if leads != leads_shown(old):
        new |= lead_columns(leads_of(leads[:600], people))
    _check_summary(new["summary"], old["summary"], f"Action {new['ref']}")
    if new["as_printed"] != old["as_printed"] and new["summary"] == shortened(old["as_printed"]):
        new["summary"] = shortened(new["as_printed"])
    if not new["ref"] or not new["summary"]:
        raise ReviewError(f"Action {old['ref']}: its number or summary is empty; fill it in.")
    rewritten = new["summary"] != old["summary"]
    changed = action.changed(**{n: v for n, v in new.items() if v != old[n]})
    item = _number(form.get(f"item-of-{at}", ""), items, action.item)
    if item != action.item:
        changed = replace(changed, item=item, edited=(*changed.edited, "item"))
    same_as = form.get(f"same-{at}", action.same_as).strip()[:90]
    return replace(
        changed,
        confirmed=rewritten or form.get(f"confirmed-{at}") == "yes",
        same_as=same_as,
        doubtful_pair=action.doubtful_pair
        and same_as == action.same_as
        and form.get(f"pair-{at}") != "yes",
    )


def _check_summary(summary: str, before: str, name: str) -> None:
    count = len(summary.split())
    if count > MOST_WORDS and summary != before:
        raise ReviewError(f"{name}: its summary has {count} words; say it in at most {MOST_WORDS}.")


def _text(form: Mapping[str, str], name: str, before: str, longest: int, people: People) -> str:
    """The text of a field, without people where a person typed it; as before where it is the same.

    A browser sends line breaks of its own kind.
    """
    if name not in form:
        return before
    given = form[name].replace("\r\n", "\n").replace("\0", "").strip()
    if given == before.strip():
        return before
    if len(given) > longest:
        raise ReviewError(f"{labelled(name)}: at most {longest} characters; shorten it.")
    return people.scrub(given)


def _number(text: str, most: int, before: int) -> int:
    good = text.isascii() and text.isdigit() and len(text) < 6 and int(text) < most
    return int(text) if good else before
