"""Weigh what columns are: by known names, words in their headers and what stands below."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from portal.importers.intake.columns import (
    Chosen,
    Columns,
    columns_of,
    header_words,
    is_foreign,
    kind_of,
)
from portal.importers.intake.grouping import free_levels, free_parents, group_by_texts, number_items
from portal.importers.intake.holdings import Holding, held, is_value
from portal.importers.intake.paper import Row, Table
from portal.importers.intake.statuses import status_of

_MOST_WORDS = 12
_ROWS_OF_HEADER = 15
_FEWEST_TOLD = 3
# Kinds that cells tell, and of which a table has one.
_BY_CELLS = ("target", "lead", "rag", "status")
_OF_ROW = frozenset({"lead", "target", "status", "rag"})
_SURE = 0.6
_TICKS = 0.9
_LEAST = 1.0
_OF_SENTENCES = frozenset({"progress", "success", "evidence", "action", "item", "other", "risk"})


def filled_in(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Mend names that cells speak against, and give columns without a kind one that fits."""
    holdings = [held(rows, at) for at in range(len(columns.headers))]
    kinds = _mended(columns.kinds, holdings)
    _not_after_its_standing(kinds, columns.headers, holdings)
    _numbers(kinds, columns.headers, holdings)
    _ticked(kinds, columns.headers, holdings)
    free_levels(kinds, rows)
    _items(kinds, columns.headers, holdings)
    _action(kinds, columns.headers, holdings)
    number_items(kinds, holdings)
    free_parents(kinds, rows)
    group_by_texts(kinds, columns.headers, holdings, rows)
    _fill(kinds, columns.headers, holdings)
    _one_commentary(kinds, columns.headers, holdings)
    if len(rows) > 1:
        _without_columns_to_come(kinds, holdings)
    return replace(columns, kinds=tuple(kinds))


def _without_columns_to_come(kinds: list[str], holdings: Sequence[Holding]) -> None:
    """Leave out columns of reports to come: of several of a kind those that hold nothing."""
    for kind in ("progress", "rag", "status"):
        places = [at for at, other in enumerate(kinds) if other == kind]
        used = [at for at in places if holdings[at].filled or holdings[at].colour]
        if used:
            for at in set(places) - set(used):
                kinds[at] = ""


def _not_after_its_standing(
    kinds: list[str], headers: Sequence[str], holdings: Sequence[Holding]
) -> None:
    """Look for the actions again where what is called so stands after who, when and how far.

    What is left to do is told last; the action stands before who does it, without a known name.
    """
    if "action" not in kinds or {"item", "theme"} & set(kinds):
        return
    at = kinds.index("action")
    if len(_OF_ROW & set(kinds[:at])) < len(_OF_ROW) - 1:
        return
    without = [*kinds[:at], "other", *kinds[at + 1 :]]
    first = _of_actions(without, headers, holdings)
    if first is not None and first < at:
        kinds[first], kinds[at] = "action", "other"


def _mended(proposed: Sequence[str], holdings: Sequence[Holding]) -> list[str]:
    """The kinds that names propose, but for those that cells speak against."""
    sure = {kind for kind, holding in zip(proposed, holdings, strict=True) if _fits(kind, holding)}
    kinds: list[str] = []
    turned_to: set[str] = set()  # Of columns for several months each may hold a rating.
    for kind, holding in zip(proposed, holdings, strict=True):
        kinds.append(_unless_refuted(kind, holding, (sure | set(kinds)) - turned_to))
        if kind == "progress" != kinds[-1]:
            turned_to.add(kinds[-1])
    return kinds


def _fits(kind: str, holding: Holding) -> bool:
    return holding.filled < _FEWEST_TOLD or holding.holds(kind) >= 1 - _SURE


def _unless_refuted(kind: str, holding: Holding, kinds: AbstractSet[str]) -> str:
    """The kind that a known name proposes, or what the cells below say instead."""
    if kind == "status" and _is_commentary(holding) and "progress" not in kinds:
        return "progress"
    if _fits(kind, holding):
        return kind
    if kind in {"ref", "action_ref", "item_ref"} and holding.sentence >= _SURE:
        return ""
    if kind in {"ref", "action_ref"} and holding.number >= _SURE:
        return "other"  # Keys of a system, of many digits.
    if kind == "progress" and holding.number >= _SURE:
        return "" if {"status", "rag"} & kinds else "status"
    if kind in {"target", "start", "completed_on", "new_target"}:
        if holding.who >= _SURE and "lead" not in kinds:
            return "lead"
        if holding.sentence >= _SURE and kind in {"target", "new_target"}:
            return "success" if kind == "target" else "progress"
    if kind in {"lead", "sponsor", "contact"}:
        if holding.when >= _SURE and "target" not in kinds:
            return "target"
        if holding.sentence >= _SURE and holding.words > 2 * _FEWEST_TOLD and holding.who == 0:
            return "action" if "action" not in kinds else "other"
    if kind in {"status", "rag"}:
        is_sure = kind == "status" or {"status", "rag"} & (kinds - {kind})
        if holding.sentence >= _SURE and holding.distinct > _SURE and is_sure:
            return "progress"
        if holding.when >= _SURE and kind == "status":
            return "completed_on"
    if kind in {"progress", "success", "evidence"} and holding.sentence < 1 - _SURE:
        if holding.colour >= _SURE and "rag" not in kinds:
            return "rag"
        if holding.status >= _SURE and not {"status", "rag"} & kinds:
            return "status"
        if holding.when >= _SURE and kind == "success" and "target" not in kinds:
            return "target"
    return kind


