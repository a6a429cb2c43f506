"""The part with a team's own words: lines of enquiry with their evidence, and questions by
interview.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from portal.domain.formatting import day, plural, printed_date, sentence_list
from portal.domain.pack_model import Block, Chart, Page, Part, Point, Points, Room, Table, Text
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.visit_fields import CONFIDENCE, LINE_STATUSES, OWN_KINDS, VERDICTS
from portal.domain.visits import HEADINGS, STATUSES, Entry, Evidence, Line, Question, Visit, Written
from portal.domain.vocabulary import Vocabulary

NO_WORDING = "A line without wording yet"
NOBODY = "Nobody to ask is named yet"
# Charts of a line's evidence that are drawn; the others are told.
MOST_DRAWN = 1
# A heading of a page must fit on it; the whole wording stands under it.
_LONGEST_TITLE = 220


def lines(
    visit: Visit, ledger: Ledger, base_url: str = "", drawn: Mapping[int, Chart] | None = None
) -> Part:
    """Build the part: an overview of the five headings, then a page a line in their order.

    Args:
        base_url: put before the links of evidence, which are paths.
        drawn: the charts that stand in place of evidence, by its number.
    """
    charts = drawn or {}
    title = "Lines of enquiry"
    if not visit.lines and not visit.unsorted and not visit.unsorted_own:
        none = Text("No line of enquiry has been written yet.", "gap")
        return Part("lines", title, pages=(Page(title, (none, Room("Lines of enquiry", 12))),))
    rows: list[tuple[str, str]] = []
    for heading, name in HEADINGS.items():
        wordings = [line.wording.text.strip() or NO_WORDING for line in visit.under(heading)]
        # The heading on every row: a slide or page may begin with any of them.
        rows += [(name, wording) for wording in wordings or ["No line under this heading."]]
    sorted_in = sum(len(visit.under(heading)) for heading in HEADINGS)
    lines_of = plural(sorted_in, "line")
    table = Table(
        f"{lines_of} of enquiry under the five headings".capitalize(),
        ("Heading", "Line of enquiry"),
        rows=tuple(rows),
        widths=(2.0, 7.2),
        numeric=(),
        source="The team’s own words",
    )
    there = sum(bool(visit.under(heading)) for heading in HEADINGS)
    first = f"{lines_of} of enquiry, under {there} of {plural(len(HEADINGS), 'heading')}"
    pages = [Page(first, (table,))]
    for heading, name in HEADINGS.items():
        pages += [_line(line, name, ledger, base_url, charts) for line in visit.under(heading)]
    # A heading that this version of the portal does not know loses nobody's line.
    other = [line for line in visit.lines if line.heading not in HEADINGS]
    pages += [_line(line, "Other", ledger, base_url, charts) for line in other]
    unsorted = len(visit.unsorted) + len(visit.unsorted_own)
    if unsorted:
        blocks: list[Block] = [
            Text(f"{plural(unsorted, 'piece')} of evidence on no line yet.", "lead")
        ]
        if visit.unsorted:
            blocks += _evidence_of(visit.unsorted, ledger, base_url)
        if visit.unsorted_own:
            blocks.append(Points(tuple(map(_of_team, visit.unsorted_own))))
        pages.append(Page("Evidence on no line yet", tuple(blocks)))
    # The overview stays whatever there is room for; of the lines the first go before the last.
    weighed = (replace(page, weight=min(place, 1)) for place, page in enumerate(pages))
    return Part("lines", title, pages=tuple(weighed))


def short(text: str) -> str:
    """Shorten a text to a heading: its first words where it is long."""
    words = " ".join(text.split())
    if len(words) <= _LONGEST_TITLE:
        return words
    return f"{words[:_LONGEST_TITLE].rsplit(' ', 1)[0]} …"


def _line(
    line: Line, heading: str, ledger: Ledger, base_url: str, charts: Mapping[int, Chart]
) -> Page:
    wording = line.wording.text.strip()
    verdict = VERDICTS.get(line.verdict.text, line.verdict.text)
    lead = f"{heading}. {verdict}{_by(line.verdict)}."
    if line.confidence.text:
        lead += f" Confidence: {CONFIDENCE.get(line.confidence.text, '').lower()}."
    if line.status.text:
        lead += f" {LINE_STATUSES.get(line.status.text, '')}."
    if line.questions:
        lead += f" {plural(len(line.questions), 'question')}: see the questions by interview."
    blocks: list[Block] = [Text(lead, "lead")]
    if wording and short(wording) != wording:
        blocks.append(Text(wording))
    if line.why:
        blocks.append(Text(f"Why the portal suggests it: {line.why}"))
    drawn = [charts[piece.id] for piece in line.evidence if piece.id in charts][:MOST_DRAWN]
    links = {chart.link for chart in drawn}
    rest = [p for p in line.evidence if p.id not in charts or charts[p.id].link not in links]
    if rest or not (drawn or line.every_own):
        blocks += _evidence_of(rest, ledger, base_url)
    blocks += drawn
    if line.every_own:
        blocks.append(Points(tuple(_of_team(entry) for entry in line.every_own)))
    if line.note.text.strip():
        blocks.append(Text(f"Notes{_by(line.note)}: {line.note.text.strip()}"))
    blocks.append(Room("Room for notes", 6))
    return Page(short(wording) or NO_WORDING, tuple(blocks))


def _by(written: Written) -> str:
    """Name the author of a text and the day, in brackets; "" where nobody wrote it."""
    if not written.by:
        return ""
    return f" ({written.by}, {day(written.at.date())})" if written.at else f" ({written.by})"


def _evidence_of(evidence: Sequence[Evidence], ledger: Ledger, base_url: str) -> list[Block]:
    """List the pieces of evidence; when all were gathered alike, say so once below them."""
    if not evidence:
        return [Text("No evidence has been gathered for this line.", "gap")]
    alike = len({_gathered(piece) for piece in evidence}) == 1
    points = tuple(_evidence(piece, ledger, base_url, not alike) for piece in evidence)
    return [Points(points), *([Text(_gathered(evidence[0]), "note")] if alike else [])]


def _gathered(piece: Evidence) -> str:
    when = f"data of {day(piece.data_made_at.date())}, " if piece.data_made_at else "data of "
    text = f"Gathered {day(piece.added_at.date())} by {piece.added_by}, {when}"
    return f"{text}version {piece.data_version}."


def _evidence(piece: Evidence, ledger: Ledger, base_url: str, alone: bool) -> Point:
    cited = piece.statement
    text = f"{cited.statement} {_gathered(piece)}" if alone else cited.statement
    if piece.now:
        text += f" It has changed since; the portal now says: {piece.now}"
    if cited.document:
        ledger.source(cited.document)
    link = f"{base_url}{cited.link}" if cited.link.startswith("/") else cited.link
    return Point(text, cited.source, link=link, strong=cited.title)


def _of_team(entry: Entry) -> Point:
    """Tell a piece of the team's own evidence, with who said it and when."""
    texts = [entry.text("note").strip()]
    if entry.text("why").strip():
        texts.append(f"Why it matters: {entry.text('why').strip()}")
    if entry.file:
        texts.append(f"File: {entry.file.name}.")
    when = printed_date(entry.text("when")) if entry.text("when") else ""
    source = ", ".join(text for text in (entry.text("who").strip(), when) if text)
    from_ = OWN_KINDS.get(entry.text("what"), OWN_KINDS["other"])
    return Point(
        "\n".join(text for text in texts if text),
        source or f"Added by {entry.added_by}",
        link=entry.text("link"),
        strong=from_ if entry.title == from_ else f"{from_}: {entry.title}",
    )


