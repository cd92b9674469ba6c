"""Detect whether a series has changed, then judge by its direction. No mark without this.

Four rules, tried in order: outside a limit; 7 on one side of the mean; 7 rising or falling; 2 of 3
in the outer third on one side. Each point is told what could be said when it was the last one.
What lies on one side but has long been heading for the other is a trend: it is on its way.
A break begins a series anew, limits and runs; whoever sets one writes down why.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from data_access.indicators.definition import Better
from data_access.indicators.limits import SIGMAS, Limits, Point, baseline_of, is_point, limits_of

__all__ = [
    "Assurance",
    "Chart",
    "Judgement",
    "Limits",
    "Point",
    "Rule",
    "assurance",
    "chart",
    "judge",
]

LONG = 7  # points on one side, or rising, or falling
OUTER_THIRD = 2.0  # sigmas from the centre
SAME = 1e-9  # closer than this is equal: the last digits of a sum mean nothing


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
class Chart:
    """One entry a point. A sign is +1 higher, -1 lower, 0 as usual, None when nobody can say."""

    limits: tuple[Limits | None, ...]
    signs: tuple[int | None, ...]
    rules: tuple[Rule | None, ...]
    runs: tuple[int, ...]  # how many points in a row the rule has held; 0 without one
    baseline: int  # how many points the last limits come from; 0 when there are too few

    @property
    def last_limits(self) -> Limits | None:
        return self.limits[-1] if self.limits else None

    @property
    def last_sign(self) -> int | None:
        return self.signs[-1] if self.signs else None

    @property
    def last_rule(self) -> Rule | None:
        return self.rules[-1] if self.rules else None

    @property
    def run_length(self) -> int:
        return self.runs[-1] if self.runs else 0


@dataclass(frozen=True)
class _Place:
    """Where a point lies: its value, the side of the centre, how many sigmas away."""

    value: float
    side: int
    sigmas: float

    def beyond(self, least: float) -> int:
        """The side on which it lies farther out than `least`, else 0."""
        return self.side if self.sigmas > least + SAME else 0


def chart(points: Sequence[Point], *, share: bool, breaks: Collection[int] = ()) -> Chart:
    """Limits and signals of a series in order of time; a break is the index it begins anew at.

    Months without data keep their place but are no points.
    """
    count, baseline = len(points), 0
    limits: list[Limits | None] = [None] * count
    signs: list[int | None] = [None] * count
    rules: list[Rule | None] = [None] * count
    runs = [0] * count
    edges = [0, *sorted(edge for edge in set(breaks) if 0 < edge < count), count]
    for first, last in pairwise(edges):
        held = [index for index in range(first, last) if is_point(points[index], share)]
        usual = limits_of([points[index] for index in held], share)
        baseline = baseline_of(len(held))
        seen: list[_Place] = []
        for index, limit in zip(held, usual, strict=False):
            seen.append(place(points[index].value or 0.0, limit))
            limits[index] = limit
            signs[index], rules[index], runs[index] = detect(seen)
    return Chart(tuple(limits), tuple(signs), tuple(rules), tuple(runs), baseline)


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


def place(value: float, limits: Limits) -> _Place:
    """Within half a record of the centre is on it; within one it is far from nothing."""
    off, same = value - limits.centre, SAME * max(1.0, abs(limits.centre))
    side = (off > 0) - (off < 0) if abs(off) > limits.grain / 2 + same else 0
    if abs(off) <= limits.grain + same:
        return _Place(value, side, 0.0)
    return _Place(value, side, abs(off) / limits.sigma if limits.sigma else SIGMAS + 1)


def detect(seen: Sequence[_Place]) -> tuple[int, Rule | None, int]:
    """Sign, rule and run of the last point, by the first rule that holds."""
    last = seen[-1]
    steps = (later.value - earlier.value for later, earlier in pairwise(reversed(seen)))
    trend = 1 + run((step > 0) - (step < 0) for step in steps)
    heading = 0 if trend < LONG else 1 if last.value > seen[-2].value else -1
    is_returning = bool(heading) and heading == -last.side
    outside = run(each.beyond(SIGMAS) for each in reversed(seen))
    if outside and not is_returning:
        return last.side, Rule.OUTSIDE, outside
    one_side = run(each.side for each in reversed(seen))
    if one_side >= LONG and not is_returning:
        return last.side, Rule.SAME_SIDE, one_side
    if heading:
        return heading, Rule.TREND, trend
    outer = [each.beyond(OUTER_THIRD) for each in seen[-3:]]
    if outer[-1] and (alike := outer.count(outer[-1])) >= 2:
        return last.side, Rule.TWO_OF_THREE, alike
    return 0, None, 0


def run(signs: Iterable[int]) -> int:
    """How many are the same from the first on; 0 when the first is 0."""
    length, held = 0, 0
    for sign in signs:
        if not sign or held not in (0, sign):
            break
        length, held = length + 1, sign
    return length
