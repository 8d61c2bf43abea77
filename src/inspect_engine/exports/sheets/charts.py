"""Native charts over cells."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import Series as DataSeries
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

TITLE_SIZE = 1100
"""Hundredths of a point."""
FEW = 2
"""Bars beyond the first one from which on they fill a chart; fewer would be blocks."""
COLOURS = {"隐患数": "1F4E79", "发现": "9DC3E6", "未销号": "2E75B6", "逾期": "C00000"}
COLOURS |= {"已销号": "A9D18E", "月末未销号": "1F4E79"}


def bars(
    ws: Worksheet,
    title: str,
    names: tuple[str, str],
    series: Mapping[str, str],
    *,
    upright: bool = False,
    size: tuple[float, float] = (15.8, 7.5),
) -> BarChart:
    """Bars for the rows between two cells of names; ``series`` maps a title to its column. Size in cm."""
    column, first = coordinate_from_string(names[0])
    last = coordinate_from_string(names[1])[1]
    chart = BarChart()
    chart.type = "col" if upright else "bar"
    chart.title = title
    if chart.title:
        chart.title.overlay = False
        told = chart.title.tx and chart.title.tx.rich
        for paragraph in told.p if told else ():
            paragraph.pPr = ParagraphProperties(defRPr=CharacterProperties(sz=TITLE_SIZE, b=True))
    chart.roundedCorners = False
    chart.width = size[0]  # type: ignore[assignment]  # the stubs say int
    chart.height = size[1]
    chart.gapWidth = 60 if last - first >= FEW else 300
    for name, letter in series.items():
        chart.series.append(_series(ws, name, letter, first, last))
    chart.set_categories(_cells(ws, column, first, last))
    chart.legend = chart.legend if len(series) > 1 else None
    if chart.legend:
        chart.legend.position = "b"
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.y_axis.majorGridlines = None
    if not upright:
        chart.x_axis.scaling.orientation = "maxMin"
    return chart


def _cells(ws: Worksheet, letter: str, first: int, last: int) -> Reference:
    column = column_index_from_string(letter)
    return Reference(ws, min_col=column, max_col=column, min_row=first, max_row=last)


def _series(ws: Worksheet, name: str, letter: str, first: int, last: int) -> DataSeries:
    series: DataSeries = Series(_cells(ws, letter, first, last), title=name)
    series.graphicalProperties = GraphicalProperties(solidFill=COLOURS[name])
    series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    return series
