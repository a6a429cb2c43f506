"""Choose what all columns of a table are at once, by their names, their cells and their order."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from portal.importers.intake.columns import (
    ALONE,
    SINGLE,
    Chosen,
    Columns,
    aim_at_expected,
    header_key,
    header_words,
    is_of_period,
    kind_of,
    kinds_given,
    names_period,
    plain,
    without_period,
)
from portal.importers.intake.holdings import Holding, held, is_ref
from portal.importers.intake.paper import Row
from portal.importers.intake.refs import action_of, item_of
from portal.importers.intake.statuses import status_of

# So many cells tell all that cells tell; fewer tell as much less.
_ENOUGH_CELLS = 3
# The best of so many ways to name the columns so far are followed.
_MOST_WAYS = 300
_OF_ROW = ("lead", "target", "status", "rag")
_TICKS = 0.9
_NEARLY_ALL = 0.9
_FEWEST_COUNTED = 4
_NUMBERS = frozenset({"", "ref", "action_ref", "item_ref"})
_TITLES = frozenset({"item", "theme"})
# A row of a total, or across a table, has no more cells than these.
_MOST_OF_TOTAL = 2
# What stands before a column may add to so few points.
_FEWEST_POINTS = -1.5
_NEARLY_NOTHING = 0.1
# What the column of the items may be taken for by its name alone: `Outcome`.
_MAY_BE_ITEMS = frozenset({"", "success", "theme"})
# Columns for several months or reports, each of which may hold a rating.
_RATINGS = frozenset({"status", "rag"})

Option = tuple[str, float, bool]


def assigned(headers: Sequence[str], rows: Sequence[Row], chosen: Chosen) -> tuple[Columns, float]:
    """Choose what columns are, and say how well that fits.

    Args:
        headers: the texts of the header.
        rows: those below it, wherever in the paper such a header stands.
        chosen: what a person says of columns, by `header_key`.
    """
    looks = [held(rows, at) for at in range(len(headers))]
    given = kinds_given([header_key(text, at) for at, text in enumerate(headers)], chosen)
    taken = set(given)
    options: list[list[Option]] = []
    for kind_given, header, look in zip(given, headers, looks, strict=True):
        if kind_given is not None:
            options.append([(kind_given, 0.0, True)])
            continue
        scores = _scores(header, look)
        options.append(
            [("", 0.0, True)]
            + [(k, s, again) for k, s, again in scores if not (k in SINGLE and k in taken)]
        )
    _leave_counts(options, headers, rows)
    _leave_to_named(options)
    ways: dict[frozenset[str], tuple[float, tuple[str, ...]]] = {frozenset(): (0.0, ())}
    for listed in options:
        following: dict[frozenset[str], tuple[float, tuple[str, ...]]] = {}
        for used, (score, kinds) in ways.items():
            for kind, points, again in listed:
                if kind in used and (kind in ALONE or not again):
                    continue
                total = score + points + (_of_order(kind, used) if kind else 0.0)
                now = used | {kind} if kind else used
                if now not in following or total > following[now][0]:
                    following[now] = (total, (*kinds, kind))
        best = sorted(following.items(), key=lambda way: -way[1][0])[:_MOST_WAYS]
        ways = dict(best)
    score, best_kinds = max(
        ((score + _of_all(used), kinds) for used, (score, kinds) in ways.items()),
        key=lambda way: way[0],
    )
    settled = _of_reports(headers, best_kinds, [look.filled for look in looks])
    aim_at_expected(settled, [plain(text) for text in headers])
    fixed = {at for at, kind in enumerate(given) if kind is not None}
    _take_inner(settled, rows, fixed)
    _take_referred(settled, rows, fixed)
    _number_items(settled, rows, headers, fixed)
    settled = [settled[at] if kind is None else kind for at, kind in enumerate(given)]
    return Columns(tuple(headers), tuple(settled)), score


def _of_reports(headers: Sequence[str], kinds: Sequence[str], filled: Sequence[int]) -> list[str]:
    """Take columns called the same but for their period for commentary, where one of them is.

    Those of reports to come are empty and stay as they are.
    """
    names = ["" if headers.count(text) > 1 else without_period(text) for text in headers]
    reports = {name for name, kind in zip(names, kinds, strict=True) if kind == "progress"} - {""}
    return [
        "progress" if name in reports and count and kind in {"", "status"} else kind
        for name, kind, count in zip(names, kinds, filled, strict=True)
    ]


def _take_inner(kinds: list[str], rows: Sequence[Row], fixed: set[int]) -> None:
    """Take of two columns that part the rows the finer one for the items, the wider for sections.

    Several texts of the finer one stand below one of the wider, and none below two.
    """
    if kinds.count("item") != 1 or kinds.count("theme") != 1:
        return
    item, theme = kinds.index("item"), kinds.index("theme")
    wide, fine = _running(rows, item), _running(rows, theme)
    pairs = {(a, b) for a, b in zip(wide, fine, strict=False) if a and b}
    nested = len(pairs) == len(set(fine) - {""})
    if nested and 1 < len(set(wide)) < len(pairs) < len(fine) and not {item, theme} & fixed:
        kinds[item], kinds[theme] = "theme", "item"


def _take_referred(kinds: list[str], rows: Sequence[Row], fixed: set[int]) -> None:
    """Take for the items the column from whose references the actions' go on: A1, beside A1.2."""
    number = next((at for at, kind in enumerate(kinds) if kind in {"ref", "action_ref"}), None)
    if number is None or "item_ref" in kinds:
        return
    refs = _running(rows, number)
    items = [at for at, kind in enumerate(kinds) if kind == "item"]
    if set(items) & fixed or any(_begin(_running(rows, at), refs) for at in items):
        return
    for at, kind in enumerate(kinds):
        if kind in _MAY_BE_ITEMS and at not in fixed and _begin(_running(rows, at), refs):
            for former in items:
                kinds[former] = "" if "theme" in kinds else "theme"
            kinds[at] = "item"
            return


