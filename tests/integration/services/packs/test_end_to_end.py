"""A real visit, made through the services, in all four formats: figures, texts, what is private."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docx
import pytest
from lxml import etree
from openpyxl import load_workbook
from pptx import Presentation
from sqlalchemy.orm import Session, sessionmaker

from db.engine import open_engine
from db.session import make_sessions
from portal.domain.pack_model import CONTENTS, Chart, Pack
from portal.domain.pack_sections.periods import short_period
from portal.domain.view_state import CompareState, IndicatorState
from portal.domain.visits import HEADINGS, Visit
from portal.packs.common.sanitise import tidy
from portal.packs.common.uncertain import drawn
from portal.packs.docx.writer import write_words
from portal.packs.html.writer import write_page
from portal.packs.pptx.leaves import leaves_of
from portal.packs.pptx.writer import write_slides
from portal.packs.xlsx.writer import write_sheets
from portal.services import Services
from tests.integration.packs.test_converting import converted
from tests.support.example_pack import cells, serials
from tests.support.official import bring_in
from tests.support.pack_checks import check, check_links
from tests.support.signing_in import make_account
from tests.unit.packs.pptx.test_writer import check as check_leaf
from tests.unit.packs.pptx.test_writer import quiet

# One worker makes the visit and its files, and opens them with LibreOffice as well.
pytestmark = pytest.mark.xdist_group("soffice")
BASE = "https://portal.example"
NOTE = (
    "The service manager told us that the panel meets every second Thursday; three of the seven "
    "files we read held no record of its decision, and the reviewing officers hear of changes "
    "from foster carers rather than from the social worker. "
)
WHO = "Director of children's services; Head of safeguarding"
HEARD = "The tracker is read weekly; nobody could show a decision that followed from it."


@dataclass
class Made:
    """A visit's pack with what its team wrote."""

    services: Services
    visit: Visit
    pack: Pack
    public: tuple[Pack, ...]

    @cached_property
    def slides(self) -> bytes:
        """The file of slides."""
        return write_slides(self.pack, quiet)

    @cached_property
    def words(self) -> bytes:
        """The file of words."""
        return write_words(self.pack, quiet)

    @cached_property
    def sheets(self) -> bytes:
        """The file of sheets."""
        return write_sheets(self.pack, quiet)

    @cached_property
    def printed(self) -> str:
        """The page for printing."""
        return write_page(self.pack)

    def written(self) -> list[str]:
        """Every text of the team."""
        written = []
        for line in self.visit.lines:
            written += [line.wording.text, line.note.text]
            for question in line.questions:
                written += [question.question.text, question.who.text, question.heard.text]
        return [text for text in written if text]


