"""Files that are no plan, or mean harm: each is refused with the reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from openpyxl import Workbook

from portal.importers.intake.opening import open_paper
from portal.importers.intake.paper import RefusedPaper

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"
    b"endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\ntrailer<</Root 1 0 R>>\n"
)


def word(change: Callable[[str, bytes], bytes] = lambda _name, data: data, **more: bytes) -> bytes:
    """A Word file whose members are changed, and with more of them."""
    out, changed = io.BytesIO(), io.BytesIO()
    Document().save(out)
    with zipfile.ZipFile(out) as archive, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as to:
        for name in archive.namelist():
            to.writestr(name, change(name, archive.read(name)))
        for name, data in more.items():
            to.writestr(f"word/{name}.bin", data)
    return changed.getvalue()


def in_document(before: bytes, after: bytes) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(before, after, 1) if name == "word/document.xml" else data

    return word(change)


def workbook(*texts: str, **more: bytes) -> bytes:
    """A workbook with these in its first column, and with more members."""
    book, out = Workbook(), io.BytesIO()
    book.active.title = "Plan"
    for text in texts:
        book.active.append([text])
    book.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        for name, data in more.items():
            archive.writestr(name, data)
    return out.getvalue()


def linked(target: str) -> bytes:
    """A workbook that takes values from another one."""
    part = f'<Relationships><Relationship Id="rId1" Target="{target}"/></Relationships>'
    return workbook("Do it", **{"xl/externalLinks/_rels/externalLink1.xml.rels": part.encode()})


def pages(count: int) -> bytes:
    """A PDF of empty pages."""
    numbers = range(10, 10 + count)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    page = b" 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    more = b"".join(b"%d" % number + page for number in numbers)
    return PDF.replace(b"[3 0 R]", b"[" + kids + b"]").replace(b"trailer", more + b"trailer")


DEEP = b"<w:body>" + b"<w:p><w:r>" * 20_000 + b"</w:r></w:p>" * 20_000


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b" \n", "empty"),
        (lambda: OLE + b"\0" * 500, "old version"),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        (lambda: b"{\\rtf1 text", "RTF"),
        (lambda: b"<html><body>Plan</body></html>", "web page"),
        (lambda: bytes(range(256)) * 9, "no text"),
        (lambda: b"%PDF-1.7\n" + b"x" * 2_000, "damaged"),
        (lambda: PDF, "holds a script"),
        (lambda: PDF.replace(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>", b""), "no text"),
        (lambda: PDF.replace(b"/OpenAction<<", b"/OpenAction<</Next[<<")
                    .replace(b">>>>endobj", b">>]>>>>endobj", 1), "holds a script"),
        (lambda: PDF.replace(b"/OpenAction", b"/Names<</JavaScript<<>>>>/Of"), "holds a script"),
        (lambda: PDF.replace(b"/MediaBox", b"/AA<</O<</S/Launch>>>>/MediaBox")
                    .replace(b"/OpenAction", b"/Of"), "starts a program"),
        (lambda: PDF.replace(b"/MediaBox", b"/Annots[<</A<</S/JavaScript>>>>]/MediaBox")
                    .replace(b"/OpenAction", b"/Of"), "holds a script"),
        (lambda: pages(151), "151 pages, more than"),
        (lambda: word()[:4_000], "damaged"),
        (lambda: word(blob=b"\0" * 90_000_000), "zip bomb"),
        (lambda: word(blob=b"\0" * 30_000_000), "zip bomb"),
        (lambda: word(vbaProject=b"x"), "macros"),
        (lambda: linked("file:///C:\\Old%20plans\\Staff.xlsx"), r"other workbooks \(Staff.xlsx\)"),
        (lambda: linked("https://x.sharepoint.com/s/Staff%20list.xlsx"), r"\(Staff list.xlsx\)"),
        (lambda: linked("Budget.xlsx"), r"\(Budget.xlsx\); in Excel choose Data"),
        (lambda: workbook("=cmd|' /C calc'!A0"), "sheet “Plan” holds a formula that fetches"),
        (lambda: workbook('=WEBSERVICE("http://x.example")'), "=WEBSERVICE"),
        (lambda: workbook("='[Other.xlsx]Plan'!A1"), "fetches or starts"),
        (lambda: workbook("=[1]Plan!A1"), "fetches or starts"),
        (lambda: workbook(*["Do it"] * 5_001), "sheet “Plan” has 5,001 rows"),
        (lambda: b"Ref,Action,Lead\n1,Do,=HYPERLINK(A1)\n", "record 2 holds a formula"),
        (lambda: b"Ref,Action,Lead\n1,Do,+cmd|' /C calc'!A0\n", "record 2 holds a formula"),
        (lambda: in_document(b"<w:document", b"<!DOCTYPE a><w:document"), "entities"),
        (lambda: in_document(b"<w:body>", DEEP), "damaged"),
        (lambda: b"Action,Lead\n" + b"Do,Head\n" * 6_000, "more than 5,000 rows"),
        (lambda: b"Action,Lead\n" + b"a," * 4_000, "columns"),
    ],
)  # fmt: skip
def test_it_is_refused_with_the_reason(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(RefusedPaper, match=reason):
        open_paper(make(), "plan")


def test_formulas_that_stay_within_their_workbook_are_read_by_their_saved_results() -> None:
    texts = ('=HYPERLINK("http://x.example/a|b!c","The plan")', "=Table1[2025]*Plan!A1", "- Do(s)")
    paper = open_paper(workbook(*texts), "plan.xlsx")
    (note,) = paper.notes
    assert note.startswith("sheet “Plan”: some cells hold formulas whose results the file does not")
    assert open_paper(workbook("Do it"), "plan.xlsx").notes == ()
    lines = b"Ref,Action,Lead\n1,- Review(s) | done!,+44 1234\n2,=complete,@anna\n"
    assert open_paper(lines, "plan.csv").notes == ()