def _begin(titles: Sequence[str], refs: Sequence[str]) -> bool:
    """Tell if nearly all references go on from that of the title beside them."""
    begun = [item_of(title)[0] for title in titles]
    goes_on = [
        bool(first) and ref.startswith(first) and ref[len(first) :][:1] in {*"./-"}
        for first, ref in zip(begun, refs, strict=True)
    ]
    return 1 < len(set(begun)) < len(refs) and sum(goes_on) >= _NEARLY_ALL * len(refs)


def _number_items(
    kinds: list[str], rows: Sequence[Row], headers: Sequence[str], fixed: set[int]
) -> None:
    """Take the column beside the items, with one number for each of them, for their numbers.

    A column of numbers of which an item has several is not theirs.
    """
    at = next((n for kind in ("item", "theme") for n, k in enumerate(kinds) if k == kind), None)
    if at is None:
        return
    titles = _running(rows, at)
    if "item_ref" in kinds:
        number = kinds.index("item_ref")
        if number not in fixed and not _has_one(titles, _running(rows, number)):
            is_free = not {"ref", "action_ref"} & set(kinds)
            kinds[number] = "ref" if is_free and kind_of(headers[number]) else ""
        return
    for beside in (at - 1, at + 1):
        if (
            0 <= beside < len(kinds)
            and beside not in fixed
            and kind_of(headers[beside]) in _NUMBERS | _TITLES
            and kinds[beside] in _NUMBERS
            and ({"ref", "action_ref"} & {k for n, k in enumerate(kinds) if n != beside})
            and _is_of(titles, _running(rows, beside))
        ):
            kinds[beside] = "item_ref"
            return


def _running(rows: Sequence[Row], at: int) -> list[str]:
    """The texts of a column, where an empty cell holds the one above it."""
    texts: list[str] = []
    for row in rows:
        if len(row.filled) > _MOST_OF_TOTAL and at < len(row.cells):
            text = " ".join(row.cells[at].text.split())
            texts.append(text or (texts[-1] if texts else ""))
    return texts


def _has_one(titles: Sequence[str], numbers: Sequence[str]) -> bool:
    """Tell if each title has one number in nearly all rows; a last row may hold a sum."""
    pairs = Counter((t, n) for t, n in zip(titles, numbers, strict=False) if t and n)
    usual = {title: 0 for title, _number in pairs}
    for (title, _number), count in pairs.items():
        usual[title] = max(usual[title], count)
    return sum(usual.values()) >= _NEARLY_ALL * pairs.total()


def _is_of(titles: Sequence[str], numbers: Sequence[str]) -> bool:
    """Tell if each title has one number, and each number one title."""
    pairs = {(t, n) for t, n in zip(titles, numbers, strict=False) if t and n}
    each = len({t for t, _n in pairs}) == len({n for _t, n in pairs}) == len(pairs)
    return each and 1 < len(pairs) < len(titles) and all(is_ref(n) for _t, n in pairs)


def _leave_to_named(options: list[list[Option]]) -> None:
    """Leave a kind to the columns that are called so, where their cells agree."""
    likeliest = (max(listed, key=lambda option: option[1]) for listed in options)
    named = {kind for kind, points, again in likeliest if again and points >= _rule("sure")} - ALONE
    for at, listed in enumerate(options):
        options[at] = [option for option in listed if option[0] not in named or option[2]]


