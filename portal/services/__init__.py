"""The use cases of the portal; each method is one transaction and returns plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session, sessionmaker

from portal.domain.access import Actor
from portal.services.base import Data
from portal.services.benchmarks import BenchmarkService
from portal.services.compare import CompareService
from portal.services.councils import CouncilService
from portal.services.findings import FindingService
from portal.services.indicators import IndicatorService
from portal.services.items import ItemService
from portal.services.rug import RugService
from portal.services.sources import SourceService


@dataclass(frozen=True, slots=True)
class Services:
    """One object a page's callbacks need; made once a process.

    `who` tells who is asking, for the use cases that need to know.
    """

    data: Data
    compare: CompareService
    indicators: IndicatorService
    councils: CouncilService
    items: ItemService
    findings: FindingService
    sources: SourceService
    benchmarks: BenchmarkService
    rug: RugService
    who: Callable[[], Actor | None]

    @classmethod
    def over(
        cls, sessions: sessionmaker[Session], who: Callable[[], Actor | None] = lambda: None
    ) -> Services:
        """The services over a database."""
        data = Data(sessions)
        return cls(
            data,
            CompareService(data),
            IndicatorService(data),
            CouncilService(data),
            ItemService(data),
            FindingService(data),
            SourceService(data),
            BenchmarkService(data),
            RugService(data),
            who,
        )
