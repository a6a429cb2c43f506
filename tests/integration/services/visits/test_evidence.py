"""Evidence: everything that is marked on a page can be gathered, as it stood then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from db.models import DatasetVersion, Finding, Indicator, Item, Statistic
from layouts import council
from layouts.components.visit_evidence import evidence
from portal.domain.access import NotAllowed
from portal.domain.view_state import IndicatorState
from portal.domain.visits import KINDS, Evidence, Reference
from portal.services.base import NotFound
from portal.services.evidence_words import is_view
from portal.services.visits.access import ValidationError
from tests.integration.services.visits.conftest import Desk
from tests.support import official
from tests.support.asking import ask
from tests.support.components import parts_of, text_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).replace(tzinfo=None)
PAGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("compare-results-html.data", {"compare-url.search": ""}),
    ("compare-results-html.data", {"compare-url.search": "?theme=adoption&councils=plymouth"}),
    ("indicators-results-html.data", {"indicators-url.search": "?measure=placement-moves"}),
    ("indicators-results-html.data", {"indicators-url.search": ""}),
    ("indicators-below-html.data", {"indicators-url.search": ""}),
    (
        "indicators-table-html.data",
        {"indicators-url.search": "", "indicators-table-open.n_clicks": 1},
    ),
    ("findings-results-html.data", {"findings-url.search": ""}),
    ("council-results-html.data", {"council-key.data": "torbay"}),
    ("council-results-html.data", {"council-key.data": "plymouth"}),
    ("item-results-html.data", {"item-key.data": {"plan": "plymouth-2015", "ref": "afi-9"}}),
    ("item-results-html.data", {"item-key.data": {"plan": "torbay-2012", "ref": "p1"}}),
    ("item-results-html.data", {"item-key.data": {"plan": "middlesbrough-2004", "ref": "2.1"}}),
    ("sources-results-html.data", {"sources-url.search": ""}),
)


def marks_in(part: Any) -> Iterator[str]:
    """Every mark in an answer, of components or in the HTML of an island."""
    if isinstance(part, str):
        yield from map(unescape, re.findall(r'data-evidence="([^"]*)"', part))
    if isinstance(part, dict):
        if "data-evidence" in part:
            yield part["data-evidence"]
        part = list(part.values())
    for child in part if isinstance(part, list) else ():
        yield from marks_in(child)


def test_every_mark_on_the_pages_can_be_said(desk: Desk, portal: Any) -> None:
    client, kinds = portal.server.test_client(), set()
    for output, values in PAGES:
        marks = set(marks_in(ask(client, output, values).json))
        assert marks, output
        for mark in sorted(marks)[:60]:
            kind, _, key = mark.partition(":")
            statement = desk.services.evidence.say(Reference(kind, key))
            assert statement.title, mark
            assert statement.statement, mark
            assert statement.source, mark
            assert statement.link.startswith("/"), mark
            assert ".." not in statement.statement, mark
            kinds.add(kind)
    assert kinds == {*KINDS} - {"standing", "row"}


def test_a_piece_keeps_what_stood_there_and_says_what_stands_now(desk: Desk, visit: str) -> None:
    services = desk.services
    link = "/plans?councils=plymouth&theme=adoption"
    title = services.gathering.gather(desk.ben, visit, "item", "plymouth-2015/afi-9", link)
    piece = services.visits.visit(desk.anna, visit).unsorted[0]
    assert piece.statement.title == title
    assert piece.added_by == "ben"
    assert piece.data_version == services.data.version().number
    assert re.fullmatch(re.escape(link) + r"&seen=\d+-[0-9a-f]{8}", piece.statement.link)
    assert piece.now == ""
    with desk.sessions.begin() as session:
        old = session.scalars(select(Item.summary).where(Item.ref == "AFI 9")).one()
        session.execute(update(Item).where(Item.ref == "AFI 9").values(summary="Other words."))
        version = {"made_at": piece.added_at, "note": "test"}
        session.execute(insert(DatasetVersion).values(**version))
    try:
        changed = services.visits.visit(desk.anna, visit).unsorted[0]
        assert changed.statement == piece.statement
        assert changed.now.startswith("Other words.")
    finally:
        with desk.sessions.begin() as session:
            session.execute(update(Item).where(Item.ref == "AFI 9").values(summary=old))
            session.execute(insert(DatasetVersion).values(**version))
    assert services.visits.visit(desk.anna, visit).unsorted[0].now == ""


def test_what_the_portal_no_longer_holds_is_said_to_be_gone(desk: Desk, visit: str) -> None:
    with desk.sessions.begin() as session:
        key = session.scalars(select(Finding.key)).first()
    desk.services.gathering.gather(desk.anna, visit, "finding", str(key))
    with desk.sessions.begin() as session:
        session.execute(update(Finding).where(Finding.key == key).values(key="gone"))
        made = desk.services.data.version().made_at
        session.execute(insert(DatasetVersion).values(made_at=made, note="test"))
    piece = desk.services.visits.visit(desk.anna, visit).unsorted[0]
    assert "does not hold this any more" in piece.now
    assert piece.statement.statement
    with desk.sessions.begin() as session:
        session.execute(update(Finding).where(Finding.key == "gone").values(key=key))
        session.execute(insert(DatasetVersion).values(made_at=made, note="test"))


def test_pieces_are_sorted_under_lines_removed_and_put_back(desk: Desk, visit: str) -> None:
    services = desk.services
    line = services.lines.add_line(desk.anna, visit, "outcomes", "What works?")
    for _twice in range(2):
        services.gathering.gather(desk.ben, visit, "chart", "plans")
    (piece,) = services.visits.visit(desk.anna, visit).unsorted
    services.gathering.assign(desk.anna, visit, piece.id, line)
    view = services.visits.visit(desk.anna, visit)
    assert not view.unsorted
    assert [marked.id for marked in view.lines[0].evidence] == [piece.id]
    services.gathering.drop(desk.anna, visit, piece.id)
    assert not services.visits.visit(desk.ben, visit).lines[0].evidence
    services.gathering.restore(desk.anna, visit, piece.id)
    services.gathering.assign(desk.anna, visit, piece.id, None)
    assert len(services.visits.visit(desk.ben, visit).unsorted) == 1
    services.gathering.gather(desk.ben, visit, "chart", "plans", "", line)
    assert len(services.visits.visit(desk.ben, visit).lines[0].evidence) == 1
    services.entries.remove(desk.ben, visit, line)  # its evidence waits to be sorted again
    assert len(services.visits.visit(desk.ben, visit).unsorted) == 2


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("item", ""), ("item", "plymouth-2015"), ("item", "a/b/c"), ("item", "../../etc/passwd"),
        ("action", "plymouth-2015/afi-9/none"), ("finding", ""), ("finding", "x' OR '1'='1"),
        ("figure", "none/torbay"), ("figure", "torbay-2011-ni060/none"), ("figure", "a"),
        ("figure", "torbay-2011-ni060/torbay/9999-01-01/month"), ("standing", "none/torbay"),
        ("standing", "core-assessments-on-time/torbay"), ("chart", "none"), ("chart", ""),
        ("document", "none"), ("nonsense", "x"), ("", ""), ("item", "x" * 401),
        ("finding", "🧒" * 100), ("figure", "/" * 50),
    ],
)  # fmt: skip
def test_what_is_not_there_cannot_be_gathered(desk: Desk, visit: str, kind: str, key: str) -> None:
    with pytest.raises(ValidationError, match="reload the page"):
        desk.services.gathering.gather(desk.anna, visit, kind, key)
    with pytest.raises(NotFound):
        desk.services.evidence.say(Reference(kind, key))
    assert not desk.services.visits.visit(desk.anna, visit).unsorted


@pytest.mark.parametrize(
    "link",
    ["//evil.example/x", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "x",
     "/a\nb", "/" + "x" * 5000, "/\u202ereversed"],
)  # fmt: skip
def test_a_link_to_elsewhere_is_not_kept(desk: Desk, visit: str, link: str) -> None:
    assert not is_view(link)
    desk.services.gathering.gather(desk.anna, visit, "item", "plymouth-2015/afi-9", link)
    (piece,) = desk.services.visits.visit(desk.anna, visit).unsorted
    assert piece.statement.link.startswith("/items/plymouth-2015/afi-9?seen=")


def gathered(desk: Desk, visit: str, kind: str, key: str, link: str = "") -> Evidence:
    desk.services.gathering.gather(desk.anna, visit, kind, key, link)
    return desk.services.visits.visit(desk.ben, visit).unsorted[-1]


def test_a_figure_is_the_newest_or_that_of_a_period(desk: Desk, visit: str) -> None:
    newest = gathered(desk, visit, "figure", "torbay-2011-ni060/torbay").statement
    assert newest.title == "Torbay: NI060 Core assessments within 35 working days"
    assert newest.statement == "39.8% (188 of 472), April 2011 to September 2011."
    assert "NI060 page" in newest.source
    view = desk.services.indicators.view(IndicatorState(measure="initial-assessments-on-time"))
    values = [v for p in view.panels for s in p.series for v in s.values]
    value = next(v for v in values if v.end and str(v.end) < "2012-06" and v.shown)
    other = f"{value.indicator.key}/{value.council.key}/{value.end}/{value.basis}"
    content = gathered(desk, visit, "figure", other).statement
    assert content.statement.startswith(value.shown)
    assert value.period in content.statement


def test_a_chart_tells_the_newest_value_of_each_line_drawn(desk: Desk, visit: str) -> None:
    measure = "initial-assessments-on-time"
    link = f"/indicators?councils=torbay&measure={measure}"
    link_text = gathered(desk, visit, "chart", measure, link).statement
    assert link_text.statement.startswith("Torbay, ")
    assert "Middlesbrough" not in link_text.statement
    every = gathered(desk, visit, "chart", measure).statement
    assert "Middlesbrough" in every.statement
    assert "Not comparable across councils" in every.statement
    plans = gathered(desk, visit, "chart", "plans", "/plans?councils=plymouth").statement
    assert plans.statement.startswith("Plymouth: ")
    assert "Torbay" not in plans.statement


def test_pieces_of_another_visit_are_out_of_reach(desk: Desk, visit: str) -> None:
    services = desk.services
    services.gathering.gather(desk.anna, visit, "chart", "plans")
    (piece,) = services.visits.visit(desk.anna, visit).unsorted
    line = services.lines.add_line(desk.anna, visit, "outcomes", "What works?")
    other = services.visits.create(desk.outsider, "plymouth")
    for attempt in (
        lambda: services.gathering.drop(desk.outsider, other, piece.id),
        lambda: services.gathering.assign(desk.outsider, other, piece.id, None),
        lambda: services.gathering.gather(desk.outsider, other, "chart", "plans", "", line),
        lambda: services.gathering.gather(desk.outsider, visit, "chart", "plans"),
        lambda: services.gathering.gather(None, visit, "item", "no/such"),
    ):
        with pytest.raises(PermissionError):
            attempt()
    with pytest.raises(NotAllowed):
        services.gathering.drop(desk.outsider, visit, piece.id)


def test_a_standing_tells_rank_band_and_england(desk: Desk, visit: str, tmp_path: Path) -> None:
    official.bring_in(desk.sessions, tmp_path)
    statement = gathered(desk, visit, "standing", "made-turnover/torbay").statement
    assert statement.title == "Torbay: Turnover of social workers"
    assert "Rank 30 of 30 councils, band D." in statement.statement
    assert "England 15.0%." in statement.statement
    assert "Made-up statistics" in statement.source
    withheld = gathered(desk, visit, "standing", "made-visits/torbay").statement
    assert withheld.statement == "low reliability, 2024/25. England 80%."
    column = gathered(desk, visit, "figure", "made-turnover/torbay").statement
    assert column.title == "Torbay: Turnover of social workers"  # not the file's own name for it
    assert "column turnover" in column.source


def test_each_cell_of_the_benchmarks_gathers_itself_and_a_head_its_row(
    desk: Desk, portal: Any, tmp_path: Path
) -> None:
    official.bring_in(desk.sessions, tmp_path)
    client = portal.server.test_client()
    for look in ("", "&view=scorecard"):
        query = f"?councils=torbay,plymouth{look}"
        output = {"benchmarks-url.search": query}
        marks = set(marks_in(ask(client, "benchmarks-results-html.data", output).json))
        assert {"standing:made-turnover/torbay", "row:made-turnover/torbay,plymouth"} <= marks
        assert not any(mark.startswith("chart:") for mark in marks)
        for mark in marks:
            kind, _, key = mark.partition(":")
            statement = desk.services.evidence.say(Reference(kind, key), f"/benchmarks{query}")
            assert statement.link == f"/benchmarks{query}"
            named = {council for council in ("Torbay", "Plymouth") if council in statement.title}
            assert named == {area.title() for area in key.partition("/")[2].split(",")}, mark
    say = desk.services.evidence.say
    row = say(Reference("row", "made-turnover/torbay,plymouth"))
    assert row.title == "Torbay and Plymouth: Turnover of social workers"
    assert row.statement.startswith("Torbay: ")
    assert "Rank 30 of 30 councils, band D. Plymouth: " in row.statement
    assert row.statement.count("England 15.0%.") == 1
    for missing in ("made-turnover/none", "none/torbay", "made-turnover", "made-turnover/,"):
        with pytest.raises(NotFound):
            say(Reference("row", missing))


def test_a_chart_keeps_its_comparators(desk: Desk, tmp_path: Path) -> None:
    official.bring_in(desk.sessions, tmp_path)
    chart, say = Reference("chart", "made-turnover"), desk.services.evidence.say
    link = "/indicators?councils=torbay&measure=made-turnover"
    assert "England" not in say(chart, f"{link}&against=region").statement
    assert "England: 15.0%" in say(chart, f"{link}&against=england").statement


def test_what_is_gathered_is_listed_with_its_view_and_said_when_gathered_again(
    desk: Desk, visit: str
) -> None:
    gathering = desk.services.gathering
    link = "/plans?councils=plymouth&theme=adoption"
    title = gathering.gather(desk.anna, visit, "chart", "plans", link)
    assert gathering.gather(desk.ben, visit, "chart", "plans", link) == (
        f"Already in the visit: {title}"
    )
    assert gathering.gathered(desk.ben, visit) == ((Reference("chart", "plans"), link),)
    (piece,) = desk.services.visits.visit(desk.anna, visit).unsorted
    gathering.drop(desk.anna, visit, piece.id)
    assert gathering.gathered(desk.anna, visit) == ()


def test_figures_compared_are_told_in_the_same_decimals(
    desk: Desk, visit: str, tmp_path: Path
) -> None:
    official.bring_in(desk.sessions, tmp_path)
    made = select(Indicator.id).where(Indicator.key == "made-eet").scalar_subquery()
    of = update(Statistic).where(Statistic.indicator_id == made)
    with desk.sessions.begin() as session:
        session.execute(update(Indicator).where(Indicator.key == "made-eet").values(decimals=None))
        for whole in (40, 50):  # Middlesbrough, England
            session.execute(of.where(Statistic.value == whole).values(value=whole + 0.5))
        session.execute(insert(DatasetVersion).values(made_at=NOW, note="test"))
    try:
        statement = gathered(desk, visit, "standing", "made-eet/torbay").statement.statement
        assert statement.startswith("69.0%, 2024/25.")
        assert statement.endswith("England 50.5%.")
        several = "/indicators?councils=torbay,middlesbrough&measure=made-eet"
        chart = gathered(desk, visit, "chart", "made-eet", several).statement.statement
        assert "Torbay: 69.0%" in chart
        assert "Middlesbrough: 40.5%" in chart
    finally:
        with desk.sessions.begin() as session:
            session.execute(update(Indicator).where(Indicator.key == "made-eet").values(decimals=0))
            for whole in (40, 50):
                session.execute(of.where(Statistic.value == whole + 0.5).values(value=whole))
            session.execute(insert(DatasetVersion).values(made_at=NOW, note="test"))


def test_the_word_chart_stands_once_before_a_chart(desk: Desk, visit: str) -> None:
    desk.services.gathering.gather(desk.anna, visit, "chart", "plans")
    view = desk.services.visits.visit(desk.anna, visit)
    assert view.unsorted[0].statement.title == "Chart: target dates of the plans"  # as in the pack
    text = " ".join(text_of(evidence(view)).split())
    assert "Chart target dates of the plans" in text


def test_inspections_and_plans_of_a_council_can_be_gathered(desk: Desk) -> None:
    services = desk.services
    tree = council.results(services.councils.view("torbay"), services.benchmarks.standing("torbay"))
    events = [p for p in map(props_of, parts_of(tree)) if "event " in (p.get("className") or "")]
    assert len(events) > 4
    for event in events:
        kind, _, key = props_of(event["children"])["data-evidence"].partition(":")
        assert kind in ("plan", "inspection")
        statement = desk.services.evidence.say(Reference(kind, key))
        assert statement.statement
        assert statement.title.startswith("Torbay: ")
        assert statement.link.startswith("/")
    assert any("Judgement: inadequate." in text for text in said_of(desk, tree))
    for missing in ("inspection:torbay/none", "inspection:nowhere/x", "plan:none"):
        with pytest.raises(NotFound):
            desk.services.evidence.say(Reference(*missing.split(":")))


def props_of(part: Any) -> dict[str, Any]:
    """The properties of a component, or of an element made as a plain dict."""
    made: dict[str, Any] = part if isinstance(part, dict) else part.to_plotly_json()
    return dict(made["props"])


def said_of(desk: Desk, tree: Any) -> list[str]:
    marks = list(map(props_of, parts_of(tree)))
    named = [m["data-evidence"] for m in marks if "data-evidence" in m]
    references = [Reference(*mark.split(":", 1)) for mark in named if mark.startswith("inspection")]
    return [desk.services.evidence.say(reference).statement for reference in references]
