"""refresh: count the register into the dashboard's own database, once or whenever it changes."""

import time

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access import engines, rules
from data_access.clock import office_clock
from data_access.indicators.reading import Unavailable
from data_access.register import Register
from data_access.tally.build import build
from data_access.tally.store import Tally


@click.command()
@click.option("--follow", is_flag=True, help="stay, and count again whenever the register changes")
@click.option("--every", default=5.0, show_default=True, help="seconds between two looks")
def refresh(follow: bool, every: float) -> None:
    """Count the register into the dashboard's own database."""
    register = Register(engines.reader(engines.contract_url()), office_clock)
    own = engines.writer(engines.own_url())
    while True:
        try:
            brought_up(register, own)
        except Unavailable as error:
            if not follow:
                raise click.ClickException(f"the register cannot be read: {error}") from None
        except SQLAlchemyError as error:  # our own database: locked, full, gone for a while
            if not follow:
                raise click.ClickException(f"the tally cannot be kept: {error}") from None
            click.echo(f"the tally cannot be kept, trying again: {error}", err=True)
        if not follow:
            register.close()
            own.dispose()
            return
        time.sleep(every)


def brought_up(register: Register, own: Engine) -> None:
    """Builds the tally unless it already covers the data as it stands."""
    moment = register.moment()
    if Tally(own).covers(moment.version, rules.declared(), moment.now.date()):
        return
    with click.progressbar(length=1, label="Counting the register", file=None) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        build(register, rules.declared(), own, told)
