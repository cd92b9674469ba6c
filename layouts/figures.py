"""Charts as plain dicts: a known few shapes, quick to make and easy to test.

Colours are those of theme.CHART; assets/60-chart.css turns each into its token, and
assets/10-plotly.js takes the form in `layout.meta` that fits the width.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from data_access.indicators.signals import Judgement, judge
from layouts.labels import EDGE, form
from layouts.theme import AXIS_SIZE, CHART, FONT
from layouts.trends import Break
from layouts.trends import Trend as Trend

Json = dict[str, Any]
SEPARATORS = {"vi": ",.", "en": ".,"}
ROOM = 0.2  # of a step, between what is drawn and the edge
CLEAR = "rgba(0,0,0,0)"
SYMBOLS = {Judgement.WORSE: "diamond", Judgement.BETTER: "circle"}


def trend(told: Trend) -> Json:
    low, high, step = axis(told)
    wide, narrow = form(told, low, high), form(told, low, high, is_narrow=True)
    layout: Json = {
        "uirevision": "keep",
        "separators": SEPARATORS[told.lang],
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONT, "size": AXIS_SIZE, "color": CHART["ink-quiet"]},
        "showlegend": False,
        "hovermode": False,
        "autosize": True,
        "yaxis": vertical(low, high, step),
        "shapes": [*map(break_shape, told.breaks), *step_shapes(told)],
        **wide,
        "meta": {"wide": wide, "narrow": narrow},
    }
    return {"data": traces(told), "layout": layout}


def axis(told: Trend) -> tuple[float, float, float]:
    """From and to, and the step between lines: what is drawn fills the height."""
    values = [value for value in drawn_values(told) if value is not None] or [0.0, 1.0]
    low, high = min(values), max(values)
    step = nice_step((high - low) / 5)
    low = max(0.0, floor((low - ROOM * step) / step) * step)
    high = ceil((high + ROOM * step) / step) * step
    if told.ceiling is not None:
        high = min(high, told.ceiling)
    return low, high if high > low else low + step, step


def drawn_values(told: Trend) -> list[float | None]:
    limits = [each for each in told.chart.limits if each]
    edges = [told.factor * edge for each in limits for edge in (each.lower, each.upper)]
    levels = [step.level for step in told.steps]
    return [*told.line.values, *(told.second.values if told.second else ()), *edges, *levels]


def nice_step(least: float) -> float:
    """The least of 1, 2, 5, 10 … that is not below; months of equal values still get a scale."""
    if least <= 0:
        return 1.0
    power = 10.0 ** floor(log10(least))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= least - 1e-9)


def vertical(low: float, high: float, step: float) -> Json:
    margin = (high - low) * EDGE
    return {
        "range": [low - margin, high + margin],
        "dtick": step,
        "tick0": low,
        "tickformat": ",~f",
        "gridcolor": CHART["line"],
        "gridwidth": 1,
        "zeroline": False,
        "fixedrange": True,
    }


def traces(told: Trend) -> list[Json]:
    drawn = band(told)
    if told.second:
        drawn.append(line(told.second.values, "mark-quiet"))
    drawn.append(line(told.line.values, "ink"))
    return [*drawn, *signals(told)]


def line(values: Sequence[float | None], colour: str) -> Json:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(len(values))),
        "y": list(values),
        "line": {"color": CHART[colour], "width": 2},
        "connectgaps": False,
        "hoverinfo": "skip",
    }


def band(told: Trend) -> list[Json]:
    """The usual range and its centre, one piece for each stretch between breaks."""
    pieces: list[Json] = []
    for first, last in told.chart.stretches:
        limits = [each for each in told.chart.limits[first : last + 1] if each]
        x = list(range(first, last + 1))
        upper = edge(x, [told.factor * each.upper for each in limits])
        lower = edge(x, [told.factor * each.lower for each in limits])
        lower |= {"fill": "tonexty", "fillcolor": CHART["band"]}
        centre = edge(x, [told.factor * each.centre for each in limits])
        centre["line"] = {"color": CHART["line-strong"], "width": 1}
        pieces += [upper, lower, centre]
    return pieces


def edge(x: list[int], y: list[float]) -> Json:
    thin = {"color": CLEAR, "width": 0}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": thin, "hoverinfo": "skip"}


def signals(told: Trend) -> list[Json]:
    """The months of the signal; the last month in any case."""
    judged = [judge(sign, told.better) for sign in told.chart.signs]
    shown = {
        judgement: [i for i, each in enumerate(judged) if each is judgement]
        for judgement in SYMBOLS
    }
    drawn = [points(told, at, judgement) for judgement, at in shown.items() if at]
    is_plain = judged and judged[-1] not in SYMBOLS
    return [*drawn, *([points(told, [told.last], Judgement.NO_CHANGE)] if is_plain else [])]


def points(told: Trend, at: Sequence[int], judgement: Judgement) -> Json:
    colour = CHART[judgement.value] if judgement in SYMBOLS else CHART["ink"]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(at),
        "y": [told.line.values[index] for index in at],
        "marker": {
            "symbol": SYMBOLS.get(judgement, "circle"),
            "size": 10 if judgement is Judgement.WORSE else 8,
            "color": colour,
            "line": {"width": 0},
        },
        "hoverinfo": "skip",
    }


def step_shapes(told: Trend) -> list[Json]:
    """Targets as dashed steps, from the month each begins; none where none was in force yet."""
    if not told.steps:
        return []
    ends = [each.first - 0.5 for each in told.steps[1:]] + [told.last + 0.5]
    dashed = {"color": CHART["ink"], "width": 1.5, "dash": "5px,3px"}
    drawn: list[Json] = []
    for step, end in zip(told.steps, ends, strict=True):
        start = max(-0.5, step.first - 0.5)
        drawn.append(segment(start, step.level, end, step.level, dashed))
    for (before, after), x in zip(pairwise(told.steps), ends, strict=False):
        drawn.append(segment(x, before.level, x, after.level, dashed))
    return drawn


def segment(x0: float, y0: float, x1: float, y1: float, drawn: Json) -> Json:
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": drawn}


def break_shape(each: Break) -> Json:
    x = each.index - 0.5
    drawn = {"color": CHART["ink-quiet"], "width": 1}
    return segment(x, 0, x, 1.06, drawn) | {"yref": "paper"}
