"""The ten situations: what is put into the ward's register, and when it is looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from scripts.situations import town, trouble
from scripts.situations.town import Town

FRIDAY = datetime(2026, 11, 20, 10, 42)
EVENING = datetime(2026, 11, 20, 18, 30)
EARLY, YESTERDAY = datetime(2026, 11, 20, 9, 8), datetime(2026, 11, 19, 16, 12)
ADDRESS = f"don-vi={town.WARD}&trang=hom-nay"
LOST = "connection-lost"  # the server is stopped under the page
Trouble = Callable[[Town, int], Town]


def nothing(told: Town, _now: int) -> Town:
    return told


@dataclass(frozen=True)
class Situation:
    """`last_change`: after it the register was heard of no more; None: up to the moment."""

    number: int
    key: str
    change: Trouble = nothing
    moment: datetime = FRIDAY
    last_change: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.number:02}-{self.key}"

    def make(self, folder: Path) -> str:
        """The address of its register."""
        until = self.last_change or self.moment
        now = town.second_of(until)
        told = self.change(town.ordinary().copy(), now).until(now)
        url = f"sqlite:///{folder / f'{self.name}.sqlite'}"
        town.write(told, until, make_url(url))
        return url


SITUATIONS = (
    Situation(1, "good-day"),
    Situation(2, "far-more-overdue", partial(trouble.pile_up, count=70)),
    Situation(3, "fewer-overdue", partial(trouble.clear_up, left=4)),
    Situation(4, "almost-nothing-received", partial(trouble.stand_still, left=1)),
    Situation(5, "far-more-received", partial(trouble.rush, count=50)),
    Situation(6, "nothing-finished", trouble.finish_nothing),
    Situation(7, "very-many-due", partial(trouble.fall_due, count=60)),
    Situation(8, "ageing", last_change=EARLY),
    Situation(9, "old-numbers", last_change=YESTERDAY),
    Situation(10, "closed", moment=EVENING),
    Situation(11, LOST),
)
