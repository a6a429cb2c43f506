"""For whom the portal is, how it works, accessibility, privacy."""

from __future__ import annotations

from dash import dcc, html

from layouts.components.parts import page
from portal.urls import API_PAGE, COMPARE, DATA_PACKAGE, INDICATORS, SOURCES, download_url


def layout() -> html.Div:
    """Lay out the page, which needs no data."""
    return page(
        "About this portal",
        "Alongside sets the improvement plans and indicators of children’s services side by side, "
        "and says when they cannot fairly be compared.",
        html.Div(
            [_audience(), _method(), _data(), _accessibility(), _privacy()],
            className="wrap prose",
        ),
        narrow=True,
    )


def _audience() -> html.Section:
    return html.Section(
        [
            html.H2("For whom"),
            html.Ul(
                [
                    html.Li(
                        [
                            html.Strong("Regional improvement partners"),
                            " compare who plans what, by when and with what result: ",
                            dcc.Link("plans side by side", href=COMPARE),
                            ".",
                        ]
                    ),
                    html.Li(
                        [
                            html.Strong("Peer reviewers"),
                            " prepare a visit: what inspections asked for, what the plan "
                            "promised, what the figures say and where the papers disagree.",
                        ]
                    ),
                    html.Li(
                        [
                            html.Strong("The public"),
                            " reads, shares a link and downloads. Nobody can change anything here.",
                        ]
                    ),
                ]
            ),
        ]
    )


def _method() -> html.Section:
    return html.Section(
        [
            html.H2("Method"),
            html.P(
                [
                    "Facts and figures are taken from public council papers, each with its "
                    "place in the paper; see ",
                    dcc.Link("Sources", href=SOURCES),
                    ". Two readers transcribed figures and the structure of the plans "
                    "independently; a program compared the readings and differences were "
                    "settled at the source. Where a paper contradicts itself or another, both "
                    "figures are kept as printed.",
                ]
            ),
            html.P(
                "The words are the portal’s own: short summaries, never stronger than the "
                "original. A status is only what the document says. An item counts under one "
                "improvement area and any number of themes; area and themes are the portal’s "
                "reading, not the councils’."
            ),
            html.P(
                [
                    "Two series are comparable when measure, definition, unit, basis and "
                    "population agree; with caution when one of these differs; otherwise not. "
                    "The verdict stands beside every ",
                    dcc.Link("chart", href=INDICATORS),
                    " with its reasons. The plans are up to a decade apart, so read the dates "
                    "before the differences.",
                ]
            ),
            html.P(
                "Target dates count as the last day of the period printed: “March 2015” "
                "is 31 March 2015. Shares on the plans page are of actions: an action has a "
                "calendar date when the document names a month or a day for it, a named lead "
                "when a person, post or body is named, and a reported result when "
                "the document says anything about what came of it."
            ),
        ]
    )


def _data() -> html.Section:
    return html.Section(
        [
            html.H2("The data"),
            html.P(
                [
                    "Everything that the portal shows to the public can be downloaded: ",
                    html.A("through the API", href=API_PAGE),
                    ", or all of it as ",
                    html.A("a Frictionless data package", href=DATA_PACKAGE),
                    " or ",
                    html.A("one ZIP file", href=download_url("dataset", "zip")),
                    ".",
                ]
            ),
        ]
    )


def _accessibility() -> html.Section:
    return html.Section(
        [
            html.H2("Accessibility"),
            html.P(
                "The portal aims at WCAG 2.2, level AA. Every page is tested automatically "
                "with axe for rules of levels A and AA in a browser, at the widths of a "
                "desktop and a phone; axe finds no fault. All controls work by keyboard, "
                "results of filters are announced to screen readers, and colour is never the "
                "only sign: each council has a marker of its own."
            ),
            html.P(
                "What we know to fall short: charts are hidden from screen readers; a sentence "
                "and the table below each of them stand in their place. Wide tables scroll "
                "sideways on a phone. No test with users of assistive technology has been "
                "made yet. The pages need JavaScript; the tables on the Sources page can be "
                "downloaded without it."
            ),
        ],
        id="accessibility",
    )


def _privacy() -> html.Section:
    return html.Section(
        [
            html.H2("Privacy"),
            html.P(
                "No personal names are published: leads are shown by initials and role, as "
                "the papers give them. The portal loads nothing from other sites, keeps no "
                "record of who reads what, and sets no cookie for readers who do not sign in."
            ),
            html.P(
                "For those who do, one cookie holds the session and another says that there "
                "is one, for twelve hours at most; the portal keeps a record of sign-ins and "
                "of what they change. What a reviewer types into a visit is kept in the "
                "browser until the portal has it, and no longer."
            ),
        ],
        id="privacy",
    )
