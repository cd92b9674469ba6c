"""Which columns of the contract an indicator rests on, by table.column."""

from datetime import datetime
from functools import lru_cache

from data_access.contract.measures import STOCKS, Counting
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Indicator
from data_access.rules import Rules

ANY_DAY = datetime(2000, 1, 1)  # what is needed is the same on every day


def columns_of_all(rules: Rules) -> dict[str, tuple[str, ...]]:
    """By the indicator's key."""
    return {indicator.key: columns_of(indicator, rules) for indicator in INDICATORS}


@lru_cache(maxsize=1024)
def needs_ever(indicator: Indicator, rules: Rules) -> frozenset[str]:
    """What it needs now, and what its past needs besides."""
    counting = Counting(rules, ANY_DAY)
    then = (counting.stock(m, ANY_DAY).needs for m in indicator.measures if m in STOCKS)
    return frozenset(columns_of(indicator, rules)).union(*then)


def columns_of(indicator: Indicator, rules: Rules) -> tuple[str, ...]:
    """In the order in which they are first needed."""
    counting = Counting(rules, ANY_DAY)
    told: dict[str, None] = {}
    for measure in indicator.measures:
        counted = counting.stock(measure, None) if measure in STOCKS else counting.measures[measure]
        told |= dict.fromkeys(counted.needs)
    return tuple(told)
