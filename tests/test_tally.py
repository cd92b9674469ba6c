"""The tally says what the dossiers say, in every cell, and keeps silent when it cannot know."""

from collections.abc import Iterator
from dataclasses import replace
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect

from data_access import engines
from data_access.commands.refresh import rest_after
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Kind
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.periods import Calendar, Period, months_until
from data_access.reader import Reader
from data_access.register import Register
from data_access.rules import Rules
from data_access.scope import Channel, Scope
from data_access.tally import tables
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally
from data_access.tally.view import answers
from tests.conftest import Given
from tests.test_agreement import NOW, often, reader_on, register_of
from tests.test_agreement import url as url

ADDITIVE = [indicator for indicator in INDICATORS if indicator.kind is not Kind.QUANTILE]
MONTHS = months_until(date(2026, 3, 18), Calendar.CIVIL, 3)
HALVES = [Period(date(2026, 3, 1), date(2026, 3, 14)), Period(date(2026, 3, 15), date(2026, 3, 31))]
SCOPES = [
    Scope(MONTHS[-1], agency="T"),
    Scope(MONTHS[-1], agency="B"),
    Scope(MONTHS[-1], agency="T", fields=("F1", "khong-ro")),
    Scope(MONTHS[-1], agency="T", channels=(Channel.ONLINE, Channel.UNKNOWN)),
    Scope(MONTHS[-1], agency="T", procedures=("P1", "khong-ro")),
]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    engine = engines.writer(f"sqlite:///{tmp_path_factory.mktemp('own') / 'own.sqlite'}")
    yield engine
    engine.dispose()


WEEK = Period(date(2026, 3, 9), date(2026, 3, 15))
RUNNING = Period(date(2026, 3, 10), date(2026, 3, 31))
LONG_AGO = Period(date(2026, 2, 25), date(2026, 3, 5))
SPANS = {
    "months": MONTHS,
    "halves": HALVES,
    "one": MONTHS[-1:],
    "week": [WEEK],
    "running": [RUNNING],
    "long ago": [LONG_AGO],
    "today": [Period(NOW.date(), NOW.date())],
    "uneven": [LONG_AGO, Period(date(2026, 3, 8), date(2026, 3, 20))],
    "ahead": [Period(date(2026, 3, 20), date(2026, 4, 20))],
}


@pytest.mark.parametrize("spans", SPANS.values(), ids=SPANS)
@often
@given(
    seed=st.integers(0, 10**6),
    scope=st.sampled_from(SCOPES),
    by=st.sampled_from(
        [
            Dimension.WHOLE,
            Dimension.AGENCY,
            Dimension.FIELD,
            Dimension.CHANNEL,
            Dimension.PROCEDURE,
        ]
    ),
)
def test_every_cell_equals_the_count_from_the_dossiers(
    url: str, own: Any, spans: list[Period], seed: int, scope: Scope, by: Dimension
) -> None:
    scope = scope.within(period=spans[-1])
    with reader_on(url, register_of(Random(seed)), {}) as raw:
        keep(url, own, raw.rules)
        with kept_on(url, own, raw.rules) as kept:
            assert kept.register.state().newest.is_followed
            told = kept.read(INDICATORS, scope, by, spans)
        assert told == raw.read(INDICATORS, scope, by, spans)


def keep(url: str, own: Any, rules: Rules, now: datetime = NOW) -> str:
    contract = engines.reader(url)
    done = Keeper(contract, own, rules, lambda: now).look()
    contract.dispose()
    return done


@contextmanager
def kept_on(url: str, own: Any, rules: Rules, now: datetime = NOW) -> Iterator[Reader]:
    contract, tally = engines.reader(url), Tally(own)
    yield Reader(Register(contract, lambda: now, follower=tally), rules, tally)
    contract.dispose()


def tally_on(reader: Reader, tmp_path: Path) -> Tally:
    engine = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    build(reader.register, reader.rules, engine)
    return Tally(engine)


def test_overlapping_pauses_stop_a_dossier_once(given: Given, tmp_path: Path) -> None:
    reader = given(
        """
        code | received | due | result | outcome
        D1   | 1        | 4   | 28     | RESULT
        """,
        agency="code\nA",
        pause="""
        code | pause_no | started | ended
        D1   | 1        | 2       | 10
        D1   | 2        | 3       | 9
        D1   | 3        | 10      | 20
        D1   | 4        | 12      |
        """,
    )
    kept = replace(reader, tally=tally_on(reader, tmp_path))
    scope = Scope(HALVES[0], agency="A")
    stocks = [each for each in ADDITIVE if each.kind is Kind.STOCK]
    first, second = (
        {r.indicator.key: r.numerator for r in kept.read(stocks, scope.within(period=half))}
        for half in HALVES
    )
    assert (first["paused"], first["overdue"], first["pending"]) == (1, 0, 0)
    assert (second["paused"], second["pending"]) == (0, 0)


