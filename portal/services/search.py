"""The use case of the search: the public texts that fit some words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from db.queries import benchmarks as queries
from db.queries.rows import Reader
from db.queries.search import Hit, Hits, search
from portal.domain.formatting import decimals_among, period, printed_date, with_unit
from portal.domain.indicators import Indicator
from portal.domain.inspections import FRAMEWORK_NAMES, GRADE_NAMES, GradedInspection
from portal.domain.listed_rows import SearchHit
from portal.domain.paging import within
from portal.domain.search_state import SearchState
from portal.domain.search_views import NewestFigures, SearchView
from portal.domain.synonyms import (
    apart,
    begin_words,
    corrected,
    council_readings,
    in_other_words,
    readings,
)
from portal.domain.view_state import PAGE_SIZE, understood
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, Definitions
from portal.services.inspections import InspectionService
from portal.services.version_cache import until_data_change

# The hits that an answer of the API holds where no number is asked for; marking each costs.
MOST_HITS = 1_000
# Measures named before the hits, and councils whose figures stand with them.
MOST_MEASURES, _MOST_COUNCILS = 6, 4
# Searches whose page of hits each process keeps until the data change.
_SEARCHES = 128
# Inspections named before the hits.
MOST_INSPECTIONS = 6


class SearchService:
    """The search of plans, actions and documents for some words."""

    def __init__(self, data: Data, inspections: InspectionService) -> None:
        self._data = data
        self._inspections = inspections
        self._pages = until_data_change(_page_of_hits, _SEARCHES)

    def view(self, state: SearchState, most: int = 0) -> SearchView:
        """Make the page's view; unknown filter values are reported and left out.

        With `most` it holds so many of the best hits, whatever page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            state, problems = understood(state, vocabulary)
            chosen = [c.key for c in vocabulary.resolved(state.councils)] if state.councils else []

            def ask(page: int) -> Hits:
                if most:  # too many to keep
                    others = in_other_words(state.q)
                    return search(session, state.q, chosen, state.kind, most, 0, others)
                offset = (page - 1) * PAGE_SIZE
                return self._pages(session, vocabulary, state.q, tuple(chosen), state.kind, offset)

            answer = ask(state.page)
            kinds: Counter[str] = Counter()
            for (kind, council), count in answer.counts.items():
                if not chosen or council in chosen:
                    kinds[kind] += count
            total = kinds[state.kind] if state.kind else kinds.total()
            last = within(state.page, total)
            if last != state.page:
                state = replace(state, page=last)
                answer = ask(last)
            councils: tuple[Council, ...] = ()
            measures: tuple[NewestFigures, ...] = ()
            inspections: tuple[GradedInspection, ...] = ()
            if state.page == 1 and not state.kind and not most:
                councils = () if chosen else _named_councils(state.q, vocabulary)
                measures = self._named_measures(session, vocabulary, state)
                inspections = _named_inspections(
                    state.q, vocabulary, self._inspections.by_council(session, vocabulary)
                )
            meant = ""
            if not (answer.counts or councils or measures or inspections):
                meant = corrected(state.q, self._names(session, vocabulary))
        return SearchView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            asked=answer.asked,
            hits=tuple(_shown(hit) for hit in answer.hits),
            total=total,
            kinds=kinds,
            everywhere=answer.counts.total(),
            councils=councils,
            measures=measures,
            inspections=inspections,
            meant=meant,
        )

    def _names(self, session: Reader, vocabulary: Vocabulary) -> list[str]:
        """List the names of councils and of official measures."""
        definitions = self._data.definitions(session, vocabulary)
        official = [definitions.measures[key].name for key in definitions.newest_official]
        return [*(council.name for council in vocabulary.every_council), *official]

    def _named_measures(
        self, session: Reader, vocabulary: Vocabulary, state: SearchState
    ) -> tuple[NewestFigures, ...]:
        """List measures of official statistics whose names have the words, or mean them."""
        definitions = self._data.definitions(session, vocabulary)
        measures = definitions.measures
        fitting: dict[int, Indicator] = {}
        leading = {m for area in vocabulary.areas.values() for m in area.lead_measures}
        leading |= {m for theme in vocabulary.themes.values() for m in theme.lead_measures}
        for reading in readings(state.q):
            fits = [
                (
                    not measures[key].area,
                    scattered,
                    key not in leading,
                    len(measures[key].name),
                    indicator,
                )
                for key, indicator in definitions.newest_official.items()
                if (scattered := apart(reading, measures[key].name)) is not None
            ]
            # Those of improvement areas first, those with the words side by side, those that
            # lead an area, those that say least beside.
            fits.sort(key=lambda fit: fit[:4])
            fitting |= {fit[-1].id: fitting.get(fit[-1].id, fit[-1]) for fit in fits}
        named = list(fitting.values())[:MOST_MEASURES]
        areas = (
            *vocabulary.resolved(state.councils)[:_MOST_COUNCILS],
            vocabulary.councils["england"],
        )
        cells = queries.newest_figures(session, [i.id for i in named], [a.id for a in areas])
        values: dict[int, dict[int, float]] = {}
        for number, area, value, *_rest in cells:
            if value is not None:
                values.setdefault(number, {})[area] = value
        return tuple(
            _newest(
                indicator,
                definitions,
                {a.name: there[a.id] for a in areas if a.id in there},
            )
            for indicator in named
            for there in [values.get(indicator.id, {})]
        )

    def problems(self, state: SearchState) -> tuple[str, ...]:
        """List what of an address is not understood, without searching."""
        return understood(state, self._data.vocabulary())[1]


