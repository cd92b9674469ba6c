"""An empty channel, where a source declares that it means the counter.

`source_capability` says NULL=1 of such a source's dossier.channel: it says how a dossier came, by
leaving the channel empty where nothing else was the way. Nobody else's empty channel means that.
"""

from collections.abc import Mapping, Set

from sqlalchemy import FromClause, and_, case, literal_column, select

from data_access.contract.schema import dossier

NULL_IS_COUNTER = "NULL=1"


def null_is_counter(told: Mapping[tuple[str, str], str]) -> frozenset[str]:
    """Sources that leave the channel of what came at the counter empty."""
    return frozenset(
        source
        for (source, column), word in told.items()
        if column == "dossier.channel" and word == NULL_IS_COUNTER
    )


def with_counter(whole: FromClause, sources: Set[str]) -> FromClause:
    """Dossiers, each of no channel of these sources at the counter."""
    c = whole.c
    is_there = and_(c.channel.is_(None), c.source_id.in_(sorted(sources)))
    channel = case((is_there, literal_column("1")), else_=c.channel).label("channel")
    told = [channel if each.name == "channel" else each for each in whole.columns]
    return select(*told).subquery(dossier.name)
