"""Every SQL count agrees with a stupid loop over the same rows, on SQLite and PostgreSQL.

`test_other_databases` asks the same of MariaDB and ClickHouse.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access import engines, rules
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Kind
from data_access.indicators.reading import Dimension, Reading
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import UNKNOWN, Channel, Scope
from tests.conftest import empty, insert_rows, register_on
from tests.drawing import drawn
from tests.slow import Slow

NOW = datetime(2026, 3, 18, 10, 30)
MARCH = Period(date(2026, 3, 3), date(2026, 3, 16))
RUNNING = Period(date(2026, 3, 10), date(2026, 3, 31))
SPANS = (Period(date(2026, 2, 25), date(2026, 3, 5)), Period(date(2026, 3, 8), date(2026, 3, 20)))
AGENCIES = drawn(
    "agency",
    """
    code | parent | level
    T    |        | PROVINCE
    A    | T      | COMMUNE
    B    | T      | COMMUNE
    B1   | B      | BRANCH
    """,
)
PROCEDURES = drawn(
    "procedure",
    """
    code | field | service_level | result_is_document
    P1   | F1    | FULL          | yes
    P2   | F2    | PARTIAL       | no
    P3   |       |               |
    """,
)
COUNTED = [indicator for indicator in INDICATORS if indicator.kind is not Kind.QUANTILE]

# Few days, most on the edges of the periods and of today: that is where counts go wrong.
DAYS = [date(2026, 2, 28), *(date(2026, 3, n) for n in (2, 3, 4, 9, 16, 17, 18, 19, 25))]
HOURS = [time(0), time(8), time(10, 30), time(17), time(23, 59, 59)]
OUTCOMES = [None, None, *["RESULT"] * 4, "REFUSED", "WITHDRAWN", "SENT_BACK", "NOT_ACCEPTED"]
ATTACHED = ("pause", "document", "payment", "rating", "petition", "apology")
Rows = dict[str, list[dict[str, Any]]]


def register_of(dice: Random) -> Rows:
    """Eighty dossiers with everything that can hang on them, wrong dates included."""
    rows: Rows = {name: [] for name in ("dossier", *ATTACHED)}
    origin = {"source_id": "S", "source_key": "k", "source_updated_at": NOW, "extracted_at": NOW}
    for number in range(80):
        code = f"D{number}"
        rows["dossier"].append(
            drawn("dossier", "code\nx")[0] | dossier(dice) | {"dossier_code": code}
        )
        for table in ATTACHED:
            for _ in range(dice.randrange(3)):
                rows[table].append(attached(dice, table, code, len(rows[table])) | origin)
        rows["rating"] += more_answers(dice, rows["rating"][-1:])
    return rows


def more_answers(dice: Random, to: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Given on the same slip, as far as can be seen."""
    news = [{"criterion": n, "score": dice.choice([1, 2, 3, 3, 3])} for n in dice.sample("123", 2)]
    return [
        each | new | {"rating_key": f"{each['rating_key']}.{at}"}
        for each in to
        for at, new in enumerate(news)
        if dice.random() < 0.4
    ]


def instant(dice: Random) -> datetime:
    return datetime.combine(dice.choice(DAYS), dice.choice(HOURS))


def perhaps(dice: Random) -> datetime | None:
    return instant(dice) if dice.random() < 0.7 else None


def dossier(dice: Random) -> dict[str, Any]:
    return {
        "agency_code": dice.choice(["A", "B", "B1", "T", "UNKNOWN"]),
        "procedure_code": dice.choice(["P1", "P2", "P3", "P9", None]),
        "channel": dice.choice([None, 1, 2, 2, 3, 4, 6, 9]),
        "received_at": perhaps(dice) or perhaps(dice),
        "due_at": perhaps(dice) or perhaps(dice),
        "outcome": dice.choice(OUTCOMES),
        "result_at": perhaps(dice),
        "returned_at": perhaps(dice),
        "withdrawn_at": perhaps(dice),
        "refused_at": perhaps(dice),
        "paused": dice.choice([None, False, False, True]),
        "time_precision": dice.choice(["TIME", "TIME", "DAY"]),
        "deleted": dice.random() < 0.05,
    }


