"""Answers from the tally: the whole of a question, or nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Table, literal, select
from sqlalchemy.exc import SQLAlchemyError

from data_access.indicators.definition import Measure
from data_access.indicators.reading import Dimension
from data_access.inquiry import Cells, Inquiry
from data_access.periods import Period
from data_access.quantiles import Took
from data_access.rules import Late, Rules
from data_access.tally import tables
from data_access.tally.crossings import STOCK_OF
from data_access.tally.tables import desk

t = tables.half.c
td = tables.days.c
SLICE_OF = {
    Dimension.FIELD: "field",
    Dimension.CHANNEL: "channel",
    Dimension.PROCEDURE: "proc",
}
Spans = tuple[Period, ...]


@dataclass(frozen=True)
class Tally:
    own: Engine

    def covers(self, version: str, rules: Rules, day: date) -> bool:
        """Whether the kept counts are of this very data, by these rules, seen from this day."""
        if not can_keep(rules):
            return False
        try:
            with self.own.connect() as connection:
                row = connection.execute(select(tables.state)).first()
        except SQLAlchemyError:  # no tally yet: the rows answer
            return False
        return row is not None and tuple(row) == (version, rules.mark, day)

    def flows(self, inquiry: Inquiry, measures: Iterable[Measure]) -> dict[Measure, Cells]:
        asked = tuple(measures)
        cells: dict[Measure, Cells] = {measure: {} for measure in asked}
        if not asked:
            return cells
        wanted = [getattr(t, measure.value) for measure in asked]
        first, last = inquiry.spans[0].first_day, inquiry.spans[-1].last_day
        rows = self._rows(
            select(t.node, t.key, t.half, *wanted)
            .where(t.half >= first.isoformat(), t.half <= last.isoformat())
            .where(*self._where(inquiry))
        )
        spans = spans_of_halves(inquiry.spans)
        into = [places(inquiry, span) for span in inquiry.spans]
        for node, key, half, *numbers in rows:
            at = spans.get(half)
            for group in () if at is None else into[at].get(node, ()):
                for measure, number in zip(asked, numbers, strict=True):
                    add(cells[measure], (named(inquiry, group, key), at or 0), number)
        return cells

    def levels(self, inquiry: Inquiry, past: Iterable[tuple[Measure, int]]) -> dict[Measure, Cells]:
        """Stocks at the end of spans, or at their start: all that crossed before, summed.

        `past` names the measures and the indexes of the spans that lie behind us.
        """
        wanted = list(past)
        cells: dict[Measure, Cells] = {measure: {} for measure, _ in wanted}
        if not wanted:
            return cells
        measures = tuple(cells)
        last = inquiry.spans[-1].last_day.isoformat()
        rows = self._rows(
            select(t.node, t.key, t.half, *(level_of(measure) for measure in measures)).where(
                t.half <= last, *self._where(inquiry)
            )
        )
        for measure, index in wanted:
            span, column = inquiry.spans[index], measures.index(measure)
            before = span.start if measure is Measure.CARRIED_OVER else span.end
            until, into = before.date().isoformat(), places(inquiry, span)
            for node, key, half, *numbers in rows:
                if half < until:
                    for group in into.get(node, ()):
                        cell = (named(inquiry, group, key), index)
                        add(cells[measure], cell, numbers[column])
        return cells

    def days(self, inquiry: Inquiry, measure: Measure) -> dict[tuple[str, int], Took]:
        """(group, index of the span) → working days → how many dossiers took so many."""
        first, last = inquiry.spans[0].first_day, inquiry.spans[-1].last_day
        rows = self._rows(
            select(td.node, td.key, td.half, td.took)
            .where(td.measure == measure.value)
            .where(td.half >= first.isoformat(), td.half <= last.isoformat())
            .where(*self._where(inquiry, tables.days))
        )
        spans = spans_of_halves(inquiry.spans)
        into = [places(inquiry, span) for span in inquiry.spans]
        found: dict[tuple[str, int], Counter[float]] = {}
        for node, key, half, pairs in rows:
            at = spans.get(half)
            for group in () if at is None else into[at].get(node, ()):
                cell = found.setdefault((named(inquiry, group, key), at or 0), Counter())
                cell.update({float(days): int(n) for days, n in tables.pairs_in(pairs)})
        return dict(found)

    def _where(self, inquiry: Inquiry, table: Table = tables.half) -> list[Any]:
        c, scope = table.c, inquiry.scope
        where = [c.slice == slice_of(inquiry), c.node.in_(sorted(nodes(inquiry)))]
        keys = scope.fields or scope.procedures or tuple(scope.channels)
        return [*where, c.key.in_(keys)] if keys else where

    def _rows(self, statement: Any) -> list[tuple[Any, ...]]:
        """Raises SQLAlchemyError: then the dossiers answer."""
        with self.own.connect() as connection:
            return [tuple(row) for row in connection.execute(statement)]


def can_keep(rules: Rules) -> bool:
    """Where lateness goes by the second, a day's counts change all day long."""
    return rules.late is not Late.SECOND


