"""The marks of the wall: a sign by its shape, a bullet graph, a figure with its unit."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from data_access.indicators.reading import Reading
from data_access.indicators.signals import Judgement, Limits, Rule, Signal
from layouts import wording
from layouts.components.attributes import aria, data
from layouts.components.link import Words
from layouts.components.place import Scale
from layouts.element import Element
from layouts.language import _
from layouts.wording.numbers import DASH, Figure

SHAPES = {  # in a square of 100: told apart without their colour
    Judgement.WORSE: "M50-6 106 50 50 106-6 50z",
    Judgement.BETTER: "M50 1a49 49 0 1 0 0 98a49 49 0 1 0 0-98z",
    Judgement.CHANGED: (
        "M50 1a49 49 0 1 0 0 98a49 49 0 1 0 0-98zM50 23a27 27 0 1 1 0 54a27 27 0 1 1 0-54z"
    ),
    Judgement.NO_CHANGE: "M0 38h100v24H0z",
    Judgement.TOO_FEW: "M0 38h26v24H0zM37 38h26v24H37zM74 38h26v24H74z",
}
COLOURED = (Judgement.WORSE, Judgement.BETTER)
LONG_FIGURE = 3  # signs that a figure of full size may have


def look(judgement: Judgement) -> str:
    """The class of what is coloured by a judgement; nothing else ever is."""
    return judgement.value if judgement in COLOURED else ""


def classes(*names: str) -> str:
    return " ".join(name for name in names if name)


def sign(judgement: Judgement) -> Component:
    drawn = Element("svg", Element("path", d=SHAPES[judgement]), viewBox="0 0 100 100")
    return html.Span(drawn, className="sign", **aria(hidden="true"))


def said(judgement: Judgement, words: str, size: str = "l") -> html.P:
    """The shape and the word for it; the colour comes last and only with a signal."""
    tone = look(judgement) or "soft"
    return html.P([sign(judgement), words], className=classes(size, tone))


def said_fitted(judgement: Judgement, words: str) -> Component:
    """On one line, however long a run takes to say."""
    return fitted([sign(judgement), words], classes("l", look(judgement) or "soft"))


def hero(told: Figure, judgement: Judgement, size: str = "") -> html.P:
    """The one key figure; a long one is set smaller, so that it leaves room for its words."""
    long = f"hero--{min(len(told.value), 7)}" if len(told.value) > LONG_FIGURE else ""
    return html.P(with_unit(told), className=classes("hero", size, long, look(judgement)))


def answer(
    told: Figure, judgement: Judgement, words: Sequence[Component], size: str = ""
) -> html.Section:
    """The key figure, and on its flank what it says."""
    flank = html.Div(list(words), className="say")
    return html.Section([hero(told, judgement, size), flank], className="answer")


def figure(told: Figure, judgement: Judgement = Judgement.NO_CHANGE) -> html.P:
    signs = len(told.value)
    long = "fig--long" if signs >= LONG_FIGURE else ""
    longer = f"fig--{min(signs, 7)}" if signs > LONG_FIGURE else ""
    return html.P(with_unit(told), className=classes("fig", long, longer, look(judgement)))


def with_unit(told: Figure) -> list[str | Component]:
    if told.unit != "%":
        return [told.value]
    return [told.value, html.Span("\N{NARROW NO-BREAK SPACE}%", className="unit")]


def bullet(
    value: float | None,
    scale: Scale,
    usual: Limits | None = None,
    target: float | None = None,
    judgement: Judgement = Judgement.NO_CHANGE,
) -> html.Div:
    """The grey band is the usual, the bar is now, the tick is the target. Words stand beside it."""
    parts: list[Component] = []
    if usual is not None:
        parts.append(html.I(style=scale.span(usual.lower, usual.upper)))
    if value is not None:
        parts.append(html.B(style=scale.span(scale.least, value)))
    if target is not None:
        parts.append(html.U(style=scale.dot(target)))
    return html.Div(parts, className=classes("bullet", look(judgement)), **aria(hidden="true"))


def scale_for(values: Sequence[float]) -> Scale:
    """From zero, with a little room beyond the largest."""
    return Scale(0, 1.15 * max([*values, 1.0]))


def usual_words(told: Signal, last: Reading) -> str:
    """The range, where a value outside it is the signal; of a run its mean, if it has one."""
    if told.range is not None:
        return _("usual %(range)s", range=wording.bare_range(told.range, last))
    if told.rule is Rule.SAME_SIDE:
        return _("mean %(level)s", level=wording.mean(told, last))
    return ""


def absent() -> str:
    return f"{DASH} {_('no data')}"


def fitted(words: Words, look: str = "") -> html.P:
    """A name on one line: assets/wall/wall.js makes its letters narrower until it fits."""
    return html.P(words, className=classes(look, "fit"), **data(fit=""))
