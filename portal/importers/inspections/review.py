"""Put a reading right as a person's form says: fields, checks, recommendations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from portal.importers.form_fields import Choices, ReviewError, choice, day
from portal.importers.inspections import records as names
from portal.importers.inspections.people import without_people
from portal.importers.inspections.recommendations import COUNTS, counts_of
from portal.importers.inspections.records import (
    TICK,
    Addressee,
    Check,
    Dated,
    Grade,
    Reading,
    Recommendation,
)
from portal.importers.inspections.report_kind import BOARD_ALONE, KIND_NAMES

JUDGEMENTS = (
    names.OVERALL, names.LEADERS, names.HELP, names.IN_CARE, names.CARE_LEAVERS, names.ADOPTION,
    names.BOARD,
)  # fmt: skip
GRADES = (
    "outstanding", "good", "requires-improvement", "inadequate", "adequate", "not-judged",
)  # fmt: skip
MOST_RECOMMENDATIONS, MOST_LETTERS = 200, 5000
_LOOKED = " (looked at by a person, and right)"
# What a button of a recommendation does.
SPLIT, MERGE, DELETE, DROP, RESTORE, ADD = "split", "merge", "delete", "drop", "restore", "add"
ACTIONS = (SPLIT, MERGE, DELETE, DROP, RESTORE, ADD)


def reviewed(
    reading: Reading,
    form: Mapping[str, str],
    checked: Mapping[str, Sequence[str]],
    choices: Choices,
) -> Reading:
    """Return a reading with the fields of a form.

    Args:
        reading: as it is stored.
        form: fields with one value.
        checked: fields with several: `looked` (places of checks a person found right),
            `themes-N` of recommendation N.
        choices: what may be chosen.

    Raises:
        ReviewError: if a field holds what it cannot.
    """
    since, to = _day(form, "inspected-from"), _day(form, "inspected-to")
    if since and to and since > to:
        raise ReviewError("Inspected: the first day is after the last; put one of them right.")
    published = _day(form, "published")
    framework = choice(form, "framework", KIND_NAMES)
    grades = _grades(reading, form)
    dated = reading.published
    if published != (dated.day if dated else None):
        dated = Dated(day=published, source="person") if published else None
    changed = replace(
        reading,
        framework=framework,
        with_board=framework == BOARD_ALONE or bool(form.get("with-board")),
        council=choice(form, "council", {"", *choices.councils}),
        inspected_from=since or to,
        inspected_to=to or since,
        published=dated,
        grades=grades,
        recommendations=_recommendations(reading, form, checked, choices),
        reviewed=True,
    )
    return _checked(reading, changed, checked.get("looked", ()))


def acted(reading: Reading, action: str, place: int) -> Reading:
    """Return a reading after a button of one of its recommendations, or `add`.

    Raises:
        ReviewError: if the recommendation cannot be split or merged, or is none of the reading's.
    """
    items = list(reading.recommendations)
    if action == ADD:
        page = items[-1].page if items else 1
        to: Addressee = "board" if reading.framework == BOARD_ALONE else "council"
        items.append(Recommendation(ref="", page=page, addressee=to, as_printed=""))
    elif place >= len(items):
        raise ReviewError("This recommendation is gone.")
    elif action == SPLIT:
        items[place : place + 1] = _split(items[place])
    elif action == MERGE:
        items[place : place + 2] = [_merged(items[place : place + 2])]
    elif action == DELETE:
        del items[place]
    else:
        items[place] = replace(items[place], dropped=action == DROP)
    return _recounted(replace(reading, recommendations=_referenced(items)))


def _split(item: Recommendation) -> list[Recommendation]:
    parts = [part.strip() for part in item.as_printed.split("\n") if part.strip()]
    if len(parts) < 2:
        raise ReviewError("To split a recommendation, begin a new line where the next one begins.")
    return [replace(item, as_printed=parts[0])] + [
        replace(item, as_printed=part, ref="", evidence="", repeats=False) for part in parts[1:]
    ]


def _merged(items: Sequence[Recommendation]) -> Recommendation:
    if len(items) < 2:
        raise ReviewError("The last recommendation has none after it to merge with.")
    first, second = items
    evidence = "; ".join(text for text in (first.evidence, second.evidence) if text)
    return replace(
        first,
        as_printed=f"{first.as_printed} {second.as_printed}".strip(),
        evidence=evidence,
        repeats=first.repeats or second.repeats,
        themes=tuple(dict.fromkeys(first.themes + second.themes)),
    )


def _referenced(items: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    """Give each without a reference, or with another's of its addressee, one that is free."""
    taken = {(item.addressee, item.ref) for item in items}
    seen: set[tuple[str, str]] = set()
    result = []
    for item in items:
        ref = item.ref
        if not ref or (item.addressee, ref) in seen:
            free = (f"{ref or 'added'}-{number}" for number in range(1 if not ref else 2, 999))
            ref = next(text for text in free if (item.addressee, text) not in taken)
            taken.add((item.addressee, ref))
        seen.add((item.addressee, ref))
        result.append(replace(item, ref=ref))
    return tuple(result)


