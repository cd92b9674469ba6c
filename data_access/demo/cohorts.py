"""Dossiers made to measure: so many of each fate within a period, at these agencies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from data_access.demo.dossiers import Dossiers, Outcome, blank
from data_access.demo.intake import counter_time
from data_access.demo.places import Task
from data_access.demo.standing import GIVEN, TAKEN_BACK
from data_access.demo.workdays import (
    AFTERNOON,
    CLOSES,
    DAY_S,
    LUNCH,
    NONE,
    OPENS,
    Ints,
    day_number,
    work_clock,
)


class Fate(StrEnum):
    """When a dossier came and went, as its period's report sees it."""

    IN_TIME = "new, resolved by its due day"
    LATE = "new, resolved after it"
    NO_DUE = "new, resolved, promised for no day"
    WITHDRAWN = "new, withdrawn"
    PENDING = "new, still open at the end and not yet due; finished in time later"
    OVERDUE = "new, still open at the end and past its day; finished later"
    CARRIED_IN_TIME = "from before the period, resolved by its due day"
    CARRIED_LATE = "from before the period, resolved after it"


LONG_ENOUGH = {  # a stay across a border of the period needs a time limit that spans it
    Fate.PENDING: 3,
    Fate.OVERDUE: 1,
    Fate.LATE: 1,
    Fate.CARRIED_IN_TIME: 3,
    Fate.CARRIED_LATE: 1,
}


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """`agencies` by field of procedure, or one list for all; `days` replaces the time limit."""

    agencies: tuple[str, ...] = ()
    agency_by_field: Mapping[str, str] = field(default_factory=dict)
    tasks: Callable[[Task], bool]
    first_day: date
    last_day: date
    fates: Mapping[Fate, int]
    days: int | None = None
    not_same_day: bool = False
    quiet_days: int = 0  # working days after the period in which nothing ends


@dataclass(frozen=True)
class Stay:
    """Positions of working days: came in on, finished on."""

    came: Ints
    left: Ints


def cohort_dossiers(
    cohort: Cohort, known: tuple[Task, ...], at: Mapping[str, int], rng: Generator
) -> list[Dossiers]:
    return [
        fated(cohort, fate, count, known, at, rng) for fate, count in cohort.fates.items() if count
    ]


def fated(
    cohort: Cohort,
    fate: Fate,
    count: int,
    known: tuple[Task, ...],
    at: Mapping[str, int],
    rng: Generator,
) -> Dossiers:
    """`count` dossiers of one fate."""
    made, clock = blank(count), work_clock()
    made.procedure[:] = drawn_tasks(cohort, fate, count, known, rng)
    limits = np.array([task.days for task in known])[made.procedure]
    if cohort.days is not None:
        limits = np.full(count, cohort.days)
    stay = stays(fate, cohort, limits, rng)
    made.received[:] = clock.nth[stay.came] * DAY_S + counter_time(count, rng)
    made.end[:] = clock.nth[stay.left] * DAY_S + rng.integers(OPENS + 1800, LUNCH, count)
    one_day = stay.came == stay.left
    made.received[one_day] = clock.nth[stay.came[one_day]] * DAY_S + rng.integers(
        OPENS, LUNCH, one_day.sum()
    )
    made.end[one_day] = clock.nth[stay.left[one_day]] * DAY_S + rng.integers(
        AFTERNOON, CLOSES, one_day.sum()
    )
    made.due[:] = clock.nth[stay.came + limits] * DAY_S + CLOSES
    settle(made, fate)
    made.owner[:] = made.counter[:] = made.heir[:] = owners(cohort, made, known, at, rng)
    return made


def settle(made: Dossiers, fate: Fate) -> None:
    """Everything these offices received has long been ended."""
    made.paused[:], made.pause_days[:] = 0, 0
    if fate is Fate.NO_DUE:
        made.due[:] = NONE
    if fate is Fate.WITHDRAWN:
        made.outcome[:], made.status[:] = Outcome.WITHDRAWN, TAKEN_BACK
        made.withdrawn[:] = made.end
    else:
        made.outcome[:], made.status[:] = Outcome.RESULT, GIVEN
        made.result[:] = made.end
    made.changed[:] = made.end


def drawn_tasks(
    cohort: Cohort, fate: Fate, count: int, known: tuple[Task, ...], rng: Generator
) -> Ints:
    """Procedures of the cohort, by weight, whose time limit suits the fate."""
    fields = cohort.agency_by_field
    least = LONG_ENOUGH.get(fate, 0) + cohort.quiet_days * (fate is Fate.PENDING)
    fit = [
        number
        for number, task in enumerate(known)
        if cohort.tasks(task)
        and (not fields or task.field in fields)
        and (cohort.days or task.days) >= max(least, int(cohort.not_same_day))
    ]
    weights = np.array([max(known[number].weight, 0.5) for number in fit])
    return np.array(fit)[rng.choice(len(fit), count, p=weights / weights.sum())]


def owners(
    cohort: Cohort,
    made: Dossiers,
    known: tuple[Task, ...],
    at: Mapping[str, int],
    rng: Generator,
) -> Ints:
    if cohort.agency_by_field:
        by_task = [at.get(cohort.agency_by_field.get(task.field, ""), NONE) for task in known]
        return np.array(by_task)[made.procedure]
    pool = np.array([at[code] for code in cohort.agencies])
    return pool[rng.integers(0, len(pool), len(made))]


def stays(fate: Fate, cohort: Cohort, limits: Ints, rng: Generator) -> Stay:
    """Days of coming and going that give every dossier its fate."""
    clock, count = work_clock(), len(limits)
    first = int(clock.before[day_number(cohort.first_day) - clock.base])
    last = int(clock.before[day_number(cohort.last_day) + 1 - clock.base]) - 1
    lag = 1 + rng.exponential(6, count).astype(np.int64)
    match fate:
        case Fate.IN_TIME | Fate.NO_DUE | Fate.WITHDRAWN:
            return in_period(first, last, limits, int(cohort.not_same_day), rng)
        case Fate.LATE:
            left = rng.integers(first + limits + 1, last + 1)
            return Stay(left - limits - np.minimum(lag, left - first - limits), left)
        case Fate.CARRIED_IN_TIME:
            left = first + rng.integers(0, limits)
            return Stay(rng.integers(left - limits, first), left)
        case Fate.CARRIED_LATE:
            came = first - rng.integers(1, 41, count)
            return Stay(came, np.minimum(np.maximum(came + limits, first - 1) + lag, last))
        case Fate.PENDING:
            after = last + 1 + cohort.quiet_days
            came = rng.integers(after - limits, last + 1)
            return Stay(came, rng.integers(after, came + limits + 1))
        case Fate.OVERDUE:
            came = rng.integers(np.maximum(first, last - limits - 60), last - limits)
            return Stay(came, last + 1 + cohort.quiet_days + lag)


def in_period(first: int, last: int, limits: Ints, least: int, rng: Generator) -> Stay:
    """Half on the last day allowed, the others any day before."""
    left = rng.integers(first + least, last + 1, len(limits))
    longest = np.minimum(limits, left - first)
    taken = np.where(
        rng.random(len(limits)) < 0.45,
        longest,
        (rng.random(len(limits)) * (longest + 1)).astype(int),
    )
    return Stay(left - np.maximum(taken, least), left)
