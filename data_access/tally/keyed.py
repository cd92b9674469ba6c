"""What is read of each record besides its days: whose it is, and what it adds."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, SmallInteger, and_, case, func, literal_column
from sqlalchemy import cast as sql_cast

from data_access.contract.counted import Counted
from data_access.contract.measures import CHANNEL_CODES
from data_access.contract.schema import dossier
from data_access.scope import UNKNOWN
from data_access.tally.facts import NO_CHANNEL

d = dossier.c


def keys_of(owner: ColumnElement[str]) -> list[ColumnElement[Any]]:
    return [
        owner,
        func.coalesce(d.procedure_code, UNKNOWN),
        case((d.channel.in_(CHANNEL_CODES), sql_cast(d.channel, SmallInteger)), else_=NO_CHANNEL),
    ]


def amount_in(counted: Counted) -> ColumnElement[int]:
    """What one record adds."""
    one = counted.amount if counted.amount is not None else literal_column("1", Integer)
    return case((and_(*counted.where), one), else_=0)
