"""A made-up ward's dossiers of 26 months, as columns of numbers, and the register they become."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import URL

from data_access.contract.schema import agency, dossier, procedure
from data_access.demo.batch import Batch, instants, picked, short_days
from data_access.demo.intake import counter_time
from data_access.demo.store import whole
from data_access.demo.workdays import (
    CLOSES,
    DAY_S,
    EPOCH,
    NONE,
    Bools,
    Ints,
    day_number,
    work_clock,
)

SOURCE, WARD, NAME = "TINH-HUONG", "TH", "Phường Tân An"
OFFICES = ("TH.1", "TH.2", "TH.3", "TH.4")
BEGINS = date(2024, 9, 16)
A_DAY = 52  # dossiers of a usual one
WEEKDAYS = np.array([1.12, 1.03, 0.98, 0.97, 0.95, 0.4, 0.4])  # Monday first; Saturdays made up
LIMITS = np.array([0, 1, 3, 5, 10, 20])  # working days each procedure may take
SHARES = (0.5, 0.1, 0.12, 0.14, 0.09, 0.05)
LATE, LATE_DAYS = 0.12, 9  # of what takes a day or more; how long on average
TOO_LATE = 15 * 3600  # a same-day matter handed in after this is due the next working day
SEED = 16  # of a day on which nothing stands out


@dataclass
class Town:
    """Instants are local seconds since 1970; NONE of `end`: nobody has ended it."""

    office: Ints
    task: Ints  # place in LIMITS
    received: Ints
    due: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.received)

    def part(self, chosen: Bools) -> "Town":
        return Town(**{each.name: getattr(self, each.name)[chosen] for each in fields(self)})

    def copy(self) -> "Town":
        return self.part(np.full(len(self), True))

    def beside(self, other: "Town") -> "Town":
        told = {
            each.name: np.concatenate([getattr(self, each.name), getattr(other, each.name)])
            for each in fields(self)
        }
        return Town(**told)

    def until(self, instant: int) -> "Town":
        """As it stood then: what came later is not there, what ended later is open."""
        known = self.part(self.received <= instant)
        known.end[known.end > instant] = NONE
        return known


def second_of(instant: datetime) -> int:
    return day_number(instant.date()) * DAY_S + instant.hour * 3600 + instant.minute * 60


@cache
def ordinary() -> Town:
    """Its whole course, the days after the pictures included; copy it before changing it."""
    dice, clock = np.random.default_rng(SEED), work_clock()
    last = date(2026, 12, 31)
    days = clock.nth[(clock.nth >= day_number(BEGINS)) & (clock.nth <= day_number(last))]
    counts = dice.poisson(A_DAY * WEEKDAYS[(days + EPOCH.weekday()) % 7])
    day = np.repeat(days, counts)
    return come(day * DAY_S + counter_time(len(day), dice), dice)


def come(received: Ints, dice: np.random.Generator, shares: tuple[float, ...] = SHARES) -> Town:
    """Dossiers received at these instants, with what will become of them."""
    count, clock = len(received), work_clock()
    task = dice.choice(len(LIMITS), count, p=shares)
    is_next = (task == 0) & (received % DAY_S > TOO_LATE)
    limit = np.where(is_next, 1, LIMITS[task])
    day = received // DAY_S
    due = np.where(limit == 0, day, clock.add(day, np.maximum(limit, 1))) * DAY_S + CLOSES
    begun, promised = clock.position(received), clock.position(due)
    quick = begun + dice.integers(900, 9_000, count)
    share = dice.beta(5, 1.6, count)
    in_time = begun + 1_800 + ((promised - begun - 1_800) * share).astype(np.int64)
    worked = np.where(task == 0, quick, in_time)
    behind = promised + 1_800 + (dice.exponential(LATE_DAYS, count) * 28_800).astype(np.int64)
    is_late = (task > 0) & (dice.random(count) < LATE)
    end = clock.instant(np.where(is_late, behind, np.minimum(worked, promised - 60)))
    office = dice.choice(len(OFFICES), count, p=(0.4, 0.25, 0.2, 0.15))
    return Town(office, task, received, due, np.maximum(end, received + 300))


# -- as a register ---------------------------------------------------------------------------
def write(town: Town, read_at: datetime, url: URL) -> None:
    """Replaces what stands there."""
    with whole(url) as store:
        for batch in batches(town, f"{read_at:%Y-%m-%d %H:%M:%S}"):
            store.write(batch)


def batches(town: Town, read_at: str) -> Iterator[Batch]:
    still = origin(f"{BEGINS} 07:00:00", read_at)
    codes = [WARD, *OFFICES]
    told: dict[str, Any] = {
        "agency_code": codes,
        "name": [NAME, *(f"Điểm tiếp nhận số {n + 1}" for n in range(len(OFFICES)))],
        "level": ["COMMUNE", *["OTHER"] * len(OFFICES)],
        "parent_code": [None, *[WARD] * len(OFFICES)],
    }
    yield Batch(agency, told | {"active": True} | still, len(codes))
    tasks = [f"TT.{limit:02}" for limit in LIMITS.tolist()]
    told = {"procedure_code": tasks, "name": tasks, "field_code": "LV", "field_name": "LV"}
    yield Batch(procedure, told | still, len(tasks))
    yield dossiers(town, tasks, read_at)


def dossiers(town: Town, tasks: list[str], read_at: str) -> Batch:
    is_open = town.end == NONE
    numbers = zip(short_days(town.received), range(len(town)), strict=True)
    ended = instants(town.end)
    told = {
        "dossier_code": [f"{WARD}-{day}-{number:06}" for day, number in numbers],
        "agency_code": picked(town.office, OFFICES),
        "procedure_code": picked(town.task, tasks),
        "channel": 1,
        "received_at": instants(town.received),
        "due_at": instants(town.due),
        "result_at": ended,
        "returned_at": ended,
        "status": np.where(is_open, 4, 10).tolist(),
        "outcome": picked(np.where(is_open, NONE, 0), ("RESULT",)),
        "paused": False,
        "time_precision": "TIME",
        "deleted": False,
    }
    changed = instants(np.maximum(town.received, town.end))
    return Batch(dossier, told | origin(changed, read_at), len(town))


def origin(changed: Any, read_at: str) -> dict[str, Any]:
    return {
        "source_id": SOURCE,
        "source_key": "-",
        "source_updated_at": changed,
        "extracted_at": read_at,
    }
