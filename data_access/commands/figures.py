"""figures: the readings that the pages show, from the same `read`."""

import csv
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import StringIO

import click

from data_access import engines, rules
from data_access.clock import office_clock
from data_access.indicators.catalogue import BY_KEY, INDICATORS
from data_access.indicators.reading import Dimension, Reading, Unavailable
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope

COLUMNS = ("indicator", "group", "numerator", "denominator", "value", "absence", "as_of")
BY = ("whole", "agency", "field", "procedure", "channel", "month")
Row = dict[str, object]


@click.command()
@click.option("--database", default=None, help="the register; else ONESTOP_DATABASE_URL")
@click.option("--don-vi", "agency", default=None, metavar="CODE", help="else every agency")
@click.option("--tu", "first_day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--den", "last_day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--by", type=click.Choice(BY), default="whole")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]))
@click.option("--rule", default="", metavar="end=..,late=..", help="count by other rules")
@click.option("--indicator", "keys", multiple=True, type=click.Choice(list(BY_KEY)))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
def figures(
    database: str | None,
    agency: str | None,
    first_day: datetime,
    last_day: datetime,
    by: str,
    as_of: datetime | None,
    rule: str,
    keys: tuple[str, ...],
    form: str,
) -> None:
    """Print the readings that the pages show."""
    scope = Scope(period_of(first_day.date(), last_day.date()), agency=agency)
    reader = reader_on(database, rule, as_of)
    indicators = [BY_KEY[key] for key in keys] or INDICATORS
    try:
        known = reader.register.state().directory.agencies
        if agency is not None and agency not in known:
            raise click.BadParameter(f"{agency}: no such agency", param_hint="--don-vi")
        readings = reader.read(indicators, scope, Dimension(by))
        told = reader.register.moment().as_of
    except Unavailable as error:
        raise click.ClickException(f"the register cannot be read: {error}") from None
    finally:
        reader.register.close()
    click.echo(FORMS[form]([row_of(reading, told) for reading in readings]), nl=False)


def period_of(first_day: date, last_day: date) -> Period:
    if last_day < first_day:
        raise click.BadParameter(f"{last_day} is before --tu {first_day}", param_hint="--den")
    return Period(first_day, last_day)


def reader_on(database: str | None, rule: str, as_of: datetime | None) -> Reader:
    """A reader for a command; `rule` as in "end=returned,late=second"."""
    try:
        asked = dict(part.split("=", 1) for part in rule.split(",") if part)
        chosen = rules.declared().with_choices(asked)
    except ValueError as error:
        raise click.BadParameter(f"{rule!r}: {error}", param_hint="--rule") from None
    engine = engines.reader(database or engines.contract_url())
    return Reader(Register(engine, office_clock, replay_at=as_of), chosen)


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
    """Columns as wide as their widest cell; a dash where there is nothing."""
    cells = [COLUMNS, *(tuple(shown(row[name]) for name in COLUMNS) for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(COLUMNS))]
    lines = (
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) for line in cells
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def shown(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.6f}" if isinstance(value, float) else str(value)


FORMS: dict[str, Callable[[Iterable[Row]], str]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
}
