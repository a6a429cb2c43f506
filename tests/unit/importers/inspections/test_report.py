"""Reports of each kind, made up, with the traps that real ones set."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.dates import dates_of
from portal.importers.inspections.proposals import area_of, themes_of
from portal.importers.inspections.records import AMBER, RED, Reading, RefusedReport
from portal.importers.inspections.report import read_report
from tests.support.reports import (
    BODY_OF_ILACS,
    COUNCILS,
    LEAD,
    MEMBER,
    OTHER,
    Pages,
    ilacs,
    pdf,
    sif,
)

NAMES = CouncilNames(COUNCILS)
SPRING = "report - 18 may 2022.pdf"


def read(pages: Pages, name: str = SPRING, folder: str = "80572_torbay") -> Reading:
    return read_report(pdf(pages, author=LEAD), name, folder, NAMES)


def words_of(reading: Reading) -> list[str]:
    return [item.as_printed for item in reading.recommendations]


def problems(reading: Reading, colour: str) -> str:
    return "; ".join(check.message for check in reading.checks if check.colour == colour)


def test_a_report_of_the_present_framework() -> None:
    reading = read(ilacs())
    assert (reading.framework, reading.council, reading.outcome) == (
        "ilacs-standard",
        "torbay",
        "green",
    )
    assert (reading.inspected_from, reading.inspected_to) == (date(2022, 3, 21), date(2022, 4, 1))
    assert reading.published is not None
    assert (reading.published.day, reading.published.source) == (date(2022, 5, 18), "file_name")
    assert {g.judgement: (g.grade, g.repeats, g.joint) for g in reading.grades} == {
        "overall": ("good", 0, False),
        "leaders": ("good", 1, False),
        "help-protection": ("good", 1, False),
        "in-care": ("good", 1, False),
        "care-leavers": ("good", 1, False),
    }
    assert words_of(reading) == ["The quality of plans.", "Oversight of practice."]
    assert [item.page for item in reading.recommendations] == [2, 2]
    assert reading.recommendations[1].themes == ("supervision",)


def test_a_report_of_the_single_framework_and_its_board() -> None:
    items = [
        "1. Work with partners so that multi-agency help",
        "is early (paragraphs 111–131, 140).",
        "2. Record what children say. (This was a recommendation at the last",
        "inspection.)",
    ]
    reading = read(sif(items), "report.pdf")
    assert (reading.framework, reading.with_board, reading.outcome) == ("sif", True, "green")
    assert reading.published is not None
    assert (reading.published.day, reading.published.source) == (date(2016, 1, 5), "text")
    assert {g.judgement: g.grade for g in reading.grades} == {
        "overall": "requires-improvement",
        "help-protection": "requires-improvement",
        "in-care": "requires-improvement",
        "adoption": "not-judged",
        "care-leavers": "good",
        "leaders": "requires-improvement",
        "board": "good",
    }
    first, second, *board = reading.recommendations
    assert (first.ref, first.page, first.evidence) == ("1", 3, "111-131, 140")
    assert first.as_printed == "Work with partners so that multi-agency help is early."
    assert (second.as_printed, second.repeats) == ("Record what children say.", True)
    assert [(item.ref, item.addressee) for item in board] == [("20", "board"), ("21", "board")]


@pytest.mark.parametrize("pages", [ilacs(), sif(["1. Do more."])], ids=["ilacs", "sif"])
def test_no_name_of_an_inspector_stays(pages: Pages) -> None:
    pages[-1].append(f"Questions go to {LEAD} of Ofsted.")
    reading = read(pages)
    everything = str(asdict(reading))
    assert not [name for name in (LEAD, MEMBER, OTHER) if name in everything]
    assert reading.names_removed == (3 if reading.framework == "sif" else 1)


WEB_PAGE = b"<!DOCTYPE html><html><title>Not here</title></html>"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (WEB_PAGE, "a web page saved under the name of a PDF"),
        (b"\n <HTML><body>Sorry</body>", "a web page saved under the name of a PDF"),
        (b"PK\x03\x04 a workbook", "does not begin with %PDF"),
        (pdf(ilacs())[:400], "damaged, cut off or locked"),
        (pdf([["Scan"]]), "hold no text"),
        (pdf([["Minutes of the parish council"] * 40]), "no kind of report that the portal knows"),
        (pdf([["Focused visit to Torbay children’s services"] * 20]), "a letter about a focused"),
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(RefusedReport, match=reason):
        read_report(raw, SPRING, "", NAMES)


def test_a_grade_that_the_body_contradicts_is_red() -> None:
    reading = read(ilacs(care="requires improvement to be good"))
    assert reading.outcome == RED
    assert "in-care: “Good” on page one" in problems(reading, RED)


def test_a_grade_that_the_body_does_not_repeat_is_amber() -> None:
    reading = read(ilacs(body=["1. All is well with the help that families get here."]))
    assert reading.outcome == AMBER
    assert "the body does not repeat the grade" in reading.reason


def test_a_grade_that_is_missing_is_red() -> None:
    pages = sif(["1. Do more."], care="")
    assert "in-care: no grade was read" in problems(read(pages), RED)


def test_an_overall_grade_outside_its_parts_is_red() -> None:
    pages = ilacs(overall="Overall effectiveness Inadequate")
    assert "lies outside" in problems(read(pages), RED)


def test_a_report_may_have_no_overall_grade() -> None:
    reading = read(ilacs(overall=""))
    assert (reading.grade("overall"), reading.grade("care-leavers")) == ("", "good")
    assert reading.reason == "the report has no overall grade"


def test_children_in_care_and_care_leavers_may_have_a_grade_together() -> None:
    body = [line.replace("in care:", "in care and care leavers:") for line in BODY_OF_ILACS]
    pages = ilacs(body=[line for line in body if "progress of care leavers" not in line])
    at = pages[0].index("The experiences and progress of children in care Good")
    together = ["The experiences and progress of children in care and care", "leavers Good"]
    pages[0][at : at + 3] = together
    reading = read(pages)
    assert [g.judgement for g in reading.grades if g.joint] == ["in-care"]
    assert (reading.grade("care-leavers"), reading.outcome) == ("", "green")


def test_what_needs_to_improve_at_a_lines_end_begins_no_list() -> None:
    pages = ilacs(["◼ The quality of plans."])
    pages[0].append("They know what works and")
    pages[0].append("what needs to improve.")
    pages[1].insert(0, "Leaders say that they see What needs to improve")
    assert words_of(read(pages)) == ["The quality of plans."]


ITEMS = {
    "headings between items": (
        ["Leadership", "1. Look at caseloads.", "2. Look at audits", "for their quality.",
         "Care leavers", "3. Help young people to find work.", "Quality of practice",
         "4. Make plans better."],
        ["Look at caseloads.", "Look at audits for their quality.",
         "Help young people to find work.", "Make plans better."],
    ),
    "topics whose bullets are the items": (
        ["1. Quality of practice", "\uf0a7 Make plans better.", "\uf0a7 Hear children.",
         "2. Oversight", "\uf0a7 Look at audits.", "\uf02d all of them"],
        ["Make plans better.", "Hear children.", "Look at audits. all of them"],
    ),
    "bullets that go on with a sentence": (
        ["1. Build a framework; this to include", "\uf0a7 reliable data", "\uf0a7 clear aims.",
         "2. Look at audits."],
        ["Build a framework; this to include reliable data clear aims.", "Look at audits."],
    ),
    "nothing urgent as number one": (
        ["1. The inspection did not find any areas for priority action.", "2. Look at audits."],
        ["Look at audits."],
    ),
    "a year that begins a line": (
        ["1. Renew the strategy of", "2015. It is out of date.", "2. Look at audits."],
        ["Renew the strategy of 2015. It is out of date.", "Look at audits."],
    ),
    "bullets alone": (["\uf06e Make plans", "better.", "\uf06e Hear children."],
                      ["Make plans better.", "Hear children."]),
}  # fmt: skip


@pytest.mark.parametrize(("items", "expected"), ITEMS.values(), ids=ITEMS)
def test_lists_of_the_single_framework(items: list[str], expected: list[str]) -> None:
    reading = read(sif(items))
    council = [item.as_printed for item in reading.addressed_to("council")]
    assert council == expected
    assert len(reading.addressed_to("board")) == 2


def test_lists_of_2014_end_where_strengths_begin() -> None:
    items = ["Priority and immediate action", "1. Look at caseloads.", "Areas for improvement",
             "2. Make plans better."]  # fmt: skip
    pages = sif(
        items,
        heading="What does the local authority need to improve?",
        after="The local authority’s strengths",
    )
    assert [item.ref for item in read(pages).addressed_to("council")] == ["1", "2"]


def test_a_list_goes_on_over_pages() -> None:
    pages = sif(["1. Look at caseloads."])
    pages.insert(3, ["4", "and at audits.", "2. Make plans better."])
    first, second = read(pages).addressed_to("council")
    assert (first.as_printed, first.page) == ("Look at caseloads. and at audits.", 3)
    assert second.page == 4


@pytest.mark.parametrize(
    ("items", "warning"),
    [
        ([], "recommendations to the council: none under the heading on page 3"),
        ([f"{n}. Do more of part {n}." for n in range(1, 28)], "27, more than 25"),
        (["1. " + "Do more of it. " * 30], "1 has 120 words"),
        (["1. Do more.", "3. Do less."], "numbers out of sequence: 3 after 1"),
        (["1. Do more.", "2. Do less.", "1. Do it again."], "two lists"),
        (["Plans should be better. Audits", "should be deeper."], "prose in place of a list"),
        (["1. Do more.", "2. Do less.", "3. Do  more."], "1 in the words of another"),
        (["1. Do more.", "2. Do less of what"], "the last one breaks off: “Do less of what”"),
    ],
)
def test_what_is_odd_about_a_list_is_amber(items: list[str], warning: str) -> None:
    reading = read(sif(items))
    assert reading.outcome == AMBER
    assert warning in reading.reason


ANNEX = ["What needs to improve?", "◼ The quality of plans.", "◼ Oversight of practice."]
STRENGTHS = ["◼ The quality of plans.", "◼ Oversight of practice.", "What is working well",
             "◼ Stable teams."]  # fmt: skip


@pytest.mark.parametrize(
    "pages",
    [
        [*ilacs(), ANNEX],
        ilacs(STRENGTHS),
        ilacs(["◼ The qual\u202eity of plans.", "◼ Over\u2066sight of practice."]),
    ],
    ids=["a list in an annex", "strengths below", "marks of direction"],
)
def test_a_list_holds_what_is_asked_once_and_nothing_else(pages: Pages) -> None:
    assert words_of(read(pages)) == ["The quality of plans.", "Oversight of practice."]


def test_a_report_that_asks_for_nothing_has_no_recommendation() -> None:
    reading = read(ilacs(["There are no areas for improvement."]))
    assert (words_of(reading), reading.outcome) == ([], AMBER)


def test_a_heading_past_its_place_is_amber() -> None:
    pages = sif(["1. Do more."])
    board = pages[-2]
    board.remove("Recommendations")
    board.append("Recommendations")
    reading = read(pages)
    assert "stands out of its place on page 5" in reading.reason
    assert not reading.addressed_to("board")


def test_a_re_inspection_has_no_board_and_does_not_quote_old_grades() -> None:
    pages = sif(["1. Do more."], re_inspection=True)
    pages[2][1:1] = ["Previous inspections", "\uf0a7 Adoption performance: Inadequate",
                     "\uf0a7 Leadership, management and governance: Inadequate."]  # fmt: skip
    reading = read(pages, "report.pdf")
    assert (reading.framework, reading.outcome) == ("sif-reinspection", "green")
    assert (reading.grade("adoption"), reading.grade("leaders")) == (
        "not-judged",
        "requires-improvement",
    )


def test_a_review_of_the_board_alone() -> None:
    pages = [
        ["1", "Surrey Safeguarding Children Board", "Review of the effectiveness of the Local",
         "Safeguarding Children Board", "Inspection date: 15 June 2015 – 17 June 2015",
         "Report published: 3 August 2015",
         "The Local Safeguarding Children Board requires improvement"],
        ["2", "Recommendations", "\uf0a7 Renew the plan of the board so that partners",
         "can follow it.", "\uf0a7 Test what training changes.", "Inspection findings",
         "1. The board is led well and its partners attend its meetings and share their figures.",
         "2. It has looked at a great many cases and drawn what there was to draw from each of",
         "them, and the partners have changed how they work with families as a result of it all."],
    ]  # fmt: skip
    reading = read(pages, "report.pdf", "80567_surrey")
    assert (reading.framework, reading.council) == ("board", "surrey")
    assert (reading.grade("board"), reading.grade("overall")) == ("requires-improvement", "")
    assert [item.addressee for item in reading.recommendations] == ["board", "board"]
    assert reading.outcome == "green"


def test_looked_after_children_2013_has_grades_by_number() -> None:
    pages = [
        ["Inspection of looked after children", "services", "Torbay Council",
         "Inspection dates: 8 – 12 July 2013", f"Reporting inspector {LEAD} HMI", "Age group: All",
         "Published: 16 August 2013"],
        ["Overall effectiveness of services for looked after children and", "young people",
         "Grade 3 (adequate)", "1. Services are adequate.", "Areas for improvement",
         "15. To improve, the local authority should take the following action.", "Immediately:",
         "\uf0a7 make plans better", "\uf0a7 hear children and", "do what they ask",
         "Within three months:", "\uf0a7 train staff.", "Outcomes for looked after children",
         "Grade 3 (adequate)", "16. Most children are well and stay in the same home and school."],
        ["Record of main findings: Looked after children services",
         "Overall effectiveness Adequate", "Capacity to improve Adequate"],
    ]  # fmt: skip
    reading = read(pages, "report.pdf")
    assert (reading.framework, reading.council, reading.outcome) == ("lac-2013", "torbay", "green")
    assert {g.judgement: g.grade for g in reading.grades} == {"overall": "adequate"}
    assert words_of(reading) == ["make plans better", "hear children and do what they ask",
                                 "train staff."]  # fmt: skip
    assert reading.recommendations[2].section == "Within three months:"


@pytest.mark.parametrize(
    ("label", "days"),
    [
        ("Inspection dates: 2 to 13 December 2024", ["2024-12-02", "2024-12-13"]),
        ("Inspection date: 11 – 22 July 2022", ["2022-07-11", "2022-07-22"]),
        ("Inspection date: 4 July 2016–28 July 2016", ["2016-07-04", "2016-07-28"]),
        ("Inspection date(s): 29 October 2018 to 9 November 2018", ["2018-10-29", "2018-11-09"]),
        ("Inspection dates: 12/09/2016 to 06/10/2016", ["2016-09-12", "2016-10-06"]),
        ("Inspection date: 28 July 2016", ["2016-07-28", "2016-07-28"]),
        ("Inspection dates: 29 December to 9 January 2020", ["2019-12-29", "2020-01-09"]),
        ("Inspection dates: 1st Sept ─ 4th Sept 2017", ["2017-09-01", "2017-09-04"]),
        ("Inspection dates: Monday 3 June to Friday 14 June 2019", ["2019-06-03", "2019-06-14"]),
        (
            "Inspection dates: 8 July 2019 to 12 July 2019 and 7 August 2019 to 8 August 2019",
            ["2019-07-08", "2019-07-12", "2019-08-07", "2019-08-08"],
        ),
    ],
)
def test_dates_of_many_shapes(label: str, days: list[str]) -> None:
    dates = dates_of(f"{label}\nLead inspector: somebody", SPRING)
    assert [day.isoformat() for span in dates.spans for day in span] == days
    assert dates.checks[0].colour == "tick"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Inspection dates: 20 to 24 May 2024", "ilacs-short"),
        ("Inspection dates: 20 to 31 May 2024", "ilacs-standard"),
        ("Inspection dates: 8 to 12 July 2019 and 7 to 8 August 2019", "ilacs-short"),
    ],
)
def test_the_length_of_the_visit_tells_short_from_standard(label: str, kind: str) -> None:
    assert read(ilacs(dates=label)).framework == kind


def test_dates_that_are_missing_or_in_no_order_are_not_silent() -> None:
    assert "no date of the inspection" in problems(read(ilacs(dates="")), RED)
    backwards = ilacs(dates="Inspection dates: 20 May 2022 to 9 May 2022")
    assert "in no order" in problems(read(backwards), RED)
    assert "publication is not printed" in read(ilacs(), "report.pdf").reason
    assert "another in the file's name" in read(sif(["1. Do more."])).reason


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Torbay Council", "torbay"),
        ("Nottingham City", "nottingham"),
        ("Nottinghamshire County Council", "nottinghamshire"),
        ("Kingston Upon Hull City Council", "kingston-upon-hull"),
        ("Hull", "kingston-upon-hull"),
        ("london corporation", "city-of-london"),
        ("City of London", "city-of-london"),
        ("St. Helens Metropolitan Borough Council", "st-helens"),
        ("Telford & Wrekin", "telford-and-wrekin"),
        ("York City Council", "york"),
        ("Surrey Safeguarding Children Board", "surrey"),
        ("Atlantis", ""),
    ],
)
def test_a_council_is_the_same_in_many_spellings(name: str, key: str) -> None:
    assert NAMES.exact(name) == key


@pytest.mark.parametrize(
    ("title", "folder", "key", "colour"),
    [
        ("Plimouth City Council", "", "plymouth", AMBER),
        ("Atlantis", "80572_torbay", "torbay", AMBER),
        ("Atlantis", "", "", RED),
        ("Plymouth", "80572_torbay", "plymouth", RED),
    ],
)
def test_likeness_and_folders_are_never_silent(
    title: str, folder: str, key: str, colour: str
) -> None:
    pages = ilacs(title=(f"Inspection of {title} local authority children’s services",))
    reading = read(pages, folder=folder)
    assert reading.council == key
    assert next(c.colour for c in reading.checks if c.field == "council") == colour


@pytest.mark.parametrize(
    ("words", "area", "themes"),
    [
        ("Make supervision of social workers regular.", "management-oversight", ("supervision",)),
        ("Find adopters sooner.", "permanence-adoption", ("adoption",)),
        ("Give every care leaver a pathway plan.", "leaving-care", ("care-leavers",)),
        ("Test how thresholds are applied to referrals.", "front-door", ()),
        ("Lower caseloads.", "workforce", ("supervision",)),
        ("Be kind.", "", ()),
    ],
)
def test_areas_and_themes_are_proposed_by_words(
    words: str, area: str, themes: tuple[str, ...]
) -> None:
    assert (area_of(words), themes_of(words)) == (area, themes)


def test_a_title_page_without_a_table_of_grades_is_red_and_no_crash() -> None:
    pages = sif(["1. Look at caseloads."])
    start = pages[0].index("1. Children who need help and protection Requires improvement")
    pages[0] = pages[0][:start]
    pages[1] = [line for line in pages[1] if "Adoption performance" not in line]
    assert read(pages).outcome == RED
