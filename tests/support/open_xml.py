"""Files of Office held against the Open XML schemas, by `openxml-audit`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openxml_audit as audit


def faults(folder: Path, name: str, blob: bytes) -> list[str]:
    """List what of a file breaks the schemas, or the rules that the schemas cannot hold.

    Args:
        folder: where the file is put to be read.
        name: its name, whose ending tells its kind.
    """
    path = folder / name
    path.write_bytes(blob)
    validator = audit.OpenXmlValidator(audit.FileFormat.MICROSOFT_365, max_errors=50)
    return [str(fault) for fault in validator.validate(str(path)).errors]


def changed(blob: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Copy a file with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, change(data) if entry.filename == part else data)
    return out.getvalue()
