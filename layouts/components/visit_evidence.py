"""Evidence gathered for a visit, and the lines of enquiry that the portal suggests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html

from layouts.components.client_widgets import action, choice
from layouts.components.parts import folded, gap, panel, tag
from layouts.components.visit_own import add_own, cut, own_form, own_pieces, places_of
from layouts.markup import Part
from portal.domain.formatting import day, plural
from portal.domain.visit_fields import WEIGHS
from portal.domain.visits import HEADINGS, KINDS, Evidence, Suggestion, Visit
from portal.urls import document_url

# More would hide the pack and the team below them.
_AT_FIRST = 6


def evidence(visit: Visit) -> list[Part]:
    """Lay out the evidence that is not under a line yet."""
    count = len(visit.unsorted) + len(visit.unsorted_own)
    head = html.H2(["Not under a line yet ", html.Small(str(count))])
    add = html.P(add_own("for this visit"), className="acts")
    if not count:
        text = (
            "All evidence is under a line. To gather more, choose “Add to visit” beside any item, "
            "action, chart, figure or finding of the portal, or write down what you heard."
        )
        return [panel(head, gap(text), add, own_form())]
    places = [("", "Put under …")]
    places += [(str(line.id), cut(line.wording.text)) for line in visit.lines]
    rows = [piece(item, places) for item in visit.unsorted]
    return [
        panel(
            head,
            html.Ul(rows, className="plain pieces") if rows else None,
            own_pieces(visit.unsorted_own, visit.id, places_of(visit.lines)),
            add,
            own_form(),
        )
    ]


def piece(item: Evidence, places: Sequence[tuple[str, str]] = ()) -> html.Li:
    """Lay out a piece of evidence, with a choice of lines where `places` offers any."""
    statement = item.statement
    when = f"gathered by {item.added_by}, {day(item.added_at.date())}"
    data = (
        f"data of {day(item.data_made_at.date())}"
        if item.data_made_at
        else "before any data were loaded"
    )
    source: list[Part] = [statement.source]
    if statement.document:
        source = [
            dcc.Link(statement.source or statement.document, href=document_url(statement.document))
        ]
    tools: list[Part] = []
    if len(places) > 1:
        tools.append(
            choice(
                f"Put under a line: {statement.title}", "assign", "line", places, evidence=item.id
            )
        )
    if not places:
        weighing = [(key, name) for key, name in WEIGHS.items() if key not in ("", item.weighs)]
        tools.append(
            choice(
                f"For or against the line: {statement.title}",
                "weigh",
                "weighs",
                [("", "For or against …"), *weighing],
                evidence=item.id,
            )
        )
        tools.append(
            action("Take off the line", "assign", statement.title, evidence=item.id, line=None)
        )
    tools.append(action("Remove", "drop", statement.title, undo="restore", evidence=item.id))
    kind = KINDS[statement.reference.kind]
    name = dcc.Link(statement.title.removeprefix(f"{kind}: "), href=statement.link)
    change = [html.Strong("Changed since it was gathered. "), f"The portal now says: {item.now}"]
    return html.Li(
        [
            html.P(
                [
                    tag(kind),
                    " ",
                    name,
                    *([" ", tag(WEIGHS[item.weighs], "quiet")] if item.weighs else []),
                ]
            ),
            html.P(statement.statement),
            html.Div(change, className="notice") if item.now else None,
            html.P(
                [*source, f" · {when}, {data} (version {item.data_version})"], className="source"
            ),
            html.Div(tools, className="acts"),
        ],
        className="piece",
    )


def suggestions(
    open_: Sequence[Suggestion],
    aside: Sequence[Suggestion],
    rules: Mapping[str, str],
) -> list[Part]:
    """Lay out the lines that the rules draw from the data, to be used or set aside."""
    head = html.H2(["Suggested lines ", html.Small(str(len(open_)))])
    note = html.P(
        "Drawn from the data by general rules, the same for every council; none is a judgement. "
        "First stand figures far from England, those that agree, that get worse or that inspectors "
        "asked about again; further lines on the same figures, and papers of more than five years "
        "ago, stand in groups of their own.",
        className="sub",
    )
    none = gap("No further line is suggested for this council and these themes.")
    older = [line for line in open_ if line.older]
    sharing = [line for line in open_ if line.sharing]
    current = [line for line in open_ if not (line.older or line.sharing)]
    rest = current[_AT_FIRST:]
    more: Part = None
    if rest:
        listed = html.Ul([_suggestion(line, rules) for line in rest], className="plain suggestions")
        more = folded(f"Show {len(rest)} more", listed)
    rows = [
        html.Li(
            [
                line.wording,
                " ",
                action("Show again", "bring_back", line.wording, suggestion=line.key),
            ]
        )
        for line in aside
    ]
    return [
        panel(
            head,
            note,
            html.Ul(
                [_suggestion(line, rules) for line in current[:_AT_FIRST]],
                className="plain suggestions",
            ),
            html.Div(more if open_ else none),
            html.Div(_group("On the same figures", sharing, rules) if sharing else None),
            html.Div(
                _group("From older papers", older, rules, alone=not current) if older else None
            ),
            html.Div(folded(f"{len(aside)} set aside", html.Ul(rows)) if aside else None),
        )
    ]


def _group(
    name: str, lines: Sequence[Suggestion], rules: Mapping[str, str], alone: bool = False
) -> Part:
    """Fold lines that come after the others into one group, unless it is alone."""
    listed = html.Ul([_suggestion(line, rules) for line in lines], className="plain suggestions")
    return folded(f"{name}: {plural(len(lines), 'line')}", listed, open=alone)


def _suggestion(line: Suggestion, rules: Mapping[str, str]) -> html.Li:
    count = plural(len(line.evidence), "piece of evidence", "pieces of evidence")
    return html.Li(
        [
            html.P([tag(HEADINGS[line.heading])]),
            html.P(line.wording, className="suggested"),
            folded(
                f"Why, with {count}",
                html.P(line.why),
                html.P(dcc.Link("See all of it", href=line.view)) if line.view else None,
                html.P(rules.get(line.rule, ""), className="sub"),
            ),
            html.Div(
                [
                    action(
                        "Take this line",
                        "accept",
                        line.wording,
                        kind="primary",
                        suggestion=line.key,
                    ),
                    action(
                        "Not now", "set_aside", line.wording, undo="bring_back", suggestion=line.key
                    ),
                ],
                className="acts",
            ),
        ],
        id=f"suggestion-{line.key}",
    )
