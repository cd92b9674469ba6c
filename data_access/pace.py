"""A usual day at this hour: how the days that can be compared with today went, by the minute."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access import asking
from data_access.contract import pacing
from data_access.contract.measures import Counted, Counting
from data_access.contract.queries import Ask
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.definition import Dating, Measure
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.ownership import ownership_of
from data_access.periods import Period
from data_access.reader import counting_of
from data_access.register import Register
from data_access.rules import Rules
from data_access.scope import Scope
from data_access.state import State

WEEKS = 26
HOURLESS = 20  # at most one in so many may lack its hour
Minutes = NDArray[np.uint16]  # since midnight, in order
Rows = Sequence[tuple[Any, ...]]  # of `pacing.minutes`


class What(StrEnum):
    RECEIVED = "received"
    RESOLVED = "resolved"
    DUE = "due"  # pending when its due day began
    CAME = "came"  # received on its due day: when it came
    WENT = "went"  # the same: when it ended


@dataclass(frozen=True, eq=False)
class Pace:
    """How each of some days went, minute by minute."""

    days: tuple[date, ...]  # in order
    minutes: Mapping[What, tuple[Minutes, ...]]  # of each day; of DUE when it ended
    hourly: frozenset[What]

    def has_hours(self, what: What) -> bool:
        """Whether hours can be compared: sources tell of it, and nearly all of it by the hour."""
        asked = (What.DUE, What.CAME, What.WENT) if what == What.DUE else (what,)
        return all(each in self.hourly for each in asked)

    def so_far(self, what: What, minute: int) -> list[int]:
        """How many on each day, up to and including a minute. Of DUE, those that ended."""
        return [int(each.searchsorted(minute, side="right")) for each in self.minutes[what]]

    def left(self, minute: int) -> list[int]:
        """How many of those due on each day were there and had not ended by a minute's end."""
        due, ended = self.minutes[What.DUE], self.so_far(What.DUE, minute)
        came, went = self.so_far(What.CAME, minute), self.so_far(What.WENT, minute)
        return [
            each.size - gone + new - done
            for each, gone, new, done in zip(due, ended, came, went, strict=True)
        ]


@dataclass(frozen=True)
class Paces:
    """Counts what measures count, by their own rules, as the register has it now.

    Approximate, for it does not keep what it said then: a due day put off since is the new one
    only, so that fewer are due on the old day than were that morning; an end or an outcome taken
    back or corrected since counts as corrected; a stop that only a flag tells is no stop then; and
    a dossier is its present agency's.
    """

    register: Register
    rules: Rules

    def pace(self, scope: Scope, today: date) -> Pace:
        """Of the days that can be compared with `today`, without itself. Raises Unavailable."""
        state = self.register.state()
        days = comparable(today, state.calendar)
        return self._pace(scope, existing(days, scope, state.directory), state)

    def running(self, scope: Scope, today: date) -> Pace:
        """Of `today` alone, by the very same conditions, to compare with. Raises Unavailable."""
        return self._pace(scope, (today,), self.register.state())

    def _pace(self, scope: Scope, days: Sequence[date], state: State) -> Pace:
        """Days before the register's first dossier are left out. The scope's period has no say."""
        if not days:
            return Pace((), dict.fromkeys(What, ()), frozenset())
        moment = self.register.moment()
        counting = counting_of(self.rules, moment.now, moment.is_replay)
        kinds = kinds_of(counting)
        heard = {what.value: asking.heard(counted, state) for what, counted in kinds.items()}
        spans = tuple(spans_of(scope, days, state.directory))
        rows = self.register.tuples(pacing.minutes(counting, heard, spans, state.directory))
        first = next(day for kind, day, *_ in rows if kind == pacing.FIRST)
        begun = tuple(day for day in days if first and day.isoformat() >= first)
        told = cells(rows)
        return Pace(
            begun,
            {what: tuple(minutes(told.get((what, day), ())) for day in begun) for what in What},
            frozenset(hourly(rows)) - frozenset(silent(kinds, spans, state)),
        )


def comparable(today: date, calendar: WorkingDays) -> list[date]:
    """The same weekday of the last half year, but for days off."""
    days = [today - timedelta(weeks=weeks) for weeks in range(WEEKS, 0, -1)]
    return [day for day in days if calendar.is_working(day)]


def existing(days: Sequence[date], scope: Scope, directory: Directory) -> list[date]:
    """Days on which there was the agency, or one whose history it goes on with."""
    code = scope.agency
    if code is None:
        return list(days)
    ownership = ownership_of(directory)
    return [
        day
        for day in days
        for span in [Period(day, day)]
        if any(directory.agencies[each].existed_in(span) for each in ownership.heads(code, span))
    ]


def kinds_of(counting: Counting) -> dict[What, Counted]:
    return {
        What.RECEIVED: counting.measures[Measure.RECEIVED],
        What.RESOLVED: counting.measures[Measure.RESOLVED],
        What.DUE: pacing.due_that_day(counting),
        What.CAME: pacing.due_at_once(counting, Dating.RECEIVED),
        What.WENT: pacing.due_at_once(counting, Dating.DUE),
    }


def spans_of(
    scope: Scope, days: Sequence[date], directory: Directory
) -> Iterator[tuple[Ask, list[Period]]]:
    """Days in a row whose dossiers are the same agencies': before a merger they were others'."""
    spans = tuple(Period(day, day) for day in days)
    inquiry = Inquiry(directory, scope, Dimension.WHOLE, spans)
    for owners, alike in groupby(spans, inquiry.owners):
        together = list(alike)
        yield Ask(together[0].start, together[-1].end, owners, scope), together


def cells(rows: Rows) -> Mapping[tuple[str, date], list[tuple[int, int]]]:
    """(kind, day) → how many at which minute."""
    told: defaultdict[tuple[str, date], list[tuple[int, int]]] = defaultdict(list)
    for kind, day, minute, _, n in rows:
        if n:
            told[kind, date.fromisoformat(day)].append((minute, n))
    return told


def minutes(counts: Sequence[tuple[int, int]]) -> Minutes:
    """Each minute as often as something happened in it."""
    told = np.array(sorted(counts), dtype=np.int64).reshape(-1, 2)
    return np.repeat(told[:, 0], told[:, 1]).astype(np.uint16)


def hourly(rows: Rows) -> Iterator[What]:
    """Kinds of which few enough lack an hour."""
    every, lacking = Counter[str](), Counter[str]()
    for kind, _, _, lacks, n in rows:
        every[kind] += n
        lacking[kind] += n if lacks else 0
    yield from (what for what in What if lacking[what] * HOURLESS <= every[what])


def silent(
    kinds: Mapping[What, Counted], spans: Sequence[tuple[Ask, list[Period]]], state: State
) -> Iterator[What]:
    """Kinds that nobody who serves these agencies can tell."""
    asked = (frozenset(state.sources) if ask.owners is None else ask.owners for ask, _ in spans)
    owners = frozenset[str]().union(*asked)
    yield from (what for what, each in kinds.items() if state.is_silent(each.needs, owners))
