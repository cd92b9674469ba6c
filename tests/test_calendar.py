"""Working days and working time, drawn and against a slow walk through the days."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.indicators.calendar import (
    DEFAULT_HOURS,
    FIRST,
    LAST,
    WorkingDays,
    hours_from,
)

DAY = timedelta(days=1)
SITE = (
    (date(2026, 1, 2), "OFF", None),  # Friday swapped …
    (date(2026, 1, 10), "MAKE_UP", None),  # … for this Saturday
    (date(2026, 2, 13), "HALF_DAY", "07:00-11:00"),  # the Friday before Tết
    (date(2026, 11, 24), "OFF", None),
)


def drawn(calendar: WorkingDays, first: date, count: int) -> str:
    """One letter a day: w worked, . off."""
    return "".join("w" if calendar.is_working(first + DAY * n) else "." for n in range(count))


@pytest.mark.parametrize(
    ("monday", "weeks", "why"),
    [
        (date(2026, 2, 9), "wwwww.. ....... wwwww..", "Tết of 2026: 16 to 20 February"),
        (date(2026, 4, 20), "wwwww.. .ww..", "Giỗ Tổ on Sunday 26/4, so Monday; 30/4 and 1/5"),
        (date(2026, 8, 17), "wwwwww. wwwww.. ...ww..", "22/8 worked for 31/8; National Day 1–2/9"),
        (date(2025, 4, 21), "wwwwww. ww...", "Saturday 26/4/2025 worked for Friday 2/5"),
        (date(2025, 1, 20), "wwwww.. ....... wwwww..", "Tết of 2025: 27 to 31 January"),
        (date(2027, 4, 26), "wwww... .wwww..", "1/5/2027 is a Saturday, so Monday 3/5 is off"),
        (date(2008, 4, 28), "wwwww..", "before the years whose holidays are known"),
    ],
)
def test_the_national_calendar(monday: date, weeks: str, why: str) -> None:
    expected = weeks.replace(" ", "")
    assert drawn(WorkingDays(), monday, len(expected)) == expected, why


def test_the_rows_of_a_site_hold_over_the_national_calendar() -> None:
    site = WorkingDays(SITE)
    assert drawn(WorkingDays(), date(2025, 12, 29), 14) == "www.w..wwwww.."
    assert drawn(site, date(2025, 12, 29), 14) == "www....wwwwww."
    assert not site.is_working(date(2026, 11, 24))


@pytest.mark.parametrize("row", [("WORK", None), ("", None), ("off", None)])
def test_a_row_of_an_unknown_kind_changes_nothing(row: tuple[str, None]) -> None:
    assert WorkingDays([(date(2026, 11, 20), *row)]).is_working(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-11-20", "2026-11-20", 0),  # the day of receipt is not counted
        ("2026-11-20", "2026-11-23", 1),  # Friday to Monday
        ("2026-11-23", "2026-11-20", -1),
        ("2026-11-20", "2026-11-22", 0),  # into the weekend
        ("2026-11-21", "2026-11-23", 1),  # received on a Saturday
        ("2026-11-20", "2026-11-25", 2),  # 24 November is off
        ("2026-02-12", "2026-02-23", 1.5),  # the half Friday, all of Tết, then Monday
        ("2026-02-13", "2026-02-23", 1),
    ],
)
def test_working_days_between_two_days(first: str, last: str, days: float) -> None:
    site = WorkingDays(SITE)
    assert site.between(date.fromisoformat(first), date.fromisoformat(last)) == days


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-21", 0, "2026-11-21"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", 3, "2026-11-26"),  # 23, 25, 26: the 24th is off
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-22", -1, "2026-11-20"),
        ("2026-11-26", -3, "2026-11-20"),
        ("2026-02-12", 0.5, "2026-02-13"),
        ("2026-02-12", 1, "2026-02-23"),  # half a day is not yet one
        ("2026-02-23", -1, "2026-02-12"),
        ("2026-02-23", -0.5, "2026-02-13"),
    ],
)
def test_the_nth_working_day(day: str, count: float, expected: str) -> None:
    site = WorkingDays(SITE)
    assert site.add(date.fromisoformat(day), count) == date.fromisoformat(expected)


def test_the_previous_working_day() -> None:
    site = WorkingDays(SITE)
    assert site.previous(date(2026, 11, 23)) == date(2026, 11, 20)
    assert site.previous(date(2026, 2, 23)) == date(2026, 2, 13)  # a half day is one


def test_days_beyond_the_calendar_count_as_its_ends() -> None:
    calendar = WorkingDays([(date(1600, 1, 1), "OFF", None)])
    assert calendar.between(date(1600, 1, 1), FIRST) == 0
    assert calendar.add(date(9999, 1, 1), 5) == LAST
    assert calendar.previous(FIRST) == FIRST


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-20 07:00", "2026-11-20 17:00", 1),
        ("2026-11-20 07:00", "2026-11-20 11:30", 4.5 / 8),
        ("2026-11-20 11:45", "2026-11-20 13:15", 0),  # noon
        ("2026-11-20 06:00", "2026-11-20 08:00", 1 / 8),  # the door opens at seven
        ("2026-11-20 16:00", "2026-11-23 08:00", 2 / 8),  # Friday's last hour, Monday's first
        ("2026-11-21 08:00", "2026-11-22 16:00", 0),  # a weekend
        ("2026-11-23 16:00", "2026-11-25 08:00", 2 / 8),  # over the 24th
        ("2026-11-20 17:00", "2026-11-20 07:00", -1),
        ("2026-02-13 07:00", "2026-02-13 09:00", 0.25),  # half of a half day
        ("2026-02-13 11:00", "2026-02-23 07:00", 0),
        ("2026-01-10 07:00", "2026-01-10 17:00", 1),  # a Saturday worked by the usual hours
    ],
)
def test_working_time(start: str, end: str, days: float) -> None:
    site = WorkingDays(SITE)
    told = site.worked(datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert told == pytest.approx(days, abs=1e-9)


def test_an_office_with_other_hours_has_another_noon() -> None:
    hours = hours_from("08:00-12:00, 13:00-17:00")
    start, end = datetime(2026, 11, 20, 11), datetime(2026, 11, 20, 14)
    assert WorkingDays().worked(start, end, hours) == pytest.approx(2 / 8)


@pytest.mark.parametrize(
    "told", ["", "noon", "08:00", "12:00-08:00", "08:00-12:00,11:00-17:00", "08:00-08:00", "1-2-3"]
)
def test_hours_that_cannot_be_read_are_the_usual_ones(told: str) -> None:
    assert hours_from(told) == ()
    site = WorkingDays([(date(2026, 11, 20), "MAKE_UP", told)])
    noon = datetime(2026, 11, 20, 12)
    assert site.worked(datetime(2026, 11, 20), noon) == pytest.approx(4.5 / 8)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-20 07:00", "2026-11-20 17:00", 8),
        ("2026-11-20 00:00", "2026-11-21 00:00", 8),
        ("2026-11-20 11:00", "2026-11-20 14:00", 1),  # over lunch
        ("2026-11-20 11:30", "2026-11-20 13:30", 0),
        ("2026-11-20 16:30", "2026-11-23 07:30", 1),  # over a weekend
        ("2026-11-23 16:30", "2026-11-25 07:30", 1),  # over the 24th, off
        ("2026-02-13 06:00", "2026-02-23 07:00", 4),  # a half day by its own hours, then Tết
        ("2026-11-20 17:00", "2026-11-20 07:00", 0),
        ("2026-11-23 17:00", "2026-11-20 07:00", 0),
        ("2026-11-20 09:00", "2026-11-20 09:00", 0),
    ],
)
def test_office_hours_between_two_instants(start: str, end: str, hours: float) -> None:
    told = WorkingDays(SITE).office_seconds(
        datetime.fromisoformat(start), datetime.fromisoformat(end)
    )
    assert told == hours * 3600


@pytest.mark.parametrize(
    ("instant", "is_open", "opens_next", "closes"),
    [
        ("2026-11-20 06:59:59", False, "2026-11-20 07:00", "2026-11-20 17:00"),
        ("2026-11-20 07:00:00", True, "2026-11-23 07:00", "2026-11-20 17:00"),
        ("2026-11-20 12:00:00", True, "2026-11-23 07:00", "2026-11-20 17:00"),  # lunch
        ("2026-11-20 17:00:00", False, "2026-11-23 07:00", "2026-11-20 17:00"),
        ("2026-11-21 09:00:00", False, "2026-11-23 07:00", None),  # Saturday
        ("2026-11-23 20:00:00", False, "2026-11-25 07:00", "2026-11-23 17:00"),  # the 24th is off
        ("2026-02-12 20:00:00", False, "2026-02-13 07:00", "2026-02-12 17:00"),
        ("2026-02-13 10:59:59", True, "2026-02-23 07:00", "2026-02-13 11:00"),  # a half day
        ("2026-02-13 11:00:00", False, "2026-02-23 07:00", "2026-02-13 11:00"),
        ("2026-01-10 09:00:00", True, "2026-01-12 07:00", "2026-01-10 17:00"),  # worked Saturday
        ("2100-12-31 20:00:00", False, None, "2100-12-31 17:00"),  # the calendar's last day
        ("2150-01-01 20:00:00", False, None, "2150-01-01 17:00"),
    ],
)
def test_when_the_doors_are_open(
    instant: str, is_open: bool, opens_next: str | None, closes: str | None
) -> None:
    site, at = WorkingDays(SITE), datetime.fromisoformat(instant)
    said = (site.is_open(at), site.opens_next(at), site.closes(at))
    edges = (each and datetime.fromisoformat(each) for each in (opens_next, closes))
    assert said == (is_open, *edges)


def test_a_half_day_that_tells_no_hours_has_the_usual_ones() -> None:
    site = WorkingDays([(date(2026, 11, 20), "HALF_DAY", None)])
    assert site.hours_on(date(2026, 11, 20)) == DEFAULT_HOURS


DATES = st.dates(date(2025, 12, 1), date(2026, 12, 31))


@given(DATES, DATES)
def test_between_walks_the_days(first: date, last: date) -> None:
    site, worth = WorkingDays(SITE), {date(2026, 2, 13): 0.5}
    low, high = sorted((first, last))
    walked = 0.0
    for n in range(1, (high - low).days + 1):
        day = low + DAY * n
        walked += worth.get(day, 1.0) if site.is_working(day) else 0.0
    assert site.between(first, last) == (walked if first <= last else -walked)


@given(DATES, st.integers(1, 60))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    site = WorkingDays(SITE)
    later, earlier = site.add(day, count), site.add(day, -count)
    assert site.is_working(later)
    assert site.between(day, later - DAY) < count <= site.between(day, later)
    assert site.is_working(earlier)
    assert site.between(earlier, day - DAY) < count <= site.between(earlier - DAY, day - DAY)


@given(DATES)
def test_the_previous_working_day_is_found_by_walking_back(day: date) -> None:
    site, back = WorkingDays(SITE), day - DAY
    while not site.is_working(back):
        back -= DAY
    assert site.previous(day) == back


@given(st.lists(st.tuples(DATES, DATES), min_size=1, max_size=20))
def test_many_pairs_are_as_one_by_one(pairs: list[tuple[date, date]]) -> None:
    site = WorkingDays(SITE)
    first, last = (np.array(days, "datetime64[D]") for days in zip(*pairs, strict=True))
    assert site.between_many(first, last).tolist() == [site.between(*pair) for pair in pairs]


def test_a_missing_day_gives_no_number() -> None:
    told = WorkingDays().between_many(
        np.array(["2026-11-20", "NaT"], "datetime64[D]"),
        np.array(["NaT", "2026-11-20"], "datetime64[D]"),
    )
    assert np.isnan(told).all()


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))


@given(MOMENTS, MOMENTS)
def test_working_time_walks_the_minutes_of_each_day(start: datetime, end: datetime) -> None:
    calendar = WorkingDays()
    low, high = sorted((start, end))
    walked, day = 0.0, low.date()
    while day <= high.date():
        for opens, closes in DEFAULT_HOURS if calendar.is_working(day) else ():
            begun = max(low, datetime.combine(day, opens))
            ended = min(high, datetime.combine(day, closes))
            walked += max(0.0, (ended - begun).total_seconds())
        day += DAY
    told = calendar.worked(low, high)
    assert told == pytest.approx(walked / 28_800, abs=1e-6)


@given(DATES, DATES)
def test_from_midnight_to_midnight_time_and_days_agree(first: date, last: date) -> None:
    site = WorkingDays(SITE)
    midnight = time()
    told = site.worked(datetime.combine(first, midnight), datetime.combine(last, midnight))
    assert told == pytest.approx(site.between(first - DAY, last - DAY), abs=1e-9)


@given(MOMENTS, MOMENTS)
def test_office_hours_are_working_time(start: datetime, end: datetime) -> None:
    """Where every day has the usual hours."""
    calendar = WorkingDays()
    told = calendar.office_seconds(start, end)
    assert told == pytest.approx(max(0.0, calendar.worked(start, end)) * 28_800, abs=0.1)


@given(MOMENTS)
def test_doors_open_next_after_walking_the_minutes(instant: datetime) -> None:
    site = WorkingDays(SITE)
    opens = site.opens_next(instant)
    assert opens is not None
    assert opens > instant
    assert site.is_open(opens)
    assert not site.is_open(opens - timedelta(seconds=1))
    closes = site.closes(instant)
    if site.is_open(instant):
        assert closes is not None
        assert instant < closes < opens
        instant = closes
    assert site.office_seconds(instant, opens) == 0
