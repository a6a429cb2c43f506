"""The page of findings, and the findings shown elsewhere, on both databases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from db.models import Council, DatasetVersion, Finding, Item, Plan
from layouts import council, findings, indicators, item, sources
from layouts.components.findings import fold
from layouts.findings import announcement
from layouts.html_writer import write_html
from portal.domain.formatting import FINDING_KINDS
from portal.domain.view_models import ShownFinding
from portal.domain.view_state import (
    PAGE_SIZE,
    CompareState,
    FindingsState,
    IndicatorState,
    SourcesState,
)
from portal.services import Services
from portal.services.findings import rules
from tests.support.components import links_of, text_of


def view(services: Services, search: str = "") -> Any:
    return services.findings.view(FindingsState.from_query(search))


def findings_of(services: Services, search: str = "") -> list[ShownFinding]:
    """The findings of all pages."""
    shown = services.findings.view(FindingsState.from_query(search), every=True)
    return listed_on(shown)


def listed_on(shown: Any) -> list[ShownFinding]:
    """The findings of one page."""
    return [finding for group in shown.groups for finding in group.findings]


@pytest.fixture
def busy(sessions: sessionmaker[Session]) -> Any:
    """Findings about Plymouth's items beside the real ones, taken away afterwards."""
    with sessions.begin() as session:
        plan = session.execute(select(Plan.id).where(Plan.key == "plymouth-2015")).scalar_one()
        where = session.execute(select(Council.id).where(Council.key == "plymouth")).scalar_one()
        refs = session.scalars(select(Item.ref).where(Item.plan_id == plan).limit(3)).all()
        document = "plymouth-2015-draft-improvement-plan"
        row = {
            "rule": next(n for n, r in rules().items() if r.kind == "arithmetic"),
            "council_id": where,
            "plan_id": plan,
            "themes": "adoption;supervision",
            "value_a": "1",
            "value_b": "2",
            "document_a": document,
            "place_a": "Section 1",
            "document_b": document,
            "place_b": "Section 2",
        }
        rows = [
            {
                **row,
                "key": f"made{n}",
                "item_ref": refs[n % 2],
                "subject": f"Subject {n}",
                "message": "one place says 1%, another 50% or 100_000.",
            }
            for n in range(120)
        ]
        session.execute(insert(Finding), rows)
        version = DatasetVersion(made_at=datetime(2030, 1, 1), note="a test")  # noqa: DTZ001
        session.add(version)
        session.flush()
        made = version.id
    yield refs
    with sessions.begin() as session:
        for finding in session.scalars(select(Finding).where(Finding.key.startswith("made"))):
            session.delete(finding)
        session.delete(session.get_one(DatasetVersion, made))


def test_every_rule_says_what_it_does_and_has_a_known_kind() -> None:
    assert rules()
    for name, rule in rules().items():
        assert rule.name == name
        assert rule.kind in FINDING_KINDS
        assert rule.title
        assert len(rule.explains) > 40


def test_all_findings_are_shown_once_grouped_by_kind_and_rule(services: Services) -> None:
    rows = list(services.sources.table("findings")[0])
    shown = services.findings.view(FindingsState(), every=True)
    assert shown.total == shown.everything == len(rows) == sum(g.total for g in shown.groups)
    kinds = [list(FINDING_KINDS).index(group.rule.kind) for group in shown.groups]
    assert kinds == sorted(kinds)
    whole = findings_of(services)
    assert sorted(finding.key for finding in whole) == sorted(row["finding"] for row in rows)
    assert {finding.rule for finding in whole} <= set(rules())
    assert sum(shown.kinds.values()) == sum(shown.overview.values()) == shown.total


