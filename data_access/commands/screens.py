"""screens: which wall screens may show figures."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import click

from data_access.clock import office_clock
from data_access.commands.aligned import aligned
from data_access.commands.options import own_url
from data_access.commands.refusal import Refused, opened
from data_access.screens import Screen, Screens, UnknownCode, UnknownScreen

COLUMNS = (
    "number", "agency", "name", "standing", "since", "last seen", "data as of", "version", "address"
)  # fmt: skip
MOST = 2**31 - 1  # as far as numbers are counted


@click.group()
def screens() -> None:
    """Let wall screens show figures, list them, take that back.

    They are kept in the dashboard's own database, DASHBOARD_DATABASE_URL.
    """


@screens.command()
@click.argument("code", nargs=-1, required=True)
@click.option("--name", default="", help="What to call it in the list.")
def accept(code: tuple[str, ...], name: str) -> None:
    """Let the screen that shows CODE show its agency's figures.

    Exit code 0: accepted; 1: the database cannot be reached, or refuses; 2: no screen waits with
    this code, or a wrong option or setting.
    """
    with kept() as known:
        try:
            found = known.accept(" ".join(code), name)
        except UnknownCode as error:
            told = f"{error}; write the six figures it shows, as 482913"
            raise Refused(f"{told} ({waiting(known.listed())})") from None
    click.echo(f"{called(found)}: accepted for {found.agency}")


@screens.command(name="list")
def list_() -> None:
    """Print which screens there are: accepted ones, those that wait, revoked ones.

    Exit code 0: printed; 1: the database cannot be reached, or refuses; 2: a wrong option or
    setting.
    """
    with kept() as known:
        found = known.listed()
    if found:
        click.echo(aligned([COLUMNS, *map(cells, found)]), nl=False)
    click.echo(waiting(found))


@screens.command()
@click.argument("number", type=click.IntRange(1, MOST))
def revoke(number: int) -> None:
    """Have the screen with this NUMBER of the list show nothing from now on.

    Exit code 0: revoked; 1: the database cannot be reached, or refuses; 2: no such screen, or a
    wrong option or setting.
    """
    with kept() as known:
        try:
            found = known.revoke(number)
        except UnknownScreen as error:
            listed = "`python -m data_access screens list` prints those there are"
            raise Refused(f"{error}; {listed}") from None
    click.echo(f"{called(found)}: revoked, shows nothing of {found.agency} any more")


@contextmanager
def kept() -> Iterator[Screens]:
    with opened(own_url(), for_writing=True) as own:
        yield Screens(own, office_clock)


def called(found: Screen) -> str:
    return f"screen {found.number}" + (f", {found.name}" if found.name else "")


def waiting(found: Sequence[Screen]) -> str:
    count = sum(each.is_waiting for each in found)
    return {0: "no screen waits", 1: "1 screen waits"}.get(count, f"{count:,} screens wait")


def cells(found: Screen) -> tuple[str, ...]:
    standing = "accepted" if found.is_accepted else "waiting" if found.is_waiting else "revoked"
    since = found.revoked_at or found.accepted_at or found.asked_at
    return (
        str(found.number), found.agency, found.name or "–", standing, instant(since),
        instant(found.last_seen_at), instant(found.as_of), found.version or "–", found.address,
    )  # fmt: skip


def instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else "–"
