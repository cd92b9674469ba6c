"""What a register holds: which tables and columns, what its sources can give, who is in it."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Cast,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    func,
    inspect,
    null,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import replacement_traverse

from data_access.ages import Feeds
from data_access.contract import collations
from data_access.contract.changing import changes, feeds_in
from data_access.contract.collations import by_bytes
from data_access.contract.counter import null_is_counter, with_counter
from data_access.contract.outcomes import OUTCOME, follows, with_outcome
from data_access.contract.schema import (
    agency,
    agency_succession,
    apology,
    document,
    dossier,
    holiday,
    metadata,
    pause,
    payment,
    petition,
    procedure,
    rating,
    source_capability,
)
from data_access.contract.usable import readable
from data_access.directory import Agency, Directory, Procedure, Succession

DEMO_SOURCE = "MINH-HOA"
FOLLOWED = "counted "  # before the version of who counts in our stead
# Tables whose rows enter a figure, besides dossier: a row may change without its dossier.
COUNTED = (
    agency, agency_succession, apology, document, holiday, pause, payment, petition, procedure,
    rating,
)  # fmt: skip


KEPT_APART = (petition, apology, procedure)  # small ones: every row may have to be looked at


@dataclass(frozen=True)
class Contents:
    """Missing tables and columns by name, and a way to ask as if they were there and empty.

    What is derived is missing, but follows from others.
    """

    missing: frozenset[str] = frozenset()  # "table" or "table.column"
    stands_in: Mapping[Table, FromClause] = field(default_factory=dict)
    derived: frozenset[str] = frozenset()
    at_counter: frozenset[str] = frozenset()  # sources whose dossiers of no channel came there

    def lacks(self, column: str) -> bool:
        is_there = column not in self.missing and column.split(".")[0] not in self.missing
        return not is_there and column not in self.derived

    def holds_as(self, other: "Contents") -> bool:
        return (self.missing, self.at_counter) == (other.missing, other.at_counter)

    def fit(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The statement with nulls where the register has no such column, and with what a source
        declares that its nulls mean.
        """
        if not self.stands_in:
            return statement
        fitted = replacement_traverse(statement, {}, self._substitute)
        return cast("Select[*tuple[Any, ...]]", fitted)

    def _substitute(self, element: Any, **_options: Any) -> Any:
        """A table that is not whole, or a column of one, by what stands in for it."""
        if isinstance(element, Table):
            return self.stands_in.get(element)
        if isinstance(element, Column) and element.table in self.stands_in:
            return self.stands_in[element.table].c[element.name]
        return None


