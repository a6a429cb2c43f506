"""The use cases of the portal; each method is one transaction and returns plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session, sessionmaker

from portal.domain.access import Actor
from portal.services.base import Data
from portal.services.benchmark_export import BenchmarkExport
from portal.services.benchmarks import BenchmarkService
from portal.services.compare import CompareService
from portal.services.councils import CouncilService
from portal.services.elsewhere import ElsewhereService
from portal.services.evidence import EvidenceService
from portal.services.feed import FeedService
from portal.services.findings import FindingService
from portal.services.indicators import IndicatorService
from portal.services.inspections import InspectionService
from portal.services.items import ItemService
from portal.services.league import LeagueService
from portal.services.link_freshness import SinceService
from portal.services.overview import OverviewService
from portal.services.packs import PackService
from portal.services.partnership import PartnershipService
from portal.services.progress import ProgressService
from portal.services.region import RegionService
from portal.services.resolutions import ResolutionService
from portal.services.returns import ReturnService
from portal.services.search import SearchService
from portal.services.shared import SharedService
from portal.services.sources import SourceService
from portal.services.suggestions import SuggestionService
from portal.services.summary import SummaryService
from portal.services.tables import TableService
from portal.services.view_packs import ViewPackService
from portal.services.view_spec import ViewServices
from portal.services.visits.activity import ActivityService
from portal.services.visits.agreed import AgreedService
from portal.services.visits.entries import EntryService
from portal.services.visits.gathering import GatheringService
from portal.services.visits.lines import LineService
from portal.services.visits.sharing import ShareService
from portal.services.visits.visit import VisitService


@dataclass(frozen=True, slots=True)
class Services:
    """One object a page's callbacks need; made once a process.

    `who` tells who is asking, for the use cases that need to know.
    """

    data: Data
    views: ViewServices
    compare: CompareService
    indicators: IndicatorService
    councils: CouncilService
    items: ItemService
    findings: FindingService
    search: SearchService
    inspections: InspectionService
    returns: ReturnService
    progress: ProgressService
    overview: OverviewService
    sources: SourceService
    feed: FeedService
    tables: TableService
    benchmark_export: BenchmarkExport
    benchmarks: BenchmarkService
    summary: SummaryService
    league: LeagueService
    elsewhere: ElsewhereService
    packs: PackService
    view_packs: ViewPackService
    suggestions: SuggestionService
    evidence: EvidenceService
    since: SinceService
    visits: VisitService
    lines: LineService
    entries: EntryService
    agreed: AgreedService
    activity: ActivityService
    shares: ShareService
    gathering: GatheringService
    partnership: PartnershipService
    region: RegionService
    resolutions: ResolutionService
    shared: SharedService
    who: Callable[[], Actor | None]

    @classmethod
    def over(
        cls,
        sessions: sessionmaker[Session],
        who: Callable[[], Actor | None] = lambda: None,
        default: tuple[str, ...] = (),
    ) -> Services:
        """The services over a database.

        `default` names the councils shown without a choice; those of the region where it is empty.
        """
        data = Data(sessions, default)
        compare, indicators = CompareService(data), IndicatorService(data)
        benchmarks, inspections = BenchmarkService(data), InspectionService(data)
        items = ItemService(data)
        returns = ReturnService(data, inspections)
        suggestions = SuggestionService(data, returns)
        views = ViewServices(
            data,
            compare,
            indicators=indicators,
            benchmarks=benchmarks,
            summary=SummaryService(data, benchmarks),
            league=LeagueService(data, benchmarks),
            findings=FindingService(data),
            councils=CouncilService(data),
            items=items,
            search=SearchService(data, inspections),
            inspections=inspections,
            returns=returns,
            progress=ProgressService(data),
            overview=OverviewService(data, inspections, benchmarks, returns),
        )
        evidence = EvidenceService(data, items, indicators, compare, views.progress)
        since = SinceService(data, views)
        visits = VisitService(data, sessions, evidence)
        return cls(
            data=data,
            views=views,
            compare=compare,
            indicators=indicators,
            councils=views.councils,
            items=items,
            findings=views.findings,
            search=views.search,
            inspections=inspections,
            returns=views.returns,
            progress=views.progress,
            overview=views.overview,
            sources=SourceService(data),
            feed=FeedService(data, views.progress),
            tables=TableService(data),
            benchmark_export=BenchmarkExport(data),
            benchmarks=views.benchmarks,
            summary=views.summary,
            league=views.league,
            elsewhere=ElsewhereService(data),
            packs=PackService(data),
            view_packs=ViewPackService(data, views),
            suggestions=suggestions,
            evidence=evidence,
            since=since,
            visits=visits,
            lines=LineService(data, sessions, evidence, suggestions, since),
            entries=EntryService(sessions),
            agreed=AgreedService(data, sessions),
            activity=ActivityService(sessions),
            shares=ShareService(sessions, visits),
            gathering=GatheringService(data, sessions, evidence, since),
            partnership=PartnershipService(data, sessions),
            region=RegionService(data, sessions),
            resolutions=ResolutionService(sessions),
            shared=SharedService(
                data, sessions, indicators, benchmarks, views.summary, views.league
            ),
            who=who,
        )
