"""The use cases of the findings: the page, its rows to download, the rules behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from db.queries import findings as queries
from db.queries.rows import Rows
from portal.domain.findings import RULES
from portal.domain.formatting import FINDING_KINDS
from portal.domain.paging import within
from portal.domain.table_rows import TableRow
from portal.domain.view_models import (
    FindingGroup,
    FindingsChoices,
    FindingsView,
    Rule,
    ShownFinding,
)
from portal.domain.view_state import PAGE_SIZE, FindingsState, understood
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, FindingCounts


class FindingService:
    """The use cases of findings."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def choices(self) -> FindingsChoices:
        """Gather the choices that the filters offer."""
        with self._data.reading() as (session, vocabulary):
            documents = self._data.finding_counts(session, vocabulary).documents
        return FindingsChoices(vocabulary, documents)

    def view(self, state: FindingsState, every: bool = False) -> FindingsView:
        """Make the page's view; filter values that the portal does not know become problems.

        With `every` it holds all findings that fit, whatever page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            counts = self._data.finding_counts(session, vocabulary)
            state, problems = understood(state, vocabulary, cited=counts.documents)
            findings = shown_findings(
                queries.findings(
                    session, state.document, state.area, state.words.split(), state.finding
                )
            )
            if state.finding and not findings and not queries.has_finding(session, state.finding):
                problems = (*problems, _no_finding(state.finding))
        return _view(state, vocabulary, problems, counts, findings, every)

    def problems(self, state: FindingsState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        with self._data.reading() as (session, vocabulary):
            counts = self._data.finding_counts(session, vocabulary)
            state, problems = understood(state, vocabulary, cited=counts.documents)
            if state.finding and not queries.has_finding(session, state.finding):
                problems = (*problems, _no_finding(state.finding))
        return problems

    def rows(self, state: FindingsState) -> list[TableRow]:
        """Make one row a finding that fits the filters, those of the other pages too."""
        view = self.view(state, every=True)
        return [
            _download_row(finding, group.rule, view.vocabulary)
            for group in view.groups
            for finding in group.findings
        ]


def shown_findings(rows: Rows) -> tuple[ShownFinding, ...]:
    """Turn the queried rows into findings."""
    findings = []
    for row in rows:
        texts = {name: value or "" for name, value in row._mapping.items()}
        day = str(row.resolved_on or "")
        findings.append(ShownFinding(**{**texts, "resolved_on": day, "themes": row.themes}))
    return tuple(findings)


def rules() -> dict[str, Rule]:
    """Map the rules by their names, in their order."""
    return {
        rule.name: Rule(rule.name, rule.title, kind=rule.kind, explains=rule.explains)
        for rule in RULES
    }


def _no_finding(key: str) -> str:
    return f"There is no finding “{key}” in the portal; it may have gone when the data changed."


def _view(
    state: FindingsState,
    vocabulary: Vocabulary,
    problems: tuple[str, ...],
    counts: FindingCounts,
    findings: tuple[ShownFinding, ...],
    every: bool,
) -> FindingsView:
    by_name = rules()
    kinds = {f.rule: _rule(f.rule, by_name).kind for f in findings}
    vocabulary = vocabulary.telling_apart(_offered(vocabulary, state))
    offered = _offered(vocabulary, state)
    chosen = {c.key for c in vocabulary.resolved(state.councils)} if state.councils else set()

    def fits(finding: ShownFinding, *left_out: str) -> bool:
        return (
            ("councils" in left_out or not chosen or finding.council in chosen)
            and ("kind" in left_out or state.kind in ("", kinds[finding.rule]))
            and ("theme" in left_out or not state.theme or state.theme in finding.themes)
        )

    shown = [f for f in findings if fits(f)]
    before = [f for f in findings if fits(f, "theme")]
    overview = [f for f in findings if fits(f, "councils", "kind")]
    size = max(1, len(shown)) if every else PAGE_SIZE
    state = replace(state, page=within(state.page, len(shown), size))
    return FindingsView(
        state=state,
        vocabulary=vocabulary,
        problems=problems,
        councils=vocabulary.resolved(state.councils),
        offered=offered,
        documents=counts.documents,
        groups=_groups(shown, by_name, (state.page - 1) * size, size),
        total=len(shown),
        everything=counts.total,
        kinds=Counter(kinds[f.rule] for f in findings if fits(f, "kind")),
        themes=Counter(theme for f in before for theme in f.themes),
        before_theme=len(before),
        overview=Counter((kinds[f.rule], f.council) for f in overview),
    )


def _offered(vocabulary: Vocabulary, state: FindingsState) -> tuple[Council, ...]:
    """List the councils to choose from: those with plans, and those that the address names."""
    return tuple(dict.fromkeys((*vocabulary.with_plans, *vocabulary.resolved(state.councils))))


def _rule(name: str, by_name: Mapping[str, Rule]) -> Rule:
    return by_name.get(name) or Rule(name, name, kind="arithmetic", explains="")


def _groups(
    findings: Iterable[ShownFinding], by_name: Mapping[str, Rule], start: int, size: int
) -> tuple[FindingGroup, ...]:
    """Group the findings of one page by kind and rule."""
    by_rule: dict[str, list[ShownFinding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    kinds, names = list(FINDING_KINDS), list(by_name)

    def place(name: str) -> tuple[int, int]:
        return (
            kinds.index(_rule(name, by_name).kind),
            names.index(name) if name in by_name else len(names),
        )

    groups = []
    for name in sorted(by_rule, key=place):
        part = by_rule[name][max(0, start) : max(0, start + size)]
        start -= len(by_rule[name])
        if part:
            groups.append(FindingGroup(_rule(name, by_name), tuple(part), total=len(by_rule[name])))
    return tuple(groups)


DOWNLOAD_COLUMNS = tuple(
    (
        "finding kind rule council subject message value_a document_a place_a value_b document_b "
        "place_b indicator plan item improvement_area themes resolution resolution_note "
        "resolved_on inspection"
    ).split()
)


def _download_row(finding: ShownFinding, rule: Rule, vocabulary: Vocabulary) -> TableRow:
    plan, area = vocabulary.plans.get(finding.plan), vocabulary.areas.get(finding.area)
    return {
        "finding": finding.key,
        "kind": FINDING_KINDS[rule.kind],
        "rule": rule.title,
        "council": vocabulary.councils[finding.council].name,
        "subject": finding.subject,
        "message": finding.message,
        "value_a": finding.value_a,
        "document_a": finding.document_a,
        "place_a": finding.place_a,
        "value_b": finding.value_b,
        "document_b": finding.document_b,
        "place_b": finding.place_b,
        "indicator": finding.indicator,
        "plan": plan.title if plan else "",
        "item": finding.item_ref,
        "improvement_area": area.name if area else "",
        "themes": ";".join(vocabulary.themes[key].name for key in finding.themes),
        "resolution": finding.resolution,
        "resolution_note": finding.resolution_note,
        "resolved_on": finding.resolved_on,
        "inspection": finding.inspection,
    }
