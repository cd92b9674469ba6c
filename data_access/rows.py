"""The records behind a figure: the very ones that its measure counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func

from data_access import asking, listing, ordering, raw, sieve
from data_access.contract import records
from data_access.contract.conditions import Condition
from data_access.contract.measures import Counted, Counting
from data_access.contract.records import IS_LATE, READ, Expressions
from data_access.directory import Directory
from data_access.indicators.definition import Dating, Measure
from data_access.indicators.reading import Dimension, Moment
from data_access.indicators.selection import Part, Selection
from data_access.inquiry import Inquiry
from data_access.listing import (
    Column,
    Listed,
    Listing,
    Neighbours,
    Order,
    Record,
    Standing,
    Window,
    columns_of,
    is_told_then,
)
from data_access.reader import counting_of
from data_access.register import Register
from data_access.rules import Rules
from data_access.scope import Scope
from data_access.state import State

T = TypeVar("T")

EXACT = 20_000  # up to as many lines are put in order here, by names and working days
CHUNK = 500
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Rows:
    """Lists what `Reader.read` counts: the total of a list is the figure that leads to it."""

    register: Register
    rules: Rules

    def rows(self, selection: Selection, scope: Scope, window: Window) -> Listing:
        """One block of the list. Raises Unavailable."""
        return self._list(selection, scope, window).block()

    def iterate(self, selection: Selection, scope: Scope, window: Window) -> Iterator[Record]:
        """The whole list in its order, a little at a time; place and length are not looked at."""
        return self._list(selection, scope, window).all()

    def total(self, selection: Selection, scope: Scope, window: Window) -> int:
        return self._list(selection, scope, window).total

    def neighbours(
        self, selection: Selection, scope: Scope, window: Window, code: str
    ) -> Neighbours | None:
        """The dossiers before and after; None for a list too long to be walked through."""
        asked = self._list(selection, scope, window)
        if asked.total > EXACT:
            return None
        return listing.neighbours((line[Column.CODE] for line in asked.order()), code)

    def _list(self, selection: Selection, scope: Scope, window: Window) -> "_List":
        state, moment = self.register.state(), self.register.moment()
        counting = counting_of(self.rules, moment.now, moment.is_replay)
        return _List(self.register, state, moment, counting, selection, scope, window)


@dataclass(frozen=True)
class _List:
    """One list being asked for."""

    register: Register
    state: State
    moment: Moment
    counting: Counting
    selection: Selection
    scope: Scope
    window: Window

    @property
    def directory(self) -> Directory:
        return self.state.directory

    @cached_property
    def halves(self) -> tuple[Counted, tuple[Counted, ...]]:
        """What is listed, and what of it is not."""
        counted, *less = measures_of(self.selection)
        return self._counted(counted), tuple(map(self._counted, less))

    def _counted(self, measure: Measure) -> Counted:
        counted = asking.counted_of(self.counting, measure, self.scope.period, self.moment.now)
        return asking.heard(counted, self.state)

    @cached_property
    def expressions(self) -> Expressions:
        return records.expressions(self.counting, self.halves[0].table, self.instant)

    @cached_property
    def instant(self) -> datetime | None:
        """Of a stock of a day that is over: its lines are told as they stood before it."""
        indicator, now = self.selection.indicator, self.moment.now
        if not is_told_then(indicator, self.scope.period, now.date()):
            return None
        return asking.instant_of(indicator.numerator, self.scope.period, now)

    @property
    def told_at(self) -> datetime:
        """By which days late are counted: now, or the last second of the day told."""
        return self.instant - SECOND if self.instant else self.moment.now

    @cached_property
    def is_silent(self) -> bool:
        """A figure that nobody can give has no records either."""
        counted, less = self.halves
        needs = [counted.needs]
        if self.selection.part is not Part.LEFT_OUT:  # there, what nobody can tell is not counted
            needs += [each.needs for each in less]
        return not all(map(self.state.holds, needs))

    def _lines(self, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        """All records of the figure, before what the window asks of them."""
        period = self.scope.period
        inquiry = Inquiry(self.directory, self.scope, Dimension.WHOLE, (period,))
        pieces = inquiry.pieces
        if self.halves[0].dating in (Dating.PERIOD_START, Dating.PERIOD_END):
            at_start = self.halves[0].dating is Dating.PERIOD_START
            pieces = (inquiry.standing(0, self.moment.now.date(), at_start=at_start),)
        ask = raw.asked(inquiry, pieces, period)
        return records.lines(self.counting, *self.halves, ask, self.directory, columns)

    def _told(self, *names: str) -> Select[*tuple[Any, ...]]:
        columns = [self.expressions[name].label(f"told_{name}") for name in names]
        return self._lines(*columns).where(*self.asked)

    @cached_property
    def asked(self) -> tuple[Condition, ...]:
        told = sieve.conditions(self.window, self.expressions, self.directory, self._values)
        return tuple(told)

    def _values(self, column: Column) -> list[str]:
        rows = self.register.run(self._lines(self.expressions[column]).distinct())
        return [value for (value,) in rows if value is not None]

    @cached_property
    def total(self) -> int:
        if self.is_silent:
            return 0
        (row,) = self.register.run(self._lines(func.count()).where(*self.asked))
        return int(row[0])

    @cached_property
    def listed(self) -> Listed:
        return Listed(self.halves[0].table.name)

    @property
    def is_ours_to_order(self) -> bool:
        """Whether the order is exact only when made here, and the list short enough for it."""
        columns = {order.column for order in self.sort}
        return self.total <= EXACT and bool(columns & ordering.OURS)

    @property
    def sort(self) -> tuple[Order, ...]:
        """What of the order asked this list has columns for."""
        known = columns_of(self.selection.indicator, self.instant is not None)
        return tuple(each for each in self.window.sort if each.column in known)

    def block(self) -> Listing:
        first, last = self.window.offset, self.window.offset + self.window.limit
        if first >= self.total:
            return Listing(self.total, self.listed, ())
        if self.is_ours_to_order:
            items = self._read([line[Column.KEY] for line in self.order()[first:last]])
        else:
            statement = self._sorted(*READ).offset(first).limit(self.window.limit)
            items = self._records(self.register.run(statement))
        return Listing(self.total, self.listed, tuple(items))

    def all(self) -> Iterator[Record]:
        if self.total <= EXACT:
            for keys in in_chunks([line[Column.KEY] for line in self.order()], CHUNK):
                yield from self._read(keys)
            return
        for rows in in_chunks(self.register.stream(self._sorted(*READ)), CHUNK):
            yield from self._records(rows)

    def order(self) -> list[ordering.Line]:
        """Key and code of every line, in order."""
        asked = [order.column for order in self.sort]
        if not self.is_ours_to_order:
            names: tuple[str, ...] = (Column.KEY, Column.CODE)
            rows = self.register.run(self._sorted(*names)) if self.total else []
            return [dict(zip(names, row, strict=True)) for row in rows]
        needed = (each for column in asked for each in READ_FOR.get(column, (column,)))
        names = tuple(dict.fromkeys((Column.KEY, Column.CODE, *needed)))
        statement = self._told(*names).order_by(self.expressions[Column.KEY])
        lines = [dict(zip(names, row, strict=True)) for row in self.register.run(statement)]
        return ordering.in_order(self._worked_out(lines), self.sort, self.directory)

    def _worked_out(self, lines: list[dict[str, Any]]) -> list[ordering.Line]:
        """With what only we know: fields, and days late."""
        if lines and IS_LATE in lines[0]:
            for line, days in zip(lines, self._days_late(lines), strict=True):
                line[Column.LATE] = days
        if lines and Column.PROCEDURE in lines[0]:
            for line in lines:
                line[Column.FIELD] = field_of(line[Column.PROCEDURE], self.directory)
        return list(lines)

    def _days_late(self, lines: Sequence[ordering.Line]) -> list[float | None]:
        told = ((line[IS_LATE], line[Column.DUE], line[Column.ENDED]) for line in lines)
        return ordering.days_late(self.state.calendar, self.told_at, told)

    def _sorted(self, *names: str) -> Select[*tuple[Any, ...]]:
        order = records.sorted_by(self.expressions, self.sort, self.told_at)
        return self._told(*names).order_by(*order)

    def _read(self, keys: Sequence[str]) -> list[Record]:
        """The lines of these keys, in the order of the keys."""
        column = self.expressions[Column.KEY]
        rows = self.register.run(self._told(*READ).where(column.in_(list(keys))))
        found = {record.key: record for record in self._records(rows)}
        return [found[key] for key in keys if key in found]

    def _records(self, rows: Iterable[Sequence[Any]]) -> list[Record]:
        lines = [dict(zip(READ, row, strict=True)) for row in rows]
        late = self._days_late(lines)
        return [record_of(*each, self.directory) for each in zip(lines, late, strict=True)]


def measures_of(selection: Selection) -> tuple[Measure, ...]:
    """The measure whose records are listed, then those whose records are not."""
    indicator, part, exclusion = selection.indicator, selection.part, selection.exclusion
    if part is Part.NUMERATOR or indicator.denominator is None:
        return (indicator.numerator,)
    if part is Part.LEFT_OUT and indicator.whole is not None:
        if exclusion is None:
            return indicator.whole, indicator.denominator
        others = (each.measure for each in indicator.excluded if each.measure)
        return (exclusion.measure,) if exclusion.measure else (
            indicator.whole, indicator.denominator, *others
        )  # fmt: skip
    less = (indicator.numerator,) if part is Part.REST else ()
    return (indicator.denominator, *less)


def field_of(procedure: str | None, directory: Directory) -> str | None:
    known = directory.procedures.get(procedure or "")
    return known.field if known else None


def record_of(line: ordering.Line, days_late: float | None, directory: Directory) -> Record:
    """A line as it is read (`records.READ`), with what only we know."""
    standing, procedure = line[Column.STANDING], line[Column.PROCEDURE]
    return Record(
        line[Column.KEY],
        line[Column.CODE],
        line[Column.AGENCY],
        procedure,
        field_of(procedure, directory),
        line[Column.CHANNEL],
        line[Column.RECEIVED],
        line[Column.DUE],
        line[Column.ENDED],
        days_late,
        None if standing is None else Standing(standing),
        line[Column.STEP],
        line[Column.STEP_SINCE],
        line[Column.UNIT],
        line[Column.AT],
        line[Column.AMOUNT],
        line[Column.SCORE],
    )


# The columns of the database from which the others are worked out.
READ_FOR: dict[Column, tuple[str, ...]] = {
    Column.LATE: (IS_LATE, Column.DUE, Column.ENDED),
    Column.FIELD: (Column.PROCEDURE,),
}


def in_chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk
