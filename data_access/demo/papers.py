"""Papers handed in, results given out as files, fees paid."""

import numpy as np
from numpy.random import Generator

from data_access.contract import schema
from data_access.demo.batch import Batch, instants
from data_access.demo.dossiers import Dossiers, Outcome
from data_access.demo.rows import Register
from data_access.demo.workdays import DAY_S, NONE, Bools, Floats, Ints

DIGITISED_FROM, DIGITISED_FULL = 19_150, 20_700  # mid-2022 to late 2026, in days since 1970
REUSE_FROM = 19_500
COPIES = np.array([1, 1, 2, 3, 5])


def ramp(day: Ints, first: int, last: int, low: float, high: float) -> Floats:
    """From `low` on day `first` to `high` on day `last`; 0 before."""
    along = np.clip((day - first) / (last - first), 0, 1)
    return np.where(day < first, 0.0, low + (high - low) * along)


def papers(made: Dossiers, codes: list[str], register: Register, rng: Generator) -> Batch:
    """One line per dossier handed in on paper or as a file, one per electronic result."""
    count = len(made)
    day = np.maximum(made.received, made.submitted) // DAY_S
    online = made.channel == 2
    digitised = rng.random(count) < ramp(
        day, DIGITISED_FROM, DIGITISED_FULL, 0.05, 0.72
    ) + np.where(day < DIGITISED_FROM, 0.0, np.where(online, 0.13, 0.0))
    reused = digitised & (rng.random(count) < ramp(day, REUSE_FROM, DIGITISED_FULL, 0.02, 0.6))
    listed = (day > DIGITISED_FROM) | online
    electronic = result_as_file(made, day, register, rng)
    rows = np.r_[np.flatnonzero(listed), np.flatnonzero(electronic)]
    is_result = np.arange(len(rows)) >= int(listed.sum())
    kind = np.where(reused, np.where(rng.random(count) < 0.7, 1, 2), 0)
    from_store = reused & (rng.random(count) < 0.4)
    has_file = is_result | digitised[rows] | online[rows]
    keys = [codes[row] for row in rows.tolist()]
    marks = np.where(is_result, "K1", "T1").tolist()
    columns = {
        "document_key": [f"{key}:{mark}" for key, mark in zip(keys, marks, strict=True)],
        "dossier_code": keys,
        "direction": np.where(is_result, "RESULT", "SUBMITTED").tolist(),
        "component_code": marks,
        "has_file": has_file.astype(int).tolist(),
        "digitised": unless(is_result, digitised[rows]),
        "reuse": unless(is_result, kind[rows]),
        "from_national_store": unless(is_result, from_store[rows]),
        "signed": np.where(is_result | online[rows], 1, 0).tolist(),
    }
    return Batch(schema.document, columns | register.origin(marks), len(rows))


def unless(hidden: Bools, values: Bools | Ints) -> list[int | None]:
    return [
        None if hide else int(value)
        for hide, value in zip(hidden.tolist(), values.tolist(), strict=True)
    ]


def result_as_file(made: Dossiers, day: Ints, register: Register, rng: Generator) -> Bools:
    has_paper = np.array([task.has_paper for task in register.tasks])[made.procedure]
    share = 0.25 + ramp(day, DIGITISED_FROM, DIGITISED_FULL, 0.05, 0.67)
    resolved = np.isin(made.outcome, [Outcome.RESULT, Outcome.REFUSED])
    return has_paper & resolved & (rng.random(len(made)) < share)


def payments(
    made: Dossiers, codes: list[str], now: int, register: Register, rng: Generator
) -> Batch:
    """What was to be paid, at receipt or at the return, online or over the counter."""
    fees = np.array([task.fee for task in register.tasks])[made.procedure]
    rows = np.flatnonzero((fees > 0) & (made.received != NONE))
    part, count = made.part(rows), len(rows)
    amount = fees[rows] * np.where(
        fees[rows] < 9000, COPIES[rng.integers(0, len(COPIES), count)], 1
    )
    amount[rng.random(count) < 0.02] = 0
    at_return = (part.pause_kind == 1) | (rng.random(count) < 0.08)
    asked = np.where(at_return, part.returned, part.received + rng.integers(60, 900, count))
    paid = (amount > 0) & (asked != NONE) & (asked <= now)
    keys = [codes[row] for row in rows.tolist()]
    columns = {
        "payment_key": [f"{key}:P1" for key in keys],
        "dossier_code": keys,
        "amount": amount.tolist(),
        "kind": np.where(fees[rows] >= 50_000, "FEE", "CHARGE").tolist(),
        "collected_when": np.where(amount == 0, 0, np.where(at_return, 4, 1)).tolist(),
        "status": np.where(amount == 0, "NOT_DUE", np.where(paid, "PAID", "WAITING")).tolist(),
        "method": methods(part, paid, rng),
        "paid_at": instants(np.where(paid, asked, NONE)),
    }
    return Batch(schema.payment, columns | register.origin(["1"] * count), count)


def methods(part: Dossiers, paid: Bools, rng: Generator) -> list[str | None]:
    day = part.received // DAY_S
    share = 0.04 + ramp(day, 18_900, DIGITISED_FULL, 0.0, 0.6) * np.where(
        part.channel == 2, 1, 0.25
    )
    drawn, place = rng.random(len(part)), rng.random(len(part))
    online = np.where(place < 0.85, "ONLINE_NATIONAL", "ONLINE_LOCAL")
    desk = np.where(place < 0.3, "TRANSFER", "CASH")
    chosen = np.where(drawn < share, online, desk).tolist()
    return [word if done else None for word, done in zip(chosen, paid.tolist(), strict=True)]
