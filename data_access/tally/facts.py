"""What is counted of each dossier, read from the register: its days, and a mask for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_access.indicators.definition import Measure
from data_access.tally.parts import OWN
from data_access.tally.tables import AT

NEVER = -999_999  # a day that nobody says, long before any that somebody does
FIRST_DAY, LAST_DAY = 7304, 47847  # one before and one after the days an address can name
NO_CHANNEL = -1
# Codes of what has no dossier to hang on; no dossier's code begins so.
APART = "\x01"
RATING, PETITION = "\x01rating/", "\x01petition/"

FACT = np.dtype(
    [
        ("agency", "<i4"),
        ("procedure", "<i4"),
        ("channel", "<i2"),
        *((f"{dating}_day", "<i4") for dating in OWN),
        *((f"{dating}_mask", "<i4") for dating in OWN),
        ("standing", "<i2"),
        ("ahead", "<i1"),
    ]
)
EXTRA = np.dtype([("of", "<i4"), ("day", "<i4"), ("column", "<i2"), ("amount", "<i8")])
Facts = NDArray[Any]
Codes = NDArray[np.bytes_]
Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """Facts of dossiers, one each, and what else they add: extras point at them by place."""

    codes: Codes
    facts: Facts
    extras: Facts

    def __len__(self) -> int:
        return len(self.facts)

    @classmethod
    def nothing(cls) -> "Told":
        return cls(np.empty(0, "S1"), np.empty(0, FACT), np.empty(0, EXTRA))

    @classmethod
    def joined(cls, told: Sequence["Told"]) -> "Told":
        if not told:
            return cls.nothing()
        starts = np.cumsum([0, *(len(each) for each in told)])
        extras = [each.extras.copy() for each in told]
        for each, start in zip(extras, starts, strict=False):
            each["of"] += int(start)
        codes = np.concatenate([each.codes for each in told])
        return cls(codes, np.concatenate([each.facts for each in told]), np.concatenate(extras))

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each one's extras begin; extras stand in the order of what they are of."""
        return np.searchsorted(self.extras["of"], np.arange(len(self) + 1))

    def taken(self, places: NDArray[np.int64]) -> "Told":
        """Those at some places, in the order of the places."""
        first, lengths = self.starts[places], np.diff(self.starts)[places]
        ends = np.cumsum(lengths)
        which = np.repeat(first - ends + lengths, lengths) + np.arange(int(lengths.sum()))
        extras = self.extras[which]
        extras["of"] = np.repeat(np.arange(len(places)), lengths)
        return Told(self.codes[places], self.facts[places], extras)

    def between(self, first: int, last: int) -> "Told":
        """Those from one place up to another."""
        extras = self.extras[self.starts[first] : self.starts[last]].copy()
        extras["of"] -= first
        return Told(self.codes[first:last], self.facts[first:last], extras)


class Names:
    """Numbers for agencies' and procedures' codes: kept with the facts, as they are of them."""

    def __init__(self, known: Sequence[str] = ()) -> None:
        self.all: list[str] = list(known)
        self._at = {name: at for at, name in enumerate(self.all)}

    def __getitem__(self, number: int) -> str:
        return self.all[number]

    def __len__(self) -> int:
        return len(self.all)

    def numbers(self, told: Sequence[str]) -> NDArray[np.int32]:
        for name in dict.fromkeys(told):
            if name not in self._at:
                self._at[name] = len(self.all)
                self.all.append(name)
        return np.fromiter(map(self._at.__getitem__, told), np.int32, len(told))


@dataclass(frozen=True)
class Book:
    """Everything that is kept by its number. Key 0 is that of all together."""

    agencies: Names = field(default_factory=Names)
    procedures: Names = field(default_factory=Names)
    keys: Names = field(default_factory=lambda: Names([""]))

    @property
    def kinds(self) -> dict[str, Names]:
        return {"agency": self.agencies, "procedure": self.procedures, "key": self.keys}


def codes_in(told: Told) -> list[str]:
    return [code.decode() for code in told.codes.tolist()]


def coded(codes: Sequence[str]) -> Codes:
    return np.array([code.encode() for code in codes], dtype="S") if codes else np.empty(0, "S1")


def within(days: Any) -> NDArray[np.int64]:
    """Days, those beyond what can be asked for as near as can be."""
    told = np.asarray(days, np.int64)
    return np.where(told == NEVER, NEVER, np.clip(told, FIRST_DAY, LAST_DAY))


# -- from what was read: tables of Arrow, whose columns go by their places ---------------------------
def table_of(rows: Sequence[tuple[Any, ...]], width: int) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * width
    return pa.table([pa.array(column) for column in columns], [str(n) for n in range(width)])


