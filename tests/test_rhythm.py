"""How often the register is heard of: drawn, and against a slow walk through the stamps."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawing
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text

from data_access import engines
from data_access.indicators.calendar import DEFAULT_HOURS, WorkingDays
from data_access.indicators.reading import Unavailable
from data_access.register import Register
from data_access.rhythm import expected, rhythm
from tests.conftest import NOW, insert_rows, put
from tests.drawing import drawn

TODAY = date(2026, 3, 31)  # a Tuesday, asked at noon
FIRST = date(2026, 3, 11)  # fourteen working days before it
MINUTE = timedelta(minutes=1)
A_DOSSIER = drawn("dossier", "code\nD")[0]


Stamped = Callable[..., Register]


@pytest.fixture
def stamped(register_url: str, engine: Engine) -> Stamped:
    """A register of dossiers that changed at some instants; at noon of 31 March 2026."""

    def fill(
        stamps: Iterable[datetime] = (), column: str = "source_updated_at", **others: str
    ) -> Register:
        never = {"source_updated_at": None, "extracted_at": datetime(2026, 1, 5, 9)}
        rows = [
            A_DOSSIER | never | {"dossier_code": f"D{number}", column: stamp}
            for number, stamp in enumerate(stamps)
        ]
        put(register_url, others)
        insert_rows(register_url, {"dossier": rows})
        return Register(engine, lambda: NOW)

    return fill


def every(step: timedelta, start: datetime, count: int) -> list[datetime]:
    return [start + step * n for n in range(count)]


MORNING = datetime(2026, 3, 30, 7)


@pytest.mark.parametrize("column", ["source_updated_at", "extracted_at"])
def test_a_change_every_two_minutes_is_expected_within_two(stamped: Stamped, column: str) -> None:
    register = stamped(every(2 * MINUTE, MORNING, 60), column)
    assert rhythm(register, TODAY).expected_s == 120


def test_fifty_pauses_are_the_fewest(stamped: Stamped) -> None:
    register = stamped(every(2 * MINUTE, MORNING, 50))
    assert rhythm(register, TODAY).expected_s is None


def test_of_an_empty_register_nothing_is_expected(stamped: Stamped) -> None:
    assert rhythm(stamped(), TODAY).expected_s is None


def test_only_fourteen_working_days_and_nothing_ahead_of_the_clock_count(stamped: Stamped) -> None:
    """A change every ten minutes long ago and to come, every three in between."""
    long_ago = every(10 * MINUTE, datetime(2026, 3, 10, 7), 27)
    ahead = every(10 * MINUTE, datetime(2026, 3, 31, 13, 31), 20)
    between = every(3 * MINUTE, datetime.combine(FIRST, MORNING.time()), 80)
    register = stamped([*long_ago, *between, *ahead])
    assert rhythm(register, TODAY).expected_s == 180


def test_nights_lunch_and_days_off_are_no_pause(stamped: Stamped) -> None:
    """Friday and Tuesday, the Monday being off."""
    round_the_clock = every(5 * MINUTE, datetime(2026, 3, 27), 24 * 60)
    hours = [(day, opens, closes) for day in (27, 31) for opens, closes in DEFAULT_HOURS]
    worked = [
        stamp
        for stamp in round_the_clock
        if any(stamp.day == day and opens <= stamp.time() < closes for day, opens, closes in hours)
    ]
    register = stamped(worked, holiday="day | kind\n30 | OFF")
    assert rhythm(register, TODAY).expected_s == 300


def test_changes_by_night_end_no_pause_and_equal_stamps_are_one(stamped: Stamped) -> None:
    nightly = every(timedelta(seconds=1), datetime(2026, 3, 30, 1), 5000)
    daily = every(5 * MINUTE, MORNING, 54)
    register = stamped([*nightly, *daily, *daily, *daily])
    assert rhythm(register, TODAY).expected_s == 300


def test_a_register_without_stamps_of_its_own_is_dated_by_its_reading(
    stamped: Stamped, register_url: str
) -> None:
    register = stamped(every(4 * MINUTE, MORNING, 60), "extracted_at")
    owner = engines.writer(register_url)
    with owner.begin() as connection:
        connection.execute(text("DROP INDEX dossier_changed"))
        connection.execute(text("ALTER TABLE dossier DROP COLUMN source_updated_at"))
    owner.dispose()
    fresh = Register(register.engine, register.clock)
    assert rhythm(fresh, TODAY).expected_s == 240


@pytest.mark.parametrize(("seconds", "told"), [(5, 60), (61, 61)])
def test_less_than_a_minute_is_never_expected(stamped: Stamped, seconds: int, told: float) -> None:
    register = stamped(every(timedelta(seconds=seconds), MORNING, 100))
    assert rhythm(register, TODAY).expected_s == told


def test_one_statement_answers(stamped: Stamped) -> None:
    register = stamped(every(MINUTE, MORNING, 60))
    register.state()
    asked: list[str] = []
    event.listen(register.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    rhythm(register, TODAY)
    assert len([each for each in asked if "DISTINCT" in each]) == 1


def test_without_a_database_nobody_knows(tmp_path: Any) -> None:
    nowhere = Register(engines.reader(f"sqlite:///{tmp_path / 'none.sqlite'}"), datetime.now)
    with pytest.raises(Unavailable):
        rhythm(nowhere, TODAY)


def slow_pauses(stamps: Iterable[datetime], calendar: WorkingDays) -> list[float]:
    """By the calendar's own count of one pair at a time; the longest last."""
    order = sorted(set(stamps))
    pauses = [calendar.office_seconds(one, two) for one, two in zip(order, order[1:], strict=False)]
    return sorted(pause for pause in pauses if pause)


@drawing(st.integers(0, 10**6), st.integers(2, 300))
def test_pauses_are_those_of_a_walk(seed: int, count: int) -> None:
    dice, calendar = Random(seed), WorkingDays([(date(2026, 3, 13), "HALF_DAY", "08:00-11:00")])
    start = datetime.combine(FIRST, datetime.min.time())
    stamps = [start + timedelta(seconds=dice.randrange(20 * 86_400)) for _ in range(count)]
    told = expected(np.array(stamps, "datetime64[s]"), calendar.openings(FIRST, TODAY))
    pauses = slow_pauses(stamps, calendar)
    if len(pauses) < 50:
        assert told is None
    else:
        rank = 0.99 * (len(pauses) - 1)
        low = pauses[int(rank)]
        high = pauses[min(int(rank) + 1, len(pauses) - 1)]
        usual = low + (high - low) * (rank - int(rank))
        assert told == pytest.approx(min(max(usual, 60), 14_400))


def test_seventy_thousand_stamps_are_quick() -> None:
    seconds = Random(1).sample(range(14 * 86_400), 70_000)
    stamps = np.datetime64("2026-03-11", "s") + np.array(seconds)
    openings = list(WorkingDays().openings(FIRST, TODAY))
    started = perf_counter()
    assert 60 < (expected(stamps, openings) or 0) < 120
    assert perf_counter() - started < 1
