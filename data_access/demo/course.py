"""What becomes of each dossier: promised when, stopped for how long, ended how and when."""

from datetime import datetime

import numpy as np
from numpy.random import Generator

from data_access.demo.dossiers import Dossiers, Outcome
from data_access.demo.intake import MERGED
from data_access.demo.places import places, positions, tasks
from data_access.demo.troubles import Trouble, planted, since
from data_access.demo.workdays import (
    CLOSES,
    DAY_S,
    NONE,
    WORK_S,
    Bools,
    Floats,
    Ints,
    day_number,
    work_clock,
)

TOO_LATE = 15 * 3600  # a same-day matter handed in after this is due the next working day
LATE_BY_FIELD = {
    "LV-CT": 0.003, "LV-HT": 0.012, "LV-DD": 0.115, "LV-BD": 0.02, "LV-HKD": 0.02,
    "LV-XD": 0.07, "LV-BTXH": 0.04, "LV-NCC": 0.045, "LV-GN": 0.04, "LV-LLTP": 0.05,
}  # fmt: skip
LATE_ELSEWHERE = 0.03
ENDINGS = (
    (Outcome.REFUSED, 0.007),
    (Outcome.WITHDRAWN, 0.008),
    (Outcome.SENT_BACK, 0.005),
    (Outcome.NOT_ACCEPTED, 0.006),
)
STUCK_SHARE = 0.2  # of late dossiers: forgotten for months


def run_course(made: Dossiers, today: datetime, traits: Generator, rng: Generator) -> None:
    """Also what lies after `today`; `traits` makes agencies differ alike whatever the count."""
    days = np.array([task.days for task in tasks()])[made.procedure]
    promise(made, days)
    stop_some(made, days, rng)
    late = rng.random(len(made)) < lateness(made, today, traits)
    finish(made, days, late, rng)
    end_otherwise(made, rng)
    hand_over(made)


def promise(made: Dossiers, days: Ints) -> None:
    """Due at 17:00 of the due day; the day of receipt does not count."""
    clock = work_clock()
    after = np.maximum(days, (made.received % DAY_S >= TOO_LATE).astype(np.int64))
    day = clock.add(made.received // DAY_S, after)
    made.due[:] = made.first_due[:] = day * DAY_S + CLOSES


def stop_some(made: Dossiers, days: Ints, rng: Generator) -> None:
    """Some long matters wait for papers or for money; the due day moves by the stop."""
    count, clock = len(made), work_clock()
    is_land = np.array([task.field == "LV-DD" for task in tasks()])[made.procedure]
    drawn = rng.random(count)
    money = is_land & (days >= 8) & (drawn < 0.12)
    papers = (days >= 5) & (drawn > 0.93)
    stopped = money | papers
    begin = clock.position(made.received) + (days * rng.uniform(0.2, 0.5, count) * WORK_S).astype(
        np.int64
    )
    length = np.clip(rng.exponential(8, count), 1, 60).astype(np.int64)
    made.pause_kind[:] = np.where(money, 1, np.where(papers, 0, NONE))
    made.pause_start[:] = np.where(stopped, clock.instant(begin), NONE)
    made.pause_end[:] = np.where(stopped, clock.instant(begin + length * WORK_S), NONE)
    made.pause_days[:] = np.where(stopped, length, 0)
    made.due[:] = clock.add(made.due // DAY_S, made.pause_days) * DAY_S + CLOSES


def lateness(made: Dossiers, today: datetime, traits: Generator) -> Floats:
    """How likely each is to be finished late."""
    fields = [task.field for task in tasks()]
    by_field = np.array([LATE_BY_FIELD.get(field, LATE_ELSEWHERE) for field in fields])
    by_agency = np.clip(traits.lognormal(-0.1, 0.36, len(places())), 0.45, 1.9)
    chance = by_field[made.procedure] * by_agency[made.heir]
    # Months differ, but little: chance must not look like a signal.
    chance = np.where(since_merger_rush(made.received), chance * 1.7, chance)
    for code in planted(Trouble.WORSE).agencies:
        chance = np.where(is_hit(made, code, Trouble.WORSE, today), chance * 2 + 0.17, chance)
    for code in planted(Trouble.BETTER).agencies:
        here = made.heir == positions()[code]
        now = is_hit(made, code, Trouble.BETTER, today)
        chance = np.where(here, np.where(now, 0.004, chance * 1.5 + 0.14), chance)
    return np.minimum(chance, 0.9)


def since_merger_rush(received: Ints) -> Bools:
    """The three months after the merger, when everyone was new everywhere."""
    day = received // DAY_S
    return (day >= MERGED) & (day < MERGED + 75)


def is_hit(made: Dossiers, code: str, trouble: Trouble, today: datetime) -> Bools:
    """The agency's dossiers since its trouble began."""
    began = day_number(since(trouble, today.date())) * DAY_S
    return np.asarray((made.heir == positions()[code]) & (made.received >= began))


def finish(made: Dossiers, days: Ints, late: Bools, rng: Generator) -> None:
    """On the due day or some days before; the late ones days or months after."""
    count, clock = len(made), work_clock()
    early = np.ceil(days * rng.beta(1.1, 2.2, count) * (rng.random(count) < 0.62)).astype(np.int64)
    early = np.minimum(early, np.maximum(days - 1, 0))
    behind = 1 + rng.exponential(5.5, count).astype(np.int64)
    stuck = rng.random(count) < STUCK_SHARE
    behind = np.where(stuck, rng.integers(15, 120, count), behind)
    day = clock.add(made.due // DAY_S, np.where(late, behind, -early))
    worked = rng.beta(1.7, 1.6, count) * (WORK_S - 900)
    made.end[:] = clock.instant(clock.position(day * DAY_S) + worked.astype(np.int64))
    # What is finished on the day it came in takes a while after it came in.
    soon = clock.position(made.received) + rng.integers(300, 5400, count)
    soon = np.minimum(soon, clock.position(made.due) - 1)
    made.end[:] = np.maximum(made.end, np.maximum(clock.instant(soon), made.received + 60))
    after_stop = clock.instant(clock.position(made.pause_end.clip(made.received)) + 5400)
    made.end[:] = np.where(made.pause_kind != NONE, np.maximum(made.end, after_stop), made.end)
    made.outcome[:] = Outcome.RESULT
    choices = np.array([2, 2, 2, 3, 4, 1])
    made.stuck[:] = np.where(late, rng.choice(choices, count), NONE)


def end_otherwise(made: Dossiers, rng: Generator) -> None:
    """Refused, withdrawn, sent back, not accepted: somewhere on the way."""
    count, drawn, clock = len(made), rng.random(len(made)), work_clock()
    floor = 0.0
    for outcome, share in ENDINGS:
        made.outcome[(drawn >= floor) & (drawn < floor + share)] = outcome
        floor += share
    cut = np.isin(made.outcome, [Outcome.WITHDRAWN, Outcome.SENT_BACK])
    start, end = clock.position(made.received), clock.position(made.end)
    part = (start + (end - start) * rng.uniform(0.2, 0.9, count)).astype(np.int64)
    made.end[:] = np.where(cut, np.maximum(clock.instant(part), made.received + 120), made.end)
    turned = made.outcome == Outcome.NOT_ACCEPTED
    made.end[:] = np.where(turned, made.received + rng.integers(60, 900, count), made.end)


def hand_over(made: Dossiers) -> None:
    """What was still open at the merger went to the new commune."""
    passed = (made.end >= MERGED * DAY_S) & (made.received < MERGED * DAY_S)
    made.owner[:] = np.where(passed, made.heir, made.owner)
