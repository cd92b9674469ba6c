"""The tally's tables, one number column a measure; made for the catalogue as it is today.

A node is an agency with all below it. A cell is what a node counts in a span: a year, a
half-month, a day, or now. Two generations of tables stand side by side: one is read while the
other is being counted.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

from data_access.contract.measures import STOCKS
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Kind, Measure

# Those whose period bounds two columns; put together from MISSED and the days of late ones.
TWO_BOUNDS = (Measure.LATE_AND_DUE, Measure.LATE_FROM_BEFORE, Measure.DUE_UNFINISHED)
FLOWS = tuple(measure for measure in Measure if measure not in STOCKS | set(TWO_BOUNDS))
LEVELS = tuple(sorted(STOCKS - {Measure.CARRIED_OVER}))  # what is carried over was open before
# Kept as it stands now only: in the past, letters and pauses would be two kinds of stops.
NOW_ONLY = frozenset({Measure.NO_LETTER})
MISSED = "missed"  # fell due, and is open or was late
TAKEN = tuple(dict.fromkeys(i.numerator for i in INDICATORS if i.kind is Kind.QUANTILE))


def net(stock: Measure) -> str:
    """The column of what a stock gains and loses; in the span "now", of the stock itself."""
    return f"net_{Measure.OPEN if stock is Measure.CARRIED_OVER else stock}"


COLUMNS = (*(measure.value for measure in FLOWS), MISSED, *(net(stock) for stock in LEVELS))
NETS = slice(len(COLUMNS) - len(LEVELS), len(COLUMNS))
AT = {name: index for index, name in enumerate(COLUMNS)}
SHAPE = sha256("|".join((*COLUMNS, "", *TAKEN, "narrow", "touched", "heard")).encode()).hexdigest()[
    :12
]


EVERYBODY = ""  # as a node that was touched: the whole generation is new


class Grain(StrEnum):
    """How long a span is."""

    YEAR = "y"
    HALF = "h"
    DAY = "d"
    NOW = "n"


class Slice(StrEnum):
    """What keys the counts within a cell; ALL has the one key ""."""

    ALL = ""
    FIELD = "field"
    CHANNEL = "channel"
    PROCEDURE = "proc"


@dataclass(frozen=True)
class Tables:
    """One generation."""

    metadata: MetaData
    node: Table  # counts of cells, row by row
    key: Table  # counts by field, channel or procedure, packed; days taken, days late
    name: Table  # of agencies and procedures, as numbers in `page` and `dossier`
    page: Table  # what was counted of each dossier, many together, as they were built
    dossier: Table  # the same, one by one: open ones, and those changed since
    source: Table  # which sources each agency's dossiers come from, and when those changed
    fresh: Table  # changes not yet in `key`
    touched: Table  # when a dossier of each node last changed


metadata = MetaData()

state = Table(
    f"tally_state_{SHAPE}",
    metadata,
    Column("generation", SmallInteger, nullable=False, comment="whose tables are read"),
    Column("version", Integer, nullable=False, comment="one more with every change"),
    Column("register", String(64), nullable=False, comment="register and code counted by"),
    Column("reference", String(64), nullable=False, comment="agencies, procedures, calendar …"),
    Column("counted_by", String(64), nullable=False, comment="those of them that decide counts"),
    Column("rules", String(100), nullable=False, comment="rules counted by"),
    Column("day", Date, nullable=False, comment="seen from this day"),
    Column("kept_from", Integer, nullable=False, comment="first day kept by key"),
    Column("updated_at", DateTime, comment="newest change read"),
    Column("extracted_at", DateTime, comment="newest extraction read"),
    Column("dossiers", Integer, nullable=False, comment="how many were counted"),
    Column("looked_at", DateTime, nullable=False, comment="when the register was last looked at"),
    Column("book", String(32), nullable=False, comment="of the numbers that keys are kept by"),
    Column("counted_at", DateTime, nullable=False, comment="when all of it was last counted"),
)

counting = Table(
    "tally_counting",
    metadata,
    Column("register", String(64), nullable=False, comment="what is being counted"),
    Column("read", BigInteger, nullable=False, comment="dossiers so far"),
    Column("expected", BigInteger, nullable=False, comment="dossiers there are"),
    Column("told_at", DateTime, nullable=False, comment="by whoever counts, office clock"),
)

repair = Table(
    "tally_repair",
    metadata,
    Column("at", DateTime, nullable=False, comment="when a recount found it"),
    Column("what", String(20), nullable=False, comment="dossier, or cell"),
    Column("subject", String(200), nullable=False, comment="which one"),
    Column("note", Text, comment="what was kept, what is true"),
)


@cache
def tables_of(generation: int) -> Tables:
    made = MetaData()

    def table(name: str, *columns: Column[Any]) -> Table:
        rowless = name in ("node", "key", "dossier")  # found by their keys alone
        return Table(
            f"tally_{name}_{SHAPE}_{generation}", made, *columns, sqlite_with_rowid=not rowless
        )

    counted = [table(name, *columns) for name, columns in of_counts().items()]
    facts = [table(name, *columns) for name, columns in of_facts().items()]
    wakes = next(each for each in facts if "wakes" in each.c).c.wakes
    Index(f"tally_dossier_{SHAPE}_{generation}_wakes", wakes)
    return Tables(made, *counted, *facts)


def of_counts() -> dict[str, list[Column[Any]]]:
    """Columns of what is added up, in the order of `Tables`."""
    numbers = [Column(name, BigInteger, nullable=False, server_default="0") for name in COLUMNS]
    return {
        "node": [*cell(), *numbers],
        "key": [
            Column("slice", String(8), primary_key=True),
            *cell(),
            Column("counts", LargeBinary, comment="of flows"),
            Column("nets", LargeBinary, comment="of stocks"),
            Column("took", LargeBinary, comment="working days from receipt to end"),
            Column("late", LargeBinary, comment="due days of those that ended late"),
        ],
    }


def of_facts() -> dict[str, list[Column[Any]]]:
    """Columns of what it was added up from, in the order of `Tables`."""
    return {
        "name": [
            Column("kind", String(10), primary_key=True),
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("name", String(60), nullable=False),
        ],
        "page": [
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("first", LargeBinary, nullable=False, comment="code of its first dossier"),
            Column("facts", LargeBinary, nullable=False),
        ],
        "dossier": [
            Column("code", String(110), primary_key=True),
            Column("wakes", Integer, comment="next day on which it counts otherwise, by itself"),
            Column("facts", LargeBinary, nullable=False, comment="empty: nothing is counted of it"),
        ],
        "source": [
            Column("agency", String(60), primary_key=True),
            Column("source", String(30), primary_key=True),
            Column("changed_at", DateTime, comment="newest change heard of"),
            Column("days", LargeBinary, comment="bit n: one n days before that"),
        ],
        "fresh": [
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("events", LargeBinary, nullable=False),
        ],
        "touched": [
            Column("node", String(61), primary_key=True),
            Column("version", Integer, nullable=False, comment="in which it last changed"),
        ],
    }


def cell() -> list[Column[Any]]:
    return [
        Column("grain", String(1), primary_key=True),
        Column("node", String(61), primary_key=True, comment="an agency with all below it"),
        Column("span", Integer, primary_key=True, autoincrement=False, comment="its first day"),
    ]


def desk(agency: str) -> str:
    """The node of an agency's own dossiers, without those of agencies below it."""
    return f"{agency}="
