"""Four packs of the figures that the project carries, held against what is asked of them.

Middlesbrough's visit, Torbay, Leeds and three councils compared: at most 25 slides, none nearly
empty, no small type, and no number that the portal's pages and its API do not give.
"""

from __future__ import annotations

import io
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docx
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn

from db.engine import open_engine
from db.session import make_sessions
from portal.app import create_app
from portal.domain.pack_model import CONTENTS, Chart, Pack, Points, Table
from portal.domain.pack_sections.context import KEY_MEASURES
from portal.domain.pack_sections.ledger import short_name
from portal.domain.pack_sections.periods import short_period
from portal.domain.view_state import CompareState
from portal.importers.statistics.bundled import load_bundle
from portal.packs.docx.writer import write_words
from portal.packs.fitting import MOST_SLIDES, fitted
from portal.packs.html.writer import write_page
from portal.packs.pptx.boxes import LEAST
from portal.packs.pptx.contents import contents_of
from portal.packs.pptx.leaves import leaves_of
from portal.packs.pptx.writer import write_slides
from portal.services import Services
from portal.settings import BUNDLE, Settings
from tests.support.open_xml import faults
from tests.support.pack_checks import check
from tests.support.signing_in import make_account
from tests.unit.packs.pptx.test_writer import quiet

BASE = "https://portal.example"
THREE = ("torbay", "plymouth", "middlesbrough")
COUNCILS = {
    "visit": ("middlesbrough",),
    "torbay": ("torbay",),
    "leeds": ("leeds",),
    "compared": THREE,
}
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?%?")
API = "/api/v1/views"
AGAINST = "england,region,neighbours-mean"


@dataclass
class Made:
    """A pack as it is handed out, with the seconds of work that it took."""

    whole: Pack
    brief: Pack
    slides: bytes
    seconds: float

    @cached_property
    def deck(self) -> Any:
        """The slides, read again."""
        return Presentation(io.BytesIO(self.slides))

    @cached_property
    def words(self) -> bytes:
        """The Word file."""
        return write_words(self.brief, quiet)


@dataclass
class Portal:
    """The portal over the figures that it carries: its services, its pages, four packs."""

    services: Services
    get: Callable[[str], str]
    packs: dict[str, Made]


def _visit(services: Services, sessions: Any) -> Pack:
    anna = make_account(sessions, "bars.one", ["reviewer"], display="R. One")
    visit = services.visits.create(anna, "middlesbrough", "Peer review", "2027-01-11", "2027-01-14")
    offered, _aside = services.lines.suggested(anna, visit)
    for number, suggestion in enumerate(offered[:8]):
        line = services.lines.accept(anna, visit, suggestion.key)
        verdict = ("strength", "consideration", "")[number % 3]
        services.entries.write(anna, visit, line, "verdict", verdict, 0)
        question = services.lines.add_question(anna, visit, line)
        services.entries.write(anna, visit, question, "question", "Who acts on this figure?", 0)
    shown = services.visits.visit(anna, visit)
    return services.packs.visit_pack(shown, CONTENTS, BASE)


def _made(gather: Callable[[], Pack]) -> Made:
    begun = time.process_time()
    whole = gather()
    brief = fitted(whole)
    slides = write_slides(brief, quiet)
    return Made(whole, brief, slides, time.process_time() - begun)


