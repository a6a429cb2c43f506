"""The use cases of views for other sites' frames: one page of a pack, with links to the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from db.queries.rows import Reader
from db.queries.versions import Version
from portal import urls
from portal.domain.formatting import day, sentence_list
from portal.domain.inspection_state import InspectionsState
from portal.domain.pack_model import Block, Pack, Page, Part, Text
from portal.domain.pack_sections import compare as compare_parts
from portal.domain.pack_sections.bars import bar_chart
from portal.domain.pack_sections.charts import caveats, panel_chart
from portal.domain.pack_sections.inspections import grades
from portal.domain.pack_sections.ledger import Ledger, Paper
from portal.domain.view_state import BenchmarkState, CompareState, FindingsState, IndicatorState
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data
from portal.services.citations import papers
from portal.services.compare import SIDE_BY_SIDE, CompareService
from portal.services.indicators import IndicatorService
from portal.services.inspections import InspectionService
from portal.services.sources import SourceService
from portal.services.version_cache import until_data_change

# A frame is small: further charts are behind the link.
MOST_CHARTS = 4


@dataclass(frozen=True, slots=True)
class PlainLinks:
    """Addresses of the portal's pages, as readers have them."""

    base: str

    def council(self, key: str) -> str:
        """The page of a council."""
        return f"{self.base}{urls.council_url(key)}"

    def item(self, plan: str, ref: str) -> str:
        """The page of an item."""
        return f"{self.base}{urls.item_url(plan, ref)}"

    def compare(self, state: CompareState) -> str:
        """Plans side by side."""
        return f"{self.base}{urls.compare_url(state.query())}"

    def indicator(self, state: IndicatorState) -> str:
        """One measure's charts."""
        return f"{self.base}{urls.indicators_url(query=state.query())}"

    def findings(self, state: FindingsState) -> str:
        """The findings."""
        return f"{self.base}{urls.findings_url(state.query())}"

    def benchmarks(self, state: BenchmarkState) -> str:
        """Many measures at once."""
        return f"{self.base}{urls.benchmarks_url(state.query())}"

    def inspections(self, state: InspectionsState) -> str:
        """Inspections of councils."""
        return f"{self.base}{urls.inspections_url(state.query())}"


class EmbedService:
    """Views that another site shows in a frame."""

    def __init__(self, data: Data, inspections: InspectionService) -> None:
        self._data = data
        self._inspections = inspections
        self._compare = CompareService(data)
        self._indicators = IndicatorService(data)
        self._papers = until_data_change(self._read_papers)

    def compare(self, state: CompareState, base: str) -> Pack:
        """Plans side by side: what they state, when they were published, what they are about."""
        with self._data.asking() as version:
            view = self._compare.view(state)
            links = PlainLinks(base)
            part = compare_parts.beside(view, self._ledger(), links)
        names = sentence_list([council.name for council in view.councils])
        return _pack(
            f"Improvement plans side by side: {names or 'no council'}",
            part.pages,
            links.compare(view.state),
            version,
        )

    def indicators(self, state: IndicatorState, base: str) -> Pack:
        """One measure's charts, each with what limits it; the verdict on all of them first."""
        with self._data.asking() as version:
            view = self._indicators.view(state)
            link = PlainLinks(base).indicator(view.state)
            ledger = self._ledger()
            blocks: list[Block] = []
            if view.verdict.level in ("caution", "not-comparable"):
                text = f"{view.verdict.title}. {' '.join(view.verdict.reasons)}"
                blocks.append(Text(text, "caveat"))
            lines = [panel for panel in view.panels if panel.drawable]
            # Of what is printed for one or two periods alone there is no line.
            drawable = lines or [panel for panel in view.panels if panel.points]
            draw = panel_chart if lines else bar_chart
            for panel in drawable[:MOST_CHARTS]:
                blocks += [draw(view, panel, ledger, ""), *caveats(view, panel)]
        if len(drawable) > MOST_CHARTS:
            text = f"{len(drawable) - MOST_CHARTS} more of this measure stand in the whole view."
            blocks.append(Text(text, "gap"))
        if not drawable:
            blocks.append(Text("None of the chosen councils has figures to draw.", "gap"))
        title = view.measure.name if view.measure else "No measure"
        return _pack(title, (Page(title, tuple(blocks)),), link, version)

    def inspections(self, state: InspectionsState, base: str) -> Pack | None:
        """Grades of chosen councils, the newest first; None where none or too many are chosen."""
        with self._data.asking() as version:
            chosen = self._data.vocabulary().resolved(state.councils) if state.councils else ()
            if not 0 < len(chosen) <= SIDE_BY_SIDE:
                return None
            view = self._inspections.view(state, every=True)
            link = PlainLinks(base).inspections(view.state)
            page = grades(view.rows, link)
        names = sentence_list([council.name for council in chosen])
        return _pack(f"Inspections of children’s services: {names}", (page,), link, version)

    def _ledger(self) -> Ledger:
        with self._data.reading() as (session, vocabulary):
            return Ledger(self._papers(session, vocabulary))

    def _read_papers(self, _session: Reader, _vocabulary: Vocabulary) -> dict[str, Paper]:
        return papers(SourceService(self._data))


def _pack(title: str, pages: tuple[Page, ...], link: str, version: Version) -> Pack:
    made = day(version.made_at.date()) if version.made_at else ""
    data = f"Data of {made} (version {version.number})" if made else "No data loaded"
    parts = (Part("embed", title, pages=pages),)
    return Pack(title, "", data=data, link=link, made_at=datetime.now(UTC), parts=parts)
