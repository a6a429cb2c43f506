"""Every council in every spelling, every kind of paper, and what may never pass in silence."""

from __future__ import annotations

import csv

import pytest

from db.queries.reports import EndedCouncil
from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.dates import dates_of
from portal.importers.inspections.grades import grades_of
from portal.importers.inspections.records import AMBER, GREEN, RED, Reading, RefusedReport
from portal.importers.inspections.report import read_report
from portal.importers.inspections.report_kind import Kind, kind_of
from portal.settings import CATALOGUE
from tests.support.reports import COUNCILS, Pages, ilacs, pdf, sif, texts

TAXONOMY = CATALOGUE / "taxonomy" / "councils.csv"
ROWS = list(csv.DictReader(TAXONOMY.read_text(encoding="utf-8").splitlines()))
NAMES = {row["council"]: row["name"] for row in ROWS if row["kind"] == "council"}
TODAY = {key: name for key, name in NAMES.items() if "until" not in key}
ENDED = {
    row["council"]: EndedCouncil(day=row["ended"], successors=tuple(row["successors"].split(";")))
    for row in ROWS
    if row["ended"]
}
ALL = CouncilNames(NAMES, ENDED)
SPELLINGS = (
    "{}",
    "The {}",
    "{} Council",
    "{} Borough Council",
    "{} City Council",
    "{} County Council",
    "{} Metropolitan Borough Council",
    "{} Metropolitan District Council",
    "{} Unitary Authority",
    "London Borough of {}",
    "London Borough of {} Council",
    "Royal Borough of {}",
    "The Royal Borough of {}",
    "Metropolitan Borough of {}",
    "Borough of {}",
    "City of {}",
    "Council of the {}",
    "{} Safeguarding Children Board",
    "{} Children’s Services",
    "{} Children’s Trust",
    "{} Children’s Services Trust",
    "{} Children First",
)


def test_every_council_is_itself_in_every_spelling() -> None:
    assert len(TODAY) >= 153
    wrong = {
        (spelling.format(name), ALL.exact(spelling.format(name)))
        for key, name in TODAY.items()
        for spelling in (*SPELLINGS, "{}")
        for name in (name, name.upper(), name.replace(" and ", " & "), name.replace("-", " "))
        if ALL.exact(spelling.format(name)) != key
    }
    assert not wrong


@pytest.mark.parametrize(
    "name",
    ["Achieving for Children", "Bedfordshire", "England", "Yorkshire", "Avon", "Berkshire",
     "Royal Borough of Kingston upon Thames and London Borough of Richmond upon Thames"],
)  # fmt: skip
def test_what_is_not_one_council_is_none(name: str) -> None:
    assert (ALL.exact(name), ALL.alike(name)) == ("", "")


def test_a_company_that_serves_one_council_is_that_council() -> None:
    assert ALL.exact("Together for Children Sunderland") == "sunderland"
    assert ALL.exact("Slough Children First") == "slough"
    assert ALL.exact("Birmingham Children's Trust") == "birmingham"


def letter(*words: str) -> Pages:
    address = ["Ofsted", "Some House", "A Street", "Somewhere", "T 0300 123 1231",
               "Textphone 0161 618 8524", "enquiries@example.org", "www.example.org",
               "20 July 2018", "The Director of Children’s Services", "Torbay Council",
               "Town Hall", "Castle Circus", "Dear Director"]  # fmt: skip
    prose = ["Inspectors saw children and the people who work with them, and read records."] * 6
    return [[*address, *words, *prose], ["What needs to improve", "◼ The quality of plans."]]


OTHERS = {
    "Focused visit to Torbay local authority children’s services": "focused visit",
    "This letter summarises the findings of a focused visit to Torbay.": "focused visit",
    "Monitoring visit to Torbay local authority children’s services": "monitoring visit",
    "This letter summarises the findings of the third monitoring visit since the local "
    "authority was judged inadequate in its inspection of services.": "monitoring visit",
    "Joint targeted area inspection of Torbay": "joint targeted area inspection",
    "Area SEND inspection of Torbay Local Area Partnership": "special educational needs",
    "Inspection of safeguarding and looked after children services": "2009 to 2012",
    "Inspection of local authority arrangements for the protection of children": "2012 to 2013",
    "Annual unannounced inspection of contact, referral and assessment arrangements":
        "contact, referral and assessment",
    "Commission for Social Care Inspection: children’s services": "before 2012",
    "Inspection of youth justice services in Torbay": "youth justice",
    "Parks and gardens of Torbay": "no kind of report",
}  # fmt: skip


