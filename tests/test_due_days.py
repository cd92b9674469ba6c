"""Counts by due day, put together around weekends and holidays."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.indicators.calendar import WorkingDays
from data_access.indicators.catalogue import OVERDUE, PENDING_IN_TIME
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Moment, Reading, reading_of
from data_access.periods import Period
from data_access.rules import declared
from data_access.scope import Scope
from layouts.pages.overview.due_days import bands_of, oldest_within, soon_of
from layouts.pages.page import View

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
DAY = timedelta(days=1)


def view_at(today: date, **changes: Any) -> View:
    now = datetime.combine(today, datetime.min.time()) + timedelta(hours=10)
    moment = Moment(now, now, False, "v")
    scope = Scope(Period(today, today), agency="T").within(**changes)
    directory: Any = None
    return View("/", scope, moment, directory, WorkingDays(), declared())


def by_day(indicator: Indicator, counts: Mapping[date, int]) -> list[Reading]:
    scope = Scope(MARCH, agency="T")
    return [reading_of(indicator, scope, day.isoformat(), n) for day, n in counts.items()]


def test_due_soon_steps_over_the_holidays_of_april() -> None:
    """30 April and 1 May 2026 are a Thursday and a Friday: the next working day is Monday."""
    counts = {
        date(2026, 4, 29): 1,
        date(2026, 4, 30): 2,  # a holiday: due all the same
        date(2026, 5, 4): 4,
        date(2026, 5, 5): 8,
        date(2026, 5, 6): 16,
        date(2026, 5, 7): 32,
    }
    told = soon_of(by_day(PENDING_IN_TIME, counts), view_at(date(2026, 4, 29)))
    assert [(each.day, each.reading.numerator) for each in told] == [
        (date(2026, 4, 29), 1), (date(2026, 5, 4), 7), (date(2026, 5, 6), 31),
    ]  # fmt: skip
    assert [each.reading.scope.to_query()["han-den"] for each in told] == [
        ["2026-04-29"], ["2026-05-04"], ["2026-05-06"],
    ]  # fmt: skip


def test_how_late_is_counted_in_working_days_across_tet() -> None:
    """Tết 2026 closes offices from 16 to 20 February; on Monday the 23rd, Friday the 13th is
    one working day ago."""
    today = date(2026, 2, 23)
    counts = {date(2026, 2, 13): 1, date(2026, 2, 9): 2, date(2026, 2, 6): 4, date(2026, 1, 2): 8}
    bands = bands_of(by_day(OVERDUE, counts), view_at(today))
    assert [each.reading.numerator for each in bands] == [3, 4, 0, 8]
    spans = [(each.reading.scope.due_from, each.reading.scope.due_to) for each in bands]
    assert spans == [
        (date(2026, 2, 9), None),
        (date(2026, 2, 2), date(2026, 2, 8)),
        (date(2026, 1, 5), date(2026, 2, 1)),
        (None, date(2026, 1, 4)),
    ]


@settings(max_examples=60, deadline=None)
@given(
    today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    behind=st.lists(st.integers(1, 120), unique=True, max_size=12),
)
def test_each_overdue_day_lies_in_the_band_of_its_age(today: date, behind: list[int]) -> None:
    calendar = WorkingDays([(date(2026, 6, 3), "HALF_DAY", None)])
    view = replace(view_at(today), calendar=calendar)
    for days in behind:
        due = today - timedelta(days)
        age = calendar.between(due, today)
        bands = bands_of(by_day(OVERDUE, {due: 1}), view)
        (band,) = (each for each in bands if each.reading.numerator)
        assert (band.over < age or band.over == 0) and (band.until is None or age <= band.until)


@pytest.mark.parametrize("age", [1, 5, 10, 30])
def test_the_oldest_day_within_an_age_is_the_oldest(age: int) -> None:
    calendar = WorkingDays()
    for offset in range(400):
        today = date(2026, 1, 1) + timedelta(offset)
        day = oldest_within(calendar, today, age)
        assert calendar.between(day, today) <= age < calendar.between(day - DAY, today)


def test_a_page_narrowed_to_due_days_stays_so() -> None:
    view = view_at(date(2026, 3, 31), due_from=date(2026, 3, 30), due_to=date(2026, 4, 1))
    told = soon_of(by_day(PENDING_IN_TIME, {date(2026, 4, 1): 3}), view)
    assert [each.reading.scope.due_to for each in told][-1] == date(2026, 4, 1)
    assert {each.reading.scope.due_from for each in told} == {date(2026, 3, 30)}
