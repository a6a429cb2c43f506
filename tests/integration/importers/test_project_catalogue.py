"""Counts, figures and readings of the documents that the project's own catalogue must hold."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from db.queries.exports import export_rows
from portal.importers.check import check_catalogue
from portal.importers.read import read_catalogue
from portal.settings import CATALOGUE

# Posts and bodies that the documents name as leads; everybody else is initials.
POSTS = {
    "Chair of PSCB",
    "Children's Social Care Departmental Management Team",
    "Colleague from Children Services",
    "Community safety",
    "Health",
    "IHWB Programme Manager",
    "IHWB Transformation programme manager",
    "Lead Officer DELT",
    "Partner Agency Leads",
    "Performance and Modernisation",
    "Senior manager from health",
    "TBC",
    "Various Task Group Leads",
    "Voluntary sector",
    "Voluntary sector CPIP lead",
}


@pytest.fixture
def export(sessions: sessionmaker[Session]) -> Any:
    """The rows of an export with the wanted cells."""

    def rows(table: str, **wanted: Any) -> list[dict[str, Any]]:
        with sessions() as session:
            return [r for r in export_rows(session, table) if wanted.items() <= r.items()]

    return rows


def test_it_has_no_faults() -> None:
    assert check_catalogue(read_catalogue([CATALOGUE])) == []


def test_every_item_of_the_five_documents_is_there(export: Any) -> None:
    assert Counter((row["plan"], row["kind"]) for row in export("items")) == {
        ("torbay-2005", "recommendation"): 33,
        ("torbay-2011", "project"): 8,
        ("torbay-2012", "project"): 7,
        ("torbay-2012", "work_package"): 29,
        ("torbay-2012-adoption", "issue"): 36,
        ("middlesbrough-2004", "recommendation"): 17,
        ("plymouth-2015", "area_for_improvement"): 17,
    }


@pytest.mark.parametrize(
    ("plan", "refs"),
    [
        ("torbay-2005", {f"2.{n}" for n in range(1, 34)}),
        ("torbay-2011", {f"P{n}" for n in range(1, 9)}),
        (
            "torbay-2012",
            {f"P{n}" for n in range(1, 8)} | {f"2.{n}" for n in range(1, 30)},
        ),
        ("torbay-2012-adoption", {f"A{n}" for n in range(1, 35)} | {"A3a", "A5a"}),
        ("middlesbrough-2004", {f"2.{n}" for n in range(1, 18)}),
        ("plymouth-2015", {f"AFI {n}" for n in range(1, 18)}),
    ],
)
def test_every_reference_stands_as_printed(export: Any, plan: str, refs: set[str]) -> None:
    assert {row["ref"] for row in export("items", plan=plan)} == refs


def test_work_packages_belong_to_projects_of_their_plan(export: Any) -> None:
    parents = {row["parent_ref"] for row in export("items", kind="work_package")}
    assert parents == {f"P{n}" for n in range(1, 8)}


def test_the_report_card_is_there_month_by_month(export: Any) -> None:
    cells = [
        row
        for row in export("observations", document="torbay-2012-report-card-and-adoption-review")
        if re.fullmatch(r"torbay-2012-[ct]\d+", row["indicator"])
        and re.search(r"column [A-Z][a-z]{2}-1[12]", row["place"])
    ]
    assert len(cells) >= 360
    assert {row["reading"] for row in cells} <= {"as_printed", "repaired", "doubtful"}


@pytest.mark.parametrize(
    ("wanted", "figures"),
    [
        (
            {"ref": "T8", "period_end": date(2012, 6, 30)},
            {"value": 73.0, "decimals": 1, "numerator": 89, "denominator": 122},
        ),
        (
            {"ref": "C1", "period_end": date(2011, 8, 31)},
            {"value": 680, "reading": "repaired", "raw_text": "089", "basis": "month"},
        ),
        (
            {"ref": "C1", "period_end": date(2011, 11, 30)},
            {"value": 678, "reading": "repaired", "raw_text": "8/9"},
        ),
        ({"ref": "C1", "basis": "year"}, {"value": 7913, "period_start": date(2011, 4, 1)}),
        (
            {"ref": "NI060", "period_end": date(2011, 9, 30), "basis": "month"},
            {"value": 73.1, "numerator": 46, "denominator": 97, "reading": "as_printed"},
        ),
        (
            {"ref": "NI059", "period_end": date(2011, 9, 30), "basis": "cumulative"},
            {"value": 57.7, "numerator": 511, "denominator": 886},
        ),
        (
            {"ref": "NI059", "council": "england"},
            {"value": 79.6, "area_code": "E92000001", "basis": "year"},
        ),
        (
            {"indicator": "torbay-2011-referrals", "council": "england"},
            {"value": 612600, "unit": "count", "period_end": date(2011, 3, 31)},
        ),
        (
            {"indicator": "torbay-2011-referrals", "council": "bournemouth"},
            {"value": 1266, "area_code": "E06000028"},
        ),
        (
            {"indicator": "torbay-2011-population-0-18", "council": "torbay"},
            {"value": 25400, "area_code": "E06000027"},
        ),
        (
            {
                "indicator": "torbay-2011-children-looked-after-rate",
                "council": "torbay",
                "period_end": date(2011, 8, 31),
            },
            {"value": 98.5, "unit": "per_10k", "basis": "snapshot"},
        ),
    ],
)
def test_a_known_figure_stands_exactly_as_printed(
    export: Any, wanted: dict[str, Any], figures: dict[str, Any]
) -> None:
    (row,) = export("observations", **wanted)
    assert {name: row[name] for name in figures} == figures
    assert row["place"]


def test_eleven_councils_and_england_have_referrals_and_population(export: Any) -> None:
    for indicator in ("torbay-2011-referrals", "torbay-2011-population-0-18"):
        areas = {
            row["council"]
            for row in export("observations", indicator=indicator)
            if row["period_end"] == date(2011, 3, 31)
        }
        assert len(areas) == 12
        assert {"england", "torbay", "plymouth"} < areas


def test_the_known_contradiction_is_found_and_worded_neutrally(export: Any) -> None:
    messages = [row["message"] for row in export("findings", check="not-reproduced")]
    assert "46 of 97 is 47.4%; the paper prints 73.1%." in messages


def test_different_definitions_of_a_measure_have_different_codes(export: Any) -> None:
    codes = {
        row["indicator"]: row["definition_code"]
        for row in export("indicators", measure="initial-assessments-on-time")
    }
    torbay = {code for key, code in codes.items() if key.startswith("torbay")}
    assert len(torbay) == 1
    assert codes["middlesbrough-2004-initial-assessments-7-days"] not in torbay


def test_every_repaired_cell_shows_its_text_and_proof_and_every_doubtful_one_why(
    export: Any,
) -> None:
    rows = export("observations")
    assert {"repaired", "doubtful"} <= {row["reading"] for row in rows}
    for row in rows:
        if row["reading"] == "repaired":
            assert row["raw_text"], row
            assert row["note"], row
        if row["reading"] == "doubtful":
            assert row["raw_text"] or row["note"], row


def test_people_are_named_by_initials_only(export: Any) -> None:
    leads = {part for row in export("actions") for part in row["lead"].split(";") if part}
    people = {lead for lead in leads if not re.fullmatch(r"[A-Z]{2,3}", lead)}
    assert people <= POSTS


def test_no_cell_holds_an_email_address_or_a_telephone_number() -> None:
    private = re.compile(
        r"\S@\S|\b0\d{3,4}[ -]?\d{3}[ -]?\d{3,4}\b|\bext\.? ?\d{3,}", re.IGNORECASE
    )
    readings = []
    for path in sorted(CATALOGUE.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            readings += [cell for row in csv.reader(lines) for cell in row if private.search(cell)]
    readings += [p.name for p in CATALOGUE.glob("*/*.toml") if private.search(p.read_text())]
    assert readings == []


def test_dates_to_be_confirmed_and_gaps_are_kept(export: Any) -> None:
    plymouth = export("actions", council="plymouth")
    to_confirm = [row for row in plymouth if "TBC" in row["target_text"]]
    assert to_confirm
    assert all(row["target_date"] is None for row in to_confirm if row["target_text"] == "TBC")
    assert {row["status"] for row in plymouth} == {"not_stated"}


def test_every_theme_is_used_and_every_item_has_a_known_area(export: Any) -> None:
    items = export("items")
    themes = {theme for row in items for theme in row["themes"].split(";") if theme}
    assert themes == {"assessment", "supervision", "adoption", "care-leavers"}
    assert len({row["area"] for row in items}) == 12
