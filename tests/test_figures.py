"""The command `figures` answers every question that a page answers, and in the same meaning."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data_access import engines
from data_access.__main__ import main
from data_access.indicators.catalogue import INDICATORS, OVERDUE, RECEIVED
from data_access.indicators.reading import Dimension, Reading
from data_access.periods import Period, months_in
from data_access.reader import Reader
from data_access.register import Register
from data_access.rules import declared
from data_access.scope import Channel, Scope
from tests.conftest import NOW, make_tables, put

FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
AGENCIES = """code | name | parent
T | Province T |
A | Ward A | T
B | Ward B | T"""
PROCEDURES = """code | name | field
P1 | First | F1
P2 | Second | F2"""
DOSSIERS = """code | agency | procedure | channel | received | due | result | outcome
D1 | A | P1 | 2 | 2026-01-05 | 2026-01-20 | 2026-02-10 | RESULT
D2 | A | P1 | 1 | 2026-01-06 | 2026-01-30 | |
D3 | A | P2 | 2 | 2026-02-02 | 2026-02-20 | 2026-03-05 | RESULT
D4 | B | P1 | 2 | 2026-02-03 | 2026-03-20 | |
D5 | B | P2 | 1 | 2026-03-02 | 2026-04-20 | |"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    told = make_tables(f"sqlite:///{tmp_path / 'register.sqlite'}")
    put(told, {"agency": AGENCIES, "procedure": PROCEDURES, "dossier": DOSSIERS})
    return told


@pytest.fixture
def reader(url: str) -> Iterator[Reader]:
    engine = engines.reader(url)
    yield Reader(Register(engine, lambda: NOW), declared())
    engine.dispose()


def answered(url: str, period: Period, *more: str) -> Any:
    days = ("--tu", str(period.first_day), "--den", str(period.last_day))
    asked = ("figures", "--database", url, *days, "--don-vi", "T", "--format", "json", *more)
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def row(told: Reading) -> tuple[Any, ...]:
    days = str(told.period.first_day), str(told.period.last_day)
    return told.indicator.key, told.group, *days, told.numerator, told.denominator


def rows(told: Any) -> list[tuple[Any, ...]]:
    names = ("indicator", "group", "first_day", "last_day", "numerator", "denominator")
    return [tuple(each[name] for name in names) for each in told]


def test_a_field_and_a_channel_narrow_figures_as_they_narrow_a_page(
    url: str, reader: Reader
) -> None:
    told = answered(url, QUARTER, "--field", "F1", "--channel", "truc-tuyen", "--by", "agency")
    scope = Scope(QUARTER, agency="T", fields=("F1",), channels=(Channel.ONLINE,))
    assert rows(told) == [row(each) for each in reader.read(INDICATORS, scope, Dimension.AGENCY)]
    received = {each[1]: each[4] for each in rows(told) if each[0] == RECEIVED.key}
    assert (received["A"], received["B"]) == (1, 1)


def test_each_agency_can_be_told_month_by_month(url: str, reader: Reader) -> None:
    told = answered(url, QUARTER, "--by", "agency", "--by", "month", "--indicator", "overdue")
    expected = reader.read(
        [OVERDUE], Scope(QUARTER, agency="T"), Dimension.AGENCY, months_in(QUARTER)
    )
    assert rows(told) == [row(each) for each in expected]
    assert {each[1:3]: each[4] for each in rows(told) if each[1] in "AB"} == {
        ("A", "2026-01-01"): 2, ("A", "2026-02-01"): 2, ("A", "2026-03-01"): 1,
        ("B", "2026-01-01"): 0, ("B", "2026-02-01"): 0, ("B", "2026-03-01"): 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--by", "agency", "--by", "field"), "and month besides"),
        (("--field", "X"), "X: no such code"),
        (("--procedure", "X"), "X: no such code"),
        (("--channel", "fax"), "'fax' is not one of"),
    ],
)
def test_what_figures_cannot_answer_is_refused_by_name(
    url: str, asked: tuple[str, ...], words: str
) -> None:
    days = ("--tu", "2026-02-01", "--den", "2026-02-28")
    result = CliRunner().invoke(main, ("figures", "--database", url, *days, *asked))
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
