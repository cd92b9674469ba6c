"""Counts the whole register once, by half-month, and adds it up into every node."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, String, delete, func, insert, select
from sqlalchemy import cast as sql_cast

from data_access.asking import heard
from data_access.contract.clock import half_of
from data_access.contract.measures import Counting
from data_access.contract.queries import amount_of, owner_of, source_of, together
from data_access.contract.schema import dossier
from data_access.indicators.reading import Moment
from data_access.register import Register
from data_access.register import State as Register_State
from data_access.rules import Rules
from data_access.scope import UNKNOWN, Channel
from data_access.tally import tables
from data_access.tally.crossings import crossings
from data_access.tally.tables import desk

KEYS = ["agency", "procedure", "channel", "half"]
BATCH = 5_000
d = dossier.c
Progress = Callable[[int, int], None]


def build(register: Register, rules: Rules, own: Engine, progress: Progress | None = None) -> None:
    """Replaces the tally in one transaction: readers see the old one until the new is whole."""
    known, moment = register.state(), register.moment()
    frames = []
    statements = list(passes(Counting(rules, moment.now), known))
    for done, statement in enumerate(statements):
        frames.append(pd.DataFrame(register.run(statement)))
        if progress:
            progress(done + 1, len(statements) + 1)
    leaves = added([frame for frame in frames if not frame.empty])
    store(own, [] if leaves is None else sliced(leaves, known), known, moment, rules)
    if progress:
        progress(len(statements) + 1, len(statements) + 1)


def passes(counting: Counting, known: Register_State) -> Iterator[Select[*tuple[Any, ...]]]:
    """One statement for each set of measures that the same records count."""
    flows = {m: heard(counting.measures[m], known) for m in tables.FLOWS}
    for measures in together(flows):
        first = next(iter(measures.values()))
        dated_by = counting.column(first.dating)
        keys = keys_of(owner_of(first.table), half_of(dated_by))
        yield (
            select(*keys, *(amount_of(c).label(m.value) for m, c in measures.items()))
            .select_from(source_of(first.table))
            .where(dated_by < counting.limit(first.dating), d.deleted.is_not(True))
            .group_by(*keys)
        )
    for crossing in crossings(counting):
        keys = keys_of(d.agency_code, half_of(crossing.at))
        yield (
            select(*keys, (func.count() * crossing.sign).label(f"net_{crossing.state.value}"))
            .select_from(crossing.source)
            .where(*crossing.where, d.deleted.is_not(True))
            .group_by(*keys)
        )


def keys_of(owner: ColumnElement[str], half: ColumnElement[str]) -> list[ColumnElement[str]]:
    return [
        owner.label("agency"),
        func.coalesce(d.procedure_code, UNKNOWN).label("procedure"),
        func.coalesce(sql_cast(d.channel, String(10)), UNKNOWN).label("channel"),
        half.label("half"),
    ]


def added(frames: list[pd.DataFrame]) -> pd.DataFrame | None:
    """One row a leaf (agency, procedure, channel, half-month) with every column."""
    if not frames:
        return None
    whole = pd.concat(frames).reindex(columns=[*KEYS, *tables.COLUMNS])
    numbers = whole[list(tables.COLUMNS)].astype("float64").fillna(0)
    whole[list(tables.COLUMNS)] = numbers.astype("int64")
    return whole.groupby(KEYS, as_index=False).sum()


def sliced(leaves: pd.DataFrame, known: Register_State) -> Iterator[pd.DataFrame]:
    """Every slice of every node: an agency's counts stand in each agency it lies in."""
    fields = {code: each.field or UNKNOWN for code, each in known.directory.procedures.items()}
    channels = {str(each.code): each.value for each in Channel if each.code}
    leaves["field"] = leaves["procedure"].map(lambda code: fields.get(code, UNKNOWN))
    leaves["channel"] = leaves["channel"].map(
        lambda code: channels.get(code, Channel.UNKNOWN.value)
    )
    listed = known.directory.procedures
    leaves["procedure"] = leaves["procedure"].map(lambda code: code if code in listed else UNKNOWN)
    leaves["all"] = ""
    nodes = pd.DataFrame(known.directory.nodes(), columns=["agency", "node"])
    parents = {each.parent for each in known.directory.agencies.values()}
    desks = pd.DataFrame({"agency": list(parents & set(known.directory.agencies))})
    desks["node"] = desks["agency"].map(desk)
    above = nodes[nodes["node"].isin(list(parents))]
    everywhere = pd.concat([nodes, desks])
    for name, column in (("", "all"), ("field", "field"), ("channel", "channel")):
        yield summed(leaves, name, column, everywhere)
    yield summed(leaves, "proc", "procedure", above)  # below them the dossiers are few


def summed(leaves: pd.DataFrame, name: str, column: str, nodes: pd.DataFrame) -> pd.DataFrame:
    numbers = list(tables.COLUMNS)
    by_leaf = leaves.groupby(["agency", column, "half"])[numbers].sum().reset_index()
    in_nodes = by_leaf.merge(nodes, on="agency").groupby(["node", column, "half"])[numbers].sum()
    return in_nodes.reset_index().rename(columns={column: "key"}).assign(slice=name)


def store(
    own: Engine,
    slices: Iterable[pd.DataFrame],
    known: Register_State,
    moment: Moment,
    rules: Rules,
) -> None:
    tables.metadata.create_all(own)
    columns = [column.name for column in tables.half.columns]
    with own.begin() as connection:
        connection.execute(delete(tables.half))
        for each in slices:
            for start in range(0, len(each), BATCH):
                rows = each[start : start + BATCH][columns].to_dict("records")
                connection.execute(insert(tables.half), cast("list[dict[str, Any]]", rows))
        connection.execute(delete(tables.state))
        stamp = {"version": known.version, "rules": rules.mark, "day": moment.now.date()}
        connection.execute(insert(tables.state), stamp)
