"""figures: the readings that the pages show, from the same `read`."""

import csv
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import StringIO

import click
from sqlalchemy import URL

from data_access import rules
from data_access.commands.aligned import aligned
from data_access.commands.options import database_option, day_option, instant_option
from data_access.commands.refusal import register_at
from data_access.indicators.catalogue import BY_KEY, INDICATORS
from data_access.indicators.reading import Dimension, Reading
from data_access.periods import Period
from data_access.reader import Reader
from data_access.rules import Rules
from data_access.scope import Scope

COLUMNS = ("indicator", "group", "numerator", "denominator", "value", "absence", "as_of")
BY = ("whole", "agency", "field", "procedure", "channel", "month")
Row = dict[str, object]


@click.command()
@database_option
@click.option("--don-vi", "agency", default=None, metavar="CODE", help="An agency; default all.")
@day_option("--tu", "first_day", "First day of the period.")
@day_option("--den", "last_day", "Last day of the period, itself counted.")
@click.option("--by", type=click.Choice(BY), default="whole", show_default=True)
@instant_option("--as-of", "As the register stood at this instant; default now.")
@click.option("--rule", default="", metavar="end=..,late=..", help="Count by other rules.")
@click.option(
    "--indicator", "keys", multiple=True, type=click.Choice(list(BY_KEY)), help="Default all."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
)
def figures(
    database: URL,
    agency: str | None,
    first_day: date,
    last_day: date,
    by: str,
    as_of: datetime | None,
    rule: str,
    keys: tuple[str, ...],
    form: str,
) -> None:
    """Print the readings that the pages show.

    Without --indicator all of them: the first column of the answer lists their keys.

    Exit code 0: printed; 1: the database cannot be reached, or not be read; 2: a wrong option.
    """
    scope = Scope(period_of(first_day, last_day), agency=agency)
    chosen = rules_of(rule)
    indicators = [BY_KEY[key] for key in keys] or INDICATORS
    with register_at(database, as_of) as register:
        if agency is not None and agency not in register.state().directory.agencies:
            raise click.BadParameter(f"{agency}: no such agency", param_hint="--don-vi")
        readings = Reader(register, chosen).read(indicators, scope, Dimension(by))
        told = register.moment().as_of
    click.echo(FORMS[form]([row_of(reading, told) for reading in readings]), nl=False)


def period_of(first_day: date, last_day: date) -> Period:
    if last_day < first_day:
        raise click.BadParameter(f"{last_day} is before --tu {first_day}", param_hint="--den")
    return Period(first_day, last_day)


def rules_of(told: str) -> Rules:
    """As in "end=returned,late=second"."""
    try:
        pairs = [part.partition("=") for part in told.split(",") if part]
        return rules.declared().with_choices({name: value for name, _, value in pairs})
    except ValueError as error:
        raise click.BadParameter(f"{told!r}: {error}", param_hint="--rule") from None


def row_of(reading: Reading, as_of: datetime | None) -> Row:
    return {
        "indicator": reading.indicator.key,
        "group": reading.group,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "value": reading.value,
        "absence": reading.absence and reading.absence.value,
        "as_of": as_of and as_of.isoformat(sep=" "),
    }


def as_csv(rows: Iterable[Row]) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_json(rows: Iterable[Row]) -> str:
    return json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n"


def as_table(rows: Iterable[Row]) -> str:
    """A dash where there is nothing."""
    return aligned([COLUMNS, *(tuple(shown(row[name]) for name in COLUMNS) for row in rows)])


def shown(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.6f}" if isinstance(value, float) else str(value)


FORMS: dict[str, Callable[[Iterable[Row]], str]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
}
