"""Read by column or row by row, counted by one or by several: the same comes out."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select, text

from data_access import engines, rules
from data_access.contract.measures import Counting
from data_access.register import Register
from data_access.tally.build import Whole, fill
from data_access.tally.columns import NotByColumn, columns
from data_access.tally.events import Adding, number_of
from data_access.tally.facts import APART, Book, Told
from data_access.tally.hands import Hands, Stopped
from data_access.tally.hearing import rows_of
from data_access.tally.lock import only_writer
from data_access.tally.places import Places
from data_access.tally.reading import Reading
from data_access.tally.repairs import differ
from data_access.tally.tables import tables_of
from tests import large
from tests.test_tally import own_url as own_url

NOW = datetime(2026, 11, 26, 10)


@contextmanager
def reading_of(url: str) -> Iterator[Reading]:
    register = Register(engines.reader(url), lambda: NOW)
    yield Reading(register, register.fresh_state(), Counting(rules.declared(), NOW))
    register.close()


@pytest.fixture
def reading(register_url: str) -> Iterator[Reading]:
    large.fill(register_url, 3_000, 7, NOW)
    writer = engines.writer(register_url)
    with writer.begin() as connection:  # what is marked as deleted is not counted, nor what hangs
        connection.execute(text("UPDATE dossier SET deleted = true WHERE channel = 3"))
        connection.execute(text("UPDATE payment SET method = 'online_national' WHERE amount > 0"))
    writer.dispose()
    with reading_of(register_url) as reading:
        yield reading


def by_row(reading: Reading, book: Book) -> Told:
    return reading._whole(reading._blocks(lambda _: None), reading._rows, book)[0]


def test_by_column_every_fact_is_what_it_is_row_by_row(reading: Reading) -> None:
    books, read = (Book(), Book()), list[int]()
    one, sources, gone = reading.whole(books[0], read.append)
    other = by_row(reading, books[1])
    assert sum(read) == 3_000 and len(one) > 2_500
    assert one.codes.tolist() == other.codes.tolist()
    assert not differ(one, other).any()
    for name, kind in (("agency", "agencies"), ("procedure", "procedures")):
        named = [np.array(getattr(book, kind).all) for book in books]
        assert (named[0][one.facts[name]] == named[1][other.facts[name]]).all()
    assert {source for _, source in sources} == {large.SOURCE}
    assert len(gone) + np.count_nonzero(~np.char.startswith(one.codes, APART.encode())) == 3_000


def test_sqlite_and_postgresql_are_read_by_column(reading: Reading) -> None:
    engine, contents = reading.register.engine, reading.known.contents
    with columns(engine, contents, [reading.sheet], (), lambda _: None) as held:
        assert held.table(reading.sheet).num_rows > 2_000


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("due_at", "2026-11-01"),
        ("due_at", "2026-11-01T08:00:00+07:00"),
        ("due_at", "2026-11-01T08:00:00"),
        ("paused", 2),
        ("channel", "online"),
    ],
)
def test_what_is_not_of_its_kind_is_left_to_the_database(
    sqlite_url: str, column: str, wrong: Any
) -> None:
    large.fill(sqlite_url, 500, 7, NOW)
    writer = engines.writer(sqlite_url)
    with writer.begin() as connection:
        code = connection.execute(text("SELECT max(dossier_code) FROM dossier")).scalar_one()
        told = {"wrong": wrong, "code": code}
        connection.execute(
            text(f"UPDATE dossier SET {column} = :wrong WHERE dossier_code = :code"), told
        )
    writer.dispose()
    with reading_of(sqlite_url) as reading:
        engine, contents = reading.register.engine, reading.known.contents
        with (
            pytest.raises(NotByColumn),
            columns(engine, contents, [reading.sheet], (), lambda _: None),
        ):
            pass
        assert len(reading.whole(Book(), lambda _: None)[0]) == len(by_row(reading, Book()))


# -- counted by several --------------------------------------------------------------------------
def contents_of(own: Engine, generation: int) -> dict[str, list[Any]]:
    made = tables_of(generation)
    with own.connect() as connection:
        return {
            name: sorted(map(tuple, connection.execute(select(getattr(made, name)))), key=repr)
            for name in ("node", "key", "name", "page", "dossier", "source")
        }


def test_several_count_what_one_counts(reading: Reading, tmp_path: Any) -> None:
    own = engines.writer(f"sqlite:///{tmp_path / 'own.sqlite'}")
    for generation, hands in ((0, 1), (1, 3)):
        book = Book()
        told, sources, gone = reading.whole(book, lambda _: None)
        adding = Adding(reading.own, number_of(NOW.date()), reading.known.calendar)
        places = Places(reading.known.directory, book)
        whole = Whole(
            told, rows_of(sources, {}), gone, book, places, adding, number_of(NOW.date()) - 20
        )
        nodes = list[str]()
        fill(own, tables_of(generation), whole, nodes.append, hands)
        assert len(nodes) == large.AGENCIES + large.DISTRICTS + 1
    one, several = contents_of(own, 0), contents_of(own, 1)
    assert len(one["node"]) > 10_000 and len(one["key"]) > 10_000
    assert one == several


def test_whoever_helps_and_fails_is_heard() -> None:
    def work(share: int, tick: Any) -> str:
        tick("a step")
        if share == 1:
            raise ValueError("nothing but trouble")
        return f"share {share}"

    steps = list[str]()
    with Hands(work, 1) as hands:
        assert hands.results(steps.append) == ["share 0"]
    with Hands(work, 2) as hands, pytest.raises(Stopped, match="ValueError: nothing but trouble"):
        hands.results(steps.append)
    assert set(steps) == {"a step"}


def test_whoever_helps_and_dies_is_missed() -> None:
    with (
        Hands(lambda _share, _tick: os._exit(9), 1) as hands,
        pytest.raises(Stopped, match="stopped"),
    ):
        hands.results(lambda _: None)


ALONE = """
import sys, time
from data_access import engines
from data_access.tally.hands import Hands
from data_access.tally.lock import only_writer

def work(_share, tick):
    while True:
        tick("a step")
        time.sleep(0.2)

with only_writer(engines.writer(sys.argv[1])) as is_ours, Hands(work, 2) as hands:
    assert is_ours
    hands.results(lambda _: print("at work", flush=True))
"""


def test_nobody_else_writes_until_the_last_helper_of_a_dead_master_is_gone(own_url: str) -> None:
    master = subprocess.Popen([sys.executable, "-c", ALONE, own_url], stdout=subprocess.PIPE)
    assert master.stdout is not None
    master.stdout.readline()
    own, began = engines.writer(own_url), time.monotonic()
    helpers = children_of(master.pid)
    assert len(helpers) == 2
    for helper in helpers:  # they cannot see yet that their master is gone
        os.kill(helper, signal.SIGSTOP)
    master.kill()
    master.wait()
    master.stdout.close()
    with only_writer(own) as is_ours:
        assert not is_ours
    for helper in helpers:
        os.kill(helper, signal.SIGCONT)
    while not is_free(own):
        assert time.monotonic() - began < 20
        time.sleep(0.1)
    own.dispose()


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_free(own: Engine) -> bool:
    with only_writer(own) as is_ours:
        return is_ours
