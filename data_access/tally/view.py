"""One look at the tally: every count of a question as of the same instant."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from data_access.asking import instant_of
from data_access.contract.measures import STOCKS
from data_access.indicators.definition import Measure
from data_access.indicators.reading import Dimension
from data_access.inquiry import Cells, Inquiry
from data_access.periods import Period
from data_access.quantiles import Took
from data_access.tally import spans as cutting
from data_access.tally.cells import LATE, TOOK, WIDTH, Events, Places, number_of
from data_access.tally.packing import Entries, entries_in, events_in
from data_access.tally.spans import DAY, Run, Stretch, runs
from data_access.tally.tables import (
    AT,
    MISSED,
    NETS,
    TAKEN,
    TWO_BOUNDS,
    Slice,
    Tables,
    desk,
    net,
)

SLICE_OF = {
    Dimension.FIELD: Slice.FIELD,
    Dimension.CHANNEL: Slice.CHANNEL,
    Dimension.PROCEDURE: Slice.PROCEDURE,
}
# What was due today has not been missed: these are counted up to yesterday.
BY_DUE = frozenset(
    {Measure.FELL_DUE, Measure.MET_DUE, Measure.PETITIONS_DUE, Measure.PETITIONS_ON_TIME, MISSED}
)
Label = tuple[str, str]  # node, key
BOOKS: dict[tuple[str, str, str], list[str]] = {}  # the last one read
Numbers = NDArray[np.int64]
Pair = tuple[int, str, str, int, int]  # (index, node, key, by, how many)


def answers(inquiry: Inquiry) -> bool:
    """Whether the kept dimensions suffice: one of field, channel, procedure at a time."""
    scope = inquiry.scope
    if scope.agency is None or scope.is_narrowed:
        return False
    filters = {
        Slice.FIELD: scope.fields,
        Slice.CHANNEL: scope.channels,
        Slice.PROCEDURE: scope.procedures,
    }
    used = {which for which, values in filters.items() if values}
    used |= {SLICE_OF[inquiry.by]} if inquiry.by in SLICE_OF else set()
    known = inquiry.by in (Dimension.WHOLE, Dimension.AGENCY, *SLICE_OF)
    return known and inquiry.are_in_order and len(used) <= 1


def slice_of(inquiry: Inquiry) -> Slice:
    if inquiry.scope.fields:
        return Slice.FIELD
    if inquiry.scope.procedures:
        return Slice.PROCEDURE
    return Slice.CHANNEL if inquiry.scope.channels else SLICE_OF.get(inquiry.by, Slice.ALL)


@dataclass(frozen=True)
class View:
    connection: Connection
    tables: Tables
    today: date  # the day it is seen from
    kept_from: int
    counted_at: str  # together with the tables, says which book its numbers are of

    def asks(self, inquiry: Inquiry, now: datetime) -> "Asked":
        return Asked(self, inquiry, now)

    # -- rows --------------------------------------------------------------------------------
    def counts(
        self, stretches: Sequence[Stretch], nodes: Sequence[str], columns: Sequence[str]
    ) -> "Sums":
        """Counts of all together, from the rows of `node`."""
        at = cutting.places(stretches)
        asked, sums = runs(at), Sums(len(columns))
        if not asked or not nodes:
            return sums
        is_one = len(stretches) == 1
        told = self._fetch(self.tables.node.name, is_one, tuple(columns), asked, nodes)
        for node, grain, span, *numbers in told:
            index = stretches[0].index if is_one else at.get((grain, span))
            if index is not None:
                sums.add(index, [(node, "")], np.array([numbers], np.int64))
        return sums

    def _fetch(
        self, table: str, is_one: bool, columns: tuple[str, ...], asked: list[Run], nodes: Any
    ) -> list[Any]:
        is_postgresql = self.connection.dialect.name == "postgresql"
        text = written(table, is_one, columns, len(asked), len(nodes), is_postgresql)
        values = tuple(
            v for grain, first, last in asked for v in (grain.value, *nodes, first, last)
        )
        return list(self.connection.exec_driver_sql(text, values).fetchall())

    def blobs(
        self, which: Slice, stretches: Sequence[Stretch], nodes: Sequence[str], column: str
    ) -> Iterator[tuple[int, str, bytes]]:
        """(index, node, blob) of the cells of some spans."""
        at = cutting.places(stretches)
        asked = runs(at)
        if not asked or not nodes:
            return
        is_postgresql = self.connection.dialect.name == "postgresql"
        name = self.tables.key.name
        text = written(name, False, (column,), len(asked), len(nodes), is_postgresql, keyed=True)
        values = tuple(
            v
            for grain, first, last in asked
            for v in (which.value, grain.value, *nodes, first, last)
        )
        for node, grain, span, blob in self.connection.exec_driver_sql(text, values):
            index = at.get((grain, span))
            if index is not None and blob is not None:
                yield index, node, bytes(blob)

    @property
    def key_names(self) -> list[str]:
        """Names of keys by number; new ones are written after the last."""
        at = (str(self.connection.engine.url), self.tables.name.name, self.counted_at)
        asked = f"SELECT COUNT(*) FROM \"{self.tables.name.name}\" WHERE kind = 'key'"
        held = BOOKS.get(at, [])
        if len(held) != self.connection.exec_driver_sql(asked).scalar_one():
            told = asked.replace("COUNT(*)", "name") + " ORDER BY id"
            held = [row[0] for row in self.connection.exec_driver_sql(told)]
            BOOKS.clear()
            BOOKS[at] = held
        return held

    @cached_property
    def fresh(self) -> list[tuple[Any, Events]]:
        """(book, events) of changes that are not yet in the blobs."""
        asked = f'SELECT events FROM "{self.tables.fresh.name}" ORDER BY id'
        return [events_in(bytes(row[0])) for row in self.connection.exec_driver_sql(asked)]


@lru_cache(maxsize=256)
def written(
    table: str,
    is_one: bool,
    columns: tuple[str, ...],
    parts: int,
    nodes: int,
    is_postgresql: bool,
    *,
    keyed: bool = False,
) -> str:
    """Put together once: of a statement so wide, making it takes longer than answering it."""
    mark = "%s" if is_postgresql else "?"
    among = ", ".join([mark] * nodes)
    if is_one:
        numbers = ", ".join(f"SUM({column})" for column in columns)
        told, group = f"node, '', 0, {numbers}", " GROUP BY node"
    else:
        told, group = f"node, grain, span, {', '.join(columns)}", ""
    which = f"slice = {mark} AND " if keyed else ""
    part = (
        f'SELECT {told} FROM "{table}" WHERE {which}grain = {mark} '
        f"AND node IN ({among}) AND span BETWEEN {mark} AND {mark}{group}"
    )
    return " UNION ALL ".join([part] * parts)


class Sums:
    """By index of a span: labels, and a row of numbers for each."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._at: dict[int, dict[Label, int]] = defaultdict(dict)
        self._parts: dict[int, list[tuple[list[int], Numbers]]] = defaultdict(list)

    def add(self, index: int, labels: Sequence[Label], numbers: Numbers) -> None:
        """No label may stand twice."""
        at = self._at[index]
        places = [at.setdefault(label, len(at)) for label in labels]
        self._parts[index].append((places, numbers))

    def of(self, index: int) -> tuple[list[Label], Numbers]:
        at = self._at.get(index, {})
        summed = np.zeros((len(at), self.width), np.int64)
        for places, numbers in self._parts.get(index, ()):
            summed[places] += numbers
        return list(at), summed

    def __iter__(self) -> Iterator[int]:
        return iter(self._at)