def ints(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(pc.fill_null(column.cast(pa.int64(), safe=False), NEVER).to_numpy())


def codes_of(column: pa.ChunkedArray) -> Codes:
    """Codes as bytes, each as long as the longest."""
    text = column.combine_chunks().cast(pa.large_string())
    width = max(pc.max(pc.binary_length(text)).as_py() or 1, 1)
    padded = pc.ascii_rpad(text, width, padding="\0")
    if not len(text) or padded.null_count:
        return np.array([], f"S{width}")
    values = np.frombuffer(padded.buffers()[2], np.uint8)
    start = padded.offset * width
    return values[start : start + len(text) * width].view(f"S{width}")


def numbered(column: pa.ChunkedArray, names: Names) -> NDArray[np.int32]:
    told = column.combine_chunks().cast(pa.large_string()).dictionary_encode()
    numbers = names.numbers(told.dictionary.to_pylist())
    return numbers[told.indices.to_numpy()] if len(told) else np.empty(0, np.int32)


def told_in(table: pa.Table, book: Book) -> Told:
    """Rows as `Reading.sheet` has them, in the order of their codes, without extras."""
    table = by_code(table)
    facts = np.empty(len(table), FACT)
    facts["agency"] = numbered(table.column(2), book.agencies)
    facts["procedure"] = numbered(table.column(3), book.procedures)
    for place, name in enumerate(FACT.names[2:], 4):  # type: ignore[index]
        values = ints(table.column(place))
        facts[name] = within(values) if name.endswith("_day") else values
    return Told(codes_of(table.column(0)), facts, np.empty(0, EXTRA))


def by_code(table: pa.Table) -> pa.Table:
    codes = table.column(0)
    if len(table) < 2 or pc.all(pc.less(codes.slice(0, len(table) - 1), codes.slice(1))).as_py():
        return table
    return table.take(pc.sort_indices(codes))


def pairs_in(table: pa.Table) -> Pairs:
    """(agency, source) of rows as `Reading.sheet` has them."""
    found = table.select([2, 1]).group_by(["2", "1"]).aggregate([])
    return set(zip(*(column.to_pylist() for column in found.columns), strict=True))


Extra = tuple[Codes, NDArray[np.int64], int, NDArray[np.int64]]  # codes, days, column, amounts


def amounts_in(
    table: pa.Table, place: int, measures: Sequence[Measure]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """(column, amount of each row) from a place on."""
    for at, measure in enumerate(measures, place):
        yield AT[measure], np.where(table.column(at).is_valid(), ints(table.column(at)), 0)


def others_in(table: pa.Table, measures: Sequence[Measure]) -> Iterator[Extra]:
    """Of records that hang on a dossier: (code, source, agency, procedure, channel, day, amounts)"""
    codes, days = codes_of(table.column(0)), ints(table.column(5))
    for column, amounts in amounts_in(table, 6, measures):
        some = np.flatnonzero(amounts)
        yield codes[some], days[some], column, amounts[some]


def with_extras(told: Told, extras: Sequence[Extra]) -> Told:
    """Extras of the codes that are told; what happened on no day that can be read is left out."""
    found = [found_among(told.codes, each) for each in extras if len(each[0])]
    return Told(told.codes, told.facts, in_order(found))


def found_among(codes: Codes, extra: Extra) -> Facts:
    asked, days, column, amounts = extra
    at = np.minimum(np.searchsorted(codes, asked), max(len(codes) - 1, 0))
    here = np.flatnonzero((codes[at] == asked) & (days != NEVER)) if len(codes) else []
    return extras_of(at[here], days[here], column, amounts[here])


def extras_of(of: Any, days: Any, column: int, amounts: Any) -> Facts:
    extras = np.empty(len(of), EXTRA)
    extras["of"], extras["day"], extras["column"] = of, within(days), column
    extras["amount"] = amounts
    return extras


def in_order(extras: Sequence[Facts]) -> Facts:
    """By what they are of."""
    whole = np.concatenate([np.empty(0, EXTRA), *extras])
    return whole[np.argsort(whole["of"], kind="stable")]


def apart_in(table: pa.Table, measures: Sequence[Measure], prefix: str, book: Book) -> Told:
    """Records that need no dossier: an extra each, and nothing else; in the order of their codes."""
    table = table.filter(table.column(5).is_valid())
    if not len(table):
        return Told.nothing()
    table = by_code(table)
    facts = np.zeros(len(table), FACT)
    facts["agency"] = numbered(table.column(2), book.agencies)
    facts["procedure"] = numbered(table.column(3), book.procedures)
    facts["channel"] = ints(table.column(4))
    for dating in OWN:
        facts[f"{dating}_day"] = NEVER
    days, found = ints(table.column(5)), []
    for column, amounts in amounts_in(table, 6, measures):
        some = np.flatnonzero(amounts)
        found.append(extras_of(some, days[some], column, amounts[some]))
    codes = np.char.add(prefix.encode(), codes_of(table.column(0)))
    return Told(codes, facts, in_order(found))
