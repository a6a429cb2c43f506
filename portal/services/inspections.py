"""The use cases of inspections: every council's grades, one inspection, rows to download."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.queries import inspections as queries
from db.queries.rows import Reader
from portal.domain.answers import ItemAnswer, RecommendationKey, by_item
from portal.domain.follow_up import FollowUp, next_inspection, subjects
from portal.domain.inspection_patterns import Patterns, patterns
from portal.domain.inspection_state import InspectionsState
from portal.domain.inspection_views import (
    ROWS_AT_ONCE,
    InspectionsView,
    InspectionView,
    ItemRequests,
)
from portal.domain.inspections import (
    CHANGES,
    FRAMEWORK_NAMES,
    GRADE_NAMES,
    JUDGEMENT_NAMES,
    Graded,
    GradedInspection,
    InspectedCouncil,
    Recommended,
    changes,
    ordered,
)
from portal.domain.paging import within
from portal.domain.plans import months_between
from portal.domain.returns import RESTATED, Request
from portal.domain.table_rows import TableRow, TableValue
from portal.domain.view_models import ItemView
from portal.domain.view_state import understood
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, NotFound
from portal.services.follow_up import answers_to, courses, recommended
from portal.services.version_cache import until_data_change


@dataclass(frozen=True, slots=True)
class _Inspections:
    """Every inspection at one version of the data: by key, and by council, newest first.

    `requests` are the recommendations of those that have been read, `subjects` the areas and themes
    of those to the council.
    """

    by_key: Mapping[str, GradedInspection]
    by_council: Mapping[str, tuple[GradedInspection, ...]]
    requests: Mapping[str, tuple[Request, ...]]
    subjects: Mapping[str, frozenset[str]]

    def fitting(self, state: InspectionsState, council: str) -> tuple[GradedInspection, ...]:
        """The inspections of a council that are of the framework and theme of a state."""
        return tuple(
            i
            for i in self.by_council.get(council, ())
            if state.framework in ("", i.framework)
            and (not state.theme or state.theme in self.subjects.get(i.key, ()))
        )


class InspectionService:
    """The use cases of inspections."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._inspections = until_data_change(_read_inspections)
        self._patterns = until_data_change(self._find_patterns, results=16)
        # The items of a plan each ask for those of their inspection.
        self._answers = until_data_change(self._find_answers, results=200)

    def view(self, state: InspectionsState, every: bool = False) -> InspectionsView:
        """Make the page's view; filter values that the portal does not know become problems.

        With `every` it holds all councils that fit, whatever page is asked for.
        """
        with self._data.reading() as (session, vocabulary):
            state, problems = understood(state, vocabulary)
            stored = self._inspections(session, vocabulary)
            seen = self._patterns(session, vocabulary, state.councils)
        chosen = _chosen(state.councils, vocabulary, stored)
        rows = [_row(council, vocabulary, stored.fitting(state, council.key)) for council in chosen]
        inspected = [row for row in rows if row.inspections]
        narrowed = bool(state.grade or state.change or state.framework or state.theme)
        fitting = [
            row
            for row in (inspected if narrowed else rows)
            if state.grade in ("", row.overall) and state.change in ("", row.change)
        ]
        size = max(1, len(fitting)) if every else ROWS_AT_ONCE
        state = replace(state, page=within(state.page, len(fitting), size))
        start = (state.page - 1) * size
        return InspectionsView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            rows=tuple(ordered(fitting, state.sort)[start : start + size]),
            total=len(fitting),
            inspected=len(inspected),
            grades=Counter(row.overall for row in inspected),
            changes=Counter(row.change for row in inspected),
            moves=changes(inspected),
            tabled=sum(i.tabled for row in fitting for i in row.inspections),
            everything=len(stored.by_key),
            patterns=seen,
        )

    def _find_patterns(
        self, session: Reader, vocabulary: Vocabulary, councils: tuple[str, ...]
    ) -> Patterns:
        stored = self._inspections(session, vocabulary)
        chosen = _chosen(councils, vocabulary, stored)
        rows = [_row(c, vocabulary, stored.by_council.get(c.key, ())) for c in chosen]
        return patterns(rows, stored.subjects, vocabulary)

    def problems(self, state: InspectionsState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        return understood(state, self._data.vocabulary())[1]

    def rows(self, state: InspectionsState) -> list[TableRow]:
        """Make one row an inspection of the councils that fit, those of other pages too."""
        return [
            _list_row(row, inspection)
            for row in self.view(state, every=True).rows
            for inspection in row.inspections
        ]

    def of_council(self, council: str) -> tuple[GradedInspection, ...]:
        """List a council's inspections, newest first."""
        with self._data.reading() as (session, vocabulary):
            return self._inspections(session, vocabulary).by_council.get(council, ())

    def by_council(
        self, session: Reader, vocabulary: Vocabulary
    ) -> Mapping[str, tuple[GradedInspection, ...]]:
        """List the inspections of every council under its key, newest first."""
        return self._inspections(session, vocabulary).by_council

    def recommendations(
        self, session: Reader, vocabulary: Vocabulary
    ) -> Mapping[str, tuple[Request, ...]]:
        """List the recommendations of every inspection that has been read, under its key."""
        return self._inspections(session, vocabulary).requests

    def inspection(self, key: str) -> InspectionView:
        """Make the view of one inspection.

        Raises:
            NotFound: if there is no such inspection.
        """
        with self._data.reading() as (session, vocabulary):
            stored = self._inspections(session, vocabulary)
            inspection = stored.by_key.get(key)
            if inspection is None:
                raise NotFound(key)
            recommendations = recommended(session, key)
            plans = queries.answers(session, key)
            items, answers = answers_to(session, key, recommendations)
        return InspectionView(
            vocabulary=vocabulary,
            council=vocabulary.councils[inspection.council],
            inspection=inspection,
            others=stored.by_council[inspection.council],
            plans=tuple(plans),
            recommendations=recommendations,
            items=items,
            answers=answers,
        )

    def follow_up(self, view: InspectionView) -> FollowUp:
        """Make what came after an inspection: what the next one said, what the figures did."""
        inspection, vocabulary = view.inspection, view.vocabulary
        later = next_inspection(inspection, view.others)
        named = {theme for row in view.recommendations for theme in row.themes}
        named |= {theme for item in view.restated for theme in item.themes}
        themes = [t for t in vocabulary.themes.values() if not named or t.key in named]
        with self._data.reading() as (session, _vocabulary):
            again = recommended(session, later.key) if later else ()
            definitions = self._data.definitions(session, vocabulary)
            measured = courses(session, vocabulary, definitions, themes, inspection, later)
        return FollowUp(
            later=later,
            read=later is not None and later.recommendations_council is not None,
            subjects=subjects(inspection, view.recommendations, later, again, vocabulary)
            if later
            else (),
            courses=measured,
            unmeasured=tuple(t for t in themes if all(c.theme is not t for c in measured)),
        )

    def requests(self, view: ItemView) -> ItemRequests:
        """Make what inspections asked for that an item answers, and asked again later."""
        plan, vocabulary = view.plan, view.vocabulary
        with self._data.reading() as (session, _vocabulary):
            stored = self._inspections(session, vocabulary)
            inspection = stored.by_key.get(plan.inspection)
            made, answers = self._answers(session, vocabulary, plan.inspection)
            after = [
                other
                for other in stored.by_council.get(plan.council, ())
                if other.inspected > max(plan.published, plan.inspected)
            ]
            later = [(other, recommended(session, other.key)) for other in reversed(after)]
        mine = by_item(answers, plan.key, view.item.ref)
        return ItemRequests(
            inspection=inspection,
            answered=tuple(
                (row, mine[row.addressee, row.ref])
                for row in made
                if (row.addressee, row.ref) in mine
            ),
            restates=view.item.kind in RESTATED,
            later=tuple(
                (other, tuple(r for r in rows if (r.addressee, r.area) == ("council", area)))
                for other, rows in later
                for area in [view.item_area]
                if rows
            ),
        )

    def _find_answers(
        self, session: Reader, vocabulary: Vocabulary, key: str
    ) -> tuple[tuple[Recommended, ...], Mapping[RecommendationKey, tuple[ItemAnswer, ...]]]:
        stored = self._inspections(session, vocabulary)
        made = recommended(session, key) if key in stored.by_key else ()
        return made, answers_to(session, key, made)[1] if made else {}

    def parts(self, key: str) -> list[TableRow]:
        """Make one row a grade and a recommendation of an inspection.

        Raises:
            NotFound: if there is no such inspection.
        """
        view = self.inspection(key)
        shared = {"council": view.council.name, "inspection": key}
        grades: list[TableRow] = [
            {
                **shared,
                "part": "grade",
                "ref": JUDGEMENT_NAMES[judgement],
                "grade": GRADE_NAMES[graded.grade],
                "as_printed": graded.as_printed,
                "joint": "yes" if graded.joint else "",
            }
            for judgement, graded in view.inspection.grades.items()
        ]
        areas, themes = view.vocabulary.areas, view.vocabulary.themes
        recommendations: list[TableRow] = [
            {
                **shared,
                "part": "recommendation",
                "ref": row.ref,
                "addressee": row.addressee,
                "page": row.page,
                "improvement_area": areas[row.area].name if row.area else "",
                "themes": ";".join(themes[key].name for key in row.themes),
                "summary": row.summary,
                "as_printed": row.as_printed,
                "repeats": row.repeats,
                "paragraphs": row.paragraphs,
                "place": row.place,
                **{
                    name: ";".join(f"{a.plan}/{a.ref}" for a in answers if a.proposed == proposed)
                    for name, proposed in (("answered_by", False), ("proposed", True))
                },
            }
            for row in view.recommendations
            for answers in [view.answers.get((row.addressee, row.ref), ())]
        ]
        empty: dict[str, TableValue] = {**dict.fromkeys(PART_COLUMNS, ""), "page": None}
        return [{**empty, **row} for row in (*grades, *recommendations)]


LIST_COLUMNS = tuple(
    (
        "council region inspection inspectorate framework inspected_from inspected_to published "
        "published_source confidence overall leaders help_protection in_care care_leavers adoption "
        "board change months_since"
    ).split()
)
PART_COLUMNS = tuple(
    (
        "council inspection part ref grade as_printed joint addressee page improvement_area themes "
        "summary repeats paragraphs place answered_by proposed"
    ).split()
)


def _read_inspections(session: Reader, _vocabulary: Vocabulary) -> _Inspections:
    grades: dict[str, dict[str, Graded]] = defaultdict(dict)
    for row in queries.grades(session):
        grades[row.inspection][row.judgement] = Graded(
            grade=row.grade, as_printed=row.as_printed, joint=row.joint == "yes"
        )
    by_key = {
        row.key: GradedInspection(**row._mapping, grades=grades[row.key])
        for row in queries.inspections(session)
    }
    by_council: dict[str, list[GradedInspection]] = defaultdict(list)
    for inspection in by_key.values():
        by_council[inspection.council].insert(0, inspection)
    requests: dict[str, list[Request]] = {
        key: [] for key, i in by_key.items() if i.recommendations_council is not None
    }
    for row in queries.requests(session):
        requests.setdefault(row.inspection, []).append(
            Request(
                ref=row.ref,
                addressee=row.addressee,
                summary=row.summary or row.as_printed,
                area=row.area or "",
                themes=row.themes,
                repeats=row.repeats == "yes",
            )
        )
    return _Inspections(
        by_key=by_key,
        by_council={key: tuple(rows) for key, rows in by_council.items()},
        requests={key: tuple(rows) for key, rows in requests.items()},
        subjects={key: _subjects(rows) for key, rows in requests.items()},
    )


def _subjects(requests: Iterable[Request]) -> frozenset[str]:
    """Gather the areas and themes that the council was asked about."""
    asked = [request for request in requests if request.addressee == "council"]
    return frozenset(key for request in asked for key in (request.area, *request.themes) if key)


def _chosen(
    councils: tuple[str, ...], vocabulary: Vocabulary, stored: _Inspections
) -> Sequence[Council]:
    """Give the councils chosen, else those of today, and those that ended with inspections."""
    if councils:
        return vocabulary.resolved(councils)
    every = vocabulary.every_council
    return [c for c in every if not c.ended or c.key in stored.by_council]


def _row(
    council: Council, vocabulary: Vocabulary, inspections: tuple[GradedInspection, ...]
) -> InspectedCouncil:
    region = vocabulary.councils.get(council.region)
    upto = vocabulary.made_at.date() if vocabulary.made_at else date.min
    newest = inspections[0].inspected if inspections else ""
    return InspectedCouncil(
        council=council,
        region=region.name if region else "",
        inspections=inspections,
        months=months_between(newest, upto),
    )


def _list_row(row: InspectedCouncil, inspection: GradedInspection) -> TableRow:
    newest = inspection == row.newest
    grades = {
        judgement.replace("-", "_"): GRADE_NAMES[grade] if grade else ""
        for judgement in JUDGEMENT_NAMES
        for grade in [inspection.grade(judgement)]
    }
    return {
        "council": row.council.name,
        "region": row.region,
        "inspection": inspection.key,
        "inspectorate": inspection.inspectorate,
        "framework": FRAMEWORK_NAMES.get(inspection.framework, ""),
        "inspected_from": inspection.inspected_from or inspection.inspected,
        "inspected_to": inspection.inspected,
        "published": inspection.published,
        "published_source": inspection.published_source,
        "confidence": inspection.confidence,
        **grades,
        "change": CHANGES.get(row.change, "") if newest else "",
        "months_since": row.months if newest else None,
    }
