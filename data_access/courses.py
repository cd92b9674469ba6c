"""One dossier read whole: what the register tells of it, put in order and into working time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from os.path import commonprefix
from typing import Any

import numpy as np

from data_access import ordering, stages
from data_access.contract import histories, queries, records
from data_access.contract.measures import Counting
from data_access.contract.queries import Ask
from data_access.contract.schema import apology, pause, payment, rating, step
from data_access.course import Course, Papers, Payment, Stage, Stop
from data_access.events import Told, events
from data_access.indicators.definition import Measure
from data_access.indicators.reading import Dimension, Moment
from data_access.listing import RESOLVED, Column, Record
from data_access.periods import Period
from data_access.reader import counting_of
from data_access.register import Register
from data_access.rows import record_of
from data_access.rules import Rules
from data_access.scope import LONGEST_VALUE, Scope
from data_access.state import State
from data_access.verdicts import Verdicts

A_YEAR = timedelta(days=365)
FEW = 10  # fewer of its procedure say nothing of how long it took


@dataclass(frozen=True)
class Courses:
    register: Register
    rules: Rules

    def course(self, code: str) -> Course | None:
        """None for a code that the register does not have. Raises Unavailable."""
        if not is_code(code):
            return None
        state, moment = self.register.state(), self.register.moment()
        counting = counting_of(self.rules, moment.now, moment.is_replay)
        rows = self.register.run(histories.facts(counting, code))
        if not rows:
            return None
        return _Reading(self.register, state, moment, counting, rows[0]._asdict()).course()

    def nearest(self, code: str) -> list[str]:
        """Codes to offer for one that is not there: those that somebody may have meant."""
        if not is_code(code):
            return []
        same, *beside = (
            [str(row[0]) for row in self.register.run(each)] for each in histories.nearest(code)
        )
        near = [each for told in beside for each in told if begins_alike(each, code)]
        return list(dict.fromkeys([*same, *near]))


def begins_alike(one: str, two: str) -> bool:
    """Sharing the first half: a code beside another in the alphabet alone is nobody's slip."""
    return 2 * len(commonprefix([one.casefold(), two.casefold()])) >= len(two)


def is_code(told: str) -> bool:
    return 0 < len(told) <= LONGEST_VALUE and told.isprintable()


@dataclass(frozen=True)
class _Reading:
    """One dossier being read; `row` is its line with what lists do not show."""

    register: Register
    state: State
    moment: Moment
    counting: Counting
    row: Mapping[str, Any]

    @property
    def code(self) -> str:
        return str(self.row["told_code"])

    def course(self) -> Course:
        told, record, row = self._told(), self._record(), self.row
        ends_at = self._ends_at(record)
        course = Course(
            record,
            row["national_dossier_code"],
            row["submitted_at"],
            row["original_due_at"],
            row["returned_at"],
            row["time_precision"] == "TIME",
            bool(row["deleted"]),
            ends_at,
            stops=told.stops,
            events=events(record, row, told, self.moment.now),
            papers=self._papers(),
            payments=told.payments,
            scores=[score for _, score in told.ratings if score is not None],
            apologies=[issued_at for issued_at, _ in told.apologies],
            twins=[each[0] for each in self.register.run(self._twins())],
            verdicts=self._verdicts().all(),
        )
        return self._timed(course)

    def _timed(self, course: Course) -> Course:
        """With what only the working calendar can tell."""
        clock = stages.Clock(self.state.calendar, course.stops, self.moment.now)
        start, due = course.record.received_at, course.record.due_at
        course = replace(course, stages=self._stages(course, clock))
        if start is None:
            return course
        return replace(
            course,
            used=clock.used(start, course.record.ended_at or self.moment.now),
            promised=clock.used(start, due) if due else None,
            stopped=clock.stopped(start, course.ends_at),
            slower_than=self._slower_than(course.record),
        )

    def _stages(self, course: Course, clock: stages.Clock) -> Sequence[Stage]:
        rows = self._dated(step)
        record = course.record
        if not rows and record.step and record.step_since:  # the source tells only where it is
            rows = [(record.step_since, record.step, record.unit, self.row["step_due_at"])]
        return stages.stages(rows, course.ends_at, record.ended_at is None, clock)

    def _ends_at(self, record: Record) -> datetime:
        ended = self.row["returned_at"] or record.ended_at
        return max(ended, record.ended_at or ended) if ended else self.moment.now

    def _record(self) -> Record:
        line = {name: self.row[f"told_{name}"] for name in records.READ}
        told = [(line[records.IS_LATE], line[Column.DUE], line[Column.ENDED])]
        (late,) = ordering.days_late(self.state.calendar, self.moment.now, told)
        return record_of(line, late, self.state.directory)

    def _told(self) -> Told:
        return Told(
            stops=[Stop(*row) for row in self._dated(pause, at=1)],
            payments=[Payment(*row) for row in self._of(payment)],
            ratings=self._dated(rating),
            apologies=self._dated(apology),
        )

    def _of(self, table: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.register.run(histories.of_dossier(table, self.code))]

    def _dated(self, table: Any, at: int = 0) -> list[tuple[Any, ...]]:
        """Without those that nobody says when they were: they have no place in a course."""
        return [row for row in self._of(table) if row[at] is not None]

    def _papers(self) -> Papers | None:
        contents = self.state.contents
        if contents.lacks("document.direction"):
            return None
        (row,) = self.register.run(histories.papers(self.code))
        submitted, digitised, reused, results, files = map(int, row)
        silent = self.row["source_id"] in self.state.silent(("document.digitised",))
        quiet = self.row["source_id"] in self.state.silent(("document.reuse",))
        return Papers(
            submitted,
            None if silent or contents.lacks("document.digitised") else digitised,
            None if quiet or contents.lacks("document.reuse") else reused,
            results,
            files,
        )

    def _twins(self) -> Any:
        return histories.twins(self.code, self.row["national_dossier_code"])

    def _verdicts(self) -> Verdicts:
        return Verdicts(
            self.register,
            self.state,
            self.counting,
            self.code,
            self.row["source_id"],
            bool(self.row["deleted"]),
        )

    def _slower_than(self, record: Record) -> tuple[int, int] | None:
        """How many of its procedure took fewer working days within a year, and of how many."""
        ended, procedure = record.ended_at, record.procedure
        if ended is None or procedure is None or record.received_at is None:
            return None
        if record.standing not in RESOLVED:  # it is not one of those it would be compared with
            return None
        now = self.moment.now
        scope = Scope(Period((now - A_YEAR).date(), now.date()), procedures=(procedure,))
        ask = Ask(scope.period.start, scope.period.end, None, scope)
        counted = self.counting.measures[Measure.RESOLVED]
        statement = queries.days_taken(
            self.counting, counted, ask, self.state.directory, Dimension.WHOLE
        )
        rows = self.register.run(statement)
        if len(rows) < FEW:
            return None
        came, went = (np.array([row[at] for row in rows], "datetime64[D]") for at in (2, 3))
        took = self.state.calendar.between_many(came, went)
        mine = self.state.calendar.between(record.received_at.date(), ended.date())
        return int((took < mine).sum()), len(rows)
