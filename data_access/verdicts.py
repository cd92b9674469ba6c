"""How each indicator counts one dossier: the conditions of the counts, asked of that dossier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from data_access.contract import histories
from data_access.contract.measures import STOCKS, Counted, Counting
from data_access.contract.queries import Ask
from data_access.contract.schema import dossier, payment, petition, rating
from data_access.course import Verdict, Why
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Dating, Indicator, Measure
from data_access.indicators.selection import Part
from data_access.periods import Calendar, Period, month_of
from data_access.register import Register
from data_access.scope import Scope
from data_access.state import State

TABLES = (dossier, payment, rating, petition)
Seen = Mapping[str, Any]  # dated_… → instant, measure → 1 or 0


@dataclass(frozen=True)
class Verdicts:
    """`source` is who told of the dossier; what it is silent on cannot be counted."""

    register: Register
    state: State
    counting: Counting
    code: str
    source: str
    is_deleted: bool

    def all(self) -> tuple[Verdict, ...]:
        return tuple(self._verdict(indicator) for indicator in INDICATORS)

    @property
    def this_month(self) -> Period:
        return month_of(self.counting.now.date(), Calendar.REPORT)

    @cached_property
    def measures(self) -> Mapping[Measure, Counted]:
        """Those that one pass can tell; a stock stands as of now, or as the month began."""
        start = self.this_month.start
        stocks = {
            each: self.counting.stock(each, start if each is Measure.CARRIED_OVER else None)
            for each in STOCKS
        }
        return dict(self.counting.measures) | stocks

    @cached_property
    def seen(self) -> Mapping[Table, list[Seen]]:
        return {table: self._seen(table, self._of(table)) for table in TABLES}

    def _of(self, table: Table) -> dict[Measure, Counted]:
        return {m: c for m, c in self.measures.items() if c.table is table}

    def _seen(self, table: Table, measures: Mapping[Measure, Counted]) -> list[Seen]:
        statement = histories.seen_by(self.counting, measures, table, self.code)
        return [row._asdict() for row in self.register.run(statement)]

    def _verdict(self, indicator: Indicator) -> Verdict:
        counted = self.measures[indicator.denominator or indicator.numerator]
        needs = counted.needs + self.measures[indicator.numerator].needs
        if self.is_deleted:
            return Verdict(indicator, None, why=Why.DELETED)
        if self._is_silent(needs):
            return Verdict(indicator, None, why=Why.SILENT)
        told = [self._of_record(indicator, counted, seen) for seen in self.seen[counted.table]]
        # Of several payments or ratings the one that counts, and most of all, speaks for all.
        return min(told, key=weight, default=Verdict(indicator, None, why=Why.OUTSIDE))

    def _is_silent(self, needs: tuple[str, ...]) -> bool:
        return not self.state.holds(needs) or self.source in self.state.silent(needs)

    def _of_record(self, indicator: Indicator, counted: Counted, seen: Seen) -> Verdict:
        if counted.dating in (Dating.PERIOD_END, Dating.PERIOD_START):
            part = Part.NUMERATOR if seen[indicator.numerator.value] else None
            return Verdict(indicator, part, why=None if part else Why.OUTSIDE)
        instant: datetime | None = seen[f"dated_{counted.dating}"]
        if instant is None:
            return Verdict(indicator, None, why=Why.UNDATED)
        if instant >= self.counting.limit(counted.dating):
            return Verdict(indicator, None, why=Why.NOT_YET)
        period = month_of(instant.date(), Calendar.REPORT)
        part = self._part(indicator, seen, period)
        return Verdict(indicator, part, period if part else None, None if part else Why.OUTSIDE)

    def _part(self, indicator: Indicator, seen: Seen, period: Period) -> Part | None:
        if self.measures[indicator.numerator].also_by is not None:
            seen = self._within(indicator.numerator, period)
        whole = indicator.denominator or indicator.numerator
        if not seen[whole.value]:
            return None
        return Part.NUMERATOR if seen[indicator.numerator.value] else Part.REST

    def _within(self, measure: Measure, period: Period) -> Seen:
        """A measure whose period bounds two columns, asked of the month that the first names."""
        ask = Ask(period.start, period.end, None, Scope(period))
        one = histories.bounded(self.counting, [measure], ask)
        return self._seen(dossier, one)[0]


def weight(verdict: Verdict) -> int:
    order: Sequence[Part | None] = (Part.NUMERATOR, Part.REST, None)
    return order.index(verdict.part)


def counted_ones(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.part is not None]
