"""A team's own evidence: what was seen or heard, with its file, and the form to add some."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from layouts.components.client_widgets import Field, action, choice, opener, template
from layouts.components.parts import folded, tag
from layouts.components.visit_entries import field_note, form_fields
from layouts.markup import Part
from portal.domain.formatting import day, printed_date
from portal.domain.visit_fields import EVIDENCE, FIELDS, OWN_KINDS, WEIGHS
from portal.domain.visits import Entry, Line
from portal.urls import visit_file_url

_ADD = "add_evidence"


def own_form() -> html.Div:
    """Make the form that every button of `add_own` opens."""
    file: Field = {
        "name": "file",
        "label": "File: PDF, picture, Word, Excel or PowerPoint, at most 10 MB",
        "type": "file",
    }
    return template(_ADD, _ADD, "Keep the evidence", [*form_fields(EVIDENCE), file])


def add_own(about: str, under: int | None = None, text: str = "Add own evidence") -> html.Button:
    """Make the button that opens the form for a line or question, or for none."""
    return opener(text, _ADD, about, under=under)


def own_pieces(
    entries: Sequence[Entry], visit: str, places: Sequence[tuple[str, str]] = ()
) -> html.Ul | None:
    """List pieces of the team's own evidence, with a choice of lines where `places` has any."""
    if not entries:
        return None
    return html.Ul([_piece(entry, visit, places) for entry in entries], className="plain pieces")


def places_of(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """List the lines, and the questions under them, that evidence can be put under."""
    places = [("", "Put under …")]
    for line in lines:
        places.append((str(line.id), cut(line.wording.text)))
        places += [
            (str(question.id), f"— {cut(question.question.text)}")
            for question in line.questions
            if question.question.text.strip()
        ]
    return places


def cut(text: str) -> str:
    """Shorten a text to an entry of a list."""
    return text if len(text) <= 70 else f"{text[:70]}…"


def _piece(entry: Entry, visit: str, places: Sequence[tuple[str, str]]) -> html.Li:
    weighs = WEIGHS.get(entry.text("weighs")) if entry.text("weighs") else ""
    link, file = entry.text("link"), entry.file
    tools: list[Part] = []
    if len(places) > 1:
        label = f"Put under a line: {entry.title}"
        tools.append(choice(label, "put_under", "line", places, entry=entry.id))
    elif entry.parent is not None:
        tools.append(action("Take off", "put_under", entry.title, entry=entry.id, line=None))
    tools.append(action("Remove", "remove", entry.title, undo="put_back", entry=entry.id))
    download = None
    if file:
        size = f"{max(file.size // 1000, 1):,} kB"
        name = html.A(file.name, href=visit_file_url(visit, file.id), download=file.name)
        download = html.P(["File: ", name, f" ({size})"])
    return html.Li(
        [
            html.P(
                [
                    tag(OWN_KINDS.get(entry.text("what"), OWN_KINDS["other"])),
                    " ",
                    html.Strong(entry.title) if entry.text("title") else None,
                    *([" ", tag(weighs, "quiet")] if weighs else []),
                ]
            ),
            html.P(entry.text("note"), className="own-words") if entry.text("note") else None,
            html.P([html.A(link, href=link, rel="noreferrer", target="_blank")]) if link else None,
            download,
            html.P([html.Strong("Why it matters: "), entry.text("why")])
            if entry.text("why")
            else None,
            html.P(_source(entry), className="source"),
            folded(
                "Change it",
                *(
                    field_note(EVIDENCE, entry.id, name, entry.written(name))
                    for name in FIELDS[EVIDENCE]
                ),
            ),
            html.Div(tools, className="acts"),
        ],
        className="piece own-piece",
        id=f"entry-{entry.id}",
        tabIndex="-1",
    )


def _source(entry: Entry) -> str:
    when = entry.text("when")
    whom = ", ".join(
        text for text in (entry.text("who"), printed_date(when) if when else "") if text
    )
    added = f"added by {entry.added_by}, {day(entry.added_at.date())}"
    return f"{whom} · {added}" if whom else added
