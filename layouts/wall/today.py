"""Slide 1. Late now, due today, received and finished so far, against a usual day at this hour."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Better
from data_access.indicators.reading import Reading
from data_access.indicators.signals import Judgement, Limits, Point, chart, judge
from layouts import wording
from layouts.components.place import Scale
from layouts.language import _, ngettext
from layouts.wall import marks
from layouts.wall.public import shown
from layouts.wall.scene import Scene
from layouts.wording.numbers import Figure


@dataclass(frozen=True)
class Against:
    """A count of today, what is usual for it, and what that makes of it."""

    count: int | None
    limits: Limits | None
    sign: int | None
    judgement: Judgement


def draw(scene: Scene) -> list[Component]:
    return [
        html.Div(
            [late(scene), html.Section(flows(scene), className="flow base")], className="slide"
        )
    ]


def late(scene: Scene) -> Component:
    told = overdue_against(scene)
    if told.count is None:
        words = [html.H1(_("overdue"), className="l"), html.P(_("no data"), className="l soft")]
        return answer(Figure(wording.DASH), Judgement.NO_CHANGE, words)
    title = ngettext("dossier is overdue", "dossiers are overdue", told.count)
    scale = marks.scale_for([told.count, told.limits.upper if told.limits else 0])
    words = [
        html.H1(title, className="l"),
        marks.said(told.judgement, level_words(told)),
        html.Div(
            [
                marks.bullet(told.count, scale, told.limits, judgement=told.judgement),
                html.P(marks.usual_words(told.limits), className="s soft under"),
            ]
        ),
    ]
    return answer(Figure(shown(told.count, scene.setting)), told.judgement, words)


def answer(told: Figure, judgement: Judgement, words: list[Component]) -> Component:
    return html.Section(
        [marks.hero(told, judgement), html.Div(words, className="say")], className="answer"
    )


def overdue_against(scene: Scene) -> Against:
    """Against the ends of the months before, as the overview has it."""
    drawn = scene.levels.chart
    sign = drawn.last_sign if scene.overdue.numerator is not None else None
    judgement = judge(sign, Better.LOWER)
    return Against(scene.overdue.numerator, drawn.last_limits, sign, judgement)


def level_words(told: Against) -> str:
    if told.sign is None:
        return _("Not enough data yet")
    if not told.sign:
        return _("No meaningful change")
    return _("More than usual") if told.sign > 0 else _("Fewer than usual")


def flows(scene: Scene) -> list[Component]:
    usual = scene.usual
    told = [
        (_("Still due today"), against(scene.due_today, usual.left)),
        (_("Received"), against(scene.received, usual.received)),
        (_("Finished"), against(scene.resolved, usual.resolved)),
    ]
    values = [each.count or 0 for _name, each in told]
    uppers = [each.limits.upper for _name, each in told if each.limits]
    scale = marks.scale_for([*values, *uppers])  # bars beside each other share one
    return [flow(scene, name, each, scale) for name, each in told]


def against(reading: Reading, before: Sequence[int] | None) -> Against:
    """What is usual comes from days like this one, up to this minute."""
    count = reading.numerator
    if count is None or not before:
        return Against(count, None, None, Judgement.TOO_FEW)
    drawn = chart([Point(float(each)) for each in (*before, count)], share=False)
    return Against(
        count, drawn.last_limits, drawn.last_sign, judge(drawn.last_sign, Better.NEITHER)
    )


def flow(scene: Scene, name: str, told: Against, scale: Scale) -> Component:
    if told.count is None:
        return html.Div([html.P(name, className="m"), html.P(marks.absent(), className="s soft")])
    return html.Div(
        [
            html.P(name, className="m"),
            marks.figure(Figure(shown(told.count, scene.setting)), told.judgement),
            marks.bullet(told.count, scale, told.limits, judgement=told.judgement),
            flow_words(told),
        ]
    )


def flow_words(told: Against) -> Component:
    """Many or few received is neither good nor bad: it is said, and not coloured."""
    if told.limits is None:
        return html.P(_("nothing to compare with yet"), className="s soft")
    usual = _("usual by now %(range)s", range=marks.span(told.limits))
    if not told.sign:
        return html.P(usual, className="s soft")
    words = _("more than usual") if told.sign > 0 else _("fewer than usual")
    return html.P(
        [marks.sign(told.judgement), f"{words}, {marks.span(told.limits)}"], className="s"
    )
