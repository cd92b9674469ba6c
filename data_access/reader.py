"""The one door: indicators, a scope and a dimension in; readings out."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.exc import SQLAlchemyError

from data_access import asking, raw
from data_access.contract.measures import STOCKS, Counted, Counting
from data_access.due_today import DueToday, add
from data_access.indicators.definition import Indicator, Kind, Measure
from data_access.indicators.reading import Absence, Dimension, Moment, Reading, reading_of
from data_access.inquiry import Cells, Inquiry
from data_access.ownership import ownership_of
from data_access.periods import Period, months_in
from data_access.quantiles import Took, nearest_rank, taken
from data_access.register import Register
from data_access.rules import Rules
from data_access.scope import Scope
from data_access.state import State
from data_access.tally.asked import Asked
from data_access.tally.sought import answers
from data_access.tally.store import Tally
from data_access.tally.tables import NOW_ONLY, TWO_BOUNDS

# Columns without which nobody can say which group a record is of. Dossiers without a procedure,
# a field or a channel have a row of their own, for the sums hold them.
GROUPED_BY = {Dimension.STEP: ("dossier.step_name",)}
SOME_INSTANT = datetime(2026, 1, 1)
log = logging.getLogger(__name__)


@lru_cache(maxsize=8)
def counting_of(rules: Rules, now: datetime, is_replay: bool) -> Counting:
    return Counting(rules, now, is_replay)


@lru_cache(maxsize=1024)
def needs_of(rules: Rules, is_replay: bool, measure: Measure, is_past: bool) -> tuple[str, ...]:
    """Columns without which a measure is unknown; asked anew for every group of every page.

    The same at any instant: kept by instant, a wall that is asked each second would fill memory.
    """
    counting = Counting(rules, SOME_INSTANT, is_replay)
    if measure in STOCKS:
        return counting.stock(measure, counting.now if is_past else None).needs
    return counting.measures[measure].needs


@dataclass(frozen=True)
class Reader:
    """Every figure of every page comes from `read`; nothing else counts."""

    register: Register
    rules: Rules
    tally: Tally | None = None  # kept counts; without them the rows answer everything

    def read(
        self,
        indicators: Sequence[Indicator],
        scope: Scope,
        by: Dimension = Dimension.WHOLE,
        periods: Sequence[Period] | None = None,
    ) -> list[Reading]:
        """Group by group, span by span, in the order asked. Raises Unavailable.

        `periods` asks the same of several spans, each reading then being of its span's scope.
        """
        if by is Dimension.MONTH:
            months = self.read(indicators, scope, Dimension.WHOLE, months_in(scope.period))
            return [replace(each, group=f"{each.period.last_day:%Y-%m}") for each in months]
        state, moment = self.register.state(), self.register.moment()
        inquiry = Inquiry(state.directory, scope, by, tuple(periods or (scope.period,)))
        counting = counting_of(self.rules, moment.now, moment.is_replay)
        answer = _Answer(self.register, state, moment, counting, inquiry)
        if self.tally is not None and state.newest.is_followed and answers(inquiry):
            try:
                with self.tally.view(state.reference, self.rules, moment.now.date()) as view:
                    kept = Asked(view, inquiry, moment.now) if view else None
                    return replace(answer, kept=kept).readings(indicators)
            except SQLAlchemyError as error:  # the register's own troubles are Unavailable by now
                log.warning("the tally cannot be read: %s", error)
        return answer.readings(indicators)

    def stamp(self, agency: str | None) -> str:
        """Equal only where every count of the agency as of its day is. Raises Unavailable.

        Without a tally to tell whose dossiers changed: where every count of the register is.
        """
        state, moment = self.register.state(), self.register.moment()
        today = self.rules.judged_at(moment.now)
        told = self._touched(state, agency)
        counted = state.version if told is None else (state.ground, *told)
        return f"{counted}|{today}|{moment.ages.mark}"

    def _touched(self, state: State, agency: str | None) -> tuple[str, int] | None:
        """None where what is known of the register does not yet hold the last change, too."""
        known, followed = state.directory, state.newest.followed
        if self.tally is None or not followed or agency is None or agency not in known.agencies:
            return None
        told = self.tally.touched(ownership_of(known).reached(agency))
        return told if told and told[1] <= followed else None


def left_out(indicator: Indicator, numbers: Mapping[Measure, int]) -> tuple[int, ...]:
    """How many records each exclusion names; one without a measure names what is left."""
    if indicator.whole is None or indicator.denominator is None:
        return ()
    told = sum(numbers[each.measure] for each in indicator.excluded if each.measure)
    left = numbers[indicator.whole] - numbers[indicator.denominator] - told
    return tuple(numbers[each.measure] if each.measure else left for each in indicator.excluded)


@dataclass(frozen=True)
class _Answer:
    """One question being answered."""

    register: Register
    state: State
    moment: Moment
    counting: Counting
    inquiry: Inquiry
    kept: Asked | None = None
    voices: dict[tuple[str, str | int, bool], tuple[bool, bool]] = field(default_factory=dict)
    ends: dict[str, date | None] = field(default_factory=dict)

    def readings(self, indicators: Sequence[Indicator]) -> list[Reading]:
        cells = self._cells({m for each in indicators for m in each.counted})
        days = self._days([each for each in indicators if each.kind is Kind.QUANTILE])
        counted = {group for each in cells.values() for (group, _), n in each.items() if n}
        spans = self.inquiry.spans
        return [
            self._reading(indicator, scope, group, index, cells, days.get(indicator.key, {}))
            for group in self.inquiry.rows(counted)
            for index, span in enumerate(spans)
            for scope in [self.inquiry.scope_of(group, span)]
            for indicator in indicators
        ]

    def _reading(
        self,
        indicator: Indicator,
        scope: Scope,
        group: str,
        index: int,
        cells: Mapping[Measure, Cells],
        days: Mapping[tuple[str, int], float],
    ) -> Reading:
        since = self._since(group)
        if since is not None and scope.period.first_day >= since:
            none, why = (0,) * len(indicator.excluded), Absence.NO_DATA_SINCE
            ended = Reading(indicator, scope, group, None, absence=why, since=since)
            return replace(ended, excluded=none)
        is_silent, derived = self._voice(indicator, group, index)
        numbers = {m: cells[m].get((group, index), 0) for m in indicator.counted}
        excluded = left_out(indicator, numbers)
        if is_silent:
            silent = Reading(indicator, scope, group, None, absence=Absence.SOURCE_SILENT)
            return replace(silent, excluded=excluded)
        denominator = numbers[indicator.denominator] if indicator.denominator else None
        numerator = numbers[indicator.numerator]
        reading = reading_of(indicator, scope, group, numerator, denominator, derived)
        reading = replace(reading, excluded=excluded)
        if indicator.kind is not Kind.QUANTILE:
            return reading
        value = days.get((group, index))
        absence = Absence.NOTHING_COUNTED if value is None else None
        return replace(reading, days=value, absence=absence)

    def _since(self, group: str) -> date | None:
        """The first day of which nothing is known any more: no 0 stands for that."""
        if group not in self.ends:
            scope = self.inquiry.scope
            agency, is_alone = scope.agency, scope.is_alone
            if self.inquiry.by is Dimension.AGENCY:
                agency, is_alone = group, group == scope.agency
            self.ends[group] = self.moment.ages.of(agency, alone=is_alone).since
        return self.ends[group]

    def _voice(self, indicator: Indicator, group: str, index: int) -> tuple[bool, bool]:
        """Whether nobody can say, and whether somebody infers it: asked once for all alike."""
        span, state = self.inquiry.spans[index], self.state
        is_past = span.end <= self.moment.now
        whose: str | int = group if self.inquiry.by is Dimension.AGENCY else index
        alike = (indicator.key, whose, is_past)
        if alike not in self.voices:
            needs = tuple(
                need
                for measure in indicator.measures
                for need in needs_of(self.counting.rules, self.counting.is_replay, measure, is_past)
            ) + GROUPED_BY.get(self.inquiry.by, ())
            self.voices[alike] = state.voice(needs, self._owners(group, span))
        return self.voices[alike]

    def _owners(self, group: str, span: Period) -> frozenset[str]:
        if self.inquiry.by is Dimension.AGENCY:
            if group == self.inquiry.scope.agency or group not in self.state.directory.agencies:
                return frozenset({group})
            return self.state.directory.subtree(group)
        owners = self.inquiry.owners(span)
        return frozenset(self.state.sources) if owners is None else owners

    def _cells(self, measures: Collection[Measure]) -> dict[Measure, Cells]:
        """What only the rows can tell of the past is asked of them, the rest of what is kept."""
        apart = set(measures) & NOW_ONLY
        if self.kept is not None and self.kept.can_tell(set(measures) - apart):
            if not apart or (self.kept.can_tell(apart) and not self.counting.rules.by_second):
                return self._told(self.kept, measures)
            return self._told(self.kept, set(measures) - apart) | self._counted(apart)
        return self._counted(measures)

    def _counted(self, measures: Collection[Measure]) -> dict[Measure, Cells]:
        """From the dossiers."""
        asked = {m: self._heard(self.counting.measures[m]) for m in measures if m not in STOCKS}
        additive = {m: counted for m, counted in asked.items() if counted.also_by is None}
        bound = {m: counted for m, counted in asked.items() if counted.also_by is not None}
        cells = raw.flows(self.register, self.counting, self.inquiry, additive)
        cells |= raw.period_bound(self.register, self.counting, self.inquiry, bound)
        return cells | self._levels([measure for measure in measures if measure in STOCKS])

    def _told(self, kept: Asked, measures: Collection[Measure]) -> dict[Measure, Cells]:
        """From what is kept, without looking at any dossier."""
        bound = [measure for measure in measures if measure in TWO_BOUNDS]
        flows = [m for m in measures if m not in STOCKS and m not in TWO_BOUNDS]
        told = kept.flows(flows)
        cells = {measure: told[measure] for measure in flows} | kept.bounded(bound)
        cells |= kept.levels([measure for measure in measures if measure in STOCKS])
        if self.counting.rules.by_second:
            due = DueToday(self.register, self.counting, self.inquiry, self._heard)
            add(cells, due.added(measures))
        return cells

    def _levels(self, stocks: Sequence[Measure]) -> dict[Measure, Cells]:
        """Stocks at the end of spans, at their start, or now, from the dossiers."""
        now = self.moment.now
        cells: dict[Measure, Cells] = {measure: {} for measure in stocks}
        for index, span in enumerate(self.inquiry.spans):
            instants = {m: asking.instant_of(m, span, now) for m in stocks}
            told = raw.stocks(
                self.register, self.counting, self.inquiry, instants, index, self._heard
            )
            for measure, level in told.items():
                cells[measure] |= level
        return cells

    def _heard(self, counted: Counted) -> Counted:
        return asking.heard(counted, self.state)

    def _days(self, indicators: Sequence[Indicator]) -> dict[str, dict[tuple[str, int], float]]:
        """Quantiles by indicator, group and span; those of one measure from one reading of it."""
        took = {measure: self._took(measure) for measure in {i.numerator for i in indicators}}
        return {
            each.key: {
                cell: nearest_rank(told, each.quantile or 0.5)
                for cell, told in took[each.numerator].items()
            }
            for each in indicators
        }

    def _took(self, measure: Measure) -> dict[tuple[str, int], Took]:
        """(group, index of the span) → what its dossiers took."""
        if self.kept is not None and self.kept.can_tell([measure]):
            return self.kept.days(measure)
        counted, calendar = self._heard(self.counting.measures[measure]), self.state.calendar
        return taken(self.register, self.counting, counted, self.inquiry, calendar)
