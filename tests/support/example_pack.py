"""An example pack with texts as long as the longest real ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from portal.domain.pack_model import (
    Chart,
    Mark,
    Pack,
    Page,
    Part,
    Point,
    Points,
    Room,
    Series,
    Table,
    Text,
    TimeLine,
)
from portal.packs.common.time_axis import dated, serial

BLUE, TEAL, PLUM, GREY = "#12436D", "#28A197", "#801650", "#8A96A3"
BASE = "https://alongside.example.org"
LONG_ACTION = (
    "Commission an independent review of the twenty longest-open child in need plans, agree with "
    "the safeguarding children board how the lessons are shared with health visitors, schools and "
    "the probation service, and report to the improvement board every six weeks on how many plans "
    "have been closed, stepped up or stepped down, with the reasons recorded on the child's file "
    "and checked by a service manager who did not hold the case (to be confirmed by the Director "
    "of Children's Services once the interim structure has been agreed)."
)
LONG_TITLE = (
    "Assessments of children in need and the timeliness of their reviews: what was promised after "
    "the inspection of 2010, what was done, and what the figures say"
)
SHORT = "on time again, and re-referrals still high"
YEARS = tuple(f"{year}–{(year + 1) % 100:02d}" for year in range(2003, 2016))


def line_chart(number: int = 0) -> Chart:
    """Three councils, England and a target, with gaps and doubtful readings."""
    shift = number * 1.7
    torbay = (61.4, 58.2, 66.4, None, 71.0, 64.3, 57.9, 49.6, 62.2, 74.8, 81.3, None, None)
    plymouth = (70.1, 72.5, None, None, None, 80.2, 82.4, 79.9, 77.0, 76.1, 75.2, 78.8, 80.4)
    england = (56.0, 59.2, 64.4, 65.0, 68.0, 70.8, 71.8, 67.2, 77.2, 77.4, 75.6, 79.0, 82.2)
    return Chart(
        "line",
        "Torbay fell behind England after 2008 and had caught up by 2013",
        "Initial assessments completed within timescale, per cent of those completed in the year "
        "to 31 March; seven working days to 2009–10, ten after",
        YEARS,
        (
            Series("Torbay", tuple(v and v + shift for v in torbay), BLUE, doubtful=(4, 9)),
            Series("Plymouth", plymouth, TEAL, symbol="diamond"),
            Series("England", england, GREY, "comparator"),
            Series("Neighbours’ median", tuple(v - 3.1 for v in england), "#3D3D3D", "comparator"),
        ),
        '0.0"%"',
        "Line chart of initial assessments on time from 2003–04 to 2015–16. Torbay falls from "
        "71.0% in 2007–08 to 49.6% in 2010–11 and rises to 81.3% in 2013–14, above England.",
        "Department for Education, Characteristics of children in need, table T8; Torbay, "
        "Improvement plan 2012, page 14",
        f"{BASE}/indicators?measure=T8",
        "With caution: the definition changed in 2011 from seven to ten working days, so that "
        "figures before and after the change are not of one kind.",
    )


def bar_chart() -> Chart:
    """A council among its neighbours and England."""
    names = (
        "Plymouth",
        "Torbay",
        "Bournemouth, Christchurch and Poole",
        "Isle of Wight",
        "Southend-on-Sea",
        "England",
        "Blackpool",
        "East Sussex",
        "Darlington",
        "North Tyneside",
        "Middlesbrough",
    )
    values = (31.5, 28.75, 26.0, 25.1, 24.4, 22.0, 21.6, 19.3, 18.8, 15.05, 12.0)

    def only(*chosen: str) -> tuple[float | None, ...]:
        return tuple(v if n in chosen else None for n, v in zip(names, values, strict=True))

    others = tuple(name for name in names if name not in ("Torbay", "England"))
    return Chart(
        "bar",
        "More children came back within a year than in all but one of ten similar councils",
        "Re-referrals within twelve months, per cent of referrals, 2014–15",
        names,
        (
            Series("Torbay", only("Torbay"), BLUE),
            Series("England", only("England"), "#3D3D3D", "comparator"),
            Series("Statistical neighbours", only(*others), "#B8C1CA", "comparator", doubtful=(7,)),
        ),
        '0.0"%"',
        "Bar chart of re-referrals in 2014–15. Torbay's 28.8% is the second highest of eleven; "
        "England's is 22.0%.",
        "Department for Education, Characteristics of children in need 2014–15, table C1",
        f"{BASE}/indicators?measure=rereferrals",
    )


def timeline() -> TimeLine:
    """Inspections and plans of three councils."""
    marks = (
        (date(2003, 10, 6), "SSI inspection: promising capacity", "inspection", "Middlesbrough"),
        (date(2004, 9, 1), "Progress report", "plan", "Middlesbrough"),
        (date(2004, 11, 15), "CSCI inspection: serving some people well", "inspection", "Torbay"),
        (date(2005, 5, 1), "Action plan 2005", "plan", "Torbay"),
        (date(2005, 9, 1), "Figures for the first half of the year", "figure", "Torbay"),
        (date(2010, 9, 24), "Ofsted: safeguarding inadequate", "inspection", "Torbay"),
        (date(2011, 1, 20), "Improvement plan under the improvement notice", "plan", "Torbay"),
        (date(2012, 5, 1), "Progress report 2012", "plan", "Torbay"),
        (date(2014, 12, 9), "Ofsted: requires improvement to be good", "inspection", "Plymouth"),
        (date(2015, 1, 30), "Draft improvement plan", "plan", "Plymouth"),
    )
    colours = {"Torbay": BLUE, "Plymouth": TEAL, "Middlesbrough": PLUM}
    return TimeLine(
        "Ten years apart: read dates before differences",
        tuple(Mark(on, label, kind, who, colours[who]) for on, label, kind, who in marks),
        "Line of time from 2003 to 2015 with four inspections, five plans and one report of "
        "figures in Torbay, Plymouth and Middlesbrough.",
    )


def points(count: int = 9) -> Points:
    """Statements with their sources, some very long."""
    texts = (
        "Two actions of recommendation 2.14 carry no date and three no named lead.",
        "Supervision every four weeks was promised in 2005 and again, in other words, in 2012.",
        LONG_ACTION,
    )
    return Points(
        tuple(
            Point(
                texts[number % 3],
                f"Torbay, Improvement plan 2012, section 3.{number}, page {10 + number}",
                f"{BASE}/items/{number}" if number % 2 else "",
                f"2.{number + 1}",
            )
            for number in range(count)
        )
    )


def plan_table(rows: int = 12) -> Table:
    """A plan on a page: long actions beside short dates."""
    return Table(
        "What the plan promises about assessment",
        ("No.", "Action", "Lead", "By", "Result", "Share done"),
        tuple(
            (
                f"2.{number}",
                LONG_ACTION
                if number % 5 == 3
                else "Train and support staff while the system beds in",
                "Operations manager, children in need",
                None if number % 4 == 2 else "Dec 2012",
                "completed" if number % 3 else "no result reported",
                round(12.5 * number, 2),
            )
            for number in range(1, rows + 1)
        ),
        (0.07, 0.45, 0.18, 0.1, 0.11, 0.09),
        (5,),
        "Torbay, Improvement plan 2012, pages 9 to 21",
    )


def example_pack(themes: int = 7, confidential: bool = True) -> Pack:
    """A pack of some thirty slides with fifteen charts."""
    context = Page(
        "Torbay: a small unitary council with many children in need",
        (
            Text("One in four children lives in a family with a low income.", "lead"),
            Text(
                "The council has been inspected four times since 2004. Each inspection asked for "
                "better assessments and steadier supervision; each plan promised both."
            ),
            Text(
                "Figures before 2009 come from the council's own papers and were not audited.",
                "caveat",
            ),
            Text("Nothing on care leavers in Plymouth's 2015 draft.", "gap"),
            bar_chart(),
        ),
        f"{BASE}/councils/torbay",
        "Torbay in the portal",
    )
    names = ("Assessment", "Supervision", "Adoption", "Care leavers", "Workforce", "Health", "Edge")
    theme_pages = tuple(
        Page(
            f"{names[number % 7]}: {SHORT if number else LONG_TITLE}",
            (
                line_chart(number),
                Points(points(2).points),
                bar_chart(),
                Text("Torbay's own paper prints 29.1% for the same year.", "caveat"),
            ),
            f"{BASE}/indicators?theme={number}",
        )
        for number in range(themes)
    )
    lines = tuple(
        Page(
            f"Line of enquiry {number}: does supervision reach every social worker every month?",
            (
                Text("Chosen because the promise came back three times.", "lead"),
                points(4 if number == 1 else 2),
                Room("What we heard", 5),
            ),
        )
        for number in (1, 2)
    )
    return Pack(
        "Torbay: preparing the peer review of children’s services",
        "Improvement plans and indicators beside Plymouth, Middlesbrough and England",
        "Data of 20 November 2026, version 7f3a9c21",
        f"{BASE}/visits/12?version=7f3a9c21",
        datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        (
            Part("context", "The council in context", (context,)),
            Part(
                "timeline",
                "Inspections and plans on one line",
                (Page("Inspections and plans on one line", (timeline(),)),),
            ),
            Part("plan", "The plan on a page", (Page("What was promised", (plan_table(),)),)),
            Part("themes", "A page for each theme", theme_pages),
            Part(
                "recurring",
                "What comes back, inspection after inspection",
                (Page("What comes back", (points(9),)),),
            ),
            Part("lines", "Lines of enquiry", lines),
            Part(
                "questions",
                "Questions, by interview",
                (
                    Page(
                        "Questions for the lead member",
                        (
                            Points(
                                tuple(
                                    Point(f"How do you know that promise {n} was kept?")
                                    for n in range(1, 9)
                                )
                            ),
                            Room("Notes", 3),
                        ),
                    ),
                ),
            ),
            Part(
                "definitions",
                "Definitions, caveats, comparability",
                (
                    Page(
                        "Definitions",
                        (
                            Text(LONG_ACTION),
                            Text("Rates before 2011 count another thing.", "caveat"),
                        ),
                    ),
                ),
            ),
        ),
        confidential,
    )


def odd_pack() -> Pack:
    """Texts that break careless writers: control characters, formulas, mark-up, wrong shapes."""
    odd = "=cmd|' /C calc'!A0 \x00\x0b\x1b <b>&amp;</b> \ud800 \ufffe ]]> \"quoted\" ‮turned"
    chart = Chart(
        "line",
        odd,
        odd,
        ("=1+1", "a<b", "c"),
        (
            Series('=HYPERLINK("http://x")', (1.0, float("nan")), "red"),
            Series("+2", (None, None, None), "#12436D", "target", "unheard-of", (0, 9)),
        ),
        '0.0"%"<',
        odd,
        odd,
        "javascript:alert(1)",
        odd,
    )
    empty = Chart("bar", "Nothing", "", (), (), "0", "Nothing", "")
    blocks = (
        Text(odd),
        Text("", "caveat"),
        chart,
        empty,
        Table(odd, ("=A1", odd), (("=2+5", odd, 3), (None,), (1.5, -2)), (), (0,), odd),
        Table("Empty", (), ()),
        Points((Point(odd, odd, "javascript:alert(1)", odd), Point(""))),
        Points(()),
        TimeLine("None", (), ""),
        TimeLine(
            odd,
            (
                Mark(date(1, 1, 1), odd * 20, "what", odd, "nonsense"),
                Mark(date(9999, 12, 31), odd, "plan", odd, "#fff"),
            ),
            "",
        ),
        Room(odd, 0),
    )
    return Pack(
        odd,
        odd,
        odd,
        "javascript:alert(1)",
        datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        (
            Part("a", "History", (Page(odd, blocks, "ftp://x", odd),)),
            Part("b", "'[]:*?/\\'", (Page(odd, ()),)),
            Part("c", "A part whose name is too long for the name of a sheet", ()),
            Part("d", "A part whose name is too long for the name of another", ()),
        ),
    )


def serials(chart: Chart) -> list[str]:
    """The categories of a native chart as its XML holds them: names, or days as Excel counts."""
    days = dated(chart)
    return [str(float(serial(day))) for day in days] or list(chart.categories)


def cells(chart: Chart) -> tuple[str | datetime, ...]:
    """The categories of a native chart as the cells of its sheet hold them."""
    days = dated(chart)
    return tuple(datetime.combine(day, time()) for day in days) or chart.categories
