"""What a breakdown asks, and its answers gathered into lines: one an agency, field or procedure.

What stands in a period is asked of the scope's period; what waits now is asked of today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data_access.indicators.catalogue import (
    CARRIED_OVER,
    DIGITISED,
    MEDIAN_DAYS,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    ONLINE,
    ONLINE_PAYMENT,
    OVERDUE,
    PENDING,
    RECEIVED,
    RESOLVED,
    RESOLVED_LATE,
    SATISFACTION,
)
from data_access.indicators.definition import Indicator, Kind
from data_access.indicators.reading import Absence, Dimension, Reading, reading_of
from data_access.periods import Period, PeriodName
from data_access.scope import Scope
from layouts.pages.page import Answers, Question, View

IN_PERIOD = (
    CARRIED_OVER, RECEIVED, RESOLVED, RESOLVED_LATE, ON_TIME_HONEST, ON_TIME_OFFICIAL, ONLINE,
    ONLINE_PAYMENT, DIGITISED, SATISFACTION, MEDIAN_DAYS,
)  # fmt: skip
NOW = (PENDING, OVERDUE)
WHOLE, WHOLE_NOW, EACH, EACH_NOW = "whole", "whole_now", "each", "each_now"


@dataclass(frozen=True)
class Line:
    """A row of the table: every indicator of one group, by key."""

    group: str
    readings: Mapping[str, Reading]

    def of(self, indicator: Indicator) -> Reading:
        return self.readings[indicator.key]

    def count(self, indicator: Indicator) -> int:
        return self.of(indicator).numerator or 0

    @property
    def scope(self) -> Scope:
        """Its dossiers, in the period asked about."""
        return self.of(RECEIVED).scope


def questions(view: View, by: Dimension) -> Mapping[str, Question]:
    """The whole is read by itself, so that the rows can be checked against it."""
    today = view.moment.now.date()
    now = view.scope.within(period=Period(today, today), period_name=PeriodName.TODAY)
    return {
        WHOLE: Question(IN_PERIOD, view.scope),
        WHOLE_NOW: Question(NOW, now),
        EACH: Question(IN_PERIOD, view.scope, by),
        EACH_NOW: Question(NOW, now, by),
    }


def whole_line(answers: Answers) -> Line:
    return Line("", by_key([*answers[WHOLE], *answers[WHOLE_NOW]]))


def by_key(readings: Iterable[Reading]) -> dict[str, Reading]:
    return {each.indicator.key: each for each in readings}


def lines(answers: Answers, whole: Line) -> list[Line]:
    """Groups of the period first, then those in which something only waits now."""
    told: dict[str, list[Reading]] = {}
    for reading in answers[EACH]:
        told.setdefault(reading.group, []).append(reading)
    waiting = {each.group for each in answers[EACH_NOW] if each.numerator}
    for reading in answers[EACH_NOW]:
        if reading.group in told or reading.group in waiting:
            told.setdefault(reading.group, []).append(reading)
    return [filled(group, readings, whole) for group, readings in told.items()]


def filled(group: str, readings: list[Reading], whole: Line) -> Line:
    """A group that one of the answers does not mention has nothing there to count."""
    known = by_key(readings)
    scope = readings[0].scope
    missing = {
        key: nothing(total, group, scope)
        for key, total in whole.readings.items()
        if key not in known
    }
    return Line(group, {**known, **missing})


def nothing(total: Reading, group: str, scope: Scope) -> Reading:
    """A zero, unless nobody can say even of the whole."""
    there = scope.within(period=total.period, period_name=total.scope.period_name)
    indicator = total.indicator
    if total.absence is Absence.SOURCE_SILENT:
        return Reading(indicator, there, group, None, absence=total.absence)
    if indicator.kind is Kind.QUANTILE:
        return Reading(indicator, there, group, 0, absence=Absence.NOTHING_COUNTED)
    return reading_of(indicator, there, group, 0, 0 if indicator.denominator else None)
