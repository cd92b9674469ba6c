"""Facts turned into what they add: events, then cells of every grain and slice they fall into."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.definition import Dating, Measure
from data_access.scope import UNKNOWN, Channel
from data_access.tally import parts
from data_access.tally.facts import NEVER, Book, Told
from data_access.tally.parts import LATE_ENDS, OWN, Part
from data_access.tally.tables import AT, COLUMNS, NETS, TAKEN, Grain, Slice, desk, net

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


# -- spans ------------------------------------------------------------------------------------
def halves_of(days: Ints) -> Ints:
    """The first day of the half-month of each day; what stands now stays as it is."""
    as_days = days.astype("datetime64[D]")
    months = as_days.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(days == NOW_DAY, NOW_DAY, np.where(days - months < 14, months, months + 14))


def years_of(days: Ints) -> Ints:
    firsts = days.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]")
    return np.where(days == NOW_DAY, NOW_DAY, firsts.astype(np.int64))


# -- where an agency's counts stand, and under which keys ----------------------------------------
@dataclass(frozen=True)
class Places:
    """Nodes of agencies, and keys of procedures and channels, as the register has them now."""

    directory: Directory
    book: Book

    def nodes(self, agencies: Ints) -> tuple[list[str], Ints, Ints]:
        """Names of nodes; and pairs (place in `agencies`, node)."""
        ways = {
            number: self.nodes_of(self.book.agencies[number]) for number in set(agencies.tolist())
        }
        names = sorted({node for way in ways.values() for node in way})
        at = {name: place for place, name in enumerate(names)}
        lengths = np.fromiter((len(ways[a]) for a in agencies.tolist()), np.int64, len(agencies))
        which = np.repeat(np.arange(len(agencies)), lengths)
        into = [at[node] for a in agencies.tolist() for node in ways[a]]
        return names, which, np.array(into, np.int64)

    def nodes_of(self, agency: str) -> list[str]:
        """Every agency it lies in, and its own desk where others lie below it."""
        if agency not in self.directory.agencies:
            return [agency]
        own = [desk(agency)] if self.directory.children(agency) else []
        return [*self.directory.lies_in(agency), *own]

    def keys(self, which: Slice, procedures: Ints, channels: Ints) -> Ints:
        """The number of each event's key, as the book has it."""
        if which is Slice.ALL:
            return np.zeros(len(procedures), np.int64)
        numbers = channels if which is Slice.CHANNEL else procedures
        found, inverse = np.unique(numbers, return_inverse=True)
        told = self.book.keys.numbers([self.key(which, int(number)) for number in found])
        return told.astype(np.int64)[inverse]

    def key(self, which: Slice, number: int) -> str:
        """Codes as addresses name them; what the register does not list is the unknown."""
        if which is Slice.CHANNEL:
            named = [each for each in Channel if each.code == number]
            return named[0].value if named else Channel.UNKNOWN.value
        code = self.book.procedures[number]
        listed = self.directory.procedures.get(code)
        if which is Slice.PROCEDURE:
            return code if listed else UNKNOWN
        return (listed.field if listed else None) or UNKNOWN


def days_of(days: Ints) -> Ints:
    return days


GRAINS = {Grain.YEAR: years_of, Grain.HALF: halves_of, Grain.DAY: days_of}


# -- adding up --------------------------------------------------------------------------------
def reduced(keys: Sequence[Ints], amounts: Ints) -> tuple[list[Ints], Ints]:
    """Equal keys put together, in order; those that come to nothing left out."""
    if not len(amounts):
        return [np.empty(0, np.int64) for _ in keys], np.empty(0, np.int64)
    lows = [int(each.min()) for each in keys]
    widths = [int(each.max()) - low + 1 for each, low in zip(keys, lows, strict=True)]
    one = np.zeros(len(amounts), np.int64)
    for each, low, width in zip(keys, lows, widths, strict=True):
        one = one * width + (each - low)
    order = np.argsort(one)
    one = one[order]
    starts = np.flatnonzero(np.concatenate(([True], one[1:] != one[:-1])))
    sums = np.add.reduceat(amounts[order], starts)
    kept = sums != 0
    one, sums = one[starts][kept], sums[kept]
    found = []
    for low, width in zip(lows[::-1], widths[::-1], strict=True):
        found.append(one % width + low)
        one = one // width
    return found[::-1], sums


