"""Slide 6. Which part of the scope improved most, by a signal and not by chance."""

from collections.abc import Iterator

from dash import html
from dash.development.base_component import Component

from data_access.indicators.signals import Judgement
from layouts import wording
from layouts.components.series import Series
from layouts.components.trend_chart import trend_of
from layouts.language import _
from layouts.wall import asking, drawing, marks
from layouts.wall.month import bare, counted
from layouts.wall.places import breaks_of, name_of
from layouts.wall.scene import Scene


def draw(scene: Scene) -> list[Component]:
    found = max(risen(scene), key=gain, default=None)
    if found is None:
        return []
    name, series = found
    words = [
        marks.fitted(_("%(place)s improved most", place=name), "l"),
        marks.said(Judgement.BETTER, _("Better than its old level, %(level)s", level=old(series))),
        html.P(basis(series, scene), className="s soft"),
    ]
    head = marks.answer(wording.value(series.last), Judgement.BETTER, words, "mid")
    told = trend_of(series.readings, series.chart)
    says = f"{name}. {series.says()}."
    picture = drawing.trend(told, scene.setting, says, "", _("old level"))
    return [
        html.Div([head, html.Section(picture, className="base")], className="slide slide--chart")
    ]


def risen(scene: Scene) -> Iterator[tuple[str, Series]]:
    """Those whose last month is a signal for the better."""
    by = asking.parts_by(scene.view)
    for group, readings in scene.parts(asking.PARTS_MONTHS).items():
        found = name_of(group, by, scene), Series(readings, breaks_of(group, scene))
        better = found[1].judgement is Judgement.BETTER and not found[1].last.is_few
        if better and gain(found) > 0:  # on its way up from below there is no old level to beat
            yield found


def gain(found: tuple[str, Series]) -> float:
    """Dossiers more in time than its old level would have had."""
    return -found[1].short


def old(series: Series) -> str:
    limits = series.chart.alone.limits
    return f"{bare(series, limits.centre)}\N{NO-BREAK SPACE}%" if limits else wording.DASH


def basis(series: Series, scene: Scene) -> str:
    last = series.last
    counts = counted(last, scene.setting)
    month = wording.month(last.period)
    return _("on time, month %(month)s; %(counts)s that fell due", month=month, counts=counts)
