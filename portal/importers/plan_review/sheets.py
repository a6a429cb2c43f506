"""From a draft to the rows of catalogue folders: a plan of its own, or a report of a loaded one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from portal.importers.intake.folder import described, slug_of
from portal.importers.plan_review.draft import Draft, DraftAction, free_ref
from portal.importers.plan_review.reissue import (
    Former,
    Rows,
    line_key,
    newest_report,
    reported_status,
    target_reported,
)
from portal.importers.schema import BY_NAME
from portal.importers.stored_folder import Sheets

_LICENCE = "To be checked"


@dataclass(frozen=True, slots=True)
class Names:
    """The keys under which a draft is published: its council, document and plan."""

    council: str
    council_name: str
    document: str
    plan: str


def names_of(
    draft: Draft, councils: Mapping[str, str], documents: Collection[str], plans: Collection[str]
) -> Names:
    """Choose keys that are free; `councils` are names by key."""
    council = draft.council or slug_of(draft.new_council)[:80]
    document = draft.document
    if document in documents or not document.startswith(council):
        document = free_ref_long(f"{council}-{draft.document}"[:110], documents)
    year = draft.report_date[:4]
    plan = draft.plan or free_ref_long(f"{council}-{year}".rstrip("-")[:70], plans)
    return Names(council, councils.get(council, draft.new_council), document, plan)


def free_ref_long(key: str, taken: Collection[str]) -> str:
    """Return a key of lower case letters that is not taken yet."""
    candidate, number = key.rstrip("-"), 2
    while candidate in taken:
        candidate, number = f"{key}-{number}", number + 1
    return candidate


def document_row(draft: Draft, names: Names) -> dict[str, str]:
    """Describe the paper."""
    return {
        "document": names.document,
        "council": names.council,
        "title": draft.title,
        "publisher": names.council_name,
        "published": draft.report_date,
        "status": "progress report",
        "description": described(len(draft.items), len(draft.live)).replace(
            "summaries are the printed words, shortened, until somebody rewrites them",
            "summaries were looked through by a person",
        ),
        "licence": _LICENCE,
    }


def plan_sheets(draft: Draft, names: Names, is_new_council: bool) -> Sheets:
    """Return the rows of a plan's own folder."""
    plan = names.plan
    head = {
        "plan": plan,
        "title": draft.title,
        "answers": draft.answers,
        "published": draft.report_date,
        "status": "final",
    }
    council = {"council": names.council, "name": names.council_name, "kind": "council"}
    sheets: Sheets = {
        "document": [document_row(draft, names)],
        "councils": [council] if is_new_council else [],
        "plans": [head],
        "items": [_of("items", {**item.values, "plan": plan}) for item in draft.items],
        "actions": [],
        "progress": [],
        "claims": _claims(draft, plan),
    }
    for at, item in enumerate(draft.items):
        for action in (a for a in draft.live if a.item == at):
            ref, item_ref = action.values["ref"], item.values["ref"]
            sheets["actions"].append(_action_row(action, plan, item_ref, ref))
            sheets["progress"] += _reports(draft, action, plan, item_ref, ref, "")
    return sheets


def report_sheets(draft: Draft, names: Names, stored: Rows, former: Sequence[Former]) -> Sheets:
    """Return the rows of a loaded plan's folder with what a new report of it says.

    Of a day that is reported already it is a correction: what it says of an action takes the place
    of what was said.
    """
    sheets = {sheet: [dict(row) for row in rows] for sheet, rows in stored.items()}
    is_newest = draft.report_date >= newest_report(stored, names.plan)
    by_key = {other.key: other for other in former}
    item_refs = _items_of(draft, by_key, sheets, names.plan)
    rows = {
        line_key(row["item_ref"], row["ref"]): row
        for row in sheets["actions"]
        if row["plan"] == names.plan
    }
    reported = {
        (row["item_ref"], row["action_ref"], row["report_date"])
        for row in sheets["progress"]
        if row["plan"] == names.plan
    }
    reports: list[dict[str, str]] = []
    corrected: set[tuple[str, str, str]] = set()
    for action in draft.live:
        other = by_key.get(action.same_as)
        if other is not None:
            item_ref, ref = other.item_ref, other.ref
            row = rows[other.key]
            if is_newest:
                row["status"] = action.values["status"]
                row["status_evidence"] = action.values["status_evidence"]
                for name in ("lead", "lead_role") if action.values["lead"] else ():
                    row[name] = action.values[name]
        else:
            item_ref = item_refs[action.item]
            taken = [
                r["ref"]
                for r in sheets["actions"]
                if (r["plan"], r["item_ref"]) == (names.plan, item_ref)
            ]
            ref = free_ref(action.values["ref"], taken)
            sheets["actions"].append(_action_row(action, names.plan, item_ref, ref))
        for row in _reports(draft, action, names.plan, item_ref, ref, names.document):
            key = (item_ref, ref, row["report_date"])
            if key in reported and row["report_date"] == draft.report_date:
                corrected.add(key)
            if key not in reported or key in corrected:
                reports.append(row)
    former_reports = [
        row
        for row in sheets["progress"]
        if row["plan"] != names.plan
        or (row["item_ref"], row["action_ref"], row["report_date"]) not in corrected
    ]
    sheets["progress"] = former_reports + reports
    claims = sheets.setdefault("claims", [])
    claims += [row for row in _claims(draft, names.plan) if not _is_claimed(row, claims)]
    return sheets


