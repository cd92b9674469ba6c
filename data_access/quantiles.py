"""Quantiles of working days. They do not add up; how many dossiers took how many days does."""

from collections import Counter
from collections.abc import Mapping
from math import ceil

import numpy as np

from data_access.contract import queries
from data_access.contract.measures import Counted, Counting
from data_access.indicators.calendar import WorkingDays
from data_access.indicators.reading import Dimension
from data_access.inquiry import Inquiry
from data_access.periods import Period
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
    span: Period,
    calendar: WorkingDays,
) -> dict[str, Took]:
    """From the dossiers themselves: group → what its dossiers took."""
    statement = queries.days_taken(
        counting, counted, asked(inquiry, (span,)), inquiry.directory, inquiry.by
    )
    rows = register.tuples(statement)
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    owners, keys, received, ended = (np.array(column, dtype="U") for column in columns)
    by_agency = inquiry.by is Dimension.AGENCY
    labels, which = np.unique(owners if by_agency else keys, return_inverse=True)
    days = calendar.between_many(received.astype("datetime64[D]"), ended.astype("datetime64[D]"))
    lengths, length = np.unique(days, return_inverse=True)
    cells, counts = np.unique(which * len(lengths) + length, return_counts=True)
    groups = inquiry.groups_of(span) if by_agency else None
    found: dict[str, Counter[float]] = {}
    for cell, n in zip(cells.tolist(), counts.tolist(), strict=True):
        label, at = str(labels[cell // len(lengths)]), float(lengths[cell % len(lengths)])
        into = (inquiry.group(label),) if groups is None else groups.get(label, ())
        for group in into:
            found.setdefault(group, Counter())[at] += n
    return dict(found)
