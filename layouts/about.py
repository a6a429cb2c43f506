"""For whom the portal is, how it works, accessibility, privacy: the words of `about.md`."""

from __future__ import annotations

import re
from pathlib import Path

from dash import dcc, html

from layouts.components.glossary import glossary
from layouts.components.parts import page
from layouts.markup import Part
from portal.urls import API_PAGE, COMPARE, DATA_PACKAGE, INDICATORS, SOURCES, download_url

_TEXT = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
_PAGES = {"plans": COMPARE, "sources": SOURCES, "indicators": INDICATORS}
_FILES = {"api": API_PAGE, "package": DATA_PACKAGE, "zip": download_url("dataset", "zip")}
# Sections that the foot of every page leads to.
_LINKED = ("Accessibility", "Privacy")
# `**strong**` and `[text](name of an address)`.
_MARK = re.compile(r"(\*\*.+?\*\*|\[.+?\]\(\w+\))")


def layout() -> html.Div:
    """Lay out the page, which needs no data."""
    sections = [_section(*part.strip().split("\n\n")) for part in _TEXT.split("## ") if part]
    return page(
        "About this portal",
        "Alongside sets the improvement plans and indicators of children’s services side by side, "
        "and says when they cannot fairly be compared.",
        html.Div([*sections, glossary()], className="wrap prose"),
        narrow=True,
    )


def _section(title: str, *blocks: str) -> html.Section:
    parts = [
        html.Ul([html.Li(_marked(line)) for line in block.removeprefix("- ").split("\n- ")])
        if block.startswith("- ")
        else html.P(_marked(block))
        for block in blocks
    ]
    linked = {"id": title.lower()} if title in _LINKED else {}
    return html.Section([html.H2(title), *parts], **linked)


def _marked(text: str) -> list[Part]:
    return [_part(piece) for piece in _MARK.split(text) if piece]


def _part(piece: str) -> Part:
    if piece.startswith("**"):
        return html.Strong(piece.strip("*"))
    if piece.startswith("["):
        words, _, name = piece[1:-1].partition("](")
        if name in _PAGES:
            return dcc.Link(words, href=_PAGES[name])
        return html.A(words, href=_FILES[name])
    return piece
