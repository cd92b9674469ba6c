"""What is counted of each dossier, read from the register: its days, and a mask for each."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
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
from data_access.register import Register, State
from data_access.scope import UNKNOWN
from data_access.tally import parts
from data_access.tally.parts import OWN, mask
from data_access.tally.tables import AT, FLOWS

d = dossier.c
NEVER = -999_999  # a day that nobody says, long before any that somebody does
FIRST_DAY, LAST_DAY = 7304, 47847  # one before and one after the days an address can name
NO_CHANNEL = -1
CODES = "codes"
# Codes of what has no dossier to hang on; no dossier's code begins so.
RATING, PETITION = "\x01rating/", "\x01petition/"
KEYS = {rating: (rating.c.rating_key, RATING), petition: (petition.c.petition_key, PETITION)}

FACT = np.dtype(
    [
        ("agency", "<i4"),
        ("procedure", "<i4"),
        ("channel", "<i2"),
        *((f"{dating}_day", "<i4") for dating in OWN),
        *((f"{dating}_mask", "<i4") for dating in OWN),
        ("standing", "<i2"),
        ("ahead", "<i1"),
    ]
)
EXTRA = np.dtype([("of", "<i4"), ("day", "<i4"), ("column", "<i2"), ("amount", "<i8")])
Facts = NDArray[Any]
Codes = NDArray[np.bytes_]
Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """Facts of dossiers, one each, and what else they add: extras point at them by place."""

    codes: Codes
    facts: Facts
    extras: Facts

    def __len__(self) -> int:
        return len(self.facts)

    @classmethod
    def nothing(cls) -> "Told":
        return cls(np.empty(0, "S1"), np.empty(0, FACT), np.empty(0, EXTRA))

    @classmethod
    def joined(cls, told: Sequence["Told"]) -> "Told":
        if not told:
            return cls.nothing()
        starts = np.cumsum([0, *(len(each) for each in told)])
        extras = [each.extras.copy() for each in told]
        for each, start in zip(extras, starts, strict=False):
            each["of"] += int(start)
        codes = np.concatenate([each.codes for each in told])
        return cls(codes, np.concatenate([each.facts for each in told]), np.concatenate(extras))

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each one's extras begin; extras stand in the order of what they are of."""
        return np.searchsorted(self.extras["of"], np.arange(len(self) + 1))

    def taken(self, places: NDArray[np.int64]) -> "Told":
        """Those at some places, in the order of the places."""
        first, lengths = self.starts[places], np.diff(self.starts)[places]
        ends = np.cumsum(lengths)
        which = np.repeat(first - ends + lengths, lengths) + np.arange(int(lengths.sum()))
        extras = self.extras[which]
        extras["of"] = np.repeat(np.arange(len(places)), lengths)
        return Told(self.codes[places], self.facts[places], extras)

    def between(self, first: int, last: int) -> "Told":
        """Those from one place up to another."""
        extras = self.extras[self.starts[first] : self.starts[last]].copy()
        extras["of"] -= first
        return Told(self.codes[first:last], self.facts[first:last], extras)


class Names:
    """Numbers for agencies' and procedures' codes: kept with the facts, as they are of them."""

    def __init__(self, known: Sequence[str] = ()) -> None:
        self.all: list[str] = list(known)
        self._at = {name: at for at, name in enumerate(self.all)}

    def __getitem__(self, number: int) -> str:
        return self.all[number]

    def __len__(self) -> int:
        return len(self.all)

    def numbers(self, told: Sequence[str]) -> NDArray[np.int32]:
        for name in dict.fromkeys(told):
            if name not in self._at:
                self._at[name] = len(self.all)
                self.all.append(name)
        return np.fromiter(map(self._at.__getitem__, told), np.int32, len(told))


@dataclass(frozen=True)
class Book:
    """Everything that is kept by its number. Key 0 is that of all together."""

    agencies: Names = field(default_factory=Names)
    procedures: Names = field(default_factory=Names)
    keys: Names = field(default_factory=lambda: Names([""]))

    @property
    def kinds(self) -> dict[str, Names]:
        return {"agency": self.agencies, "procedure": self.procedures, "key": self.keys}


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


