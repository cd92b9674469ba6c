"""What is counted of each dossier, read from the register: all of it, or of some."""

import logging
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    case,
    func,
    literal_column,
    or_,
    select,
)

from data_access.asking import heard
from data_access.contract import slips
from data_access.contract.clock import day_number
from data_access.contract.conditions import has_any
from data_access.contract.dating import due_moment
from data_access.contract.listed import as_list, listed
from data_access.contract.measures import Counted, Counting
from data_access.contract.queries import owner_of, source_of, together
from data_access.contract.reference import with_a_code
from data_access.contract.schema import dossier, pause, petition, rating
from data_access.contract.usable import counts, counts_with, source_in, there, usable
from data_access.indicators.definition import Measure
from data_access.register import Register
from data_access.state import State
from data_access.tally import parts
from data_access.tally.columns import NotByColumn, columns
from data_access.tally.facts import APART, NEVER, PETITION, RATING, Book, Pairs, Told
from data_access.tally.keyed import amount_in, keys_of
from data_access.tally.parts import OWN, mask
from data_access.tally.sheets import (
    Extra,
    apart_in,
    are_single,
    codes_of,
    ints,
    others_in,
    pairs_in,
    table_of,
    told_in,
    with_extras,
)
from data_access.tally.tables import AT, FLOWS

log = logging.getLogger(__name__)
d = dossier.c
CODES = "codes"
Statement = Select[*tuple[Any, ...]]
Datings = tuple[tuple[Measure, ...], ...]
OtherSheet = tuple[Statement, Datings, Table]
KEYS = {rating: (rating.c.rating_key, RATING), petition: (petition.c.petition_key, PETITION)}


