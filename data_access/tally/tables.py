"""The tally's tables, one number column a measure; made for the catalogue as it is today."""

from hashlib import sha256

from sqlalchemy import BigInteger, Column, Date, Index, MetaData, String, Table

from data_access.contract.measures import STOCKS
from data_access.indicators.definition import Measure
from data_access.tally.crossings import State

# Those whose period bounds two columns do not add up over days.
NOT_ADDITIVE = {Measure.LATE_AND_DUE, Measure.LATE_FROM_BEFORE, Measure.DUE_UNFINISHED}
FLOWS = tuple(measure for measure in Measure if measure not in STOCKS | NOT_ADDITIVE)
COLUMNS = (*(measure.value for measure in FLOWS), *(f"net_{state.value}" for state in State))
SHAPE = sha256("|".join(COLUMNS).encode()).hexdigest()[:16]

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