def _grades(reading: Reading, form: Mapping[str, str]) -> tuple[Grade, ...]:
    earlier = {grade.judgement: grade for grade in reading.grades}
    joint = bool(form.get("joint"))
    grades = []
    for judgement in JUDGEMENTS:
        key = choice(form, f"grade-{judgement}", ("", *GRADES))
        if not key:
            continue
        grade = earlier.get(judgement)
        if grade is None or grade.grade != key:
            grade = Grade(judgement=judgement, grade=key, as_printed=key.replace("-", " "))
        grades.append(replace(grade, joint=joint and judgement == names.IN_CARE))
    return tuple(grades)


def _recommendations(
    reading: Reading,
    form: Mapping[str, str],
    checked: Mapping[str, Sequence[str]],
    choices: Choices,
) -> tuple[Recommendation, ...]:
    items = []
    for place, item in enumerate(reading.recommendations):
        name = f"Recommendation {place + 1}"
        text = form.get(f"words-{place}", item.as_printed).replace("\r\n", "\n").strip()
        if len(text) > MOST_LETTERS:
            raise ReviewError(f"{name}: at most {MOST_LETTERS:,} letters.")
        page = form.get(f"page-{place}", "")
        if not (page.isascii() and page.isdigit() and 1 <= int(page[:4]) <= max(reading.pages, 1)):
            raise ReviewError(f"{name}: a page from 1 to {reading.pages}.")
        themes = checked.get(f"themes-{place}", ())
        items.append(
            replace(
                item,
                as_printed=without_people((text,)).texts[0].strip(),
                page=int(page),
                addressee="board" if form.get(f"addressee-{place}") == "board" else "council",
                area=choice(form, f"area-{place}", {"", *choices.areas}),
                themes=tuple(theme for theme in choices.themes if theme in themes),
                summarised=form.get(f"kind-{place}") == "summary",
                repeats=bool(form.get(f"repeats-{place}")),
            )
        )
    if len(items) > MOST_RECOMMENDATIONS:
        raise ReviewError(f"At most {MOST_RECOMMENDATIONS} recommendations.")
    return _referenced(items)


def _checked(before: Reading, after: Reading, looked: Sequence[str]) -> Reading:
    """Replace the checks of what a person changed, and of what a person found to be right."""
    old = {grade.judgement: grade.grade for grade in before.grades}
    new = {grade.judgement: grade.grade for grade in after.grades}
    entered = {key for key in {*old, *new} if old.get(key) != new.get(key)}
    pairs = (
        ("council", before.council, after.council),
        ("kind", before.framework, after.framework),
        ("inspected", _days(before), _days(after)),
        ("published", before.published, after.published),
    )
    entered |= {field for field, was, becomes in pairs if was != becomes}
    checks: list[Check] = []
    for place, check in enumerate(before.checks):
        if check.field in entered:
            continue
        if check.colour != TICK and str(place) in looked:
            message = f"{check.message}{_LOOKED}"
            check = replace(check, colour=TICK, message=message)
        checks.append(check)
    checks += [
        Check(field=field, colour=TICK, message=f"{field}: entered by a person")
        for field in sorted(entered)
    ]
    return _recounted(replace(after, checks=tuple(checks)))


def _recounted(reading: Reading) -> Reading:
    """Check the lists anew; what a person looked at and found right stays so while it holds."""
    right = {
        re.sub(r"(: none).*", r"\1", check.message.removesuffix(_LOOKED)): check
        for check in reading.checks
        if check.field == COUNTS
    }
    counts = [right.get(check.message, check) for check in counts_of(reading)]
    others = [check for check in reading.checks if check.field != COUNTS]
    return replace(reading, checks=(*others, *counts))


def _days(reading: Reading) -> tuple[date | None, date | None]:
    return reading.inspected_from, reading.inspected_to


def form_values(reading: Reading) -> dict[str, str]:
    """Return the fields of a reading's form that hold words and dates, as they are shown."""
    values = {
        "council": reading.council,
        "framework": reading.framework,
        "inspected-from": str(reading.inspected_from or ""),
        "inspected-to": str(reading.inspected_to or ""),
        "published": str(reading.published.day) if reading.published else "",
        **{f"grade-{judgement}": reading.grade(judgement) for judgement in JUDGEMENTS},
    }
    for place, item in enumerate(reading.recommendations):
        values[f"words-{place}"] = item.as_printed
        values[f"area-{place}"] = item.area
    return values


def _day(form: Mapping[str, str], field: str) -> date | None:
    text = day(form, field)
    return date.fromisoformat(text) if text else None
