"""Checks a register: the contract, the balance of dossiers, the quality of the data."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

import click
from sqlalchemy import URL, Engine

from data_access import needing
from data_access.balance import WHOLE, Balance, Gap, Identity, Unchecked, balance
from data_access.clock import office_clock
from data_access.commands.counting import by_column, by_tops, counted
from data_access.commands.options import database_option, instant_option
from data_access.commands.refusal import Refused, opened, rules_in_force
from data_access.contract import survey
from data_access.contract.quality import Finding, findings, statements
from data_access.contract.quality_asking import Asking
from data_access.contract.schema import metadata
from data_access.contract.survey import Contents
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Unavailable
from data_access.needs import columns_of, needs_ever
from data_access.ownership import ownership_of
from data_access.periods import Calendar, Period, months_until
from data_access.state import State

MONTHS = 12
BALANCE = f"Balance of the last {MONTHS} months"
NAMED = 5  # agencies in one line
EVERYBODY = "whole register"


@dataclass(frozen=True)
class Missing:
    """A table or column the register lacks, what it would have given, which indicators need it."""

    name: str
    meaning: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    missing: list[Missing]
    balance: Balance | None  # None: could not be read
    findings: list[Finding]

    @property
    def is_clean(self) -> bool:
        found = any(each.is_found for each in self.findings)
        return not (self.missing or self.balance is None or self.balance.gaps or found)


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
    told = Told(form)
    with opened(database) as engine:
        report = report_on(engine, as_of, told)
    if form == "json":
        click.echo(as_json(report))
    sys.exit(0 if report.is_clean else 1)


@dataclass(frozen=True)
class Told:
    """Who reads a table sees each line as soon as it is known, and on a terminal what is asked."""

    form: str

    def say(self, lines: Iterable[str]) -> None:
        if self.form == "table":
            for line in lines:
                click.echo(line)
                sys.stdout.flush()

    def asking(self, what: str) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[K{what} …\r", nl=False, err=True)


def report_on(engine: Engine, as_of: datetime | None, told: Told) -> Report:
    with engine.connect() as connection:
        contents = survey.contents(connection)
        if all(contents.lacks(table) for table in metadata.tables):
            raise Refused("no table of the contract is there; `python -m data_access create`")
        gone = missing(contents)
        told.say([*contract_lines(gone), ""])
        now = as_of or office_clock()
        told.asking("reading the register")
        with by_column(engine, contents, statements(contents, now)) as ask:
            found = looked_at(findings(Asking(connection, contents, ask), now), told)
    told.asking(BALANCE)
    made = balanced(engine, as_of)
    told.say(balance_lines(made))
    return Report(gone, made, found)


def looked_at(every: Iterable[Finding], told: Told) -> list[Finding]:
    """Each told as it is found."""
    found = []
    for each in every:
        told.say(finding_lines(each))
        found.append(each)
        told.asking(f"{len(found)} checks made")
    told.say([quality_line(found), ""])
    return found


def balanced(engine: Engine, as_of: datetime | None) -> Balance | None:
    """The last twelve months of every agency."""
    try:
        with counted(engine, as_of) as reader:
            state, now = reader.register.state(), reader.register.moment().now
            months = months_until(now.date(), Calendar.CIVIL, MONTHS)
            read = by_tops(reader.read, state.directory) if reader.tally else reader.read
            return balance(read, state.directory, months, partial(lacking, state, months))
    except Unavailable:
        return None


def lacking(
    state: State, periods: Sequence[Period], indicators: Sequence[Indicator], agency: str
) -> tuple[str, ...]:
    """Columns the indicators rest on that not every source of an agency's dossiers gives."""
    ownership = ownership_of(state.directory)
    spans = (ownership.owners(agency, period) for period in periods if agency != WHOLE)
    owners = frozenset(state.sources) if agency == WHOLE else frozenset().union(*spans)
    needs = {need for each in indicators for need in needs_ever(each, rules_in_force())}
    serve = state.sources_of(owners)
    return tuple(sorted(need for need in needs if serve & state.silent((need,))))


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
                is_told = " (follows from the dates)" if name in told.derived else ""
                meaning = f"{column.comment or column.name}{is_told}"
                gone.append(Missing(name, meaning, lost(told, name)))
    return gone


