"""What every figure means, drawn from the catalogue and the rules: it cannot go stale."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import N_, Indicator
from data_access.indicators.reading import Absence, Reading
from layouts import wording
from layouts.components.attributes import aria
from layouts.components.section import section
from layouts.components.title import print_button, title
from layouts.language import _, ngettext
from layouts.pages.definitions.choices import ANCHOR, formulas_section, rules_section
from layouts.pages.definitions.entry import entry
from layouts.pages.definitions.glossary import glossary
from layouts.pages.definitions.groups import groups
from layouts.pages.page import Answers, Page, Question, View

PATH = "/chi-so"
ALL = "all"
Readings = Mapping[str, Reading]


def ask(view: View) -> Mapping[str, Question]:
    """All of them at once: which ones this register cannot say is part of the definition."""
    return {ALL: Question(INDICATORS, view.scope)}


def draw(view: View, answers: Answers) -> Component:
    readings = {each.indicator.key: each for each in answers[ALL]}
    return html.Div(
        [
            title(finding(readings), _("Definitions"), [print_button()]),
            index(readings),
            *(group_section(name, told, readings, view) for name, told in groups()),
            rules_section(view.rules),
            formulas_section(),
            glossary(),
        ],
        className="definitions",
    )


DEFINITIONS = Page(PATH, N_("Definitions"), ask, draw)


def finding(readings: Readings) -> str:
    silent = sum(is_silent(each) for each in readings.values())
    told = wording.count(len(INDICATORS))
    if not silent:
        return _("%(count)s indicators, each counted one way", count=told)
    return ngettext(
        "%(count)s indicators, %(silent)s without a source here",
        "%(count)s indicators, %(silent)s without a source here",
        silent,
        count=told,
        silent=wording.count(silent),
    )


def is_silent(reading: Reading) -> bool:
    return reading.absence is Absence.SOURCE_SILENT


def index(readings: Readings) -> Component:
    """Every definition in sight of the top of the page."""
    parts: list[Component] = [
        html.Div(
            [html.H2(_(name)), html.Ul([html.Li(index_line(each, readings)) for each in told])],
        )
        for name, told in groups()
    ]
    rules = html.A(_("Counting rules"), href=f"#{ANCHOR}")
    parts.append(html.Div([html.H2(_("Rules")), html.Ul(html.Li(rules))]))
    return html.Nav(parts, className="index section section--first", **aria(label=_("Index")))


def index_line(indicator: Indicator, readings: Readings) -> list[str | Component]:
    told: list[str | Component] = [html.A(_(indicator.name), href=f"#{indicator.slug}")]
    if is_silent(readings[indicator.key]):
        told.append(html.Span(f" ({_('no data')})", className="reason"))
    return told


def group_section(
    name: str, told: Sequence[Indicator], readings: Readings, view: View
) -> Component:
    period = wording.period(view.scope.period, view.period_name)
    agency = wording.agency_name(view.scope.agency or "", view.directory)
    caption = _("The counts are those of %(agency)s, %(period)s", agency=agency, period=period)
    entries = [entry(each, readings[each.key], view) for each in told]
    return section(_(name), entries, f"{caption} ({wording.span(view.scope.period)})")
