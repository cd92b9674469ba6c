"""What is counted of each dossier, read from the register: all of it, or of some."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SmallInteger,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast

from data_access.asking import heard
from data_access.contract.clock import day_number
from data_access.contract.conditions import has_any
from data_access.contract.measures import Counted, Counting
from data_access.contract.queries import owner_of, source_of, together
from data_access.contract.schema import dossier, pause, petition, rating
from data_access.indicators.definition import Measure
from data_access.register import Register
from data_access.scope import UNKNOWN
from data_access.state import State
from data_access.tally import parts
from data_access.tally.facts import (
    NEVER,
    NO_CHANNEL,
    PETITION,
    RATING,
    Book,
    Pairs,
    Told,
    apart_from,
    extras_among,
    others_in,
    sorted_apart,
    told_from,
)
from data_access.tally.parts import OWN, mask
from data_access.tally.tables import AT, FLOWS

d = dossier.c
CODES = "codes"
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
            d.source_id,
            *keys_of(d.agency_code),
            *(func.coalesce(day, NEVER) for day in days),
            *(mask(self.own[dating]) for dating in OWN),
            mask(self.standing),
            case((ahead, literal_column("1", Integer)), else_=literal_column("0", Integer)),
        ).where(d.deleted.is_not(True))

    @cached_property
    def stop_sheets(self) -> list[Select[*tuple[Any, ...]]]:
        """Rows (code, day, mask) of what stops and goes on."""
        return [
            select(d.dossier_code, day_number(each.at), mask(each.parts))
            .select_from(each.source)
            .where(*each.where, d.deleted.is_not(True))
            for each in self.stops
        ]

    @cached_property
    def other_sheets(self) -> list[tuple[Select[*tuple[Any, ...]], tuple[Measure, ...], Any]]:
        """Rows (code or key, source, agency, procedure, channel, day, an amount a measure)."""
        return [self._other_sheet(measures) for measures in self.others]

    def _other_sheet(self, measures: dict[Measure, Counted]) -> Any:
        first = next(iter(measures.values()))
        key = KEYS[first.table][0] if first.table in KEYS else d.dossier_code
        amounts = [amount_in(counted) for counted in measures.values()]
        day = day_number(self.counting.column(first.dating))
        statement = (
            select(key, d.source_id, *keys_of(owner_of(first.table)), day, *amounts)
            .select_from(source_of(first.table))
            .where(d.deleted.is_not(True), self.counting.column(first.dating).is_not(None))
        )
        return statement, tuple(measures), first.table

    @cached_property
    def _of_codes(self) -> dict[int, Select[*tuple[Any, ...]]]:
        """Each statement narrowed to some codes, compiled once."""
        asked: Any = bindparam(CODES, expanding=True)
        found = {id(each): each.where(d.dossier_code.in_(asked)) for each in self.stop_sheets}
        found[id(self.sheet)] = self.sheet.where(d.dossier_code.in_(asked))
        for each, _, table in self.other_sheets:
            key = KEYS[table][0] if table in KEYS else d.dossier_code
            found[id(each)] = each.where(key.in_(asked))
        return {key: self.known.contents.fit(each) for key, each in found.items()}

    # -- reading -----------------------------------------------------------------------------
    def some(self, codes: Collection[str], book: Book) -> tuple[Told, Pairs]:
        """Facts of these codes as they are now, and their (agency, source)."""
        keyed = {
            prefix: [c for c in codes if c.startswith(prefix)] for prefix in (RATING, PETITION)
        }
        plain = [code for code in codes if not code.startswith("\x01")]
        told, sources = self._dossiers(plain, book)
        others = [
            self._apart(index, [key.removeprefix(prefix) for key in keyed[prefix]], book)
            for index, (_, _, table) in enumerate(self.other_sheets)
            for prefix in [KEYS[table][1] if table in KEYS else ""]
            if prefix and keyed[prefix]
        ]
        return Told.joined([told, *others]), sources

    def whole(self, book: Book, tick: Callable[[int], None]) -> tuple[Told, Pairs]:
        """Facts of everything, sorted by code, and every (agency, source). `tick` hears of rows."""
        told, sources = [], set()
        for rows in self.register.blocks(self.sheet):
            told.append(told_from(rows, (), book))
            sources |= {(row[2], row[1]) for row in rows}
            tick(len(rows))
        all_told = Told.joined(told)
        order = np.argsort(all_told.codes, kind="stable")
        codes, facts = all_told.codes[order], all_told.facts[order]
        extras = extras_among(codes, self._all_extras())
        apart = [
            apart_from(self.rows(statement), measures, KEYS[table][1], book)
            for statement, measures, table in self.other_sheets
            if table in KEYS
        ]
        whole = Told.joined([*sorted_apart(apart), Told(codes, facts, extras)])
        return whole, sources

    def _all_extras(self) -> list[tuple[str, int, int, int]]:
        stopped = (e for i, s in enumerate(self.stop_sheets) for e in self.stopped(i, self.rows(s)))
        others = (
            e
            for statement, measures, table in self.other_sheets
            if table not in KEYS
            for e in others_in(measures, self.rows(statement))
        )
        return [*stopped, *others]

    def gone(self, codes: Collection[str] | None = None) -> list[str]:
        """Codes of dossiers that are marked as deleted, all of them or among some."""
        marked = select(d.dossier_code).where(d.deleted.is_(True))
        if codes is None:
            return [row[0] for row in self.rows(marked)]
        plain = [code for code in codes if not code.startswith("\x01")]
        asked = marked.where(d.dossier_code.in_(plain))
        return [row[0] for row in self.rows(asked)] if plain else []

    def _dossiers(self, codes: list[str], book: Book) -> tuple[Told, Pairs]:
        if not codes:
            return Told.nothing(), set()
        rows = self.rows(self.sheet, codes)
        extras = [
            *(
                e
                for i, s in enumerate(self.stop_sheets)
                for e in self.stopped(i, self.rows(s, codes))
            ),
            *(
                e
                for statement, measures, table in self.other_sheets
                if table not in KEYS
                for e in others_in(measures, self.rows(statement, codes))
            ),
        ]
        return told_from(rows, extras, book), {(row[2], row[1]) for row in rows}

    def hanging(self, codes: Collection[str]) -> set[str]:
        """Codes of ratings and petitions that hang on these dossiers: they count where those do."""
        plain = [code for code in codes if not code.startswith("\x01")]
        if not plain:
            return set()
        return {
            prefix + row[0]
            for statement, prefix in self._hanging
            for row in self.register.fitted(statement, {CODES: plain})
        }

    @cached_property
    def _hanging(self) -> list[tuple[Select[*tuple[Any, ...]], str]]:
        asked: Any = bindparam(CODES, expanding=True)
        return [
            (self.known.contents.fit(select(key).where(table.c.dossier_code.in_(asked))), prefix)
            for table, (key, prefix) in KEYS.items()
        ]

    def _apart(self, index: int, keys: list[str], book: Book) -> Told:
        """Facts of records that need no dossier: an extra each, and nothing else."""
        statement, measures, table = self.other_sheets[index]
        return apart_from(self.rows(statement, keys), measures, KEYS[table][1], book)

    def rows(
        self, statement: Select[*tuple[Any, ...]], codes: list[str] | None = None
    ) -> list[tuple[Any, ...]]:
        if codes is None:
            return self.register.tuples(statement)
        return self.register.fitted(self._of_codes[id(statement)], {CODES: codes})

    def stopped(self, index: int, rows: Sequence[Any]) -> Iterator[tuple[str, int, int, int]]:
        """(code, day, column, amount) of the edges of pauses."""
        stop = self.stops[index]
        for code, day, bits in rows:
            for bit, part in enumerate(stop.parts):
                if bits >> bit & 1:
                    yield code, day, AT[part.column], part.sign * stop.sign


def keys_of(owner: ColumnElement[str]) -> list[ColumnElement[Any]]:
    return [
        owner,
        func.coalesce(d.procedure_code, UNKNOWN),
        func.coalesce(sql_cast(d.channel, SmallInteger), NO_CHANNEL),
    ]


def amount_in(counted: Counted) -> ColumnElement[int]:
    """What one record adds."""
    one = counted.amount if counted.amount is not None else literal_column("1", Integer)
    return case((and_(*counted.where), one), else_=0)