def others_in(
    measures: Sequence[Measure], rows: Sequence[Any]
) -> Iterator[tuple[str, int, int, int]]:
    """(code, day, column, amount) of records that hang on a dossier."""
    for code, _source, _agency, _procedure, _channel, day, *amounts in rows:
        for measure, amount in zip(measures, amounts, strict=True):
            if amount:
                yield code, day, AT[measure], int(amount)


def codes_in(told: Told) -> list[str]:
    return [code.decode() for code in told.codes.tolist()]


def coded(codes: Sequence[str]) -> Codes:
    return np.array([code.encode() for code in codes], dtype="S") if codes else np.empty(0, "S1")


def told_from(
    rows: Sequence[tuple[Any, ...]], extras: Sequence[tuple[str, int, int, int]], book: Book
) -> Told:
    """Rows as `Reading.sheet` has them."""
    facts = np.empty(len(rows), FACT)
    if not rows:
        return Told.nothing()
    codes, _sources, agencies, procedures, *numbers = zip(*rows, strict=True)
    facts["agency"] = book.agencies.numbers(agencies)
    facts["procedure"] = book.procedures.numbers(procedures)
    for name, values in zip(FACT.names[2:], numbers, strict=True):  # type: ignore[index]
        facts[name] = within(values) if name.endswith("_day") else values
    return Told(coded(codes), facts, extras_from(codes, extras))


def within(days: Any) -> NDArray[np.int64]:
    """Days, those beyond what can be asked for as near as can be."""
    told = np.array(days, np.int64)
    return np.where(told == NEVER, NEVER, np.clip(told, FIRST_DAY, LAST_DAY))


def extras_from(codes: Sequence[str], extras: Sequence[tuple[str, int, int, int]]) -> Facts:
    at = {code: place for place, code in enumerate(codes)}
    return extras_of([(at[code], *rest) for code, *rest in extras if code in at])


def extras_among(codes: Codes, extras: Sequence[tuple[str, int, int, int]]) -> Facts:
    """`extras_from` for very many: `codes` must be sorted."""
    if not extras or not len(codes):
        return np.empty(0, EXTRA)
    of, *rest = zip(*extras, strict=True)
    asked = coded(of)
    at = np.searchsorted(codes, asked)
    found = np.flatnonzero(codes[np.minimum(at, len(codes) - 1)] == asked)
    return extras_of([(int(at[i]), *(column[i] for column in rest)) for i in found.tolist()])


def sorted_apart(told: Sequence[Told]) -> Iterator[Told]:
    """In the order of their codes, which all come before any dossier's."""
    for each in sorted((each for each in told if len(each)), key=lambda each: each.codes[0]):
        yield each.taken(np.argsort(each.codes, kind="stable"))


def extras_of(rows: Sequence[tuple[int, ...]]) -> Facts:
    """(place, day, column, amount); what happened on no day that can be read is left out."""
    extras = np.array([row for row in rows if row[1] is not None], EXTRA)
    extras["day"] = within(extras["day"])
    return extras[np.argsort(extras["of"], kind="stable")]


def apart_from(
    rows: Sequence[tuple[Any, ...]], measures: Sequence[Measure], prefix: str, book: Book
) -> Told:
    rows = [row for row in rows if row[2] is not None]
    if not rows:
        return Told.nothing()
    keys, _sources, agencies, procedures, channels, days, *amounts = zip(*rows, strict=True)
    facts = np.zeros(len(rows), FACT)
    facts["agency"] = book.agencies.numbers(agencies)
    facts["procedure"] = book.procedures.numbers(procedures)
    facts["channel"] = channels
    for dating in OWN:
        facts[f"{dating}_day"] = NEVER
    extras = [
        (place, days[place], AT[measure], int(amount))
        for measure, column in zip(measures, amounts, strict=True)
        for place, amount in enumerate(column)
        if amount
    ]
    return Told(coded([prefix + key for key in keys]), facts, extras_of(extras))
