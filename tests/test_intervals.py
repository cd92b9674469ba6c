"""Intervals and funnels against published values, exact fractions and a simulation."""

from fractions import Fraction
from math import comb, inf, log10
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.indicators.intervals import Level, beyond_chance, wilson


@pytest.mark.parametrize(
    ("part", "whole", "lower", "upper"),
    [
        (12, 12, 75.8, 100),
        (20, 20, 83.9, 100),
        (50, 50, 92.9, 100),
        (600, 600, 99.4, 100),
        (97, 100, 91.5, 99.0),
        (0, 12, 0, 24.2),  # 12 of 12 turned over
        (1, 1, 20.7, 100),
    ],
)
def test_the_interval_of_a_share(part: int, whole: int, lower: float, upper: float) -> None:
    told = wilson(part, whole)
    assert (round(100 * told.lower, 1), round(100 * told.upper, 1)) == (lower, upper)


@pytest.mark.parametrize(
    ("percent", "enough"), [(99, 43), (97, 61), (90, 141), (80, 245), (50, 381)]
)
def test_records_needed_for_five_points(percent: int, enough: int) -> None:
    """The half-width falls to five points at about this many records."""
    parts = percent * enough // 100, -(-percent * enough // 100)
    assert min(wilson(part, enough).half_width for part in parts) < 0.0515
    assert max(wilson(part, enough).half_width for part in parts) > 0.0485


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_an_interval_holds_its_share(some: int, whole: int) -> None:
    part = some % (whole + 1)
    told, turned = wilson(part, whole), wilson(whole - part, whole)
    assert 0 <= told.lower <= part / whole <= told.upper <= 1
    assert told.lower == pytest.approx(1 - turned.upper, abs=1e-9)


@pytest.mark.parametrize(
    ("part", "whole", "reference", "sign", "level"),
    [
        # ten throws of a coin: P(≤ 2) = 56/1024 = 5.5 %, P(≤ 1) = 11/1024 = 1.07 %,
        # P(0) = 1/1024 = 0.098 %
        (5, 10, 0.5, 0, Level.WITHIN),
        (2, 10, 0.5, 0, Level.WITHIN),
        (1, 10, 0.5, -1, Level.ALERT),
        (9, 10, 0.5, +1, Level.ALERT),
        (0, 10, 0.5, -1, Level.ALARM),
        (10, 10, 0.5, +1, Level.ALARM),
        # 0.97^100 = 4.8 %: even a hundred of a hundred is not above 97 %
        (100, 100, 0.97, 0, Level.WITHIN),
        # 0.97^200 = 0.23 %
        (200, 200, 0.97, +1, Level.ALERT),
        # where everyone has all, one missing is no chance; so is one where nobody has any
        (9, 10, 1.0, -1, Level.ALARM),
        (10, 10, 1.0, 0, Level.WITHIN),
        (1, 10, 0.0, +1, Level.ALARM),
        (0, 10, 0.0, 0, Level.WITHIN),
        (0, 0, 0.97, 0, Level.WITHIN),
    ],
)
def test_the_funnel(part: int, whole: int, reference: float, sign: int, level: Level) -> None:
    told = beyond_chance(part, whole, reference)
    assert (told.sign, told.level) == (sign, level)


def slow_tail(part: int, whole: int, share: Fraction) -> Fraction:
    """The probability of a count as far from the mean as `part`, on its side, term by term."""
    is_high = part > whole * share
    counts = range(part, whole + 1) if is_high else range(part + 1)
    return sum(
        (comb(whole, n) * share**n * (1 - share) ** (whole - n) for n in counts), Fraction(0)
    )


@given(st.integers(1, 120), st.integers(0, 120), st.integers(0, 64))
def test_the_tail_is_exact(whole: int, some: int, sixty_fourths: int) -> None:
    part, share = some % (whole + 1), Fraction(sixty_fourths, 64)
    told, exact = beyond_chance(part, whole, float(share)), slow_tail(part, whole, share)
    level = Level.ALARM if exact <= Fraction(1, 1000) else Level.ALERT
    assert told.level == (level if exact <= Fraction(25, 1000) else Level.WITHIN)
    expected = max(0.0, -log10(exact)) if exact else inf
    assert told.surprise == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 63))
def test_turning_a_share_over_turns_the_sign(whole: int, some: int, sixty_fourths: int) -> None:
    part, share = some % (whole + 1), sixty_fourths / 64
    told, turned = beyond_chance(part, whole, share), beyond_chance(whole - part, whole, 1 - share)
    assert told.level == turned.level
    assert told.sign == -turned.sign
    assert told.surprise == pytest.approx(turned.surprise, rel=1e-6, abs=1e-6)


def test_a_million_records_are_judged_as_well() -> None:
    """Against a normal variable: 3.09 standard deviations (170.6) leave 0.1 %, 1.96 leave 2.5 %."""
    whole, mean = 10**6, 970_000
    assert beyond_chance(mean - 310, whole, 0.97).level is Level.WITHIN
    assert beyond_chance(mean - 345, whole, 0.97).level is Level.ALERT
    assert beyond_chance(mean - 520, whole, 0.97).level is Level.ALERT
    assert beyond_chance(mean - 540, whole, 0.97).level is Level.ALARM
    assert beyond_chance(0, whole, 0.97).surprise > 1e6


def test_agencies_that_are_alike_are_hardly_ever_blamed() -> None:
    """130 communes at 97 % with 35 to 400 dossiers: 95 % limits blame about three, 99.8 % none."""
    random, levels = Random(20261120), dict.fromkeys(Level, 0)
    months = 20
    for _ in range(130 * months):
        whole = random.randint(35, 400)
        part = sum(random.random() < 0.97 for _ in range(whole))
        levels[beyond_chance(part, whole, 0.97).level] += 1
    assert 1 < levels[Level.ALERT] / months < 5
    assert levels[Level.ALARM] / months < 0.4
