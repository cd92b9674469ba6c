"""The address is the whole state; what cannot be read is refused, never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.indicators.calendar import WorkingDays
from data_access.opening import opening_period
from data_access.periods import Calendar, Period, PeriodName, halves, months_in, months_until, named
from data_access.scope import (
    EARLIEST,
    LATEST,
    MANY,
    SCOPE_PARTS,
    BadScope,
    Channel,
    Reason,
    Scope,
    address,
    parameters,
    scope_from,
)

TODAY = date(2026, 11, 20)
days = st.dates(EARLIEST, LATEST)
periods = st.lists(days, min_size=2, max_size=2).map(lambda two: Period(min(two), max(two)))
words = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20).filter(
    lambda told: told.isprintable() and told.strip() == told
)
scopes = st.builds(
    Scope,
    period=periods,
    agency=st.none() | words,
    fields=st.lists(words, max_size=3, unique=True).map(tuple),
    procedures=st.lists(words, max_size=3, unique=True).map(tuple),
    channels=st.lists(st.sampled_from(Channel), max_size=3, unique=True).map(tuple),
    due_to=st.none() | days,
    step=st.none() | words,
    is_alone=st.booleans(),
)


def read(search: str) -> Scope:
    return scope_from(parameters(search, SCOPE_PARTS, MANY), TODAY, PeriodName.REPORT_MONTH)


@given(scopes)
def test_a_scope_survives_the_journey_through_the_address(scope: Scope) -> None:
    assert read(address("/", scope.to_query()).partition("?")[2]) == scope


@pytest.mark.parametrize("name", PeriodName)
def test_a_named_period_keeps_its_name(name: PeriodName) -> None:
    scope = Scope(named(name, TODAY), name, agency="H99")
    assert read(address("/", scope.to_query()).partition("?")[2]) == scope


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused(search: str) -> None:
    try:
        scope = read(search)
    except BadScope as error:
        assert error.reason in Reason
    else:
        assert scope.period.first_day <= scope.period.last_day


@pytest.mark.parametrize(
    ("search", "part", "reason"),
    [
        ("?tu=2026-31-10&den=2026-11-01", "tu", Reason.NOT_A_DAY),
        ("?tu=20261001&den=2026-11-01", "tu", Reason.NOT_A_DAY),
        ("?tu=0001-01-01&den=2026-11-01", "tu", Reason.NOT_A_DAY),
        ("?tu=2026-11-02&den=2026-11-01", "den", Reason.DAYS_REVERSED),
        ("?tu=2026-11-02", "den", Reason.ONE_DAY_MISSING),
        ("?ky=thang&tu=2026-11-02&den=2026-11-03", "ky", Reason.NAME_AND_DAYS),
        ("?ky=thangg", "ky", Reason.NOT_A_NAME),
        ("?kenh=online", "kenh", Reason.NOT_A_NAME),
        ("?donvi=H99", "donvi", Reason.UNKNOWN_PART),
        ("?don-vi=A&don-vi=B", "don-vi", Reason.TWICE),
        ("?don-vi=" + "x" * 121, "don-vi", Reason.TOO_LONG),
        ("?don-vi=%00", "don-vi", Reason.UNKNOWN_CODE),
        ("?han-tu=2026-11-10&han-den=2026-10-01", "han-den", Reason.DAYS_REVERSED),
        ("?rieng=2", "rieng", Reason.NOT_A_NAME),
        ("?" + "&".join(f"linh-vuc={n}" for n in range(300)), "?", Reason.TOO_LONG),
    ],
)
def test_an_address_we_cannot_read_names_its_part(search: str, part: str, reason: Reason) -> None:
    with pytest.raises(BadScope) as caught:
        read(search)
    assert (caught.value.part, caught.value.reason) == (part, reason)


def test_a_slip_of_the_pen_gets_the_likely_word() -> None:
    with pytest.raises(BadScope) as caught:
        read("?kenh=truc-tuyn")
    assert "truc-tuyen" in caught.value.likely


@pytest.mark.parametrize(
    ("today", "opens_on", "first"),
    [
        ("2026-11-14", PeriodName.REPORT_MONTH_NOW, "2026-10-15"),
        ("2026-11-15", PeriodName.REPORT_MONTH, "2026-10-15"),
        ("2026-11-20", PeriodName.REPORT_MONTH, "2026-10-15"),
        ("2026-11-30", PeriodName.REPORT_MONTH, "2026-10-15"),  # the tenth working day still runs
        ("2026-12-01", PeriodName.REPORT_MONTH_NOW, "2026-11-15"),
        ("2026-03-06", PeriodName.REPORT_MONTH, "2026-01-15"),  # nine days off for the new year
        ("2026-03-07", PeriodName.REPORT_MONTH_NOW, "2026-02-15"),
    ],
)
def test_an_empty_address_asks_for_the_running_report_month_once_ten_working_days_are_over(
    today: str, opens_on: PeriodName, first: str
) -> None:
    day = date.fromisoformat(today)
    assert opening_period(day, WorkingDays()) is opens_on
    assert scope_from({}, day, opens_on).period.first_day.isoformat() == first


def test_the_sites_own_days_off_count() -> None:
    own = WorkingDays([(date(2026, 11, 26), "OFF", None)])
    assert opening_period(date(2026, 12, 1), own) is PeriodName.REPORT_MONTH
    assert opening_period(date(2026, 12, 2), own) is PeriodName.REPORT_MONTH_NOW


@given(days)
def test_the_two_report_months_follow_each_other_on_every_day(day: date) -> None:
    running, whole = named(PeriodName.REPORT_MONTH_NOW, day), named(PeriodName.REPORT_MONTH, day)
    assert running.first_day <= day <= running.last_day
    assert (running.first_day - whole.last_day).days == 1
    assert whole.is_over(day) and whole.stands_on(day) == whole.last_day
    assert not running.is_over(day) and running.stands_on(day) == day


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        (PeriodName.TODAY, "2026-11-20", "2026-11-20"),
        (PeriodName.WEEK, "2026-11-16", "2026-11-22"),
        (PeriodName.WEEK_BEFORE, "2026-11-09", "2026-11-15"),
        (PeriodName.MONTH, "2026-11-01", "2026-11-30"),
        (PeriodName.MONTH_BEFORE, "2026-10-01", "2026-10-31"),
        (PeriodName.REPORT_MONTH_NOW, "2026-11-15", "2026-12-14"),
        (PeriodName.REPORT_MONTH, "2026-10-15", "2026-11-14"),
        (PeriodName.QUARTER, "2026-10-01", "2026-12-31"),
        (PeriodName.QUARTER_BEFORE, "2026-07-01", "2026-09-30"),
        (PeriodName.YEAR, "2026-01-01", "2026-12-31"),
        (PeriodName.YEAR_BEFORE, "2025-01-01", "2025-12-31"),
        (PeriodName.REPORT_YEAR, "2025-12-15", "2026-12-14"),
    ],
)
def test_named_periods(name: PeriodName, first: str, last: str) -> None:
    assert named(name, TODAY) == Period(date.fromisoformat(first), date.fromisoformat(last))


@given(days)
def test_a_period_before_ends_where_the_running_one_begins(day: date) -> None:
    for running in (PeriodName.WEEK, PeriodName.MONTH, PeriodName.QUARTER, PeriodName.YEAR):
        ended = named(PeriodName(f"{running}-truoc"), day)
        assert (named(running, day).first_day - ended.last_day).days == 1
        assert named(running, ended.first_day) == ended


@given(days)
def test_every_day_lies_in_every_period_named_by_it_but_the_reports(day: date) -> None:
    for name in (PeriodName.WEEK, PeriodName.MONTH, PeriodName.QUARTER, PeriodName.YEAR):
        period = named(name, day)
        assert period.first_day <= day <= period.last_day


@given(days, st.sampled_from(Calendar), st.integers(1, 30))
def test_months_follow_each_other_and_are_made_of_half_months(
    day: date, calendar: Calendar, count: int
) -> None:
    months = months_until(day, calendar, count)
    assert len(months) == count
    assert months[-1].first_day <= day <= months[-1].last_day
    for one, two in zip(months, months[1:], strict=False):
        assert (two.first_day - one.last_day).days == 1
    for month in months:
        cut = list(halves(month))
        assert month.halves_fit
        assert (cut[0].first_day, cut[-1].last_day) == (month.first_day, month.last_day)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_the_months_of_a_period_make_it_up(first: date, length: int) -> None:
    period = Period(first, date.fromordinal(first.toordinal() + length))
    months = months_in(period)
    assert sum(month.days for month in months) == period.days
    assert (months[0].first_day, months[-1].last_day) == (period.first_day, period.last_day)
