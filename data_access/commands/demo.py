"""`demo`: make the demonstration database."""

import time
from datetime import date, datetime
from pathlib import Path

import click
from sqlalchemy import URL

from data_access.clock import office_clock
from data_access.commands.options import database_option, instant_option
from data_access.commands.refusal import Refused, answering, engine_at, opened
from data_access.demo.build import AlreadyThere, build, expected_dossiers, may_replace
from data_access.demo.store import NotADemo
from data_access.engines import shown

DOSSIERS = 300_000
SEED = 766
# What the demonstration's working days reach: five years before and one after.
EARLIEST, LATEST = date(2024, 6, 1), date(2028, 12, 31)


@click.command()
@database_option
@click.option(
    "--dossiers",
    default=DOSSIERS,
    show_default=True,
    type=click.IntRange(500),
    help="About how many for the made-up province.",
)
@click.option(
    "--seed",
    default=SEED,
    show_default=True,
    type=click.IntRange(0),
    help="Same seed, same database.",
)
@instant_option("--today", "The instant the data ends at, local time; default now.")
@click.option("--without-offices", is_flag=True, help="Leave out the five real offices.")
@click.option("--force", is_flag=True, help="Replace a demonstration database.")
def demo(
    database: URL,
    dossiers: int,
    seed: int,
    today: datetime | None,
    without_offices: bool,
    force: bool,
) -> None:
    """Make the demonstration database: a made-up province and five offices that published.

    Exit code 0: made; 1: the database cannot be reached, or refuses; 2: a wrong option, or other
    data stands there.
    """
    until = day_shown(today or office_clock())
    started = time.monotonic()
    length = expected_dossiers(dossiers, with_offices=not without_offices)
    with answering(database):
        make_room(database, force=force)
        with click.progressbar(length=length, label="Demonstration data") as bar:
            build(
                database,
                dossiers,
                until,
                seed,
                with_offices=not without_offices,
                tick=bar.update,
            )
    click.echo(f"{shown(database)}: made in {time.monotonic() - started:.0f} s")


def day_shown(today: datetime) -> datetime:
    if not EARLIEST <= today.date() <= LATEST:
        raise click.BadParameter(
            f"{today:%Y-%m-%d}: write an instant from {EARLIEST} to {LATEST}", param_hint="--today"
        )
    return today


def make_room(url: URL, *, force: bool) -> None:
    """Raises Refused where anything but a demonstration would be lost."""
    engine_at(url).dispose()
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise Refused(f"{shown(url)}: the demonstration is made for SQLite and PostgreSQL only")
    if url.get_backend_name() == "sqlite" and not is_file(url):
        raise Refused(f"{shown(url)}: the demonstration needs a file, as sqlite:///var/demo.sqlite")
    if url.get_backend_name() != "sqlite" or Path(str(url.database)).exists():
        with opened(url):
            pass
    try:
        may_replace(url, force=force)
    except NotADemo as error:
        raise Refused(f"{shown(url)} holds other data: {error}") from None
    except AlreadyThere as error:
        raise Refused(f"{error} exists; --force replaces it") from None


def is_file(url: URL) -> bool:
    return bool(url.database) and not str(url.database).startswith((":memory:", "file:"))
