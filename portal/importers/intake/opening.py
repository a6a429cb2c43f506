"""Tell what kind of file a paper is, refuse what is not safe or not readable, and open it.

The reader of a kind is imported where it is needed: a process of its own reads each paper.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote

from portal.importers.archives import UNREADABLE_ARCHIVE
from portal.importers.intake.formulas import NOT_SAVED, has_unsaved, refuse_outward, refuse_typed
from portal.importers.intake.paper import Paper, RefusedPaper

MAX_MEGABYTES = 30
_MOST_UNPACKED = 80_000_000
# A file of so much is packed to a hundredth of it only where it says the same again and again.
_LARGE, _MOST_TIMES = 10_000_000, 100
_MOST_MEMBERS = 2_000
_MOST_ROWS, _MOST_CELLS = 5_000, 100_000
_BLOCK = 1 << 20
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Of a file's relations: links to click on, and what lies on another machine (a drive does not).
_LINK = re.compile(r"\bType\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_ELSEWHERE = re.compile(
    r"\bTarget\s*=\s*[\"']\s*(?!file:/{2,3}[a-z]:)(?:[a-z][\w+.-]+:|[/\\]{2})", re.IGNORECASE
)
_MOST_RELATIONS = 5_000_000
_LINKED = "xl/externalLinks/"
_TARGET = re.compile(r"\bTarget\s*=\s*[\"']([^\"']*)")
_ID = re.compile(r"\bId\s*=\s*[\"']([^\"']*)")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*?\bname=\"([^\"]*)\"[^>]*?:id=\"([^\"]*)\"")
_LOCKED = (
    "it is locked by a password; in Word or Excel choose File, Info, Protect, “Encrypt with "
    "Password”, empty the field, save it and give it again"
)
_BOMB = (
    "it unpacks to more than a plan can be (a zip bomb?); if it holds large pictures, take them "
    "out, save it and give it again"
)
# How text of two or four bytes a character begins, in which nothing would be found.
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a file begins with, and what to do about it.
_OTHERS = (
    (b"{\\rtf", "an RTF file; save it as Word (.docx)"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"Rar!", "an archive; unpack it first"),
    (b"7z\xbc\xaf", "an archive; unpack it first"),
    (b"\x89PNG", "a picture; ask for the file that it shows"),
    (b"\xff\xd8\xff", "a picture; ask for the file that it shows"),
)


def open_paper(raw: bytes, name: str) -> Paper:
    """Open a paper without running or following anything in it.

    Raises:
        RefusedPaper: if it is of another kind, locked, damaged, or too large to be a plan, or
            would run or fetch something where it is opened otherwise.
    """
    paper = _open(raw, name)
    refuse_typed(paper)
    return paper


def _open(raw: bytes, name: str) -> Paper:
    if not raw.strip():
        raise RefusedPaper("the file is empty")
    if len(raw) > MAX_MEGABYTES * 1_000_000:
        raise RefusedPaper(f"it is larger than {MAX_MEGABYTES} MB")
    if raw.startswith(_OLE):
        raise RefusedPaper(_about_ole(raw))
    for magic, kind in _OTHERS:
        if raw.startswith(magic):
            raise RefusedPaper(f"this is {kind}")
    start = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF") or b"%PDF-" in raw[:1024]:
        from portal.importers.intake.pdf_paper import read_pdf

        return read_pdf(raw, name)
    if raw.startswith(b"PK"):
        return _open_archive(raw, name)
    if re.match(rb"<(!doctype html|html|head|\?xml)", start, re.IGNORECASE):
        raise RefusedPaper("this is a web page or XML; save the plan as Word, Excel, PDF or CSV")
    from portal.importers.intake.csv_paper import read_csv

    return read_csv(raw, name)


def _about_ole(raw: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return _LOCKED
    return "this is a file of an old version of Word or Excel; save it as .docx or .xlsx"


def _open_archive(raw: bytes, name: str) -> Paper:
    notes: tuple[str, ...] = ()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
            _check_archive(archive)
            if "word/document.xml" in names:
                parts = {"word/document.xml": "the document"}
                _check_counts(archive, parts, b"<w:tr[ >]", b"<w:tc[ >]")
                is_document = True
            elif "xl/workbook.xml" in names:
                sheets = sorted(x for x in names if re.match(r"xl/worksheets/.*\.xml$", x))
                named = _sheet_names(archive) if "xl/_rels/workbook.xml.rels" in names else {}
                parts = {sheet: named.get(sheet, "a sheet") for sheet in sheets}
                notes = _check_counts(archive, parts, b"<row[ >/]", b"<c[ >/]")
                is_document = False
            else:
                raise RefusedPaper(_about_archive(names))
            _check_times(archive, len(raw))
    except UNREADABLE_ARCHIVE as error:
        raise RefusedPaper("the file is damaged or cut off; save it again") from error
    if is_document:
        from portal.importers.intake.docx_paper import read_docx

        return read_docx(raw, name)
    from portal.importers.intake.xlsx_paper import read_xlsx

    paper = read_xlsx(raw, name)
    return replace(paper, notes=(*paper.notes, *notes))


def _about_archive(names: set[str]) -> str:
    if "content.xml" in names:
        return "this is an OpenDocument file; save it as .docx or .xlsx"
    if "xl/workbook.bin" in names:
        return "this is a binary workbook; save it as .xlsx"
    if any(name.startswith("ppt/") for name in names):
        return "this is a presentation; a plan is read from Word, Excel, PDF or CSV"
    return "this is an archive; unpack it and give the plan itself"


def _check_archive(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS or sum(x.file_size for x in members) > _MOST_UNPACKED:
        raise RefusedPaper(_BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise RefusedPaper(_LOCKED)
    if any(member.filename.endswith("vbaProject.bin") for member in members):
        raise RefusedPaper(
            "it holds macros; choose Save As, “Word Document (.docx)” or “Excel Workbook (.xlsx)”, "
            "which hold none, and give that"
        )
    if any(member.filename.startswith(_LINKED) for member in members):
        raise RefusedPaper(_about_links(archive, [member.filename for member in members]))
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            _check_entities(archive, member)
        if member.filename.endswith(".rels"):
            if member.file_size > _MOST_RELATIONS:
                raise RefusedPaper("it has more links than a plan can have; save it without them")
            _check_relations(archive.read(member))


def _check_entities(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Look through a whole part: what declares entities may stand behind a long comment."""
    with archive.open(member) as file:
        rest = b""
        while block := file.read(_BLOCK):
            if not rest and block.startswith(_WIDE):
                raise RefusedPaper("its XML is not UTF-8; save it again")
            if _ENTITIES.search(rest + block):
                raise RefusedPaper(
                    "its XML declares entities, which no plan needs; open it in Word or Excel and "
                    "save it again"
                )
            rest = block[-16:]