@pytest.mark.parametrize(("title", "reason"), OTHERS.items(), ids=OTHERS.values())
def test_other_papers_are_refused_by_what_they_are(title: str, reason: str) -> None:
    with pytest.raises(RefusedReport, match=reason):
        read_report(pdf(letter(title)), "letter.pdf", "", CouncilNames(COUNCILS))


def test_a_report_that_speaks_of_visits_and_older_inspections_is_no_letter() -> None:
    pages = ilacs()
    pages[0] += [
        "Since the focused visit to Torbay in 2021 and a monitoring visit to it, and since the",
        "inspection of services for children in need of help and protection, children looked",
        "after and care leavers in 2016, a joint targeted area inspection took place.",
    ]
    pages[0].remove("Judgement Grade")
    assert kind_of(texts(pages)).framework == "ilacs-standard"


def reading(pages: Pages, name: str = "report - 18 may 2022.pdf") -> Reading:
    return read_report(pdf(pages), name, "80572_torbay", CouncilNames(COUNCILS))


def test_a_table_whose_grades_stand_apart_is_read_by_the_body_and_said() -> None:
    pages = ilacs(leavers="outstanding")
    page = [line.replace(" Good", "") for line in pages[0] if line != "Good"]
    at = page.index("Overall effectiveness")
    pages[0] = [*page[: at + 1], "Good", "Good", "Good", "Outstanding", "Good", *page[at + 1 :]]
    read = reading(pages)
    assert read.grade("leaders") == read.grade("in-care") == "good"
    assert read.grade("care-leavers") == "outstanding"
    assert read.outcome == RED


def test_words_about_an_earlier_overall_grade_are_none_of_this_report() -> None:
    pages = ilacs(overall="")
    pages[0].insert(-3, "At the last inspection, the overall effectiveness was good.")
    assert reading(pages).grade("overall") == ""


@pytest.mark.parametrize(
    ("pages", "field", "words"),
    [
        (ilacs(overall="Overall effectiveness Outstanding"), "overall", "outside"),
        (sif(["1. Do more."], re_inspection=True), "", ""),
    ],
)
def test_overall_grades_against_their_parts(pages: Pages, field: str, words: str) -> None:
    problems = [c for c in reading(pages).checks if c.colour == RED]
    assert [c.field for c in problems] == ([field] if field else [])
    assert all(words in c.message for c in problems)


def test_an_inadequate_part_limits_the_overall_grade() -> None:
    body = "children who need help and protection"
    page = texts(ilacs(overall="Overall effectiveness Requires improvement to be good",
                       help="inadequate"))  # fmt: skip
    first = page[0].replace(f"{body}\nGood", f"{body}\nInadequate")
    _grades, checks = grades_of(Kind("ilacs-standard"), (first, page[1]))
    assert [c.message for c in checks if c.colour == RED] == [
        "the overall grade is better than an inadequate part allows"
    ]


def test_a_board_that_only_the_body_names_is_amber() -> None:
    pages = sif(["1. Do more."])
    del pages[0][4:7]
    read = reading(pages, "report.pdf")
    assert (read.with_board, read.outcome) == (False, AMBER)
    assert "the body grades one that the first page does not name" in read.reason


def test_the_present_framework_never_prints_its_own_publication() -> None:
    pages = ilacs()
    pages[0].append("A review published on 4 May 2020 was critical.")
    read = reading(pages)
    assert read.published is not None
    assert (str(read.published.day), read.outcome) == ("2022-05-18", GREEN)


def test_a_report_that_replaces_one_says_so() -> None:
    pages = ilacs()
    pages[0].append("This report was republished on 4 June 2022 to correct a date.")
    assert "republished on 4 June 2022" in reading(pages).reason


@pytest.mark.parametrize(
    ("label", "days"),
    [
        ("Date of inspection: 2 to 13 December 2024", ["2024-12-02", "2024-12-13"]),
        ("Inspection dates: 2 December to the 13 December 2024", ["2024-12-02", "2024-12-13"]),
        ("Inspection dates: 30 September ― 11 October 2019", ["2019-09-30", "2019-10-11"]),
        ("Inspection dates: 7–11 and 14–18 February 2022",
         ["2022-02-07", "2022-02-11", "2022-02-14", "2022-02-18"]),
        ("Previous inspection dates: 12 to 16 March 2018\nInspection dates: 2 to 13 December 2024",
         ["2024-12-02", "2024-12-13"]),
    ],
)  # fmt: skip
def test_further_shapes_of_dates(label: str, days: list[str]) -> None:
    read = dates_of(f"{label}\nLead inspector: somebody", "")
    assert [day.isoformat() for span in read.spans for day in span] == days


