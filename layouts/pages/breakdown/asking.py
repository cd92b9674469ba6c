"""What a breakdown asks, and its answers gathered into lines: one an agency, field or procedure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data_access.indicators.catalogue import (
    ALL_DIGITISED,
    CARRIED_OVER,
    DIGITISED,
    GONE_LATE,
    MEDIAN_DAYS,
    ON_TIME_HONEST,
    ON_TIME_OFFICIAL,
    ONLINE,
    ONLINE_PAYMENT,
    OVERDUE,
    PAUSED,
    PENDING,
    PENDING_IN_TIME,
    PENDING_NO_DUE,
    PETITIONS_RECEIVED,
    RECEIVED,
    RESOLVED,
    RESOLVED_LATE,
    SATISFACTION,
    SENT_BACK,
    UNDATED,
    WITHDRAWN,
)
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Dimension, Reading
from data_access.scope import Scope
from layouts.pages.page import Answers, Question, View

SHOWN = (
    CARRIED_OVER, RECEIVED, RESOLVED, RESOLVED_LATE, PENDING, OVERDUE, ON_TIME_HONEST,
    ON_TIME_OFFICIAL, ONLINE, ONLINE_PAYMENT, DIGITISED, SATISFACTION, MEDIAN_DAYS,
)  # fmt: skip
# They have no column, but belong to the balance.
UNSHOWN = (WITHDRAWN, SENT_BACK, PENDING_IN_TIME, PENDING_NO_DUE, PAUSED, UNDATED)
# In files only.
FILED = (GONE_LATE, ALL_DIGITISED, PETITIONS_RECEIVED)
WHOLE, EACH = "whole", "each"


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
    return {
        WHOLE: Question((*SHOWN, *UNSHOWN, *FILED), view.scope),
        EACH: Question((*SHOWN, *UNSHOWN, *FILED), view.scope, by),
    }


def whole_line(answers: Answers) -> Line:
    return Line("", by_key(answers[WHOLE]))


def by_key(readings: Iterable[Reading]) -> dict[str, Reading]:
    return {each.indicator.key: each for each in readings}


def lines(answers: Answers) -> list[Line]:
    """In the order of the answer."""
    told: dict[str, list[Reading]] = {}
    for reading in answers[EACH]:
        told.setdefault(reading.group, []).append(reading)
    return [Line(group, by_key(readings)) for group, readings in told.items()]
