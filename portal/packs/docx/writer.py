"""A pack as Word: headings, native tables and native charts, for reading and for editing."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.run import Run

from portal.domain.pack_model import (
    Block,
    Chart,
    Pack,
    Page,
    Points,
    Room,
    Series,
    Table,
    Text,
    TimeLine,
)
from portal.packs import Step
from portal.packs.common import theme
from portal.packs.common.axes import formatted
from portal.packs.common.sanitise import shown, tidy
from portal.packs.common.theme import RULE
from portal.packs.common.wording import CONFIDENTIAL, OPEN, long_date, mark_rows, native_note
from portal.packs.docx.embedded_charts import chart_parts
from portal.packs.docx.styles import WIDE, W, make_styles, rgb


def write_words(pack: Pack, progress: Step) -> bytes:
    """The pack as a Word file.

    Args:
        pack: what to write.
        progress: told after every page.
    """
    pack = tidy(pack)
    writer = _Writer(pack)
    pages = sum(1 for _ in pack.pages)
    writer.front()
    number = 0
    for part in pack.parts:
        writer.heading(part.title, 1)
        for page in part.pages:
            progress(number, pages, page.title)
            number += 1
            writer.page(page, part.title, page is part.pages[0])
    progress(pages, pages, "Writing the file")
    out = io.BytesIO()
    writer.document.save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.document = Document()
        self.count = self.marks = 0
        make_styles(self.document)
        self._page_setup()
        about = self.document.core_properties
        about.title, about.subject = pack.title[:255], pack.subtitle[:255]
        about.author = about.last_modified_by = "Alongside"
        about.language, about.comments = "en-GB", pack.data[:255]
        about.created = about.modified = pack.made_at.replace(tzinfo=None)

    def _page_setup(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
        section.header_distance = section.footer_distance = Cm(1)
        section.different_first_page_header_footer = True
        head = section.header.paragraphs[0]
        foot = section.footer.paragraphs[0]
        for paragraph in (head, foot):
            paragraph.style = self.document.styles["Source"]
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
        head.add_run(self.pack.title[:90])
        if self.pack.confidential:
            head.add_run(f"\t{CONFIDENTIAL}").bold = True
        foot.add_run(f"{self.pack.data[:90]}   ")
        self._link(foot, OPEN, self.pack.link, section.footer.part)
        foot.add_run("\tPage ")
        self._field(foot, "PAGE", "1")
        foot.add_run(" of ")
        self._field(foot, "NUMPAGES", "1")

    def _field(self, paragraph: Any, code: str, shown_: str) -> None:
        run = paragraph.add_run()
        for kind in ("begin", "instr", "separate", "text", "end"):
            if kind == "instr":
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {code} "
            elif kind == "text":
                element = OxmlElement("w:t")
                element.text = shown_
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            run._r.append(element)

    def _link(self, paragraph: Any, text: str, address: str, part: Any = None) -> None:
        if not address:
            paragraph.add_run(text)
            return
        part = part or self.document.part
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), part.relate_to(address, RT.HYPERLINK, is_external=True))
        run = paragraph.add_run(text)
        run.font.color.rgb, run.font.underline = rgb(theme.LINK), True
        link.append(run._r)
        paragraph._p.append(link)

    # The whole

    def front(self) -> None:
        """The title page and the table of contents."""
        add, pack = self.document.add_paragraph, self.pack
        mark = add()
        mark.paragraph_format.space_before = Pt(150)
        for colour in theme.BRAND:
            # Coloured spaces: a mark that no screen reader reads out.
            run = mark.add_run("\u00a0")
            run.font.size = Pt(30)
            run._r.get_or_add_rPr().append(
                parse_xml(f'<w:shd xmlns:w="{W}" w:val="clear" w:color="auto" w:fill="{colour}"/>')
            )
            mark.add_run("\u00a0").font.size = Pt(10)
        add(pack.title, style="Title")
        add(pack.subtitle, style="Subtitle")
        if pack.confidential:
            add().add_run(CONFIDENTIAL).bold = True
        add(pack.data)
        add(f"Made on {long_date(pack.made_at.date())}")
        if pack.link:
            self._link(add(), pack.link, pack.link)
        add().add_run().add_break(WD_BREAK.PAGE)
        add("Contents", style="TOC Heading")
        self._contents()

    def _contents(self) -> None:
        """A table of contents as a field: filled here by name, with numbers once Word updates."""
        settings = self.document.settings.element
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        after = ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids")
        later = [child for child in settings if child.tag in {f"{{{W}}}{name}" for name in after}]
        if later:
            later[0].addprevious(update)
        else:
            settings.append(update)
        entries = [
            entry
            for part in self.pack.parts
            for entry in (
                (1, part.title),
                *((2, page.title) for page in part.pages if page.title != part.title),
            )
        ]
        for number, (level, title) in enumerate(entries):
            paragraph = self.document.add_paragraph(style=f"TOC {level}")
            run = paragraph.add_run()
            if number == 0:
                for kind in ("begin", "instr", "separate"):
                    if kind == "instr":
                        element = OxmlElement("w:instrText")
                        element.set(qn("xml:space"), "preserve")
                        element.text = ' TOC \\o "1-2" \\h \\z \\u '
                    else:
                        element = OxmlElement("w:fldChar")
                        element.set(qn("w:fldCharType"), kind)
                    run._r.append(element)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"_Toc{number + 1:06d}")
            link.append(paragraph.add_run(f"{title}\t".replace("\n", " "))._r)
            before = len(paragraph._p)
            self._field(paragraph, f"PAGEREF _Toc{number + 1:06d} \\h", "")
            for run_ in list(paragraph._p)[before:]:
                link.append(run_)
            paragraph._p.append(link)
            if number == len(entries) - 1:
                end = OxmlElement("w:fldChar")
                end.set(qn("w:fldCharType"), "end")
                paragraph.add_run()._r.append(end)

    def heading(self, title: str, level: int) -> Any:
        """A real heading."""
        paragraph = self.document.add_heading(title.replace("\n", " "), level)
        if level > 2:
            return paragraph
        self.marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.marks))
        start.set(qn("w:name"), f"_Toc{self.marks:06d}")
        paragraph._p.insert(1, start)
        paragraph._p.append(end)
        return paragraph

    def page(self, page: Page, part_title: str, first: bool) -> None:
        """One page of the pack under its heading."""
        if page.title != part_title:
            heading = self.heading(page.title, 2)
            drawn = any(isinstance(block, Chart) for block in page.blocks)
            heading.paragraph_format.page_break_before = drawn and not first
        if page.link:
            # Beside its heading, so that it never stands on a page of its own.
            under = self.document.add_paragraph(style="Source")
            under.paragraph_format.keep_with_next = True
            self._link(under, page.link_text or OPEN, page.link)
        for block in page.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """One block."""
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
            self.table(Table(block.caption, head, rows, (0.2, 0.2, 0.15, 0.45)), block.alt)
        else:
            self.room(block)

    def text(self, text: Text) -> None:
        """A paragraph in the style of its kind."""
        style = {"lead": "Lead", "caveat": "Caveat", "gap": "Gap", "note": "Source"}.get(
            text.kind, "Normal"
        )
        paragraph = self.document.add_paragraph(style=style)
        if text.kind == "caveat":
            run = paragraph.add_run("Read with care: ")
            run.bold, run.font.color.rgb = True, rgb(theme.LOOK)
        paragraph.add_run(text.text)

    def points(self, points: Points) -> None:
        """Statements, each with its source beneath."""
        for point in points.points:
            paragraph = self.document.add_paragraph(style="List Bullet")
            if point.strong:
                paragraph.add_run(f"{point.strong}  ").bold = True
            paragraph.add_run(point.text)
            if point.source or point.link:
                paragraph.add_run().add_break()
                before = len(paragraph.runs)
                self._link(paragraph, point.source or OPEN, point.link)
                for element in paragraph._p.findall(f".//{{{W}}}r")[before:]:
                    Run(element, paragraph).font.size = Pt(8.5)

    def table(self, table: Table, alt: str = "", small: bool = False) -> None:
        """A native table; its head comes again on every page."""
        if table.caption:
            self.document.add_paragraph(table.caption, style="Label")
        made = self.document.add_table(rows=1, cols=len(table.head))
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        self._describe(made, table.caption, alt or f"Table: {table.caption}")
        whole = sum(table.widths) or 1.0
        shares = table.widths or tuple(1.0 for _ in table.head)
        widths = [Cm(WIDE * share / (whole if table.widths else len(shares))) for share in shares]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        self._row(
            made.rows[0], [str(cell) for cell in table.head], widths, table.numeric, True, small
        )
        for row in table.rows:
            texts = [shown(cell) for cell in row]
            keep = table.room if row[-1] is None else 0
            if keep:
                texts[-1] = ""
            made_row = made.add_row()
            self._row(made_row, texts, widths, table.numeric, False, small)
            if keep:
                made_row.height = Pt(RULE * keep)
        source = f"Source: {table.source}" if table.source else ""
        self.document.add_paragraph(source, style="Source").paragraph_format.space_before = Pt(4)

    def _describe(self, made: Any, caption: str, alt: str) -> None:
        properties = made._tbl.tblPr
        for name, text in (("w:tblCaption", caption), ("w:tblDescription", alt)):
            element = OxmlElement(name)
            element.set(qn("w:val"), text[:1000])
            properties.append(element)

    def _row(
        self,
        row: Any,
        texts: list[str],
        widths: list[Any],
        numeric: tuple[int, ...],
        head: bool,
        small: bool,
    ) -> None:
        properties = row._tr.get_or_add_trPr()
        if head or max(map(len, texts)) < 700:
            properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        pad = 12 if small else 50
        line, size = (theme.INK, 8) if head else (theme.LINE, 4)
        for number, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = width
            cell._tc.get_or_add_tcPr().append(
                parse_xml(
                    f'<w:tcBorders xmlns:w="{W}"><w:bottom w:val="single" w:sz="{size}" '
                    f'w:space="0" w:color="{line}"/></w:tcBorders>'
                )
            )
            cell._tc.tcPr.append(
                parse_xml(
                    f'<w:tcMar xmlns:w="{W}"><w:top w:w="{pad}" w:type="dxa"/>'
                    f'<w:left w:w="40" w:type="dxa"/><w:bottom w:w="{pad}" w:type="dxa"/>'
                    '<w:right w:w="100" w:type="dxa"/></w:tcMar>'
                )
            )
            paragraph = cell.paragraphs[0]
            paragraph.style = self.document.styles["Cell"]
            run = paragraph.add_run(text)
            if small:
                run.font.size = Pt(8)
            if head:
                run.bold, run.font.color.rgb = True, rgb(theme.QUIET)
                paragraph.paragraph_format.keep_with_next = True
            if number in numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def chart(self, chart: Chart) -> None:
        """A native chart, its headline above, its source and its figures beneath."""
        self.heading(chart.headline, 3)
        if chart.subtitle:
            note = self.document.add_paragraph(chart.subtitle, style="Source")
            note.paragraph_format.keep_with_next = True
        most = 7.0 if len(chart.categories) > 10 else 8.2
        high = most if chart.kind == "line" else min(2.0 + 0.62 * len(chart.categories), 15.0)
        self.count += 1
        relation = chart_parts(self.document.part, chart, self.count, WIDE, high)
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run()._r.append(_drawing(relation, chart, self.count, WIDE, high))
        source = f"{native_note(chart)} " + (f"Source: {chart.source}" if chart.source else "")
        under = self.document.add_paragraph(style="Source")
        under.add_run(source.strip() + "  ")
        if chart.link:
            self._link(under, OPEN, chart.link)
        if chart.verdict:
            self.text(Text(chart.verdict, "caveat"))
        self._figures(chart)

    def _figures(self, chart: Chart) -> None:
        """The chart's data as a small table."""
        if chart.kind == "bar" and all(
            sum(one.values[index] is not None for one in chart.series) <= 1
            for index in range(len(chart.categories))
        ):
            self._values(chart)
            return
        head = ("", *(one.name for one in chart.series))
        rows = tuple(
            (
                category,
                *(
                    None if one.values[index] is None else _figure(chart, one, index)
                    for one in chart.series
                ),
            )
            for index, category in enumerate(chart.categories)
        )
        widths = (1.6, *(1.0 for _ in chart.series))
        numeric = tuple(range(1, len(head)))
        caption = f"Figures: {chart.headline}"
        table = Table(caption, head, rows, widths, numeric)
        self.table(table, f"The data of the chart. {chart.alt}", small=True)

    def _values(self, chart: Chart) -> None:
        """The data of bars that have one value each: value and kind side by side."""
        rows = []
        for index, category in enumerate(chart.categories):
            series = next((one for one in chart.series if one.values[index] is not None), None)
            value = None if series is None else _figure(chart, series, index)
            rows.append((category, value, None if series is None else series.name))
        table = Table(
            f"Figures: {chart.headline}", ("", "Value", "Shown as"), tuple(rows), (3, 1.3, 2), (1,)
        )
        self.table(table, f"The data of the chart. {chart.alt}", small=True)

    def room(self, room: Room) -> None:
        """Ruled lines under a label."""
        self.document.add_paragraph(room.label, style="Label")
        for _ in range(min(max(room.lines, 1), 200)):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.space_before = Pt(12)
            properties = paragraph._p.get_or_add_pPr()
            # The line between paragraphs is drawn only where a border stands between them.
            kind = f'w:val="single" w:sz="4" w:space="1" w:color="{theme.RULED}"'
            properties.insert_element_before(
                parse_xml(f'<w:pBdr xmlns:w="{W}"><w:bottom {kind}/><w:between {kind}/></w:pBdr>'),
                *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc"),
            )


def _figure(chart: Chart, one: Series, index: int) -> str:
    value = one.values[index]
    if value is None:
        return ""
    doubt = " (uncertain)" if index in one.doubtful else ""
    return formatted(value, chart.number_format) + doubt


def _drawing(relation: str, chart: Chart, number: int, wide: float, high: float) -> Any:
    across, down = Cm(wide), Cm(high)
    name, alt = quoteattr(f"Chart {number}"), quoteattr(chart.alt or chart.headline)
    return parse_xml(
        f'<w:drawing xmlns:w="{W}" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" '
        f'cy="{down}"/><wp:docPr id="{1000 + number}" name={name} descr={alt}/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
