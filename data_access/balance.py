"""The balance of dossiers: what came in must be somewhere. A gap is shown, never closed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from data_access.directory import Directory
from data_access.indicators import catalogue
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Absence, Dimension, Read, Reading
from data_access.ownership import ownership_of
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
# The same without asking for due dates, for sources that have none.
WENT_AT_ALL = (
    catalogue.RESOLVED,
    catalogue.WITHDRAWN,
    catalogue.SENT_BACK,
    catalogue.PENDING,
    catalogue.PAUSED,
    catalogue.UNDATED,
)
STOOD = (catalogue.PENDING, catalogue.PAUSED)  # open at the end of a period
SUMMED = (*CAME, *WENT_AT_ALL)
ASKED = tuple({each.key: each for each in (*CAME, *WENT, *WENT_AT_ALL)}.values())
WHOLE = ""  # every agency together

Counts = dict[tuple[str, Period], dict[str, int]]
# Columns that a source of an agency cannot give, of those that indicators rest on.
Lacking = Callable[[Sequence[Indicator], str], tuple[str, ...]]


class Identity(StrEnum):
    """What must equal what."""

    FLOW = "flow"  # carried over + received = what became of them
    CARRIED_OVER = "carried_over"  # = open at the end of the period before
    AGENCIES = "agencies"  # the whole = the sum of its agencies
    FIELDS = "fields"  # the whole = the sum of its fields


@dataclass(frozen=True)
class Gap:
    """Two sides that differ; `agency` "" is the whole register."""

    identity: Identity
    agency: str
    period: Period
    one: int  # what came; carried over; the whole
    other: int  # what became of it; open before; the sum
    indicator: str = ""  # which one does not add up, where it is one


@dataclass(frozen=True)
class Unchecked:
    """An agency whose dossiers cannot be added up, for want of these columns."""

    agency: str
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Balance:
    gaps: list[Gap]
    unchecked: list[Unchecked]
    checked: int  # agencies of which there was something to add up


def balance(
    read: Read, directory: Directory, periods: Sequence[Period], lacking: Lacking
) -> Balance:
    """Raises Unavailable."""
    counts = sides(read, directory, periods)
    silent = {agency: lacking(told(SUMMED), agency) for agency, _ in counts}
    spoken = {at: each for at, each in counts.items() if not silent[at[0]]}
    gaps = [
        *flows({at: each for at, each in spoken.items() if is_one(directory, *at)}, lacking),
        *carried(spoken, directory, periods),
        *sums_of_agencies(read, directory, together(periods)),
        *sums_of_fields(read, periods),
    ]
    unchecked = [Unchecked(agency, why) for agency, why in sorted(silent.items()) if why]
    checked = {agency for (agency, _), each in spoken.items() if any(each.values())}
    return Balance(
        sorted(gaps, key=lambda g: (g.identity, g.agency, g.period)), unchecked, len(checked)
    )


def told(indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """But for pauses: where nobody tells of them, all that is open counts as pending."""
    return tuple(each for each in indicators if each is not catalogue.PAUSED)


def flows(counts: Counts, lacking: Lacking) -> Iterator[Gap]:
    """Where a source is silent on due dates, its dossiers are in none of the parts by due date."""
    parts = {agency: WENT_AT_ALL if lacking(told(WENT), agency) else WENT for agency, _ in counts}
    for (agency, period), each in counts.items():
        came, went = total(each, CAME), total(each, parts[agency])
        if came != went:
            yield Gap(Identity.FLOW, agency, period, came, went)


def carried(counts: Counts, directory: Directory, periods: Sequence[Period]) -> Iterator[Gap]:
    """Only where both months are of the same agencies: a merger brings dossiers along."""
    for agency in {agency for agency, _ in counts}:
        for before, period in pairwise(periods):
            then, now = counts.get((agency, before)), counts.get((agency, period))
            if then is None or now is None or not are_alike(directory, agency, before, period):
                continue
            stood, came = total(then, STOOD), total(now, (catalogue.CARRIED_OVER,))
            if stood != came:
                yield Gap(Identity.CARRIED_OVER, agency, period, came, stood)


def are_alike(directory: Directory, agency: str, before: Period, period: Period) -> bool:
    return is_one(directory, agency, together((before, period)))


def is_one(directory: Directory, agency: str, period: Period) -> bool:
    """Whether it is of the same agencies all through: what one hands over was nobody's result."""
    return agency == WHOLE or len(ownership_of(directory).stretches(agency, period)) == 1


def sums_of_agencies(read: Read, directory: Directory, period: Period) -> Iterator[Gap]:
    """The whole, then every agency at the top: in one period nothing counts twice.

    Of all months together, as each further question reads every dossier again.
    """
    scope = Scope(period)
    wholes: Counts = defaultdict(dict)
    for reading in (*read(SUMMED, scope), *read(SUMMED, scope, Dimension.AGENCY)):
        put(wholes, reading.group, reading)
    tops = [agency for agency, _ in wholes if agency != WHOLE]
    yield from differing(Identity.AGENCIES, WHOLE, period, wholes, tops)
    for top in (each for each in tops if directory.children(each)):
        below: Counts = defaultdict(dict)
        for reading in read(SUMMED, scope.within(agency=top), Dimension.AGENCY):
            put(below, f"below {reading.group}", reading)
        parts = [agency for agency, _ in below]
        below[top, period] = wholes[top, period]
        yield from differing(Identity.AGENCIES, top, period, below, parts)


def sums_of_fields(read: Read, periods: Sequence[Period]) -> Iterator[Gap]:
    whole = Scope(together(periods))
    counts: Counts = defaultdict(dict)
    for reading in read(SUMMED, whole, Dimension.WHOLE, periods):
        put(counts, WHOLE, reading)
    for reading in read(SUMMED, whole, Dimension.FIELD, periods):
        put(counts, f"field {reading.group}", reading)
    for period in periods:
        fields = [group for group, at in counts if group != WHOLE and at == period]
        yield from differing(Identity.FIELDS, WHOLE, period, counts, fields)


def differing(
    identity: Identity, whole: str, period: Period, counts: Counts, parts: Sequence[str]
) -> Iterator[Gap]:
    """The indicators of which the whole is not the sum of its parts."""
    for indicator in SUMMED:
        one = counts[whole, period].get(indicator.key, 0)
        other = sum(counts[part, period].get(indicator.key, 0) for part in parts)
        if one != other:
            yield Gap(identity, whole, period, one, other, indicator.key)


def sides(read: Read, directory: Directory, periods: Sequence[Period]) -> Counts:
    """Counts by agency and period: the whole, then below every agency that has some below it."""
    whole = together(periods)
    counts: Counts = defaultdict(dict)
    parents = [None, *(code for code in directory.agencies if directory.children(code))]
    for reading in read(ASKED, Scope(whole), Dimension.WHOLE, periods):
        put(counts, WHOLE, reading)
    for parent in parents:
        for reading in read(ASKED, Scope(whole, agency=parent), Dimension.AGENCY, periods):
            if reading.group != parent:  # its own row among its children: not all of it
                put(counts, reading.group, reading)
    return counts


def together(periods: Sequence[Period]) -> Period:
    return Period(periods[0].first_day, periods[-1].last_day)


def total(counts: dict[str, int], parts: Sequence[Indicator]) -> int:
    return sum(counts.get(each.key, 0) for each in parts)


def put(counts: Counts, agency: str, reading: Reading) -> None:
    """A source that is silent about a part adds nothing to its side."""
    told = 0 if reading.absence is Absence.SOURCE_SILENT else reading.numerator or 0
    counts[agency, reading.period][reading.indicator.key] = told
