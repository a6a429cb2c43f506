"""Papers in the shapes that councils use, where they are at hand, against a careful reading."""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest

from portal.importers.intake.opening import open_paper
from portal.importers.intake.paper import RefusedPaper
from portal.importers.intake.proposals import ActionProposal, Proposal, propose
from portal.settings import ROOT

PAPERS = ROOT.parent / "shared" / "intake"
PLANS = sorted(path.name.removesuffix(".items.csv") for path in PAPERS.glob("*.items.csv"))


def expected(name: str, table: str) -> list[dict[str, str]]:
    with (PAPERS / f"{name}.{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def proposal_of(name: str) -> Proposal:
    suffixes = (".docx", ".xlsx", ".pdf", ".csv")
    path = next(p for s in suffixes if (p := PAPERS / f"{name}{s}").is_file())
    return propose(open_paper(path.read_bytes(), path.name))


def bare(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def without_people(text: str, people: list[dict[str, str]]) -> str:
    for person in people:
        if person["kind"] == "name":
            text = text.replace(person["name"], person["initials"])
    return text


def as_row(action: ActionProposal, proposal: Proposal, row: dict[str, str]) -> dict[str, str]:
    item = proposal.items[action.item]
    return {
        "item_ref": bare(item.ref) if row["item_ref"] else "",
        "item_title": bare(item.title),
        "ref": bare(action.ref) if row["ref"] else "",
        "action": bare(action.text),
        "lead_initials": ";".join(lead.initials for lead in action.leads),
        "lead_roles": ";".join(lead.role for lead in action.leads),
        "target_text": bare(action.target_text),
        "target_date": str(action.target.day or ""),
        "new_target_date": str(action.new_target.day or ""),
        "status": action.standing.status,
        "status_printed": bare(action.standing.printed),
        "rag": action.standing.rag,
        "progress": bare(action.progress),
        "report_date": str(proposal.report_date),
        "cost_text": bare(action.cost),
        "success": bare(action.success),
        "evidence": bare(action.evidence),
        "place": action.place if row["place"] else "",
    }


@pytest.mark.parametrize("name", PLANS)
def test_a_paper_is_read_as_a_careful_reader_does(name: str) -> None:
    proposal, people = proposal_of(name), expected(name, "people")
    rows = expected(name, "actions")
    printed = {"lead_initials", "lead_roles", "target_date", "new_target_date", "status", "rag",
               "report_date", "place"}  # fmt: skip
    read = [as_row(a, proposal, row) for a, row in zip(proposal.actions, rows, strict=True)]
    careful = [
        {
            field: row[field] if field in printed else bare(without_people(row[field], people))
            for field in read[0]
        }
        for row in rows
    ]
    assert read == careful
    items = [(bare(item.ref), bare(item.title), bare(item.section)) for item in proposal.items]
    assert items == [
        (bare(row["ref"]), bare(row["title"]), bare(row["section"]))
        for row in expected(name, "items")
    ]


@pytest.mark.parametrize("name", PLANS)
def test_nobody_who_is_named_in_a_paper_comes_out(name: str) -> None:
    text = repr(proposal_of(name))
    for person in expected(name, "people"):
        assert person["name"] not in text
        if person["kind"] == "name":
            assert person["name"].split()[-1] not in text


def test_a_return_of_figures_is_told_from_a_plan() -> None:
    with pytest.raises(RefusedPaper, match="return of figures"):
        proposal_of("08_testshire_quarterly_return")
