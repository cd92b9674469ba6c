"""What chance alone can do to a share: its interval, and whether one differs from another."""

from dataclasses import dataclass
from enum import IntEnum
from math import exp, lgamma, log, log1p, sqrt

from data_access.indicators.limits import QUIET

Z = 1.959964  # 95 % of a normal variable lies within; 1.96 would miss the tables by a digit
NEGLIGIBLE = 1e-17  # of a sum: a term that changes none of its digits


@dataclass(frozen=True)
class Interval:
    """Both ends are shares, 0 to 1."""

    lower: float
    upper: float

    @property
    def half_width(self) -> float:
        return (self.upper - self.lower) / 2


def wilson(part: int, whole: int) -> Interval:
    """The 95 % interval of a share; `whole` above 0. It reaches 0 or 1 only with none or all."""
    share, unit = part / whole, Z * Z / whole
    centre = (share + unit / 2) / (1 + unit)
    half = Z * sqrt(share * (1 - share) / whole + unit / (4 * whole)) / (1 + unit)
    return Interval(
        0.0 if part == 0 else max(0.0, centre - half),
        1.0 if part == whole else min(1.0, centre + half),
    )


class Level(IntEnum):
    """How far out of the funnel: not, beyond its 95 % limits, beyond its 99.8 % limits."""

    WITHIN = 0
    ALERT = 1
    ALARM = 2


TAIL = {Level.ALARM: 0.001, Level.ALERT: 0.025}  # on each side


@dataclass(frozen=True)
class Distance:
    """`sign` is +1 above the reference and -1 below; 0 within the funnel.

    `surprise` is the tail's probability as a number of zeros behind the point: it grows with the
    distance whatever the size, and can be held against the exact sum. `short` is by how many
    records the part falls short of the reference.
    """

    sign: int
    level: Level
    surprise: float
    short: float
    rest: int

    @property
    def flag(self) -> int:
        """The sign, where it may be coloured, counted and put first: an ALARM of more than a few.

        With 130 alike agencies 95 % limits blame three a month; and one or two records, or one or
        two more than expected, are nobody's alarm.
        """
        is_quiet = abs(self.short) <= QUIET or (self.sign < 0 and self.rest <= QUIET)
        return self.sign if self.level is Level.ALARM and not is_quiet else 0


def beyond_chance(part: int, whole: int, reference: float) -> Distance:
    """Whether `part` of `whole` can be chance where the share is `reference` (exact binomial)."""
    side = 1 if part > whole * reference else -1
    if side > 0:
        tail = log_upper_tail(part, whole, reference)
    else:
        tail = log_upper_tail(whole - part, whole, 1 - reference)
    level = next((level for level, least in TAIL.items() if exp(tail) <= least), Level.WITHIN)
    surprise, short = max(0.0, -tail / log(10)), whole * reference - part
    return Distance(side if level else 0, level, surprise, short, whole - part)


def log_upper_tail(least: int, whole: int, share: float) -> float:
    """Logarithm of the probability of `least` or more of `whole`; `least` at or above the mean.

    From the first term outwards each is smaller, so the sum ends where terms no longer count.
    """
    if least <= 0 or share >= 1:
        return 0.0
    if share <= 0:
        return float("-inf")
    odds, term, total = share / (1 - share), 1.0, 1.0
    for count in range(least, whole):
        term *= (whole - count) / (count + 1) * odds
        total += term
        if term < total * NEGLIGIBLE:
            break
    return log_probability(least, whole, share) + log(total)


def log_probability(count: int, whole: int, share: float) -> float:
    """Logarithm of the probability of exactly `count` of `whole`."""
    ways = lgamma(whole + 1) - lgamma(count + 1) - lgamma(whole - count + 1)
    return ways + count * log(share) + (whole - count) * log1p(-share)
