"""Days, clocks and periods as they are written."""

from datetime import date, datetime, timedelta

from data_access.periods import Calendar, Period, PeriodName, month_of, named
from layouts.language import _, ngettext
from layouts.wording.numbers import DASH


def day(told: date) -> str:
    return f"{told:%d/%m}/{told.year}"


def short_day(told: date) -> str:
    return f"{told:%d/%m}"


def clock(told: datetime) -> str:
    return f"{told:%H:%M}"


def instant(told: datetime) -> str:
    """08:42, 20/11/2026."""
    return f"{clock(told)}, {day(told)}"


def as_of(told: Period, now: datetime) -> str:
    """As of when the stocks of a period are told, as within a sentence."""
    if told.is_over(now.date()):
        return _("at the end of %(day)s", day=day(told.last_day))
    return _("at %(instant)s", instant=instant(now))


def weekday(told: date) -> str:
    """As within a sentence; `sentence` begins one with it."""
    match told.weekday():
        case 0:
            return _("Monday")
        case 1:
            return _("Tuesday")
        case 2:
            return _("Wednesday")
        case 3:
            return _("Thursday")
        case 4:
            return _("Friday")
        case 5:
            return _("Saturday")
        case _:
            return _("Sunday")


def sentence(words: str) -> str:
    """With a capital letter; names within keep theirs."""
    return words[:1].upper() + words[1:]


def age(passed: timedelta) -> str:
    """In the largest unit that fits, never rounded up."""
    minutes = max(0, int(passed.total_seconds())) // 60
    if minutes < 60:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes)
    if minutes < 24 * 60:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", minutes // 60)
    return ngettext("%(num)s day ago", "%(num)s days ago", minutes // (24 * 60))


def span(told: Period) -> str:
    """15/10–14/11/2026; the year of the first day only where it is another."""
    first, last = told.first_day, told.last_day
    if first == last:
        return day(first)
    return f"{short_day(first) if first.year == last.year else day(first)}{DASH}{day(last)}"


def month(told: Period) -> str:
    """11/2026: a month is named for the one it ends in, in either calendar."""
    return f"{told.last_day:%m}/{told.last_day.year}"


def period(told: Period, name: PeriodName | None = None) -> str:
    """By the name its days have in either calendar, whichever way they were asked for."""
    last = told.last_day
    if name is PeriodName.TODAY:
        return _("Today, %(day)s", day=day(last))
    if told == month_of(last, Calendar.CIVIL):
        return _("Month %(month)s", month=month(told))
    if told == month_of(last, Calendar.REPORT):
        return _("Report month %(month)s", month=month(told))
    if told == named(PeriodName.QUARTER, last):
        return _("Quarter %(quarter)s/%(year)s", quarter=(last.month + 2) // 3, year=last.year)
    if told == named(PeriodName.YEAR, last):
        return _("Year %(year)s", year=last.year)
    if told == named(PeriodName.REPORT_YEAR, last):
        return _("Report year %(year)s", year=last.year)
    if told == named(PeriodName.WEEK, last):
        return _("Week %(days)s", days=span(told))
    return span(told)


def period_name(name: PeriodName, today: date) -> str:
    """What the filter calls it. One for reports is over before the civil one of its name is."""
    is_over = named(name, today).last_day < today
    match name:
        case PeriodName.TODAY:
            return _("Today")
        case PeriodName.WEEK:
            return _("This week")
        case PeriodName.WEEK_BEFORE:
            return _("Last week")
        case PeriodName.MONTH:
            return _("This month")
        case PeriodName.MONTH_BEFORE:
            return _("Last month")
        case PeriodName.REPORT_MONTH_NOW:
            return _("This report month")
        case PeriodName.REPORT_MONTH:
            return _("Latest report month")
        case PeriodName.QUARTER:
            return _("This quarter")
        case PeriodName.QUARTER_BEFORE:
            return _("Last quarter")
        case PeriodName.YEAR:
            return _("This year")
        case PeriodName.YEAR_BEFORE:
            return _("Last year")
        case PeriodName.REPORT_YEAR:
            return _("Latest report year") if is_over else _("This report year")


def due_days(first: date | None, last: date | None) -> str:
    """The narrowing of open dossiers by their due day."""
    if first and last:
        return _("due %(days)s", days=span(Period(first, last)))
    if first:
        return _("due from %(day)s", day=day(first))
    return _("due by %(day)s", day=day(last)) if last else ""
