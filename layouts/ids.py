"""Every component id, one class a page; the string is `<page>-<thing>`."""

from __future__ import annotations

from typing import Any


class App:
    """The frame around every page."""

    ALERT = "app-alert"
    MAIN = "app-main"
    PRINTED = "app-printed"


class Compare:
    """Compare plans."""

    URL = "compare-url"
    COUNCILS = "compare-councils"
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
    PROBLEMS = "compare-problems"
    RESULTS = "compare-results"
    TIMELINE = "compare-timeline"
    TABLE = "compare-table"
    TABLE_OPEN = "compare-table-open"
    ANNOUNCE = "compare-announce"

    @staticmethod
    def cell(area: Any, council: Any) -> dict[str, Any]:
        """A cell of the matrix."""
        return {"type": "compare-cell", "area": area, "council": council}

    @staticmethod
    def more(area: Any, council: Any) -> dict[str, Any]:
        """The fold that holds the cards not shown at once."""
        return {"type": "compare-more", "area": area, "council": council}

    @staticmethod
    def rest(area: Any, council: Any) -> dict[str, Any]:
        """Where those cards go."""
        return {"type": "compare-rest", "area": area, "council": council}

    @staticmethod
    def card(item: Any) -> dict[str, Any]:
        """A card that opens; `item` is `plan/slug`."""
        return {"type": "compare-card", "item": item}

    @staticmethod
    def details(item: Any) -> dict[str, Any]:
        """What an open card shows."""
        return {"type": "compare-details", "item": item}


class Indicators:
    """Compare indicators."""

    URL = "indicators-url"
    MEASURE = "indicators-measure"
    SHOWN = "indicators-shown"
    COUNCILS = "indicators-councils"
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
    PROBLEMS = "indicators-problems"
    RESULTS = "indicators-results"
    VERDICT = "indicators-verdict"
    BELOW = "indicators-below"
    BESIDE = "indicators-beside"
    TABLE = "indicators-table"
    TABLE_OPEN = "indicators-table-open"
    ANNOUNCE = "indicators-announce"


class Councils:
    """The list of councils."""

    RESULTS = "councils-results"


class Council:
    """One council."""

    KEY = "council-key"
    RESULTS = "council-results"


class Item:
    """One item."""

    KEY = "item-key"
    RESULTS = "item-results"


class Sources:
    """Sources."""

    RESULTS = "sources-results"
