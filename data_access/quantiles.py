"""Quantiles of working days. They do not add up; how many dossiers took how many days does."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from math import ceil

import numpy as np

from data_access.contract import queries
from data_access.contract.measures import Counted, Counting
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry, Piece
from data_access.raw import asked
from data_access.register import Register

Took = Mapping[float, int]  # working days → how many dossiers took so many


def nearest_rank(took: Took, share: float) -> float:
    """The least number of working days within which `share` of the dossiers ended.

    Always a number of days that some dossier took; `took` must not be empty.
    """
    rank = max(ceil(share * sum(took.values()) - 1e-9), 1)
    ended, days = 0, 0.0
    for days in sorted(took):
        ended += took[days]
        if ended >= rank:
            break
    return days


def taken(
    register: Register,
    counting: Counting,
    counted: Counted,
    inquiry: Inquiry,
    calendar: WorkingDays,
) -> dict[tuple[str, int], Took]:
    """From the dossiers themselves: (group, index of the span) → what its dossiers took."""
    found: dict[tuple[str, int], Counter[float]] = defaultdict(Counter)
    for piece in inquiry.pieces:
        told = taken_in(register, counting, counted, inquiry, piece, calendar)
        for group, days, n in told:
            found[group, piece.index][days] += n
    return dict(found)


def taken_in(
    register: Register,
    counting: Counting,
    counted: Counted,
    inquiry: Inquiry,
    piece: Piece,
    calendar: WorkingDays,
) -> Iterator[tuple[str, float, int]]:
    """Group, days and how many dossiers; a group may come more than once."""
    statement = queries.days_taken(
        counting, counted, asked(inquiry, (piece,)), inquiry.directory, inquiry.by
    )
    rows = register.tuples(statement)
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    owners, keys, received, ended = (np.array(column, dtype="U") for column in columns)
    by_agency = inquiry.by is Dimension.AGENCY
    labels, which = np.unique(owners if by_agency else keys, return_inverse=True)
    days = calendar.between_many(received.astype("datetime64[D]"), ended.astype("datetime64[D]"))
    lengths, length = np.unique(days, return_inverse=True)
    cells, counts = np.unique(which * len(lengths) + length, return_counts=True)
    for cell, n in zip(cells.tolist(), counts.tolist(), strict=True):
        label, at = str(labels[cell // len(lengths)]), float(lengths[cell % len(lengths)])
        into = inquiry.groups(label, "", piece) if by_agency else (inquiry.group(label),)
        for group in into:
            yield group, at, n
