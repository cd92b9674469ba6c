"""Slide 3. The five shares of the last whole month against their targets, with their signals."""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import (
    DIGITISED,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    ONLINE,
    ONLINE_PAYMENT,
    SATISFACTION,
)
from data_access.indicators.reading import Reading
from data_access.indicators.signals import Judgement
from layouts import wording
from layouts.components.attributes import data
from layouts.components.place import SHARE
from layouts.components.series import Series
from layouts.language import _
from layouts.wall import marks
from layouts.wall.month import counted, counts_of, goal
from layouts.wall.public import can_tell
from layouts.wall.scene import Scene

OTHERS = (ONLINE, ONLINE_PAYMENT, DIGITISED, SATISFACTION)


def draw(scene: Scene) -> list[Component]:
    """One slide; two where letters must be larger, or where it stands upright."""
    is_together = scene.setting.is_roomy and not scene.setting.is_portrait
    pair, four = on_time(scene, is_together), others(scene)
    found = [each for each in (pair, four) if each is not None]
    if is_together:
        return [html.Div(found, className="slide slide--shares")] if found else []
    look = "slide slide--alone" if scene.setting.is_roomy else "slide slide--alone slide--large"
    return [html.Div([each], className=look) for each in found]


def on_time(scene: Scene, is_beside: bool) -> Component | None:
    series = scene.months(ON_TIME_HONEST)
    if series.last.value is None or series.last.is_few:
        return None
    target = series.target.level if series.target else None
    limits = series.chart.signal.range
    drawn = marks.bullet(series.last.value, SHARE, limits, target, series.judgement)
    own, other = honest(series, scene), official(scene)
    if is_beside:
        return html.Section([html.Div([*own, other], className="pair"), drawn])
    return html.Section([html.Div(own, className="pair"), drawn, other])


def honest(series: Series, scene: Scene) -> list[Component]:
    last = series.last
    words = [
        html.H1(
            [_("on time"), html.Span(goal(series), className="s soft goal")],
            className="l fit",
            **data(fit=""),
        ),
        signal_words(series, "l" if is_signal(series) else "m"),
        marks.fitted(due_words(last, scene), "s soft"),
    ]
    told = wording.value(last)
    return [marks.hero(told, series.judgement, "mid"), html.Div(words, className="say")]


def official(scene: Scene) -> Component:
    """What reports call on time, of those finished: beside it, and never coloured."""
    last = scene.months(ON_TIME_OFFICIAL).last
    told = [html.P(_("on time as reported"), className="s soft")]
    if last.value is None or last.is_few:
        told.append(html.P(marks.absent(), className="s soft"))
    else:
        told.append(marks.figure(wording.value(last)))
        words = _("%(counts)s finished, with a due date", counts=counted(last, scene.setting))
        told.append(marks.fitted(words, "s soft"))
    return html.Div(told, className="other")


def due_words(reading: Reading, scene: Scene) -> str:
    """With the month, for the figure is not today's."""
    return _(
        "%(counts)s that fell due, month %(month)s",
        counts=counted(reading, scene.setting),
        month=wording.month(reading.period),
    )


def signal_words(series: Series, size: str) -> Component:
    judgement = series.judgement
    return marks.fitted(
        [marks.sign(judgement), wording.judgement(judgement)],
        marks.classes(size, marks.look(judgement) or "soft"),
    )


def others(scene: Scene) -> Component | None:
    told = [scene.months(each) for each in OTHERS]
    if all(series.last.value is None or series.last.is_few for series in told):
        return None
    is_counted = scene.setting.is_roomy and all(
        can_tell(*counts_of(series.last), scene.setting) for series in told
    )
    drawn = [share(series, scene, is_counted) for series in told]
    return html.Section(drawn, className="shares base")


def share(series: Series, scene: Scene, is_counted: bool) -> Component:
    """Several are of the same dossiers: the counts of one would tell those of another."""
    last, target = series.last, series.target
    name = marks.fitted(_(series.indicator.name), "m")
    if last.value is None or last.is_few or last.is_made_by_nulls:
        few = _("too few to tell") if last.is_few else _("mostly not known")
        words = marks.absent() if last.value is None else few
        gap = html.P(words, className="s soft")
        return html.Div([html.Div(), html.Div([name, gap])], className="share")
    counts = counted(last, scene.setting) if is_counted else ""
    level = target.level if target else None
    return html.Div(
        [
            html.Div(
                [
                    marks.figure(wording.value(last), series.judgement),
                    html.P(goal(series), className="s soft goal"),
                ]
            ),
            html.Div(
                [
                    html.Div(
                        [name, *([html.P(counts, className="s soft")] if counts else [])],
                        className="share__head",
                    ),
                    marks.bullet(
                        last.value, SHARE, series.chart.signal.range, level, series.judgement
                    ),
                    signal_words(series, "s"),
                ]
            ),
        ],
        className="share",
    )


def is_signal(series: Series) -> bool:
    return series.judgement in (Judgement.BETTER, Judgement.WORSE)
