"""How old the data of an agency is, with all below it, and whether a feed has fallen silent.

Every dossier tells one change: its source's stamp, else the last thing it says has happened, else
when it was read. The days with a change tell what pauses are usual for an agency. One that has
told nothing for longer than three times that is silent, and so is one without a sign of life for
half a year. Of too few changes nobody can say what is usual: then the sources decide that feed it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import numpy as np

from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays
from data_access.scope import UNKNOWN_AGENCY

LOOKED_BACK = 183  # days
FEWEST = 8  # pauses; of fewer nobody can say what is usual
USUAL = 0.95  # of all pauses are no longer
PATIENCE, LEAST = 3, 1.0  # times what is usual; whole working days, of an agency
DAY = timedelta(days=1)
T = TypeVar("T")
ALL_BITS = (1 << (LOOKED_BACK + 1)) - 1
BYTES = LOOKED_BACK // 8 + 1


@dataclass(frozen=True)
class Heard:
    """The newest change, and the days of the half-year before on which there was one."""

    at: datetime
    days: int = 1  # bit n: n days before that of `at`

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def days_told(self) -> list[date]:
        """Days with a change, in order."""
        return [self.day - n * DAY for n in range(LOOKED_BACK, -1, -1) if self.days >> n & 1]

    @property
    def packed(self) -> bytes:
        return self.days.to_bytes(BYTES, "big")

    @classmethod
    def unpacked(cls, at: datetime, days: bytes) -> "Heard":
        return cls(at, int.from_bytes(days, "big"))


Feeds = Mapping[str, Mapping[str, Heard | None]]  # agency → source → what was heard of it


def joined(told: Iterable[Heard | None]) -> Heard | None:
    every = [each for each in told if each is not None]
    if not every:
        return None
    at, days = max(each.at for each in every), 0
    for each in every:
        days |= each.days << (at.date() - each.day).days
    return Heard(at, days & ALL_BITS)


@dataclass(frozen=True)
class Age:
    as_of: datetime | None  # newest change; None where nothing was ever told
    is_silent: bool = False
    usual: float | None = None  # whole working days without a change, of one that had some
    ended_on: date | None = None  # last day of an agency of the past

    @property
    def since(self) -> date | None:
        """The first day of which nothing is known, where no more is to be expected."""
        if not self.is_silent or self.as_of is None:
            return None
        return max(self.as_of.date(), self.ended_on or date.min) + DAY


@dataclass(frozen=True)
class Ages:
    """As of a day by the clock. `stopped_at`: the whole register is as old as that."""

    feeds: Feeds
    directory: Directory
    calendar: WorkingDays
    day: date
    read_at: datetime | None = None  # the newest reading, where no source stamps its changes
    stopped_at: datetime | None = None
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def of(self, agency: str | None, *, alone: bool = False) -> Age:
        """Of everybody for None; `alone`: of its own desk."""
        age = self._kept(("age", agency, alone), lambda: self._age(agency, alone=alone))
        if self.stopped_at is not None and not age.is_silent:
            return Age(age.as_of or self.stopped_at, True, age.usual, age.ended_on)
        if self.read_at is not None and not age.is_silent:
            return Age(self.read_at, False, age.usual, age.ended_on)
        return age

    def allowed(self, agency: str | None) -> float | None:
        """Whole working days that it may tell nothing; None where its changes are too few."""
        usual = usual_of(self._heard(agency, alone=False), self.calendar)
        return None if usual is None else allowed(usual)

    def is_old(self, last: date) -> bool:
        """Whether a register that was last changed then has stopped."""
        usual, missed = usual_of(self._whole(), self.calendar), self._missed(last)
        return missed >= 0.5 and missed > PATIENCE * (usual or 0)

    def silent_below(self, agency: str | None) -> list[tuple[str, date]]:
        """(agency, first day of which nothing is known) of those below that still work; of a
        whole branch its head alone.
        """
        return self._kept(
            ("below", agency, self.stopped_at), lambda: list(self._silent_below(agency))
        )

    def silent_sources(self, agency: str | None) -> list[tuple[str, date]]:
        """(source, first day of which nothing is known), where others still tell."""
        return self._kept(("sources", agency), lambda: self._silent_sources(agency))

    def fed_at(self, agency: str | None) -> datetime | None:
        """The newest change of the sources that feed it, whomever it is of."""
        names = {name for code in self._codes(agency) for name in self.feeds.get(code, ())}
        told = [each.at for name in names if (each := self._of_source(name)) is not None]
        return self.read_at or max(told, default=None)

    @property
    def mark(self) -> str:
        """Equal only where the same are silent since the same day."""
        return self._kept(("mark", self.stopped_at), lambda: repr(self._all_silent()))

    # -- one agency ----------------------------------------------------------------------------
    def _age(self, agency: str | None, *, alone: bool) -> Age:
        heard = self._heard(agency, alone=alone)
        if heard is None:
            return self._borrowed(agency, alone=alone)
        ended_on, is_fresh = self.ended_on(agency), self._missed(heard.day) < 0.5
        if is_fresh or agency == UNKNOWN_AGENCY or ended_on is not None:
            return Age(heard.at, not is_fresh and ended_on is not None, None, ended_on)
        usual = usual_of(heard, self.calendar)
        is_silent = self._is_silent(heard, usual)
        if is_silent is None:
            is_silent = all(map(self._is_source_silent, self._sources(agency, alone=alone)))
        return Age(heard.at, is_silent, usual)

    def _borrowed(self, agency: str | None, *, alone: bool) -> Age:
        """Of an agency without a dossier: what holds for whom it belongs to."""
        if agency is None or agency not in self.directory.agencies:
            return Age(None)
        ended_on = self.ended_on(agency)
        above = agency if alone else self.directory.agencies[agency].parent
        is_loop = above is not None and above in self.directory.subtree(agency) and not alone
        told = Age(None) if above is None or is_loop else self._age(above, alone=False)
        return Age(told.as_of, told.is_silent or ended_on is not None, told.usual, ended_on)

    def ended_on(self, agency: str | None) -> date | None:
        """The last day of an agency that is no more: by its own dates, or by who followed it."""
        known = self.directory.agencies.get(agency or "")
        if known is None:
            return None
        if known.valid_to is not None:
            return known.valid_to if known.valid_to < self.day else None
        days = [
            link.effective_on
            for link in self.directory.followed(known.code)
            if link.effective_on <= self.day and (link.is_full or not known.is_active)
        ]
        return max(days) - DAY if days else None

    def _is_silent(self, heard: Heard, usual: float | None) -> bool | None:
        """None where its own changes cannot say."""
        missed = self._missed(heard.day)
        if missed < 0.5:
            return False
        if (self.day - heard.day).days > LOOKED_BACK:
            return True
        return None if usual is None else missed > allowed(usual)

    def _missed(self, last: date) -> float:
        """Working days that have gone by since, whole."""
        return self.calendar.between(last, self.day - DAY) if last < self.day else 0.0

    # -- what was heard ------------------------------------------------------------------------
    def _codes(self, agency: str | None, *, alone: bool = False) -> Iterable[str]:
        if agency is None:
            return self.feeds
        if alone or agency not in self.directory.agencies:
            return (agency,)
        return self.directory.subtree(agency)

    def _heard(self, agency: str | None, *, alone: bool) -> Heard | None:
        codes = self._codes(agency, alone=alone)
        return joined(each for code in codes for each in self.feeds.get(code, {}).values())

    def _whole(self) -> Heard | None:
        return self._kept("whole", lambda: self._heard(None, alone=False))

    # -- sources -------------------------------------------------------------------------------
    def _sources(self, agency: str | None, *, alone: bool = False) -> frozenset[str]:
        codes = self._codes(agency, alone=alone)
        return frozenset(name for code in codes for name in self.feeds.get(code, ()))

    def _of_source(self, name: str, agency: str | None = None) -> Heard | None:
        return self._kept(
            ("source", name, agency),
            lambda: joined(self.feeds.get(code, {}).get(name) for code in self._codes(agency)),
        )

    def _is_source_silent(self, name: str) -> bool:
        """Of too few changes a working day without one is long enough."""
        heard = self._of_source(name)
        if heard is None:
            return False
        told = self._is_silent(heard, usual_of(heard, self.calendar))
        return self._missed(heard.day) >= 0.5 if told is None else told

    def _silent_sources(self, agency: str | None) -> list[tuple[str, date]]:
        names = sorted(self._sources(agency), key=str)
        found = []
        for name in names if len(names) > 1 else ():
            heard = self._of_source(name, agency)
            if heard is not None and self._missed(heard.day) >= 0.5:
                told = self._is_silent(heard, usual_of(heard, self.calendar))
                if self._is_source_silent(name) if told is None else told:
                    found.append((name, heard.day + DAY))
        return found if len(found) < len(names) else []

    # -- many ----------------------------------------------------------------------------------
    def _silent_below(self, agency: str | None) -> Iterator[tuple[str, date]]:
        directory = self.directory
        heads = directory.roots if agency is None else directory.children(agency)
        for each in heads:
            if self.ended_on(each.code) is not None or not each.is_active:
                continue
            age = self.of(each.code)
            if self._heard(each.code, alone=False) is None:
                continue
            if age.since is not None:
                yield each.code, age.since
            elif len(directory.subtree(each.code)) > 1:
                yield from self._silent_below(each.code)

    def _all_silent(self) -> list[tuple[str, date]]:
        told = ((code, self.of(code).since) for code in sorted(self.directory.agencies))
        return [(code, since) for code, since in told if since is not None]

    def _kept(self, key: Any, make: Callable[[], T]) -> T:
        if key not in self.memo:
            self.memo[key] = make()
        told: T = self.memo[key]
        return told


NO_AGES = Ages({}, Directory({}, {}, {}), WorkingDays(), date.min)


def allowed(usual: float) -> float:
    return max(LEAST, PATIENCE * usual)


def usual_of(heard: Heard | None, calendar: WorkingDays) -> float | None:
    """Whole working days without a change that all but one in twenty pauses keep to."""
    if heard is None or heard.days.bit_count() <= FEWEST:
        return None
    days = heard.days_told
    before = (
        np.array(days[:-1], "datetime64[D]"),
        np.array([d - DAY for d in days[1:]], "datetime64[D]"),
    )
    pauses = calendar.between_many(*before)
    return float(np.quantile(pauses, USUAL, method="higher"))
