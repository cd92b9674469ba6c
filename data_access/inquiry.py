"""A question made ready to be counted: its groups, and whose dossiers fall into each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from data_access.directory import Agency, Directory
from data_access.indicators.reading import Dimension
from data_access.periods import Period
from data_access.scope import UNKNOWN, Channel, Scope

Cells = dict[tuple[str, int], int]  # (group, index of the span) → count
GroupsOf = Mapping[str, tuple[str, ...]]  # owner of a dossier → the groups it counts in


@dataclass(frozen=True)
class Inquiry:
    """`scope.agency` None asks about every agency of the register."""

    directory: Directory
    scope: Scope
    by: Dimension
    spans: tuple[Period, ...]

    @cached_property
    def are_in_order(self) -> bool:
        """Whether every instant lies in one span at most, so that one pass can tell them apart."""
        return all(one.last_day < two.first_day for one, two in pairwise(self.spans))

    def owners(self, span: Period) -> frozenset[str] | None:
        """Whose dossiers are asked about; None for everybody's."""
        if self.scope.agency is None:
            return None
        if self.scope.is_alone:
            return frozenset({self.scope.agency})
        if self.by is Dimension.AGENCY:
            return self.directory.subtree(self.scope.agency)
        return self.directory.owners(self.scope.agency, span)

    @cached_property
    def all_owners(self) -> frozenset[str] | None:
        """Of every span together, with the predecessors a series reaches back to."""
        told = [self.owners(span) for span in self.spans]
        if any(owners is None for owners in told):
            return None
        return frozenset().union(*(owners for owners in told if owners is not None))

    @cached_property
    def below(self) -> tuple[Agency, ...]:
        """The agencies whose rows an agency breakdown has: those of the scope's own period."""
        if self.scope.agency is None:
            return self.directory.roots
        children = self.directory.children(self.scope.agency)
        return tuple(child for child in children if child.existed_in(self.scope.period))

    def members(self, agency: Agency, span: Period) -> frozenset[str]:
        """Whose dossiers a row counts. One span is added up over rows, so nothing counts twice."""
        if len(self.spans) == 1:
            return self.directory.subtree(agency.code)
        return self.directory.owners(agency.code, span)

    def groups_of(self, span: Period) -> GroupsOf:
        """For an agency breakdown: the row, or rows, that each owner counts in."""
        kept: dict[str, tuple[str, ...]] = {}
        everyone = (
            self.directory.roots
            if self.scope.agency is None
            else self.directory.children(self.scope.agency)
        )
        rows = everyone if len(self.spans) == 1 else self.below
        for agency in rows:
            for owner in self.members(agency, span):
                kept[owner] = (*kept.get(owner, ()), agency.code)
        if self.scope.agency is not None:
            kept[self.scope.agency] = (self.scope.agency,)  # its own desk
        return kept

    def group(self, key: str) -> str:
        """The group a database key belongs to: procedures make up fields, codes name channels."""
        match self.by:
            case Dimension.FIELD:
                procedure = self.directory.procedures.get(key)
                return (procedure.field if procedure else None) or UNKNOWN
            case Dimension.PROCEDURE:
                return key if key in self.directory.procedures else UNKNOWN
            case Dimension.CHANNEL:
                named = [each for each in Channel if str(each.code) == key]
                return named[0].value if named else Channel.UNKNOWN.value
            case _:
                return key

    def scope_of(self, group: str, span: Period) -> Scope:
        """The scope that lists the very dossiers a group counts."""
        scope = self.scope if span == self.scope.period else self.scope.within(period=span)
        match self.by:
            case Dimension.AGENCY:
                return scope.within(agency=group, is_alone=group == self.scope.agency)
            case Dimension.FIELD:
                return scope.within(fields=(group,))
            case Dimension.PROCEDURE:
                return scope.within(procedures=(group,))
            case Dimension.CHANNEL:
                return scope.within(channels=(Channel(group),))
            case Dimension.STEP:
                return scope.within(step=group)
            case _:
                return scope

    def rows(self, counted: set[str]) -> list[str]:
        """The groups shown: those the question has, then others in which something counted."""
        if self.by is Dimension.AGENCY:
            asked = [agency.code for agency in self.below]
            if len(self.spans) > 1:
                return asked
        elif self.by is Dimension.CHANNEL:
            asked = [Channel.COUNTER.value, Channel.ONLINE.value, Channel.POST.value]
        elif self.by is Dimension.WHOLE:
            return [""]
        else:
            asked = []
        return asked + sorted(counted - set(asked))
