"""Whose the dossiers of a code are on a day: agencies begin, end, and hand over.

The contract keeps one code a dossier, the present one. On a day its agency was not there, the
dossier was another's, as far as successions tell: its only predecessor's before it began, its
successor's after it ended, if all of it went there; what may have been several predecessors' was
the least agency's that holds them all. Otherwise a code stands for its own agency.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from data_access.directory import Directory, Succession
from data_access.periods import Period

T = TypeVar("T")
DAY = timedelta(days=1)


class Home(NamedTuple):
    """Whose the dossiers of a code were; not sure where several may have had them."""

    code: str
    is_sure: bool = True


@dataclass(frozen=True, eq=False)
class Lineage:
    directory: Directory
    known: dict[Hashable, Any] = field(default_factory=dict)

    # -- days --------------------------------------------------------------------------------
    @cached_property
    def days(self) -> tuple[date, ...]:
        """First days on which a code may stand for another agency than the day before."""
        agencies, found = self.directory.agencies, set[date]()
        for link in self.directory.successions:
            old, new = agencies.get(link.predecessor), agencies.get(link.successor)
            if old is None or new is None:
                continue
            found.add(link.effective_on)
            found.update([new.valid_from] if new.valid_from else [])
            found.update([old.valid_to + DAY] if old.valid_to else [])
        return tuple(sorted(found))

    def parts(self, period: Period) -> Iterator[Period]:
        """A period cut where the map was redrawn."""
        first = period.first_day
        for day in (each for each in self.days if first < each <= period.last_day):
            yield Period(first, day - DAY)
            first = day
        yield Period(first, period.last_day)

    def epoch(self, day: date) -> int:
        """Equal for days between which nothing was redrawn."""
        return bisect_right(self.days, day)

    # -- one code ----------------------------------------------------------------------------
    def moved(self, day: date) -> Mapping[str, Home]:
        """Code → whose its dossiers were, of those that were not its own agency's."""

        def told() -> Mapping[str, Home]:
            homes = {code: self._home(code, day, frozenset()) for code in self._concerned}
            return {code: home for code, home in homes.items() if home.code != code}

        return self.kept(("moved", self.epoch(day)), told)

    def home(self, code: str, day: date) -> str:
        return self.moved(day).get(code, Home(code)).code

    def is_mixed(self, code: str, period: Period) -> bool:
        """Whether its own row of a breakdown holds dossiers that may have been another's."""
        homes = (
            home for part in self.parts(period) for home in self.moved(part.first_day).values()
        )
        return Home(code, is_sure=False) in homes

    @cached_property
    def _concerned(self) -> frozenset[str]:
        """Codes that a succession names, and those below them."""
        ends = {*self._before, *self._after} & self.directory.agencies.keys()
        return frozenset().union(*(self.directory.subtree(code) for code in ends))

    def _home(self, code: str, day: date, seen: frozenset[str]) -> Home:
        if code in seen:  # a succession that bites its own tail
            return Home(code)
        agency, seen = self.directory.agencies[code], seen | {code}
        if agency.valid_to and agency.valid_to < day:
            after = [s for s in self._after.get(code, ()) if s.effective_on <= day]
            if len(after) != 1 or not after[0].is_full:
                return Home(code)  # which of it went where is not known
            return self._home(after[0].successor, day, seen)
        if not self.is_unborn(code, day):
            unborn = self._unborn_above(code, day)
            return Home(self._home(unborn, day, seen).code, False) if unborn else Home(code)
        before = [s.predecessor for s in self._before[code] if day < s.effective_on]
        return self._through(before, day, seen) or Home(self._above(code, day), is_sure=False)

    def _through(self, codes: Iterable[str], day: date, seen: frozenset[str]) -> Home | None:
        """The least agency that holds whatever these codes stood for."""
        homes = {self._home(each, day, seen) for each in codes}
        paths = [[each.code for each in self.directory.path(home.code)] for home in homes]
        common = [at[0] for at in zip(*paths, strict=False) if len(set(at)) == 1]
        if not common:
            return None
        return homes.pop() if len(homes) == 1 else Home(common[-1], is_sure=False)

    def _above(self, code: str, day: date) -> str:
        way = [each.code for each in self.directory.path(code)][:-1]
        return next((each for each in way[::-1] if not self.is_unborn(each, day)), code)

    def _unborn_above(self, code: str, day: date) -> str | None:
        """Of an agency that says nothing of its own days: the one above it, not yet there."""
        agency = self.directory.agencies[code]
        if agency.valid_from or agency.valid_to or code in self._after:
            return None
        way = [each.code for each in self.directory.path(code)][:-1]
        return next((each for each in way if self.is_unborn(each, day)), None)

    def is_unborn(self, code: str, day: date) -> bool:
        """Not yet there, and made of others that were."""
        began = self.directory.agencies[code].valid_from
        links = self._before.get(code, ())
        return bool(began and day < began and any(day < link.effective_on for link in links))

    @cached_property
    def _before(self) -> Mapping[str, tuple[Succession, ...]]:
        return self._links(lambda link: link.successor)

    @cached_property
    def _after(self) -> Mapping[str, tuple[Succession, ...]]:
        return self._links(lambda link: link.predecessor)

    def _links(self, end: Callable[[Succession], str]) -> Mapping[str, tuple[Succession, ...]]:
        links: dict[str, list[Succession]] = {}
        for link in self.directory.successions:
            if {link.predecessor, link.successor} <= self.directory.agencies.keys():
                links.setdefault(end(link), []).append(link)
        return {code: tuple(each) for code, each in links.items()}

    # -- an agency with all below it ---------------------------------------------------------
    def of(self, code: str, day: date) -> frozenset[str]:
        """Codes whose dossiers were its own, or of one below it, on a day."""
        below = self.directory.subtree(code)
        moved, came = self.moved(day), self._came(self.epoch(day), day)
        if not moved:
            return below
        return self.kept(
            ("of", code, self.epoch(day)), lambda: below.difference(moved) | came[code]
        )

    def _came(self, epoch: int, day: date) -> Mapping[str, frozenset[str]]:
        """Agency → codes of others that counted with it, or below it."""

        def told() -> Mapping[str, frozenset[str]]:
            found: dict[str, set[str]] = defaultdict(set)
            for code, home in self.moved(day).items():
                for above in self.directory.lies_in(home.code):
                    found[above].add(code)
            return defaultdict(frozenset, {at: frozenset(each) for at, each in found.items()})

        return self.kept(("came", epoch), told)

    def reaches(self, code: str, period: Period) -> tuple[str, ...]:
        """The predecessors whose history it goes on with, in a period before it began.

        Only if every one of them came whole, and nothing counts as its own.
        """
        links = self._before.get(code, ())
        if not self.is_unborn(code, period.last_day) or not all(link.is_full for link in links):
            return ()
        if any(self.of(code, part.first_day) for part in self.parts(period)):
            return ()
        return tuple(link.predecessor for link in links if period.last_day < link.effective_on)

    def heads(self, code: str, period: Period) -> frozenset[str]:
        """The agency, or those it goes on with."""
        return frozenset(self.reaches(code, period)) or frozenset({code})

    def _codes(self, code: str, part: Period, period: Period) -> frozenset[str]:
        heads = self.reaches(code, period)
        if not heads:
            return self.of(code, part.first_day)
        told = (self._codes(head, part, period) for head in heads if head != code)
        return self.directory.subtree(code).union(*told)

    def reached(self, code: str) -> frozenset[str]:
        """It, and all whose dossiers may count with it or with one below it on some day."""
        below = self.directory.subtree(code)
        found, new = set(below), set(below)
        while new:
            links = [s for s in self.directory.successions if new & {s.predecessor, s.successor}]
            new = {each for s in links for each in (s.predecessor, s.successor)} - found
            found |= new
        return frozenset({code} | (found - below))

    def kept(self, at: Hashable, made: Callable[[], T]) -> T:
        if at not in self.known:
            self.known[at] = made()
        told: T = self.known[at]
        return told
