"""What several commands are asked, in one form and within one calendar."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import click
from sqlalchemy import URL

from data_access import engines
from data_access.clock import ZONE
from data_access.commands.refusal import Refused
from data_access.engines import BadAddress
from data_access.scope import EARLIEST, LATEST, BadScope, day_from

Command = TypeVar("Command", bound=Callable[..., Any])
REACH = f"from {EARLIEST} to {LATEST}"


def read_url(_context: click.Context, _option: click.Parameter, told: str | None) -> URL:
    """The address told, else the setting's. Raises BadParameter or Refused."""
    if told is None:
        try:
            return engines.contract_url()
        except BadAddress as error:
            raise Refused(str(error)) from None
    try:
        return engines.address(told)
    except BadAddress as error:
        raise click.BadParameter(str(error)) from None


def own_url() -> URL:
    """Our own database, as the setting names it. Raises Refused."""
    try:
        return engines.own_url()
    except BadAddress as error:
        raise Refused(str(error)) from None


database_option = click.option(
    "--database",
    callback=read_url,
    metavar="URL",
    help="The register; else ONESTOP_DATABASE_URL, else the demonstration database.",
)


class Day(click.ParamType[date]):
    """A day as an address has it."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return day_from("", value)
        except BadScope:
            self.fail(f"{value!r}: write a day {REACH}, as 2026-11-20", param, ctx)


class Instant(click.ParamType[datetime]):
    """An instant by the office's clock; one with a zone is brought to it."""

    name = "instant"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            day_from("", value[:10])
            instant = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r}: write an instant {REACH}, as 2026-11-20T09:30", param, ctx)
        if instant.tzinfo is not None:
            instant = instant.astimezone(ZONE).replace(tzinfo=None)
        return instant.replace(microsecond=0)


def day_option(name: str, variable: str, text: str) -> Callable[[Command], Command]:
    return click.option(name, variable, type=Day(), required=True, metavar="DAY", help=text)


def instant_option(name: str, text: str) -> Callable[[Command], Command]:
    return click.option(name, type=Instant(), metavar="INSTANT", help=text)
