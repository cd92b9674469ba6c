"""Slide 1. Late now, due today, received and finished so far, against a usual day at this hour."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Better
from data_access.indicators.reading import FEW, Reading
from data_access.indicators.signals import Judgement, Limits, Point, Rule, Signal, chart, judge
from layouts import wording
from layouts.components.place import Scale
from layouts.language import _, ngettext
from layouts.wall import marks
from layouts.wall.public import barred, plural, shown
from layouts.wall.scene import Scene
from layouts.wording.numbers import Figure


@dataclass(frozen=True)
class Against:
    """A count of today, and what those before it make of it."""

    reading: Reading
    signal: Signal
    judgement: Judgement
    is_few: bool = False  # compared with nothing

    @property
    def count(self) -> int | None:
        return self.reading.numerator

    @property
    def limits(self) -> Limits | None:
        return self.signal.limits

    @property
    def usual(self) -> Limits | None:
        """Outside of it is the signal, or there is none of it."""
        return self.signal.range

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
    scale = marks.scale_for([bar or 0, told.usual.upper if told.usual else 0])
    said = marks.said_fitted(told.judgement, level_words(told))
    usual = html.Div(
        [
            marks.bullet(bar, scale, told.usual, judgement=told.judgement),
            html.P(marks.usual_words(told.signal, told.reading), className="s soft under"),
        ]
    )
    other = None if told.signal.sign else standing_out(beside)
    words = [html.H1(title, className="l"), *((usual, other) if other else (said, usual))]
    return marks.answer(Figure(shown(told.count, scene.setting)), told.judgement, words)


def standing_out(beside: Sequence[Flow]) -> Component | None:
    """What is farthest from its own usual, told where what is late is as usual: the largest words
    would else say that nothing is the matter.
    """
    signs = [each for each in beside if each[1].signal.sign]
    if not signs:
        return None
    name, told = max(signs, key=lambda each: each[1].distance)
    return marks.fitted([marks.sign(told.judgement), f"{name}: {flow_sign(told)}"], "l")


def overdue_against(scene: Scene) -> Against:
    """Against the ends of the months before, as the overview has it."""
    known = scene.overdue.numerator is not None
    signal = scene.levels.chart.signal if known else Signal()
    return Against(scene.overdue, signal, judge(signal.sign, Better.LOWER))


def level_words(told: Against) -> str:
    """Of a run that it is one: its last count may well be as many as usual."""
    sign, rule = told.signal.sign, told.signal.rule
    if sign is None:
        return _("Not enough data yet")
    if not sign:
        return _("No meaningful change")
    if rule is not Rule.OUTSIDE:
        return wording.sentence(wording.run(told.signal))
    return _("More than usual") if sign > 0 else _("Fewer than usual")


def flows_of(scene: Scene) -> list[Flow]:
    usual = scene.usual
    return [
        (_("Still due today"), against(scene.due_today, usual.left)),
        (_("Received"), against(scene.received, usual.received)),
        (_("Finished"), against(scene.resolved, usual.resolved)),
    ]


def flows(scene: Scene, told: Sequence[Flow]) -> list[Component]:
    values = [barred(each.count or 0, scene.setting) or 0 for _name, each in told]
    uppers = [each.usual.upper for _name, each in told if each.usual]
    scale = marks.scale_for([*values, *uppers])  # bars beside each other share one
    return [flow(scene, name, each, scale) for name, each in told]


def against(reading: Reading, before: Sequence[int] | None) -> Against:
    """What is usual comes from days like this one, up to this minute; a run of weeks is not
    today's. Of few nothing is said, and no range that would say it.
    """
    count = reading.numerator
    if count is None or not before:
        return Against(reading, Signal(), Judgement.TOO_FEW)
    told = chart([Point(float(each)) for each in (*before, count)], share=False).alone
    if few(count, told.limits):
        return Against(reading, Signal(), Judgement.TOO_FEW, is_few=told.limits is not None)
    return Against(reading, told, judge(told.sign, Better.NEITHER))


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
                barred(told.count, scene.setting), scale, told.usual, judgement=told.judgement
            ),
            flow_words(told, scene),
        ]
    )


def flow_words(told: Against, scene: Scene) -> Component:
    """Many or few received is neither good nor bad: it is said, and not coloured."""
    if told.is_few:
        return marks.fitted(_("too few to compare"), "s soft")
    if told.usual is None:
        return marks.fitted(_("nothing to compare with yet"), "s soft")
    until, span = scene.usual.until, wording.bare_range(told.usual, told.reading)
    usual = _("usual by now %(range)s", range=span)
    if until is not None:
        usual = _("usual by %(clock)s: %(range)s", clock=wording.clock(until), range=span)
    if not told.signal.sign:
        return marks.fitted(usual, "s soft")
    words = html.B(flow_sign(told))
    usual = f", {span}" if scene.setting.is_roomy else ""
    return marks.fitted([marks.sign(told.judgement), words, usual], "s")


def flow_sign(told: Against) -> str:
    return _("more than usual") if (told.signal.sign or 0) > 0 else _("fewer than usual")
