"""Definitions of all that was charted, the rules of fair comparison, and the sources."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.formatting import printed_date
from portal.domain.pack_model import ANNEX, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.ledger import Ledger, basis_name, condensed, first_lower
from portal.domain.vocabulary import Council

_POLARITY = {"high": "High is good", "low": "Low is good", "none": "Neither is good in itself"}
_WHOLE = "the document as a whole, or the place named beside the statement"
_LONGEST = 220
COMPARABILITY = (
    ("Comparable", "Two series are comparable when measure, definition, unit, basis and population "
     "agree; with caution when one of them differs; otherwise not: then they share no chart."),
    ("Dates", "The plans are years apart. Every figure stands with its period: read dates before "
     "differences."),
    ("Better and worse", "Only where a high or a low value is good in itself is better or worse "
     "said, and are ranks and bands given; every rank says of how many."),
    ("Ranks and bands", "Rank 1 is best and equal values share the better rank. Band A is the best "
     "quarter of the councils that have a value, band D the last."),
    ("Neighbours", "The mean of a council’s ten statistical neighbours that have a value; how many "
     "those are is said."),
    ("Missing values", "A missing value keeps its reason (not applicable, not available, "
     "confidential, rounds to zero, low reliability) and is never shown as zero."),
    ("Doubtful readings", "A value that a bad scan leaves uncertain is drawn hollow and takes no "
     "part in ranks or differences. A repaired reading was proved by arithmetic or the text."),
    ("Wording", "Items and actions are restated in the portal’s own words, never stronger than the "
     "document, with reference and place. “Not stated” means that the document does not say."),
)  # fmt: skip


def definitions(ledger: Ledger, councils: Mapping[str, Council], link: str) -> Part:
    """Build the part: every indicator charted with its definition, then the rules of comparison.

    Args:
        councils: names by key.
    """
    pages = []
    rows = []
    for indicator, basis in ledger.charted.values():
        who = "Official statistics"
        if not indicator.official and indicator.council in councils:
            who = councils[indicator.council].name
        text = _short(indicator.definition) or "not stated"
        if indicator.population:
            text = f"{text.rstrip('.')}. Counted: {first_lower(indicator.population)}."
        polarity = _POLARITY.get(indicator.polarity, "not stated")
        if indicator.polarity_reason:
            polarity += f": {first_lower(indicator.polarity_reason)}"
        rows.append(
            (
                f"{who}: {'' if indicator.official else indicator.ref} {indicator.name}".replace(
                    "  ", " "
                ),
                text,
                f"{indicator.unit_name}, {basis_name(basis)}",
                polarity,
                ledger.names({indicator.document: [indicator.place]}),
            )
        )
    if rows:
        head = ("Indicator", "Definition", "Unit and basis", "Which way is good", "Source")
        table = Table(
            "Every indicator charted here", head, rows=tuple(rows), widths=(2.2, 3.4, 1.4, 2.2, 2.4)
        )
        title = "Definitions of all that is charted"
        pages.append(Page(title, (table,), link=link, link_text="All definitions", weight=ANNEX))
    else:
        pages.append(
            Page(
                "Definitions",
                (Text("No indicator is charted here.", "gap"),),
                link=link,
                link_text="All definitions",
            )
        )
    points = tuple(Point(text, strong=name) for name, text in COMPARABILITY)
    pages.append(
        Page(
            "How the portal compares",
            (Points(points),),
            link=link,
            link_text="All definitions",
            weight=5,
        )
    )
    return Part("definitions", "Definitions, caveats, comparability", pages=tuple(pages))


def _short(text: str) -> str:
    """Shorten a definition to one paragraph; of a publisher's essay keep the first words."""
    words = " ".join(text.split())
    if len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].rsplit(' ', 1)[0]} … (in full in the portal)"


def sources(ledger: Ledger, link: str) -> Part:
    """Build the part: every paper that was cited, with the places that were used."""
    title = "Sources, with places"
    if not ledger.places:
        return Part(
            "sources",
            title,
            pages=(
                Page(
                    title, (Text("No document is cited.", "gap"),), link=link, link_text="Sources"
                ),
            ),
        )
    papers, places = [], []
    for key, cited in ledger.places.items():
        paper, shown = ledger.papers.get(key), "; ".join(condensed(cited)) or _WHOLE
        if paper is None:
            papers.append((key, "", "", ""))
            places.append((key, shown))
            continue
        papers.append((paper.title, paper.publisher, printed_date(paper.published), paper.status))
        places.append((paper.name, shown))
    head = ("Document", "Publisher", "Date", "Status")
    named = Table(
        "Documents and data sets cited", head, rows=tuple(papers), widths=(5.0, 3.0, 1.7, 1.8),
        source="the documents themselves",
    )  # fmt: skip
    where = Table(
        "Where in them the statements stand", ("Document", "Places used"), rows=tuple(places),
        widths=(2.6, 6.4),
    )  # fmt: skip
    of = "The papers and data sets that this rests on"
    pages = (
        Page(of, (named,), link=link, link_text="Sources in the portal"),
        Page("Places used", (where,), link=link, link_text="Sources in the portal", weight=ANNEX),
    )
    return Part("sources", title, pages=pages)
