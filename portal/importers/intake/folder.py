"""Write what is proposed as a catalogue folder, for a person to complete and `portal load`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.importers.inspections.proposals import area_of, themes_of
from portal.importers.intake.leads import Lead
from portal.importers.intake.proposals import ActionProposal, Proposal
from portal.importers.intake.records import Item
from portal.importers.new_folder import catalogue_files, rows_as_csv, write_files

_COUNCIL = re.compile(
    r"(?P<name>(?:(?:London|Royal) Borough of )?[A-Z][\w’'.-]+"
    r"(?:,? (?:[A-Z][\w’'.-]+|and|upon|on|of|the|&))*?)"
    r"\s+(?:(?:County|City|Borough|Metropolitan|District|Unitary|Town|and|Royal|London)\s+)*Council\b"
)
MOST_WORDS, MOST_TITLE_WORDS = 30, 12
_FALLBACK_AREA = "leadership-governance"
_KINDS = {"recommendation": "recommendation", "project": "project", "issue": "issue",
          "finding": "issue", "work package": "work_package", "workstream": "work_package",
          "work stream": "work_package"}  # fmt: skip


def write_folder(proposal: Proposal, folder: Path, councils: Mapping[str, str]) -> list[Path]:
    """Write document.toml and the CSV files of a proposal.

    Args:
        proposal: what was read of a paper.
        folder: where to.
        councils: keys of councils that the portal knows, by name in lower case.

    Returns:
        The files made.

    Raises:
        FileExistsError: if the folder already holds something.
    """
    name = council_named(proposal)
    key = councils.get(name.lower(), "") or slug_of(name) or "council"
    day = proposal.report_date.isoformat() if proposal.report_date else ""
    plan = f"{key}-{day[:4]}".rstrip("-")
    refs = item_refs(proposal.items)
    document = {
        "document": document_key(proposal.name),
        "council": key,
        "title": proposal.title,
        "publisher": name,
        "published": day,
        "status": "progress report",
        "description": described(len(proposal.items), len(proposal.actions)),
        "licence": "To be checked",
    }
    head = {"plan": plan, "title": proposal.title, "published": day, "status": "final"}
    new_council = {"council": key, "name": name, "kind": "council"}
    files = catalogue_files(
        document,
        {"plans": [head]},
        {
            "councils": [] if key in councils.values() else [new_council],
            "items": [{"plan": plan, **row} for row in item_rows(proposal, refs)],
            "actions": [{"plan": plan, **row} for row in action_rows(proposal, refs)],
        },
    )
    for sheet, rows in (
        ("progress", _progress_rows(proposal, plan, refs)),
        ("left_out", _left_out_rows(proposal)),
    ):
        if rows:
            files[f"{sheet}.csv"] = _plain_csv(rows)
    return write_files(folder, files)


def council_named(proposal: Proposal) -> str:
    """The council that the paper names most often above its tables, else from its file's name."""
    names: Counter[str] = Counter()
    for text in proposal.titles:
        for match in _COUNCIL.finditer(text):
            names[re.sub(r"\s+", " ", match["name"]).strip(" ,’'")] += 1
    if names:
        return names.most_common(1)[0][0]
    stem = re.sub(r"^[\d\W_]+", "", proposal.name.rsplit(".", 1)[0])
    return re.split(r"[\W_]", stem)[0].title() or "Council"


def slug_of(text: str) -> str:
    """A key made of a text: lower case, digits, single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("’", "").replace("'", "")).strip("-")


def document_key(file: str) -> str:
    """The key of a paper by the name of its file."""
    return (slug_of(file.rsplit(".", 1)[0]) or "paper")[:120].rstrip("-")


def described(items: int, actions: int) -> str:
    """Describe a paper that was read by this software."""
    return (
        f"{items} items and {actions} actions, read by portal intake; "
        "summaries are the printed words, shortened, until somebody rewrites them."
    )


def item_refs(items: Sequence[Item]) -> list[str]:
    """References as printed; a count where none is, and one more mark where two are the same."""
    refs: list[str] = []
    for number, item in enumerate(items, start=1):
        ref = item.ref[:36] or str(number)
        candidate, again = ref, 2
        while candidate in refs:
            candidate, again = f"{ref}-{again}", again + 1
        refs.append(candidate)
    return refs


def item_rows(proposal: Proposal, refs: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of items.csv without their plan; `refs` are their references."""
    rows = []
    for number, (item, ref) in enumerate(zip(proposal.items, refs, strict=True)):
        actions = [action for action in proposal.actions if action.item == number]
        words = " ".join([item.title, *(action.text for action in actions)])
        area = area_of(item.title) or area_of(words)
        title = item.title or proposal.title
        notes = [] if item.ref else ["Counted: no reference is printed."]
        if not area:
            notes.append("No word tells the area; choose it.")
        rows.append(
            {
                "ref": ref,
                "kind": _KINDS.get(item.kind, "area_for_improvement"),
                "section": item.section,
                "area": area or _FALLBACK_AREA,
                "themes": ";".join(themes_of(words)),
                "title": shortened(title, MOST_TITLE_WORDS),
                "summary": shortened(title),
                "status": "not_stated",
                "place": item.place,
                "note": " ".join(notes),
                "as_printed": item.title,
                "kind_printed": item.kind,
                "inspection_ref": item.inspection_ref,
            }
        )
    return rows


