"""24 months of on time by the actual count, with its limits, its targets and what broke it."""

from datetime import date

from dash import html

from data_access.indicators.catalogue import ON_TIME_HONEST, ON_TIME_OFFICIAL
from data_access.indicators.limits import LEAST
from data_access.indicators.reading import Absence
from data_access.indicators.signals import Rule
from data_access.periods import Calendar
from layouts import figures, wording
from layouts.components.section import section
from layouts.components.series import Series
from layouts.components.trend_chart import trend_chart, trend_data, trend_of
from layouts.figures import Trend
from layouts.language import _
from layouts.pages.overview.found import Found

TIERS_CHANGED = date(2025, 7, 1)  # districts abolished, communes merged, all over the country


def trend_section(found: Found) -> html.Section:
    """A picture once enough months have a share; the months themselves in any case."""
    honest = found.honest_series
    finding = trend_finding(honest)
    data = trend_data(honest.readings, honest.chart, finding)
    if sum(value is not None for value in honest.values) < LEAST:
        return section(finding, [html.Figure(data, className="trend")] if has_any(honest) else [])
    told = trend(found)
    return section(finding, [trend_chart(told, says(found, finding), data)], caption(found, told))


def has_any(honest: Series) -> bool:
    return any(each.denominator for each in honest.readings)


def trend(found: Found) -> Trend:
    names = (_("Actual"), _("Official"))
    honest, official = found.honest_series, found.series(ON_TIME_OFFICIAL)
    breaks = [(day, break_words(day)) for day in found.breaks]
    first, last = honest.readings[0].period.first_day, honest.last.period.last_day
    shown = [each for each in breaks if first < each[0] <= last]
    return trend_of(honest.readings, honest.chart, names, official.readings, shown)


def break_words(day: date) -> str:
    if day == TIERS_CHANGED:
        return _("%(day)s: districts abolished", day=wording.day(day))
    return _("%(day)s: agencies rearranged", day=wording.day(day))


def trend_finding(honest: Series) -> str:
    """What the last month is a signal of, and since when."""
    sign, rule = honest.chart.last_sign, honest.chart.last_rule
    if not has_any(honest):
        return nothing_words(honest)
    if sign is None:
        return _("Too few months with data to tell a change from chance")
    if not sign or rule is None:
        return _("On time, actual: no meaningful change")
    return changed_words(rule, sign > 0, since(honest))


def since(honest: Series) -> str:
    """The month in which the run began that makes the last month a signal."""
    held = [each for each, sign in zip(honest.readings, honest.chart.signs, strict=True)
            if sign is not None]  # fmt: skip
    return wording.month(held[-honest.chart.run_length].period)


def changed_words(rule: Rule, is_high: bool, month: str) -> str:
    match rule:
        case Rule.OUTSIDE if is_high:
            return _("On time, actual: above the usual level since %(month)s", month=month)
        case Rule.OUTSIDE:
            return _("On time, actual: below the usual level since %(month)s", month=month)
        case Rule.SAME_SIDE if is_high:
            return _("On time, actual: above the mean since %(month)s", month=month)
        case Rule.SAME_SIDE:
            return _("On time, actual: below the mean since %(month)s", month=month)
        case Rule.TREND if is_high:
            return _("On time, actual: rising since %(month)s", month=month)
        case Rule.TREND:
            return _("On time, actual: falling since %(month)s", month=month)
        case Rule.TWO_OF_THREE if is_high:
            return _("On time, actual: near its upper limit for two months of three")
        case Rule.TWO_OF_THREE:
            return _("On time, actual: near its lower limit for two months of three")


def nothing_words(honest: Series) -> str:
    last = honest.last
    if last.absence is Absence.NO_DATA_SINCE:
        return wording.absence(last.absence, last.since)
    if last.absence is Absence.SOURCE_SILENT:
        return _("No data on what was on time")
    return _("Nothing fell due in 24 months")


def caption(found: Found, told: Trend) -> str:
    """Measure, place, calendar, months, where the axis begins, n."""
    honest, view = found.honest_series, found.view
    is_report = view.scope.period.calendar is Calendar.REPORT
    words = (
        _("Per cent of dossiers due that were finished by then, %(agency)s, by report month, "
          "%(first)s–%(last)s. Axis from %(least)s. Month %(last)s: n = %(n)s.")
        if is_report
        else _("Per cent of dossiers due that were finished by then, %(agency)s, "
               "by calendar month, %(first)s–%(last)s. "
               "Axis from %(least)s. Month %(last)s: n = %(n)s.")
    )  # fmt: skip
    return words % {
        "agency": found.agency.name if found.agency else "",
        "first": wording.month(honest.readings[0].period),
        "last": wording.month(honest.last.period),
        "least": wording.level(figures.axis(told)[0] / 100, ON_TIME_HONEST.display),
        "n": wording.count(honest.last.n or 0),
    }


def says(found: Found, finding: str) -> str:
    """The sentence read instead of the picture."""
    return f"{finding}. {found.honest_series.says()}."
