"""Counts the whole register once, by half-month, and adds it up into every node."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy import cast as sql_cast

from data_access.asking import heard
from data_access.contract.clock import day_of, half_of
from data_access.contract.measures import Counting
from data_access.contract.queries import amount_of, owner_of, source_of, together
from data_access.contract.schema import dossier
from data_access.indicators.definition import Dating, Measure
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
    counting = Counting(rules, moment.now)
    statements = list(passes(counting, known))
    steps = len(statements) + len(tables.TAKEN) + 1
    tell = told(progress, steps)
    frames = [tell(frame_of(register, each)) for each in statements]
    taken = [tell(days_taken(register, counting, known, measure)) for measure in tables.TAKEN]
    filled = {
        tables.half: added([each for each in frames if not each.empty]),
        tables.days: pd.concat(taken, ignore_index=True) if taken else pd.DataFrame(),
    }
    store(own, filled, known, moment, rules)
    tell(pd.DataFrame())


def told(progress: Progress | None, steps: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Hands on what was counted, and says that it was."""
    done = 0

    def tell(counted: pd.DataFrame) -> pd.DataFrame:
        nonlocal done
        done += 1
        if progress:
            progress(done, steps)
        return counted

    return tell


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


def days_taken(
    register: Register, counting: Counting, known: Register_State, measure: Measure
) -> pd.DataFrame:
    """Rows (agency, procedure, channel, half, measure, days, n): what quantiles are taken of."""
    counted = heard(counting.measures[measure], known)
    keys = keys_of(d.agency_code, half_of(counting.closing))
    span = day_of(d.received_at).label("received"), day_of(counting.closing).label("ended")
    statement = (
        select(*keys, *span, func.count().label("n"))
        .where(*counted.where, counting.closing < counting.limit(Dating.ENDED))
        .where(d.deleted.is_not(True))
        .group_by(*keys, *span)
    )
    rows = frame_of(register, statement)
    first, last = (rows[name].to_numpy("datetime64[D]") for name in ("received", "ended"))
    rows["days"], rows["measure"] = known.calendar.between_many(first, last), measure.value
    return rows.groupby([*KEYS, "measure", "days"])[["n"]].sum().reset_index()


def frame_of(register: Register, statement: Select[*tuple[Any, ...]]) -> pd.DataFrame:
    names = [column.name for column in statement.selected_columns]
    return pd.DataFrame(register.tuples(statement), columns=names)


def keys_of(owner: ColumnElement[str], half: ColumnElement[str]) -> list[ColumnElement[str]]:
    return [
        owner.label("agency"),
        func.coalesce(d.procedure_code, UNKNOWN).label("procedure"),
        func.coalesce(sql_cast(d.channel, String(10)), UNKNOWN).label("channel"),
        half.label("half"),
    ]


def added(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """One row a leaf (agency, procedure, channel, half-month) with every column."""
    if not frames:
        return pd.DataFrame()
    whole = pd.concat(frames).reindex(columns=[*KEYS, *tables.COLUMNS])
    numbers = whole[list(tables.COLUMNS)].astype("float64").fillna(0)
    whole[list(tables.COLUMNS)] = numbers.astype("int64")
    return whole.groupby(KEYS, as_index=False).sum()


def sliced(
    leaves: pd.DataFrame, known: Register_State, keys: Sequence[str], numbers: Sequence[str]
) -> Iterator[pd.DataFrame]:
    """Every slice of every node: an agency's counts stand in each agency it lies in.

    `keys` are what rows go by besides slice, key and node.
    """
    named = with_names(leaves, known)
    everywhere = nodes_of(known)
    for name in ("", "field", "channel", "proc"):
        by_leaf = named.groupby(["agency", name or "all", *keys])[list(numbers)].sum().reset_index()
        merged = by_leaf.rename(columns={name or "all": "key"}).merge(everywhere, on="agency")
        summed = merged.groupby(["node", "key", *keys])[list(numbers)].sum()
        yield summed.reset_index().assign(slice=name)


def with_names(leaves: pd.DataFrame, known: Register_State) -> pd.DataFrame:
    """Codes as addresses name them; what the register does not list is the unknown."""
    listed = known.directory.procedures
    fields = {code: each.field or UNKNOWN for code, each in listed.items()}
    channels = {str(each.code): each.value for each in Channel if each.code}
    return leaves.assign(
        all="",
        field=leaves["procedure"].map(lambda code: fields.get(code, UNKNOWN)),
        proc=leaves["procedure"].map(lambda code: code if code in listed else UNKNOWN),
        channel=leaves["channel"].map(lambda code: channels.get(code, Channel.UNKNOWN.value)),
    )


def nodes_of(known: Register_State) -> pd.DataFrame:
    """Rows (agency, node): every agency it lies in, and its own desk where others lie below it."""
    nodes = pd.DataFrame(known.directory.nodes(), columns=["agency", "node"])
    parents = {each.parent for each in known.directory.agencies.values()}
    desks = pd.DataFrame({"agency": list(parents & set(known.directory.agencies))})
    desks["node"] = desks["agency"].map(desk)
    return pd.concat([nodes, desks])


def store(
    own: Engine,
    filled: dict[Table, pd.DataFrame],
    known: Register_State,
    moment: Moment,
    rules: Rules,
) -> None:
    tables.metadata.create_all(own)
    with own.begin() as connection:
        for table, leaves in filled.items():
            connection.execute(delete(table))
            if not leaves.empty:
                put(connection, table, rows_of(table, leaves, known))
        connection.execute(delete(tables.state))
        stamp = {"version": known.version, "rules": rules.mark, "day": moment.now.date()}
        connection.execute(insert(tables.state), stamp)


def rows_of(table: Table, leaves: pd.DataFrame, known: Register_State) -> Iterator[pd.DataFrame]:
    if table is tables.half:
        return sliced(leaves, known, ["half"], tables.COLUMNS)
    return map(written, sliced(leaves, known, ["half", "measure", "days"], ["n"]))


def written(counted: pd.DataFrame) -> pd.DataFrame:
    """One row for all the lengths that the dossiers of a half-month took."""
    days = counted["days"].map("{:g}".format)
    counted["took"] = days + ":" + counted["n"].astype(str)
    keys = ["slice", "key", "node", "half", "measure"]
    return counted.groupby(keys)["took"].agg(" ".join).reset_index()


def put(connection: Connection, table: Table, slices: Iterable[pd.DataFrame]) -> None:
    """As the driver takes them: hundreds of thousands of rows need no preparing one by one."""
    written = insert(table).compile(dialect=connection.dialect)
    columns = list(written.positiontup or table.columns.keys())
    for each in slices:
        for start in range(0, len(each), BATCH):
            some = each[start : start + BATCH][columns]
            rows: Any = some.to_dict("records")
            if written.positional:
                rows = list(some.astype(object).itertuples(index=False, name=None))
            connection.exec_driver_sql(str(written), rows)
