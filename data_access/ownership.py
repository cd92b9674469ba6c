"""Which codes a question counts, in which groups, from when to when."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from data_access.directory import Directory
from data_access.lineage import Lineage
from data_access.periods import Period

Groups = Mapping[str, tuple[str, ...]]  # code → the groups its dossiers count in


@dataclass(frozen=True, eq=False)
class Owned:
    """Which codes count, and in which groups."""

    groups: Groups

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(self.groups)


@dataclass(frozen=True)
class Stretch:
    """Days on which the same codes count."""

    days: Period
    owned: Owned


@lru_cache(maxsize=4)
def ownership_of(directory: Directory) -> "Ownership":
    return Ownership(directory)


@dataclass(frozen=True, eq=False)
class Ownership(Lineage):
    """The answers of a directory, kept as long as it is."""

    def stretches(self, code: str, period: Period) -> tuple[Stretch, ...]:
        """Whose dossiers are the agency's, from when to when."""
        return self._merged(period, lambda part: self._one(self._codes(code, part, period), ""))

    def alone(self, code: str, period: Period, group: str = "") -> tuple[Stretch, ...]:
        """Without those of agencies below it: what counts in its own row of a breakdown."""

        def own(part: Period) -> Owned:
            groups = self._rows(code, part, period).groups
            return self._one(frozenset(c for c, into in groups.items() if into == (code,)), group)

        return self._merged(period, own)

    def rows(self, parent: str | None, period: Period) -> tuple[Stretch, ...]:
        """The rows of a breakdown: each code counts in one, the parent's own is a row as well.

        What none of those below had for certain is in the parent's own row.
        """
        return self._merged(period, lambda part: self._rows(parent, part, period))

    def series(self, codes: tuple[str, ...], period: Period) -> tuple[Stretch, ...]:
        """Agencies side by side, each with those whose history it goes on with."""

        def side_by_side(part: Period) -> Owned:
            groups: dict[str, tuple[str, ...]] = {}
            for code in codes:
                for each in self._codes(code, part, period):
                    groups[each] = (*groups.get(each, ()), code)
            return Owned(groups)

        def known(part: Period) -> Owned:
            heads = tuple(self.reaches(code, period) for code in codes)
            at = ("series", codes, self.epoch(part.first_day), heads)
            return self.kept(at, lambda: side_by_side(part))

        return self._merged(period, known)

    def owners(self, code: str, period: Period) -> frozenset[str]:
        """On some day of it."""
        return frozenset().union(*(each.owned.codes for each in self.stretches(code, period)))

    def _rows(self, parent: str | None, part: Period, period: Period) -> Owned:
        heads = self.reaches(parent, period) if parent else ()
        if parent and heads:
            return self._as_one(self._rows_before(parent, heads, part, period))
        at = ("rows", parent, self.epoch(part.first_day))
        return self.kept(at, lambda: Owned(dict(self._placed(parent, part.first_day))))

    def _rows_before(
        self, code: str, heads: tuple[str, ...], part: Period, period: Period
    ) -> Groups:
        """An agency that was not there falls into those it was made of."""
        groups = dict.fromkeys(self.directory.subtree(code), (code,))
        for head in heads:
            groups |= dict.fromkeys(self._codes(head, part, period), (head,))
        return groups

    def _placed(self, parent: str | None, day: date) -> Iterator[tuple[str, tuple[str, ...]]]:
        codes = self.directory.agencies if parent is None else self.of(parent, day)
        for code in codes:
            way = [each.code for each in self.directory.path(self.home(code, day))]
            at = way.index(parent) + 1 if parent in way else 0
            yield code, (way[at] if at < len(way) else way[-1],)

    def _one(self, codes: frozenset[str], group: str) -> Owned:
        return self.kept((codes, group), lambda: Owned(dict.fromkeys(codes, (group,))))

    def _as_one(self, groups: Groups) -> Owned:
        return self.kept(frozenset(groups.items()), lambda: Owned(groups))

    def _merged(self, period: Period, owned: Callable[[Period], Owned]) -> tuple[Stretch, ...]:
        """Neighbours on which the same codes count in the same groups, as one."""
        found: list[Stretch] = []
        for part in self.parts(period):
            here = owned(part)
            if found and found[-1].owned.groups == here.groups:
                part = Period(found.pop().days.first_day, part.last_day)
            found.append(Stretch(part, here))
        return tuple(found)
