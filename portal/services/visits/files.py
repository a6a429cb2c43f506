"""The files that a team may keep as evidence: their type is told by their content."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from html import unescape
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError

from portal.services.visits.access import ValidationError, short

# Of one file, and of all files of a visit, in bytes.
MAX_FILE, MAX_FILES = 10_000_000, 200_000_000
_LONGEST_NAME = 120
_MOST_PARTS, _MOST_LISTED, _MOST_UNPACKED = 10_000, 3_000_000, 300_000_000
# Of Office files: what runs when they are opened, by the names and types of parts.
_RUNS = ("vbaproject", "vbadata", "activex", "macrosheet")
# Parts that are fetched from elsewhere and may run; a link or a picture is none.
_FETCHED = re.compile(r"/(?:attachedTemplate|oleObject|frame|subDocument|control)[\"']")
_ELSEWHERE = re.compile(r"Target\s*=\s*[\"'](?:\w+:)?[/\\]{2}", re.IGNORECASE)
# A picture or the head of a PDF that a browser or a server could take for a page.
_PAGE = re.compile(rb"<(?:!doctype|html|script|svg\s|iframe|body|\?php)\b", re.IGNORECASE)
_HEAD = 1024
# Long enough that no compressed picture holds them by chance.
_PDF_RUNS = re.compile(rb"/(?:JavaScript|Launch)\b")
# What unpacking damaged parts raises, by how they are packed.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Types by the endings that a file's name may have.
_TYPES = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    f"{_OFFICE}wordprocessingml.document": (".docx",),
    f"{_OFFICE}spreadsheetml.sheet": (".xlsx",),
    f"{_OFFICE}presentationml.presentation": (".pptx",),
}
TYPE_NAMES: Mapping[str, str] = {
    "application/pdf": "PDF",
    "image/png": "PNG picture",
    "image/jpeg": "JPEG picture",
    "image/webp": "WebP picture",
    f"{_OFFICE}wordprocessingml.document": "Word document",
    f"{_OFFICE}spreadsheetml.sheet": "Excel workbook",
    f"{_OFFICE}presentationml.presentation": "PowerPoint file",
}
_TAKEN = "PDF, PNG, JPEG, WebP, Word (.docx), Excel (.xlsx) or PowerPoint (.pptx)"


def checked_file(name: str, content: bytes) -> str:
    """Tell the type of a file by what it holds.

    Raises:
        ValidationError: if it is too large, empty, damaged, holds macros, scripts or a second file,
            is of another type than its name says, or of none that is taken.
    """
    about = f"The file “{short(name)}”"
    if not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
        raise ValidationError(
            f"{about} needs a name of at most {_LONGEST_NAME} characters. Rename it."
        )
    if len(content) > MAX_FILE:
        raise ValidationError(
            f"{about} is larger than {MAX_FILE // 1_000_000} MB. Save it smaller, or give a link."
        )
    if not content:
        raise ValidationError(f"{about} is empty. Choose another one.")
    type_ = _pdf(about, content) or _office(about, content) or _picture(about, content)
    if not type_:
        raise ValidationError(f"{about} is no {_TAKEN} file by its content. Save it as PDF.")
    endings = _TYPES[type_]
    if PurePosixPath(name).suffix.lower() not in endings:
        raise ValidationError(
            f"{about} holds a {TYPE_NAMES[type_]}, which its name does not say. Rename it to end "
            f"in {endings[0]}, or choose the right file."
        )
    return type_


def base_name(name: str) -> str:
    """Give the last part of a name: some browsers send the folders of a file too."""
    return PurePosixPath(name.replace("\\", "/")).name


def _pdf(about: str, content: bytes) -> str:
    if not content.startswith(b"%PDF-"):
        return ""
    _check_single(about, content, content[:_HEAD])
    if _PDF_RUNS.search(content):
        raise ValidationError(
            f"{about} holds a script or starts a program. Print it to a new PDF, and choose that."
        )
    return "application/pdf"


def _check_single(about: str, content: bytes, page: bytes) -> None:
    """Refuse a file that is of two types at once."""
    if zipfile.is_zipfile(io.BytesIO(content)) or _PAGE.search(page):
        raise ValidationError(
            f"{about} holds a second file or a web page. Save it again as a picture or PDF alone."
        )


def _office(about: str, content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
            names = [info.filename for info in infos]
            if len(names) > _MOST_PARTS or "[Content_Types].xml" not in names:
                return ""
            relations = [info for info in infos if info.filename.lower().endswith(".rels")]
            lists = [parts.getinfo("[Content_Types].xml"), *relations]
            if sum(info.file_size for info in lists) > _MOST_LISTED:
                return ""
            if sum(info.file_size for info in infos) > _MOST_UNPACKED:
                most = _MOST_UNPACKED // 1_000_000
                raise ValidationError(f"{about} unpacks to more than {most} MB. Save it smaller.")
            listed = "".join(_tags(parts.read("[Content_Types].xml")))
            fetched = any(_fetches(parts.read(info)) for info in relations)
    except ValidationError:
        raise
    except _DAMAGED:
        raise ValidationError(f"{about} is damaged. Save it again.") from None
    every = " ".join(names).lower() + listed.lower()
    if "macroenabled" in every or any(part in every for part in _RUNS):
        raise ValidationError(f"{about} holds macros. Save it without them.")
    if fetched:
        raise ValidationError(
            f"{about} fetches a template or an object from elsewhere when it is opened. Save it as "
            "PDF, and choose that."
        )
    for type_ in _TYPES:
        if f"{type_}.main+xml" in listed:
            return type_
    return ""


def _fetches(relations: bytes) -> bool:
    """Tell if something that may run is fetched from another place when the file is opened."""
    return any(_FETCHED.search(tag) and _ELSEWHERE.search(tag) for tag in _tags(relations))


def _tags(content: bytes) -> list[str]:
    """Split XML into its tags, each with the text behind it, however its letters are written.

    No tag holds a "<": all is read once, however many tags never end. UTF-16 is read like UTF-8,
    of which only letters of ASCII matter here.
    """
    return [unescape(tag) for tag in content.replace(b"\0", b"").decode("latin-1").split("<")]


def _picture(about: str, content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            picture.verify()
            type_ = Image.MIME[picture.format or ""]
    except (UnidentifiedImageError, KeyError):
        return ""
    except Image.DecompressionBombError:
        raise ValidationError(f"{about} has too many pixels. Save it smaller.") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise ValidationError(f"{about} is damaged. Save it again.") from None
    _check_single(about, content, content)
    return type_
