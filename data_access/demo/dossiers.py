"""Many dossiers as columns of numbers: what every part of the generator reads and fills."""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from data_access.demo.workdays import NONE, Bools, Ints


class Outcome(IntEnum):
    """The names are the contract's words."""

    OPEN = 0
    RESULT = 1
    REFUSED = 2
    SENT_BACK = 3
    WITHDRAWN = 4
    NOT_ACCEPTED = 5

    @property
    def word(self) -> str | None:
        return None if self is Outcome.OPEN else self.name


@dataclass
class Dossiers:
    """Instants are seconds, agencies and procedures positions in their lists; NONE = no value."""

    procedure: Ints
    owner: Ints
    heir: Ints  # who owns it from the merger of 2025 on
    counter: Ints  # the agency that took it in
    channel: Ints
    submitted: Ints
    received: Ints
    due: Ints
    first_due: Ints
    end: Ints  # when it ends, also when that lies in the future
    result: Ints
    returned: Ints
    withdrawn: Ints
    refused: Ints
    outcome: Ints
    status: Ints
    paused: Ints
    return_method: Ints
    applicant: Ints
    verified: Ints
    pause_kind: Ints
    pause_start: Ints
    pause_end: Ints
    pause_days: Ints  # working days by which the stop moved the due day
    stuck: Ints  # the step at which a late one lingers
    changed: Ints
    serial: Ints
    twin: Ints  # dossiers that share a number here share their national code

    def __len__(self) -> int:
        return len(self.procedure)

    def part(self, chosen: Bools | Ints | slice) -> "Dossiers":
        return Dossiers(**{each.name: getattr(self, each.name)[chosen] for each in fields(self)})


def blank(count: int) -> Dossiers:
    """Dossiers of which nothing is known."""
    return Dossiers(
        **{each.name: np.full(count, NONE, dtype=np.int64) for each in fields(Dossiers)}
    )


def joined(parts: list[Dossiers]) -> Dossiers:
    return Dossiers(
        **{
            each.name: np.concatenate([getattr(part, each.name) for part in parts])
            for each in fields(Dossiers)
        }
    )


def number_by_day(dossiers: Dossiers) -> None:
    """Give each dossier its serial among those its counter took in that day."""
    entered = np.where(dossiers.received != NONE, dossiers.received, dossiers.submitted)
    day = entered // 86_400
    order = np.lexsort((entered, day, dossiers.counter))
    key = dossiers.counter[order] * 100_000 + day[order]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    lengths = np.diff(np.r_[starts, len(key)])
    dossiers.serial[order] = np.arange(len(key)) - np.repeat(starts, lengths) + 1
