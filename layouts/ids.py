"""Every component id, one class a page: `COUNCIL_ADD` of `Compare` is `compare-council-add`."""

from __future__ import annotations

from typing import get_type_hints


class PageIds:
    """Ids of one page, made of the page's name and the names annotated in its class."""

    def __init_subclass__(cls, page: str = "") -> None:
        for name in get_type_hints(cls) if page else ():
            setattr(cls, name, f"{page}-{name.lower().replace('_', '-')}")


def form_of(page: str) -> str:
    """Name the form that sends a page's filters where no script runs."""
    return f"{page}-form"


class FilteredIds(PageIds):
    """Ids of a page with a filter bar: its address, controls, messages and results."""

    FORM: str
    FORMER: str
    URL: str
    COUNCILS: str
    COUNCIL_ADD: str
    COUNCIL_NAMES: str
    COUNCIL_OFFERED: str
    COUNCIL_ADD_TOLD: str
    CHOSEN: str
    FILTERS: str
    CLEAR: str
    COPY: str
    API: str
    PROBLEMS: str
    RESULTS: str
    ANNOUNCE: str


class DownloadedIds(FilteredIds):
    """Ids of a page whose rows can be downloaded."""

    CSV: str
    EXCEL: str


class PackedIds(DownloadedIds):
    """Ids of a page that there are packs of."""

    PACKS: str


class ThemedIds(DownloadedIds):
    """Ids of a page whose rows are filtered by theme, area and words."""

    THEME: str
    AREA: str
    WORDS: str


class EmbeddedIds(FilteredIds):
    """Ids of a page whose view can stand on another site."""

    EMBED: str
    EMBED_COPY: str


class App(PageIds, page="app"):
    """The frame around every page."""

    MAIN: str
    PRINTED: str
    SEARCH: str
    STAMP: str
    SINCE: str
    USER: str
    NAVIGATION: str
    ITEM: str
    PANEL: str
    PANEL_CONTENT: str
    PANEL_CLOSE: str


class Overview(PackedIds, page="overview"):
    """The first page: inspections, plans and figures of chosen councils by theme."""

    THEME: str
    AREA: str


class Compare(EmbeddedIds, PackedIds, ThemedIds, page="compare"):
    """Compare plans."""

    TIME: str
    PLAN: str
    STATUS: str


class Indicators(EmbeddedIds, PackedIds, ThemedIds, page="indicators"):
    """Compare indicators."""

    TIME: str
    HEADING: str
    MEASURE: str
    MEASURE_SHOWN: str
    AGAINST: str
    VIEW: str
    VERDICT: str
    BELOW: str
    BESIDE: str
    TABLE: str
    TABLE_FOLD: str
    TABLE_OPEN: str


class Benchmarks(PackedIds, ThemedIds, page="benchmarks"):
    """Many measures of chosen councils, beside all councils."""

    SORT: str
    ONLY: str
    VIEW: str


class Summary(PackedIds, page="summary"):
    """The summary of chosen measures, and the table of their years."""

    MEASURES: str
    MEASURE_ADD: str
    MEASURE_ADD_TOLD: str
    MEASURE_OFFERED: str
    AGAINST: str
    YEARS: str
    VIEW: str


class League(PackedIds, page="league"):
    """All councils on one measure."""

    MEASURE: str


class Findings(PackedIds, ThemedIds, page="findings"):
    """The page of findings."""

    KIND: str
    DOCUMENT: str


class Inspections(EmbeddedIds, PackedIds, page="inspections"):
    """Inspections of every council."""

    GRADE: str
    FRAMEWORK: str
    THEME: str
    CHANGE: str


class Inspection(PageIds, page="inspection"):
    """One inspection."""

    KEY: str
    RESULTS: str


class Progress(PackedIds, page="progress"):
    """Progress of plans."""

    THEME: str
    AREA: str


class Returns(PackedIds, page="returns"):
    """Areas that come back."""

    THEME: str
    AREA: str
    LEAST: str


class Search(FilteredIds, page="search"):
    """The page of the search."""

    Q: str
    KIND: str


class Councils(PageIds, page="councils"):
    """The list of councils."""

    URL: str
    RESULTS: str


class Council(PageIds, page="council"):
    """One council."""

    URL: str
    KEY: str
    RESULTS: str


class Item(PageIds, page="item"):
    """One item."""

    KEY: str
    RESULTS: str


class Sources(PageIds, page="sources"):
    """Sources."""

    URL: str
    RESULTS: str


class Visits(PageIds, page="visits"):
    """The visits of the signed-in person."""

    RESULTS: str
    CHANGED: str


class Visit(PageIds, page="visit"):
    """One visit: its lines of enquiry, evidence, suggestions, team, pack and other parts."""

    KEY: str
    CHANGED: str
    HEAD: str
    LINES: str
    EVIDENCE: str
    SUGGESTIONS: str
    PACK: str
    SETTINGS: str
    STATE: str
    MATRIX: str
    PROGRAMME: str
    FEEDBACK: str
    ACTIVITY: str
