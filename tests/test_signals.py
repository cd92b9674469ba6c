"""Signals, worked by hand, against a slow count in fractions, and on noise."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.indicators.definition import Better
from data_access.indicators.limits import baseline_of
from data_access.indicators.signals import (
    Assurance,
    Chart,
    Judgement,
    Point,
    Rule,
    assurance,
    chart,
    judge,
)

# 24 months, so the first 18 are the baseline: their mean is 12 and every moving range 4.
# Sigma = 2.66 × 4 / 3 = 3.5467; limits 12 ± 10.64 = 1.36 and 22.64; outer third beyond
# 12 ± 7.0933 = 4.91 and 19.09. The last month, 10, lies below the mean.
BASE = [14, 10] * 12


def counts(values: Sequence[float | None], breaks: Sequence[int] = ()) -> Chart:
    return chart([Point(value) for value in values], share=False, breaks=breaks)


def shares(pairs: Sequence[tuple[float, int]]) -> Chart:
    return chart([Point(value, n) for value, n in pairs], share=True)


def test_limits_worked_by_hand() -> None:
    """Mean 96 / 8 = 12; ranges 2 1 2 1 2 2 0, mean 10/7; limits 12 ± 2.66 × 10/7 = 12 ± 3.8."""
    limits = counts([10, 12, 11, 13, 12, 14, 12, 12]).last_limits
    assert limits is not None
    assert (limits.centre, limits.lower, limits.upper) == pytest.approx((12, 8.2, 15.8))


def test_a_range_out_of_proportion_is_left_out() -> None:
    """Ranges 2 six times and 34: mean 46/7, of which 3.267 times is 21.5, so 34 goes.

    The mean stays that of all: 120 / 8 = 15; limits 15 ± 2.66 × 2.
    """
    told = counts([10, 12, 10, 12, 10, 12, 10, 44])
    assert told.last_limits is not None
    assert (told.last_limits.lower, told.last_limits.upper) == pytest.approx((9.68, 20.32))
    assert (told.last_sign, told.last_rule) == (1, Rule.OUTSIDE)


@pytest.mark.parametrize(
    ("count", "baseline"),
    [(0, 0), (1, 0), (7, 0), (8, 8), (13, 8), (14, 8), (15, 9), (23, 17), (24, 18), (60, 18)],
)
def test_limits_come_from_the_first_months(count: int, baseline: int) -> None:
    assert baseline_of(count) == baseline
    assert counts([14.0, 10.0] * (count // 2) + [12.0] * (count % 2)).baseline == baseline


@pytest.mark.parametrize(
    ("later", "sign", "rule", "run"),
    [
        ([22], 0, None, 0),
        ([23], +1, Rule.OUTSIDE, 1),
        ([23, 24, 25, 26], +1, Rule.OUTSIDE, 4),
        ([23, 12], 0, None, 0),
        ([2], 0, None, 0),
        ([1], -1, Rule.OUTSIDE, 1),
        ([23, 1], -1, Rule.OUTSIDE, 1),
        ([15] * 6, 0, None, 0),
        ([15] * 7, +1, Rule.SAME_SIDE, 7),
        ([15] * 9, +1, Rule.SAME_SIDE, 9),
        ([14] * 9, 0, None, 0),  # two more than expected alarm nobody
        ([9] * 5, 0, None, 0),  # six with the 10 before
        ([9] * 6, -1, Rule.SAME_SIDE, 7),
        ([15, 15, 15, 12, 15, 15, 15, 15], 0, None, 0),  # the mean is on no side
        ([15, 15, 15, None, 15, 15, 15, 15], +1, Rule.SAME_SIDE, 7),  # a gap ends no run
        ([5, 7, 9, 11, 13, 15], 0, None, 0),
        ([5, 7, 9, 11, 13, 15, 17], +1, Rule.TREND, 7),
        ([19, 17, 15, 13, 11, 9], 0, None, 0),
        ([19, 17, 15, 13, 11, 9, 7], -1, Rule.TREND, 7),
        ([5, 7, 9, 9, 11, 13, 15, 17], 0, None, 0),  # equal months do not rise
        ([20], 0, None, 0),
        ([20, 20], +1, Rule.TWO_OF_THREE, 2),
        ([20, 12, 20], +1, Rule.TWO_OF_THREE, 2),
        ([20, 20, 20], +1, Rule.TWO_OF_THREE, 3),
        ([20, 12, 12, 20], 0, None, 0),
        ([20, 4], 0, None, 0),  # on two sides
        ([20, 20, 12], 0, None, 0),  # it was so; the last month is as usual
        ([19, 19], 0, None, 0),
        ([4, 4], -1, Rule.TWO_OF_THREE, 2),
        ([13, 14, 15, 16, 17, 18, 23], +1, Rule.OUTSIDE, 1),  # beyond even the way it was on
        ([13, 14, 15, 16, 17, 18, 19], +1, Rule.TREND, 8),  # the first rule that holds
        ([13, 16, 19, 22, 25, 28, 31], +1, Rule.TREND, 8),  # outside the mean's, not its own
        ([4, 5, 6, 7, 8, 9, 10], +1, Rule.TREND, 7),  # below, but on its way up all the time
        ([-9, -7, -5, -3, -2, -1, 0], +1, Rule.TREND, 7),  # far out, and on its way up
        ([4, 5, 6, 7, 7, 8, 9], -1, Rule.SAME_SIDE, 8),  # below, and not all the time
    ],
)
def test_the_last_month(later: list[float | None], sign: int, rule: Rule | None, run: int) -> None:
    told = counts([*BASE, *later])
    assert (told.last_sign, told.last_rule, told.run_length) == (sign, rule, run)


def test_only_what_reaches_to_the_last_month_is_marked() -> None:
    """23 was a signal in its month and is over; the seven at 15 are one until the last month."""
    over = counts([*BASE, 23, None, 12])
    assert over.signs[24:] == (0, None, 0) and over.last_sign == 0
    assert set(over.signs[:24]) == {0}
    assert over.limits[25] is None
    lasting = counts([*BASE, 23, 10, *[15] * 3, None, *[15] * 4])
    assert lasting.signs[24:] == (0, 0, 1, 1, 1, None, 1, 1, 1, 1)
    two = counts([*BASE, 20, 12, 20])
    assert two.signs[24:] == (1, 0, 1)


@pytest.mark.parametrize("values", [[], [None] * 24, [12], [12, None] * 7, [*BASE, None]])
def test_nobody_can_say_without_months(values: list[float | None]) -> None:
    told = counts(values)
    assert (told.last_sign, told.last_rule, told.last_limits) == (None, None, None)
    assert judge(told.last_sign, Better.HIGHER) is Judgement.TOO_FEW
    assert assurance(told, 12, Better.HIGHER) is None


def test_a_break_begins_new_limits_and_new_runs() -> None:
    """After the break 34 30 34 30 …: mean 32, limits 32 ± 10.64, though 23 was a signal before."""
    told = counts([*BASE, *[34, 30] * 4], breaks=[24])
    assert told.limits[23] == counts(BASE).last_limits
    assert told.last_limits is not None
    assert (told.last_limits.centre, told.last_limits.lower) == pytest.approx((32, 21.36))
    assert set(told.signs) == {0}
    assert told.baseline == 8


def test_a_break_too_near_the_end_leaves_too_few() -> None:
    assert counts([*BASE, 34, 30], breaks=[24]).last_sign is None
    assert counts(BASE, breaks=[0, 24, -3, 99]) == counts(BASE)  # nothing to part


def test_a_constant_series_is_as_usual() -> None:
    assert set(counts([7] * 30).signs) == {0}
    assert set(shares([(0.1 + 0.2, 50)] * 30).signs) == {0}
    assert set(chart([Point(0.95)] * 30, share=True).signs) == {0}  # n not known


@pytest.mark.parametrize(
    ("later", "sign"),
    [([1], 0), ([1, 1], 0), ([2], 0), ([2] * 9, 0), ([1, 2] * 4, 0), ([3], +1), ([0] * 12, 0)],
)
def test_one_record_or_two_are_never_a_signal(later: list[float], sign: int) -> None:
    """One overdue dossier in two years: the two ranges of 1 are left out and the mean is 1/18."""
    assert counts([*[0] * 5, 1, *[0] * 18, *later]).last_sign == sign


def test_limits_are_drawn_where_the_rule_has_them() -> None:
    """Two records away from what never varied: 7 ± 2, and 100 % down to 38 of 40."""
    told, on_time = counts([7] * 24).last_limits, shares([(1.0, 40)] * 24).last_limits
    assert told is not None and on_time is not None
    assert (told.lower, told.upper) == pytest.approx((5, 9))
    assert (on_time.lower, on_time.upper) == pytest.approx((38 / 40, 1))


def test_all_on_time_and_then_two_late_is_no_signal_but_three_are() -> None:
    always = [(1.0, 40)] * 24
    assert shares([*always, (38 / 40, 40)]).last_sign == 0
    assert shares([*always, (37 / 40, 40)]).last_sign == -1


def test_limits_stay_within_what_can_be() -> None:
    told = shares([(0.99, 100), (0.95, 100)] * 6).last_limits
    low = counts([1, 5] * 6).last_limits
    assert told is not None and low is not None
    assert told.upper == 1.0 and told.centre + 3 * told.sigma > 1
    assert low.lower == 0.0 and low.centre - 3 * low.sigma < 0


def test_shares_of_widely_swinging_n_have_limits_from_the_counts() -> None:
    """All at 90 %. n = 100: 0.9 ± 3 √(0.09/100) = 0.81, 0.99; n = 500: 0.9 ± 0.0402."""
    told = shares([(0.9, 100), (0.9, 500)] * 12)
    few, many = told.limits[-2], told.limits[-1]
    assert few is not None and many is not None
    assert (few.lower, few.upper) == pytest.approx((0.81, 0.99))
    assert (many.lower, many.upper) == pytest.approx((0.8598, 0.9402), abs=1e-4)


@pytest.mark.parametrize(("n", "sign"), [(100, 0), (500, -1)])
def test_the_same_share_weighs_more_with_more_records(n: int, sign: int) -> None:
    assert shares([*[(0.9, 100), (0.9, 500)] * 12, (0.85, n)]).last_sign == sign


def test_the_centre_of_counted_limits_is_the_pooled_share() -> None:
    """4 × (50 + 480) of 4 × (100 + 500) = 88.3 %, not the mean 73 % of the shares."""
    told = shares([(0.5, 100), (0.96, 500)] * 4)
    assert told.last_limits is not None
    assert told.last_limits.centre == pytest.approx(530 / 600)


def test_counted_limits_come_from_the_first_months_too() -> None:
    told = shares([*[(0.9, 100), (0.9, 500)] * 9, *[(0.6, 100), (0.6, 500)] * 3])
    assert told.last_limits is not None
    assert told.last_limits.centre == pytest.approx(0.9)


def test_n_that_swings_up_to_four_times_keeps_limits_from_the_months() -> None:
    told = shares([(0.92, 100), (0.88, 400)] * 12)
    assert told.last_limits is not None
    assert told.last_limits.lower == pytest.approx(0.90 - 2.66 * 0.04)


def test_shares_of_fewer_than_ten_are_no_points() -> None:
    pairs = [(0.9, 50), (0.94, 50)] * 12
    assert shares([*pairs, (0.0, 9)]).last_sign is None
    assert shares([*pairs, (0.0, 9), (0.9, 50)]).limits[-1] == shares(pairs).last_limits
    assert shares([(0.5, 9)] * 24).baseline == 0


SIGNS = [
    (+1, Better.HIGHER, Judgement.BETTER),
    (-1, Better.HIGHER, Judgement.WORSE),
    (+1, Better.LOWER, Judgement.WORSE),
    (-1, Better.LOWER, Judgement.BETTER),
    (+1, Better.NEITHER, Judgement.CHANGED),
    (-1, Better.NEITHER, Judgement.CHANGED),
    *[(0, better, Judgement.NO_CHANGE) for better in Better],
    *[(None, better, Judgement.TOO_FEW) for better in Better],
]


@pytest.mark.parametrize(("sign", "better", "judgement"), SIGNS)
def test_a_sign_is_judged_by_the_direction(
    sign: int | None, better: Better, judgement: Judgement
) -> None:
    assert judge(sign, better) is judgement


@pytest.mark.parametrize(
    ("better", "target", "expected"),
    [  # limits 1.36 and 22.64
        (Better.HIGHER, 23, Assurance.WILL_MISS),
        (Better.HIGHER, 22.64, Assurance.HIT_AND_MISS),
        (Better.HIGHER, 12, Assurance.HIT_AND_MISS),
        (Better.HIGHER, 1.36, Assurance.WILL_HIT),
        (Better.HIGHER, 0, Assurance.WILL_HIT),
        (Better.LOWER, 1, Assurance.WILL_MISS),
        (Better.LOWER, 1.36, Assurance.HIT_AND_MISS),
        (Better.LOWER, 22.64, Assurance.WILL_HIT),
        (Better.LOWER, 30, Assurance.WILL_HIT),
        (Better.NEITHER, 12, Assurance.NO_TARGET),
        (Better.HIGHER, None, Assurance.NO_TARGET),
    ],
)
def test_a_target_beyond_the_far_limit_is_always_missed_or_met(
    better: Better, target: float | None, expected: Assurance
) -> None:
    assert assurance(counts(BASE), target, better) is expected


def test_a_target_of_all_is_met_where_it_always_was() -> None:
    told = chart([Point(1.0)] * 24, share=True)
    assert assurance(told, 1.0, Better.HIGHER) is Assurance.WILL_HIT


def slow_sign(values: Sequence[int]) -> int:
    """What the last one says, once more, in exact fractions and without any shortcut."""
    baseline = values[: min(18, max(8, len(values) - 6))]
    centre = Fraction(sum(baseline), len(baseline))
    sigma = slow_sigma([Fraction(each) for each in baseline])
    sides = [(v - centre > 0.5) - (v - centre < -0.5) for v in values]
    placed = list(zip(values, sides, strict=True))
    far, outer = (
        [side if abs(v - centre) > max(out * sigma, Fraction(2)) else 0 for v, side in placed]
        for out in (3, 2)
    )
    rising = slow_length(values, +1)
    falling = slow_length(values, -1)
    if max(rising, falling) >= 7:  # whole numbers: six steps are never two records or fewer
        return 1 if rising > falling else -1
    if far[-1]:
        return far[-1]
    if set(sides[-7:]) in ({1}, {-1}) and abs(values[-1] - centre) > 2:
        return sides[-1]
    return outer[-1] if outer[-1] and outer[-3:].count(outer[-1]) >= 2 else 0


def slow_sigma(values: Sequence[Fraction]) -> Fraction:
    ranges = [abs(b - a) for a, b in pairwise(values)]
    most = Fraction(3267, 1000) * sum(ranges) / len(ranges)
    kept = [each for each in ranges if each <= most]
    return Fraction(266, 300) * sum(kept) / len(kept)


def slow_length(values: Sequence[int], heading: int) -> int:
    """How many at the end go one way."""
    at = len(values) - 1
    while at and (values[at] - values[at - 1]) * heading > 0:
        at -= 1
    return len(values) - at


SERIES = st.lists(st.integers(0, 40), min_size=8, max_size=40) | st.builds(
    lambda start, steps: [start + sum(steps[:n]) for n in range(len(steps))],
    st.integers(100, 200),
    st.lists(st.integers(-3, 6), min_size=8, max_size=30),
)


@given(SERIES)
def test_the_rules_agree_with_a_slow_count(values: list[int]) -> None:
    assert counts(values).last_sign == slow_sign(values)


@given(st.lists(st.integers(1, 60), min_size=6, max_size=20), st.sampled_from([1, -1]))
def test_a_drift_is_held_against_its_own_line(steps: list[int], heading: int) -> None:
    """The line by the normal equations, in fractions: outside where the last step leaves it."""
    values = [5000 + heading * sum(steps[:n]) for n in range(len(steps) + 1)]
    told = counts([*[5000] * 8, *values])
    before = [Fraction(each) for each in values[:-1]]
    n, xs = len(before), range(len(before))
    products = sum((x * y for x, y in zip(xs, before, strict=True)), Fraction())
    spread = Fraction(n * sum(x * x for x in xs) - sum(xs) ** 2)
    slope = (n * products - sum(xs) * sum(before, Fraction())) / spread
    first = (sum(before, Fraction()) - slope * sum(xs)) / n
    rests = [y - first - slope * x for x, y in zip(xs, before, strict=True)]
    off = heading * (values[-1] - first - slope * n)
    is_beyond = off > max(3 * slow_sigma(rests), Fraction(2))
    assert told.last_rule is (Rule.OUTSIDE if is_beyond else Rule.TREND)


@given(SERIES, st.integers(1, 10_000))
def test_adding_a_constant_moves_only_the_level(values: list[int], more: int) -> None:
    told, raised = counts(values), counts([value + more for value in values])
    assert raised.signs == told.signs
    assert raised.last_rule == told.last_rule
    assert raised.last_limits is not None and told.last_limits is not None
    assert raised.last_limits.centre == pytest.approx(told.last_limits.centre + more)
    assert raised.last_limits.sigma == pytest.approx(told.last_limits.sigma)


@given(SERIES)
def test_turning_a_series_over_turns_its_signs(values: list[int]) -> None:
    told, turned = counts(values), counts([1000 - value for value in values])
    assert [-(sign or 0) for sign in turned.signs] == list(told.signs)


@given(SERIES, st.sampled_from([Better.HIGHER, Better.LOWER]))
def test_turning_the_direction_over_turns_the_judgement(values: list[int], better: Better) -> None:
    other = Better.LOWER if better is Better.HIGHER else Better.HIGHER
    turned = {Judgement.BETTER: Judgement.WORSE, Judgement.WORSE: Judgement.BETTER}
    for sign in counts(values).signs:
        judgement = judge(sign, better)
        assert judge(sign, other) is turned.get(judgement, judgement)


def test_noise_is_no_change_at_about_the_rate_the_rules_predict() -> None:
    """With known limits: outside 0.27 %, same side 2/2^7 = 1.56 %, trend 2/7! = 0.04 %, two of
    three 0.2 %; limits from 18 months only make it a few more: between 2 and 7 % together.
    """
    random, found, series = Random(20261120), Counter[Rule | None](), 2000
    for _ in range(series):
        found[counts([random.gauss(1000, 100) for _ in range(24)]).last_rule] += 1
    assert 0.02 < 1 - found[None] / series < 0.07
    assert 0.01 < found[Rule.SAME_SIDE] / series < 0.04
    assert found[Rule.TREND] / series < 0.005


def test_a_large_office_is_not_blamed_for_what_counting_cannot_explain() -> None:
    """Tens of thousands of dossiers, months that differ by half a point anyway: plain counted
    limits (± 0.2 points) would call every second month a signal.
    """
    random, blamed, series = Random(20261120), 0, 500
    for _ in range(series):
        sizes = [random.randint(8_000, 50_000) for _ in range(24)]
        told = shares([(random.gauss(0.97, 0.005), n) for n in sizes])
        blamed += bool(told.last_sign)
    assert blamed / series < 0.08


def test_a_real_fall_is_found() -> None:
    """97 % in 18 months of 200, then 88 %."""
    random = Random(20261120)
    before = [(sum(random.random() < 0.97 for _ in range(200)) / 200, 200) for _ in range(23)]
    told = shares([*before, (0.88, 200)])
    assert (told.last_sign, told.last_rule) == (-1, Rule.OUTSIDE)
    assert judge(told.last_sign, Better.HIGHER) is Judgement.WORSE


# -- what is marked, of series as they are drawn ----------------------------------------------
# "·" is no part of the signal, "+" is higher, "-" lower; a steady rise, then what comes of it.
DRAWN = {
    "a steady rise": (range(10, 106, 4), "+" * 24),
    "a noisy rise": ([10 + 4 * n + (-1) ** n * 6 for n in range(24)], "·" * 18 + "+" * 6),
    "a rise, then a fall": ([*range(10, 82, 4), *range(78, 50, -4)], "·" * 18 + "-" * 7),
    "a rise that ended": ([*range(10, 90, 4), 48, 44, 48, 44], "·" * 24),
    "one outlier, over": ([*[14, 10] * 9, 90, 14, 10, 14, 10, 14], "·" * 24),
    "one outlier, now": ([*[14, 10] * 12, 90], "·" * 24 + "+"),
    "a step": ([*[14, 10] * 9, *[44, 40] * 3], "·" * 18 + "+" * 6),
    "small counts": ([0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 2, 1, 2, 2], "·" * 22),
}


@pytest.mark.parametrize("name", DRAWN)
def test_drawn_series_have_their_current_run_marked(name: str) -> None:
    values, marks = DRAWN[name]
    told = counts(list(values))
    assert "".join("-·+"[(sign or 0) + 1] for sign in told.signs) == marks


def shares_of(n: int, rates: Sequence[float]) -> Chart:
    return shares([(round(rate * n) / n, n) for rate in rates])


@pytest.mark.parametrize("n", [4, 10, 12, 40, 400, 4_000, 40_000, 400_000])
def test_of_any_size_a_fall_is_told_once_it_is_more_than_a_few(n: int) -> None:
    """97 % and then 70 %; fewer than ten have no share."""
    usual = [0.97, 0.96, 0.98] * 8
    fell = shares_of(n, [*usual, 0.70])
    assert fell.last_sign == (None if n < 10 else -1)
    assert shares_of(n, [*usual, 0.97]).last_sign == (None if n < 10 else 0)
    assert all(not sign for sign in fell.signs[:-1])


@pytest.mark.parametrize("n", [40, 400, 40_000, 400_000])
def test_a_steady_rise_has_no_worse_month(n: int) -> None:
    """From 70 to 93 %: the first months lie far below what is usual of all, and are not worse."""
    told = shares_of(n, [0.70 + 0.01 * month for month in range(24)])
    assert set(told.signs) <= {0, 1} and told.last_sign == 1
    assert judge(told.last_sign, Better.HIGHER) is Judgement.BETTER


SHARES = st.lists(st.tuples(st.integers(10, 400), st.floats(0, 1)), min_size=8, max_size=30).map(
    lambda pairs: [(round(rate * n) / n, n) for n, rate in pairs]
)


@given(SERIES | SHARES.map(list))
def test_a_signal_reaches_to_the_last_month_and_goes_one_way(values: list[Any]) -> None:
    told = shares(values) if isinstance(values[0], tuple) else counts(values)
    marked = [at for at, sign in enumerate(told.signs) if sign]
    assert {told.signs[at] for at in marked} <= {told.last_sign}
    assert bool(marked) == bool(told.last_sign)
    assert not marked or marked[-1] == len(values) - 1
    assert len(marked) == told.run_length


@given(st.lists(st.integers(0, 6), min_size=8, max_size=30))
def test_counts_of_one_and_two_alarm_nobody(values: list[int]) -> None:
    told = counts(values)
    limits = told.alone.limits
    assert limits is not None
    if values[-1] <= 2:
        assert told.last_sign in (0, -1)
    if abs(values[-1] - limits.centre) <= 2:
        assert told.last_rule in (None, Rule.TREND)


@given(SHARES)
def test_one_or_two_late_alarm_nobody(values: list[tuple[float, int]]) -> None:
    share, n = values[-1]
    if n * (1 - share) < 2.5:
        assert shares(values).last_sign in (0, 1)
