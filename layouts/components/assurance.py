"""What a target can expect while nothing changes: a small range left of, across or right of it."""

from dash import html

from data_access.indicators.definition import Better, Indicator, Target
from data_access.indicators.signals import Assurance, Chart
from data_access.indicators.signals import assurance as assured
from layouts import wording
from layouts.components.attributes import aria
from layouts.components.signal import plain
from layouts.language import _


def assurance(told: Assurance | None, level: str, better: Better) -> html.Div:
    """`level` is the target as written, "98 %"."""
    words = wording.assurance(told, level)
    if told is None or told is Assurance.NO_TARGET:
        return plain(words)
    mark = html.I(className=f"aim aim--{place_of(told, better)}", **aria(hidden="true"))
    return html.Div([mark, html.Span(words)], className="signal signal--aim")


def assurance_of(chart: Chart, target: Target | None, indicator: Indicator) -> html.Div:
    level = wording.level(target.level, indicator.display) if target else ""
    told = assured(chart, target.level if target else None, indicator.better)
    return assurance(told, level, indicator.better)


def met_or_missed(value: float, target: Target, indicator: Indicator, *, is_over: bool) -> html.Div:
    """Of one period alone: after a change the months before it promise nothing."""
    level = wording.level(target.level, indicator.display)
    gap = value - target.level
    is_met = gap <= 0 if indicator.better is Better.LOWER else gap >= 0
    if is_met and not is_over:
        return plain(_("Target %(level)s: met so far", level=level))
    if not is_over:
        return plain(_("Target %(level)s: not met so far", level=level))
    if is_met:
        return plain(_("Target %(level)s: met in this period", level=level))
    return plain(_("Target %(level)s: not met in this period", level=level))


def place_of(told: Assurance, better: Better) -> str:
    """Where the range of the figure lies on the number line, seen from the target."""
    if told is Assurance.HIT_AND_MISS:
        return "across"
    is_above = (told is Assurance.WILL_HIT) == (better is Better.HIGHER)
    return "above" if is_above else "below"
