"""Vietnam's working days and hours as numbers, so that whole arrays can be moved through them.

Instants are local seconds since 1970; NONE stands for "no instant".
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NONE = -1
DAY_S = 86_400
OPENS, LUNCH, AFTERNOON, CLOSES = 7 * 3600, 11 * 3600 + 1800, 13 * 3600 + 1800, 17 * 3600
MORNING_S = LUNCH - OPENS
WORK_S = MORNING_S + CLOSES - AFTERNOON  # eight hours
EPOCH = date(1970, 1, 1)
FIRST, LAST = date(2019, 6, 1), date(2029, 12, 31)
OVERLAY = Path(__file__).with_name("holidays.toml")


@cache
def overlay() -> tuple[dict[str, Any], ...]:
    """The days on which the offices differ from the package's calendar."""
    return tuple(tomllib.loads(OVERLAY.read_text(encoding="utf-8"))["day"])


def day_number(day: date) -> int:
    return (day - EPOCH).days


@dataclass(frozen=True)
class WorkClock:
    """`is_work` by day from `base`; `before` counts working days before each; `nth` lists them."""

    base: int
    is_work: Bools
    before: Ints
    nth: Ints

    def works_on(self, day: Ints) -> Bools:
        return self.is_work[day - self.base]

    def add(self, day: Ints, working_days: Ints) -> Ints:
        """The day `working_days` after `day`, which itself does not count."""
        upto = self.before[day - self.base] + self.is_work[day - self.base]
        return np.asarray(self.nth[upto + working_days - 1])

    def position(self, instant: Ints) -> Ints:
        """Working seconds from the beginning of time to an instant."""
        day, second = instant // DAY_S, instant % DAY_S
        worked = np.clip(second - OPENS, 0, MORNING_S) + np.clip(
            second - AFTERNOON, 0, CLOSES - AFTERNOON
        )
        return self.before[day - self.base] * WORK_S + worked * self.is_work[day - self.base]

    def instant(self, position: Ints) -> Ints:
        """The instant at which so many seconds have been worked."""
        second = position % WORK_S
        at = np.where(second < MORNING_S, OPENS + second, AFTERNOON + second - MORNING_S)
        return self.nth[position // WORK_S] * DAY_S + at


@cache
def work_clock() -> WorkClock:
    """Monday to Friday, less holidays, with the overlay's swaps."""
    base, count = day_number(FIRST), (LAST - FIRST).days + 1
    off = holidays.country_holidays("VN", years=range(FIRST.year, LAST.year + 1))
    days = [FIRST + timedelta(days=i) for i in range(count)]
    is_work = np.array([day.weekday() < 5 and day not in off for day in days])
    for told in overlay():
        is_work[day_number(told["day"]) - base] = told["kind"] == "MAKE_UP"
    upto = np.cumsum(is_work)
    return WorkClock(base, is_work, upto - is_work, np.flatnonzero(is_work) + base)
