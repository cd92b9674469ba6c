"""Registers as large as a province's, for the bench: the shape of a real one, dossier by dossier.

350 agencies in three levels, 1,500 procedures in 60 fields, five years, 3.8 % late, 0.3 % open.
A payment for 15 % of the dossiers, a rating for 3, a paper handed in for 25, a result for 10, a
pause for 2, an apology for a third of the late, a petition for one in a thousand; no steps.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Table, insert, make_url, select, update

from data_access import engines
from data_access.contract.schema import (
    agency,
    apology,
    document,
    dossier,
    pause,
    payment,
    petition,
    procedure,
    rating,
)
from data_access.demo.batch import Batch, instants, picked, short_days
from data_access.demo.store import whole
from data_access.demo.workdays import DAY_S, EPOCH

Ints = NDArray[np.int64]
HOME, DISTRICTS, AGENCIES, PROCEDURES, FIELDS, USED = "H99", 20, 350, 1_500, 60, 150
DAYS = 5 * 365
OUTCOMES = ("RESULT", "REFUSED", "WITHDRAWN", "SENT_BACK", "NOT_ACCEPTED")
SHARES = (0.955, 0.01, 0.012, 0.015, 0.008)
SOURCE = "BENCH"
MOST = 100_000  # dossiers written at once


def fill(url: str, dossiers: int, seed: int, today: datetime) -> None:
    """Writes the register whole; what stands there is replaced."""
    with whole(make_url(url)) as store:
        for batch in batches(dossiers, seed, today):
            store.write(batch)


def batches(dossiers: int, seed: int, today: datetime) -> Iterator[Batch]:
    origin = origin_of(f"{today:%Y-%m-%d %H:%M:%S}")
    yield from reference(origin)
    dice = np.random.default_rng(seed)
    codes = agencies()
    weights = dice.lognormal(0, 0.6, len(codes))
    counts = dice.multinomial(dossiers, weights / weights.sum())
    for code, count in zip(codes, counts.tolist(), strict=True):
        if count:
            yield from of_agency(code, count, dice, today)


def agencies() -> list[str]:
    """The province, its districts, and the communes below them."""
    districts = [f"{HOME}.{n:02}" for n in range(DISTRICTS)]
    communes = [
        f"{districts[n % DISTRICTS]}.{n // DISTRICTS:02}" for n in range(AGENCIES - DISTRICTS - 1)
    ]
    return [HOME, *districts, *communes]


def origin_of(stamp: Any) -> dict[str, Any]:
    return {
        "source_id": SOURCE,
        "source_key": "-",
        "source_updated_at": stamp,
        "extracted_at": stamp,
    }


def reference(origin: dict[str, Any]) -> Iterator[Batch]:
    codes = agencies()
    parents = [code.rpartition(".")[0] or None for code in codes]
    told: dict[str, Any] = {
        "agency_code": codes,
        "name": codes,
        "level": "COMMUNE",
        "parent_code": parents,
    }
    yield Batch(agency, told | {"active": True} | origin, len(codes))
    numbers = range(PROCEDURES)
    told = {
        "procedure_code": [f"P{n:04}" for n in numbers],
        "name": [f"P{n:04}" for n in numbers],
        "field_code": [f"F{n % FIELDS:02}" for n in numbers],
        "field_name": [f"F{n % FIELDS:02}" for n in numbers],
        "service_level": [("FULL", "PARTIAL", "INFORMATION")[n % 3] for n in numbers],
        "result_is_document": [n % 2 == 0 for n in numbers],
    }
    yield Batch(procedure, told | origin, PROCEDURES)


def of_agency(code: str, count: int, dice: np.random.Generator, today: datetime) -> Iterator[Batch]:
    last = (today.date() - EPOCH).days
    days = np.sort(dice.integers(last - DAYS, last, count))
    for start in range(0, count, MOST):
        yield from of_days(code, days[start : start + MOST], start, dice, today)


def of_days(
    code: str, days: Ints, start: int, dice: np.random.Generator, today: datetime
) -> Iterator[Batch]:
    now = int((today - datetime(1970, 1, 1)).total_seconds())
    count = len(days)
    received = days * DAY_S + dice.integers(7 * 3600, 17 * 3600, count)
    limit = dice.choice([1, 3, 5, 10, 20, 30], count)
    due = (days + limit) * DAY_S + 17 * 3600
    is_late = dice.random(count) < 0.038
    took = np.where(is_late, limit + dice.integers(1, 20, count), (limit * dice.random(count)))
    ended = np.maximum((days + took.astype(np.int64)) * DAY_S + 16 * 3600, received + 600)
    outcome = dice.choice(len(OUTCOMES), count, p=SHARES)
    is_open = ended > now
    ended[is_open], outcome[is_open] = -1, -1
    returned = np.where(outcome == 0, ended + dice.integers(0, 3 * DAY_S, count), -1)
    returned[returned > now] = -1
    is_stopped = (dice.random(count) < 0.02) & (received + DAY_S < now)
    stamp = np.maximum.reduce([received, ended, returned])
    numbers = np.arange(start, start + count) % 100_000
    codes = [
        f"{code}.{day}-{number:05}"
        for day, number in zip(short_days(received), numbers.tolist(), strict=True)
    ]
    due[dice.random(count) < 0.005] = -1
    used = np.random.default_rng(hash_of(code)).permutation(PROCEDURES)[:USED]
    which = used[np.minimum(dice.zipf(1.3, count), USED) - 1]
    stamps = instants(stamp)
    ends = [None if o < 0 else o for o in outcome.tolist()]
    at = {
        name: instants(np.where(np.isin(outcome, kinds), ended, -1))
        for name, kinds in (("result", (0, 1)), ("withdrawn", (2, 3)), ("refused", (4,)))
    }
    told = {
        "dossier_code": codes,
        "agency_code": code,
        "procedure_code": [f"P{n:04}" for n in which.tolist()],
        "channel": dice.choice([1, 2, 3], count, p=[0.35, 0.6, 0.05]).tolist(),
        "received_at": instants(received),
        "due_at": instants(due),
        "result_at": at["result"],
        "returned_at": instants(returned),
        "withdrawn_at": at["withdrawn"],
        "refused_at": at["refused"],
        "status": [2 if o is None else 4 for o in ends],
        "outcome": picked(outcome, OUTCOMES),
        "paused": (is_open & is_stopped).tolist(),
        "time_precision": "TIME",
        "deleted": False,
    }
    yield Batch(dossier, told | origin_of(stamps), count)
    yield from hanging(codes, code, received, ended, returned, is_late, is_stopped, stamps, dice)


def hash_of(code: str) -> int:
    return sum(ord(sign) * 31**place for place, sign in enumerate(code[::-1]))


def hanging(
    codes: list[str],
    owner: str,
    received: Ints,
    ended: Ints,
    returned: Ints,
    is_late: Any,
    is_stopped: Any,
    stamps: Sequence[str | None],
    dice: np.random.Generator,
) -> Iterator[Batch]:
    def some(chosen: Any, table: Table, key: str, **columns: Any) -> Batch:
        places = np.flatnonzero(chosen).tolist()
        told = {
            name: [column[i] for i in places] if isinstance(column, list) else column
            for name, column in columns.items()
        }
        of = [codes[i] for i in places]
        keyed = {key: [f"{each}/{table.name}" for each in of]} if key else {}
        origin = origin_of([stamps[i] for i in places])
        return Batch(table, keyed | {"dossier_code": of} | told | origin, len(places))

    chance = dice.random((5, len(codes)))
    paid = instants(received + 60)
    yield some(
        chance[0] < 0.15, payment, "payment_key", amount=20_000, status="PAID",
        method=["ONLINE_NATIONAL" if c < 0.12 else "CASH" for c in chance[0].tolist()],
        paid_at=paid,
    )  # fmt: skip
    scores = dice.choice([1, 2, 3], len(codes), p=[0.03, 0.2, 0.77]).tolist()
    yield some(
        (chance[1] < 0.05) & (returned > 0), rating, "rating_key", agency_code=owner,
        score=scores, rated_at=instants(returned),
    )  # fmt: skip
    digitised = (chance[2] < 0.2).tolist()
    yield some(
        chance[2] < 0.25, document, "document_key", direction="SUBMITTED", has_file=True,
        digitised=digitised, reuse=[int(each) for each in digitised],
    )  # fmt: skip
    started = received + DAY_S // 2
    stops = np.where(ended > started + DAY_S, started + DAY_S, -1)
    yield some(
        is_stopped & ((ended < 0) | (stops > 0)), pause, "", pause_no=1, kind="SUPPLEMENT",
        started_at=instants(started), ended_at=instants(np.where(ended < 0, -1, stops)),
    )  # fmt: skip
    yield some(
        (chance[3] < 0.33) & is_late & (ended > 0), apology, "apology_key", agency_code=owner,
        issued_at=instants(ended),
    )  # fmt: skip
    yield some(
        chance[4] < 0.001, petition, "petition_key", agency_code=owner, kind="FEEDBACK",
        received_at=paid, due_at=instants(received + 10 * DAY_S),
        answered_at=instants(received + 8 * DAY_S),
    )  # fmt: skip


def changes(url: str, count: int, seed: int, now: datetime) -> None:
    """Half of them new, a third finished, the others re-dated, in one transaction."""
    engine, dice = engines.writer(url), np.random.default_rng(seed)
    new, finished = count // 2, count // 3
    stamp = {"source_updated_at": now, "extracted_at": now}
    with engine.begin() as connection:
        rows = [new_row(n, seed, dice, now) | stamp for n in range(new)]
        connection.execute(insert(dossier), rows)
        is_old = dossier.c.received_at < now - timedelta(hours=1)
        open_ones = connection.execute(
            select(dossier.c.dossier_code)
            .where(dossier.c.outcome.is_(None), is_old)
            .limit(count - new)
        ).scalars()
        for place, code in enumerate(list(open_ones)):
            done = {"outcome": "RESULT", "result_at": now, "returned_at": now, "status": 4}
            values = done if place < finished else {"due_at": now + timedelta(days=place % 9)}
            connection.execute(
                update(dossier).where(dossier.c.dossier_code == code).values(**values, **stamp)
            )
    engine.dispose()


def new_row(number: int, seed: int, dice: np.random.Generator, now: datetime) -> dict[str, Any]:
    owner = agencies()[int(dice.integers(AGENCIES))]
    return {
        "dossier_code": f"{owner}.{now:%y%m%d}-N{seed}-{number:05}",
        "agency_code": owner,
        "procedure_code": f"P{int(dice.integers(PROCEDURES)):04}",
        "channel": int(dice.choice([1, 2, 3])),
        "received_at": now,
        "due_at": now + timedelta(days=int(dice.integers(1, 20))),
        "status": 2,
        "time_precision": "TIME",
        "deleted": False,
        "source_id": SOURCE,
        "source_key": "-",
    }
