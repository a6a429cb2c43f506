"""Propose the rows of a catalogue folder for a paper: people replaced, dates and words mapped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from portal.importers.intake.columns import Chosen, kind_of
from portal.importers.intake.dates import PrintedDate, day_in, target_of
from portal.importers.intake.item_doubts import doubts_of_items
from portal.importers.intake.key_of_people import posts_by_initials
from portal.importers.intake.keys import Key, key_of
from portal.importers.intake.leads import Lead, leads_of
from portal.importers.intake.listed import with_listed_items
from portal.importers.intake.meaning import (
    Comment,
    StatedStatus,
    comments_of,
    pounds_of,
    progress_of,
    rag_of,
    standing_of,
    targets_of,
)
from portal.importers.intake.nameless import learn_columns_of_people, nameless
from portal.importers.intake.names import is_name
from portal.importers.intake.paper import Paper, RefusedPaper, Table
from portal.importers.intake.people import People
from portal.importers.intake.reading import read_plan
from portal.importers.intake.records import ColumnsOfTable, Item, LeftOut, Reading, Record
from portal.importers.intake.statuses import NOT_STATED, status_of

_POSITION = re.compile(
    r"(?<!next )\b(?:(?P<sure>position|progress|status|as|correct|updated?|data)(?:\s+\w+)??"
    r"|reports?|reported|updates?|version)\s*(?:as at|as of|at|to|on|for|of|until|:)?\s*:?\s*"
    r"(?=(?P<rest>.{4,40}))",
    re.IGNORECASE | re.DOTALL,
)
_ISSUED = re.compile(
    r"\b(?:plan|tracker|log|version|issue|edition|programme|updated?)\b.*"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W+(?:20)?\d\d\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b(?:numerator|denominator|indicator|measure|definition|polarity)\b", re.I)


@dataclass(frozen=True, slots=True)
class ActionProposal:
    """One action as it is proposed; texts are free of people."""

    item: int
    ref: str
    text: str
    leads: tuple[Lead, ...]
    target_text: str
    target: PrintedDate
    new_target_text: str
    new_target: PrintedDate
    standing: StatedStatus
    progress: str
    comments: tuple[Comment, ...]
    cost: str
    cost_gbp: str
    success: str
    evidence: str
    place: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Hold what a paper gives: items, actions, rows left out, people replaced as counts.

    `paper` is the paper itself without people, from which it can be proposed anew; `printed` are
    its rows by their places: header and text. `explained` are the statuses that its own key tells
    the meaning of.
    """

    name: str
    title: str
    titles: tuple[str, ...]
    report_date: date | None
    items: tuple[Item, ...]
    actions: tuple[ActionProposal, ...]
    left_out: tuple[LeftOut, ...]
    replaced: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    tables: tuple[ColumnsOfTable, ...] = ()
    printed: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    explained: tuple[str, ...] = ()
    paper: Paper = field(default_factory=lambda: Paper("", ()))