def contents(connection: Connection) -> Contents:
    """Compares the register with the contract."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names()) | set(inspector.get_view_names())
    missing, loose = set[str](), collations.loose(connection)
    stands_in: dict[Table, FromClause] = {}
    for table in metadata.sorted_tables:
        held = (
            {column["name"] for column in inspector.get_columns(table.name)}
            if table.name in there
            else set()
        )
        absent = [column.name for column in table.columns if column.name not in held]
        if absent:
            missing |= {f"{table.name}.{name}" for name in absent} if held else {table.name}
        otherwise = {name for name in held if f"{table.name}.{name}" in loose}
        if absent or otherwise:
            stands_in[table] = stand_in(table, held, otherwise)
    if follows(missing):
        stands_in[dossier] = with_outcome(stands_in[dossier])
    derived = frozenset({OUTCOME} if follows(missing) else ())
    told = Contents(frozenset(missing), stands_in, derived)
    at_counter = null_is_counter(capabilities(connection, told))
    if at_counter and not told.lacks("dossier.channel"):
        whole = stands_in.get(dossier, dossier)
        stands_in |= {dossier: with_counter(whole, at_counter)}
    return replace(told, stands_in=stands_in, at_counter=at_counter)


class Absent(Cast[Any]):
    """Null of a type."""

    inherit_cache = True


@compiles(Absent, "mariadb")
def _absent(_element: Absent, _compiler: SQLCompiler, **_options: Any) -> str:
    return "NULL"  # of any type; a truth value is none that MariaDB could cast to


def stand_in(table: Table, held: set[str], loose: Set[str] = frozenset()) -> FromClause:
    """A table of the same name and columns, null where the register has none."""

    def told(column: Column[Any]) -> ColumnElement[Any]:
        if column.name not in held:
            return Absent(null(), column.type).label(column.name)
        return by_bytes(column).label(column.name) if column.name in loose else column

    whole = select(*map(told, table.columns))
    if not held:
        whole = whole.where(null().is_not(None))
    return whole.subquery(table.name)


Stamps = tuple[datetime | None, datetime | None]


@dataclass(frozen=True)
class Newest:
    """How far a register has come: the newest stamps that have happened, and how much there is."""

    updated_at: datetime | None
    extracted_at: datetime | None
    amounts: str  # rows of every table that counts; or the version somebody counted

    @property
    def version(self) -> str:
        return f"{self.updated_at}|{self.extracted_at}|{self.amounts}"

    @property
    def read_at(self) -> datetime | None:
        """The newest reading, of a register that stamps no change."""
        return None if self.updated_at else self.extracted_at

    @property
    def is_followed(self) -> bool:
        return self.amounts.startswith(FOLLOWED)

    @property
    def followed(self) -> int:
        """The version somebody counted; 0 where nobody does."""
        return int(self.amounts.removeprefix(FOLLOWED)) if self.is_followed else 0


def stamps(connection: Connection, told: Contents, clock: datetime) -> Stamps:
    """Stamps ahead of the clock are not believed: one of them would hide every change after it.

    Each is asked by itself, which reads one end of an index.
    """
    c = dossier.c
    updated_at, extracted_at = (
        connection.execute(told.fit(newest_of(column, clock))).scalar_one()
        for column in (c.source_updated_at, c.extracted_at)
    )
    return updated_at, extracted_at


def newest_of(column: Column[datetime], clock: datetime) -> Select[*tuple[Any, ...]]:
    return select(func.max(column)).where(column <= clock, readable(column))


def amounts(connection: Connection, told: Contents, clock: datetime) -> str:
    """What a change without a newer stamp on a dossier leaves behind: rows come, rows gone."""
    ahead = select(func.count()).where(dossier.c.source_updated_at > clock)
    asked: list[Select[*tuple[Any, ...]]] = [ahead, select(func.count()).select_from(dossier)]
    for table in COUNTED:
        whole = select(func.count(), func.max(table.c.extracted_at)).select_from(table)
        asked.append(whole)
    rows = [str(tuple(connection.execute(told.fit(each)).one())) for each in asked]
    return "|".join([*rows, str(sorted(capabilities(connection, told).items()))])


def capabilities(connection: Connection, told: Contents) -> dict[tuple[str, str], str]:
    """(source, "table.column") → YES, DERIVED, NO, NULL=1."""
    if told.lacks("source_capability"):
        return {}
    c = source_capability.c
    rows = connection.execute(select(c.source_id, c.table_name, c.column_name, c.capability))
    return {
        (source, f"{table}.{column}"): word
        for source, table, column, word in rows
        if None not in (source, table, column, word)
    }


def feeds(connection: Connection, told: Contents, clock: datetime) -> Feeds:
    """What was heard of each agency by each source."""
    return feeds_in(connection.execute(told.fit(changes(clock))).all())


def filled_apart(connection: Connection, told: Contents, known: Feeds) -> frozenset[str]:
    """Tables of which a source without dossiers holds rows: lists that a site keeps by hand."""
    theirs = sorted({source for each in known.values() for source in each if source})
    found = set()
    for table in KEPT_APART:
        apart = select(table.c.source_id).where(table.c.source_id.not_in(theirs)).limit(1)
        if not told.lacks(table.name) and connection.execute(told.fit(apart)).first():
            found.add(table.name)
    return frozenset(found)


def days_off(connection: Connection, told: Contents) -> list[tuple[Any, str, str | None]]:
    """The register's own calendar, for every agency: (day, kind, hours)."""
    c = holiday.c
    statement = select(c.day, c.kind, c.hours).where(c.scope == "*")
    return [tuple(row) for row in connection.execute(told.fit(statement)) if row.day]


def directory(
    connection: Connection, told: Contents, home: str | None, owners: Iterable[str] = ()
) -> Directory:
    """Agencies, procedures and fields; an owner that no row describes is listed by its code."""
    a, p = agency.c, procedure.c
    described = select(agency).order_by(a.agency_code)
    known = {
        row.agency_code: Agency(
            row.agency_code,
            row.name or row.agency_code,
            row.level,
            row.parent_code,
            row.active is not False,
            row.valid_from,
            row.valid_to,
        )
        for row in connection.execute(told.fit(described))
        if row.agency_code
    }
    known |= {code: Agency(code, code) for code in owners if code and code not in known}
    procedures: dict[str, Procedure] = {}
    fields: dict[str, str] = {}
    for row in connection.execute(told.fit(select(procedure).order_by(p.procedure_code))):
        code, limit = row.procedure_code, row.time_limit
        if not code:
            continue
        limit = None if limit is None else float(limit)
        procedures[code] = Procedure(
            code, row.name or code, row.field_code, row.national_code, limit, row.time_limit_unit
        )
        if row.field_code:
            fields.setdefault(row.field_code, row.field_name or row.field_code)
    return Directory(known, procedures, fields, successions(connection, told), home)


def successions(connection: Connection, told: Contents) -> tuple[Succession, ...]:
    s = agency_succession.c
    statement = select(s.predecessor_code, s.successor_code, s.effective_on, s.kind)
    return tuple(
        Succession(old, new, day, kind == "FULL")
        for old, new, day, kind in connection.execute(told.fit(statement))
        if old and new and day
    )


def is_demo(known: Feeds) -> bool:
    return any(DEMO_SOURCE in theirs for theirs in known.values())


def dossiers_in(connection: Connection, told: Contents) -> int:
    """How many there are."""
    counted = told.fit(select(func.count()).select_from(dossier))
    return int(connection.execute(counted).scalar_one())
