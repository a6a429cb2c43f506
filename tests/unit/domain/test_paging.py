"""The pages of a list: which one is shown, what it holds, what is said of it."""

from __future__ import annotations

import pytest

from layouts.components.parts import pager
from layouts.html_writer import write_html
from portal.domain.paging import listed, within
from portal.web.server_pages import page_address, page_asked


@pytest.mark.parametrize(
    ("number", "total", "page"), [(1, 0, 1), (3, 0, 1), (2, 50, 1), (2, 51, 2), (9, 120, 3)]
)
def test_a_page_past_the_end_is_the_last(number: int, total: int, page: int) -> None:
    assert within(number, total) == page


def test_the_pages_together_are_the_list() -> None:
    entries = range(120)
    pages = [listed(entries, number) for number in (1, 2, 3)]
    assert [entry for page in pages for entry in page.entries] == list(entries)
    assert [page.words for page in pages] == [
        "1 to 50 of 120",
        "51 to 100 of 120",
        "101 to 120 of 120",
    ]
    assert listed(range(50), 1).words == ""


def test_a_pager_leads_to_first_last_and_near_pages() -> None:
    assert pager(1, 50, 50, str) is None
    text = write_html(pager(6, 500, 50, lambda number: f"/x?page={number}"))
    for number in (1, 4, 5, 7, 8, 10):
        assert f'<a href="/x?page={number}">{number}</a>' in text
    assert "/x?page=3" not in text
    assert '<span aria-current="page">6</span>' in text
    assert text.count("…") == 2
    assert "251 to 300 of 500" in text


@pytest.mark.parametrize("text", ["", "0", "-1", "x", "٢", "99999999"])
def test_a_page_that_is_none_is_the_first(text: str) -> None:
    assert page_asked({"page": text}) == 1
    assert page_asked({"page": "7"}) == 7


def test_filters_stay_in_the_address_of_a_page() -> None:
    address = page_address("/audit", {"account": "a b", "action": ""})
    assert address(1) == "/audit?account=a+b"
    assert address(3) == "/audit?account=a+b&page=3"
    assert page_address("/imports", {})(1) == "/imports"
