"""A pack as Word: headings, native tables and native charts, for reading and for editing."""

from __future__ import annotations

import io
import itertools
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from portal.domain.pack_model import (
    Block,
    Cell,
    Chart,
    Pack,
    Page,
    Points,
    Room,
    Table,
    Text,
    TimeLine,
)
from portal.domain.pack_sections.left_out import LEFT_OUT
from portal.packs import Step
from portal.packs.common import theme
from portal.packs.common.axes import stands_in_categories
from portal.packs.common.figures import figure_rows
from portal.packs.common.sanitise import shown, tidy
from portal.packs.common.wording import (
    CONFIDENTIAL,
    OPEN,
    file_title,
    long_date,
    mark_rows,
    native_note,
)
from portal.packs.docx import region_words
from portal.packs.docx.embedded_charts import chart_parts
from portal.packs.docx.markup import (
    BOLD,
    KEEP_NEXT,
    NS,
    WIDE,
    code_xml,
    colour_xml,
    drawing_xml,
    field_xml,
    mark_xml,
    paragraph_xml,
    run_xml,
    size_xml,
    table_xml,
)
from portal.packs.templates import OWN_WORDS

_NEW_PAGE = "<w:pageBreakBefore/>"
_CONTENTS = r'TOC \o "1-2" \h \z \u'
# A chart with more periods is tabled with a row for each, with fewer with a row a series.
_MOST_COLUMNS = 10
# Sentences of a page of no more letters than these are not torn apart.
_FEW_WORDS = 2500
_STYLES = {"lead": "Lead", "caveat": "Caveat", "gap": "Gap", "note": "Source"}


def write_words(pack: Pack, progress: Step, template: bytes = b"") -> bytes:
    """Write the pack as a Word file.

    Args:
        pack: what to write.
        progress: told after every page.
        template: a region's own, which `portal.packs.templates` has checked.
    """
    pack = tidy(pack)
    writer = _Writer(pack, template)
    pages = sum(1 for _ in pack.pages)
    if not template:
        writer.front()
    number, before = 0, 1 if pack.opening else 0
    for place, part in enumerate(pack.parts):
        if place == before:
            writer.contents(after=bool(before))
        # The summary, and the first after the contents, begin a page; others follow.
        writer.heading(part.title, 1, _NEW_PAGE * (place <= before))
        for page in part.pages:
            progress(number, pages, page.title)
            number += 1
            writer.page(page, part.title)
    if len(pack.parts) <= before:
        writer.contents(after=bool(before))
    progress(pages, pages, "Writing the file")
    return writer.finish()


