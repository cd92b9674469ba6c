"""Wall screens: who has asked, who has been accepted, and what a token is worth to whom."""

import logging
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from data_access import engines
from data_access.__main__ import main
from data_access.clock import office_clock
from data_access.screen_table import metadata, screen
from data_access.screens import (
    ACCEPTED,
    MOST_WAITING,
    UNKNOWN,
    Asked,
    Kind,
    Screens,
    Standing,
    TooManyWaiting,
    UnknownCode,
    UnknownScreen,
)
from data_access.tally.hands import Hands

NOW = datetime(2026, 11, 20, 9, 30)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Our own database before any screen has asked."""
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
    engine = engines.writer(url)
    metadata.drop_all(engine)
    yield url
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def own(own_url: str) -> Iterator[Engine]:
    with opened(own_url) as engine:
        yield engine


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def screens(own: Engine, clock: Clock) -> Screens:
    return Screens(own, clock)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = engines.writer(url)
    yield engine
    engine.dispose()


def accepted(screens: Screens, agency: str = "H99", name: str = "") -> tuple[int, str]:
    """(number, token)"""
    asked = screens.ask(agency, "10.0.0.7")
    return screens.accept(asked.code, name).number, asked.token


def column_of(own: Engine, name: str) -> list[Any]:
    with own.connect() as connection:
        asked = select(screen.c[name]).order_by(screen.c.number)
        return list(connection.execute(asked).scalars())


# -- from the code to the figures -------------------------------------------------------------
def test_a_screen_waits_with_its_code_until_it_is_accepted(screens: Screens) -> None:
    asked = screens.ask("H99", "10.0.0.7")
    assert screens.standing(asked.token, "H99") == Standing(Kind.WAITING, asked.code)
    screens.accept(asked.code)
    assert screens.standing(asked.token, "H99") == ACCEPTED


def test_whoever_accepts_reads_which_screen_it_was(screens: Screens, clock: Clock) -> None:
    asked = screens.ask("H99", "10.0.0.7")
    clock.now += 60 * SECOND
    found = screens.accept(asked.code, " Sảnh tầng 1\n")
    assert (found.agency, found.name, found.address) == ("H99", "Sảnh tầng 1", "10.0.0.7")
    assert (found.asked_at, found.accepted_at) == (NOW, clock.now)
    assert screens.listed() == [found]


def test_a_code_has_six_figures_and_is_nobody_elses(
    screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([7, 7, 7, 12])
    monkeypatch.setattr(secrets, "randbelow", lambda _below: next(drawn))
    assert [screens.ask("H99", "").code for _ in range(2)] == ["000007", "000012"]


@pytest.mark.parametrize("typed", ["{0}{1}", "{0} {1}", "{0}-{1}", " {0}\u00a0{1} "])
def test_a_code_is_read_as_people_type_it(screens: Screens, typed: str) -> None:
    asked = screens.ask("H99", "")
    screens.accept(typed.format(asked.code[:3], asked.code[3:]))
    assert screens.standing(asked.token, "H99") == ACCEPTED


def test_a_code_works_once(screens: Screens) -> None:
    asked = screens.ask("H99", "")
    screens.accept(asked.code)
    with pytest.raises(UnknownCode, match=f"'{asked.code}': no screen waits with this code"):
        screens.accept(asked.code)


@pytest.mark.parametrize("told", ["", "12345", "1234567", "٤٨٢٩١٣", "48291x", "'; --", "\0"])
def test_what_is_no_code_is_named(screens: Screens, told: str) -> None:
    screens.ask("H99", "")
    with pytest.raises(UnknownCode) as refused:
        screens.accept(told)
    assert str(refused.value) == f"{told!r}: no screen waits with this code"


# -- what a token is worth --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked_for_hall", "shows_hall", "kind"),
    [
        (False, False, Kind.ACCEPTED),
        (False, True, Kind.ACCEPTED),
        (True, True, Kind.ACCEPTED),
        (True, False, Kind.UNKNOWN),
    ],
)
def test_a_token_of_a_public_hall_opens_no_more(
    screens: Screens, asked_for_hall: bool, shows_hall: bool, kind: Kind
) -> None:
    asked = screens.ask("H99", "", asked_for_hall)
    screens.accept(asked.code)
    assert screens.standing(asked.token, "H99", shows_hall).kind is kind


def test_a_token_shows_one_agency_and_no_other(screens: Screens) -> None:
    asked = screens.ask("H99", "")
    assert screens.standing(asked.token, "H01") == UNKNOWN
    screens.accept(asked.code)
    assert [screens.standing(asked.token, each) for each in ("H99", "H01", "H9", "")] == [
        ACCEPTED, UNKNOWN, UNKNOWN, UNKNOWN,
    ]  # fmt: skip


def test_a_code_stolen_from_another_agency_lets_nobody_else_in(screens: Screens) -> None:
    """Whoever has it accepted has the screen accepted that showed it."""
    theirs, ours = screens.ask("H99", ""), screens.ask("H01", "")
    screens.accept(theirs.code)
    assert screens.standing(ours.token, "H99") == UNKNOWN
    assert screens.standing(ours.token, "H01") == Standing(Kind.WAITING, ours.code)


@pytest.mark.parametrize("token", [None, "", "x", "\ud800", "\0", "é" * 9_000])
def test_what_is_no_token_is_worth_nothing(screens: Screens, token: str | None) -> None:
    accepted(screens)
    assert screens.standing(token, "H99") == UNKNOWN


def test_a_revoked_token_is_worth_nothing(screens: Screens, clock: Clock) -> None:
    (gone, token), (_, other) = accepted(screens), accepted(screens)
    clock.now += SECOND
    assert screens.revoke(gone).revoked_at == clock.now
    assert screens.standing(token, "H99") == UNKNOWN
    assert screens.standing(other, "H99") == ACCEPTED
    clock.now += 60 * SECOND
    screens.seen(token, as_of=NOW, version="2")
    assert screens.listed()[-1].last_seen_at == NOW


def test_a_screen_that_waits_can_be_revoked(screens: Screens) -> None:
    asked = screens.ask("H99", "")
    screens.revoke(screens.listed()[0].number)
    assert screens.standing(asked.token, "H99") == UNKNOWN
    with pytest.raises(UnknownCode):
        screens.accept(asked.code)


def test_what_was_revoked_stays_so_since_then(screens: Screens, clock: Clock) -> None:
    number, _ = accepted(screens)
    revoked = screens.revoke(number)
    clock.now += HOUR
    assert screens.revoke(number) == revoked


def test_only_a_screen_there_is_can_be_revoked(screens: Screens) -> None:
    with pytest.raises(UnknownScreen, match="7: no screen has this number"):
        screens.revoke(7)


def test_no_token_is_kept_in_the_clear(screens: Screens, own: Engine) -> None:
    tokens = [screens.ask("H99", "").token, accepted(screens)[1]]
    with own.connect() as connection:
        kept = str(connection.execute(select(screen)).all())
    assert [token for token in tokens if token in kept] == []
    assert all(len(token) == 43 for token in tokens)
    assert tokens[0] not in repr(Asked(tokens[0], "482913"))


def test_what_is_kept_of_a_token_is_not_one(screens: Screens, own: Engine) -> None:
    accepted(screens)
    assert screens.standing(column_of(own, "token")[0], "H99") == UNKNOWN


# -- waiting ------------------------------------------------------------------------------------
def test_a_screen_not_seen_for_an_hour_waits_no_longer(screens: Screens, clock: Clock) -> None:
    asked = screens.ask("H99", "")
    clock.now += HOUR - SECOND
    assert screens.standing(asked.token, "H99").kind is Kind.WAITING
    clock.now += SECOND
    assert screens.standing(asked.token, "H99") == UNKNOWN
    assert screens.listed() == []
    screens.seen(asked.token, as_of=None, version="1")
    with pytest.raises(UnknownCode):
        screens.accept(asked.code)


def test_a_screen_that_is_seen_waits_on(screens: Screens, clock: Clock) -> None:
    asked = screens.ask("H99", "")
    for _ in range(3):
        clock.now += HOUR - SECOND
        screens.seen(asked.token, as_of=None, version="1")
    assert screens.accept(asked.code).agency == "H99"


def test_an_accepted_screen_switched_off_for_long_shows_its_agency_again(
    screens: Screens, clock: Clock
) -> None:
    _, token = accepted(screens)
    clock.now += 1_000 * HOUR
    screens.ask("H01", "")
    assert screens.standing(token, "H99") == ACCEPTED


def test_the_next_that_asks_takes_the_place_of_those_that_expired(
    screens: Screens, own: Engine, clock: Clock
) -> None:
    screens.ask("H99", "")
    screens.ask("H99", "")
    number, _ = accepted(screens)
    clock.now += HOUR
    screens.ask("H01", "")
    assert column_of(own, "agency") == ["H99", "H01"]
    assert column_of(own, "number")[0] == number


def test_the_number_of_one_that_expired_is_never_anothers(screens: Screens, clock: Clock) -> None:
    screens.ask("H99", "")
    gone = screens.listed()[0].number
    clock.now += HOUR
    screens.ask("H01", "")
    assert screens.listed()[0].number > gone


def test_no_more_than_a_thousand_wait(screens: Screens, own: Engine, clock: Clock) -> None:
    accepted(screens)
    fill(own, MOST_WAITING - 1)
    screens.ask("H99", "")
    with pytest.raises(TooManyWaiting, match="1,000 screens wait already"):
        screens.ask("H99", "")
    screens.accept("000000")
    screens.ask("H99", "")
    clock.now += HOUR
    screens.ask("H99", "")
    assert len(screens.listed()) == 3


def fill(own: Engine, count: int) -> None:
    """Screens that wait."""
    row = {"agency": "H99", "asked_at": NOW, "last_seen_at": NOW}
    texts = dict.fromkeys(("name", "address", "version", "slide"), "")
    metadata.create_all(own)
    with own.begin() as connection:
        rows = [{"token": f"t{n}", "code": f"{n:06}", **row, **texts} for n in range(count)]
        connection.execute(insert(screen), rows)


def test_what_a_screen_tells_can_be_kept_and_printed(screens: Screens, clock: Clock) -> None:
    screens.ask("H99", "a\x1b[2J\0\ud800" + "b" * 999)
    number, token = accepted(screens)
    clock.now += 60 * SECOND
    screens.seen(token, as_of=None, version="\ud800\0" + "9" * 999, slide="\x1b")
    found = {each.number: each for each in screens.listed()}
    assert found[number].version == "9" * 198
    assert found[number].slide == ""
    assert found[number - 1].address == "a [2J  " + "b" * 193


# -- signs of life -----------------------------------------------------------------------------
def test_a_sign_of_life_tells_how_old_the_figures_are(screens: Screens, clock: Clock) -> None:
    _, token = accepted(screens)
    clock.now += 20 * SECOND
    screens.seen(token, as_of=NOW, version="1.4", slide="late")
    (found,) = screens.listed()
    assert (found.last_seen_at, found.as_of) == (clock.now, NOW)
    assert (found.version, found.slide) == ("1.4", "late")


def test_a_sign_of_life_is_written_at_most_every_15_seconds(
    own_url: str, own: Engine, clock: Clock
) -> None:
    screens = Screens(own, clock)
    _, token = accepted(screens)
    written = []
    with opened(own_url) as other:
        workers = screens, Screens(other, clock)
        for second in range(1, 47):
            clock.now = NOW + second * SECOND
            workers[second % 2].seen(token, as_of=None, version=str(second))
            written.append(screens.listed()[0].version)
    assert list(dict.fromkeys(written)) == ["", "15", "30", "45"]


def test_a_clock_set_back_silences_no_screen(screens: Screens, clock: Clock) -> None:
    _, token = accepted(screens)
    clock.now = NOW - 24 * HOUR
    screens.seen(token, as_of=None, version="1")
    assert screens.listed()[0].last_seen_at == clock.now


def test_a_sign_of_life_that_cannot_be_written_is_told_once(
    own: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    screens = Screens(own, clock)
    _, token = accepted(screens)
    clock.now += 60 * SECOND
    reader = engines.reader(own.url)
    read_only = Screens(reader, clock)
    with caplog.at_level(logging.WARNING, "data_access.screens"):
        for _ in range(3):
            read_only.seen(token, as_of=NOW, version="2")
    reader.dispose()
    (told,) = caplog.messages
    assert told.startswith("signs of life of screens cannot be written: ")
    assert token not in told
    assert screens.listed()[0].last_seen_at == NOW


# -- the list -----------------------------------------------------------------------------------
def test_accepted_screens_come_first_by_agency_and_number(screens: Screens) -> None:
    def numbered(agency: str, name: str) -> int:
        return accepted(screens, agency, name)[0]

    screens.ask("H02", "waits")
    gone = numbered("H01", "gone")
    names = [("H02", "b"), ("H01", "z"), ("H02", "a")]
    second, first, third = (numbered(*each) for each in names)
    screens.ask("H01", "waits")
    screens.revoke(gone)
    assert [(each.agency, each.name or each.address) for each in screens.listed()] == [
        ("H01", "z"), ("H02", "b"), ("H02", "a"),
        ("H01", "waits"), ("H02", "waits"),
        ("H01", "gone"),
    ]  # fmt: skip
    assert [each.number for each in screens.listed()][:3] == [first, second, third]


def test_before_any_screen_has_asked_there_is_none_and_nothing_is_made(
    screens: Screens, own: Engine
) -> None:
    assert screens.listed() == []
    assert screens.standing("x", "H99") == UNKNOWN
    screens.seen("x", as_of=None, version="1")
    assert not inspect(own).has_table(screen.name)
    with pytest.raises(UnknownCode):
        screens.accept("482913")


def test_a_database_that_is_away_is_told_to_whoever_asks(clock: Clock) -> None:
    away = Screens(engines.reader("postgresql://u@127.0.0.1:1/x"), clock)
    questions: list[Callable[[], object]] = [
        away.listed,
        lambda: away.standing("x", "H99"),
        lambda: away.ask("H99", ""),
    ]
    for question in questions:
        with pytest.raises(SQLAlchemyError):
            question()
    away.seen("x", as_of=None, version="1")


# -- several at once ----------------------------------------------------------------------------
def at_once(url: str, count: int, work: Callable[[Screens, int], Any]) -> list[Any]:
    """Done by so many threads at one moment, each with its own way to the database."""
    together = Barrier(count)

    def one(share: int) -> Any:
        with opened(url) as engine:
            each = Screens(engine, Clock())
            each.listed()
            together.wait(10)
            return work(each, share)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_processes_that_ask_first_at_once_make_one_table(own_url: str, screens: Screens) -> None:
    def work(share: int, _tick: object) -> list[str]:
        with opened(own_url) as engine:
            each = Screens(engine, Clock())
            return [each.ask(f"H0{share}", "").code for _ in range(5)]

    with Hands(work, 4) as hands:
        codes = sum(hands.results(lambda _: None), [])
    assert len(set(codes)) == len(codes) == 20
    assert sorted(each.agency for each in screens.listed()) == sorted(
        ["H00", "H01", "H02", "H03"] * 5
    )


def test_of_several_who_type_a_code_at_once_one_is_right(own_url: str, screens: Screens) -> None:
    codes = [screens.ask(f"H{number:02}", "").code for number in range(20)]

    def accept(each: Screens, share: int) -> list[str | None]:
        return [accepted_as(each, code, f"by {share}") for code in codes]

    told = zip(*at_once(own_url, 4, accept), strict=True)
    assert [each.name for each in screens.listed()] == [name for (name,) in map(names, told)]


def accepted_as(screens: Screens, code: str, name: str) -> str | None:
    try:
        return screens.accept(code, name).name
    except UnknownCode:
        return None


def names(told: Iterable[str | None]) -> list[str]:
    return [name for name in told if name]


def test_the_last_places_are_given_once(own_url: str, own: Engine) -> None:
    fill(own, MOST_WAITING - 2)

    def ask(each: Screens, _share: int) -> bool:
        try:
            return bool(each.ask("H99", ""))
        except TooManyWaiting:
            return False

    assert sum(at_once(own_url, 6, ask)) == 2
    with own.connect() as connection:
        assert connection.execute(select(func.count(screen.c.code))).scalar_one() == MOST_WAITING


# -- the commands -------------------------------------------------------------------------------
@pytest.fixture
def known(own_url: str, own: Engine, monkeypatch: pytest.MonkeyPatch) -> Screens:
    """The database that the commands ask; they go by the office's clock."""
    monkeypatch.setenv("DASHBOARD_DATABASE_URL", own_url)
    return Screens(own, office_clock)


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, ("screens", *words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_screen_is_accepted_listed_and_revoked_by_command(known: Screens, own: Engine) -> None:
    asked = known.ask("H99", "10.0.0.7")
    code = asked.code[:3], asked.code[3:]
    told = run("accept", *code, "--name", "Sảnh tầng 1")
    (number,) = column_of(own, "number")
    assert told.output == f"screen {number}, Sảnh tầng 1: accepted for H99\n"
    assert known.standing(asked.token, "H99") == ACCEPTED
    told = run("revoke", str(number))
    shows = "revoked, shows nothing of H99 any more"
    assert (told.exit_code, told.output) == (0, f"screen {number}, Sảnh tầng 1: {shows}\n")
    assert known.standing(asked.token, "H99") == UNKNOWN


def test_the_list_is_a_plain_table(known: Screens) -> None:
    (gone, _), (there, token) = accepted(known, "H99", "Sảnh"), accepted(known, "H01.22")
    known.revoke(gone)
    known.ask("H99", "10.0.0.8")
    Screens(known.own, lambda: office_clock() + 20 * SECOND).seen(token, as_of=NOW, version="1.4")
    told = run("list").output
    assert [re.split(r" {2,}", INSTANT.sub("at", line)) for line in told.splitlines()] == [
        ["number", "agency", "name", "standing", "since", "last seen", "data as of", "version",
         "address"],
        [str(there), "H01.22", "–", "accepted", "at", "at", "at", "1.4", "10.0.0.7"],
        [str(there + 1), "H99", "–", "waiting", "at", "at", "–", "–", "10.0.0.8"],
        [str(gone), "H99", "Sảnh", "revoked", "at", "at", "–", "–", "10.0.0.7"],
        ["1 screen waits"],
    ]  # fmt: skip
    assert len({line.find("10.0.0.") for line in told.splitlines()[1:-1]}) == 1


def test_an_empty_list_says_so(known: Screens) -> None:
    told = run("list")
    assert (told.exit_code, told.output) == (0, "no screen waits\n")


@pytest.mark.parametrize("waiting", ["no screen waits", "1 screen waits", "2 screens wait"])
def test_an_unknown_code_is_refused_with_how_many_wait(known: Screens, waiting: str) -> None:
    for _ in range(int(waiting[0]) if waiting[0].isdigit() else 0):
        known.ask("H99", "")
    told = run("accept", "48x 913")
    sentence = (
        "'48x 913': no screen waits with this code; write the six figures it shows, as 482913"
    )
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == f"Error: {sentence} ({waiting})\n"


def test_an_unknown_number_is_refused_with_the_way_to_those_there_are(known: Screens) -> None:
    accepted(known)
    told = run("revoke", "712")
    there = "`python -m data_access screens list` prints those there are"
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == f"Error: 712: no screen has this number; {there}\n"


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
def test_what_is_no_number_is_named(known: Screens, number: str) -> None:
    told = run("revoke", "--", number)
    assert told.exit_code == 2
    assert number in told.stderr