def interviewees(who: str) -> list[str]:
    """Split the names of a question's interviewees at commas, semicolons and lines, each once."""
    names: dict[str, str] = {}
    for name in re.split(r"[,;\n]", who):
        words = " ".join(name.split())
        if words:
            names.setdefault(words.casefold(), words)
    return list(names.values())


def questions(visit: Visit) -> Part:
    """Build the part: a page an interview, with every question for it, and room to write."""
    title = "Questions, by interview"
    asked: dict[str, tuple[str, list[tuple[Line, Question]]]] = {}
    ordered = [line for key in HEADINGS for line in visit.under(key)]
    ordered += [line for line in visit.lines if line.heading not in HEADINGS]
    for line in ordered:
        for question in line.questions:
            for name in interviewees(question.who.text) or [NOBODY]:
                asked.setdefault(name.casefold(), (name, []))[1].append((line, question))
    if not asked:
        none = Text("No question has been written yet.", "gap")
        return Part("questions", title, pages=(Page(title, (none, Room("Questions", 12))),))
    nobody = asked.pop(NOBODY.casefold(), None)
    groups = [*asked.values(), *([nobody] if nobody else [])]
    pages = [_interview(name, pairs) for name, pairs in groups]
    return Part("questions", title, pages=tuple(pages))


def _interview(name: str, pairs: Sequence[tuple[Line, Question]]) -> Page:
    """Tabulate the questions of an interview beside the answers, or room to write them."""
    rows = tuple(
        (
            question.question.text.strip() or "A question without wording yet",
            short(line.wording.text) or NO_WORDING,
            _heard(question.heard),
        )
        for line, question in pairs
    )
    asked = plural(len(pairs), "question")
    whom = "without anybody to ask" if name == NOBODY else f"for the interview: {short(name)}"
    table = Table(
        f"{asked} {whom}",
        ("Question", "Line of enquiry", "What was heard"),
        rows=rows,
        widths=(2.9, 3.0, 4.1),
        numeric=(),
        source="The team’s own words",
        room=2,
    )
    return Page(short(name), (table,), weight=1)


def _heard(heard: Written) -> str | None:
    text = heard.text.strip()
    return f"{text}\n{_by(heard).strip(' ()')}" if text else None


def cover(visit: Visit, limits: Sequence[str], vocabulary: Vocabulary) -> str:
    """Council, dates, status, team and themes of a visit, a line each."""
    dates = "dates not set"
    if visit.starts and visit.ends and visit.starts != visit.ends:
        dates = f"{day(visit.starts)} to {day(visit.ends)}"
    elif visit.starts or visit.ends:
        dates = day(visit.starts or visit.ends)
    team = sentence_list([member.display or member.name for member in visit.team])
    about = sentence_list([vocabulary.themes[key].name.lower() for key in limits])
    return "\n".join(
        (
            f"{visit.council.name}, {dates}",
            f"Team: {team or 'nobody yet'}",
            f"Themes: {about or 'all'}",
            f"Status: {STATUSES.get(visit.status, visit.status)}",
        )
    )
