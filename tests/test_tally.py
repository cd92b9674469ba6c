"""The tally says what the dossiers say, in every cell, and keeps silent when it cannot know."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update

from data_access import engines, rules
from data_access.commands.refresh import rest_after
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Kind
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.periods import Calendar, Period, months_until
from data_access.scope import Channel, Scope
from data_access.tally import tables
from data_access.tally.sought import answers
from data_access.tally.spans import cut, following
from data_access.tally.store import Tally
from data_access.tally.tables import tables_of
from tests.board import kept_on
from tests.conftest import Beside, Given, insert_rows
from tests.drawing import drawn
from tests.keeping import is_kept
from tests.test_agreement import NOW, often, reader_on, register_of
from tests.test_agreement import url as url

seldom = settings(often, max_examples=max(often.max_examples // 4, 1))  # each counts everything
ADDITIVE = [indicator for indicator in INDICATORS if indicator.kind is not Kind.QUANTILE]
MONTHS = months_until(date(2026, 3, 18), Calendar.CIVIL, 3)
HALVES = [Period(date(2026, 3, 1), date(2026, 3, 14)), Period(date(2026, 3, 15), date(2026, 3, 31))]
LONG_AGO = Period(date(2026, 2, 25), date(2026, 3, 5))
SPANS = {
    "months": MONTHS,
    "halves": HALVES,
    "a month": MONTHS[-1:],
    "a week": [Period(date(2026, 3, 9), date(2026, 3, 15))],
    "running": [Period(date(2026, 3, 10), date(2026, 3, 31))],
    "days of before": [LONG_AGO],
    "today": [Period(NOW.date(), NOW.date())],
    "uneven": [LONG_AGO, Period(date(2026, 3, 8), date(2026, 3, 20))],
    "ahead": [Period(date(2026, 3, 20), date(2026, 4, 20))],
    "a year": [Period(date(2026, 1, 1), date(2026, 12, 31))],
}
PARTLY_KEPT = ("days of before", "uneven")  # odd days of long ago, by field and for quantiles
SCOPES = [
    Scope(MONTHS[-1], agency="T"),
    Scope(MONTHS[-1], agency="B"),
    Scope(MONTHS[-1], agency="A"),
    Scope(MONTHS[-1], agency="T", fields=("F1", "khong-ro")),
    Scope(MONTHS[-1], agency="T", channels=(Channel.ONLINE, Channel.UNKNOWN)),
    Scope(MONTHS[-1], agency="T", procedures=("P1", "khong-ro")),
]
DIMENSIONS = [
    Dimension.WHOLE,
    Dimension.AGENCY,
    Dimension.FIELD,
    Dimension.CHANNEL,
    Dimension.PROCEDURE,
]


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'own.sqlite'}"
    server: str = request.getfixturevalue("postgresql")
    return server


@pytest.fixture
def own(own_url: str) -> Iterator[Engine]:
    """The dashboard's own database, as it is before anything has been counted."""
    engine = engines.writer(own_url)
    empty(engine)
    yield engine
    empty(engine)
    engine.dispose()


def empty(own: Engine) -> None:
    for made in (tables.metadata, tables_of(0).metadata, tables_of(1).metadata):
        made.drop_all(own)


@pytest.mark.parametrize("rule", [{}, {"end": "returned"}], ids=str)
@seldom
@given(seed=st.integers(0, 10**6))
def test_every_cell_equals_the_count_from_the_dossiers(
    url: str, own: Engine, rule: dict[str, str], seed: int
) -> None:
    empty(own)
    with reader_on(url, register_of(Random(seed)), rule) as raw:
        kept = kept_on(raw.register.engine, own, NOW, raw.rules)
        assert kept.register.state().newest.is_followed
        dice = Random(seed)
        for name, spans in dice.sample(sorted(SPANS.items()), 3):
            scope = dice.choice(SCOPES).within(period=spans[-1])
            for by in DIMENSIONS:
                seen = Inquiry(kept.register.state().directory, scope, by, tuple(spans))
                if answers(seen) and name not in PARTLY_KEPT:
                    assert is_kept(kept, scope, by, spans), (name, scope, by)
                told, true = (r.read(INDICATORS, scope, by, spans) for r in (kept, raw))
                assert told == true, (name, scope, by)


