"""Facts out of what was read: tables of Arrow, whose columns go by their places."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_access.indicators.definition import Measure
from data_access.tally.facts import (
    EXTRA,
    FACT,
    NEVER,
    Book,
    Codes,
    Facts,
    Names,
    Pairs,
    Told,
    sought,
    within,
)
from data_access.tally.parts import OWN
from data_access.tally.tables import AT


def table_of(rows: Sequence[tuple[Any, ...]], width: int) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * width
    return pa.table([pa.array(column) for column in columns], [str(n) for n in range(width)])


def ints(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(pc.fill_null(column.cast(pa.int64(), safe=False), NEVER).to_numpy())


def codes_of(column: pa.ChunkedArray) -> Codes:
    """Codes as bytes, each as long as the longest."""
    text = pc.fill_null(column.combine_chunks().cast(pa.large_string()), "")
    width = max(pc.max(pc.binary_length(text)).as_py() or 1, 1)
    padded = pc.ascii_rpad(text, width, padding="\0")
    if not len(text):
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
    return table if are_single(table) else table.take(pc.sort_indices(table.column(0)))


def are_single(table: pa.Table) -> bool:
    """Whether codes stand in their order, and none of them twice."""
    codes = table.column(0)
    before = codes.slice(0, max(len(table) - 1, 0))
    return len(table) < 2 or bool(pc.all(pc.less(before, codes.slice(1))).as_py())


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
    """Of records that hang on a dossier: (code, source, agency, procedure, channel, day, …)."""
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
    at, is_told = sought(codes, asked)
    here = np.flatnonzero(is_told & (days != NEVER))
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


def apart_in(
    table: pa.Table, datings: Sequence[Sequence[Measure]], prefix: str, book: Book
) -> Told:
    """Records that need no dossier, by their codes: an extra each, and nothing else."""
    if not len(table):
        return Told.nothing()
    table = by_code(table)
    facts = np.zeros(len(table), FACT)
    facts["agency"] = numbered(table.column(2), book.agencies)
    facts["procedure"] = numbered(table.column(3), book.procedures)
    facts["channel"] = ints(table.column(4))
    for dating in OWN:
        facts[f"{dating}_day"] = NEVER
    found = [
        extras_of(some, days[some], column, amounts[some])
        for days, column, amounts in dated_in(table, 5, datings)
        for some in [np.flatnonzero((days != NEVER) & (amounts != 0))]
    ]
    codes = np.char.add(prefix.encode(), codes_of(table.column(0)))
    return Told(codes, facts, in_order(found))


def dated_in(
    table: pa.Table, place: int, datings: Sequence[Sequence[Measure]]
) -> Iterator[tuple[NDArray[np.int64], int, NDArray[np.int64]]]:
    """(days, column, amounts) of each measure, a dating after the other."""
    for measures in datings:
        days = ints(table.column(place))
        for column, amounts in amounts_in(table, place + 1, measures):
            yield days, column, amounts
        place += 1 + len(measures)
