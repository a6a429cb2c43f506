"""The tables: what documents say, what statistics count, and what signed-in people write.

Rows have integer keys for speed and a `key` (or a reference within their parent) that people
and files use. `origin` names the catalogue folder or data set that a row came from, so that
loading it again replaces exactly its rows.
"""

from db.models.accounts import (
    Account,
    AccountCouncil,
    AccountGroup,
    AccountLink,
    AccountRole,
    AuditEntry,
    SignIn,
)
from db.models.base import Base, DatasetVersion, table_of
from db.models.catalogue import (
    Action,
    Claim,
    Council,
    Document,
    ImprovementArea,
    Indicator,
    Item,
    Measure,
    Milestone,
    Observation,
    Plan,
    Statement,
    Target,
)
from db.models.findings import Finding
from db.models.folder_uploads import FolderDigest, FolderUpload
from db.models.inspections import (
    Answer,
    Grade,
    Inspection,
    OtherGrade,
    Recommendation,
    ReportPage,
    ReportReading,
)
from db.models.plan_readings import PlanLayout, PlanReading
from db.models.progress import Progress
from db.models.region import PackTemplate, Region
from db.models.search import SearchText
from db.models.shared import ReturnName, SharedDataSet, SharedFigure, SharedPlan
from db.models.statistics import (
    Benchmark,
    FormerStatistic,
    Import,
    Neighbour,
    Period,
    Release,
    SavedMapping,
    Statistic,
)
from db.models.themes import Theme, Themed, joined_themes
from db.models.visits import (
    FindingResolution,
    PartnerGroup,
    PartnerNote,
    Visit,
    VisitEntry,
    VisitEvidence,
    VisitFile,
    VisitMember,
    VisitSetAside,
    VisitShare,
    VisitText,
)
from db.models.words import WordEdit