@given(
    first=st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 1500),
)
def test_days_are_cut_into_spans_that_lie_end_to_end(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    spans = list(cut(first, last))
    edges = [span[1] for span in spans] + [(last - date(1970, 1, 1)).days + 1]
    assert edges[0] == (first - date(1970, 1, 1)).days
    assert [following(span) for span in spans] == edges[1:]


def test_overlapping_pauses_stop_a_dossier_once(given: Given, kept_beside: Beside) -> None:
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
    kept = kept_beside(reader)
    scope = Scope(HALVES[0], agency="A")
    stocks = [each for each in ADDITIVE if each.kind is Kind.STOCK]
    first, second = (
        {r.indicator.key: r.numerator for r in kept.read(stocks, scope.within(period=half))}
        for half in HALVES
    )
    assert (first["paused"], first["overdue"], first["pending"]) == (1, 0, 0)
    assert (second["paused"], second["pending"]) == (0, 0)


def test_a_source_that_cannot_tell_is_left_out_of_what_it_cannot_tell(
    given: Given, kept_beside: Beside
) -> None:
    reader = given(
        """
        code | source | received | due | result | outcome
        D1   | S      | 1        | 4   | 28     | RESULT
        D2   | MUTE   | 1        | 4   | 28     | RESULT
        D3   | MUTE   | 2        |     |        |
        """,
        agency="code\nA",
        source_capability="""
        source | table   | column     | capability
        MUTE   | dossier | due_at     | NO
        MUTE   | pause   | started_at | NO
        MUTE   | dossier | channel    | NO
        """,
    )
    kept = kept_beside(reader)
    for half in HALVES:
        scope = Scope(half, agency="A")
        assert kept.read(INDICATORS, scope) == reader.read(INDICATORS, scope)


@pytest.mark.parametrize(
    ("changed", "is_asked"),
    [
        ({}, True),
        ({"reference": "other agencies"}, False),
        ({"day": date(2026, 4, 1)}, False),
        ({"rules": "others"}, False),
    ],
    ids=str,
)
def test_a_tally_of_another_reference_another_day_or_other_rules_is_not_asked(
    given: Given, kept_beside: Beside, changed: dict[str, Any], is_asked: bool
) -> None:
    reader = given("code\nD1", agency="code\nA")
    kept = kept_beside(reader)
    assert kept.tally is not None
    state, moment = kept.register.state(), kept.register.moment()
    if changed:
        with kept.tally.own.begin() as connection:
            connection.execute(update(tables.state).values(**changed))
    with kept.tally.view(state.reference, kept.rules, moment.now.date()) as view:
        assert (view is not None) is is_asked


@pytest.mark.parametrize(
    ("passed", "while_still", "is_followed"),
    [(15, True, True), (-15, True, True), (25, True, False), (40, False, False)],
)
def test_who_has_stopped_looking_is_believed_for_some_seconds(
    given: Given,
    register_url: str,
    kept_beside: Beside,
    passed: int,
    while_still: bool,
    is_followed: bool,
) -> None:
    """Some more while no dossier bears a newer stamp: what hangs on one may have been written."""
    reader = given("code\nD1", agency="code\nA")
    now = reader.register.clock()
    kept, then = kept_beside(reader), now + timedelta(seconds=passed)
    later = replace(kept, register=register_like(kept, then))
    assert later.register.state().newest.is_followed is while_still
    change_something(register_url, now - timedelta(seconds=20))
    later = replace(kept, register=register_like(kept, then))
    assert later.register.state().newest.is_followed is is_followed
    if not is_followed:
        scope = Scope(MONTHS[-1], agency="A")
        [received] = [r for r in later.read(ADDITIVE, scope) if r.indicator.key == "received"]
        assert received.numerator == 2


def register_like(kept: Any, now: datetime) -> Any:
    return type(kept.register)(kept.register.engine, lambda: now, follower=kept.tally)


def change_something(url: str, now: datetime) -> None:
    row = drawn("dossier", "code\nD2")[0]
    insert_rows(url, {"dossier": [row | {"source_updated_at": now, "extracted_at": now}]})


def test_a_dashboard_without_a_tally_counts_from_the_dossiers(given: Given, tmp_path: Path) -> None:
    reader = given("code\nD1", agency="code\nA")
    nothing = Tally(engines.reader(f"sqlite:///{tmp_path / 'not-there.sqlite'}"))
    register = type(reader.register)(reader.register.engine, lambda: NOW, follower=nothing)
    kept = replace(reader, register=register, tally=nothing)
    scope = Scope(MONTHS[-1], agency="A")
    assert not register.state().newest.is_followed
    assert [r.numerator for r in kept.read(ADDITIVE, scope)].count(1) > 0


@pytest.mark.parametrize(
    ("scope", "by", "spans", "enough"),
    [
        (Scope(MONTHS[-1], agency="A"), Dimension.WHOLE, MONTHS, True),
        (Scope(MONTHS[-1], agency="T"), Dimension.PROCEDURE, MONTHS, True),
        (Scope(MONTHS[-1], agency="T"), Dimension.AGENCY, MONTHS[:1], True),
        (Scope(MONTHS[-1], agency="T", procedures=("P1",)), Dimension.AGENCY, MONTHS, True),
        (Scope(MONTHS[-1], agency="A"), Dimension.WHOLE, [Period(NOW.date(), NOW.date())], True),
        (Scope(MONTHS[-1], agency="A", step="x"), Dimension.WHOLE, MONTHS, False),
        (Scope(MONTHS[-1], agency="A", is_alone=True), Dimension.WHOLE, MONTHS, False),
        (Scope(MONTHS[-1], agency="A", fields=("F",)), Dimension.CHANNEL, MONTHS, False),
        (Scope(MONTHS[-1]), Dimension.AGENCY, MONTHS, False),
    ],
)
def test_the_tally_answers_whole_questions_only(
    given: Given, scope: Scope, by: Dimension, spans: list[Period], enough: bool
) -> None:
    reader = given(agency="code | parent\nT |\nA | T")
    assert answers(Inquiry(reader.register.state().directory, scope, by, tuple(spans))) is enough


def test_a_tally_that_breaks_leaves_the_answer_to_the_dossiers(
    given: Given, kept_beside: Beside
) -> None:
    reader = given("code\nD1", agency="code\nA")
    kept = kept_beside(reader)
    assert kept.tally is not None
    kept.register.state()
    with kept.tally.own.begin() as connection:
        tables_of(0).node.drop(connection)
    scope = Scope(MONTHS[-1], agency="A")
    assert kept.read(ADDITIVE, scope) == reader.read(ADDITIVE, scope)


@pytest.mark.parametrize(
    ("spent", "rest"), [(0.01, 0.99), (0.4, 0.6), (0.9, 0.5), (2.0, 6.0), (40.0, 10.0)]
)
def test_looking_leaves_the_machine_time_and_is_believed(spent: float, rest: float) -> None:
    assert rest_after(spent, every=1.0) == rest


def test_a_tally_by_another_lateness_is_not_believed(given: Given, kept_beside: Beside) -> None:
    kept = kept_beside(given("code\nD1", agency="code\nA", rule={"late": "second"}))
    assert kept.tally is not None
    state, day = kept.register.state(), kept.register.clock().date()
    with kept.tally.view(state.reference, kept.rules, day) as view:
        assert view is not None
    with kept.tally.view(state.reference, rules.declared(), day) as view:
        assert view is None
