"""Counts by due day, put together: what falls due soon, and how long the overdue has waited."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from data_access.indicators.calendar import WorkingDays
from data_access.indicators.catalogue import OVERDUE, PENDING_IN_TIME
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Reading, reading_of
from data_access.scope import Scope
from layouts.pages.page import View

SOON = (0, 1, 3)  # working days from the day that is told
AGES = (0, 5, 10, 30)  # working days late: over this, up to the next
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Soon:
    """What falls due up to and including a day, `working_days` from the day that is told."""

    working_days: int
    day: date
    reading: Reading


@dataclass(frozen=True)
class Band:
    """Late by more than `over` working days and by no more than `until`."""

    over: int
    until: int | None
    reading: Reading


def soon_of(in_time: Iterable[Reading], view: View) -> list[Soon]:
    """A due day that no working day follows in time (a Saturday) counts with the day before."""
    told, found = list(in_time), []
    for count in (
        SOON[1:] if view.is_past else SOON
    ):  # at the end of a day it is late to be due on it
        day = view.calendar.add(view.stands_on, count)
        found.append(Soon(count, day, between(told, PENDING_IN_TIME, view, None, day)))
    return found


def bands_of(overdue: Iterable[Reading], view: View) -> list[Band]:
    """Each band is a row of due days, so that its link lists the very dossiers it counts."""
    told = list(overdue)
    edges = [oldest_within(view.calendar, view.stands_on, age) for age in AGES[1:]]
    firsts = [*edges, None]
    lasts = [None, *(edge - DAY for edge in edges)]
    limits = [*pairwise(AGES), (AGES[-1], None)]
    return [
        Band(over, until, between(told, OVERDUE, view, first, last))
        for (over, until), first, last in zip(limits, firsts, lasts, strict=True)
    ]


def oldest_within(calendar: WorkingDays, today: date, age: int) -> date:
    """The first due day since which no more than `age` working days have passed."""
    day = calendar.add(today, -age)
    while calendar.between(day, today) > age:
        day += DAY
    while calendar.between(day - DAY, today) <= age:
        day -= DAY
    return day


def oldest_of(bands: Iterable[Band]) -> Band:
    """The last band in which anything lies."""
    return [band for band in bands if band.reading.numerator or not band.over][-1]


def between(
    readings: Iterable[Reading],
    indicator: Indicator,
    view: View,
    first: date | None,
    last: date | None,
) -> Reading:
    """Those due from `first` to `last`, with the scope that lists them."""
    scope = narrowed(view.scope, first, last)
    counts = (
        each.numerator or 0
        for each in readings
        if (first is None or each.group >= first.isoformat())
        and (last is None or each.group <= last.isoformat())
    )
    return reading_of(indicator, scope, "", sum(counts))


def narrowed(scope: Scope, first: date | None, last: date | None) -> Scope:
    """The page may be narrowed to some due days already."""
    return scope.within(
        due_from=outer(max, scope.due_from, first), due_to=outer(min, scope.due_to, last)
    )


def outer(choose: Callable[[date, date], date], one: date | None, two: date | None) -> date | None:
    return choose(one, two) if one and two else one or two