def _is_commentary(holding: Holding) -> bool:
    """Tell if cells are another text each time, of some words: no standing of few names."""
    return (
        holding.filled > _FEWEST_TOLD
        and holding.distinct > 0.8
        and holding.words > 2
        and holding.status < 0.9
    )


def _numbers(kinds: list[str], headers: Sequence[str], holdings: Sequence[Holding]) -> None:
    """Tell whose references a column holds, by the first word of a name such as `Action code`."""
    for at, header in enumerate(headers):
        if holdings[at].ref < _SURE or holdings[at].filled < 2:
            continue
        if (
            kinds[at] == "item_ref"
            and not {"item", "theme", "ref", "action_ref"} & set(kinds)
            and holdings[at].distinct == 1
            and holdings[at].filled > _FEWEST_TOLD
        ):
            kinds[at] = "ref"  # `Item` is the row's, where each has another.
        numbers = {"ref", "action_ref", "item_ref"} & set(kinds)
        if not header.strip() and not kinds[at] and not numbers and holdings[at].distinct > 0.9:
            kinds[at] = "ref"
        if kinds[at] not in {"", "parent"} or not header_words(header).get("ref"):
            continue
        by_word = header_words(header)
        of_item = by_word.get("item") or kinds[at] == "parent"
        kind = "item_ref" if of_item else "action_ref" if by_word.get("action") else "ref"
        if kind not in kinds and not (kind == "ref" and {"action_ref", "item_ref"} & set(kinds)):
            kinds[at] = kind


def _ticked(kinds: list[str], headers: Sequence[str], holdings: Sequence[Holding]) -> None:
    """Take columns that are named as a standing and hold ticks alone for that standing."""
    for at, header in enumerate(headers):
        if not kinds[at] and holdings[at].tick >= _TICKS and (status := status_of(header)):
            kinds[at] = f"tick:{status}"


def _items(kinds: list[str], headers: Sequence[str], holdings: Sequence[Holding]) -> None:
    """Find the items where no column is called so: numbered ones, names that come again."""
    if "item" in kinds:
        return
    for at, kind in enumerate(kinds):
        numbered = kind in {"", "success", "theme", "other"} and holdings[at].item >= _SURE
        comes_again = holdings[at].distinct < 0.8 or holdings[at].blank > 0.2
        named = (
            not kind
            and header_words(headers[at]).get("item")
            and comes_again
            and holdings[at].words > 1
            and holdings[at].ref < _SURE
        )
        if (numbered or named) and at < len(kinds) - 1:
            kinds[at] = "item"
            return


def _fill(kinds: list[str], headers: Sequence[str], holdings: Sequence[Holding]) -> None:
    """Give columns without a kind the likeliest that no other is of, the surest first."""
    weighed = sorted(
        (
            (_weight(kind, header, holdings[at]), at, kind)
            for at, header in enumerate(headers)
            if not kinds[at]
            for kind in (*_BY_CELLS, *header_words(header))
        ),
        key=lambda entry: (-entry[0], entry[1]),
    )
    for weight, at, kind in weighed:
        if weight >= _LEAST and not kinds[at] and _is_free(kind, kinds):
            kinds[at] = kind


def _is_free(kind: str, kinds: Sequence[str]) -> bool:
    if kind in {"action", "item"}:
        return False
    if kind == "target" and "target" in kinds:
        return False
    return kind not in kinds


def _weight(kind: str, header: str, holding: Holding) -> float:
    """Say how likely a column is of a kind: words of its header, and what its cells hold."""
    named = header_words(header).get(kind, 0.0)
    if kind in _BY_CELLS:
        if holding.filled < 2 and not named:
            return 0.0
        share = holding.holds(kind)
        if kind == "status" and holding.colour > holding.status:
            share = 0.0
        if not header.strip() and kind != "rag":
            return 0.0
        return named + 2 * share - (0.7 if named else 0.2) if share >= 0.3 or named else 0.0
    if kind == "ref":
        return named if holding.ref >= 1 - _SURE else 0.0
    if kind in {"new_target", "start", "completed_on"}:
        return named + holding.when - 0.5
    if kind in {"progress", "success", "evidence"}:
        spoken = holding.sentence > 0.3 or (holding.distinct > 0.8 and holding.words > 1.5)
        return named + (0.3 if spoken else -0.2) - holding.number
    return named


