"""Everything about a register that changes only with its data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, Protocol

from data_access import needing
from data_access.ages import Feeds
from data_access.contract.counter import NULL_IS_COUNTER
from data_access.contract.survey import Contents, Newest
from data_access.directory import Directory
from data_access.indicators.calendar import WorkingDays


@dataclass(frozen=True)
class Followed:
    """How far somebody has followed the register and kept counts of it."""

    register: str  # mark of the register and of the code that counted it
    reference: str  # what it was counted by: see `reference.reference_mark`
    version: int  # one more with every change
    updated_at: datetime | None
    extracted_at: datetime | None
    looked_at: datetime  # when the register was last looked at
    feeds: Callable[[], Feeds]


class Follower(Protocol):
    def followed(self) -> Followed | None: ...

    def counting(self, register: str, now: datetime) -> tuple[int, int] | None:
        """(read, expected) of a first count that is better waited for."""

    def is_recounted(self, register: str, now: datetime) -> bool:
        """Whether who follows counts anew what is kept already, and cannot look meanwhile."""


@dataclass(frozen=True)
class State:
    """Everything about a register that changes only with its data."""

    mark: str  # of the register and of the code that counts it
    newest: Newest
    contents: Contents
    directory: Directory
    capabilities: Mapping[tuple[str, str], str]
    feeds: Feeds  # agency → source → when its dossiers last changed
    reference: str  # mark of agencies, procedures, calendar, and what sources declare and fill
    filled_apart: frozenset[str]  # tables with rows of sources that have no dossiers
    calendar: WorkingDays
    is_demo: bool
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)  # of what sources can say

    @cached_property
    def version(self) -> str:
        """Equal only where every count is."""
        return sha256(f"{self.newest.version}|{self.ground}".encode()).hexdigest()[:32]

    @cached_property
    def ground(self) -> str:
        """What everything is counted by, whatever the dossiers are."""
        told = f"{self.mark}|{sorted(self.contents.missing)}|{self.reference}"
        return sha256(told.encode()).hexdigest()[:32]

    @cached_property
    def sources(self) -> Mapping[str, frozenset[str]]:
        """Agency → sources its dossiers come from."""
        return {agency: frozenset(each) for agency, each in self.feeds.items()}

    def silent(self, needs: Iterable[str]) -> frozenset[str]:
        """Sources that cannot say what `needs` asks for."""
        wanted = tuple(needs)
        return frozenset(
            source
            for source in self._known
            if not all(needing.is_met(need, partial(self._gives, source)) for need in wanted)
        )

    def is_silent(self, needs: Iterable[str], owners: frozenset[str]) -> bool:
        """Nobody who serves these agencies can say."""
        wanted = tuple(needs)
        if not self.holds(wanted):
            return True
        asked = self.sources_of(owners) or self._known
        return bool(asked) and asked <= self.silent(wanted)

    def is_derived(self, needs: Iterable[str], owners: frozenset[str]) -> bool:
        columns = [column for need in needs for column in needing.columns_in(need)]
        return any(
            column in self.contents.derived
            or self._capability(source, column) in ("DERIVED", NULL_IS_COUNTER)
            for source in self.sources_of(owners)
            for column in columns
        )

    def voice(self, needs: tuple[str, ...], owners: frozenset[str]) -> tuple[bool, bool]:
        """`is_silent` and `is_derived`, once for all agencies of the same sources."""
        alike = needs, self.sources_of(owners)
        if alike not in self.memo:
            self.memo[alike] = self.is_silent(needs, owners), self.is_derived(needs, owners)
        told: tuple[bool, bool] = self.memo[alike]
        return told

    def sources_of(self, owners: frozenset[str]) -> frozenset[str]:
        if owners not in self.memo:
            every = (self.sources.get(owner, frozenset()) for owner in owners)
            self.memo[owners] = frozenset().union(*every)
        told: frozenset[str] = self.memo[owners]
        return told

    @property
    def all_sources(self) -> frozenset[str]:
        """Sources of dossiers."""
        return self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset().union(*self.sources.values())

    @cached_property
    def _elsewhere(self) -> Mapping[str, str]:
        """What sources without dossiers declare: column → YES or DERIVED.

        A sheet of petitions kept by hand speaks for every dossier.
        """
        return {
            column: word
            for (source, column), word in self.capabilities.items()
            if source not in self._known and word != "NO"
        }

    def holds(self, needs: Iterable[str]) -> bool:
        """Whether the register has the columns, whoever fills them."""
        return all(
            needing.is_met(need, lambda column: not self.contents.lacks(column)) for need in needs
        )

    def _gives(self, source: str, column: str) -> bool:
        return not self.contents.lacks(column) and self._capability(source, column) != "NO"

    def _capability(self, source: str, column: str) -> str:
        """A source that declares nothing is believed to say what it holds."""
        own = self.capabilities.get((source, column), "YES")
        if own != "NO":
            return own
        is_filled = column.split(".")[0] in self.filled_apart
        return self._elsewhere.get(column, "YES" if is_filled else own)