class Reading:
    """The statements of one day and one reference, made ready once."""

    def __init__(self, register: Register, known: State, counting: Counting) -> None:
        self.register, self.known, self.counting = register, known, counting
        self.own = parts.own_parts(counting, known)
        self.standing = parts.standing_parts(counting, known)
        self.stops = list(parts.stops(counting, known))
        self.others = self._others()

    def _others(self) -> list[dict[Measure, Counted]]:
        """Measures of records other than dossiers."""
        counted = {m: heard(self.counting.measures[m], self.known) for m in FLOWS}
        return together({m: c for m, c in counted.items() if c.table is not dossier})

    @cached_property
    def sheet(self) -> Select[*tuple[Any, ...]]:
        """One row a dossier: (code, source, and a value for each name of FACT)."""
        c = self.counting
        days = [day_number(c.column(dating)) for dating in OWN]
        ahead = or_(
            d.received_at >= c.tomorrow,
            c.closing >= c.tomorrow,
            has_any(pause, or_(pause.c.started_at >= c.tomorrow, pause.c.ended_at >= c.tomorrow)),
        )
        return select(
            d.dossier_code,
            source_in(dossier),
            *keys_of(d.agency_code),
            *(func.coalesce(day, NEVER) for day in days),
            *(mask(self.own[dating]) for dating in OWN),
            mask(self.standing),
            case((ahead, literal_column("1", Integer)), else_=literal_column("0", Integer)),
        ).where(counts())

    @cached_property
    def stop_sheets(self) -> list[Select[*tuple[Any, ...]]]:
        """Rows (code, day, mask) of what stops and goes on."""
        return [
            select(d.dossier_code, day_number(each.at), mask(each.parts))
            .select_from(each.source)
            .where(*each.where, counts(), usable(pause))
            for each in self.stops
        ]

    @cached_property
    def other_sheets(self) -> list[OtherSheet]:
        """Rows (code or key, source, agency, procedure, channel, and of each dating a day and an
        amount a measure).
        """
        hanging = [[each] for each in self.others if table_of_all(each) not in KEYS]
        apart = [[each for each in self.others if table_of_all(each) is table] for table in KEYS]
        return [self._other_sheet(datings) for datings in (*hanging, *apart) if datings]

    def _other_sheet(self, datings: list[dict[Measure, Counted]]) -> OtherSheet:
        table = table_of_all(datings[0])
        key = KEYS[table][0] if table in KEYS else d.dossier_code
        columns, days = list[ColumnElement[Any]](), list[ColumnElement[Any]]()
        for measures in datings:
            days.append(self.counting.column(next(iter(measures.values())).dating))
            columns += [day_number(days[-1]), *map(amount_in, measures.values())]
        statement = (
            select(key, source_in(dossier), *keys_of(owner_of(table)), *columns)
            .select_from(source_of(table))
            .where(counts_with(table), or_(*(day.is_not(None) for day in days)))
            .where(owner_of(table).is_not(None))
        )
        return statement, tuple(map(tuple, datings)), table

    @cached_property
    def _of_codes(self) -> dict[int, Select[*tuple[Any, ...]]]:
        """Each statement narrowed to some codes, compiled once."""
        kind = self.register.engine.dialect.name
        asked = listed(d.dossier_code, CODES, kind)
        found = {id(each): each.where(asked) for each in (self.sheet, *self.stop_sheets)}
        for each, _, table in self.other_sheets:
            key = KEYS[table][0] if table in KEYS else d.dossier_code
            found[id(each)] = each.where(listed(key, CODES, kind))
        return {key: self.known.contents.fit(each) for key, each in found.items()}

    # -- reading -----------------------------------------------------------------------------
    def some(self, codes: Collection[str], book: Book) -> tuple[Told, Pairs]:
        """Facts of these codes as they are now, and their (agency, source)."""
        plain = [code for code in codes if not code.startswith(APART)]
        told, sources = Told.nothing(), Pairs()
        if plain:
            sheet = self._some(self.sheet, plain)
            told, sources = told_in(sheet, book), pairs_in(sheet)
            told = with_extras(told, list(self._extras(lambda each: self._some(each, plain))))
        apart = [told]
        for statement, datings, table in self.other_sheets:
            prefix = KEYS[table][1] if table in KEYS else ""
            keys = [c.removeprefix(prefix) for c in codes if prefix and c.startswith(prefix)]
            if keys:
                apart.append(apart_in(self._some(statement, keys), datings, prefix, book))
        return Told.joined(apart), sources

    def whole(self, book: Book, tick: Callable[[int], None]) -> tuple[Told, Pairs, list[str]]:
        """Facts of everything, by code, every (agency, source), and codes of what never counts.

        `tick` hears of rows.
        """
        try:
            return self._by_column(book, tick)
        except NotByColumn as why:
            log.info("the register is read row by row: %s", why)
        return self._whole(self._blocks(tick), self._rows, book)

    def _by_column(self, book: Book, tick: Callable[[int], None]) -> tuple[Told, Pairs, list[str]]:
        others = [statement for statement, _, _ in self.other_sheets]
        every = [self.sheet, *self.stop_sheets, *others, self._marked]
        often = (self.counting.ended, self.counting.closing, due_moment)
        with columns(self.register.engine, self.known.contents, every, often, tick) as held:
            sheet = held.table(self.sheet)
            if not are_single(sheet):
                raise NotByColumn("a row was moved from one half to the other meanwhile")
            told, sources, gone = self._whole(sheet, held.rows, book)
            if self._count() != len(sheet) + len(gone):
                gone += [row[0] for row in self.register.tuples(self._unusable)]
            return told, sources, gone

    def _whole(
        self, sheet: pa.Table, ask: Callable[[Statement], pa.Table], book: Book
    ) -> tuple[Told, Pairs, list[str]]:
        told, sources = told_in(sheet, book), pairs_in(sheet)
        told = with_extras(told, list(self._extras(ask)))
        gone = ask(self._marked).column(0).to_pylist()
        apart = [
            apart_in(ask(statement), datings, KEYS[table][1], book)
            for statement, datings, table in self.other_sheets
            if table in KEYS
        ]
        first = sorted((each for each in apart if len(each)), key=lambda each: each.codes[0])
        return Told.joined([*first, told]), sources, gone

    def _extras(self, ask: Callable[[Statement], pa.Table]) -> Iterator[Extra]:
        """What hangs on dossiers: pauses' edges, and records of other tables."""
        for index, statement in enumerate(self.stop_sheets):
            yield from self.stopped(index, ask(statement))
        for statement, datings, table in self.other_sheets:
            if table not in KEYS:
                yield from others_in(ask(statement), *datings)

    @cached_property
    def _marked(self) -> Statement:
        marked = or_(d.deleted.is_(True), ~usable(dossier))
        return select(d.dossier_code).where(there(d.dossier_code), marked)

    @cached_property
    def _unusable(self) -> Statement:
        """Those that are not read by column at all."""
        return select(d.dossier_code).where(there(d.dossier_code), ~usable(dossier))

    def _count(self) -> int:
        [(rows,)] = self.register.tuples(with_a_code())
        return int(rows)

    def gone(self, codes: Collection[str]) -> list[str]:
        """Those of some dossiers that no figure may count: deleted, or not to be placed."""
        plain = [code for code in codes if not code.startswith(APART)]
        asked = self._marked.where(listed(d.dossier_code, CODES, self.register.engine.dialect.name))
        return [row[0] for row in self._listed(self.known.contents.fit(asked), plain)]

    def hanging(self, codes: Collection[str]) -> set[str]:
        """Codes of what counts otherwise where these do: ratings and petitions of dossiers, and
        answers on the same slips as these.
        """
        plain = [code for code in codes if not code.startswith(APART)]
        rated = [code.removeprefix(RATING) for code in codes if code.startswith(RATING)]
        asked = [*((*each, plain) for each in self._hanging), (self._on_slips, RATING, rated)]
        return {
            prefix + row[0]
            for statement, prefix, wanted in asked
            for row in self._listed(statement, wanted)
        }

    @cached_property
    def _hanging(self) -> list[tuple[Statement, str]]:
        kind = self.register.engine.dialect.name
        return [
            (
                self.known.contents.fit(
                    select(key).where(there(key), listed(table.c.dossier_code, CODES, kind))
                ),
                prefix,
            )
            for table, (key, prefix) in KEYS.items()
        ]

    @cached_property
    def _on_slips(self) -> Statement:
        """Which of them stands for the slip may have changed with any of them."""
        kind = self.register.engine.dialect.name
        return self.known.contents.fit(slips.fellows(listed(rating.c.rating_key, CODES, kind)))

    def _blocks(self, tick: Callable[[int], None]) -> pa.Table:
        """The sheet, row by row."""
        width, found = len(self.sheet.selected_columns), []
        for rows in self.register.blocks(self.sheet):
            found.append(table_of(rows, width))
            tick(len(rows))
        return pa.concat_tables(found or [table_of([], width)], promote_options="permissive")

    def _rows(self, statement: Statement) -> pa.Table:
        return table_of(self.register.tuples(statement), len(statement.selected_columns))

    def _some(self, statement: Statement, codes: list[str]) -> pa.Table:
        rows = self._listed(self._of_codes[id(statement)], codes)
        return table_of(rows, len(statement.selected_columns))

    def _listed(self, statement: Statement, codes: list[str]) -> list[tuple[Any, ...]]:
        asked = as_list(codes, self.register.engine.dialect.name)
        return self.register.fitted(statement, {CODES: asked}) if codes else []

    def stopped(self, index: int, table: pa.Table) -> Iterator[Extra]:
        """The edges of pauses, from rows (code, day, mask)."""
        stop = self.stops[index]
        codes, days, bits = codes_of(table.column(0)), ints(table.column(1)), ints(table.column(2))
        for bit, part in enumerate(stop.parts):
            some = np.flatnonzero(bits & (1 << bit))
            amounts = np.full(len(some), part.sign * stop.sign)
            yield codes[some], days[some], AT[part.column], amounts


def table_of_all(measures: dict[Measure, Counted]) -> Table:
    return next(iter(measures.values())).table
