"""What a figure means, beside the page: question, two counts, differences, counting, targets."""

from collections.abc import Mapping, Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Better, Dating, Display, Indicator, Target
from data_access.indicators.intervals import wilson
from data_access.indicators.reading import Reading
from data_access.indicators.rounding import places_for
from data_access.indicators.selection import Part
from data_access.indicators.targets import targets_of
from data_access.rules import Rules
from layouts import wording
from layouts.components.attributes import aria, data
from layouts.components.bridge import INDICATORS as BRIDGE
from layouts.components.bridge import SHARES, bridge, is_told
from layouts.components.figure import whole_words
from layouts.components.left_out import excluded_link
from layouts.components.link import address_of, here, link, reading_link
from layouts.components.table import Cell, Column, Row, table
from layouts.language import _
from layouts.pages.page import Answers, Question, View

DEFINITIONS = "/chi-so"
ASKED = "panel"


def panel_questions(view: View) -> Mapping[str, Question]:
    """What the open panel needs to know; nothing while none is open."""
    if view.explained is None:
        return {}
    indicators = BRIDGE if view.explained in SHARES else (view.explained,)
    return {ASKED: Question(indicators, view.scope)}


def info_panel(view: View, answers: Answers) -> html.Aside | None:
    """Of `view.explained`; without an answer it still says what is meant."""
    indicator = view.explained
    if indicator is None:
        return None
    readings = {each.indicator.key: each for each in answers.get(ASKED, [])}
    reading = readings.get(indicator.key)
    name = _(indicator.name)
    return html.Aside(
        [
            head(name, view),
            html.P(_(indicator.question), className="panel__question"),
            *counts_section(reading, view),
            *bridge_section(indicator, readings),
            html.Section([html.H3(_("How it is counted")), facts(indicator, view.rules)]),
            targets_section(indicator, targets_of(indicator)),
            acts(indicator, reading),
        ],
        className="panel",
        **aria(label=_("About: %(name)s", name=name)),
        **data(explains=indicator.slug),
    )


def head(name: str, view: View) -> html.Div:
    close = link(_("Close"), here(view), "button button--small panel__close", stays=True)
    return html.Div([html.H2(name, tabIndex=-1), close], className="panel__head")


def counts_section(reading: Reading | None, view: View) -> list[Component]:
    if reading is None:
        return []
    heading = _("The two counts") if reading.indicator.denominator else _("The count")
    below = html.P(below_words(reading, view), className="note")
    counts = fraction(reading, view.moment.now.date())
    return [html.Section([html.H3(heading), counts, *left_out_list(reading), below])]


def fraction(reading: Reading, today: date) -> html.Div:
    """Both halves open the dossiers they count."""
    indicator = reading.indicator
    halves = [half(reading, reading.numerator, _(indicator.numerator_text), Part.NUMERATOR)]
    if indicator.denominator:
        words = whole_words(reading, today)
        halves.append(half(reading, reading.denominator, words, Part.DENOMINATOR))
    told = wording.value(reading)
    unit = [html.Small(told.unit)] if told.unit == "%" else []
    parts: list[Component] = [html.Div(halves, className="fraction__halves")]
    if indicator.display is not Display.COUNT and not reading.is_few:
        parts.append(html.Div([told.value, *unit], className="fraction__value"))
    return html.Div(parts, className="fraction")


def left_out_list(reading: Reading) -> list[Component]:
    """What neither count holds, reason by reason."""
    told = [
        html.Li(excluded_link(f"{wording.count(count)} {_(each.text)}", reading, each))
        for each, count in reading.exclusions
    ]
    words = html.P(_("Left out of both counts:"), className="note")
    return [html.Div([words, html.Ul(told)], className="left-out")] if told else []


def half(reading: Reading, count: int | None, words: str, part: Part) -> html.Div:
    if count is None:
        return html.Div([html.B(wording.DASH), html.Span(words)])
    return html.Div([html.B(wording.count(count)), reading_link(words, reading, part)])