def attached(dice: Random, table: str, code: str, number: int) -> dict[str, Any]:
    owner: dict[str, Any] = {"dossier_code": code}
    perhaps_owner = {"dossier_code": dice.choice([code, None]), "agency_code": dice.choice("AB")}
    key = f"X{number}"
    match table:
        case "pause":
            stop = {"started_at": instant(dice), "ended_at": perhaps(dice)}
            return owner | stop | {"pause_no": number}
        case "document":
            return owner | {
                "document_key": key,
                "direction": dice.choice(["SUBMITTED", "RESULT"]),
                "has_file": dice.random() < 0.5,
                "digitised": dice.choice([None, True, False]),
                "reuse": dice.choice([None, 0, 1, 2]),
            }
        case "payment":
            return owner | {
                "payment_key": key,
                "amount": dice.choice([None, 0, 5000, 120000]),
                "status": dice.choice([None, *["PAID"] * 4, "WAITING", "NOT_DUE", "CANCELLED"]),
                "collected_when": dice.choice([None, 0, 1, 4]),
                "method": dice.choice([None, "ONLINE_NATIONAL", "ONLINE_LOCAL", "CASH"]),
                "paid_at": perhaps(dice),
            }
        case "rating":
            told = {"score": dice.choice([None, 1, 2, 3, 3]), "rated_at": instant(dice)}
            about = {"rating_key": key, "criterion": dice.choice([None, "1", "2", "3"])}
            return perhaps_owner | told | about
        case "petition":
            told = {"received_at": instant(dice), "due_at": perhaps(dice)}
            answer = {"answered_at": perhaps(dice), "kind": "FEEDBACK"}
            return perhaps_owner | told | answer | {"petition_key": key}
        case _:
            return owner | {"apology_key": key, "issued_at": instant(dice)}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One register for all examples of a file: emptied, not made anew."""
    yield from register_on(request, tmp_path_factory.mktemp("agree"))


@contextmanager
def reader_on(
    url: str, rows: Rows, rule: dict[str, str], replay_at: datetime | None = None
) -> Iterator[Reader]:
    empty(url)
    insert_rows(url, {"agency": AGENCIES, "procedure": PROCEDURES} | rows)
    register = Register(engines.reader(url), lambda: NOW, replay_at=replay_at)
    try:
        yield Reader(register, rules.declared().with_choices(rule))
    finally:
        register.close()


def members(group: str) -> set[str]:
    return {"B": {"B", "B1"}}.get(group, {group})


CHANNELS = {each.code: each.value for each in Channel if each.code}
PROCEDURE = {code: code for code in ("P1", "P2", "P3")}
BELOW: dict[Dimension, Callable[[str], Callable[[Any], bool]]] = {
    Dimension.WHOLE: lambda _: lambda x: True,
    Dimension.AGENCY: lambda group: lambda x: x["agency_code"] in members(group),
    Dimension.CHANNEL: lambda group: lambda x: CHANNELS.get(x["channel"], UNKNOWN) == group,
    Dimension.PROCEDURE: lambda group: (
        lambda x: PROCEDURE.get(x["procedure_code"], UNKNOWN) == group
    ),
    Dimension.FIELD: lambda group: (
        lambda x: {"P1": "F1", "P2": "F2"}.get(x["procedure_code"], UNKNOWN) == group
    ),
}


def slow_counts(slow: Slow, reading: Reading, by: Dimension) -> tuple[int, int | None]:
    span = reading.period

    def who(x: Any) -> bool:
        return x["agency_code"] in {"T", "A", "B", "B1"} and BELOW[by](reading.group)(x)

    def count(measure: Any) -> int:
        return slow.count(measure, span.start, span.end, who)

    indicator = reading.indicator
    denominator = count(indicator.denominator) if indicator.denominator else None
    return count(indicator.numerator), denominator


def agrees(
    url: str,
    seed: int,
    by: Dimension,
    spans: Any,
    rule: dict[str, str],
    replay_at: datetime | None = None,
) -> None:
    rows = register_of(Random(seed))
    slow = Slow(
        {"procedure": PROCEDURES} | rows,
        replay_at or NOW,
        rule.get("late") == "second",
        rule.get("end") == "returned",
        replay_at is not None,
    )
    asked = spans if len(spans) > 1 else None
    with reader_on(url, rows, rule, replay_at) as reader:
        readings = reader.read(COUNTED, Scope(spans[0], agency="T"), by, asked)
    assert readings or by in (Dimension.PROCEDURE, Dimension.FIELD)
    for reading in readings:
        counted = (reading.numerator, reading.denominator)
        assert counted == slow_counts(slow, reading, by), (
            reading.indicator.key,
            reading.group,
            reading.period,
        )


REPLAY_AT = datetime(2026, 3, 17, 10, 30)  # between two of the days and hours drawn above
RULES = [{}, {"late": "second"}, {"end": "returned"}]
seeds = st.integers(0, 10**6)
often = settings(
    max_examples=int(os.environ.get("ONESTOP_EXAMPLES", "12")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("rule", RULES, ids=str)
@often
@given(seed=seeds, by=st.sampled_from(list(BELOW)), span=st.sampled_from([MARCH, RUNNING]))
def test_a_period_agrees_with_a_loop(
    url: str, rule: dict[str, str], seed: int, by: Dimension, span: Period
) -> None:
    agrees(url, seed, by, (span,), rule)


@pytest.mark.parametrize("rule", RULES, ids=str)
@often
@given(seed=seeds, by=st.sampled_from(list(BELOW)), span=st.sampled_from([MARCH, RUNNING]))
def test_a_replay_agrees_with_a_loop_that_knows_nothing_later(
    url: str, rule: dict[str, str], seed: int, by: Dimension, span: Period
) -> None:
    agrees(url, seed, by, (span,), rule, REPLAY_AT)


@often
@given(seed=seeds, by=st.sampled_from([Dimension.WHOLE, Dimension.CHANNEL]))
def test_many_periods_at_once_agree_with_a_loop(url: str, seed: int, by: Dimension) -> None:
    agrees(url, seed, by, SPANS, {})


@often
@given(seed=seeds, span=st.sampled_from([MARCH, RUNNING]))
def test_the_balance_closes(url: str, seed: int, span: Period) -> None:
    """What was there and what came in is what went out and what is there."""
    with reader_on(url, register_of(Random(seed)), {}) as reader:
        readings = reader.read(COUNTED, Scope(span, agency="T"))
    said = {r.indicator.key: r.numerator or 0 for r in readings}
    came = said["carried_over"] + said["received"]
    went = said["resolved"] + said["withdrawn"] + said["sent_back"] + said["undated"]
    stays = said["pending_in_time"] + said["overdue"] + said["pending_no_due"] + said["paused"]
    assert came == went + stays
    assert said["resolved"] == (
        said["resolved_early"]
        + said["resolved_on_time"]
        + said["resolved_late"]
        + said["resolved_no_due"]
    )
