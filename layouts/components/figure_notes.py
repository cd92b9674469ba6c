"""The lines below a figure: two counts or why there are none, its change, its target."""

from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component

from data_access.indicators.definition import Measure
from data_access.indicators.reading import Absence, Reading
from data_access.indicators.signals import Judgement
from data_access.periods import month_of
from layouts import wording
from layouts.components.assurance import assurance_of, met_or_missed
from layouts.components.figure import counts_line, note, value_block, value_link
from layouts.components.left_out import left_out_words
from layouts.components.series import Series
from layouts.components.signal import plain, signal, signal_of
from layouts.language import _

DAY = timedelta(days=1)


def value_of(reading: Reading, is_hero: bool = False) -> Component:
    """No rating at all is a count of 0; nothing else that is not there is."""
    if is_nothing(reading) and reading.indicator.denominator is Measure.RATINGS:
        none = wording.counted(Measure.RATINGS, 0)
        return value_block(none.value, none.unit, is_hero=is_hero)
    return value_link(reading, is_hero)


def notes(reading: Reading, series: Series, today: date) -> list[Component]:
    """Always in this order, so that the eye learns it once."""
    if is_nothing(reading) and reading.unknown:
        return [note(left_out_words(reading))]
    if reading.absence is not None:
        return [note(why_none(reading, today))]
    if reading.is_few:
        return [counts_line(reading, today), signal(Judgement.TOO_FEW)]
    told = one_valued(reading, series)
    if told:
        return [counts_line(reading, today), plain(told)]
    return [
        counts_line(reading, today),
        change_line(reading, series),
        aim_line(reading, series, today),
    ]


def one_valued(reading: Reading, series: Series) -> str:
    """Where a share of 100 % or 0 % is none of what was done: it is called so, and not judged."""
    if reading.is_made_by_nulls:
        return _(
            "%(share)s of what is known only: %(unknown)s of %(all)s are not known; not judged",
            share=wording.value(reading).text,
            unknown=wording.count(reading.unknown),
            all=wording.count(reading.unknown + (reading.denominator or 0)),
        )
    if reading.indicator.is_written and reading.is_all_or_nothing and series.never_varies:
        return _(
            "%(share)s in every month: the source may write one value for all; not judged",
            share=wording.value(reading).text,
        )
    return ""


def aim_line(reading: Reading, series: Series, today: date) -> html.Div:
    """What the target can expect; once the figure has changed, only whether it is met."""
    target, value = series.target, reading.value
    if target is not None and value is not None and series.chart.last_sign:
        is_over = reading.period.last_day < today
        return met_or_missed(value, target, series.indicator, is_over=is_over)
    return assurance_of(series.chart, target, series.indicator)


def change_line(reading: Reading, series: Series) -> html.Div:
    """A figure of other days than the last month is told which month the change is of."""
    if is_last_month(reading, series):
        return signal_of(series.chart, series.last)
    month = wording.month(series.last.period)
    rule = wording.rule(series.chart.signal, series.last)
    reason = _("month %(month)s, %(rule)s", month=month, rule=rule) if rule else ""
    if series.last.period.last_day < reading.period.first_day and rule:
        # No colour beside a figure of other days; what is said of that month stays.
        return plain(f"{wording.judgement(series.judgement)}: {reason}")
    return signal(series.judgement, reason, basis_words(reading, series))


def basis_words(reading: Reading, series: Series) -> str:
    """That the figure's own last month is not among those judged."""
    if not is_running(reading, series):
        return ""
    last = series.last.period
    running = month_of(last.last_day + DAY, last.calendar)
    return _("month %(month)s is not over", month=wording.month(running))


def is_running(reading: Reading, series: Series) -> bool:
    """A figure that reaches beyond the months judged reaches into one that is not over."""
    return reading.period.last_day > series.last.period.last_day


def is_last_month(reading: Reading, series: Series) -> bool:
    """Whether a change of the last month is a change of this very figure."""
    return reading.period == series.last.period


def judgement_of(reading: Reading, series: Series) -> Judgement:
    """What a figure may be coloured by."""
    if reading.is_few or reading.value is None or one_valued(reading, series):
        return Judgement.TOO_FEW
    return series.judgement if is_last_month(reading, series) else Judgement.NO_CHANGE


def is_nothing(reading: Reading) -> bool:
    return reading.absence is Absence.NOTHING_COUNTED


def why_none(reading: Reading, today: date) -> str:
    """Missing, not applicable and nothing to count are three different things."""
    if reading.absence is Absence.NO_DATA_SINCE:
        return wording.absence(reading.absence, reading.since)
    if not is_nothing(reading):
        return _("No data: the source does not send %(what)s", what=not_sent(reading))
    match reading.indicator.denominator:
        case Measure.FELL_DUE:
            return wording.sentence(wording.none_due(reading.period, today))
        case Measure.RESOLVED_WITH_DUE:
            return _("No dossier with a due day was resolved in the period")
        case Measure.WITH_FEE:
            return _("Not applicable: no dossier of the period bears a fee")
        case Measure.RATINGS:
            return _("Nobody rated in the period, so there is no share")
        case _:
            return _("No dossier was received in the period")


def not_sent(reading: Reading) -> str:
    match reading.indicator.denominator:
        case Measure.CHANNEL_KNOWN:
            return _("the channel of dossiers")
        case Measure.WITH_FEE:
            return _("payments")
        case Measure.PAPERS_KNOWN:
            return _("the papers of dossiers")
        case Measure.RATINGS:
            return _("ratings of satisfaction")
        case _:
            return _("due days or results")