def propose(paper: Paper, chosen: Chosen | None = None) -> Proposal:
    """Read a paper and propose its rows.

    Args:
        paper: as it was opened.
        chosen: what a person says of columns, by `header_key`.

    Raises:
        RefusedPaper: if it holds no table of actions; the text says what it holds.
    """
    reading = read_plan(paper, chosen)
    if not reading.records:
        raise RefusedPaper(_why_no_plan(paper, reading))
    with_listed_items(paper, reading)
    reading.notes += doubts_of_items(reading)
    people = _people_of(paper, reading)
    reported = _report_date(paper, reading)
    year = _financial_year(reported)
    has_blue = any(map(_is_complete_by_a_word_or_blue, reading.records))
    stated = {record.text_of(kind) for record in reading.records for kind in ("status", "rag")}
    key = key_of(paper, has_blue, stated)
    done = [record.text_of("tick:completed").lower() for record in reading.records]
    if any(text.startswith(("part", "in part")) for text in done):
        # Where what is done in part is said so, `No` is not begun.
        key = replace(key, words={"no": "not_started", **key.words})
    actions = tuple(_action(record, key, people, year) for record in reading.records)
    latest = _latest_comment(actions)
    titles = [text for text in reading.titles if len(text) < 160]
    proposal = Proposal(
        name=people.scrub(paper.name),
        title=people.scrub(_title(titles, paper.name)),
        titles=tuple(people.scrub(text) for text in titles),
        report_date=latest or reported,
        items=tuple(_item(item, people) for item in reading.items),
        actions=actions,
        left_out=tuple(
            LeftOut(people.scrub(left.place), people.scrub(left.reason), people.scrub(left.text))
            for left in reading.left_out
        ),
        notes=tuple(people.scrub(note) for note in (*paper.notes, *reading.notes)),
        tables=tuple(
            ColumnsOfTable(
                people.scrub(table.place),
                replace(table.columns, headers=tuple(map(people.scrub, table.columns.headers))),
                table.is_plan,
            )
            for table in reading.tables
        ),
        explained=tuple(sorted(people.scrub(text) for text in stated if key.of_words(text))),
    )
    proposed = dict(people.counts)
    printed = {
        people.scrub(place): [(people.scrub(name), people.scrub(text)) for name, text in cells]
        for place, cells in reading.printed.items()
    }
    people.counts = dict.fromkeys(proposed, 0)
    without_people = nameless(paper, reading, people)
    # The paper holds the same people again, and those of columns that nobody knows.
    replaced = {kind: max(count, people.counts[kind]) for kind, count in proposed.items()}
    return replace(proposal, replaced=replaced, printed=printed, paper=without_people)


def _is_complete_by_a_word_or_blue(record: Record) -> bool:
    """Tell if a paper has a mark of its own for what is complete, so that green is not it."""
    rag = rag_of(record)
    printed = record.text_of("rag") or record.text_of("status")
    return rag == "blue" or (not rag and status_of(printed) == "completed")


def _why_no_plan(paper: Paper, reading: Reading) -> str:
    words = " ".join(left.text for left in reading.left_out)
    heads = [{kind_of(name) for name in left.text.split(" | ")} for left in reading.left_out]
    of_work = any("lead" in kinds and kinds & {"target", "status"} for kinds in heads)
    if len(_FIGURES.findall(words)) >= 2 and not of_work:
        return (
            "this is a return of figures (indicators with their values), not an improvement plan; "
            "bring it on the page Returns and draft plans"
        )
    if not reading.left_out:
        return "it holds no table, list of cards or sheet of actions"
    rows = len(reading.left_out)
    return (
        f"none of its tables ({rows} rows) has a header with an action or recommendation and, "
        "beside it, a lead, a date or a status"
    )


def _people_of(paper: Paper, reading: Reading) -> People:
    """Learn the people of a paper before anything is replaced, so that a surname is known later."""
    people = People()
    for text in paper.properties:
        for part in re.split(r"[;,\n|/]", text):
            if is_name(part.strip(), surely_person=True):
                people.learn(part.strip())
    for text in (*paper.texts(), *_places_of(paper)):
        people.learn_from_addresses(text)
        people.scrub(text)
    learn_columns_of_people(paper, people)
    people.posts = {
        initials: people.scrub(post) for initials, post in posts_by_initials(paper).items()
    }
    for record in reading.records:
        for kind in ("lead", "contact", "sponsor"):
            leads_of(record.text_of(kind), people)
    people.counts = dict.fromkeys(people.counts, 0)
    return people


def _places_of(paper: Paper) -> tuple[str, ...]:
    """The names of tables and of the file, which may be those of people."""
    return (paper.name, *(block.title for block in paper.blocks if isinstance(block, Table)))