def _page_of_hits(
    session: Reader,
    _vocabulary: Vocabulary,
    words: str,
    councils: tuple[str, ...],
    kind: str,
    offset: int,
) -> Hits:
    return search(session, words, councils, kind, PAGE_SIZE, offset, in_other_words(words))


def _named_councils(typed: str, vocabulary: Vocabulary) -> tuple[Council, ...]:
    """List the councils of that name, number or code, in the order of the alphabet."""
    words = council_readings(typed)
    sign = typed.strip().upper()
    named = [
        c
        for c in vocabulary.every_council
        if any(begin_words(reading, c.name) for reading in words)
        or (sign and sign in (c.area_code, c.la_number))
    ]
    return tuple(sorted(named, key=lambda council: council.name))


def _named_inspections(
    typed: str,
    vocabulary: Vocabulary,
    by_council: Mapping[str, Sequence[GradedInspection]],
) -> tuple[GradedInspection, ...]:
    """List inspections by council and what else is typed: year, month, kind, grade.

    A council's name alone asks for the council, not for each of its inspections.
    """
    words = readings(typed)[:1]
    if not words:
        return ()
    fitting = []
    for council in vocabulary.every_council:
        beside = tuple(word for word in words[0] if not begin_words((word,), council.name))
        if 0 < len(beside) < len(words[0]):
            fitting += [
                inspection
                for inspection in by_council.get(council.key, ())
                if begin_words(beside, _named(inspection))
            ]
    fitting.sort(key=lambda inspection: inspection.inspected, reverse=True)
    return tuple(fitting[:MOST_INSPECTIONS])


def _named(inspection: GradedInspection) -> str:
    """All words by which an inspection may be called."""
    kind = FRAMEWORK_NAMES.get(inspection.framework, "")
    grade = GRADE_NAMES[inspection.overall]
    when = printed_date(inspection.inspected)
    return f"{inspection.name} {kind} {grade} {when} inspection inspections report"


DOWNLOAD_COLUMNS = (
    "kind", "council", "key", "item", "ref", "published", "under", "title", "body",
)  # fmt: skip


def _newest(
    indicator: Indicator, definitions: Definitions, values: Mapping[str, float]
) -> NewestFigures:
    when = definitions.periods[indicator.latest or 0]
    decimals = decimals_among(indicator.decimals, values.values())
    return NewestFigures(
        measure=definitions.measures[indicator.measure],
        period=period(when.start, when.end, when.basis),
        figures=tuple(
            (name, with_unit(value, decimals, indicator.unit)) for name, value in values.items()
        ),
    )


def _shown(hit: Hit) -> SearchHit:
    return SearchHit(
        kind=hit.kind,
        council=hit.council,
        key=hit.key,
        item_ref=hit.item_ref,
        ref=hit.ref,
        published=hit.published,
        under=hit.under,
        title=hit.title,
        body=hit.body,
    )


def download_row(hit: SearchHit) -> dict[str, str]:
    """A text that fits, as a row without the marks of the words."""
    return {
        "kind": hit.kind,
        "council": hit.council,
        "key": hit.key,
        "item": hit.item_ref,
        "ref": hit.ref,
        "published": hit.published,
        "under": hit.under,
        "title": "".join(piece for piece, _is_match in hit.title),
        "body": "".join(piece for piece, _match in hit.body),
    }
