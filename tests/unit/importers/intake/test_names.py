"""People in running text: replaced by initials; places, bodies and programmes stay."""

from __future__ import annotations

import pytest

from portal.importers.intake.nameless import learn_columns_of_people
from portal.importers.intake.paper import Cell, Paper, Row, Table
from portal.importers.intake.people import People


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Ten were read (Rosalind Tuck to report).", "Ten were read (RT to report)."),
        ("Hester Oldfern-Mbeki has read ten files.", "HO has read ten files."),
        ("Training by Eleanor Pikesley on 3 May.", "Training by EP on 3 May."),
        ("Zebulon Quillfeather started", "ZQ started"),
        ("Meeting chaired by Cllr Brown", "Meeting chaired by B"),
        ("Agreed with J. Larkspur.", "Agreed with JL."),
        ("Discussed with Priya on Monday", "Discussed with P on Monday"),
        ("Programme Director: Odalys Thatcher, tel", "Programme Director: OT, tel"),
        ("Run by: Odalys Thatcher. Version 3", "Run by: OT. Version 3"),
        (
            "As said.\nDirector of Children’s Services: Odalys Van Thatcher (interim)",
            "As said.\nDirector of Children’s Services: OT (interim)",
        ),
        ("Peregrine Larkspur will report.", "PL will report."),
        ("Dr Mensah agreed. Mensah will report.", "M agreed. M will report."),
        ("Programme Director: Crispin Aldershaw.", "Programme Director: CA."),
        ("Version held by: Ottoleen Vane\nNext", "Version held by: OV\nNext"),
        ("Cllr Green rated it Green", "G rated it Green"),
        ("DI Green will report", "G will report"),
        ("JANE SMITH, then Tom LARKSPUR, SHARMA Anil", "JS, then TL, AS"),
        ("J Smith to lead; S Patel (or Patel, S) to help", "JS to lead; SP (or SP) to help"),
        ("Ruth H to check with Dr AK Sharma", "RH to check with AS"),
        ("Ruth and Tom have met. @Priya please", "R and T have met. @P please"),
        ("Ruth: please update. Thanks to Tom for it", "R: please update. Thanks to T for it"),
        ("Ruth (Head of Service) will report", "R (Head of Service) will report"),
        ("Detective Inspector Hill and Judge Larkspur", "Detective H and L"),
        ("PC 1234 Hill; June Fairweather; Rob Banks", "PC H; JF; RB"),
        ("Ask Jonty Vane, a parent adviser, to help", "Ask JV, a parent adviser, to help"),
        ("Ask Ottoleen Vane-Pell, a parent adviser", "Ask OV, a parent adviser"),
        (
            "Call 01632 960 114 or write to a.b@council.example",
            "Call [telephone removed] or write to [e-mail removed]",
        ),
    ],
)
def test_people_are_replaced(text: str, scrubbed: str) -> None:
    assert People().scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "Agreed with Milton Keynes and Tower Hamlets.",
        "Opened in Long Lane and Lower Field, Mondays and Fridays.",
        "The Mockingbird Family Model; Signs of Safety; Youth Justice Board.",
        "Named Nurse, Anyshire ICB; Riverside Community NHS Trust",
        "Summer term 2026; 12 workshops; 300 staff; £5,400 spent.",
        "East Sussex, West Berkshire and Kirklees",
        "Detective Inspector, Westmarch Constabulary",
        "Adoption team: Liquidlogic Lite",
        "Lead officer: Independent Reviewing Service",
        "Managers check weekly: Supervision Records",
        "Service Manager: Front Door; Lead Member: Housing Strategy",
        "Grace LADO; CHARLOTTE HOUSE; MARK OFSTED",
        "Phase B Larkspur Road; Option C Northfield; A Green rating; N Yorkshire",
        "Larkspur, HR; Larkspur, IRO Manager; Torbay, SEND lead",
        "B Strong",
        "C Northfield; Plan C Young people",
        "In June Ofsted came; April Board; by May Torbay had",
        "Inspector, Southshire Police; Chelsea to decide; Charlotte has places",
        "Team: Quay Street. Reported by: Long Lane Panel",
    ],
)
def test_places_and_bodies_stay(text: str) -> None:
    assert People().scrub(text) == text


def test_a_surname_is_replaced_wherever_its_person_is_named() -> None:
    people = People()
    people.learn("Rufus Larkspur")
    assert people.scrub("Mr Larkspur’s team met LARKSPUR’s; R Larkspur too") == (
        "RL’s team met RL’s; RL too"
    )
    assert people.counts["names"] == 3


def test_an_address_tells_the_name_of_its_person() -> None:
    people = People()
    people.learn_from_addresses("Write to rufus.larkspur@council.example or team.info@a.example")
    assert people.scrub("Larkspur and the team") == "RL and the team"


def test_a_place_named_after_nobody_stays_where_a_sheet_is_named_after_somebody() -> None:
    people = People()
    assert people.scrub("sheet Actions (Rufus Larkspur), row 4") == "sheet Actions (RL), row 4"
    assert people.scrub("sheet Long Lane, row 4") == "sheet Long Lane, row 4"


def test_who_stands_beside_a_post_in_a_box_is_learned() -> None:
    rows = (
        Row((Cell("Programme Director"), Cell("Odalys Thatcher")), "row 1"),
        Row((Cell("Adoption team"), Cell("Liquidlogic Lite")), "row 2"),
    )
    people = People()
    learn_columns_of_people(Paper("plan", (Table(rows, "table 1"),)), people)
    assert people.scrub("Odalys Thatcher on Liquidlogic Lite") == "OT on Liquidlogic Lite"
