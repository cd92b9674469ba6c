"""Checks a register: the contract, the balance of dossiers, the quality of the data."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import click
from sqlalchemy import URL, Engine

from data_access import rules
from data_access.balance import Gap, balance
from data_access.clock import office_clock
from data_access.commands.options import database_option, instant_option
from data_access.commands.refusal import Refused, opened
from data_access.contract import survey
from data_access.contract.quality import Finding, findings
from data_access.contract.schema import metadata
from data_access.contract.survey import Contents
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.reading import Unavailable
from data_access.needs import columns_of
from data_access.periods import Calendar, months_until
from data_access.reader import Reader
from data_access.register import Register

MONTHS = 12


@dataclass(frozen=True)
class Missing:
    """A table or column the register lacks, what it would have given, which indicators need it."""

    name: str
    meaning: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    missing: list[Missing]
    gaps: list[Gap] | None  # None: could not be read
    findings: list[Finding]

    @property
    def is_clean(self) -> bool:
        found = any(each.is_found for each in self.findings)
        return not (self.missing or self.gaps or self.gaps is None or found)


@click.command()
@database_option
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
@instant_option("--as-of", "Judge the register as it stood at this instant; default now.")
def check(database: URL, form: str, as_of: datetime | None) -> None:
    """Check the contract, the balance of dossiers and the quality of the data.

    Exit code 0: nothing found; 1: something found, or the database cannot be reached, which
    stderr says; 2: a wrong option, or no register.
    """
    with opened(database) as engine:
        report = report_on(engine, as_of)
    click.echo(as_json(report) if form == "json" else as_table(report))
    sys.exit(0 if report.is_clean else 1)


def report_on(engine: Engine, as_of: datetime | None) -> Report:
    with engine.connect() as connection:
        told = survey.contents(connection)
        if all(told.lacks(table) for table in metadata.tables):
            raise Refused("no table of the contract is there; `python -m data_access create`")
        found = findings(connection, as_of or office_clock())
    return Report(missing(told), gaps(engine, as_of), found)


def gaps(engine: Engine, as_of: datetime | None) -> list[Gap] | None:
    """The last twelve months of every agency."""
    register = Register(engine, office_clock, replay_at=as_of)
    reader = Reader(register, rules.declared())
    try:
        directory = register.state().directory
        months = months_until(register.moment().now.date(), Calendar.CIVIL, MONTHS)
        return balance(reader.read, directory, months)
    except (Unavailable, ValueError):  # SQLite may hold a date that is none
        return None


def missing(told: Contents) -> list[Missing]:
    """Every missing table or column by name, in the order of the contract."""
    gone = []
    for table in metadata.sorted_tables:
        if table.name in told.missing:
            meaning = ", ".join(column.name for column in table.columns)
            gone.append(Missing(table.name, meaning, lost(told, table.name)))
            continue
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if name in told.missing:
                gone.append(Missing(name, column.comment or column.name, lost(told, name)))
    return gone


def lost(told: Contents, name: str) -> tuple[str, ...]:
    """The indicators that say "no data" without this table or column."""

    def is_dear(need: str) -> bool:
        """Of columns of which one is enough, one costs nothing until all are missing."""
        ways = need.split("|")
        among = any(name in (way, way.split(".")[0]) for way in ways)
        return among and all(map(told.lacks, ways))

    return tuple(
        indicator.key
        for indicator in INDICATORS
        if any(map(is_dear, columns_of(indicator, rules.declared())))
    )


def as_json(report: Report) -> str:
    told = asdict(report) | {"is_clean": report.is_clean}
    return json.dumps(told, ensure_ascii=False, indent=1, default=str)


def as_table(report: Report) -> str:
    return "\n\n".join(
        "\n".join(lines)
        for lines in (
            contract_lines(report.missing),
            balance_lines(report.gaps),
            quality_lines(report.findings),
        )
    )


def contract_lines(gone: Sequence[Missing]) -> list[str]:
    if not gone:
        return ["Contract: every table and column is there."]
    lines = [f"Contract: {len(gone)} tables or columns are missing."]
    for each in gone:
        lines.append(f"  {each.name}: {each.meaning}")
        if each.indicators:
            lines.append(f"    no data for: {', '.join(each.indicators)}")
    return lines


def balance_lines(found: Sequence[Gap] | None) -> list[str]:
    if found is None:
        return [f"Balance of the last {MONTHS} months: not checked, the figures cannot be read."]
    if not found:
        return [f"Balance of the last {MONTHS} months: every agency adds up."]
    return [
        f"Balance of the last {MONTHS} months: {len(found)} do not add up.",
        *(
            f"  {gap.agency or 'whole register'} {gap.period.first_day:%Y-%m}:"
            f" came {gap.came:,}, went {gap.went:,}"
            for gap in found
        ),
    ]


def quality_lines(made: Sequence[Finding]) -> list[str]:
    lines = [f"Data: {sum(each.is_found for each in made)} of {len(made)} checks found something."]
    for each in made:
        if each.lacking:
            lines.append(f"  not checked: {each.title}; missing {', '.join(each.lacking)}")
        elif each.is_found:
            lines.append(f"  {each.count:>7,}  {each.title}: {', '.join(each.examples)}")
    return lines
