"""What a measure is made of: which records, placed in time by which column, needing what."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table

from data_access.contract.conditions import Condition
from data_access.contract.schema import dossier
from data_access.indicators.definition import Dating

# Columns without which a whole family of measures is unknown.
RECEIPTS = ("dossier.received_at",)
ENDS = ("dossier.outcome", "dossier.result_at|dossier.returned_at")  # either is enough
DUES = ("dossier.due_at",)
RETURNS = ("dossier.returned_at",)
PAUSES = ("dossier.paused|pause.started_at",)
# A source that marks what is stopped now, but not since when, cannot say what was stopped then.
PAUSES_THEN = ("pause.started_at?dossier.paused",)
LETTERS = ("apology.issued_at", "apology.dossier_code")
ONLINE = ("payment.status", "payment.method")


@dataclass(frozen=True)
class Counted:
    """`needs`: columns without which it is unknown (`data_access.needing` reads them).

    `amount`: what is added up, else 1 each.
    """

    dating: Dating
    where: tuple[Condition, ...]
    needs: tuple[str, ...] = ()
    amount: ColumnElement[int] | None = None
    also_by: Dating | None = None  # a second column the period bounds: days do not add up
    table: Table = dossier  # whose records are counted
