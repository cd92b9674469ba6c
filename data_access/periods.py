"""Days in a row, and the names that report calendars give them. Both ends are included."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

REPORT_DAY = 15  # Decree 09/2019, article 12: a report month begins on the 15th before it
DAY = timedelta(days=1)


class Calendar(StrEnum):
    """Two calendars are in use: the civil one, and the one reports are due by."""

    CIVIL = "civil"
    REPORT = "report"


class PeriodName(StrEnum):
    """The values of `ky` in an address."""

    TODAY = "hom-nay"
    WEEK = "tuan"
    WEEK_BEFORE = "tuan-truoc"
    MONTH = "thang"
    MONTH_BEFORE = "thang-truoc"
    REPORT_MONTH_NOW = "thang-bc-nay"
    REPORT_MONTH = "thang-bc"
    QUARTER = "quy"
    QUARTER_BEFORE = "quy-truoc"
    YEAR = "nam"
    YEAR_BEFORE = "nam-truoc"
    REPORT_YEAR = "nam-bc"


@dataclass(frozen=True, order=True)
class Period:
    first_day: date
    last_day: date

    @property
    def start(self) -> datetime:
        """First instant."""
        return datetime.combine(self.first_day, time())

    @property
    def end(self) -> datetime:
        """First instant after it: instants belong to [start, end)."""
        return datetime.combine(self.last_day + DAY, time())

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def is_over(self, today: date) -> bool:
        return self.last_day < today

    def stands_on(self, today: date) -> date:
        """The day as of which its stocks are told: its last, or today while it runs.

        Of a day that is over a stock is told at its end, of today as it is now; that is also when
        `read` counts it (`asking.instant_of`).
        """
        return min(self.last_day, today)

    @property
    def halves_fit(self) -> bool:
        """Whether it is made of whole half-months: the 1st to the 14th, the 15th to the end."""
        return self.first_day.day in (1, REPORT_DAY) and (self.last_day + DAY).day in (
            1,
            REPORT_DAY,
        )

    @property
    def calendar(self) -> Calendar:
        """The calendar whose months the period is cut by."""
        report = self.first_day.day == REPORT_DAY and (self.last_day.day == REPORT_DAY - 1)
        return Calendar.REPORT if report else Calendar.CIVIL


def month_of(day: date, calendar: Calendar) -> Period:
    """The month of `calendar` that holds `day`."""
    if calendar is Calendar.CIVIL:
        first = day.replace(day=1)
        return Period(first, following_month(first) - DAY)
    first = day.replace(day=REPORT_DAY)
    if day.day < REPORT_DAY:
        first = (day.replace(day=1) - DAY).replace(day=REPORT_DAY)
    return Period(first, following_month(first) - DAY)


def following_month(first: date) -> date:
    """The same day of the next month; `first` must be a day that every month has."""
    return date(first.year + first.month // 12, first.month % 12 + 1, first.day)


def months_until(day: date, calendar: Calendar, count: int) -> list[Period]:
    """`count` months in order; the last holds `day`."""
    months = [month_of(day, calendar)]
    while len(months) < count:
        months.append(month_of(months[-1].first_day - DAY, calendar))
    return months[::-1]


def months_in(period: Period) -> list[Period]:
    """The months of a period by its own calendar, the outer two cut to fit it."""
    months = []
    first = period.first_day
    while first <= period.last_day:
        last = min(month_of(first, period.calendar).last_day, period.last_day)
        months.append(Period(first, last))
        first = last + DAY
    return months


def named(name: PeriodName, today: date) -> Period:
    """A named period; the report year bears the name of the civil year of `today`."""
    match name:
        case PeriodName.TODAY:
            return Period(today, today)
        case PeriodName.WEEK:
            monday = today - DAY * today.weekday()
            return Period(monday, monday + DAY * 6)
        case PeriodName.WEEK_BEFORE:
            return before(PeriodName.WEEK, today)
        case PeriodName.MONTH:
            return month_of(today, Calendar.CIVIL)
        case PeriodName.MONTH_BEFORE:
            return before(PeriodName.MONTH, today)
        case PeriodName.REPORT_MONTH_NOW:
            return month_of(today, Calendar.REPORT)
        case PeriodName.REPORT_MONTH:
            return before(PeriodName.REPORT_MONTH_NOW, today)
        case PeriodName.QUARTER:
            first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
            return Period(first, month_of(first + DAY * 80, Calendar.CIVIL).last_day)
        case PeriodName.QUARTER_BEFORE:
            return before(PeriodName.QUARTER, today)
        case PeriodName.YEAR:
            return Period(date(today.year, 1, 1), date(today.year, 12, 31))
        case PeriodName.YEAR_BEFORE:
            return before(PeriodName.YEAR, today)
        case PeriodName.REPORT_YEAR:
            return Period(
                date(today.year - 1, 12, REPORT_DAY), date(today.year, 12, REPORT_DAY - 1)
            )


def before(name: PeriodName, today: date) -> Period:
    """The one before the running one."""
    return named(name, named(name, today).first_day - DAY)


def halves(period: Period) -> Iterator[Period]:
    """The half-months that make up a period for which `halves_fit`."""
    first = period.first_day
    while first <= period.last_day:
        if first.day < REPORT_DAY:
            last = first.replace(day=REPORT_DAY - 1)
        else:
            last = following_month(first.replace(day=1)) - DAY
        yield Period(first, last)
        first = last + DAY
