"""Run in a process of its own: read hostile papers as an upload does; say what each costs.

`python -m tests.integration.fuzz.papers` prints a line of JSON a paper: its name, the answer, the
seconds of the processor that it took, and the megabytes that this process and its reader had more
at their peak than for a harmless paper. Names of papers narrow them.
"""

from __future__ import annotations

import io
import json
import re
import resource
import socket
import sys
import threading
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from docx import Document
from openpyxl import Workbook

from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.files import read_sent
from portal.importers.intake.paper import RefusedPaper
from portal.importers.intake.reader_process import read_apart
from tests.support.council_plans import paper
from tests.support.reports import COUNCILS

# Whoever follows what a paper names outside itself comes here.
OUTSIDE_WORLD = socket.create_server(("127.0.0.1", 0))
ADDRESS = f"http://127.0.0.1:{OUTSIDE_WORLD.getsockname()[1]}"
ROW = ("1.1", "Give every worker supervision once a month", "Head of Practice", "30 June 2025")
HEAD = ("Ref", "Action", "Lead", "By when")


def changed(raw: bytes, members: dict[str, bytes], swap: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """A file of Office with members added, and a text swapped in its main part."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to,
    ):
        for name in archive.namelist():
            data = archive.read(name)
            if name in ("word/document.xml", "xl/worksheets/sheet1.xml"):
                data = data.replace(*swap, 1) if swap[0] else data
            if name not in members:
                to.writestr(name, data)
        for name, data in members.items():
            to.writestr(name, data)
    return out.getvalue()


def workbook(rows: int = 3, cells: int = 4, first: str = "") -> bytes:
    """A tracker as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append([*HEAD, *(f"Note {n}" for n in range(cells - 4))])
    for number in range(rows):
        values = [first or f"1.{number}", *ROW[1:], *(f"word {number}" for _ in range(cells - 4))]
        sheet.append(values)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word(rows: int = 3) -> bytes:
    """A tracker as a table of Word; its rows are copies of one."""
    document = Document()
    table = document.add_table(2, len(HEAD))
    for at, text in enumerate(HEAD):
        table.rows[0].cells[at].text = text
        table.rows[1].cells[at].text = ROW[at]
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        body = archive.read("word/document.xml")
    start = body.rindex(b"<w:tr>")
    row = body[start : body.rindex(b"</w:tbl>")]
    return changed(out.getvalue(), {"word/document.xml": body.replace(row, row * rows)})


def pdf(stream: bytes, packed: bool = True, catalog: bytes = b"", pages: int = 1) -> bytes:
    """A PDF whose pages share one stream of drawing."""
    content = zlib.compress(stream, 9) if packed else stream
    kind = b"/Filter/FlateDecode" if packed else b""
    kids = b" ".join(b"%d 0 R" % (10 + n) for n in range(pages))
    objects = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R" + catalog + b">>endobj",
        b"2 0 obj<</Type/Pages/Kids[" + kids + b"]/Count %d>>endobj" % pages,
        b"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
        b"5 0 obj<<"
        + kind
        + b"/Length %d>>stream\n" % len(content)
        + content
        + b"\nendstream endobj",
        *(
            b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 4 0 R>>"
            b">>/Contents 5 0 R>>endobj" % (10 + n)
            for n in range(pages)
        ),
    ]
    return b"%PDF-1.4\n" + b"\n".join(objects) + b"\ntrailer<</Root 1 0 R>>\n"


