"""Who hands in what, where, when and how: the rhythm of an office's counter."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.random import Generator

from data_access.demo.dossiers import Dossiers, blank
from data_access.demo.places import (
    MERGER,
    district_of,
    mergers,
    places,
    positions,
    tasks,
)
from data_access.demo.workdays import (
    AFTERNOON,
    CLOSES,
    DAY_S,
    MORNING_S,
    OPENS,
    Bools,
    Floats,
    Ints,
    day_number,
    work_clock,
)

YEARS = 5
MERGED = day_number(MERGER)
EVENTFUL_GAP = 8  # days without work that only Tết brings
WEEKDAYS = np.array([1.15, 1.03, 0.98, 0.97, 0.9, 0.3, 0.3])  # Monday first; Saturdays made up
POST_SHARE = 0.014
ELSEWHERE_SHARE = 0.05  # taken in by another commune since boundaries do not bind


@dataclass(frozen=True)
class Span:
    """The days of the demonstration, and how far along each lies (0 to 1)."""

    first: int
    last: int

    @property
    def days(self) -> Ints:
        return np.arange(self.first, self.last + 1)

    def progress(self, instant: Ints) -> Floats:
        return np.clip((instant / DAY_S - self.first) / (self.last - self.first), 0, 1)


def span_until(today: datetime) -> Span:
    last = day_number(today.date())
    return Span(last - int(YEARS * 365.25), last)


def busyness(span: Span, is_land: bool) -> Floats:
    """How much of the work each day brings, adding up to 1."""
    clock, days = work_clock(), span.days
    weight = WEEKDAYS[(days + 3) % 7] * clock.works_on(days)  # 1970-01-01 was a Thursday
    weight = weight * (1 + 0.28 * (days - span.first) / len(days))
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    to_month_end = (month + 1).astype("datetime64[D]").astype(np.int64) - days
    weight = weight * np.where(to_month_end <= 5, 1.12, 1.0) * around_tet(days)
    if is_land:
        spring = np.isin(month.astype(np.int64) % 12, [1, 2, 3, 4])
        weight = weight * np.where(spring, 1.25, 0.95)
    return np.asarray(weight / weight.sum())


def around_tet(days: Ints) -> Floats:
    """Few come in the week before and the days after; then all come at once."""
    nth = work_clock().nth
    gaps = np.flatnonzero(np.diff(nth) >= EVENTFUL_GAP)
    factor = np.ones(len(days))
    for gap in gaps:
        before, after = days - nth[gap], days - nth[gap + 1]
        factor[(before <= 0) & (before > -6)] = 0.72
        factor[(after >= 0) & (after < 3)] = 0.55
        factor[(after >= 5) & (after < 24)] = 1.3
    return factor


def intake(count: int, today: datetime, traits: Generator, rng: Generator) -> Dossiers:
    """Dossiers as they arrive; what becomes of them is `course`'s matter."""
    span, made = span_until(today), blank(count)
    known = tasks()
    weights = np.array([task.weight for task in known])
    made.procedure[:] = rng.choice(len(known), count, p=weights / weights.sum())
    is_land = np.isin([task.field for task in known], ["LV-DD", "LV-BD"])[made.procedure]
    day = np.where(
        is_land,
        rng.choice(span.days, count, p=busyness(span, True)),
        rng.choice(span.days, count, p=busyness(span, False)),
    )
    made.received[:] = day * DAY_S + counter_time(count, rng)
    made.applicant[:] = applicants(made.procedure, rng)
    place_them(made, day, rng)
    choose_channel(made, span, traits, rng)
    made.verified[:] = rng.random(count) < np.where(made.channel == 2, 0.93, 0.55)
    return made


def counter_time(count: int, rng: Generator) -> Ints:
    """Seconds of the day: a late-morning peak, an early-afternoon one, none at the very end."""
    morning = OPENS + rng.beta(1.6, 1.7, count) * (MORNING_S - 300)
    afternoon = AFTERNOON + rng.beta(1.4, 2.1, count) * (CLOSES - AFTERNOON - 900)
    return np.where(rng.random(count) < 0.58, morning, afternoon).astype(np.int64)


def applicants(procedure: Ints, rng: Generator) -> Ints:
    fields = [task.field for task in tasks()]
    business = np.isin(fields, ["LV-DN", "LV-TM", "LV-DB", "LV-ATTP", "LV-TDC"])[procedure]
    drawn = rng.random(len(procedure))
    return np.where(drawn < np.where(business, 0.85, 0.04), 2, np.where(drawn > 0.99, 4, 1))


def place_them(made: Dossiers, day: Ints, rng: Generator) -> None:
    """Departments keep theirs; a commune's were its predecessors' or its district's before."""
    count, at = len(made), positions()
    communes = [place for place in places() if place.valid_from]
    sizes = np.array([place.size for place in communes])
    drawn = rng.choice(len(communes), count, p=sizes / sizes.sum())
    new = np.array([at[place.code] for place in communes])[drawn]
    district = np.array([at[district_of(place.code)] for place in communes])[drawn]
    old = predecessor([place.code for place in communes], drawn, rng)
    kinds = np.array([task.executed_by for task in tasks()])[made.procedure]
    departments = np.array([at.get(task.department, 0) for task in tasks()])[made.procedure]
    before = day < MERGED
    local = np.where(before, np.where(kinds == "district", district, old), new)
    made.owner[:] = np.where(kinds == "department", departments, local)
    made.heir[:] = np.where(kinds == "department", departments, new)
    other = new[rng.permutation(count)]
    strays = ~before & (kinds != "department") & (rng.random(count) < ELSEWHERE_SHARE)
    made.counter[:] = np.where(strays, other, made.owner)


def predecessor(communes: list[str], drawn: Ints, rng: Generator) -> Ints:
    """One of the old communes each new one was made of."""
    at = positions()
    olds = [[at[link.old] for link in mergers() if link.new == code] for code in communes]
    width = max(map(len, olds))
    table = np.array([[each[i % len(each)] for i in range(width)] for each in olds])
    return np.asarray(table[drawn, rng.integers(0, width, len(drawn))])


def online_share(made: Dossiers, span: Span, traits: Generator) -> Floats:
    """From a quarter to four fifths, unevenly over fields and agencies."""
    along = span.progress(made.received)
    level = 0.24 + 0.63 * along**2 * (3 - 2 * along)
    fields = np.array([task.field for task in tasks()])[made.procedure]
    by_field = np.where(fields == "LV-CT", -0.16, np.where(fields == "LV-DD", -0.05, 0.03))
    by_agency = traits.normal(0, 0.05, len(places()))[made.heir]
    return np.clip(level + by_field + by_agency, 0.03, 0.97)


def choose_channel(made: Dossiers, span: Span, traits: Generator, rng: Generator) -> None:
    count = len(made)
    online: Bools = rng.random(count) < online_share(made, span, traits)
    by_post = ~online & (rng.random(count) < POST_SHARE * 2.5)
    made.channel[:] = np.where(online, 2, np.where(by_post, 3, 1))
    wait = np.where(
        rng.random(count) < 0.7, rng.exponential(2 * 3600, count), rng.uniform(8, 30, count) * 3600
    ).astype(np.int64)
    made.submitted[:] = made.received - np.where(online, wait + 60, 0)
