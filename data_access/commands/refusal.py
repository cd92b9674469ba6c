"""How commands say no: one sentence and exit code 2. And the option they share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click
from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from data_access import engines

Command = TypeVar("Command", bound=Callable[..., Any])
INSTANTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


class Refused(click.ClickException):
    """The command cannot do what was asked; nothing was changed."""

    exit_code = 2


def read_url(_context: click.Context, _option: click.Parameter, told: str | None) -> URL:
    try:
        return make_url(told) if told else engines.contract_url()
    except ArgumentError:
        raise click.BadParameter(
            "not a database address; as sqlite:///var/one.sqlite or"
            " postgresql://user:password@host/name"
        ) from None


database_option = click.option(
    "--database",
    callback=read_url,
    metavar="URL",
    help="The register; ONESTOP_DATABASE_URL, else the demonstration database.",
)


def instant_option(name: str, text: str) -> Callable[[Command], Command]:
    return click.option(name, type=click.DateTime(list(INSTANTS)), metavar="INSTANT", help=text)


def opened(url: URL, *, for_writing: bool) -> Engine:
    """Raises Refused when there is no driver for it."""
    try:
        return engines.writer(url) if for_writing else engines.reader(url)
    except (NoSuchModuleError, ModuleNotFoundError, ArgumentError, OSError) as error:
        raise Refused(f"{shown(url)}: {error}") from None


def shown(url: URL) -> str:
    """An address without its password."""
    return url.render_as_string(hide_password=True)


def reason(error: SQLAlchemyError) -> str:
    """The database's own first sentence, without the statement."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