def answers(inquiry: Inquiry) -> bool:
    """Whether the kept dimensions suffice: half-months, and one of field, channel, procedure."""
    scope = inquiry.scope
    if scope.agency is None or scope.is_narrowed:
        return False
    filters = {"field": scope.fields, "channel": scope.channels, "proc": scope.procedures}
    used = {name for name, values in filters.items() if values}
    used |= {SLICE_OF[inquiry.by]} if inquiry.by in SLICE_OF else set()
    known = inquiry.by in (Dimension.WHOLE, Dimension.AGENCY, *SLICE_OF)
    fits = inquiry.are_in_order and all(span.halves_fit for span in inquiry.spans)
    return known and fits and len(used) <= 1


def slice_of(inquiry: Inquiry) -> str:
    if inquiry.scope.fields:
        return "field"
    if inquiry.scope.procedures:
        return "proc"
    return "channel" if inquiry.scope.channels else SLICE_OF.get(inquiry.by, "")


def nodes(inquiry: Inquiry) -> set[str]:
    """The nodes whose rows are asked for: few, each already the sum of all below it."""
    return {node for span in inquiry.spans for node in places(inquiry, span)}


def tops(inquiry: Inquiry, code: str | None, span: Period) -> frozenset[str]:
    """An agency's node, and its predecessors' before it began."""
    assert code is not None
    return inquiry.directory.heads(code, span)


def places(inquiry: Inquiry, span: Period) -> dict[str, tuple[str, ...]]:
    """Node → the groups it counts in during a span."""
    agency = inquiry.scope.agency
    assert agency is not None
    kept: dict[str, tuple[str, ...]]
    if inquiry.by is not Dimension.AGENCY:
        return dict.fromkeys(tops(inquiry, agency, span), ("",))
    if len(inquiry.spans) == 1:  # added up over rows: each dossier in one of them
        kept = {child.code: (child.code,) for child in inquiry.directory.children(agency)}
        return kept | {desk(agency): (agency,)}
    kept = {}
    for child in inquiry.below:
        for node in tops(inquiry, child.code, span):
            kept[node] = (*kept.get(node, ()), child.code)
    return kept


def named(inquiry: Inquiry, group: str, key: str) -> str:
    return key if inquiry.by in SLICE_OF else group


def level_of(measure: Measure) -> ColumnElement[int]:
    """What a stock gains in a half-month."""
    return sum(
        (sign * tables.half.c[f"net_{state.value}"] for state, sign in STOCK_OF[measure]),
        start=literal(0),
    )


def spans_of_halves(spans: Spans) -> dict[str, int]:
    """First day of a half-month → index of its span."""
    found: dict[str, int] = {}
    for index, span in enumerate(spans):
        day = span.first_day
        while day <= span.last_day:
            found[day.isoformat()] = index
            day = day.replace(day=15) if day.day == 1 else next_month(day)
    return found


def next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def add(cell: Cells, key: tuple[str, int], number: int | None) -> None:
    if number:
        cell[key] = cell.get(key, 0) + int(number)
