"""What is counted of each dossier, read from the register: its days, and a mask for each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.tally.parts import OWN

NEVER = -999_999  # a day that nobody says, long before any that somebody does
FIRST_DAY, LAST_DAY = 7304, 47847  # one before and one after the days an address can name
NO_CHANNEL = -1
# Codes of what has no dossier to hang on; no dossier's code begins so.
APART = "\x01"
RATING, PETITION = "\x01rating/", "\x01petition/"

FACT = np.dtype(
    [
        ("agency", "<i4"),
        ("procedure", "<i4"),
        ("channel", "<i2"),
        *((f"{dating}_day", "<i4") for dating in OWN),
        *((f"{dating}_mask", "<i4") for dating in OWN),
        ("standing", "<i2"),
        ("ahead", "<i1"),
    ]
)
EXTRA = np.dtype([("of", "<i4"), ("day", "<i4"), ("column", "<i2"), ("amount", "<i8")])
Facts = NDArray[Any]
Codes = NDArray[np.bytes_]
Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """Facts of dossiers, one each, and what else they add: extras point at them by place."""

    codes: Codes
    facts: Facts
    extras: Facts

    def __len__(self) -> int:
        return len(self.facts)

    @classmethod
    def nothing(cls) -> "Told":
        return cls(np.empty(0, "S1"), np.empty(0, FACT), np.empty(0, EXTRA))

    @classmethod
    def joined(cls, told: Sequence["Told"]) -> "Told":
        if not told:
            return cls.nothing()
        starts = np.cumsum([0, *(len(each) for each in told)])
        extras = [each.extras.copy() for each in told]
        for each, start in zip(extras, starts, strict=False):
            each["of"] += int(start)
        codes = np.concatenate([each.codes for each in told])
        return cls(codes, np.concatenate([each.facts for each in told]), np.concatenate(extras))

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each one's extras begin; extras stand in the order of what they are of."""
        return np.searchsorted(self.extras["of"], np.arange(len(self) + 1))

    def taken(self, places: NDArray[np.int64]) -> "Told":
        """Those at some places, in the order of the places."""
        first, lengths = self.starts[places], np.diff(self.starts)[places]
        ends = np.cumsum(lengths)
        which = np.repeat(first - ends + lengths, lengths) + np.arange(int(lengths.sum()))
        extras = self.extras[which]
        extras["of"] = np.repeat(np.arange(len(places)), lengths)
        return Told(self.codes[places], self.facts[places], extras)

    def between(self, first: int, last: int) -> "Told":
        """Those from one place up to another."""
        extras = self.extras[self.starts[first] : self.starts[last]].copy()
        extras["of"] -= first
        return Told(self.codes[first:last], self.facts[first:last], extras)


class Names:
    """Numbers for agencies' and procedures' codes: kept with the facts, as they are of them."""

    def __init__(self, known: Sequence[str] = ()) -> None:
        self.all: list[str] = list(known)
        self._at = {name: at for at, name in enumerate(self.all)}

    def __getitem__(self, number: int) -> str:
        return self.all[number]

    def __len__(self) -> int:
        return len(self.all)

    def numbers(self, told: Sequence[str]) -> NDArray[np.int32]:
        for name in dict.fromkeys(told):
            if name not in self._at:
                self._at[name] = len(self.all)
                self.all.append(name)
        return np.fromiter(map(self._at.__getitem__, told), np.int32, len(told))


@dataclass(frozen=True)
class Book:
    """Everything that is kept by its number. Key 0 is that of all together."""

    agencies: Names = field(default_factory=Names)
    procedures: Names = field(default_factory=Names)
    keys: Names = field(default_factory=lambda: Names([""]))

    @property
    def kinds(self) -> dict[str, Names]:
        return {"agency": self.agencies, "procedure": self.procedures, "key": self.keys}


def codes_in(told: Told) -> list[str]:
    return [code.decode() for code in told.codes.tolist()]


def sought(codes: Codes, asked: Codes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where in sorted codes those asked for would stand, and whether they do."""
    if not len(codes):
        return np.zeros(len(asked), np.int64), np.zeros(len(asked), bool)
    at = np.minimum(np.searchsorted(codes, asked), len(codes) - 1)
    return at, codes[at] == asked


def coded(codes: Sequence[str]) -> Codes:
    return np.array([code.encode() for code in codes], dtype="S") if codes else np.empty(0, "S1")


def within(days: Any) -> NDArray[np.int64]:
    """Days, those beyond what can be asked for as near as can be."""
    told = np.asarray(days, np.int64)
    return np.where(told == NEVER, NEVER, np.clip(told, FIRST_DAY, LAST_DAY))
