"""The summary of chosen measures for a board: each council beside the others, over some years.

Rules over plain values: better and worse only with polarity, ranks only
where councils are ranked, and no comparison of numbers that grow with a council.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.domain.benchmarks import Spine, mark
from portal.domain.comparability import Verdict
from portal.domain.council_standing import PlacedFigure
from portal.domain.formatting import plural, sentence_list
from portal.domain.indicators import Value
from portal.domain.view_state import SummaryState
from portal.domain.vocabulary import Council, Theme, Vocabulary

THEME = "theme-"
# Rows of one page; a measure's are never torn apart.
MOST_ROWS = 120
# More names than these in a sentence say less than their number.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class SummaryMeasure:
    """One measure: the chosen councils' placings in their order, and the values of each year.

    `title` is the heading that it stands under. `lines` holds values by the area's key, then by
    the year that their period ends in; `verdict` says if the councils' series may be compared.
    """

    title: str
    spine: Spine
    placings: tuple[PlacedFigure, ...]
    lines: Mapping[str, Mapping[int, Value]]
    verdict: Verdict

    @property
    def caution(self) -> str:
        """Say why the councils' figures are not, or only with caution, comparable; "" else."""
        if self.verdict.level in ("comparable", "alone"):
            return ""
        return f"{self.verdict.title}: {' '.join(self.verdict.reasons)}"


@dataclass(frozen=True, slots=True)
class SummaryView:
    """All that the page shows for one state.

    `beside` are the comparators of the table; `left` is how many measures were chosen, `size` how
    many of them stand on a page; `loaded` is false without any official statistics.
    """

    state: SummaryState
    vocabulary: Vocabulary
    problems: tuple[str, ...]
    councils: tuple[Council, ...]
    beside: tuple[Council, ...]
    measures: tuple[SummaryMeasure, ...]
    years: tuple[int, ...]
    left: int
    size: int
    loaded: bool

    @property
    def areas(self) -> tuple[Council, ...]:
        """The areas of the table: the councils, then what they are held against."""
        return (*self.councils, *self.beside)

    @property
    def sources(self) -> dict[str, str]:
        """The data sets of the measures: key and title."""
        indicators = [measure.spine.indicator for measure in self.measures]
        return {indicator.document: indicator.document_title for indicator in indicators}

    @property
    def title(self) -> str:
        """Name what the summary is about: its headings."""
        titles = list(dict.fromkeys(measure.title for measure in self.measures))
        return sentence_list(titles) if 0 < len(titles) <= _NAMED else "Chosen measures"


def names_of(themes: Iterable[Theme], measures: Mapping[str, str]) -> dict[str, str]:
    """Name everything that can be chosen: each theme's lead measures, then each measure.

    Args:
        themes: all themes.
        measures: names of the measures of official statistics, by key.
    """
    leads = {f"{THEME}{t.key}": f"{t.name} (theme)" for t in themes if t.lead_measures}
    return {**leads, **dict(sorted(measures.items(), key=lambda pair: pair[1].lower()))}


def in_words(view: SummaryView, place: int) -> str:
    """Sum up in a sentence or two where a council stands on the measures shown.

    Of many councils only the numbers are said.

    Args:
        view: the summary.
        place: of the council among those chosen.
    """
    few = len(view.councils) <= _NAMED
    kinds: dict[str, list[str]] = {"worst": [], "best": []}
    ranked, worse, better = 0, 0, 0
    for measure in view.measures:
        placing, spine = measure.placings[place], measure.spine
        ranked += placing.figure.rank is not None
        worse += placing.figure.travel == "worse"
        better += placing.figure.travel == "better"
        kind = mark(placing.figure, spine.of, spine.indicator.unit)
        if kind:
            kinds[kind].append(spine.indicator.name)
    if not ranked:
        return "No rank on any of these measures."
    parts = [f"{kind} fifth on {_names(names, few)}" for kind, names in kinds.items() if names]
    parts = parts or ["neither the best nor the worst fifth on any"]
    moves = [f"{count} {way}" for count, way in ((better, "better"), (worse, "worse")) if count]
    parts += [f"direction: {sentence_list(moves)}"] if moves else []
    return " ".join(
        f"{part[0].upper()}{part[1:]}."
        for part in (f"of {plural(ranked, 'ranked measure')}, {parts[0]}", *parts[1:])
    )


def _names(names: Sequence[str], few: bool) -> str:
    return f"{len(names)}: {'; '.join(names)}" if few else str(len(names))
