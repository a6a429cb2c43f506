"""A pack as PowerPoint: native charts, tables and shapes on measured slides."""

from __future__ import annotations

import copy
import io
from dataclasses import replace
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml

from portal.domain.pack_model import Pack
from portal.packs import Step
from portal.packs.common import theme
from portal.packs.common.ooxml_charts import dress
from portal.packs.common.ooxml_data import chart_data, chart_type
from portal.packs.common.sanitise import tidy
from portal.packs.common.text_metrics import Para, Run, clip, height
from portal.packs.common.uncertain import drawn
from portal.packs.common.wording import CONFIDENTIAL, OPEN, file_title, long_date
from portal.packs.pptx import region_deck
from portal.packs.pptx.boxes import (
    COVER,
    COVER_SUB,
    COVER_TITLE,
    FOOT_TOP,
    FULL,
    KICKER_TOP,
    LEAST,
    LEFT,
    PAGE,
    TITLE_GAP,
    TITLE_TOP,
    Box,
    Drawn,
    Grid,
    Leaf,
    Lined,
)
from portal.packs.pptx.contents import contents_of
from portal.packs.pptx.ground import ground_of, recolour
from portal.packs.pptx.leaves import leaves_of
from portal.packs.pptx.shapes import (
    NS,
    Canvas,
    draw_box,
    draw_grid,
    draw_lanes,
    draw_ruled,
    emu,
    run_xml,
    shape_xml,
    write_text,
)
from portal.packs.templates import OWN_SLIDES

_KICKER = 12.0


def write_slides(pack: Pack, progress: Step, template: bytes = b"") -> bytes:
    """The pack as a PowerPoint file.

    Args:
        pack: what to write.
        progress: told after every slide.
        template: a region's own, which `portal.packs.templates` has checked.
    """
    pack = tidy(pack)
    progress(0, 0, "Laying out the slides")
    leaves = [leaf for part, page in pack.pages for leaf in leaves_of(part, page)]
    before = sum(leaf.part is pack.opening for leaf in leaves)
    contents = contents_of(pack, leaves, before)
    laid = [*leaves[:before], *contents, *leaves[before:]]
    whole = 1 + len(laid)
    deck = Presentation(io.BytesIO(template) if template else str(OWN_SLIDES))
    layout = deck.slide_layouts[PAGE]
    _properties(deck, pack)
    if template:
        layout = region_deck.prepare(deck)
        region_deck.cover(deck, pack)
        ground = ground_of(layout) or theme.PAPER
    else:
        _cover(deck, pack)
    slides = [deck.slides.add_slide(layout) for _ in range(whole - 1)]
    if template:
        for slide in slides:
            region_deck.without_empty(slide)
    for number, (slide, leaf) in enumerate(zip(slides, laid, strict=True), start=2):
        progress(number - 1, whole, leaf.title)
        _slide(slide, leaf, pack, number, slides, "" if template else theme.INK)
        if template:
            recolour(slide, ground)
    progress(whole, whole, "Writing the file")
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _properties(deck: Any, pack: Pack) -> None:
    about = deck.core_properties
    about.title, about.subject, about.author = (
        file_title(pack)[:255],
        pack.subtitle[:255],
        "Alongside",
    )
    about.comments, about.language = f"{pack.data}"[:255], "en-GB"
    about.last_modified_by, about.keywords = "Alongside", ""
    about.created = about.modified = pack.made_at.replace(tzinfo=None)
    about.revision = 1


def _cover(deck: Any, pack: Pack) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[COVER])
    title, subtitle = slide.placeholders[0], slide.placeholders[1]
    canvas = Canvas(slide)
    for size, lines in ((44.0, 2), (36.0, 3), (30.0, 4), (26.0, 5)):
        text, cut = clip(pack.title, size, COVER_TITLE[2], lines, bold=True)
        if not cut:
            break
    write_text(canvas, title, text, size, theme.PAPER, True)
    write_text(canvas, subtitle, *_subtitle(pack.subtitle), "D6E4F0")
    pale = "D6E4F0"
    made = long_date(pack.made_at.date())
    paras = [
        Para((Run(clip(pack.data, 12.0, 700, 3)[0], False, pale),), 12.0, 4),
        Para((Run(f"Made on {made}", False, pale),), 12.0, 4),
    ]
    if pack.confidential:
        paras.insert(0, Para((Run(CONFIDENTIAL, True, theme.PAPER),), 13.0, 8))
    high = height(paras, 700)
    draw_box(canvas, Box(72, 460 - high, 700, high, tuple(paras)), "About this pack")
    if pack.link:
        # A link on the shape keeps its colour; one on its words would be dark on dark.
        address = Para((Run(clip(pack.link, 12.0, 700, 2)[0], False, theme.PAPER),), 12.0)
        place = (72.0, 466.0, 700.0, height((address,), 700))
        canvas.add(shape_xml(canvas, OPEN, place, (address,), link=pack.link))


