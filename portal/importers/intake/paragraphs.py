"""Actions as paragraphs: a sentence, and with it `Lead: …  By: …  Status: …` on the same lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from portal.importers.intake.columns import kind_of
from portal.importers.intake.dates import without_dates
from portal.importers.intake.paper import Block, Cell, Row, Table, Text
from portal.importers.intake.refs import action_of, is_numbered_item

_KINDS = frozenset(
    "lead target new_target status rag rag_confidence progress success evidence cost sponsor"
    " completed_on".split()
)
AT_LENGTH = frozenset({"progress", "evidence", "success"})
_WHO_OR_WHEN = frozenset({"lead", "target"})
_MOST_WORDS = 5
_FEWEST_CARDS = 2
# Paragraphs without numbers are taken for actions only where there are several.
_FEWEST_UNNUMBERED = 3
_ENDS_LABEL = re.compile(r"\s*:(?=\s)")
_SEPARATOR = re.compile(r"[\n\t|;([•·]|\s{2,}")
_AROUND = " \t\n|;,()[]•·"


@dataclass(slots=True)
class _Card:
    action: Text
    values: dict[str, str] = field(default_factory=dict)

    @property
    def numbered(self) -> bool:
        return bool(action_of(self.action.text)[0])


def with_cards(blocks: Sequence[Block]) -> list[Block]:
    """Put runs of such paragraphs together as tables of actions; other blocks stay as they are."""
    taken = _taken(blocks)
    cards = [part for part in taken if isinstance(part, _Card)]
    numbered = sum(card.numbered for card in cards)
    if len(cards) < _FEWEST_CARDS or (not numbered and len(cards) < _FEWEST_UNNUMBERED):
        return list(blocks)
    result: list[Block] = []
    run: list[_Card] = []
    for part, following in zip([*taken, None], [*taken[1:], None, None], strict=True):
        if isinstance(part, _Card):
            run.append(part)
        elif isinstance(following, _Card) and run and _goes_on(part, run[-1]):
            last = list(run[-1].values)[-1]
            run[-1].values[last] += f"\n{part.text}"
        elif numbered and isinstance(part, Text) and _is_numbered_action(part):
            run.append(_Card(part))
        else:
            if run:
                result.append(_table(run))
                run = []
            if part is not None:
                result.append(part)
    return result


def _goes_on(part: Block | _Card | None, card: _Card) -> TypeGuard[Text]:
    """Tell if a paragraph goes on with what a card says last, such as its progress."""
    return (
        isinstance(part, Text)
        and not part.level
        and bool(card.values)
        and kind_of(list(card.values)[-1]) in AT_LENGTH
        and not is_numbered_item(part.text)
        and not _is_numbered_action(part)
    )


def _taken(blocks: Sequence[Block]) -> list[Block | _Card]:
    taken: list[Block | _Card] = []
    for block in blocks:
        before = taken[-1] if taken else None
        if not isinstance(block, Text) or block.level in range(1, 9):
            taken.append(block)
            continue
        sentence, values = _parted(block.text)
        kinds = {kind_of(label) for label in values}
        if sentence and len(kinds) > 1 and kinds & _WHO_OR_WHEN:
            taken.append(_Card(Text(sentence, 0, block.place), values))
        elif values and not sentence and isinstance(before, _Card):
            before.values |= {k: v for k, v in values.items() if k not in before.values}
        elif values and not sentence and isinstance(before, Text) and _begins(before, kinds):
            taken[-1] = _Card(before, values)
        else:
            taken.append(block)
    return taken


def _begins(text: Text, kinds: set[str]) -> bool:
    """Tell if a paragraph is an action, by its number or by labels of who and when below it."""
    if text.text.endswith(":") or kind_of(text.text.partition(":")[0]) == "action":
        return False
    if _is_numbered_action(text):
        return bool(kinds & _WHO_OR_WHEN)
    return text.level in {0, 9} and not is_numbered_item(text.text) and kinds >= _WHO_OR_WHEN


def _is_numbered_action(text: Text) -> bool:
    return bool(re.match(r"\w+[.-]\d", text.text)) and bool(action_of(text.text)[0])


def _parted(text: str) -> tuple[str, dict[str, str]]:
    """Part a text into the sentence that it begins with and values by their labels."""
    marks: list[tuple[int, int, str]] = []
    for colon in _ENDS_LABEL.finditer(text):
        since = marks[-1][1] if marks else 0
        label = _label_before(text[since : colon.start()])
        if label:
            marks.append((colon.start() - len(label), colon.end(), label))
    if not marks:
        return text, {}
    ends = [start for start, _end, _label in marks[1:]] + [len(text)]
    values: dict[str, str] = {}
    for (_start, begin, label), end in zip(marks, ends, strict=True):
        values.setdefault(label, _bare(text[begin:end]))
    return _bare(text[: marks[0][0]]), values


def _bare(text: str) -> str:
    """A text without the signs around it; a bracket that begins in it ends in it."""
    bare = text.strip(_AROUND)
    missing = bare.count("(") - bare.count(")")
    return bare + ")" * min(missing, text.count(")") - bare.count(")")) if missing > 0 else bare


def _label_before(text: str) -> str:
    """The label that a text ends with: the most words that name a column."""
    part = _SEPARATOR.split(text)[-1]
    words = [match.start() for match in re.finditer(r"\S+", part)]
    for start in words[-_MOST_WORDS:]:
        label = part[start:]
        first = label.lower().split()[:1]
        if without_dates(label.lower()).split()[:1] != first or not label[0].isalpha():
            continue  # A date is the value of the label before.
        if (start == words[0] or label[0].isupper()) and kind_of(label) in _KINDS:
            return label
    return ""


def _table(cards: Sequence[_Card]) -> Table:
    labels = list(dict.fromkeys(label for card in cards for label in card.values))
    rows = [
        Row(
            (Cell(card.action.text), *(Cell(card.values.get(label, "")) for label in labels)),
            card.action.place,
        )
        for card in cards
    ]
    place = cards[0].action.place
    return Table((Row((Cell("Action"), *map(Cell, labels)), place), *rows), place)
