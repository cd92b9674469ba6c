"""refresh: count the register into the dashboard's own database, once or whenever it changes."""

import time
from typing import NoReturn

import click
from sqlalchemy import URL, Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access import engines, rules
from data_access.clock import office_clock
from data_access.commands.options import database_option
from data_access.commands.refusal import Refused, engine_at, opened, register_at
from data_access.engines import BadAddress, reason
from data_access.indicators.reading import Unavailable
from data_access.register import Register
from data_access.tally.build import build
from data_access.tally.store import Tally, can_keep

BRIEFEST_S = 0.1
RESTS = 3.0  # times as long as a look took


@click.command()
@database_option
@click.option("--follow", is_flag=True, help="Stay, and count again whenever it changes.")
@click.option(
    "--every",
    type=click.FloatRange(BRIEFEST_S),
    default=5.0,
    show_default=True,
    help="Seconds between two looks.",
)
def refresh(database: URL, follow: bool, every: float) -> None:
    """Count the register into the dashboard's own database, DASHBOARD_DATABASE_URL.

    Exit code 0: counted; 1: a database cannot be reached, which --follow waits for; 2: a wrong
    option or setting.
    """
    own = own_url()
    if follow:
        register = Register(engine_at(database), office_clock)
        keep_up(register, engine_at(own, for_writing=True), every)
    with register_at(database) as register, opened(own, for_writing=True) as kept:
        brought_up(register, kept)


def own_url() -> URL:
    try:
        return engines.own_url()
    except BadAddress as error:
        raise Refused(str(error)) from None


def keep_up(register: Register, own: Engine, every: float) -> NoReturn:
    while True:
        started = time.monotonic()
        look(register, own)
        time.sleep(rest_after(time.monotonic() - started, every))


def rest_after(spent: float, every: float) -> float:
    """A register that never stands still must not keep a core busy with counting it."""
    return max(every, RESTS * spent)


def look(register: Register, own: Engine) -> None:
    """One look of many: what cannot be reached now may be at the next."""
    try:
        brought_up(register, own)
    except Unavailable:
        pass  # the pages say so themselves
    except SQLAlchemyError as error:  # our own database: locked, full, gone for a while
        click.echo(f"the tally cannot be kept, trying again: {reason(error)}", err=True)


def brought_up(register: Register, own: Engine) -> None:
    """Builds the tally unless it already covers the data as it stands, or never could."""
    if not can_keep(rules.declared()):
        return
    moment = register.moment()
    if Tally(own).covers(moment.version, rules.declared(), moment.now.date()):
        return
    with click.progressbar(length=1, label="Counting the register", file=None) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        build(register, rules.declared(), own, told)
