"""The portal's own scripts and styles, sent as one file of each kind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from portal.pages import PAGES
from portal.settings import ROOT
from portal.web import vendor_assets

NAMED = re.compile(r"""(?:class|class_?[nN]ame|classList\.\w+)\s*(?:=|:|\()\s*f?["'`]([^"'`]*)""")
SCRIPT, SHEET = re.compile(r'<script src="([^"]+)"'), re.compile(r'rel="stylesheet" href="([^"]+)"')


def files(kind: str) -> list[Path]:
    """List what a page needs of a kind, in its order."""
    return sorted((ROOT / "assets" / kind).glob(f"*.{kind}"))


def bare(text: str) -> str:
    """Give code without remarks and spaces."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", "", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


@pytest.mark.parametrize(("kind", "tag"), [("js", SCRIPT), ("css", SHEET)])
def test_a_document_asks_for_one_file_of_each_kind(client: Any, kind: str, tag: Any) -> None:
    addresses = tag.findall(client.get("/plans").text)
    (address,) = (a for a in addresses if a.startswith(f"/assets/{kind}/"))
    answer = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.mimetype == {"js": "text/javascript", "css": "text/css"}[kind]
    whole = "\n".join(file.read_text(encoding="utf-8") for file in files(kind))
    assert bare(answer.text) == bare(whole)
    assert len(answer.text) < len(whole)
    packed = client.get(address, headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < len(answer.data) / 3


def test_a_document_asks_for_nothing_of_dashs_that_no_page_uses(client: Any) -> None:
    scripts = " ".join(SCRIPT.findall(client.get("/plans").text))
    assert "dash_renderer" in scripts
    assert "polyfill" not in scripts
    assert "dash_table" not in scripts


def test_no_script_has_text_over_several_lines() -> None:
    """Lines lose what they begin with: in such a text that would be part of it."""
    for file in files("js"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert line.count("`") % 2 == 0, (file.name, line)


def test_an_address_of_a_former_file_is_not_found(client: Any) -> None:
    assert client.get("/assets/js/all-000000000000.js").status_code == 404


def test_bootstrap_comes_with_the_rules_that_pages_use_alone(client: Any) -> None:
    texts = [client.get(page.path).text for page in PAGES if page.listed]
    for folder, pattern in (("layouts", "*.py"), ("portal", "*.html"), ("assets/js", "*.js")):
        texts += [file.read_text(encoding="utf-8") for file in (ROOT / folder).rglob(pattern)]
    used = {word for text in texts for names in NAMED.findall(text) for word in names.split()}
    whole = vendor_assets._SHEET.read_text(encoding="utf-8")
    styled = set(re.findall(r"\.([A-Za-z][\w-]*)", whole))
    assert used & styled <= vendor_assets.BOOTSTRAP_CLASSES
    assert "form-check-input" in used & styled
    address, sheet = vendor_assets.bootstrap()
    assert address in SHEET.findall(texts[0])
    assert client.get(address).text == sheet
    assert "Licensed under MIT" in sheet
    assert len(sheet) < len(whole) / 8
    assert {"body", ".form-control", "h1", "@media"} <= set(
        re.findall(r"body|\.form-control|h1|@media", sheet)
    )
