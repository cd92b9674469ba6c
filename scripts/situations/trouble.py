"""What can be wrong with a day: each takes a town and the moment it is seen, and changes one thing.

What a trouble does not mean is kept as it is: where nothing comes in, the backlog is worked on.
"""

import numpy as np

from data_access.demo.workdays import CLOSES, DAY_S, NONE, Bools, work_clock
from scripts.situations.town import LIMITS, Town, come

MORNING, AFTERNOON = 7 * 3600, 13 * 3600 + 1800
LONG_ONES = (0.0, 0.0, 0.0, 0.3, 0.4, 0.3)  # shares of procedures that take a week or more


def seen(town: Town, now: int) -> Bools:
    told: Bools = town.received <= now
    return told


def is_open(town: Town, now: int) -> Bools:
    told: Bools = seen(town, now) & ((town.end == NONE) | (town.end > now))
    return told


def today(now: int) -> int:
    return now // DAY_S * DAY_S


def some(chosen: Bools, count: int, dice: np.random.Generator) -> Bools:
    """So many of those chosen."""
    told = np.zeros(len(chosen), dtype=bool)
    told[dice.choice(np.flatnonzero(chosen), count, replace=False)] = True
    return told


def pile_up(town: Town, now: int, count: int) -> Town:
    """Promised for the last weeks, and left lying."""
    dice = np.random.default_rng(1)
    since = today(now) - 18 * DAY_S
    lately = (town.due > since) & (town.due < today(now)) & (town.task > 0)
    town.end[some(lately & ~is_open(town, now) & seen(town, now), count, dice)] = NONE
    return town


def clear_up(town: Town, now: int, left: int) -> Town:
    """All but a few of the overdue were finished yesterday afternoon."""
    dice, day = np.random.default_rng(2), int(work_clock().nth[work_clock().nth < now // DAY_S][-1])
    overdue = is_open(town, now) & (town.due < day * DAY_S)
    done = some(overdue, int(overdue.sum()) - left, dice)
    town.end[done] = day * DAY_S + dice.integers(AFTERNOON, CLOSES - 600, int(done.sum()))
    also = is_open(town, now) & (town.due < today(now)) & ~overdue
    town.end[also] = day * DAY_S + CLOSES - 300
    return town


def stand_still(town: Town, now: int, left: int) -> Town:
    """The counter takes in almost nothing; who sits there works off what is not due yet."""
    dice, start = np.random.default_rng(3), today(now)
    is_new = (town.received >= start) & seen(town, now)
    gone = some(is_new, int(is_new.sum()) - left, dice)
    missing = int((gone & (town.end <= now)).sum())
    ahead = is_open(town, now) & (town.due >= start + DAY_S) & (town.received < start)
    earlier = some(ahead, missing, dice)
    town.end[earlier] = start + dice.integers(MORNING + 1800, now - start, missing)
    return town.part(~gone)


def rush(town: Town, now: int, count: int) -> Town:
    """Many come at once with matters that take long."""
    dice, start = np.random.default_rng(4), today(now)
    return town.beside(come(start + dice.integers(MORNING, now - start, count), dice, LONG_ONES))


def finish_nothing(town: Town, now: int) -> Town:
    """Whatever was promised for today and came before was finished the day before."""
    start, nth = today(now), work_clock().nth
    before = int(nth[nth < now // DAY_S][-1]) * DAY_S
    is_done = seen(town, now) & (town.end >= start) & (town.end <= now)
    is_old = town.received < before
    early = is_done & is_old & (town.due < start + DAY_S)
    town.end[early] = before + CLOSES - 900
    town.end[is_done & ~early] = now + 3600
    return town


def fall_due(town: Town, now: int, count: int) -> Town:
    """A campaign of ten days ago, all of it promised for today."""
    dice, nth = np.random.default_rng(5), work_clock().nth
    days = nth[nth <= now // DAY_S]
    received = int(days[-11]) * DAY_S + dice.integers(MORNING, CLOSES - 600, count)
    made = come(received, dice)
    made.task[:] = int(np.flatnonzero(LIMITS == 10)[0])
    made.due[:] = today(now) + CLOSES
    made.end[:] = now + 3600
    return town.beside(made)
