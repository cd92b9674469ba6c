"""The made-up province of Minh Hà, written slice by slice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from numpy.random import Generator

from data_access.demo.batch import Batch
from data_access.demo.course import run_course
from data_access.demo.dossiers import Dossiers, Outcome, joined, number_by_day
from data_access.demo.intake import intake
from data_access.demo.journey import journeys
from data_access.demo.mischief import enter_late, leave_hard_ones, share_codes, spoil, type_in
from data_access.demo.papers import papers, payments
from data_access.demo.places import places, tasks
from data_access.demo.reference import (
    GIVEN,
    agency_batch,
    capability_batch,
    holiday_batch,
    procedure_batch,
    succession_batch,
)
from data_access.demo.rows import (
    Register,
    codes_of,
    current_steps,
    dossier_batch,
    pause_batch,
    step_batch,
)
from data_access.demo.standing import cut, just_submitted
from data_access.demo.voices import apologies, petitions, ratings
from data_access.demo.workdays import DAY_S, NONE, day_number

SOURCE = "MINH-HOA"
SLICE = 20_000
STEP_MONTHS = 24


def second_of(instant: datetime) -> int:
    clock = instant.hour * 3600 + instant.minute * 60 + instant.second
    return day_number(instant.date()) * DAY_S + clock


def province_register(today: datetime) -> Register:
    return Register(places(), tasks(), SOURCE, f"{today:%Y-%m-%d %H:%M:%S}")


def province_dossiers(count: int, today: datetime, seed: int, rng: Generator) -> Dossiers:
    """All of them, oldest first, as they stand at `today`."""
    now = second_of(today)
    traits = np.random.default_rng([seed, 1])
    made = intake(count, today, traits, rng)
    type_in(made, today)
    made = made.part(made.received <= now)
    run_course(made, today, traits, rng)
    leave_hard_ones(made, today, rng)
    enter_late(made, today, rng)
    cut(made, now, rng)
    share_codes(made, today, rng)
    spoil(made, rng)
    made = joined([made, just_submitted(made, now, rng)])
    number_by_day(made)
    return made.part(np.argsort(np.maximum(made.received, made.submitted), kind="stable"))


def reference(register: Register) -> Iterator[Batch]:
    yield agency_batch(register)
    yield succession_batch(register)
    yield procedure_batch(tasks(), register)
    yield holiday_batch(register)
    yield capability_batch(SOURCE, GIVEN)


def province(count: int, today: datetime, seed: int) -> Iterator[Batch]:
    """Every row of the province; each slice begins with its dossiers."""
    register, rng = province_register(today), np.random.default_rng(seed)
    yield from reference(register)
    made = province_dossiers(count, today, seed, rng)
    codes = codes_of(made, register)
    for start in range(0, len(made), SLICE):
        part = made.part(slice(start, start + SLICE))
        yield from slice_batches(part, codes[start : start + SLICE], today, register, rng)
    yield petitions(made, codes, second_of(today), register, rng)


def slice_batches(
    part: Dossiers, codes: list[str], today: datetime, register: Register, rng: Generator
) -> Iterator[Batch]:
    now = second_of(today)
    journey = journeys(part, now)
    standing = current_steps(part, journey, register)
    latest = journey.entered.max(axis=1)
    part.changed[:] = np.where(
        part.outcome == Outcome.OPEN, np.maximum(part.changed, latest), part.changed
    )
    yield dossier_batch(part, codes, register, standing)
    yield pause_batch(part, codes, register)
    recent = second_of(today - timedelta(days=STEP_MONTHS * 30.44))
    kept = (part.received >= recent) | ((part.outcome == Outcome.OPEN) & (part.received != NONE))
    yield step_batch(part, codes, journey, kept, register)
    yield papers(part, codes, register, rng)
    yield payments(part, codes, now, register, rng)
    yield ratings(part, codes, now, register, rng)
    yield apologies(part, codes, now, register, rng)
