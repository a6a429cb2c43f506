"""Find the column that groups a plan's actions by item, and the column of the items' numbers."""

from __future__ import annotations

from collections.abc import Sequence

from portal.importers.intake.columns import header_words
from portal.importers.intake.holdings import Holding
from portal.importers.intake.paper import Row

_SURE = 0.6
_FEWEST_TOLD = 3
_FEWEST_IN_BLOCKS = 6
# How much an action matters, which `Priority` means in exports of planners.
_LEVELS = frozenset(
    "high medium low urgent important critical normal major minor highest lowest must should"
    " could routine standard".split()
)


def free_levels(kinds: list[str], rows: Sequence[Row]) -> None:
    """Free a column called `Priority` that says how much each action matters."""
    for at, kind in enumerate(kinds):
        if kind not in {"item", "theme"}:
            continue
        texts = {row.cells[at].text.strip().lower() for row in rows if at < len(row.cells)} - {""}
        if texts and texts <= _LEVELS:
            kinds[at] = "other"


def number_items(kinds: list[str], holdings: Sequence[Holding]) -> None:
    """Take a column of as many numbers as there are items for the numbers of those."""
    if {"item_ref", "action"} & set(kinds) != {"action"}:
        return
    titles = [
        at
        for at, kind in enumerate(kinds)
        if kind in {"item", "theme"} and holdings[at].words > 1.5 and holdings[at].ref < 1 - _SURE
    ]
    for at, kind in enumerate(kinds):
        may_number = kind in {"item", "theme"} or (kind == "" and _comes_again(holdings[at]))
        numbers = may_number and holdings[at].ref >= _SURE
        if numbers and any(_different(holdings[at]) == _different(holdings[t]) for t in titles):
            kinds[at] = "item_ref"
            return


def _different(holding: Holding) -> int:
    return round(holding.distinct * holding.filled)


def free_parents(kinds: list[str], rows: Sequence[Row]) -> None:
    """Free a column of parents that are no rows of this table, such as epics: they group rows."""
    if "parent" not in kinds or "action" not in kinds:
        return
    parent = kinds.index("parent")
    above = {row.cells[parent].text.lower() for row in rows if parent < len(row.cells)} - {""}
    names = {
        row.cells[at].text.lower()
        for at, kind in enumerate(kinds)
        if kind in {"action", "ref", "action_ref"}
        for row in rows
        if at < len(row.cells)
    }
    if above and not above & names:
        kinds[parent] = ""


def group_by_texts(
    kinds: list[str], headers: Sequence[str], holdings: Sequence[Holding], rows: Sequence[Row]
) -> None:
    """Take a column of texts that come again for the items: one before the actions, or after."""
    if {"item", "theme"} & set(kinds) or "action" not in kinds:
        return
    action = kinds.index("action")
    for at, (header, holding) in enumerate(zip(headers[:action], holdings[:action], strict=True)):
        comes_again = _comes_again(holding) or holding.blank >= 0.5
        groups = comes_again and holding.distinct * holding.filled > 1
        is_free = kinds[at] in {"", "success"} and bool(header.strip()) and groups
        if is_free and holding.ref >= _SURE:  # `Mission 1`, with its title beside.
            kinds[at] = kinds[at] if "item_ref" in kinds else "item_ref"
        elif is_free and holding.words > 1.5 and holding.who < _SURE > holding.status:
            kinds[at] = "item"
            return
    for at in range(action + 1, len(kinds)):
        holding, named = holdings[at], header_words(headers[at])
        says = kinds[at] in {"", "risk"} and "item" in named and holding.words > 1.5
        stands = not kinds[at] and "lead" not in named and _in_blocks(rows, at, holding)
        values = max(holding.who, holding.status, holding.when, holding.ref)
        groups = _comes_again(holding) and _different(holding) > 1 and values < _SURE
        if groups and headers[at].strip() and (says or stands):
            kinds[at] = "item"
            return


def _comes_again(holding: Holding) -> bool:
    return holding.distinct <= 0.5 and holding.filled > _FEWEST_TOLD


def _in_blocks(rows: Sequence[Row], at: int, holding: Holding) -> bool:
    """Tell if rows of like text stand together, each text in one place, as under headings."""
    texts = [row.cells[at].text for row in rows if at < len(row.cells) and len(row.filled) > 1]
    blocks = sum(text != before for text, before in zip(texts, ["", *texts], strict=False))
    enough = holding.filled >= _FEWEST_IN_BLOCKS and holding.words >= _FEWEST_TOLD
    return enough and all(texts) and blocks == len(set(texts))
