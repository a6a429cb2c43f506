"""Every component id, one class a page; the string is `<page>-<thing>`."""

from __future__ import annotations


class App:
    """The frame around every page."""

    MAIN = "app-main"
    PRINTED = "app-printed"
    SEARCH = "app-search"
    STAMP = "app-stamp"
    SINCE = "app-since"
    USER = "app-user"
    NAVIGATION = "app-navigation"
    ITEM = "app-item"
    PANEL = "app-panel"
    PANEL_CONTENT = "app-panel-content"
    PANEL_CLOSE = "app-panel-close"


class Compare:
    """Compare plans."""

    URL = "compare-url"
    COUNCILS = "compare-councils"
    COUNCIL_ADD = "compare-council-add"
    COUNCIL_NAMES = "compare-council-names"
    COUNCIL_OFFERED = "compare-council-offered"
    COUNCIL_TOLD = "compare-council-add-told"
    THEME = "compare-theme"
    AREA = "compare-area"
    PLAN = "compare-plan"
    STATUS = "compare-status"
    WORDS = "compare-words"
    TIME = "compare-time"
    TOGGLE = "compare-toggle"
    FILTERS = "compare-filters"
    CLEAR = "compare-clear"
    COPY = "compare-copy"
    CSV = "compare-csv"
    EXCEL = "compare-excel"
    API = "compare-api"
    EMBED = "compare-embed"
    EMBED_COPY = "compare-embed-copy"
    SLIDES = "compare-slides"
    WORD = "compare-word"
    PROBLEMS = "compare-problems"
    RESULTS = "compare-results"
    ANNOUNCE = "compare-announce"


class Indicators:
    """Compare indicators."""

    URL = "indicators-url"
    MEASURE = "indicators-measure"
    SHOWN = "indicators-shown"
    COUNCILS = "indicators-councils"
    COUNCIL_ADD = "indicators-council-add"
    COUNCIL_NAMES = "indicators-council-names"
    COUNCIL_OFFERED = "indicators-council-offered"
    COUNCIL_TOLD = "indicators-council-add-told"
    AGAINST = "indicators-against"
    THEME = "indicators-theme"
    AREA = "indicators-area"
    WORDS = "indicators-words"
    VIEW = "indicators-view"
    TIME = "indicators-time"
    TOGGLE = "indicators-toggle"
    FILTERS = "indicators-filters"
    CLEAR = "indicators-clear"
    COPY = "indicators-copy"
    CSV = "indicators-csv"
    EXCEL = "indicators-excel"
    API = "indicators-api"
    EMBED = "indicators-embed"
    EMBED_COPY = "indicators-embed-copy"
    PROBLEMS = "indicators-problems"
    RESULTS = "indicators-results"
    VERDICT = "indicators-verdict"
    BELOW = "indicators-below"
    BESIDE = "indicators-beside"
    TABLE = "indicators-table"
    TABLE_FOLD = "indicators-table-fold"
    TABLE_OPEN = "indicators-table-open"
    ANNOUNCE = "indicators-announce"


class Benchmarks:
    """Many measures of chosen councils, beside all councils."""

    URL = "benchmarks-url"
    COUNCILS = "benchmarks-councils"
    COUNCIL_ADD = "benchmarks-council-add"
    COUNCIL_NAMES = "benchmarks-council-names"
    COUNCIL_OFFERED = "benchmarks-council-offered"
    COUNCIL_TOLD = "benchmarks-council-add-told"
    THEME = "benchmarks-theme"
    AREA = "benchmarks-area"
    WORDS = "benchmarks-words"
    SORT = "benchmarks-sort"
    ONLY = "benchmarks-only"
    TOGGLE = "benchmarks-toggle"
    FILTERS = "benchmarks-filters"
    CLEAR = "benchmarks-clear"
    COPY = "benchmarks-copy"
    CSV = "benchmarks-csv"
    EXCEL = "benchmarks-excel"
    API = "benchmarks-api"
    PROBLEMS = "benchmarks-problems"
    RESULTS = "benchmarks-results"
    ANNOUNCE = "benchmarks-announce"


class Findings:
    """The page of findings."""

    URL = "findings-url"
    COUNCILS = "findings-councils"
    COUNCIL_ADD = "findings-council-add"
    COUNCIL_NAMES = "findings-council-names"
    COUNCIL_OFFERED = "findings-council-offered"
    COUNCIL_TOLD = "findings-council-add-told"
    THEME = "findings-theme"
    KIND = "findings-kind"
    DOCUMENT = "findings-document"
    AREA = "findings-area"
    WORDS = "findings-words"
    TOGGLE = "findings-toggle"
    FILTERS = "findings-filters"
    CLEAR = "findings-clear"
    COPY = "findings-copy"
    CSV = "findings-csv"
    EXCEL = "findings-excel"
    API = "findings-api"
    PROBLEMS = "findings-problems"
    RESULTS = "findings-results"
    ANNOUNCE = "findings-announce"


class Search:
    """The page of the search."""

    URL = "search-url"
    WORDS = "search-words"
    COUNCILS = "search-councils"
    COUNCIL_ADD = "search-council-add"
    COUNCIL_NAMES = "search-council-names"
    COUNCIL_OFFERED = "search-council-offered"
    COUNCIL_TOLD = "search-council-add-told"
    KIND = "search-kind"
    TOGGLE = "search-toggle"
    FILTERS = "search-filters"
    CLEAR = "search-clear"
    COPY = "search-copy"
    API = "search-api"
    PROBLEMS = "search-problems"
    RESULTS = "search-results"
    ANNOUNCE = "search-announce"


class Councils:
    """The list of councils."""

    URL = "councils-url"
    RESULTS = "councils-results"


class Council:
    """One council."""

    URL = "council-url"
    KEY = "council-key"
    RESULTS = "council-results"


class Item:
    """One item."""

    KEY = "item-key"
    RESULTS = "item-results"


class Sources:
    """Sources."""

    URL = "sources-url"
    RESULTS = "sources-results"


class Visits:
    """The visits of whoever is signed in."""

    RESULTS = "visits-results"
    CHANGED = "visits-changed"


class Visit:
    """One visit: its lines of enquiry, evidence, suggestions, team and pack."""

    KEY = "visit-key"
    CHANGED = "visit-changed"
    HEAD = "visit-head"
    LINES = "visit-lines"
    EVIDENCE = "visit-evidence"
    SUGGESTIONS = "visit-suggestions"
    PACK = "visit-pack"
    SETTINGS = "visit-settings"
    STATE = "visit-state"
