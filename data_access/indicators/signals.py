"""Detect whether a series has changed, then judge by its direction. No mark without this.

Four rules, tried in order: 7 rising or falling; outside a limit; 7 on one side of the mean; 2 of 3
in the outer third on one side. A steady drift is judged by what lies around its own line, for every
month of it lies outside limits around a mean. Only what reaches to the last month is a signal: what
was one once and is over says nothing of today.
A break begins a series anew, limits and runs; whoever sets one writes down why.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from data_access.indicators.definition import Better
from data_access.indicators.limits import (
    SAME,
    SIGMAS,
    Limits,
    Point,
    baseline_of,
    is_point,
    limits_of,
    limits_of_trend,
)

__all__ = [
    "Assurance",
    "Chart",
    "Judgement",
    "Limits",
    "Point",
    "Rule",
    "Signal",
    "assurance",
    "chart",
    "judge",
]

LONG = 7  # points on one side, or rising, or falling
OUTER_THIRD = 2.0  # sigmas from the centre


class Rule(StrEnum):
    OUTSIDE = "outside"
    SAME_SIDE = "same_side"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"


class Judgement(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    NO_CHANGE = "no_change"
    CHANGED = "changed"  # of what is neither good nor bad
    TOO_FEW = "too_few"


class Assurance(StrEnum):
    """What a target can expect while nothing changes."""

    WILL_MISS = "will_miss"
    WILL_HIT = "will_hit"
    HIT_AND_MISS = "hit_and_miss"
    NO_TARGET = "no_target"


@dataclass(frozen=True)
class Signal:
    """What the last point says, and the limits that say so: neither is told without the other.

    A sign is +1 higher, -1 lower, 0 as usual, None when nobody can say.
    """

    sign: int | None = None
    rule: Rule | None = None
    run: int = 0  # how many points the rule rests on; 0 without one
    limits: Limits | None = None

    @property
    def range(self) -> Limits | None:
        """What may be told as usual beside the value: within is no signal, outside is one.

        Of a run there is none: each of its points alone may well be as usual.
        """
        return self.limits if self.rule in (None, Rule.OUTSIDE) else None


@dataclass(frozen=True)
class Chart:
    """One entry a point. Signs are those of the signal: 0 where a point has no part in it."""

    limits: tuple[Limits | None, ...]
    signs: tuple[int | None, ...]
    signal: Signal
    alone: Signal  # of the last point against what is usual, whatever run it belongs to
    baseline: int  # how many points the last limits come from; 0 when there are too few
    stretches: tuple[tuple[int, int], ...]  # first and last of the months drawn as one band

    @property
    def is_drift(self) -> bool:
        """Whether the last limits lie around a line that rises or falls."""
        return self.signal.limits is not self.alone.limits

    @property
    def last_limits(self) -> Limits | None:
        return self.signal.limits

    @property
    def last_sign(self) -> int | None:
        return self.signal.sign

    @property
    def last_rule(self) -> Rule | None:
        return self.signal.rule

    @property
    def run_length(self) -> int:
        return self.signal.run


@dataclass(frozen=True)
class _Found:
    """Of the points between two breaks that have a value: by position among them."""

    signal: Signal
    marked: Sequence[int]  # the points that the signal rests on
    limits: Sequence[Limits]
    drift: int = 0  # how many of the last limits lie around a line


def chart(points: Sequence[Point], *, share: bool, breaks: Collection[int] = ()) -> Chart:
    """Limits and signals of a series in order of time; a break is the index it begins anew at.

    Months without data keep their place but are no points.
    """
    count, baseline = len(points), 0
    limits: list[Limits | None] = [None] * count
    signs: list[int | None] = [None] * count
    signal, alone, starts = Signal(), Signal(), set[int]()
    edges = [0, *sorted(edge for edge in set(breaks) if 0 < edge < count), count]
    for first, last in pairwise(edges):
        held = [index for index in range(first, last) if is_point(points[index], share)]
        baseline, signal, alone = baseline_of(len(held)), Signal(), Signal()
        starts.add(first)
        if not baseline:
            continue
        told = [points[index] for index in held]
        usual = limits_of(told, share)
        found = detect(held, told, usual, share)
        for index, each in zip(held, found.limits, strict=True):
            limits[index], signs[index] = each, 0
        if found.drift:
            starts.add(held[-found.drift])
        if held[-1] == count - 1:
            signal, alone = (
                found.signal,
                outside([each.value or 0.0 for each in told], usual).signal,
            )
            for position in found.marked:
                signs[held[position]] = signal.sign
    stretches = tuple(stretches_of(limits, starts))
    return Chart(tuple(limits), tuple(signs), signal, alone, baseline, stretches)


def judge(sign: int | None, better: Better) -> Judgement:
    """What a sign means: the sign times the direction of improvement."""
    if sign is None:
        return Judgement.TOO_FEW
    if sign == 0:
        return Judgement.NO_CHANGE
    if better is Better.NEITHER:
        return Judgement.CHANGED
    return Judgement.BETTER if (sign > 0) == (better is Better.HIGHER) else Judgement.WORSE


def assurance(drawn: Chart, target: float | None, better: Better) -> Assurance | None:
    """Whether a target lies within the last limits or beyond them; None when nobody can say."""
    if target is None or better is Better.NEITHER:
        return Assurance.NO_TARGET
    limits = drawn.last_limits
    if limits is None:
        return None
    turn = 1 if better is Better.HIGHER else -1
    worst, best = sorted((turn * limits.lower, turn * limits.upper))
    if best < turn * target - SAME:
        return Assurance.WILL_MISS
    return Assurance.WILL_HIT if worst >= turn * target - SAME else Assurance.HIT_AND_MISS


def detect(
    months: Sequence[int], points: Sequence[Point], usual: Sequence[Limits], share: bool
) -> _Found:
    """What the last point is a signal of, by the first rule that holds."""
    values = [point.value or 0.0 for point in points]
    if long := drift(values, usual[-1]):
        return of_drift(months, points, usual, long, share)
    if (found := outside(values, usual)).signal.sign:
        return found
    sides = [limits.leaning(value) for value, limits in zip(values, usual, strict=True)]
    long = run(reversed(sides))
    if long >= LONG and usual[-1].side(values[-1], 0):
        return found_of(sides[-1], Rule.SAME_SIDE, last(long, values), usual)
    outer = beyond(values, usual, OUTER_THIRD)
    alike = [at for at in last(3, values) if outer[at] and outer[at] == outer[-1]]
    if len(alike) >= 2:
        return found_of(outer[-1], Rule.TWO_OF_THREE, alike, usual)
    return found


def drift(values: Sequence[float], limits: Limits) -> int:
    """How many of the last points rise, or fall, without a stop; 0 if too few, or by too little."""
    steps = (later - earlier for later, earlier in pairwise(reversed(values)))
    long = 1 + run((step > 0) - (step < 0) for step in steps)
    return long if long >= LONG and abs(values[-1] - values[-long]) > limits.quiet else 0


def of_drift(
    months: Sequence[int], points: Sequence[Point], usual: Sequence[Limits], long: int, share: bool
) -> _Found:
    """On its way; outside only where the last step leaves even the way it was on."""
    line = limits_of_trend(months[-long:], points[-long:], share)
    values = [point.value or 0.0 for point in points]
    heading = 1 if values[-1] > values[-2] else -1
    limits = [*usual[:-long], *line]
    if line[-1].side(values[-1]) == heading:
        signal = Signal(heading, Rule.OUTSIDE, 1, line[-1])
        return _Found(signal, last(1, values), limits, long)
    return _Found(Signal(heading, Rule.TREND, long, line[-1]), last(long, values), limits, long)


def outside(values: Sequence[float], usual: Sequence[Limits]) -> _Found:
    """The last point against its limits alone."""
    far = beyond(values, usual)
    if long := run(reversed(far)):
        return found_of(far[-1], Rule.OUTSIDE, last(long, values), usual)
    return _Found(Signal(0, None, 0, usual[-1]), (), usual)


def found_of(sign: int, rule: Rule, marked: Sequence[int], usual: Sequence[Limits]) -> _Found:
    return _Found(Signal(sign, rule, len(marked), usual[-1]), marked, usual)


def beyond(
    values: Sequence[float], usual: Sequence[Limits], sigmas: float = SIGMAS
) -> Sequence[int]:
    return [limits.side(value, sigmas) for value, limits in zip(values, usual, strict=True)]


def last(count: int, values: Sequence[float]) -> Sequence[int]:
    """The positions of so many at the end."""
    return range(max(0, len(values) - count), len(values))


def run(signs: Iterable[int]) -> int:
    """How many are the same from the first on; 0 when the first is 0."""
    length, held = 0, 0
    for sign in signs:
        if not sign or held not in (0, sign):
            break
        length, held = length + 1, sign
    return length


def stretches_of(
    limits: Sequence[Limits | None], starts: Collection[int]
) -> Iterable[tuple[int, int]]:
    """First and last of months in a row whose limits are of one kind: they are drawn in one."""
    begun: int | None = None
    for index, each in enumerate((*limits, None)):
        if begun is not None and (each is None or index in starts):
            yield begun, index - 1
            begun = None
        if each is not None and begun is None:
            begun = index
