"""Late by the day or by the second (D2): a setting of the site, for single sources if it likes,
and in force wherever something is counted: from the dossiers, and from what is kept ready.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine

from data_access import engines, rules
from data_access.indicators.reading import Dimension
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.rules import BadRule, Late, Rules
from data_access.scope import Scope
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from layouts.frame import lateness_words
from tests.conftest import Given, empty, insert_rows, register_on
from tests.keeping import is_kept
from tests.slow import Slow
from tests.test_agreement import (
    AGENCIES,
    BELOW,
    COUNTED,
    PROCEDURES,
    RUNNING,
    Rows,
    register_of,
    slow_counts,
)
from tests.test_overview import english as english

MORNING = datetime(2026, 3, 18, 7, 59, 59)  # dossiers are due at 0, 8, 10:30, 17 and 23:59:59
HOURS = [timedelta(), timedelta(seconds=2), timedelta(hours=3), timedelta(hours=12)]
TOMORROW = timedelta(hours=16, seconds=30)
HALVES = (Period(date(2026, 3, 1), date(2026, 3, 14)), Period(date(2026, 3, 15), date(2026, 3, 31)))
SEED = 766
CHOICES = ["second", "day,S2=second", "second,S1=day", "day"]


def test_a_site_chooses_for_all_or_for_single_sources() -> None:
    declared = rules.declared()
    assert declared.with_lateness("").mark == declared.mark
    assert declared.with_lateness("second").late is Late.SECOND
    apart = declared.with_lateness(" day , EPAR = second ")
    assert (apart.late, apart.late_of, apart.by_second) == (
        Late.DAY, (("EPAR", Late.SECOND),), True,
    )  # fmt: skip
    assert declared.with_lateness("day,EPAR=day") == declared
    assert len({declared.with_lateness(each).mark for each in CHOICES}) == len(CHOICES)


@pytest.mark.parametrize("told", ["hour", "EPAR=minute", "=second", "second;day"])
def test_what_cannot_be_read_is_refused_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    monkeypatch.setenv("ONESTOP_LATE", told)
    with pytest.raises(BadRule, match=r"^ONESTOP_LATE=.*allowed: day\|second, or SOURCE=day"):
        rules.in_force()


def test_the_setting_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_LATE", "second")
    assert rules.in_force().late is Late.SECOND
    monkeypatch.delenv("ONESTOP_LATE")
    assert rules.in_force() == rules.declared()


def test_every_page_says_which_sources_go_otherwise() -> None:
    told = rules.declared().with_lateness
    assert lateness_words(told("second")) == "Late to the second"
    assert lateness_words(told("day,EPAR=second")) == (
        "Late by the day, not by the hour; EPAR: to the second"
    )
    assert lateness_words(told("second,EPAR=day")) == "Late to the second; EPAR: by the day"


def test_each_source_is_late_by_its_own_rule(given: Given) -> None:
    """At noon of 31 March, by the hour for S2 alone."""
    reader = given(
        """
        code | source | due      | result   | outcome
        D1   | S1     | 20 10:00 | 20 16:00 | RESULT
        D2   | S2     | 20 10:00 | 20 16:00 | RESULT
        D3   | S1     | 31 10:00 |          |
        D4   | S2     | 31 10:00 |          |
        D5   | S2     | 31 16:00 |          |
        """,
        rule={"late": "day,S2=second"},
    )
    told = {
        each.indicator.key: (each.numerator, each.denominator)
        for each in reader.read(COUNTED, Scope(Period(date(2026, 3, 1), date(2026, 3, 31))))
    }
    assert told["resolved_late"] == (1, None)
    assert told["overdue"] == (1, None)
    assert told["on_time_honest"] == (1, 3)


# -- what is kept ready ------------------------------------------------------------------------
@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from register_on(request, tmp_path_factory.mktemp("late"))


@contextmanager
def fresh(url: str, rows: Rows) -> Iterator[tuple[Engine, Engine]]:
    """The register with these rows, and a database of our own that knows nothing of them."""
    empty(url)
    insert_rows(url, {"agency": AGENCIES, "procedure": PROCEDURES} | rows)
    with TemporaryDirectory() as folder:
        engine, own = engines.reader(url), engines.writer(f"sqlite:///{folder}/own.sqlite")
        try:
            yield engine, own
        finally:
            engine.dispose()
            own.dispose()


def two_sources(seed: int) -> Rows:
    dice = Random(seed)
    rows = register_of(dice)
    for each in rows["dossier"]:
        each["source_id"] = dice.choice(["S1", "S2"])
    return rows


def slow_of(rows: Rows, now: datetime, chosen: Rules) -> Slow:
    goes = {"S1": chosen.late, "S2": chosen.late} | dict(chosen.late_of)
    by_second = frozenset(source for source, late in goes.items() if late is Late.SECOND)
    return Slow({"procedure": PROCEDURES} | rows, now, by_second_of=by_second)


@pytest.mark.parametrize("late", CHOICES)
def test_the_tally_says_what_the_dossiers_say_at_every_hour_of_the_day(url: str, late: str) -> None:
    rows, chosen = two_sources(SEED), rules.declared().with_lateness(late)
    with fresh(url, rows) as (engine, own):
        clock = [MORNING]
        keeper = Keeper(engine, own, chosen, lambda: clock[0])
        for after in (*HOURS, TOMORROW):
            clock[0] = MORNING + after
            keeper.look()
            for by in BELOW:
                agree(engine, own, rows, clock[0], chosen, by)
        keeper.register.close()


def agree(
    engine: Engine, own: Engine, rows: Rows, now: datetime, chosen: Rules, by: Dimension
) -> None:
    """The tally, the dossiers, and a loop over them."""
    kept = Reader(Register(engine, lambda: now, follower=Tally(own)), chosen, Tally(own))
    raw, slow = Reader(Register(engine, lambda: now), chosen), slow_of(rows, now, chosen)
    for spans in ((RUNNING,), HALVES):
        scope, asked = Scope(spans[0], agency="T"), spans if len(spans) > 1 else None
        assert is_kept(kept, scope, by, asked)
        told = kept.read(COUNTED, scope, by, asked)
        assert told == raw.read(COUNTED, scope, by, asked)
        for each in told if len(spans) == 1 else ():
            counted = (each.numerator, each.denominator)
            assert counted == slow_counts(slow, each, by), (each.indicator.key, each.group, now)
