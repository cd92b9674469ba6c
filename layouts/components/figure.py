"""A figure: its name, its value, a small picture, then counts, change and target, in this order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Kind, Measure
from data_access.indicators.reading import Reading
from data_access.indicators.selection import Part
from layouts import wording
from layouts.components.explain import explain
from layouts.components.left_out import left_out_words
from layouts.components.link import link, reading_address, reading_link
from layouts.language import _
from layouts.pages.page import View


@dataclass(frozen=True)
class Around:
    """What stands around a value: `beside` and `under` it pictures, below it lines of words."""

    beside: Component | None = None
    under: Component | None = None
    lines: Sequence[Component] = ()
    is_hero: bool = False


def figure(reading: Reading, view: View, around: Around, name: str | None = None) -> html.Div:
    """`around.lines` follow the two counts: the change, then the target."""
    return figure_block(
        name or _(reading.indicator.name),
        value_link(reading, around.is_hero),
        replace(around, lines=(counts_line(reading, view.moment.now.date()), *around.lines)),
        explain(reading.indicator, view),
    )


def figure_block(
    name: str, value: Component, around: Around, about: Component | None = None
) -> html.Div:
    """The bare block, for a figure that is no reading."""
    picture = [html.Div(around.beside, className="figure__picture")] if around.beside else []
    return html.Div(
        [
            html.H2([name, *([about] if about else [])], className="figure__label"),
            html.Div([value, *picture], className="figure__row"),
            *([around.under] if around.under else []),
            *around.lines,
        ],
        className="figure",
    )


def value_link(reading: Reading, is_hero: bool = False) -> Component:
    """The value, a link to the dossiers it counts; a dash where there is none."""
    told = wording.value(reading)
    href = None if reading.value is None else reading_address(reading)
    return value_block(told.value, told.unit, href, is_hero)


def value_block(
    value: str, unit: str = "", href: str | None = None, is_hero: bool = False
) -> Component:
    look = "figure__value figure__value--hero" if is_hero else "figure__value"
    words: list[str | Component] = [value]
    if unit:
        words.append(html.Span(unit, className="figure__unit"))
    if href is None:
        return html.Span(words, className=f"{look} figure__value--none")
    return link(words, href, look)


def counts_line(reading: Reading, today: date) -> html.P:
    """The two counts and what they count, or why there are none. Each count opens its dossiers."""
    return note(counts_words(reading, today))


def counts_words(reading: Reading, today: date) -> list[str | Component]:
    indicator = reading.indicator
    if reading.absence is not None:
        return [wording.absence(reading.absence, reading.since)]
    if reading.numerator is None:
        return []
    if indicator.kind is Kind.QUANTILE:
        return [reading_link(wording.count(reading.numerator), reading), " ", words_of(reading)]
    if reading.denominator is None:
        return [wording.sentence(words_of(reading))]
    left_out = after_stop(left_out_words(reading))
    if reading.is_few:
        told = wording.sentence(whole_words(reading, today))
        return [_("%(what)s; below 10 only counts are given", what=told), *left_out]
    return [
        reading_link(wording.count(reading.numerator), reading),
        _(" of "),
        reading_link(wording.count(reading.denominator), reading, Part.DENOMINATOR),
        f" {whole_words(reading, today)}",
        *left_out,
    ]


def after_stop(words: Sequence[str | Component]) -> list[str | Component]:
    return ["; ", *words] if words else []


def whole_words(reading: Reading, today: date) -> str:
    """What the denominator counts; of due days only those that are over."""
    if reading.indicator.denominator is Measure.FELL_DUE:
        return wording.fell_due(reading.period, today)
    return _(reading.indicator.denominator_text)


def words_of(reading: Reading) -> str:
    return _(reading.indicator.numerator_text)


def note(words: str | Component | Sequence[str | Component]) -> html.P:
    return html.P(words, className="figure__counts")
