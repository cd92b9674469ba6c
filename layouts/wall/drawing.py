"""Pictures of the wall as plain SVG, in pixels of a panel 1920 wide (1080 when it stands upright).

Text in them is set in the same pixels by the style sheet, so that it grows with `zoom` as all does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dash.development.base_component import Component

from data_access.indicators.signals import Judgement, judge
from layouts import figures, wording
from layouts.components.attributes import aria
from layouts.element import Element
from layouts.labels import apart
from layouts.language import _
from layouts.trends import Trend
from layouts.wall.setting import Setting

WIDE, UPRIGHT = 1728, 950
LEFT, RIGHT = 92, 264  # of the plot, for the words beside it
DOT, DISC, DIAMOND = 8.0, 17.0, 22.0


@dataclass(frozen=True)
class Plot:
    """Months along, values up, in pixels."""

    width: float
    height: float
    low: float
    high: float
    last: int
    line_height: float  # of the words

    @property
    def right(self) -> float:
        return self.width - RIGHT

    @property
    def floor(self) -> float:
        return self.height - 2.6 * self.line_height

    def x(self, index: float) -> float:
        inner = self.right - LEFT - 52
        return round(LEFT + 26 + inner * index / max(self.last, 1), 1)

    def y(self, value: float) -> float:
        top = 0.6 * self.line_height
        share = (value - self.low) / (self.high - self.low)
        return round(self.floor - (self.floor - top) * share, 1)


def canvas(parts: Iterable[Component], width: float, height: float, says: str) -> Component:
    return Element(
        "svg", list(parts), viewBox=f"0 0 {width:g} {height:g}", className="chart", role="img",
        **aria(label=says),
    )  # fmt: skip


def words(text: str, x: float, y: float, look: str = "", anchor: str = "") -> Component:
    """`y` is the middle of the letters."""
    style = {"textAnchor": anchor} if anchor else {}
    return Element("text", text, x=x, y=y, dy="0.35em", className=look or None, style=style)


def mark(judgement: Judgement, x: float, y: float, size: float = 1) -> Component:
    if judgement is Judgement.WORSE:
        r = DIAMOND * size
        return Element(
            "path", className="c-worse", d=f"M{x:g} {y - r:g}l{r:g} {r:g}-{r:g} {r:g}-{r:g}-{r:g}z"
        )
    if judgement is Judgement.BETTER:
        return Element("circle", className="c-better", cx=x, cy=y, r=DISC * size)
    return Element("circle", className="c-mark", cx=x, cy=y, r=DOT * size)


def trend(told: Trend, setting: Setting, says: str, goal: str, usual: str) -> Component:
    """A line of months with what is usual behind it; only signals grow and are coloured."""
    low, high, step = figures.axis(told)
    width, height = (UPRIGHT, 820) if setting.is_portrait else (WIDE, 452)
    plot = Plot(width, height, low, high, told.last, 40 * setting.zoom * 1.2)
    parts = [
        *scale(plot, step, setting),
        *bands(plot, told),
        *(target(plot, told) if goal else ()),
        *broken(plot, told),
        *path(plot, told.line.values),
        *points(plot, told),
        *months(plot, told),
        *beside(plot, told, goal, usual),
    ]
    return canvas(parts, width, height, says)


def scale(plot: Plot, step: float, setting: Setting) -> list[Component]:
    """As many lines as there is room for their numbers."""
    every = step
    while plot.y(plot.low) - plot.y(plot.low + every) < 1.3 * plot.line_height:
        every += step
    count = int((plot.high - plot.low) / every + 1e-9)
    return [
        words(written(plot.low + i * every), 0, plot.y(plot.low + i * every))
        for i in range(count + 1)
    ]


def written(value: float) -> str:
    return wording.number(Decimal(f"{value:g}"))


def bands(plot: Plot, told: Trend) -> list[Component]:
    drawn: list[Component] = []
    for first, last in told.chart.stretches:
        limits = [each for each in told.chart.limits[first : last + 1] if each]
        xs = [plot.x(index) for index in range(first, first + len(limits))]
        xs = [xs[0] - 26, *xs[1:-1], xs[-1] + 26] if len(xs) > 1 else [xs[0] - 26]
        upper = [plot.y(min(told.factor * each.upper, plot.high)) for each in limits]
        lower = [plot.y(max(told.factor * each.lower, plot.low)) for each in limits]
        above, below = line_through(xs, upper), line_through(xs, lower)
        back = "L".join(f"{x:g} {y:g}" for x, y in zip(xs[::-1], lower[::-1], strict=True))
        drawn.append(Element("path", className="c-wash", d=f"{above}L{back}z"))
        drawn.append(Element("path", className="l-edge", d=f"{above}{below}"))
    return drawn


def line_through(xs: Sequence[float], ys: Sequence[float]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in zip(xs, ys, strict=True))


def target(plot: Plot, told: Trend) -> list[Component]:
    if not told.steps:
        return []
    y = plot.y(told.steps[-1].level)
    start = plot.x(max(told.steps[-1].first, 0)) - 26
    return [Element("path", className="l-goal", d=f"M{start:g} {y:g}H{plot.right:g}")]


def broken(plot: Plot, told: Trend) -> list[Component]:
    """Where what is counted became another thing, and what happened then."""
    drawn: list[Component] = []
    for each in told.breaks:
        x = (plot.x(each.index) + plot.x(each.index - 1)) / 2
        drawn.append(Element("path", className="l-break", d=f"M{x:g} 0V{plot.floor:g}"))
        drawn.append(words(each.label, x, plot.floor + 0.9 * plot.line_height, anchor="middle"))
    return drawn


def path(plot: Plot, values: Sequence[float | None]) -> list[Component]:
    """A month of no value parts the line."""
    pieces: list[list[str]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{plot.x(index):g} {plot.y(value):g}")
    drawn = "".join("M" + "L".join(each) for each in pieces if each)
    return [Element("path", className="l-line", d=drawn)] if drawn else []


def points(plot: Plot, told: Trend) -> list[Component]:
    told_of = [judge(sign, told.better) for sign in told.chart.signs]
    return [
        mark(judgement, plot.x(index), plot.y(value))
        for index, (value, judgement) in enumerate(zip(told.line.values, told_of, strict=True))
        if value is not None
    ]


def months(plot: Plot, told: Trend) -> list[Component]:
    y = plot.height - 0.55 * plot.line_height
    has_room = told.last > 18 and plot.width == WIDE
    middle = told.last - 12 if has_room else None
    shown = [(0, "start"), (told.last, "middle")]
    if middle:
        shown.insert(1, (middle, "middle"))
    return [
        words(told.months[at], plot.x(at) - (26 if anchor == "start" else 0), y, anchor=anchor)
        for at, anchor in shown
    ]


def beside(plot: Plot, told: Trend, goal: str, usual: str) -> list[Component]:
    """What the lines are, at their right ends; moved apart where they would touch."""
    limits = told.chart.last_limits
    usual = _("trend") if usual and told.chart.is_drift else usual
    named = [(plot.y(told.steps[-1].level), goal, "t-ink")] if told.steps and goal else []
    if limits and usual:
        named.append((plot.y(told.factor * limits.centre), usual, ""))
    places = apart([each[0] for each in named], 1.1 * plot.line_height)
    return [
        words(text, plot.right + 30, y, look)
        for y, (_, text, look) in zip(places, named, strict=True)
    ]
