"""How long something is put off."""

from datetime import datetime
from typing import NamedTuple


class Wait(NamedTuple):
    """From an instant to another. A clock that is set back has ended it: it may have been ahead."""

    since: datetime
    until: datetime

    def is_over(self, clock: datetime) -> bool:
        return not self.since <= clock < self.until


NO_MORE, FOR_EVER = Wait(datetime.max, datetime.max), Wait(datetime.min, datetime.max)
