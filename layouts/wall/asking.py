"""What a screen asks: what can change by the second, and what rests on months that are over, which
is asked now and then, for two hundred screens ask it.
"""

from collections.abc import Iterable, Mapping

from data_access.indicators.catalogue import (
    ON_TIME_HONEST,
    OVERDUE,
    PENDING_IN_TIME,
    RECEIVED,
    RESOLVED,
)
from data_access.indicators.reading import Dimension
from data_access.periods import Calendar, Period, PeriodName, months_until
from data_access.scope import Scope
from layouts.pages.overview.asking import MONTHS_SHOWN, SHARES
from layouts.pages.page import Question, View

LEFT = PENDING_IN_TIME
NOW, DAY, DUE_DAYS, PARTS_NOW = "now", "day", "due_days", "parts_now"
LEVELS, MONTHS, PARTS_LEVELS, PARTS_MONTHS = "levels", "months", "parts_levels", "parts_months"
OF_MONTHS = frozenset({LEVELS, MONTHS, PARTS_LEVELS, PARTS_MONTHS})
USUAL, OLDEST = "usual", "oldest"  # no question of `read`: asked of the rows


def wanted(view: View, names: Iterable[str]) -> Mapping[str, Question]:
    now, by = scope_now(view), parts_by(view)
    months, ends = months_of(view), tuple(months_until(view.moment.now.date(), calendar_of(view),
                                                       MONTHS_SHOWN))[:-1]  # fmt: skip
    every = {
        NOW: Question((OVERDUE,), now),
        DAY: Question((RECEIVED, RESOLVED), now),
        DUE_DAYS: Question((LEFT,), now, Dimension.DUE_DAY),
        PARTS_NOW: Question((OVERDUE,), now, by),
        LEVELS: Question((OVERDUE, RECEIVED), now, periods=ends),
        MONTHS: Question(SHARES, now, periods=months),
        PARTS_LEVELS: Question((OVERDUE, RECEIVED), now, by, ends),
        PARTS_MONTHS: Question((ON_TIME_HONEST,), now, by, months),
    }
    return {name: every[name] for name in dict.fromkeys(names) if name in every}


def scope_now(view: View) -> Scope:
    """The same dossiers, as they stand now."""
    return view.scope.within(period=Period(view.today, view.today), period_name=PeriodName.TODAY)


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
