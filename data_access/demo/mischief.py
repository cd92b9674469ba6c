"""The planted troubles carried out. Each function leaves every other agency alone."""

from datetime import datetime

import numpy as np
from numpy.random import Generator

from data_access.demo.course import is_hit
from data_access.demo.dossiers import Dossiers, Outcome
from data_access.demo.places import positions, tasks
from data_access.demo.troubles import FAULTS, Trouble, planted
from data_access.demo.workdays import CLOSES, DAY_S, NONE, Ints, work_clock

EASY_DAYS = 3
BURSTS = np.array([10 * 3600 + 1500, 15 * 3600 + 2400])  # when officials sit down to type
TYPING_S = 55
TWIN_GROUPS = 36


def type_in(made: Dossiers, today: datetime) -> None:
    """Everything is online, handed in the second it is received, one after another."""
    (code,) = planted(Trouble.TYPED_IN).agencies
    here = np.flatnonzero(is_hit(made, code, Trouble.TYPED_IN, today))
    here = here[np.argsort(made.received[here], kind="stable")]
    day = made.received[here] // DAY_S
    starts = np.r_[0, np.flatnonzero(np.diff(day)) + 1] if len(here) else np.array([], int)
    lengths = np.diff(np.r_[starts, len(here)])
    nth = np.arange(len(here)) - np.repeat(starts, lengths)
    at = day * DAY_S + BURSTS[nth % 2] + (nth // 2) * TYPING_S
    made.received[here] = made.submitted[here] = at
    made.channel[here] = np.where(np.arange(len(here)) % 97 == 96, 1, 2)


def leave_hard_ones(made: Dossiers, today: datetime, rng: Generator) -> None:
    """Easy dossiers are closed at once; most hard ones are left lying past their day."""
    (code,) = planted(Trouble.EASY_FIRST).agencies
    clock, days = work_clock(), np.array([task.days for task in tasks()])[made.procedure]
    here = is_hit(made, code, Trouble.EASY_FIRST, today) & (made.outcome == Outcome.RESULT)
    hard = here & (days > EASY_DAYS) & (rng.random(len(made)) < 0.78)
    ages = rng.integers(90, 140, len(made))
    far = clock.add(made.due // DAY_S, ages) * DAY_S + 10 * 3600
    made.end[:] = np.where(hard, far, made.end)
    made.stuck[hard] = 2
    prompt = here & ~hard
    made.end[:] = np.where(prompt, np.minimum(made.end, made.due - 600), made.end)
    made.end[:] = np.where(prompt, np.maximum(made.end, made.received + 60), made.end)


def enter_late(made: Dossiers, today: datetime, rng: Generator) -> None:
    """The paper is given back in time; the software hears of it at the month's end."""
    (code,) = planted(Trouble.LATE_ENTRY).agencies
    here = is_hit(made, code, Trouble.LATE_ENTRY, today) & (made.outcome == Outcome.RESULT)
    here &= rng.random(len(made)) < 0.22
    bulk = last_working_day(made.end) * DAY_S + CLOSES - rng.integers(120, 5000, len(made))
    here &= bulk > made.end
    made.returned[:] = np.where(here, made.end, made.returned)
    made.end[:] = np.where(here, bulk, made.end)


def last_working_day(instant: Ints) -> Ints:
    """Of the month an instant lies in."""
    month = (instant // DAY_S).astype("datetime64[D]").astype("datetime64[M]")
    first_of_next = (month + 1).astype("datetime64[D]").astype(np.int64)
    clock = work_clock()
    return clock.nth[clock.before[first_of_next - clock.base] - 1]


def share_codes(made: Dossiers, today: datetime, rng: Generator) -> None:
    """Groups of two or three dossiers under one national code."""
    (code,) = planted(Trouble.DUPLICATES).agencies
    here = np.flatnonzero(
        (made.owner == positions()[code]) & is_hit(made, code, Trouble.DUPLICATES, today)
    )
    groups = min(TWIN_GROUPS, len(here) // 3)
    chosen = rng.permutation(here)[: groups * 3]
    number = np.arange(len(chosen)) % max(groups, 1)
    keep = (np.arange(len(chosen)) < groups * 2) | (number % 3 == 0)
    made.twin[chosen[keep]] = number[keep]


def spoil(made: Dossiers, rng: Generator) -> None:
    """The register's own faults, each on dossiers of its own."""
    ended = np.flatnonzero(
        (made.outcome == Outcome.RESULT) & (made.pause_kind == NONE) & (made.stuck == NONE)
    )
    counts = [min(count, len(ended) // 8) for count in FAULTS.values()]
    chosen = np.split(rng.permutation(ended)[: sum(counts)], np.cumsum(counts)[:-1])
    no_end, end_first, due_first, unknown, no_due = chosen
    made.result[no_end] = made.returned[no_end] = NONE
    made.result[end_first] = made.received[end_first] - 3 * DAY_S
    made.returned[end_first] = NONE
    made.due[due_first] = made.first_due[due_first] = made.received[due_first] - 2 * DAY_S
    made.owner[unknown] = positions()["UNKNOWN"]
    made.due[no_due] = made.first_due[no_due] = NONE
