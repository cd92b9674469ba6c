"""Facts turned into what they add to which column on which day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.indicators.calendar import WorkingDays
from data_access.indicators.definition import Dating, Measure
from data_access.tally import parts
from data_access.tally.facts import NEVER, Told
from data_access.tally.parts import LATE_ENDS, OWN, Part
from data_access.tally.tables import AT, COLUMNS, TAKEN, net

Ints = NDArray[np.int64]
EPOCH = date(1970, 1, 1)
TOOK, LATE = len(COLUMNS), len(COLUMNS) + 1  # events that count by a second number
WIDTH = len(COLUMNS)
NOW_DAY = 2**30  # the day of what stands now
EVENT = np.dtype(
    [
        ("agency", "<i4"),
        ("procedure", "<i4"),
        ("channel", "<i2"),
        ("day", "<i4"),
        ("column", "<i2"),
        ("by", "<i4"),  # half working days taken, or the day due
        ("amount", "<i8"),
    ]
)
Events = NDArray[Any]


def number_of(day: date) -> int:
    return (day - EPOCH).days


def day_at(number: int) -> date:
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True)
class Adding:
    """What turns facts into events: seen from a day, by the parts they were read with."""

    own: Mapping[Dating, Sequence[Part]]
    day: int
    calendar: WorkingDays

    def events(self, told: Told, sign: int = 1) -> Events:
        """Everything the facts add, or take away."""
        found = [*self._own(told), *self._standing(told), self._extras(told)]
        events = np.concatenate([each for each in found if len(each)] or [np.empty(0, EVENT)])
        events["amount"] *= sign
        return events

    def _own(self, told: Told) -> Iterator[Events]:
        for dating in OWN:
            days, masks = told.facts[f"{dating}_day"], told.facts[f"{dating}_mask"]
            for bit, part in enumerate(self.own[dating]):
                places = np.flatnonzero((masks >> bit & 1 == 1) & (days != NEVER))
                if part.column == LATE_ENDS:
                    due = told.facts[f"{Dating.DUE}_day"][places]
                    yield events_of(told, places, days[places], LATE, 1, due)
                    continue
                yield events_of(told, places, days[places], AT[part.column], part.sign)
                if part.column in TAKEN:
                    yield events_of(
                        told, places, days[places], TOOK, 1, self._took(told, places, days)
                    )

    def _took(self, told: Told, places: Ints, ended: Ints) -> Ints:
        """Half working days from receipt to end."""
        first = told.facts[f"{Dating.RECEIVED}_day"][places].astype("datetime64[D]")
        taken = self.calendar.between_many(first, ended[places].astype("datetime64[D]"))
        return np.asarray(np.round(taken * 2), np.int64)

    def _standing(self, told: Told) -> Iterator[Events]:
        standing, due = told.facts["standing"], told.facts[f"{Dating.DUE}_day"]
        is_missed = (due != NEVER) & (due < self.day)
        for bit, stock, where in (
            (parts.OPEN_NOW, Measure.OPEN, None),
            (parts.PENDING_NOW, Measure.PENDING, None),
            (parts.PAUSED_NOW, Measure.PAUSED, None),
            (parts.NO_DUE_NOW, Measure.PENDING_NO_DUE, None),
            (parts.DUE_NOW, Measure.OVERDUE, is_missed),
            (parts.IN_TIME_NOW, Measure.PENDING_IN_TIME, ~is_missed),
        ):
            stands = standing >> bit & 1 == 1
            places = np.flatnonzero(stands if where is None else stands & where)
            yield events_of(told, places, NOW_DAY, AT[net(stock)], 1)

    def _extras(self, told: Told) -> Events:
        x = told.extras
        return events_of(told, x["of"], x["day"], x["column"], x["amount"])


def events_of(told: Told, places: Any, day: Any, column: Any, amount: Any, by: Any = 0) -> Events:
    events = np.empty(len(places), EVENT)
    for name in ("agency", "procedure", "channel"):
        events[name] = told.facts[name][places]
    events["day"], events["column"], events["by"], events["amount"] = day, column, by, amount
    return events


def wakes_of(told: Told, day: int) -> Ints:
    """The next day on which a fact counts otherwise though nothing was written; NEVER if none."""
    due, standing = told.facts[f"{Dating.DUE}_day"], told.facts["standing"]
    falls_due = (standing >> parts.DUE_NOW & 1 == 1) | (standing >> parts.IN_TIME_NOW & 1 == 1)
    wakes = np.where(falls_due & (due >= day), due + 1, NEVER)
    return np.where(told.facts["ahead"] == 1, day + 1, wakes)
