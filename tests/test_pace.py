"""A usual day at this hour, as drawn tables tell it.

`test_pace_agreement` asks the same of a loop.
"""

import pickle
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from data_access import engines
from data_access.indicators.reading import Unavailable
from data_access.pace import Pace, Paces, What
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Channel, Scope
from tests.conftest import Given

TODAY = date(2026, 3, 31)  # a Tuesday
NOON = 12 * 60
AGENCIES = """
    code | parent | level
    T    |        | PROVINCE
    A    | T      | COMMUNE
    B    | T      | COMMUNE
"""


def paced(reader: Reader, today: date = TODAY, **scope: object) -> Pace:
    asked = Scope(Period(today, today)).within(**scope)
    return Paces(reader.register, reader.rules).pace(asked, today)


def by_day(pace: Pace, counts: list[int]) -> dict[str, int]:
    """Of days on which something was counted, as 03-24."""
    return {f"{day:%m-%d}": n for day, n in zip(pace.days, counts, strict=True) if n}


# -- the days --------------------------------------------------------------------------------


def test_days_are_the_same_weekday_of_half_a_year_without_today(given: Given) -> None:
    told = paced(given("received\n2025-01-02"))
    every = [TODAY - timedelta(weeks=n) for n in range(26, 0, -1)]
    assert list(told.days) == [day for day in every if day != date(2026, 2, 17)]  # Tết


def test_days_off_are_left_out_and_a_day_without_dossiers_is_a_0(given: Given) -> None:
    reader = given("received\n2026-02-24\n17", holiday="day | kind\n10 | OFF")
    told = paced(reader)
    assert [f"{day:%m-%d}" for day in told.days] == ["02-24", "03-03", "03-17", "03-24"]
    assert told.so_far(What.RECEIVED, NOON) == [1, 0, 1, 0]


def test_before_its_first_dossier_there_was_no_register(given: Given) -> None:
    drawn = "code | received | agency | deleted\nD1 | 3 | A | yes\nD2 | 12 | A |\nD3 | 24 | B |"
    reader = given(drawn.replace("A |\n", "A | no\n").replace("B |", "B | no"), agency=AGENCIES)
    for agency in (None, "A", "B"):
        assert [day.day for day in paced(reader, agency=agency).days] == [17, 24]
    assert paced(reader, date(2026, 3, 10)).days == ()


def test_a_day_off_has_no_days_like_it(given: Given) -> None:
    told = paced(given("received\n2025-01-02"), date(2026, 3, 29))  # a Sunday
    assert (told.days, told.left(NOON), told.so_far(What.DUE, NOON)) == ((), [], [])
    assert not any(told.has_hours(what) for what in What)


def test_an_empty_register_has_no_days(given: Given) -> None:
    assert paced(given()).days == ()


# -- received and resolved -------------------------------------------------------------------


def test_dossiers_are_counted_up_to_and_including_the_minute(given: Given) -> None:
    told = paced(
        given("""
        received    | outcome
        24 00:00:00 |
        24 09:59:59 |
        24 10:00:59 |
        24 10:01:00 |
        24 23:59:59 |
        25 00:00:00 |
        24 08:00    | NOT_ACCEPTED
        2026-01-06  |
        """)
    )
    said = {
        minute: by_day(told, told.so_far(What.RECEIVED, minute)).get("03-24")
        for minute in (0, 599, 600, 601, 1438, 1439)
    }
    assert said == {0: 1, 599: 2, 600: 3, 601: 4, 1438: 4, 1439: 5}


def test_a_result_counts_on_the_day_it_was_ready(given: Given) -> None:
    drawn = """
        result   | returned | outcome
        17 09:00 | 24 09:00 | RESULT
        17 11:00 |          | REFUSED
        17 11:00 |          | SENT_BACK
                 | 24 11:00 | RESULT
        24 15:00 |          |
    """
    told = paced(given(drawn))
    assert by_day(told, told.so_far(What.RESOLVED, 600)) == {"03-17": 1}
    assert by_day(told, told.so_far(What.RESOLVED, NOON)) == {"03-17": 2, "03-24": 1}