def _one_commentary(kinds: list[str], headers: Sequence[str], holdings: Sequence[Holding]) -> None:
    """Take the one column of sentences after the action for the commentary of a rated plan."""
    if "progress" in kinds or "action" not in kinds or not {"rag", "status"} & set(kinds):
        return
    # What is told after who, when and how far tells of that.
    last = max(at for at, kind in enumerate(kinds) if kind in _OF_ROW)
    spoken = [
        at
        for at, kind in enumerate(kinds)
        if _may_tell_progress(kind, headers[at], is_last=at > last)
        and at > kinds.index("action") and headers[at].strip()
        and holdings[at].filled >= _FEWEST_TOLD
        and holdings[at].words >= _FEWEST_TOLD + 1
        and holdings[at].distinct == 1
    ]  # fmt: skip
    if len(spoken) == 1:
        kinds[spoken[0]] = "progress"


def _may_tell_progress(kind: str, header: str, is_last: bool) -> bool:
    """Tell if a column may be commentary by what it is called: notes, `Evidence and impact`."""
    named = header_words(header)
    if kind == "evidence":
        return is_last and bool({"progress", "success"} & named.keys())
    if kind == "other":
        return is_last
    return kind == "" or (kind == "risk" and "progress" in named)


def guesses(table: Table) -> Chosen:
    """Return what headers seem to be, for a table in which no header was recognised."""
    for at, row in enumerate(table.rows[:_ROWS_OF_HEADER]):
        columns = _of_header(row, table.rows[at + 1 :])
        if columns is not None:
            pairs = zip(columns.keys, columns.kinds, strict=True)
            return {key: kind for key, kind in pairs if kind}
    return {}


def _of_header(row: Row, below: Sequence[Row]) -> Columns | None:
    """The columns of a row that is surely a header: short names, an action, and who or when."""
    texts = [cell.text for cell in row.filled]
    if len(texts) < 3 or any(len(text.split()) > _MOST_WORDS for text in texts):
        return None
    if any(is_value(text) for text in texts):
        return None
    if not any(row.filled and len(row.filled) > 1 for row in below) or is_foreign(row.texts):
        return None
    if any(cell.down for cell in row.cells):
        return None
    holdings = [held(below, at) for at in range(len(row.cells))]
    kinds = _mended(columns_of(row.texts).kinds, holdings)
    if any(k == "action" and holdings[n].number > _SURE for n, k in enumerate(kinds)):
        return None  # It counts actions.
    _fill(kinds, row.texts, holdings)
    signs = {"lead", "target", "status", "rag"} & set(kinds)
    if "action" not in kinds:
        _action(kinds, row.texts, holdings)
        if "action" not in kinds:
            return None
        at = kinds.index("action")
        if "item" not in kinds:
            before = [
                n for n, kind in enumerate(kinds[:at])
                if not kind and row.texts[n].strip() and holdings[n].words > 1
                and (holdings[n].blank > 0.2 or holdings[n].distinct < 0.8)
            ]  # fmt: skip
            if len(before) == 1:
                kinds[before[0]] = "item"
    columns = filled_in(Columns(row.texts, tuple(kinds)), below)
    named = set(columns.kinds) - {""}
    worded = [
        kind
        for kind, header in zip(kinds, row.texts, strict=True)
        if header_words(header).get(kind) or kind_of(header) == kind
    ]
    few = len(signs) > 1 or bool(signs & {"lead", "target"} & set(worded))
    return columns if few and len(named) >= 3 and "risk" not in named else None


def _action(kinds: list[str], headers: Sequence[str], holdings: Sequence[Holding]) -> None:
    """Find the column of actions where none is called so, nor one of items that could be them."""
    if "action" in kinds or any(
        kind == "item"
        and holding.words >= _FEWEST_TOLD
        and holding.blank < 1 - _SURE
        and holding.distinct > _SURE
        for kind, holding in zip(kinds, holdings, strict=True)
    ):
        return
    at = _of_actions(kinds, headers, holdings)
    if at is not None:
        kinds[at] = "action"


def _of_actions(
    kinds: Sequence[str], headers: Sequence[str], holdings: Sequence[Holding]
) -> int | None:
    """The column of actions: by a word of its name, else the first of sentences in each row."""
    worded = [
        at for at, kind in enumerate(kinds)
        if not kind and header_words(headers[at]).get("action") and holdings[at].words >= 2
        and (holdings[at].distinct > 0.5 or holdings[at].filled < _FEWEST_TOLD)
    ]  # fmt: skip
    likely = [
        at for at, kind in enumerate(kinds)
        if kind in {"", "item", "theme"} and headers[at].strip()
        and holdings[at].filled >= 2 and holdings[at].words >= _FEWEST_TOLD
        and holdings[at].distinct > 0.8 and holdings[at].blank < 0.2
    ]  # fmt: skip
    before_who = [at for at in likely if any(k in _BY_CELLS for k in kinds[at:])]
    is_last = bool(worded) and len(_OF_ROW & set(kinds[: worded[0]])) >= len(_OF_ROW) - 1
    if worded and not (is_last and before_who):
        return worded[0]
    return before_who[0] if before_who else None
