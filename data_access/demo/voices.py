"""What citizens say of the service, and what the office says to those it kept waiting."""

import numpy as np
from numpy.random import Generator

from data_access.contract import schema
from data_access.demo.batch import Batch, instants, picked
from data_access.demo.dossiers import Dossiers, Outcome
from data_access.demo.rows import Register
from data_access.demo.workdays import CLOSES, DAY_S, NONE, Bools, work_clock

RATED_SHARE = 0.135
APOLOGISED_SHARE = 0.7
PETITION_DAYS = 15
PETITION_SHARE = 0.0016


def was_late(made: Dossiers) -> Bools:
    done = np.isin(made.outcome, [Outcome.RESULT, Outcome.REFUSED])
    return np.asarray(done & (made.due != NONE) & (made.result // DAY_S > made.due // DAY_S))


def ratings(
    made: Dossiers, codes: list[str], now: int, register: Register, rng: Generator
) -> Batch:
    """One answer in eight or so; those kept waiting are harder to please."""
    rated_at = made.returned + rng.integers(60, 3 * DAY_S, len(made))
    told = (made.returned != NONE) & (rng.random(len(made)) < RATED_SHARE) & (rated_at <= now)
    rows = np.flatnonzero(told)
    part, drawn = made.part(rows), rng.random(len(rows))
    unhappy = np.where(was_late(part), 0.32, 0.038)
    score = np.where(drawn < unhappy, 1, np.where(drawn < unhappy + 0.35, 2, 3))
    keys = [codes[row] for row in rows.tolist()]
    columns = {
        "rating_key": [f"{key}:D1" for key in keys],
        "dossier_code": keys,
        "agency_code": picked(part.owner, [place.code for place in register.places]),
        "criterion": "CHUNG",
        "score": score.tolist(),
        "rated_at": instants(rated_at[rows]),
    }
    return Batch(schema.rating, columns | register.origin(["1"] * len(rows)), len(rows))


def apologies(
    made: Dossiers, codes: list[str], now: int, register: Register, rng: Generator
) -> Batch:
    """A letter for most late dossiers, on the working day after the missed one."""
    clock = work_clock()
    late = was_late(made) | ((made.outcome == Outcome.OPEN) & (made.due < now - 3 * DAY_S))
    late &= (made.due != NONE) & (made.received != NONE) & (made.paused != 1)
    rows = np.flatnonzero(late & (rng.random(len(made)) < APOLOGISED_SHARE))
    part = made.part(rows)
    day = clock.add(part.due // DAY_S, np.ones(len(rows), dtype=np.int64))
    issued = day * DAY_S + 8 * 3600 + rng.integers(0, 8000, len(rows))
    promised = clock.add(day, rng.integers(3, 11, len(rows))) * DAY_S + CLOSES
    keys = [codes[row] for row in rows.tolist()]
    columns = {
        "apology_key": [f"{key}:X1" for key in keys],
        "dossier_code": keys,
        "agency_code": picked(part.owner, [place.code for place in register.places]),
        "issued_at": instants(np.minimum(issued, now)),
        "new_due_at": instants(promised),
    }
    return Batch(schema.apology, columns | register.origin(["1"] * len(rows)), len(rows))


def petitions(
    made: Dossiers, codes: list[str], now: int, register: Register, rng: Generator
) -> Batch:
    """A few hundred complaints of citizens, due for an answer in fifteen working days."""
    clock = work_clock()
    wanted = max(6, int(len(made) * PETITION_SHARE))
    rows = np.sort(rng.choice(np.flatnonzero(made.received != NONE), wanted, replace=False))
    part = made.part(rows)
    came = np.minimum(part.received + rng.integers(DAY_S, 20 * DAY_S, wanted), now - 3600)
    due = clock.add(came // DAY_S, np.full(wanted, PETITION_DAYS)) * DAY_S + CLOSES
    taken = np.where(
        rng.random(wanted) < 0.94, rng.integers(3, 15, wanted), rng.integers(16, 30, wanted)
    )
    answered = clock.add(came // DAY_S, taken) * DAY_S + 9 * 3600 + rng.integers(0, 7000, wanted)
    keys = [f"PAKN-{number:05}" for number in range(1, wanted + 1)]
    columns = {
        "petition_key": keys,
        "kind": np.where(rng.random(wanted) < 0.93, "FEEDBACK", "COMPLAINT").tolist(),
        "dossier_code": [codes[row] for row in rows.tolist()],
        "agency_code": picked(part.owner, [place.code for place in register.places]),
        "received_at": instants(came),
        "due_at": instants(due),
        "answered_at": instants(np.where(answered <= now, answered, NONE)),
    }
    return Batch(schema.petition, columns | register.origin(keys), wanted)
