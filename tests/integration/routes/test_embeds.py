"""Views for other sites' frames: light, cited, with what limits them; only they may be framed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Engine

from portal.app import create_app
from portal.settings import Settings

BASE = "https://portal.example"


@pytest.fixture
def embeds(filled_engine: Engine) -> Any:
    """A public portal that knows its address."""
    settings = Settings(sign_in="off", base_url=BASE)
    return create_app(settings, filled_engine).server.test_client()


@pytest.mark.parametrize(
    "address",
    ["/embed/indicators", "/embed/compare", "/embed/inspections?councils=torbay", "/embed/nothing"],
)
def test_any_site_may_frame_it_and_it_runs_nothing(embeds: Any, address: str) -> None:
    answer = embeds.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert policy.startswith("default-src 'none'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script|<form|\son\w+=|\sstyle=", answer.text)


@pytest.mark.parametrize(
    "address", ["/", "/indicators", "/api/", "/api/v1", "/embed/a/b", "/about"]
)
def test_nothing_else_may_be_framed(embeds: Any, address: str) -> None:
    answer = embeds.get(address)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_chart_keeps_its_caveats_source_date_and_link(embeds: Any) -> None:
    page = embeds.get("/embed/indicators?measure=initial-assessments-on-time").text
    link = f"{BASE}/indicators?measure=initial-assessments-on-time"
    for text in (
        "Not comparable across councils.",
        "Doubtful readings, drawn hollow",
        "Source: Children&#39;s Partnership Improvement Plan",
        "Data of ",
        f'href="{link}" target="_blank" rel="noopener"',
    ):
        assert text in page, text
    # The verdict comes before the first chart.
    assert page.index("Not comparable") < page.index("<svg")


def test_a_chart_has_words_and_a_table(embeds: Any) -> None:
    page = embeds.get("/embed/indicators?measure=contacts").text
    drawings = re.findall(r'<svg[^>]*aria-labelledby="([^ ]+) ([^"]+)"', page)
    assert len(drawings) == 2
    for title, words in drawings:
        assert page.count(f'id="{title}"') == page.count(f'id="{words}"') == 1
    assert len(re.findall(r"<tbody>", page)) == 1
    assert "<summary>The figures as a table</summary>" in page


def test_a_comparison_says_what_it_is_limited_to_and_when_plans_are_of(embeds: Any) -> None:
    page = embeds.get("/embed/compare?theme=adoption&councils=torbay,middlesbrough").text
    assert "Limited to the theme “adoption”." in page
    assert "Nothing in the plans of Middlesbrough fits the filters." in page
    assert "2004 to 2012: read dates before differences." in page
    link = "https://portal.example/plans?councils=torbay,middlesbrough&amp;theme=adoption"
    assert f'href="{link}"' in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/embed/indicators?measure=nonsense", 400),
        ("/embed/compare?councils=atlantis", 400),
        ("/embed/inspections", 400),
        ("/embed/inspections?councils=atlantis", 400),
        ("/embed/inspections?councils=south-west", 400),
        ("/embed/findings", 404),
    ],
)
def test_what_is_not_there_is_told_in_the_frame(embeds: Any, address: str, status: int) -> None:
    answer = embeds.get(address)
    assert answer.status_code == status
    assert "embed-gap" in answer.text


def test_hostile_words_are_text(embeds: Any) -> None:
    page = embeds.get("/embed/compare?words=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_measure_of_single_figures_is_drawn_in_bars(embeds: Any) -> None:
    page = embeds.get("/embed/indicators?measure=emergency-placements").text
    assert page.count("<svg") == 2  # for wide frames and for narrow ones
    assert re.search(r"<tr>\s*<th[^>]*>Area</th>\s*<th[^>]*>Value</th>", page)
    assert "Bar chart." in page
    assert "None of the chosen councils has figures to draw." not in page


def test_grades_of_chosen_councils_stand_in_a_frame(embeds: Any) -> None:
    answer = embeds.get("/embed/inspections?councils=torbay,plymouth,leeds")
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
    assert "Inspections of children’s services: Torbay, Plymouth and Leeds" in page
    assert "Plymouth 12 November 2014 SIF Requires improvement" in page
    assert "The portal holds no graded inspection of Leeds." in page
    assert f'href="{BASE}/inspections?councils=torbay,plymouth,leeds"' in answer.text
    again = embeds.get(
        "/embed/inspections?councils=torbay,plymouth,leeds",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304