def action_rows(proposal: Proposal, refs: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of actions.csv without their plan; `refs` are those of items."""
    printed = action_refs(proposal.actions)
    return [
        _action_row(action, ref, refs[action.item], proposal)
        for action, ref in zip(proposal.actions, printed, strict=True)
    ]


def action_refs(actions: Sequence[ActionProposal]) -> list[str]:
    """References as printed, else a, b, c … within the item; none twice within an item."""
    taken: set[tuple[int, str]] = set()
    counted: Counter[int] = Counter()
    refs = []
    for action in actions:
        ref = action.ref[:36]
        while not ref or (action.item, ref) in taken:
            ref = _letters(counted[action.item]) if not action.ref else f"{ref}'"
            counted[action.item] += 1
        taken.add((action.item, ref))
        refs.append(ref)
    return refs


def _letters(number: int) -> str:
    letter = chr(ord("a") + number % 26)
    return letter if number < 26 else _letters(number // 26 - 1) + letter


def _action_row(
    action: ActionProposal, ref: str, item_ref: str, proposal: Proposal
) -> dict[str, str]:
    doubts = list(action.doubts)
    if ref != action.ref:
        doubts.append("reference counted, none is printed" if not action.ref else "reference twice")
    standing = action.standing
    return {
        "item_ref": item_ref,
        "ref": ref,
        "summary": shortened(action.text),
        **lead_columns(action.leads),
        "target_text": action.target_text,
        "target_date": _iso(action.target.day),
        "status": standing.status,
        "status_evidence": standing.printed or shortened(action.progress),
        "cost_gbp": action.cost_gbp,
        "cost_text": action.cost,
        "place": action.place,
        "note": "; ".join(doubts),
        "as_printed": action.text,
        "status_printed": standing.printed,
        "rag": standing.rag,
        "rag_confidence": standing.confidence,
        "progress": action.progress,
        "report_date": _iso(proposal.report_date),
        "new_target_text": action.new_target_text,
        "new_target_date": _iso(action.new_target.day),
        "success": action.success,
        "evidence": action.evidence,
    }


def lead_columns(leads: Sequence[Lead]) -> dict[str, str]:
    """The columns of an action about who leads it."""
    has_people = any(lead.initials for lead in leads)
    roles = ";".join(lead.role if lead.initials else "" for lead in leads)
    return {
        "lead": ";".join(lead.initials or lead.role for lead in leads),
        "lead_role": roles if has_people else "",
        "lead_initials": ";".join(lead.initials for lead in leads),
        "lead_roles": ";".join(lead.role for lead in leads),
    }


def _iso(day: object) -> str:
    return str(day) if day else ""


def _progress_rows(proposal: Proposal, plan: str, refs: Sequence[str]) -> list[dict[str, str]]:
    """Commentaries of earlier reports, where the paper has a column for each date."""
    rows = []
    for action, ref in zip(proposal.actions, action_refs(proposal.actions), strict=True):
        earlier = [
            comment
            for comment in action.comments
            if comment.day and comment.text and comment.day != proposal.report_date
        ]
        rows += [
            {
                "plan": plan,
                "item_ref": refs[action.item],
                "action_ref": ref,
                "report_date": _iso(comment.day),
                "status": "not_stated",
                "progress": comment.text,
                "place": action.place,
            }
            for comment in earlier
        ]
    return rows


def _left_out_rows(proposal: Proposal) -> list[dict[str, str]]:
    return [
        {"place": left.place, "reason": left.reason, "text": left.text}
        for left in proposal.left_out
    ]


def shortened(text: str, most: int = MOST_WORDS) -> str:
    """The first words of a text, up to a sign that parts clauses where one stands late enough."""
    words = text.split()
    if len(words) <= most:
        return " ".join(words)
    first = words[:most]
    for at in range(most - 1, most * 2 // 3, -1):
        if first[at].endswith((",", ";", ":", ".", ")")):
            return " ".join(first[: at + 1]).rstrip(",;:")
    return " ".join(first) + "…"


def _plain_csv(rows: Sequence[Mapping[str, str]]) -> str:
    return rows_as_csv(list(rows[0]), rows)