@pytest.mark.parametrize(
    ("search", "fits"),
    [
        ("?councils=torbay", lambda finding: finding.council == "torbay"),
        ("?theme=assessment", lambda finding: "assessment" in finding.themes),
        ("?area=looked-after", lambda finding: finding.area == "looked-after"),
        ("?kind=two-places", lambda finding: rules()[finding.rule].kind == "two-places"),
        (
            "?words=initial+assessments",
            lambda finding: "initial assessments" in finding.subject.lower(),
        ),
        (
            "?document=torbay-2011-improvement-plan-report",
            lambda finding: (
                "torbay-2011-improvement-plan-report" in (finding.document_a, finding.document_b)
            ),
        ),
    ],
)
def test_a_filter_leaves_what_fits_and_counts_it(
    services: Services, search: str, fits: Any
) -> None:
    everything = findings_of(services)
    left = findings_of(services, search)
    assert left == [finding for finding in everything if fits(finding)]
    assert 0 < len(left) <= len(everything)
    assert view(services, search).total == len(left)


def test_counts_beside_a_filter_are_what_choosing_it_would_show(services: Services) -> None:
    shown = view(services)
    for theme in shown.vocabulary.themes:
        assert shown.themes[theme] == view(services, f"?theme={theme}").total
    for kind in FINDING_KINDS:
        assert shown.kinds[kind] == view(services, f"?kind={kind}").total
    for (kind, where), count in shown.overview.items():
        assert count == view(services, f"?kind={kind}&councils={where}").total


def test_words_are_taken_as_they_stand(services: Services, busy: Any) -> None:
    assert view(services, "?words=SUBJECT+77").total == 1
    assert view(services, "?words=100_000").total == 120
    assert view(services, "?words=100x000").total == 0
    assert view(services, f"?words={busy[0].replace(' ', '+')}").total >= 0