# -- still to be finished --------------------------------------------------------------------

DUE = """
    code | received    | due      | result     | outcome
    D1   | 9           | 24 17:00 | 24 09:00   | RESULT
    D2   | 9           | 24 00:00 | 24 14:30   | RESULT
    D3   | 9           | 24       | 25 00:00   | RESULT
    D4   | 9           | 24       |            |
    D5   | 9           | 24       | 23 23:59   | RESULT
    D6   | 24 07:00    | 24       | 24 16:00   | RESULT
    D7   | 9           | 24       | 24 10:00   | SENT_BACK
    D8   | 9           |          | 24 10:00   | RESULT
    D9   | 9           | 24       |            | RESULT
"""


def test_what_was_due_is_left_until_it_ends(given: Given) -> None:
    """D1 to D4 and D7, and D6 from 07:00 to 16:00; the others ended before or have no due day."""
    told = paced(given(DUE))
    left = {
        at: by_day(told, told.left(at)).get("03-24") for at in (0, 539, 540, 600, 869, 870, 1439)
    }
    assert left == {0: 5, 539: 6, 540: 5, 600: 4, 869: 4, 870: 3, 1439: 2}
    assert by_day(told, told.so_far(What.DUE, 1439)) == {"03-24": 3}


def test_what_stood_still_that_morning_was_not_pending(given: Given) -> None:
    stops = """
        code | started  | ended
        D1   | 20       | 24 00:00
        D2   | 23 23:59 | 23 23:59
        D3   | 24 00:00 | 26
        D4   | 23 23:59 |
    """
    told = paced(given(DUE, pause=stops))
    assert by_day(told, told.left(0)) == {"03-24": 3}  # D2 and D7; D3 stopped only that day


def test_today_is_counted_by_the_same_conditions(given: Given) -> None:
    drawn = DUE.replace("| 24", "| 31").replace("| 25", "| 31")  # as if it were today
    reader = given(drawn)
    told = Paces(reader.register, reader.rules).running(Scope(Period(TODAY, TODAY)), TODAY)
    assert told.days == (TODAY,)
    assert [told.left(at) for at in (0, 540, 600)] == [[4], [4], [3]]
    assert told.so_far(What.RECEIVED, NOON) == [1]


# -- hours -----------------------------------------------------------------------------------


def dated_only(count: int, of: int) -> str:
    days = ["24 00:00 | DAY"] * count + ["24 10:00 | TIME"] * (of - count)
    return "\n".join(["received | time_precision", *days])


@pytest.mark.parametrize(("count", "of", "has_hours"), [(1, 20, True), (1, 19, False)])
def test_one_in_twenty_may_lack_its_hour(
    given: Given, count: int, of: int, has_hours: bool
) -> None:
    told = paced(given(dated_only(count, of)))
    assert told.has_hours(What.RECEIVED) is has_hours
    assert told.has_hours(What.RESOLVED)  # of nothing, nothing lacks


def test_that_something_ended_on_another_day_needs_no_hour(given: Given) -> None:
    drawn = "received | due | result | outcome | time_precision\n9 | 24 | {} | RESULT | DAY"
    assert paced(given(drawn.format("26 00:00"))).has_hours(What.DUE)


def test_that_something_ended_on_its_due_day_does(given: Given) -> None:
    drawn = "received | due | result | outcome | time_precision\n9 | 24 | {} | RESULT | DAY"
    assert not paced(given(drawn.format("24 00:00"))).has_hours(What.DUE)


SILENT = """
    source | table   | column      | capability
    S      | dossier | result_at   | NO
    S      | dossier | returned_at | NO
"""


