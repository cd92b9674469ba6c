"""The balance of dossiers: what came in must be somewhere. A gap is shown, never closed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from data_access.directory import Directory
from data_access.indicators import catalogue
from data_access.indicators.reading import Absence, Dimension, Read, Reading
from data_access.periods import Period
from data_access.scope import Scope

CAME = (catalogue.CARRIED_OVER, catalogue.RECEIVED)
WENT = (
    catalogue.RESOLVED_EARLY,
    catalogue.RESOLVED_ON_DAY,
    catalogue.RESOLVED_LATE,
    catalogue.RESOLVED_NO_DUE,
    catalogue.WITHDRAWN,
    catalogue.SENT_BACK,
    catalogue.PENDING_IN_TIME,
    catalogue.OVERDUE,
    catalogue.PENDING_NO_DUE,
    catalogue.PAUSED,
    catalogue.UNDATED,
)
WHOLE = ""  # every agency together

Counts = dict[tuple[str, Period], dict[str, int]]


@dataclass(frozen=True)
class Gap:
    """An agency and a period whose two sides differ; `agency` "" is the whole register."""

    agency: str
    period: Period
    came: int  # carried over and received
    went: int  # ended, still there, or ended without a date


def balance(read: Read, directory: Directory, periods: Sequence[Period]) -> list[Gap]:
    """Where carried over + received is not what became of them. Raises Unavailable."""
    gaps = []
    for (agency, period), counts in sides(read, directory, periods).items():
        came, went = (sum(counts.get(each.key, 0) for each in side) for side in (CAME, WENT))
        if came != went:
            gaps.append(Gap(agency, period, came, went))
    return sorted(gaps, key=lambda gap: (gap.agency, gap.period))


def sides(read: Read, directory: Directory, periods: Sequence[Period]) -> Counts:
    """Counts by agency and period: the whole, then below every agency that has some below it."""
    whole = Period(periods[0].first_day, periods[-1].last_day)
    counts: Counts = defaultdict(dict)
    parents = [None, *(code for code in directory.agencies if directory.children(code))]
    for reading in read((*CAME, *WENT), Scope(whole), Dimension.WHOLE, periods):
        put(counts, WHOLE, reading)
    for parent in parents:
        for reading in read((*CAME, *WENT), Scope(whole, agency=parent), Dimension.AGENCY, periods):
            if reading.group != parent:  # its own row among its children: not all of it
                put(counts, reading.group, reading)
    return counts


def put(counts: Counts, agency: str, reading: Reading) -> None:
    """A source that is silent about a part adds nothing to its side."""
    told = 0 if reading.absence is Absence.SOURCE_SILENT else reading.numerator or 0
    counts[agency, reading.period][reading.indicator.key] = told
