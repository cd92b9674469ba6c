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
class Piece:
    """What some facts add: one value for all of them, or one each."""

    places: Ints  # of the facts
    day: Any
    column: Any
    amount: Any
    by: Any = 0


@dataclass(frozen=True)
class Adding:
    """What turns facts into events: seen from a day, by the parts they were read with."""

    own: Mapping[Dating, Sequence[Part]]
    day: int
    calendar: WorkingDays

    def events(self, told: Told, sign: int = 1) -> Events:
        """Everything the facts add, or take away."""
        found = [events_of(told, piece) for piece in self.pieces(told)]
        events = np.concatenate(found)
        events["amount"] *= sign
        return events

    def pieces(self, told: Told) -> Iterator[Piece]:
        yield from self._own(told)
        yield from self._standing(told)
        x = told.extras
        yield Piece(x["of"], x["day"], x["column"], x["amount"])

    def _own(self, told: Told) -> Iterator[Piece]:
        for dating in OWN:
            days = np.ascontiguousarray(told.facts[f"{dating}_day"])
            masks = np.where(days == NEVER, 0, told.facts[f"{dating}_mask"])
            for bit, part in enumerate(self.own[dating]):
                places = np.flatnonzero(masks & (1 << bit))
                if part.column == LATE_ENDS:
                    due = told.facts[f"{Dating.DUE}_day"][places]
                    yield Piece(places, days[places], LATE, 1, due)
                    continue
                yield Piece(places, days[places], AT[part.column], part.sign)
                if part.column in TAKEN:
                    yield Piece(places, days[places], TOOK, 1, self._took(told, places, days))

    def _took(self, told: Told, places: Ints, ended: Ints) -> Ints:
        """Half working days from receipt to end."""
        first = told.facts[f"{Dating.RECEIVED}_day"][places].astype("datetime64[D]")
        taken = self.calendar.between_many(first, ended[places].astype("datetime64[D]"))
        return np.asarray(np.round(taken * 2), np.int64)

    def _standing(self, told: Told) -> Iterator[Piece]:
        standing, due = told.facts["standing"], told.facts[f"{Dating.DUE}_day"]
        is_missed = (due != NEVER) & (due < self.day)
        for bit, stock, where in (
            (parts.OPEN_NOW, Measure.OPEN, None),
            (parts.PENDING_NOW, Measure.PENDING, None),
            (parts.PAUSED_NOW, Measure.PAUSED, None),
            (parts.NO_DUE_NOW, Measure.PENDING_NO_DUE, None),
            (parts.DUE_NOW, Measure.OVERDUE, is_missed),
            (parts.IN_TIME_NOW, Measure.PENDING_IN_TIME, ~is_missed),
            (parts.NO_LETTER_NOW, Measure.NO_LETTER, is_missed),
        ):
            stands = standing >> bit & 1 == 1
            places = np.flatnonzero(stands if where is None else stands & where)
            yield Piece(places, NOW_DAY, AT[net(stock)], 1)


def events_of(told: Told, piece: Piece) -> Events:
    events = np.empty(len(piece.places), EVENT)
    for name in ("agency", "procedure", "channel"):
        events[name] = told.facts[name][piece.places]
    for name in ("day", "column", "by", "amount"):
        events[name] = getattr(piece, name)
    return events


def wakes_of(told: Told, day: int) -> Ints:
    """The next day on which a fact counts otherwise though nothing was written; NEVER if none."""
    due, standing = told.facts[f"{Dating.DUE}_day"], told.facts["standing"]
    falls_due = (standing >> parts.DUE_NOW & 1 == 1) | (standing >> parts.IN_TIME_NOW & 1 == 1)
    wakes = np.where(falls_due & (due >= day), due + 1, NEVER)
    return np.where(told.facts["ahead"] == 1, day + 1, wakes)
