"""The instants by which dossiers are placed in periods (D1), as expressions with their indexes."""

from datetime import datetime

from sqlalchemy import ColumnElement, Index, case, func, literal_column
from sqlalchemy.sql.elements import Grouping

from data_access.contract.schema import dossier
from data_access.rules import End

Instant = ColumnElement[datetime]
d = dossier.c


def outcome_is(*outcomes: str) -> ColumnElement[bool]:
    """Constants written out, not bound: an index on an expression serves only the same text."""
    return d.outcome.in_([literal_column(f"'{each}'") for each in outcomes])


def ended_at(end: End) -> Instant:
    """When a dossier ended, whatever the way; null = open, or nobody says."""
    first, second = (d.result_at, d.returned_at)
    done = func.coalesce(first, second) if end is End.RESULT else func.coalesce(second, first)
    return case(
        (outcome_is("RESULT", "REFUSED"), done),
        (outcome_is("WITHDRAWN", "SENT_BACK"), func.coalesce(d.withdrawn_at, done)),
        (outcome_is("NOT_ACCEPTED"), func.coalesce(d.refused_at, done)),
    )


def closing_at(end: End) -> Instant:
    """`ended_at`, but never before receipt: nothing may leave the balance before it entered."""
    ended = ended_at(end)
    return case((ended < d.received_at, d.received_at), else_=ended)


# The due moment, but never before receipt, for the same reason.
due_moment: Instant = case((d.due_at < d.received_at, d.received_at), else_=d.due_at)

# PostgreSQL takes an expression in an index only between parentheses.
Index("dossier_closing", Grouping(closing_at(End.RESULT)), d.agency_code)
Index("dossier_due_moment", Grouping(due_moment), d.agency_code)
