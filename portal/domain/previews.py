"""Descriptions of pages in a sentence or two, for previews of links and lists of results."""

from __future__ import annotations

from collections import Counter

from portal.domain.benchmarks import BenchmarkView
from portal.domain.chosen import sentences
from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.headlines import headline
from portal.domain.inspection_views import InspectionsView, InspectionView, ReturnsView
from portal.domain.inspections import GRADE_NAMES
from portal.domain.league import LeagueView
from portal.domain.overview import OverviewView
from portal.domain.progress_views import ProgressView
from portal.domain.summary import SummaryView
from portal.domain.view_models import (
    CompareView,
    CouncilView,
    FindingsView,
    GridView,
    IndicatorView,
    ItemView,
)
from portal.domain.vocabulary import Council, Vocabulary

# More councils than these are counted, not named.
_NAMED = 4


def overview(view: OverviewView) -> str:
    """Describe the overview by its subject and councils."""
    topic = _topic(view.vocabulary, view.state.theme, view.state.area)
    text = f"What inspectors asked of {_names(view.councils)}, what they planned, what figures say"
    return f"{topic}{text[:1].lower() if topic else text[:1]}{text[1:]}."


def plans(view: CompareView | GridView) -> str:
    """Describe plans: `Adoption: 39 items in the plans of Torbay and Plymouth, none in Leeds’s.`"""
    topic = _topic(view.vocabulary, view.state.theme, view.state.area)
    if isinstance(view, GridView):
        councils = plural(view.total, "council")
        return f"{topic}{plural(view.items, 'item')} in the plans of {councils}, by area."
    counts = Counter(item.council for item in view.items)
    there = [c.name for c in view.councils if counts[c.key]]
    none = [f"{c.name}’s" for c in view.councils if not counts[c.key]]
    if not there:
        return f"{topic}no item in the plans of {_names(view.councils)}."
    text = f"{topic}{plural(len(view.items), 'item')} in the plans of {sentence_list(there)}"
    return f"{text}, none in {sentence_list(none)}." if none else f"{text}."


def indicators(view: IndicatorView) -> str:
    """Describe a measure by the headline of its first chart."""
    if view.measure is None:
        return f"Indicators of {_names(view.councils)} side by side."
    if not view.panels:
        return f"{view.measure.name}: no figures of {_names(view.councils)}."
    return f"{view.measure.name}. {headline(view.panels[0])}."


def benchmarks(view: BenchmarkView) -> str:
    """Describe benchmarks by how many measures there are, and of which councils."""
    topic = _topic(view.vocabulary, view.state.theme, view.state.area)
    return (
        f"{topic}{plural(view.left, 'measure')} of {_names(view.councils)} beside England, "
        "their regions and statistical neighbours, with ranks."
    )


def summary(view: SummaryView) -> str:
    """Describe a summary by its title and councils."""
    measures = plural(view.left, "measure")
    return f"{view.title}: {measures} of {_names(view.councils)}, in words and figures."


def league(view: LeagueView) -> str:
    """Describe a league table by its measure and the number of councils."""
    if view.spine is None:
        return "No official figures of this measure."
    return f"{view.spine.indicator.name}: {plural(len(view.rows), 'council')} of England compared."


def findings(view: FindingsView) -> str:
    """Describe findings by their number and the filters, a single one by what it says."""
    if view.state.finding and view.total == 1:
        (finding,) = (finding for group in view.groups for finding in group.findings)
        return f"{finding.subject}: {finding.message}"
    active = sentences(view.state, view.vocabulary)
    limits = f", limited to {sentence_list(active)}" if active else ""
    return f"{plural(view.total, 'finding')} that need a careful look{limits}."


def inspections(view: InspectionsView) -> str:
    """Describe inspections by the number of councils and their newest overall grades."""
    grades = [
        f"{view.grades[key]:,} {name.lower() if key else 'without a grade'}"
        for key, name in GRADE_NAMES.items()
        if view.grades[key]
    ]
    newest = f"; newest overall grades: {sentence_list(grades)}" if grades else ""
    return f"Inspections of children’s services of {plural(view.inspected, 'council')}{newest}."


def inspection(view: InspectionView) -> str:
    """Describe an inspection by its grade and the number of its recommendations."""
    overall = GRADE_NAMES.get(view.inspection.overall, "")
    parts = [f"{overall} overall"] if overall else []
    if view.recommendations:
        parts.append(plural(len(view.recommendations), "recommendation"))
    when = printed_date(view.inspection.inspected[:7])
    says = f": {sentence_list(parts)}" if parts else ""
    return f"{view.inspection.name} of {view.council.name}, {when}{says}."


def progress(view: ProgressView) -> str:
    """Describe how far plans are by the councils shown."""
    sentences = [f"{course.council.name}: {course.sentence}" for course in view.courses]
    return " ".join(sentences[:3]) or f"How far the plans of {_names(view.councils)} are."


def returns(view: ReturnsView) -> str:
    """Describe what comes back by the councils shown."""
    councils = tuple(history.council for history in view.histories)
    return f"What inspections asked of {_names(councils)} more than once, area by area."


def council(view: CouncilView) -> str:
    """Describe a council's page by what there is on it."""
    counts = {"plan": len(view.plans), "inspection": len(view.inspections)}
    parts = [plural(count, name) for name, count in counts.items() if count]
    parts += ["official figures beside England, region and neighbours"] if view.official else []
    return f"Children’s services of {view.council.name}: {sentence_list(parts) or 'no data yet'}."


def item(view: ItemView) -> str:
    """Describe an item by its place, its actions and where it stands."""
    place = f"{view.item.ref} of {view.council.name}’s {view.plan.short}"
    return f"{view.item.title}. {place}, with {plural(len(view.actions), 'action')}."


def _topic(vocabulary: Vocabulary, theme: str, area: str) -> str:
    """Begin a sentence with the theme and area that are chosen."""
    names = [t.name for t in vocabulary.themes.values() if t.key == theme]
    names += [a.name for a in vocabulary.areas.values() if a.key == area]
    return f"{', '.join(names)}: " if names else ""


def _names(councils: tuple[Council, ...]) -> str:
    """Name councils, or count them where they are many."""
    if len(councils) > _NAMED:
        return plural(len(councils), "council")
    return sentence_list([council.name for council in councils]) or "no council"


def search(words: str) -> str:
    """Describe what is found by the words that were looked for."""
    where = "the plans, inspections, findings and measures of children’s services"
    return f"“{words}” in {where}." if words else f"Search {where}."
