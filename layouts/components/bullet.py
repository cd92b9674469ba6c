"""A bullet graph: a grey band for the usual range, a bar from 0, a tick for the target."""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.signals import Limits
from layouts.components.attributes import aria
from layouts.components.place import SHARE, Scale


def bullet(
    value: float | None,
    says: str,
    usual: Limits | None = None,
    target: float | None = None,
    scale: Scale = SHARE,
) -> html.Div:
    """`says` is read instead of the picture. The bar starts at 0, so must the scale."""
    parts: list[Component] = []
    if usual is not None:
        style = scale.span(usual.lower, usual.upper)
        parts.append(html.I(className="bullet__band", style=style))
    if value is not None:
        parts.append(html.I(className="bullet__bar", style=scale.span(scale.least, value)))
    if target is not None:
        parts.append(html.I(className="bullet__target", style=scale.dot(target)))
    return html.Div(parts, className="bullet", role="img", **aria(label=says))
