"""Which period a page opens on when its address names none."""

from datetime import date

from data_access.indicators.calendar import WorkingDays
from data_access.periods import DAY, Period, PeriodName, named

ENOUGH = 10  # working days that are over: fewer tell little of a month


def opening_period(today: date, calendar: WorkingDays) -> PeriodName:
    """The report month that holds today, once enough of it is over; else the last whole one."""
    running = PeriodName.REPORT_MONTH_NOW
    first_day = named(running, today).first_day
    is_enough = calendar.between(first_day - DAY, today - DAY) >= ENOUGH
    return running if is_enough else PeriodName.REPORT_MONTH


def last_period(last: date, calendar: WorkingDays) -> Period:
    """What a page opens on whose data ended that day."""
    return named(opening_period(last, calendar), last)
