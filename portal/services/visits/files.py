"""The files that a team may keep as evidence: their type is told by their content."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from PIL import Image, UnidentifiedImageError

from portal.services.visits.access import ValidationError, short

# Of one file, and of all files of a visit, in bytes.
MAX_FILE, MAX_FILES = 10_000_000, 200_000_000
_LONGEST_NAME = 120
_MOST_PARTS, _MOST_LISTED = 10_000, 1_000_000
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
        ValidationError: if it is too large, empty, damaged, holds macros, is of another type than
            its name says, or of none that is taken.
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
    type_ = _pdf(content) or _office(about, content) or _picture(about, content)
    if not type_:
        raise ValidationError(f"{about} is no {_TAKEN} file by its content. Save it as PDF.")
    endings = _TYPES[type_]
    if PurePosixPath(name).suffix.lower() not in endings:
        raise ValidationError(
            f"{about} holds a {TYPE_NAMES[type_]}, which its name does not say. Rename it to end "
            f"in {endings[0]}, or choose the right file."
        )
    return type_


def _pdf(content: bytes) -> str:
    return "application/pdf" if content.startswith(b"%PDF-") else ""


def _office(about: str, content: bytes) -> str:
    if not content.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if len(names) > _MOST_PARTS or "[Content_Types].xml" not in names:
                return ""
            if parts.getinfo("[Content_Types].xml").file_size > _MOST_LISTED:
                return ""
            listed = parts.read("[Content_Types].xml")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise ValidationError(f"{about} is damaged. Save it again.") from None
    if b"macroEnabled" in listed or any(n.lower().endswith("vbaproject.bin") for n in names):
        raise ValidationError(f"{about} holds macros. Save it without them.")
    for type_ in _TYPES:
        if f"{type_}.main+xml".encode() in listed:
            return type_
    return ""


def _picture(about: str, content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            picture.verify()
            return Image.MIME[picture.format or ""]
    except (UnidentifiedImageError, KeyError):
        return ""
    except Image.DecompressionBombError:
        raise ValidationError(f"{about} has too many pixels. Save it smaller.") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise ValidationError(f"{about} is damaged. Save it again.") from None