def test_what_no_source_can_say_is_not_compared(given: Given) -> None:
    told = paced(given(DUE, source_capability=SILENT))
    assert [what for what in What if told.has_hours(what)] == [What.RECEIVED]
    assert not any(told.so_far(What.RESOLVED, NOON))


def test_a_silent_source_adds_nothing_to_one_that_speaks(given: Given) -> None:
    drawn = """
        source | result   | outcome
        S      | 24 09:00 | RESULT
        R      | 24 09:00 | RESULT
    """
    told = paced(given(drawn, source_capability=SILENT))
    assert told.has_hours(What.RESOLVED)
    assert by_day(told, told.so_far(What.RESOLVED, NOON)) == {"03-24": 1}


# -- whose -----------------------------------------------------------------------------------

HELD = """
    agency | received | procedure | channel
    A      | 24       | P1        | 1
    A      | 24       | P2        | 2
    B      | 24       | P1        | 2
    T      | 24       |           |
    X      | 24       | P1        | 1
"""
FILTERED = [
    ({}, 5),
    ({"agency": "T"}, 4),  # with all below it
    ({"agency": "T", "is_alone": True}, 1),
    ({"agency": "A"}, 2),
    ({"agency": "T", "fields": ("F1",)}, 2),
    ({"procedures": ("P1", "P2")}, 4),
    ({"agency": "T", "channels": (Channel.ONLINE, Channel.UNKNOWN)}, 3),
    ({"agency": "B", "channels": (Channel.POST,)}, 0),
]


@pytest.mark.parametrize(("scope", "n"), FILTERED, ids=str)
def test_filters_are_those_of_every_figure(given: Given, scope: dict[str, Any], n: int) -> None:
    reader = given(HELD, agency=AGENCIES, procedure="code | field\nP1 | F1\nP2 | F2")
    told = paced(reader, **scope)
    assert sum(told.so_far(What.RECEIVED, NOON)) == n


def test_an_agency_goes_on_with_those_it_was_made_of(given: Given) -> None:
    """N began on 12 March from all of A, whose it is since; M from a part of B: no days before."""
    reader = given(
        """
        agency | received
        A      | 3
        A      | 10
        B      | 10
        N      | 17
        M      | 17
        A      | 17
        """,
        agency="""
        code | valid_from | valid_to
        A    |            | 11
        B    |            |
        N    | 12         |
        M    | 12         |
        """,
        agency_succession="""
        predecessor | successor | effective | kind
        A           | N         | 12        | FULL
        B           | M         | 12        | PARTIAL
        """,
    )
    goes_on, starts = paced(reader, agency="N"), paced(reader, agency="M")
    assert goes_on.so_far(What.RECEIVED, NOON) == [1, 1, 2, 0]
    assert [day.day for day in starts.days] == [17, 24]
    assert starts.so_far(What.RECEIVED, NOON) == [1, 0]


# -- how it is asked -------------------------------------------------------------------------


def test_one_statement_answers_and_the_answer_can_be_kept(given: Given) -> None:
    reader = given(DUE)
    reader.register.state()
    asked: list[str] = []
    event.listen(
        reader.register.engine, "before_cursor_execute", lambda *told: asked.append(told[2])
    )
    told = paced(reader)
    assert len([each for each in asked if "minute" in each]) == 1
    kept = pickle.loads(pickle.dumps(told))
    assert (kept.days, kept.left(NOON), kept.hourly) == (told.days, told.left(NOON), told.hourly)
    assert {each.dtype.name for each in kept.minutes[What.DUE]} == {"uint16"}


def test_without_a_database_there_is_no_pace(tmp_path: Any) -> None:
    nowhere = Register(engines.reader(f"sqlite:///{tmp_path / 'none.sqlite'}"), datetime.now)
    with pytest.raises(Unavailable):
        Paces(nowhere, None).pace(Scope(Period(TODAY, TODAY)), TODAY)  # type: ignore[arg-type]
