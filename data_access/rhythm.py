"""How often the register is heard of: after which silence within office hours to ask why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from data_access.contract import pacing
from data_access.contract.schema import dossier
from data_access.register import Register
from data_access.state import State

WORKING_DAYS = 14  # looked back
FEWEST = 50  # pauses; of fewer nobody can say what is usual
USUAL = 0.99  # of all pauses are no longer
SHORTEST_S, LONGEST_S = 60.0, 4 * 3600.0
OFFICE_DAY_S = 8 * 3600.0

Instants = NDArray[np.datetime64]


@dataclass(frozen=True)
class Rhythm:
    """`expected_s`: office hours, in seconds, within which a change is to be expected."""

    expected_s: float | None  # None: too few pauses are known


def rhythm(register: Register, today: date, agency: str | None = None) -> Rhythm:
    """Of the last working days and what has gone of today, for an agency with all below it.
    Raises Unavailable.

    Of each dossier only the last change is known: the days longest ago look quieter than they
    were, so a pause is rather expected too long than too short.
    """
    state, moment = register.state(), register.moment()
    now = moment.now
    first = state.calendar.add(today, -WORKING_DAYS)
    is_stamped = state.newest.updated_at is not None
    column = dossier.c.source_updated_at if is_stamped else dossier.c.extracted_at
    rows = register.run(
        pacing.stamps(column, datetime.combine(first, time()), now, owners(state, agency))
    )
    stamps = np.array([row[0] for row in rows], "datetime64[s]")
    told = expected(stamps, state.calendar.openings(first, now.date()))
    return Rhythm(by_days(moment.ages.allowed(agency)) if told is None else told)


def owners(state: State, agency: str | None) -> frozenset[str] | None:
    """Whose changes are asked about; None for everybody's."""
    if agency is None or agency not in state.directory.agencies:
        return None
    below = state.directory.subtree(agency)
    return None if below >= state.feeds.keys() else below


def by_days(allowed: float | None) -> float | None:
    """Half of what an agency may keep silent for: twice a pause is amber."""
    return None if allowed is None else (allowed + 1) * OFFICE_DAY_S / 2


def expected(stamps: Instants, openings: Iterable[tuple[datetime, datetime]]) -> float | None:
    """The usual longest pause between stamps, in any order, counting these hours only."""
    pauses = np.diff(worked(np.sort(stamps), openings))
    pauses = pauses[pauses > 0]  # what changed at once, by night or over lunch ends none
    if pauses.size < FEWEST:
        return None
    return float(np.clip(np.quantile(pauses, USUAL), SHORTEST_S, LONGEST_S))


def worked(instants: Instants, openings: Iterable[tuple[datetime, datetime]]) -> NDArray[np.int64]:
    """Seconds of these hours before each instant."""
    gone = np.zeros(len(instants), dtype=np.int64)
    for opens, closes in openings:
        begun, ended = np.datetime64(opens, "s"), np.datetime64(closes, "s")
        gone += (np.clip(instants, begun, ended) - begun).astype(np.int64)
    return gone
