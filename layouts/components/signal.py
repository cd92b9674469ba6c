"""Whether a figure has changed by more than chance, in words first; an icon by shape before them.

Nothing else on a page may call a change better or worse.
"""

from dash import html
from dash.development.base_component import Component

from data_access.indicators.reading import Reading
from data_access.indicators.signals import Chart, Judgement, judge
from layouts import wording
from layouts.components.icon import Icon, icon

LOOKS: dict[Judgement, Icon] = {
    Judgement.BETTER: "better",
    Judgement.WORSE: "worse",
    Judgement.NO_CHANGE: "steady",
    Judgement.CHANGED: "changed",
    Judgement.TOO_FEW: "unknown",
}
CHANGES = (Judgement.BETTER, Judgement.WORSE, Judgement.CHANGED)


def signal(judgement: Judgement, reason: str = "", basis: str = "") -> html.Div:
    """`reason` is the rule that fired, in words; it belongs to a change only.

    `basis` says which months were judged, where it is not those shown.
    """
    words = wording.judgement(judgement)
    told: list[str | Component] = [words]
    if judgement in CHANGES:
        told = [html.B(words), f": {reason}" if reason else ""]
    if basis and judgement is not Judgement.TOO_FEW:
        told.append(f" ({basis})")
    look = LOOKS[judgement]
    return html.Div([icon(look), html.Span(told)], className=f"signal signal--{look}")


def comparison(judgement: Judgement) -> html.Div:
    """Against a share of others, where `signal` is against months of its own."""
    words, look = wording.comparison(judgement), LOOKS[judgement]
    told = html.B(words) if judgement in CHANGES else words
    return html.Div([icon(look), html.Span(told)], className=f"signal signal--{look}")


def signal_of(chart: Chart, last: Reading) -> html.Div:
    """What the last month of a chart says, with the rule that says it."""
    judgement = judge(chart.last_sign, last.indicator.better)
    return signal(judgement, wording.rule(chart.signal, last))


def plain(words: str) -> html.Div:
    """A line in the place of a signal, where there is nothing to judge."""
    return html.Div(words, className="signal signal--plain")
