"""A list of dossiers, as offices export it, into the contract: all of it or nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from data_access.contract.schema import dossier, metadata
from data_access.engines import reason
from data_access.sources import register_names
from data_access.sources.capability import declare
from data_access.sources.cells import Rejected
from data_access.sources.dossiers import Dossiers
from data_access.sources.header import Table, open_table
from data_access.sources.list_rows import Rows
from data_access.sources.lists import Line
from data_access.sources.mapping import BadMapping, CannotLoad, ListMapping, Mistakes
from data_access.sources.merge import BATCH, Changes, Row, merge, stored
from data_access.sources.refusing import Refusing
from data_access.sources.rejects import Rejects
from data_access.sources.steps import Steps, known_dossiers
from data_access.sources.telling import agencies_told, fields_told
from data_access.sources.vocabulary import DOSSIER_CONTENT

Progress = Callable[[str, int, int], None]  # file, how far, of how much
WRITTEN = ("agency", "procedure", "dossier", "step", "source_capability")
CONTENT = tuple(name for name in DOSSIER_CONTENT if name != "dossier_code")


@dataclass(frozen=True)
class Asked:
    """One load: these files, so understood, read at this instant."""

    file: Path
    mapping: ListMapping
    extracted_at: datetime
    steps: Path | None = None


@dataclass
class Count:
    """What became of the rows of one file."""

    read: int = 0
    rejected: int = 0
    skipped: int = 0
    changes: Changes = field(default_factory=Changes)


@dataclass
class Summary:
    rejects: tuple[Rejects, ...]  # a file each
    dossiers: Count = field(default_factory=Count)
    steps: Count | None = None
    personal: tuple[str, ...] = ()  # headings never read
    unread: tuple[str, ...] = ()  # headings the mapping does not speak of
    agencies: tuple[str, ...] = ()  # a line each: made or matched, and by what
    fields: tuple[str, ...] = ()  # a line for each field that is not its procedure's


def load(engine: Engine, asked: Asked, rejects: Rejects, progress: Progress) -> Summary:
    """One transaction. Raises BadMapping or CannotLoad, and then nothing was written."""
    if asked.steps and not asked.mapping.steps:
        raise BadMapping("--steps needs a [steps] table in the mapping")
    try:
        with ExitStack() as stack, engine.begin() as connection:
            check_tables(connection)
            plan_anew(connection)
            summary = load_all(connection, asked, rejects, progress, stack)
            for each in summary.rejects:
                each.write()
            return summary
    except SQLAlchemyError as error:
        raise CannotLoad(f"the database refuses: {reason(error)}") from error


def plan_anew(connection: Connection) -> None:
    """PostgreSQL must not keep a plan it made while the tables were empty."""
    driver = connection.connection.driver_connection
    if connection.dialect.driver == "psycopg" and driver is not None:
        driver.prepare_threshold = None


def check_tables(connection: Connection) -> None:
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    for name in WRITTEN:
        if name not in there:
            raise CannotLoad(
                f"the database has no table {name}; `python -m data_access create` makes it"
            )
        held = {column["name"] for column in inspector.get_columns(name)}
        missing = [each.name for each in metadata.tables[name].columns if each.name not in held]
        if missing:
            raise CannotLoad(f"the table {name} lacks: {', '.join(missing)}")


def load_all(
    connection: Connection, asked: Asked, rejects: Rejects, progress: Progress, stack: ExitStack
) -> Summary:
    # Both opened before anything is written: a wrong heading must not cost a long load.
    mistakes = Mistakes()
    with mistakes.noted():
        table = open_table(asked.file, asked.mapping.list, stack)
    with mistakes.noted():
        steps = open_steps(asked, stack)
    mistakes.check()
    summary = Summary((rejects,), personal=table.personal, unread=table.unread)
    dossiers = load_dossiers(connection, asked, table, summary.dossiers, rejects, progress)
    summary.agencies = agencies_told(connection, dossiers)
    summary.fields = fields_told(dossiers)
    if steps is not None and asked.steps:
        summary.steps = Count()
        summary.rejects = (*summary.rejects, rejects.of_steps(asked.steps))
        load_steps(connection, asked, steps, summary.steps, summary.rejects[1], progress)
    declare(connection, asked.mapping, steps is not None)
    return summary


def open_steps(asked: Asked, stack: ExitStack) -> Table | None:
    if asked.steps is None or asked.mapping.steps is None:
        return None
    return open_table(asked.steps, asked.mapping.steps, stack)


def batches(rows: Rows, file: Path, progress: Progress) -> Iterator[list[Line]]:
    """The lines that are records."""
    batch: list[Line] = []
    opened = rows.table.opened
    for line in filter(None, map(rows.whole, rows.table.lines)):
        batch.append(line)
        if len(batch) == BATCH:
            yield batch
            batch = []
            progress(file.name, opened.position(), opened.size)
    yield batch
    progress(file.name, opened.size, opened.size)


def load_dossiers(
    connection: Connection,
    asked: Asked,
    table: Table,
    count: Count,
    rejects: Rejects,
    progress: Progress,
) -> Dossiers:
    mapping = asked.mapping
    dossiers = Dossiers(
        Rows(table, mapping.list),
        mapping,
        register_names.agencies(connection, mapping),
        register_names.procedures(connection, mapping),
        register_names.field_codes(connection, mapping),
        register_names.fields(connection, mapping),
    )
    refusing = Refusing(dossiers.rows, rejects)
    for batch in batches(dossiers.rows, asked.file, progress):
        rows: list[tuple[Line, Row]] = []
        for line in batch:
            count.read += 1
            try:
                rows.append((line, dossiers.row(line)))
            except Rejected as error:
                refuse(line, str(error), count, refusing)
        keep(connection, asked, dossiers, rows, count, refusing)
    count.skipped = dossiers.rows.skipped
    register_names.write(connection, dossiers, asked.extracted_at)
    return dossiers


def keep(
    connection: Connection,
    asked: Asked,
    dossiers: Dossiers,
    rows: list[tuple[Line, Row]],
    count: Count,
    refusing: Refusing,
) -> None:
    """Merges a batch; a dossier that another source brought stays that source's."""
    before = stored(connection, dossier, (row["dossier_code"] for _, row in rows))
    mine: list[Row] = []
    for line, row in rows:
        code = row["dossier_code"]
        owner = before[(code,)]["source_id"] if (code,) in before else asked.mapping.source_id
        if owner == asked.mapping.source_id:
            dossiers.use(row)
            mine.append(row | {"extracted_at": asked.extracted_at})
        else:
            refuse(line, f"the dossier is of the source {owner!r}", count, refusing)
    count.changes.add(merge(connection, dossier, mine, before, CONTENT))


def load_steps(
    connection: Connection,
    asked: Asked,
    table: Table,
    count: Count,
    rejects: Rejects,
    progress: Progress,
) -> None:
    assert asked.steps is not None and asked.mapping.steps is not None
    source = asked.mapping.source_id
    rows = Rows(table, asked.mapping.steps)
    steps = Steps(rows, source, known_dossiers(connection, source))
    refusing = Refusing(rows, rejects)
    for batch in batches(rows, asked.steps, progress):
        for line in batch:
            count.read += 1
            try:
                steps.take(line)
            except Rejected as error:
                refuse(line, str(error), count, refusing)
    count.skipped = rows.skipped
    count.changes = steps.write(connection, asked.extracted_at)


def refuse(line: Line, reason: str, count: Count, refusing: Refusing) -> None:
    count.rejected += 1
    refusing.add(line, reason)
