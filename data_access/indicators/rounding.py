"""Digits from counts: halves up, 100 only when all are, 0 only when none are."""

from decimal import ROUND_HALF_UP, Decimal

FINE = 1000  # records from which a tenth of a per cent means something


def places_for(n: int) -> int:
    """Decimals of a share that rests on `n` records. A column takes them from its smallest n."""
    return 1 if n >= FINE else 0


def percent(part: int, whole: int, places: int = 0) -> Decimal:
    """Per cent of two counts, halves up. Where some are counted and this is 0, `is_trace`."""
    if not 0 <= part <= whole or not whole:
        raise ValueError(f"{part} of {whole} is no share")
    full = 100 * 10**places
    steps = (2 * full * part + whole) // (2 * whole)
    return Decimal(min(steps, full - 1) if part < whole else full).scaleb(-places)


def is_trace(part: int, whole: int, places: int = 0) -> bool:
    """Some are counted, yet too few for a digit to say so."""
    return part > 0 and not percent(part, whole, places)


def rounded(value: float, places: int = 0) -> Decimal:
    """Halves up from the digits a value is written with: for what is no share of two counts."""
    step = Decimal(1).scaleb(-places)
    told = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)
    return told if told else abs(told)  # never -0