def lost(told: Contents, name: str) -> tuple[str, ...]:
    """The indicators that say "no data" without this table or column."""

    def is_dear(need: str) -> bool:
        """Of columns of which one is enough, one costs nothing until all are missing."""
        ways = needing.columns_in(need)
        among = any(name in (way, way.split(".")[0]) for way in ways)
        return among and not needing.is_met(need, lambda column: not told.lacks(column))

    return tuple(
        indicator.key
        for indicator in INDICATORS
        if any(map(is_dear, columns_of(indicator, rules_in_force())))
    )


def as_json(report: Report) -> str:
    told = asdict(report) | {"is_clean": report.is_clean}
    return json.dumps(told, ensure_ascii=False, indent=1, default=str)


def contract_lines(gone: Sequence[Missing]) -> list[str]:
    if not gone:
        return ["Contract: every table and column is there."]
    lines = [f"Contract: {len(gone)} tables or columns are missing."]
    for each in gone:
        lines.append(f"  {each.name}: {each.meaning}")
        if each.indicators:
            lines.append(f"    no data for: {', '.join(each.indicators)}")
    return lines


def balance_lines(made: Balance | None) -> list[str]:
    head = BALANCE
    if made is None:
        return [f"{head}: not checked, the figures cannot be read."]
    if not (made.gaps or made.checked):
        why = "" if made.unchecked else ": no dossier came, went or stood in them"
        return [f"{head}: nothing could be added up{why}.", *unchecked_lines(made.unchecked)]
    if not made.gaps:
        rest = " that can be checked" if made.unchecked else ""
        return [f"{head}: every agency{rest} adds up.", *unchecked_lines(made.unchecked)]
    return [
        f"{head}: {len(made.gaps)} do not add up.",
        *(f"  {gap.agency or EVERYBODY} {months_of(gap.period)}: {said(gap)}" for gap in made.gaps),
        *unchecked_lines(made.unchecked),
    ]


def months_of(period: Period) -> str:
    first, last = f"{period.first_day:%Y-%m}", f"{period.last_day:%Y-%m}"
    return first if first == last else f"{first} to {last}"


def said(gap: Gap) -> str:
    match gap.identity:
        case Identity.FLOW:
            return f"came {gap.one:,}, went {gap.other:,}"
        case Identity.CARRIED_OVER:
            return f"carried over {gap.one:,}, open at the end of the month before {gap.other:,}"
        case Identity.AGENCIES:
            return f"{gap.indicator} {gap.one:,}, over its agencies {gap.other:,}"
        case Identity.FIELDS:
            return f"{gap.indicator} {gap.one:,}, over fields {gap.other:,}"


def unchecked_lines(found: Sequence[Unchecked]) -> list[str]:
    """One line a reason: a silent source serves many agencies."""
    agencies: dict[tuple[str, ...], list[str]] = {}
    for each in found:
        agencies.setdefault(each.lacking, []).append(each.agency or EVERYBODY)
    return [
        f"  not checked: {listed(names)}; not given {', '.join(columns)}"
        for columns, names in agencies.items()
    ]


def listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def quality_line(made: Sequence[Finding]) -> str:
    return f"Data: {sum(each.is_found for each in made)} of {len(made)} checks found something."


def finding_lines(each: Finding) -> list[str]:
    if each.lacking:
        return [f"  not checked: {each.title}; missing {', '.join(each.lacking)}"]
    if each.is_found:
        return [f"  {each.count:>7,}  {each.title}: {', '.join(each.examples)}"]
    return []
