"""What the overview asks: of a period that is over, what waited at its end; else what waits now."""

from collections.abc import Mapping
from datetime import timedelta

from data_access.indicators.catalogue import (
    ALL_DIGITISED,
    DIGITISED,
    DUE_UNFINISHED,
    GONE_LATE,
    LATE_FROM_BEFORE,
    NO_LETTER,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    ONLINE,
    ONLINE_PAYMENT,
    OVERDUE,
    PENDING,
    PENDING_IN_TIME,
    PETITIONS_RECEIVED,
    RECEIVED,
    RESPONSE_RATE,
    SATISFACTION,
)
from data_access.indicators.reading import Dimension
from data_access.periods import Period, month_of, months_until
from layouts.pages.page import Question, View

MONTHS_SHOWN = 24
DAY = timedelta(days=1)
SHARES = (ON_TIME_HONEST, ON_TIME_OFFICIAL, ONLINE, ONLINE_PAYMENT, DIGITISED, SATISFACTION)
BETWEEN = (DUE_UNFINISHED, LATE_FROM_BEFORE)  # what tells the two on-time figures apart
BESIDE = (GONE_LATE, ALL_DIGITISED, RESPONSE_RATE, PETITIONS_RECEIVED)  # said beside a share
STOCKS = (OVERDUE, PENDING, NO_LETTER)
WHOLE, STANDING, DUE_DAYS, STEPS = "whole", "standing", "due_days", "steps"
MONTHS, LEVELS = "months", "levels"
PARTS, PARTS_STANDING, PARTS_MONTHS = "parts", "parts_standing", "parts_months"


def ask(view: View) -> Mapping[str, Question]:
    scope, by = view.scope, parts_by(view)
    months, levels = months_of(view), levels_of(view)
    honest = (ON_TIME_HONEST,)
    told = {
        WHOLE: Question((*SHARES, *BETWEEN, *BESIDE), scope),
        STANDING: Question(STOCKS, scope),
        DUE_DAYS: Question((PENDING_IN_TIME, OVERDUE), scope, Dimension.DUE_DAY),
        MONTHS: Question(SHARES, scope, periods=(*months, *running_of(view))),
        LEVELS: Question((OVERDUE, RECEIVED), scope, periods=levels),
        PARTS: Question(honest, scope, by),
        PARTS_STANDING: Question((OVERDUE,), scope, by),
    }
    if not view.is_past:  # only the step that holds a dossier now is known
        told[STEPS] = Question((OVERDUE,), scope, Dimension.STEP)
    if by is not Dimension.PROCEDURE:  # hundreds of procedures by month would take seconds
        told[PARTS_MONTHS] = Question(honest, scope, by, months)
    return told


def months_of(view: View) -> tuple[Period, ...]:
    """Until the month in which the period ends, of those that are over.

    The running month is not judged: its dossiers may still be paid, digitised or rated, and its
    few days would be held against limits that come from whole months.
    """
    month = last_month(view)
    last = month.first_day - DAY if running_of(view) else month.last_day
    return tuple(months_until(last, month.calendar, MONTHS_SHOWN))


def running_of(view: View) -> tuple[Period, ...]:
    """The last month, if it is not over; longer periods put together hold it too."""
    month = last_month(view)
    return () if month.last_day < view.moment.now.date() else (month,)


def last_month(view: View) -> Period:
    last = min(view.scope.period.last_day, view.moment.now.date())
    return month_of(last, view.scope.period.calendar)


def levels_of(view: View) -> tuple[Period, ...]:
    """Until the day that is told; the month in which a past period ends is cut there."""
    *before, last = months_until(view.stands_on, view.scope.period.calendar, MONTHS_SHOWN)
    cut = Period(last.first_day, view.stands_on) if view.is_past else last
    return *before, cut


def parts_by(view: View) -> Dimension:
    """Agencies; where none lies below, fields; within one field, procedures."""
    scope, directory = view.scope, view.directory
    below = directory.children(scope.agency or "")
    if not scope.is_alone and any(child.existed_in(scope.period) for child in below):
        return Dimension.AGENCY
    if len(scope.fields) == 1 or scope.procedures:
        return Dimension.PROCEDURE
    return Dimension.FIELD
