"""A question made ready to be counted: its groups, and whose dossiers fall into each."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from data_access.directory import Agency, Directory
from data_access.indicators.reading import Dimension
from data_access.ownership import Owned, Stretch, ownership_of
from data_access.periods import Period
from data_access.scope import UNKNOWN, Channel, Scope

Cells = dict[tuple[str, int], int]  # (group, index of the span) → count
EVERYBODY = Owned({})


@dataclass(frozen=True)
class Piece:
    """Days of a span on which the same agencies' dossiers count in the same groups."""

    index: int  # of the span
    days: Period
    owned: Owned

    @property
    def owners(self) -> frozenset[str] | None:
        return None if self.owned is EVERYBODY else self.owned.codes


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
        """Whose dossiers are asked about on some day of a span; None for everybody's."""
        if self.scope.agency is None:
            return None
        return frozenset().union(*(each.owned.codes for each in self._stretches(span)))

    @cached_property
    def pieces(self) -> tuple["Piece", ...]:
        """Spans cut where dossiers began to count with another agency."""
        return tuple(
            Piece(index, each.days, each.owned)
            for index, span in enumerate(self.spans)
            for each in self._stretches(span)
        )

    def pieces_of(self, index: int) -> tuple["Piece", ...]:
        return tuple(piece for piece in self.pieces if piece.index == index)

    def standing(self, index: int, today: date, *, at_start: bool) -> "Piece":
        """For a stock: it belongs to the agencies of the day that it is of."""
        span = self.spans[index]
        day = span.first_day if at_start else min(span.last_day, max(today, span.first_day))
        return next(each for each in self.pieces_of(index) if each.days.last_day >= day)

    def _stretches(self, span: Period) -> tuple[Stretch, ...]:
        scope, ownership = self.scope, ownership_of(self.directory)
        if self.by is Dimension.AGENCY and len(self.spans) > 1:
            return ownership.series(tuple(each.code for each in self.below), span)
        if self.by is Dimension.AGENCY and not scope.is_alone:
            return ownership.rows(scope.agency, span)
        if scope.agency is None:
            return (Stretch(span, EVERYBODY),)
        if scope.is_alone:
            return ownership.alone(scope.agency, span, self.own_group)
        return ownership.stretches(scope.agency, span)

    @property
    def own_group(self) -> str:
        return self.scope.agency or "" if self.by is Dimension.AGENCY else ""

    @cached_property
    def below(self) -> tuple[Agency, ...]:
        """The agencies whose rows an agency breakdown has: those of the scope's own period."""
        if self.scope.agency is None:
            return self.directory.roots
        heads = ownership_of(self.directory).reaches(self.scope.agency, self.scope.period)
        if heads:
            return tuple(self.directory.agencies[head] for head in heads)
        children = self.directory.children(self.scope.agency)
        return tuple(child for child in children if child.existed_in(self.scope.period))

    def groups(self, owner: str, key: str, piece: "Piece") -> tuple[str, ...]:
        """Those in which a dossier of an owner counts, with a key of the database."""
        is_ours = piece.owned is EVERYBODY or owner in piece.owned.groups
        if self.by is not Dimension.AGENCY:
            return (self.group(key),) if is_ours else ()
        return piece.owned.groups.get(owner, (owner,) if self.scope.agency is None else ())

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
