"""A tally of a register for one command: counted once, asked, and thrown away."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from data_access import engines, rules
from data_access.clock import office_clock
from data_access.contract.quality_asking import Rows, Statement
from data_access.contract.survey import Contents
from data_access.directory import Directory
from data_access.indicators.definition import Indicator
from data_access.indicators.reading import Dimension, Read, Reading
from data_access.periods import Period
from data_access.reader import Reader
from data_access.register import Register
from data_access.scope import Scope
from data_access.tally.columns import FAILURES, Columns, NotByColumn, columns
from data_access.tally.keeper import Keeper
from data_access.tally.store import Tally


@contextmanager
def by_column(
    engine: Engine, told: Contents, every: Sequence[Statement]
) -> Iterator[Callable[[Statement], Rows | None]]:
    """Asks a copy of the columns in memory."""
    with ExitStack() as opened:
        try:
            held = opened.enter_context(columns(engine, told, every, (), lambda _: None))
        except NotByColumn:
            yield lambda _statement: None
            return
        yield partial(told_by, held)


def told_by(held: Columns, statement: Statement) -> Rows | None:
    try:
        return list(zip(*held.rows(statement).to_pydict().values(), strict=True))
    except FAILURES:  # a table that was not read, say
        return None


@contextmanager
def counted(engine: Engine, as_of: datetime | None) -> Iterator[Reader]:
    """A past instant is asked of the rows: a tally is of now. Raises Unavailable."""
    chosen = rules.declared()
    if as_of is not None:
        yield Reader(Register(engine, office_clock, replay_at=as_of), chosen)
        return
    now = office_clock()  # for as long as it is asked: nobody follows it
    with TemporaryDirectory() as folder:
        own = engines.writer(f"sqlite:///{Path(folder) / 'own.sqlite'}")
        Keeper(engine, own, chosen, lambda: now).look()
        tally = Tally(own)
        yield Reader(Register(engine, lambda: now, follower=tally), chosen, tally)
        own.dispose()


def by_tops(read: Read, directory: Directory) -> Read:
    """Of everybody, month by month or by field: added up over the agencies at the top, of which
    the counts are kept. Of everybody in one period the rows are asked, so that there are two to
    compare.
    """

    def asked(
        indicators: Sequence[Indicator],
        scope: Scope,
        by: Dimension = Dimension.WHOLE,
        periods: Sequence[Period] | None = None,
    ) -> list[Reading]:
        is_whole = by is Dimension.WHOLE and periods is None
        if scope.agency is not None or is_whole:
            return read(indicators, scope, by, periods)
        is_each = by is Dimension.AGENCY
        tops = [
            replace(each, group=top.code if is_each else each.group)
            for top in directory.roots
            for each in read(
                indicators,
                scope.within(agency=top.code),
                Dimension.WHOLE if is_each else by,
                periods,
            )
        ]
        return list(added(tops).values())

    return asked


def added(readings: Sequence[Reading]) -> dict[tuple[str, Period, str], Reading]:
    """One reading for each group, period and indicator; a source that is silent adds nothing."""
    found: dict[tuple[str, Period, str], Reading] = {}
    for each in readings:
        key = (each.group, each.period, each.indicator.key)
        held = found.get(key)
        if held is not None:
            absence = each.absence if held.absence else None
            each = replace(
                each,
                numerator=(held.numerator or 0) + (each.numerator or 0),
                absence=absence,
            )
        found[key] = each
    return found
