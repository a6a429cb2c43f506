"""The use cases of the findings: the page, its rows to download, the rules behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from db.queries import findings as queries
from db.queries.rows import Rows
from portal.domain.findings import RULES
from portal.domain.formatting import FINDING_KINDS
from portal.domain.paging import within
from portal.domain.view_models import FindingsChoices, FindingsView, Found, FoundGroup, Rule
from portal.domain.view_state import PAGE_SIZE, FindingsState, understood
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, FindingCounts


class FindingService:
    """The use cases of findings."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def choices(self) -> FindingsChoices:
        """Return what the filters offer."""
        with self._data.reading() as (session, vocabulary):
            documents = self._data.finding_counts(session, vocabulary).documents
        return FindingsChoices(vocabulary, documents)

    def view(self, state: FindingsState, every: bool = False) -> FindingsView:
        """Return what the page shows; a part of the state that is not known is told and left out.

        With `every` it holds all findings that fit, whatever page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            counts = self._data.finding_counts(session, vocabulary)
            state, problems = understood(state, vocabulary, cited=counts.documents)
            found = as_found(
                queries.findings(
                    session, state.document, state.area, state.words.split(), state.finding
                )
            )
            if state.finding and not found and not queries.has_finding(session, state.finding):
                problems = (*problems, _no_finding(state.finding))
        return _view(state, vocabulary, problems, counts, found, every)

    def problems(self, state: FindingsState) -> tuple[str, ...]:
        """Return what of an address is not understood, without making the view."""
        with self._data.reading() as (session, vocabulary):
            counts = self._data.finding_counts(session, vocabulary)
            state, problems = understood(state, vocabulary, cited=counts.documents)
            if state.finding and not queries.has_finding(session, state.finding):
                problems = (*problems, _no_finding(state.finding))
        return problems

    def rows(self, state: FindingsState) -> list[dict[str, Any]]:
        """One row a finding that fits the filters, those of the other pages too."""
        view = self.view(state, every=True)
        return [
            _download_row(one, group.rule, view.vocabulary)
            for group in view.groups
            for one in group.findings
        ]


def as_found(rows: Rows) -> tuple[Found, ...]:
    """The queried rows as findings."""
    found = []
    for row in rows:
        named: dict[str, Any] = {name: value or "" for name, value in row._mapping.items()}
        named["resolved_on"] = str(named["resolved_on"])
        named["themes"] = row.themes
        found.append(Found(**named))
    return tuple(found)


def rules() -> dict[str, Rule]:
    """Every rule under its name, in their order."""
    return {rule.name: Rule(rule.name, rule.title, rule.kind, rule.explains) for rule in RULES}


def _no_finding(key: str) -> str:
    return f"There is no finding “{key}” in the portal; it may have gone when the data changed."


def _view(
    state: FindingsState,
    vocabulary: Vocabulary,
    problems: tuple[str, ...],
    counts: FindingCounts,
    found: tuple[Found, ...],
    every: bool,
) -> FindingsView:
    known = rules()
    kinds = {f.rule: _rule(f.rule, known).kind for f in found}
    vocabulary = vocabulary.telling_apart(_offered(vocabulary, state))
    offered = _offered(vocabulary, state)
    chosen = {c.key for c in vocabulary.resolved(state.councils)} if state.councils else set()

    def fits(one: Found, *left_out: str) -> bool:
        return (
            ("councils" in left_out or not chosen or one.council in chosen)
            and ("kind" in left_out or state.kind in ("", kinds[one.rule]))
            and ("theme" in left_out or not state.theme or state.theme in one.themes)
        )

    shown = [f for f in found if fits(f)]
    before = [f for f in found if fits(f, "theme")]
    overview = [f for f in found if fits(f, "councils", "kind")]
    size = max(1, len(shown)) if every else PAGE_SIZE
    state = replace(state, page=within(state.page, len(shown), size))
    return FindingsView(
        state=state,
        vocabulary=vocabulary,
        problems=problems,
        councils=vocabulary.resolved(state.councils),
        offered=offered,
        documents=counts.documents,
        groups=_groups(shown, known, (state.page - 1) * size, size),
        total=len(shown),
        everything=counts.total,
        kinds=Counter(kinds[f.rule] for f in found if fits(f, "kind")),
        themes=Counter(theme for f in before for theme in f.themes),
        before_theme=len(before),
        overview=Counter((kinds[f.rule], f.council) for f in overview),
    )


def _offered(vocabulary: Vocabulary, state: FindingsState) -> tuple[Council, ...]:
    """The councils to choose from: those with plans, and those that the address names."""
    return tuple(dict.fromkeys((*vocabulary.with_plans, *vocabulary.resolved(state.councils))))


def _rule(name: str, known: Mapping[str, Rule]) -> Rule:
    return known.get(name) or Rule(name, name, "arithmetic", "")


def _groups(
    found: Iterable[Found], known: Mapping[str, Rule], start: int, size: int
) -> tuple[FoundGroup, ...]:
    """The findings by kind and rule, those of one page."""
    by_rule: dict[str, list[Found]] = {}
    for one in found:
        by_rule.setdefault(one.rule, []).append(one)
    kinds, names = list(FINDING_KINDS), list(known)

    def place(name: str) -> tuple[int, int]:
        return (
            kinds.index(_rule(name, known).kind),
            names.index(name) if name in known else len(names),
        )

    groups = []
    for name in sorted(by_rule, key=place):
        part = by_rule[name][max(0, start) : max(0, start + size)]
        start -= len(by_rule[name])
        if part:
            groups.append(FoundGroup(_rule(name, known), tuple(part), len(by_rule[name])))
    return tuple(groups)


DOWNLOAD_COLUMNS = (
    "finding",
    "kind",
    "rule",
    "council",
    "subject",
    "message",
    "value_a",
    "document_a",
    "place_a",
    "value_b",
    "document_b",
    "place_b",
    "indicator",
    "plan",
    "item",
    "improvement_area",
    "themes",
    "resolution",
    "resolution_note",
    "resolved_on",
)


def _download_row(one: Found, rule: Rule, vocabulary: Vocabulary) -> dict[str, Any]:
    plan, area = vocabulary.plans.get(one.plan), vocabulary.areas.get(one.area)
    return {
        "finding": one.key,
        "kind": FINDING_KINDS[rule.kind],
        "rule": rule.title,
        "council": vocabulary.councils[one.council].name,
        "subject": one.subject,
        "message": one.message,
        "value_a": one.value_a,
        "document_a": one.document_a,
        "place_a": one.place_a,
        "value_b": one.value_b,
        "document_b": one.document_b,
        "place_b": one.place_b,
        "indicator": one.indicator,
        "plan": plan.title if plan else "",
        "item": one.item_ref,
        "improvement_area": area.name if area else "",
        "themes": ";".join(vocabulary.themes[key].name for key in one.themes),
        "resolution": one.resolution,
        "resolution_note": one.resolution_note,
        "resolved_on": one.resolved_on,
    }