def _leave_counts(options: list[list[Option]], headers: Sequence[str], rows: Sequence[Row]) -> None:
    """Leave a column unused that merely counts the rows, where their references stand elsewhere."""
    kinds = [kind_of(text) for text in headers]
    rows = [row for row in rows if len(row.filled) > _MOST_OF_TOTAL]
    cells = [
        [row.cells[at].text if at < len(row.cells) else "" for row in rows]
        for at in range(len(kinds))
    ]
    counting = [at for at, kind in enumerate(kinds) if kind == "ref" and _counts(cells[at])]
    for at, kind in enumerate(kinds):
        if kind not in {"ref", "action_ref", "item_ref", "action"} or not counting:
            continue
        refs = [action_of(text)[0] if kind == "action" else text for text in cells[at]]
        for number in counting:
            pairs = [(n, ref) for n, ref in zip(cells[number], refs, strict=True) if n]
            filled = [ref for _n, ref in pairs if ref and is_ref(ref)]
            distinct = len(set(filled)) >= _NEARLY_ALL * len({n for n, _ref in pairs})
            alike = all(n == ref for n, ref in pairs)
            if (
                at > number
                and distinct
                and (alike or not all(ref.startswith(n) for n, ref in pairs))
            ):
                options[number] = options[number][:1]


def _counts(texts: Sequence[str]) -> bool:
    """Tell if texts count: 1, 2, 3, and from 1 again in another sheet."""
    filled = [text for text in texts if text]
    if len(filled) < _FEWEST_COUNTED or not all(text.isdigit() for text in filled):
        return False
    numbers = list(map(int, filled))
    return numbers[0] == 1 and all(n in {1, m + 1} for m, n in pairwise(numbers))


def _scores(header: str, look: Holding) -> list[Option]:
    """The kinds that a column may be of, with their points and if others may be of it too."""
    called = kind_of(header)
    kinds = {*_rules()["cells"], called} - {""}
    if called.startswith("tick:"):
        return [(called, _rule("named") - 6 * look.sentence, True)]
    if not look.filled and not look.colour:
        # A column of a report to come is of a kind that no other column is of.
        return [(called, _NEARLY_NOTHING, False)] if called else []
    if look.tick >= _TICKS and (status := status_of(header)):
        return [(f"tick:{status}", _rule("named"), True)]
    if look.tick >= _TICKS and plain(header) and names_period(header):
        return []  # Ticks along the time, beside a column of dates, are no commentary.
    scores = []
    for kind in kinds:
        named = _named(kind, called, header)
        points = named + _of_cells(kind, look, bool(named))
        if called and not named:
            points += _rule("other")
        is_report = is_of_period(header) or called in _RATINGS
        again = kind == called or (is_report and kind in _RATINGS)
        if points > _FEWEST_POINTS:
            scores.append((kind, points, again))
    return scores


def _named(kind: str, called: str, header: str) -> float:
    """The points of a header for a kind: by its name, by one that the kind has too, by a word."""
    if kind == called:
        words = plain(header).split()
        plainest = 0.5 * bool({"action", "actions"} & set(words)) + 0.2 * ("will" in words)
        return float(_rule("named")) + (plainest if kind == "action" else 0.0)
    also = float(_rules()["also"].get(called, {}).get(kind, 0.0))
    if kind == "item" and _of_outcome().search(plain(header)):
        also = 0.0
    by_word = header_words(header).get(kind, 0.0)
    return also + by_word / 2 if called else by_word


def _of_cells(kind: str, look: Holding, is_named: bool) -> float:
    """The points that cells give a kind; where the header says nothing of it, they alone count."""
    weights: Mapping[str, float] = _rules()["cells"].get(kind, {})
    weight_of_cells = 1.0 if look.colour else min(1.0, (look.filled + 1) / _ENOUGH_CELLS)
    shares = look.shares
    points = sum(points * shares[name] for name, points in weights.items() if name in shares)
    points = weight_of_cells * (points + weights.get("all", 0.0))
    return points if is_named else points + weights.get("unnamed", -10.0)


def _of_order(kind: str, used: frozenset[str]) -> float:
    """The points for what stands before: the action stands before who does it, and so on."""
    return sum(
        float(points)
        for before, points in _rules()["order"].get(kind, {}).items()
        if before in used
    )


def _of_all(used: frozenset[str]) -> float:
    """The points that a choice loses where no column is the actions, or who leads them."""
    missing = _rules()["missing"]
    return -sum(float(points) for kind, points in missing.items() if kind not in used)


def _rule(name: str) -> float:
    return float(_rules()["points"][name])


@cache
def _of_outcome() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_rules()['no_item'])})s?\b")


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("assignment.toml").read_text(encoding="utf-8"))
