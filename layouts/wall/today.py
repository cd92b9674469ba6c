"""Slide 1. Late now, due today, received and finished so far, against a usual day at this hour."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Better
from data_access.indicators.reading import FEW, Reading
from data_access.indicators.signals import Judgement, Limits, Point, Rule, chart, judge
from layouts import wording
from layouts.components.place import Scale
from layouts.language import _, ngettext
from layouts.wall import marks
from layouts.wall.public import barred, plural, shown
from layouts.wall.scene import Scene
from layouts.wording.numbers import Figure


@dataclass(frozen=True)
class Against:
    """A count of today, what is usual for it, and what that makes of it."""

    count: int | None
    limits: Limits | None
    sign: int | None
    judgement: Judgement

    @property
    def distance(self) -> float:
        """From what is usual, in sigmas."""
        told = self.limits
        return abs((self.count or 0) - told.centre) / told.sigma if told and told.sigma else 0.0


Flow = tuple[str, Against]  # its name, as it stands over its figure


def draw(scene: Scene) -> list[Component]:
    told = flows_of(scene)
    base = html.Section(flows(scene, told), className="flow base")
    return [html.Div([late(scene, told), base], className="slide")]


def late(scene: Scene, beside: Sequence[Flow]) -> Component:
    told = overdue_against(scene)
    if told.count is None:
        words = [html.H1(_("overdue"), className="l"), html.P(_("no data"), className="l soft")]
        return marks.answer(Figure(wording.DASH), Judgement.NO_CHANGE, words)
    title = ngettext(
        "dossier is overdue", "dossiers are overdue", plural(told.count, scene.setting)
    )
    bar = barred(told.count, scene.setting)
    scale = marks.scale_for([bar or 0, told.limits.upper if told.limits else 0])
    said = marks.said(told.judgement, level_words(told))
    usual = html.Div(
        [
            marks.bullet(bar, scale, told.limits, judgement=told.judgement),
            html.P(marks.usual_words(told.limits), className="s soft under"),
        ]
    )
    other = None if told.sign else standing_out(beside)
    words = [html.H1(title, className="l"), *((usual, other) if other else (said, usual))]
    return marks.answer(Figure(shown(told.count, scene.setting)), told.judgement, words)


def standing_out(beside: Sequence[Flow]) -> Component | None:
    """What is farthest from its own usual, told where what is late is as usual: the largest words
    would else say that nothing is the matter.
    """
    signs = [each for each in beside if each[1].sign]
    if not signs:
        return None
    name, told = max(signs, key=lambda each: each[1].distance)
    return marks.fitted([marks.sign(told.judgement), f"{name}: {flow_sign(told)}"], "l")


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


def flows_of(scene: Scene) -> list[Flow]:
    usual = scene.usual
    return [
        (_("Still due today"), against(scene.due_today, usual.left)),
        (_("Received"), against(scene.received, usual.received)),
        (_("Finished"), against(scene.resolved, usual.resolved)),
    ]


def flows(scene: Scene, told: Sequence[Flow]) -> list[Component]:
    values = [barred(each.count or 0, scene.setting) or 0 for _name, each in told]
    uppers = [each.limits.upper for _name, each in told if each.limits]
    scale = marks.scale_for([*values, *uppers])  # bars beside each other share one
    return [flow(scene, name, each, scale) for name, each in told]


def against(reading: Reading, before: Sequence[int] | None) -> Against:
    """What is usual comes from days like this one, up to this minute."""
    count = reading.numerator
    if count is None or not before:
        return Against(count, None, None, Judgement.TOO_FEW)
    drawn = chart([Point(float(each)) for each in (*before, count)], share=False)
    limits, sign = drawn.last_limits, drawn.last_sign
    if sign and (drawn.last_rule is not Rule.OUTSIDE or few(count, limits)):
        sign = 0  # a run of weeks is not today's; and of few nothing is said
    return Against(count, limits, sign, judge(sign, Better.NEITHER))


def few(count: int, limits: Limits | None) -> bool:
    return max(count, limits.upper if limits else 0) < FEW


def flow(scene: Scene, name: str, told: Against, scale: Scale) -> Component:
    if told.count is None:
        return html.Div([html.P(name, className="m"), html.P(marks.absent(), className="s soft")])
    return html.Div(
        [
            html.P(name, className="m"),
            marks.figure(Figure(shown(told.count, scene.setting)), told.judgement),
            marks.bullet(
                barred(told.count, scene.setting), scale, told.limits, judgement=told.judgement
            ),
            flow_words(told, scene),
        ]
    )


def flow_words(told: Against, scene: Scene) -> Component:
    """Many or few received is neither good nor bad: it is said, and not coloured."""
    if told.limits is None:
        return marks.fitted(_("nothing to compare with yet"), "s soft")
    until, span = scene.usual.until, marks.span(told.limits)
    usual = _("usual by now %(range)s", range=span)
    if until is not None:
        usual = _("usual by %(clock)s: %(range)s", clock=wording.clock(until), range=span)
    if not told.sign:
        return marks.fitted(usual, "s soft")
    words = html.B(flow_sign(told))
    usual = f", {span}" if scene.setting.is_roomy else ""
    return marks.fitted([marks.sign(told.judgement), words, usual], "s")


def flow_sign(told: Against) -> str:
    return _("more than usual") if told.sign and told.sign > 0 else _("fewer than usual")
