"""What a screen asks. What can change by the second is asked by the data version; what rests on
months that are over at most once a minute, for two hundred screens ask it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data_access.indicators.catalogue import (
    ON_TIME_HONEST,
    OVERDUE,
    PENDING_IN_TIME,
    RECEIVED,
    RESOLVED,
)
from data_access.indicators.reading import Dimension
from data_access.periods import Calendar, Period, months_until
from layouts.pages.overview.asking import MONTHS_SHOWN, SHARES, scope_now
from layouts.pages.page import Question, View

LEFT = PENDING_IN_TIME
NOW, DUE_DAYS, PARTS_NOW = "now", "due_days", "parts_now"
LEVELS, MONTHS, PARTS_LEVELS, PARTS_MONTHS = "levels", "months", "parts_levels", "parts_months"
USUAL, OLDEST = "usual", "oldest"  # no question of `read`: asked of the rows


@dataclass(frozen=True)
class Wanted:
    """A question, and whether its answer may be a minute old."""

    question: Question
    is_slow: bool


def wanted(view: View, names: Iterable[str]) -> Mapping[str, Wanted]:
    now, by = scope_now(view), parts_by(view)
    months, ends = months_of(view), tuple(months_until(view.moment.now.date(), calendar_of(view),
                                                       MONTHS_SHOWN))[:-1]  # fmt: skip
    honest = (ON_TIME_HONEST,)
    every = {
        NOW: Wanted(Question((OVERDUE, RECEIVED, RESOLVED), now), False),
        DUE_DAYS: Wanted(Question((LEFT,), now, Dimension.DUE_DAY), False),
        PARTS_NOW: Wanted(Question((OVERDUE,), now, by), False),
        LEVELS: Wanted(Question((OVERDUE, RECEIVED), now, periods=ends), True),
        MONTHS: Wanted(Question(SHARES, now, periods=months), True),
        PARTS_LEVELS: Wanted(Question((OVERDUE, RECEIVED), now, by, ends), True),
        PARTS_MONTHS: Wanted(Question(honest, now, by, months), True),
    }
    return {name: every[name] for name in dict.fromkeys(names) if name in every}


def calendar_of(view: View) -> Calendar:
    """Reports go from the 15th to the 14th, unless the address asks for another month."""
    return view.scope.period.calendar


def months_of(view: View) -> tuple[Period, ...]:
    """The last 24 that are over: the running one is not judged."""
    running = months_until(view.moment.now.date(), calendar_of(view), MONTHS_SHOWN + 1)
    return tuple(running[:-1])


def parts_by(view: View) -> Dimension:
    """Agencies; where none lies below, fields."""
    scope, directory = view.scope, view.directory
    below = directory.children(scope.agency or "")
    now = scope_now(view).period
    if not scope.is_alone and any(child.existed_in(now) for child in below):
        return Dimension.AGENCY
    return Dimension.FIELD
