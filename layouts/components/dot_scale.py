"""A dot on a labelled scale, for values near its top: a bar there would have to start at zero."""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.signals import Judgement, Limits
from layouts.components.attributes import aria
from layouts.components.place import NEAR_ALL, Scale


def dot_scale(
    value: float | None,
    says: str,
    ends: tuple[str, str],
    usual: Limits | None = None,
    target: float | None = None,
    judgement: Judgement = Judgement.NO_CHANGE,
    scale: Scale = NEAR_ALL,
) -> html.Div:
    """`ends` are the labels of the scale's ends; a value left of it ends in an arrowhead."""
    parts: list[Component] = []
    if usual is not None:
        style = scale.span(usual.lower, usual.upper)
        parts.append(html.I(className="scale__band", style=style))
    if target is not None:
        parts.append(html.I(className="scale__target", style=scale.dot(target)))
    if value is not None and value < scale.least:
        parts.append(html.I(className="scale__off", style={"left": 0}))
    elif value is not None:
        look = f"scale__dot scale__dot--{judgement.value}"
        parts.append(html.I(className=look, style=scale.dot(value)))
    parts += [
        html.Span(ends[0], className="scale__end"),
        html.Span(ends[1], className="scale__end scale__end--last"),
    ]
    return html.Div(parts, className="scale", role="img", **aria(label=says))
