"""A figure as an equation of counts: 1.214 = 1.114 + 100, each part a link to its dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts.components.attributes import aria
from layouts.components.link import link
from layouts.language import _


@dataclass(frozen=True)
class Term:
    """`href` None cannot be opened; `sign` stands before it: "", "=", "+" or a word."""

    name: str
    value: str
    href: str | None = None
    sign: str = ""
    is_shown: bool = False


def equation(terms: Sequence[Term]) -> html.Nav:
    parts: list[Component] = []
    for term in terms:
        if term.sign:
            parts.append(html.Span(term.sign, className="equation__sign"))
        parts.append(drawn(term))
    return html.Nav(parts, className="equation", **aria(label=_("Parts of the figure")))


def drawn(term: Term) -> Component:
    words: list[str | Component] = [term.name, html.B(term.value)]
    if term.href is None:
        return html.Div(words, className="equation__part")
    return link(words, term.href, stays=True, **(aria(current="true") if term.is_shown else {}))
