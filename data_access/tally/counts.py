"""Counts of very many facts: each key one whole number, so that sorting adds them up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.tally.cells import halves_of, years_of
from data_access.tally.events import LATE, NOW_DAY, TOOK, WIDTH, Adding, Ints
from data_access.tally.facts import LAST_DAY, Told
from data_access.tally.packing import cut_entries
from data_access.tally.places import CHANNELS
from data_access.tally.summing import Counts, firsts
from data_access.tally.tables import NETS

# Bits, from the top: span | procedure | channel | column | by. Sixty of them in all.
CHANNEL, COLUMN, BY = CHANNELS.bit_length() - 1, 6, 16
THING = 18 + CHANNEL  # procedure and channel
SECOND = COLUMN + BY
MOST_PROCEDURES = 1 << 18
# Of cells: span | kind of entry | key | by.
KIND, KEY = 2, 24

ALL_DAYS = np.arange(LAST_DAY + 1)
HALF, YEAR = halves_of(ALL_DAYS), years_of(ALL_DAYS)
KINDS = np.select(
    [np.arange(1 << COLUMN) < NETS.start, np.arange(1 << COLUMN) < WIDTH],
    [0, 1],
    np.where(np.arange(1 << COLUMN) == TOOK, 2, 3),
)
assert LATE < 1 << COLUMN and LAST_DAY < 1 << BY


class Heap:
    """Keys that are yet to be counted: most of them add one or take one away."""

    def __init__(self) -> None:
        self._ones: dict[int, list[Ints]] = {1: [], -1: []}
        self._keys: list[Ints] = []
        self._amounts: list[Ints] = []

    def add(self, keys: Ints, amount: Any) -> None:
        if isinstance(amount, int):
            self._ones[amount].append(keys)
        else:
            self._keys.append(keys)
            self._amounts.append(amount.astype(np.int64))

    def counts(self) -> Counts:
        for sign, waiting in self._ones.items():
            if waiting:  # sorting alone is much quicker than finding the order of something else
                keys = np.sort(np.concatenate(waiting))
                starts = firsts(keys)
                self._keys.append(keys[starts])
                self._amounts.append(sign * np.diff(np.append(starts, len(keys))))
        if not self._keys:
            return Counts(np.empty(0, np.int64), np.empty(0, np.int64))
        return Counts.added(np.concatenate(self._keys), np.concatenate(self._amounts))


@dataclass(frozen=True)
class Gathered:
    """What one agency, or all that lie in a node, add."""

    halves: Counts  # by half-month
    days: Counts  # by day, without procedure and channel, days taken and days due
    recent: Counts  # by day, the last ones
    now: Counts  # what stands now: all in span 0

    @classmethod
    def joined(cls, parts: Sequence["Gathered"]) -> "Gathered":
        names = cls.__dataclass_fields__
        return cls(*(Counts.joined([getattr(each, name) for each in parts]) for name in names))

    def __len__(self) -> int:
        return len(self.halves) + len(self.days) + len(self.recent) + len(self.now)


def gathered_from(told: Told, channels: Ints, adding: Adding, kept_from: int) -> Gathered:
    """`channels` numbers each fact's channel, below CHANNELS."""
    things = told.facts["procedure"].astype(np.int64) << CHANNEL | channels
    halves, days, recent, now = Heap(), Heap(), Heap(), Heap()
    for piece in adding.pieces(told):
        second = np.asarray(piece.column, np.int64) << BY | piece.by
        below = things[piece.places] << SECOND | second
        if np.isscalar(piece.day) and piece.day == NOW_DAY:
            now.add(below, piece.amount)
            continue
        day = piece.day.astype(np.int64)
        halves.add(HALF[day] << THING + SECOND | below, piece.amount)
        if np.all(np.asarray(piece.column) < WIDTH):
            days.add(day << THING + SECOND | second, piece.amount)
        late = np.flatnonzero(day >= kept_from)
        amount = piece.amount if isinstance(piece.amount, int) else piece.amount[late]
        recent.add(day[late] << THING + SECOND | below[late], amount)
    return Gathered(*(heap.counts() for heap in (halves, days, recent, now)))


# -- what is written of them ---------------------------------------------------------------------
def table_of(days: Counts, spans: Ints | None = None) -> tuple[Ints, NDArray[np.int64]]:
    """Spans, and what each column comes to in each of them."""
    span, column = days.keys >> THING + SECOND, days.keys >> BY & (1 << COLUMN) - 1
    if spans is not None:
        span = spans[span]
    starts = firsts(span)
    counts = np.zeros((len(starts), WIDTH), np.int64)
    row = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(span))))
    np.add.at(counts, (row, column), days.amounts)
    stays = counts.any(axis=1)
    return span[starts][stays], counts[stays]


def cells(counts: Counts, keys: Ints, by_channel: bool) -> Counts:
    """By the keys of a slice, ready to be cut. `keys`: of each procedure, or of each channel."""
    thing, second = counts.keys >> SECOND, counts.keys & (1 << SECOND) - 1
    span, thing = thing >> THING, thing & (1 << THING) - 1
    key = keys[thing & CHANNELS - 1 if by_channel else thing >> CHANNEL]
    return Counts.added(_cell(span, key, second), counts.amounts)


def pairs_alone(counts: Counts) -> Counts:
    """All keys together: of days taken and days due only, for the rest is in rows."""
    second = counts.keys & (1 << SECOND) - 1
    pairs = second >> BY >= WIDTH
    span = counts.keys[pairs] >> THING + SECOND
    return Counts.added(
        _cell(span, np.zeros(len(span), np.int64), second[pairs]), counts.amounts[pairs]
    )


def _cell(span: Ints, key: Ints, second: Ints) -> Ints:
    column = second >> BY
    by = np.where(column < WIDTH, column, second & (1 << BY) - 1)
    return np.asarray(((span << KIND | KINDS[column]) << KEY | key) << BY | by)


def rekeyed(cells: Counts, keys: Ints) -> Counts:
    """Of another slice, where each key lies within one of its: `keys` of each key."""
    key = cells.keys >> BY & (1 << KEY) - 1
    return Counts.added(cells.keys + (keys[key] - key << BY), cells.amounts)


def in_years(cells: Counts) -> Counts:
    span, rest = cells.keys >> KIND + KEY + BY, cells.keys & (1 << KIND + KEY + BY) - 1
    return Counts.added(YEAR[span] << KIND + KEY + BY | rest, cells.amounts)


def cut(cells: Counts) -> Iterator[tuple[int, list[bytes | None]]]:
    """(span, entries of each kind, packed) of counts by the keys of a slice."""
    of = cells.keys >> KEY + BY
    starts = firsts(of)
    key, by = cells.keys >> BY & (1 << KEY) - 1, cells.keys & (1 << BY) - 1
    blobs = cut_entries(key, by, cells.amounts, starts)
    nothing: list[bytes | None] = [None] * (1 << KIND)
    waiting, span = nothing.copy(), -1
    for at, blob in zip(of[starts].tolist(), blobs, strict=True):
        if at >> KIND != span:
            if span >= 0:
                yield span, waiting
            waiting, span = nothing.copy(), at >> KIND
        waiting[at & (1 << KIND) - 1] = blob
    if span >= 0:
        yield span, waiting