class _Writer:
    """Collects the document's paragraphs and tables, and puts them into the template at the end."""

    def __init__(self, pack: Pack, template: bytes = b"") -> None:
        self.pack = pack
        self.template = template
        self.document = Document(io.BytesIO(template) if template else str(OWN_WORDS))
        self.count = self.marks = 0
        self.page_title = ""
        self.body: list[str] = []
        self.links: dict[tuple[Any, str], str] = {}
        about = self.document.core_properties
        about.title, about.subject = file_title(pack)[:255], pack.subtitle[:255]
        about.author = about.last_modified_by = "Alongside"
        about.language, about.comments = "en-GB", pack.data[:255]
        about.created = about.modified = pack.made_at.replace(tzinfo=None)
        if template:
            region_words.fill(self.document, pack, str(OWN_WORDS))
        else:
            self._header_and_footer()

    def _header_and_footer(self) -> None:
        section, pack = self.document.sections[0], self.pack
        head = section.header.paragraphs[0]
        head.add_run(pack.title[:90])
        if pack.confidential:
            head.add_run(f"\t{CONFIDENTIAL}").bold = True
        foot = section.footer.paragraphs[0]
        link = self._link(OPEN, pack.link, part=section.footer.part)
        written = parse_xml(f"<w:p {NS}>{run_xml(f'{pack.data[:90]}   ')}{link}</w:p>")
        first = foot.runs[0]._r
        for element in list(written):
            first.addprevious(element)

    def _link(self, text: str, address: str, look: str = "", part: Any = None) -> str:
        """Write text as a link of its part (the document's), or plainly where it has no address."""
        if not address:
            return run_xml(text, look)
        part = part or self.document.part
        if (part, address) not in self.links:
            relation = part.relate_to(address, RT.HYPERLINK, is_external=True)
            self.links[part, address] = relation
        look = f'{colour_xml(theme.LINK)}{look}<w:u w:val="single"/>'
        return (
            f'<w:hyperlink r:id="{self.links[part, address]}">{run_xml(text, look)}</w:hyperlink>'
        )

    def add(self, style: str, runs: str, more: str = "") -> None:
        """Add a paragraph of a style."""
        self.body.append(paragraph_xml(style, runs, more))

    def finish(self) -> bytes:
        """Write the document into the bytes of a .docx file."""
        written = parse_xml(f"<w:body {NS}>{''.join(self.body)}</w:body>")
        _keep_notes(written)
        end = self.document.element.body.sectPr
        if self.template:
            end = region_words.place_of_content(self.document)
        for element in list(written):
            end.addprevious(element)
        if self.template:
            end.getparent().remove(end)
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    # The whole

    def front(self) -> None:
        """Add the title page and the table of contents."""
        pack = self.pack
        # Coloured spaces: a mark that no screen reader reads out.
        mark = "".join(
            run_xml(
                "\u00a0",
                f'{size_xml(30)}<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>',
            )
            + run_xml("\u00a0", size_xml(10))
            for colour in theme.BRAND
        )
        self.add("", mark, '<w:spacing w:before="3000"/>')
        self.add("Title", run_xml(pack.title))
        self.add("Subtitle", run_xml(pack.subtitle))
        if pack.confidential:
            self.add("", run_xml(CONFIDENTIAL, BOLD))
        self.add("", run_xml(pack.data))
        self.add("", run_xml(f"Made on {long_date(pack.made_at.date())}"))
        if pack.link:
            self.add("", self._link(pack.link, pack.link))
        if not pack.opening:
            self.add("", '<w:r><w:br w:type="page"/></w:r>')

    def contents(self, *, after: bool) -> None:
        """Add the table of contents, on a page of its own after the summary."""
        self.add("TOCHeading", run_xml("Contents"), _NEW_PAGE * after)
        self._contents()

    def _contents(self) -> None:
        """Add the contents as a field: filled here by name, with numbers once Word updates it."""
        entries = [
            entry
            for part in self.pack.parts
            for entry in (
                (1, part.title),
                *((2, page.title) for page in part.pages if page.title != part.title),
            )
        ]
        for number, (level, title) in enumerate(entries, start=1):
            mark = f"_Toc{number:06d}"
            name = run_xml(f"{title}\t".replace("\n", " "))
            page = field_xml(f"PAGEREF {mark} \\h", "")
            runs = f'<w:hyperlink w:anchor="{mark}">{name}{page}</w:hyperlink>'
            if number == 1:
                runs = f"<w:r>{code_xml(_CONTENTS)}</w:r>{runs}"
            if number == len(entries):
                runs += f"<w:r>{mark_xml('end')}</w:r>"
            self.add(f"TOC{level}", runs)

    def heading(self, title: str, level: int, more: str = "") -> None:
        """Add a real heading; the contents lead to those of the first two levels."""
        runs = run_xml(title.replace("\n", " "))
        if level <= 2:
            self.marks += 1
            name = f'w:id="{self.marks}" w:name="_Toc{self.marks:06d}"'
            runs = f'<w:bookmarkStart {name}/>{runs}<w:bookmarkEnd w:id="{self.marks}"/>'
        self.add(f"Heading{level}", runs, more)

    def page(self, page: Page, part_title: str) -> None:
        """Add one page of the pack under its heading."""
        if page.title != part_title:
            # The last page says what is not here: its few words are never torn apart.
            self.heading(page.title, 2, _NEW_PAGE * (page.title == LEFT_OUT))
        if page.link:
            # Beside its heading, so that it never stands on a page of its own.
            self.add("Source", self._link(page.link_text or OPEN, page.link), KEEP_NEXT)
        self.page_title = page.title
        texts = [block for block in page.blocks if isinstance(block, Text)]
        if len(texts) == len(page.blocks) and sum(len(text.text) for text in texts) < _FEW_WORDS:
            for text in texts:
                self.text(text, KEEP_NEXT * (text is not texts[-1]))
            return
        for block in page.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """Add one block."""
        if isinstance(block, Text):
            self.text(block)
        elif isinstance(block, Points):
            self.points(block)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Chart):
            self.chart(block)
        elif isinstance(block, TimeLine):
            rows = mark_rows(block)
            head = ("Date", "Council", "Kind", "Event")
            self.table(
                Table(block.caption, head, rows=rows, widths=(0.2, 0.2, 0.15, 0.45)), block.alt
            )
        else:
            self.room(block)

    def text(self, text: Text, more: str = "") -> None:
        """Add a paragraph in the style of its kind."""
        if text.kind == "head":
            self.heading(text.text, 3, more)
            return
        warning = run_xml("Read with care: ", f"{BOLD}{colour_xml(theme.LOOK)}")
        runs = warning * (text.kind == "caveat") + run_xml(text.text)
        self.add(_STYLES.get(text.kind, ""), runs, more)

    def points(self, points: Points) -> None:
        """Add statements, each with its source beneath."""
        for point in points.points:
            runs = run_xml(f"{point.strong}  ", BOLD) if point.strong else ""
            runs += run_xml(point.text)
            if point.source or point.link:
                source = self._link(point.source or OPEN, point.link, size_xml(8.5))
                runs += f"<w:r><w:br/></w:r>{source}"
            self.add("ListBullet", runs)

    def table(self, table: Table, alt: str = "", small: bool = False) -> None:
        """Add a native table under its caption, with its source beneath."""
        if table.caption and not table.bare:
            self.add("Label", run_xml(table.caption))
        rows = []
        for row in table.rows:
            room = table.room if row[-1] is None else 0
            texts = [shown(cell) for cell in row]
            rows.append(((*texts[:-1], "") if room else texts, room))
        shares = table.widths or tuple(1.0 for _ in table.head)
        alt = alt or f"Table: {table.caption}"
        head, numeric = table.head, table.numeric
        self.body.append(
            table_xml(table.caption, alt, shares, head, rows, numeric, small, table.tones)
        )
        source = run_xml(f"Source: {table.source}") if table.source else ""
        self.add("Source", source, '<w:spacing w:before="80"/>')

    def chart(self, chart: Chart) -> None:
        """Add a native chart, its headline above, its source and its figures beneath."""
        if chart.headline != self.page_title:
            self.heading(chart.headline, 3)
        if chart.subtitle:
            self.add("Source", run_xml(chart.subtitle), KEEP_NEXT)
        most = 4.2  # so that two with their figures and notes share a page
        high = most if chart.kind == "line" else min(2.0 + 0.62 * len(chart.categories), 15.0)
        self.count += 1
        relation = chart_parts(self.document.part, chart, self.count, WIDE, high)
        self.add("", drawing_xml(relation, chart, self.count, high), KEEP_NEXT)
        source = f"{native_note(chart)} " + (f"Source: {chart.source}" if chart.source else "")
        link = self._link(OPEN, chart.link) if chart.link else ""
        # The chart's figures stand on its page.
        self.add("Source", run_xml(f"{source.strip()}  ") + link, KEEP_NEXT)
        self.table(_figures(chart), f"The data of the chart. {chart.alt}", small=True)
        if chart.verdict:
            self.text(Text(chart.verdict, "caveat"))

    def room(self, room: Room) -> None:
        """Add ruled lines under a label."""
        self.add("Label", run_xml(room.label))
        # The line between paragraphs is drawn only where a border stands between them.
        kind = f'w:val="single" w:sz="4" w:space="1" w:color="{theme.RULED}"'
        borders = f"<w:pBdr><w:bottom {kind}/><w:between {kind}/></w:pBdr>"
        for _ in range(min(max(room.lines, 1), 200)):
            self.add("", "", f'{borders}<w:spacing w:before="240" w:after="0"/>')


