"""A usual day at this hour agrees with a stupid loop, on every kind of database."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given as drawing
from hypothesis import settings
from hypothesis import strategies as st

from data_access import pace
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.definition import Measure
from data_access.pace import Pace, Paces, What
from data_access.periods import Period
from data_access.scope import Channel, Scope
from tests.conftest import register_on
from tests.slow import Slow
from tests.test_agreement import NOW, PROCEDURES, RULES, Rows, often, reader_on, register_of, seeds

TODAY = NOW.date()  # Wednesday 18 March 2026; at 10:30
EARLIER_TODAY = datetime(2026, 3, 18, 8, 30)  # and looked back from before some hours drawn below
WEDNESDAYS = [date(2026, 2, 25), date(2026, 3, 4), date(2026, 3, 11)]
# Those, days beside them, today more often, and one to come.
DAYS = [*WEDNESDAYS, date(2026, 3, 3), date(2026, 3, 5), TODAY, TODAY, date(2026, 3, 25)]
HOURS = [time(0), time(0, 0, 59), time(8, 30), time(10, 30), time(23, 59, 59)]
DATES = ("received_at", "due_at", "result_at", "returned_at", "withdrawn_at")
SCOPES: dict[str, tuple[dict[str, Any], Callable[[Any], bool]]] = {
    "province": ({"agency": "T"}, lambda x: x["agency_code"] in ("T", "A", "B", "B1")),
    "commune": ({"agency": "B"}, lambda x: x["agency_code"] in ("B", "B1")),
    "field": ({"fields": ("F1",)}, lambda x: x["procedure_code"] == "P1"),
    "channel": ({"channels": (Channel.ONLINE,)}, lambda x: x["channel"] == 2),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb", "clickhouse"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One register for all examples: emptied, not made anew."""
    yield from register_on(request, tmp_path_factory.mktemp("pace"))


def rows_of(dice: Random) -> Rows:
    """Dossiers and stops on few days, most of which can be compared, wrong dates included."""

    def instant() -> datetime:
        return datetime.combine(dice.choice(DAYS), dice.choice(HOURS))

    rows = register_of(dice)
    for dossier in rows["dossier"]:
        dossier |= {name: instant() if dice.random() < 0.8 else None for name in DATES}
    for stop in rows["pause"]:
        stop |= {"started_at": instant(), "ended_at": dice.choice([None, instant(), instant()])}
    return rows


def minute_of(instant: datetime) -> int:
    return instant.hour * 60 + instant.minute


def slow_minutes(slow: Slow, what: What, day: date, who: Callable[[Any], bool]) -> list[int]:
    start = datetime.combine(day, time())
    end = start + timedelta(days=1)
    counted = []
    for x in slow.dossiers(who):
        received, placed, due = x["received_at"], slow.placed(x), slow.due(x)
        if what is What.RECEIVED and slow.flows(Measure.RECEIVED, x, start, end):
            counted.append(minute_of(received))
        elif what is What.RESOLVED and slow.flows(Measure.RESOLVED, x, start, end) and placed:
            counted.append(minute_of(placed))
        elif what is What.DUE and slow.stands(Measure.PENDING_IN_TIME, x, start) and due:
            has_ended = placed is not None and not slow.is_open(x) and placed.date() == day
            if due.date() == day:
                counted.append(minute_of(placed) if placed and has_ended else 1440)
        elif what in (What.CAME, What.WENT) and slow.flows(Measure.RECEIVED, x, start, end):
            ended = None if slow.is_open(x) else placed
            is_within = slow.is_open(x) or (ended and day <= ended.date() <= TODAY)
            if due and due.date() == day and is_within and not slow.flagged(x):
                on_its_day = ended is not None and ended.date() == day
                gone = minute_of(ended) if ended and on_its_day else 1440
                counted.append(minute_of(received) if what is What.CAME else gone)
    return sorted(counted)


@pytest.mark.parametrize("replay_at", [None, EARLIER_TODAY], ids=["now", "then"])
@settings(often, max_examples=8)
@drawing(seed=seeds, asked=st.sampled_from(list(SCOPES)), rule=st.sampled_from(RULES))
def test_every_minute_agrees_with_a_loop(
    url: str, replay_at: datetime | None, seed: int, asked: str, rule: dict[str, str]
) -> None:
    rows = rows_of(Random(seed))
    scope, who = SCOPES[asked]
    slow = Slow(
        {"procedure": PROCEDURES} | rows,
        replay_at or NOW,
        rule.get("late") == "second",
        rule.get("end") == "returned",
        replay_at is not None,
    )
    received = [x["received_at"] for x in slow.dossiers(lambda x: True) if x["received_at"]]
    with reader_on(url, rows, rule, replay_at) as reader:
        paces, question = Paces(reader.register, reader.rules), Scope(Period(TODAY, TODAY), **scope)
        told, running = paces.pace(question, TODAY), paces.running(question, TODAY)
    assert list(told.days) == [day for day in WEDNESDAYS if day >= min(received).date()]
    for each in (told, running):
        for what in What:
            expected = [slow_minutes(slow, what, day, who) for day in each.days]
            assert [minutes.tolist() for minutes in each.minutes[what]] == expected, what


@drawing(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_days_to_compare_with_are_worked_and_alike(today: date) -> None:
    calendar = WorkingDays()
    days = pace.comparable(today, calendar)
    assert days == sorted(days)
    assert all(
        day.weekday() == today.weekday() and day < today and calendar.is_working(day)
        for day in days
    )


@drawing(st.lists(st.integers(0, 1440)), st.integers(-1, 1440))
def test_a_day_is_cut_at_the_minute(told: list[int], minute: int) -> None:
    cells = [(each, told.count(each)) for each in set(told)]
    day = Pace((TODAY,), dict.fromkeys(What, (pace.minutes(cells),)), frozenset())
    assert day.so_far(What.DUE, minute) == [sum(each <= minute for each in told)]
    assert day.left(minute) == [sum(each > minute for each in told)]