def _about_links(archive: zipfile.ZipFile, names: list[str]) -> str:
    """Say which workbooks a workbook takes values from, and the way out."""
    relations = b"".join(
        archive.read(name)[:_MOST_RELATIONS]
        for name in names
        if name.startswith(_LINKED) and name.endswith(".rels")
    ).decode("utf-8", "replace")
    targets = [unquote(unescape(text)) for text in _TARGET.findall(relations)]
    files = dict.fromkeys(text.replace("\\", "/").rstrip("/").split("/")[-1] for text in targets)
    which = f" ({', '.join(list(files)[:3])[:120]})" if files else ""
    return (
        f"it takes values from other workbooks{which}; in Excel choose Data, then Edit Links (or "
        "Workbook Links) and break each link. If one stays, copy the plan’s sheet into a new "
        "workbook with Paste Special, Values. Then save it and give that"
    )


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name a workbook's sheets as a person knows them, by their parts."""
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets: dict[str, str] = {}
    for relation in relations.split("<"):
        identity, target = _ID.search(relation), _TARGET.search(relation)
        if identity and target:
            targets[identity[1]] = str(PurePosixPath("/xl", target[1])).lstrip("/")
    workbook = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    named = _SHEET.findall(workbook)
    return {targets[key]: f"sheet “{unescape(name)}”" for name, key in named if key in targets}


def _check_times(archive: zipfile.ZipFile, packed: int) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > max(_LARGE, _MOST_TIMES * packed):
        raise RefusedPaper(_BOMB)


def _check_relations(relations: bytes) -> None:
    """Refuse what the file would fetch from elsewhere when opened; links to click on are none."""
    for relation in unescape(relations.decode("utf-8", "replace")).split("<"):
        if _LINK.search(relation) or not _ELSEWHERE.search(relation):
            continue
        if "/attachedTemplate" in relation:
            raise RefusedPaper(
                "it fetches its template from another machine; save it as PDF and give that, or "
                "attach Normal.dotm instead (Developer, Document Template) and give it again"
            )
        raise RefusedPaper(
            "it fetches a picture or another file from elsewhere when it is opened; put that into "
            "the file or take it out, save it and give it again"
        )


def _check_counts(
    archive: zipfile.ZipFile, parts: Mapping[str, str], row: bytes, cell: bytes
) -> tuple[str, ...]:
    """Count rows and cells before they are built, which takes a hundred times their size.

    Args:
        archive: of the paper.
        parts: what a person calls each of its parts.
        row, cell: how one begins.

    Returns:
        What to tell of formulas.
    """
    notes = []
    for part, place in parts.items():
        unsaved = False
        rows = cells = depth = deepest = 0
        with archive.open(part) as file:
            rest = b""
            while block := file.read(_BLOCK):
                block = rest + block
                cut = block.rfind(b"<")
                block, rest = (block[:cut], block[cut:]) if cut > 0 else (block, b"")
                rows += len(re.findall(row, block))
                cells += len(re.findall(cell, block))
                depth += len(re.findall(rb"<[^/!?]", block)) - block.count(b"</")
                depth -= block.count(b"/>")
                deepest = max(deepest, depth)
                refuse_outward(block, place)
                unsaved = unsaved or has_unsaved(block)
        if rows > _MOST_ROWS:
            raise RefusedPaper(
                f"{place} has {rows:,} rows, more than {_MOST_ROWS:,}; keep the plan alone and "
                "delete the empty rows below it"
            )
        if cells > _MOST_CELLS or deepest > 100_000:
            raise RefusedPaper(
                f"{place} has {cells:,} cells, more than a plan can have; keep the plan alone"
            )
        if unsaved:
            notes.append(f"{place}: {NOT_SAVED}")
    return tuple(notes)
