"""Quantiles of working days. They do not add up: always from the dossiers themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_access.contract import queries
from data_access.contract.measures import Counted, Counting
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.periods import Period
from data_access.raw import asked
from data_access.register import Register


@dataclass(frozen=True)
class Taken:
    """The working days that dossiers took, each with what decides its group."""

    labels: list[str]  # each once: an owner, or a key
    which: NDArray[np.intp]  # dossier → index of its label
    days: NDArray[np.float64]

    def quantiles(
        self, share: float, groups_of: Callable[[str], Iterable[str]]
    ) -> dict[str, float]:
        """Group → the least number of working days within which `share` of its dossiers ended.

        The nearest-rank quantile: always a number of days that some dossier took.
        """
        members: dict[str, list[int]] = {}
        for index, label in enumerate(self.labels):
            for group in groups_of(label):
                members.setdefault(group, []).append(index)
        return {
            group: nearest_rank(self.days[np.isin(self.which, indexes)], share)
            for group, indexes in members.items()
        }


def nearest_rank(days: NDArray[np.float64], share: float) -> float:
    rank = max(int(np.ceil(share * len(days) - 1e-9)), 1)
    return float(np.partition(days, rank - 1)[rank - 1])


def taken(
    register: Register,
    counting: Counting,
    counted: Counted,
    inquiry: Inquiry,
    span: Period,
    calendar: WorkingDays,
) -> Taken:
    """Of the dossiers that a quantile is taken of, labelled by what the inquiry breaks down by."""
    statement = queries.days_taken(
        counting, counted, asked(inquiry, (span,)), inquiry.directory, inquiry.by
    )
    rows = register.tuples(statement)
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    owners, keys, received, ended = (np.array(column, dtype="U") for column in columns)
    by_owner = inquiry.by is Dimension.AGENCY
    labels, which = np.unique(owners if by_owner else keys, return_inverse=True)
    days = calendar.between_many(received.astype("datetime64[D]"), ended.astype("datetime64[D]"))
    return Taken([str(label) for label in labels], which, days)


def quantiles(told: Taken, share: float, inquiry: Inquiry, span: Period) -> dict[str, float]:
    if inquiry.by is not Dimension.AGENCY:
        return told.quantiles(share, lambda key: (inquiry.group(key),))
    groups = inquiry.groups_of(span)
    return told.quantiles(share, lambda owner: groups.get(owner, ()))