def below_words(reading: Reading, view: View) -> str:
    """Why there is no value, or what chance could do to it; and as of when."""
    told: list[str] = []
    n = reading.denominator
    if reading.absence is not None:
        told.append(f"{wording.absence(reading.absence, reading.since)}.")
    elif reading.numerator is not None and n and not reading.is_few:
        margin = wording.interval(wilson(reading.numerator, n), places_for(n))
        told.append(_("95%% confidence interval: %(range)s.", range=margin))
    if reading.is_made_by_nulls:
        told.append(_("Most is not known: this is no share of the whole."))
    if reading.derived:
        told.append(_("A source infers some of it."))
    if reading.indicator.dated_by is Dating.PERIOD_END:
        then = wording.sentence(wording.as_of(reading.period, view.moment.now))
        told.append(f"{then}.")
    if view.as_of:
        told.append(_("Data as of %(instant)s.", instant=wording.instant(view.as_of)))
    return " ".join(told)


def bridge_section(indicator: Indicator, readings: Mapping[str, Reading]) -> list[Component]:
    if indicator not in SHARES or not is_told(readings):
        return []
    (other,) = (each for each in SHARES if each != indicator)
    value = wording.value(readings[other.key]).text
    words = _("Why it differs from “%(name)s”, %(value)s", name=_(other.name), value=value)
    return [html.Section([html.H3(words), bridge(readings)])]


def facts(indicator: Indicator, rules: Rules, more: Sequence[tuple[str, Cell]] = ()) -> html.Dl:
    """`more` are rows that the full definition adds."""
    version = _("D1–D13, version %(version)s, since %(day)s", version=rules.version,
                day=wording.day(rules.since))  # fmt: skip
    told: list[tuple[str, Cell]] = [
        (_("Dated by"), wording.dating(indicator.dated_by)),
        (_("Direction"), wording.better(indicator.better)),
        (_("Not counted"), _(indicator.not_counted) if indicator.not_counted else wording.DASH),
        (_("Rules"), version),
        *more,
    ]
    pairs: list[Component] = []
    for name, words in told:
        pairs += [html.Dt(name), html.Dd(words)]
    return html.Dl(pairs, className="facts")


def targets_section(indicator: Indicator, targets: Sequence[Target]) -> html.Section:
    heading = html.H3(_("Targets"))
    if not targets:
        return html.Section([heading, html.P(_("No target"), className="quiet")])
    return html.Section([heading, targets_table(indicator, targets)])


def targets_table(indicator: Indicator, targets: Sequence[Target]) -> Component:
    """The newest first."""
    columns = [Column(_("From")), Column(_("Target"), is_number=True), Column(_("By"))]
    rows = [
        Row(
            [
                wording.day(each.since),
                wording.level(each.level, indicator.display),
                wording.decision(each),
            ]
        )
        for each in sorted(targets, key=lambda target: target.since, reverse=True)
    ]
    return table(_("Targets"), columns, rows)


def acts(indicator: Indicator, reading: Reading | None) -> html.Div:
    """To the dossiers that count against, else to all; and to the definition."""
    buttons: list[Component] = []
    if reading is not None and reading.numerator is not None:
        buttons.append(dossiers_button(reading))
    anchor = f"{address_of(DEFINITIONS, {})}#{indicator.slug}"
    buttons.append(link(_("Full definition"), anchor, "button"))
    return html.Div(buttons, className="panel__acts")


def dossiers_button(reading: Reading) -> Component:
    indicator = reading.indicator
    if reading.rest and indicator.better is Better.HIGHER:
        count, what = wording.count(reading.rest), _(indicator.rest_text)
        words = _("Open %(count)s %(what)s", count=count, what=what)
        return reading_link(words, reading, Part.REST, "button")
    told = wording.counted(indicator.numerator, reading.numerator or 0).text
    return reading_link(_("Open %(dossiers)s", dossiers=told), reading, look="button")
