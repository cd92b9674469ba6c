"""24 months in a word's space: usual range, line, the months of the signal, the last one.

The line is a mask filled with the theme's ink, so both themes, old data and paper need no second
picture.
"""

from collections.abc import Sequence
from urllib.parse import quote

from dash.development.base_component import Component

from data_access.indicators.definition import Better
from data_access.indicators.signals import Chart, Judgement, Rule, judge
from layouts.components.attributes import aria
from layouts.components.place import Scale, Style
from layouts.element import Element

MARGIN = 0.1  # of the height, above and below
SIGNALS = (Judgement.BETTER, Judgement.WORSE)


def sparkline(
    values: Sequence[float | None],
    says: str,
    chart: Chart | None = None,
    better: Better = Better.NEITHER,
    size: str = "",
) -> Component:
    """`says` is read instead of the picture; `size` is "", "tall" or "row"."""
    told = [value for value in values if value is not None]
    look = f"spark spark--{size}" if size else "spark"
    if not told:
        return Element("span", className=look, role="img", **aria(label=says))
    limits = chart.last_limits if chart and chart.last_rule is not Rule.TREND else None
    edges = [*told, limits.lower, limits.upper] if limits else told
    heights, widths = upright(edges), Scale(-1, len(values))
    parts: list[Component] = []
    if limits:
        top = heights.at(limits.upper)
        style: Style = {"left": 0, "right": 0, "bottom": f"{heights.at(limits.lower):g}%"}
        style["top"] = f"{round(100 - top, 2):g}%"
        parts.append(Element("i", className="spark__band", style=style))
    shape = {"--shape": line_picture(values, widths, heights)}
    parts.append(Element("i", className="spark__line", style=shape))
    parts += points(values, chart, better, widths, heights)
    return Element("span", parts, className=look, role="img", **aria(label=says))


def upright(values: Sequence[float]) -> Scale:
    """From the foot up; a flat line runs through the middle."""
    least, most = min(values), max(values)
    margin = (most - least) * MARGIN or 1.0
    return Scale(least - margin, most + margin)


def points(
    values: Sequence[float | None],
    chart: Chart | None,
    better: Better,
    widths: Scale,
    heights: Scale,
) -> list[Component]:
    """The months of the signal, and the last month in any case."""
    drawn: list[Component] = []
    for index, value in enumerate(values):
        judgement = judge(chart.signs[index], better) if chart else Judgement.NO_CHANGE
        is_last = index == len(values) - 1
        if value is None or not (judgement in SIGNALS or is_last):
            continue
        look = f"spark__point spark__point--{judgement.value}"
        place = {**widths.dot(index), "top": f"{round(100 - heights.at(value), 2):g}%"}
        drawn.append(Element("i", className=look, style=place))
    return drawn


def line_picture(values: Sequence[float | None], widths: Scale, heights: Scale) -> str:
    """A data address of the line alone, broken where a month has no data."""
    path, pen = "", "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        path += f"{pen}{widths.at(index):g} {round(100 - heights.at(value), 1):g}"
        pen = "L"
    return svg_address(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100' preserveAspectRatio='none'>"
        f"<path d='{path}' fill='none' stroke='black' stroke-width='1.5' stroke-linejoin='round' "
        "stroke-linecap='round' vector-effect='non-scaling-stroke'/></svg>"
    )


def svg_address(picture: str) -> str:
    return f'url("data:image/svg+xml,{quote(picture, safe=chr(39) + " =/:.,-")}")'
