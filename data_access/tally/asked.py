"""A question answered from a view of the tally."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np

from data_access.asking import instant_of
from data_access.contract.measures import STOCKS
from data_access.indicators.definition import Measure
from data_access.inquiry import Cells
from data_access.ownership import Groups
from data_access.quantiles import Took
from data_access.tally import spans as cutting
from data_access.tally.events import LATE, TOOK, number_of
from data_access.tally.sought import Sought
from data_access.tally.spans import DAY, Stretch
from data_access.tally.tables import MISSED, NOW_ONLY, TAKEN, TWO_BOUNDS, Slice, net
from data_access.tally.view import Label, Numbers

# What was due today has not been missed: these are counted up to yesterday.
BY_DUE = frozenset(
    {
        Measure.WITH_DUE_DAY,
        Measure.STOPPED_BEFORE_DUE,
        Measure.FELL_DUE,
        Measure.MET_DUE,
        Measure.GONE_LATE,
        Measure.PETITIONS_DUE,
        Measure.PETITIONS_ON_TIME,
        MISSED,
    }  # fmt: skip
)


@dataclass(frozen=True)
class Asked(Sought):
    """A question as of an instant."""

    now: datetime

    def can_tell(self, measures: Iterable[Measure]) -> bool:
        """Whether every day asked for one by one is kept with its keys and pairs.

        Days of long ago are kept only of all together, and without what counts by a second number.
        """
        asked = set(measures)
        if asked & NOW_ONLY and any(self.instants(asked & NOW_ONLY).values()):
            return False
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
        """The days of the pieces that are over."""
        over = self.view.today - DAY
        return [
            cutting.stretch(number, piece.days.first_day, min(piece.days.last_day, over))
            for number, piece in enumerate(self.inquiry.pieces)
        ]

    @cached_property
    def running(self) -> list[Stretch]:
        """Today, where a piece holds it."""
        today = self.view.today
        return [
            cutting.stretch(number, today, today)
            for number, piece in enumerate(self.inquiry.pieces)
            if piece.days.first_day <= today <= piece.days.last_day
        ]

    @property
    def every(self) -> list[Stretch]:
        return [*self.closed, *self.running]

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
            for number in sums:
                into, index = self.into[number], self.inquiry.pieces[number].index
                told = [cells[column] for column in columns]
                self._put(into, index, *sums.of(number), told)
        return cells

    def _put(
        self,
        into: Groups,
        index: int,
        labels: Sequence[Label],
        numbers: Numbers,
        cells: Sequence[Cells],
    ) -> None:
        """Numbers into the groups that their nodes count in, column by column."""
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
            into = [self.standing(i, at_start=at_start) for i in range(len(self.inquiry.spans))]
            self._levels_then(here, instants, into, cells)
            rest = [i for i in range(len(self.inquiry.spans)) if i not in behind]
            self._levels_now(here, rest, into, cells)
        return cells

    def _levels_then(
        self,
        stocks: list[Measure],
        instants: list[tuple[int, date]],
        into: Sequence[Groups],
        cells: dict[Measure, Cells],
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
            told = [cells[stock] for stock in stocks]
            self._put(into[index], index, list(at), level, told)

    def _levels_now(
        self,
        stocks: list[Measure],
        indexes: list[int],
        into: Sequence[Groups],
        cells: dict[Measure, Cells],
    ) -> None:
        if not indexes:
            return
        sums = self.sums([cutting.standing(0)], [net(stock) for stock in stocks])
        for index in indexes:
            told = [cells[stock] for stock in stocks]
            self._put(into[index], index, *sums.of(0), told)

    def bounded(self, measures: Iterable[Measure]) -> dict[Measure, Cells]:
        """Measures whose period bounds the due day and the day of the end."""
        asked = tuple(measures)
        cells: dict[Measure, Cells] = {measure: {} for measure in asked}
        if not asked:
            return cells
        if Measure.DUE_UNFINISHED in asked:
            cells[Measure.DUE_UNFINISHED] = self.flows((MISSED,))[MISSED]
        for number, node, key, due, amount in self.pairs(self.every, "late", LATE):
            index = self.inquiry.pieces[number].index
            first = number_of(self.inquiry.spans[index].first_day)
            which = Measure.LATE_AND_DUE if due >= first else Measure.LATE_FROM_BEFORE
            if which in asked:
                for group in self.into[number].get(node, ()):
                    put(cells[which], (self.named(group, key), index), amount)
            if Measure.DUE_UNFINISHED in asked and due < number_of(self.view.today):
                for group in self.on_day(index, due).get(node, ()):
                    put(cells[Measure.DUE_UNFINISHED], (self.named(group, key), index), -amount)
        return cells

    def on_day(self, index: int, day: int) -> Groups:
        """Node → groups on one day of a span: what fell due belongs to the agency of its day."""
        found = (into for last, into in self._lasts[index] if day <= last)
        is_before = day < number_of(self.inquiry.spans[index].first_day)
        return {} if is_before else next(found, {})

    @cached_property
    def _lasts(self) -> dict[int, list[tuple[int, Groups]]]:
        """Index of a span → last days of its pieces, in order."""
        found = defaultdict[int, list[tuple[int, Groups]]](list)
        for piece, into in zip(self.inquiry.pieces, self.into, strict=True):
            found[piece.index].append((number_of(piece.days.last_day), into))
        return found

    def days(self, measure: Measure) -> dict[tuple[str, int], Took]:
        """(group, index of the span) → working days → how many dossiers took so many."""
        assert measure in TAKEN
        found: dict[tuple[str, int], Counter[float]] = defaultdict(Counter)
        for number, node, key, halves, amount in self.pairs(self.every, "took", TOOK):
            index = self.inquiry.pieces[number].index
            for group in self.into[number].get(node, ()):
                found[self.named(group, key), index][halves / 2] += amount
        return {
            cell: told
            for cell, counter in found.items()
            if (told := {days: n for days, n in counter.items() if n})
        }


def put(cells: Cells, key: tuple[str, int], number: int) -> None:
    if number:
        cells[key] = cells.get(key, 0) + number
