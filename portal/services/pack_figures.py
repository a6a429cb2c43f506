"""The figures of a council's pack: where it stands on key measures, and the charts of themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from portal.domain.benchmarks import BenchmarkRow
from portal.domain.indicators import Value
from portal.domain.pack_model import Chart
from portal.domain.pack_sections import themes
from portal.domain.pack_sections.bars import bar_chart
from portal.domain.pack_sections.context import Stood, key_measures, measure_state
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.view_models import CouncilView, IndicatorView
from portal.domain.view_state import IndicatorState
from portal.domain.visits import Visit
from portal.domain.vocabulary import Council
from portal.services.base import Data, Definitions
from portal.services.figures import official, printed
from portal.services.pack_links import Pages, StampedLinks


def stood(
    data: Data, pages: Pages, view: CouncilView, limits: tuple[str, ...], links: StampedLinks
) -> tuple[list[Stood], int]:
    """Find the council's standing on the key measures; none where it has no official figure.

    Returns:
        The standings, and how many measures are loaded.
    """
    with data.reading() as (session, vocabulary):
        definitions = data.definitions(session, vocabulary)
    loaded = [i for i in definitions.indicators.values() if i.latest is not None]
    standings = []
    for measure in key_measures(definitions.measures, loaded, limits):
        state = measure_state(view.council.key, measure.key)
        standing = pages.indicators.more(state).standing
        if standing is not None and standing.rows:
            standings.append(Stood(measure, standing, link=links.indicator(state)))
    there = any(place.standing.rows[0].value is not None for place in standings)
    return (standings if there else []), len(loaded)


def themed(
    data: Data,
    pages: Pages,
    view: CouncilView,
    keys: Sequence[str],
    links: StampedLinks,
    rows: Mapping[int, BenchmarkRow],
    since: date,
) -> list[themes.Themed]:
    """Gather for each theme the views that its charts are drawn from, and its single figures.

    Args:
        keys: of the themes.
        rows: the council beside England, by the indicator's number.
        since: figures older than this are charted apart.
    """
    values, definitions = _values(data, view.council, keys)
    targeted = frozenset(
        indicator.measure
        for indicator in definitions.indicators.values()
        if any(
            t.council == view.council.key and t.due and t.value is not None
            for t in indicator.targets
        )
    )
    leads = themes.led_by(view.vocabulary.themes.values())
    by_measure: dict[str, list[Value]] = {}
    for value in values:
        by_measure.setdefault(value.indicator.measure, []).append(value)
    return [
        _themed(pages, view, key, offers, by_measure, links)
        for key in keys
        for offers in [
            themes.offers(key, definitions.measures, values, targeted, rows, since, leads)
        ]
    ]


def _themed(
    pages: Pages,
    view: CouncilView,
    key: str,
    offers: Sequence[themes.Offer],
    by_measure: Mapping[str, list[Value]],
    links: StampedLinks,
) -> themes.Themed:
    views: list[tuple[IndicatorView, str]] = []
    drawn = {True: 0, False: 0}  # of old measures, and of current ones
    singles: list[tuple[Value, str]] = []
    left = 0
    for offer in offers:
        state = measure_state(view.council.key, offer.measure.key)
        of_measure = by_measure[offer.measure.key]
        fewest = 2 if any(v.indicator.official for v in of_measure) else 3
        if offer.periods >= fewest and drawn[offer.old] < themes.MOST_CHARTS and not offer.repeats:
            shown = pages.indicators.view(state)
            if any(panel.drawable for panel in shown.panels):
                views.append((shown, links.indicator(state)))
                drawn[offer.old] += 1
                continue
        elif offer.periods >= fewest:
            left += 1
            continue
        sure = [v for v in of_measure if v.value is not None and v.end] or of_measure
        singles.append((sure[-1], links.indicator(state)))
    theme = view.vocabulary.themes[key]
    return themes.Themed(theme, tuple(views), left=left, singles=tuple(singles))


def _values(data: Data, council: Council, keys: Sequence[str]) -> tuple[list[Value], Definitions]:
    """Read all values of a council on the measures of some themes, in two queries."""
    with data.reading() as (session, vocabulary):
        definitions = data.definitions(session, vocabulary)
        about = [
            indicator
            for measure in definitions.measures.values()
            if set(measure.themes) & set(keys)
            for indicator in definitions.of(measure.key)
        ]
        papers = [i for i in about if not i.official and i.council == council.key]
        statistics = [i for i in about if i.official]
        values = printed(session, papers, vocabulary, (council,))
        values += official(session, statistics, definitions, (council,))
    return [value for value in values if value.council.key == council.key], definitions


def of_evidence(pages: Pages, visit: Visit, ledger: Ledger, base_url: str) -> dict[int, Chart]:
    """Draw the evidence that holds a visit's council against others, by the evidence's number.

    What has changed since it was gathered is told in the words that were gathered.
    """
    charts: dict[int, Chart] = {}
    for piece in (piece for line in visit.lines for piece in line.evidence):
        cited = piece.statement
        if cited.reference.kind != "chart" or piece.now or "?" not in cited.link:
            continue
        state = IndicatorState.from_query(urlsplit(cited.link).query)
        if len(state.councils) < 3:
            continue
        view = pages.indicators.view(state)
        panel = next((panel for panel in view.panels if panel.official and panel.points), None)
        if panel is not None:
            address = f"{base_url}{cited.link}"
            charts[piece.id] = bar_chart(view, panel, ledger, address, visit.council.key)
    return charts
