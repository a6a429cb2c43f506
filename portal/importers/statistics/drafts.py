"""The text of a drafted mapping: TOML that loads as it is, with what is still to be said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.importers.statistics.choices import Choices, ColumnChoice, Columns
from portal.importers.statistics.frame import Frame
from portal.importers.statistics.mapping import WIDE_VALUE, Layout, fit, keys_apart, slug
from portal.importers.statistics.metadata import ColumnNote, note_on
from portal.importers.statistics.units import Share

MANY = 1_000
# Publisher and licence of the department's own files, which alone have its layout, and of others.
_DEPARTMENT = ("Department for Education", "Open Government Licence v3.0")
_UNSTATED = "Not stated"
_MARKS = {"t": " (total)", "pt": " (percent)", "avg": " (average)"}
_NOBODY = "Nobody has said yet whether high or low is better"


@dataclass(frozen=True, slots=True)
class DraftedIndicator:
    """One `[[indicators]]` table of a draft."""

    column: str
    decimals: int
    unit: str
    unit_text: str
    basis: str
    share: Share | None
    where: dict[str, str]
    each: list[str]


def write_draft(
    stem: str,
    frame: Frame,
    columns: Columns,
    notes: Mapping[str, ColumnNote],
    layout: Layout | None,
    indicators: Sequence[DraftedIndicator],
    base: int,
    number: int,
    year: str,
    choices: Choices,
) -> str:
    """Write a mapping as TOML, with what an analyst must still say."""
    title = choices.title or stem.replace("_", " ").capitalize()
    document = fit(slug(choices.title or stem) or "data", 60)
    filters = columns.filters
    values = [name for name in columns.values if layout is None or name != WIDE_VALUE]
    publisher, licence = source_of(layout)
    lines = [
        "# A draft by `portal import describe`. It loads as it is; before you publish, say what",
        "# each figure is: title, publisher, name, definition, population, polarity and why.",
        f"# It makes {number:,} indicator{'' if number == 1 else 's'} of this file.",
    ]
    if number > MANY:
        most = max(filters, key=lambda name: len(frame.texts[name]))
        lines += [
            f"# That is many: the column {_quoted(most)} alone has {len(frame.texts[most]):,} "
            "values. To make fewer, take one value",
            "# of a filter by `where`, and take the filter out of `each` and of the key.",
        ]
    unsure = ", ".join(dict.fromkeys(columns.unsure))
    if unsure:
        lines.append(f"# Neither names nor numbers tell the unit of {unsure}: it is a guess.")
    lines += [
        "[dataset]",
        f"document = {_quoted(document)}",
        f"title = {_quoted(title)}",
        f"publisher = {_quoted(choices.publisher or publisher)}",
        f"licence = {_quoted(choices.licence or licence)}",
        f"description = {_quoted(title)}",
        f"published = {_quoted(choices.published)}  # as exact as known: 2025, 2025-11, 2025-11-20",
        f"columns = {_quoted([*values, *filters])}",
        f"ignore = {_quoted(columns.ignored)}",
        f"status_column = {_quoted(columns.status)}",
        f"year = {_quoted(year)}  # a year: financial, academic,",
        "# calendar, september or january",
        'basis = "year"  # or snapshot, where the figures are of the year\'s last day',
        f"counts_rounded_to = {base}  # 5 or 10, where the publisher rounds counts",
    ]
    if layout is not None:
        lines += ["", "[layout]  # the columns of areas and periods; no period: a column for each"]
        for name in ("area_code", "area_number", "area_name", "period"):
            lines.append(f"{name} = {_quoted(getattr(layout, name))}")
    keys = keys_apart(dict.fromkeys(i.column for i in indicators))
    splits = keys_apart(dict.fromkeys(v for i in indicators for v in i.where.values()))
    for indicator in indicators:
        marks = "".join(f"-{splits[value]}" for value in indicator.where.values())
        key = f"{fit(document, 24)}-{keys[indicator.column]}{marks}"
        label = note_on(notes, indicator.column).label
        if layout is not None and indicator.column == WIDE_VALUE:
            label = title
        lines += [
            "",
            *_indicator(key, indicator, label, columns, choices.of(indicator.column)),
        ]
    return "\n".join(lines) + "\n"


def source_of(layout: Layout | None) -> tuple[str, str]:
    """The publisher and the licence of a table, as far as its layout tells them."""
    return _DEPARTMENT if layout is None else (_UNSTATED, _UNSTATED)


def column_name(column: str, label: str = "") -> str:
    """The words for a column: those of its metadata, or its name with spaces.

    What the department marks by a first letter (`t_`, `pt_`, `avg_`) follows in brackets.
    """
    if label:
        return label
    words = re.sub("[_{}]", " ", column).split()
    mark = _MARKS.get(words[0].lower(), "") if len(words) > 1 else ""
    shown = " ".join(words[1:] if mark else words)
    return f"{shown[:1].upper()}{shown[1:]}{mark}"


def _indicator(
    key: str,
    indicator: DraftedIndicator,
    label: str,
    columns: Columns,
    choice: ColumnChoice,
) -> list[str]:
    marks = "".join(f"-{{{column}}}" for column in indicator.each)
    drafted = [column_name(indicator.column, label), *columns.topic, *columns.whom]
    words = [choice.name] if choice.name else drafted
    shown = re.sub("[{}]", " ", ", ".join([*words, *indicator.where.values()]))
    name = shown + "".join(f", {{{column}}}" for column in indicator.each)
    numerator, denominator = '""', '""'
    if indicator.share is not None:
        numerator, denominator = map(
            _quoted, (indicator.share.numerator, indicator.share.denominator)
        )
        if indicator.share.total is not None:
            column, value = map(_quoted, indicator.share.total)
            denominator = f"{{ column = {denominator}, where = {{ {column} = {value} }} }}"
    where = ", ".join(
        f"{_quoted(name)} = {_quoted(text)}" for name, text in indicator.where.items()
    )
    lines = [
        "[[indicators]]",
        f"indicator = {_quoted(key + marks)}",
        f"measure = {_quoted(key + marks)}  # or a measure of the portal",
        f"name = {_quoted(name)}",
        f"value = {_quoted(indicator.column)}",
        f"each = {_quoted(indicator.each)}",
        f"where = {{ {where} }}",
        f"unit = {_quoted(indicator.unit)}  # percent, per_10k, count, days, gbp, ratio",
        f"decimals = {indicator.decimals}",
        f"numerator = {numerator}  # the column that the share is of, if there is one",
        f"denominator = {denominator}",
        f"definition = {_quoted(name)}",
        f"population = {_quoted('; '.join(columns.whom))}",
        f"area = {_quoted(choice.area)}  # an improvement area, e.g. looked-after",
        "themes = []",
        f"polarity = {_quoted(choice.polarity or 'none')}  # high or low where that is better",
        f"polarity_reason = {_quoted(choice.reason or _NOBODY)}",
    ]
    if indicator.unit == "ratio" and indicator.unit_text:
        lines.append(f"unit_text = {_quoted(indicator.unit_text)}")
    return lines + ([f"basis = {_quoted(indicator.basis)}"] if indicator.basis else [])


def _quoted(value: str | list[str]) -> str:
    """As TOML writes a text or a list of texts; JSON's way is the same."""
    return json.dumps(value, ensure_ascii=False)
