"""Small reports of Ofsted's kinds, made up, as lines of pages and as PDF files."""

from __future__ import annotations

from collections.abc import Sequence

from portal.settings import ROOT

# The real ones, where they stand beside the project.
REPORTS = ROOT.parent / "shared" / "inspections"
LEAD, MEMBER, OTHER = "Ada Example", "Ben Sample", "Cleo Specimen"
COUNCILS = {
    "torbay": "Torbay",
    "plymouth": "Plymouth",
    "nottingham": "Nottingham",
    "nottinghamshire": "Nottinghamshire",
    "kingston-upon-hull": "Kingston upon Hull",
    "city-of-london": "City of London",
    "st-helens": "St Helens",
    "telford-and-wrekin": "Telford and Wrekin",
    "surrey": "Surrey",
    "york": "York",
    "north-yorkshire": "North Yorkshire",
}
Pages = list[list[str]]

BODY_OF_ILACS = [
    "The experiences and progress of children who need help and",
    "protection: {help}",
    "1. Help comes early and is made to fit what families want.",
    "The experiences and progress of children in care: {care}",
    "2. Homes are stable.",
    "The experiences and progress of care leavers: {leavers}",
    "3. Young people keep in touch.",
    "The impact of leaders on social work practice with children and",
    "families: {leaders}",
    "4. Leaders look closely at practice and learn from it.",
]


def ilacs(
    items: Sequence[str] = ("◼ The quality of plans.", "◼ Oversight of practice."),
    *,
    title: Sequence[str] = ("Inspection of Torbay local authority", "children’s services"),
    dates: str = "Inspection dates: 21 March to 1 April 2022",
    heading: str = "What needs to improve?",
    overall: str = "Overall effectiveness Good",
    body: Sequence[str] = BODY_OF_ILACS,
    **grades: str,
) -> Pages:
    """A report of the present framework; grades by `help`, `care`, `leavers`, `leaders`."""
    printed = {"help": "good", "care": "good", "leavers": "good", "leaders": "good", **grades}
    first = [
        *title,
        dates,
        f"Lead inspector: {LEAD}, His Majesty’s Inspector",
        "Judgement Grade",
        "The impact of leaders on social work",
        "practice with children and families Good",
        "The experiences and progress of",
        "children who need help and protection",
        "Good",
        "The experiences and progress of children in care Good",
        "The experiences and progress of care",
        "leavers Good",
        overall,
        "Services are good. They were inadequate at the last inspection, for overall effectiveness",
        "and for much else, and leaders have worked hard since then to make them better for",
        "children and their families in every part of the area and at every stage of their lives.",
    ]
    second = [heading, *items, *(line.format_map(printed) for line in body)]
    return [first, second]


def sif(
    items: Sequence[str],
    board_items: Sequence[str] = ("20. Test the data.", "21. Hear from children."),
    *,
    heading: str = "Recommendations",
    after: str = "Summary for children and young people",
    first_number: str = "1.",
    care: str = "Requires improvement",
    overall: str = "Children’s services in Torbay require improvement to be good",
    title: Sequence[str] = ("Torbay Council",),
    re_inspection: bool = False,
) -> Pages:
    """A report of the single inspection framework; with its board if that has items."""
    board = [] if re_inspection else ["and", "Review of the effectiveness of the Local",
                                      "Safeguarding Children Board1"]  # fmt: skip
    kind = "Re-inspection" if re_inspection else "Inspection"
    first = [
        "1",
        *title,
        f"{kind} of services for children in need of help and",
        "protection, children looked after and care leavers",
        *board,
        "Inspection date: 12 October 2015 – 5 November 2015",
        "Report published: 5 January 2016",
        overall,
        "1. Children who need help and protection Requires improvement",
        "2. Children looked after and achieving",
        "permanence",
        care,
        "2.1 Adoption performance Not judged",
        "2.2 Experiences and progress of care leavers Good",
        # The table is misnumbered in some reports.
        f"{first_number} Leadership, management and governance Requires improvement",
        " ",
        "1 Ofsted produces this report under its power to combine reports.",
    ]
    contents = ["2", "Contents", "Executive summary 2", "The local authority 3", f"{heading} 3",
                "Summary for children and young people 4", "Leadership 5",
                "The Local Safeguarding Children Board (LSCB) 6"]  # fmt: skip
    third = ["3", heading, *items]
    fourth = [
        "4",
        after,
        "18. Families like the family centre.",
        "The experiences and progress of children",
        "who need help and protection",
        "Requires improvement",
        "The experiences and progress of children looked after and",
        "achieving permanence Requires improvement",
        "The graded judgement about the experience and progress of care leavers",
        "is that it is good",
        "Leadership, management and governance Requires improvement",
    ]
    fifth = [
        "5",
        "The Local Safeguarding Children Board (LSCB)",
        "The Local Safeguarding Children Board is good",
        "Executive summary",
        "The board knows its work well.",
        heading,
        *board_items,
        "Inspection findings – the Local Safeguarding Children Board",
        "22. The board meets often.",
    ]
    last = [
        "6",
        "Information about this inspection",
        "The inspection team consisted of three of Her Majesty’s Inspectors (HMI) from Ofsted.",
        "The inspection team",
        f"Lead inspector: {LEAD} HMI",
        f"Team inspectors: {MEMBER} and {OTHER}",
        "Any complaints about the inspection should be made to Ofsted.",
    ]
    return [first, contents, third, fourth, *([] if re_inspection else [fifth]), last]


def texts(pages: Pages) -> tuple[str, ...]:
    """The pages as a reader of PDF files gives them."""
    return tuple("\n".join(page) for page in pages)


def pdf(pages: Pages, author: str = "") -> bytes:
    """Write pages as a PDF file: a line of text below another, every character mapped."""
    letters = sorted({c for page in pages for line in page for c in line})
    codes = {letter: number for number, letter in enumerate(letters, start=33)}
    mapping = "".join(f"<{codes[c]:02x}> <{c.encode('utf-16-be').hex()}>\n" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def "
        "/CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{mapping}endbfchar endcmap end end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 4 0 R >>",
        _stream(cmap.encode()),
        f"<< /Author ({author}) >>".encode(),
    ]
    kids = []
    for page in pages:
        shown = "".join(
            f"BT /F 9 Tf 1 0 0 1 40 {800 - 13 * at} Tm "
            f"<{''.join(f'{codes[c]:02x}' for c in line)}> Tj ET\n"
            for at, line in enumerate(page)
        )
        objects.append(_stream(shown.encode()))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    written = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R " % (
        len(objects) + 1, table, len(objects) + 1,
    ) + b"/Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)  # fmt: skip
