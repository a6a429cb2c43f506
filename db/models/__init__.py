"""The tables: what the documents say and what official statistics count, in the field's words.

Rows have integer keys for speed and a `key` (or a reference within their parent) that people
and files use. `origin` names the catalogue folder or data set that a row came from, so that
loading it again replaces exactly its rows.
"""

from db.models.base import (
    Base,
    DatasetVersion,
    table_of,
)
from db.models.catalogue import (
    Action,
    Council,
    Document,
    Finding,
    ImprovementArea,
    Indicator,
    Inspection,
    Item,
    Measure,
    Milestone,
    Observation,
    Plan,
    Statement,
    Target,
    Theme,
)
from db.models.statistics import (
    Benchmark,
    FormerStatistic,
    Import,
    Neighbour,
    Period,
    Statistic,
)

__all__ = [
    "Action",
    "Base",
    "Benchmark",
    "Council",
    "DatasetVersion",
    "Document",
    "Finding",
    "FormerStatistic",
    "Import",
    "ImprovementArea",
    "Indicator",
    "Inspection",
    "Item",
    "Measure",
    "Milestone",
    "Neighbour",
    "Observation",
    "Period",
    "Plan",
    "Statement",
    "Statistic",
    "Target",
    "Theme",
    "table_of",
]
