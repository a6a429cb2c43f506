"""Native charts for Word, which python-docx cannot make: python-pptx's, moved over."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.parts.chart import ChartPart

from portal.domain.pack_model import Chart
from portal.packs.common.ooxml_charts import dress
from portal.packs.common.ooxml_data import chart_data, chart_type
from portal.packs.common.uncertain import drawn

_SIZE = 9.0
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@lru_cache(maxsize=1)
def _package() -> Any:
    return Presentation().part.package


def chart_parts(document_part: Any, chart: Chart, number: int, wide: float, high: float) -> str:
    """Puts a chart and its workbook into a Word package.

    Args:
        document_part: the document's part, which will hold the chart.
        chart: what it shows.
        number: its number in the document.
        wide: its width in centimetres.
        high: its height in centimetres.

    Returns:
        The relationship's id, for the drawing.
    """
    chart = drawn(chart)
    made = ChartPart.new(chart_type(chart), chart_data(chart), _package())
    dress(made.chart, chart, wide / 2.54 * 72, high / 2.54 * 72, _SIZE)
    book_id, book = next(
        (rid, relation.target_part)
        for rid, relation in made.rels.items()
        if relation.reltype == RT.PACKAGE
    )
    package = document_part.package
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART, made.blob, package)
    name = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
    part.load_rel(RT.PACKAGE, Part(name, _BOOK, book.blob, package), book_id)
    return str(document_part.relate_to(part, RT.CHART))
