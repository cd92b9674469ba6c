"""The words in a trend: month ticks, breaks, targets, and direct labels that do not touch."""

from collections.abc import Sequence
from typing import Any

from data_access.indicators.signals import Judgement, judge
from layouts.theme import AXIS_SIZE, CHART
from layouts.trends import Break, Trend

Json = dict[str, Any]
HEIGHT, HEIGHT_NARROW = 320, 240
TOP, FOOT, LEFT, RIGHT = 28, 32, 44, 150
EDGE = 0.03  # of the height, beyond the first and the last line
LABEL_GAP = 20  # pixels between the middles of two labels, at least
COLOURED = (Judgement.BETTER, Judgement.WORSE)


def form(told: Trend, low: float, high: float, is_narrow: bool = False) -> Json:
    """What differs between a wide and a narrow chart: margins, ticks, labels at the right."""
    height = HEIGHT_NARROW if is_narrow else HEIGHT
    every = 6 if is_narrow else 3
    ticks = list(range(told.last, -1, -every))[::-1]
    annotations = [break_words(each) for each in told.breaks]
    if not is_narrow:
        annotations += [*end_labels(told, low, high), *step_words(told)]
    return {
        "margin": {"t": TOP, "b": FOOT, "l": LEFT, "r": 12 if is_narrow else RIGHT, "pad": 0},
        "height": height,
        "annotations": annotations,
        "xaxis": {
            "range": [-0.5, told.last + 0.5],
            "tickvals": ticks,
            "ticktext": [told.months[index] for index in ticks],
            "showgrid": False,
            "zeroline": False,
            "showline": False,
            "tickangle": 0,
            "fixedrange": True,
        },
    }


def words(text: str, colour: str = "ink-quiet", is_strong: bool = False, **place: Any) -> Json:
    return {
        "text": f"<b>{text}</b>" if is_strong else text,
        "showarrow": False,
        "font": {"size": AXIS_SIZE, "color": CHART[colour]},
        **place,
    }


def break_words(each: Break) -> Json:
    return words(
        each.label,
        x=each.index - 0.5,
        y=1.07,
        yref="paper",
        xanchor="left",
        yanchor="middle",
        xshift=5,
    )


def step_words(told: Trend) -> list[Json]:
    """Targets that are no longer in force; the one in force stands at the right."""
    return [
        words(step.label, "ink", x=max(-0.5, step.first - 0.5), y=step.level, xanchor="left",
              yanchor="bottom", xshift=4)
        for step in told.steps[:-1]
    ]  # fmt: skip


def end_labels(told: Trend, low: float, high: float) -> list[Json]:
    """Direct labels at the right edge, moved apart where they would touch."""
    judged = judge(told.chart.last_sign, told.better)
    colour = f"{judged.value}-ink" if judged in COLOURED else "ink"
    ends: list[tuple[float, str, str, bool]] = []
    if (value := told.line.values[-1]) is not None:
        ends.append((value, told.line.label, colour, True))
    if told.second and (value := told.second.values[-1]) is not None:
        ends.append((value, told.second.label, "ink-quiet", False))
    if told.chart.last_limits and told.centre_label:
        centre = told.factor * told.chart.last_limits.centre
        ends.append((centre, told.centre_label, "ink-quiet", False))
    if told.steps:
        ends.append((told.steps[-1].level, told.steps[-1].label, "ink", False))
    margin = (high - low) * EDGE
    unit = (high - low + 2 * margin) / (HEIGHT - TOP - FOOT)  # of the values, a pixel
    places = apart([each[0] for each in ends], LABEL_GAP * unit)
    return [
        words(text, colour, is_strong, x=1, xref="paper", xanchor="left", xshift=8, y=y)
        for y, (_, text, colour, is_strong) in zip(places, ends, strict=True)
    ]


def apart(values: Sequence[float], gap: float) -> list[float]:
    """The same values, moved as little as keeps them `gap` apart."""
    order = sorted(range(len(values)), key=values.__getitem__)
    groups: list[tuple[list[int], float]] = []  # members, middle
    for index in order:
        groups.append(([index], values[index]))
        while len(groups) > 1 and overlap(groups[-2], groups[-1], gap):
            (below, low), (above, high) = groups[-2:]
            middle = (low * len(below) + high * len(above)) / (len(below) + len(above))
            groups[-2:] = [(below + above, middle)]
    placed = [0.0] * len(values)
    for members, middle in groups:
        for rank, index in enumerate(members):
            placed[index] = middle + (rank - (len(members) - 1) / 2) * gap
    return placed


def overlap(lower: tuple[list[int], float], upper: tuple[list[int], float], gap: float) -> bool:
    return upper[1] - lower[1] < (len(lower[0]) + len(upper[0])) / 2 * gap
