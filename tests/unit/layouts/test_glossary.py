"""Words that texts explain lead to their place on the page about the portal."""

from __future__ import annotations

import re

import pytest

from layouts import about
from layouts.components.glossary import explained, words_in
from layouts.html_writer import write_html

PAGE = str(write_html(about.layout().children))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("(an XmR chart)", '(an <a class="term" href="/about#word-xmr">XmR chart</a>)'),
        ("A signal, no signal", '<a class="term" href="/about#word-signal">signal</a>, no signal'),
        ("LAIT, the Local Authority Interactive Tool", ", the Local Authority Interactive Tool"),
        ("unsignalled <b>", "unsignalled &lt;b&gt;"),
        ("ILACS, standard", '<a class="term" href="/about#word-ilacs">ILACS</a>, standard'),
    ],
)
def test_the_first_mention_of_a_word_leads_to_its_meaning(text: str, written: str) -> None:
    html = str(write_html(explained(text)))
    assert written in re.sub(' data-meaning="[^"]+"', "", html)
    for meaning in re.findall('data-meaning="([^"]+)"', html):
        assert f"<dd>{meaning}</dd>" in PAGE
    for place in html.split('href="/about#')[1:]:
        assert f'id="{place.partition(chr(34))[0]}"' in PAGE


def test_words_in_names_that_are_links_are_opened_after_them() -> None:
    names = ("Turnover, full-time equivalents", "Agency share of full-time equivalents", "Visits")
    html = re.sub("<[^>]+>", "", str(write_html(words_in(names))))
    assert html == " Words in names: full-time equivalent."
    assert words_in(["Visits"]) == []


def test_no_meaning_is_empty() -> None:
    assert PAGE.count("<dt id=") == PAGE.count("<dd>") >= 9
    assert "<dd></dd>" not in PAGE