def _keep_notes(body: Any) -> None:
    """Keep sources and notes with what stands before them, so that none opens a page."""
    elements = list(body)
    for before, element in itertools.pairwise(elements):
        if element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}[@{qn('w:val')}='Source']") is None:
            continue
        held = [before]
        if before.tag == qn("w:tbl"):
            held = [cell for row in before.findall(qn("w:tr"))[-2:] for cell in row.iter(qn("w:p"))]
        for paragraph in held:
            paragraph.get_or_add_pPr().get_or_add_keepNext().val = True


def _figures(chart: Chart) -> Table:
    """Make a table of a chart's data; of bars that have one value each, a row a bar."""
    caption, rows = "The figures of the chart", figure_rows(chart, " (uncertain)")
    if chart.kind == "bar" and stands_in_categories(chart):
        named: tuple[tuple[Cell, ...], ...] = tuple(
            (name, next((cell for cell in cells if cell), None)) for name, *cells in rows
        )
        return Table(caption, ("", "Value"), rows=named, widths=(5, 1.3), numeric=(1,), bare=True)
    head = ("", *(series.name for series in chart.series))
    if len(rows) <= _MOST_COLUMNS:
        # A row a series takes less room.
        first, *series = zip(head, *rows, strict=True)
        head, rows = tuple(str(name or "") for name in first), tuple(series)
    widths = (1.6, *(1.0 for _ in head[1:]))
    numeric = tuple(range(1, len(head)))
    return Table(caption, head, rows=rows, widths=widths, numeric=numeric, bare=True)
