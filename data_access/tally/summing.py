"""Whole numbers as keys, and amounts that are added up by them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_access.tally.events import Ints


@dataclass(frozen=True)
class Counts:
    """Keys in order, none twice, and what each comes to: never nothing."""

    keys: Ints
    amounts: Ints

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def added(cls, keys: Ints, amounts: Ints) -> "Counts":
        order = np.argsort(keys)
        keys, amounts = keys[order], amounts[order]
        starts = firsts(keys)
        sums = np.add.reduceat(amounts, starts) if len(starts) else amounts
        stays = sums != 0
        return cls(keys[starts][stays], sums[stays])

    @classmethod
    def joined(cls, parts: Sequence["Counts"]) -> "Counts":
        if len(parts) == 1:
            return parts[0]
        keys = np.concatenate([each.keys for each in parts])
        return cls.added(keys, np.concatenate([each.amounts for each in parts]))


def firsts(*keys: Ints) -> Ints:
    """Where, in sorted keys, another one begins."""
    changes = np.ones(len(keys[0]), bool)
    if len(changes):
        changes[1:] = np.logical_or.reduce([each[1:] != each[:-1] for each in keys])
    return np.flatnonzero(changes)
