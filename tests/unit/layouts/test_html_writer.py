"""Parts of a page as HTML: what a browser reads is what was written, whatever the text."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from layouts.html_writer import write_html
from layouts.markup import element, link


class Reader(HTMLParser):
    """Texts and attributes as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (None, ""),
        ("a < b & c", "a &lt; b &amp; c"),
        (12, "12"),
        (html.P("x", className="quiet"), '<p class="quiet">x</p>'),
        (html.Label("x", htmlFor="y"), '<label for="y">x</label>'),
        (html.Div(tabIndex="-1", hidden=True), '<div hidden tabindex="-1"></div>'),
        (html.Details(html.Summary("s"), open=False), "<details><summary>s</summary></details>"),
        (html.Br(), "<br>"),
        (dcc.Link("x", href="/plans?a=1&b=2"), '<a href="/plans?a=1&amp;b=2">x</a>'),
        (html.Th(colSpan=2, **{"data-item": "a/b"}), '<th colspan="2" data-item="a/b"></th>'),
        (element("Span", "x", "tag", n_clicks=0), '<span class="tag">x</span>'),
        (link(["a", None, 1], "#top"), '<a href="#top">a1</a>'),
        (html.Span(style={"--heat": "8%", "minHeight": "2px"}),
         '<span data-style="--heat:8%;min-height:2px"></span>'),
        ([Markup("<b>x</b>"), "<b>"], "<b>x</b>&lt;b&gt;"),
    ],
)  # fmt: skip
def test_each_kind_of_part_is_written(part: Any, expected: str) -> None:
    assert write_html(part) == expected


@given(st.text())
def test_any_text_is_read_back_as_it_was_and_as_nothing_else(text: str) -> None:
    written = write_html(html.P([html.B(text, title=text)], className="a"))
    read = Reader(written)
    assert [tag for tag, _ in read.tags] == ["p", "b"]
    assert read.tags[1][1]["title"] == text
    assert "".join(read.texts) == text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " javascript:x", "data:text/html,x", "vbscript:x", "/a b"]
)
def test_a_link_leads_to_an_address_or_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        write_html(dcc.Link("x", href=address))


def test_what_has_no_html_is_refused() -> None:
    with pytest.raises(TypeError, match="has no HTML"):
        write_html(html.Div(dcc.Graph()))
    with pytest.raises(TypeError, match="callbacks"):
        write_html(html.Div(id={"type": "card", "item": 1}))
    with pytest.raises(TypeError, match="cannot be part"):
        write_html(object())
