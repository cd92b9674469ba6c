"""Who is where and what is called what: agencies as a tree, procedures, fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from data_access.periods import Period
from data_access.scope import UNKNOWN_AGENCY


@dataclass(frozen=True)
class Agency:
    code: str
    name: str
    level: str | None = None
    parent: str | None = None
    is_active: bool = True
    valid_from: date | None = None
    valid_to: date | None = None

    def existed_in(self, period: Period) -> bool:
        began = self.valid_from is None or self.valid_from <= period.last_day
        return began and (self.valid_to is None or self.valid_to >= period.first_day)


@dataclass(frozen=True)
class Procedure:
    code: str
    name: str
    field: str | None = None
    national_code: str | None = None
    time_limit: float | None = None
    time_limit_unit: str | None = None


class Succession(NamedTuple):
    predecessor: str
    successor: str
    effective_on: date
    is_full: bool


@dataclass(frozen=True, eq=False)
class Directory:
    """Read once per data version. `home_code` None chooses the root with most agencies; whoever
    could not be told is never home while anybody else is there.
    """

    agencies: Mapping[str, Agency]
    procedures: Mapping[str, Procedure]
    fields: Mapping[str, str]  # code → name
    successions: tuple[Succession, ...] = ()
    home_code: str | None = None

    @cached_property
    def mark(self) -> str:
        """Equal only where every name and place is."""
        return sha256(repr(self).encode()).hexdigest()[:16]

    @cached_property
    def _children(self) -> Mapping[str | None, tuple[Agency, ...]]:
        below: dict[str | None, list[Agency]] = {}
        for agency in self.agencies.values():
            parent = agency.parent if agency.parent in self.agencies else None
            below.setdefault(parent, []).append(agency)
        return {parent: tuple(each) for parent, each in below.items()}

    @cached_property
    def roots(self) -> tuple[Agency, ...]:
        return self._children.get(None, ())

    @cached_property
    def home(self) -> Agency | None:
        """Where an address that names no agency leads."""
        if self.home_code and self.home_code in self.agencies:
            return self.agencies[self.home_code]
        return max(
            self.roots,
            key=lambda root: (
                root.code != UNKNOWN_AGENCY,
                sum(self.agencies[code].is_active for code in self.subtree(root.code)),
            ),
            default=None,
        )

    def children(self, code: str) -> tuple[Agency, ...]:
        """Directly below, of every time."""
        return self._children.get(code, ())

    def subtree(self, code: str) -> frozenset[str]:
        """The agency and everything below it, of every time."""
        return self._subtrees[code]

    @cached_property
    def _subtrees(self) -> Mapping[str, frozenset[str]]:
        return {code: frozenset(self._walk(code)) for code in self.agencies}

    def _walk(self, code: str) -> Iterator[str]:
        seen, waiting = {code}, [code]
        while waiting:  # `seen` ends the walk in a tree that bites its own tail
            yield (at := waiting.pop())
            below = [child.code for child in self.children(at) if child.code not in seen]
            seen.update(below)
            waiting.extend(below)

    def path(self, code: str) -> list[Agency]:
        """From the root down to the agency itself."""
        way: list[Agency] = []
        at = self.agencies.get(code)
        while at is not None and at not in way:
            way.append(at)
            at = self.agencies.get(at.parent or "")
        return way[::-1]

    def followed(self, code: str) -> tuple[Succession, ...]:
        """Who took over from it, from which day."""
        return self._successors.get(code, ())

    @cached_property
    def _successors(self) -> Mapping[str, tuple[Succession, ...]]:
        links: dict[str, list[Succession]] = {}
        for link in self.successions:
            if link.successor != link.predecessor:
                links.setdefault(link.predecessor, []).append(link)
        return {code: tuple(each) for code, each in links.items()}

    @cached_property
    def _of_field(self) -> Mapping[str | None, tuple[str, ...]]:
        codes: dict[str | None, list[str]] = {}
        for procedure in self.procedures.values():
            codes.setdefault(procedure.field, []).append(procedure.code)
        return {field: tuple(each) for field, each in codes.items()}

    def procedures_of(self, field: str | None) -> tuple[str, ...]:
        """Codes of a field's procedures; of those without a field for None."""
        return self._of_field.get(field, ())

    def breaks(self, code: str) -> list[date]:
        """Days on which the map below an agency was redrawn."""
        below = self.subtree(code)
        days = {s.effective_on for s in self.successions if s.successor in below}
        return sorted(days)

    def lies_in(self, code: str) -> tuple[str, ...]:
        """Every agency that has it below itself, and itself."""
        return self._above.get(code, (code,))

    @cached_property
    def _above(self) -> Mapping[str, tuple[str, ...]]:
        above: dict[str, list[str]] = {}
        for code in self.agencies:
            for below in self.subtree(code):
                above.setdefault(below, []).append(code)
        return {code: tuple(each) for code, each in above.items()}
