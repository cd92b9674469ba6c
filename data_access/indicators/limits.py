"""What is usual for a series: the limits of an individuals chart (XmR), or of counts (p-chart).

XmR: mean ± 2.66 × mean moving range, first leaving out moving ranges above 3.267 × their mean.
All comes from the baseline, the first 18 points (all but the last 6 of fewer than 24, never fewer
than 8), and then stays: a later change must not hide in limits that moved with it.

Shares whose n swings widely get limits of their own for each point, from the counts. Where the
baseline varies more than counting explains, they widen by what it varies (Laney's p′); else a
large office would have a signal every month.

One record or two more or less are never outside: where months are nearly all alike the moving range
is 0, the mean would be the only usual value, and nobody is to be alarmed by a count of two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt

from data_access.indicators.reading import FEW

SIGMAS = 3.0  # from the centre to a limit
SPREAD = 2.66 / SIGMAS  # of the mean moving range: one sigma
OUTLYING = 3.267  # times their mean: moving ranges to leave out
LEAST, MOST, LEFT_OUT = 8, 18, 6  # points of a baseline; the last points that stay out of it
QUIET = 2  # records: a count of so many, or so many more than expected, alarms nobody
SAME = 1e-9  # closer than this is equal: the last digits of a sum mean nothing
SWING = 4  # times the smallest n: n that swings widely


@dataclass(frozen=True)
class Point:
    """A month: its unrounded value, None without data; `n` is a share's denominator."""

    value: float | None
    n: int | None = None


@dataclass(frozen=True)
class Limits:
    """`lower` and `upper` stay within what a share or a count can be; `sigma` knows no such end."""

    centre: float
    lower: float
    upper: float
    sigma: float
    grain: float  # by how much one record more or less moves the value

    @property
    def quiet(self) -> float:
        """What lies no farther from the centre is far from nothing."""
        return QUIET * self.grain + self.same

    @property
    def same(self) -> float:
        return SAME * max(1.0, abs(self.centre))

    def leaning(self, value: float) -> int:
        """The side of the centre on which a value lies; within half a record of it is on it."""
        off = value - self.centre
        return (off > 0) - (off < 0) if abs(off) > self.grain / 2 + self.same else 0

    def side(self, value: float, sigmas: float = SIGMAS) -> int:
        """+1 above the limits, -1 below them, 0 within: whoever prints them asks here."""
        off = value - self.centre
        is_beyond = abs(off) > max(self.quiet, sigmas * self.sigma * (1 + SAME))
        return ((off > 0) - (off < 0)) if is_beyond else 0


@dataclass(frozen=True)
class _Basis:
    """`sigma` is to be multiplied by the unit of each point."""

    centre: float
    sigma: float
    units: list[float]


def is_point(point: Point, share: bool) -> bool:
    """A share of fewer than ten is shown as counts only, so it is no point."""
    few = share and point.n is not None and point.n < FEW
    return point.value is not None and not few


def baseline_of(count: int) -> int:
    """How many of the first points the limits come from; 0 when there are too few."""
    return min(MOST, max(LEAST, count - LEFT_OUT)) if count >= LEAST else 0


def limits_of(points: Sequence[Point], share: bool) -> list[Limits]:
    """One for each point; none at all without a baseline. Every point must have a value."""
    baseline = baseline_of(len(points))
    if not baseline:
        return []
    values, sizes = [point.value or 0.0 for point in points], [point.n or 0 for point in points]
    swings = share and 0 < SWING * min(sizes) < max(sizes)
    basis = of_counts(values, sizes, baseline) if swings else of_ranges(values, baseline)
    return [
        between(basis.centre, basis.sigma * unit, grain_of(point, share), share)
        for unit, point in zip(basis.units, points, strict=True)
    ]


def limits_of_trend(months: Sequence[int], points: Sequence[Point], share: bool) -> list[Limits]:
    """Around the line through all points but the last: what a steady drift makes of each month.

    The last stays out, for it is held against what went before.
    """
    xs, ys = months[:-1], [point.value or 0.0 for point in points[:-1]]
    middle, level = fsum(xs) / len(xs), fsum(ys) / len(ys)
    slope = fsum((x - middle) * y for x, y in zip(xs, ys, strict=True))
    slope /= fsum((x - middle) ** 2 for x in xs)
    line = [level + slope * (month - middle) for month in months]
    sigma = SPREAD * mean_range([y - fitted for y, fitted in zip(ys, line, strict=False)])
    return [
        between(
            min(max(0.0, fitted), 1.0 if share else fitted), sigma, grain_of(each, share), share
        )
        for fitted, each in zip(line, points, strict=True)
    ]


def grain_of(point: Point, share: bool) -> float:
    if not share:
        return 1.0
    return 1 / point.n if point.n else 0.0


def of_ranges(values: Sequence[float], baseline: int) -> _Basis:
    base = values[:baseline]
    return _Basis(fsum(base) / baseline, SPREAD * mean_range(base), [1.0] * len(values))


def of_counts(values: Sequence[float], sizes: Sequence[int], baseline: int) -> _Basis:
    base = list(zip(values, sizes, strict=True))[:baseline]
    centre = fsum(value * n for value, n in base) / sum(n for _, n in base)
    units = [sqrt(max(0.0, centre * (1 - centre)) / n) for n in sizes]
    scores = [(v - centre) / u if u else 0.0 for (v, _), u in zip(base, units, strict=False)]
    return _Basis(centre, max(1.0, SPREAD * mean_range(scores)), units)


def mean_range(values: Sequence[float]) -> float:
    """The mean moving range, without those that are out of all proportion."""
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    most = OUTLYING * fsum(ranges) / len(ranges)
    kept = [each for each in ranges if each <= most]
    return fsum(kept) / len(kept)


def between(centre: float, sigma: float, grain: float, share: bool) -> Limits:
    sigma = max(sigma, QUIET * grain / SIGMAS)
    lower, upper = max(0.0, centre - SIGMAS * sigma), centre + SIGMAS * sigma
    return Limits(centre, lower, min(1.0, upper) if share else upper, sigma, grain)