def _subtitle(text: str) -> tuple[str, float]:
    """The cover's second text in the largest size in which its lines fit, cut where none does."""
    lines = [line for line in text.split("\n") if line] or [""]
    for size in (20.0, 18.0, 16.0, 14.0, 12.0):
        paras = tuple(Para((Run(line),), size) for line in lines)
        if height(paras, COVER_SUB[2]) <= COVER_SUB[3]:
            return "\n".join(lines), size
    return clip(text, 12.0, COVER_SUB[2], 5)[0], 12.0


def _slide(slide: Any, leaf: Leaf, pack: Pack, number: int, slides: list[Any], colour: str) -> None:
    canvas = Canvas(slide)
    title = slide.shapes.title
    write_text(canvas, title, leaf.title, leaf.size, colour, True)
    title.top, title.left = emu(TITLE_TOP), emu(LEFT)
    title.width, title.height = emu(FULL), emu(_title_height(leaf))
    kicker = leaf.part.title if leaf.part.title != leaf.page.title else ""
    text = clip(kicker or pack.title, _KICKER, FULL, 1, bold=True)[0]
    para = Para((Run(text, True, theme.LINK if kicker else theme.QUIET),), _KICKER)
    draw_box(canvas, Box(LEFT, KICKER_TOP, FULL, para.leading, (para,)), "Part")
    for item in leaf.items:
        if isinstance(item, Box):
            draw_box(canvas, item)
        elif isinstance(item, Grid):
            draw_grid(canvas, _jumps(canvas, item, slides))
        elif isinstance(item, Drawn):
            _chart(slide, item, canvas)
        elif isinstance(item, Lined):
            draw_lanes(canvas, item)
        else:
            draw_ruled(canvas, item)
    _foot(slide, canvas, leaf, pack, number)


def _title_height(leaf: Leaf) -> float:
    return leaf.top - TITLE_GAP - TITLE_TOP


def _jumps(canvas: Canvas, grid: Grid, slides: list[Any]) -> Grid:
    """Links to slides, which exist only now."""

    def jump(run: Run) -> Run:
        if not run.link.startswith("#slide:"):
            return run
        target = slides[int(run.link[7:]) - 2].part
        return replace(run, link=f"#slide:{canvas.slide.part.relate_to(target, RT.SLIDE)}")

    rows = [
        replace(
            row,
            cells=tuple(
                tuple(replace(para, runs=tuple(map(jump, para.runs))) for para in cell)
                for cell in row.cells
            ),
        )
        for row in grid.rows
    ]
    return replace(grid, rows=rows)


def _chart(slide: Any, item: Drawn, canvas: Canvas) -> None:
    place = (emu(item.x), emu(item.y), emu(item.width), emu(item.height))
    chart = drawn(item.chart)
    frame = slide.shapes.add_chart(chart_type(chart), *place, chart_data(chart))
    dress(frame.chart, chart, item.width, item.height)
    named = frame._element.nvGraphicFramePr.cNvPr
    named.set("id", str(canvas.number()))
    named.set("name", f"Chart: {item.chart.headline}"[:200])
    named.set("descr", item.chart.alt or item.chart.headline)


def _foot(slide: Any, canvas: Canvas, leaf: Leaf, pack: Pack, number: int) -> None:
    kinds = {holder._element.ph.get("type") for holder in slide.slide_layout.placeholders}
    if "ftr" not in kinds:
        # What the data are of, and who may read it, stands on every slide of any template.
        lines = [CONFIDENTIAL] * pack.confidential + [pack.data, str(number)]
        para = Para((Run("   ".join(lines), pack.confidential, theme.QUIET),), LEAST)
        draw_box(canvas, Box(LEFT, FOOT_TOP, FULL, para.leading, (para,)), "Foot")
    for holder in slide.slide_layout.placeholders:
        kind = holder._element.ph.get("type")
        if kind not in ("ftr", "sldNum"):
            continue
        element = copy.deepcopy(holder._element)
        canvas.tree.append(element)
        element.nvSpPr.cNvPr.set("id", str(canvas.number()))
        if kind == "ftr":
            body = element.txBody
            for old in list(body.p_lst):
                body.remove(old)
            body.append(_foot_text(canvas, leaf, pack))
        else:
            for text in element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t"):
                text.text = str(number)


def _foot_text(canvas: Canvas, leaf: Leaf, pack: Pack) -> Any:
    size = LEAST
    runs = []
    if pack.confidential:
        runs.append(Run(f"{CONFIDENTIAL}   ", True, theme.INK))
    runs.append(Run(clip(pack.data, size, 360, 1)[0], False, theme.QUIET))
    link = leaf.page.link or pack.link
    if link:
        name = leaf.page.link_text if leaf.page.link and leaf.page.link_text else OPEN
        runs.append(Run("   ", False, theme.QUIET))
        runs.append(Run(clip(name, size, 190, 1)[0], False, theme.LINK, link))
    written = "".join(run_xml(canvas, run, size) for run in runs)
    return parse_xml(f"<a:p {NS}>{written}</a:p>")
