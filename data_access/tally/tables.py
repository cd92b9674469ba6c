"""The tally's tables, one number column a measure; made for the catalogue as it is today."""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import BigInteger, Column, Date, Index, MetaData, String, Table, Text

from data_access.contract.measures import STOCKS
from data_access.indicators.catalogue import INDICATORS
from data_access.indicators.definition import Kind, Measure
from data_access.tally.crossings import State

# Those whose period bounds two columns do not add up over days.
NOT_ADDITIVE = {Measure.LATE_AND_DUE, Measure.LATE_FROM_BEFORE, Measure.DUE_UNFINISHED}
FLOWS = tuple(measure for measure in Measure if measure not in STOCKS | NOT_ADDITIVE)
COLUMNS = (*(measure.value for measure in FLOWS), *(f"net_{state.value}" for state in State))
TAKEN = tuple(dict.fromkeys(i.numerator for i in INDICATORS if i.kind is Kind.QUANTILE))
SHAPE = sha256("|".join((*COLUMNS, "", *TAKEN, "days")).encode()).hexdigest()[:16]

metadata = MetaData()

# slice "" counts everything; "field", "channel" and "proc" count what `key` names.
half = Table(
    f"tally_half_{SHAPE}",
    metadata,
    Column("slice", String(8), nullable=False),
    Column("key", String(60), nullable=False),
    Column("node", String(60), nullable=False, comment="an agency with all below it"),
    Column("half", String(10), nullable=False, comment="first day of the half-month"),
    *(Column(name, BigInteger, nullable=False, server_default="0") for name in COLUMNS),
)
Index(f"tally_half_{SHAPE}_at", half.c.slice, half.c.node, half.c.half)
Index(f"tally_half_{SHAPE}_of", half.c.slice, half.c.key, half.c.node, half.c.half)

# Quantiles do not add up; how many dossiers took how many days does.
days = Table(
    f"tally_days_{SHAPE}",
    metadata,
    Column("slice", String(8), nullable=False),
    Column("key", String(60), nullable=False),
    Column("node", String(60), nullable=False),
    Column("half", String(10), nullable=False),
    Column("measure", String(40), nullable=False, comment="whose dossiers"),
    Column("took", Text, nullable=False, comment="working days:dossiers, one pair after another"),
)
Index(f"tally_days_{SHAPE}_at", days.c.slice, days.c.node, days.c.half)

state = Table(
    f"tally_state_{SHAPE}",
    metadata,
    Column("version", String(200), nullable=False, comment="of the data counted"),
    Column("rules", String(100), nullable=False, comment="the rules counted by"),
    Column("day", Date, nullable=False, comment="seen from this day"),
)


def desk(agency: str) -> str:
    """The node of an agency's own dossiers, without those of agencies below it."""
    return f"{agency}="


def pairs_in(took: str) -> Iterator[list[str]]:
    """The pairs (days, n) of `days.took`."""
    return (pair.split(":") for pair in took.split(" "))
