"""Rounding of shares, from the counts."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.indicators.rounding import is_trace, percent, places_for, rounded


@pytest.mark.parametrize(
    ("part", "whole", "whole_number", "one_decimal"),
    [
        (2000, 2000, "100", "100.0"),
        (1999, 2000, "99", "99.9"),  # 99.95 is not all
        (1980, 2000, "99", "99.0"),
        (24_999, 25_000, "99", "99.9"),  # 99.996
        (0, 2000, "0", "0.0"),
        (1, 1000, "0", "0.1"),
        (1, 2001, "0", "0.0"),  # 0.04998
        (1, 2000, "0", "0.1"),  # 0.05: a half goes up
        (1, 200, "1", "0.5"),  # 0.5
        (3, 200, "2", "1.5"),  # 1.5
        (5, 200, "3", "2.5"),  # 2.5, where a float's way gives 2
        (389, 400, "97", "97.3"),  # 97.25
        (43_037, 45_018, "96", "95.6"),
        (1, 3, "33", "33.3"),
        (2, 3, "67", "66.7"),
    ],
)
def test_a_share_is_rounded_half_up(
    part: int, whole: int, whole_number: str, one_decimal: str
) -> None:
    assert str(percent(part, whole)) == whole_number
    assert str(percent(part, whole, 1)) == one_decimal


@pytest.mark.parametrize(
    ("part", "whole", "places", "trace"),
    [
        (1, 1000, 0, True),
        (1, 1000, 1, False),
        (1, 200, 0, False),
        (0, 1000, 0, False),
        (1, 2001, 1, True),
    ],
)
def test_a_zero_that_is_not_none_is_a_trace(
    part: int, whole: int, places: int, trace: bool
) -> None:
    assert is_trace(part, whole, places) is trace


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (1, 0), (3, 2), (-1, 2), (0, -1)])
def test_what_is_no_share_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match=f"{part} of {whole}"):
        percent(part, whole)


@pytest.mark.parametrize(("n", "places"), [(0, 0), (10, 0), (999, 0), (1000, 1), (45_018, 1)])
def test_a_decimal_is_for_a_thousand_records(n: int, places: int) -> None:
    assert places_for(n) == places


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (97.25, 1, "97.3"),
        (0.15, 1, "0.2"),  # as it is written, not as the machine holds it
        (-0.04, 1, "0.0"),
        (7, 1, "7.0"),
        (1e-7, 1, "0.0"),
        (1e16, 0, "10000000000000000"),
    ],
)
def test_other_values_are_rounded_half_up(value: float, places: int, expected: str) -> None:
    assert str(rounded(value, places)) == expected


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 2))
def test_rounding_is_exact(some: int, whole: int, places: int) -> None:
    part = some % (whole + 1)
    told, scale = percent(part, whole, places), 10**places
    exact = floor(Fraction(100 * scale * part, whole) + Fraction(1, 2))
    assert told == Decimal(min(exact, 100 * scale - (part < whole))) / scale
    assert (told == 100) == (part == whole)
    assert (told == 0) == (part == 0 or is_trace(part, whole, places))
