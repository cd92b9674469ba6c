"""The cells that a question seeks, and what they hold, added up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data_access.directory import Directory
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.ownership import Groups, Owned, ownership_of
from data_access.tally.events import WIDTH
from data_access.tally.packing import Entries, entries_in
from data_access.tally.places import Places
from data_access.tally.spans import Stretch
from data_access.tally.tables import AT, NETS, Slice, desk
from data_access.tally.view import Numbers, Sums, View

SLICE_OF = {
    Dimension.FIELD: Slice.FIELD,
    Dimension.CHANNEL: Slice.CHANNEL,
    Dimension.PROCEDURE: Slice.PROCEDURE,
}
Pair = tuple[int, str, str, int, int]  # (index, node, key, by, how many)


def answers(inquiry: Inquiry) -> bool:
    """Whether the kept dimensions suffice: one of field, channel, procedure at a time."""
    scope = inquiry.scope
    if scope.agency is None or scope.is_narrowed:
        return False
    filters = {
        Slice.FIELD: scope.fields,
        Slice.CHANNEL: scope.channels,
        Slice.PROCEDURE: scope.procedures,
    }
    used = {which for which, values in filters.items() if values}
    used |= {SLICE_OF[inquiry.by]} if inquiry.by in SLICE_OF else set()
    known = inquiry.by in (Dimension.WHOLE, Dimension.AGENCY, *SLICE_OF)
    return known and inquiry.are_in_order and len(used) <= 1


def slice_of(inquiry: Inquiry) -> Slice:
    if inquiry.scope.fields:
        return Slice.FIELD
    if inquiry.scope.procedures:
        return Slice.PROCEDURE
    return Slice.CHANNEL if inquiry.scope.channels else SLICE_OF.get(inquiry.by, Slice.ALL)


@dataclass(frozen=True)
class Sought:
    """Nodes and keys of a question, in a view."""

    view: View
    inquiry: Inquiry

    @cached_property
    def which(self) -> Slice:
        return slice_of(self.inquiry)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys asked for; none for all."""
        scope = self.inquiry.scope
        return frozenset(scope.fields or scope.procedures or tuple(scope.channels))

    @cached_property
    def into(self) -> list[Groups]:
        """Piece by piece: node → the groups it counts in."""
        return [nodes_of(self.inquiry.directory, piece.owned) for piece in self.inquiry.pieces]

    def standing(self, index: int, *, at_start: bool) -> Groups:
        """The same for the day that a stock of a span is of."""
        piece = self.inquiry.standing(index, self.view.today, at_start=at_start)
        return nodes_of(self.inquiry.directory, piece.owned)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Few, each already the sum of all below it."""
        return tuple(sorted({node for each in self.into for node in each}))

    def sums(self, stretches: Sequence[Stretch], columns: Sequence[str]) -> Sums:
        """Of columns that are all flows, or all stocks."""
        if not stretches or not columns:
            return Sums(len(columns))
        if self.which is Slice.ALL:
            return self.view.counts(stretches, self.nodes, columns)
        sums, numbers = Sums(len(columns)), [AT[column] for column in columns]
        name = "nets" if numbers[0] >= NETS.start else "counts"
        where, of, entries = self._entries(stretches, name)
        place = np.full(WIDTH, -1)
        place[numbers] = np.arange(len(numbers))
        column = place[entries["by"]]
        is_asked = column >= 0
        labels, told = table_of(of[is_asked], entries[is_asked], column[is_asked], len(numbers))
        indexes = np.array([where[at][0] for at, _ in labels], np.int64)
        names = self.view.key_names
        for index in np.unique(indexes).tolist():
            rows = np.flatnonzero(indexes == index)
            here = [labels[row] for row in rows.tolist()]
            sums.add(index, [(where[at][1], names[key]) for at, key in here], told[rows])
        for index, node, key, number, _, amount in self._fresh(stretches, set(numbers)):
            row = [amount if each == number else 0 for each in numbers]
            sums.add(index, [(node, key)], np.array([row], np.int64))
        return sums

    def pairs(self, stretches: Sequence[Stretch], name: str, column: int) -> Iterator[Pair]:
        """What counts by a second number."""
        where, of, entries = self._entries(stretches, name)
        names = self.view.key_names
        for at, (key, by, amount) in zip(of.tolist(), entries.tolist(), strict=True):
            yield *where[at], names[key], by, amount
        for index, node, told, _, by, amount in self._fresh(stretches, {column}):
            yield index, node, told, by, amount

    def _entries(
        self, stretches: Sequence[Stretch], name: str
    ) -> tuple[list[tuple[int, str]], Numbers, Entries]:
        """(index, node) of places; the place of each entry; entries under the keys asked for."""
        blobs = list(self.view.blobs(self.which, stretches, self.nodes, name))
        at: dict[tuple[int, str], int] = {}
        places = [at.setdefault((index, node), len(at)) for index, node, _ in blobs]
        entries, lengths = entries_in([blob for *_, blob in blobs])
        of = np.repeat(np.array(places, np.int64), lengths)
        if self.keys:
            names = self.view.key_names
            is_asked = np.isin(entries["key"], [i for i, n in enumerate(names) if n in self.keys])
            of, entries = of[is_asked], entries[is_asked]
        return list(at), of, entries

    def _fresh(
        self, stretches: Sequence[Stretch], columns: set[int]
    ) -> Iterator[tuple[int, str, str, int, int, int]]:
        """(index, node, key, column, by, amount) of what the blobs do not have yet."""
        for book, events in self.view.fresh:
            here = Places(self.inquiry.directory, book)
            ways = [
                [node for node in here.nodes_of(name) if node in self.nodes]
                for name in book.agencies.all
            ]
            of_these = events[np.isin(events["column"], list(columns))]
            for stretch in stretches:
                inside = of_these[
                    (of_these["day"] >= stretch.first) & (of_these["day"] <= stretch.last)
                ]
                for agency, procedure, channel, _day, column, by, amount in inside.tolist():
                    number = channel if self.which is Slice.CHANNEL else procedure
                    key = "" if self.which is Slice.ALL else here.key(self.which, number)
                    if self.is_asked(key):
                        for node in ways[agency]:
                            yield stretch.index, node, key, column, by, amount

    def is_asked(self, key: str) -> bool:
        return not self.keys or key in self.keys

    def named(self, group: str, key: str) -> str:
        return key if self.inquiry.by in SLICE_OF else group


def table_of(
    of: Numbers, entries: Entries, column: Numbers, width: int
) -> tuple[list[tuple[int, int]], Numbers]:
    """Entries added up: labels (place, key), and a row of numbers for each."""
    both = of * 2**32 + entries["key"]
    labels, row = np.unique(both, return_inverse=True)
    told = np.bincount(row * width + column, entries["amount"], len(labels) * width)
    pairs = zip((labels >> 32).tolist(), (labels & 0xFFFFFFFF).tolist(), strict=True)
    return list(pairs), told.reshape(len(labels), width).round().astype(np.int64)


def nodes_of(directory: Directory, owned: Owned) -> Groups:
    """Codes put together to the nodes that count them: the largest whose codes count alike."""
    kept = ownership_of(directory).kept
    return kept(("nodes", owned), lambda: covered(directory, owned.groups))


def covered(directory: Directory, groups: Groups) -> Groups:
    found, alike = dict[str, tuple[str, ...]](), dict[str, bool]()

    def is_whole(code: str) -> bool:
        if code not in alike:
            told = {groups.get(each) for each in directory.subtree(code)}
            alike[code] = len(told) == 1 and None not in told
        return alike[code]

    for code, into in groups.items():
        top = next((each.code for each in directory.path(code) if is_whole(each.code)), None)
        found[top or desk(code)] = into
    return found
