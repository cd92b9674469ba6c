"""What is usual, as it is written beside a value: a value within lies within the digits as well.

Rounded apart, "95 %" would stand as usual beside "95,2–98,4", or as too low beside "95–98".
"""

import operator
from collections.abc import Callable
from decimal import Decimal
from math import ceil, floor

from data_access.indicators.definition import Display
from data_access.indicators.reading import Reading
from data_access.indicators.rounding import percent, places_for, rounded
from data_access.indicators.signals import Limits, Signal
from layouts.language import _
from layouts.wording.numbers import DASH, Figure, fine, level, number, trimmed

Holds = Callable[[Decimal, Decimal], bool]  # of the value as written, and an end


def bare_range(limits: Limits, reading: Reading) -> str:
    """95–98,4; of counts the whole numbers within."""
    return DASH.join(usual_ends(limits, reading))


def usual_ends(limits: Limits, reading: Reading) -> tuple[str, str]:
    lower, upper = (usual_end(limits, reading, is_upper=each) for each in (False, True))
    return lower, upper


def usual_range(limits: Limits, reading: Reading) -> str:
    """The range within which months differ by chance."""
    return with_unit(bare_range(limits, reading), reading)


def usual(limits: Limits, reading: Reading) -> str:
    return _("Usual level %(range)s", range=usual_range(limits, reading))


def limit(limits: Limits, reading: Reading, *, is_upper: bool) -> str:
    return with_unit(usual_end(limits, reading, is_upper=is_upper), reading)


def mean(told: Signal, reading: Reading) -> str:
    """What a run is above or below of."""
    assert told.limits is not None
    centre, holds = told.limits.centre, operator.gt if (told.sign or 0) > 0 else operator.lt
    if reading.indicator.display is not Display.SHARE:
        return level(centre, reading.indicator.display)
    return with_unit(number(trimmed(agreed(centre, reading, holds))), reading)


def usual_end(limits: Limits, reading: Reading, *, is_upper: bool) -> str:
    end = limits.upper if is_upper else limits.lower
    side = limits.side(reading.value) if reading.value is not None else 0
    match reading.indicator.display:
        case Display.SHARE:
            within, beyond = (operator.le, operator.gt) if is_upper else (operator.ge, operator.lt)
            is_beyond = side == (1 if is_upper else -1)
            return number(trimmed(agreed(end, reading, beyond if is_beyond else within)))
        case Display.COUNT:
            return number(floor(end + limits.same) if is_upper else ceil(end - limits.same))
        case other:
            return level(end, other)


def agreed(end: float, reading: Reading, holds: Holds) -> Decimal:
    """With a digit of its own where that agrees with the value as written; else with the value's
    digits, and where those are the same, one step beyond it.
    """
    part, whole = reading.numerator or 0, reading.denominator or 0
    if not whole:
        return rounded(end, fine(end)).scaleb(2)
    places = places_for(whole)
    value, step = percent(part, whole, places), Decimal(1).scaleb(-places)
    tried = (rounded(end, fine(end)), rounded(end, places + 2))
    found = (*(each.scaleb(2) for each in tried), value, value - step, value + step)
    return next(each for each in found if holds(value, each))


def with_unit(words: str, reading: Reading) -> str:
    return Figure(words, "%").text if reading.indicator.display is Display.SHARE else words
