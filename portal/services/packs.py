"""The use cases of packs: a council's, a comparison's, a visit's, as values for any format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from db.queries import plans as plan_queries
from db.queries.exports import export_rows
from db.queries.rows import Reader
from portal import urls
from portal.domain import compare_texts
from portal.domain.formatting import sentence_list
from portal.domain.inspection_state import InspectionsState
from portal.domain.inspections import InspectedCouncil
from portal.domain.lines_of_enquiry.weighing import YEARS
from portal.domain.pack_model import CONTENTS, FOR_COUNCIL, Pack, Page, Part
from portal.domain.pack_sections import compare as compare_parts
from portal.domain.pack_sections import (
    compare_figures,
    feedback,
    in_short,
    inspections,
    notes,
    plan,
    recurring,
    themes,
)
from portal.domain.pack_sections import definitions as closing
from portal.domain.pack_sections import findings as finding_parts
from portal.domain.pack_sections.context import context
from portal.domain.pack_sections.items import Places
from portal.domain.pack_sections.ledger import Ledger, Paper
from portal.domain.pack_sections.left_out import without_empty
from portal.domain.pack_sections.progress import course_pages
from portal.domain.pack_sections.timeline import Event, timeline
from portal.domain.pack_sections.visit_choice import ALL, VisitChoice, team_first
from portal.domain.plans import Item
from portal.domain.progress_state import ProgressState
from portal.domain.similarity import Text as Words
from portal.domain.view_models import CompareView, CouncilView
from portal.domain.view_state import CompareState, IndicatorState, SummaryState
from portal.domain.visits import Visit
from portal.domain.vocabulary import Council, Plan, Vocabulary
from portal.services import pack_figures
from portal.services.base import Data, NotFound
from portal.services.citations import papers
from portal.services.findings import rules
from portal.services.pack_events import events_of
from portal.services.pack_links import Pages, StampedLinks, data_of
from portal.services.summary_pack import summary_parts
from portal.services.version_cache import until_data_change

# What the team wrote stays with the team.
NOTES = ("lines", "questions")
PUBLIC = tuple(key for key in CONTENTS if key not in NOTES)


@dataclass(frozen=True, slots=True)
class _Shared:
    """The data that every pack needs: papers, and where items stand."""

    papers: Mapping[str, Paper]
    places: Places


class PackService:
    """Packs to take along; every number in them is that of a page of the portal."""

    def __init__(self, data: Data, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._data = data
        self._now = now
        self._pages = Pages(data)
        self._read_shared = until_data_change(self._make_shared)

    def council_pack(
        self,
        key: str,
        contents: Iterable[str] | None = None,
        base_url: str = "",
        *,
        everything: bool = False,
    ) -> Pack:
        """A council's public pack.

        Args:
            contents: keys of `CONTENTS`; all that are public by default. What is not public or
                not known is left out; the order is that of `CONTENTS`.
            base_url: put before every path, without a slash at its end.
            everything: no page is left to the Excel file alone.

        Raises:
            NotFound: if there is no such council.
        """
        wanted = set(PUBLIC if contents is None else contents)
        chosen = [key for key in PUBLIC if key in wanted]
        with self._data.asking() as version:
            links = StampedLinks(self._pages, version, base_url)
            view = self._pages.councils.view(key)
            parts = self._parts(view, chosen, (), links, None)
            return Pack(
                title=f"{view.council.name}: improvement plans and figures",
                subtitle="Children’s services: inspections, plans, figures against comparators, "
                "and where the papers disagree",
                data=data_of(version, self._data),
                link=links.council(key),
                made_at=self._now(),
                parts=parts,
                annex=f"{links.base_url}{urls.pack_url('council', 'xlsx', f'?council={key}')}",
                everything=everything,
            )

    def visit_pack(
        self,
        visit: Visit,
        contents: Iterable[str],
        base_url: str = "",
        *,
        everything: bool = False,
        choice: VisitChoice = ALL,
    ) -> Pack:
        """A visit's pack, with all that its team wrote where that is among the contents.

        The caller has made sure that whoever asks may see the visit.

        Args:
            visit: the visit as its team sees it; its themes limit the public parts.
            contents: keys of `CONTENTS`, as by `council_pack`, or of `FOR_COUNCIL`.
            base_url: put before every path, without a slash at its end.
            everything: as by `council_pack`.
            choice: which lines, and whether notes go along.

        Raises:
            NotFound: if the portal no longer has the council.
        """
        wanted = set(contents)
        chosen = [key for key in (*CONTENTS, *FOR_COUNCIL) if key in wanted]
        with self._data.asking() as version:
            links = StampedLinks(self._pages, version, base_url)
            view = self._pages.councils.view(visit.council.key)
            limits = tuple(key for key in view.vocabulary.themes if key in visit.themes)
            parts = team_first(self._parts(view, chosen, limits, links, choice.of(visit)))
            return Pack(
                title=visit.title or f"Peer review: {view.council.name}",
                subtitle=notes.cover(visit, limits, view.vocabulary),
                data=data_of(version, self._data),
                link=f"{links.base_url}{urls.visit_url(visit.id)}",
                made_at=self._now(),
                parts=parts,
                # What the council is told is for the council.
                confidential=not set(chosen) <= {*FOR_COUNCIL},
                annex=f"{links.base_url}{urls.visit_pack_url(visit.id, 'xlsx')}",
                everything=everything,
            )

    def compare_pack(
        self, state: CompareState, base_url: str = "", *, everything: bool = False
    ) -> Pack:
        """The compare page in one state; what of it is not known is told and left out."""
        with self._data.asking() as version:
            links = StampedLinks(self._pages, version, base_url)
            view = self._pages.compare.view(state)
            shared = self._shared()
            ledger = Ledger(shared.papers)
            events = self._events(view.councils, tuple(p for c in view.plans.values() for p in c))
            link = links.compare(view.state)
            line = timeline(events, view.councils, ledger, link)
            line = Part(
                line.key, line.title, pages=(*line.pages, compare_parts.due(view, ledger, links))
            )
            parts = without_empty(
                (
                    compare_parts.beside(view, ledger, links),
                    line,
                    self._inspections(view.councils, ledger, links),
                    *self._compared(view, ledger, links),
                    compare_parts.side_by_side(view, shared.places, ledger, links),
                    compare_parts.definitions(view, closing.COMPARABILITY, links),
                    closing.sources(ledger, f"{links.base_url}{urls.SOURCES}"),
                )
            )
            names = sentence_list([council.name for council in view.councils])
            limits = compare_texts.limits(view)
            return Pack(
                title=f"Improvement plans side by side: {names or 'no council'}",
                subtitle=f"Limited to {limits}" if limits else "All items of all plans in view",
                data=data_of(version, self._data),
                link=link,
                made_at=self._now(),
                parts=parts,
                annex=f"{links.base_url}{urls.pack_url('compare', 'xlsx', view.state.query())}",
                everything=everything,
            )

    def summary_pack(
        self, state: SummaryState, base_url: str = "", *, everything: bool = False
    ) -> Pack:
        """The summary in one state, all its measures; what of it is not known is left out."""
        with self._data.asking() as version:
            links = StampedLinks(self._pages, version, base_url)
            view = self._pages.summary.view(state, every=True)
            ledger = Ledger(self._shared().papers)
            sources = f"{links.base_url}{urls.SOURCES}"
            parts = (
                *summary_parts(self._pages.indicators, view, ledger, links),
                closing.definitions(ledger, view.vocabulary.councils, sources),
                closing.sources(ledger, sources),
            )
            names = sentence_list([council.name for council in view.councils])
            return Pack(
                title=f"{view.title}: {names or 'no council'}",
                subtitle="Newest figures, trend and rank beside England, region and neighbours",
                data=data_of(version, self._data),
                link=links.summary(view.state),
                made_at=self._now(),
                parts=parts,
                annex=f"{links.base_url}{urls.pack_url('summary', 'xlsx', view.state.query())}",
                everything=everything,
            )

    def _parts(
        self,
        view: CouncilView,
        chosen: Sequence[str],
        limits: tuple[str, ...],
        links: StampedLinks,
        visit: Visit | None,
    ) -> tuple[Part, ...]:
        """The chosen parts in their order; the last two tell what those before them used."""
        council, vocabulary, shared = view.council, view.vocabulary, self._shared()
        ledger, sources = Ledger(shared.papers), f"{links.base_url}{urls.SOURCES}"
        every = self._pages.councils.items(council.key)
        items = tuple(i for i in every if not limits or set(i.themes) & set(limits))
        since = _since(self._now().date())

        def make(key: str) -> Part:
            match key:
                case "summary":
                    return in_short.in_short(
                        self._pages.benchmarks.standing(council.key),
                        self._inspected((council,)).get(council.key),
                        self._pages.returns.of_council(council.key),
                        self._pages.suggestions.suggest(council.key, limits),
                        ledger,
                        links,
                    )
                case "context":
                    stood, loaded = pack_figures.stood(self._data, self._pages, view, limits, links)
                    return context(view, stood, ledger, links, loaded)
                case "timeline":
                    events = self._events((council,), view.plans)
                    return timeline(events, (council,), ledger, links.council(council.key))
                case "inspections":
                    return self._inspections((council,), ledger, links, limits)
                case "plan":
                    part = plan.plan_pages(
                        council, view.plans, items, vocabulary, ledger, links, limits
                    )
                    return replace(
                        part, pages=(*part.pages, *self._reported(council, ledger, links))
                    )
                case "themes":
                    rows = self._pages.benchmarks.of_council(council.key)
                    about = limits or tuple(vocabulary.themes)
                    themed = pack_figures.themed(
                        self._data, self._pages, view, about, links, rows, since
                    )
                    return themes.themes(
                        council,
                        themed,
                        view.plans,
                        every,
                        shared.places,
                        vocabulary,
                        ledger,
                        links,
                        rows,
                        since,
                    )
                case "recurring":
                    pairs = self._pairs(items, vocabulary) if len(view.plans) > 1 else ()
                    return recurring.recurring(
                        council,
                        view.plans,
                        items,
                        pairs,
                        shared.places,
                        vocabulary,
                        ledger,
                        links,
                    )
                case "findings":
                    return finding_parts.findings(
                        council,
                        view.findings,
                        rules(),
                        vocabulary,
                        ledger,
                        links,
                        limits,
                        since.isoformat(),
                    )
                case "lines" if visit:
                    drawn = pack_figures.of_evidence(self._pages, visit, ledger, links.base_url)
                    return notes.lines(visit, ledger, links.base_url, drawn)
                case "questions" if visit:
                    return notes.questions(visit)
                case "feedback" if visit:
                    return feedback.presentation(visit)
                case "agreed" if visit:
                    return feedback.agreed(visit)
                case "definitions":
                    return closing.definitions(ledger, vocabulary.councils, sources)
                case "sources":
                    return closing.sources(ledger, sources)
            raise NotFound(key)

        return without_empty([make(key) for key in chosen])

    def _shared(self) -> _Shared:
        with self._data.reading() as (session, vocabulary):
            return self._read_shared(session, vocabulary)

    def _make_shared(self, _session: Reader, _vocabulary: Vocabulary) -> _Shared:
        with self._data.streaming() as session:
            items = export_rows(session, "items")
        places = {(row["plan"], row["ref"]): row["place"] for row in items}
        return _Shared(papers=papers(self._pages.sources), places=places)

    def _events(self, councils: Sequence[Council], plans: Sequence[Plan]) -> list[Event]:
        with self._data.reading() as (session, _vocabulary):
            return events_of(session, councils, plans)

    def _inspections(
        self,
        councils: Sequence[Council],
        ledger: Ledger,
        links: StampedLinks,
        limits: Sequence[str] = (),
    ) -> Part:
        """The grades of councils, what was asked of each and what was asked again."""
        state, by_council = _of(councils), self._inspected(councils)
        rows = [by_council[key] for key in state.councils if key in by_council]
        histories = [self._pages.returns.of_council(council.key) for council in councils]
        return inspections.inspections(rows, histories, state, ledger, links, limits)

    def _compared(self, view: CompareView, ledger: Ledger, links: StampedLinks) -> list[Part]:
        """The charts of the measures on which the councils are furthest from England."""
        keys = [council.key for council in view.councils]
        rows = [self._pages.benchmarks.of_council(key) for key in keys]
        every, theme = view.vocabulary.themes, view.state.theme
        themes = [every[theme]] if theme else list(every.values())
        views = []
        for measure in compare_figures.chosen(rows, themes):
            state = IndicatorState(tuple(keys), measure=measure, against=("england",))
            views.append((self._pages.indicators.view(state), links.indicator(state)))
        part = compare_figures.figures(view.councils, views, ledger)
        return [part] if part.pages else []

    def _reported(self, council: Council, ledger: Ledger, links: StampedLinks) -> list[Page]:
        """The pages of the council's plans that have reports."""
        state = ProgressState((council.key,))
        courses = self._pages.progress.view(state).courses
        link = links.progress(state) if courses else ""
        return [page for course in courses for page in course_pages(course, ledger, link)]

    def _inspected(self, councils: Sequence[Council]) -> dict[str, InspectedCouncil]:
        """The councils that have inspections, with these, by key."""
        if not councils:
            return {}
        view = self._pages.inspections.view(_of(councils), every=True)
        return {row.council.key: row for row in view.rows}

    def _pairs(self, items: Sequence[Item], vocabulary: Vocabulary) -> tuple[recurring.Pair, ...]:
        with self._data.reading() as (session, _vocabulary):
            rows = plan_queries.item_texts(session, [item.id for item in items])
        texts = [
            Words(r.id, r.words, area=r.area, themes=frozenset(r.themes), group=r.plan)
            for r in rows
        ]
        return recurring.pairs_of(texts, items, vocabulary)


def _since(today: date) -> date:
    """The day before which papers are old: what rests on them stands in the annex."""
    return date(today.year - YEARS, today.month, 1)


def _of(councils: Sequence[Council]) -> InspectionsState:
    return InspectionsState(councils=tuple(council.key for council in councils))
