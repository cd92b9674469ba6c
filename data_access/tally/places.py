"""Where an agency's counts stand, and under which keys."""

from dataclasses import dataclass

import numpy as np

from data_access.directory import Directory
from data_access.scope import UNKNOWN, Channel
from data_access.tally.events import Ints
from data_access.tally.facts import Book
from data_access.tally.tables import Slice, desk

CHANNELS = 1 << 4  # numbers that channels may have


@dataclass(frozen=True)
class Places:
    """Nodes of agencies, and keys of procedures and channels, as the register has them now."""

    directory: Directory
    book: Book

    def nodes(self, agencies: Ints) -> tuple[list[str], Ints, Ints]:
        """Names of nodes; and pairs (place in `agencies`, node)."""
        ways = {
            number: self.nodes_of(self.book.agencies[number]) for number in set(agencies.tolist())
        }
        names = sorted({node for way in ways.values() for node in way})
        at = {name: place for place, name in enumerate(names)}
        lengths = np.fromiter((len(ways[a]) for a in agencies.tolist()), np.int64, len(agencies))
        which = np.repeat(np.arange(len(agencies)), lengths)
        into = [at[node] for a in agencies.tolist() for node in ways[a]]
        return names, which, np.array(into, np.int64)

    def nodes_of(self, agency: str) -> list[str]:
        """Every agency it lies in, and its own desk where others lie below it."""
        if agency not in self.directory.agencies:
            return [agency]
        own = [desk(agency)] if self.directory.children(agency) else []
        return [*self.directory.lies_in(agency), *own]

    def keys(self, which: Slice, procedures: Ints, channels: Ints) -> Ints:
        """The number of each event's key, as the book has it."""
        if which is Slice.ALL:
            return np.zeros(len(procedures), np.int64)
        numbers = channels if which is Slice.CHANNEL else procedures
        found, inverse = np.unique(numbers, return_inverse=True)
        told = self.book.keys.numbers([self.key(which, int(number)) for number in found])
        return told.astype(np.int64)[inverse]

    def key(self, which: Slice, number: int) -> str:
        """Codes as addresses name them; what the register does not list is the unknown."""
        if which is Slice.CHANNEL:
            named = [each for each in Channel if each.code == number]
            return named[0].value if named else Channel.UNKNOWN.value
        code = self.book.procedures[number]
        listed = self.directory.procedures.get(code)
        if which is Slice.PROCEDURE:
            return code if listed else UNKNOWN
        return (listed.field if listed else None) or UNKNOWN

    def keys_of_channels(self) -> Ints:
        """The key of every number that a channel may have."""
        told = [self.key(Slice.CHANNEL, number) for number in range(CHANNELS)]
        return self.book.keys.numbers(told).astype(np.int64)

    def keys_of_procedures(self) -> tuple[Ints, Ints]:
        """The key of every procedure by its number; and for that key the one of its field."""
        numbers = range(len(self.book.procedures))
        own, fields = (
            self.book.keys.numbers([self.key(which, number) for number in numbers]).astype(np.int64)
            for which in (Slice.PROCEDURE, Slice.FIELD)
        )
        of_keys = np.zeros(len(self.book.keys), np.int64)
        of_keys[own] = fields
        return own, of_keys