@pytest.fixture(scope="module")
def portal(new_database: Callable[..., str]) -> Iterator[Portal]:
    """A database as a first start leaves it, with a visit to Middlesbrough."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    sessions = make_sessions(engine)
    load_bundle(sessions, BUNDLE)
    services = Services.over(sessions)
    server, addresses = create_app(Settings(database_url=url), engine).server, count()

    def get(path: str) -> str:
        # An address of its own, since pages that cost much are limited by address.
        client = server.test_client()
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{next(addresses) % 250}"
        answer = client.get(path)
        assert answer.status_code == 200, path
        return str(answer.get_data(as_text=True))

    visited = _visit(services, sessions)
    packs = {
        "visit": _made(lambda: visited),
        "torbay": _made(lambda: services.packs.council_pack("torbay", None, BASE)),
        "leeds": _made(lambda: services.packs.council_pack("leeds", None, BASE)),
        "compared": _made(lambda: services.packs.compare_pack(CompareState(THREE), BASE)),
    }
    yield Portal(services, get, packs)
    engine.dispose()


@pytest.mark.parametrize("name", COUNCILS)
def test_a_pack_is_brief_and_no_page_looks_empty(portal: Portal, name: str, tmp_path: Path) -> None:
    made = portal.packs[name]
    check(made.whole)
    assert 8 < len(made.deck.slides) <= MOST_SLIDES
    assert made.seconds < 5
    leaves = [leaf for part, page in made.brief.pages for leaf in leaves_of(part, page)]
    for leaf in (*leaves, *contents_of(made.brief, leaves, 0)):
        assert leaf.filled >= 0.3, leaf.title
    titles = Counter(slide.shapes.title.text_frame.text for slide in made.deck.slides)
    assert not [title for title, times in titles.items() if times > 1]
    # Grades and the line of time of three councils stand on one slide each.
    split = [leaf.title for leaf in leaves if "continued" in leaf.title and name == "compared"]
    assert not [title for title in split if "Grades" in title or " since " in title]
    assert faults(tmp_path, f"{name}.pptx", made.slides) == []
    assert faults(tmp_path, f"{name}.docx", made.words) == []


@pytest.mark.parametrize("name", COUNCILS)
def test_no_text_is_small_and_what_is_drawn_is_told(portal: Portal, name: str) -> None:
    for slide in portal.packs[name].deck.slides:
        trees = [slide._element, *(s.chart._chartSpace for s in slide.shapes if s.has_chart)]
        for tree in trees:
            for look in tree.iter(qn("a:rPr"), qn("a:defRPr"), qn("a:endParaRPr")):
                assert int(look.get("sz", "1800")) >= LEAST * 100
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == MSO_SHAPE_TYPE.GROUP:
                assert len(alt_of(shape)) > 20, shape.name


def alt_of(shape: Any) -> str:
    """The text alternative of a shape."""
    return str(shape._element.xpath("./*/p:cNvPr")[0].get("descr"))


def texts_of(made: Made) -> Iterator[tuple[str, str]]:
    """Every text of slides and Word with where it stands, but for the cover and slide numbers."""
    for number, slide in list(enumerate(made.deck.slides, start=1))[1:]:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield f"slide {number}", shape.text_frame.text
            elif shape.has_table:
                cells = [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
                yield from ((f"slide {number}", text) for text in cells)
    document = docx.Document(io.BytesIO(made.words))
    yield from (("Word", paragraph.text) for paragraph in document.paragraphs[8:])
    yield from (("Word", c.text) for t in document.tables for row in t.rows for c in row.cells)


def numbers_in(text: str) -> set[str]:
    """The numbers of a text as they are printed, but without marks between thousands."""
    return {number.rstrip(",").replace(",", "") for number in NUMBER.findall(text)}


def read(portal: Portal, paths: Iterable[str]) -> set[str]:
    """The numbers of pages as a reader sees them."""
    on_pages: set[str] = set()
    for path in dict.fromkeys(paths):
        page = re.sub(r"<(script|style).*?</\1>", " ", portal.get(path), flags=re.S)
        on_pages |= numbers_in(unescape(re.sub("<[^>]+>", " ", page)))
    return on_pages


def measured(portal: Portal, councils: Iterable[str]) -> list[str]:
    """The charts of what a pack tabulates: what each council ranks worst and best on, key figures.

    Its neighbours' mean stands there.
    """
    keys: list[str] = []
    for council in councils:
        standing = portal.services.benchmarks.standing(council)
        keys += [p.spine.measure.key for p in (*standing.worst, *standing.best)]
    asked = ",".join(councils)
    return [f"/indicators?councils={asked}&measure={key}&against={AGAINST}"
            for key in (*keys, *KEY_MEASURES)]  # fmt: skip


@pytest.mark.parametrize("name", COUNCILS)
def test_every_number_stands_on_the_portals_pages(portal: Portal, name: str) -> None:
    made, councils = portal.packs[name], COUNCILS[name]
    links = [page.link for _part, page in made.brief.pages]
    for _part, page in made.brief.pages:
        for block in page.blocks:
            links += [block.link] if isinstance(block, Chart) else []
            links += [p.link for p in block.points] if isinstance(block, Points) else []
    paths = [link.removeprefix(BASE) for link in links if link.startswith(BASE)]
    paths = [path for path in paths if not path.startswith(("/visits/", "/pack/"))]
    views = ("benchmarks", "inspections", "returns", "plans", "progress", "findings")
    paths += [f"/{view}?councils={','.join(councils)}" for view in views]
    paths += [*(f"/councils/{key}" for key in councils), "/sources", "/about"]
    charts = measured(portal, councils)
    on_pages = read(portal, [*paths, *charts])
    # What lines rest on is told with its counts, and notes with periods, which the API gives.
    charts += [path for path in paths if path.startswith("/indicators?")]
    for path in dict.fromkeys(charts):
        rows = numbers_in(portal.get(API + path.partition("&seen=")[0]))
        on_pages |= {number.removesuffix(".0") for number in rows}
    wrong = {
        (where, number, text[:80])
        for where, text in texts_of(made)
        for number in numbers_in(text)
        if number not in on_pages
    }
    assert not wrong


@pytest.mark.parametrize("name", COUNCILS)
def test_every_point_of_a_chart_is_a_row_of_the_api(portal: Portal, name: str) -> None:
    """As read from the files: each value at its period, under the name of its area."""
    made = portal.packs[name]
    native = [shape for slide in made.deck.slides for shape in slide.shapes if shape.has_chart]
    packed = [chart for chart in made.brief.charts if chart.kind == "line"]
    if name == "visit":
        packed = [chart for chart in made.brief.charts if len(chart.series) > 2]
    assert len(packed) > (1 if name == "visit" else 4)
    points = 0
    for chart in packed:
        (shape,) = [s for s in native if alt_of(s) == chart.alt]
        query = urlsplit(chart.link).query.partition("&seen=")[0]
        answer = json.loads(portal.get(f"{API}/indicators?{query}&limit=1000"))
        rows = {
            (row["council"], short_period(row["period"]), round(row["value"], 6))
            for row in answer["rows"]
            if row["value"] is not None
        }
        for series in shape.chart.plots[0].series:
            for period, value in zip(chart.categories, series.values, strict=True):
                if value is not None:
                    points += 1
                    named, exact = series.name.partition(",")[0], round(value, 6)
                    if chart.kind == "line":
                        assert (named, short_period(period), exact) in rows
                    else:
                        assert (named, exact) in {(area, number) for area, _when, number in rows}
    assert points > (20 if name == "visit" else 100)


@pytest.mark.parametrize("name", ["visit", "torbay", "leeds"])
def test_the_tables_of_figures_are_rows_of_the_api(portal: Portal, name: str) -> None:
    (council,) = COUNCILS[name]
    answer = json.loads(portal.get(f"{API}/benchmarks?councils={council}"))
    rows: dict[tuple[str, str], list[Any]] = {}
    for row in answer["rows"]:
        measure = short_name(row["indicator"].partition(" ")[2])
        rows.setdefault((measure, short_period(row["period"])), []).append(row)
    assert portal.packs[name].brief.opening
    table = portal.packs[name].brief.opening.pages[0].blocks[0]
    assert isinstance(table, Table)
    assert len(table.rows) == 10
    for _group, measure, period, value, england, near, rank, trend in table.rows:
        cells = [str(cell).replace("\u00a0", " ") for cell in (period, value, england, near, rank)]
        of_measure = rows[str(measure), cells[0]]
        (row,) = [row for row in of_measure if f"{row['rank']} of {row['of']}" == cells[4]]
        assert row["travel"] == trend
        for shown, exact in zip(cells[1:4], ("value", "england", "neighbours_mean"), strict=True):
            if shown not in ("no figure", "not compared"):
                printed = re.sub("[^0-9.-]", "", shown.partition(" per")[0])
                places = len(printed.partition(".")[2])
                assert float(printed) == pytest.approx(row[exact], abs=0.5 * 10**-places + 1e-9)


def test_the_page_to_print_says_the_same_in_the_same_order(portal: Portal) -> None:
    for made in portal.packs.values():
        page = unescape(re.sub("<[^>]+>", " ", write_page(made.brief)))
        flat = " ".join(page.split())
        places = [flat.index(" ".join(p.title.split())) for _part, p in made.brief.pages]
        assert places[0] < len(flat) / 4
        document = [p.text for p in docx.Document(io.BytesIO(made.words)).paragraphs]
        titles = [p.title for part, p in made.brief.pages if p.title != part.title]
        order = [document.index(title) for title in titles if title in document]
        assert len(order) == len(titles)
        if made.brief.opening:
            # One page of Word before the contents.
            assert document.index(titles[0]) < document.index("Contents")
