"""A measure made ready to be asked: at which instant, and on whose word."""

from dataclasses import replace
from datetime import datetime

from data_access.contract.measures import STOCKS, Counted, Counting
from data_access.contract.usable import source_in
from data_access.indicators.definition import Measure
from data_access.periods import Period
from data_access.state import State


def instant_of(measure: Measure, span: Period, now: datetime) -> datetime | None:
    """When a stock is read: at the end of the span, at its start, or now (None) if sooner."""
    instant = span.start if measure is Measure.CARRIED_OVER else span.end
    return instant if instant <= now else None


def heard(counted: Counted, state: State) -> Counted:
    """Without the records of sources that cannot say what the measure needs."""
    silent = state.silent(counted.needs)
    if not silent:
        return counted
    speaks = source_in(counted.table).not_in(sorted(silent))
    return replace(counted, where=(*counted.where, speaks))


def counted_of(counting: Counting, measure: Measure, span: Period, now: datetime) -> Counted:
    """What a measure counts in a span, stocks at their instant."""
    if measure in STOCKS:
        return counting.stock(measure, instant_of(measure, span, now))
    return counting.measures[measure]