def _claims(draft: Draft, plan: str) -> list[dict[str, str]]:
    """Return what the paper states of all its actions."""
    return [
        {
            "source": "plan",
            "plan": plan,
            "kind": "action_share",
            "words": share.words,
            "dated": draft.report_date,
            "about": share.about,
            "value": share.value,
            "note": share.place,
        }
        for share in draft.shares
    ]


def _is_claimed(row: Mapping[str, str], claims: Sequence[Mapping[str, str]]) -> bool:
    named = ("source", "plan", "kind", "about", "dated", "words")
    return any(all(claim[name] == row[name] for name in named) for claim in claims)


def _items_of(
    draft: Draft, by_key: Mapping[str, Former], sheets: Sheets, plan: str
) -> dict[int, str]:
    """Say which item of the loaded plan each of a draft's items is; those that are new are added.

    It is the item of its first action that the plan has, else the one with its reference.
    """
    refs: dict[int, str] = {}
    there = [row for row in sheets["items"] if row["plan"] == plan]
    present = {row["ref"] for row in there}
    for action in draft.live:
        other = by_key.get(action.same_as)
        if other is not None:
            refs.setdefault(action.item, other.item_ref)
    for action in draft.live:
        if action.item in refs:
            continue
        values = draft.items[action.item].values
        same = next(
            (
                row["ref"]
                for row in there
                if row["ref"] == values["ref"]
                and (not row["as_printed"] or row["as_printed"] == values["as_printed"])
            ),
            "",
        )
        if not same:
            same = free_ref(values["ref"], present)
            present.add(same)
            sheets["items"].append(_of("items", {**values, "plan": plan, "ref": same}))
        refs[action.item] = same
    return refs


def _action_row(action: DraftAction, plan: str, item_ref: str, ref: str) -> dict[str, str]:
    reported = (
        "status_printed",
        "rag",
        "progress",
        "evidence",
        "new_target_text",
        "new_target_date",
    )
    values = {**action.values, "plan": plan, "item_ref": item_ref, "ref": ref}
    return _of("actions", {**values, **dict.fromkeys(reported, "")})


def _reports(
    draft: Draft, action: DraftAction, plan: str, item_ref: str, ref: str, document: str
) -> list[dict[str, str]]:
    """Return the rows of progress of an action: this report's, and comments of earlier days."""
    values = action.values
    key = {"plan": plan, "item_ref": item_ref, "action_ref": ref, "place": values["place"]}
    rows = [
        {
            **key,
            "report_date": day,
            "status": "not_stated",
            "progress": text,
            "document": document,
        }
        for day, text in action.earlier
    ]
    if not draft.report_date:
        return rows
    target, day = target_reported(values)
    report = {
        **key,
        "report_date": draft.report_date,
        "status": reported_status(values),
        "status_printed": values["status_printed"],
        "rag": values["rag"],
        "confidence": values.get("rag_confidence", ""),
        "progress": values["progress"],
        "evidence": values.get("evidence", ""),
        "target_text": target,
        "target_date": day,
        "document": document,
        "as_printed": values["as_printed"],
    }
    return [row for row in rows if row["report_date"] != draft.report_date] + [report]


def _of(sheet: str, values: Mapping[str, str]) -> dict[str, str]:
    """The columns of a sheet that a load takes."""
    names = [column.name for column in BY_NAME[sheet].fields]
    return {name: values[name] for name in names if name in values}
