"""What the five offices published beside dossiers: ratings, payments, petitions, result files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator

from data_access.contract import schema
from data_access.demo.batch import Batch, instants, picked
from data_access.demo.cohorts import Cohort
from data_access.demo.dossiers import Dossiers, Outcome
from data_access.demo.rows import Register
from data_access.demo.workdays import DAY_S, Bools, Ints, day_number

LAST_PAYMENT_DAY = date(2022, 12, 14)  # online payments were counted up to it


@dataclass(frozen=True)
class Extras:
    """Counts within the period of the office's first cohort."""

    ratings: int = 0
    satisfied: int = 0
    petitions: int = 0
    online_payments: int = 0
    online_amount: int = 0
    returned_by_post: int = 0
    has_result_files: bool = False
    without_file: frozenset[str] = frozenset()


def extra_batches(
    extras: Extras,
    cohort: Cohort,
    made: Dossiers,
    codes: list[str],
    register: Register,
    rng: Generator,
) -> Iterator[Batch]:
    """Also marks on `made` what came back when, and how."""
    ended = ended_within(made, cohort.first_day, cohort.last_day)
    if extras.returned_by_post:
        give_back(made, ended, extras.returned_by_post, rng)
    if extras.ratings:
        yield rating_batch(extras, made, ended, codes, register, rng)
    if extras.petitions:
        yield petition_batch(extras, cohort, register, rng)
    if extras.online_payments:
        yield payment_batch(extras, made, codes, register, rng)
    if extras.has_result_files:
        yield result_batch(extras, made, codes, register)


def ended_within(made: Dossiers, first_day: date, last_day: date) -> Bools:
    first, after = day_number(first_day) * DAY_S, (day_number(last_day) + 1) * DAY_S
    done = made.outcome == Outcome.RESULT
    return np.asarray(done & (made.result >= first) & (made.result < after))


def give_back(made: Dossiers, ended: Bools, by_post: int, rng: Generator) -> None:
    """Handed out within minutes; some results travel by post."""
    done = made.outcome == Outcome.RESULT
    made.returned[done] = made.result[done] + 300
    made.return_method[done] = 0
    made.return_method[rng.permutation(np.flatnonzero(ended))[:by_post]] = 1


def rating_batch(
    extras: Extras,
    made: Dossiers,
    ended: Bools,
    codes: list[str],
    register: Register,
    rng: Generator,
) -> Batch:
    rows = np.sort(rng.permutation(np.flatnonzero(ended))[: extras.ratings])
    score = np.where(rng.random(extras.ratings) < 0.6, 3, 2)
    score[rng.permutation(extras.ratings)[extras.satisfied :]] = 1
    keys = [codes[row] for row in rows.tolist()]
    columns = {
        "rating_key": [f"{key}:D1" for key in keys],
        "dossier_code": keys,
        "agency_code": picked(made.owner[rows], [place.code for place in register.places]),
        "criterion": "CHUNG",
        "score": score.tolist(),
        "rated_at": instants(made.result[rows] + 600),
    }
    return Batch(schema.rating, columns | register.origin(["1"] * len(rows)), len(rows))


def petition_batch(extras: Extras, cohort: Cohort, register: Register, rng: Generator) -> Batch:
    """Counted, not dated by the reports: no day they were due."""
    count, first = extras.petitions, day_number(cohort.first_day)
    day = np.sort(rng.integers(first, day_number(cohort.last_day) + 1, count))
    came = day * DAY_S + 9 * 3600
    keys = [f"{register.source}-PAKN-{number:03}" for number in range(1, count + 1)]
    columns = {
        "petition_key": keys,
        "kind": "FEEDBACK",
        "agency_code": register.places[0].code,
        "received_at": instants(came),
        "answered_at": instants(came + rng.integers(4, 15, count) * DAY_S),
    }
    return Batch(schema.petition, columns | register.origin(keys), count)


def payment_batch(
    extras: Extras, made: Dossiers, codes: list[str], register: Register, rng: Generator
) -> Batch:
    """Fees of land registration, nearly all over the counter."""
    fees = np.array([task.fee for task in register.tasks])[made.procedure]
    rows = np.flatnonzero((fees > 0) & (made.owner == len(register.places) - 1))
    early = made.received[rows] < day_number(LAST_PAYMENT_DAY) * DAY_S
    online = rng.permutation(np.flatnonzero(early & (made.channel[rows] == 2)))
    online = online[: extras.online_payments]
    amount: Ints = fees[rows].copy()
    amount[online] = parts_of(extras.online_amount, len(online), rng)
    method = np.full(len(rows), "CASH", dtype="U16")
    method[online] = "ONLINE_NATIONAL"
    keys = [codes[row] for row in rows.tolist()]
    columns = {
        "payment_key": [f"{key}:P1" for key in keys],
        "dossier_code": keys,
        "amount": amount.tolist(),
        "kind": "FEE",
        "collected_when": 1,
        "status": "PAID",
        "method": method.tolist(),
        "paid_at": instants(made.received[rows] + 600),
    }
    return Batch(schema.payment, columns | register.origin(["1"] * len(rows)), len(rows))


def parts_of(whole: int, count: int, rng: Generator) -> Ints:
    """Uneven amounts, the last one making them add up to the đồng."""
    parts = (rng.dirichlet(np.full(count, 1.2)) * whole).astype(np.int64) // 1000 * 1000 + 1000
    parts[np.argmax(parts)] += whole - parts.sum()
    return parts


def result_batch(extras: Extras, made: Dossiers, codes: list[str], register: Register) -> Batch:
    wanted = np.array([task.code not in extras.without_file for task in register.tasks])
    rows = np.flatnonzero((made.outcome == Outcome.RESULT) & wanted[made.procedure])
    keys = [codes[row] for row in rows.tolist()]
    columns = {
        "document_key": [f"{key}:K1" for key in keys],
        "dossier_code": keys,
        "direction": "RESULT",
        "component_code": "K1",
        "has_file": 1,
    }
    return Batch(schema.document, columns | register.origin(["1"] * len(rows)), len(rows))