def test_many_findings_come_in_parts_and_downloads_hold_all(services: Services, busy: Any) -> None:
    first = view(services, "?councils=plymouth")
    assert first.shown == PAGE_SIZE < first.total
    assert "1 to 50 are shown" in announcement(first)
    everything, last = findings_of(services, "?councils=plymouth"), -(-first.total // PAGE_SIZE)
    pages = [view(services, f"?councils=plymouth&page={n}") for n in range(1, last + 1)]
    assert [finding for shown in pages for finding in listed_on(shown)] == everything
    assert max(shown.shown for shown in pages) == PAGE_SIZE
    assert view(services, "?councils=plymouth&page=9000").state.page == last
    rows = services.findings.rows(FindingsState(councils=("plymouth",), page=2))
    assert len(rows) == first.total
    text = write_html(findings.results(pages[1]))
    assert f"51 to 100 of {first.total}" in text
    assert '<a href="/findings?councils=plymouth&amp;page=3">3</a>' in text
    assert '<a href="/findings?councils=plymouth">1</a>' in text
    assert "data-list" in text
    assert 'class="pager"' not in write_html(
        findings.results(view(services, "?councils=middlesbrough"))
    )


def test_the_rules_of_a_page_say_how_many_of_theirs_stand_on_it(
    services: Services, busy: Any
) -> None:
    shown = view(services, "?councils=plymouth")
    split = next(group for group in shown.groups if len(group.findings) < group.total)
    text = write_html(findings.results(shown))
    assert f"{len(split.findings)} of {split.total} findings" in text
    assert f'id="rule-{split.rule.name}"' in text


def test_regions_and_councils_without_findings_are_understood(services: Services) -> None:
    assert (
        view(services, "?councils=leeds,torbay").total == view(services, "?councils=torbay").total
    )
    none = view(services, "?councils=leeds&theme=adoption")
    assert not none.problems
    text = text_of(findings.results(none, services.elsewhere.about("adoption", "", ["leeds"])))
    assert "There are no findings about Leeds for the theme “adoption”." in text
    assert "of all councils" in text


def test_findings_of_items_are_on_cards_items_councils_and_documents(
    services: Services, busy: Any
) -> None:
    per_item = Counter(
        (finding.plan, finding.item_ref)
        for finding in findings_of(services)
        if finding.item_ref and finding.plan
    )
    assert services.compare.view(CompareState()).findings == per_item
    with_findings = services.items.view("plymouth-2015", busy[0].lower().replace(" ", "-"))
    assert len(with_findings.findings) == per_item["plymouth-2015", busy[0]] >= 60
    assert "Findings about this item" in text_of(item.results(with_findings))
    page = services.councils.view("plymouth")
    assert len(page.findings) == view(services, "?councils=plymouth").total
    assert "more findings, and all by kind" in text_of(
        council.results(page, services.benchmarks.standing(page.council.key))
    )
    document = "plymouth-2015-draft-improvement-plan"
    every = services.sources.view()
    assert every.findings[document] == view(services, f"?document={document}").total
    assert f"{every.findings[document]} findings" in text_of(sources.results(every, SourcesState()))


def test_an_action_that_a_finding_places_is_marked(services: Services) -> None:
    view = services.items.view("plymouth-2015", "afi-9")
    place = next(
        a.place for a in view.actions if [b.place for b in view.actions].count(a.place) == 1
    )
    finding = replace(findings_of(services)[0], place_b=place, item=view.item.title)
    marked = replace(view, findings=(finding,))
    assert [text for link, text in links_of(item.results(marked)) if link == "#noticed"] == [
        "finding"
    ]
    assert "#noticed" not in dict(links_of(item.results(view)))


def test_a_finding_shows_both_figures_and_places_and_leads_on(services: Services) -> None:
    finding = next(f for f in findings_of(services) if f.measure and f.value_b)
    text = text_of(fold(finding, view(services).vocabulary))
    for part in (
        finding.subject,
        finding.value_a,
        finding.value_b,
        finding.place_a,
        finding.place_b,
    ):
        assert part in text
    links = dict(links_of(fold(finding, view(services).vocabulary)))
    assert f"/sources#{finding.document_a}" in links
    assert f"/findings?finding={finding.key}" in links
    assert f"/indicators?councils={finding.council}&measure={finding.measure}" in links
    assert not [link for link in links if link.startswith("/inspections")]


def test_a_finding_that_rests_on_an_inspection_leads_to_its_page(services: Services) -> None:
    resting = {finding.inspection: finding for finding in findings_of(services)}
    assert set(resting) - {""} == {"torbay-ofsted-2010"}
    shown = fold(resting["torbay-ofsted-2010"], view(services).vocabulary)
    assert "/inspections/torbay-ofsted-2010" in dict(links_of(shown))
    rows = services.findings.rows(FindingsState())
    assert {row["inspection"] for row in rows} == set(resting)


def test_a_link_names_one_finding(services: Services) -> None:
    finding = findings_of(services)[0]
    alone = view(services, f"?finding={finding.key}")
    assert [f for g in alone.groups for f in g.findings] == [finding]
    assert "The linked finding" in text_of(findings.results(alone))


def test_what_is_not_known_is_told(services: Services) -> None:
    state = FindingsState.from_query(
        "?finding=gone&kind=odd&document=none&theme=none&area=none&councils=atlantis"
    )
    problems = services.findings.problems(state)
    assert len(problems) == 6
    shown = services.findings.view(state)
    assert shown.problems == problems
    assert "Nothing fits all of these filters" in text_of(findings.results(shown))
    assert services.findings.problems(replace(state, finding="")) == problems[:-1]


def test_without_any_finding_the_page_says_so(services: Services) -> None:
    empty = replace(view(services), everything=0, total=0, groups=())
    assert "No findings" in text_of(findings.results(empty))


def test_a_finding_marks_its_cell_of_the_table(services: Services) -> None:
    shown = services.indicators.view(IndicatorState(measure="core-assessments-on-time"))
    text = " ".join(text_of(indicators.values_table(shown)).split())
    assert "73.1% finding" in text
    assert text.count(" finding") < len(shown.values)


@pytest.mark.parametrize(
    ("plan", "ref", "silent"), [("plymouth-2015", "afi-1", False), ("torbay-2005", "2.3", True)]
)
def test_an_item_without_a_measure_says_so(
    services: Services, plan: str, ref: str, silent: bool
) -> None:
    text = text_of(item.results(services.items.view(plan, ref)))
    assert ("no figures for a measure" in text) is silent
