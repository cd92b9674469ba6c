"""Cut the courses at today: what has happened, what is open, what is stopped."""

import numpy as np
from numpy.random import Generator

from data_access.demo.dossiers import Dossiers, Outcome, blank
from data_access.demo.workdays import NONE, WORK_S, Bools, Ints, work_clock

NEW, TAKEN_IN, NOT_TAKEN, WORKING, PAPERS_ASKED, MONEY_ASKED = 1, 2, 3, 4, 5, 6
TAKEN_BACK, PROCESSED, GIVEN = 7, 9, 10
WAITING_ONLINE = 14  # submitted, nobody has taken them in yet


def cut(made: Dossiers, now: int, rng: Generator) -> None:
    """Nothing after `now` has happened."""
    made.outcome[made.end > now] = Outcome.OPEN
    resolved = np.isin(made.outcome, [Outcome.RESULT, Outcome.REFUSED])
    back = np.isin(made.outcome, [Outcome.WITHDRAWN, Outcome.SENT_BACK])
    turned = made.outcome == Outcome.NOT_ACCEPTED
    made.result[:] = np.where(resolved, made.end, NONE)
    made.withdrawn[:] = np.where(back, made.end, NONE)
    made.refused[:] = np.where(turned, made.end, NONE)
    give_back(made, resolved, now, rng)
    cut_stops(made, now)
    made.received[turned & (rng.random(len(made)) < 0.6)] = NONE
    for column in (made.due, made.first_due):
        column[turned] = NONE
    made.status[:] = statuses(made, now)
    made.changed[:] = last_change(made, now)


def give_back(made: Dossiers, resolved: Bools, now: int, rng: Generator) -> None:
    """Electronic results at once; the others when somebody comes for them."""
    count, clock = len(made), work_clock()
    drawn = rng.random(count)
    electronic = (made.channel == 2) & (drawn < 0.72)
    made.return_method[:] = np.where(electronic, 2, np.where(drawn > 0.97, 1, 0))
    wait = np.where(
        electronic, rng.integers(0, 600, count), rng.exponential(0.5 * WORK_S, count)
    ).astype(np.int64)
    given = np.where(
        electronic, made.end + wait, clock.instant(clock.position(made.end.clip(0)) + wait)
    )
    given = np.where(made.returned != NONE, made.returned, np.maximum(given, made.end))
    made.returned[:] = np.where(resolved & (given <= now), given, NONE)
    made.return_method[made.returned == NONE] = NONE


def cut_stops(made: Dossiers, now: int) -> None:
    """A stop not begun, or begun after the end, never was; one not over stops the clock now."""
    ended = made.outcome != Outcome.OPEN
    never = (made.pause_start > now) | (ended & (made.pause_start >= made.end))
    for column in (made.pause_start, made.pause_end, made.pause_kind):
        column[never] = NONE
    made.due[never] = made.first_due[never]
    made.pause_days[never] = 0
    stopped = (made.pause_start != NONE) & (made.pause_end > now) & ~ended
    made.pause_end[stopped] = NONE
    made.due[stopped] = made.first_due[stopped]
    made.paused[:] = np.where(ended, NONE, stopped)
    broken_off = ended & (made.pause_end > made.end)
    made.pause_end[broken_off] = made.end[broken_off]


def statuses(made: Dossiers, now: int) -> Ints:
    """In the national record's codes."""
    fresh = now - made.received < 3600
    is_open = np.where(
        made.paused == 1,
        np.where(made.pause_kind == 1, MONEY_ASKED, PAPERS_ASKED),
        np.where(fresh, TAKEN_IN, WORKING),
    )
    done = np.where(made.returned != NONE, GIVEN, PROCESSED)
    back = np.where(made.outcome == Outcome.NOT_ACCEPTED, NOT_TAKEN, TAKEN_BACK)
    resolved = np.isin(made.outcome, [Outcome.RESULT, Outcome.REFUSED])
    ended = np.where(resolved, done, back)
    return np.where(made.outcome == Outcome.OPEN, is_open, ended)


def last_change(made: Dossiers, now: int) -> Ints:
    events = (made.submitted, made.received, made.result, made.returned, made.withdrawn,
              made.refused, made.pause_start, made.pause_end)  # fmt: skip
    return np.asarray(np.minimum(np.maximum.reduce(events), now))


def just_submitted(like: Dossiers, now: int, rng: Generator) -> Dossiers:
    """Online dossiers of the last minutes: the newest thing the register knows."""
    count = min(WAITING_ONLINE, len(like))
    chosen = rng.choice(np.flatnonzero(like.owner == like.heir), count)
    made, model = blank(count), like.part(chosen)
    made.procedure[:], made.applicant[:] = model.procedure, model.applicant
    made.owner[:] = made.counter[:] = made.heir[:] = model.heir
    made.channel[:], made.status[:], made.outcome[:] = 2, NEW, Outcome.OPEN
    made.verified[:] = made.paused[:] = 0
    made.pause_days[:] = 0
    made.submitted[:] = made.changed[:] = now - 60 - np.sort(rng.integers(0, 5400, count))
    made.submitted[0] = made.changed[0] = now - 60
    made.verified[:] = 1
    return made