def _action(record: Record, key: Key, people: People, year: int) -> ActionProposal:
    comments = [
        replace(comment, text=people.scrub(comment.text)) for comment in comments_of(record, year)
    ]
    progress = progress_of(comments)
    target_text, new_text = targets_of(record)
    target, new_target = target_of(target_text), target_of(new_text)
    standing = standing_of(record, key, progress)
    doubts = list(record.doubts)
    if target.reason:
        doubts.append(f"target: {target.reason}")
    words = re.sub(r"\W|\d", "", standing.printed)
    if standing.status == NOT_STATED and len(words) > 2 and not standing.rag:
        doubts.append("status: its words name none that is known")
    leads = _leads(record, people)
    return ActionProposal(
        item=record.item,
        ref=people.scrub(record.ref),
        text=people.scrub(record.text),
        leads=tuple(leads),
        target_text=people.scrub(target_text),
        target=target,
        new_target_text=people.scrub(new_text),
        new_target=new_target,
        standing=StatedStatus(
            standing.status, people.scrub(standing.printed), standing.rag, standing.confidence
        ),
        progress=progress,
        comments=tuple(comments),
        cost=people.scrub(record.text_of("cost")),
        cost_gbp=pounds_of(record.text_of("cost")),
        success=people.scrub(record.text_of("success")),
        evidence=people.scrub(record.text_of("evidence")),
        place=people.scrub(record.place),
        doubts=tuple(people.scrub(doubt) for doubt in doubts),
    )


def _leads(record: Record, people: People) -> list[Lead]:
    cells = [(header, cell) for header, cell in record.cells.get("lead", ()) if cell.text]
    if len(cells) == 2 and re.search(r"\b(?:name|initials)\b", cells[0][0].lower()):
        return leads_of(f"{cells[0][1].text}, {cells[1][1].text}", people)
    leads: list[Lead] = []
    for _header, cell in cells:
        leads += leads_of(cell.text, people, cell.wraps)
    before = people.counts["names"]
    people.counts["names"] = before + sum(bool(lead.initials) for lead in leads)
    return list(dict.fromkeys(leads))


def _item(item: Item, people: People) -> Item:
    return Item(
        ref=people.scrub(item.ref),
        title=people.scrub(item.title),
        kind=item.kind,
        section=people.scrub(item.section),
        place=people.scrub(item.place),
        inspection_ref=people.scrub(item.inspection_ref),
    )


def _latest_comment(actions: Iterable[ActionProposal]) -> date | None:
    """The day of the last dated column of commentary that holds words."""
    days = [c.day for action in actions for c in action.comments if c.day and c.text]
    return max(days) if days else None


def _report_date(paper: Paper, reading: Reading) -> date | None:
    """The day of the position that the paper reports: as it says, else as its name has it."""
    days: Counter[date] = Counter()
    texts = [*reading.titles, *(header for header in _headers(reading))]
    for text in texts:
        for match in _POSITION.finditer(text):
            day = _first_day(match["rest"])
            if day is not None:
                days[day] += 3 if match["sure"] else 1
    if days:
        most = max(days.values())
        return max(day for day, count in days.items() if count == most)
    for text in reading.titles:
        if len(text) < 120 and _ISSUED.search(text) and (day := day_in(text)):
            return day
    name = re.sub(r"[_\s]+", " ", paper.name.rsplit(".", 1)[0])
    match_name = re.search(r"(20\d\d)[- ](0[1-9]|1[0-2])(?![\d])", name)
    return day_in(f"{match_name[2]}/{match_name[1]}") if match_name else day_in(name)


def _headers(reading: Reading) -> list[str]:
    return [
        header
        for record in reading.records[:1]
        for cells in record.cells.values()
        for header, _cell in cells
    ]


def _first_day(text: str) -> date | None:
    # What follows a comma or full stop, or stands after other words, speaks of something else.
    words = re.split(r"[,;.](?!\d)|\bfor\b|\(", text, maxsplit=1)[0]
    starts = re.match(r"(?:the |end of |end |quarter ending |month of )*", words, re.IGNORECASE)
    words = words[starts.end() :] if starts else words
    return (
        day_in(words) if re.match(r"\d|q\d|[a-z]{3,9}\W+(?:\d{4}|\d{2}\b)", words, re.I) else None
    )


def _financial_year(day: date | None) -> int:
    if day is None:
        return 0
    return day.year if day.month >= 4 else day.year - 1


def _title(titles: list[str], name: str) -> str:
    for text in titles:
        if re.search(r"\b(?:plan|tracker|log|programme)\b", text, re.IGNORECASE):
            return " ".join(text.split())
    stem = re.sub(r"[_-]+", " ", name.rsplit(".", 1)[0]).strip()
    return titles[0] if titles else stem
