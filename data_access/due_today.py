"""Where lateness goes by the second: what fell due in the hours of today that are over.

The tally is kept by the day and tells of due days that are over. Today's are few, lie together in
an index, and change by the second: they are counted from the dossiers and added to what is kept.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from data_access import raw
from data_access.contract.conditions import midnight
from data_access.contract.dating import due_moment
from data_access.contract.measures import Counted, Counting
from data_access.indicators.definition import Measure
from data_access.inquiry import Cells, Inquiry
from data_access.periods import Period
from data_access.register import Register

# Late ends go by the day whatever D2 says: of today's due days none is late yet.
FLOWS = (Measure.WITH_DUE_DAY, Measure.STOPPED_BEFORE_DUE, Measure.FELL_DUE, Measure.MET_DUE)
Counts = dict[Measure, Cells]


@dataclass(frozen=True)
class DueToday:
    register: Register
    counting: Counting
    inquiry: Inquiry
    heard: Callable[[Counted], Counted]

    def added(self, measures: Collection[Measure]) -> Counts:
        """What to add, in every group and span that is not over. Raises Unavailable."""
        now, spans = self.counting.now, self.inquiry.spans
        holding = [i for i, span in enumerate(spans) if span.start <= now < span.end]
        running = [i for i, span in enumerate(spans) if now < span.end]
        found = Counts()
        if holding:
            found |= spread(self._flows([m for m in FLOWS if m in measures]), holding)
        if holding and Measure.DUE_UNFINISHED in measures:
            found |= spread(self._unfinished(), holding)
        if running and {Measure.OVERDUE, Measure.PENDING_IN_TIME} & set(measures):
            overdue = spread(self._overdue(), running)[Measure.OVERDUE]
            less = {cell: -number for cell, number in overdue.items()}
            found |= {Measure.OVERDUE: overdue, Measure.PENDING_IN_TIME: less}
        return {measure: cells for measure, cells in found.items() if measure in measures}

    @property
    def _today(self) -> Period:
        day = self.counting.now.date()
        return Period(day, day)

    @property
    def _asked(self) -> Inquiry:
        """One span and many are grouped otherwise: many stay many."""
        times = 1 if len(self.inquiry.spans) == 1 else 2
        return replace(self.inquiry, spans=(self._today,) * times)

    def _counted(self, measures: Iterable[Measure]) -> Mapping[Measure, Counted]:
        return {measure: self.heard(self.counting.measures[measure]) for measure in measures}

    def _flows(self, measures: Collection[Measure]) -> Counts:
        return raw.flows(self.register, self.counting, self._asked, self._counted(measures))

    def _unfinished(self) -> Counts:
        asked = self._counted([Measure.DUE_UNFINISHED])
        return raw.period_bound(self.register, self.counting, self._asked, asked)

    def _overdue(self) -> Counts:
        """Now: before today is over the tally takes them for in time."""
        since = due_moment >= midnight(self.counting.now.date())

        def of_today(counted: Counted) -> Counted:
            return self.heard(replace(counted, where=(*counted.where, since)))

        asked = {Measure.OVERDUE: None}
        return raw.stocks(self.register, self.counting, self._asked, asked, 0, of_today)


def spread(counts: Counts, indexes: Collection[int]) -> Counts:
    """The counts of one span, in each of several that hold the same day."""
    return {
        measure: {(group, at): n for (group, first), n in cells.items() if not first
                  for at in indexes}
        for measure, cells in counts.items()
    }  # fmt: skip


def add(counts: Counts, more: Counts) -> None:
    for measure, cells in more.items():
        into = counts[measure]
        for cell, number in cells.items():
            into[cell] = into.get(cell, 0) + number
