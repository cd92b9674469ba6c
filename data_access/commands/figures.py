"""figures: the readings that the pages show, from the same `read`."""

import csv
import json
from collections.abc import Callable, Container, Iterable
from datetime import date, datetime
from io import StringIO

import click
from sqlalchemy import URL

from data_access.commands.aligned import aligned
from data_access.commands.options import database_option, day_option, instant_option
from data_access.commands.refusal import register_at, rules_in_force
from data_access.directory import Directory
from data_access.indicators.catalogue import BY_KEY, INDICATORS
from data_access.indicators.reading import Dimension, Reading
from data_access.periods import Period, months_in
from data_access.reader import Reader
from data_access.rules import Rules
from data_access.scope import UNKNOWN, Channel, Scope

COLUMNS = (
    "indicator", "group", "first_day", "last_day", "numerator", "denominator", "value", "absence",
    "as_of",
)  # fmt: skip
BY = ("whole", "agency", "field", "procedure", "channel", "month")
Row = dict[str, object]


@click.command()
@database_option
@click.option("--don-vi", "agency", default=None, metavar="CODE", help="An agency; default all.")
@day_option("--tu", "first_day", "First day of the period.")
@day_option("--den", "last_day", "Last day of the period, itself counted.")
@click.option(
    "--by",
    "dimensions",
    type=click.Choice(BY),
    multiple=True,
    help="What to break down by; `month` besides another for each of its groups. Default whole.",
)
@click.option("--field", "--linh-vuc", "fields", multiple=True, metavar="CODE", help="Of a field.")
@click.option("--procedure", "--thu-tuc", "procedures", multiple=True, metavar="CODE")
@click.option(
    "--channel",
    "--kenh",
    "channels",
    multiple=True,
    type=click.Choice([each.value for each in Channel]),
)
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
    dimensions: tuple[str, ...],
    fields: tuple[str, ...],
    procedures: tuple[str, ...],
    channels: tuple[str, ...],
    as_of: datetime | None,
    rule: str,
    keys: tuple[str, ...],
    form: str,
) -> None:
    """Print the readings that the pages show.

    Without --indicator all of them: the first column of the answer lists their keys. What stands
    (pending, overdue …) stands at the end of the period, or now where that is yet to come.

    Exit code 0: printed; 1: the database cannot be reached, or not be read; 2: a wrong option.
    """
    scope = Scope(
        period_of(first_day, last_day),
        agency=agency,
        fields=fields,
        procedures=procedures,
        channels=tuple(map(Channel, channels)),
    )
    chosen, (by, periods) = rules_of(rule), dimensions_of(dimensions, scope.period)
    indicators = [BY_KEY[key] for key in keys] or INDICATORS
    with register_at(database, as_of) as register:
        refuse_unknown(scope, register.state().directory)
        readings = Reader(register, chosen).read(indicators, scope, by, periods)
        told = register.moment().as_of
    click.echo(FORMS[form]([row_of(reading, told) for reading in readings]), nl=False)


def dimensions_of(told: tuple[str, ...], period: Period) -> tuple[Dimension, list[Period] | None]:
    """What to break down by, and the months of each group if these are asked for besides."""
    asked = list(dict.fromkeys(told)) or [Dimension.WHOLE]
    if len(asked) > 2 or (len(asked) == 2 and Dimension.MONTH not in asked):
        raise click.BadParameter(
            f"{', '.join(asked)}: one of {', '.join(BY)}, and month besides", param_hint="--by"
        )
    if len(asked) == 1:
        return Dimension(asked[0]), None
    (other,) = (each for each in asked if each != Dimension.MONTH)
    return Dimension(other), months_in(period)


def refuse_unknown(scope: Scope, known: Directory) -> None:
    """Raises BadParameter for a code that the register does not have."""
    asked: list[tuple[str, tuple[str, ...], Container[str]]] = [
        ("--don-vi", (scope.agency,) if scope.agency else (), known.agencies),
        ("--field", scope.fields, {*known.fields, UNKNOWN}),
        ("--procedure", scope.procedures, {*known.procedures, UNKNOWN}),
    ]
    for option, codes, there in asked:
        for code in codes:
            if code not in there:
                raise click.BadParameter(f"{code}: no such code", param_hint=option)


def period_of(first_day: date, last_day: date) -> Period:
    if last_day < first_day:
        raise click.BadParameter(f"{last_day} is before --tu {first_day}", param_hint="--den")
    return Period(first_day, last_day)


def rules_of(told: str) -> Rules:
    """As in "end=returned,late=second"."""
    try:
        pairs = [part.partition("=") for part in told.split(",") if part]
        return rules_in_force().with_choices({name: value for name, _, value in pairs})
    except ValueError as error:
        raise click.BadParameter(f"{told!r}: {error}", param_hint="--rule") from None


def row_of(reading: Reading, as_of: datetime | None) -> Row:
    return {
        "indicator": reading.indicator.key,
        "group": reading.group,
        "first_day": reading.period.first_day.isoformat(),
        "last_day": reading.period.last_day.isoformat(),
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
