"""The burn-up of a plan: actions completed by each report, against those due by their dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from xml.sax.saxutils import quoteattr

from markupsafe import Markup

from layouts.figures.axes import time_axis
from layouts.figures.template import GREY, INK, LINE, QUIET
from portal.domain.burn_up import burn_up, due_by
from portal.domain.progress import Course
from portal.drawing.scales import ticks_between
from portal.drawing.svg import marker, polyline, rule, words

# Drawn twice, for wide and narrow windows: letters keep their size in both.
_SIZES = (("wide", 760), ("narrow", 340))
_HIGH, _LEFT, _RIGHT, _TOP, _FOOT = 250, 34, 112, 16, 40
_APART = 40  # of the middles of two dates, which would else cover each other
_Steps = Sequence[tuple[date, int]]


def burn_up_charts(course: Course, text: str) -> list[Markup]:
    """Draw the burn-up of a plan; nothing where no report states a status.

    Args:
        course: the plan over its reports.
        text: what the drawing shows, for screen readers.
    """
    if not burn_up(course):
        return []
    return [_drawn(course, text, name, wide) for name, wide in _SIZES]


def _drawn(course: Course, text: str, name: str, wide: int) -> Markup:
    points = burn_up(course)
    newest, first = due_by(course.newest), due_by(course.reports[0])
    axis = time_axis([*(p[0] for p in points), *(when for when, _due in (*newest, *first))])
    start, end = map(date.fromisoformat, axis["range"])
    counts = (count for _day, count in (*newest, *first))
    most = max(len(course.newest.actions), *(point[1] for point in points), *counts)
    plot, high = wide - _LEFT - _RIGHT, _HIGH - _TOP - _FOOT

    def across(when: date) -> float:
        return _LEFT + plot * (when - start).days / (end - start).days

    def up(count: float) -> float:
        return _TOP + high * (1 - count / most)

    quiet, line, ink = (colour.removeprefix("#") for colour in (QUIET, LINE, INK))
    body = [rule(_LEFT, up(n), wide - _RIGHT, up(n), line) for n in _ticks(most)]
    body += [words(_LEFT - 6, up(n) + 4, f"{n:g}", quiet, "end") for n in _ticks(most)]
    ticks = list(zip(axis["tickvals"], axis["ticktext"], strict=True))
    for when, label in ticks[:: ceil(len(ticks) * _APART / plot) or 1]:
        for row, part in enumerate(label.split("<br>")):
            x = across(date.fromisoformat(when))
            body.append(words(x, _HIGH - _FOOT + 18 + 15 * row, part, quiet, "middle"))
    newest_day = points[-1][0]
    body.append(rule(across(newest_day), _TOP, across(newest_day), up(0), quiet, 1, "dot"))

    def steps(due: _Steps, dash: str, width: float) -> list[str]:
        corners = [(across(start), up(0))]
        for when, count in due:
            corners += [(across(when), corners[-1][1]), (across(when), up(count))]
        corners.append((across(end), corners[-1][1]))
        return polyline(corners, GREY.removeprefix("#"), width, dash)

    if first and first != newest:
        body += steps(first, "dot", 1.2)
    labels = []
    if newest:
        body += steps(newest, "dash", 1.6)
        labels.append((up(newest[-1][1]), f"{newest[-1][1]} with a date", quiet, False))
    colour = course.council.colour.removeprefix("#")
    done = [(across(when), up(count)) for when, count, _due in points]
    body += polyline(done, colour, 2.4)
    body += [marker(course.council.symbol, x, y, 4.5, colour, colour) for x, y in done]
    labels.append((done[-1][1], f"{points[-1][1]} completed", ink, True))
    for y, label, shade, bold in _apart(labels):
        body.append(words(wide - _RIGHT + 6, y + 4, label, shade, bold=bold))
    return Markup(  # noqa: S704 - all text is escaped
        f'<svg role="img" aria-label={quoteattr(text)} class="burn-up {name}" '
        f'viewBox="0 0 {wide} {_HIGH}" width="{wide}" height="{_HIGH}" font-size="13">'
        f"{''.join(body)}</svg>"
    )


def _ticks(most: int) -> list[float]:
    return [tick for tick in ticks_between(0, most, 4) if tick == int(tick)]


def _apart(
    labels: Sequence[tuple[float, str, str, bool]],
) -> list[tuple[float, str, str, bool]]:
    """Move labels that would cover each other a line apart."""
    placed: list[tuple[float, str, str, bool]] = []
    for label in sorted(labels):
        y = label[0]
        if placed and y - placed[-1][0] < 15:
            y = placed[-1][0] + 15
        placed.append((y, *label[1:]))
    return placed