@pytest.mark.parametrize(
    "printed",
    ["Requires- improvement to be good", "Requiresimprovement to be good",
     "Requires-improvement", "Require improvement to be good"],
)  # fmt: skip
def test_a_broken_grade_is_never_read_as_the_good_in_its_end(printed: str) -> None:
    pages = ilacs(overall=f"Overall effectiveness {printed}")
    assert reading(pages).grade("overall") == "requires-improvement"
    pages = sif(["1. Do more."], care=printed)
    assert reading(pages).grade("in-care") == "requires-improvement"


def test_two_grades_in_a_row_are_amber() -> None:
    words = "“Good” and “{}” stand in one row of page one"
    read = reading(ilacs(overall="Overall effectiveness Good (previously Inadequate)"))
    assert (read.grade("overall"), read.outcome) == ("good", AMBER)
    assert words.format("Inadequate") in read.reason
    read = reading(sif(["1. Do more."], care="Good Requires improvement"))
    assert f"in-care: {words.format('Requires improvement')}" in read.reason
    assert reading(ilacs(overall="Overall effectiveness Good Good")).outcome == GREEN
    pages = ilacs()
    row = pages[0].index("practice with children and families Good")
    pages[0][row] = "practice with children and families (a good start) Inadequate"
    assert "leaders: “good” and “Inadequate” stand in one row" in reading(pages).reason


def test_two_overall_grades_on_page_one_are_red() -> None:
    services = "Children’s services in Torbay"
    overall = f"{services} require improvement to be good. {services} are inadequate."
    read = reading(sif(["1. Do more."], overall=overall))
    assert (read.outcome, read.grade("overall")) == (RED, "requires-improvement")
    assert "“inadequate” there too" in read.reason


def test_a_summary_that_contradicts_the_table_is_amber() -> None:
    pages = ilacs(leaders="outstanding")
    pages[0] = [line.replace("families Good", "families Outstanding") for line in pages[0]]
    assert reading(pages).outcome == GREEN
    pages[0][-3] = "Services for children in Torbay are now outstanding. They were inadequate in"
    assert "“Good” in the table, “outstanding” in the summary" in reading(pages).reason


def test_a_title_that_lost_its_first_half_is_still_of_the_council() -> None:
    pages = sif(["1. Do more."])
    del pages[0][2:5]
    read = reading(pages, "report.pdf")
    assert (read.framework, read.with_board) == ("sif", True)
    assert read.grade("leaders") == "requires-improvement"


OVER = "was a council until 31 March {}, before this inspection"
NOT_YET = "is a council since 1 April {}, after this inspection"
DATED = [
    ("Cumbria", "November 2022", "cumbria", ""),
    ("Cumbria", "May 2023", "cumbria", f"Cumbria {OVER.format(2023)}"),
    ("Northamptonshire", "May 2022", "northamptonshire", f"Northamptonshire {OVER.format(2021)}"),
    ("Poole", "June 2019", "poole", f"Poole {OVER.format(2019)}"),
    ("Cumberland", "May 2024", "cumberland", ""),
    ("Cumberland", "May 2022", "cumberland", f"Cumberland {NOT_YET.format(2023)}"),
    # Two councils of one name, one after the other.
    ("Dorset", "May 2018", "dorset-until-2019", ""),
    ("Dorset", "May 2021", "dorset", ""),
    ("Torbay", "May 2022", "torbay", ""),
]


@pytest.mark.parametrize(("name", "month", "key", "problem"), DATED)
def test_a_council_is_found_only_while_it_existed(
    name: str, month: str, key: str, problem: str
) -> None:
    title = (f"Inspection of {name} local authority", "children’s services")
    pages = ilacs(title=title, dates=f"Inspection dates: 9 {month} to 20 {month}")
    reading = read_report(pdf(pages), "report - 1 june 2024.pdf", "", ALL)
    (check,) = [check for check in reading.checks if check.field == "council"]
    assert (reading.council, check.colour) == (key, AMBER if problem else "tick")
    assert not problem or check.message == problem
