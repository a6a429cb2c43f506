"""Leads: how many there are, who is a person, and what is a post or a body."""

from __future__ import annotations

import pytest

from portal.importers.intake.leads import leads_of
from portal.importers.intake.people import People


@pytest.mark.parametrize(
    ("printed", "leads"),
    [
        ("Head of Early Help", [("", "Head of Early Help")]),
        ("Head of A\nHead of B", [("", "Head of A"), ("", "Head of B")]),
        ("Service Manager, Fostering", [("", "Service Manager, Fostering")]),
        ("Practice Lead, Heads of Service", [("", "Practice Lead"), ("", "Heads of Service")]),
        ("Data and Systems Manager", [("", "Data and Systems Manager")]),
        ("QA Manager and Youth Officer", [("", "QA Manager"), ("", "Youth Officer")]),
        ("Managers, Support (North and South)", [("", "Managers, Support (North and South)")]),
        ("Odalys Renshaw\nAsylum and Resettlement Lead", [("OR", "Asylum and Resettlement Lead")]),
        ("Tamsin Reed (Early Help Lead) and Police", [("TR", "Early Help Lead"), ("", "Police")]),
        ("Tamsin Reed (Early Help Lead), Police", [("TR", "Early Help Lead"), ("", "Police")]),
        ("Tamsin Reed, Head of Health and Care", [("TR", "Head of Health and Care")]),
        ("Tamsin Okafor-Reed, Head of Service", [("TO", "Head of Service")]),
        ("Dr Oluwaseun Brightly (Principal Social Worker)", [("OB", "Principal Social Worker")]),
        ("HoS Safeguarding (JB)", [("JB", "HoS Safeguarding")]),
        ("Head of Service: Priya Elmswood", [("PE", "Head of Service")]),
        ("Helen Green", [("HG", "")]),
        ("Tom Larkspur / Head of HR", [("TL", ""), ("", "Head of HR")]),
        ("JB/TS", [("JB", ""), ("TS", "")]),
        ("DCS", [("", "DCS")]),
        ("Public Health", [("", "Public Health")]),
        ("DCS and ICB Director of Nursing", [("", "DCS"), ("", "ICB Director of Nursing")]),
        ("HR Lead, AD Operations", [("", "HR Lead"), ("", "AD Operations")]),
        ("AD CSC / HoS", [("", "AD CSC"), ("", "HoS")]),
        ("Head of\nWorkforce / PSW", [("", "Head of Workforce"), ("", "PSW")]),
        ("Youth Lead & Police", [("", "Youth Lead"), ("", "Police")]),
        ("Head of Policy and Housing", [("", "Head of Policy and Housing")]),
        ("Named GP (Tom Larkspur)", [("TL", "Named GP")]),
        ("Group Manager, Court Team", [("", "Group Manager, Court Team")]),
        ("Manager (North) (Tom Larkspur)", [("TL", "Manager (North)")]),
        ("Tom Larkspur (Locality Manager (North))", [("TL", "Locality Manager (North)")]),
        ("Barnardo’s", [("", "Barnardo’s")]),
        ("Named Nurse and Tom Larkspur (Abuse Lead)", [("", "Named Nurse"), ("TL", "Abuse Lead")]),
        ("Tom Larkspur (HoS), Helen Green (TM)", [("TL", "HoS"), ("HG", "TM")]),
        ("Tom Larkspur (Finance) and Helen Green (HR)", [("TL", "Finance"), ("HG", "HR")]),
        ("Head of QA (Helen Green) & QA Manager", [("HG", "Head of QA"), ("", "QA Manager")]),
        ("Tom Larkspur [AD]", [("TL", "AD")]),
        ("Tom Larkspur (Head of MASH / EDT)", [("TL", "Head of MASH / EDT")]),
        ("Tom Larkspur\nAsylum and Resettlement Lead", [("TL", "Asylum and Resettlement Lead")]),
        ("Tom Larkspur\nHead of Service", [("TL", "Head of Service")]),
        ("Head of Service, MASH; PSW", [("", "Head of Service, MASH"), ("", "PSW")]),
        ("Designated Nurse, ICB", [("", "Designated Nurse, ICB")]),
        ("Head of MASH/EDT", [("", "Head of MASH/EDT")]),
        ("DCS, ADs and HoS", [("", "DCS"), ("", "ADs"), ("", "HoS")]),
        ("CSC, EH", [("", "CSC"), ("", "EH")]),
        ("TM North & TM South", [("", "TM North"), ("", "TM South")]),
        ("Health, Police and Education", [("", "Health"), ("", "Police"), ("", "Education")]),
        ("Youth Officers and Children in Care Council",
         [("", "Youth Officers"), ("", "Children in Care Council")]),
        ("Accountable: DCS\nResponsible: Head of QA", [("", "DCS"), ("", "Head of QA")]),
        ("Exec lead: DCS; Support – PSW", [("", "DCS"), ("", "PSW")]),
        ("Lead – Early Help", [("", "Lead – Early Help")]),
        ("1. Head of QA\n2. PSW", [("", "Head of QA"), ("", "PSW")]),
        ("Police (DI Green)", [("G", "Police")]),
        ("Portfolio Holder (Cllr Green)", [("G", "Portfolio Holder")]),
        ("Larkspur, Jane", [("JL", "")]),
        ("Smith, J.; Green, Grace", [("JS", ""), ("GG", "")]),
        ("SMITH, Jane", [("JS", "")]),
        ("Jane SMITH, Head of Service", [("JS", "Head of Service")]),
    ],
)  # fmt: skip
def test_leads_are_told_apart(printed: str, leads: list[tuple[str, str]]) -> None:
    assert [(lead.initials, lead.role) for lead in leads_of(printed, People())] == leads


def test_the_end_of_a_line_parts_two_posts_and_no_single_one() -> None:
    wrapped = "Service Manager, Short Breaks Web Content Lead"
    at = wrapped.index(" Web")
    assert len(leads_of(wrapped, People(), (at,))) == 2
    assert len(leads_of("Principal Social Worker", People(), (len("Principal Social"),))) == 1
