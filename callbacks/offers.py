"""Where a question has nothing to count: the nearest period in which it has."""

from collections.abc import Iterable, Sequence
from datetime import date

from callbacks.doors import Doors
from data_access.indicators.catalogue import RECEIVED, RESOLVED
from data_access.indicators.reading import Reading
from data_access.periods import Period, month_of, months_in
from data_access.scope import EARLIEST
from layouts.pages.page import Answers, Offer, View

ACTIVITY = (RECEIVED, RESOLVED)


def offer_of(view: View, answers: Answers, doors: Doors) -> Offer | None:
    """None where anything was counted, or the page asks nothing. Raises Unavailable."""
    readings = [each for told in answers.values() for each in told]
    within = [each for each in readings if overlap(each.period, view.scope.period)]
    if not readings or is_counted(within) or view.code is not None or view.is_unfed:
        return None
    if with_activity([view.scope.period], view, doors):
        return None
    return Offer(nearest(view, doors))


def is_counted(readings: Iterable[Reading]) -> bool:
    return any(each.numerator or each.denominator for each in readings)


def overlap(one: Period, two: Period) -> bool:
    return one.first_day <= two.last_day and two.first_day <= one.last_day


def nearest(view: View, doors: Doors) -> Period | None:
    """The last month of its calendar with a dossier before the period, else the first after."""
    today = view.moment.now.date()
    years = [whole_year(year) for year in range(EARLIEST.year, today.year + 1)]
    first_day = view.scope.period.first_day
    for year in by_nearness(with_activity(years, view, doors), first_day):
        months = [month for month in months_in(year) if month.first_day <= today]
        calendar = view.scope.period.calendar
        asked = list(dict.fromkeys(month_of(each.first_day, calendar) for each in months))
        for month in by_nearness(with_activity(asked, view, doors), first_day):
            return month
    return None


def whole_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def by_nearness(periods: Iterable[Period], day: date) -> list[Period]:
    """Those that begin before the day, the last first; then those after it."""
    told = sorted(periods)
    before = [each for each in told if each.first_day < day]
    return [*before[::-1], *told[len(before) :]]


def with_activity(periods: Sequence[Period], view: View, doors: Doors) -> list[Period]:
    readings = doors.read(ACTIVITY, view.scope, periods=periods)
    counted = {each.period for each in readings if each.numerator}
    return [each for each in periods if each in counted]