def visit_of(services: Services, sessions: sessionmaker[Session]) -> Visit:
    """Two colleagues take up to twelve lines and write their own, with notes and questions."""
    first = make_account(sessions, "end.one", ["reviewer"], display="R. One")
    two = make_account(sessions, "end.two", ["reviewer"], display="S. Two")
    visit = services.visits.create(first, "torbay", "Visit to Torbay", "2027-01-11", "2027-01-14")
    services.visits.add_member(first, visit, "end.two")
    offered, _ = services.lines.suggested(first, visit)
    for number, suggestion in enumerate(offered[:: max(1, len(offered) // 12)][:12]):
        line = services.lines.accept(first, visit, suggestion.key)
        stands = {entry.id: entry for entry in services.visits.visit(first, visit).lines}[line]
        if number % 3 == 0:
            note = f"{stands.note.text}\nNote {number}. {NOTE * 7}"[:1500].strip()
            services.entries.write(two, visit, line, "note", note, stands.note.version)
        verdict = ("strength", "consideration", "")[number % 3]
        services.entries.write(two, visit, line, "verdict", verdict, 0)
        question = services.lines.add_question(first, visit, line)
        for field, text in (
            ("question", f"Who reads the figure of line {number}, and what follows from it?"),
            ("who", WHO if number % 2 else ""),
            ("heard", HEARD if number % 4 == 0 else ""),
        ):
            services.entries.write(first, visit, question, field, text, 0)
    # How many lines are suggested is for the rules to say: these are the team's in any case.
    for heading, name in HEADINGS.items():
        line = services.lines.add_line(two, visit, heading, f"What else is there on: {name}?")
        services.entries.write(first, visit, line, "note", f"Heard on the first day: {name}.", 0)
    second_line = services.lines.add_line(
        two, visit, "partners", "How do schools hear what became of it?"
    )
    services.gathering.gather(two, visit, "item", "torbay-2005/2.14", line=second_line)
    services.gathering.gather(first, visit, "document", "torbay-2005-csci-action-plan")
    return services.visits.visit(first, visit)


@contextmanager
def packs_over(url: str, folder: Path) -> Iterator[Made]:
    """The packs over catalogue and official statistics in a database."""
    engine = open_engine(url)
    sessions = make_sessions(engine)
    bring_in(sessions, folder, earlier=6)
    services = Services.over(sessions)
    visit = visit_of(services, sessions)
    public = (
        services.packs.council_pack("torbay", CONTENTS, BASE),
        services.packs.compare_pack(CompareState(("torbay", "plymouth")), BASE),
    )
    yield Made(services, visit, services.packs.visit_pack(visit, CONTENTS, BASE), public)
    engine.dispose()


@pytest.fixture(scope="module")
def made(
    new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Made]:
    """The packs over SQLite."""
    url = new_database("sqlite", "catalogue")
    with packs_over(url, tmp_path_factory.mktemp("official")) as packs:
        yield packs


def test_both_databases_make_the_same_packs(
    made: Made, new_database: Callable[..., str], tmp_path: Path
) -> None:
    with packs_over(new_database("postgresql", "catalogue"), tmp_path) as other:
        ours, theirs = (
            [
                str(replace(pack, made_at=made.pack.made_at)).replace(result.visit.id, "visit")
                for pack in (result.pack, *result.public)
            ]
            for result in (made, other)
        )
        assert ours == theirs


def flat(text: str) -> str:
    """Text without its spaces and breaks, which differ from format to format."""
    return "".join(text.split())


def slides_text(deck: Any) -> str:
    texts = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            elif shape.has_table:
                # Column by column: a row that goes on on the next slide goes on in its column.
                texts += [
                    cell.text_frame.text
                    for column in range(len(shape.table.columns))
                    for cell in [row.cells[column] for row in shape.table.rows]
                ]
    return flat(" ".join(texts))


def document_text(blob: bytes) -> str:
    words = docx.Document(io.BytesIO(blob)).element.body.iter(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    )
    return flat("".join(word.text or "" for word in words))


def book_text(blob: bytes) -> str:
    book = load_workbook(io.BytesIO(blob))
    cells = [
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    return flat(" ".join(cells))


def page_text(page: str) -> str:
    return flat(unescape(re.sub(r"<[^>]+>", " ", page)))


def portals_figures(services: Services, chart: Chart) -> list[Counter[tuple[str, float]]]:
    """Read the figures of each panel of the view behind a chart, by period."""
    view = services.indicators.view(IndicatorState.from_query(urlsplit(chart.link).query))
    return [
        Counter(
            (short_period(value.period), value.value)
            for series in panel.series
            for value in series.values
            if value.end and value.value is not None
        )
        for panel in view.panels
    ]


def shown(
    categories: list[str], series: list[tuple[str, tuple[float | None, ...]]], lines: set[str]
) -> Counter[tuple[str, float]]:
    """The council's points of a chart that was read again."""
    return Counter(
        (categories[place], value)
        for name, values in series
        if name in lines
        for place, value in enumerate(values)
        if value is not None
    )


def test_the_figures_in_the_file_are_those_of_the_portal(made: Made) -> None:
    check(made.pack)
    assert check_links(made.pack, made.services, BASE) > 20
    deck = Presentation(io.BytesIO(made.slides))
    native = [shape.chart for s in deck.slides for shape in s.shapes if shape.has_chart]
    assert len(native) == len(made.pack.charts) >= 6
    for chart, packed in zip(native, made.pack.charts, strict=True):
        plot = chart.plots[0]
        series = [(line.name, tuple(line.values)) for line in plot.series]
        lines = {
            line.name for line in drawn(packed).series if line.kind not in ("comparator", "target")
        }
        figures = shown(list(packed.categories), series, lines)
        book = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        rows = list(book.iter_rows(values_only=True))
        assert list(plot.categories) == serials(packed)
        assert tuple(row[0] for row in rows[1:]) == cells(packed)
        if packed.kind == "line":
            assert figures in portals_figures(made.services, packed), packed.subtitle
            continue
        state = IndicatorState.from_query(urlsplit(packed.link).query)
        if len(state.councils) > 1:  # evidence of a line: the visit's council beside others
            view = made.services.indicators.view(state)
            newest = {v.value for panel in view.panels for s in panel.series for v in s.values}
            assert lines <= set(packed.categories)
            assert figures.total() == 1
            assert {value for _, value in figures} <= newest
            continue
        standing = made.services.indicators.more(state).standing
        assert standing
        row = standing.rows[0]
        assert row.value
        assert list(figures.values()) == [1]
        assert {value for _, value in figures} == {row.value.value}
        rest = {value for name, values in series if name not in lines for value in values}
        assert rest - {None} == {row.around.mean, row.region, standing.england} - {None}


def test_no_reading_that_is_not_sure_is_joined_by_a_line(made: Made) -> None:
    unsure = [chart for chart in made.pack.charts if any(line.doubtful for line in chart.series)]
    assert unsure
    for chart in unsure:
        for line in drawn(chart).series:
            sure = line.kind != "uncertain"
            assert not (sure and line.doubtful)
        before = Counter(v for line in chart.series for v in line.values if v is not None)
        after = Counter(v for line in drawn(chart).series for v in line.values if v is not None)
        assert before == after


def test_every_word_of_the_team_is_in_every_format(made: Made) -> None:
    files = {
        "pptx": slides_text(Presentation(io.BytesIO(made.slides))),
        "docx": document_text(made.words),
        "xlsx": book_text(made.sheets),
        "html": page_text(made.printed),
    }
    words = made.written()
    assert len(words) > 40
    assert max(map(len, words)) > 1400
    for form, text in files.items():
        for sentence in words:
            # On slides a text may go on in a second column: its lines are there one by one.
            for part in re.split(r"[;\n]|(?<=[.?]) ", sentence):
                assert flat(part) in text or form == "pptx", (form, part)
        for name in ("R. One", "S. Two", "Director of children's services"):
            assert flat(name) in text, (form, name)
    letters = Counter(files["pptx"])
    for sentence in words:
        assert not Counter(flat(sentence)) - letters
        assert flat(sentence)[:25] in files["pptx"]


def test_slides_lose_no_word_when_a_text_goes_on(made: Made) -> None:
    pack = tidy(made.pack)
    texts = []
    for part, page in pack.pages:
        if part.key not in ("lines", "questions"):
            continue
        for leaf in leaves_of(part, page):
            check_leaf(leaf)
            for item in leaf.items:
                texts += [para.text for para in getattr(item, "paras", ())]
    text = flat(" ".join(texts))
    notes = [line.note.text for line in made.visit.lines if line.note.text]
    assert all(flat(note) in text for note in notes)


def test_titles_tell_slides_apart(made: Made) -> None:
    deck = Presentation(io.BytesIO(made.slides))
    titles = Counter(slide.shapes.title.text_frame.text for slide in deck.slides)
    assert not [title for title, count in titles.items() if count > 1]
    assert any("(continued, 2 of " in title for title in titles)
    assert not any("88 of 88" in title for title in titles)


def test_a_slide_can_be_read_from_the_back_of_a_room(made: Made) -> None:
    deck = Presentation(io.BytesIO(made.slides))
    assert len(deck.slides) > 2
    for slide in deck.slides:
        sizes = [
            int(run.get("sz"))
            for run in slide._element.iter(
                "{http://schemas.openxmlformats.org/drawingml/2006/main}rPr"
            )
            if run.get("sz")
        ]
        assert min(sizes) >= 1100


def test_nothing_of_the_team_is_in_a_public_pack(made: Made) -> None:
    assert made.public
    for pack in made.public:
        assert not pack.confidential
        texts = (
            slides_text(Presentation(io.BytesIO(write_slides(pack, quiet)))),
            document_text(write_words(pack, quiet)),
            book_text(write_sheets(pack, quiet)),
            page_text(write_page(pack)),
        )
        secrets = [made.visit.id, "R. One", "S. Two", NOTE, HEARD, WHO, "Confidential"]
        for text in texts:
            assert not [secret for secret in secrets if flat(secret) in text]


@pytest.mark.browser
def test_libreoffice_opens_them_without_repair(made: Made, tmp_path: Path) -> None:
    files = {"slides.pptx": made.slides, "words.docx": made.words, "sheets.xlsx": made.sheets}
    opened = converted(tmp_path, files)
    assert opened["slides.pptx"][0] == len(Presentation(io.BytesIO(made.slides)).slides)
    pages, text = opened["words.docx"]
    assert pages > 20
    assert all(flat(line.wording.text) in text for line in made.visit.lines)
    assert opened["sheets.xlsx"][0] >= len(made.pack.parts)


def test_the_print_view_is_well_formed(made: Made) -> None:
    page = made.printed
    for drawing in re.findall(r"<svg.*?</svg>", page, re.S):
        etree.fromstring(drawing)
    assert page.count("<svg") == len(made.pack.charts) + 1