TEXT = b"BT /F 11 Tf 50 700 Td (Action) Tj 100 0 Td (Lead) Tj ET\n"
SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('%s'\\))>>" % ADDRESS.encode()
LATE_DOCTYPE = (
    b'<?xml version="1.0"?><!--' + b"x" * 5_000 + b'--><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&j;</t></si>'
    b"</sst>"
)  # fmt: skip
OUTSIDE = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/relationships/attachedTemplate" Target="%s/a.dotm" TargetMode="External"/>'
    b"</Relationships>"
) % ADDRESS.encode()
DRIVE = rb'Target="file:///C:\\Templates\\Council.dotx"'
SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
PAPERS: dict[str, Callable[[], bytes]] = {
    "macro": lambda: changed(workbook(), {"xl/vbaProject.bin": b"x" * 9_000}),
    "external template": lambda: changed(word(), {"word/_rels/settings.xml.rels": OUTSIDE}),
    "external workbook": lambda: changed(
        workbook(first="='[1]Plan'!A1"),
        {
            "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": OUTSIDE.replace(
                b"attachedTemplate", b"externalLinkPath"
            ),
        },
    ),
    "external picture": lambda: changed(
        word(),
        {"word/_rels/header1.xml.rels": OUTSIDE.replace(b"attachedTemplate", b"image")},
    ),
    "links and a template on a drive": lambda: changed(
        word(),
        {
            "word/_rels/header1.xml.rels": OUTSIDE.replace(b"attachedTemplate", b"hyperlink"),
            "word/_rels/settings.xml.rels": re.sub(rb'Target="[^"]*"', DRIVE, OUTSIDE),
        },
    ),
    "formula cells": lambda: workbook(first="=cmd|' /C calc'!A0"),
    "bomb": lambda: changed(workbook(), {"xl/media/a.png": b"\0" * 300_000_000}),
    "bomb below the limit": lambda: changed(
        workbook(), {"xl/sharedStrings.xml": SST + b"<si><t>ab</t></si>" * 4_000_000 + b"</sst>"}
    ),
    "100,000 rows of a workbook": lambda: workbook(100_000),
    "100,000 rows of CSV": lambda: b"Action,Lead\n" + b"Do it,Head\n" * 100_000,
    "100,000 rows of Word": lambda: word(100_000),
    "the most cells of a workbook": lambda: workbook(4_900, 20),
    "the most rows of Word": lambda: word(4_900),
    "PDF with JavaScript": lambda: pdf(TEXT, catalog=SCRIPT),
    "PDF that unpacks to 600 MB": lambda: pdf(TEXT + b" " * 600_000_000),
    "PDF with a million lines": lambda: pdf(TEXT + b"10 10 m 90 90 l S\n" * 1_000_000),
    "PDF with 2,000 pages": lambda: pdf(TEXT * 200, pages=2_000),
    "deep XML": lambda: changed(
        word(), {}, (b"<w:body>", b"<w:body>" + b"<w:p><w:r>" * 20_000 + b"</w:r></w:p>" * 20_000)
    ),
    "entities in entities": lambda: changed(workbook(), {"xl/sharedStrings.xml": LATE_DOCTYPE}),
}

# Those that are read as reports of inspections.
REPORTS = {
    "report that unpacks to 600 MB": PAPERS["PDF that unpacks to 600 MB"],
    "report with a million lines": PAPERS["PDF with a million lines"],
}
PAPERS |= REPORTS


def _resident(number: int | str) -> float:
    """The resident megabytes of a process now."""
    try:
        pages = int(Path(f"/proc/{number}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 1e6


class _Peak:
    """Looks again and again at the memory of this process and those that it started."""

    def __init__(self) -> None:
        self.most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> _Peak:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        tasks = Path("/proc/self/task")
        while not self._ended.wait(0.01):
            children = {
                child
                for task in tasks.iterdir()
                for child in (task / "children").read_text().split()
            }
            self.most = max(self.most, sum(map(_resident, ("self", *children))))


def _used() -> float:
    """The seconds of the processor that this process and those that it started have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _answer_to_paper(raw: bytes, name: str) -> str:
    try:
        proposal = read_apart(raw, name)
    except RefusedPaper as refused:
        return str(refused)
    harmful = "cmd|" in repr(proposal) or ADDRESS in repr(proposal)
    return f"{len(proposal.actions)} actions" + (", with what is harmful" if harmful else "")


def _answer_to_report(raw: bytes) -> str:
    return read_sent(raw, "report.pdf", CouncilNames(COUNCILS)).reason


def cost(raw: bytes, name: str = "plan") -> tuple[str, float, float]:
    """Read a paper as an upload does; return the answer, the seconds and the peak of memory.

    The seconds are those of the processor: others may keep it busy.
    """
    start = _used()
    with _Peak() as peak:
        answer = _answer_to_report(raw) if name in REPORTS else _answer_to_paper(raw, name)
    return answer, _used() - start, peak.most


def main(names: list[str]) -> None:
    """Say what each paper costs."""
    harmless = cost(paper())[2]
    for name in names or PAPERS:
        raw = PAPERS[name]()
        answer, seconds, most = cost(raw, name)
        line = {
            "name": name,
            "answer": answer,
            "seconds": round(seconds, 2),
            "megabytes": round(most - harmless),
            "kilobytes sent": len(raw) // 1000,
        }
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()
    OUTSIDE_WORLD.settimeout(0.1)
    with suppress(TimeoutError):
        OUTSIDE_WORLD.accept()
        sys.stdout.write(f"{json.dumps({'name': 'somebody followed an address'})}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
