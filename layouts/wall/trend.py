"""Slide 4. On time by the actual count over 24 months, with its signals marked."""

from datetime import date

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import ON_TIME_HONEST
from data_access.indicators.limits import LEAST
from layouts import wording
from layouts.components.series import Series
from layouts.components.trend_chart import trend_of
from layouts.language import _
from layouts.pages.overview.trend import TIERS_CHANGED
from layouts.wall import drawing, marks
from layouts.wall.month import counted, counts_of, goal
from layouts.wall.public import can_tell
from layouts.wall.scene import Scene


def draw(scene: Scene) -> list[Component]:
    series = scene.months(ON_TIME_HONEST)
    if sum(value is not None for value in series.values) < LEAST:
        return []
    last = series.last
    if last.value is None or last.is_few:
        return []
    words = [
        html.H1(_("on time, month %(month)s", month=wording.month(last.period)), className="l"),
        marks.said_fitted(series.judgement, reason(series)),
        html.P(basis(series, scene), className="s soft"),
    ]
    head = marks.answer(wording.value(last), series.judgement, words, "mid")
    return [html.Div([head, html.Section(picture(series, scene), className="base")],
                     className="slide slide--chart")]  # fmt: skip


def reason(series: Series) -> str:
    """The signal, and what has been so for how many months."""
    judged, signal = wording.judgement(series.judgement), series.chart.signal
    if not signal.sign or signal.run < 2:
        return judged
    return f"{judged}: {wording.run(signal)}"


def basis(series: Series, scene: Scene) -> str:
    last, usual = series.last, marks.usual_words(series.chart.signal, series.last)
    if not can_tell(*counts_of(last), scene.setting):
        return usual
    counts = counted(last, scene.setting)
    if not usual:
        return _("%(counts)s that fell due", counts=counts)
    return _("%(usual)s; %(counts)s that fell due", usual=usual, counts=counts)


def picture(series: Series, scene: Scene) -> Component:
    first, last = series.readings[0].period.first_day, series.last.period.last_day
    breaks = [(day, break_words(day)) for day in scene.breaks if first < day <= last]
    told = trend_of(series.readings, series.chart, breaks=breaks)
    says = f"{_('On time, month by month')}. {series.says()}."
    return drawing.trend(told, scene.setting, says, goal(series), _("usual"))


def break_words(day: date) -> str:
    if day == TIERS_CHANGED:
        return _("merged %(day)s", day=wording.day(day))
    return _("rearranged %(day)s", day=wording.day(day))
