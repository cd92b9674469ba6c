"""`demo`: make the demonstration database."""

import time
from datetime import datetime

import click
from sqlalchemy import make_url

from data_access.clock import ZONE, office_clock
from data_access.demo.build import AlreadyThere, build, expected_dossiers, may_replace
from data_access.demo.store import NotADemo
from data_access.engines import contract_url

DOSSIERS = 300_000
SEED = 766


def local_instant(told: str | None) -> datetime:
    """An ISO instant as local time of the offices; None is now."""
    if told is None:
        return office_clock()
    try:
        instant = datetime.fromisoformat(told)
    except ValueError:
        raise click.BadParameter(
            f"{told}: write it as 2026-11-20T09:30", param_hint="--today"
        ) from None
    if instant.tzinfo is not None:
        instant = instant.astimezone(ZONE).replace(tzinfo=None)
    return instant.replace(microsecond=0)


@click.command()
@click.option("--database", help="Where to; default: the register's address.")
@click.option(
    "--dossiers",
    default=DOSSIERS,
    show_default=True,
    type=click.IntRange(500),
    help="About how many for the made-up province.",
)
@click.option("--seed", default=SEED, show_default=True, help="Same seed, same database.")
@click.option("--today", help="The instant the data ends at, local time; default: now.")
@click.option("--without-offices", is_flag=True, help="Leave out the five real offices.")
@click.option("--force", is_flag=True, help="Replace a demonstration database.")
def demo(
    database: str | None,
    dossiers: int,
    seed: int,
    today: str | None,
    without_offices: bool,
    force: bool,
) -> None:
    """Make the demonstration database: a made-up province and five offices that published."""
    url = make_url(database) if database else contract_url()
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise click.UsageError("the demonstration is made for SQLite and PostgreSQL only")
    try:
        may_replace(url, force=force)
    except NotADemo as error:
        raise click.ClickException(f"{url.render_as_string()} holds other data: {error}") from None
    except AlreadyThere as error:
        raise click.ClickException(f"{error} exists; --force replaces it") from None
    started = time.monotonic()
    length = expected_dossiers(dossiers, with_offices=not without_offices)
    with click.progressbar(length=length, label="Demonstration data") as bar:
        build(
            url,
            dossiers,
            local_instant(today),
            seed,
            with_offices=not without_offices,
            tick=bar.update,
        )
    click.echo(f"{url.render_as_string()}: made in {time.monotonic() - started:.0f} s")
