"""The documents and data sets that packs and embedded views cite."""

from __future__ import annotations

from portal.domain.pack_sections.ledger import Paper
from portal.domain.shared import cited_as
from portal.services.sources import SourceService


def papers(sources: SourceService) -> dict[str, Paper]:
    """Everything that can be cited, by key."""
    view = sources.view()
    cited = [
        Paper(
            row.key, row.title, publisher=row.publisher, published=row.published, status=row.status
        )
        for row in view.documents
    ]
    cited += [
        Paper(
            row.key,
            row.title,
            publisher=row.publisher,
            published=row.published,
            status=cited_as(row.key),
        )
        for row in view.datasets
    ]
    return {paper.key: paper for paper in cited}