def reduced_events(events: Events, days: Ints) -> Events:
    """Events of the same agency, procedure, channel and span as one, dated by the span."""
    keys = [events["agency"], events["procedure"], events["channel"], days]
    keys += [events["column"], events["by"]]
    found, amounts = reduced([each.astype(np.int64) for each in keys], events["amount"])
    told = np.empty(len(amounts), EVENT)
    for name, each in zip(
        ("agency", "procedure", "channel", "day", "column", "by"), found, strict=True
    ):
        told[name] = each
    told["amount"] = amounts
    return told


@dataclass(frozen=True)
class Rows:
    """Counts of nodes in spans, a row each."""

    nodes: list[str]
    node: Ints  # place in `nodes`
    span: Ints
    counts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.node)


def rows_of(nodes: list[str], node: Ints, span: Ints, column: Ints, amount: Ints) -> Rows:
    """Counts as rows; what counts by a second number is not among them."""
    plain = column < WIDTH
    keys, amounts = reduced([node[plain], span[plain], column[plain]], amount[plain])
    starts = edges(keys[:2])
    counts = np.zeros((len(starts), WIDTH), np.int64)
    which = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(amounts))))
    counts[which, keys[2]] = amounts
    return Rows(nodes, keys[0][starts], keys[1][starts], counts)


def edges(keys: Sequence[Ints]) -> Ints:
    """Where, in sorted keys, another one begins."""
    if not len(keys[0]):
        return np.empty(0, np.int64)
    changes = np.zeros(len(keys[0]), bool)
    changes[0] = True
    for each in keys:
        changes[1:] |= each[1:] != each[:-1]
    return np.flatnonzero(changes)


ENTRY = np.dtype([("key", "<u4"), ("by", "<i4"), ("amount", "<i8")])
ENTRIES = ("counts", "nets", "took", "late")  # columns of the table of cells, in its order


@dataclass(frozen=True)
class Cell:
    """What a node counts in a span, by key: entries as bytes, one string for each of ENTRIES.

    `by` is the column of counts and nets, half days of what was taken, the due day of the late.
    """

    node: str
    span: int
    entries: tuple[bytes, ...]


def cells_of(
    nodes: list[str], columns: Sequence[Ints], amount: Ints, *, with_counts: bool
) -> Iterator[Cell]:
    """Cells of (node, span, key, column, by): put into bytes all at once and cut then, for there
    are hundreds of thousands of them.
    """
    (node, span, key, column, by), amount = reduced(columns, amount)
    told: dict[tuple[int, int], list[bytes]] = {}
    kinds = (
        (column < NETS.start) & with_counts,
        (column >= NETS.start) & (column < WIDTH) & with_counts,
        column == TOOK,
        column == LATE,
    )
    for place, of in enumerate(kinds):
        second = column if place < 2 else by
        entries = entries_of(key[of], second[of], amount[of]).tobytes()
        starts = edges([node[of], span[of]])
        ends = np.append(starts, int(of.sum()))[1:] * ENTRY.itemsize
        at = zip(node[of][starts].tolist(), span[of][starts].tolist(), strict=True)
        bounds = zip((starts * ENTRY.itemsize).tolist(), ends.tolist(), strict=True)
        for where, (first, last) in zip(at, bounds, strict=True):
            cell = told.setdefault(where, [b""] * len(ENTRIES))
            cell[place] = entries[first:last]
    for (which, first_day), each in told.items():
        yield Cell(nodes[which], first_day, tuple(each))


def entries_of(key: Ints, by: Ints, amount: Ints) -> NDArray[Any]:
    entries = np.empty(len(key), ENTRY)
    entries["key"], entries["by"], entries["amount"] = key, by, amount
    return entries
