"""Hostile files, sent by an editor to the page of imports: told what is wrong, never a failure."""

from __future__ import annotations

import gzip
import io
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest

from tests.integration.fuzz.conftest import Fuzzed
from tests.integration.routes.test_imports import sent

PAGE = "/imports"


def bomb() -> bytes:
    """A workbook of 50 KB that would unpack to 50 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


HEADER = b"time_period,time_identifier,geographic_level,country_code,country_name"
FILES = {
    "a bomb": bomb(),
    "gzip": gzip.compress(b"0" * 1_000_000),
    "a program": b"\x7fELF" + bytes(range(256)) * 20,
    "a PDF": b"%PDF-1.7\n",
    "a web page": b"<html><script>alert(1)</script>",
    "XML that names a file": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///x">]>',
    "UTF-16": "a,b\n1,2\n".encode("utf-16"),
    "half a letter": b"a,b\n\xe9,1\n",
    "NUL": b"a,b\n\0,1\n",
    "an open quotation": b'a,b\n"1,2\n' * 999,
    "one long line": b"x" * 3_000_000,
    "many columns": b",".join(b"c%d" % n for n in range(20_000)) + b"\n" + b"," * 19_999 + b"\n",
    "many lines": b"\n" * 2_000_000,
    "a header alone": HEADER + b"\n",
    "formulas": HEADER + b"\n=1+1,@x,-1,+1,=cmd|' /C calc'!A0\n",
    "a year that is none": HEADER + b"\n99999999999999999999,Calendar year,National,E92000001,x\n",
}
NAMES = (
    "../../../etc/passwd",
    "a\0.csv",
    "x" * 5_000,
    "=1+1.csv",
    "a\r\nb.csv",
    "<b>.csv",
    "é.csv",
)


def send(fuzzed: Fuzzed, content: bytes, name: str = "a.csv", **fields: str) -> Any:
    """Send a file to the page of imports and return the answer."""
    asking = SimpleNamespace(client=fuzzed.clients["other"], token=fuzzed.tokens["other"])
    return sent(asking, content, name, **fields)


@pytest.mark.parametrize("kind", ["statistics", "neighbours"])
@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_told(fuzzed: Fuzzed, what: str, kind: str) -> None:
    answer = send(fuzzed, FILES[what], kind=kind, model="2025")
    assert answer.status_code == 400, answer.text[-500:]
    assert "nothing was imported" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_made_harmless(fuzzed: Fuzzed, name: str) -> None:
    answer = send(fuzzed, b"a,b\n1,2\n", name)
    assert answer.status_code == 400
    assert "etc/passwd" not in answer.text
    assert "<b>" not in answer.text


def test_a_form_of_many_parts_is_refused(fuzzed: Fuzzed) -> None:
    assert send(fuzzed, b"a", **{f"f{n}": "x" for n in range(1_500)}).status_code == 413
    assert send(fuzzed, b"a", reason="x" * 600_000).status_code == 413


def test_a_body_that_is_no_form_is_refused(fuzzed: Fuzzed) -> None:
    headers = {"X-CSRFToken": fuzzed.tokens["other"]}
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "text/csv", ""):
        answer = fuzzed.clients["other"].post(
            PAGE, data=b"--x\r\nContent-Disposition: \0", content_type=kind, headers=headers
        )
        assert answer.status_code == 400, kind