@pytest.mark.parametrize(
    ("changed", "covers"),
    [
        ({}, True),
        ({"version": "other data"}, False),
        ({"day": date(2026, 4, 1)}, False),
        ({"rule": {"late": "second"}}, False),
    ],
    ids=str,
)
def test_a_tally_of_other_data_another_day_or_other_rules_is_not_asked(
    given: Given, tmp_path: Path, changed: dict[str, Any], covers: bool
) -> None:
    reader = given("code\nD1", agency="code\nA")
    tally, moment = tally_on(reader, tmp_path), reader.register.moment()
    version = changed.get("version", moment.version)
    rules = reader.rules.with_choices(changed.get("rule", {}))
    assert tally.covers(version, rules, changed.get("day", moment.now.date())) is covers


def test_a_dashboard_without_a_tally_counts_from_the_dossiers(given: Given, tmp_path: Path) -> None:
    reader = given("code\nD1", agency="code\nA")
    nothing = engines.reader(f"sqlite:///{tmp_path / 'not-there.sqlite'}")
    kept = replace(reader, tally=Tally(nothing))
    scope = Scope(MONTHS[-1], agency="A")
    assert kept.read(ADDITIVE, scope) == reader.read(ADDITIVE, scope)


@pytest.mark.parametrize(
    ("scope", "by", "spans", "enough"),
    [
        (Scope(MONTHS[-1], agency="A"), Dimension.WHOLE, MONTHS, True),
        (Scope(MONTHS[-1], agency="T"), Dimension.PROCEDURE, MONTHS, True),
        (Scope(MONTHS[-1], agency="T"), Dimension.AGENCY, MONTHS[:1], True),
        (Scope(MONTHS[-1], agency="A"), Dimension.PROCEDURE, MONTHS, True),
        (Scope(MONTHS[-1], agency="T", procedures=("P1",)), Dimension.AGENCY, MONTHS, True),
        (Scope(MONTHS[-1], agency="A", step="x"), Dimension.WHOLE, MONTHS, False),
        (Scope(MONTHS[-1], agency="A", is_alone=True), Dimension.WHOLE, MONTHS, False),
        (Scope(MONTHS[-1], agency="A", fields=("F",)), Dimension.CHANNEL, MONTHS, False),
        (Scope(MONTHS[-1], agency="A"), Dimension.WHOLE, [Period(NOW.date(), NOW.date())], False),
    ],
)
def test_the_tally_answers_whole_questions_only(
    given: Given, scope: Scope, by: Dimension, spans: list[Period], enough: bool
) -> None:
    reader = given(agency="code | parent\nT |\nA | T")
    assert answers(Inquiry(reader.register.state().directory, scope, by, tuple(spans))) is enough


def test_a_tally_that_breaks_leaves_the_answer_to_the_dossiers(
    given: Given, tmp_path: Path
) -> None:
    reader = given("code\nD1", agency="code\nA")
    tally = tally_on(reader, tmp_path)
    with tally.own.begin() as connection:
        tables.half.drop(connection)
    scope = Scope(MONTHS[-1], agency="A")
    assert replace(reader, tally=tally).read(ADDITIVE, scope) == reader.read(ADDITIVE, scope)


@pytest.mark.parametrize(("spent", "rest"), [(0.01, 5.0), (1.0, 5.0), (40.0, 120.0)])
def test_counting_leaves_the_machine_most_of_its_time(spent: float, rest: float) -> None:
    assert rest_after(spent, every=5.0) == rest


def test_where_lateness_goes_by_the_second_no_tally_is_kept(given: Given, tmp_path: Path) -> None:
    """Its counts would change all day long: it is neither believed nor built."""
    reader = given("code\nD1", agency="code\nA", rule={"late": "second"})
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    build(reader.register, reader.rules, own)
    moment = reader.register.moment()
    assert not Tally(own).covers(moment.version, reader.rules, moment.now.date())


@pytest.mark.parametrize(("late", "is_kept"), [("day", True), ("second", False)])
def test_refresh_counts_only_what_can_be_kept(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: str, is_kept: bool
) -> None:
    reader = given("code\nD1", agency="code\nA", rule={"late": late})
    monkeypatch.setattr("data_access.rules.declared", lambda: reader.rules)
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    brought_up(reader.register, own)
    assert inspect(own).has_table(tables.half.name) is is_kept
