"""Files that are no plan, or mean harm: each is refused with the reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document

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
        (lambda: PDF, "no text, only pictures"),
        (lambda: word()[:4_000], "damaged"),
        (lambda: word(blob=b"\0" * 90_000_000), "zip bomb"),
        (lambda: word(vbaProject=b"x"), "macros"),
        (lambda: in_document(b"<w:document", b"<!DOCTYPE a><w:document"), "entities"),
        (lambda: in_document(b"<w:body>", DEEP), "damaged"),
        (lambda: b"Action,Lead\n" + b"Do,Head\n" * 6_000, "more than 5,000 rows"),
        (lambda: b"Action,Lead\n" + b"a," * 4_000, "columns"),
    ],
)  # fmt: skip
def test_it_is_refused_with_the_reason(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(RefusedPaper, match=reason):
        open_paper(make(), "plan")