def table_of(
    of: Numbers, entries: Entries, column: Numbers, width: int
) -> tuple[list[tuple[int, int]], Numbers]:
    """Entries added up: labels (place, key), and a row of numbers for each."""
    both = of * 2**32 + entries["key"]
    labels, row = np.unique(both, return_inverse=True)
    told = np.bincount(row * width + column, entries["amount"], len(labels) * width)
    pairs = zip((labels >> 32).tolist(), (labels & 0xFFFFFFFF).tolist(), strict=True)
    return list(pairs), told.reshape(len(labels), width).round().astype(np.int64)


@dataclass(frozen=True)
class Asked:
    """A question put to a view."""

    view: View
    inquiry: Inquiry
    now: datetime

    @cached_property
    def which(self) -> Slice:
        return slice_of(self.inquiry)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys asked for; none for all."""
        scope = self.inquiry.scope
        return frozenset(scope.fields or scope.procedures or tuple(scope.channels))

    @cached_property
    def into(self) -> list[dict[str, tuple[str, ...]]]:
        """Span by span: node → the groups it counts in."""
        return [groups_of(self.inquiry, span) for span in self.inquiry.spans]

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Few, each already the sum of all below it."""
        return tuple(sorted({node for each in self.into for node in each}))

    def can_tell(self, measures: Iterable[Measure]) -> bool:
        """Whether every day asked for one by one is kept with its keys and pairs.

        Days of long ago are kept only of all together, and without what counts by a second number.
        """
        asked = set(measures)
        needs_pairs = asked & {*TWO_BOUNDS, *TAKEN} if self.which is Slice.ALL else asked
        if not needs_pairs:
            return True
        flows, stocks = asked - STOCKS, asked & STOCKS
        stretches = (
            [*self.closed, *self._past(stocks)]
            if self.which is not Slice.ALL
            else (self.closed if flows else [])
        )
        return all(day >= self.view.kept_from for each in stretches for day in each.days)

    # -- stretches ---------------------------------------------------------------------------
    @cached_property
    def closed(self) -> list[Stretch]:
        """The days of the spans that are over."""
        over = self.view.today - DAY
        return [
            cutting.stretch(index, span.first_day, min(span.last_day, over))
            for index, span in enumerate(self.inquiry.spans)
        ]

    @cached_property
    def running(self) -> list[Stretch]:
        """Today, where a span holds it."""
        today = self.view.today
        return [
            cutting.stretch(index, today, today)
            for index, span in enumerate(self.inquiry.spans)
            if span.first_day <= today <= span.last_day
        ]

    def _past(self, stocks: Iterable[Measure]) -> list[Stretch]:
        return [
            each for group in self.instants(stocks).values() for each in cutting.increments(group)
        ]

    def instants(self, stocks: Iterable[Measure]) -> dict[bool, list[tuple[int, date]]]:
        """Whether at the start of spans → (index, day) of the levels of the past."""
        found: dict[bool, list[tuple[int, date]]] = {}
        for measure in stocks:
            at_start = measure is Measure.CARRIED_OVER
            told = [instant_of(measure, span, self.now) for span in self.inquiry.spans]
            found[at_start] = [(i, at.date()) for i, at in enumerate(told) if at is not None]
        return found

    # -- answers -----------------------------------------------------------------------------
    def flows(self, measures: Iterable[str]) -> dict[str, Cells]:
        asked = tuple(measures)
        cells: dict[str, Cells] = {measure: {} for measure in asked}
        not_by_due = tuple(measure for measure in asked if measure not in BY_DUE)
        for stretches, columns in ((self.closed, asked), (self.running, not_by_due)):
            sums = self.sums(stretches, columns)
            for index in sums:
                self._put(index, *sums.of(index), [cells[column] for column in columns])
        return cells

    def _put(
        self, index: int, labels: Sequence[Label], numbers: Numbers, cells: Sequence[Cells]
    ) -> None:
        """Numbers into the groups that their nodes count in, column by column."""
        into = self.into[index]
        for (node, key), told in zip(labels, numbers.tolist(), strict=True):
            for group in into.get(node, ()):
                cell = (self.named(group, key), index)
                for where, number in zip(cells, told, strict=True):
                    if number:
                        where[cell] = where.get(cell, 0) + number

    def levels(self, stocks: Iterable[Measure]) -> dict[Measure, Cells]:
        """Stocks at the end of spans, or at their start; those not yet over as they stand now."""
        asked = tuple(stocks)
        cells: dict[Measure, Cells] = {measure: {} for measure in asked}
        for at_start, instants in self.instants(asked).items():
            here = [m for m in asked if (m is Measure.CARRIED_OVER) is at_start]
            behind = {index for index, _ in instants}
            self._levels_then(here, instants, cells)
            rest = [i for i in range(len(self.inquiry.spans)) if i not in behind]
            self._levels_now(here, rest, cells)
        return cells

    def _levels_then(
        self, stocks: list[Measure], instants: list[tuple[int, date]], cells: dict[Measure, Cells]
    ) -> None:
        columns = [net(stock) for stock in stocks]
        sums = self.sums(cutting.increments(instants), columns)
        at: dict[Label, int] = {}
        level = np.zeros((0, len(columns)), np.int64)
        for index, _ in instants:
            labels, numbers = sums.of(index)
            places = [at.setdefault(label, len(at)) for label in labels]
            level = np.concatenate([level, np.zeros((len(at) - len(level), len(columns)), int)])
            level[places] += numbers
            self._put(index, list(at), level, [cells[stock] for stock in stocks])

    def _levels_now(
        self, stocks: list[Measure], indexes: list[int], cells: dict[Measure, Cells]
    ) -> None:
        if not indexes:
            return
        sums = self.sums([cutting.standing(0)], [net(stock) for stock in stocks])
        for index in indexes:
            self._put(index, *sums.of(0), [cells[stock] for stock in stocks])

    def bounded(self, measures: Iterable[Measure]) -> dict[Measure, Cells]:
        """Measures whose period bounds the due day and the day of the end."""
        asked = tuple(measures)
        cells: dict[Measure, Cells] = {measure: {} for measure in asked}
        if not asked:
            return cells
        spans, today = self.inquiry.spans, number_of(self.view.today)
        if Measure.DUE_UNFINISHED in asked:
            cells[Measure.DUE_UNFINISHED] = self.flows((MISSED,))[MISSED]
        for index, node, key, due, number in self.pairs("late", LATE):
            first = number_of(spans[index].first_day)
            told = {
                Measure.LATE_AND_DUE: number if due >= first else 0,
                Measure.LATE_FROM_BEFORE: number if due < first else 0,
                Measure.DUE_UNFINISHED: -number if first <= due < today else 0,
            }
            for group in self.into[index].get(node, ()):
                for measure in asked:
                    put(cells[measure], (self.named(group, key), index), told[measure])
        return cells

    def days(self, measure: Measure) -> dict[tuple[str, int], Took]:
        """(group, index of the span) → working days → how many dossiers took so many."""
        assert measure in TAKEN
        found: dict[tuple[str, int], Counter[float]] = defaultdict(Counter)
        for index, node, key, halves, number in self.pairs("took", TOOK):
            for group in self.into[index].get(node, ()):
                found[self.named(group, key), index][halves / 2] += number
        return {
            cell: told
            for cell, counter in found.items()
            if (told := {days: n for days, n in counter.items() if n})
        }

    # -- sums --------------------------------------------------------------------------------
    def sums(self, stretches: Sequence[Stretch], columns: Sequence[str]) -> Sums:
        """Of columns that are all flows, or all stocks."""
        if not stretches or not columns:
            return Sums(len(columns))
        if self.which is Slice.ALL:
            return self.view.counts(stretches, self.nodes, columns)
        sums, numbers = Sums(len(columns)), [AT[column] for column in columns]
        name = "nets" if numbers[0] >= NETS.start else "counts"
        where, of, entries = self._entries(stretches, name)
        place = np.full(WIDTH, -1)
        place[numbers] = np.arange(len(numbers))
        column = place[entries["by"]]
        is_asked = column >= 0
        labels, told = table_of(of[is_asked], entries[is_asked], column[is_asked], len(numbers))
        indexes = np.array([where[at][0] for at, _ in labels], np.int64)
        names = self.view.key_names
        for index in np.unique(indexes).tolist():
            rows = np.flatnonzero(indexes == index)
            here = [labels[row] for row in rows.tolist()]
            sums.add(index, [(where[at][1], names[key]) for at, key in here], told[rows])
        for index, node, key, number, _, amount in self._fresh(stretches, set(numbers)):
            row = [amount if each == number else 0 for each in numbers]
            sums.add(index, [(node, key)], np.array([row], np.int64))
        return sums

    def pairs(self, name: str, column: int) -> Iterator[Pair]:
        """What counts by a second number."""
        stretches = [*self.closed, *self.running]
        where, of, entries = self._entries(stretches, name)
        names = self.view.key_names
        for at, (key, by, amount) in zip(of.tolist(), entries.tolist(), strict=True):
            yield *where[at], names[key], by, amount
        for index, node, told, _, by, amount in self._fresh(stretches, {column}):
            yield index, node, told, by, amount

    def _entries(
        self, stretches: Sequence[Stretch], name: str
    ) -> tuple[list[tuple[int, str]], Numbers, Entries]:
        """(index, node) of places; the place of each entry; entries under the keys asked for."""
        blobs = list(self.view.blobs(self.which, stretches, self.nodes, name))
        at: dict[tuple[int, str], int] = {}
        places = [at.setdefault((index, node), len(at)) for index, node, _ in blobs]
        entries, lengths = entries_in([blob for *_, blob in blobs])
        of = np.repeat(np.array(places, np.int64), lengths)
        if self.keys:
            names = self.view.key_names
            is_asked = np.isin(entries["key"], [i for i, n in enumerate(names) if n in self.keys])
            of, entries = of[is_asked], entries[is_asked]
        return list(at), of, entries

    def _fresh(
        self, stretches: Sequence[Stretch], columns: set[int]
    ) -> Iterator[tuple[int, str, str, int, int, int]]:
        """(index, node, key, column, by, amount) of what the blobs do not have yet."""
        for book, events in self.view.fresh:
            here = Places(self.inquiry.directory, book)
            ways = [
                [node for node in here.nodes_of(name) if node in self.nodes]
                for name in book.agencies.all
            ]
            of_these = events[np.isin(events["column"], list(columns))]
            for stretch in stretches:
                inside = of_these[
                    (of_these["day"] >= stretch.first) & (of_these["day"] <= stretch.last)
                ]
                for agency, procedure, channel, _day, column, by, amount in inside.tolist():
                    number = channel if self.which is Slice.CHANNEL else procedure
                    key = "" if self.which is Slice.ALL else here.key(self.which, number)
                    if self.is_asked(key):
                        for node in ways[agency]:
                            yield stretch.index, node, key, column, by, amount

    def is_asked(self, key: str) -> bool:
        return not self.keys or key in self.keys

    def named(self, group: str, key: str) -> str:
        return key if self.inquiry.by in SLICE_OF else group


def groups_of(inquiry: Inquiry, span: Period) -> dict[str, tuple[str, ...]]:
    """Node → the groups it counts in during a span."""
    agency, directory = inquiry.scope.agency, inquiry.directory
    assert agency is not None
    if inquiry.by is not Dimension.AGENCY:
        return dict.fromkeys(directory.heads(agency, span), ("",))
    kept: dict[str, tuple[str, ...]]
    if len(inquiry.spans) == 1:  # added up over rows: each dossier in one of them
        kept = {child.code: (child.code,) for child in directory.children(agency)}
        return kept | {desk(agency) if kept else agency: (agency,)}
    kept = {}
    for child in inquiry.below:
        for node in directory.heads(child.code, span):
            kept[node] = (*kept.get(node, ()), child.code)
    return kept


def put(cells: Cells, key: tuple[str, int], number: int) -> None:
    if number:
        cells[key] = cells.get(key, 0) + number
