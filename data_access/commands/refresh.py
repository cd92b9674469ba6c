"""refresh: count the register into the dashboard's own database, then follow its every change."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta

import click
from sqlalchemy import URL, Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.clock import office_clock
from data_access.commands.options import database_option, own_url
from data_access.commands.parent import leave_with_parent
from data_access.commands.refusal import engine_at, opened, rules_in_force
from data_access.engines import reason
from data_access.indicators.reading import Unavailable
from data_access.register import FOLLOWED_FOR
from data_access.tally import damage
from data_access.tally.hands import Stopped
from data_access.tally.keeper import Keeper
from data_access.tally.lock import IsOurs, Overtaken, writer_of

BRIEFEST_S = 0.1
RESTS = 3.0  # times as long as a look took
COUNTED = ("built", "recounted")  # what a look says that has counted everything
PATIENCE_S = 1.0  # until another keeper is asked again whether it still keeps


@click.command()
@database_option
@click.option("--follow", is_flag=True, help="Stay, and count what changes.")
@click.option(
    "--every",
    type=click.FloatRange(BRIEFEST_S),
    default=1.0,
    show_default=True,
    help="Seconds between two looks.",
)
@click.option(
    "--recount",
    envvar="ONESTOP_RECOUNT_MINUTES",
    type=click.FloatRange(1),
    help="Minutes after which everything is counted anew, for a source that stamps no changes; "
    "without it, once a night.",
)
def refresh(database: URL, follow: bool, every: float, recount: float | None) -> None:
    """Count the register into the dashboard's own database, DASHBOARD_DATABASE_URL.

    Exit code 0: counted; 1: a database cannot be reached, which --follow waits for; 2: a wrong
    option or setting.
    """
    own = own_url()
    recount_every = timedelta(minutes=recount) if recount else None
    if follow:
        follow_on(database, engine_at(own, for_writing=True), every, recount_every)
        return
    with opened(database) as contract, opened(own, for_writing=True) as kept, writing(kept):
        keeper_of(contract, kept, recount_every).look()


def follow_on(database: URL, own: Engine, every: float, recount_every: timedelta | None) -> None:
    """For as long as whoever started it lives: nobody else would end it."""
    contract = engine_at(database)
    leave_with_parent()
    while True:
        with writing(own) as is_ours:
            mend(own)
            keeper = keeper_of(contract, own, recount_every)
            keeper.is_ours = is_ours
            while is_ours() and not keeper.is_damaged:
                started = time.monotonic()
                is_counted = look(keeper) in COUNTED  # who has counted has not looked for long
                spent = 0 if is_counted else time.monotonic() - started
                time.sleep(rest_after(spent, every))


def mend(own: Engine) -> None:
    """Only whoever alone may write: two would put each other's file aside."""
    if not damage.is_sound(own):
        with suppress(OSError, SQLAlchemyError):  # tried again with the next look
            aside = damage.put_aside(own, office_clock())
            click.echo(f"our own database was damaged: it is now {aside}", err=True)


@contextmanager
def writing(own: Engine) -> Iterator[IsOurs]:
    """Waits until nobody else writes."""
    while True:
        with ExitStack() as stack:
            is_ours = taken(stack, own)
            if is_ours is not None:
                yield is_ours
                return
        time.sleep(PATIENCE_S)


def taken(stack: ExitStack, own: Engine) -> IsOurs | None:
    try:
        return stack.enter_context(writer_of(own))
    except SQLAlchemyError as error:
        click.echo(f"the tally cannot be kept, trying again: {reason(error)}", err=True)
    return None


def keeper_of(contract: Engine, own: Engine, recount_every: timedelta | None) -> Keeper:
    return Keeper(
        contract, own, rules_in_force(), office_clock, Progress().told, recount_every, stale_after()
    )


def stale_after() -> timedelta | None:
    """As the pages have it: what is old is seen from another day."""
    minutes = os.environ.get("ONESTOP_STALE_AFTER_MINUTES")
    return timedelta(minutes=int(minutes)) if minutes and minutes.isdigit() else None


def rest_after(spent: float, every: float) -> float:
    """A register whose looks take long must not keep a core busy with them.

    But whoever rests longer than half of what his word holds would no longer be believed.
    """
    longest = FOLLOWED_FOR.total_seconds() / 2
    return min(RESTS * spent, longest) if spent > every else max(every - spent, every / 2)


def look(keeper: Keeper) -> str:
    """One look of many: what cannot be reached now may be at the next."""
    try:
        return keeper.look()
    except Unavailable:
        pass  # the pages say so themselves
    except Overtaken:
        pass  # the next look is of what there is then
    except (SQLAlchemyError, Stopped) as error:  # our own database: locked, full, gone for a while
        keeper.is_damaged = damage.is_damage(error)
        click.echo(f"the tally cannot be kept, trying again: {reason(error)}", err=True)
    return ""


class Progress:
    """Says every hundred thousand dossiers how far a count has come."""

    STEP = 100_000

    def __init__(self) -> None:
        self.read = self.said = 0

    def told(self, what: str, count: int) -> None:
        if what == "begun":
            self.read = self.said = 0
        if what != "read":
            return
        self.read += count
        if self.read - self.said >= self.STEP:
            self.said = self.read
            click.echo(f"counting the register: {self.read:,} dossiers read", err=True)
