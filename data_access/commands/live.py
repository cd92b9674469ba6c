"""live: let the demonstration go on, as an office does."""

import time
from random import Random

import click
from sqlalchemy import URL, Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access import engines
from data_access.clock import office_clock
from data_access.commands.options import database_option
from data_access.commands.parent import leave_with_parent
from data_access.commands.refusal import Refused, engine_at, opened
from data_access.demo.build import OWN_SOURCES
from data_access.demo.live import tick
from data_access.demo.store import NotADemo, sources_in
from data_access.engines import shown
from data_access.tally.lock import only_writer
from data_access.tally.store import Tally

PATIENCE_S = 5.0


@click.command()
@database_option
@click.option(
    "--every",
    type=click.FloatRange(0.2),
    default=2.0,
    show_default=True,
    help="Seconds between two moments at which something may happen.",
)
@click.option("--followed", is_flag=True, help="Wait until a tally is kept of it.")
def live(database: URL, every: float, followed: bool) -> None:
    """Let dossiers arrive, go on and end in the demonstration database, for as long as the
    process that started this lives.

    Exit code 0: that process has ended; 1: the database cannot be reached; 2: a wrong option, or
    other data than the demonstration's stands there.
    """
    with opened(database):
        refuse_others(database)
    engine = engine_at(database, for_writing=True)
    leave_with_parent()
    while followed and not is_followed():
        time.sleep(PATIENCE_S)
    while True:
        with only_writer(engine) as is_ours:
            while is_ours:
                happen(engine, every)
                time.sleep(every)
        time.sleep(PATIENCE_S)


def is_followed() -> bool:
    """Until then every change would have every page counted from the dossiers."""
    own = engines.often_asked(engines.own_url())
    told = Tally(own).followed()
    own.dispose()
    return told is not None


def refuse_others(database: URL) -> None:
    """Raises Refused where anything but the demonstration stands."""
    try:
        found = sources_in(database)
    except NotADemo as error:
        raise Refused(f"{shown(database)} holds other data: {error}") from None
    if found - OWN_SOURCES:
        others = ", ".join(sorted(found - OWN_SOURCES))
        raise Refused(f"{shown(database)} holds other data than the demonstration's: {others}")


def happen(engine: Engine, seconds: float) -> None:
    """One transaction: whole, or not at all. A database that is locked or away is waited for."""
    now = office_clock()
    try:
        with engine.begin() as connection:
            tick(connection, now, Random(), seconds)
    except SQLAlchemyError:
        time.sleep(PATIENCE_S)
