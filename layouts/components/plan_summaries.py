"""The first row of the plans side by side: each council's plans, and what their actions give."""

from __future__ import annotations

from dash import html

from layouts.components.parts import council_name, gap
from layouts.markup import Part, link
from portal.domain.formatting import plural, printed_date, sentence_list
from portal.domain.plans import Summary
from portal.domain.view_models import CompareView
from portal.domain.vocabulary import Council, Plan
from portal.urls import progress_url


def row(view: CompareView, label: Part, cells: list[Part], class_name: str = "") -> html.Div:
    """Lay out a label and one column for each council, always in the same order."""
    return html.Div(
        [html.Div(label, className="row-label"), *cells],
        className=f"row-grid columns-{len(view.councils)} {class_name}".strip(),
    )


def summaries(view: CompareView) -> html.Section:
    """Show for each council its plans and what their actions give."""
    years = [p.published[:4] for plans in view.plans.values() for p in plans]
    apart = ""
    if years and int(max(years)) - int(min(years)) >= 2:
        apart = f"Plans of {min(years)} to {max(years)}: check the dates before comparing."
    label = [html.H2("The plans in view", className="label-head"), html.P(apart)]
    if view.without:
        names = sentence_list([c.name for c in view.without])
        label.append(gap(f"The portal has no plan of {names}."))
    cells = [_summary(view, council) for council in view.councils]
    return html.Section(row(view, label, cells), className="block summaries")


def _summary(view: CompareView, council: Council) -> html.Article:
    summary = view.summaries[council.key]
    plans = view.plans[council.key]
    body: list[Part] = [html.H3(council_name(council))]
    body += [_plan_line(plan) for plan in plans] or [gap("No plan of this council is shown.")]
    if summary.items:
        counts = f"{plural(summary.items, 'item')} · {plural(summary.actions, 'action')}"
        far = link("how far they are", progress_url(f"?councils={council.key}"))
        body.append(html.P([f"{counts} · ", far], className="counts"))
    elif plans:
        body.append(gap("Nothing in these plans fits the filters."))
    if summary.actions:
        body.append(html.P("Of the actions, the documents give", className="bars-head"))
        body.append(bars(summary))
        left_out = summary.left_out(plans)
        if left_out:
            body.append(html.P(f"Results and completion: {left_out}.", className="row-note"))
        body.append(html.P(summary.dates, className="row-note"))
    return html.Article(body, className=f"panel summary {council.css}")


def _plan_line(plan: Plan) -> html.P:
    answered: list[Part] = []
    if plan.inspectorate or plan.inspection_title:
        when = printed_date(plan.inspected) if plan.inspected else "date not stated"
        judged = html.Strong(plan.judgement) if plan.judgement else "judgement not printed"
        who = plan.inspectorate or plan.inspection_title
        answered = [f", answering {who}, {when} (", judged, ")"]
    return html.P(
        [
            html.Span(plan.short, className="plan-short"),
            f", published {printed_date(plan.published)}" if plan.published else "",
            *answered,
        ],
        className="plan-line",
    )


LEAD, DATE, COMPLETION = "a named lead", "a calendar date", "completion"


def bars(summary: Summary, *only: str) -> html.Dl:
    """Draw what the documents give of the actions; `only` names some of the bars."""
    early = "a draft: too early" if summary.early else "none reported"
    drawn: list[Part] = []
    for text, count, of, none in (
        (LEAD, summary.named, summary.actions, "none named"),
        (DATE, summary.dated, summary.actions, "none printed"),
        ("a cost", summary.costed, summary.actions, "none printed"),
        ("a reported result", summary.reported, summary.answerable, early),
        (COMPLETION, summary.completed, summary.answerable, early),
    ):
        if not only or text in only:
            drawn += [html.Dt(text), html.Dd(_bar(count, of) if count else _in_words(none))]
    return html.Dl(drawn, className="bars")


def _in_words(text: str) -> html.Span:
    return html.Span(text, className="in-words")


def _bar(count: int, of: int) -> list[Part]:
    share = 100 * count / of
    return [
        html.Span(
            html.Span(className="fill", style={"width": f"{share:.1f}%"}),
            className="track",
            **{"aria-hidden": "true"},
        ),
        html.Span(f"{share:.0f}%", className="share"),
        html.Span(f" {count} of {of}", className="of"),
    ]
