"""Working days and working hours: Vietnam's public holidays, overlaid by a site's own calendar."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from itertools import pairwise

import holidays
import numpy as np
from numpy.typing import NDArray

HOLIDAY_YEARS = range(2009, 2036)  # before and after them only Saturdays and Sundays are off
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)  # days beyond count as these two
WORKDAYS_OF_WEEK = 5
DAY = timedelta(days=1)

Hours = tuple[tuple[time, time], ...]  # of one day, in order
# What offices keep unless they say otherwise: 8 hours.
DEFAULT_HOURS: Hours = ((time(7), time(11, 30)), (time(13, 30), time(17)))
Days = NDArray[np.datetime64]


class DayKind(StrEnum):
    """As the contract's holiday table has it."""

    OFF = "OFF"
    MAKE_UP = "MAKE_UP"
    HALF_DAY = "HALF_DAY"


WORTH = {DayKind.OFF: 0.0, DayKind.MAKE_UP: 1.0, DayKind.HALF_DAY: 0.5}


class WorkingDays:
    """What each day is worth: 1, one half or 0. Rows of another kind than these three are skipped.

    Public holidays, those moved to Monday and the swaps that the `holidays` package knows are in
    it already. Rows are (day, kind, hours or None); of two rows for a day the last one holds.
    """

    def __init__(self, rows: Iterable[tuple[date, str, str | None]] = ()) -> None:
        self._worth = national().copy()
        self._hours: dict[int, Hours] = {}
        for day, kind, hours in rows:
            if kind in WORTH and FIRST <= day <= LAST:
                self._worth[at(day)] = WORTH[DayKind(kind)]
                self._hours[at(day)] = hours_from(hours or "")
        self._until = np.cumsum(self._worth)  # up to and including each day

    @cached_property
    def mark(self) -> str:
        """Equal only where every day is worth the same."""
        told = self._worth.tobytes() + repr(sorted(self._hours.items())).encode()
        return sha256(told).hexdigest()[:16]

    def is_working(self, day: date) -> bool:
        """Whether any of it is worked."""
        return bool(self._worth[at(day)])

    def between(self, first: date, last: date) -> float:
        """Working days after `first` up to and including `last`; negative when `last` is before."""
        return float(self._until[at(last)] - self._until[at(first)])

    def between_many(self, first: Days, last: Days) -> NDArray[np.float64]:
        """`between` for many pairs at once; where a day is missing (NaT) the answer is NaN."""
        days = self._until[indexes(last)] - self._until[indexes(first)]
        return np.where(np.isnat(first) | np.isnat(last), np.nan, days)

    def add(self, day: date, count: float) -> date:
        """The `count`th working day after `day`; before it when negative; `day` itself for 0."""
        if count > 0:
            index = np.searchsorted(self._until, self._until[at(day)] + count, side="left")
        elif count < 0:
            before = self._until[at(day)] - self._worth[at(day)]
            index = np.searchsorted(self._until, before + count, side="right")
        else:
            return day
        return date.fromordinal(FIRST.toordinal() + min(int(index), len(self._until) - 1))

    def previous(self, day: date) -> date:
        """The last day before `day` that is at least half worked."""
        return self.add(day, -0.5)

    def worked(self, start: datetime, end: datetime, hours: Hours = DEFAULT_HOURS) -> float:
        """Working time from `start` to `end` in days; a whole day in the office is 1, as 8 hours.

        Negative when `end` is before `start`. Hours that a row gives for its day go before `hours`.
        """
        return self._worked_until(end, hours) - self._worked_until(start, hours)

    def _worked_until(self, instant: datetime, hours: Hours) -> float:
        """Days worked from the beginning of the calendar."""
        index = at(instant.date())
        worth = float(self._worth[index])
        gone = part_gone(instant.time(), self._hours.get(index) or hours) if worth else 0.0
        return float(self._until[index]) - worth * (1 - gone)

    def hours_on(self, day: date) -> Hours:
        """A day's own hours, else the usual ones, of half a day too; none on a day off."""
        return self._hours.get(at(day)) or DEFAULT_HOURS if self.is_working(day) else ()

    def openings(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        """Every stretch of office hours of these days, in order; lunch lies between two."""
        for number in range((last - first).days + 1):
            day = first + DAY * number
            for opens, closes in self.hours_on(day):
                yield datetime.combine(day, opens), datetime.combine(day, closes)

    def office_seconds(self, start: datetime, end: datetime) -> float:
        """Office hours between two instants, in seconds; 0 when `end` is not after `start`."""
        stretches = self.openings(start.date(), end.date())
        return sum(
            max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
            for opens, closes in stretches
        )

    def is_open(self, instant: datetime) -> bool:
        """From the day's first opening until its last closing: over lunch, too."""
        hours = self.hours_on(instant.date())
        return bool(hours) and hours[0][0] <= instant.time() < hours[-1][1]

    def opens_next(self, instant: datetime) -> datetime | None:
        """The next first opening of a day after an instant; None behind the calendar's end."""
        day = instant.date()
        for each in (day, self.add(day, 0.5)):
            hours = self.hours_on(each)
            if hours and datetime.combine(each, hours[0][0]) > instant:
                return datetime.combine(each, hours[0][0])
        return None

    def closes(self, instant: datetime) -> datetime | None:
        """The last closing of an instant's day, gone by or not; None on a day off."""
        hours = self.hours_on(instant.date())
        return datetime.combine(instant.date(), hours[-1][1]) if hours else None


@cache
def national() -> NDArray[np.float64]:
    """The worth of every day by the country's calendar alone."""
    weekdays = (np.arange(at(LAST) + 1) + FIRST.weekday()) % 7
    worth = np.where(weekdays < WORKDAYS_OF_WEEK, 1.0, 0.0)
    known = holidays.country_holidays("VN", years=HOLIDAY_YEARS)
    worth[[at(day) for day in known]] = 0.0
    worth[[at(day) for day in known.weekend_workdays]] = 1.0
    return worth


def at(day: date) -> int:
    """A day's place in the calendar."""
    return (min(max(day, FIRST), LAST) - FIRST).days


def indexes(days: Days) -> NDArray[np.int64]:
    """`at` for many days; a missing day stands anywhere."""
    places = (days.astype("datetime64[D]") - np.datetime64(FIRST)).astype(np.int64)
    return np.clip(places, 0, (LAST - FIRST).days)


def hours_from(told: str) -> Hours:
    """08:00-12:00,13:30-17:30 read; no hours at all (so the usual ones) when it cannot be."""
    try:
        pairs = [span.split("-") for span in told.split(",") if span.strip()]
        spans = tuple(
            (time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))
            for opens, closes in pairs
        )
    except ValueError:
        return ()
    edges = [edge for span in spans for edge in span]
    in_order = all(earlier < later for earlier, later in pairwise(edges))
    return spans if in_order and all(edge.tzinfo is None for edge in edges) else ()


def part_gone(now: time, hours: Hours) -> float:
    """How much of a day's hours has passed by `now`, 0 to 1."""
    whole = sum(seconds(closes) - seconds(opens) for opens, closes in hours)
    passed = sum(
        max(0.0, min(seconds(now), seconds(closes)) - seconds(opens)) for opens, closes in hours
    )
    return passed / whole


def seconds(clock: time) -> float:
    """Since midnight."""
    return clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6
