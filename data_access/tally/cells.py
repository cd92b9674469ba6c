"""Events added up: equal ones as one, then rows and cells of every grain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.tally.events import EVENT, LATE, NOW_DAY, TOOK, WIDTH, Events, Ints
from data_access.tally.summing import Counts, firsts
from data_access.tally.tables import NETS, Grain


def halves_of(days: Ints) -> Ints:
    """The first day of the half-month of each day; what stands now stays as it is."""
    as_days = days.astype("datetime64[D]")
    months = as_days.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(days == NOW_DAY, NOW_DAY, np.where(days - months < 14, months, months + 14))


def years_of(days: Ints) -> Ints:
    firsts = days.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]")
    return np.where(days == NOW_DAY, NOW_DAY, firsts.astype(np.int64))


def days_of(days: Ints) -> Ints:
    return days


GRAINS = {Grain.YEAR: years_of, Grain.HALF: halves_of, Grain.DAY: days_of}


def reduced(keys: Sequence[Ints], amounts: Ints) -> tuple[list[Ints], Ints]:
    """Equal keys put together, in order; those that come to nothing left out."""
    if not len(amounts):
        return [np.empty(0, np.int64) for _ in keys], np.empty(0, np.int64)
    lows = [int(each.min()) for each in keys]
    widths = [int(each.max()) - low + 1 for each, low in zip(keys, lows, strict=True)]
    one = np.zeros(len(amounts), np.int64)
    for each, low, width in zip(keys, lows, widths, strict=True):
        one = one * width + (each - low)
    summed = Counts.added(one, amounts)
    one, found = summed.keys, []
    for low, width in zip(lows[::-1], widths[::-1], strict=True):
        found.append(one % width + low)
        one = one // width
    return found[::-1], summed.amounts


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
    starts = firsts(*keys[:2])
    counts = np.zeros((len(starts), WIDTH), np.int64)
    which = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(amounts))))
    counts[which, keys[2]] = amounts
    return Rows(nodes, keys[0][starts], keys[1][starts], counts)


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
        starts = firsts(node[of], span[of])
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
