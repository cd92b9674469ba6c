"""A share with what chance alone could do to it: Wilson's 95 % interval on a scale."""

from dash.development.base_component import Component

from data_access.indicators.intervals import Interval
from data_access.indicators.signals import Judgement
from layouts.components.attributes import aria
from layouts.components.place import Scale
from layouts.element import Element


def interval(
    value: float,
    margin: Interval,
    scale: Scale,
    says: str,
    whole: float | None = None,
    target: float | None = None,
    judgement: Judgement = Judgement.NO_CHANGE,
) -> Component:
    """`whole` is the scope's own share, a hairline through all rows of the column."""
    parts: list[Component] = []
    if whole is not None and scale.shows(whole):
        parts.append(Element("i", className="interval__whole", style=scale.dot(whole)))
    if target is not None and scale.shows(target):
        parts.append(Element("i", className="interval__target", style=scale.dot(target)))
    style = scale.span(margin.lower, margin.upper)
    parts.append(Element("i", className="interval__range", style=style))
    if margin.lower < scale.least:
        parts.append(Element("i", className="interval__off"))
    if scale.shows(value):
        parts.append(Element("i", className="interval__point", style=scale.dot(value)))
    look = f"interval interval--{judgement.value}"
    return Element("span", parts, className=look, role="img", **aria(label=says))
