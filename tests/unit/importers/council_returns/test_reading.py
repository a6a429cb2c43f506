"""Returns as files hold them: what is read, and what is told of a fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.shared import Definition, Figure
from portal.importers.council_returns.periods import (
    UnknownPeriod,
    newest_quarter,
    read_basis,
    read_period,
)
from portal.importers.council_returns.reading import UnknownNames, read_return
from portal.importers.council_returns.template import write_template
from portal.importers.council_returns.vocabulary import Vocabulary
from portal.importers.intake.csv_paper import read_csv
from portal.importers.intake.paper import Cell, Paper, Row, Table
from portal.importers.intake.xlsx_paper import read_xlsx
from portal.importers.read import BadCatalogue

TODAY = date(2026, 11, 30)
NAMES = Vocabulary(
    {"torbay": "Torbay", "plymouth": "Plymouth"},
    {
        d.measure: d
        for d in (
            Definition("on-time", "Assessments on time", "percent", "", 1, "high", lead=True),
            Definition("rate", "Referrals per 10,000", "per_10k", "", 1, "none"),
            Definition("days", "Days to a family", "days", "", 0, "low"),
        )
    },
)


def read(text: str, council: str = "torbay") -> tuple[Figure, ...]:
    return read_return(read_csv(text.encode(), "q1.csv"), council, NAMES, TODAY).figures


def faults(text: str) -> list[str]:
    with pytest.raises(BadCatalogue) as bad:
        read(text)
    return [str(problem) for problem in bad.value.problems]


def test_a_template_filled_in() -> None:
    figures = read(
        "Council,Measure,Unit,Period,Basis,Value,Numerator,Denominator,Note\n"
        "Torbay,on-time,percent,Q1 2026/27,,61.5%,89,145,late start\n"
        'torbay,"Referrals per 10,000",,2026/27 Q1,year to date,120,,,\n'
        ",days,days,June 2026,last 12 months,c,,,\n"
        ",on-time,,Q2 2026/27,,,,,\n"
    )
    assert [(f.measure, f.period, f.basis, f.value, f.symbol) for f in figures] == [
        ("on-time", "2026/27 Q1", "quarter", 61.5, ""),
        ("rate", "2026/27 Q1", "cumulative", 120.0, ""),
        ("days", "2026 June", "rolling_12m", None, "c"),
    ]
    first = figures[0]
    assert (first.start, first.end, first.counts) == (
        date(2026, 4, 1),
        date(2026, 6, 30),
        "89 of 145",
    )
    assert (first.note, first.printed, first.place) == (
        "late start",
        "61.5%",
        "row 2, column Value",
    )
    # 89 of 145 is 61.4 to one digit, and a second person is told so.
    assert first.doubts(NAMES.definitions["on-time"]) == ("89 of 145 is 61.4",)


def test_a_row_an_indicator_and_columns_for_each_quarter() -> None:
    header = ("Ref", "Indicator", "Unit", "Basis", "Q1 2026/27", "Q1 2026/27", "Q1 2026/27")
    header += ("Q2 2026/27 (provisional)",) * 3
    below = ("Ref", "Indicator", "Unit", "Basis", *("Numerator", "Denominator", "Value") * 2)
    body = (
        ("1", "Assessments on time", "%", "In the quarter", "89", "145", "61.4%", "", "", "x"),
        ("2", "Days to a family", "days", "Three-year average", "", "", "421", "", "", ""),
        ("Notes", "", "", "", "", "", "", "", "", ""),
    )
    rows = tuple(
        Row(tuple(Cell(text) for text in texts), f"sheet Return, row {number}")
        for number, texts in enumerate((("A council",), header, below, *body), start=5)
    )
    paper = Paper("q.xlsx", (Table(rows, "sheet Return", "Return"),))
    figures = read_return(paper, "torbay", NAMES, TODAY).figures
    assert [(f.measure, f.period, f.basis, f.value, f.symbol, f.place) for f in figures] == [
        ("on-time", "2026/27 Q1", "quarter", 61.4, "",
         "sheet Return, row 8, column Q1 2026/27, value"),
        ("on-time", "2026/27 Q2", "quarter", None, "x",
         "sheet Return, row 8, column Q2 2026/27 (provisional), value"),
        ("days", "2026/27 Q1", "average_3y", 421.0, "",
         "sheet Return, row 9, column Q1 2026/27, value"),
    ]  # fmt: skip


def test_no_figure_under_a_quarter_is_passed_over_for_want_of_a_key() -> None:
    wide = "measure,name,Q1 2026/27,Q2 2026/27\n,,value,value\n"
    named = read(f"{wide},Assessments on time,61.4,\n,Heading,,\n")
    assert [(f.measure, f.value) for f in named] == [("on-time", 61.4)]
    # Once, however many quarters it has figures of.
    assert faults(f"{wide}on-time,,61.4,\n,,5,7\n") == [
        "q1.csv, row 4, column measure: The portal knows no such measure. Write its key or its "
        "name as the template has them, or take the row out."
    ]


def test_what_official_figures_count_on_a_day_is_read_so() -> None:
    on_a_day = Definition("plans", "Plans on 31 March", "per_10k", "", 1, "none", basis="snapshot")
    in_a_year = Definition("rate", "Referrals", "per_10k", "", 1, "none", basis="year")
    share = Definition("on-time", "On time", "percent", "", 1, "high", basis="year")
    names = Vocabulary({"torbay": "Torbay"}, {d.measure: d for d in (on_a_day, in_a_year, share)})
    text = (
        "measure,period,basis,value\nplans,Q2 2026/27,,44\nplans,Q1 2026/27,in the quarter,90\n"
        "rate,Q2 2026/27,,42\nrate,Q1 2026/27,last 12 months,519\non-time,Q1 2026/27,,80\n"
    )
    figures = read_return(read_csv(text.encode(), "q.csv"), "torbay", names, TODAY).figures
    assert [(f.basis, f.doubts(names.definitions[f.measure])) for f in figures] == [
        ("snapshot", ()),
        ("quarter", ("Official figures are of a day, this one is not: not comparable",)),
        ("quarter", ("Official figures are of a year, this one of less: not comparable",)),
        ("rolling_12m", ()),
        ("quarter", ()),
    ]
    sheet = read_xlsx(write_template("Torbay", names.definitions.values(), TODAY), "t.xlsx")
    (table, *_rest) = (block for block in sheet.blocks if isinstance(block, Table))
    assert [row.cells[5].text for row in table.rows[1:]] == [
        "at the end of the quarter",
        "in the quarter",
        "in the quarter",
    ]


def test_a_quarter_stands_above_all_its_columns() -> None:
    # As spreadsheets write cells that are joined, or a name in the first of three.
    figures = read(
        "Indicator,Q1 2026/27,,,Q2 2026/27\n"
        ",Numerator,Denominator,Value,Numerator,Denominator,Value *\n"
        "Assessments on time,80,100,80%,90,120,75%\n"
    )
    assert [(f.period, f.numerator, f.denominator, f.value) for f in figures] == [
        ("2026/27 Q1", 80, 100, 80.0),
        ("2026/27 Q2", 90, 120, 75.0),
    ]


def test_two_values_of_a_quarter_are_refused() -> None:
    wide = (
        "Indicator,Q1 2026/27,,Q1 2026/27\n,Numerator,Value,Value\nAssessments on time,80,80%,90%\n"
    )
    (fault,) = faults(wide)
    assert fault == (
        "q1.csv, row 2, column Value: Two columns “Value” stand under “Q1 2026/27”; write above "
        "each which quarter it is of, or take one out."
    )


HEADER = "measure,period,value,numerator,denominator,unit,basis\n"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("on-tiem,Q1 2026/27,5", "column measure: 'on-tiem'. The portal knows no such measure."),
        ("on-tiem,Q1 2026/27,5", "Did you mean on-time?"),
        ("on-time,Q5 2026/27,5", "column period: 'Q5 2026/27'. Write it as Q1 2026/27"),
        ("on-time,Q1 2026/28,5", "column period: 'Q1 2026/28'. 2026 is not followed by 28."),
        ("on-time,Q3 2026/27,5", "column period: 'Q3 2026/27'. This period has not ended yet"),
        ("on-time,Q1 2026/27,about 5", "column value: 'about 5'. Neither a number nor a symbol"),
        ("on-time,Q1 2026/27,105", "column value: '105'. A value of this measure is 0 to 100"),
        ("rate,Q1 2026/27,-3", "column value: '-3'. A value of this measure is 0 or more"),
        ("days,Q1 2026/27,5%", "column value: '5%'. This measure is given in days."),
        ("on-time,Q1 2026/27,,4,5", "There are counts but no value"),
        ("on-time,Q1 2026/27,80,four,5", "column numerator: 'four'. Write a number"),
        ("on-time,Q1 2026/27,80,4,0", "column denominator: '0'. Nothing is divided by 0"),
        ("on-time,Q1 2026/27,80,6,5", "column numerator: '6'. More than the denominator"),
        ("on-time,Q1 2026/27,0.8,4,5", "column value: '0.8'. This is a fraction; write it as a"),
        ("rate,Q1 2026/27,8,,,percent", "column unit: 'percent'. This measure is given in per_10k"),
        ("on-time,Q1 2026/27,8,,,,weekly", "column basis: 'weekly'. Say “in the quarter”"),
    ],
)
def test_a_fault_names_file_row_column_value_and_remedy(line: str, fault: str) -> None:
    problems = faults(f"{HEADER}on-time,Q4 2025/26,9\n{line}\n")
    assert [text for text in problems if text.startswith("q1.csv, row 3, ") and fault in text]


def test_a_table_with_names_alone_is_read_by_them() -> None:
    figures = read("Indicator,Quarter,Outturn\nDays to a family,Q1 2026/27,421\n")
    assert [(figure.measure, figure.value) for figure in figures] == [("days", 421.0)]
    text = "indicator,quarter,value\nOur contacts,Q1 2026/27,5\n"
    with pytest.raises(UnknownNames) as unknown:
        read(text)
    assert unknown.value.names == {"Our contacts": ""}
    with pytest.raises(BadCatalogue) as bad:  # a figure without any name is no name to ask for
        read(f"{text},Q1 2026/27,6\n")
    assert not isinstance(bad.value, UnknownNames)


def test_every_fault_is_told_and_a_figure_stands_once() -> None:
    problems = faults(f"{HEADER}x,Q1 2026/27,1\non-time,Q1 2026/27,9\non-time,2026/27 Q1,8\n")
    assert [text.partition(". ")[0] for text in problems] == [
        "q1.csv, row 2, column measure: 'x'",
        "q1.csv, row 4, column measure: 'on-time'",
    ]
    assert "stands in q1.csv, row 3 already" in problems[1]


def test_names_that_nobody_has_said_the_measure_of_are_told_apart() -> None:
    text = f"{HEADER}Prompt assessments,Q1 2026/27,9\nAssessment on time,Q2 2026/27,8\n"
    with pytest.raises(UnknownNames) as unknown:
        read(text)
    assert unknown.value.names == {
        "Prompt assessments": "",
        "Assessment on time": "Assessments on time",
    }
    assert len(unknown.value.problems) == 2
    with pytest.raises(BadCatalogue) as bad:  # another fault is mended first
        read(f"{text}rate,Q1 2026/27,-4\n")
    assert not isinstance(bad.value, UnknownNames)
    learned = {"prompt assessments": "on-time", "assessment on time": "", "gone": "no-more"}
    names = replace(NAMES, learned=learned)
    done = read_return(read_csv(text.encode(), "q1.csv"), "torbay", names, TODAY)
    assert [(figure.measure, figure.value) for figure in done.figures] == [("on-time", 9.0)]
    assert done.left_out == ("Assessment on time",)
    nothing = replace(NAMES, learned=dict.fromkeys(learned, ""))
    with pytest.raises(BadCatalogue, match="there is nothing to share"):
        read_return(read_csv(text.encode(), "q1.csv"), "torbay", nothing, TODAY)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a,b\n1,2\n", "Download the template"),
        (HEADER, "No row holds a figure"),
        ("measure,quarter,period,value\non-time,1,2,3\n", "same thing as column “quarter”"),
    ],
)
def test_a_file_without_figures_is_told(text: str, fault: str) -> None:
    assert fault in faults(text)[0]


@pytest.mark.parametrize(
    ("text", "basis", "start", "end"),
    [
        ("Q4 2025/26", "quarter", "2026-01-01", "2026-03-31"),
        ("2025/26 q4 (provisional)", "cumulative", "2025-04-01", "2026-03-31"),
        ("Q1 2026-2027", "snapshot", None, "2026-06-30"),
        ("Quarter 3 2025/26", "rolling_12m", "2025-01-01", "2025-12-31"),
        ("Q3, 2025/26", "average_3y", "2023-01-01", "2025-12-31"),
        ("Feb-24", "month", "2024-02-01", "2024-02-29"),
    ],
)
def test_periods(text: str, basis: str, start: str | None, end: str) -> None:
    period = read_period(text, basis)
    assert str(period.end) == end
    assert (str(period.start) if period.start else None) == start


@pytest.mark.parametrize(
    "text", ["", "2026/27", "Q1", "Q1 2026/27 Q2", "Smarch 2026", "Q1 1926/27"]
)
def test_periods_that_are_none(text: str) -> None:
    with pytest.raises(UnknownPeriod):
        read_period(text, read_basis("", text))


def test_the_newest_quarter_has_ended() -> None:
    days = ("2026-11-30", "2026-04-01", "2026-03-31", "2026-07-01", "2026-01-01")
    assert [newest_quarter(date.fromisoformat(day)) for day in days] == [
        "Q2 2026/27",
        "Q4 2025/26",
        "Q3 2025/26",
        "Q1 2026/27",
        "Q3 2025/26",
    ]


def test_a_heading_that_names_another_council_is_a_fault() -> None:
    rows = "measure,period,value\non-time,Q1 2026/27,61.5\n"
    assert faults(f"Plymouth City Council: quarterly return\n{rows}") == [
        "q1.csv, record 1: 'Plymouth City Council: quarterly return'. This file is uploaded for "
        "Torbay alone; choose the file of Torbay."
    ]
    # Its own may stand beside, and one that the portal does not know may be its former name.
    for heading in ("Torbay Council, with Plymouth Council", "Testshire County Council"):
        assert len(read(f'"{heading}"\n{rows}')) == 1
    # In a row of figures it is words.
    assert len(read(f"{rows}on-time,Q2 2026/27,62,Plymouth City Council counts otherwise\n")) == 2
